"""The end of the voting: ballots nobody's, counted in the record, and no later one."""

from datetime import timedelta
from hashlib import sha256
from threading import Event

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Ballot, Round, RoundState, SupersededReceipt, Voter
from multaqa.apps.budget.queries import Part
from multaqa.apps.budget.services import cast_ballot, close_round
from multaqa.kernel.models import RecordEntry
from multaqa.refusal import Refusal
from tests.apps.budget.test_casting import a_round, resident
from tests.factories.accounts import UserFactory, auditor, coordinator

pytestmark = pytest.mark.django_db


def voted(count=6, **fields):
    voting, commune, numbers = a_round(**fields)
    for at in range(count):
        asked = {"voting": voting, "voter": resident(), "commune": commune}
        cast_ballot(choices=numbers[at % 4 :], **asked)
        if at % 2:
            cast_ballot(choices=numbers[:1], seen_version=1, **asked)
    return voting


def over(voting):
    Round.objects.filter(pk=voting.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    voting.refresh_from_db()
    return voting


def test_close_round_leaves_ballots_that_nobody_can_join_to_their_voters():
    voting = over(voted())
    before = {one.receipt: (one.choices, one.setting) for one in Ballot.objects.all()}
    addresses = {
        queries.ballot_address(voting, f"user:{one.user_id}") for one in Voter.objects.all()
    }
    assert addresses == {one.address for one in Ballot.objects.all()}
    closed = close_round(voting=voting)
    assert (closed.state, closed.salt) == ("closed", "")
    assert closed.closed_at is not None
    after = {one.receipt: one for one in Ballot.objects.all()}
    assert {text: (one.choices, one.setting) for text, one in after.items()} == before
    for text, one in after.items():
        assert one.address == sha256(text.encode()).hexdigest()
    assert SupersededReceipt.objects.count() == 3
    assert Voter.objects.count() == 6
    with pytest.raises(Refusal, match="not_voting"):
        queries.ballot_address(closed, "user:1")


def test_closed_rows_lie_in_the_order_of_receipts():
    voting = over(voted(9))
    close_round(voting=voting)
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    for table in ("budget_ballot", "budget_supersededreceipt"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT receipt FROM {table} ORDER BY {place}")
            found = [row[0] for row in cursor.fetchall()]
        assert len(found) > 3
        assert found == sorted(found)


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_closed_rows_tell_no_transaction_but_the_close():
    voting = over(voted())
    close_round(voting=voting)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM budget_ballot")
        assert len(cursor.fetchall()) == 1


def test_close_is_told_in_the_public_record_with_the_fingerprint_of_the_ballots():
    voting = over(voted())
    digest = queries.ballots_digest(voting)
    close_round(voting=voting)
    entry = RecordEntry.objects.get(kind="budget.closed")
    assert entry.subject == voting.subject
    assert entry.facts == {
        "round": voting.slug,
        "ballots": 6,
        "by_way": {"online": 6},
        "digest": digest,
    }
    assert queries.ballots_digest(voting) == digest


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"online": 90, "paper": 12}, {"online": 90, "paper": 12}),
        (
            {"online": 90, "paper": 12, "assisted": 3},
            {"online": 90, "paper": None, "assisted": None},
        ),
        ({"online": 2, "paper": 0}, {"online": None, "paper": 0}),
    ],
)
def test_counts_under_five_are_told_to_nobody_nor_by_a_difference(counts, told):
    parts = [Part(way, "", count, 0) for way, count in counts.items()]
    assert {way: queries.ways_told(parts)[way] for way in counts} == told


def test_nobody_votes_after_the_close_and_it_is_closed_once():
    voting, commune, numbers = a_round()
    over(voting)
    close_round(voting=voting)
    with pytest.raises(Refusal, match="over"):
        cast_ballot(voting=voting, voter=resident(), choices=numbers, commune=commune)
    with pytest.raises(Refusal, match="not_voting"):
        close_round(voting=voting)
    assert RecordEntry.objects.filter(kind="budget.closed").count() == 1


def test_before_its_time_a_round_is_closed_by_the_coordinator_alone_who_says_why():
    voting = voted()
    for asked in ({}, {"actor": coordinator()}, {"actor": coordinator(), "reason": " "}):
        with pytest.raises(Refusal, match="still_voting"):
            close_round(voting=voting, **asked)
    for who in (UserFactory(), auditor()):
        with pytest.raises(PermissionDenied):
            close_round(voting=voting, actor=who, reason="خطأ")
    closed = close_round(voting=voting, actor=coordinator(), reason="خطأ في القائمة")
    assert closed.changes.get().reason == "خطأ في القائمة"
    kinds = RecordEntry.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["budget.closed_early", "budget.closed"]


def test_close_due_closes_what_is_over_and_nothing_else():
    still = voted(1)
    assert not queries.is_close_due()
    done = over(voted(1))
    assert queries.is_close_due()
    assert services.close_due() == 1
    assert not queries.is_close_due()
    done.refresh_from_db(), still.refresh_from_db()
    assert (done.state, still.state) == ("closed", "frozen")
    assert services.close_due() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_closed_tables_are_written_anew_into_other_files():
    voting = over(voted())
    tables = ("budget_ballot", "budget_supersededreceipt", "budget_paperentry")

    def files():
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute("SELECT pg_relation_filenode(%s)", [table])
                yield cursor.fetchone()

    before = list(files())
    close_round(voting=voting)
    assert not set(before) & set(files())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_table_that_is_read_is_told_in_the_log_and_the_round_is_closed(caplog, together):
    voting = over(voted())
    is_closed = Event()

    def read():
        with transaction.atomic():
            list(Ballot.objects.all())
            is_read.set()
            is_closed.wait(timeout=30)

    def close():
        is_read.wait(timeout=30)
        try:
            return close_round(voting=voting).state
        finally:
            is_closed.set()

    is_read = Event()
    assert together(read, close) == [None, RoundState.CLOSED]
    assert "VACUUM FULL" in caplog.text
