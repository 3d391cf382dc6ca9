"""The desk's pages of a round: who may open them, and what each does."""

from datetime import date

import pytest
from django.urls import reverse

from multaqa.apps.accounts.models import Notice
from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import (
    Count,
    Decision,
    Rehearsal,
    Round,
    RoundProject,
    RoundState,
)
from multaqa.apps.projects.models import Project
from multaqa.kernel import jobs
from multaqa.kernel.models import RecordEntry
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.budget import ClosedRoundFactory, RoundFactory, RoundProjectFactory
from tests.factories.budget_desk import a_draft, a_paper_round, code_of
from tests.factories.forum import EditionFactory
from tests.factories.network import president_of
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
READ = ["desk-round", "desk-projects", "desk-rehearsal", "desk-paper"]
PREPARE = [
    "desk-about",
    "desk-entry",
    "desk-help",
    "desk-change",
    "desk-add-project",
    "desk-bring",
    "desk-choose",
]


def at(name, *place):
    return reverse(f"budget:{name}", args=place)


def who_may(client, address):
    """The answers to a visitor, a member, the auditor and the coordinator."""
    answers = [client.get(address).status_code]
    for who in (UserFactory(), auditor(), coordinator()):
        client.force_login(who)
        answers.append(client.get(address).status_code)
        client.logout()
    return answers


@pytest.mark.parametrize("name", READ)
def test_the_auditor_reads_a_round_at_the_desk(client, name):
    voting, _batch, _actor = a_paper_round()
    assert who_may(client, at(name, voting.slug)) == [302, 403, 200, 200]


@pytest.mark.parametrize("name", PREPARE)
def test_the_coordinator_alone_prepares_and_reads_paper(client, name):
    is_draft = name in {"desk-about", "desk-add-project", "desk-bring", "desk-choose"}
    voting = a_draft() if is_draft else a_paper_round()[0]
    assert who_may(client, at(name, voting.slug)) == [302, 403, 403, 200]


@pytest.mark.parametrize("name", ["desk-make", "desk-files"])
def test_rounds_are_made_by_the_coordinator_alone(client, name):
    assert who_may(client, at(name)) == [302, 403, 403, 200]


def test_rounds_stand_in_the_desk_of_their_edition(client):
    edition = EditionFactory()
    RoundFactory(edition=edition, title_ar="ميزانية الدورة")
    RoundFactory(title_ar="جولة أخرى")
    assert who_may(client, at("desk-of-edition", edition.number)) == [302, 403, 200, 200]
    client.force_login(coordinator())
    text = client.get(at("desk-of-edition", edition.number)).content.decode()
    assert "ميزانية الدورة" in text
    assert "جولة أخرى" not in text


@pytest.mark.parametrize("count", [1, 50])
def test_rounds_cost_the_same_for_one_as_for_fifty(client, django_assert_max_num_queries, count):
    RoundFactory.create_batch(count)
    client.force_login(coordinator())
    with django_assert_max_num_queries(12):
        client.get(at("desk-rounds"))


@pytest.mark.parametrize("count", [2, 50])
def test_projects_cost_the_same_for_two_as_for_fifty(client, django_assert_max_num_queries, count):
    voting = a_draft(count)
    client.force_login(coordinator())
    with django_assert_max_num_queries(12):
        client.get(at("desk-projects", voting.slug))


def test_a_round_is_made_step_by_step_and_frozen(client):
    region = a_draft().region
    client.force_login(coordinator())
    told = {"title_ar": "ميزانية", "organiser": "الجهة", "region": region.pk, "envelope": "٥٠٠ ٠٠٠"}
    client.post(at("desk-make"), told)
    voting = Round.objects.get(title_ar="ميزانية")
    assert voting.envelope == 500_000
    client.post(
        at("desk-step", voting.slug, "money"), {"is_public_money": "on", "decider": "المجلس"}
    )
    dates = {"opens_at": "2030-01-01T09:00", "closes_at": "2030-01-09T18:00"}
    client.post(at("desk-step", voting.slug, "voters"), {"may_residents": "on"} | dates)
    ballot = {"form": "some", "most_choices": "5", "rule": "equal-shares"}
    client.post(at("desk-step", voting.slug, "ballot"), ballot)
    floor = {"kind": "floor", "which": "setting:rural", "amount": "100000"}
    client.post(at("desk-step", voting.slug, "bounds"), floor)
    for title in ("بئر", "طريق"):
        project = {"title": title, "cost": "200000", "setting": "rural"}
        client.post(at("desk-add-project", voting.slug), project)
    client.post(at("desk-act", voting.slug), {"deed": "freeze"})
    voting.refresh_from_db()
    assert (voting.state, voting.completion) == (RoundState.FROZEN, "add1,greedy")
    assert voting.bounds.get().amount == 100_000


def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(client):
    voting = a_draft()
    client.force_login(coordinator())
    told = {"form": "ranking", "rule": "phragmen", "most_choices": "7"}
    page = client.post(at("desk-step", voting.slug, "ballot"), told)
    form = page.context["form"]
    assert list(form.errors) == ["rule"]
    assert form["most_choices"].value() == "7"


def test_two_people_enter_a_paper_by_its_page(client):
    voting, batch, first = a_paper_round()
    told = {"code": code_of(voting, batch, 2), "marks": "٣ 1", "void_kind": ""}
    for who in (first, coordinator()):
        client.force_login(who)
        assert client.post(at("desk-entry", voting.slug), told).status_code == 302
    assert voting.ballots.get().choices == ["1", "3"]
    page = client.post(at("desk-entry", voting.slug), told | {"code": "X"})
    assert "code" in page.context["form"].errors
    assert page.context["form"]["marks"].value() == "٣ 1"


def test_a_second_reader_never_sees_the_first_reading(client):
    voting, batch, first = a_paper_round()
    services.read_ballot(
        voting=voting, actor=first, code=code_of(voting, batch, 1), choices=["4", "2"]
    )
    client.force_login(coordinator())
    for name in ("desk-entry", "desk-paper"):
        assert "4 2" not in client.get(at(name, voting.slug)).content.decode()
    assert client.get(at("desk-compare", voting.slug, "1:1")).status_code == 404


def test_readings_that_differ_are_compared_on_a_page(client):
    voting, batch, first = a_paper_round()
    second = coordinator()
    code = code_of(voting, batch, 1)
    services.read_ballot(voting=voting, actor=first, code=code, choices=["4"])
    client.force_login(second)
    page = client.post(at("desk-entry", voting.slug), {"code": code, "marks": "3"}, follow=True)
    assert page.redirect_chain[-1][0] == at("desk-compare", voting.slug, "1:1")
    # As it is printed on the paper, so that it is found in the pile.
    assert page.context["place"] == code[:5] == "01001"
    client.post(at("desk-compare", voting.slug, "1:1"), {"wrong": "2>1"})
    assert voting.ballots.get().choices == ["4"]


@pytest.mark.parametrize("language", ["", "/fr"])
@pytest.mark.parametrize("form", ["approval", "points", "ranking", "knapsack"])
def test_ballots_are_printed_as_their_form_asks(client, language, form):
    voting, batch, actor = a_paper_round(form=form, points=10)
    client.force_login(actor)
    answer = client.get(f"{language}/desk/budget/{voting.slug}/paper/{batch.number}/1.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert client.get(at("desk-ballots", voting.slug, batch.number, 2)).status_code == 404
    client.force_login(auditor())
    assert client.get(at("desk-ballots", voting.slug, batch.number, 1)).status_code == 403


def test_help_opens_the_vote_of_who_is_present(client):
    voting, batch, actor = a_paper_round()
    client.force_login(actor)
    answer = client.post(at("desk-help", voting.slug), {"code": code_of(voting, batch, 9)})
    assert answer["Location"] == at("vote-projects", voting.slug)
    told = {"c": ["1"], "seen": "0", "token": "t"}
    client.post(at("vote-send", voting.slug), told)
    assert voting.ballots.get().channel == "assisted"
    assert voting.helpings.get().by == actor


def test_a_rehearsal_shows_three_rules_and_keeps_no_ballot(client):
    voting = a_draft(8, envelope=400_000)
    client.force_login(coordinator())
    told = {"seed": "وادي", "voters": "200", "rural_percent": "40", "shape": "camps"}
    client.post(at("desk-rehearsal", voting.slug), told)
    job = jobs.last_about(services.rehearsal_about(voting))
    if job.is_active:
        jobs.run(job.pk)
    kept = Rehearsal.objects.get()
    rules = [one["rule"] for one in kept.outcomes]
    assert rules == ["equal-shares", "greedy", "phragmen"]
    assert all(one["spent"] <= 400_000 for one in kept.outcomes)
    assert not voting.ballots.exists()
    assert client.get(at("desk-rehearsal", voting.slug)).status_code == 200


def test_a_floor_that_cannot_be_kept_is_told_before_a_rehearsal(client):
    voting = a_draft(8, envelope=400_000)
    voting.bounds.create(kind="floor", about="group", name="fishers", amount=90_000)
    client.force_login(coordinator())
    told = {"seed": "وادي", "voters": "200", "rural_percent": "40", "shape": "camps"}
    page = client.post(at("desk-rehearsal", voting.slug), told)
    assert [one["step"] for one in page.context["amiss"]] == ["bounds"]
    assert jobs.last_about(services.rehearsal_about(voting)) is None


@pytest.mark.parametrize("name", ["desk-choose", "desk-projects"])
def test_nothing_ticked_is_told_as_something_to_put_right(client, name):
    voting = a_draft(3)
    client.force_login(coordinator())
    page = client.post(at(name, voting.slug), {"remove": "1"}, follow=True)
    assert page.redirect_chain[-1][0] == at(name, voting.slug)
    assert [one.level_tag for one in page.context["messages"]] == ["error"]
    assert voting.projects.count() == 3


def test_a_deed_without_its_reason_leads_back_to_its_own_field(client):
    voting, _batch, actor = a_paper_round()
    client.force_login(actor)
    page = client.post(at("desk-act", voting.slug), {"deed": "close", "reason": ""})
    assert 'href="#reason-close"' in page.text
    assert 'id="deed-close" open' in page.text
    assert f'{at("desk-act", voting.slug)}#deed-close"' in page.text


def test_a_frozen_round_leads_to_its_papers_and_changes(client):
    voting, _batch, actor = a_paper_round()
    client.force_login(actor)
    main = (
        client.get(at("desk-round", voting.slug)).text.split("<main", 1)[1].split("desk__nav")[-1]
    )
    for name in ("desk-paper", "desk-entry", "desk-help", "desk-change"):
        assert main.split("</nav>", 1)[1].count(f'href="{at(name, voting.slug)}"') == 1


@pytest.mark.parametrize("shape", ["even", "camps", "crowd"])
@pytest.mark.parametrize("form", ["approval", "some", "points", "ranking", "knapsack"])
def test_the_same_seed_invents_the_same_ballots_within_the_limits(shape, form):
    voting = a_draft(6, form=form, points=7, most_choices=3, envelope=250_000)
    asked = Rehearsal(round=voting, seed="907", voters=50, rural_percent=40, shape=shape)
    projects = list(voting.projects.order_by("pk"))
    ballots = list(services.invented(asked, projects))
    assert ballots == list(services.invented(asked, projects))
    assert [one.setting for one in ballots].count("rural") == 20
    for one in ballots:
        numbers = [projects[place].number for place in one.choices]
        queries.ballot_in_order(voting, numbers, one.points)


def counted(**fields):
    voting = ClosedRoundFactory(state=RoundState.COUNTED, decider="المجلس", **fields)
    for _one in range(3):
        RoundProjectFactory(round=voting)
    first = voting.projects.order_by("pk").first()
    Count.objects.create(
        round=voting, evidence="{}", seal="0" * 64, ballots_digest="0" * 64, engine="1",
        explanation={"winners": [first.number]},
    )  # fmt: skip
    return voting, list(voting.projects.order_by("pk"))


def test_a_departure_without_its_reason_is_refused_beside_its_field(client):
    voting, (won, lost, _other) = counted()
    client.force_login(coordinator())
    told = {"decider": "المجلس", "decided_on": "2026-05-01", f"f{lost.pk}": "on"}
    page = client.post(at("desk-decision", voting.slug), told)
    wrong = {one["project"].pk for one in page.context["lines"] if one["wrong"]}
    assert wrong == {won.pk, lost.pk}
    assert all(f'href="#r{pk}"' in page.text and f'id="r{pk}"' in page.text for pk in wrong)
    assert not Decision.objects.exists()
    reasons = {f"r{won.pk}": "العقار غير متوفر", f"r{lost.pk}": "اتفاقية سابقة"}
    client.post(at("desk-decision", voting.slug), told | reasons)
    decision = Decision.objects.get()
    assert decision.decided_on == date(2026, 5, 1)
    told = {one.project_id: one.is_funded for one in decision.departures.all()}
    assert told == {won.pk: False, lost.pk: True}
    assert RecordEntry.objects.get(kind="budget.decided").facts["departures"] == 2


def test_the_decision_brings_each_project_to_what_was_decided_and_tells_its_holder(client):
    voting, rows = counted()
    projects = ProjectFactory.create_batch(2)
    holders = [president_of(one.holder_body) for one in projects]
    for row, project in zip(rows, projects, strict=False):
        RoundProject.objects.filter(pk=row.pk).update(project=project)
    client.force_login(coordinator())
    told = {"decider": "المجلس", "decided_on": "2026-05-01", f"f{rows[0].pk}": "on"}
    client.post(at("desk-decision", voting.slug), told)
    assert Decision.objects.exists()
    states = [Project.objects.get(pk=one.pk).state for one in projects]
    assert states == ["funded", "not_funded"]
    for user in holders:
        assert Notice.objects.filter(user=user, topic="projects.step").count() == 1


def test_the_decision_is_read_by_the_auditor_and_entered_by_the_coordinator(client):
    voting, _projects = counted()
    assert who_may(client, at("desk-decision", voting.slug)) == [302, 403, 200, 200]
    client.force_login(auditor())
    told = {"decider": "المجلس", "decided_on": "2026-05-01"}
    assert client.post(at("desk-decision", voting.slug), told).status_code == 403
