"""Calendars and files: what programs read, whatever people write in it."""

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from django.core.cache import cache
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from multaqa.apps.programme import services
from multaqa.apps.programme.models import Version
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.forum import EditionFactory
from tests.factories.programme import (
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    TrackFactory,
    at,
)

pytestmark = pytest.mark.django_db
# Our own reading of the format of the c3voc (voc/schedule, EUPL-1.2), no stricter and no looser.
SCHEDULE = etree.XMLSchema(etree.parse(Path(__file__).with_name("schedule.xsd")))
texts = st.text(min_size=1, max_size=60).filter(lambda text: "\0" not in text) | st.sampled_from(
    [
        "\u200fورشة\u200e 🐪",
        "a\x0bb\x1f",
        "<b>&amp;]]>",
        "\u202eevil",
        "x\r\nDTSTART:1",
        "،;,\\n",
        "\ufffe",
    ]
)


def publish(edition):
    return services.publish_version(edition=edition, actor=coordinator(), reason="تجربة")


def held(**fields):
    session = SessionFactory(track=None, **fields)
    session.track = TrackFactory(edition=session.edition)
    session.save()
    SessionSpeakerFactory(session=session)
    return session


def events(response):
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def at_programme(session, leaf):
    return f"/forum/{session.edition.number}/programme/{leaf}"


def test_each_feed_holds_its_sessions(client):
    session = held()
    other = SessionFactory(edition=session.edition)
    publish(session.edition)
    feeds = {
        "programme.ics": 2,
        f"tracks/{session.track.slug}.ics": 1,
        f"rooms/{other.room.slug}.ics": 1,
        f"speakers/{session.speakers.get().pk}.ics": 1,
        f"{session.number}.ics": 1,
    }
    for leaf, count in feeds.items():
        assert len(events(client.get(at_programme(session, leaf)))) == count, leaf
    for leaf in ("tracks/none.ics", "rooms/none.ics", "speakers/999999.ics", "9999.ics"):
        assert client.get(at_programme(session, leaf)).status_code == 404


@pytest.mark.parametrize(
    ("day", "offset"),
    [(date(2026, 1, 8), 1), (date(2026, 2, 19), 0), (date(2026, 4, 2), 1), (date(2027, 4, 1), 0)],
    ids=["before Ramadan", "in Ramadan", "after Ramadan", "since the summer hour is gone"],
)
def test_hours_stand_with_the_clock_of_the_country_and_its_changes(client, day, offset):
    edition = EditionFactory(starts_on=day, ends_on=day + timedelta(days=1))
    session = SessionFactory(edition=edition)
    publish(edition)
    response = client.get(at_programme(session, "programme.ics"))
    (event,) = events(response)
    assert event["dtstart"].params["TZID"] == "Africa/Casablanca"
    expected = datetime(day.year, day.month, day.day, 10 - offset, tzinfo=UTC)
    assert event.decoded("dtstart").astimezone(UTC) == expected
    assert b"BEGIN:VTIMEZONE" in response.content
    # The rules in the file say the same as the system's: a telephone with none reads them there.
    zone = next(iter(Calendar.from_ical(response.content).walk("VTIMEZONE"))).to_tz(
        lookup_tzid=False
    )
    there = datetime(day.year, day.month, day.day, 10, tzinfo=zone)
    assert there.utcoffset() == timedelta(hours=offset)


def test_an_entry_keeps_its_identity_grows_with_its_changes_and_says_when_it_is_off(client):
    session = held()
    same = SessionFactory(edition=session.edition)
    publish(session.edition)
    (first,) = events(client.get(at_programme(session, f"{session.number}.ics")))
    services.place_session(
        session=session,
        actor=coordinator(),
        starts_at=at(session.edition, 15),
        ends_at=at(session.edition, 16),
        room=RoomFactory(edition=session.edition),
    )
    publish(session.edition)
    (second,) = events(client.get(at_programme(session, f"{session.number}.ics")))
    services.cancel_session(session=session, actor=coordinator())
    publish(session.edition)
    (third,) = events(client.get(at_programme(session, f"{session.number}.ics")))
    assert first["uid"] == second["uid"] == third["uid"]
    assert [int(one["sequence"]) for one in (first, second, third)] == [0, 1, 2]
    assert [str(one["status"]) for one in (first, second, third)] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
    ]
    (other,) = events(client.get(at_programme(session, f"{same.number}.ics")))
    assert int(other["sequence"]) == 0


def test_a_program_that_asks_again_is_told_that_nothing_changed(client):
    session = held()
    publish(session.edition)
    for leaf in ("programme.ics", "schedule.xml", "schedule.json", "programme.json"):
        first = client.get(at_programme(session, leaf))
        again = client.get(at_programme(session, leaf), headers={"If-None-Match": first["ETag"]})
        since = client.get(
            at_programme(session, leaf), headers={"If-Modified-Since": first["Last-Modified"]}
        )
        assert (again.status_code, since.status_code, again.content) == (304, 304, b"")
        french = client.get(f"/fr{at_programme(session, leaf)}")
        assert french.status_code == 200
        assert french["ETag"] != first["ETag"]
    services.revise_session(session=session, actor=coordinator(), title_ar="عنوان آخر")
    first = client.get(at_programme(session, "programme.ics"))
    publish(session.edition)
    again = client.get(
        at_programme(session, "programme.ics"), headers={"If-None-Match": first["ETag"]}
    )
    assert again.status_code == 200


def test_schedule_xml_is_valid_and_complete(client):
    session = held()
    SessionFactory(
        edition=session.edition, kind="break", room=None, starts_at=at(session.edition, 14)
    )
    publish(session.edition)
    document = etree.fromstring(client.get(at_programme(session, "schedule.xml")).content)
    SCHEDULE.assertValid(document)
    assert len(document.findall("day/room/event")) == 2
    assert document.findtext("conference/title") == session.edition.name


def test_schedule_json_tells_the_same_as_the_xml(client):
    session = held()
    publish(session.edition)
    told = json.loads(client.get(at_programme(session, "schedule.json")).content)["schedule"]
    (day,) = told["conference"]["days"]
    (event,) = day["rooms"][session.room.name]
    assert (event["id"], event["title"]) == (session.number, session.title)
    assert event["persons"][0]["public_name"] == session.speakers.get().name
    assert told["conference"]["time_zone_name"] == "Africa/Casablanca"


def test_our_own_document_can_be_checked_against_its_fingerprint(client):
    session = held()
    publish(session.edition)
    told = json.loads(client.get(at_programme(session, "programme.json")).content)
    assert sha256(rfc8785.dumps(told["document"])).hexdigest() == told["digest"]
    assert Version.objects.get().digest == told["digest"]


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(title=texts, name=texts, summary=texts)
def test_whatever_people_write_every_file_can_be_read(client, title, name, summary):
    session = held(title_ar=title, summary_ar=summary, room__name_ar=name)
    speaker = session.speakers.get()
    speaker.name_ar = name
    speaker.save()
    publish(session.edition)
    cache.clear()
    (event,) = events(client.get(at_programme(session, "programme.ics")))
    assert event.decoded("dtstart") == session.starts_at
    document = etree.fromstring(client.get(at_programme(session, "schedule.xml")).content)
    SCHEDULE.assertValid(document)
    json.loads(client.get(at_programme(session, "schedule.json")).content)
    page = client.get(at_programme(session, f"{session.number}/")).content.decode()
    assert "<b>&amp;]]>" not in page.replace("&lt;", "<lt>")
    assert client.get(at_programme(session, "programme.pdf")).content.startswith(b"%PDF")


def test_a_program_that_knows_only_the_day_is_told_that_a_name_left(client):
    session = held()
    speaker = session.speakers.get()
    publish(session.edition)
    Version.objects.update(published_at=timezone.now() - timedelta(days=2))
    leaves = ("programme.ics", "schedule.xml", "schedule.json", "programme.json", "programme.pdf")
    first = {leaf: client.get(at_programme(session, leaf)) for leaf in leaves}
    services.save_speaker(speaker=speaker, actor=coordinator(), has_consented=False, away=[])
    for leaf, before in first.items():
        asked = {"If-Modified-Since": before["Last-Modified"]}
        after = client.get(at_programme(session, leaf), headers=asked)
        assert after.status_code == 200, leaf
        assert after["ETag"] != before["ETag"]
        asked = {"If-Modified-Since": after["Last-Modified"]}
        assert client.get(at_programme(session, leaf), headers=asked).status_code == 304, leaf
    for leaf in ("schedule.json", "programme.json"):
        assert speaker.name_ar in str(first[leaf].json())
        assert speaker.name_ar not in str(client.get(at_programme(session, leaf)).json())
    (event,) = events(client.get(at_programme(session, "programme.ics")))
    (former,) = events(first["programme.ics"])
    assert event.decoded("last-modified") > former.decoded("last-modified")


def test_an_agenda_is_read_by_its_secret_address_until_that_is_renewed(client):
    user = UserFactory()
    session = held()
    SessionFactory(edition=session.edition)
    publish(session.edition)
    services.ask_place(session=session, actor=user)
    link = services.make_link(actor=user)
    response = client.get(f"/agenda/{link.token}.ics")
    assert [str(event["summary"]) for event in events(response)] == [session.title_ar]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "private" in response["Cache-Control"]
    services.renew_link(actor=user)
    assert client.get(f"/agenda/{link.token}.ics").status_code == 404


def test_feeds_of_a_programme_that_one_may_not_see_are_not_there(client):
    session = held(edition__is_public=False)
    publish(session.edition)
    for leaf in (
        "programme.ics",
        "schedule.xml",
        "schedule.json",
        "programme.json",
        "programme.pdf",
    ):
        assert client.get(at_programme(session, leaf)).status_code == 404


def test_calendars_are_asked_for_only_so_often(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"programme_feed": "2/m/ip"}
    answers = [client.get("/agenda/nobodys-token.ics").status_code for _ in range(3)]
    assert answers == [404, 404, 429]
