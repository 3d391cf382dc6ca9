"""Registered by another: what who entered it may, what the person named may, and nobody else."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.models import Objection, Quota, Registration
from multaqa.apps.forum.models.registrations import fresh_token
from multaqa.engines.lottery.verification import verify
from multaqa.kernel import keys
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.forum import CollegeFactory, college_with_people, sealed
from tests.factories.forum_registrations import (
    WHO,
    CallFactory,
    RegistrationFactory,
    open_call,
    sent,
    written,
)
from tests.factories.forum_seats import drawn_today
from tests.factories.network import BodyFactory

pytestmark = pytest.mark.django_db

PHONE = "+212661234567"


def entered(college, clerk, **more):
    """Sent by a clerk for somebody present."""
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    draft = written(draft, clerk, **({"phone": PHONE} | more))
    return services.send_registration(registration=draft, actor=clerk)


def with_sensitive_question():
    college = open_call()
    edition = college.edition
    edition.authorisation_number, edition.authorisation_on = "D-W-1/2026", "2026-01-01"
    edition.save()
    return college, edition.questions.create(
        kind="yes_no", label_ar="وضعية إعاقة", is_sensitive=True
    )


def _step(registration, step):
    place = [registration.edition.number, registration.token, step]
    return reverse("forum:register", args=place)


# What is sensitive.


def test_who_entered_it_neither_reads_nor_writes_what_the_person_answers_later(client):
    college, question = with_sensitive_question()
    clerk, person = UserFactory(), UserFactory(phone=PHONE)
    one = entered(college, clerk)
    step = _step(one, "sensitive")
    client.force_login(person)
    assert client.post(step, {question.key: "yes"}).status_code == 302
    one.refresh_from_db()
    assert one.sensitive == {question.key: "yes"}
    client.force_login(clerk)
    assert client.get(step).status_code == 404
    assert client.post(step, {question.key: "no"}).status_code == 404
    assert step not in client.get(one.get_absolute_url()).content.decode()
    with pytest.raises(PermissionDenied):
        services.save_registration(registration=one, actor=clerk, sensitive={question.key: "no"})
    one.refresh_from_db()
    assert one.sensitive == {question.key: "yes"}
    client.force_login(person)
    assert 'value="yes"' in client.get(step).content.decode()


def test_sensitive_answers_are_seen_by_whose_they_are_and_while_writing_by_who_enters_them():
    college, clerk, person = open_call(), UserFactory(), UserFactory(phone=PHONE)
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    draft = written(draft, clerk, phone=PHONE)
    assert rules.can_see_sensitive(clerk, draft)
    assert not rules.can_see_sensitive(person, draft)
    one = services.send_registration(registration=draft, actor=clerk)
    assert not rules.can_see_sensitive(clerk, one)
    assert rules.can_see_sensitive(person, one)
    assert not rules.can_see_sensitive(UserFactory(phone="+212661234568"), one)
    own = RegistrationFactory()
    assert rules.can_see_sensitive(own.user, own)
    own.user.is_active = False
    assert not rules.can_see_sensitive(own.user, own)


# In whose words.


def test_whom_another_registered_is_told_so_and_what_to_do(client):
    clerk = UserFactory()
    one = entered(open_call(), clerk)
    own = sent(open_call(), UserFactory(phone="+212661234568"))
    told, ones_own = one.messages.get(), own.messages.get()
    assert one.number in told.text
    assert told.title != ones_own.title
    # Who has no phone is told in words that ask nothing of them.
    without = entered(open_call(), clerk, phone="")
    assert without.messages.get().title == ones_own.title


def test_who_helps_reads_of_the_person_and_not_of_themselves(client):
    college, clerk = open_call(), UserFactory(phone="+212661234569")
    client.force_login(clerk)
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    own = services.start_registration(edition=college.edition, actor=clerk)
    pages = [
        [client.get(_step(one, step)).content.decode() for step in ("body", "needs", "review")]
        for one in (draft, own)
    ]
    for page in pages[1]:
        assert "حاجياتك" in page
    for page in pages[0]:
        assert "حاجياتك" not in page
    assert "إرسال طلبي" in pages[1][2]
    assert "إرسال طلبي" not in pages[0][2]


def test_the_way_of_agreeing_is_chosen_and_nothing_is_begun_without(client):
    college = open_call()
    client.force_login(UserFactory())
    start = f"/forum/{college.edition.number}/register/?other=1"
    form = client.get(start).context["form"]
    assert not form["consent"].value()
    refused = client.post(start, {"token": fresh_token(), "consents": "on"})
    assert set(refused.context["form"].errors) == {"consent"}
    assert not Registration.objects.exists()


def test_who_did_not_agree_is_told_what_follows_and_their_page_holds_nothing(client):
    clerk, person = UserFactory(), UserFactory(phone=PHONE)
    one = entered(open_call(), clerk)
    plain = entered(open_call(), clerk, phone="+212661234568")
    client.force_login(person)
    ended = client.post(f"{one.get_absolute_url()}withdraw/", {"objects": "1"}, follow=True)
    client.force_login(clerk)
    without = client.post(f"{plain.get_absolute_url()}withdraw/", {"objects": "1"}, follow=True)
    words = [str(told) for page in (ended, without) for told in page.context["messages"]]
    assert len(set(words)) == 2
    pages = [client.get(each.get_absolute_url()).content.decode() for each in (one, plain)]
    assert ["facts-list" in page for page in pages] == [False, True]
    listed = client.get("/me/registrations/").content.decode()
    assert one.number in listed
    assert '· <bdi dir="auto"></bdi>' not in listed
    assert "· —" not in listed


# Whose contact it is.


def test_a_number_mistyped_in_ones_own_opens_it_to_nobody(client):
    one = RegistrationFactory(sensitive={"q1": "yes"}, email="b@example.ma")
    CallFactory(edition=one.edition)
    services.messages.tell(registration=one, title="x", text=one.name)
    for stranger in (UserFactory(phone=one.phone), UserFactory(email=one.email)):
        client.force_login(stranger)
        assert client.get(one.get_absolute_url()).status_code == 404
        assert one.number not in client.get("/me/").content.decode()
        assert not queries.messages_of(stranger).exists()
        assert queries.kept_of(stranger) == []
        with pytest.raises(PermissionDenied):
            services.withdraw_registration(registration=one, actor=stranger)
        assert not rules.can_see_sensitive(stranger, one)
        assert not rules.can_object(stranger, one)
    one.refresh_from_db()
    assert one.state == "sent"


def test_who_entered_it_cannot_move_the_contact_away_and_gives_one_that_was_missing(client):
    clerk = UserFactory()
    one = entered(open_call(), clerk)
    with pytest.raises(Refusal, match="contact_stands"):
        services.save_registration(registration=one, actor=clerk, phone="+212661234568")
    client.force_login(clerk)
    who = _step(one, "who")
    assert "disabled" in client.get(who).content.decode()
    assert client.post(who, WHO | {"contact": "06 61 23 45 68"}).status_code == 302
    one.refresh_from_db()
    assert (one.name, one.phone) == (WHO["name"], PHONE)
    without = entered(open_call(), clerk, phone="")
    services.save_registration(registration=without, actor=clerk, phone="+212661234569")
    without.refresh_from_db()
    assert (without.phone, without.user) == ("+212661234569", None)


def test_whose_contact_it_was_is_told_and_still_sees_it(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.SMS, settings.OUTBOX = "file", tmp_path
    person, clerk = UserFactory(phone=PHONE), UserFactory()
    one = entered(open_call(), clerk)
    with django_capture_on_commit_callbacks() as waiting:
        services.save_registration(registration=one, actor=person, phone="", email="new@example.ma")
    for callback in waiting:
        if getattr(callback, "args", ()):  # what stands in the queue goes by the work of a job
            callback()
    told = [path.read_text() for path in tmp_path.iterdir()]
    assert [text.split("\n")[0] for text in told] == [f"To: {PHONE}"]
    assert one.number in told[0]
    assert queries.registrations_seen_by(person).get() == one
    assert not queries.registrations_seen_by(UserFactory(email="new@example.ma")).exists()
    one.refresh_from_db()
    assert [step.kind for step in one.steps.all()] == ["sent", "moved"]


# How often one is written to.


def test_a_change_is_told_once_an_hour():
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    for turn in range(3):
        services.save_registration(registration=one, actor=one.user, name=f"فاطمة {turn}")
    assert (one.messages.count(), one.steps.count()) == (1, 3)
    one.steps.update(at=timezone.now() - timedelta(hours=1))
    services.save_registration(registration=one, actor=one.user, name="فاطمة")
    assert one.messages.count() == 2


def test_a_contact_moves_three_times_a_day():
    one = RegistrationFactory()
    CallFactory(edition=one.edition)
    for turn in range(3):
        services.save_registration(registration=one, actor=one.user, phone=f"+21266123456{turn}")
    with pytest.raises(Refusal, match="moved_too_often"):
        services.save_registration(registration=one, actor=one.user, email="x@example.ma")
    services.save_registration(registration=one, actor=one.user, name="فاطمة")
    one.refresh_from_db()
    assert (one.phone, one.email, one.name) == ("+212661234562", "", "فاطمة")
    one.steps.update(at=timezone.now() - timedelta(days=1))
    services.save_registration(registration=one, actor=one.user, email="x@example.ma")


# A seal.


def test_it_does_not_move_into_a_college_whose_draw_is_sealed():
    shut = college_with_people()
    CallFactory(edition=shut.edition)
    open_one = CollegeFactory(edition=shut.edition, slug="b", name_ar="ب", position=2)
    one = RegistrationFactory(college=open_one)
    sealed(shut)
    with pytest.raises(Refusal, match="college_sealed"):
        services.save_registration(registration=one, actor=one.user, college=shut)
    one.refresh_from_db()
    assert one.college == open_one


# Their word.


def test_the_contact_of_somebody_present_is_not_that_of_who_enters_it(client):
    college, clerk = open_call(), UserFactory(phone=PHONE)
    stranger = BodyFactory(kind="association")
    with pytest.raises(Refusal, match="contact_own"):
        entered(college, clerk, body=stranger, body_role="president", project="")
    draft = Registration.objects.get()
    assert draft.state == "draft"
    client.force_login(clerk)
    page = client.post(_step(draft, "who"), WHO)
    assert page.context["form"].errors["contact"]
    assert client.post(_step(draft, "who"), WHO | {"contact": "0661234568"}).status_code == 302
    # Whom it names may change it: there it is their own.
    one = services.send_registration(registration=draft, actor=clerk)
    person = UserFactory(phone="+212661234568")
    services.save_registration(registration=one, actor=person, name="فاطمة")


def test_who_objects_is_forgotten_and_not_registered_by_others_again(client):
    college, clerk = open_call(), UserFactory()
    person = UserFactory(phone=PHONE)
    one = entered(college, clerk, access="كرسي قرب الباب", needs_travel=True)
    services.withdraw_registration(registration=one, actor=person, objects=True)
    one = Registration.objects.get()
    assert (one.state, one.name, one.phone, one.birth_year, one.commune, one.access) == (
        "withdrawn",
        "",
        "",
        None,
        None,
        "",
    )
    assert not one.needs_travel
    assert not one.messages.exclude(state="sent").exists()
    with override("en"):
        assert "Objection" in [row.what for row in queries.kept_of(person)]
        assert "Objection" not in [row.what for row in queries.kept_of(UserFactory())]
    again = services.start_registration(edition=college.edition, actor=clerk, consent="signed")
    written(again, clerk, phone=PHONE)
    for deed in (
        lambda: services.send_registration(registration=again, actor=clerk),
        lambda: entered(college, UserFactory()),
    ):
        with pytest.raises(Refusal, match="objected"):
            deed()
    client.force_login(clerk)
    assert client.post(_step(again, "who"), WHO).context["form"].errors["contact"]
    # One given afterwards is no way round; another edition is another question.
    without = entered(college, clerk, phone="")
    with pytest.raises(Refusal, match="objected"):
        services.save_registration(registration=without, actor=clerk, phone=PHONE)
    assert entered(open_call(), clerk).state == "sent"
    # The person may still ask for a seat.
    assert sent(college, person).state == "sent"
    # At the desk it has a number and no name.
    client.force_login(coordinator())
    number = college.edition.number
    assert (
        one.number in client.get(f"/desk/{number}/registrations/?state=withdrawn").content.decode()
    )
    desk = reverse("forum:desk-registration", args=[number, one.number])
    assert client.get(desk).status_code == 200


def test_who_objects_after_the_seal_is_forgotten_in_the_list_too(client):
    college, clerk, boss = open_call(draw__seats=2), UserFactory(), coordinator()
    sent_in = [
        entered(
            college,
            clerk,
            phone=f"+2126612345{place:02}",
            name=f"خديجة {place}",
            body=BodyFactory(),
            body_role="member",
        )
        for place in range(4)
    ]
    services.accept_registrations(registrations=sent_in, actor=boss)
    services.take_pool(college=college, actor=boss)
    sex = college.categories.get(key="sex")
    Quota.objects.create(category=sex, value="female", minimum=0, maximum=2, position=0)
    draw = drawn_today(college, boss)
    seat = draw.seats_given.select_related("applicant__registration").first()
    one, ticket = seat.applicant.registration, seat.applicant
    services.withdraw_registration(
        registration=one, actor=UserFactory(phone=one.phone), objects=True
    )
    ticket.refresh_from_db()
    assert (ticket.name, ticket.phone, ticket.body, ticket.commune) == ("", "", "", None)
    # What was drawn by stays, and what it stands for is checked as before.
    assert ticket.values["sex"] == "female"
    assert ticket.body_key
    evidence = json.loads(draw.evidence.document)
    assert verify(evidence, seal=draw.evidence.seal, key=keys.public_key()).holds
    client.force_login(boss)
    found = {}
    for name, more in (
        ("desk-list", ()),
        ("desk-applicant", (ticket.ticket,)),
        ("desk-seats", ()),
        ("names-file", ()),
    ):
        address = reverse(f"forum:{name}", args=[*college.place, *more])
        found[name] = client.get(address).content.decode()
        assert one.name not in found[name], name
    for name in ("desk-list", "desk-applicant", "desk-seats"):
        assert ticket.ticket in found[name], name
    assert f'<bdi dir="auto">{ticket.ticket}</bdi></h1>' in found["desk-applicant"]
    assert services.replace_gone(draw=draw, actor=boss)[0].applicant.name


def test_who_entered_it_objects_to_nothing():
    clerk = UserFactory()
    one = entered(open_call(), clerk)
    gone = services.withdraw_registration(registration=one, actor=clerk, objects=True)
    assert (gone.phone, gone.steps.last().reason) == (PHONE, "")
    assert not Objection.objects.exists()


# The pace.


def begun(count, college, actor):
    for _ in range(count):
        RegistrationFactory(
            college=college,
            user=None,
            entered_by=actor,
            consent="spoken",
            sent_at=None,
            state="draft",
        )


def test_nobody_begins_for_others_on_and_on_but_the_coordinators():
    college, clerk, head = open_call(), UserFactory(), coordinator()
    for actor in (clerk, head):
        begun(60, college, actor)
    with pytest.raises(Refusal, match="too_many_an_hour"):
        services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    services.start_registration(edition=college.edition, actor=head, consent="spoken")
    # Their own is begun all the same, and an hour later others'.
    services.start_registration(edition=college.edition, actor=clerk)
    Registration.objects.update(created_at=timezone.now() - timedelta(hours=1))
    services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    # Two hundred a day; then it says tomorrow, and not in an hour.
    begun(139, college, clerk)
    Registration.objects.update(created_at=timezone.now() - timedelta(hours=2))
    with pytest.raises(Refusal, match="too_many_a_day") as refused:
        services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    with override("en"):
        assert "tomorrow" in say(refused.value)
    Registration.objects.update(created_at=timezone.now() - timedelta(days=1))
    services.start_registration(edition=college.edition, actor=clerk, consent="spoken")


def test_nobody_sends_on_and_on_what_was_begun_over_days():
    college, clerk = open_call(), UserFactory()
    draft = services.start_registration(edition=college.edition, actor=clerk, consent="spoken")
    draft = written(draft, clerk, phone=PHONE)
    for _ in range(200):
        RegistrationFactory(
            college=college,
            user=None,
            entered_by=clerk,
            consent="spoken",
            sent_at=timezone.now() - timedelta(hours=2),
        )
    with pytest.raises(Refusal, match="too_many_a_day"):
        services.send_registration(registration=draft, actor=clerk)
    Registration.objects.update(sent_at=timezone.now() - timedelta(days=1))
    assert services.send_registration(registration=draft, actor=clerk).state == "sent"


def test_one_contact_is_not_written_to_by_sending_and_withdrawing():
    college, user = open_call(), UserFactory(email="x@example.ma")
    for _ in range(3):
        services.withdraw_registration(registration=sent(college, user, phone=PHONE), actor=user)
    with pytest.raises(Refusal, match="contact_used_often"):
        sent(college, user, phone=PHONE)
    Registration.objects.filter(state="withdrawn").update(
        sent_at=timezone.now() - timedelta(days=1)
    )
    services.send_registration(registration=Registration.objects.get(state="draft"), actor=user)


def test_the_same_form_begins_one_and_a_page_gone_back_to_begins_another(client):
    college, clerk = open_call(), UserFactory()
    client.force_login(clerk)
    start = f"/forum/{college.edition.number}/register/?other=1"
    form = client.get(start).context["form"]
    typed = {"consent": "spoken", "consents": "on", "token": form["token"].value()}
    assert len(typed["token"]) == 24
    who = client.post(start, typed).url
    assert client.post(start, typed).url == who
    client.post(who, WHO)
    assert client.post(start, typed).url != who
    assert Registration.objects.count() == 2
    # Nobody takes another's address, or one that they thought of.
    other = UserFactory()
    for token in (typed["token"], "x"):
        draft = services.start_registration(
            edition=college.edition, actor=other, consent="spoken", token=token
        )
        assert draft.token != token
        assert draft.entered_by == other


def test_the_same_form_sent_twice_at_once_begins_one(together):
    college, clerk = open_call(), UserFactory()
    token = fresh_token()
    ends = together(
        *[
            lambda: services.start_registration(
                edition=college.edition, actor=clerk, consent="spoken", token=token
            )
        ]
        * 4
    )
    assert {one.pk for one in ends} == {Registration.objects.get().pk}
