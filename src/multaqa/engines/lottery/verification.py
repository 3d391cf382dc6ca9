"""Verification of a lottery's evidence: everything that was decided is decided again.

Nothing is believed: the seal and signature, the panels against the quotas, the chances against the
panels and against the recomputed optimum, the number against the public value, the list against
the number. What the file alone cannot show is a finding of its own, never silence: of a veiled
lottery the public file shows the drawn panel and its commitment, and the opening the rest.
"""

import math
from collections.abc import Iterator
from datetime import timedelta

from numpy.linalg import LinAlgError

from multaqa.engines.evidence import Document, Finding, Verification, verify_envelope
from multaqa.engines.lottery.check import check
from multaqa.engines.lottery.draw import drawn_ids, is_drawn, normalise, panel_number
from multaqa.engines.lottery.evidence import moment
from multaqa.engines.lottery.lottery import VERSION
from multaqa.engines.lottery.opening import (
    KIND,
    Opening,
    answers_panel,
    opens_chances,
    read_opening,
    unopened_panels,
    unopened_values,
    with_opening,
)
from multaqa.engines.lottery.optimum import find_optimum
from multaqa.engines.lottery.panel_check import counts_of, drawn_panel_findings, panel_findings
from multaqa.engines.lottery.panels import FEW
from multaqa.engines.lottery.report import least_chance
from multaqa.engines.lottery.sealed import Sealed, problem_of, read_sealed
from multaqa.engines.lottery.types import merge_types
from multaqa.refusal import Refusal

TOLERANCE = 1e-6
NASH_TOLERANCE = 1e-4  # of each chance: an interior point ends near its optimum, not on it
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
            {"people": len(sealed.ids), "seats": sealed.seats, "panels": sealed.panel_count},
        )
    )
    facts: dict[str, object]
    if sealed.engine["version"] != VERSION:
        facts = {"written": sealed.engine["version"], "own": VERSION}
        findings.append(Finding("lottery.another_version", None, facts))
    if sealed.panel_count < FEW:
        facts = {"panels": sealed.panel_count, "usual": FEW}
        findings.append(Finding("lottery.few_panels", None, facts))
    whole, told = _opened(sealed, document["seal"], opened)
    findings += told
    findings += _moment_findings(sealed)
    if whole.panels:
        findings += panel_findings(whole)
        findings += _count_findings(whole)
    findings += _drawn_findings(whole, document, public_value)
    findings += _optimum_findings(whole)
    return Verification(tuple(findings))


def _opened(sealed: Sealed, seal: str, opened: object) -> tuple[Sealed, list[Finding]]:
    """The sealed part with all that it hides filled in, when the opening answers to it."""
    facts: dict[str, object] = {"columns": sealed.sensitive, "panels": sealed.panel_count}
    if opened is None:
        if not sealed.is_veiled:
            return sealed, []
        return sealed, [
            Finding(code, None, facts)
            for code in ("lottery.columns_hidden", "lottery.panels_hidden")
        ]
    try:
        opening = read_opening(opened)
    except Refusal as refusal:
        return sealed, [Finding("lottery.opening_differs", False, refusal.facts)]
    if opening.seal != seal:
        facts = {"seal": seal, "opened": opening.seal}
        return sealed, [Finding("lottery.opening_of_another", False, facts)]
    if wrong := list(_unanswered(sealed, opening)):
        return sealed, wrong
    return with_opening(sealed, opening), [Finding("lottery.commitments_agree", True, facts)]


def _unanswered(sealed: Sealed, opening: Opening) -> Iterator[Finding]:
    """The first commitments that the opening does not answer."""
    for column, person in unopened_values(sealed, opening)[:MOST_SHOWN]:
        facts: dict[str, object] = {"column": column}
        if person:
            yield Finding("lottery.commitment_differs", False, facts | {"id": person})
        else:
            yield Finding("lottery.opening_columns_differ", False, facts)
    panels = unopened_panels(sealed, opening)
    for number in panels[:MOST_SHOWN]:
        facts = {"panel": number, "panels": len(panels)}
        yield Finding("lottery.panel_commitment_differs", False, facts)
    if not opens_chances(sealed, opening):
        yield Finding("lottery.chances_commitment_differs", False)


def _moment_findings(sealed: Sealed) -> Iterator[Finding]:
    if sealed.public_value is None:
        yield Finding("lottery.value_not_announced", None)
        return
    facts: dict[str, object] = {
        "source": _source(sealed),
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
        yield Finding("lottery.seal_lead", True, _lead(known_at - sealed_at))
    else:
        yield Finding("lottery.sealed_after_value", False, facts)


def _source(sealed: Sealed) -> str:
    """Where the value is read, and how it is written when the seal says that too."""
    if sealed.public_value is None:
        return ""
    parts = (sealed.public_value.source, sealed.public_value.form)
    return " · ".join(part for part in parts if part)


def _lead(lead: timedelta) -> dict[str, object]:
    minutes = int(lead.total_seconds()) // 60
    return {"days": lead.days, "hours": minutes // 60 % 24, "minutes": minutes % 60}


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
    if not is_drawn(drawn, is_veiled=sealed.is_veiled):
        yield Finding("lottery.drawn_malformed", False)
        return
    value = drawn["public_value"]
    yield _value_finding(sealed, value, public_value)
    try:
        if normalise(value) != value:
            yield Finding("lottery.value_not_normal", False, {"value": value})
        number = panel_number(document["seal"], value, sealed.panel_count)
        facts: dict[str, object] = {"value": value, "number": drawn["number"]}
        if number != drawn["number"]:
            yield Finding("lottery.number_differs", False, facts | {"computed": number})
        else:
            yield Finding("lottery.number_agrees", True, facts)
        if sealed.panels:
            seal = document["seal"]
            ids = drawn_ids(sealed, seal=seal, value=normalise(value), number=number)
            yield _list_finding(ids, drawn["panel"])
    except Refusal as refusal:
        yield Finding("lottery.draw_refused", False, _reason(refusal))
        return
    if sealed.is_veiled:
        yield _commitment_finding(sealed, number, drawn)
    if not sealed.panels:
        yield from drawn_panel_findings(sealed, number, drawn["panel"])


def _commitment_finding(sealed: Sealed, number: int, drawn: Document) -> Finding:
    facts: dict[str, object] = {"panel": number}
    if answers_panel(sealed, number, drawn["salt"], drawn["panel"]):
        return Finding("lottery.drawn_commitment_agrees", True, facts)
    return Finding("lottery.drawn_commitment_differs", False, facts)


def _value_finding(sealed: Sealed, value: str, expected: str | None) -> Finding:
    facts: dict[str, object] = {"value": value, "source": _source(sealed)}
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
    """Compute the chances again.

    The leximin and the Nash optimum give each person one chance only, so people are compared one
    by one: within 1e-6, for Nash plus a ten-thousandth of the chance. The maximin optimum fixes
    the smallest chance alone, within 1e-6, and a finding says so.
    """
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
    if sealed.method != "maximin":
        yield from _chance_findings(sealed, chances)
        return
    written, computed = _least_seatable(sealed.chances, chances), least_chance(chances)
    facts = {"method": sealed.method, "written": written, "computed": computed}
    agrees = abs(written - computed) <= TOLERANCE
    code = "lottery.optimum_agrees" if agrees else "lottery.optimum_differs"
    yield Finding(code, agrees, facts)
    yield Finding("lottery.only_minimum_proven", None, {"computed": computed})


def _least_seatable(written: tuple[float, ...], reach: list[float]) -> float:
    """The smallest written chance of those who can be seated at all."""
    pairs = zip(written, reach, strict=True)
    return min((chance for chance, most in pairs if most > TOLERANCE), default=0.0)


def _reason(refusal: Refusal) -> dict[str, object]:
    return {"reason": refusal.code, **refusal.facts}


def _chance_findings(sealed: Sealed, chances: list[float]) -> Iterator[Finding]:
    share = NASH_TOLERANCE if sealed.method == "nash" else 0.0
    wrong = [
        person
        for person, (written, computed) in enumerate(zip(sealed.chances, chances, strict=True))
        if abs(written - computed) > TOLERANCE + share * computed
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
