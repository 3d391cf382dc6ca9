"""A round at the desk: made in steps, whole before it is frozen, changed only in public."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import (
    Ballot,
    Completion,
    Round,
    RoundProject,
    RoundState,
    Rule,
    Voter,
)
from multaqa.kernel import record
from multaqa.kernel.models import RecordEntry
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.budget import OpenRoundFactory, RoundProjectFactory
from tests.factories.budget_desk import a_draft
from tests.factories.projects import ProjectFactory
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db


def about(**fields):
    commune = CommuneFactory()
    told = dict.fromkeys(services.STEPS["about"], "") | {
        "title_ar": "ميزانية الجهة",
        "title_fr": "Budget de la région",
        "organiser": "الجهة",
        "edition": None,
        "region": commune.province.region,
        "province": None,
        "envelope": 1_000_000,
    }
    return told | fields


def ballot(**fields):
    return {
        "form": "approval", "most_choices": None, "points": None, "rule": "equal-shares",
        "utility": "cost", "completion": "add1,greedy",
    } | fields  # fmt: skip


def test_make_round_gives_an_address_of_its_own():
    actor = coordinator()
    slugs = [services.make_round(actor=actor, fields=about()).slug for _one in range(2)]
    assert slugs == ["budget-de-la-region", "budget-de-la-region-2"]
    reserved = services.make_round(actor=actor, fields=about(title_fr="New"))
    assert reserved.slug == "new-2"


@pytest.mark.parametrize("who", [UserFactory, auditor])
def test_only_the_coordinator_prepares(who):
    voting, actor = a_draft(), who()
    with pytest.raises(PermissionDenied):
        services.make_round(actor=actor, fields=about())
    with pytest.raises(PermissionDenied):
        services.freeze_round(voting=voting, actor=actor)
    with pytest.raises(PermissionDenied):
        services.cancel_round(voting=voting, actor=actor, reason="لا")
    assert queries.rounds_at_desk(actor).count() == (1 if who is auditor else 0)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"form": "some"}, "no_most_choices"),
        ({"form": "points", "utility": "points"}, "no_points"),
        ({"form": "points", "points": 10}, "utility_without_sense"),
        ({"form": "ranking"}, "utility_without_sense"),
        ({"form": "ranking", "utility": "borda", "rule": "phragmen", "completion": "none"},
         "phragmen_needs_ticks"),
        ({"utility": "borda"}, "utility_without_sense"),
        ({"rule": "greedy"}, "completes_equal_shares_alone"),
        ({"form": "points", "utility": "points", "points": 3, "most_choices": 5},
         "more_choices_than_points"),
    ],
)  # fmt: skip
def test_senseless_pairs_are_refused(fields, code):
    with pytest.raises(Refusal, match=code):
        services.save_step(
            voting=a_draft(), actor=coordinator(), step="ballot", fields=ballot(**fields)
        )


@pytest.mark.parametrize("form", ["approval", "some", "points", "ranking", "knapsack"])
@pytest.mark.parametrize("rule", ["equal-shares", "greedy"])
def test_what_the_desk_proposes_makes_sense(form, rule):
    utility, completion = queries.sensible(form, rule)
    fields = ballot(
        form=form, rule=rule, utility=utility, completion=completion, points=10, most_choices=5
    )
    services.save_step(voting=a_draft(), actor=coordinator(), step="ballot", fields=fields)


def test_floors_fit_the_envelope_and_what_the_projects_could_use():
    voting, actor = a_draft(), coordinator()
    asked = {"voting": voting, "actor": actor, "kind": "floor", "about": "setting"}
    with pytest.raises(Refusal, match="projects_use_less"):
        services.add_bound(name="rural", amount=200_001, **asked)
    services.add_bound(name="rural", amount=200_000, **asked)
    with pytest.raises(Refusal, match="floors_over_envelope"):
        services.add_bound(name="urban", amount=4_100_000, **asked)
    with pytest.raises(Refusal, match="of_nothing"):
        services.add_bound(name="sea", amount=1, **asked)
    with pytest.raises(Refusal, match="floor_over_cap"):
        services.add_bound(name="rural", amount=5, **(asked | {"kind": "cap"}))
    assert [one.amount for one in voting.bounds.all()] == [200_000]


def test_freeze_round_makes_the_salt_and_tells_the_record():
    voting = a_draft()
    frozen = services.freeze_round(voting=voting, actor=coordinator())
    assert (frozen.state, len(frozen.salt)) == (RoundState.FROZEN, 64)
    facts = RecordEntry.objects.get(kind="budget.frozen").facts
    assert facts["digest"] == queries.projects_digest(frozen)
    assert (facts["envelope"], facts["projects"], facts["rule"]) == (4_200_000, 4, "equal-shares")
    assert frozen.salt not in str(facts)
    told = record.sentence(RecordEntry.objects.get(kind="budget.frozen"))
    assert str(Rule(frozen.rule).label) in told
    assert str(Completion(frozen.completion).label) in told
    assert f"{frozen.envelope:,}".replace(",", "\u00a0") in told
    assert not {"equal-shares", "add1", "approval"} & set(told.split())
    with pytest.raises(Refusal, match="is_frozen"):
        services.freeze_round(voting=voting, actor=coordinator())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"opens_at": None}, "no_dates"),
        ({"may_residents": False, "may_codes": False}, "nobody_votes"),
        ({"may_drawn": True}, "drawn_of_no_edition"),
        ({"decider": ""}, "no_decider"),
        ({"largest_cost": 50_000}, "too_large"),
        ({"smallest_cost": 150_000}, "too_small"),
        ({"count": 1}, "too_few_projects"),
    ],
)
def test_freeze_round_refuses_what_is_not_whole(fields, code):
    with pytest.raises(Refusal, match=code):
        services.freeze_round(voting=a_draft(**fields), actor=coordinator())


def test_a_frozen_round_is_laid_in_the_order_of_its_numbers():
    voting, actor = a_draft(12), coordinator()
    last = queries.in_number_order(voting)[-1]
    for _one in range(11):
        services.move_project(project=RoundProject.objects.get(pk=last.pk), actor=actor, by=-1)
    services.freeze_round(voting=voting, actor=actor)
    rows = list(voting.projects.order_by("pk"))
    assert [one.number for one in rows] == [str(at) for at in range(1, 13)]
    assert rows[0].title == last.title


def test_nothing_that_decides_changes_after_the_freeze():
    voting, actor = a_draft(), coordinator()
    services.freeze_round(voting=voting, actor=actor)
    asked = {"voting": voting, "actor": actor}
    with pytest.raises(Refusal, match="is_frozen"):
        services.save_step(step="ballot", fields=ballot(), **asked)
    with pytest.raises(Refusal, match="is_frozen"):
        services.add_project(fields={"title": "م", "cost": 5}, **asked)
    with pytest.raises(Refusal, match="thaw_first"):
        services.change_frozen(reason="خطأ", fields={"envelope": 5}, **asked)
    Round.objects.filter(pk=voting.pk).update(opens_at=timezone.now() - timedelta(hours=1))
    for name in ("envelope", "form", "rule", "largest_cost"):
        with pytest.raises(Refusal, match="decides_for_good"):
            services.change_frozen(reason="خطأ", fields={name: 5}, **asked)
    with pytest.raises(Refusal, match="decides_for_good"):
        services.thaw_round(reason="خطأ", **asked)


def test_the_end_moves_later_with_its_reason_in_public():
    voting, actor = OpenRoundFactory(), coordinator()
    later = voting.closes_at + timedelta(days=2)
    asked = {"voting": voting, "actor": actor}
    with pytest.raises(Refusal, match="reason_missing"):
        services.change_frozen(reason="  ", fields={"closes_at": later}, **asked)
    sooner = voting.closes_at - timedelta(days=2)
    with pytest.raises(Refusal, match="only_later"):
        services.change_frozen(reason="فيضان", fields={"closes_at": sooner}, **asked)
    changed = services.change_frozen(reason="فيضان", fields={"closes_at": later}, **asked)
    assert changed.closes_at == later
    assert changed.changes.get().what == "prolonged"
    entry = RecordEntry.objects.get(kind="budget.prolonged")
    assert (entry.facts["reason"], entry.facts["until_at"]) == ("فيضان", later.isoformat())


def test_a_round_not_open_yet_goes_back_to_preparation():
    voting, actor = a_draft(), coordinator()
    services.freeze_round(voting=voting, actor=actor)
    with pytest.raises(Refusal, match="reason_missing"):
        services.thaw_round(voting=voting, actor=actor, reason="")
    thawed = services.thaw_round(voting=voting, actor=actor, reason="خطأ في الغلاف")
    assert (thawed.state, thawed.salt) == (RoundState.DRAFT, "")
    services.freeze_round(voting=voting, actor=actor)
    services.print_batch(voting=voting, actor=actor, place="سوق", commune=None, count=2)
    with pytest.raises(Refusal, match="is_printed"):
        services.thaw_round(voting=voting, actor=actor, reason="خطأ")


def test_a_project_is_withdrawn_once_with_its_reason():
    voting, actor = OpenRoundFactory(), coordinator()
    project = RoundProjectFactory(round=voting)
    gone = services.withdraw_project(project=project, actor=actor, reason="انسحاب")
    assert (gone.cost, gone.withdrawn_reason) == (0, "انسحاب")
    with pytest.raises(Refusal, match="is_withdrawn"):
        services.withdraw_project(project=project, actor=actor, reason="انسحاب")
    assert RecordEntry.objects.get(kind="budget.withdrawn").facts["project"] == project.number


def test_cancel_round_lets_go_of_who_voted_and_what():
    voting, actor = OpenRoundFactory(), coordinator()
    project = RoundProjectFactory(round=voting)
    batch = services.print_batch(voting=voting, actor=actor, place="سوق", commune=None, count=2)
    code = queries.read_paper_code(voting, queries.paper_code(voting, batch.number, 1))
    services.cast_ballot(voting=voting, voter=queries.key_of_code(code), choices=[project.number])
    cancelled = services.cancel_round(voting=voting, actor=actor, reason="خطأ في القائمة")
    assert (cancelled.state, cancelled.salt) == (RoundState.CANCELLED, "")
    assert not Ballot.objects.exists()
    assert not Voter.objects.exists()
    assert RecordEntry.objects.get(kind="budget.cancelled")


CSV = """Titre;Coût;Commune;Milieu;Bénéficiaires
Eau potable;250 000 DH;{commune};rural;
Route;{cost};{commune};;
"""


def test_projects_come_from_a_file_all_or_none():
    voting, actor = a_draft(), coordinator()
    commune = voting.projects.first().commune
    bad = CSV.format(commune=commune.name_fr, cost="deux cents").encode()
    brought = services.read_projects(voting=voting, content=bad)
    assert [(one.line, one.refusal.code) for one in brought.faults] == [
        (3, "round_project.cost_unreadable")
    ]
    good = services.read_projects(
        voting=voting, content=CSV.format(commune=commune.name_fr, cost="٣٠٠٠٠٠").encode()
    )
    assert not good.faults
    assert services.bring_projects(voting=voting, actor=actor, rows=good.rows) == 2
    rows = queries.in_number_order(voting)[-2:]
    told = [(one.number, one.cost, one.commune, one.setting) for one in rows]
    assert told == [("5", 250_000, commune, "rural"), ("6", 300_000, commune, commune.setting)]


@pytest.mark.parametrize(
    ("written", "cost"),
    [
        ("250.000", 250_000),  # as a spreadsheet in Morocco writes it: never two hundred and fifty
        ("250,000", 250_000),
        ("1.250.000,00 MAD", 1_250_000),
        ("٢٥٠٬٠٠٠ درهم", 250_000),
        ("250\u202f000", 250_000),
        ("80000.0", 80_000),
        ("80000٫00", 80_000),
    ],
)
def test_costs_are_read_as_people_group_them(written, cost):
    content = f"titre;cout\nRoute;{written}\n".encode()
    brought = services.read_projects(voting=a_draft(envelope=4_200_000), content=content)
    assert not brought.faults
    assert [row["cost"] for row in brought.rows] == [cost]


@pytest.mark.parametrize("cost", ["0", "-5", "1,5", "999999999999999999", "10.50", "25 00"])
def test_costs_that_are_none_are_refused(cost):
    content = f"Titre;Coût\nEau;{cost}\n".encode()
    brought = services.read_projects(voting=a_draft(), content=content)
    assert len(brought.faults) == 1


def test_numbers_stay_whole_when_projects_leave_and_move():
    voting, actor = a_draft(5), coordinator()
    order = queries.in_number_order(voting)
    services.remove_projects(voting=voting, actor=actor, keys=[order[1].pk])
    assert [one.number for one in queries.in_number_order(voting)] == ["1", "2", "3", "4"]
    services.sort_projects(voting=voting, actor=actor, by="title")
    assert len(set(voting.projects.values_list("number", flat=True))) == 4


def test_published_projects_are_put_to_the_vote_once():
    voting, actor = a_draft(), coordinator()
    published = [ProjectFactory(), ProjectFactory(state="draft"), ProjectFactory(cost_asked=0)]
    keys = [one.pk for one in published]
    assert services.choose_projects(voting=voting, actor=actor, keys=keys) == 1
    assert services.choose_projects(voting=voting, actor=actor, keys=keys) == 0
    put = voting.projects.get(project=published[0])
    assert (put.number, put.cost, put.title) == ("5", 90_000, published[0].title)
    assert put.groups == ["women"]


def test_a_published_project_too_dear_for_the_round_is_refused():
    voting, actor = a_draft(largest_cost=50_000), coordinator()
    dear = ProjectFactory()
    with pytest.raises(Refusal, match="too_large"):
        services.choose_projects(voting=voting, actor=actor, keys=[dear.pk])
