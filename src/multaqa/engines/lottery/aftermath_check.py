"""Verification of what followed a draw: each step is decided again from the file alone.

The draw, and each second draw, is verified as its own evidence is. Then the chain, the moments and,
step by step, who left and came in, the panel after it, and the rule by which it was decided. Behind
a veil the list ahead and the calls follow from hidden values: without the opening the findings say
so, and show what is public: the panel after each step, and that those called had been listed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from multaqa.engines.evidence import Document, Finding, Verification, verify_envelope
from multaqa.engines.lottery import verification
from multaqa.engines.lottery.after import call_alternates
from multaqa.engines.lottery.ahead import (
    alternate_commitment,
    commitments_of,
    list_ahead,
    listed_in,
    words_of,
)
from multaqa.engines.lottery.evidence import moment
from multaqa.engines.lottery.opening import Opening, opened_values, read_opening
from multaqa.engines.lottery.sealed import Sealed, problem_of, readable_part
from multaqa.engines.lottery.seat_check import (
    Pool,
    away_findings,
    change_findings,
    panel_findings,
)
from multaqa.engines.lottery.second_draw import question_differs
from multaqa.engines.lottery.steps import (
    KIND,
    Call,
    Drawn,
    Followed,
    Naming,
    Replacement,
    Seats,
    Step,
    read_followed,
)
from multaqa.refusal import Refusal

HEADINGS = {
    Naming: "lottery.heading_alternates",
    Call: "lottery.heading_call",
    Replacement: "lottery.heading_replacement",
}


@dataclass(frozen=True, slots=True)
class Part:
    """What was looked at in one part of the file, under the code of its heading."""

    code: str
    facts: dict[str, object]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PartedVerification(Verification):
    """A verification told part by part; ``findings`` holds those of all."""

    parts: tuple[Part, ...] = ()


def verify(
    document: object,
    openings: Sequence[object] = (),
    *,
    seals: Sequence[str] = (),
    key: str | None = None,
    public_values: Sequence[str] = (),
    head: str | None = None,
) -> PartedVerification:
    """Check the file of what followed a draw, with the openings that the auditor holds.

    An opening names its seal, so their order is free. ``seals`` and ``public_values`` are those
    published of the draw, then of each second draw, in their order; ``head`` is the digest that the
    public record notes: whoever writes the steps anew, or cuts the last ones off, is caught by it.
    """
    envelope = [
        finding
        for finding in verify_envelope(document, kind=KIND, key=key)
        # The seal of this file changes with each step: what is published is the head.
        if finding.code != "evidence.published_seal_unknown"
    ]
    if not isinstance(document, dict) or envelope[0].code == "evidence.envelope_malformed":
        return _parted([Part("lottery.heading_file", {}, tuple(envelope))])
    try:
        followed = read_followed(document["sealed"])
    except Refusal as refusal:
        wrong = Finding("lottery.structure_differs", False, {"place": "steps", **refusal.facts})
        return _parted([Part("lottery.heading_file", {}, (*envelope, wrong))])
    known = _Published(openings, seals, key, public_values)
    draws = [
        followed.draw,
        *(step.draw for step in followed.steps if isinstance(step, Replacement)),
    ]
    file = [
        *envelope,
        *_own_draw_findings(document),
        *_chain_findings(followed),
        *_moment_findings(followed),
        _head_finding(followed, head),
        *known.strange_openings(draws),
    ]
    parts = [
        Part("lottery.heading_file", {}, tuple(file)),
        Part("lottery.heading_draw", {}, known.draw_findings(followed.draw, 0)),
    ]
    return _parted([*parts, *_step_parts(followed, known)])


def _parted(parts: list[Part]) -> PartedVerification:
    return PartedVerification(tuple(one for part in parts for one in part.findings), tuple(parts))


@dataclass(frozen=True, slots=True)
class _Published:
    """What was learnt elsewhere of the draws of one file."""

    openings: Sequence[object]
    seals: Sequence[str]
    key: str | None
    public_values: Sequence[str]

    def opening_of(self, draw: Drawn) -> Document | None:
        for opening in self.openings:
            if isinstance(opening, dict) and opening.get("seal") == draw.seal:
                return opening
        return None

    def strange_openings(self, draws: Sequence[Drawn]) -> Iterator[Finding]:
        """Openings of no draw of this file: asked to use them, silence would mislead."""
        seals = [draw.seal for draw in draws]
        for opening in self.openings:
            seal = opening.get("seal") if isinstance(opening, dict) else None
            if seal not in seals:
                yield Finding("lottery.opening_of_no_draw", False)

    def draw_findings(self, draw: Drawn, number: int) -> tuple[Finding, ...]:
        return verification.verify(
            draw.document,
            self.opening_of(draw),
            seal=self.seals[number] if number < len(self.seals) else None,
            key=self.key,
            public_value=(self.public_values[number] if number < len(self.public_values) else None),
        ).findings

    def opened(self, draw: Drawn) -> tuple[Sealed, Opening | None]:
        """The sealed part with what its opening answers for; as it stands when it does not."""
        try:
            opening = read_opening(self.opening_of(draw))
            return opened_values(draw.sealed, draw.seal, opening), opening
        except Refusal:
            return draw.sealed, None


def _own_draw_findings(document: Document) -> Iterator[Finding]:
    """The draws stand within: nothing is drawn by this file itself, whatever a reader may take."""
    if document["drawn"] is not None:
        yield Finding("lottery.structure_differs", False, {"place": "drawn"})


def _chain_findings(followed: Followed) -> Iterator[Finding]:
    broken = [
        number
        for number, step in enumerate(followed.steps, start=1)
        if step.previous != followed.digests[number - 1]
    ]
    for number in broken:
        yield Finding("lottery.link_differs", False, {"step": number})
    if not followed.steps:
        yield Finding("lottery.nothing_followed", True)
    elif not broken:
        yield Finding("lottery.links_agree", True, {"steps": len(followed.steps)})
    if any(isinstance(step, Call | Replacement) or step.away for step in followed.steps):
        yield Finding("lottery.leaving_is_told", None)


def _head_finding(followed: Followed, head: str | None) -> Finding:
    if head is None:
        return Finding("lottery.head_unknown", None, {"head": followed.head})
    noted = "".join(head.split()).lower()
    if noted == followed.head:
        return Finding("lottery.head_agrees", True, {"head": noted})
    if noted in followed.digests:
        facts: dict[str, object] = {"step": followed.digests.index(noted)}
        return Finding("lottery.head_stands", True, facts | {"steps": len(followed.steps)})
    return Finding("lottery.head_missing", False, {"head": noted})


def _moment_findings(followed: Followed) -> Iterator[Finding]:
    """Each moment is not before the one it follows from; a second draw lies between two of them."""
    moments: list[tuple[int, str]] = []
    if followed.draw.sealed.public_value is not None:
        moments.append((0, followed.draw.sealed.public_value.known_at))
    for number, step in enumerate(followed.steps, start=1):
        if isinstance(step, Replacement):
            value, sealed_at = step.draw.sealed.public_value, step.draw.sealed.sealed_at
            moments += [(number, sealed_at)] if sealed_at else []
            moments += [(number, value.known_at)] if value else []
        moments.append((number, step.at))
    last: datetime | None = None
    before = ""
    for number, text in moments:
        try:
            at = moment(text)
        except Refusal as refusal:
            yield Finding("lottery.moment_unreadable", False, refusal.facts)
            return
        if last is not None and at < last:
            facts: dict[str, object] = {"step": number, "at": text, "before": before}
            yield Finding("lottery.step_untimely", False, facts)
            return
        last, before = at, text
    if followed.steps:
        yield Finding("lottery.steps_in_time", True)


def _step_parts(followed: Followed, known: _Published) -> Iterator[Part]:
    whole, opening = known.opened(followed.draw)
    try:
        checker = _Steps(followed, known, whole, opening)
    except Refusal as refusal:
        facts: dict[str, object] = {"reason": refusal.code, **refusal.facts}
        yield Part(
            "lottery.heading_file", {}, (Finding("lottery.step_uncomputable", False, facts),)
        )
        return
    draws = 0
    for number, step in enumerate(followed.steps, start=1):
        if isinstance(step, Replacement):
            draws += 1
        findings = checker.findings(step, followed.seats[number - 1], draws)
        yield Part(HEADINGS[type(step)], {"step": number, "at": step.at}, tuple(findings))


class _Steps:
    """Steps of one file, each decided again as far as what is readable allows."""

    def __init__(
        self, followed: Followed, known: _Published, whole: Sealed, opening: Opening | None
    ) -> None:
        self.followed, self.known, self.whole, self.opening = followed, known, whole, opening
        problem = problem_of(readable_part(whole))
        people = {person.id: person for person in problem.people}
        self.pool = Pool(problem, people, is_whole=None not in whole.columns)
        self.listed = self._listed()

    def _listed(self) -> tuple[str, ...] | None:
        try:
            return listed_in(self.followed, self.pool.problem, self.opening)
        except Refusal:
            return None  # the step that named them says why

    def findings(self, step: Step, before: Seats, draws: int) -> Iterator[Finding]:
        yield from away_findings(self.pool, before, step)
        if isinstance(step, Naming):
            yield from _told(lambda: self._naming(step))
            return
        yield from change_findings(self.pool, before, step)
        yield from panel_findings(self.pool, before, step)
        if isinstance(step, Call):
            yield from self._were_listed(step)
            yield from _told(lambda: self._call(step, before))
            return
        yield from self.known.draw_findings(step.draw, draws)
        yield _drawn_finding(step)
        yield from _told(lambda: self._question(step, before))
        yield from _told(lambda: self._was_due(step, before))

    def _naming(self, step: Naming) -> Iterator[Finding]:
        facts: dict[str, object] = {"count": step.count}
        if not self.pool.is_whole:
            yield Finding("lottery.alternates_hidden", None, facts)
            return
        draw = self.followed.draw
        people = list_ahead(draw, self.pool.problem, self.opening, count=step.count, away=step.away)
        facts["people"] = len(people)
        if step.people is None:
            words = words_of(draw, self.opening)
            agrees = commitments_of(words, people, step.count) == step.commitments
            code = "lottery.hidden_alternates_agree" if agrees else "lottery.hidden_list_differs"
            yield Finding(code, agrees, facts)
        elif people == step.people:
            yield Finding("lottery.alternates_agree", True, facts)
        else:
            differing = {"written": step.people, "computed": people}
            yield Finding("lottery.alternates_differ", False, facts | differing)

    def _were_listed(self, step: Call) -> Iterator[Finding]:
        """Behind a veil: those called are among the commitments of the list, each once."""
        naming = self.followed.naming
        if not self.followed.draw.sealed.is_veiled:
            return
        committed = set(naming.commitments) if naming else set()
        strange = tuple(
            name
            for name, salt in zip(step.came, step.salts, strict=True)
            if alternate_commitment(salt, name) not in committed
        )
        if strange:
            yield Finding("lottery.called_unlisted", False, {"ids": strange})
        else:
            yield Finding("lottery.called_listed", True, {"ids": step.came})

    def _call(self, step: Call, before: Seats) -> Iterator[Finding]:
        if self.listed is None or not self.pool.is_whole:
            yield Finding("lottery.call_hidden", None)
            return
        came = self._called(step, before)
        facts: dict[str, object] = {"written": step.came, "computed": came}
        if came == step.came:
            yield Finding("lottery.call_agrees", True, facts)
        else:
            yield Finding("lottery.call_differs", False, facts)

    def _called(self, step: Call | Replacement, before: Seats) -> tuple[str, ...]:
        came = call_alternates(
            self.pool.problem,
            before.panel,
            gone=step.gone,
            alternates=self.listed or (),
            away=before.out | set(step.away),
        )
        return tuple(sorted(came))

    def _question(self, step: Replacement, before: Seats) -> Iterator[Finding]:
        second, _opening = self.known.opened(step.draw)
        out = before.out | set(step.away)
        place = question_differs(self.whole, second, panel=before.panel, gone=step.gone, out=out)
        if place is not None:
            yield Finding("lottery.question_differs", False, {"place": place})
            return
        yield Finding("lottery.question_agrees", True)
        if None in self.whole.columns or None in second.columns:
            facts: dict[str, object] = {"columns": second.sensitive}
            yield Finding("lottery.question_hidden", None, facts)

    def _was_due(self, step: Replacement, before: Seats) -> Iterator[Finding]:
        if self.listed is None or not self.pool.is_whole:
            yield Finding("lottery.draw_due_hidden", None)
            return
        try:
            came = self._called(step, before)
        except Refusal as refusal:
            if refusal.code != "lottery.alternates_do_not_fit":
                raise
            yield Finding("lottery.draw_was_due", True)
        else:
            yield Finding("lottery.draw_not_due", False, {"ids": came})


def _told(look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """What a look finds; that it cannot be taken is a difference, since who wrote it could."""
    try:
        return list(look())
    except Refusal as refusal:
        facts: dict[str, object] = {"reason": refusal.code, **refusal.facts}
        return [Finding("lottery.step_uncomputable", False, facts)]


def _drawn_finding(step: Replacement) -> Finding:
    drawn = tuple(sorted(step.draw.panel))
    if drawn == step.panel:
        return Finding("lottery.second_panel_agrees", True, {"ids": step.came})
    facts: dict[str, object] = {
        "strangers": tuple(sorted(set(step.panel) - set(drawn))),
        "missing": tuple(sorted(set(drawn) - set(step.panel))),
    }
    return Finding("lottery.second_panel_differs", False, facts)
