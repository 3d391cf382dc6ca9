"""Whether published ballots are those that were counted.

Compared is what the count rests on: the envelope, each project's cost, and how often each ballot
was cast; not names, nor the order in which a file has them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import lcm

from multaqa.engines.budgeting.election import BallotKind, Election
from multaqa.engines.budgeting.pabulib import Reading, read
from multaqa.engines.budgeting.sealed import Sealed
from multaqa.engines.evidence import Finding

MOST_SHOWN = 5
Cast = Counter[tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Published:
    """A ``.pb`` that was read, and the SHA-256 of its bytes."""

    reading: Reading
    sha256: str


def read_published(content: bytes) -> Published:
    """Read it as a count does; refuses what a count refuses."""
    return Published(read(content, is_strict=False), sha256(content).hexdigest())


def published_findings(sealed: Sealed, published: Published | None) -> Iterator[Finding]:
    if published is None:
        yield Finding("budgeting.ballots_to_compare", None)
        return
    if sealed.file:
        is_same = sealed.file == published.sha256
        facts: dict[str, object] = {"counted": sealed.file, "published": published.sha256}
        # Another file may hold the same ballots: what is in it decides.
        code = "budgeting.file_agrees" if is_same else "budgeting.file_differs"
        yield Finding(code, True if is_same else None, facts)
    election, counted = published.reading.election, sealed.election
    if forgiven := published.reading.forgiven_count:
        yield Finding("budgeting.file_forgiven", None, {"count": forgiven})
    if election.kind is not counted.kind or election.money(election.budget) != counted.money(
        counted.budget
    ):
        yield Finding("budgeting.envelope_differs", False)
    yield from _project_findings(counted, election)
    yield from _ballot_findings(counted, election)


def _project_findings(counted: Election, election: Election) -> Iterator[Finding]:
    ours = {one.id: counted.money(one.cost) for one in counted.projects}
    theirs = {one.id: election.money(one.cost) for one in election.projects}
    wrong = sorted(one for one in ours.keys() | theirs.keys() if ours.get(one) != theirs.get(one))
    if not wrong:
        yield Finding("budgeting.projects_agree", True, {"projects": len(ours)})
    for one in wrong[:MOST_SHOWN]:
        yield Finding("budgeting.project_differs", False, {"project": one, "projects": len(wrong)})


def _ballot_findings(counted: Election, election: Election) -> Iterator[Finding]:
    scale = lcm(counted.ballots.point_scale, election.ballots.point_scale)
    ours, theirs = _cast(counted, scale), _cast(election, scale)
    if ours == theirs:
        yield Finding("budgeting.ballots_agree", True, {"ballots": counted.ballots.people})
        return
    facts: dict[str, object] = {
        "counted": (ours - theirs).total(),
        "published": (theirs - ours).total(),
    }
    yield Finding("budgeting.ballots_differ", False, facts)


def _cast(election: Election, scale: int) -> Cast:
    """How often each ballot was cast, told by ids; an order stays one."""
    ballots = election.ballots
    ids = [one.id for one in election.projects]
    factor = scale // ballots.point_scale
    starts, chosen = ballots.starts.tolist(), ballots.chosen.tolist()
    points = [one * factor for one in ballots.points.tolist()]
    is_ordered = election.kind is BallotKind.ORDINAL
    cast: Cast = Counter()
    for row, weight in enumerate(ballots.weights.tolist()):
        span = range(starts[row], starts[row + 1])
        pairs = [(ids[chosen[at]], points[at]) for at in span]
        cast[tuple(pairs if is_ordered else sorted(pairs))] += weight
    return cast
