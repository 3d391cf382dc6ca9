"""A real case of the field, through the site's own services, from file to verified draw."""

import json
from pathlib import Path

import pytest

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Draw
from multaqa.apps.forum.services.columns import Role
from multaqa.engines.lottery import verification
from tests.factories.accounts import coordinator
from tests.factories.forum import CollegeFactory, drawn

CASE = Path(__file__).parents[4] / "shared" / "cases" / "lottery" / "fixture_150_22"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CASE.is_dir(), reason=f"no case at {CASE}"),
]


def test_the_fields_own_files_go_through_the_site():
    college, actor = CollegeFactory(), coordinator()
    people, quotas = (CASE / "people.csv").read_bytes(), (CASE / "features.csv").read_bytes()
    brought = services.open_list(
        college=college, actor=actor, file_name="people.csv", content=people
    )
    roles = [Role(role) for role in brought.columns]
    services.accept_list(brought=brought, actor=actor, roles=roles, leaves_out_faults=False)
    services.save_quotas(college=college, actor=actor, seats=22, bounds={})
    services.bring_quotas(college=college, actor=actor, content=quotas)
    draw = drawn(college, actor)
    assert draw.outcome["least"] == pytest.approx(1 / 11, abs=1e-6)
    assert college.applicants.filter(is_drawn=True).count() == 22
    found = verification.verify(json.loads(Draw.objects.get(pk=draw.pk).evidence.document))
    assert found.holds, found.differing
