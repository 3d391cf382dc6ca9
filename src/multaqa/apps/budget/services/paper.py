"""Paper ballots: printed in batches, read by two people, counted once the two agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import Max

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import (
    Channel,
    PaperBatch,
    PaperEntry,
    Round,
    RoundState,
    VoidKind,
)
from multaqa.apps.budget.queries import PaperCode
from multaqa.apps.budget.services.casting import cast_ballot
from multaqa.apps.budget.services.holding import round_to_change
from multaqa.apps.territory.models import Commune
from multaqa.kernel import queues
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

LARGEST_PRINT = 5000  # papers in one batch


class Standing(StrEnum):
    """What became of a paper with a reading more."""

    FIRST = "first"
    COUNTED = "counted"
    BLANK = "blank"
    VOID = "void"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Read:
    """A reading that was kept, and what it settled."""

    code: PaperCode
    turn: int
    standing: Standing


@transaction.atomic
def print_batch(
    *, voting: Round, actor: User, place: str, commune: Commune | None, count: int
) -> PaperBatch:
    """Codes for so many papers of one place; they can be printed again until the close."""
    require(rules.can_prepare_rounds(actor))
    held = round_to_change(voting)
    if held.state != RoundState.FROZEN:
        raise Refusal("round.not_frozen")
    if not held.may_codes:
        raise Refusal("paper.no_codes")
    last = held.paper_batches.aggregate(last=Max("number"))["last"] or 0
    if last >= queries.LARGEST_BATCH or not 0 < count <= LARGEST_PRINT:
        raise Refusal("paper.batch_size", most=LARGEST_PRINT)
    return PaperBatch.objects.create(
        round=held, number=last + 1, place=place, commune=commune, count=count, by=actor
    )


@transaction.atomic
def hand_out(*, batch: PaperBatch, actor: User, count: int) -> PaperBatch:
    """Note how many papers of a batch were handed out, for its ledger."""
    require(rules.can_prepare_rounds(actor))
    if count > batch.count:
        raise Refusal("paper.more_than_printed", printed=batch.count)
    batch.handed_count = count
    batch.save(update_fields=["handed_count"])
    return batch


@transaction.atomic
def read_ballot(
    *,
    voting: Round,
    actor: User,
    code: str,
    choices: Sequence[str] = (),
    points: Sequence[int] = (),
    void_kind: str = "",
) -> Read:
    """Keep what somebody reads on a paper; with the second equal reading it is counted.

    Each paper is read by two people, and each person reads it once. Where the two differ it waits
    for a third, or for the readings to be compared. Refuses a code that was used on the site or is
    settled already, and what is over the limits: such a paper is void, and is entered as such.
    """
    require(rules.can_prepare_rounds(actor))
    place = _free_place(voting, code)
    queues.wait_turn(f"budget-paper:{voting.pk}:{place.place}")
    entries = list(queries.readings_of(voting, place.place))
    if queries.voter_of(voting, queries.key_of_code(place)) is not None:
        _refuse_settled(voting, place)
    if sum(one.is_void for one in entries) >= queries.AGREE:
        raise Refusal("paper.is_settled")
    if any(one.by_id == actor.pk for one in entries):
        raise Refusal("paper.another_reads")
    if void_kind:
        choices, points = (), ()
        if void_kind not in VoidKind.values:
            raise Refusal("ballot.unreadable")
    else:
        choices, points = _still_there(voting, choices, points)
        choices, points = queries.ballot_in_order(voting, choices, points, may_be_empty=True)
    entry = PaperEntry(
        round=voting,
        code=place.place,
        turn=len(entries) + 1,
        choices=list(choices),
        points=list(points),
        is_void=bool(void_kind),
        void_kind=void_kind,
        by=actor,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise Refusal("paper.read_at_the_same_time") from None
    return Read(place, entry.turn, _settle(voting, place, [*entries, entry]))


@transaction.atomic
def correct_reading(*, voting: Round, actor: User, place: str, turn: int, right: int) -> Read:
    """One of two different readings was wrong: it becomes the ``right`` one, with a trace.

    Whoever made the right one does not say so: two people stand behind each paper.
    """
    require(rules.can_prepare_rounds(actor))
    batch, _sign, number = place.partition(":")
    code = PaperCode(int(batch), int(number))
    queues.wait_turn(f"budget-paper:{voting.pk}:{place}")
    if queries.voter_of(voting, queries.key_of_code(code)) is not None:
        _refuse_settled(voting, code)
    entries = {one.turn: one for one in queries.readings_of(voting, place)}
    wrong, true = entries.get(turn), entries.get(right)
    if wrong is None or true is None or turn == right:
        raise Refusal("ballot.unreadable")
    if true.by_id == actor.pk:
        raise Refusal("paper.another_corrects")
    wrong.choices, wrong.points = true.choices, true.points
    wrong.is_void, wrong.void_kind = true.is_void, true.void_kind
    wrong.corrected_by = actor
    wrong.save(update_fields=["choices", "points", "is_void", "void_kind", "corrected_by"])
    return Read(code, turn, _settle(voting, code, list(entries.values())))


def _still_there(
    voting: Round, choices: Sequence[str], points: Sequence[int]
) -> tuple[list[str], list[int]]:
    """What was ticked before its project was withdrawn falls out: no voter can mend a paper."""
    gone = set(voting.projects.filter(cost=0).values_list("number", flat=True))
    kept = [at for at, number in enumerate(choices) if number not in gone]
    given = [points[at] for at in kept] if len(points) == len(choices) else list(points)
    return [choices[at] for at in kept], given


def _free_place(voting: Round, code: str) -> PaperCode:
    """The place that a code tells, in a round whose ballots are read now."""
    if voting.state != RoundState.FROZEN:
        raise Refusal("round.not_voting")
    if queries.stage_of(voting) == queries.COMING:
        raise Refusal("round.not_open_yet")
    return queries.read_paper_code(voting, code)


def _refuse_settled(voting: Round, place: PaperCode) -> None:
    voter = queries.voter_of(voting, queries.key_of_code(place))
    if voter is not None and voter.channel != Channel.PAPER:
        raise Refusal("ballot.code_used_here")
    raise Refusal("paper.is_settled")


def _settle(voting: Round, place: PaperCode, entries: Sequence[PaperEntry]) -> Standing:
    """Count the paper if two readings are equal; a blank one stands in the turnout alone."""
    found = queries.agreed(entries)
    if found is None:
        return Standing.FIRST if len(entries) < queries.AGREE else Standing.DIFFERS
    if found.void_kind:
        return Standing.VOID
    cast_ballot(
        voting=voting,
        voter=queries.key_of_code(place),
        choices=found.choices,
        points=found.points,
        channel=Channel.PAPER,
    )
    return Standing.COUNTED if found.choices else Standing.BLANK
