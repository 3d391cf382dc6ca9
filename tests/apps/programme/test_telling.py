"""Who is told of a change, of what, and in which language."""

import pytest

from multaqa.apps.accounts.models import Notice
from multaqa.apps.programme import services
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
