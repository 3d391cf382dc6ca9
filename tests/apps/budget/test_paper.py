"""Paper ballots: printed, read by two people who must agree, counted once, wiped at the close."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Ballot, Channel, PaperEntry, Round, Voter
from multaqa.apps.budget.services.paper import Standing
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.budget import OpenRoundFactory, RoundFactory
from tests.factories.budget_desk import a_paper_round, code_of

pytestmark = pytest.mark.django_db


def read(voting, batch, number, actor, choices=(), **more):
    code = code_of(voting, batch, number)
    return services.read_ballot(voting=voting, actor=actor, code=code, choices=choices, **more)


def test_a_paper_is_counted_once_two_people_read_it_alike():
    voting, batch, first = a_paper_round()
    second = coordinator()
    assert read(voting, batch, 3, first, ["2", "1"]).standing == Standing.FIRST
    assert not Ballot.objects.exists()
    assert read(voting, batch, 3, second, ["1", "2"]).standing == Standing.COUNTED
    ballot, voter = Ballot.objects.get(), Voter.objects.get()
    assert (ballot.choices, ballot.channel, ballot.setting) == (["1", "2"], "paper", "rural")
    assert (voter.code, voter.commune) == ("1:3", batch.commune)
    with pytest.raises(Refusal, match="is_settled"):
        read(voting, batch, 3, coordinator(), ["1"])


def test_no_paper_is_read_before_the_round_opens():
    voting, batch, first = a_paper_round()
    later = timezone.now() + timedelta(days=1)
    Round.objects.filter(pk=voting.pk).update(opens_at=later)
    voting.refresh_from_db()
    with pytest.raises(Refusal, match="not_open_yet"):
        read(voting, batch, 3, first, ["1"])
    assert not PaperEntry.objects.exists()


def test_nobody_reads_a_paper_twice():
    voting, batch, first = a_paper_round()
    read(voting, batch, 1, first, ["1"])
    with pytest.raises(Refusal, match="another_reads"):
        read(voting, batch, 1, first, ["1"])


def test_readings_that_differ_wait_for_a_third():
    voting, batch, first = a_paper_round()
    second, third = coordinator(), coordinator()
    read(voting, batch, 1, first, ["1"])
    assert read(voting, batch, 1, second, ["2"]).standing == Standing.DIFFERS
    assert [one.differs for one in queries.waiting_of(voting)] == [True]
    assert read(voting, batch, 1, third, ["2"]).standing == Standing.COUNTED
    assert Ballot.objects.get().choices == ["2"]
    assert queries.waiting_of(voting) == []


def test_a_reading_is_corrected_by_somebody_who_did_not_make_the_right_one():
    voting, batch, first = a_paper_round()
    second = coordinator()
    read(voting, batch, 1, first, ["1"])
    read(voting, batch, 1, second, ["2"])
    asked = {"voting": voting, "place": "1:1", "turn": 1, "right": 2}
    with pytest.raises(Refusal, match="another_corrects"):
        services.correct_reading(actor=second, **asked)
    told = services.correct_reading(actor=first, **asked)
    assert told.standing == Standing.COUNTED
    assert Ballot.objects.get().choices == ["2"]
    assert PaperEntry.objects.get(turn=1).corrected_by == first


def test_a_paper_read_as_blank_twice_is_a_ballot_that_chooses_nothing():
    voting, batch, first = a_paper_round()
    second, third = coordinator(), coordinator()
    read(voting, batch, 1, first)
    assert read(voting, batch, 1, second, void_kind="marked").standing == Standing.DIFFERS
    assert read(voting, batch, 1, third).standing == Standing.BLANK
    assert (Ballot.objects.get().choices, Voter.objects.count()) == ([], 1)
    ledger = queries.ledgers_of(voting)[0]
    assert (ledger.counted, ledger.void) == (1, 0)


def test_void_papers_stand_in_the_turnout_and_the_ledger():
    voting, batch, first = a_paper_round(papers=10)
    second = coordinator()
    read(voting, batch, 1, first, void_kind="unreadable")
    assert read(voting, batch, 1, second, void_kind="over").standing == Standing.VOID
    read(voting, batch, 2, first, ["1"])
    read(voting, batch, 2, second, ["1"])
    read(voting, batch, 4, first, ["1"])
    services.hand_out(batch=batch, actor=first, count=8)
    ledger = queries.ledgers_of(voting)[0]
    told = (ledger.counted, ledger.void, ledger.in_work, ledger.online, ledger.missing)
    assert told == (1, 1, 1, 0, 5)
    assert queries.turnout_of(voting)["void"] == 1 if hasattr(queries, "turnout_of") else True
    with pytest.raises(Refusal, match="is_settled"):
        read(voting, batch, 1, coordinator(), ["1"])


def test_a_code_used_on_the_site_is_told():
    voting, batch, first = a_paper_round()
    key = queries.key_of_code(queries.read_paper_code(voting, code_of(voting, batch, 5)))
    services.cast_ballot(voting=voting, voter=key, choices=["1"])
    with pytest.raises(Refusal, match="code_used_here"):
        read(voting, batch, 5, first, ["1"])


def test_a_code_that_was_read_once_is_used_on_the_site_no_more():
    voting, batch, first = a_paper_round()
    read(voting, batch, 5, first, ["1"])
    key = queries.key_of_code(queries.read_paper_code(voting, code_of(voting, batch, 5)))
    with pytest.raises(Refusal, match="code_used_on_paper"):
        services.cast_ballot(voting=voting, voter=key, choices=["1"])


def test_what_is_over_the_limits_is_refused_as_a_reading():
    voting, batch, first = a_paper_round(form="some", most_choices=1)
    with pytest.raises(Refusal, match="too_many"):
        read(voting, batch, 1, first, ["1", "2"])
    assert not PaperEntry.objects.exists()


def test_a_tick_for_a_project_withdrawn_since_falls_out():
    voting, batch, first = a_paper_round()
    gone = voting.projects.get(number="2")
    services.withdraw_project(project=gone, actor=first, reason="انسحاب الهيئة")
    read(voting, batch, 1, first, ["1", "2"])
    read(voting, batch, 1, coordinator(), ["2", "1"])
    assert Ballot.objects.get().choices == ["1"]


def test_readings_are_wiped_at_the_close_and_what_is_void_stays():
    voting, batch, first = a_paper_round()
    second = coordinator()
    for at, more in ((1, {"choices": ["1"]}), (2, {"void_kind": "marked"})):
        read(voting, batch, at, first, **more)
        read(voting, batch, at, second, **more)
    Round.objects.filter(pk=voting.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    services.close_round(voting=voting)
    assert {tuple(one.choices) for one in PaperEntry.objects.all()} == {()}
    assert PaperEntry.objects.filter(void_kind="marked").count() == 2


def test_batches_are_printed_once_frozen_by_the_coordinator_alone():
    draft = RoundFactory()
    asked = {"place": "سوق", "commune": None, "count": 5}
    with pytest.raises(Refusal, match="not_frozen"):
        services.print_batch(voting=draft, actor=coordinator(), **asked)
    voting = OpenRoundFactory()
    for who in (UserFactory(), auditor()):
        with pytest.raises(PermissionDenied):
            services.print_batch(voting=voting, actor=who, **asked)
    with pytest.raises(Refusal, match="batch_size"):
        services.print_batch(voting=voting, actor=coordinator(), **(asked | {"count": 0}))
    no_codes = OpenRoundFactory(may_codes=False)
    with pytest.raises(Refusal, match="no_codes"):
        services.print_batch(voting=no_codes, actor=coordinator(), **asked)


@pytest.mark.parametrize("count", [1, 50])
def test_ledgers_cost_the_same_for_one_batch_as_for_fifty(django_assert_num_queries, count):
    voting, _batch, actor = a_paper_round()
    for _one in range(count - 1):
        services.print_batch(voting=voting, actor=actor, place="سوق", commune=None, count=3)
    with django_assert_num_queries(3):
        assert len(queries.ledgers_of(voting)) == count


def test_help_is_counted_by_helper_and_tells_nothing_of_whom():
    voting, batch, actor = a_paper_round()
    for at in (1, 2):
        key = queries.key_of_code(queries.read_paper_code(voting, code_of(voting, batch, at)))
        services.help_to_vote(actor=actor, voting=voting, voter=key, choices=["1"])
    assert voting.helpings.get().count == 2
    assert set(Ballot.objects.values_list("channel", flat=True)) == {Channel.ASSISTED}
    with pytest.raises(PermissionDenied):
        services.help_to_vote(actor=auditor(), voting=voting, voter=key, choices=["1"])


@pytest.mark.django_db(transaction=True)
def test_two_readings_of_one_paper_at_the_same_instant_are_one_and_another(together):
    voting, batch, first = a_paper_round()
    second = coordinator()
    together(
        lambda: read(voting, batch, 1, first, ["1"]),
        lambda: read(voting, batch, 1, second, ["1"]),
    )
    assert PaperEntry.objects.count() == 2
    assert Ballot.objects.count() == 1
