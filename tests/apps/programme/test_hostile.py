"""What somebody hostile, hurried or put out tries with the programme."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.accounts.models import Notice
from multaqa.apps.attendance.models import Device
from multaqa.apps.network.models import Membership
from multaqa.apps.programme import queries, rules, services
from multaqa.apps.programme.models import PlaceState, Room
from multaqa.refusal import Refusal
from multaqa.ui.dates import moment
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.attendance import DeviceFactory
from tests.factories.forum import EditionFactory
from tests.factories.network import MembershipFactory
from tests.factories.programme import (
    PlaceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]


def publish(edition):
    return services.publish_version(edition=edition, actor=coordinator(), reason="تجربة")


def at(name, session, *more):
    return reverse(f"programme:{name}", args=[session.edition.number, *more])


def acting(body=None):
    more = {"body": body} if body else {}
    return MembershipFactory(role="president", state="accepted", answered_at=timezone.now(), **more)


@pytest.mark.parametrize("day", ["0019", "00", "1" * 5000, "²", "-1", "٢"])
def test_a_day_that_is_none_shows_one_that_is(client, day):
    session = SessionFactory()
    publish(session.edition)
    page = client.get(at("programme", session), {"day": day})
    assert page.status_code == 200
    assert session.title_ar in page.content.decode()


@pytest.mark.parametrize("key", ["²", "٣", "9" * 11, "x"])
def test_giving_back_a_place_that_is_none_does_nothing(client, key):
    session = SessionFactory()
    client.force_login(coordinator())
    page = client.post(at("session-places", session, session.number), {"leave": key})
    assert page.status_code == 302


def begun():
    now = timezone.now()
    return SessionFactory(
        starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(minutes=50), capacity=5
    )


def test_once_a_session_has_begun_no_place_is_asked_for_any_more(client):
    session, membership = begun(), acting()
    user, body = membership.user, membership.body
    with pytest.raises(Refusal) as alone:
        services.ask_place(session=session, actor=user)
    with pytest.raises(Refusal) as together:
        services.ask_group_place(session=session, actor=user, body=body, size=2)
    assert {alone.value.code, together.value.code} == {"place.begun"}
    publish(session.edition)
    client.force_login(user)
    page = client.get(at("session", session, session.number)).content.decode()
    assert at("ask", session, session.number) not in page
    # The desk still writes in who stands before the room.
    added = services.add_at_desk(session=session, actor=coordinator(), name="حليمة")
    assert added.state == PlaceState.HELD


def test_what_is_announced_as_cancelled_takes_nobody(client):
    session = SessionFactory()
    publish(session.edition)
    services.cancel_session(session=session, actor=coordinator())
    publish(session.edition)
    services.put_back_session(session=session, actor=coordinator())  # and not yet published
    client.force_login(UserFactory())
    page = client.get(at("session", session, session.number)).content.decode()
    assert at("ask", session, session.number) not in page
    client.post(at("ask", session, session.number))
    assert not session.places.exists()


def test_who_was_put_out_of_a_body_no_longer_holds_its_group(client):
    membership, session = acting(), SessionFactory(capacity=20)
    old, body = membership.user, membership.body
    place = services.ask_group_place(
        session=session, actor=old, body=body, size=3, people=["فاطمة بنت علي"]
    )
    publish(session.edition)
    new = acting(body).user
    Membership.objects.filter(pk=membership.pk).delete()
    assert not rules.can_leave_place(old, place)
    assert place not in queries.places_of(old)
    client.force_login(old)
    assert client.get(reverse("programme:change-group", args=[place.pk])).status_code == 404
    assert client.post(reverse("programme:leave", args=[place.pk])).status_code == 404
    agenda = client.get(reverse("programme:agenda")).content.decode()
    assert session.title_ar not in agenda
    # Who acts for the body now finds it on the session's page.
    client.force_login(new)
    page = client.get(at("session", session, session.number)).content.decode()
    assert reverse("programme:change-group", args=[place.pk]) in page
    assert place in queries.places_of(new)


def test_a_group_that_the_room_no_longer_holds_may_still_bring_fewer():
    membership = acting()
    session = SessionFactory(capacity=20)
    place = services.ask_group_place(
        session=session, actor=membership.user, body=membership.body, size=15
    )
    services.revise_session(session=session, actor=coordinator(), capacity=10)
    place = services.set_group(place=place, actor=membership.user, size=12, people=["مينة"])
    session.refresh_from_db()
    assert (place.size, session.held_count) == (12, 12)


def test_who_speaks_in_what_is_not_announced_yet_is_not_announced(client):
    announced = SessionSpeakerFactory()
    edition = announced.session.edition
    draft = SessionFactory(edition=edition, starts_at=None, ends_at=None)
    secret = SessionSpeakerFactory(session=draft, speaker__name_ar="الضيف المفاجئ").speaker
    version = publish(edition)
    assert str(secret.pk) not in version.people
    for name in ("speakers", "json", "schedule-json", "changes"):
        page = client.get(at(name, announced.session)).content.decode()
        assert "الضيف المفاجئ" not in page
    assert client.get(at("speaker", announced.session, secret.pk)).status_code == 404


def test_a_speaker_who_is_removed_leaves_every_version(client):
    part = SessionSpeakerFactory(speaker__name_ar="لالة خدوج")
    session, speaker = part.session, part.speaker
    publish(session.edition)
    services.set_people(session=session, actor=coordinator(), parts=[])
    publish(session.edition)
    services.remove_piece(piece=speaker, actor=coordinator())
    page = client.get(at("changes", session), {"from": 1, "to": 2}).content.decode()
    assert "لالة خدوج" not in page


def test_a_room_at_whose_door_a_phone_stands_is_not_removed(client):
    room = RoomFactory()
    device = DeviceFactory(edition=room.edition, room=room)
    client.force_login(coordinator())
    address = reverse("programme:remove-piece", args=[room.edition.number, "rooms", room.pk])
    assert client.post(address).status_code == 302
    assert Room.objects.filter(pk=room.pk).exists()
    assert Device.objects.filter(pk=device.pk).exists()


def test_a_visitor_has_no_place_of_those_who_have_no_account(client):
    session = SessionFactory(capacity=9)
    place = PlaceFactory(session=session, user=None, name="حليمة من الدوار")
    group = PlaceFactory(session=session, user=None, name="مجموعة", is_group=True, size=4)
    publish(session.edition)
    pages = [
        at("session", session, session.number),
        at("programme", session),
        at("now", session),
        at("json", session),
    ]
    for page in pages:
        told = client.get(page).content.decode()
        assert "حليمة" not in told
        assert f"/places/{place.pk}/" not in told
        assert f"/places/{group.pk}/" not in told


def test_an_empty_cell_of_the_plan_adds_a_session_there(client):
    edition = EditionFactory()
    slot, room = SlotFactory(edition=edition), RoomFactory(edition=edition)
    away = SessionFactory(edition=edition, starts_at=None, ends_at=None, room=None)
    client.force_login(coordinator())
    plan = reverse("programme:desk", args=[edition.number])
    address = reverse("programme:add-session", args=[edition.number])
    day = slot.starts_at.date().isoformat()
    into = f"{address}?day={day}&starts=10:00&ends=11:30&room={room.pk}"
    assert into.replace("&", "&amp;") in client.get(plan).content.decode()
    page = client.get(into).content.decode()
    assert str(room.name) in page
    place = reverse("programme:place-session", args=[edition.number, away.number])
    assert place in page  # what has no time yet may go there too
    client.post(into, {"kind": "workshop", "title_ar": "ورشة الصوف", "audience": "all"})
    made = edition.sessions.get(title_ar="ورشة الصوف")
    assert (made.room, made.starts_at, made.ends_at) == (room, slot.starts_at, slot.ends_at)


@pytest.mark.parametrize(
    "asked",
    ["?day=x&starts=²&room=²", "?room=0", "?day=2027-01-07&starts=9:00", "?day=1&starts=1&ends=1"],
)
def test_a_cell_that_is_none_leaves_the_session_without_a_time(client, asked):
    edition = EditionFactory()
    client.force_login(coordinator())
    address = reverse("programme:add-session", args=[edition.number]) + asked
    assert client.get(address).status_code == 200
    client.post(address, {"kind": "workshop", "title_ar": "ورشة الصوف", "audience": "all"})
    assert edition.sessions.get().starts_at is None


def test_the_auditor_reads_the_plan_and_is_offered_no_cell(client):
    from tests.factories.accounts import auditor

    slot = SlotFactory()
    RoomFactory(edition=slot.edition)
    SessionFactory(edition=slot.edition, room=None)
    client.force_login(auditor())
    page = client.get(reverse("programme:desk", args=[slot.edition.number])).content.decode()
    assert "?day=" not in page


def test_a_speaker_without_consent_is_named_nowhere(client):
    part = SessionSpeakerFactory(
        speaker__name_ar="سيدي المستور",
        speaker__name_fr="Sidi Mestour",
        speaker__has_consented=False,
    )
    session = part.session
    SpeakerFactory(edition=session.edition)
    publish(session.edition)
    publish_again = SessionFactory(edition=session.edition)
    publish(session.edition)
    assert publish_again
    names = ["programme", "now", "changes", "speakers", "ics", "schedule-xml", "schedule-json"]
    pages = [at(name, session) for name in [*names, "json"]]
    pages += [at("session", session, session.number), at("session-ics", session, session.number)]
    for address in pages:
        told = client.get(address).content.decode()
        assert "المستور" not in told
        assert "Mestour" not in told
    assert client.get(at("speaker", session, part.speaker.pk)).status_code == 404


def test_what_would_be_new_is_told_before_it_is_published_again(client):
    session = SessionFactory(title_ar="ورشة أولى")
    publish(session.edition)
    SessionSpeakerFactory(session__edition=session.edition, session__title_ar="ورشة ثانية")
    client.force_login(coordinator())
    page = client.get(at("publish", session))
    assert page.status_code == 200
    assert "ورشة ثانية" in page.content.decode()


def test_who_comes_in_is_told_what_is_announced_and_not_what_is_planned():
    session = SessionFactory(capacity=1, title_ar="ورشة الصوف")
    first, second = UserFactory(), UserFactory(language="ar")
    held = services.ask_place(session=session, actor=first)
    services.ask_place(session=session, actor=second)
    publish(session.edition)
    secret = RoomFactory(edition=session.edition, name_ar="القاعة السرية")
    services.place_session(
        session=session,
        actor=coordinator(),
        starts_at=session.starts_at + timedelta(hours=3),
        ends_at=session.ends_at + timedelta(hours=3),
        room=secret,
    )
    services.leave_place(place=held, actor=first)
    notice = Notice.objects.get(user=second)
    assert "القاعة السرية" not in notice.text
    assert moment(session.starts_at) in notice.text


def test_an_evening_runs_over_midnight(client):
    session = SessionFactory(edition=EditionFactory())
    edition, actor = session.edition, coordinator()
    client.force_login(actor)
    form = {
        "day": edition.ends_on.isoformat(),
        "starts": "21:00",
        "ends": "00:30",
        "room": session.room.pk,
    }
    page = client.post(at("place-session", session, session.number), form)
    assert page.status_code == 302
    session.refresh_from_db()
    assert session.ends_at - session.starts_at == timedelta(hours=3, minutes=30)
    assert timezone.localtime(session.ends_at).date() == edition.ends_on + timedelta(days=1)
    publish(edition)
    for leaf in ("", "programme.ics", "schedule.xml", "schedule.json", "programme.pdf"):
        address = f"/forum/{edition.number}/programme/{leaf}"
        assert client.get(address).status_code == 200, leaf
    assert (
        b"<duration>03:30</duration>"
        in client.get(f"/forum/{edition.number}/programme/schedule.xml").content
    )


@pytest.mark.parametrize(
    ("starts", "ends"), [("10:00", "09:00"), ("10:00", "00:30"), ("21:00", "20:00")]
)
def test_an_end_before_the_beginning_is_no_night(client, starts, ends):
    session = SessionFactory(edition=EditionFactory())
    client.force_login(coordinator())
    form = {"day": session.edition.starts_on.isoformat(), "starts": starts, "ends": ends}
    page = client.post(at("place-session", session, session.number), form)
    assert page.status_code == 200
    assert "field__wrong" in page.content.decode()
