"""Projects written in steps: what is kept and refused, and nothing lost between devices."""

import io
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from multaqa.apps.projects import queries, services
from multaqa.apps.projects.models import Project, ProjectState
from multaqa.apps.projects.services.writing import MOST_A_DAY
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, president_of
from tests.factories.projects import ProjectFactory, draft
from tests.factories.territory import CommuneFactory
from tests.kernel.test_uploads import PDF, jpeg, png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def begun(actor=None, **more):
    return services.begin_project(actor=actor or UserFactory(), title="بئر بالطاقة الشمسية", **more)


def save(project, actor, step, **values):
    seen = queries.mark_of(queries.step_told(Project.objects.get(pk=project.pk), step))
    return services.save_step(project=project, actor=actor, step=step, seen=seen, values=values)


def test_an_idea_is_held_by_its_person_or_by_the_body_they_act_for():
    user, body = UserFactory(), BodyFactory()
    assert begun(user).holder_user == user
    with pytest.raises(PermissionDenied):
        begun(user, body=body)
    MembershipFactory(body=body, user=user)
    project = begun(user, body=body)
    assert (project.holder_body, project.holder_user, project.state) == (body, None, "idea")


def test_a_project_has_exactly_one_holder():
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.create(title="بلا حامل")
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.create(
            title="بحاملين", holder_body=BodyFactory(), holder_user=UserFactory()
        )


def test_no_more_ideas_than_a_few_a_day():
    user = UserFactory()
    for _place in range(MOST_A_DAY):
        begun(user)
    with pytest.raises(Refusal, match="too_many_today"):
        begun(user)


def test_the_costs_follow_the_lines_and_the_setting_the_communes():
    user = UserFactory()
    project = begun(user)
    town = CommuneFactory(code="10.261.01.01", is_urban=True)
    douar = CommuneFactory(code="10.261.03.11", is_urban=False)
    lines = [
        {"label": "حفر", "quantity": 2, "price": 40_000, "is_asked": True},
        {"label": "نقل", "quantity": 1, "price": 5_000, "is_asked": False},
    ]
    project = save(project, user, "money", lines=lines)
    assert (project.cost_total, project.cost_asked, project.state) == (85_000, 80_000, "draft")
    assert save(project, user, "where", communes=[douar.pk]).setting == "rural"
    assert save(project, user, "where", communes=[douar.pk, town.pk]).setting == "both"
    assert save(project, user, "where", is_regional=True, communes=[]).setting == "both"


def test_what_another_device_wrote_is_not_overwritten_unseen():
    user = UserFactory()
    project = begun(user)
    seen = queries.mark_of(queries.step_told(project, "why"))
    services.save_step(
        project=project, actor=user, step="why", seen=seen, values={"need": "جفت الآبار"}
    )
    with pytest.raises(Refusal, match="changed_elsewhere"):
        services.save_step(
            project=project, actor=user, step="why", seen=seen, values={"need": "غيره"}
        )
    # The same words do no harm, nor does another step.
    services.save_step(
        project=project, actor=user, step="why", seen=seen, values={"need": "جفت الآبار"}
    )
    save(project, user, "what", title="عنوان آخر")
    project.refresh_from_db()
    assert (project.need, project.title) == ("جفت الآبار", "عنوان آخر")


def test_who_may_write():
    project = draft()
    for user in (UserFactory(), auditor(), coordinator()):
        with pytest.raises(PermissionDenied):
            save(project, user, "why", need="x")
    member = MembershipFactory(body=project.holder_body, role="member").user
    with pytest.raises(PermissionDenied):
        save(project, member, "why", need="x")
    assert save(project, president_of(project.holder_body), "why", need="حاجة").need == "حاجة"


def test_a_project_is_submitted_whole_and_its_version_kept():
    project = draft()
    user = president_of(project.holder_body)
    save(project, user, "why", need="")
    with pytest.raises(Refusal, match="incomplete"):
        services.submit_project(project=project, actor=user)
    save(project, user, "why", need="حاجة")
    project = services.submit_project(project=project, actor=user)
    assert project.state == ProjectState.SUBMITTED
    assert project.versions.get().told["need"] == "حاجة"
    with pytest.raises(PermissionDenied):
        save(project, user, "why", need="x")


def test_a_picture_leaves_behind_what_its_camera_wrote():
    project = draft()
    user = president_of(project.holder_body)
    body = b"Exif\0\0MM\0*\0\0\0\x08\0\0GPS 28.98 -10.06"
    exif = b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
    content = jpeg()[:2] + exif + jpeg()[2:-2] + b"\xff\xda\x00\x02\x12\x34\xff\xd9"
    picture = services.keep_picture(
        project=project, actor=user, file=io.BytesIO(content), alt="البئر القديمة"
    )
    assert b"GPS" not in Path(picture.file.path).read_bytes()
    text = b"tEXtAuthor\0Zineb"
    piece = (len(text) - 4).to_bytes(4) + text + zlib.crc32(text).to_bytes(4)
    drawn = png()
    picture = services.keep_picture(
        project=project, actor=user, file=io.BytesIO(drawn[:33] + piece + drawn[33:]), alt="رسم"
    )
    assert Path(picture.file.path).read_bytes() == drawn
    for bad, code in ((PDF, "not_a_picture"), (b"<svg>", "not_a_picture")):
        with pytest.raises(Refusal, match=code):
            services.keep_picture(project=project, actor=user, file=io.BytesIO(bad), alt="x")
    with pytest.raises(Refusal, match="no_alt"):
        services.keep_picture(project=project, actor=user, file=io.BytesIO(drawn), alt=" ")


def test_a_paper_is_for_its_holder_and_the_coordinator():
    project = draft()
    user = president_of(project.holder_body)
    services.keep_attachment(project=project, actor=user, file=io.BytesIO(PDF), name="../ثمن.exe")
    services.submit_project(project=project, actor=user)
    seen = [bool(queries.papers_seen_by(one)) for one in (user, coordinator(), auditor())]
    assert seen == [True, True, False]
    assert project.attachments.get().name == "ثمن.pdf"


def test_similar_projects_are_public_ones_whose_title_looks_alike():
    near = ProjectFactory(title="حفر بئر بالطاقة الشمسية بجماعة أسرير")
    ProjectFactory(title="قافلة طبية لفائدة المسنين")
    draft(title="حفر بئر بالطاقة الشمسية")
    assert queries.similar_projects("حفر بئر بالطاقه الشمسيه") == [near]
    assert queries.similar_projects("با") == []


def test_a_step_keeps_what_fits_and_shows_what_does_not(client):
    user = UserFactory()
    project = begun(user)
    client.force_login(user)
    address = f"/projects/{project.slug}/write/where/"
    seen = client.get(address).context["seen"]
    answer = client.post(address, {"seen": seen, "reached_count": "many", "groups": ["women"]})
    assert answer.status_code == 200
    assert "many" in answer.text
    assert [row.group for row in project.groups.all()] == ["women"]
    money = f"/projects/{project.slug}/write/money/"
    form = {
        "seen": client.get(money).context["seen"],
        **{f"lines-{name}": value for name, value in (("TOTAL_FORMS", 2), ("INITIAL_FORMS", 0))},
        **{f"fundings-{name}": value for name, value in (("TOTAL_FORMS", 1), ("INITIAL_FORMS", 0))},
        "lines-0-label": "حفر", "lines-0-quantity": "٢", "lines-0-price": "1000",
        "lines-0-is_asked": "on",
    }  # fmt: skip
    assert client.post(money, form).status_code == 302
    project.refresh_from_db()
    assert project.cost_asked == 2000
    again = client.post(money, form | {"lines-0-price": "5"})
    assert again.status_code == 200
    assert again.context["conflict"]
    answer = client.post(
        money, form | {"seen": again.context["seen"], "lines-0-price": "5"},
        headers={"X-Autosave": "1"},
    )  # fmt: skip
    assert answer.json()["saved"]


def test_the_whole_way_without_a_script(client):
    body = BodyFactory()
    client.force_login(president_of(body))
    answer = client.post(
        "/projects/begin/", {"holder": body.slug, "title": "قنطرة على الوادي", "language": "ar"}
    )
    project = Project.objects.get()
    assert answer.url == f"/projects/{project.slug}/write/why/"
    for step in ("what", "why", "where", "money", "time", "files", "review"):
        assert client.get(f"/projects/{project.slug}/write/{step}/").status_code == 200
    assert client.post(f"/projects/{project.slug}/write/review/").context["refused"]
    for address in ("/me/projects/", "/me/", project.get_absolute_url()):
        assert "قنطرة على الوادي" in client.get(address).text
    assert client.post(f"/projects/{project.slug}/act/drop/").status_code == 302
    assert not Project.objects.exists()


def test_of_two_forms_on_a_page_only_the_one_sent_has_faults(client):
    user = UserFactory()
    project = begun(user)
    client.force_login(user)
    sent = {"kind": "picture", "picture-file": io.BytesIO(b"none"), "picture-alt": "البئر"}
    answer = client.post(f"/projects/{project.slug}/write/files/", sent)
    assert list(answer.context["pictures_form"].errors) == ["file"]
    assert not answer.context["papers_form"].is_bound
    assert answer.text.count('id="errors"') == 1


def test_a_fault_in_a_line_is_told_at_the_top_of_its_step(client):
    user = UserFactory()
    project = begun(user)
    client.force_login(user)
    address = f"/projects/{project.slug}/write/money/"
    page = client.get(address)
    sent = {"seen": page.context["seen"], "lines-0-label": "مضخة", "lines-0-price": "كثير"}
    for part in ("lines", "fundings"):
        sent |= {f"{part}-TOTAL_FORMS": "1", f"{part}-INITIAL_FORMS": "0"}
    answer = client.post(address, sent | {"lines-0-quantity": "1"})
    assert 'href="#id_lines-0-price"' in answer.text
    assert answer.text.count('class="field__wrong"') == 1
    answer = client.post(address, sent | {"lines-0-quantity": "1", "lines-0-price": "80.000"})
    assert answer.status_code == 302
    assert project.lines.get().price == 80_000


def test_communes_are_folded_by_province_and_those_ticked_stand_open(client):
    user, commune = UserFactory(), CommuneFactory()
    project = begun(user)
    save(project, user, "where", communes=[commune.code], groups=[])
    client.force_login(user)
    page = client.get(f"/projects/{project.slug}/write/where/")
    told = page.context["step"].form.provinces()
    assert [one[2] for one in told if one[2]] == [1]
    assert page.text.count("<details open>") == 1
    assert f'value="{commune.code}" checked' in page.text
