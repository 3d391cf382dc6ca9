from dataclasses import replace

import pytest

from multaqa.engines.lottery import Person, Problem, Quota, check, compute
from multaqa.refusal import Refusal

SOUND = Problem(
    ("area", "note"),
    (Person("b", ("rural", "1")), Person("a", ("urban", "2")), Person("c", ("rural", "3"))),
    (Quota("area", "rural", 1, 2), Quota("area", "urban", 0, 1)),
    2,
)
QUOTAS = SOUND.quotas
HOME = tuple(replace(person, group="home") for person in SOUND.people)


def test_check_sorts_people_by_id_and_ignores_categories_without_quotas():
    assert [person.id for person in check(SOUND).people] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("change", "code", "facts"),
    [
        ({"people": ()}, "no_people", {}),
        ({"people": (*SOUND.people, SOUND.people[0])}, "doubled_person", {"id": "b"}),
        (
            {"people": (Person("z", ("coast", "1")), *SOUND.people)},
            "unknown_value",
            {"id": "z", "category": "area", "value": "coast"},
        ),
        ({"people": (Person("z", ("rural",)), *SOUND.people)}, "missing_value", {"id": "z"}),
        ({"categories": ("area", "area")}, "doubled_category", {"category": "area"}),
        (
            {"quotas": (*QUOTAS, QUOTAS[0])},
            "doubled_quota",
            {"category": "area", "value": "rural"},
        ),
        (
            {"quotas": (*QUOTAS, Quota("age", "old", 0, 1))},
            "unknown_category",
            {"category": "age"},
        ),
        (
            {"quotas": (Quota("area", "rural", 2, 1), QUOTAS[1])},
            "bad_bounds",
            {"category": "area", "value": "rural", "minimum": 2, "maximum": 1},
        ),
        (
            {"quotas": (Quota("area", "rural", -1, 1), QUOTAS[1])},
            "bad_bounds",
            {"category": "area", "value": "rural", "minimum": -1, "maximum": 1},
        ),
        ({"seats": 0}, "bad_seats", {"seats": 0}),
        ({"seats": 4}, "too_many_seats", {"seats": 4, "people": 3}),
        ({"must_include": frozenset({"y", "x"})}, "unknown_must_include", {"id": "x"}),
        (
            {"must_include": frozenset("abc")},
            "too_many_must_include",
            {"seats": 2, "people": 3},
        ),
        (
            {"people": HOME, "must_include": frozenset("ab")},
            "must_include_twice_in_group",
            {"group": "home"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_check_refuses(change, code, facts):
    with pytest.raises(Refusal) as refused:
        check(replace(SOUND, **change))
    assert (refused.value.code, refused.value.facts) == (f"lottery.{code}", facts)


def test_compute_refuses_a_method_or_a_number_of_panels_that_it_does_not_know():
    with pytest.raises(Refusal, match="unknown_method"):
        compute(SOUND, method="coin")
    with pytest.raises(Refusal, match="bad_panel_count"):
        compute(SOUND, panels=0)
