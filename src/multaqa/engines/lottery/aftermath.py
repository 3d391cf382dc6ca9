"""What follows a draw, written step by step into one file that anyone can check.

``begin`` opens the file with the drawn document; ``named`` writes the alternates, ``called`` a call
of them, ``replaced`` a second draw. Each gives a new, unsigned document: sign it, and note the head
that ``state_of`` tells in the public record. Who is away or left stays out for good. People who are
not in the pool are never asked for, and are left out of ``away``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from multaqa.engines.evidence import Document, document_of, seal_of
from multaqa.engines.lottery.after import asked_again, call_alternates, nearest
from multaqa.engines.lottery.ahead import (
    alternate_salt,
    commitments_of,
    list_ahead,
    listed_in,
    words_of,
)
from multaqa.engines.lottery.evidence import moment
from multaqa.engines.lottery.lottery import Lottery, Progress, compute
from multaqa.engines.lottery.opening import Opening, opened_values, read_opening
from multaqa.engines.lottery.problem import Problem
from multaqa.engines.lottery.reading import wrong
from multaqa.engines.lottery.sealed import Sealed, problem_of
from multaqa.engines.lottery.second_draw import question_differs
from multaqa.engines.lottery.steps import (
    KIND,
    REASONS,
    Drawn,
    Followed,
    Seats,
    read_drawn,
    read_followed,
)
from multaqa.refusal import Refusal


@dataclass(frozen=True, slots=True)
class State:
    """How things stand after the last step.

    ``alternates`` are those who can still be called, in order; None when the list is hidden and no
    opening was given. ``gone`` tells why each left. ``head`` is the newest digest.
    """

    panel: tuple[str, ...]
    alternates: tuple[str, ...] | None
    gone: Mapping[str, str]
    away: frozenset[str]
    steps: int
    head: str


def begin(draw_document: Document) -> Document:
    """The file of a draw that nothing has followed yet; refuses what was not drawn."""
    if draw_document.get("drawn") is None:
        raise Refusal("lottery.undrawn")
    _unbroken(read_drawn(draw_document, "draw"))
    return document_of(KIND, {"draw": draw_document, "steps": []})


def named(
    document: Document,
    *,
    count: int,
    at: str,
    away: Collection[str] = (),
    opening: Document | None = None,
) -> Document:
    """Name up to ``count`` alternates ahead, before anything else happens.

    ``away`` are those of the pool who withdrew since the seal, members apart: they have yet to
    leave their seats. Refuses a second list, and a veiled draw without its opening.
    """
    known = _Known(document, opening)
    draw, pool = known.followed.draw, known.followed.draw.sealed.ids
    if known.followed.steps:
        raise Refusal("lottery.alternates_too_late")
    if not 0 <= count <= len(pool):
        raise Refusal("lottery.bad_alternate_count", count=count, most=len(pool))
    out = known.newly_away(away, ())
    people = list_ahead(draw, known.problem, known.opening, count=count, away=out)
    shown: Document = {"people": list(people), "commitments": None}
    if known.opening is not None:
        words = words_of(draw, known.opening)
        shown = {"people": None, "commitments": list(commitments_of(words, people, count))}
    return known.followed_by({"kind": "alternates", "count": count, **shown}, at, out)


def called(
    document: Document,
    *,
    gone: Mapping[str, str],
    at: str,
    away: Collection[str] = (),
    opening: Document | None = None,
) -> Document:
    """Call alternates to the seats of ``gone``, who left for the reasons given.

    ``away`` are all who cannot come now, members apart. Refuses what ``call_alternates`` does: when
    the list cannot fill the seats within the quotas, a second draw does.
    """
    known = _Known(document, opening)
    _check_reasons(gone)
    out = known.newly_away(away, gone)
    came = sorted(known.call(gone, out))
    salts = None
    if known.opening is not None:
        words = words_of(known.followed.draw, known.opening)
        salts = [alternate_salt(words, known.listed.index(name)) for name in came]
    step = {"kind": "call", "came": came, "salts": salts, **known.seats_after(gone, came)}
    return known.followed_by(step, at, out)


def left_to_draw(
    document: Document,
    *,
    gone: Collection[str],
    away: Collection[str] = (),
    opening: Document | None = None,
    progress: Progress | None = None,
) -> Lottery:
    """The lottery of the replacements, by the method of the draw, to be sealed like any other.

    Seal it with the sensitive columns of the draw. Those who stay are on each of its panels, so
    the drawn one is the whole panel after it. Refuses while the alternates can fill the seats, and
    when nobody left can within the quotas: the facts hold the nearest changes.
    """
    known = _Known(document, opening)
    out = known.newly_away(away, gone)
    panel, shut = known.now.panel, known.now.out | out
    known.refuse_while_alternates_fit(gone, out)
    if (ways := nearest(known.problem, panel, gone=gone, away=shut)) is not None:
        raise Refusal("lottery.no_replacement", seats=len(set(gone)), alternatives=ways)
    asked = asked_again(known.problem, panel, gone=gone, away=shut)
    return compute(asked, method=known.followed.draw.sealed.method, progress=progress)


def replaced(
    document: Document,
    *,
    gone: Mapping[str, str],
    drawn: Document,
    at: str,
    opening: Document | None = None,
    drawn_opening: Document | None = None,
) -> Document:
    """Write a second draw down: ``drawn`` was sealed from ``left_to_draw``, then drawn.

    Who is away is read from it: those who could have come, and are not in its pool. Refuses a
    document that does not ask what ``left_to_draw`` does, or that the alternates make needless, and
    one sealed before the last step, or written down before its public value was known.
    """
    known = _Known(document, opening)
    _check_reasons(gone)
    if drawn.get("drawn") is None:
        raise Refusal("lottery.undrawn")
    second = read_drawn(drawn, "draw")
    _unbroken(second)
    asked = second.sealed
    known.refuse_untimely(asked, at)
    if drawn_opening is not None:
        asked = opened_values(asked, second.seal, read_opening(drawn_opening))
    panel = known.now.panel
    able = asked_again(known.problem, panel, gone=gone, away=known.now.out).people
    out = {person.id for person in able} - set(asked.ids) - set(panel)
    known.refuse_while_alternates_fit(gone, out)
    shut = known.now.out | out
    place = question_differs(known.whole, asked, panel=panel, gone=gone, out=shut)
    if place is not None:
        raise Refusal("lottery.second_draw_differs", place=place)
    came = sorted(set(second.panel) - set(panel))
    step = {"kind": "replacement", "came": came, "draw": drawn, **known.seats_after(gone, came)}
    return known.followed_by(step, at, out)


def state_of(document: Document, opening: Document | None = None) -> State:
    """Who sits now, who can still be called, who left; refuses a file that is not as it should."""
    followed = _followed(document)
    seats = followed.seats[-1]
    naming = followed.naming
    listed = naming.people if naming else ()
    if listed is None and opening is not None:
        listed = _Known(document, opening).listed
    return State(
        panel=seats.panel,
        alternates=None
        if listed is None
        else tuple(name for name in listed if name not in seats.out | set(seats.panel)),
        gone=seats.gone,
        away=seats.away,
        steps=len(followed.steps),
        head=followed.head,
    )


def _followed(document: Document) -> Followed:
    if document.get("kind") != KIND:
        raise wrong("kind")
    if document.get("drawn") is not None:
        raise wrong("drawn")
    followed = read_followed(document.get("sealed"))
    for number, step in enumerate(followed.steps):
        if step.previous != followed.digests[number]:
            raise wrong(f"steps[{number}].previous")
    return followed


def _unbroken(draw: Drawn) -> None:
    computed = seal_of(draw.document["sealed"])
    if computed != draw.seal:
        raise Refusal("evidence.seal_broken", computed=computed)


def _check_reasons(gone: Mapping[str, str]) -> None:
    for reason in gone.values():
        if reason not in REASONS:
            raise Refusal("lottery.unknown_reason", reason=reason)


class _Known:
    """The file as it stands, with all that is needed to add to it; refuses where that is hidden."""

    def __init__(self, document: Document, opening: Document | None) -> None:
        self.document = document
        self.followed = _followed(document)
        draw = self.followed.draw
        self.opening: Opening | None = None
        self.whole: Sealed = draw.sealed
        if draw.sealed.is_veiled:
            if opening is None:
                raise Refusal("lottery.opening_missing")
            self.opening = read_opening(opening)
            self.whole = opened_values(draw.sealed, draw.seal, self.opening)
        self.problem: Problem = problem_of(self.whole)
        self.now: Seats = self.followed.seats[-1]
        self.listed: tuple[str, ...] = listed_in(self.followed, self.problem, self.opening) or ()

    def newly_away(self, away: Collection[str], gone: Collection[str]) -> set[str]:
        """Those who are away and were not told yet; refuses a member who keeps the seat."""
        new = set(away) & set(self.whole.ids) - self.now.out - set(gone)
        if seated := new & set(self.now.panel):
            raise Refusal("lottery.away_with_seat", id=min(seated))
        return new

    def call(self, gone: Collection[str], out: Collection[str]) -> tuple[str, ...]:
        return call_alternates(
            self.problem,
            self.now.panel,
            gone=gone,
            alternates=self.listed,
            away=self.now.out | set(out),
        )

    def refuse_while_alternates_fit(self, gone: Collection[str], out: Collection[str]) -> None:
        try:
            came = self.call(gone, out)
        except Refusal as refusal:
            if refusal.code == "lottery.alternates_do_not_fit":
                return
            raise
        raise Refusal("lottery.alternates_fit", seats=len(came))

    def seats_after(self, gone: Mapping[str, str], came: Collection[str]) -> Document:
        panel = sorted((set(self.now.panel) - gone.keys()) | set(came))
        return {"gone": dict(gone), "panel": panel}

    def refuse_untimely(self, second: Sealed, at: str) -> None:
        """A second draw is sealed after the last step, and its value known before the next."""
        if second.sealed_at:
            _refuse_before(_last_moment(self.followed), second.sealed_at)
        if second.public_value is not None:
            _refuse_before(moment(second.public_value.known_at), at)

    def followed_by(self, step: Document, at: str, away: Collection[str]) -> Document:
        """The file with one more step; refuses a moment before that of the step before."""
        _refuse_before(_last_moment(self.followed), at)
        link = {"at": at, "previous": self.followed.head, "away": sorted(away)}
        sealed = self.document["sealed"]
        return document_of(KIND, sealed | {"steps": [*sealed["steps"], step | link]})


def _refuse_before(last: datetime | None, at: str) -> None:
    if last is not None and moment(at) < last:
        raise Refusal("lottery.step_too_early", at=at, last=last.isoformat())


def _last_moment(followed: Followed) -> datetime | None:
    """When the last step was taken; before the first, when the value of the draw was known."""
    if followed.steps:
        return moment(followed.steps[-1].at)
    value = followed.draw.sealed.public_value
    return moment(value.known_at) if value else None
