"""The demonstration's participatory budget: voted, counted, explained, decided and verified."""

import json

import pytest

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE
from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Ballot, Channel, Count, PaperEntry, Round, RoundState
from multaqa.apps.budget.services import count_about
from multaqa.apps.projects.models import Project, ProjectState
from multaqa.apps.projects.queries import holder_said
from multaqa.engines.budgeting import evidence
from multaqa.kernel import jobs, keys
from multaqa.portal.demonstration import budget, projects, village
from tests.factories.forum import EditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    for number in (2, 3):
        EditionFactory(number=number)
    people = {one.key: village._person(one) for one in DEMONSTRATION_PEOPLE}
    village._network(people)
    brought = projects.build(people["coordinator"], people)
    budget.build(brought, coordinator=people["coordinator"], deputy=people["deputy"])
    return people


def test_one_round_is_decided_and_people_vote_in_another(people):
    past, coming = Round.objects.get(slug="budget-2"), Round.objects.get(slug="budget-3")
    assert (past.state, coming.state) == (RoundState.CLOSED, RoundState.FROZEN)
    for voting in (past, coming):
        rows = voting.projects.select_related("project", "commune").prefetch_related(
            "project__communes", "project__groups"
        )
        assert len(rows) == 84
        for row in rows:
            one = row.project
            assert one.state == ProjectState.PUBLISHED
            assert (row.title, row.summary, row.cost) == (one.title, one.summary, one.cost_asked)
            assert [row.commune_id] == [place.commune_id for place in one.communes.all()]
            assert row.groups == [group.group for group in one.groups.all()]
            assert row.holder_name == holder_said(one, None)
        assert voting.envelope == 4_200_000
        assert {40_000 <= row.cost <= 900_000 for row in rows} == {True}
    assert Ballot.objects.filter(round=past).count() == 6000
    jobs.run(jobs.last_about(f"{coming.subject}:ballots").pk)
    assert not PaperEntry.objects.filter(round=past).exclude(choices=[]).exists()

    citizen = people["citizen"]
    (right,) = queries.rights_of(citizen, coming)
    commune = queries.communes_of(coming).first()
    receipt = services.cast_ballot(
        voting=coming, voter=right.key, choices=["1", "7"], commune=commune
    )
    assert Ballot.objects.filter(round=coming).count() == 6000
    assert Ballot.objects.get(receipt=receipt.text).choices == ["1", "7"]
    # The president votes for herself and for her cooperative, which no invented ballot was.
    assert [one.version for one in queries.rights_of(people["president"], coming)] == [0, 0]
    _every_paper_was_read_by_two(coming)
    _count_and_decide(past)


def _every_paper_was_read_by_two(voting):
    on_paper = voting.voters.filter(channel=Channel.PAPER).values_list("code", flat=True)
    read = PaperEntry.objects.filter(round=voting, code__in=on_paper).values_list("code", "by")
    assert len(read) == len(set(read)) == 2 * len(on_paper) > 600
    ledgers = queries.ledgers_of(voting)
    assert sum(one.counted for one in ledgers) == len(on_paper)
    assert sum(one.void for one in ledgers) == 5
    assert len(queries.waiting_of(voting)) == 3


def _count_and_decide(past):
    job = jobs.last_about(count_about(past))
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.refusal_code) == ("done", "")
    count = Count.objects.get(round=past)
    story = count.explanation
    (floor,) = story["bounds"]
    assert floor["reached"] >= floor["amount"]
    assert floor["stepped_in"]
    plain = next(one for one in story["others"] if one["rule"] == "equal-shares")
    assert set(plain["winners"]) != set(story["winners"])
    assert story["spent"] <= past.envelope
    # The same seed gives the same vote on any machine and on either database.
    assert story["winners"][:8] == ["40", "18", "21", "70", "31", "48", "71", "30"]
    greedy = next(one for one in story["others"] if one["rule"] == "greedy")
    assert story["nothing"]["all"] < greedy["nothing"]["all"]
    assert count.turnout["channels"]["paper"] > 300
    assert count.turnout["channels"]["assisted"] > 200
    assert 0 < count.turnout["blank"] < 20
    assert story["people"] + count.turnout["blank"] == count.turnout["ballots"] == 6000
    assert story["settings"]
    assert story["ways"]
    found = evidence.verify(json.loads(count.evidence), seal=count.seal, key=keys.public_key())
    assert found.holds

    departures = {one.project.number: one.is_funded for one in past.decision.departures.all()}
    assert sorted(departures.values()) == [False, True]
    funded = (set(story["winners"]) | set(departures)) - {
        number for number, is_funded in departures.items() if not is_funded
    }
    states = {row.number: row.project.state for row in past.projects.select_related("project")}
    assert {number for number in states if states[number] in {"funded", "under_way"}} == funded
    assert sum(row.cost for row in past.projects.all() if row.number in funded) <= past.envelope
    again = [state for state in states.values() if state == "published"]
    assert len(again) == 6
    assert set(states.values()) == {"funded", "under_way", "not_funded", "published"}
    assert Project.objects.filter(state=ProjectState.NOT_FUNDED).exists()
