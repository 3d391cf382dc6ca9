"""What stands before registering somebody else: their word, their contact, and how many."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import is_coordinator
from multaqa.apps.forum import queries
from multaqa.apps.forum.models import Applicant, Message, Objection, Registration
from multaqa.refusal import Refusal

# At a table with a queue, somebody who helps others writes one a minute, for a few hours.
PACES = (
    (timedelta(hours=1), 60, "registration.too_many_an_hour"),
    (timedelta(days=1), 200, "registration.too_many_a_day"),
)
TIMES_A_DAY = 3  # that one phone or e-mail is sent with, withdrawn and sent with again
WAITING = (Message.State.QUEUED, Message.State.TO_CALL, Message.State.FAILED)
PERSONAL = (
    "name",
    "sex",
    "birth_year",
    "phone",
    "email",
    "body",
    "body_role",
    "project",
    "commune",
    "needs_travel",
    "travels_from",
    "needs_lodging",
    "children_count",
    "interpreter",
    "access",
    "answers",
    "sensitive",
    "reply",
)


def check_contact(
    *, registration: Registration, actor: User, phone: str = "", email: str = ""
) -> None:
    """Of somebody present, the contact is their own, and they did not say no in this edition.

    Refuses the contact of who enters it, and one whose person did not agree to be registered.
    """
    if not registration.is_for_another or registration.entered_by_id != actor.pk:
        return
    if (phone and phone == actor.phone) or (email and email == actor.email):
        raise Refusal("registration.contact_own")
    if queries.objections_of(registration.edition_id, phone, email).exists():
        raise Refusal("registration.objected")


def keep_objection(registration: Registration) -> None:
    """Forget who was registered without their word; of their contact only a mark is kept.

    The mark tells whether a contact is the same, and not which one it is. What was still to be
    said to them is not said any more. A ticket that is sealed stays with what was drawn by, and
    names nobody; its draw is held by who calls.
    """
    for contact in (registration.phone, registration.email):
        if contact:
            Objection.objects.get_or_create(
                edition=registration.edition,
                mark=queries.objection_mark(registration.edition_id, contact),
            )
    empty(registration)
    registration.messages.filter(state__in=WAITING).delete()
    tickets = Applicant.objects.filter(registration=registration)
    tickets.update(name="", phone="", body="", commune=None)


def empty(registration: Registration) -> None:
    """Erase what was written of a person, for the caller to save."""
    for name in PERSONAL:
        field = Registration._meta.get_field(name)
        setattr(registration, name, field.get_default())  # type: ignore[union-attr]


def one_by_one(actor: User) -> None:
    """What one person does at the same moment is done, and counted, in turn."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)


def check_pace_of_others(actor: User) -> None:
    """Refuses to begin for others on and on; the coordinators, who hold the paper forms, may."""
    _check_pace(actor, "created_at", ~Q(consent=""))


def check_pace_of_sending(registration: Registration, actor: User) -> None:
    """Refuses to send on and on, whoever it is for, and to one contact again and again.

    Each that is sent is answered by a message, to a contact that nobody has proved theirs. Who has
    proved it is not kept out by what others sent with it.
    """
    _check_pace(actor, "sent_at", Q(sent_at__isnull=False))
    since = timezone.now() - timedelta(days=1)
    for column in ("phone", "email"):
        contact = getattr(registration, column)
        again = Registration.objects.filter(**{column: contact}, sent_at__gt=since)
        if contact == getattr(actor, column):
            again = again.filter(entered_by=actor)
        if contact and again.count() >= TIMES_A_DAY:
            raise Refusal("registration.contact_used_often")


def _check_pace(actor: User, column: str, which: Q) -> None:
    if is_coordinator(actor):
        return
    mine = Registration.objects.filter(which, entered_by=actor)
    for span, most, code in PACES:
        if mine.filter(**{f"{column}__gt": timezone.now() - span}).count() >= most:
            raise Refusal(code)
