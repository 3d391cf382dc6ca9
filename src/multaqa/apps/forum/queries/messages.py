"""Messages, as those they are for and those who send them see them."""

from django.db.models import Q, QuerySet

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.forum.models import (
    Edition,
    Mailing,
    Message,
    Registration,
    RegistrationState,
    SeatState,
)

Messages = QuerySet[Message]


def messages_of(user: Visitor) -> Messages:
    """What a person was told: of what they asked themselves, or in their own phone's name."""
    if not isinstance(user, User) or not user.is_active:
        return Message.objects.none()
    theirs = Q(registration__user=user)
    if user.phone:
        theirs |= Q(registration__phone=user.phone)
    if user.email:
        theirs |= Q(registration__email=user.email)
    return Message.objects.filter(theirs).select_related("registration__edition").order_by("-pk")


def mailings_seen_by(user: Visitor, edition: Edition) -> QuerySet[Mailing]:
    """The coordinator's alone: a text says to whom it goes."""
    if not is_coordinator(user):
        return Mailing.objects.none()
    return edition.mailings.prefetch_related("colleges")


def audience_of(mailing: Mailing) -> QuerySet[Registration]:
    """Whom a mailing goes to: in one of its states, of one of its colleges."""
    found = Registration.objects.filter(edition=mailing.edition, sent_at__isnull=False)
    found = found.exclude(state__in=[RegistrationState.DRAFT, RegistrationState.WITHDRAWN])
    states = [state for state in mailing.states if state in RegistrationState.values]
    seats = [state for state in mailing.seat_states if state in SeatState.values]
    if states or seats:
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
        .select_related("registration__commune", "registration__college")
        .order_by("-state", "pk")
    )
