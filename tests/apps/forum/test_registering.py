"""Asking for a seat: through the pages, and at their door."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.forum import services
from multaqa.apps.forum.models import (
    Call,
    College,
    Message,
    Registration,
)
from multaqa.apps.network.models import Membership
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.forum import CollegeFactory, college_with_people, sealed
from tests.factories.forum_registrations import (
    NEEDS,
    WHO,
    CallFactory,
    RegistrationFactory,
    open_call,
    sent,
    written,
)
from tests.factories.network import BodyFactory, MembershipFactory
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db


def president(**more):
    body = BodyFactory(kind="cooperative", name_ar="تعاونية واحة السنابل", **more)
    return MembershipFactory(body=body, user=UserFactory(phone="+212661234567")).user, body


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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+88213000000", ""),  # a satellite's, which a message costs dearly
        ("+33 6 12 34 56 78", ""),
        ("0661abcdef", ""),
        ("05 28 88 12 34", "+212528881234"),  # a landline is called
    ],
)
def test_a_contact_is_of_a_country_that_is_written_to_and_may_be_a_landline(client, typed, kept):
    college, user = open_call(), UserFactory(email="x@example.ma")
    client.force_login(user)
    who = client.post(f"/forum/{college.edition.number}/register/").url
    Registration.objects.update(email="")
    page = client.post(who, WHO | {"contact": typed})
    assert Registration.objects.get().phone == kept
    if not kept:
        assert page.context["form"].errors["contact"]


def test_a_name_in_two_directions_with_emoji_is_kept_and_shown(client):
    college, user = open_call(), UserFactory(phone="+212661234567")
    client.force_login(user)
    who = client.post(f"/forum/{college.edition.number}/register/").url
    name = "فاطمة Fatima 😀🏽 \u202eقلب"
    assert client.post(who, WHO | {"name": name}).status_code == 302
    assert Registration.objects.get().name == name
    for unseen in ("\u200b\u2060", "\u3164", "\u0650", "ـــ", "…"):
        assert "name" in client.post(who, WHO | {"name": unseen}).context["form"].errors
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
        ({"name": "\u200b\u3164"}, "who_missing"),
        ({"birth_year": None}, "who_missing"),
        ({"birth_year": 2012}, "too_young"),
        ({"commune": None}, "commune_missing"),
        ({"project": " "}, "body_missing"),
        ({"phone": "", "email": ""}, "contact_missing"),
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
    draft = Registration.objects.get()
    with pytest.raises(Refusal, match="body_not_theirs"):
        services.send_registration(registration=draft, actor=user)
    Membership.objects.update(role="president")
    with pytest.raises(Refusal, match="role_missing"):
        services.send_registration(registration=draft, actor=user)
    services.save_registration(registration=draft, actor=user, body_role="president")
    assert services.send_registration(registration=draft, actor=user).state == "sent"


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


def test_after_the_close_the_pages_say_so_and_the_draft_is_readable(client):
    college, user = open_call(), UserFactory()
    client.force_login(user)
    who = client.post(f"/forum/{college.edition.number}/register/").url
    client.post(who, WHO)
    Call.objects.update(closes_at=timezone.now())
    assert client.get(f"/forum/{college.edition.number}/call/").status_code == 200
    late = client.post(who, WHO | {"name": "رقية بنت الناجم"})
    assert late.status_code == 200
    assert late.context["form"].non_field_errors()
    assert 'value="رقية بنت الناجم"' in late.content.decode()
    review = client.get(who).url
    assert review.endswith("/review/")
    page = client.get(review).content.decode()
    assert WHO["name"] in page
    main = page.split("<main")[1].split("</main")[0]
    assert main.count('method="post"') == main.count("/withdraw/") == 1
    assert client.post(review).context["trouble"]
    assert Registration.objects.get().state == "draft"
    draft = Registration.objects.get().get_absolute_url()
    assert client.get(draft).url == review


def test_needs_change_after_the_close_and_nothing_else(client):
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    Call.objects.update(closes_at=timezone.now())
    client.force_login(one.user)
    step = one.get_absolute_url()
    page = client.get(step).content.decode()
    assert f"{step}needs/" in page
    assert f"{step}who/" not in page
    assert client.get(f"{step}who/").status_code == 302
    assert client.post(f"{step}needs/", NEEDS).url == step
    one.refresh_from_db()
    assert one.needs_travel
    with pytest.raises(Refusal, match="closed"):
        services.save_registration(registration=one, actor=one.user, name="x", access="x")


def test_nobody_asks_for_a_seat_whose_draw_is_sealed():
    college, user = college_with_people(), UserFactory(phone="+212661234567")
    CallFactory(edition=college.edition)
    draft = written(services.start_registration(edition=college.edition, actor=user), user)
    sealed(college)
    with pytest.raises(Refusal, match="college_sealed"):
        services.send_registration(registration=draft, actor=user)


def test_a_change_is_told_and_noted_once_and_only_if_something_changed():
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    services.save_registration(registration=one, actor=one.user, name=one.name)
    assert not one.steps.exists()
    services.save_registration(registration=one, actor=one.user, name="فاطمة بنت علي")
    assert one.steps.get().kind == "changed"
    assert one.number in Message.objects.get().text
    with pytest.raises(Refusal, match="too_young"):
        services.save_registration(registration=one, actor=one.user, birth_year=2015)
    one.refresh_from_db()
    assert one.birth_year == 1990


def test_who_is_too_young_is_told_beside_the_year_and_the_rest_is_kept(client):
    college, user = open_call(), UserFactory(phone="+212661234567")
    client.force_login(user)
    who = client.post(f"/forum/{college.edition.number}/register/").url
    page = client.post(who, WHO | {"birth_year": str(college.edition.starts_on.year - 17)})
    assert set(page.context["form"].errors) == {"birth_year"}
    one = Registration.objects.get()
    assert (one.name, one.birth_year) == (WHO["name"], None)
    assert client.post(
        who, WHO | {"birth_year": str(college.edition.starts_on.year - 18)}
    ).url.endswith("/body/")


@pytest.mark.parametrize(
    ("fields", "step"),
    [
        ({"birth_year": 2012}, "who"),
        ({"project": ""}, "body"),
        ({}, "questions"),
    ],
)
def test_what_keeps_it_from_being_sent_leads_to_where_it_is_put_right(client, fields, step):
    college, user = open_call(), UserFactory(phone="+212661234567")
    college.edition.questions.create(kind="text", label_ar="سؤال", is_required=True)
    draft = services.start_registration(edition=college.edition, actor=user)
    written(draft, user, **fields)
    client.force_login(user)
    address = reverse("forum:register", args=[*_place(draft), "review"])
    for page in (client.get(address), client.post(address)):
        assert [name for name, _label in page.context["put_right"]] == [step]
        notice = page.content.decode().split('data-tone="warn"')[1].split("</div")[0]
        assert f"/{step}/?to=review" in notice


def test_a_draft_is_thrown_away_by_who_writes_it_and_nothing_of_it_stays(client):
    college, user = open_call(), UserFactory(phone="+212661234567")
    draft = written(services.start_registration(edition=college.edition, actor=user), user)
    client.force_login(user)
    away = f"{draft.get_absolute_url()}withdraw/"
    for step in ("who", "review"):
        page = client.get(reverse("forum:register", args=[*_place(draft), step]))
        assert away in page.content.decode()
    assert client.post(away).url == "/me/"
    draft.refresh_from_db()
    assert (draft.state, draft.name, draft.phone, draft.commune) == ("withdrawn", "", "", None)
    assert not Message.objects.exists()
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert not client.get("/me/registrations/").context["page_obj"].object_list
    # Begun anew, it is another one.
    assert services.start_registration(edition=college.edition, actor=user).pk != draft.pk


def test_what_one_comes_for_must_be_said_once(client):
    college, user = open_call(), UserFactory()
    client.force_login(user)
    step = client.post(f"/forum/{college.edition.number}/register/").url.replace("/who/", "/body/")
    form = client.post(step, {"commune": CommuneFactory().code}).context["form"]
    assert form.fields["coming_for"].required
    assert len(form.errors["coming_for"]) == 1
    assert len(client.post(step, {"coming_for": "x"}).context["form"].errors["coming_for"]) == 1


def test_a_phone_taken_is_told_without_a_word_of_whose_it_is(client):
    taken = RegistrationFactory()
    CallFactory(edition=taken.edition)
    user = UserFactory(email="x@example.ma")
    draft = written(
        services.start_registration(edition=taken.edition, actor=user), user, phone=taken.phone
    )
    client.force_login(user)
    page = client.post(reverse("forum:register", args=[*_place(draft), "review"]))
    told = page.context["trouble"]
    assert told
    for fact in (taken.name, taken.number, taken.phone):
        assert fact not in told
    assert Registration.objects.get(pk=draft.pk).state == "draft"
    # Changed to it afterwards, it is refused the same.
    services.save_registration(registration=draft, actor=user, phone="+212661234568")
    services.send_registration(registration=draft, actor=user)
    changed = client.post(
        reverse("forum:register", args=[*_place(draft), "who"]), WHO | {"contact": taken.phone}
    )
    assert changed.context["form"].non_field_errors()


def _place(registration):
    return [registration.edition.number, registration.token]


def test_the_only_body_and_the_only_college_that_fits_are_chosen_by_themselves(client):
    college = open_call(slug="civil", name_ar="الجمعيات", kinds=["association", "cooperative"])
    for place, slug in enumerate(("holders", "young"), start=2):
        CollegeFactory(
            edition=college.edition,
            slug=slug,
            name_ar=slug,
            position=place,
            kinds=["project_holder"],
            age_to=35 if slug == "young" else None,
        )
    user, body = president()
    client.force_login(user)
    step = client.post(f"/forum/{college.edition.number}/register/").url.replace("/who/", "/body/")
    form = client.get(step).context["form"]
    assert (form.initial["coming_for"], form.initial["body_role"]) == (str(body.pk), "president")
    typed = {"commune": CommuneFactory().code, "coming_for": body.pk, "body_role": "president"}
    assert client.post(step, typed).status_code == 302
    assert Registration.objects.get().college == college
    # Where several take them, they are asked; where none does, they are told.
    typed |= {"coming_for": "project", "project": "ورشة"}
    assert "college" in client.post(step, typed).context["form"].errors
    wrong = client.post(step, typed | {"college": college.pk})
    assert "college" in wrong.context["form"].errors
    young = College.objects.get(slug="young")
    assert client.post(step, typed | {"college": young.pk}).status_code == 302
    Registration.objects.update(birth_year=1960)
    assert client.post(step, typed).status_code == 302
    assert Registration.objects.get().college.slug == "holders"
