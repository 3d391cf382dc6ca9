"""Messages, as those they are for and those who send them see them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.queries import Entry
from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.forum.models import (
    Edition,
    Mailing,
    Message,
    Registration,
    RegistrationState,
    SeatState,
)
from multaqa.kernel.house import TOPICS
from multaqa.ui.documents import said

Messages = QuerySet[Message]


def messages_of(user: Visitor) -> Messages:
    """What a person was told: of what they asked themselves, or another in their phone's name.

    Who entered somebody whom only a call reaches sees what these are to be told: the form promises
    that they are told through them.
    """
    if not isinstance(user, User) or not user.is_active:
        return Message.objects.none()
    theirs = Q(registration__user=user)
    for_another = Q(registration__user=None)  # a number given with one's own may be mistyped
    if user.phone:
        theirs |= for_another & Q(registration__phone=user.phone)
    if user.email:
        theirs |= for_another & Q(registration__email=user.email)
    through = Q(registration__entered_by=user) & ~Q(registration__consent="")
    no_contact = Q(registration__phone="", registration__email="", way=Message.Way.CALL)
    theirs |= for_another & through & no_contact
    return Message.objects.filter(theirs).select_related("registration__edition").order_by("-pk")


def entries_of(user: User, keys: Collection[int]) -> dict[int, Entry]:
    """These messages as the person's inbox shows them; whose each is, where they entered others."""
    told = str(TOPICS["forum.registration"].why), str(TOPICS["forum.mailing"].why)
    return {
        one.pk: Entry(
            key=f"message-{one.pk}",
            title=one.title,
            text=one.text,
            url="",
            at=one.created_at,
            is_new=one.read_at is None,
            why=told[bool(one.mailing_id)],
            note=_note(one, user),
        )
        for one in messages_of(user).filter(pk__in=keys)
    }


def _note(one: Message, user: User) -> str:
    registration = one.registration
    if registration.is_for_another and registration.entered_by_id == user.pk:
        whose = _("for %(who)s") % {"who": said(registration.name)}
        return f"{registration.edition.name} · {whose}"
    return str(registration.edition.name)


def mailings_seen_by(user: Visitor, edition: Edition) -> QuerySet[Mailing]:
    """The coordinator's alone: a text says to whom it goes."""
    if not is_coordinator(user):
        return Mailing.objects.none()
    return edition.mailings.prefetch_related("colleges")


@dataclass(frozen=True, slots=True)
class MessageCounts:
    """How many messages stand where."""

    queued: int = 0
    sent: int = 0
    failed: int = 0
    to_call: int = 0
    called: int = 0
    on_site: int = 0

    @property
    def total(self) -> int:
        return self.queued + self.sent + self.failed + self.to_call + self.called + self.on_site


def _counted(rows: Messages) -> MessageCounts:
    by_state = rows.order_by().values_list("state").annotate(count=Count("pk"))
    return MessageCounts(**dict(by_state))


def counts_of(mailing: Mailing) -> MessageCounts:
    return _counted(mailing.messages.all())


def message_counts(user: Visitor, edition: Edition) -> MessageCounts:
    """All messages of an edition, receipts and answers among them."""
    if not is_coordinator(user):
        return MessageCounts()
    return _counted(Message.objects.filter(registration__edition=edition))


def mailings_counted(user: Visitor, edition: Edition) -> QuerySet[Mailing]:
    """The mailings, each with how many it went to and how many of these it did not reach."""
    return mailings_seen_by(user, edition).annotate(
        message_count=Count("messages"),
        failed_count=Count("messages", filter=Q(messages__state=Message.State.FAILED)),
    )


def audience_of(mailing: Mailing) -> QuerySet[Registration]:
    """Whom a mailing goes to: in one of its states, of one of its colleges."""
    found = Registration.objects.filter(edition=mailing.edition, sent_at__isnull=False)
    found = found.exclude(state__in=[RegistrationState.DRAFT, RegistrationState.WITHDRAWN])
    states = [state for state in mailing.states if state in RegistrationState.values]
    seats = [state for state in mailing.seat_states if state in SeatState.values]
    if mailing.states or mailing.seat_states:  # of one that is no more: nobody, not everybody
        found = found.filter(Q(state__in=states) | Q(applicant__seat__state__in=seats))
    colleges = list(mailing.colleges.values_list("pk", flat=True)) if mailing.pk else []
    if colleges:
        found = found.filter(college__in=colleges)
    return found.order_by("pk")


def to_call(user: Visitor, edition: Edition) -> Messages:
    """Who can only be told by voice, what they are to be told, and whether they were."""
    if not is_coordinator(user):
        return Message.objects.none()
    return (
        Message.objects.filter(
            registration__edition=edition,
            state__in=[Message.State.TO_CALL, Message.State.CALLED],
        )
        .select_related("registration__commune", "registration__entered_by")
        .order_by("-state", "pk")
    )
