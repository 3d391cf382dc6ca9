"""The territory is always there: after every migration, and after a test empties the database."""

from django.apps import AppConfig
from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db.models import Model
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from multaqa.apps.territory import services
from multaqa.apps.territory.models import Commune


@receiver(post_migrate, dispatch_uid="territory.fill")
def fill(sender: AppConfig, using: str, apps: Apps = current_apps, **_: object) -> None:
    """Load the territory, unless the database stands at a point before it was laid out as now."""
    laid_out = apps.all_models["territory"].get("commune")
    if (
        sender.name == "multaqa.apps.territory"
        and laid_out
        and _columns(laid_out) >= _columns(Commune)
    ):
        services.load_territory(using=using)


def _columns(model: type[Model]) -> set[str]:
    return {str(field.column) for field in model._meta.concrete_fields}
