"""The two days in a browser: on a phone and a wide screen, by keyboard, without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.programme import services
from tests.browser.conftest import clean, enter, overflow, press
from tests.factories.accounts import coordinator
from tests.factories.forum import EditionFactory
from tests.factories.programme import (
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SlotFactory,
    TrackFactory,
    at,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def edition(people):
    today = timezone.localdate()
    found = EditionFactory(
        number=3, starts_on=today + timedelta(days=9), ends_on=today + timedelta(days=10)
    )
    rooms = RoomFactory.create_batch(3, edition=found, building_ar="دار الثقافة")
    for place, room in enumerate(rooms):
        for day in (0, 1):
            session = SessionFactory(
                edition=found,
                room=room,
                starts_at=at(found, 10, day=day),
                capacity=1 + place,
                title_ar="ورشة عنوانها طويل جدا حتى يظهر كيف ينكسر السطر في شاشة ضيقة",
                summary_ar="ملخص الورشة",
            )
            session.track = TrackFactory(edition=found)
            session.save()
            SessionSpeakerFactory(session=session)
    SessionFactory(
        edition=found, kind="plenary", room=rooms[0], starts_at=at(found, 9), ends_at=at(found, 10)
    )
    SlotFactory(edition=found)
    services.publish_version(edition=found, actor=coordinator())
    return found


def addresses(edition):
    session = edition.sessions.order_by("number").first()
    return [
        "/forum/3/programme/",
        "/forum/3/programme/?q=ملخص",
        "/forum/3/programme/now/",
        "/forum/3/programme/changes/",
        "/forum/3/programme/speakers/",
        f"/forum/3/programme/speakers/{session.speakers.get().pk}/",
        f"/forum/3/programme/{session.number}/",
    ]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["", "/fr"])
def test_public_pages_are_clean_at_both_widths_in_both_languages(visitor, edition, width, language):
    page = visitor(width=width, bypass_csp=True).new_page()
    for address in addresses(edition):
        assert page.goto(language + address).ok
        clean(page)


def test_public_pages_are_light(weigh, edition):
    first, *others = weigh(*addresses(edition))
    assert first.without_fonts <= 36 * 1024
    assert all(one.without_fonts <= 15 * 1024 for one in others)


def test_rooms_stand_side_by_side_on_a_wide_screen_alone(visit, edition):
    wide = visit("/forum/3/programme/", width=1280)
    tops = {box["y"] for box in boxes(wide)}
    assert len(tops) == 1
    narrow = visit("/forum/3/programme/", width=390)
    assert len({box["y"] for box in boxes(narrow)}) == 3


def boxes(page):
    return [one.bounding_box() for one in page.query_selector_all(".prog__one[data-col]")]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_member_takes_the_last_place_and_another_waits(visitor, edition, scripts):
    session = edition.sessions.get(capacity=1, starts_at=at(edition, 10))
    page = enter(visitor, "president", width=390, java_script_enabled=scripts)
    page.goto(f"/forum/3/programme/{session.number}/")
    press(page, "form[action$='ask/'] button")
    session.refresh_from_db()
    assert session.held_count == 1
    other = enter(visitor, "holder", width=390, java_script_enabled=scripts)
    other.goto(f"/forum/3/programme/{session.number}/")
    press(other, "form[action$='ask/'] button")
    press(page, "form[action$='leave/'] button")
    held = session.places.get(state="held")
    assert held.user == User.objects.get(phone="+212600000202")
    page.goto("/me/agenda/")
    press(page, "form[action$='address/'] button")
    assert overflow(page) == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_the_coordinator_moves_a_session_by_keyboard_and_publishes(visitor, edition, width):
    session = edition.sessions.filter(kind="workshop").order_by("number").first()
    page = enter(visitor, width=width)
    for leaf in ("", "clashes/", "preview/", "publish/", "rooms/", "slots/", "speakers/", "bring/"):
        page.goto(f"/desk/3/programme/{leaf}")
        clean(page)
    for leaf in ("", "people/", "places/", "place/"):
        page.goto(f"/desk/3/programme/sessions/{session.number}/{leaf}")
        clean(page)
    page.fill("#id_starts", "14:00")
    page.fill("#id_ends", "15:00")
    with page.expect_navigation():
        page.press("#id_ends", "Enter")
    session.refresh_from_db()
    assert session.starts_at == at(edition, 14)
    page.goto("/desk/3/programme/publish/")
    with page.expect_navigation():
        page.press("#id_note_ar", "Enter")
    assert edition.versions.count() == 2
    page.goto("/forum/3/programme/changes/")
    clean(page)
