"""A project and the rounds that put it to the vote lead to each other."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from multaqa.apps.budget import queries
from multaqa.apps.projects.models import ProjectState
from tests.apps.budget.test_counting import counted, voted
from tests.factories.accounts import coordinator
from tests.factories.budget import OpenRoundFactory, RoundFactory, RoundProjectFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db):
    return ProjectFactory()


def of(project):
    return reverse("budget:of-project", args=[project.slug])


def test_a_project_tells_the_rounds_that_put_it_to_the_vote(client, project):
    past = voted()
    past.projects.filter(number="1").update(project=project)
    counted(past, coordinator())
    coming = RoundProjectFactory(round=OpenRoundFactory(), project=project, number="7")
    RoundProjectFactory(round=RoundFactory(), project=project)  # being prepared: the desk's alone

    told = queries.votes_on(project, AnonymousUser())
    assert [(one.row.round, one.is_won) for one in told] == [(coming.round, None), (past, True)]
    assert len(queries.votes_on(project, coordinator())) == 3
    text = client.get(of(project)).content.decode()
    result = reverse("budget:result-project", args=[past.slug, "1"])
    vote = reverse("budget:project", args=[coming.round.slug, "7"])
    assert result in text
    assert vote in text
    assert of(project) in client.get(project.get_absolute_url()).content.decode()
    for page in (result, vote):
        assert project.get_absolute_url() in client.get(page).content.decode()


def test_a_project_that_nobody_may_read_is_told_by_no_round(client):
    project = ProjectFactory(state=ProjectState.REFUSED)
    row = RoundProjectFactory(round=OpenRoundFactory(), project=project)
    assert client.get(of(project)).status_code == 404
    assert queries.whole_project(row) == ""
    page = client.get(reverse("budget:project", args=[row.round.slug, row.number]))
    assert project.get_absolute_url() not in page.content.decode()
