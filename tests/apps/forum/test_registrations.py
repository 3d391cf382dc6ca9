"""A registration once it is begun: its questions, who sees it, who may do what with it."""

import gzip

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import (
    Call,
    Category,
    Draw,
    Message,
    Quota,
    Registration,
)
from multaqa.apps.network.models import Body
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import CollegeFactory, sealed
from tests.factories.forum_registrations import (
    WHO,
    CallFactory,
    RegistrationFactory,
    open_call,
    written,
)
from tests.factories.network import BodyFactory, MembershipFactory
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db


def _place(registration):
    return [registration.edition.number, registration.token]


# The edition's own questions.


def test_a_question_that_must_be_answered_is_and_each_college_has_its_own(client):
    college, user = open_call(), UserFactory(phone="+212661234567")
    other = CollegeFactory(edition=college.edition, slug="x", name_ar="x", position=2)
    questions = college.edition.questions
    asked = questions.create(kind="number", label_ar="كم سنة من الخبرة؟", is_required=True)
    questions.create(kind="text", label_ar="لغيرهم", is_required=True).colleges.set([other])
    draft = services.start_registration(edition=college.edition, actor=user)
    draft = written(draft, user, college=college)
    with pytest.raises(Refusal, match="answer_missing"):
        services.send_registration(registration=draft, actor=user)
    client.force_login(user)
    step = reverse("forum:register", args=[*_place(draft), "questions"])
    page = client.get(step).content.decode()
    assert "كم سنة" in page
    assert "لغيرهم" not in page
    assert asked.key in client.post(step, {asked.key: "كثيرا"}).context["form"].errors
    assert client.post(step, {asked.key: "٠٧"}).url.endswith("/review/")
    draft = services.send_registration(registration=draft, actor=user)
    assert draft.answers == {asked.key: 7}


def test_what_is_sensitive_is_asked_last_if_authorised_and_shown_to_its_person_alone(client):
    college, clerk = open_call(), UserFactory()
    edition = college.edition
    question = edition.questions.create(
        kind="yes_no", label_ar="وضعية إعاقة", is_sensitive=True, is_balanced=True
    )
    draft = services.start_registration(edition=edition, actor=clerk, consent="spoken")
    draft = written(draft, clerk, phone="+212661234567")
    step = reverse("forum:register", args=[*_place(draft), "sensitive"])
    client.force_login(clerk)
    assert client.get(step).status_code == 404
    edition.authorisation_number, edition.authorisation_on = "D-W-1/2026", "2026-01-01"
    edition.save()
    page = client.get(step).content.decode()
    assert "D-W-1/2026" in page
    assert client.post(step, {}).url.endswith("/review/")
    assert client.post(step, {question.key: "yes"}).url.endswith("/review/")
    one = services.send_registration(registration=draft, actor=clerk)
    assert (one.sensitive, one.answers) == ({question.key: "yes"}, {})
    assert question.label_ar not in client.get(one.get_absolute_url()).content.decode()
    client.force_login(UserFactory(phone="+212661234567"))
    assert question.label_ar in client.get(one.get_absolute_url()).content.decode()


def test_a_registration_is_seen_by_whom_it_concerns_alone(client):
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    clerk = UserFactory()
    Registration.objects.update(entered_by=clerk, user=None, consent="spoken")
    named = UserFactory(phone=one.phone)
    address = one.get_absolute_url()
    for person, status in (
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
    client.force_login(named)
    assert client.get(f"{address}nowhere/").status_code == 404
    assert client.get(f"{address}questions/").status_code == 404
    elsewhere = CallFactory().edition
    for number, token in ((elsewhere.number, one.token), (one.edition.number, "x" * 24)):
        for name, more in (("registration", []), ("register", ["who"]), ("register", ["review"])):
            wrong = reverse(f"forum:{name}", args=[number, token, *more])
            assert client.get(wrong).status_code == 404
            assert client.post(wrong).status_code == 404


def test_what_somebody_is_still_writing_is_theirs_alone():
    """A number mistyped in a draft shows it to nobody."""
    college, clerk = open_call(), UserFactory()
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    written(draft, clerk, phone="+212661234567")
    person = UserFactory(phone="+212661234567")
    assert not queries.registrations_seen_by(person).exists()
    services.send_registration(registration=draft, actor=clerk)
    assert queries.registrations_seen_by(person).get() == draft
    assert not queries.registrations_seen_by(UserFactory(phone=None)).exists()


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
    found = client.post(step, {"body_search": "بوصله", "search": "1", "project": "مشروع"})
    page = found.content.decode()
    assert f"{body} · {body.commune}" in page
    assert page.index('name="body_search"') < page.index('name="coming_for"')
    assert 'value="مشروع"' in page
    assert not found.context["form"].errors
    chosen = {"coming_for": body.pk, "body_role": "member", "commune": CommuneFactory().code}
    assert client.post(step, chosen).url.endswith("/needs/")
    assert Registration.objects.get().body == body


def test_a_search_that_finds_nothing_or_too_much_says_so(client):
    college = open_call()
    for name in ("ا", "ب", "ج", "د", "ه", "و", "ز", "ح", "ط"):
        BodyFactory(kind="association", name_ar=f"جمعية النخيل {name}")
    client.force_login(UserFactory())
    start = f"/forum/{college.edition.number}/register/?other=1"
    who = client.post(start, {"consent": "spoken", "consents": "on"}).url
    step = who.replace("/who/", "/body/")
    none = client.post(step, {"body_search": "الزعفران", "search": "1"})
    assert none.context["form"].hit_count == 0
    assert "/network/enter/?next=" in none.content.decode()
    many = client.post(step, {"body_search": "النخيل", "search": "1"})
    assert many.context["form"].is_cut
    assert many.content.decode().count('name="coming_for"') == 8 + 1  # and a project of one's own
    assert "/network/enter/?next=" not in many.content.decode()


def test_who_did_not_agree_takes_it_back_and_says_so(client):
    college, clerk = open_call(), UserFactory()
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    one = services.send_registration(
        registration=written(draft, clerk, phone="+212661234567"), actor=clerk
    )
    person = UserFactory(phone="+212661234567")
    client.force_login(person)
    assert one.number in client.get("/me/").content.decode()
    assert "objects" in client.get(one.get_absolute_url()).content.decode()
    client.force_login(clerk)
    assert "objects" not in client.get(one.get_absolute_url()).content.decode()
    client.force_login(person)
    client.post(f"{one.get_absolute_url()}withdraw/", {"objects": "1"})
    one.refresh_from_db()
    assert one.state == "withdrawn"
    last = one.steps.last()
    assert (last.kind, last.actor) == ("withdrawn", person)
    with override("ar"):
        assert last.reason == gettext("The person did not agree to be registered.")


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


def test_the_one_answer_is_as_long_as_its_page_lets_it_be_and_never_lost(client):
    one = RegistrationFactory(state="refused", reason="خارج", decided_at=timezone.now())
    CallFactory(edition=one.edition)
    client.force_login(one.user)
    place = f"{one.get_absolute_url()}reply/"
    lines = ["س" * 90] * 11  # 1,000 signs with their breaks, each of which is sent as two
    too_long = client.post(place, {"reply": "\r\n".join([*lines, "ص"])})
    assert "1000" in too_long.context["reply_form"].errors["reply"][0]
    assert "\n".join([*lines, "ص"]) in too_long.content.decode()
    assert client.post(place, {"reply": " "}).context["reply_form"].errors["reply"]
    assert client.post(place, {"reply": "\r\n".join(lines)}).url == one.get_absolute_url()
    one.refresh_from_db()
    assert one.reply == "\n".join(lines)
    again = client.post(place, {"reply": "مرة أخرى"}, follow=True)
    assert [str(told) for told in again.context["messages"]][-1] == say(
        Refusal("registration.answered_once")
    )


def test_a_reason_too_long_is_still_there_and_nothing_is_withdrawn(client):
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    client.force_login(one.user)
    page = client.post(f"{one.get_absolute_url()}withdraw/", {"reason": "س" * 301})
    assert "س" * 301 in page.content.decode()
    assert page.context["withdrawal"].errors
    one.refresh_from_db()
    assert one.state == "sent"


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


def test_a_name_and_a_phone_put_right_reach_the_list_that_was_taken():
    one, other = RegistrationFactory(), RegistrationFactory()
    CallFactory(edition=one.edition)
    services.accept_registrations(registrations=[one, other], actor=coordinator())
    for each in (one, other):
        services.take_pool(college=each.college, actor=coordinator())
    kept = services.save_registration(
        registration=one, actor=one.user, name="رقية بنت علي", phone="+212661234568"
    )
    assert kept.state == "accepted"
    ticket, untouched = one.college.applicants.get(), other.college.applicants.get()
    assert (ticket.name, ticket.phone) == ("رقية بنت علي", "+212661234568")
    assert (untouched.name, untouched.phone) == (other.name, other.phone)


def test_a_list_taken_while_a_name_is_put_right_has_the_new_one(before_it_ends):
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    boss = coordinator()
    services.accept_registrations(registrations=[one], actor=boss)
    services.take_pool(college=one.college, actor=boss)
    renamed = lambda: services.save_registration(  # noqa: E731
        registration=one, actor=one.user, name="رقية بنت علي"
    )
    taken = lambda: services.take_pool(college=one.college, actor=boss)  # noqa: E731
    before_it_ends(renamed, taken)
    assert one.college.applicants.get().name == "رقية بنت علي"
    Registration.objects.update(name="رقية")
    before_it_ends(taken, renamed)
    assert one.college.applicants.get().name == "رقية بنت علي"


def test_sealed_it_cannot_change_and_can_be_withdrawn():
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    Draw.objects.filter(college=one.college).update(seats=1)
    services.accept_registrations(registrations=[one], actor=coordinator())
    services.take_pool(college=one.college, actor=coordinator())
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
    # Whose session it is, one or two for each app's part, and the head of the public record.
    with django_assert_max_num_queries(16):
        client.get("/me/")


def test_ones_own_comes_first_and_a_clerk_finds_all(client):
    clerk = UserFactory()
    own = RegistrationFactory(user=clerk)
    for _ in range(12):
        RegistrationFactory(edition=own.edition, user=None, entered_by=clerk, consent="spoken")
    client.force_login(clerk)
    page = client.get("/me/").content.decode()
    assert own.number in page
    assert "/me/registrations/" in page
    found = client.get("/me/registrations/").context["page_obj"]
    assert (found[0], len(found)) == (own, 13)
    client.force_login(UserFactory())
    assert not client.get("/me/registrations/").context["page_obj"].object_list


def test_the_coordinator_withdraws_on_the_persons_word_and_writes_nothing_else():
    one, actor = RegistrationFactory(), coordinator()
    CallFactory(edition=one.edition)
    with pytest.raises(PermissionDenied):
        services.save_registration(registration=one, actor=actor, name="x")
    gone = services.withdraw_registration(registration=one, actor=actor, reason="هاتفنا")
    assert (gone.state, gone.steps.get().actor) == ("withdrawn", actor)


@pytest.mark.parametrize("count", [1, 15])
def test_each_step_is_light_and_costs_the_same(client, count, django_assert_max_num_queries):
    college, user = open_call(), UserFactory()
    for _ in range(count):
        MembershipFactory(user=user)
        college.edition.questions.create(kind="text", label_ar="سؤال")
    draft = services.start_registration(edition=college.edition, actor=user)
    client.force_login(user)
    for step in ("who", "body", "needs", "questions", "review"):
        with django_assert_max_num_queries(14):
            page = client.get(reverse("forum:register", args=[*_place(draft), step]))
        assert len(gzip.compress(page.content, 9)) <= 15_000
