"""What follows a draw: alternates named ahead, and those who come in for who is gone.

All of it is written into one signed file that anyone can check; the public record notes each
newest digest.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import (
    Aftermath,
    Applicant,
    Draw,
    Registration,
    RegistrationState,
    Replacement,
    Seat,
    SeatState,
)
from multaqa.apps.forum.services.sealing import iso, signed
from multaqa.apps.forum.services.seats import held, next_date, tell_offer
from multaqa.engines import evidence
from multaqa.engines.evidence import Document
from multaqa.engines.lottery import aftermath as engine
from multaqa.kernel import record
from multaqa.kernel.leftovers import wipe_after_commit
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

ALTERNATES, LOTTERY = "alternates", "lottery"


def begin_aftermath(draw: Draw) -> Aftermath:
    """Offer each of the drawn a seat, name the alternates, and begin the file of what follows.

    In the transaction that draws; a draw that is older than this is given it at first use. Which
    alternates are named follows from what was drawn alone. Behind a veil their order would tell
    hidden values: there the file holds commitments, and nobody is ranked.
    """
    if draw.evidence is None:
        raise Refusal("seat.not_drawn")
    drawn = json.loads(draw.evidence.document)
    panel = set(drawn["drawn"]["panel"])
    _seat(draw, panel, Seat.CameBy.DRAW, step=0, confirm_by=draw.confirm_by)
    document, opening = engine.begin(drawn), opening_of(draw)
    most = len(drawn["sealed"]["people"]["ids"])
    document = engine.named(
        document,
        count=min(draw.alternate_count, most),
        at=dated(document),
        away=queries.away_tickets(draw),
        opening=opening,
    )
    aftermath = Aftermath(draw=draw)
    state = _keep(aftermath, document)
    _rank(draw, state.alternates or ())
    record.append(
        kind="forum.alternates_named",
        subject=draw.college.subject,
        facts=draw.college.facts
        | {
            "count": len(state.alternates) if state.alternates is not None else most_named(draw),
            "digest": state.head,
        },
    )
    return aftermath


def most_named(draw: Draw) -> int:
    """Behind a veil: how many were asked for; fewer may have fitted, and nobody is told."""
    return draw.alternate_count


def opening_of(draw: Draw) -> Document | None:
    return json.loads(draw.opening) if draw.opening else None


def dated(document: Document, *, second: Document | None = None) -> str:
    """Now, for the next step of the file; never before what it follows, whatever a clock says.

    A step that writes a ``second`` draw down follows its public value too.
    """
    whole = document["sealed"]
    before = [step["at"] for step in whole["steps"][-1:]]
    before += [
        draw["sealed"]["public_value"]["known_at"] for draw in (whole["draw"], second) if draw
    ]
    now = timezone.now().replace(microsecond=0)
    return iso(max(now, *map(datetime.fromisoformat, before)))


def _keep(aftermath: Aftermath, document: Document) -> engine.State:
    document = signed(document)
    state = engine.state_of(document)
    aftermath.document = evidence.canonical(document).decode()
    aftermath.digest, aftermath.step_count = state.head, state.steps
    aftermath.save()
    return state


def _rank(draw: Draw, listed: Collection[str]) -> None:
    rank = {ticket: place for place, ticket in enumerate(listed, start=1)}
    people = list(Applicant.objects.filter(college=draw.college_id, ticket__in=rank))
    for one in people:
        one.alternate_rank = rank[one.ticket]
    Applicant.objects.bulk_update(people, ["alternate_rank"], batch_size=400)


def _seat(
    draw: Draw, tickets: Collection[str], came_by: str, *, step: int, confirm_by: datetime | None
) -> list[Seat]:
    """Offer a seat to each; who withdrew before it reached them has left it at once."""
    people = Applicant.objects.filter(college=draw.college_id, ticket__in=tickets)
    now = timezone.now()
    seats = []
    for one in people.select_related("registration__edition").order_by("ticket"):
        seat = Seat(draw=draw, applicant=one, came_by=came_by, step=step, confirm_by=confirm_by)
        if _has_withdrawn(one.registration):
            seat.state, seat.answered_at = SeatState.WITHDRAWN, now
        seats.append(seat)
    return Seat.objects.bulk_create(seats)


def _has_withdrawn(registration: Registration | None) -> bool:
    return registration is not None and registration.state == RegistrationState.WITHDRAWN


@transaction.atomic
def open_seats(*, draw: Draw, actor: Visitor) -> Aftermath:
    """Give a draw that is older than its seats what follows a draw; given already, it stays."""
    require(rules.can_run_forum(actor))
    return file_of(held(draw))


def file_of(draw: Draw) -> Aftermath:
    """What followed the draw, begun where it was not; the draw is held."""
    found = Aftermath.objects.select_for_update().filter(draw=draw).first()
    return found or begin_aftermath(draw)


@transaction.atomic
def replace_gone(*, draw: Draw, actor: Visitor) -> list[Seat]:
    """Call alternates to every seat whose holder is gone, so that the whole panel keeps its quotas.

    Each who comes in is asked in turn. Refuses when nobody is gone (of two coordinators who press
    at once, one replaces and the other is told so), while a second draw is sealed, once closed,
    and when the alternates cannot fill the seats within the quotas.
    """
    require(rules.can_run_forum(actor))
    draw = held(draw)
    aftermath = file_of(draw)
    gone = gone_to_fill(draw, aftermath)
    before = json.loads(aftermath.document)
    document = engine.called(
        before,
        gone=gone,
        at=dated(before),
        away=queries.away_tickets(draw),
        opening=opening_of(draw),
    )
    return come_in(draw, aftermath, document, gone, ALTERNATES)


def gone_to_fill(draw: Draw, aftermath: Aftermath) -> dict[str, str]:
    """The tickets whose seats are to be filled, each with why; the refusals of a replacement."""
    if aftermath.is_closed:
        raise Refusal("seat.replacements_closed")
    if draw.replacements.filter(state=Replacement.State.SEALED).exists():
        raise Refusal("replacement.sealed")
    gone = {
        seat.applicant.ticket: queries.REASON_OF[SeatState(seat.state)]
        for seat in queries.waiting_seats(draw)
    }
    if not gone:
        raise Refusal("seat.nobody_gone")
    return gone


def come_in(
    draw: Draw, aftermath: Aftermath, document: Document, gone: Mapping[str, str], way: str
) -> list[Seat]:
    """Keep a step of the file: the seats of ``gone`` go to whom it called, and the record says so.

    One entry a seat. Who takes whose place is no more than order: the whole panel keeps its quotas.
    """
    came = document["sealed"]["steps"][-1]["came"]
    state = _keep(aftermath, document)
    everyone = Applicant.objects.filter(college=draw.college_id)
    draw.seats_given.filter(applicant__ticket__in=gone).update(is_released=True)
    everyone.filter(ticket__in=gone).update(is_drawn=False)
    everyone.filter(ticket__in=came).update(is_drawn=True)
    came_by = Seat.CameBy.ALTERNATE if way == ALTERNATES else Seat.CameBy.REPLACEMENT
    seats = _seat(draw, came, came_by, step=state.steps, confirm_by=next_date(draw))
    for out, into in zip(sorted(gone), sorted(came), strict=True):
        record.append(
            kind=REPLACED_BY[way],
            subject=draw.college.subject,
            facts=draw.college.facts
            | {"out": out, "into": into, "reason": gone[out], "digest": state.head},
        )
    for seat in seats:
        if seat.state == SeatState.OFFERED:
            tell_offer(seat)
    return seats


REPLACED_BY = {ALTERNATES: "forum.seat_replaced", LOTTERY: "forum.seat_redrawn"}


@transaction.atomic
def close_replacements(*, draw: Draw, actor: Visitor) -> Aftermath:
    """Replace nobody any more, and erase the sensitive answers: they served the balance alone.

    With them go the openings, which hold the same answers by ticket; what stays public are their
    commitments. Drafts that no college can take any more lose theirs too. Refuses while a second
    draw is sealed, and a second close.
    """
    require(rules.can_run_forum(actor))
    draw = held(draw)
    aftermath = file_of(draw)
    if aftermath.is_closed:
        raise Refusal("seat.replacements_closed")
    if draw.replacements.filter(state=Replacement.State.SEALED).exists():
        raise Refusal("replacement.sealed")
    aftermath.is_closed, aftermath.opening = True, ""
    aftermath.save(update_fields=["is_closed", "opening", "changed_at"])
    college = draw.college
    Applicant.objects.filter(college=college).exclude(sensitive={}).update(sensitive={})
    answered = Q(college=college)
    if not queries.may_still_be_sent(college.edition):
        answered |= Q(college=None, edition=college.edition)
    Registration.objects.filter(answered).exclude(sensitive={}).update(sensitive={})
    draw.replacements.update(opening="")
    draw.opening = ""
    draw.save(update_fields=["opening"])
    wipe_after_commit()
    record.append(
        kind="forum.replacements_closed", subject=college.subject, facts=dict(college.facts)
    )
    return aftermath
