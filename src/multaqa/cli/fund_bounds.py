"""Floors and caps as one types them: ``territory:NAME=AMOUNT`` or ``group:NAME=AMOUNT``."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from multaqa.engines.budgeting.election import Election
from multaqa.engines.budgeting.outcome import Bound, BoundAbout, BoundKind
from multaqa.refusal import Refusal

FORM = re.compile(r"(territory|group):(.+)=([0-9]{1,15}(?:\.[0-9]{1,6})?)")
MOST_NAMED = 12


def bounds_told(
    election: Election, *, floors: Sequence[str], caps: Sequence[str]
) -> tuple[Bound, ...]:
    """All of them, in the election's whole units.

    Refuses what is written otherwise, and a name that no project has: a bound about nothing would
    say that it was kept.
    """
    return (
        *(_bound(election, BoundKind.FLOOR, text) for text in floors),
        *(_bound(election, BoundKind.CAP, text) for text in caps),
    )


def _bound(election: Election, kind: BoundKind, text: str) -> Bound:
    found = FORM.fullmatch(text.strip())
    amount = Fraction(found[3]) * election.scale if found else Fraction(1, 2)
    if not found or amount.denominator != 1:
        raise Refusal("budgeting.bound_unreadable", text=text[:60])
    about, name = BoundAbout(found[1]), found[2].strip()
    known = _names(election, about)
    if name not in known:
        raise Refusal("budgeting.bound_unknown", name=name[:60], known=_listed(known))
    return Bound(kind, about, name, int(amount))


def _names(election: Election, about: BoundAbout) -> set[str]:
    if about is BoundAbout.TERRITORY:
        return {one.territory for one in election.projects if one.territory}
    return {group for one in election.projects for group in one.groups}


def _listed(names: Iterable[str]) -> str:
    told = sorted(names)
    return ", ".join(told[:MOST_NAMED]) + (", …" if len(told) > MOST_NAMED else "") or "—"
