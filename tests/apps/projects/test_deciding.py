"""The way of a project: each verb by who may, from which state, told to its holder."""

import pytest
from django.core.exceptions import PermissionDenied

from multaqa.apps.accounts.models import Notice
from multaqa.apps.network.services import merge_bodies
from multaqa.apps.projects import queries, rules, services
from multaqa.apps.projects.models import Project, ProjectState, ProjectStep
from multaqa.kernel.models import RecordEntry
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, president_of
from tests.factories.projects import ProjectFactory, draft

pytestmark = pytest.mark.django_db


def submitted():
    project = draft()
    user = president_of(project.holder_body)
    return services.submit_project(project=project, actor=user), user


def test_a_project_is_checked_published_funded_carried_out_and_its_holder_told_each_time():
    project, user = submitted()
    chief = coordinator()
    services.find_feasible(project=project, actor=chief)
    project = services.publish_project(project=project, actor=chief)
    assert (project.state, project.number) == ("published", 1)
    assert project in queries.projects_ready()
    services.mark_funded(project=project, actor=chief)
    assert project not in queries.projects_ready()
    services.start_project(project=project, actor=user)
    services.finish_project(project=project, actor=user)
    told = Notice.objects.filter(user=user, topic="projects.step").count()
    assert told == 3
    assert [one.state for one in ProjectStep.objects.filter(project=project)] == [
        *("submitted", "feasible", "published", "funded", "under_way", "done"),
    ]
    entry = RecordEntry.objects.get(kind="projects.published")
    assert entry.facts == {"number": 1, "asked": 90_000}


def test_changes_are_asked_with_their_text_and_the_differences_shown(client):
    project, user = submitted()
    chief = coordinator()
    with pytest.raises(Refusal, match="no_reason"):
        services.ask_changes(project=project, actor=chief, reason=" ")
    services.ask_changes(project=project, actor=chief, reason="أضيفوا عرض أثمان")
    project.refresh_from_db()
    seen = queries.mark_of(queries.step_told(project, "why"))
    services.save_step(
        project=project, actor=user, step="why", seen=seen, values={"need": "حاجة أوضح"}
    )
    services.submit_project(project=project, actor=user)
    client.force_login(chief)
    page = client.get(f"/desk/projects/{project.slug}/")
    assert [one.after for one in page.context["differences"]] == ["حاجة أوضح"]
    client.post(f"/desk/projects/{project.slug}/", {"verb": "refuse", "reason": "خارج الجهة"})
    project.refresh_from_db()
    assert project.state == ProjectState.REFUSED
    assert "خارج" not in str(RecordEntry.objects.get(kind="projects.refused").facts)


@pytest.mark.parametrize("who", ["visitor", "member", "representative", "auditor"])
def test_nobody_but_the_coordinator_decides(who, client):
    project, holder = submitted()
    user = {"representative": holder, "auditor": None}.get(who) or (
        auditor() if who == "auditor" else UserFactory()
    )
    assert not rules.can_check(user)
    for act in (services.find_feasible, services.publish_project):
        with pytest.raises(PermissionDenied):
            act(project=project, actor=user)
    if who != "visitor":
        client.force_login(user)
    status = client.get("/desk/projects/").status_code
    assert status == {"visitor": 302, "auditor": 200}.get(who, 403)


def test_who_sees_what():
    project, holder = submitted()
    idea, public = draft(), ProjectFactory()
    person = draft(holder_body=None, holder_user=UserFactory(name="زينب الفريدة"))
    seen = {
        "visitor": queries.projects_seen_by(UserFactory()),
        "holder": queries.projects_seen_by(holder),
        "coordinator": queries.projects_seen_by(coordinator()),
        "auditor": queries.projects_seen_by(auditor()),
    }
    assert {who: set(found) for who, found in seen.items()} == {
        "visitor": {public},
        "holder": {public, project},
        "coordinator": {public, project},
        "auditor": {public, project},
    }
    assert idea not in seen["coordinator"]
    assert person in queries.projects_seen_by(person.holder_user)
    for viewer in (None, auditor(), UserFactory()):
        assert "زينب" not in queries.holder_said(person, viewer)
    assert "زينب" in queries.holder_said(person, coordinator())
    person.is_name_shown, person.state = True, "published"
    assert "زينب" in queries.holder_said(person, None)


def test_a_step_that_does_not_follow_is_refused():
    project, _user = submitted()
    chief = coordinator()
    with pytest.raises(Refusal, match="not_at_that_step"):
        services.publish_project(project=project, actor=chief)
    with pytest.raises(Refusal, match="not_at_that_step"):
        services.mark_funded(project=project, actor=chief)


def test_a_model_says_what_others_can_reuse():
    project, chief = ProjectFactory(), coordinator()
    with pytest.raises(Refusal, match="nothing_to_reuse"):
        services.mark_model(project=project, actor=chief, is_model=True)
    project = services.mark_model(
        project=project, actor=chief, is_model=True, reuse="دفتر التحملات"
    )
    assert queries.directory(queries.Asked(is_model=True)).get() == project


@pytest.mark.django_db(transaction=True)
def test_projects_follow_a_body_that_is_merged():
    kept, merged = BodyFactory(), BodyFactory()
    project = ProjectFactory(holder_body=merged)
    merge_bodies(kept=kept, merged=merged, actor=coordinator(), reason="واحدة")
    project.refresh_from_db()
    assert project.holder_body == kept


def test_a_person_who_leaves_takes_drafts_along_and_their_name_off_public_ones():
    user = UserFactory()
    draft(holder_body=None, holder_user=user)
    public = ProjectFactory(holder_body=None, holder_user=user, is_name_shown=True)
    assert len(queries.kept_of(user)) == len(queries.leaving_of(user)) == 2
    assert len(queries.export_of(user)["project"]) == 2
    services.forget_person(user=user)
    (left,) = Project.objects.all()
    assert (left, left.holder_user, left.is_holder_gone) == (public, None, True)


def test_two_published_at_the_same_instant_have_two_numbers(together):
    chief = coordinator()
    one, two = (ProjectFactory(state=ProjectState.FEASIBLE) for _turn in range(2))

    def published(project):
        return lambda: services.publish_project(project=project, actor=chief).number

    assert sorted(together(published(one), published(two))) == [1, 2]


def test_one_published_twice_at_the_same_instant_has_one_number(together):
    chief = coordinator()
    project = ProjectFactory(state=ProjectState.FEASIBLE)

    def publish():
        return services.publish_project(project=project, actor=chief)

    ends = together(publish, publish)
    refused = [one for one in ends if isinstance(one, Refusal)]
    assert [one.code for one in refused] == ["project.not_at_that_step"], ends
    assert RecordEntry.objects.filter(kind="projects.published").count() == 1


def test_a_reason_that_is_missing_is_asked_for_beside_its_field(client):
    project = ProjectFactory(state="submitted")
    client.force_login(coordinator())
    answer = client.post(f"/desk/projects/{project.slug}/", {"verb": "refuse", "reason": ""})
    assert list(answer.context["form"].errors) == ["reason"]
    assert 'action="#decide"' in answer.text
