"""Invitations: a link that works once, for the contact that it was sent to and nobody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.models import Invitation, MembershipRole, MembershipState
from multaqa.kernel import jobs
from multaqa.kernel.models import Job
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, acting, invited, president_of

pytestmark = pytest.mark.django_db

PHONE = "+212661234567"


@pytest.fixture(autouse=True)
def outbox(tmp_path, settings):
    settings.SMS, settings.OUTBOX = "file", tmp_path
    return tmp_path


@pytest.fixture
def body():
    return BodyFactory()


@pytest.fixture
def president(body):
    return president_of(body)


def guest(phone=PHONE):
    return UserFactory(phone=phone, email=None, name="عائشة")


def test_an_invitation_makes_no_account_and_no_place(body, president):
    before = User.objects.count()
    invitation = invited(body, president)
    assert (invitation.phone, User.objects.count()) == (PHONE, before)
    assert body.memberships.count() == 1


def test_whose_phone_it_is_takes_the_place_once(body, president):
    invitation, person = invited(body, president), guest()
    services.accept_invitation(invitation=invitation, actor=person)
    place = queries.own_place(person, body)
    assert (place.role, place.state, place.answered_by) == (
        MembershipRole.TREASURER,
        MembershipState.ACCEPTED,
        president,
    )
    with pytest.raises(Refusal, match=r"invitation\.used"):
        services.accept_invitation(invitation=invitation, actor=person)


@pytest.mark.parametrize("who", [UserFactory, lambda: guest("+212661234568"), auditor])
def test_a_link_passed_on_gives_nothing_away(body, president, who):
    invitation, person = invited(body, president), who()
    for act in (services.accept_invitation, services.decline_invitation):
        with pytest.raises(Refusal, match=r"invitation\.another"):
            act(invitation=invitation, actor=person)
    assert not rules.can_act_for(person, body)


def test_a_withdrawn_or_old_link_opens_nothing(body, president):
    invitation, person = invited(body, president), guest()
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(Refusal, match=r"invitation\.over"):
        services.accept_invitation(invitation=invitation, actor=person)
    other = invited(body, president)
    services.withdraw_invitation(invitation=other, actor=president)
    with pytest.raises(Refusal, match=r"invitation\.withdrawn"):
        services.accept_invitation(invitation=other, actor=person)
    assert not rules.can_act_for(person, body)


def test_what_was_declined_is_answered(body, president):
    invitation, person = invited(body, president), guest()
    services.decline_invitation(invitation=invitation, actor=person)
    with pytest.raises(Refusal, match=r"invitation\.used"):
        services.accept_invitation(invitation=invitation, actor=person)


def test_one_phone_is_invited_once_at_a_time_and_three_times_a_day(body, president):
    invited(body, president)
    with pytest.raises(Refusal, match="waits_already"):
        invited(body, president)
    for _turn in range(2):
        other = BodyFactory()
        invited(other, president_of(other))
    other = BodyFactory()
    with pytest.raises(Refusal, match="contact_often"):
        invited(other, president_of(other))


def test_a_body_invites_thirty_a_day(body, president):
    for turn in range(30):
        invited(body, president, contact=f"06612345{turn:02}")
    with pytest.raises(Refusal, match="too_many_today"):
        invited(body, president, contact="0661999999")


def test_a_person_invites_sixty_a_day_into_whatever_bodies(client, body, president):
    bodies = [body, BodyFactory(), BodyFactory()]
    for other in bodies[1:]:
        acting(other, MembershipRole.PRESIDENT, user=president)
    for turn in range(60):
        contact = f"06612345{turn:02}"
        invited(bodies[turn // 30], president, contact=contact)
    client.force_login(president)
    typed = {"contact": "0661999999", "name": "عائشة", "role": MembershipRole.TREASURER}
    answer = client.post(reverse("network:invite", args=[bodies[2].slug]), typed)
    assert "60" in str(answer.context["form"].errors["contact"])
    assert "0661999999" in answer.content.decode()
    Invitation.objects.update(invited_at=timezone.now() - timedelta(hours=25))
    Invitation.objects.update(state=Invitation.State.WITHDRAWN)
    assert invited(bodies[2], president, contact="0661999999")


def test_a_coordinator_enters_the_boards_of_many_bodies():
    someone, bodies = coordinator(), [BodyFactory() for _ in range(3)]
    for turn in range(61):
        invited(bodies[turn // 30], someone, contact=f"06612345{turn:02}")


def test_one_phone_is_invited_ten_times_a_month():
    for day in range(10):
        other = BodyFactory()
        first = invited(other, president_of(other))
        ago = timezone.now() - timedelta(days=2 * day + 2)
        Invitation.objects.filter(pk=first.pk).update(invited_at=ago)
    other = BodyFactory()
    with pytest.raises(Refusal, match="contact_often_in_a_month"):
        invited(other, president_of(other))
    Invitation.objects.filter(pk=first.pk).update(invited_at=ago - timedelta(days=11))
    assert invited(other, president_of(other))


def test_one_phone_is_invited_three_times_a_day_by_many_at_once(together):
    bodies = [BodyFactory() for _ in range(6)]
    pairs = [(body, president_of(body)) for body in bodies]
    ends = together(*(lambda pair=pair: invited(*pair) for pair in pairs))
    assert sorted(isinstance(end, Refusal) for end in ends) == [False] * 3 + [True] * 3


def test_one_person_invites_sixty_a_day_also_at_once(together, monkeypatch):
    monkeypatch.setattr(services.invitations, "MOST_BY_A_PERSON", 2)
    person = UserFactory()
    bodies = [BodyFactory() for _ in range(5)]
    for body in bodies:
        acting(body, MembershipRole.PRESIDENT, user=person)
    ends = together(
        *(
            lambda body=body, at=at: invited(body, person, contact=f"066123450{at}")
            for at, body in enumerate(bodies)
        )
    )
    assert sorted(isinstance(end, Refusal) for end in ends) == [False] * 2 + [True] * 3


@pytest.mark.parametrize("contact", ["", "0528876543", "+33612345678", "nobody", "a@b"])
def test_a_contact_that_nothing_reaches_is_refused(body, president, contact):
    with pytest.raises(Refusal, match="accounts"):
        invited(body, president, contact=contact)


def test_only_who_answers_for_a_body_invites_or_withdraws(body, president):
    invitation = invited(body, president)
    others = [
        UserFactory(),
        auditor(),
        president_of(BodyFactory()),
        MembershipFactory(body=body, role=MembershipRole.MEMBER).user,
    ]
    for person in others:
        with pytest.raises(PermissionDenied):
            invited(body, person, contact="0661000000")
        with pytest.raises(PermissionDenied):
            services.withdraw_invitation(invitation=invitation, actor=person)


def test_a_colleague_invites_no_second_president(body, president):
    secretary = acting(body).user
    with pytest.raises(Refusal, match="president_answers"):
        invited(body, secretary, role=MembershipRole.PRESIDENT)


def test_who_leaves_takes_their_invitations_with_them(body, president):
    secretary = acting(body)
    invitation = invited(body, secretary.user)
    services.end_membership(membership=secretary, actor=president)
    with pytest.raises(Refusal, match=r"invitation\.withdrawn"):
        services.accept_invitation(invitation=invitation, actor=guest())


def test_the_message_says_who_invites_to_what_and_leaves_once(body, president, outbox):
    invitation = invited(body, president, name="عائشة")
    body.name_ar = "ت" * 300
    body.save()
    job = jobs.start("multaqa.apps.network.tasks.deliver_invitations", about="test")
    jobs.run(job.pk)
    texts = [path.read_text() for path in outbox.iterdir()]
    assert len(texts) == 1
    assert invitation.get_absolute_url() in texts[0]
    assert president.name in texts[0]
    assert len(texts[0]) < 400
    assert Job.objects.get(pk=job.pk).state == "done"
    invitation.refresh_from_db()
    assert invitation.delivery == Invitation.Delivery.SENT


def test_an_invitation_to_an_email_is_a_letter(body, president, mailoutbox):
    invitation = invited(body, president, contact="Aicha@Example.ma")
    job = jobs.start("multaqa.apps.network.tasks.deliver_invitations", about="test")
    jobs.run(job.pk)
    assert [letter.to for letter in mailoutbox] == [["aicha@example.ma"]]
    person = UserFactory(email="aicha@example.ma")
    services.accept_invitation(invitation=invitation, actor=person)
    assert rules.can_act_for(person, body)


def test_names_and_contacts_of_what_is_over_are_wiped(body, president):
    invitation = invited(body, president, name="عائشة")
    services.withdraw_invitation(invitation=invitation, actor=president)
    assert services.wipe_over() == 0
    Invitation.objects.update(closed_at=timezone.now() - timedelta(days=31))
    assert services.wipe_over() == 1
    invitation.refresh_from_db()
    assert (invitation.phone, invitation.name) == ("", "")


def test_two_acceptances_of_one_link_make_one_place(together, body, president):
    invitation, person = invited(body, president), guest()
    accept = lambda: services.accept_invitation(invitation=invitation, actor=person)  # noqa: E731
    ends = together(accept, accept)
    assert sorted(getattr(end, "code", "done") for end in ends) == ["done", "invitation.used"]
    assert body.memberships.filter(user=person).count() == 1


def test_accepted_and_withdrawn_at_once_is_one_of_the_two(together, body, president):
    invitation, person = invited(body, president), guest()
    ends = together(
        lambda: services.accept_invitation(invitation=invitation, actor=person),
        lambda: services.withdraw_invitation(invitation=invitation, actor=president),
    )
    assert len([end for end in ends if isinstance(end, Refusal)]) == 1
    invitation.refresh_from_db()
    is_in = rules.can_act_for(person, body)
    assert is_in == (invitation.state == Invitation.State.ACCEPTED)


def test_who_is_forgotten_is_named_in_no_invitation(body, president):
    invitation, person = invited(body, president, name="عائشة"), guest()
    assert queries.kept_of(person)
    (row,) = queries.export_of(person)["invitation_sent_to_you"]
    assert "link" not in row
    services.forget_person(user=person)
    invitation.refresh_from_db()
    assert (invitation.phone, invitation.name) == ("", "")
    assert invitation.state == Invitation.State.WITHDRAWN


@pytest.mark.django_db
def test_links_of_invitations_are_guessed_at_only_so_often(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"invitation": "2/h/ip"}
    assert client.get("/network/invitation/one/").status_code == 404
    assert client.get("/network/invitation/two/").status_code == 404
    assert client.get("/network/invitation/three/").status_code == 200


def test_the_last_who_acts_takes_no_place_that_does_not():
    body = BodyFactory()
    president = president_of(body)
    invitation = invited(body, president, role=MembershipRole.MEMBER)
    User.objects.filter(pk=president.pk).update(phone=invitation.phone)
    president.refresh_from_db()
    with pytest.raises(Refusal, match="last_acting"):
        services.accept_invitation(invitation=invitation, actor=president)


def test_a_president_who_came_meanwhile_has_no_second_beside():
    body = BodyFactory()
    vice = acting(body)
    invitation = invited(body, vice.user, role=MembershipRole.PRESIDENT)
    MembershipFactory(body=body)
    who = UserFactory(phone=invitation.phone, email=None)
    with pytest.raises(Refusal):
        services.accept_invitation(invitation=invitation, actor=who)
