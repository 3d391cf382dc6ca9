"""Asking for a seat: through the pages, and at their door."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import Call, College, Draw, Message, Registration
from multaqa.apps.network.models import Body
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum_registrations import CallFactory, RegistrationFactory, open_call
from tests.factories.network import BodyFactory, MembershipFactory
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db

WHO = {
    "name": "رقية الناجم",
    "sex": "female",
    "birth_year": "١٩٨٤",
    "contact": "06 61 23 45 67",
    "language": "ar",
}
NEEDS = {"needs_travel": "on", "travels_from": "سوق السبت", "children_count": "1"}


def president(**more):
    body = BodyFactory(kind="cooperative", name_ar="تعاونية واحة السنابل", **more)
    return MembershipFactory(body=body, user=UserFactory(phone="+212661234567")).user, body


def written(registration, user, **more):
    """A draft with everything that sending asks."""
    commune = CommuneFactory()
    fields = {
        "name": "رقية",
        "sex": "female",
        "birth_year": 1984,
        "phone": user.phone or "",
        "project": "مشروع لتجفيف الصبار",
        "commune": commune,
        "college": registration.edition.colleges.first(),
    }
    return services.save_registration(registration=registration, actor=user, **(fields | more))


def sent(of, user=None, **more):
    user = user or UserFactory(phone="+212661234567")
    draft = services.start_registration(edition=of.edition, actor=user)
    return services.send_registration(registration=written(draft, user, **more), actor=user)


def test_a_president_registers_page_by_page_changes_and_withdraws(client):
    college = open_call()
    user, body = president()
    number = college.edition.number
    home = client.get(f"/forum/{number}/call/")
    assert f"/forum/{number}/register/" in home.content.decode()
    asked = client.get(f"/forum/{number}/register/")
    assert asked.url == f"/sign-in/?next=/forum/{number}/register/"
    client.force_login(user)
    who = client.post(f"/forum/{number}/register/").url
    assert who.endswith("/who/")
    at_body = client.post(who, WHO).url
    assert at_body.endswith("/body/")
    assert str(body) in client.get(at_body).content.decode()
    typed = {"coming_for": body.pk, "body_role": "president", "commune": CommuneFactory().code}
    at_needs = client.post(at_body, typed).url
    assert at_needs.endswith("/needs/")
    at_review = client.post(at_needs, NEEDS).url
    assert at_review.endswith("/review/")
    page = client.get(at_review).content.decode()
    assert "سوق السبت" in page
    receipt = client.post(at_review).url
    one = Registration.objects.get()
    assert (one.state, one.body, one.birth_year) == ("sent", body, 1984)
    assert one.number in client.get(receipt).content.decode()
    assert Message.objects.get().text.count(one.number) == 1
    # The form sent a second time is the same registration.
    assert client.post(at_review).url == receipt
    assert Registration.objects.count() == Message.objects.count() == 1
    # Changed, then withdrawn.
    changed = client.post(who, WHO | {"name": "رقية بنت الناجم"})
    assert changed.url == receipt
    one.refresh_from_db()
    assert one.name == "رقية بنت الناجم"
    client.post(f"{receipt}withdraw/", {"reason": "سفر"})
    one.refresh_from_db()
    assert (one.state, one.sensitive) == ("withdrawn", {})
    kinds = list(one.steps.values_list("kind", flat=True))
    assert kinds == ["sent", "changed", "withdrawn"]


def test_what_is_wrong_is_told_and_what_is_right_is_kept(client):
    college, user = open_call(), UserFactory(phone="+212661234567")
    client.force_login(user)
    who = client.post(f"/forum/{college.edition.number}/register/").url
    page = client.post(who, WHO | {"birth_year": "84", "contact": "06 61 23"})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"birth_year", "contact"}
    assert 'value="06 61 23"' in page.content.decode()
    one = Registration.objects.get()
    assert (one.name, one.sex, one.birth_year) == ("رقية الناجم", "female", None)


def test_a_name_in_two_directions_with_emoji_is_kept_and_shown(client):
    college, user = open_call(), UserFactory(phone="+212661234567")
    client.force_login(user)
    who = client.post(f"/forum/{college.edition.number}/register/").url
    name = "فاطمة Fatima 😀🏽 \u202eقلب"
    assert client.post(who, WHO | {"name": name}).status_code == 302
    assert Registration.objects.get().name == name
    long = client.post(who, WHO | {"name": "ط" * 300})
    assert "name" in long.context["form"].errors
    assert Registration.objects.get().name == name


def test_one_begins_once_and_finds_it_again(together):
    college, user = open_call(), UserFactory()
    begun = together(
        *[lambda: services.start_registration(edition=college.edition, actor=user)] * 6
    )
    assert {one.pk for one in begun} == {Registration.objects.get().pk}


def test_one_sends_once_however_often_and_at_once(together):
    college, user = open_call(), UserFactory(phone="+212661234567")
    draft = written(services.start_registration(edition=college.edition, actor=user), user)
    ends = together(*[lambda: services.send_registration(registration=draft, actor=user)] * 6)
    assert {one.number for one in ends} == {Registration.objects.get().number}
    assert Message.objects.count() == 1


def test_two_who_give_the_same_phone_at_once_are_one(together):
    college = open_call()
    people = [UserFactory(email=f"x{n}@example.ma") for n in range(2)]
    drafts = [
        written(
            services.start_registration(edition=college.edition, actor=one),
            one,
            phone="+212661234567",
        )
        for one in people
    ]
    ends = together(
        *[
            lambda pair=pair: services.send_registration(registration=pair[0], actor=pair[1])
            for pair in zip(drafts, people, strict=True)
        ]
    )
    told = sorted(type(one).__name__ for one in ends)
    assert told == ["Refusal", "Registration"]
    assert Registration.objects.filter(state="sent").count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": ""}, "who_missing"),
        ({"birth_year": None}, "who_missing"),
        ({"birth_year": 2012}, "too_young"),
        ({"commune": None}, "commune_missing"),
        ({"project": " "}, "body_missing"),
        ({"college": None}, "college_missing"),
    ],
)
def test_what_is_not_whole_is_not_sent(fields, code):
    with pytest.raises(Refusal, match=code):
        sent(open_call(), **fields)
    assert Registration.objects.get().state == "draft"


def test_a_commune_outside_is_refused():
    college = open_call()
    Call.objects.update(provinces=["10.473"])
    with pytest.raises(Refusal, match="commune_outside"):
        sent(college)


def test_a_body_that_is_not_theirs_is_refused():
    college, user = open_call(), UserFactory(phone="+212661234567")
    stranger = BodyFactory(kind="association")
    with pytest.raises(Refusal, match="body_not_theirs"):
        sent(college, user, body=stranger, project="")
    MembershipFactory(body=stranger, user=user, role="member")
    with pytest.raises(Refusal, match="body_not_theirs"):
        services.send_registration(registration=Registration.objects.get(), actor=user)


def test_a_college_takes_its_kinds_and_ages():
    college = open_call(name_ar="الشباب", kinds=["project_holder"], age_from=18, age_to=35)
    with pytest.raises(Refusal, match="college_does_not_fit"):
        sent(college, birth_year=1970)
    one = Registration.objects.get()
    one.birth_year = college.edition.starts_on.year - 30
    one.save()
    assert services.send_registration(registration=one, actor=one.user).state == "sent"


@pytest.mark.parametrize("moves", [{"opens_at": 1, "closes_at": 2}, {"closes_at": -0.1}])
def test_nothing_is_sent_begun_or_changed_while_the_call_is_not_open(moves):
    college = open_call()
    user = UserFactory(phone="+212661234567")
    draft = written(services.start_registration(edition=college.edition, actor=user), user)
    after = sent(college, UserFactory(phone="+212661234568"))
    now = timezone.now()
    Call.objects.update(**{name: now + timedelta(days=days) for name, days in moves.items()})
    for deed in (
        lambda: services.start_registration(edition=college.edition, actor=UserFactory()),
        lambda: services.save_registration(registration=draft, actor=user, name="x"),
        lambda: services.send_registration(registration=draft, actor=user),
        lambda: services.save_registration(registration=after, actor=after.user, name="x"),
    ):
        with pytest.raises(Refusal, match=r"call\.(closed|coming)"):
            deed()
    # Taking it back is always possible.
    assert services.withdraw_registration(registration=after, actor=after.user).state == "withdrawn"


def test_after_the_close_the_pages_say_so(client):
    college, user = open_call(), UserFactory()
    client.force_login(user)
    who = client.post(f"/forum/{college.edition.number}/register/").url
    Call.objects.update(closes_at=timezone.now())
    assert client.get(f"/forum/{college.edition.number}/call/").status_code == 200
    late = client.post(who, WHO)
    assert late.status_code == 200
    assert late.context["form"].non_field_errors()
    assert 'value="رقية الناجم"' in late.content.decode()


def test_a_registration_is_seen_by_whom_it_concerns_alone(client):
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    clerk = UserFactory()
    Registration.objects.update(entered_by=clerk)
    named = UserFactory(phone=one.phone)
    address = one.get_absolute_url()
    for person, status in (
        (one.user, 200),
        (clerk, 200),
        (named, 200),
        (UserFactory(), 404),
        (auditor(), 404),
        (coordinator(), 404),
    ):
        client.force_login(person)
        assert client.get(address).status_code == status
        step = reverse("forum:register", args=[one.edition.number, one.token, "who"])
        assert client.get(step).status_code in ({200} if status == 200 else {404})
    client.force_login(one.user)
    assert client.get(f"{address}nowhere/").status_code == 404


def test_a_stranger_writes_nothing():
    one, stranger = RegistrationFactory(), UserFactory()
    CallFactory(edition=one.edition)
    for deed in (
        lambda: services.save_registration(registration=one, actor=stranger, name="x"),
        lambda: services.send_registration(registration=one, actor=stranger),
        lambda: services.withdraw_registration(registration=one, actor=stranger),
        lambda: services.answer_refusal(registration=one, actor=stranger, reply="x"),
        lambda: services.save_registration(registration=one, actor=auditor(), name="x"),
    ):
        with pytest.raises(PermissionDenied):
            deed()


# For somebody present.


def test_somebody_present_is_registered_with_their_consent(client):
    college, clerk = open_call(), UserFactory()
    client.force_login(clerk)
    start = f"/forum/{college.edition.number}/register/?other=1"
    refused = client.post(start, {"consent": "spoken"})
    assert refused.context["form"].errors["consents"]
    assert not Registration.objects.exists()
    who = client.post(start, {"consent": "signed", "consents": "on"}).url
    one = Registration.objects.get()
    assert (one.entered_by, one.user, one.consent) == (clerk, None, "signed")
    assert one.consent_at is not None
    assert client.post(who, WHO | {"contact": ""}).status_code == 302
    services.save_registration(
        registration=one,
        actor=clerk,
        project="ورشة للخياطة",
        commune=CommuneFactory(),
        college=college,
    )
    whole = services.send_registration(registration=one, actor=clerk)
    assert whole.state == "sent"
    assert Message.objects.get().state == "to_call"


def test_a_body_of_the_directory_is_found_for_somebody_present(client):
    college, clerk = open_call(), UserFactory()
    body = BodyFactory(kind="association", name_ar="جمعية بوصلة الأركان")
    client.force_login(clerk)
    start = f"/forum/{college.edition.number}/register/?other=1"
    who = client.post(start, {"consent": "spoken", "consents": "on"}).url
    step = who.replace("/who/", "/body/")
    found = client.post(step, {"body_search": "بوصله", "search": "1"})
    assert str(body) in found.content.decode()
    chosen = {"coming_for": body.pk, "body_role": "member", "commune": CommuneFactory().code}
    assert client.post(step, chosen).url.endswith("/needs/")
    assert Registration.objects.get().body == body


def test_who_did_not_agree_takes_it_back_and_says_so(client):
    college, clerk = open_call(), UserFactory()
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    one = services.send_registration(
        registration=written(draft, clerk, phone="+212661234567"), actor=clerk
    )
    person = UserFactory(phone="+212661234567")
    client.force_login(person)
    assert one.number in client.get("/me/").content.decode()
    client.post(f"{one.get_absolute_url()}withdraw/", {"reason": "لم أوافق"})
    one.refresh_from_db()
    assert one.state == "withdrawn"
    assert one.steps.last().reason == "لم أوافق"
    assert one.steps.last().actor == person


def test_no_assistance_where_the_organiser_does_not_take_it():
    college = open_call()
    Call.objects.update(is_assistance_open=False)
    with pytest.raises(Refusal, match="no_assistance"):
        services.start_registration(edition=college.edition, actor=UserFactory(), consent="spoken")


# Refused, answered once.


def test_a_refusal_is_answered_once(client):
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    services.refuse_registration(registration=one, actor=coordinator(), reason="خارج المجال")
    client.force_login(one.user)
    assert "خارج المجال" in client.get(one.get_absolute_url()).content.decode()
    client.post(f"{one.get_absolute_url()}reply/", {"reply": "مقرنا في الجهة"})
    one.refresh_from_db()
    assert one.reply == "مقرنا في الجهة"
    with pytest.raises(Refusal, match="answered_once"):
        services.answer_refusal(registration=one, actor=one.user, reply="مرة أخرى")


def test_what_changes_the_balance_is_looked_at_again():
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    services.accept_registrations(registrations=[one], actor=coordinator())
    services.take_pool(college=one.college, actor=coordinator())
    kept = services.save_registration(registration=one, actor=one.user, needs_lodging=True)
    assert kept.state == "accepted"
    assert one.college.applicants.count() == 1
    moved = services.save_registration(registration=one, actor=one.user, birth_year=1991)
    assert moved.state == "sent"
    assert one.college.applicants.count() == 0


def test_sealed_it_cannot_change_and_can_be_withdrawn():
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    Draw.objects.filter(college=one.college).update(seats=1)
    services.accept_registrations(registrations=[one], actor=coordinator())
    services.take_pool(college=one.college, actor=coordinator())
    College.objects.get().draw  # noqa: B018
    from multaqa.apps.forum.models import Category, Quota
    from tests.factories.forum import sealed

    category = Category.objects.get(key="sex")
    Quota.objects.create(category=category, value="female", minimum=0, maximum=1)
    sealed(one.college)
    with pytest.raises(Refusal, match="sealed"):
        services.save_registration(registration=one, actor=one.user, needs_lodging=True)
    services.withdraw_registration(registration=one, actor=one.user)
    assert one.college.applicants.count() == 1


def test_merged_bodies_keep_their_registrations(django_capture_on_commit_callbacks):
    from multaqa.apps.network.services import merge_bodies

    kept, merged = BodyFactory(), BodyFactory()
    one = RegistrationFactory(body=merged, project="")
    with django_capture_on_commit_callbacks(execute=True):
        merge_bodies(kept=kept, merged=merged, actor=coordinator(), reason="نفس الهيئة")
    one.refresh_from_db()
    assert one.body == kept
    assert Body.objects.get(pk=merged.pk).merged_into == kept


@pytest.mark.parametrize("count", [1, 50])
def test_my_space_costs_the_same(client, count, django_assert_max_num_queries):
    user = UserFactory()
    for _ in range(count):
        RegistrationFactory(user=None, entered_by=user, consent="spoken")
    client.force_login(user)
    client.get("/me/")
    with django_assert_max_num_queries(10):
        client.get("/me/")


def test_kept_of_tells_each_registration():
    one = RegistrationFactory(sensitive={"q1": "yes"})
    assert len(queries.kept_of(one.user)) == 2
    assert queries.kept_of(UserFactory()) == []
