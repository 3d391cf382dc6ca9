"""What becomes of ballots when their person leaves, or their body was entered twice; notices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from multaqa.apps.accounts.models import Notice, User
from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Ballot, Ground, Round, SupersededReceipt, Voter
from multaqa.apps.budget.queries import VoterKey
from multaqa.apps.budget.services import cast_ballot
from multaqa.apps.network.services import merge_bodies
from multaqa.portal import leaving, me
from tests.apps.budget.test_casting import a_round
from tests.apps.budget.test_closing import over
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.network import BodyFactory, acting

pytestmark = pytest.mark.django_db


def voted():
    voting, commune, numbers = a_round(may_members=True)
    user = UserFactory()
    key = VoterKey(Ground.RESIDENT, user=user.pk)
    receipt = cast_ballot(voting=voting, voter=key, choices=numbers[:1], commune=commune)
    return voting, user, receipt


def test_person_who_leaves_takes_the_ballot_of_an_open_round_along():
    voting, user, receipt = voted()
    told = [one for leaving_of in me.LEAVINGS for one in leaving_of(user)]
    assert any(voting.title in str(one.what) for one in told)
    leaving.erase_person(user=user)
    assert not Ballot.objects.exists()
    assert not Voter.objects.exists()
    assert SupersededReceipt.objects.get().receipt == receipt.text


def test_person_who_leaves_after_the_close_leaves_a_ballot_and_a_count():
    voting, user, receipt = voted()
    services.close_round(voting=over(voting))
    assert queries.leaving_of(user) == []
    leaving.erase_person(user=user)
    assert Ballot.objects.get().receipt == receipt.text
    assert Voter.objects.get().user is None


def test_what_is_kept_and_copied_says_that_one_voted_and_never_what():
    voting, user, receipt = voted()
    (kept,) = queries.kept_of(user)
    assert voting.title in str(kept.value)
    copied = queries.export_of(user)
    assert [row["ground"] for row in copied["voter"]] == ["resident"]
    assert "ballot" not in copied
    assert receipt.text not in str(copied)
    assert queries.ballot_address(voting, f"user:{user.pk}") not in str(copied)


def body_voted(voting, commune, numbers):
    body = BodyFactory(state="verified", commune=commune)
    user = acting(body).user
    key = VoterKey(Ground.MEMBER, user=user.pk, body=body.pk)
    return body, cast_ballot(voting=voting, voter=key, choices=numbers)


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.django_db(transaction=True)
def test_ballot_of_a_body_entered_twice_goes_on_as_the_kept_ones(closed):
    voting, commune, numbers = a_round(may_members=True, may_residents=False)
    merged, receipt = body_voted(voting, commune, numbers[:1])
    kept = BodyFactory(state="verified", commune=commune)
    if closed:
        services.close_round(voting=over(voting))
    merge_bodies(kept=kept, merged=merged, actor=coordinator(), reason="مكررة")
    assert Voter.objects.get().body == kept
    ballot = Ballot.objects.get()
    assert ballot.receipt == receipt.text
    if not closed:
        assert ballot.address == queries.ballot_address(voting, f"body:{kept.pk}")
        user = acting(kept).user
        key = VoterKey(Ground.MEMBER, user=user.pk, body=kept.pk)
        cast_ballot(voting=voting, voter=key, choices=numbers[1:2], seen_version=1)
        assert Ballot.objects.get().choices == numbers[1:2]


@pytest.mark.django_db(transaction=True)
def test_two_entries_of_a_body_that_both_voted_keep_both_counts_true():
    voting, commune, numbers = a_round(may_members=True)
    merged, _receipt = body_voted(voting, commune, numbers[:1])
    kept, _other = body_voted(voting, commune, numbers[1:])
    merge_bodies(kept=kept, merged=merged, actor=coordinator(), reason="مكررة")
    assert Voter.objects.count() == Ballot.objects.count() == 2


def test_those_who_may_vote_are_told_once_and_again_before_the_close():
    voting, commune, numbers = a_round(may_members=True)
    voter, silent = (acting(BodyFactory(state="verified", commune=commune)).user for _ in "ab")
    User.objects.filter(pk=silent.pk).update(language="fr")
    stranger = UserFactory()
    assert services.tell_of_rounds() == 2
    assert services.tell_of_rounds() == 0
    key = VoterKey(Ground.RESIDENT, user=voter.pk)
    cast_ballot(voting=voting, voter=key, choices=numbers[:1], commune=commune)
    Round.objects.filter(pk=voting.pk).update(closes_at=timezone.now() + timedelta(days=1))
    assert services.tell_of_rounds() == 1
    assert services.tell_of_rounds() == 0
    assert Notice.objects.filter(user=silent, topic="budget.round").count() == 2
    assert Notice.objects.filter(user=voter, topic="budget.round").count() == 1
    assert not Notice.objects.filter(user=stranger).exists()


def test_nobody_is_told_of_a_round_that_is_not_open():
    voting, commune, _numbers = a_round(may_members=True)
    acting(BodyFactory(state="verified", commune=commune))
    over(voting)
    assert services.tell_of_rounds() == 0
    later = {"opens_at": timezone.now() + timedelta(days=1)}
    later["closes_at"] = timezone.now() + timedelta(days=2)
    Round.objects.filter(pk=voting.pk).update(**later)
    assert services.tell_of_rounds() == 0


def test_my_space_tells_that_one_voted_and_never_what(client):
    voting, user, receipt = voted()
    client.force_login(user)
    page = client.get("/me/").content.decode()
    assert f"/budget/{voting.slug}/vote/" in page
    assert receipt.text not in page
    (told,) = me.rounds(user).context["rounds"]
    assert told[2] == 1
