"""Who is told of a change, of what, and in which language."""

from datetime import timedelta

import pytest
from django.urls import reverse

from multaqa.apps.accounts.models import Notice
from multaqa.apps.programme import services
from multaqa.apps.programme.queries import announced_places
from multaqa.ui.dates import moment
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.programme import RoomFactory, SessionFactory

pytestmark = pytest.mark.django_db


def publish(edition):
    return services.publish_version(edition=edition, actor=coordinator())


def told(user):
    return list(Notice.objects.filter(user=user).values_list("topic", flat=True))


def test_who_has_a_place_or_waits_is_told_of_another_room_and_nobody_else():
    session = SessionFactory(capacity=1)
    other = SessionFactory(edition=session.edition)
    publish(session.edition)
    holder, waiting, beside = UserFactory(), UserFactory(), UserFactory()
    for user, of in ((holder, session), (waiting, session), (beside, other)):
        services.ask_place(session=of, actor=user)
    services.place_session(
        session=session,
        actor=coordinator(),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        room=RoomFactory(edition=session.edition),
    )
    assert told(holder) == []
    publish(session.edition)
    assert told(holder) == told(waiting) == ["programme.changed"]
    assert told(beside) == []


def test_nobody_is_told_of_a_summary_written_anew():
    session = SessionFactory()
    publish(session.edition)
    user = UserFactory()
    services.ask_place(session=session, actor=user)
    services.revise_session(session=session, actor=coordinator(), summary_ar="ملخص جديد")
    publish(session.edition)
    assert told(user) == []


def test_who_comes_in_from_the_waiting_list_is_told_where_that_stands():
    session = SessionFactory(capacity=1)
    publish(session.edition)
    first, second = UserFactory(), UserFactory(language="fr")
    place = services.ask_place(session=session, actor=first)
    services.ask_place(session=session, actor=second)
    services.leave_place(place=place, actor=first)
    notice = Notice.objects.get(user=second)
    assert notice.topic == "programme.place"
    assert notice.url.endswith(f"/fr/forum/{session.edition.number}/programme/{session.number}/")
    assert session.title_fr in notice.title


def test_my_space_tells_the_hour_that_is_announced_not_the_one_that_is_planned(client):
    session, later = SessionFactory(), SessionFactory(title_ar="ورشة أجلت")
    user, announced = UserFactory(), moment(session.starts_at)
    services.ask_place(session=session, actor=user)
    client.force_login(user)
    page = client.get(reverse("me")).content.decode()
    assert session.title_ar not in page  # nothing is announced yet
    publish(session.edition)
    moved = session.starts_at + timedelta(hours=3)
    services.place_session(
        session=session,
        actor=coordinator(),
        starts_at=moved,
        ends_at=moved + timedelta(hours=1),
        room=session.room,
    )
    page = client.get(reverse("me")).content.decode()
    assert announced in page
    assert moment(moved) not in page
    publish(session.edition)
    assert moment(moved) in client.get(reverse("me")).content.decode()
    assert later.title_ar not in page


@pytest.mark.parametrize("count", [1, 20])
def test_places_as_announced_cost_the_same_for_many(django_assert_num_queries, count):
    user, first = UserFactory(), SessionFactory()
    for number in range(count):
        start = first.starts_at + timedelta(hours=number)
        session = SessionFactory(
            edition=first.edition, starts_at=start, ends_at=start + timedelta(minutes=50)
        )
        services.ask_place(session=session, actor=user)
    publish(first.edition)
    with django_assert_num_queries(3):
        assert len(announced_places(user, first.edition.ends_on)) == count


def test_a_session_that_is_moved_onto_another_of_ones_own_is_told_in_the_agenda(client):
    first = SessionFactory()
    second = SessionFactory(
        edition=first.edition,
        starts_at=first.starts_at + timedelta(hours=4),
        ends_at=first.ends_at + timedelta(hours=4),
    )
    user = UserFactory()
    for session in (first, second):
        services.ask_place(session=session, actor=user)
    publish(first.edition)
    client.force_login(user)
    agenda = reverse("programme:agenda")
    words = "في الوقت نفسه مع:"
    assert words not in client.get(agenda).content.decode()
    services.place_session(
        session=first,
        actor=coordinator(),
        starts_at=second.starts_at,
        ends_at=second.ends_at,
        room=first.room,
    )
    publish(first.edition)
    assert client.get(agenda).content.decode().count(words) == 2
    assert told(user) == ["programme.changed"]
    # Both places are still theirs: which to give back is for them to say.
    assert first.places.get().state == second.places.get().state == "held"
