"""A closed round is counted once, by its rule, and published whole."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from multaqa.apps.accounts.models import RoleKind
from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Count, Round, RoundState
from multaqa.engines.budgeting import evidence
from multaqa.engines.budgeting.published import read_published
from multaqa.kernel import jobs, keys, record
from multaqa.refusal import Refusal
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.budget import (
    BallotFactory,
    ClosedRoundFactory,
    OpenRoundFactory,
    RoundProjectFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return RoleFactory(kind=RoleKind.COORDINATOR).user


def voted(**facts):
    """The worked example of the public page: ten voters, three projects."""
    voting = ClosedRoundFactory(envelope=100_000, **facts)
    for number, cost in (("1", 48_000), ("2", 40_000), ("3", 40_000)):
        RoundProjectFactory(round=voting, number=number, cost=cost)
    for choices, setting, count in (
        (["1", "2"], "urban", 5),
        (["1"], "urban", 1),
        (["3"], "rural", 4),
    ):
        for _ in range(count):
            BallotFactory(round=voting, choices=choices, setting=setting)
    return voting


def counted(voting, actor):
    job = services.ask_count(voting=voting, actor=actor)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", (job.refusal_code, job.refusal_facts)
    return Count.objects.get(round=voting)


def test_count_round_publishes_winners_and_explanation(coordinator):
    voting = voted()
    count = counted(voting, coordinator)
    voting.refresh_from_db()
    assert voting.state == RoundState.COUNTED
    story = count.explanation
    assert story["winners"] == ["1", "3"]
    assert story["spent"] == 88_000
    assert story["nothing"]["all"] == 0
    assert story["others"][0]["winners"] == ["1", "2"]
    assert story["others"][0]["nothing"]["all"] == 4
    assert story["projects"]["1"]["paid"]["full"] == 6
    assert story["projects"]["2"]["state"] == "lost"


def test_count_round_seals_and_signs_the_evidence_and_tells_the_record(coordinator):
    voting = voted()
    before = record.append(
        kind="budget.closed",
        subject=voting.subject,
        facts={"round": voting.slug, "ballots": 10, "digest": queries.ballots_digest(voting)},
    )
    count = counted(voting, coordinator)
    document = json.loads(count.evidence)
    assert document["sealed"]["previous"] == before.digest
    content = "".join(queries.pabulib_lines(count)).encode()
    found = evidence.verify(
        document,
        seal=count.seal,
        key=keys.public_key(),
        published=read_published(content),
    )
    assert found.holds
    assert not found.hidden
    assert "budgeting.ballots_agree" in {one.code for one in found.findings}
    entry = list(record.about(voting.subject))[-1]
    assert (entry.kind, entry.facts["seal"]) == ("budget.counted", count.seal)
    assert entry.facts["digest"] == count.ballots_digest


def test_count_round_refuses_ballots_that_the_record_does_not_know(coordinator):
    voting = voted()
    record.append(
        kind="budget.closed",
        subject=voting.subject,
        facts={"round": voting.slug, "ballots": 10, "digest": queries.ballots_digest(voting)},
    )
    voting.ballots.first().delete()
    job = services.ask_count(voting=voting, actor=coordinator)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.refusal_code == "round.ballots_changed"
    assert not Count.objects.exists()


@pytest.mark.parametrize("factory", [OpenRoundFactory])
def test_ask_count_refuses_a_round_that_votes(coordinator, factory):
    with pytest.raises(Refusal, match="not_closed"):
        services.ask_count(voting=factory(), actor=coordinator)


def test_ask_count_refuses_a_round_without_ballots(coordinator):
    with pytest.raises(Refusal, match="no_ballots"):
        services.ask_count(voting=ClosedRoundFactory(), actor=coordinator)


def test_ask_count_refuses_a_second_count(coordinator):
    voting = voted()
    services.ask_count(voting=voting, actor=coordinator)
    with pytest.raises(Refusal, match="already_running"):
        services.ask_count(voting=voting, actor=coordinator)
    counted_one = voted()
    counted(counted_one, coordinator)
    with pytest.raises(Refusal, match="already_counted"):
        services.ask_count(voting=counted_one, actor=coordinator)


def test_ask_count_is_the_coordinators():
    voting = voted()
    for actor in (UserFactory(), RoleFactory(kind=RoleKind.AUDITOR).user):
        with pytest.raises(PermissionDenied):
            services.ask_count(voting=voting, actor=actor)
    assert Round.objects.get(pk=voting.pk).state == RoundState.CLOSED


@pytest.mark.parametrize(
    ("rule", "winners"),
    [("equal-shares", ["1", "3"]), ("greedy", ["1", "2"]), ("phragmen", ["1", "3"])],
)
def test_count_round_decides_by_the_rule_of_the_round(coordinator, rule, winners):
    assert counted(voted(rule=rule), coordinator).explanation["winners"] == winners


@pytest.mark.django_db(transaction=True)
def test_ask_count_at_the_same_instant_starts_one_count(together):
    voting, actor = voted(), RoleFactory(kind=RoleKind.COORDINATOR).user

    def ask():
        return services.ask_count(voting=voting, actor=actor)

    ends = together(ask, ask)
    refused = [one for one in ends if isinstance(one, Refusal)]
    assert len(refused) == 1, ends
    assert refused[0].code == "job.already_running"
