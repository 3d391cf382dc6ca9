"""The pages of a call: at the desk, for its coordinator; on the site, for everyone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from multaqa.apps.forum.models import Call, Edition, Question
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import CollegeFactory, EditionFactory
from tests.factories.forum_registrations import CallFactory, RegistrationFactory, open_call

pytestmark = pytest.mark.django_db

PAGES = ["call/", "colleges/", "questions/", "questions/new/", "clone/"]


def written(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@pytest.fixture
def desk(client):
    """The desk of an edition, and a coordinator at it."""
    college = CollegeFactory()
    client.force_login(coordinator())
    client.edition = college.edition
    client.at = f"/desk/{college.edition.number}/"
    return client


@pytest.mark.parametrize("page", PAGES)
def test_the_auditor_has_no_business_on_them(client, page):
    client.force_login(auditor())
    assert client.get(f"/desk/{CollegeFactory().edition.number}/{page}").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_the_coordinator_sees_each_in_both_languages(desk, page):
    for language in ("", "/fr"):
        assert desk.get(f"{language}{desk.at}{page}").status_code == 200


def test_a_call_is_set_closed_and_opened_again(desk):
    now = timezone.now()
    typed = {
        "opens_at": written(now - timedelta(days=1)),
        "closes_at": written(now + timedelta(days=5)),
        "provinces": ["10.473"],
        "intro_ar": "تعالوا",
        "is_announced": "on",
    }
    assert desk.post(f"{desk.at}call/", typed).status_code == 302
    call = Call.objects.get()
    assert (call.state, call.provinces, call.is_assistance_open) == ("open", ["10.473"], False)
    wrong = desk.post(f"{desk.at}call/", typed | {"closes_at": typed["opens_at"]})
    assert wrong.context["form"].non_field_errors()
    desk.post(f"{desk.at}call/close/")
    assert Call.objects.get().state == "closed"
    desk.post(f"{desk.at}call/reopen/", {"closes_at": written(now + timedelta(days=2))})
    assert Call.objects.get().state == "open"


def test_colleges_are_added_changed_moved_and_removed(desk):
    for slug in ("civil", "youth"):
        typed = {"slug": slug, "name_ar": f"فئة {slug}", "seats": "١٢", "kinds": ["association"]}
        assert desk.post(f"{desk.at}colleges/", typed).status_code == 302
    change = f"{desk.at}colleges/youth/"
    assert desk.get(change).status_code == 200
    wrong = desk.post(change, typed | {"age_from": "40", "age_to": "30"})
    assert wrong.context["form"].errors["age_to"]
    assert desk.post(change, typed | {"age_from": "18", "age_to": "35"}).status_code == 302
    desk.post(f"{change}change/", {"action": "up"})
    colleges = desk.edition.colleges
    assert list(colleges.values_list("slug", "age_to")) == [("youth", 35), ("civil", None)]
    assert "فئة youth" in desk.get(f"{desk.at}colleges/").content.decode()
    desk.post(f"{change}change/", {"action": "remove"})
    assert list(colleges.values_list("slug", flat=True)) == ["civil"]


def test_questions_are_added_changed_moved_and_removed(desk):
    typed = {
        "label_ar": "مجال المشروع",
        "kind": "choice",
        "choices": "فلاحة | agriculture\nصيد",
        "is_balanced": "on",
    }
    assert desk.post(f"{desk.at}questions/new/", typed).status_code == 302
    assert desk.post(f"{desk.at}questions/new/", typed | {"label_ar": "آخر"}).status_code == 302
    one, other = Question.objects.all()
    assert one.choices == [
        {"value": "c1", "ar": "فلاحة", "fr": "agriculture"},
        {"value": "c2", "ar": "صيد"},
    ]
    assert "<bdi>صيد</bdi>" in desk.get(f"{desk.at}questions/").content.decode()
    in_french = desk.get(f"/fr{desk.at}questions/").content.decode()
    assert "<bdi>agriculture</bdi>" in in_french
    assert "<bdi>صيد</bdi>" in in_french  # it has no French
    page = desk.get(f"{desk.at}questions/{one.pk}/").content.decode()
    assert "فلاحة | agriculture\nصيد" in page
    refused = desk.post(f"{desk.at}questions/{one.pk}/", typed | {"label_ar": "ما قبيلتك؟"})
    assert refused.context["form"].non_field_errors()
    desk.post(f"{desk.at}questions/{other.pk}/change/", {"action": "up"})
    assert list(Question.objects.all()) == [other, one]
    desk.post(f"{desk.at}questions/{other.pk}/change/", {"action": "remove"})
    assert Question.objects.get() == one


def test_a_question_of_another_edition_is_not_found(desk):
    other = EditionFactory().questions.create(kind="text", label_ar="س")
    assert desk.get(f"{desk.at}questions/{other.pk}/").status_code == 404


def test_a_new_edition_is_opened_from_this_one(desk):
    typed = {"number": "988", "starts_on": "2027-09-01", "ends_on": "2027-09-02"}
    assert desk.post(f"{desk.at}clone/", typed).url == "/desk/988/"
    again = desk.post(f"{desk.at}clone/", typed)
    assert again.context["form"].non_field_errors()
    assert not Edition.objects.get(number=988).is_public
    for day in ("0001-01-01", "9999-12-31"):
        days = {"number": "989", "starts_on": day, "ends_on": day}
        assert desk.post(f"{desk.at}clone/", days).context["form"].non_field_errors()
    assert not Edition.objects.filter(number=989).exists()


def test_the_province_in_focus_lies_in_the_region(desk):
    page = desk.get(desk.at)
    typed = {
        name: field.value() or ""
        for name, field in ((one.name, one) for one in page.context["form"])
        if name != "is_public"
    } | {"is_public": "on"}
    outside = desk.post(desk.at, typed | {"focus_province": "01.151"})
    assert outside.context["form"].errors["focus_province"]
    assert desk.post(desk.at, typed | {"focus_province": "10.473"}).status_code == 302
    assert Edition.objects.get().focus_province_id == "10.473"


# For everyone.


def test_each_state_of_a_call_says_what_to_do(client):
    edition = open_call().edition
    address, now = f"/forum/{edition.number}/call/", timezone.now()
    button = f'href="/forum/{edition.number}/register/"'
    assert button in client.get(address).content.decode()
    Call.objects.update(opens_at=now + timedelta(days=1))
    assert button not in client.get(address).content.decode()
    Call.objects.update(opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1))
    assert button not in client.get(address).content.decode()
    Call.objects.update(is_announced=False)
    hidden = client.get(address)
    assert "call" not in hidden.context
    assert edition.get_absolute_url() in hidden.content.decode()
    client.force_login(UserFactory())
    assert client.get(f"/forum/{edition.number}/register/").url == address
    assert client.get("/forum/999/call/").status_code == 404


def test_draws_that_are_being_prepared_say_how_they_will_run(client):
    college = CollegeFactory()
    CollegeFactory(edition=college.edition, slug="other", position=2)
    text = client.get(f"/forum/{college.edition.number}/draw/").content.decode()
    assert f'href="{college.draw.get_absolute_url()}"' in text
    assert 'id="rule"' in text


def test_an_edition_that_is_over_awaits_no_call(client):
    last = timezone.localdate() - timedelta(days=3)
    for edition, is_over in (
        (EditionFactory(starts_on=last, ends_on=last), True),
        (EditionFactory(starts_on=last, ends_on=last + timedelta(days=30)), False),
    ):
        page = client.get(f"/forum/{edition.number}/call/")
        assert page.context["is_over"] == is_over
        assert page.context["menu"][0]["is_current"]  # the forum's section


@pytest.mark.parametrize("address", ["/", "/forum/{}/"])
def test_home_and_the_edition_lead_to_an_open_call(client, address):
    edition = open_call().edition
    link = f'href="/forum/{edition.number}/call/"'
    page = client.get(address.format(edition.number)).content.decode()
    assert link in page
    Call.objects.update(is_announced=False)
    assert link not in client.get(address.format(edition.number)).content.decode()


def test_stages_know_the_call(client):
    edition = open_call().edition
    at = f"/forum/{edition.number}/"
    assert client.get(at).context["stage"] == "call"
    Call.objects.update(closes_at=timezone.now())
    after = client.get(at).context
    assert (after["stage"], after["stages_done"]) == ("balance", ["call"])


@pytest.mark.parametrize("count", [1, 30])
def test_the_desk_pages_cost_the_same(desk, count, django_assert_max_num_queries):
    for place in range(count):
        CollegeFactory(edition=desk.edition, slug=f"c{place}", name_ar="فئة", position=place + 2)
        question = desk.edition.questions.create(kind="text", label_ar="س", position=place)
        question.colleges.set(desk.edition.colleges.all())
    for page in ("colleges/", "questions/"):
        with django_assert_max_num_queries(12):
            desk.get(f"{desk.at}{page}")


@pytest.mark.parametrize("count", [1, 30])
def test_the_call_costs_the_same(client, count, django_assert_max_num_queries):
    edition = CallFactory().edition
    for place in range(count):
        CollegeFactory(edition=edition, slug=f"c{place}", name_ar="فئة", position=place + 2)
    client.force_login(RegistrationFactory(edition=edition, user=UserFactory()).user)
    with django_assert_max_num_queries(12):
        client.get(f"/forum/{edition.number}/call/")
