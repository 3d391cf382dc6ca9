from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.programme import queries, services
from multaqa.apps.programme.models import Audience, Place, PlaceState, Session
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.forum import EditionFactory
from tests.factories.network import BodyFactory, MembershipFactory
from tests.factories.programme import SessionFactory, SpeakerFactory, at

pytestmark = pytest.mark.django_db

HELD, WAITING, LEFT = PlaceState.HELD, PlaceState.WAITING, PlaceState.LEFT


def ask(session, **fields):
    return services.ask_place(session=session, actor=UserFactory(**fields))


def president():
    membership = MembershipFactory(role="president", state="accepted", answered_at=timezone.now())
    return membership.user, membership.body


def group(session, size, people=()):
    user, body = president()
    return services.ask_group_place(
        session=session, actor=user, body=body, size=size, people=people
    )


def counted(session):
    """The count of the session, which is what its places come to."""
    held = sum(place.size for place in session.places.filter(state=HELD))
    session.refresh_from_db()
    assert session.held_count == held
    return held


def test_places_are_held_as_long_as_there_are_any_then_one_waits_in_order():
    session = SessionFactory(capacity=2, walk_in_count=1)
    first, second, third = (ask(session) for _ in range(3))
    assert [one.state for one in (first, second, third)] == [HELD, WAITING, WAITING]
    assert [queries.rank_of(one) for one in (second, third)] == [1, 2]
    services.leave_place(place=first, actor=first.user)
    second.refresh_from_db(), third.refresh_from_db(), first.refresh_from_db()
    assert [one.state for one in (first, second, third)] == [LEFT, HELD, WAITING]
    assert counted(session) == 1


def test_asking_twice_is_asking_once():
    session = SessionFactory(capacity=5)
    user = UserFactory()
    assert services.ask_place(session=session, actor=user) == services.ask_place(
        session=session, actor=user
    )
    assert counted(session) == 1


def test_nobody_is_in_two_sessions_at_the_same_time():
    edition = EditionFactory()
    first = SessionFactory(edition=edition, title_ar="ورشة الهوية")
    beside = SessionFactory(edition=edition, starts_at=at(edition, 11))
    after = SessionFactory(edition=edition, starts_at=at(edition, 11, 30))
    user = UserFactory()
    services.ask_place(session=first, actor=user)
    with pytest.raises(Refusal) as refused:
        services.ask_place(session=beside, actor=user)
    assert refused.value.code == "place.same_time"
    assert refused.value.facts["other"] == "ورشة الهوية"
    assert services.ask_place(session=after, actor=user).state == HELD


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"is_signup_open": False}, "place.closed"),
        ({"is_cancelled": True}, "place.cancelled"),
        ({"edition__starts_on": "2020-01-07", "edition__ends_on": "2020-01-08"}, "place.past"),
        ({"audience": Audience.FORUM}, "place.participants_only"),
    ],
)
def test_no_place_is_given_where_none_can_be_asked_for(wrong, code):
    from datetime import date

    wrong = {
        name: date.fromisoformat(value) if name.endswith("_on") else value
        for name, value in wrong.items()
    }
    with pytest.raises(Refusal, match=code):
        ask(SessionFactory(**wrong))


def test_who_speaks_at_the_forum_takes_part_in_it():
    session = SessionFactory(audience=Audience.FORUM)
    user = UserFactory()
    SpeakerFactory(edition=session.edition, user=user)
    assert services.ask_place(session=session, actor=user).state == HELD


def test_a_group_gets_all_its_places_or_waits_and_nobody_passes_it():
    session = SessionFactory(capacity=4)
    first = ask(session)
    second = ask(session)
    waiting = group(session, 3, ["مريم", "  ", "يوسف"])
    behind = ask(session)
    assert (waiting.state, behind.state) == (WAITING, WAITING)
    assert waiting.people == ["مريم", "يوسف"]
    services.leave_place(place=first, actor=first.user)
    waiting.refresh_from_db(), behind.refresh_from_db()
    assert (waiting.state, behind.state) == (HELD, WAITING)
    assert counted(session) == 4
    services.leave_place(place=second, actor=second.user)
    behind.refresh_from_db()
    assert behind.state == HELD


def test_on_the_last_day_whoever_fits_comes_in():
    now = timezone.now()
    edition = EditionFactory(
        starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(days=2)
    )
    session = SessionFactory(edition=edition, capacity=3, starts_at=now + timedelta(hours=30))
    ask(session), ask(session)
    big, small = group(session, 2), ask(session)
    assert (big.state, small.state) == (WAITING, WAITING)
    Session.objects.filter(pk=session.pk).update(
        starts_at=now + timedelta(hours=20), ends_at=now + timedelta(hours=21)
    )
    assert services.settle_all() == 1
    big.refresh_from_db(), small.refresh_from_db()
    assert (big.state, small.state) == (WAITING, HELD)


def test_a_group_that_grows_smaller_keeps_its_turn_and_may_not_grow():
    session = SessionFactory(capacity=4)
    ask(session), ask(session)
    waiting = group(session, 3)
    behind = ask(session)
    with pytest.raises(Refusal, match="group_grows"):
        services.set_group(place=waiting, actor=waiting.user, size=4, people=[])
    got = services.set_group(place=waiting, actor=waiting.user, size=2, people=["مريم"])
    behind.refresh_from_db()
    assert (got.state, behind.state) == (HELD, WAITING)
    assert counted(session) == 4


@pytest.mark.parametrize(
    ("size", "people", "code"),
    [
        (1, [], "place.group_of_one"),
        (9, [], "place.group_too_large"),
        (2, ["ا", "ب", "ج"], "place.more_names"),
    ],
)
def test_a_group_must_fit(size, people, code):
    with pytest.raises(Refusal, match=code):
        group(SessionFactory(capacity=8), size, people)


def test_only_who_acts_for_a_body_asks_in_its_name():
    with pytest.raises(PermissionDenied):
        services.ask_group_place(
            session=SessionFactory(), actor=UserFactory(), body=BodyFactory(), size=2
        )


def test_a_place_is_given_back_by_whose_it_is_and_by_the_coordinator_alone():
    session = SessionFactory(capacity=2)
    mine, other = ask(session), ask(session)
    with pytest.raises(PermissionDenied):
        services.leave_place(place=mine, actor=other.user)
    services.leave_place(place=mine, actor=coordinator())
    assert counted(session) == 1


def test_the_desk_adds_behind_those_who_wait_and_walk_ins_from_what_is_kept():
    session = SessionFactory(capacity=2, walk_in_count=1)
    actor = coordinator()
    ask(session)
    late = services.add_at_desk(session=session, actor=actor, name="لحسن")
    walks = services.add_at_desk(session=session, actor=actor, name="زينب", is_walk_in=True)
    assert (late.state, walks.state) == (WAITING, HELD)
    with pytest.raises(Refusal, match="nothing_kept"):
        services.add_at_desk(session=session, actor=actor, name="سعاد", is_walk_in=True)
    assert counted(session) == 2


def test_more_places_bring_in_who_waits():
    session = SessionFactory(capacity=1)
    ask(session)
    waiting = ask(session)
    services.revise_session(session=session, actor=coordinator(), capacity=2)
    waiting.refresh_from_db()
    assert waiting.state == HELD


def test_of_two_who_ask_for_the_last_place_one_waits(together):
    session = SessionFactory(capacity=1)
    people = [UserFactory() for _ in range(4)]
    ends = together(
        *(lambda user=user: services.ask_place(session=session, actor=user) for user in people)
    )
    assert sorted(one.state for one in ends) == [HELD, WAITING, WAITING, WAITING]
    assert counted(session) == 1


def test_who_asks_in_two_sessions_at_once_gets_one(together):
    edition = EditionFactory()
    sessions = SessionFactory.create_batch(2, edition=edition)
    user = UserFactory()
    ends = together(
        *(lambda one=one: services.ask_place(session=one, actor=user) for one in sessions)
    )
    assert sorted(type(one).__name__ for one in ends) == ["Place", "Refusal"]
    assert Place.objects.filter(user=user).count() == 1


def test_who_leaves_while_another_asks_leaves_no_chair_empty(before_it_ends):
    session = SessionFactory(capacity=1)
    holder = ask(session)
    comer = UserFactory()
    before_it_ends(
        lambda: services.leave_place(place=holder, actor=holder.user),
        lambda: services.ask_place(session=session, actor=comer),
    )
    assert session.places.get(user=comer).state == HELD
    assert counted(session) == 1


def test_the_same_person_who_asks_twice_at_once_has_one_place(together):
    session = SessionFactory(capacity=3)
    user = UserFactory()
    together(*(lambda: services.ask_place(session=session, actor=user) for _ in range(3)))
    assert session.places.count() == 1
    assert counted(session) == 1


def test_forgetting_a_person_gives_their_place_to_who_waits_and_keeps_the_count():
    session = SessionFactory(capacity=1)
    holder, waiting = ask(session, name="زهرة"), ask(session)
    services.set_star(session=session, actor=holder.user, is_starred=True)
    services.forget_person(user=holder.user)
    holder.refresh_from_db(), waiting.refresh_from_db()
    assert (holder.user, holder.name, holder.state) == (None, "", LEFT)
    assert waiting.state == HELD
    assert not queries.kept_of(UserFactory())
