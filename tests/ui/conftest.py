from pathlib import Path

import pytest

from tests.browser.conftest import chromium, faults, site, static_folder, visit, visitor, weigh

__all__ = ["chromium", "faults", "site", "static_folder", "visit", "visitor", "weigh"]


@pytest.fixture(autouse=True)
def small_portal(settings):
    """The parts alone: no app above them, and no database."""
    settings.ROOT_URLCONF = "tests.ui.urls"
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [
        engine
        | {
            "DIRS": [Path(__file__).with_name("templates")],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.messages.context_processors.messages",
                    "tests.ui.urls.house",
                ]
            },
        }
    ]
