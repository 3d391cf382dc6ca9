"""Verification of a lottery's evidence: everything that was decided is decided again.

Nothing is believed: the seal and signature, the panels against the quotas, the chances against the
panels and against the recomputed optimum, the number against the public value, the list against
the number. What the file alone cannot show is a finding of its own, never silence.
"""

import math
from collections.abc import Iterator

from numpy.linalg import LinAlgError

from multaqa.engines.evidence import Document, Finding, Verification, verify_envelope
from multaqa.engines.lottery.check import check
from multaqa.engines.lottery.draw import drawn_ids, normalise, panel_number
from multaqa.engines.lottery.evidence import (
    KIND,
    Opening,
    moment,
    read_opening,
    unopened,
    with_opening,
)
from multaqa.engines.lottery.lottery import VERSION
from multaqa.engines.lottery.optimum import find_optimum
from multaqa.engines.lottery.panel_check import counts_of, panel_findings
from multaqa.engines.lottery.report import least_chance
from multaqa.engines.lottery.sealed import Sealed, problem_of, read_sealed
from multaqa.engines.lottery.types import merge_types
from multaqa.refusal import Refusal

TOLERANCE = 1e-6
PANELS_ASIDE = 2
MOST_SHOWN = 5


def verify(
    document: object,
    opened: object = None,
    *,
    seal: str | None = None,
    key: str | None = None,
    public_value: str | None = None,
) -> Verification:
    """Check a lottery's evidence, with its opening when the auditor holds one.

    ``seal``, ``key`` and ``public_value`` are what was learnt elsewhere: the fingerprint as it was
    published before the draw, the site's public key, the value at its source. Whoever rewrites a
    whole file consistently is caught by them alone.
    """
    findings = list(verify_envelope(document, kind=KIND, seal=seal, key=key))
    if not isinstance(document, dict) or findings[0].code == "evidence.envelope_malformed":
        return Verification(tuple(findings))
    try:
        sealed = read_sealed(document["sealed"])
    except Refusal as refusal:
        findings.append(Finding("lottery.structure_differs", False, refusal.facts))
        return Verification(tuple(findings))
    findings.append(
        Finding(
            "lottery.structure_agrees",
            True,
            {"people": len(sealed.ids), "seats": sealed.seats, "panels": len(sealed.panels)},
        )
    )
    if sealed.engine["version"] != VERSION:
        facts: dict[str, object] = {"written": sealed.engine["version"], "own": VERSION}
        findings.append(Finding("lottery.another_version", None, facts))
    whole, told = _opened(sealed, document["seal"], opened)
    findings += told
    findings += _moment_findings(sealed)
    findings += panel_findings(whole)
    findings += _count_findings(whole)
    findings += _drawn_findings(sealed, document, public_value)
    findings += _optimum_findings(whole)
    return Verification(tuple(findings))


def _opened(sealed: Sealed, seal: str, opened: object) -> tuple[Sealed, list[Finding]]:
    """The sealed part with its sensitive columns filled in, when the opening answers to them."""
    if opened is None:
        if sealed.is_whole:
            return sealed, []
        facts: dict[str, object] = {"columns": sealed.sensitive}
        return sealed, [Finding("lottery.columns_hidden", None, facts)]
    try:
        opening = read_opening(opened)
    except Refusal as refusal:
        return sealed, [Finding("lottery.opening_differs", False, refusal.facts)]
    if opening.seal != seal:
        facts = {"seal": seal, "opened": opening.seal}
        return sealed, [Finding("lottery.opening_of_another", False, facts)]
    if wrong := _strange_columns(sealed, opening) or unopened(sealed, opening):
        return sealed, [
            Finding("lottery.commitment_differs", False, {"column": column, "id": person})
            if person
            else Finding("lottery.opening_columns_differ", False, {"column": column})
            for column, person in wrong[:MOST_SHOWN]
        ]
    facts = {"columns": sealed.sensitive}
    return with_opening(sealed, opening), [Finding("lottery.commitments_agree", True, facts)]


def _strange_columns(sealed: Sealed, opening: Opening) -> tuple[tuple[str, str], ...]:
    return tuple((column, "") for column in sorted(opening.columns.keys() - set(sealed.sensitive)))


def _moment_findings(sealed: Sealed) -> Iterator[Finding]:
    if sealed.public_value is None:
        yield Finding("lottery.value_not_announced", None)
        return
    facts: dict[str, object] = {
        "source": sealed.public_value.source,
        "known_at": sealed.public_value.known_at,
        "sealed_at": sealed.sealed_at,
    }
    try:
        known_at = moment(sealed.public_value.known_at)
        sealed_at = moment(sealed.sealed_at) if sealed.sealed_at else None
    except Refusal as refusal:
        yield Finding("lottery.moment_unreadable", False, refusal.facts)
        return
    if sealed_at is None:
        yield Finding("lottery.seal_undated", None, facts)
    elif sealed_at < known_at:
        yield Finding("lottery.sealed_before_value", True, facts)
    else:
        yield Finding("lottery.sealed_after_value", False, facts)


def _count_findings(sealed: Sealed) -> Iterator[Finding]:
    """Each person's count of panels against the chance, and the chances against the seats."""
    total = math.fsum(sealed.chances)
    if abs(total - sealed.seats) > TOLERANCE * max(1, len(sealed.ids)):
        facts: dict[str, object] = {"total": total, "seats": sealed.seats}
        yield Finding("lottery.chances_sum_differs", False, facts)
    wrong = [
        (person, count, expected)
        for person, (count, chance) in enumerate(
            zip(counts_of(sealed), sealed.chances, strict=True)
        )
        if abs(count - (expected := round(chance * len(sealed.panels)))) > PANELS_ASIDE
    ]
    for person, count, expected in wrong[:MOST_SHOWN]:
        facts = {"id": sealed.ids[person], "count": count, "expected": expected}
        yield Finding("lottery.count_differs", False, facts | {"people": len(wrong)})
    if not wrong:
        yield Finding("lottery.counts_agree", True, {"panels": len(sealed.panels)})


def _drawn_findings(
    sealed: Sealed, document: Document, public_value: str | None
) -> Iterator[Finding]:
    drawn = document["drawn"]
    if drawn is None:
        # Asked about a value, a file without a draw is a difference, not a silence.
        yield Finding("lottery.not_drawn", None if public_value is None else False)
        return
    if not _is_drawn(drawn):
        yield Finding("lottery.drawn_malformed", False)
        return
    value = drawn["public_value"]
    yield _value_finding(sealed, value, public_value)
    try:
        if normalise(value) != value:
            yield Finding("lottery.value_not_normal", False, {"value": value})
        number = panel_number(document["seal"], value, len(sealed.panels))
        ids = drawn_ids(sealed, seal=document["seal"], value=normalise(value), number=number)
    except Refusal as refusal:
        yield Finding("lottery.draw_refused", False, _reason(refusal))
        return
    facts: dict[str, object] = {"value": value, "number": drawn["number"]}
    if number != drawn["number"]:
        yield Finding("lottery.number_differs", False, facts | {"computed": number})
    else:
        yield Finding("lottery.number_agrees", True, facts)
    yield _list_finding(ids, drawn["panel"])


def _is_drawn(drawn: object) -> bool:
    return (
        isinstance(drawn, dict)
        and set(drawn) == {"public_value", "number", "panel"}
        and isinstance(drawn["public_value"], str)
        and type(drawn["number"]) is int
        and isinstance(drawn["panel"], list)
        and all(isinstance(name, str) for name in drawn["panel"])
    )


def _value_finding(sealed: Sealed, value: str, expected: str | None) -> Finding:
    source = sealed.public_value.source if sealed.public_value else ""
    facts: dict[str, object] = {"value": value, "source": source}
    if expected is None:
        return Finding("lottery.value_to_compare", None, facts)
    try:
        if normalise(expected) == value:
            return Finding("lottery.value_agrees", True, facts)
    except Refusal:
        pass
    return Finding("lottery.value_differs", False, facts | {"expected": expected})


def _list_finding(ids: tuple[str, ...], listed: list[str]) -> Finding:
    strangers = sorted(set(listed) - set(ids))
    missing = sorted(set(ids) - set(listed))
    if tuple(listed) == ids:
        return Finding("lottery.list_agrees", True, {"people": len(ids)})
    if strangers or missing:
        facts: dict[str, object] = {"strangers": tuple(strangers), "missing": tuple(missing)}
        return Finding("lottery.list_differs", False, facts)
    return Finding("lottery.list_disordered", False)


def _optimum_findings(sealed: Sealed) -> Iterator[Finding]:
    """Compute the chances again; what the method makes best must agree within 1e-6."""
    if not sealed.is_whole:
        yield Finding("lottery.optimum_hidden", None, {"columns": sealed.sensitive})
        return
    try:
        types = merge_types(check(problem_of(sealed)))
    except Refusal as refusal:
        yield Finding("lottery.optimum_refused", False, _reason(refusal))
        return
    try:
        optimum = find_optimum(types, sealed.method, lambda _share: None)
    except (ArithmeticError, LinAlgError):
        # Numbers that no honest draw holds can defeat the solver: then nothing is confirmed.
        yield Finding("lottery.optimum_uncomputable", False)
        return
    if optimum is None:
        yield Finding("lottery.optimum_impossible", False)
        return
    chances = [float(chance) for chance in optimum.chances[types.of]]
    if not optimum.is_proven:
        facts: dict[str, object] = {
            "written": least_chance(sealed.chances),
            "bound": optimum.bound,
        }
        yield Finding("lottery.optimum_unproven", None, facts)
        return
    if sealed.method == "leximin":
        yield from _leximin_findings(sealed, chances)
        return
    written, computed = (
        _score(sealed.method, sealed.chances, chances),
        _score(sealed.method, chances, chances),
    )
    facts = {"method": sealed.method, "written": written, "computed": computed}
    agrees = abs(written - computed) <= TOLERANCE * max(1.0, abs(computed))
    code = "lottery.optimum_agrees" if agrees else "lottery.optimum_differs"
    yield Finding(code, agrees, facts)


def _score(method: str, chances: list[float] | tuple[float, ...], reach: list[float]) -> float:
    """What the method makes as large as it can, over the people who can be seated at all."""
    seatable = [chance for chance, most in zip(chances, reach, strict=True) if most > TOLERANCE]
    if method == "maximin":
        return min(seatable, default=0.0)
    return math.fsum(math.log(max(chance, TOLERANCE)) for chance in seatable)


def _reason(refusal: Refusal) -> dict[str, object]:
    return {"reason": refusal.code, **refusal.facts}


def _leximin_findings(sealed: Sealed, chances: list[float]) -> Iterator[Finding]:
    # The leximin optimum gives each person one chance only, so people are compared one by one.
    wrong = [
        person
        for person, (written, computed) in enumerate(zip(sealed.chances, chances, strict=True))
        if abs(written - computed) > TOLERANCE
    ]
    for person in wrong[:MOST_SHOWN]:
        facts: dict[str, object] = {
            "id": sealed.ids[person],
            "written": sealed.chances[person],
            "computed": chances[person],
            "people": len(wrong),
        }
        yield Finding("lottery.chance_differs", False, facts)
    if not wrong:
        facts = {
            "method": sealed.method,
            "written": least_chance(sealed.chances),
            "computed": least_chance(chances),
        }
        yield Finding("lottery.optimum_agrees", True, facts)
