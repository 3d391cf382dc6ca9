"""What the budget does when lower apps announce something."""

from typing import Any

from django.dispatch import receiver

from multaqa.apps.budget import services
from multaqa.apps.network.models import Body
from multaqa.apps.network.signals import body_merged


@receiver(body_merged, dispatch_uid="budget.follow_merged_body")
def follow_merged_body(sender: type[Body], old: Body, kept: Body, **_: Any) -> None:
    """A ballot of a body entered twice goes on under the one that was kept."""
    services.follow_body(merged=old, kept=kept)
