"""A person leaves, or is reached elsewhere: their registrations, tickets and seats by right."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.forum import queries
from multaqa.apps.forum.models import (
    LIVE,
    Applicant,
    ExOfficioSeat,
    ListImport,
    NominationStep,
    Objection,
    Registration,
    RegistrationState,
    RegistrationStep,
)
from multaqa.apps.forum.models.registrations import fresh_token
from multaqa.apps.forum.services.consent import WAITING, empty
from multaqa.apps.forum.services.pool import leave_pool
from multaqa.apps.forum.services.receipts import note
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.apps.forum.services.seats import seat_withdrawn

NAMELESS = "—"  # where a row that counts may not be without a name
# What the counts of a forum that is over are made of: nothing in it names anybody.
COUNTED = ("sex", "commune")


@transaction.atomic
def forget_person(*, user: User) -> None:
    """Withdraw what still asks for a seat, empty what was written, and leave counts as they are.

    A ticket that is sealed stays, without a name, with the values that its public file shows.
    """
    keys = list(queries.registrations_about(user).order_by().values_list("pk", flat=True))
    thrown_away = Registration.objects.filter(user=user).exclude(pk__in=keys)
    keys += thrown_away.values_list("pk", flat=True)
    held = Registration.objects.select_for_update(of=("self",), no_key=True)
    for one in held.select_related("edition").filter(pk__in=keys).order_by("pk"):
        _forget_registration(one)
    for ticket in queries.brought_with(user.phone or ""):
        _forget_ticket(ticket)
    for seat in queries.named_by_contact(user).select_for_update(of=("self",)):
        _forget_nomination(seat)
    ListImport.objects.filter(brought_by=user).update(file_name=NAMELESS)
    if user.phone:
        ExOfficioSeat.objects.filter(phone=user.phone).update(phone="")
    if user.email:
        ExOfficioSeat.objects.filter(email=user.email).update(email="")


def _forget_registration(one: Registration) -> None:
    counted = {name: getattr(one, name) for name in COUNTED}
    is_over = queries.is_over(one.edition)
    leave_pool(registration=one)
    if not is_over:
        seat_withdrawn(registration=one)
        if one.state in LIVE:
            note(one, RegistrationStep.Kind.WITHDRAWN, None)
        one.state, one.withdrawn_at = RegistrationState.WITHDRAWN, timezone.now()
    empty(one)
    one.user = None
    one.token = fresh_token()
    one.reason = NAMELESS if one.reason else ""
    if one.state not in {RegistrationState.WITHDRAWN, RegistrationState.DRAFT}:
        one.name = NAMELESS
    for name, value in counted.items():
        if one.sent_at:
            setattr(one, name, value)
    one.save()
    one.messages.filter(state__in=WAITING).delete()
    one.messages.update(title="", text="")
    one.steps.exclude(reason="").update(reason=NAMELESS)
    for ticket in Applicant.objects.filter(registration=one).select_related("college"):
        _empty_ticket(ticket)


def _forget_ticket(ticket: Applicant) -> None:
    """Of a list brought in from elsewhere: out of a draw that is not sealed, else nameless."""
    if queries.is_frozen(ticket.college):
        _empty_ticket(ticket)
        return
    draw = opened_again(ticket.college)
    ticket.delete()
    draw.save()


def _empty_ticket(ticket: Applicant) -> None:
    Applicant.objects.filter(pk=ticket.pk).update(
        name="", phone="", body="", body_key="", commune=None
    )
    if not hasattr(ticket, "seat"):
        return
    ticket.seat.note = NAMELESS if ticket.seat.note else ""
    ticket.seat.save(update_fields=["note"])


def _forget_nomination(seat: ExOfficioSeat) -> None:
    """Nobody is named any more; of a forum to come the institution's letter waits again."""
    names = {seat.person_name, seat.person_name.strip()} - {""}
    NominationStep.objects.filter(seat=seat, person_name__in=names).update(person_name="", note="")
    seat.person_name = seat.person_function = seat.person_phone = seat.person_email = ""
    seat.paper_reference = ""
    if seat.state == ExOfficioSeat.State.ACCEPTED:
        if queries.is_over(seat.edition):
            seat.person_name = NAMELESS
        else:
            seat.state, seat.person_sex = ExOfficioSeat.State.SENT, ""
            seat.answered_at, seat.answered_by = None, ""
            NominationStep.objects.create(seat=seat, kind=NominationStep.Kind.REOPENED)
    seat.save()


@transaction.atomic
def follow_contact(*, user: User, kind: str, former: str, current: str) -> None:
    """What named a person by a contact that is no longer theirs names them by the one that is.

    Their own, and what others sent for them, which from here on is their account's: nobody loses
    sight of it. Where the new contact asks for a seat already in another registration of the same
    edition, the former one is taken out and the rest stays as it is.
    """
    if not former:
        return
    for one in _following(user, kind, former):
        _follow(one, user, kind, current)
    column = f"person_{kind}"
    ExOfficioSeat.objects.filter(**{column: former}).update(**{column: current})
    tickets = queries.brought_with(former) if kind == "phone" else []
    Applicant.objects.filter(pk__in=[one.pk for one in tickets]).update(phone=current)
    for objection in _objections(former) if current else []:
        mark = queries.objection_mark(objection.edition_id, current)
        Objection.objects.get_or_create(edition=objection.edition, mark=mark)


def _follow(one: Registration, user: User, kind: str, current: str) -> None:
    one.user = one.user or user
    setattr(one, kind, current)
    if queries.is_contact_taken(one):
        setattr(one, kind, "")
    if not (one.phone or one.email):  # taken out: they are reached by what they still have
        one.phone, one.email = user.phone or "", user.email or ""
        if queries.is_contact_taken(one):
            one.phone = one.email = ""
    one.save(update_fields=["user", "phone", "email", "saved_at"])
    Applicant.objects.filter(registration=one).update(phone=one.phone)
    if one.sent_at:
        note(one, RegistrationStep.Kind.MOVED, user)


def _following(user: User, kind: str, former: str) -> QuerySet[Registration]:
    own = Q(user=user)
    for_them = Q(user=None, sent_at__isnull=False)
    held = Registration.objects.select_for_update(of=("self",), no_key=True)
    found = held.select_related("edition").filter(own | for_them, **{kind: former})
    return found.order_by("pk")


def _objections(contact: str) -> list[Objection]:
    editions = Objection.objects.values_list("edition", flat=True).distinct()
    return [
        one
        for edition_id in editions
        for one in queries.objections_of(edition_id, contact).select_related("edition")
    ]
