"""The territory is always there: after every migration, and after a test empties the database."""

from django.apps import AppConfig
from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from multaqa.apps.territory import services


@receiver(post_migrate, dispatch_uid="territory.fill")
def fill(sender: AppConfig, using: str, apps: Apps = current_apps, **_: object) -> None:
    """Load the territory, unless the database was migrated to a point before it was laid out."""
    if sender.name == "multaqa.apps.territory" and "commune" in apps.all_models["territory"]:
        services.load_territory(using=using)
