import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.engines.evidence import (
    LARGEST,
    canonical,
    document_of,
    read,
    seal_of,
    sign,
    verify_envelope,
)
from multaqa.engines.lottery import Quota, compute, feasibility
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.evidence import moment, seal_lottery
from multaqa.engines.lottery.opening import (
    chances_commitment,
    panel_commitment,
    value_commitment,
)
from multaqa.engines.lottery.sealed import PublicValue, problem_of, read_sealed
from multaqa.refusal import Refusal
from tests.engines.lottery.villages import VALUE, lottery_of, salt, sealed_village, village

KEY = bytes(range(32))
DISABILITY = frozenset({"disability"})

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.integers(-LARGEST, LARGEST) | st.floats(-1e9, 1e9).filter(
    lambda number: not number.is_integer()
)
things = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def no_disability():
    return Quota("disability", "yes", 0, 0), Quota("disability", "no", 6, 6)


def codes(findings):
    return {finding.code: finding.ok for finding in findings}


@given(st.dictionaries(texts, things, max_size=5))
def test_read_gives_back_what_was_written(thing):
    assert read(canonical(thing)) == thing


@given(st.dictionaries(texts, things, max_size=5))
def test_seal_of_ignores_the_order_and_the_blanks_of_a_file(thing):
    backwards = dict(reversed(thing.items()))
    spaced = json.dumps(backwards, indent=3).encode()

    assert seal_of(read(spaced)) == seal_of(thing)


def test_seal_of_is_the_hash_of_the_canonical_bytes():
    thing = {"b": [1.5, 1e-7], "a": "جهة"}

    assert canonical(thing) == '{"a":"جهة","b":[1.5,1e-7]}'.encode()
    assert seal_of(thing) == sha256(canonical(thing)).hexdigest()


def test_read_takes_a_whole_float_for_the_integer_that_it_is():
    assert seal_of(read(b'{"seats": 20.0}')) == seal_of({"seats": 20})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe{", "not_utf8"),
        (b"[]", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b'{"a": 1, "a": 2}', "doubled_key"),
        (b'{"deep": {"a": 1, "b": 1, "a": 1}}', "doubled_key"),
        (b'{"a": NaN}', "not_a_number"),
        (b'{"a": -Infinity}', "not_a_number"),
        (b'{"a": 1e999}', "number_too_large"),
        (b'{"a": 9007199254740993}', "number_too_large"),
        (b'{"a": ' + b"9" * 6000 + b"}", "number_too_large"),
        (b'{"a": ' + b"[" * 100_000, "too_deep"),
    ],
)
def test_read_refuses(content, code):
    with pytest.raises(Refusal, match=f"evidence.{code}"):
        read(content)


@pytest.mark.parametrize("thing", [{"a": "\ud800"}, {"\ud800": 1}, {"a": float("nan")}, {1: 2}])
def test_canonical_refuses_what_json_cannot_say(thing):
    with pytest.raises(Refusal, match="not_canonical"):
        canonical(thing)


def test_sign_covers_what_was_drawn_and_names_the_key():
    signed = sign(sealed_village()[0], KEY)
    key = signed["signature"]["public_key"]
    assert codes(verify_envelope(signed, kind="lottery", key=key)) == {
        "evidence.seal_agrees": True,
        "evidence.published_seal_unknown": None,
        "evidence.signature_agrees": True,
        "evidence.key_agrees": True,
    }

    signed["drawn"]["number"] += 1
    assert codes(verify_envelope(signed, kind="lottery"))["evidence.signature_differs"] is False


def test_sign_refuses_a_key_of_another_size():
    with pytest.raises(Refusal, match="bad_private_key"):
        sign(document_of("lottery", {}), b"short")


def test_verify_envelope_pins_the_key_of_the_site():
    signed = sign(document_of("lottery", {"a": 1}), KEY)

    found = codes(verify_envelope(signed, kind="lottery", key="00" * 32))
    unsigned = codes(verify_envelope(document_of("lottery", {}), kind="lottery", key="00" * 32))

    assert found["evidence.key_differs"] is False
    assert unsigned["evidence.unsigned"] is False


def test_verify_envelope_compares_with_the_published_seal():
    document = document_of("lottery", {"a": 1})
    spaced = " ".join(document["seal"].upper())

    same = codes(verify_envelope(document, kind="lottery", seal=spaced))
    other = codes(verify_envelope(document, kind="lottery", seal="00" * 32))

    assert same["evidence.published_seal_agrees"] is True
    assert other["evidence.published_seal_differs"] is False


def test_seal_lottery_says_the_same_each_time_and_reads_back():
    document, opening = sealed_village(value=None)
    again, _ = sealed_village(value=None)

    assert opening is None
    assert canonical(document) == canonical(again)
    assert read(canonical(document)) == document
    assert problem_of(read_sealed(document["sealed"])) == lottery_of().problem


def test_seal_lottery_keeps_its_seal_through_the_draw():
    before, _ = sealed_village(value=None)

    assert with_draw(before, VALUE)["seal"] == before["seal"] == seal_of(before["sealed"])


def test_seal_lottery_tells_groups_as_numbers():
    document, _ = sealed_village(groups=True)

    assert "house" not in canonical(document).decode()
    assert document["sealed"]["people"]["groups"][:7] == [1, 1, 1, 2, 2, 2, 3]


def test_seal_lottery_shows_of_a_sensitive_column_only_commitments():
    document, opening = sealed_village(sensitive=DISABILITY)
    sealed = document["sealed"]
    person = village().people[7]

    assert opening["seal"] == document["seal"]
    assert sealed["people"]["values"][2] is None
    assert sealed["commitments"]["disability"][7] == value_commitment(
        "disability", person.id, salt(person.id, "disability").hex(), person.values[2]
    )
    assert opening["columns"]["disability"][7]["value"] == "yes"


def test_seal_lottery_shows_of_a_veiled_lottery_neither_chances_nor_panels():
    document, opening = sealed_village(sensitive=DISABILITY, value=None)
    sealed, lottery = document["sealed"], lottery_of()
    panel = [village().people[person].id for person in sorted(lottery.panels[4])]

    assert sealed["chances"] is sealed["panels"] is None
    assert len(sealed["panel_commitments"]) == len(lottery.panels)
    assert sealed["panel_commitments"][4] == panel_commitment(5, salt("5", "").hex(), panel)
    assert sealed["chances_commitment"] == chances_commitment(
        salt("chances", "").hex(), opening["chances"]["values"]
    )
    assert opening["panels"][4]["people"] == sorted(lottery.panels[4])


def test_seal_lottery_of_other_sensitive_values_differs_by_commitments_alone():
    """Who reads the public file learns nothing of who has which hidden value."""
    problem = village()
    turned = replace(
        problem,
        people=tuple(
            replace(one, values=(*one.values[:2], other.values[2]))
            for one, other in zip(problem.people, reversed(problem.people), strict=True)
        ),
    )
    first, second = (
        seal_lottery(compute(asked, panels=50), sensitive=DISABILITY, salts=salt)[0]["sealed"]
        for asked in (problem, turned)
    )
    hidden = {"commitments", "panel_commitments", "chances_commitment"}

    assert problem != turned
    assert {key for key in first if first[key] != second[key]} <= hidden


def test_seal_lottery_keeps_the_form_of_the_public_value():
    document, _ = sealed_village()

    assert document["sealed"]["public_value"]["form"] == "six whole numbers, ascending"


@pytest.mark.parametrize("method", ["leximin", "maximin", "nash"])
def test_compute_gives_plain_numbers_that_json_can_say(method):
    """numpy's own kinds of number and truth are not JSON."""
    plain = {int, float, str, bool, type(None)}

    def kinds(thing):
        if is_dataclass(thing):
            thing = [getattr(thing, one.name) for one in fields(thing)]
        if isinstance(thing, Fraction):
            thing = [thing.numerator, thing.denominator]
        if isinstance(thing, list | tuple | frozenset):
            return set().union(*map(kinds, thing))
        return {type(thing)}

    # Someone who fits on no panel, so that reasons and costs are there too.
    barred = replace(village(), quotas=(*village().quotas[:4], *no_disability()))

    for problem in (village(), barred, village(groups=True, must_include=frozenset({"p07"}))):
        found = compute(problem, method=method, panels=50)
        assert kinds(found) <= plain
    assert kinds(feasibility(barred)) <= plain


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"sensitive": {"disability"}}, "salts_missing"),
        ({"sensitive": {"disability"}, "salts": lambda *_: b"short"}, "short_salt"),
        ({"sensitive": {"tribe"}, "salts": salt}, "unknown_sensitive"),
        (
            {
                "sensitive": {"disability"},
                "salts": lambda name, _: b"short" if name == "7" else bytes(16),
            },
            "short_salt",
        ),
        ({"public_value": PublicValue("x", "tomorrow")}, "bad_moment"),
        ({"public_value": PublicValue("x", "2026-05-09T20:00:00")}, "bad_moment"),
        (
            {
                "public_value": PublicValue("x", "2026-05-09T20:00:00+01:00"),
                "sealed_at": "2026-05-09T19:00:00+00:00",
            },
            "sealed_too_late",
        ),
    ],
)
def test_seal_lottery_refuses(options, code):
    with pytest.raises(Refusal, match=f"lottery.{code}"):
        seal_lottery(lottery_of(), **options)


def test_moment_reads_the_offset():
    assert moment("2026-05-09T20:00:00+01:00") == datetime(2026, 5, 9, 19, tzinfo=UTC)
    assert moment("2026-05-09T19:00:00Z") == datetime(2026, 5, 9, 19, tzinfo=UTC)
