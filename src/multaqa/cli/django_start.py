"""Starting Django, for the commands that need the site."""

import os


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")
    import django

    from multaqa.kernel import secrets

    secrets.keep_to_ourselves()
    django.setup()
