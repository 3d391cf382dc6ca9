"""The demonstration's projects: two rounds of 84 and every other state, whole, where they fit."""

from collections import Counter

import pytest

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE
from multaqa.apps.network.models import BodyKind
from multaqa.apps.projects import queries
from multaqa.apps.projects.models import Project, ProjectState
from multaqa.kernel.models import RecordEntry
from multaqa.portal.demonstration import projects, village
from multaqa.portal.demonstration.project_kinds import COAST, HILLS, OASES
from multaqa.portal.demonstration.project_trades import KINDS
from tests.factories.accounts import coordinator
from tests.factories.network import BodyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    people = {one.key: village._person(one) for one in DEMONSTRATION_PEOPLE}
    village._network(people)
    return people


def test_84_for_each_round_and_every_state_beside_them(people):
    brought = projects.build(people["coordinator"], people)
    assert not projects.build(people["coordinator"], people).first  # and never twice
    found = list(queries.with_parts(Project.objects.select_related("holder_body", "holder_user")))

    ready = {one.pk for one in queries.projects_ready()}
    for part in (brought.first, brought.second):
        assert len({one.pk for one in part} & ready) == 84
        costs = [one.cost_asked for one in part]
        assert 40_000 <= min(costs) < 80_000
        assert 750_000 < max(costs) <= 900_000
        assert (
            len({row.commune_id for one in found if one in part for row in one.communes.all()}) > 45
        )
    # What the rounds come to, funded or not, is for their decision to say.
    assert {one.state for one in found} >= set(ProjectState) - {ProjectState.NOT_FUNDED}
    told = RecordEntry.objects.filter(kind="projects.published").count()
    assert told == sum(one.is_public for one in found)

    for one in found:
        assert one.title.count("{") == one.need.count("{") == one.deeds.count("{") == 0
        if one.state not in {ProjectState.IDEA, ProjectState.DRAFT}:
            assert queries.wanting(one) == []
            assert queries.money_gap(one) == 0
        lines = list(one.lines.all())
        assert sum(line.amount for line in lines) == one.cost_total
        assert sum(line.amount for line in lines if line.is_asked) == one.cost_asked
    refused = Project.objects.filter(state=ProjectState.REFUSED)
    assert all(one.steps.last().reason for one in refused)
    assert any(one.is_model and one.reuse for one in found)
    assert {"ar", "fr"} == {one.language for one in found}
    assert any(one.holder_user == people["holder"] for one in found)
    assert any(
        one.state == ProjectState.CHANGES for one in queries.projects_of(people["president"])
    )
    _whose_and_where_a_project_is_makes_sense(brought)


def _whose_and_where_a_project_is_makes_sense(brought):
    by_field = {kind.field: kind for kind in KINDS}
    public = queries.with_parts(queries.public_projects())
    titles = Counter((one.title, one.holder_body_id, one.holder_user_id) for one in public)
    assert max(titles.values()) == 1
    for one in public:
        (commune,) = (row.commune for row in one.communes.all())
        assert one.field in by_field
        body = one.holder_body
        if body is None:
            assert one.holder_user is not None
            continue
        works = {area.code for area in body.work_areas.all()} | {body.commune_id}
        assert commune.pk in works
        if one.field == "fishing":
            assert (body.kind, commune.pk in COAST) == (BodyKind.COOPERATIVE, True)
        if "الأركان" in one.title:
            assert commune.pk in {*HILLS, "10.473.01.03", "10.473.01.07"}
        if "التمور" in one.title:
            assert commune.pk in OASES
            assert body.name_ar.endswith("للتمور")
    holders = Counter(one.holder_body_id for one in (*brought.first, *brought.second))
    holders.pop(None)
    assert max(holders.values()) <= 4


def test_there_are_none_where_no_body_could_hold_them():
    assert not projects.build(coordinator(), {}).first
    BodyFactory.create_batch(3)  # of one commune that no kind has a place in
    projects.build(coordinator(), {})
    assert all(one.holder_user_id for one in Project.objects.all())
