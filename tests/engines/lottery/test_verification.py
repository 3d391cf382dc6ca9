import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from multaqa.engines.evidence import Verification, canonical, read, seal_of, sign
from multaqa.engines.lottery import Person, Problem, Quota, compute
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.evidence import seal_lottery
from multaqa.engines.lottery.verification import verify
from multaqa.refusal import Refusal
from tests.engines.lottery.forgery import (
    HOSTILE,
    OPENING,
    PATHS,
    VALID,
    changed,
    differing,
    found,
    sealed_again,
    things,
)
from tests.engines.lottery.villages import VALUE, salt, sealed_village


@pytest.mark.parametrize("method", ["leximin", "maximin", "nash"])
@pytest.mark.parametrize("groups", [False, True])
def test_verify_holds_for_what_the_engine_made(method, groups):
    document, _ = sealed_village(method, groups=groups)
    verification = verify(document, seal=document["seal"], public_value=VALUE)

    hidden = ["lottery.only_minimum_proven"] if method == "maximin" else []
    assert verification.holds
    assert [finding.code for finding in verification.hidden] == ["evidence.unsigned", *hidden]


def test_verify_says_that_a_few_panels_leave_room_to_choose():
    few, usual = (verify(sealed_village(panels=panels)[0]) for panels in (1, None))

    assert few.holds
    assert "lottery.few_panels" in {finding.code for finding in few.hidden}
    assert "lottery.few_panels" not in {finding.code for finding in usual.hidden}


def test_verify_holds_for_people_who_must_sit():
    document, _ = sealed_village(must_include=frozenset({"p07"}))

    assert verify(document).holds
    assert document["sealed"]["chances"][7] == 1


@st.composite
def problems(draw) -> Problem:
    """Any small pool: values, groups and who must sit as they come, quotas around a panel of it."""
    count = draw(st.integers(4, 14))
    seats = draw(st.integers(1, count // 2))
    people = tuple(
        Person(
            f"p{number:02}",
            (draw(st.sampled_from("ab")), draw(st.sampled_from("xyz"))),
            draw(st.sampled_from(["", "", "g", "h"])),
        )
        for number in range(count)
    )
    quotas = tuple(
        Quota(category, value, max(0, held - draw(st.integers(0, 1))), held + 1)
        for place, category in enumerate(("first", "second"))
        for value in ("ab", "xyz")[place]
        for held in [sum(person.values[place] == value for person in people[:seats])]
    )
    must = frozenset({people[0].id}) if draw(st.booleans()) else frozenset()
    return Problem(("first", "second"), people, quotas, seats, must)


@settings(max_examples=30, deadline=None)
@given(problems(), st.sampled_from(["leximin", "maximin", "nash"]))
def test_verify_holds_for_any_lottery_that_the_engine_makes(problem, method):
    try:
        lottery = compute(problem, method=method, panels=200)
    except Refusal:
        return
    veiled, opening = seal_lottery(lottery, sensitive={"second"}, salts=salt)
    hidden = with_draw(veiled, "907", opening)
    document = with_draw(seal_lottery(lottery)[0], "907")
    first, rest = document["drawn"]["panel"][0], document["drawn"]["panel"][1:]

    assert verify(document).holds
    assert verify(hidden).holds
    assert verify(hidden, opening).holds
    assert not verify(
        document | {"drawn": document["drawn"] | {"panel": [f"{first}x", *rest]}}
    ).holds


def test_verify_says_what_the_file_alone_cannot_show():
    document, _ = sealed_village(value=None)
    told = found(verify(document))

    assert told["lottery.not_drawn"].ok is None
    assert told["evidence.published_seal_unknown"].ok is None
    assert told["lottery.sealed_before_value"].ok is True


def test_verify_catches_one_changed_seat_of_the_drawn_list():
    document, _ = sealed_village()
    listed = document["drawn"]["panel"]
    stranger = next(name for name in document["sealed"]["people"]["ids"] if name not in listed)
    gone, listed[2] = listed[2], stranger

    assert differing(document) == {
        "lottery.list_differs": {"strangers": (stranger,), "missing": (gone,)}
    }


def test_verify_catches_a_list_in_another_order_or_doubled():
    document, _ = sealed_village()
    document["drawn"]["panel"].reverse()
    assert set(differing(document)) == {"lottery.list_disordered"}

    document, _ = sealed_village()
    document["drawn"]["panel"] += document["drawn"]["panel"][-1:]
    assert set(differing(document)) == {"lottery.list_disordered"}


def test_verify_catches_another_public_value():
    document, _ = sealed_village()
    document["drawn"]["public_value"] = "1 2 3 4 5 6"
    told = differing(document)

    assert told["lottery.number_differs"]["number"] == document["drawn"]["number"]
    assert told["lottery.number_differs"]["computed"] != document["drawn"]["number"]


def test_verify_catches_a_whole_other_draw_by_the_value_at_its_source():
    document, _ = sealed_village(value="1 2 3 4 5 6")

    verification = verify(document, seal=document["seal"])
    assert verification.holds
    assert {"lottery.value_to_compare", "evidence.unsigned"} == {
        finding.code for finding in verification.hidden
    }
    assert differing(document, public_value=VALUE)["lottery.value_differs"]["expected"] == VALUE


def test_verify_catches_one_person_added_to_the_pool():
    document, _ = sealed_village()
    people = document["sealed"]["people"]
    people["ids"].append("p99")
    for column in people["values"]:
        column.append(0)
    people["groups"].append(0)
    document["sealed"]["chances"].append(0)

    assert "evidence.seal_differs" in differing(document)
    told = differing(sealed_again(document))
    assert "evidence.seal_differs" not in told
    assert told["lottery.chance_differs"]["people"] > 0


def test_verify_catches_one_edited_panel():
    document, _ = sealed_village()
    panel = document["sealed"]["panels"][41]
    women = [at for at, value in enumerate(document["sealed"]["people"]["values"][0]) if value == 0]
    outside = [woman for woman in women if woman not in panel]
    man = next(person for person in panel if person not in women)
    panel[panel.index(man)] = outside[0]

    assert "evidence.seal_differs" in differing(document)
    told = differing(sealed_again(document))
    assert told["lottery.panel_breaks_quota"]["panel"] == 42
    assert "evidence.seal_differs" not in told


def test_verify_catches_panels_swapped_for_one_another():
    document, _ = sealed_village()
    panels = document["sealed"]["panels"]
    panels[:100] = [panels[0]] * 100
    told = differing(sealed_again(document))

    assert told["lottery.count_differs"]["count"] != told["lottery.count_differs"]["expected"]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda panel: panel.append(panel[0]), "panel_of_another_size"),
        (lambda panel: panel.__setitem__(0, panel[1]), "panel_seats_twice"),
        (lambda panel: panel.__setitem__(slice(0, 2), [0, 1]), "panel_crowds_group"),
    ],
)
def test_verify_catches_a_panel_against_each_rule(edit, code):
    document, _ = sealed_village(groups=True)
    edit(document["sealed"]["panels"][7])

    told = differing(sealed_again(document))

    assert told[f"lottery.{code}"]["panel"] == 8


def test_verify_catches_a_panel_without_who_must_sit():
    document, _ = sealed_village(must_include=frozenset({"p07"}))
    panel = document["sealed"]["panels"][0]
    panel[panel.index(7)] = next(person for person in range(30) if person not in panel)

    told = differing(sealed_again(document))

    assert told["lottery.panel_misses_person"] == {"panel": 1, "id": "p07"}


def test_verify_catches_edited_quotas():
    document, _ = sealed_village()
    document["sealed"]["quotas"][3]["minimum"] = 3
    told = differing(sealed_again(document))

    assert told["lottery.panel_breaks_quota"]["value"] == "rural"


def test_verify_catches_an_edited_chance():
    document, _ = sealed_village()
    document["sealed"]["chances"][4] += 0.0005
    told = differing(sealed_again(document))

    assert told["lottery.chance_differs"]["id"] == "p04"


def test_verify_catches_a_smallest_chance_that_maximin_would_better():
    document, _ = sealed_village("maximin")
    chances = document["sealed"]["chances"]
    chances[:] = [chance * 0.9 for chance in chances]
    told = differing(sealed_again(document))

    assert told["lottery.optimum_differs"]["method"] == "maximin"


@pytest.mark.parametrize("favour", [1.001, 0.999, 1.2])
def test_verify_catches_a_favour_to_one_person_under_nash(favour):
    document, _ = sealed_village("nash")
    document["sealed"]["chances"][4] *= favour
    told = differing(sealed_again(document))

    assert told["lottery.chance_differs"]["id"] == "p04"


def test_verify_catches_a_favour_to_one_of_thousands_under_nash():
    people = tuple(
        Person(f"p{number:04}", ("woman" if number % 3 else "man", "ab"[number % 5 == 0]))
        for number in range(3000)
    )
    quotas = (
        *(Quota("gender", value, 10, 10) for value in ("woman", "man")),
        *(Quota("letter", value, 6, 14) for value in "ab"),
    )
    problem = Problem(("gender", "letter"), people, quotas, 20)
    document = with_draw(seal_lottery(compute(problem, method="nash"))[0], "907")
    assert verify(document).holds
    document["sealed"]["chances"][1234] *= 1.2

    assert "lottery.chance_differs" in differing(sealed_again(document))


def test_verify_names_what_only_the_published_seal_can_catch():
    """Another lottery, sealed anew and consistent in itself, differs by its seal alone."""
    document, _ = sealed_village()
    published = document["seal"]
    document["sealed"]["sealed_at"] = "2026-05-03T10:00:00+01:00"
    forged = sealed_again(document)
    verification = verify(forged)

    assert verification.holds
    assert "evidence.published_seal_unknown" in {one.code for one in verification.hidden}
    assert set(differing(forged, seal=published)) == {"evidence.published_seal_differs"}


def test_verify_catches_a_seal_younger_than_the_value():
    document, _ = sealed_village()
    document["sealed"]["sealed_at"] = "2026-05-09T20:00:01+01:00"

    assert "lottery.sealed_after_value" in differing(sealed_again(document))


@pytest.mark.parametrize(
    ("written", "lead"),
    [
        ("2026-05-02T10:00:00+01:00", {"days": 7, "hours": 10, "minutes": 0}),
        ("2026-05-09T18:29:59+00:00", {"days": 0, "hours": 0, "minutes": 30}),
    ],
)
def test_verify_tells_by_how_much_the_seal_is_older_than_the_value(written, lead):
    document, _ = sealed_village()
    document["sealed"]["sealed_at"] = written

    assert found(verify(sealed_again(document)))["lottery.seal_lead"].facts == lead


@HOSTILE
@given(things)
@example({"format": "multaqa-evidence/1"})
@example(VALID | {"sealed": {"deep": []}})
@example(VALID | {"kind": ["lottery"]})
def test_verify_never_falls_over_a_hostile_file(thing):
    assert not verify(thing).holds
    assert not verify(VALID, thing if thing is not None else {}).holds


@HOSTILE
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
)
def test_read_never_falls_over_hostile_bytes(content):
    try:
        verification = verify(read(content))
    except Refusal:
        return
    assert not verification.holds


@HOSTILE
@given(st.sampled_from(PATHS), things)
def test_verify_never_holds_once_something_decided_was_changed(path, thing):
    document = changed(VALID, path, thing)
    if document == VALID and json.dumps(document) == json.dumps(VALID):
        return
    try:
        if canonical(document) == canonical(VALID):
            return
    except Refusal:
        pass
    known = {"seal": VALID["seal"], "public_value": VALUE}

    assert not verify(document, OPENING, **known).holds or path == ("signature",)


@HOSTILE
@given(st.sampled_from([path for path in PATHS if path[:1] == ("sealed",)]), things)
def test_verify_never_falls_over_a_file_sealed_again(path, thing):
    document = changed(VALID, path, thing)
    try:
        document["seal"] = seal_of(document["sealed"])
    except Refusal:
        return
    if document["seal"] == VALID["seal"]:
        return
    opening = OPENING | {"seal": document["seal"]}

    assert isinstance(verify(document, opening), Verification)
    assert not verify(document, opening, seal=VALID["seal"]).holds


def test_verify_holds_for_a_signed_file_and_its_key():
    document = sign(sealed_village()[0], bytes(32))
    key = document["signature"]["public_key"]
    verification = verify(document, key=key, seal=document["seal"], public_value=VALUE)

    assert verification.holds
    assert not verification.hidden
