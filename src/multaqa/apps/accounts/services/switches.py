"""How who is written to wants it: by their own page, or by the link in a message."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import Recipient, Switch, User
from multaqa.kernel.house import TOPICS
from multaqa.kernel.segments import segments
from multaqa.refusal import Refusal

LINK_AGAIN = timedelta(days=180)
ASKED_TO_STOP = Switch.Way.OFF


def recipient_for(*, user: User | None = None, contact: str = "") -> Recipient:
    """Whoever is written to there: the person, the one whose account has that contact, or it."""
    if user is None:
        known_by = {"email": contact} if "@" in contact else {"phone": contact}
        user = queries.user_known_by(**known_by)
    whose = {"user": user} if user else {"contact": contact}
    found, _is_new = Recipient.objects.get_or_create(**whose)
    return found


@transaction.atomic
def switch(*, recipient: Recipient, ways: Mapping[str, str], by: str | None = None) -> None:
    """Have these topics told in these ways from now on; what already left has left.

    Refuses a topic that cannot be switched, and the digest to who has no account.
    """
    open_to = queries.topics_of(recipient)
    for topic, way in ways.items():
        if topic not in open_to or (way == Switch.Way.DIGEST and not recipient.user_id):
            raise Refusal("switch.not_there")
        Switch.objects.update_or_create(
            recipient=recipient,
            topic=topic,
            defaults={"way": Switch.Way(way), "switched_at": timezone.now()},
        )
    if by:
        recipient.by = Recipient.By(by)
        recipient.save(update_fields=["by"])


def stop(*, recipient: Recipient, topic: str) -> None:
    """Leave what is about this topic on the site alone; ``all``: every topic that can be."""
    open_to = queries.topics_of(recipient)
    if topic == queries.ALL:
        switch(recipient=recipient, ways=dict.fromkeys(open_to, ASKED_TO_STOP))
        return
    switch(recipient=recipient, ways={topic: ASKED_TO_STOP})


def switches_link(recipient: Recipient, topic: str = "") -> str:
    """The whole address of the recipient's switches, or of the one that stops a topic."""
    key = queries.key_of(recipient)
    address = (
        reverse("stop", args=[key, topic]) if topic else reverse("switches-by-link", args=[key])
    )
    return f"{settings.ORIGIN}{address}"


def with_link(text: str, recipient: Recipient, topic: str) -> str:
    """A text message with the way to stop its kind, where it pays.

    The first one to somebody tells it, and one each half year; between these it stands only where
    it makes nobody pay for another message. What is needed has no switch.
    """
    if TOPICS[topic].is_needed:
        return text
    link = _("To stop: %(link)s") % {"link": switches_link(recipient)}
    whole = f"{text} {link}"
    told_at, now = recipient.link_told_at, timezone.now()
    is_due = told_at is None or told_at < now - LINK_AGAIN
    if not is_due and segments(whole) > segments(text):
        return text
    if is_due:
        Recipient.objects.filter(pk=recipient.pk).update(link_told_at=now)
    return whole
