"""A lottery with a sensitive column: what its public file shows, and what the opening shows."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.engines.evidence import canonical, document_of, seal_of
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.verification import verify
from multaqa.refusal import Refusal
from tests.engines.lottery.forgery import (
    DISABILITY,
    HOSTILE,
    OPENING,
    OPENING_PATHS,
    PATHS,
    VALID,
    changed,
    committed_again,
    differing,
    found,
    things,
)
from tests.engines.lottery.villages import VALUE, sealed_village


def test_verify_tells_what_is_hidden_and_opens_it_for_the_auditor():
    document, opening = sealed_village(sensitive=DISABILITY)
    known = {"seal": document["seal"], "public_value": VALUE}
    public = verify(document, **known)

    assert public.holds
    assert {finding.code for finding in public.hidden} == {
        "evidence.unsigned",
        "lottery.columns_hidden",
        "lottery.panels_hidden",
        "lottery.optimum_hidden",
    }
    assert found(public)["lottery.drawn_commitment_agrees"].ok is True
    assert found(public)["lottery.drawn_panel_agrees"].ok is True

    opened = verify(document, opening, **known)
    assert opened.holds
    assert {finding.code for finding in opened.hidden} == {"evidence.unsigned"}
    assert {
        "lottery.commitments_agree",
        "lottery.panels_agree",
        "lottery.counts_agree",
        "lottery.optimum_agrees",
        "lottery.list_agrees",
    } <= set(found(opened))


def test_verify_holds_for_a_veiled_lottery_before_its_draw():
    document, opening = sealed_village(sensitive=DISABILITY, value=None)

    assert verify(document).holds
    assert verify(document, opening).holds


def test_with_draw_of_a_veiled_lottery_needs_its_own_opening():
    document, opening = sealed_village(sensitive=DISABILITY, value=None)
    number = with_draw(document, VALUE, opening)["drawn"]["number"]
    edited = copy.deepcopy(opening)
    edited["panels"][number - 1]["people"][0] += 1

    for wrong, code in [
        (None, "opening_missing"),
        (opening | {"seal": "00" * 32}, "opening_of_another_seal"),
        (edited, "opening_does_not_answer"),
        ({}, "opening_malformed"),
    ]:
        with pytest.raises(Refusal, match=f"lottery.{code}"):
            with_draw(document, VALUE, wrong)


def test_with_draw_takes_an_opening_bound_to_the_seal_that_was_dated_later():
    document, opening = sealed_village(sensitive=DISABILITY, value=None)
    sealed = document["sealed"] | {"sealed_at": "2026-05-03T10:00:00+01:00", "previous": "cd" * 32}
    dated = document_of("lottery", sealed)
    opening["seal"] = dated["seal"]
    drawn = with_draw(dated, VALUE, opening)

    assert verify(drawn).holds
    assert verify(drawn, opening).holds


@pytest.mark.parametrize(
    "edit",
    [
        lambda drawn: drawn.update(salt="00" * 16),
        lambda drawn: drawn["panel"].reverse(),
        lambda drawn: drawn["panel"].pop(),
        lambda drawn: drawn["panel"].__setitem__(0, "p29"),
    ],
)
def test_verify_catches_a_drawn_list_that_is_not_the_committed_one(edit):
    document, opening = sealed_village(sensitive=DISABILITY)
    edit(document["drawn"])

    assert "lottery.drawn_commitment_differs" in differing(document)
    assert "lottery.drawn_commitment_differs" in differing(document, opening)


def test_verify_catches_another_panel_of_a_veiled_lottery_shown_as_drawn():
    """The salt and the people of another panel, as only who holds the opening could tell them."""
    document, opening = sealed_village(sensitive=DISABILITY)
    number = document["drawn"]["number"]
    other = opening["panels"][number % len(opening["panels"])]
    ids = document["sealed"]["people"]["ids"]
    document["drawn"] |= {
        "salt": other["salt"],
        "panel": [ids[person] for person in other["people"]],
    }

    assert set(differing(document)) == {"lottery.drawn_commitment_differs"}


def test_verify_catches_commitments_of_panels_that_were_swapped():
    document, opening = sealed_village(sensitive=DISABILITY)
    commitments = document["sealed"]["panel_commitments"]
    commitments[2], commitments[3] = commitments[3], commitments[2]
    document["seal"] = opening["seal"] = seal_of(document["sealed"])

    told = [one.facts for one in verify(document, opening).differing]
    assert {"panel": 3, "panels": 2} in told
    assert {"panel": 4, "panels": 2} in told


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda panel: panel.pop(), "panel_of_another_size"),
        (lambda panel: panel.__setitem__(0, panel[1]), "panel_seats_twice"),
        (lambda panel: panel.__setitem__(slice(0, 2), [0, 1]), "panel_crowds_group"),
        (
            lambda panel: panel.__setitem__(slice(None), [16, 17, 19, 22, 23, 26]),
            "panel_breaks_quota",
        ),
    ],
)
def test_verify_catches_a_drawn_panel_against_each_public_rule(edit, code):
    document, opening = sealed_village(sensitive=DISABILITY, groups=True)
    for one in opening["panels"]:
        edit(one["people"])
    forged = committed_again(document, opening)
    told = differing(forged)

    assert told[f"lottery.{code}"]["panel"] == forged["drawn"]["number"]
    assert f"lottery.{code}" in differing(forged, opening)
    assert "lottery.drawn_commitment_differs" not in told


@pytest.mark.parametrize(
    ("place", "thing"),
    [
        ("chances", [0.5] * 30),
        ("panels", [[0]]),
        ("by", "types"),
        ("panel_commitments", None),
        ("panel_commitments", []),
        ("panel_commitments", ["00"]),
        ("chances_commitment", None),
    ],
)
def test_verify_catches_a_veil_that_is_half_lifted(place, thing):
    document, _ = sealed_village(sensitive=DISABILITY)
    document["sealed"][place] = thing

    assert "lottery.structure_differs" in differing(document)


def test_verify_catches_chances_that_only_the_opening_can_show():
    document, opening = sealed_village(sensitive=DISABILITY)
    opening["chances"]["values"][4] += 0.0005
    assert set(differing(document, opening)) == {"lottery.chances_commitment_differs"}

    forged = committed_again(document, opening)
    assert verify(forged).holds
    assert differing(forged, opening)["lottery.chance_differs"]["id"] == "p04"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda opening: opening.update(seal="00" * 32), "opening_of_another"),
        (lambda opening: opening["columns"].clear(), "opening_columns_differ"),
        (lambda opening: opening["columns"].update(tribe=[]), "opening_columns_differ"),
        (lambda opening: opening["columns"]["disability"].pop(), "opening_columns_differ"),
        (
            lambda opening: opening["columns"]["disability"][3].update(value="yes"),
            "commitment_differs",
        ),
        (
            lambda opening: opening["columns"]["disability"][3].update(salt="00" * 16),
            "commitment_differs",
        ),
        (lambda opening: opening["panels"][6].update(salt="00" * 16), "panel_commitment_differs"),
        (lambda opening: opening["panels"][6]["people"].reverse(), "panel_commitment_differs"),
        (lambda opening: opening["panels"][6].update(people=[99]), "panel_commitment_differs"),
        (lambda opening: opening["panels"].reverse(), "panel_commitment_differs"),
        (lambda opening: opening["panels"].pop(), "panel_commitment_differs"),
        (lambda opening: opening["panels"].clear(), "panel_commitment_differs"),
        (
            lambda opening: opening["panels"].append(opening["panels"][0]),
            "panel_commitment_differs",
        ),
        (lambda opening: opening["chances"].update(salt=""), "chances_commitment_differs"),
        (lambda opening: opening["chances"]["values"].pop(), "chances_commitment_differs"),
        (lambda opening: opening["chances"]["values"].append(2), "opening_differs"),
        (lambda opening: opening["panels"][6].update(people=[True]), "opening_differs"),
        (lambda opening: opening.pop("chances"), "opening_differs"),
        (lambda opening: opening["columns"]["disability"].append(3), "opening_differs"),
        (lambda opening: opening.update(format="other"), "opening_differs"),
    ],
)
def test_verify_catches_an_opening_that_does_not_answer(edit, code):
    document, opening = sealed_village(sensitive=DISABILITY)
    edit(opening)

    assert f"lottery.{code}" in differing(document, opening)


def test_verify_catches_panels_that_break_a_hidden_quota_once_opened():
    document, opening = sealed_village(sensitive=DISABILITY)
    able = [one["value"] == "no" for one in opening["columns"]["disability"]]
    panel = opening["panels"][5]["people"]
    for seat, person in enumerate(panel):
        if not able[person]:
            panel[seat] = next(other for other in range(30) if able[other] and other not in panel)
    panel.sort()
    forged = committed_again(document, opening)

    told = [finding.facts for finding in verify(forged, opening).differing]

    assert any(facts.get("value") == "yes" and facts.get("panel") == 6 for facts in told)


@HOSTILE
@given(st.sampled_from(OPENING_PATHS), things)
def test_verify_never_holds_with_an_opening_that_was_changed(path, thing):
    opening = changed(OPENING, path, thing)
    try:
        if opening is None or canonical(opening) == canonical(OPENING):
            return
    except Refusal:
        pass

    assert not verify(VALID, opening).holds


@HOSTILE
@given(st.sampled_from([path for path in PATHS if path[:1] == ("drawn",)]), things)
def test_verify_never_falls_over_a_public_file_with_another_draw(path, thing):
    document = changed(VALID, path, thing)
    try:
        if canonical(document) == canonical(VALID):
            return
    except Refusal:
        pass

    assert not verify(document, public_value=VALUE).holds
