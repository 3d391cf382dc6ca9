"""The public list and its files: found, narrowed, mapped, compared; as many queries for fifty."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from multaqa.apps.projects import queries
from multaqa.apps.projects.models import Project
from tests.factories.accounts import coordinator
from tests.factories.network import BodyFactory, president_of
from tests.factories.projects import ProjectFactory, draft

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/projects/", "/desk/projects/?queue=all", "/me/projects/"])
def test_lists_cost_the_same_for_one_and_for_fifty(client, address):
    body = BodyFactory()
    user = president_of(body) if address.startswith("/me/") else coordinator()
    client.force_login(user)
    cost = {}
    for count in (1, 50):
        ProjectFactory.create_batch(count - Project.objects.count(), holder_body=body)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).content.decode()
        cost[count] = len(asked)
        shown = [slug for slug in Project.objects.values_list("slug", flat=True) if slug in page]
        assert len(shown) >= min(count, 12), address
    assert cost[1] == cost[50]


@pytest.mark.parametrize("address", ["/projects/", "/projects/?map=1&q=بئر", "/projects/{}/"])
def test_public_pages_cost_twelve_queries_at_most(client, address, django_assert_max_num_queries):
    project = ProjectFactory()
    ProjectFactory.create_batch(3)
    with django_assert_max_num_queries(12):
        assert client.get(address.format(project.slug)).status_code == 200


def test_the_list_is_narrowed_by_each_question_and_finds_a_word_with_a_wrong_letter(client):
    one = ProjectFactory(
        title="مكتبة متنقلة", field="education", cost_total=50_000, cost_asked=50_000
    )
    ProjectFactory()
    draft(title="مكتبة خفية")
    for asked in ("q=المكتبه", "q=مكتبا", "field=education", "most=60000"):
        assert [row.pk for row in client.get(f"/projects/?{asked}").context["projects"]] == [one.pk]
    commune = one.communes.get().commune
    assert (
        client.get(f"/projects/?territory={commune.province_id}")
        .context["page_obj"]
        .paginator.count
    )
    assert not client.get("/projects/?setting=urban").context["projects"]
    assert client.get("/projects/?territory=x&least=y&page=z").status_code == 200


def test_the_files_hold_what_the_page_lists(client):
    ProjectFactory(title="=SUM(A1)")
    ProjectFactory(field="sport")
    text = client.get("/projects/projects.csv?field=environment").text
    assert "'=SUM(A1)" in text
    assert len(text.splitlines()) == 2
    assert client.get("/projects/projects.xlsx").content.startswith(b"PK")


def test_two_to_four_are_compared(client):
    found = ProjectFactory.create_batch(5)
    hidden = draft()
    asked = "&".join(f"p={one.slug}" for one in [hidden, *found])
    page = client.get(f"/projects/compare/?{asked}")
    assert [one["project"] for one in page.context["shown"]] == found[:4]
    assert not client.get("/projects/compare/").context["shown"]


def test_a_draft_is_not_found_by_others(client):
    project = draft()
    assert client.get(project.get_absolute_url()).status_code == 404
    assert project not in queries.projects_seen_by(AnonymousUser())


def test_a_body_shows_its_projects(client):
    project = ProjectFactory()
    assert "projects/of/" in client.get(project.holder_body.get_absolute_url()).text
    assert project.title in client.get(f"/projects/of/{project.holder_body.slug}/").text
