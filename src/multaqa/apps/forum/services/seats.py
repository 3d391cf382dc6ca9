"""The seats after a draw: asked until a date, confirmed, declined, silent, withdrawn."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import (
    GONE,
    Applicant,
    Draw,
    DrawState,
    Edition,
    Registration,
    Seat,
    SeatState,
)
from multaqa.apps.forum.services.messages import tell
from multaqa.apps.forum.services.sealing import iso
from multaqa.kernel import record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

By = Seat.AnsweredBy
LONGEST_NOTE = 300


# Locks are taken in one order everywhere: registrations, then the draw, then its seats. Who
# withdraws holds the registration first, and a message to somebody waits for it.


def lock_registrations(draw: Draw) -> None:
    """Wait for withdrawals under way, and let none of this draw's people withdraw meanwhile."""
    held = Registration.objects.select_for_update(of=("self",)).order_by("pk")
    list(held.filter(applicant__college=draw.college_id).values_list("pk", flat=True))


def held(draw: Draw) -> Draw:
    """The drawn draw, its people and itself locked; refuses one that is not drawn."""
    lock_registrations(draw)
    draw = (
        Draw.objects.select_for_update(of=("self",))
        .select_related("college__edition", "evidence")
        .get(pk=draw.pk)
    )
    if draw.state != DrawState.DRAWN:
        raise Refusal("seat.not_drawn")
    return draw


@transaction.atomic
def set_alternates(*, draw: Draw, actor: Visitor, count: int) -> Draw:
    """Say how many alternates are named with the draw; refuses once the seats are drawn."""
    require(rules.can_run_forum(actor))
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    if draw.state == DrawState.DRAWN:
        raise Refusal("draw.already_drawn")
    draw.alternate_count = count
    draw.save(update_fields=["alternate_count"])
    return draw


@transaction.atomic
def set_confirmation_date(*, draw: Draw, actor: Visitor, by: datetime) -> Draw:
    """Ask everyone who holds a seat and has not answered to confirm by a moment; they are told.

    Who comes from a list that was brought in has no registration: they are called. Whoever was
    asked for that very moment already is not told again, and where all were, nothing is done.
    Refuses a moment that is past, and one after the edition has begun.
    """
    require(rules.can_run_forum(actor))
    draw = held(draw)
    by = by.replace(second=0, microsecond=0)
    check_date(draw.college.edition, by)
    asked = draw.seats_given.filter(state=SeatState.OFFERED)
    keys = list(asked.exclude(confirm_by=by).values_list("pk", flat=True))
    if draw.confirm_by == by and not keys:
        return draw
    draw.confirm_by = by
    draw.save(update_fields=["confirm_by"])
    asked.update(confirm_by=by)
    record.append(
        kind="forum.confirmation_asked",
        subject=draw.college.subject,
        facts=draw.college.facts | {"by_at": iso(by)},
    )
    for seat in asked.filter(pk__in=keys, applicant__registration__isnull=False).select_related(
        "applicant__registration__edition"
    ):
        tell_offer(seat)
    return draw


def check_date(edition: Edition, by: datetime) -> None:
    if by <= timezone.now():
        raise Refusal("seat.date_past")
    if by >= _first_moment(edition):
        raise Refusal("seat.date_after_opening")


def _first_moment(edition: Edition) -> datetime:
    return timezone.make_aware(datetime.combine(edition.starts_on, time.min))


def next_date(draw: Draw) -> datetime | None:
    """Until when somebody who comes in now confirms: the draw's date, or three days if it is near.

    Never after the edition has begun; none where no date was set, or when it has begun.
    """
    if draw.confirm_by is None or queries.has_begun(draw.college.edition):
        return None
    first = _first_moment(draw.college.edition)
    soonest = timezone.now().replace(second=0, microsecond=0) + timedelta(
        days=settings.SEAT_ANSWER_DAYS
    )
    return min(max(draw.confirm_by, soonest), first)


def tell_offer(seat: Seat) -> None:
    """Tell who holds a seat, in their language, with the link that answers without signing in.

    While no date is set they are told with it, later. Once the edition has begun there is none:
    they are asked to answer at once. When it is over nobody is told.
    """
    registration = seat.applicant.registration
    if registration is None:
        return
    edition = registration.edition
    is_on_the_day = queries.has_begun(edition) and not queries.is_over(edition)
    if seat.confirm_by is None and not is_on_the_day:
        return
    with override(registration.language):
        told = {
            "forum": edition.name,
            "link": f"{settings.ORIGIN}{seat_address(seat, edition)}",
        }
        if seat.confirm_by is None:
            title = _("A seat is yours: say at once whether you come")
            text = _(
                "%(forum)s has begun, and a seat became free: it is yours. Say at once whether you "
                "come, so that otherwise another can. %(link)s"
            )
        else:
            told["moment"] = date_format(timezone.localtime(seat.confirm_by), "DATETIME_FORMAT")
            title = _("A seat is yours: confirm it")
            text = _(
                "%(forum)s: a seat is yours. Confirm it, or decline, before %(moment)s; without "
                "an answer it goes to another. %(link)s"
            )
        tell(registration=registration, title=title, text=text % told)


def seat_address(seat: Seat, edition: Edition) -> str:
    """The personal page that answers for a seat: whoever has its address may."""
    return reverse("forum:seat", args=[edition.number, queries.signed_seat(seat.pk)])


@transaction.atomic
def confirm_seat(*, seat: Seat, actor: Visitor | None, by: str, note: str = "") -> Seat:
    """Take the seat, also after the date as long as silence was not noted. Confirmed it stays so.

    Refuses a seat that was declined, fell to silence or was withdrawn: of these the desk may still
    put right the first two, with a note, as long as nobody was called in its place.
    """
    seat = _answering(seat, actor, by, note)
    if seat.state == SeatState.CONFIRMED:
        return seat
    if seat.state != SeatState.OFFERED and by != By.DESK:
        raise Refusal("seat.silent" if seat.state == SeatState.SILENT else "seat.declined")
    return _answered(seat, SeatState.CONFIRMED, by, note)


@transaction.atomic
def decline_seat(*, seat: Seat, actor: Visitor | None, by: str, note: str = "") -> Seat:
    """Give the seat back, also after it was confirmed; declined again it stays so."""
    seat = _answering(seat, actor, by, note)
    if seat.state == SeatState.DECLINED:
        return seat
    if seat.state == SeatState.SILENT and by != By.DESK:
        raise Refusal("seat.silent")
    return _answered(seat, SeatState.DECLINED, by, note)


def _answering(seat: Seat, actor: Visitor | None, by: str, note: str) -> Seat:
    """The seat, locked after its registration; refuses who may not answer, and what is past."""
    registration = seat.applicant.registration
    if registration is not None:
        registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if by == By.DESK:
        require(actor is not None and rules.can_run_forum(actor))
        if not note.strip():
            raise Refusal("seat.note_missing")
    elif by == By.SITE:
        require(actor is not None and rules.can_answer_seat(actor, registration))
    seat = (
        Seat.objects.select_for_update(of=("self",))
        .select_related("applicant__registration__edition", "draw__college__edition")
        .get(pk=seat.pk)
    )
    if queries.is_over(seat.draw.college.edition):
        raise Refusal("seat.edition_over")
    if seat.is_released or seat.is_left_empty:
        raise Refusal("seat.given_on")
    if seat.state == SeatState.WITHDRAWN:
        raise Refusal("seat.withdrawn")
    if queries.is_being_replaced(seat):
        raise Refusal("seat.being_replaced")
    return seat


def _answered(seat: Seat, state: SeatState, by: str, note: str) -> Seat:
    seat.state, seat.answered_at, seat.answered_by = state, timezone.now(), by
    seat.note = note.strip()[:LONGEST_NOTE] if by == By.DESK else ""
    seat.save(update_fields=["state", "answered_at", "answered_by", "note"])
    return seat


@transaction.atomic
def mark_silent(*, draw: Draw, actor: Visitor) -> int:
    """Those who were asked and whose date is past did not answer; says how many.

    Refuses while nobody's date is past.
    """
    require(rules.can_run_forum(actor))
    draw = held(draw)
    now = timezone.now()
    late = draw.seats_given.filter(state=SeatState.OFFERED, confirm_by__lt=now)
    count = late.update(state=SeatState.SILENT, answered_at=now, answered_by=By.DESK)
    if not count:
        raise Refusal("seat.nobody_late")
    return count


def seat_withdrawn(*, registration: Registration) -> bool:
    """Whose registration is withdrawn leaves the seat with it; says whether there was one.

    Called by the withdrawal, in its transaction, with the registration locked.
    """
    seats = Seat.objects.filter(applicant__registration=registration, is_released=False)
    left = seats.exclude(state__in=GONE).update(
        state=SeatState.WITHDRAWN, answered_at=timezone.now()
    )
    return bool(left)


@transaction.atomic
def leave_seat_empty(*, seat: Seat, actor: Visitor) -> Seat:
    """Decide that nobody replaces who is gone: the public record says so.

    Refuses a seat that somebody holds, that was given on, or that waits for its replacement.
    """
    require(rules.can_run_forum(actor))
    draw = held(seat.draw)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=seat.pk)
    if not seat.is_gone:
        raise Refusal("seat.not_gone")
    if seat.is_released or seat.is_left_empty:
        raise Refusal("seat.given_on")
    if queries.is_being_replaced(seat):
        raise Refusal("seat.being_replaced")
    seat.is_left_empty = True
    seat.save(update_fields=["is_left_empty"])
    Applicant.objects.filter(pk=seat.applicant_id).update(is_drawn=False)
    record.append(
        kind="forum.seat_left_empty",
        subject=draw.college.subject,
        facts=draw.college.facts
        | {"ticket": seat.applicant.ticket, "reason": queries.REASON_OF[SeatState(seat.state)]},
    )
    return seat


def seat_of_link(signed: str) -> int | None:
    """The seat that a personal address stands for; none when it was not made here."""
    try:
        return int(signing.Signer(salt=queries.SEAT_SALT).unsign(signed))
    except (signing.BadSignature, ValueError):
        return None
