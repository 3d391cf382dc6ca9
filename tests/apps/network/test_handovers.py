"""Handing over after an election: who comes, who goes, all at once; and what stops it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from multaqa.apps.accounts.models import Notice, User
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.models import (
    BodyStep,
    Handover,
    Invitation,
    Membership,
    MembershipRole,
    MembershipState,
)
from multaqa.apps.network.services import Newcomer
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, acting, invited, president_of

pytestmark = pytest.mark.django_db

NEW_PRESIDENT = Newcomer(MembershipRole.PRESIDENT, "رقية", "0661000001")
NEW_TREASURER = Newcomer(MembershipRole.TREASURER, "ياسين", "0661000002")


@pytest.fixture(autouse=True)
def outbox(tmp_path, settings):
    settings.SMS, settings.OUTBOX = "file", tmp_path


@pytest.fixture
def body():
    return BodyFactory()


@pytest.fixture
def president(body):
    return president_of(body)


def handed(body, actor, **more):
    today = timezone.localdate()
    told = {
        "held_on": today - timedelta(days=2),
        "ends_on": today + timedelta(days=10),
        "stays": {},
        "newcomers": [NEW_PRESIDENT, NEW_TREASURER],
    } | more
    return services.hand_over(body=body, actor=actor, **told)


def person(newcomer):
    return UserFactory(phone="+212" + newcomer.contact[1:], email=None, name=newcomer.name)


def link(handover, newcomer):
    return handover.invitations.get(phone="+212" + newcomer.contact[1:])


def accepts(handover, newcomer, who=None):
    who = who or person(newcomer)
    services.accept_invitation(invitation=link(handover, newcomer), actor=who)
    return who


def test_nothing_changes_before_the_new_president_accepts_then_all_of_it(body, president):
    secretary = acting(body)
    handover = handed(body, president, stays={secretary.pk: MembershipRole.VICE_PRESIDENT})
    treasurer = accepts(handover, NEW_TREASURER)
    assert not rules.can_act_for(treasurer, body)
    assert set(queries.acting_people(body)) == {president, secretary.user}
    new = accepts(handover, NEW_PRESIDENT)
    handover.refresh_from_db()
    assert handover.state == Handover.State.DONE
    assert set(queries.acting_people(body)) == {new, treasurer, secretary.user}
    assert {one.user: one.role for one in queries.acting_places_of(body)} == {
        new: MembershipRole.PRESIDENT,
        treasurer: MembershipRole.TREASURER,
        secretary.user: MembershipRole.VICE_PRESIDENT,
    }
    kinds = set(body.steps.values_list("kind", flat=True))
    Kind = BodyStep.Kind  # noqa: N806
    assert {Kind.HANDOVER_ENTERED, Kind.HANDOVER_DONE, Kind.ENDED, Kind.JOINED} <= kinds


def test_it_is_done_on_its_day_whoever_accepted(body, president):
    handover = handed(body, president)
    assert services.close_due_handovers() == 0
    Handover.objects.update(ends_on=timezone.localdate())
    assert services.close_due_handovers() == 1
    assert not queries.acting_people(body).exists()
    assert list(queries.bodies_left()) == [body]
    new = accepts(handover, NEW_PRESIDENT)
    assert list(queries.acting_people(body)) == [new]


def test_a_president_elected_again_hands_over_at_once(body, president):
    treasurer = acting(body, MembershipRole.TREASURER)
    own = queries.own_place(president, body)
    stays = {own.pk: MembershipRole.PRESIDENT}
    handover = handed(body, president, stays=stays, newcomers=[NEW_TREASURER])
    assert handover.state == Handover.State.DONE
    assert list(queries.acting_people(body)) == [president]
    assert not rules.can_act_for(treasurer.user, body)
    new = accepts(handover, NEW_TREASURER)
    assert rules.can_act_for(new, body)


def test_a_colleague_puts_no_president_out_before_a_week(body, president):
    secretary = acting(body).user
    handover = handed(body, secretary, ends_on=timezone.localdate())
    assert handover.holds_until == timezone.localdate() + timedelta(days=7)
    assert handover.ends_on >= handover.holds_until
    new = accepts(handover, NEW_PRESIDENT)
    assert rules.can_act_for(president, body)
    assert not rules.can_act_for(new, body)
    Handover.objects.update(holds_until=timezone.localdate())
    assert services.close_due_handovers() == 1
    assert list(queries.acting_people(body)) == [new]


def test_a_contested_handover_waits_for_the_coordinator(body, president):
    handover = handed(body, acting(body).user)
    services.contest_handover(handover=handover, actor=president, text="لم يعقد أي جمع")
    with pytest.raises(Refusal, match=r"handover\.contested"):
        accepts(handover, NEW_PRESIDENT)
    Handover.objects.update(ends_on=timezone.localdate())
    assert services.close_due_handovers() == 0
    with pytest.raises(PermissionDenied):
        services.uphold_handover(handover=handover, actor=president, reason="لا")
    services.uphold_handover(handover=handover, actor=coordinator(), reason="اطلعنا على المحضر")
    assert not rules.can_act_for(president, body)


def test_a_withdrawn_handover_leaves_all_as_it_was(body, president):
    handover = handed(body, president)
    treasurer = accepts(handover, NEW_TREASURER)
    services.withdraw_handover(handover=handover, actor=president)
    for newcomer in (NEW_PRESIDENT, NEW_TREASURER):
        who = treasurer if newcomer is NEW_TREASURER else person(newcomer)
        with pytest.raises(Refusal, match=r"invitation\.withdrawn"):
            accepts(handover, newcomer, who)
    assert list(queries.acting_people(body)) == [president]
    handed(body, president)


def test_a_link_used_twice_run_out_or_by_another_lets_nobody_in(body, president):
    handover = handed(body, president)
    invitation = link(handover, NEW_PRESIDENT)
    with pytest.raises(Refusal, match=r"invitation\.another"):
        services.accept_invitation(invitation=invitation, actor=UserFactory())
    new = accepts(handover, NEW_PRESIDENT)
    with pytest.raises(Refusal, match=r"invitation\.used"):
        services.accept_invitation(invitation=invitation, actor=new)
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(Refusal, match=r"invitation\.over"):
        accepts(handover, NEW_TREASURER)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"newcomers": [NEW_TREASURER]}, "no_head"),
        ({"newcomers": []}, "no_head"),
        (
            {"newcomers": [NEW_PRESIDENT, Newcomer(MembershipRole.PRESIDENT, "", "0661000003")]},
            "two_presidents",
        ),
        (
            {"newcomers": [NEW_PRESIDENT, Newcomer(MembershipRole.TREASURER, "", "+212661000001")]},
            "contact_twice",
        ),
        ({"held_on": timezone.localdate() + timedelta(days=1)}, "held_ahead"),
        ({"held_on": timezone.localdate() - timedelta(days=400)}, "held_long_ago"),
        ({"ends_on": timezone.localdate() - timedelta(days=1)}, "bad_end"),
        ({"ends_on": timezone.localdate() + timedelta(days=61)}, "bad_end"),
    ],
)
def test_a_board_that_cannot_be_is_refused(body, president, more, code):
    with pytest.raises(Refusal, match=code):
        handed(body, president, **more)
    assert not body.handovers.exists()
    assert not body.invitations.exists()


def test_one_handover_at_a_time(body, president):
    handed(body, president)
    with pytest.raises(Refusal, match="open_already"):
        handed(body, president)


def test_who_was_invited_as_something_else_is_asked_anew(body, president):
    old = invited(body, president, role=MembershipRole.MEMBER, contact=NEW_PRESIDENT.contact)
    handed(body, president)
    old.refresh_from_db()
    assert old.state == Invitation.State.WITHDRAWN


def test_only_who_acts_and_the_coordinator_hand_over(body, president):
    for who in (UserFactory(), auditor(), president_of(BodyFactory())):
        with pytest.raises(PermissionDenied):
            handed(body, who)
    member = MembershipFactory(body=body, role=MembershipRole.MEMBER).user
    with pytest.raises(PermissionDenied):
        handed(body, member)


def test_the_coordinator_enters_the_board_from_the_minutes(body, president):
    services.end_membership(
        membership=queries.own_place(president, body), actor=president, leaves_nobody=True
    )
    handover = handed(body, coordinator(), held_on=timezone.localdate() - timedelta(days=900))
    assert handover.is_from_minutes
    new = accepts(handover, NEW_PRESIDENT)
    assert list(queries.acting_people(body)) == [new]


def test_two_handovers_at_once_are_one(together, body, president):
    secretary = acting(body).user
    ends = together(lambda: handed(body, president), lambda: handed(body, secretary))
    assert [getattr(end, "code", "done") for end in ends].count("handover.open_already") == 1
    assert Handover.objects.count() == 1


def test_accepted_and_withdrawn_at_once_is_all_or_nothing(together, body, president):
    handover, new = handed(body, president), person(NEW_PRESIDENT)
    together(
        lambda: accepts(handover, NEW_PRESIDENT, new),
        lambda: services.withdraw_handover(handover=handover, actor=president),
    )
    handover.refresh_from_db()
    is_done = handover.state == Handover.State.DONE
    assert list(queries.acting_people(body)) == [new if is_done else president]


# Leaving, and roles.


def test_the_last_one_leaves_only_by_saying_that_nobody_remains(body, president):
    place = queries.own_place(president, body)
    with pytest.raises(Refusal, match="last_acting"):
        services.end_membership(membership=place, actor=president)
    with pytest.raises(Refusal, match="last_acting"):
        services.change_role(membership=place, actor=president, role=MembershipRole.MEMBER)
    assert not queries.bodies_left().exists()
    services.end_membership(membership=place, actor=president, leaves_nobody=True)
    assert list(queries.bodies_left()) == [body]
    assert body.steps.first().kind == BodyStep.Kind.LEFT_NOBODY


def left_notices():
    return Notice.objects.filter(topic="network.left")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_coordinators_are_told_in_their_language_that_nobody_remains(body, president, language):
    first, second = coordinator(), coordinator()
    User.objects.filter(pk__in=[first.pk, second.pk]).update(language=language)
    secretary = acting(body)
    services.end_membership(membership=secretary, actor=secretary.user)
    assert not left_notices().exists()
    place = queries.own_place(president, body)
    services.end_membership(membership=place, actor=president, leaves_nobody=True)
    told = left_notices()
    assert {one.user for one in told} == {first, second}
    assert all(body.name_ar in one.text for one in told)
    with override(language):
        assert {one.url for one in told} == {reverse("network:desk-left")}


def test_who_ends_the_last_place_is_not_told_what_they_did(body, president):
    first, second = coordinator(), coordinator()
    services.end_membership(membership=queries.own_place(president, body), actor=first)
    assert [one.user for one in left_notices()] == [second]


def test_coordinators_are_told_of_a_board_whose_day_came_and_nobody_accepted(body, president):
    someone = coordinator()
    handed(body, president)
    Handover.objects.update(ends_on=timezone.localdate())
    services.close_due_handovers()
    assert [one.user for one in left_notices()] == [someone]


def test_coordinators_are_told_of_a_body_whose_only_person_is_forgotten(body, president):
    someone = coordinator()
    services.forget_person(user=president)
    assert [(one.user, body.name_ar in one.text) for one in left_notices()] == [(someone, True)]


def test_of_the_last_two_who_leave_at_once_one_stays(together, body, president):
    places = [queries.own_place(president, body), acting(body)]
    together(
        *(
            lambda place=place: services.end_membership(membership=place, actor=place.user)
            for place in places
        )
    )
    assert queries.acting_people(body).count() == 1


def test_roles_are_changed_by_who_may(body, president):
    own, secretary = queries.own_place(president, body), acting(body)
    member = MembershipFactory(body=body, role=MembershipRole.MEMBER)
    services.change_role(membership=member, actor=secretary.user, role=MembershipRole.TREASURER)
    with pytest.raises(PermissionDenied):
        services.change_role(membership=own, actor=secretary.user, role=MembershipRole.MEMBER)
    with pytest.raises(Refusal, match="president_stands"):
        services.change_role(
            membership=secretary, actor=secretary.user, role=MembershipRole.PRESIDENT
        )
    services.change_role(membership=own, actor=president, role=MembershipRole.BOARD_MEMBER)
    services.change_role(membership=secretary, actor=president, role=MembershipRole.PRESIDENT)
    secretary.refresh_from_db()
    assert secretary.role == MembershipRole.PRESIDENT


def test_a_colleague_lets_no_second_president_in(body, president):
    secretary = acting(body).user
    asked = services.ask_membership(body=body, actor=UserFactory(), role=MembershipRole.PRESIDENT)
    with pytest.raises(Refusal, match="president_answers"):
        services.accept_membership(membership=asked, actor=secretary)
    services.accept_membership(membership=asked, actor=president)
    assert Membership.objects.get(pk=asked.pk).state == MembershipState.ACCEPTED


def test_whose_place_others_end_leaves_no_handover_behind():
    body = BodyFactory()
    president = president_of(body)
    place = acting(body)
    handover = handed(body, place.user)
    services.end_membership(membership=place, actor=president)
    handover.refresh_from_db()
    assert not handover.is_open


def test_a_link_of_the_board_before_the_last_gives_no_presidency():
    body = BodyFactory()
    president = president_of(body)
    place = acting(body)
    handover = handed(body, president, stays={place.pk: MembershipRole.VICE_PRESIDENT})
    Handover.objects.update(ends_on=timezone.localdate())
    services.close_due_handovers()
    assert not rules.can_act_for(president, body)
    other = Newcomer(MembershipRole.PRESIDENT, "زينب", "0661000009")
    second = handed(
        body, place.user, stays={place.pk: MembershipRole.VICE_PRESIDENT}, newcomers=[other]
    )
    new = accepts(second, other)
    with pytest.raises(Refusal):
        accepts(handover, NEW_PRESIDENT)
    assert [one.user for one in queries.acting_places_of(body) if one.is_presidents] == [new]
