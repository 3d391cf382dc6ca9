"""How an app of the house wakes."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class App(AppConfig):
    """An app of the house: its phrases and receivers are awake from the start."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in ("phrases", "receivers"):
            if find_spec(f"{self.name}.{room}"):
                import_module(f"{self.name}.{room}")
