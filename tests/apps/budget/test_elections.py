"""A round's rows as the engine takes them."""

import pytest

from multaqa.apps.budget.models import BallotForm
from multaqa.apps.budget.queries.elections import election_of
from multaqa.engines.budgeting.election import BallotKind
from tests.factories.budget import BallotFactory, ClosedRoundFactory, RoundProjectFactory
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db


def round_of(form=BallotForm.APPROVAL, **facts):
    voting = ClosedRoundFactory(form=form, **facts)
    for number in ("7", "3", "12"):
        RoundProjectFactory(round=voting, number=number)
    return voting


def cast(voting, *choices, points=(), setting="", times=1):
    for _ in range(times):
        BallotFactory(round=voting, choices=list(choices), points=list(points), setting=setting)


def rows(found):
    ballots = found.election.ballots
    spans = zip(ballots.starts[:-1], ballots.starts[1:], strict=True)
    return [
        (found.settings[row], ballots.chosen[a:b].tolist(), ballots.points[a:b].tolist(), weight)
        for row, ((a, b), weight) in enumerate(zip(spans, ballots.weights.tolist(), strict=True))
    ]


def test_equal_ballots_are_one_row_for_each_setting():
    voting = round_of()
    cast(voting, "7", "3", setting="rural", times=3)
    cast(voting, "7", "3", setting="urban", times=2)
    cast(voting, "12", setting="rural")
    cast(voting)
    found = election_of(voting)
    assert rows(found) == [
        ("rural", [0, 1], [1, 1], 3),
        ("rural", [2], [1], 1),
        ("urban", [0, 1], [1, 1], 2),
    ]
    assert found.election.ballots.people == 6
    assert [one.id for one in found.election.projects] == ["7", "3", "12"]


def test_a_ranking_keeps_the_voters_order():
    voting = round_of(BallotForm.RANKING)
    cast(voting, "12", "7")
    assert rows(election_of(voting)) == [("", [2, 0], [0, 0], 1)]
    assert election_of(voting).election.kind == BallotKind.ORDINAL


def test_points_stand_beside_the_projects_they_were_given_to():
    voting = round_of(BallotForm.POINTS, points=10)
    cast(voting, "7", "12", points=[9, 1])
    found = election_of(voting)
    assert rows(found) == [("", [0, 2], [9, 1], 1)]
    assert found.election.limits.max_sum_points == 10


def test_a_withdrawn_project_stays_on_its_ballots_and_costs_nothing():
    voting = round_of()
    voting.projects.filter(number="3").update(cost=0, withdrawn_reason="لم تعد الأرض متاحة")
    cast(voting, "3")
    found = election_of(voting)
    assert found.election.projects[1].cost == 0
    assert rows(found) == [("", [1], [1], 1)]


def test_the_order_of_the_rows_of_the_database_changes_nothing():
    one, other = round_of(), round_of()
    for voting, order in ((one, ("7", "3")), (other, ("3", "7"))):
        for number in order:
            cast(voting, number)
    assert rows(election_of(one)) == rows(election_of(other))


def test_a_project_tells_its_province_and_its_setting():
    voting = ClosedRoundFactory()
    RoundProjectFactory(
        round=voting, commune=CommuneFactory(is_rural=True), setting="rural", groups=["women"]
    )
    project = election_of(voting).election.projects[0]
    assert project.territory == "10.261"
    assert set(project.groups) == {"women", "setting:rural"}


@pytest.mark.parametrize("count", [1, 50])
def test_election_of_costs_two_queries(django_assert_num_queries, count):
    voting = round_of()
    cast(voting, "7", times=count)
    RoundProjectFactory.create_batch(count, round=voting, commune=CommuneFactory())
    with django_assert_num_queries(2):
        election_of(voting)
