"""What lower apps announce, and what projects make of it."""

from typing import Any

from django.dispatch import receiver

from multaqa.apps.network.models import Body
from multaqa.apps.network.signals import body_merged
from multaqa.apps.projects import services


@receiver(body_merged, dispatch_uid="projects.follow_merged_body")
def follow_merged_body(*, old: Body, kept: Body, **_more: Any) -> None:
    services.follow_merged_body(old=old, kept=kept)
