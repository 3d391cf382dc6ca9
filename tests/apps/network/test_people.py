"""Places in a body: asked for, answered, ended; and races for them."""

import pytest
from django.core.exceptions import PermissionDenied

from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.models import BodyState, Membership, MembershipRole, MembershipState
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, president_of

pytestmark = pytest.mark.django_db


def asked(body, role=MembershipRole.SECRETARY):
    return services.ask_membership(body=body, actor=UserFactory(), role=role)


def test_a_place_asked_for_gives_nothing_until_it_is_accepted():
    body = BodyFactory()
    president = president_of(body)
    place = asked(body)
    assert not rules.can_act_for(place.user, body)
    place = services.accept_membership(membership=place, actor=president)
    assert rules.can_act_for(place.user, body)
    assert place.answered_by == president
    assert place.answered_at is not None


def test_a_refused_place_may_be_asked_for_again():
    body = BodyFactory()
    place = services.refuse_membership(membership=asked(body), actor=president_of(body))
    assert place.state == MembershipState.REFUSED
    services.ask_membership(body=body, actor=place.user, role=MembershipRole.MEMBER)


@pytest.mark.parametrize("answer", [services.accept_membership, services.refuse_membership])
def test_nobody_else_answers(answer):
    body = BodyFactory()
    place = asked(body)
    others = [
        place.user,
        UserFactory(),
        auditor(),
        president_of(BodyFactory()),
        MembershipFactory(body=body, role=MembershipRole.MEMBER).user,
    ]
    for person in others:
        with pytest.raises(PermissionDenied):
            answer(membership=place, actor=person)
    place.refresh_from_db()
    assert place.state == MembershipState.ASKED


def test_a_place_is_answered_once():
    body = BodyFactory()
    president, place = president_of(body), asked(body)
    services.accept_membership(membership=place, actor=president)
    with pytest.raises(Refusal, match="already_answered"):
        services.refuse_membership(membership=place, actor=president)


@pytest.mark.parametrize("state", [BodyState.REFUSED])
def test_nothing_is_asked_of_a_body_that_is_out(state):
    with pytest.raises(Refusal, match="not_live"):
        asked(BodyFactory(state=state))


def test_anyone_leaves_and_only_the_coordinator_ends_a_presidents_place():
    body = BodyFactory()
    president = MembershipFactory(body=body)
    secretary = MembershipFactory(body=body, role=MembershipRole.SECRETARY)
    member = MembershipFactory(body=body, role=MembershipRole.MEMBER)
    with pytest.raises(PermissionDenied):
        services.end_membership(membership=president, actor=secretary.user)
    with pytest.raises(PermissionDenied):
        services.end_membership(membership=secretary, actor=member.user)
    services.end_membership(membership=member, actor=secretary.user)
    services.end_membership(membership=secretary, actor=secretary.user)
    assert not rules.can_act_for(secretary.user, body)
    services.end_membership(membership=president, actor=coordinator())
    with pytest.raises(Refusal, match="already_ended"):
        services.end_membership(membership=president, actor=coordinator())


def test_the_desk_answers_where_nobody_can():
    body = BodyFactory()
    place = asked(body, MembershipRole.PRESIDENT)
    other = asked(BodyFactory())
    president_of(other.body)
    assert list(queries.memberships_without_answerer()) == [place]
    services.accept_membership(membership=place, actor=coordinator())
    assert not queries.memberships_without_answerer().exists()


def test_names_are_seen_by_who_acts_for_the_body_and_the_coordinator():
    body = BodyFactory()
    president = president_of(body)
    place = asked(body)
    for person in (president, coordinator()):
        assert place in queries.people_seen_by(person, body)
    member = MembershipFactory(body=body, role=MembershipRole.MEMBER).user
    for person in (place.user, member, auditor(), UserFactory(), president_of(BodyFactory())):
        assert not queries.people_seen_by(person, body).exists()


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_are_one(together):
    body, person = BodyFactory(), UserFactory()

    def ask():
        return services.ask_membership(body=body, actor=person, role=MembershipRole.MEMBER)

    ends = together(ask, ask)
    assert sorted(type(end).__name__ for end in ends) == ["Membership", "Refusal"]
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_acceptance_and_a_refusal_at_once_are_one_answer(together):
    body = BodyFactory()
    president, place = president_of(body), asked(body)
    ends = together(
        lambda: services.accept_membership(membership=place, actor=president),
        lambda: services.refuse_membership(membership=place, actor=president),
    )
    assert sorted(type(end).__name__ for end in ends) == ["Membership", "Refusal"]
