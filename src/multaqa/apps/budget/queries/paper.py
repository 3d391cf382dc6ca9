"""Paper ballots at the desk: where each code stands, and what became of a batch."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from multaqa.apps.budget.models import Channel, Ground, PaperBatch, PaperEntry, Round, Voter

AGREE = 2  # readings that must be equal


@dataclass(frozen=True, slots=True)
class Found:
    """What one reading says: void and why, or the projects and their points."""

    void_kind: str
    choices: tuple[str, ...]
    points: tuple[int, ...]


def found_in(entry: PaperEntry) -> Found:
    return Found(entry.void_kind, tuple(entry.choices), tuple(entry.points))


def agreed(entries: Iterable[PaperEntry]) -> Found | None:
    """What two readings of one paper say alike, if two do; void is void, whatever the reason."""
    seen: Counter[Found] = Counter()
    for entry in entries:
        found = found_in(entry)
        key = Found("void", (), ()) if entry.is_void else found
        seen[key] += 1
        if seen[key] >= AGREE:
            return found
    return None


def readings_of(voting: Round, code: str) -> QuerySet[PaperEntry]:
    return PaperEntry.objects.filter(round=voting, code=code).select_related("by").order_by("turn")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of a batch's papers; ``missing`` neither counted, nor void, nor in work."""

    batch: PaperBatch
    counted: int
    online: int
    void: int
    in_work: int

    @property
    def handed(self) -> int:
        return self.batch.count if self.batch.handed_count is None else self.batch.handed_count

    @property
    def missing(self) -> int:
        return max(0, self.handed - self.counted - self.online - self.void - self.in_work)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paper that was read and is not settled: once, or differently."""

    place: str
    readings: int
    differs: bool


def ledgers_of(voting: Round) -> list[Ledger]:
    """Every batch of a round with its figures: five queries, however many papers."""
    voted: Counter[tuple[str, str]] = Counter()
    rows = Voter.objects.filter(round=voting, ground=Ground.CODE).values_list("code", "channel")
    for code, channel in rows:
        way = "paper" if channel == Channel.PAPER else "online"
        voted[code.partition(":")[0], way] += 1
    void, in_work = Counter[str](), Counter[str]()
    for place, entries in _unsettled_or_void(voting).items():
        batch = place.partition(":")[0]
        is_void = sum(one.is_void for one in entries) >= AGREE
        (void if is_void else in_work)[batch] += 1
    return [
        Ledger(
            batch=batch,
            counted=voted[str(batch.number), "paper"],
            online=voted[str(batch.number), "online"],
            void=void[str(batch.number)],
            in_work=in_work[str(batch.number)],
        )
        for batch in voting.paper_batches.select_related("commune").order_by("number")
    ]


def waiting_of(voting: Round) -> list[Waiting]:
    """The papers that wait for another reading, or for their readings to be compared."""
    return [
        Waiting(place, len(entries), len(entries) >= AGREE)
        for place, entries in sorted(_unsettled_or_void(voting).items(), key=_place_order)
        if sum(one.is_void for one in entries) < AGREE
    ]


def _place_order(pair: tuple[str, list[PaperEntry]]) -> tuple[int, ...]:
    return tuple(int(part) for part in pair[0].split(":") if part.isdecimal())


def _unsettled_or_void(voting: Round) -> dict[str, list[PaperEntry]]:
    """Readings by paper, without the papers that were counted."""
    counted = Voter.objects.filter(round=voting, channel=Channel.PAPER).values("code")
    found: dict[str, list[PaperEntry]] = {}
    rows = PaperEntry.objects.filter(round=voting).exclude(code__in=counted)
    for entry in rows.order_by("code", "turn"):
        found.setdefault(entry.code, []).append(entry)
    return found
