"""Who is here: exactly for the desk; for the hall in steps that name nobody."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.attendance import services
from multaqa.apps.attendance.queries import live as presence
from multaqa.apps.forum.queries.suppression import Shown
from tests.factories.accounts import auditor, coordinator
from tests.factories.attendance import BadgeFactory, TodayFactory
from tests.factories.territory import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]


@pytest.fixture
def edition():
    return TodayFactory()


@pytest.fixture
def actor():
    return coordinator()


def badges(edition, count, **more):
    return BadgeFactory.create_batch(count, edition=edition, **more)


def come(edition, actor, people):
    for one in people:
        services.check_in(edition=edition, actor=actor, code=one.code)


def parts(found, key):
    return {part.key: part for group in found.groups if group.key == key for part in group.parts}


def test_the_desk_counts_exactly(edition, actor):
    rural = badges(edition, 3, commune=CommuneFactory(is_rural=True), sex="male")
    badges(edition, 2, commune=CommuneFactory())
    come(edition, actor, rural[:2])
    found = presence.presence_of(edition, timezone.localdate())
    assert (found.total, found.expected) == (2, 5)
    assert (parts(found, "setting")["rural"].count, parts(found, "setting")["rural"].expected) == (
        2,
        3,
    )
    assert parts(found, "sex")["female"].count == 0
    ((_at, count),) = presence.arrivals_of(edition, timezone.localdate())
    assert count == 2


def test_who_is_missing_is_told_to_the_coordinator_alone(edition, actor):
    came, missing = badges(edition, 2)
    badges(edition, 1, cancelled=True)
    come(edition, actor, [came])
    day = timezone.localdate()
    assert presence.missing_of(actor, edition, day) == [missing]
    assert presence.missing_of(auditor(), edition, day) == []
    assert presence.missing_of(AnonymousUser(), edition, day) == []


def test_the_screen_moves_ten_people_at_a_time_and_hides_small_parts(edition, actor):
    rural, urban = CommuneFactory(is_rural=True), CommuneFactory()
    people = badges(edition, 27, commune=urban) + badges(edition, 4, commune=rural)
    seen = []
    for one in people:
        come(edition, actor, [one])
        found = presence.published_presence_of(edition, timezone.localdate())
        assert found.total % presence.TOGETHER == 0
        told = parts(found, "setting")
        assert not told["rural"].is_plain
        for part in told.values():
            assert part.count % presence.STEP == 0
        seen.append((found.total, *(part.count for part in told.values())))
    # Thirty-one came one by one, and whoever watched saw four figures, nought among them.
    assert len(set(seen)) == 4
    assert "sex" not in {group.key for group in found.groups}


def test_a_small_part_is_not_found_by_subtraction(edition, actor):
    """Beside the exact total of whole tens, each hidden part may still be nought or four."""
    rural, urban = CommuneFactory(is_rural=True), CommuneFactory()
    people = badges(edition, 18, commune=urban) + badges(edition, 2, commune=rural)
    come(edition, actor, people)
    told = parts(presence.published_presence_of(edition, timezone.localdate()), "setting")
    assert {part.shown for part in told.values()} <= {Shown.SMALL, Shown.WITHHELD}


def test_the_screen_is_public_names_nobody_and_is_worked_out_once(
    client, edition, actor, django_assert_max_num_queries
):
    people = badges(edition, 12, commune=CommuneFactory())
    come(edition, actor, people)
    address = reverse("attendance:screen", args=[edition.number])
    caches["memory"].clear()
    with django_assert_max_num_queries(10):
        first = client.get(address)
    with django_assert_max_num_queries(2):
        for _turn in range(1):
            again = client.get(address)
    text = first.content.decode()
    assert text == again.content.decode()
    assert people[0].name not in text
    assert people[0].body_name not in text
    assert first.status_code == 200
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_the_screen_of_a_hidden_edition_is_the_desks(client, actor):
    edition = TodayFactory(is_public=False)
    address = reverse("attendance:screen", args=[edition.number])
    assert client.get(address).status_code == 404
    client.force_login(actor)
    assert client.get(address).status_code == 200


def test_a_screen_before_anybody_came_says_so(client, edition):
    assert client.get(reverse("attendance:screen", args=[edition.number])).status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_the_live_page_costs_the_same_for_one_as_for_fifty(
    client, edition, actor, count, django_assert_max_num_queries
):
    come(edition, actor, badges(edition, count, commune=CommuneFactory()))
    client.force_login(actor)
    with django_assert_max_num_queries(18):
        client.get(reverse("attendance:live", args=[edition.number]))
    with django_assert_max_num_queries(14):
        client.get(reverse("attendance:missing", args=[edition.number]))


def test_another_day_is_asked_for(edition, actor):
    badges(edition, 1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert presence.day_shown(edition, tomorrow.isoformat()) == tomorrow
    assert presence.day_shown(edition, "nonsense") == timezone.localdate()
    assert presence.presence_of(edition, tomorrow).total == 0
