"""The demonstration's participatory budget: voted, counted, explained and verified."""

import json

import pytest

from multaqa.apps.budget.models import Ballot, Count, Round
from multaqa.apps.budget.services import count_about
from multaqa.engines.budgeting import evidence
from multaqa.kernel import jobs, keys
from multaqa.portal.demonstration import budget
from tests.factories.accounts import RoleFactory
from tests.factories.forum import EditionFactory

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_a_round_counted_and_one_open():
    for number in (2, 3):
        EditionFactory(number=number)
    budget.build(RoleFactory().user)
    past, coming = Round.objects.get(slug="budget-2"), Round.objects.get(slug="budget-3")
    assert (past.state, coming.state) == ("closed", "frozen")
    assert past.projects.count() == 84
    assert {40_000 <= one.cost <= 900_000 for one in past.projects.all()} == {True}
    assert Ballot.objects.filter(round=past).count() == 6000

    jobs.run(jobs.last_about(count_about(past)).pk)
    count = Count.objects.get(round=past)
    story = count.explanation
    (floor,) = story["bounds"]
    assert floor["reached"] >= floor["amount"]
    assert story["spent"] <= past.envelope
    assert story["nothing"]["all"] < story["others"][0]["nothing"]["all"]
    found = evidence.verify(json.loads(count.evidence), seal=count.seal, key=keys.public_key())
    assert found.holds
