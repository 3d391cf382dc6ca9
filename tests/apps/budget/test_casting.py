"""A ballot: who may give it, what it may hold, given once, given anew, and never twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import (
    Ballot,
    Channel,
    Ground,
    PaperBatch,
    PaperEntry,
    Round,
    SupersededReceipt,
    Voter,
)
from multaqa.apps.budget.queries import VoterKey
from multaqa.apps.budget.services import cast_ballot
from multaqa.apps.territory.models import Commune
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.budget import OpenRoundFactory, RoundFactory, RoundProjectFactory
from tests.factories.network import BodyFactory, acting
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db


def a_round(count=4, **fields):
    """An open round, a commune of it, and the numbers of its projects in its order."""
    commune = CommuneFactory(is_rural=True)
    voting = OpenRoundFactory(region=commune.province.region, **fields)
    numbers = [RoundProjectFactory(round=voting).number for _ in range(count)]
    return voting, commune, numbers


def elsewhere():
    return Commune.objects.exclude(province__region="10").first()


def resident():
    return VoterKey(Ground.RESIDENT, user=UserFactory().pk)


def refused(**asked):
    with pytest.raises(Refusal) as told:
        cast_ballot(**asked)
    return told.value


def test_first_ballot_keeps_who_and_what_apart():
    voting, commune, numbers = a_round()
    key = resident()
    receipt = cast_ballot(
        voting=voting, voter=key, choices=[numbers[2], numbers[0]], commune=commune
    )
    voter, ballot = Voter.objects.get(), Ballot.objects.get()
    assert (voter.user_id, voter.ground, voter.version) == (key.user, "resident", 1)
    assert ballot.choices == [numbers[0], numbers[2]]
    assert (ballot.setting, ballot.channel, ballot.receipt) == ("rural", "online", receipt.text)
    assert ballot.address == queries.ballot_address(voting, f"user:{key.user}")
    assert queries.is_ours(voting, receipt.text, receipt.digest, receipt.signature)
    assert not receipt.replaces


def test_no_row_of_a_voter_or_ballot_holds_a_moment_or_a_running_number_of_the_other():
    moments = {"DateTimeField", "DateField", "TimeField"}
    for model in (Voter, Ballot, SupersededReceipt):
        assert not {one.get_internal_type() for one in model._meta.concrete_fields} & moments
    pointed = {one.related_model for one in Ballot._meta.concrete_fields if one.is_relation}
    assert pointed == {Round}


def test_later_ballot_replaces_the_first_under_the_same_address():
    voting, commune, numbers = a_round()
    asked = {"voting": voting, "voter": resident(), "commune": commune}
    first = cast_ballot(choices=numbers[:1], **asked)
    second = cast_ballot(choices=numbers[1:3], seen_version=1, **asked)
    ballot = Ballot.objects.get()
    assert ballot.choices == numbers[1:3]
    assert ballot.receipt == second.text != first.text
    assert second.replaces
    assert list(SupersededReceipt.objects.values_list("receipt", flat=True)) == [first.text]
    assert Voter.objects.get().version == 2


@pytest.mark.parametrize("seen", [0, 2])
def test_ballot_that_saw_another_one_last_is_told(seen):
    voting, commune, numbers = a_round()
    asked = {"voting": voting, "voter": resident(), "commune": commune}
    first = cast_ballot(choices=numbers[:1], **asked)
    told = refused(choices=numbers[1:], seen_version=seen, **asked)
    assert told.code == "ballot.changed_elsewhere"
    assert Ballot.objects.get().receipt == first.text
    assert not SupersededReceipt.objects.exists()


@pytest.mark.parametrize("seen", [0, 1])
def test_form_sent_again_gets_the_same_receipt_and_changes_nothing(seen):
    voting, commune, numbers = a_round()
    asked = {"voting": voting, "voter": resident(), "commune": commune}
    if seen:
        cast_ballot(choices=numbers[3:], **asked)
    form = {"choices": numbers[:2], "seen_version": seen, "token": "form-1", **asked}
    once, again = cast_ballot(**form), cast_ballot(**form)
    assert once == again
    assert Voter.objects.get().version == seen + 1
    assert SupersededReceipt.objects.count() == seen
    assert refused(**{**form, "choices": numbers[1:2]}).code == "ballot.changed_elsewhere"
    assert refused(**{**form, "token": "form-2"}).code == "ballot.changed_elsewhere"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"opens_at": 1, "closes_at": 2}, "round.not_open_yet"),
        ({"opens_at": -2, "closes_at": -0.001}, "round.over"),
    ],
)
def test_ballot_before_or_after_its_time_is_refused_whatever_was_open(fields, code):
    voting, commune, numbers = a_round()
    moments = {name: timezone.now() + timedelta(days=days) for name, days in fields.items()}
    Round.objects.filter(pk=voting.pk).update(**moments)
    told = refused(voting=voting, voter=resident(), choices=numbers[:1], commune=commune)
    assert told.code == code
    assert not Voter.objects.exists()


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_ballot_in_a_round_that_does_not_vote_is_refused(state):
    voting = RoundFactory(state=state)
    assert refused(voting=voting, voter=resident(), choices=["1"]).code == "round.not_voting"


@pytest.mark.parametrize(
    ("fields", "choices", "points", "code", "facts"),
    [
        ({}, [], [], "ballot.empty", {}),
        ({}, [0, 0], [], "ballot.same_twice", {"project"}),
        ({"form": "some", "most_choices": 2}, [0, 1, 2], [], "ballot.too_many", {"most", "over"}),
        ({"form": "points", "points": 10}, [0, 1], [7, 4], "ballot.over_points", {"most", "over"}),
        ({"form": "points", "points": 10}, [0, 1], [7, 0], "ballot.no_points", {"project"}),
        ({"form": "points", "points": 10}, [0, 1], [7], "ballot.unreadable", {}),
        (
            {"form": "knapsack", "envelope": 250_000},
            [0, 1, 2],
            [],
            "ballot.over_envelope",
            {"over"},
        ),
    ],
)
def test_ballot_over_the_limits_is_refused_saying_by_how_much(fields, choices, points, code, facts):
    voting, commune, numbers = a_round(**fields)
    chosen = [numbers[at] for at in choices]
    told = refused(voting=voting, voter=resident(), choices=chosen, points=points, commune=commune)
    assert told.code == code
    assert set(told.facts) == set(facts)
    assert not Voter.objects.exists()


def test_ballot_names_the_project_that_is_unknown_or_withdrawn():
    voting, commune, numbers = a_round()
    gone = RoundProjectFactory(round=voting, cost=0, withdrawn_reason="سحبه حامله.")
    asked = {"voting": voting, "voter": resident(), "commune": commune}
    other = RoundProjectFactory(number="E-1").number
    told = refused(choices=[numbers[0], other], **asked)
    assert (told.code, told.facts) == ("ballot.no_such_project", {"number": "E-1"})
    told = refused(choices=[gone.number], **asked)
    assert (told.code, told.facts["project"]) == ("ballot.withdrawn", gone.title)


def test_what_changes_while_people_vote_holds_for_the_very_next_ballot():
    voting, commune, numbers = a_round()
    asked = {"voting": voting, "choices": numbers[:1], "commune": commune}
    cast_ballot(voter=resident(), **asked)
    chosen = voting.projects.get(number=numbers[0])
    who = coordinator()
    services.correct_project(
        project=chosen, actor=who, reason="خطأ مطبعي", title="سقاية الدوار", summary=""
    )
    assert queries.frozen_round(voting.slug).projects[numbers[0]].title == "سقاية الدوار"
    cast_ballot(voter=resident(), **asked)
    services.withdraw_project(project=chosen, actor=who, reason="سحبه حامله.")
    told = refused(voter=resident(), **asked)
    assert (told.code, told.facts["project"]) == ("ballot.withdrawn", "سقاية الدوار")
    later = timezone.now().replace(microsecond=0) + timedelta(days=30)
    services.change_frozen(voting=voting, actor=who, reason="فيضان", fields={"closes_at": later})
    assert queries.frozen_round(voting.slug).round.closes_at == later
    services.cancel_round(voting=voting, actor=who, reason="فيضان")
    assert queries.frozen_round(voting.slug) is None
    assert refused(voter=resident(), **asked).code == "round.not_voting"


def test_no_memory_keeps_the_salt():
    voting, commune, numbers = a_round()
    cast_ballot(voting=voting, voter=resident(), choices=numbers[:1], commune=commune)
    frozen = queries.frozen_round(voting.slug)
    assert frozen.round.salt == ""
    assert voting.salt not in repr(vars(frozen.round))
    assert {one.round.salt for one in frozen.projects.values()} == {""}


def test_points_stand_beside_their_projects_the_most_first():
    voting, commune, numbers = a_round(form="points", points=10)
    chosen = [numbers[2], numbers[0], numbers[1]]
    cast_ballot(voting=voting, voter=resident(), choices=chosen, points=[5, 3, 2], commune=commune)
    ballot = Ballot.objects.get()
    assert (ballot.choices, ballot.points) == ([numbers[2], *numbers[:2]], [5, 3, 2])


def test_ranking_keeps_the_voters_order():
    voting, commune, numbers = a_round(form="ranking")
    chosen = [numbers[2], numbers[0]]
    cast_ballot(voting=voting, voter=resident(), choices=chosen, commune=commune)
    assert Ballot.objects.get().choices == chosen


def test_resident_of_another_region_or_of_nowhere_has_no_right():
    voting, _commune, numbers = a_round()
    for commune in (elsewhere(), None):
        told = refused(voting=voting, voter=resident(), choices=numbers[:1], commune=commune)
        assert told.code == "ballot.no_right"


def test_body_has_one_ballot_whoever_acts_for_it():
    voting, commune, numbers = a_round(may_members=True, may_residents=False)
    body = BodyFactory(state="verified", commune=commune)
    one, other = acting(body).user, acting(body).user
    keys = [VoterKey(Ground.MEMBER, user=user.pk, body=body.pk) for user in (one, other)]
    cast_ballot(voting=voting, voter=keys[0], choices=numbers[:1])
    told = refused(voting=voting, voter=keys[1], choices=numbers[1:2])
    assert told.code == "ballot.changed_elsewhere"
    cast_ballot(voting=voting, voter=keys[1], choices=numbers[1:2], seen_version=1)
    voter = Voter.objects.get()
    assert (voter.body, voter.user, voter.version) == (body, None, 2)
    assert Ballot.objects.get().setting == "rural"


@pytest.mark.parametrize("wrong", ["stranger", "proposed", "elsewhere", "not_asked"])
def test_body_without_the_right_is_refused(wrong):
    voting, commune, numbers = a_round(may_members=wrong != "not_asked")
    body = BodyFactory(
        state="proposed" if wrong == "proposed" else "verified",
        commune=elsewhere() if wrong == "elsewhere" else commune,
    )
    user = UserFactory() if wrong == "stranger" else acting(body).user
    key = VoterKey(Ground.MEMBER, user=user.pk, body=body.pk)
    assert refused(voting=voting, voter=key, choices=numbers[:1]).code == "ballot.no_right"


def of_code(voting, number=7):
    PaperBatch.objects.get_or_create(
        round=voting, number=2, defaults={"place": "كلميم", "count": 40}
    )
    return queries.key_of_code(queries.PaperCode(2, number))


def test_code_is_used_on_the_site_or_on_paper_never_on_both():
    voting, _commune, numbers = a_round()
    asked = {"voting": voting, "choices": numbers[:1]}
    here, paper, read = of_code(voting, 1), of_code(voting, 2), of_code(voting, 3)
    cast_ballot(voter=here, **asked)
    told = refused(voter=here, channel=Channel.PAPER, **asked)
    assert told.code == "ballot.code_used_here"
    cast_ballot(voter=here, seen_version=1, **asked)
    cast_ballot(voter=paper, channel=Channel.PAPER, **asked)
    assert refused(voter=paper, **asked).code == "ballot.code_used_on_paper"
    PaperEntry.objects.create(round=voting, code=read.code, turn=1)
    assert refused(voter=read, **asked).code == "ballot.code_used_on_paper"
    assert refused(voter=of_code(voting, 41), **asked).code == "ballot.no_right"


def test_blank_ballot_is_taken_on_paper_alone():
    voting, _commune, _numbers = a_round()
    key = of_code(voting)
    cast_ballot(voting=voting, voter=key, choices=[], channel=Channel.PAPER)
    assert Ballot.objects.get().choices == []


def voting_now(choices, **asked):
    return lambda: cast_ballot(choices=choices, **asked)


def ended(ends):
    receipts = [end.text for end in ends if not isinstance(end, Exception)]
    told = [end.code for end in ends if isinstance(end, Refusal)]
    assert len(receipts) + len(told) == len(ends), ends
    return receipts, told


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seen", [0, 1])
def test_two_devices_at_the_same_instant_are_one_ballot_and_the_other_is_told(together, seen):
    voting, commune, numbers = a_round()
    asked = {"voting": voting, "voter": resident(), "commune": commune}
    if seen:
        cast_ballot(choices=numbers[3:], **asked)
    asked["seen_version"] = seen
    sent = [voting_now([number], token=number, **asked) for number in numbers[:3]]
    receipts, told = ended(together(*sent))
    assert (len(receipts), told) == (1, ["ballot.changed_elsewhere"] * 2)
    assert Ballot.objects.get().receipt == receipts[0]
    assert Voter.objects.get().version == seen + 1
    assert SupersededReceipt.objects.count() == seen


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seen", [0, 1])
def test_one_form_sent_twice_at_the_same_instant_gets_one_receipt(before_it_ends, seen):
    voting, commune, numbers = a_round()
    asked = {"voting": voting, "voter": resident(), "commune": commune}
    if seen:
        cast_ballot(choices=numbers[3:], **asked)
    send = voting_now(numbers[:2], seen_version=seen, token="form", **asked)
    receipts, told = ended(before_it_ends(send, send))
    assert told == []
    assert len(receipts) == 2
    assert len(set(receipts)) == 1
    assert Ballot.objects.get().receipt == receipts[0]


@pytest.mark.django_db(transaction=True)
def test_vote_at_the_moment_of_the_close_is_in_or_refused(before_it_ends):
    voting, commune, numbers = a_round()
    send = voting_now(numbers[:1], voting=voting, voter=resident(), commune=commune)
    late = voting_now(numbers[:1], voting=voting, voter=resident(), commune=commune)
    Round.objects.filter(pk=voting.pk).update(closes_at=timezone.now() + timedelta(seconds=2))

    def close():
        while timezone.now() < Round.objects.get(pk=voting.pk).closes_at:
            pass
        return services.close_round(voting=voting)

    receipt, closed = before_it_ends(send, close)
    assert not isinstance(receipt, Exception), receipt
    assert not isinstance(closed, Exception), closed
    with pytest.raises(Refusal, match="over"):
        late()
    assert [one.receipt for one in Ballot.objects.all()] == [receipt.text]


@pytest.mark.django_db(transaction=True)
def test_vote_while_the_round_is_being_closed_is_refused(before_it_ends):
    voting, commune, numbers = a_round()
    who = coordinator()
    send = voting_now(numbers[:1], voting=voting, voter=resident(), commune=commune)
    close = lambda: services.close_round(voting=voting, actor=who, reason="خطأ")  # noqa: E731
    closed, told = before_it_ends(close, send)
    assert closed.state == "closed"
    assert isinstance(told, Refusal), told
    assert told.code == "round.over"
    assert not Ballot.objects.exists()
