"""The programme's pages: who sees what, and what they cost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from multaqa.apps.programme import queries, services
from multaqa.apps.programme.models import PlaceState, Session
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import EditionFactory
from tests.factories.network import MembershipFactory
from tests.factories.programme import (
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
    at,
)

pytestmark = pytest.mark.django_db


def publish(edition):
    return services.publish_version(edition=edition, actor=coordinator(), reason="تجربة")


def page(name, session, *more):
    return reverse(f"programme:{name}", args=[session.edition.number, *more])


def enter(client, user):
    client.force_login(user)
    return user


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_before_anything_is_published_the_page_says_so(client):
    session = SessionFactory()
    assert session.title_ar not in text_of(client.get(page("programme", session)))
    assert client.get(page("session", session, session.number)).status_code == 404


@pytest.mark.parametrize("name", ["programme", "now", "changes", "speakers"])
@pytest.mark.parametrize("language", ["", "/fr", "/en"])
def test_public_pages_open_to_everyone_in_each_language(client, name, language):
    session = SessionSpeakerFactory().session
    publish(session.edition)
    assert client.get(language + page(name, session)).status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_the_programme_costs_the_same_for_many(client, django_assert_max_num_queries, count):
    edition = EditionFactory()
    for session in SessionFactory.create_batch(count, edition=edition, room=None):
        SessionSpeakerFactory(session=session)
    publish(edition)
    enter(client, UserFactory())
    client.get(page("programme", session))
    with django_assert_max_num_queries(9):
        client.get(page("programme", session))
    with django_assert_max_num_queries(12):
        client.get(page("session", session, session.number))


def test_one_finds_a_session_by_a_word_a_name_a_track_or_a_room_in_any_language(client):
    session = SessionFactory(title_ar="ورشة تعاونية النسيج", title_fr="Tissage")
    session.track = TrackFactory(edition=session.edition)
    session.save()
    SessionSpeakerFactory(session=session, speaker__name_ar="لطيفة الأحمر")
    other = SessionFactory(edition=session.edition, title_ar="الصبار")
    publish(session.edition)
    for asked in (
        {"q": "تعاونيه"},
        {"q": "tissage"},
        {"q": "الاحمر"},
        {"track": session.track.slug},
        {"room": session.room.slug},
    ):
        found = text_of(client.get(page("programme", session), asked))
        assert session.title_ar in found
        assert other.title_ar not in found
    assert "لا نتيجة" in text_of(client.get(page("programme", session), {"q": "لاشيء\0"}))


def test_a_name_that_is_not_public_stands_on_no_page(client):
    part = SessionSpeakerFactory(speaker__has_consented=False, speaker__name_ar="سرية")
    publish(part.session.edition)
    for address in (
        page("programme", part.session),
        page("session", part.session, part.session.number),
        page("speakers", part.session),
        page("json", part.session),
    ):
        assert "سرية" not in text_of(client.get(address))
    assert client.get(page("speaker", part.session, part.speaker.pk)).status_code == 404


def test_a_member_asks_for_a_place_sees_it_in_the_agenda_and_gives_it_back(client):
    session = SessionFactory(capacity=1)
    publish(session.edition)
    user = enter(client, UserFactory())
    client.post(page("ask", session, session.number))
    place = session.places.get(user=user)
    assert place.state == PlaceState.HELD
    assert session.title_ar in text_of(client.get(reverse("programme:agenda")))
    assert session.title_ar in text_of(client.get(reverse("me")))
    client.post(reverse("programme:leave", args=[place.pk]))
    place.refresh_from_db()
    assert place.state == PlaceState.LEFT


def test_a_visitor_is_asked_to_sign_in_and_nobody_gives_back_the_place_of_another(client):
    session = SessionFactory()
    publish(session.edition)
    assert client.post(page("ask", session, session.number)).status_code == 302
    assert not session.places.exists()
    place = services.ask_place(session=session, actor=UserFactory())
    enter(client, UserFactory())
    assert client.post(reverse("programme:leave", args=[place.pk])).status_code == 404


def test_what_refuses_a_place_is_said_on_the_page_of_the_session(client):
    edition = EditionFactory()
    first, beside = SessionFactory(edition=edition), SessionFactory(edition=edition)
    publish(edition)
    user = enter(client, UserFactory())
    services.ask_place(session=first, actor=user)
    response = client.post(page("ask", beside, beside.number), follow=True)
    assert first.title_ar in text_of(response)
    assert not beside.places.exists()


def test_a_president_asks_for_a_group_and_what_is_wrong_is_said_beside_the_field(client):
    session = SessionFactory(capacity=5)
    publish(session.edition)
    membership = MembershipFactory()
    enter(client, membership.user)
    address = page("group", session, session.number)
    told = {"body": membership.body.pk, "size": "٩", "people": "مريم\nيوسف"}
    wrong = client.post(address, told)
    assert "مريم" in text_of(wrong)
    assert not session.places.exists()
    client.post(address, told | {"size": "٣"})
    place = session.places.get()
    assert (place.size, place.people) == (3, ["مريم", "يوسف"])
    client.post(reverse("programme:change-group", args=[place.pk]), {"size": "2", "people": ""})
    place.refresh_from_db()
    assert place.size == 2


def test_a_star_is_put_and_taken(client):
    session = SessionFactory()
    publish(session.edition)
    user = enter(client, UserFactory())
    client.post(page("star", session, session.number), {"star": "1"})
    assert queries.stars_of(user, session.edition) == {session.number}
    client.post(page("star", session, session.number), {"star": "0"})
    assert not queries.stars_of(user)


def test_a_visitor_has_no_place_though_the_desk_added_people_without_an_account(client):
    session = SessionFactory()
    publish(session.edition)
    services.add_at_desk(session=session, actor=coordinator(), name="زهرة اللوز")
    for user in (None, UserFactory()):
        if user:
            enter(client, user)
        shown = text_of(client.get(page("session", session, session.number)))
        assert "/places/" not in shown
        assert "زهرة" not in shown


# The desk.

READ = ["desk", "clashes", "preview", "publish"]
PLANNED = ["bring", "copy", "add-session"]


@pytest.mark.parametrize("name", READ + PLANNED)
@pytest.mark.parametrize(
    ("who", "reads", "plans"),
    [(None, 302, 302), (UserFactory, 403, 403), (auditor, 200, 403), (coordinator, 200, 200)],
    ids=["visitor", "member", "auditor", "coordinator"],
)
def test_the_desk_opens_by_role(client, name, who, reads, plans):
    session = SessionSpeakerFactory().session
    if who:
        enter(client, who())
    expected = reads if name in READ else plans
    assert client.get(page(name, session)).status_code == expected


@pytest.mark.parametrize(
    "name",
    ["desk-session", "place-session", "session-people", "session-places", "places-file"],
)
@pytest.mark.parametrize(("who", "status"), [(auditor, 403), (coordinator, 200)])
def test_names_of_who_signed_up_are_the_coordinators(client, name, who, status):
    session = SessionFactory()
    services.add_at_desk(session=session, actor=coordinator(), name="زهرة اللوز")
    enter(client, who())
    assert client.get(page(name, session, session.number)).status_code == status


@pytest.mark.parametrize("kind", ["rooms", "tracks", "slots", "speakers", "interpreters"])
def test_each_noun_of_the_frame_is_added_and_removed(client, kind):
    edition = EditionFactory()
    enter(client, coordinator())
    told = {
        "name_ar": "اسم",
        "name": "اسم",
        "slug": "one",
        "colour": "palm",
        "capacity": "٤٠",
        "position": "1",
        "languages": ["ar", "fr"],
        "starts_at": "2027-01-07T09:00",
        "ends_at": "2027-01-07T10:00",
        "away": "2027-01-07 09:00-12:00\n١٤:٠٠-١٥:٠٠",
    }
    add = reverse("programme:add-piece", args=[edition.number, kind])
    assert client.get(add).status_code == 200
    assert client.post(add, {}).status_code == 200
    assert client.post(add, told).status_code == 302
    rows = getattr(edition, kind)
    piece = reverse("programme:piece", args=[edition.number, kind, rows.get().pk])
    assert client.get(piece).status_code == 200
    assert client.post(piece, told).status_code == 302
    if kind == "speakers":
        assert rows.get().unavailabilities.count() == 2
    assert client.get(reverse("programme:pieces", args=[edition.number, kind])).status_code == 200
    client.post(reverse("programme:remove-piece", args=[edition.number, kind, rows.get().pk]))
    assert not rows.exists()


def test_a_room_in_use_stays(client):
    session = SessionFactory()
    enter(client, coordinator())
    client.post(
        reverse("programme:remove-piece", args=[session.edition.number, "rooms", session.room.pk])
    )
    assert session.edition.rooms.count() == 1


def test_a_session_is_added_placed_staffed_published_and_cancelled_without_a_script(client):
    edition = EditionFactory()
    room, speaker = RoomFactory(edition=edition), SpeakerFactory(edition=edition)
    SlotFactory(edition=edition)
    enter(client, coordinator())
    add = reverse("programme:add-session", args=[edition.number])
    client.post(add, {"kind": "workshop", "title_ar": "ورشة العسل", "audience": "all"})
    session = Session.objects.get()
    place = page("place-session", session, session.number)
    assert room.name in text_of(client.get(place))
    client.post(place, {"day": "2027-01-07", "starts": "10:00", "ends": "11:30", "room": room.pk})
    client.post(
        page("session-people", session, session.number),
        {"speaker_0": speaker.pk, "part_0": "moderator"},
    )
    session.refresh_from_db()
    assert (session.starts_at, session.room) == (at(edition, 10), room)
    assert session.parts.get().part == "moderator"
    client.post(page("publish", session), {"note_ar": "الأولى"})
    assert session.title_ar in text_of(client.get(page("programme", session)))
    client.post(page("session-standing", session, session.number), {"action": "cancel"})
    client.post(page("publish", session), {"note_ar": ""})
    assert session.title_ar in text_of(client.get(page("changes", session)))


def test_a_hour_that_is_none_is_said_beside_its_field_and_nothing_typed_is_lost(client):
    session = SessionFactory(starts_at=None, room=None)
    enter(client, coordinator())
    response = client.post(
        page("place-session", session, session.number),
        {"day": "2027-01-07", "starts": "25:99", "ends": "11:30", "room": ""},
    )
    assert "25:99" in text_of(response)
    session.refresh_from_db()
    assert session.starts_at is None


def test_publishing_with_clashes_asks_for_a_reason_on_the_page(client):
    session = SessionFactory(capacity=90)
    enter(client, coordinator())
    assert client.post(page("publish", session), {"note_ar": ""}).status_code == 200
    assert not session.edition.versions.exists()
    client.post(page("publish", session), {"reason": "كراس إضافية"})
    assert session.edition.versions.get().reason == "كراس إضافية"


SHEET = (
    "العنوان;titre;القاعة;اليوم;البداية;النهاية;المتدخلون;اللغات;عدد الأماكن\n"
    "ورشة العسل;Miel;{room};١;10:00;11h30;مريم أمزال، يوسف الناجي;العربية، الفرنسية;٢٥\n"
)


def test_sessions_are_brought_in_whole_with_their_speakers(client):
    edition = EditionFactory()
    room = RoomFactory(edition=edition, name_ar="قاعة المطالعة")
    known = SpeakerFactory(edition=edition, name_ar="مريم امزال")
    enter(client, coordinator())
    address = reverse("programme:bring", args=[edition.number])
    file = SimpleUploadedFile("a.csv", SHEET.format(room="قاعه المطالعه").encode())
    assert client.post(address, {"file": file}).status_code == 302
    session = Session.objects.get()
    assert (session.room, session.capacity, session.languages) == (room, 25, ["ar", "fr"])
    assert (session.starts_at, session.ends_at) == (at(edition, 10), at(edition, 11, 30))
    assert known in session.speakers.all()
    assert session.speakers.get(name_ar="يوسف الناجي").has_consented is False


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 not a workbook",
        SHEET.format(room="لا وجود لها").encode(),
        b"salle;jour\na;b\n",
        b"",
    ],
)
def test_a_file_with_faults_brings_nothing_in_and_says_where(client, content):
    edition = EditionFactory()
    enter(client, coordinator())
    address = reverse("programme:bring", args=[edition.number])
    response = client.post(address, {"file": SimpleUploadedFile("a.csv", content)})
    assert response.status_code == 200
    assert not Session.objects.exists()


def test_a_programme_is_taken_over_moved_to_the_days_of_the_next_edition(client):
    session = SessionSpeakerFactory().session
    services.ask_place(session=session, actor=UserFactory())
    edition = EditionFactory(starts_on=at(session.edition, 0, day=60).date(),
                             ends_on=at(session.edition, 0, day=61).date())  # fmt: skip
    enter(client, coordinator())
    address = reverse("programme:copy", args=[edition.number])
    client.post(address, {"source": session.edition.pk, "has_sessions": "on"})
    copied = edition.sessions.get()
    assert (copied.title_ar, copied.room.name) == (session.title_ar, session.room.name)
    assert copied.starts_at == at(edition, 10)
    assert (copied.held_count, copied.parts.count(), copied.is_signup_open) == (0, 0, False)
