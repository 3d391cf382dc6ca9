"""The demonstration's projects: 84, within their bounds, the same each time, ready for a round."""

import pytest

from multaqa.apps.projects.models import Project
from multaqa.apps.projects.queries import projects_ready
from multaqa.portal.demonstration import projects
from tests.factories.accounts import coordinator
from tests.factories.network import BodyFactory

pytestmark = pytest.mark.django_db


def test_there_are_84_of_them_from_40_000_to_900_000_dirhams():
    BodyFactory.create_batch(3)
    assert len(projects.build(coordinator())) == 84
    costs = [one.cost_asked for one in projects_ready()]
    assert len(costs) == 84
    assert 40_000 <= min(costs) < 100_000
    assert 700_000 < max(costs) <= 900_000
    assert not projects.build(coordinator())
    one = Project.objects.first()
    lines = list(one.lines.all())
    assert sum(line.amount for line in lines) == one.cost_total
    assert sum(line.amount for line in lines if line.is_asked) == one.cost_asked
