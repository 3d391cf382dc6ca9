"""What the forum does when lower apps announce something."""

from typing import Any

from django.dispatch import receiver

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import INBOXES, Inbox
from multaqa.apps.accounts.services import READERS
from multaqa.apps.accounts.signals import contact_changed
from multaqa.apps.forum import queries, services
from multaqa.apps.network.models import Body
from multaqa.apps.network.signals import body_merged, body_refused
from multaqa.apps.territory.queries import FOCUS

FOCUS.append(queries.province_in_focus)
INBOXES["message"] = Inbox(queries.messages_of, queries.entries_of)
READERS["message"] = services.mark_messages_read


@receiver(body_merged, dispatch_uid="forum.follow_merged_body")
def follow_merged_body(
    sender: type[Body], old: Body, kept: Body, acted: frozenset[int], **_: Any
) -> None:
    """Registrations of a body entered twice go on under the one that was kept."""
    services.follow_body(merged=old, kept=kept, acted=acted)


@receiver(body_refused, dispatch_uid="forum.follow_refused_body")
def follow_refused_body(sender: type[Body], body: Body, **_: Any) -> None:
    """Nobody takes part in a draw for a body that was refused."""
    services.look_again(registrations=body.registrations.all())


@receiver(contact_changed, dispatch_uid="forum.follow_contact")
def follow_contact(
    sender: type[User], user: User, kind: str, former: str, current: str, **_: Any
) -> None:
    """Registrations and seats go on under the phone or e-mail that a person has now."""
    services.follow_contact(user=user, kind=kind, former=former, current=current)
