"""Where ballots lie, paper codes, and receipts."""

import pytest

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import PaperBatch
from multaqa.refusal import Refusal
from tests.factories.budget import OpenRoundFactory, RoundFactory

pytestmark = pytest.mark.django_db


def test_ballot_address_differs_by_voter_round_and_salt():
    one, other = OpenRoundFactory(), OpenRoundFactory()
    again = queries.ballot_address(one, "user:1")
    assert again == queries.ballot_address(one, "user:1")
    found = {
        again,
        queries.ballot_address(one, "user:2"),
        queries.ballot_address(one, "body:1"),
        queries.ballot_address(other, "user:1"),
    }
    one.salt = "f" * 64
    assert len(found | {queries.ballot_address(one, "user:1")}) == 5


def test_ballot_address_is_nobodys_once_the_salt_is_wiped():
    with pytest.raises(Refusal, match="not_voting"):
        queries.ballot_address(RoundFactory(), "user:1")


def test_paper_code_is_read_as_it_is_typed():
    voting = OpenRoundFactory()
    PaperBatch.objects.create(round=voting, number=2, place="كلميم", count=400)
    code = queries.paper_code(voting, 2, 7)
    for typed in (code, code.lower(), code.replace("-", " "), f" {code} ", code.replace("0", "O")):
        assert queries.read_paper_code(voting, typed) == queries.PaperCode(2, 7)
    assert queries.PaperCode(2, 7).place == "2:7"


@pytest.mark.parametrize("place", range(14))
def test_paper_code_with_one_wrong_sign_is_refused(place):
    voting = OpenRoundFactory()
    PaperBatch.objects.create(round=voting, number=2, place="كلميم", count=400)
    signs = queries.paper_code(voting, 2, 7).replace("-", "")
    wrong = signs[:place] + ("8" if signs[place] != "8" else "9") + signs[place + 1 :]
    with pytest.raises(Refusal, match="mistyped"):
        queries.read_paper_code(voting, wrong)


@pytest.mark.parametrize(("batch", "number"), [(2, 401), (3, 7), (2, 0)])
def test_paper_code_that_was_never_printed_is_refused(batch, number):
    voting = OpenRoundFactory()
    PaperBatch.objects.create(round=voting, number=2, place="كلميم", count=400)
    with pytest.raises(Refusal, match="unknown"):
        queries.read_paper_code(voting, queries.paper_code(voting, batch, number))


def test_paper_code_of_another_round_is_refused():
    voting, other = OpenRoundFactory(), OpenRoundFactory()
    for each in (voting, other):
        PaperBatch.objects.create(round=each, number=2, place="كلميم", count=400)
    with pytest.raises(Refusal, match="unknown"):
        queries.read_paper_code(voting, queries.paper_code(other, 2, 7))


@pytest.mark.parametrize("typed", ["", "٠", "hello", "X" * 70, "1234-1234-1234"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(Refusal, match="unreadable"):
        queries.read_paper_code(OpenRoundFactory(), typed)
    with pytest.raises(Refusal, match="unreadable"):
        queries.read_receipt(typed)


def test_receipt_is_read_again_and_its_signature_is_for_one_ballot():
    voting, other = OpenRoundFactory(), OpenRoundFactory()
    receipt = queries.fresh_receipt()
    assert queries.read_receipt(receipt.lower().replace("-", " ")) == receipt
    digest = queries.ballot_digest(["3", "7"], [])
    signature = queries.receipt_signature(voting, receipt, digest)
    assert queries.is_ours(voting, receipt, digest, signature)
    for forged in (
        (other, receipt, digest, signature),
        (voting, queries.fresh_receipt(), digest, signature),
        (voting, receipt, queries.ballot_digest(["3"], []), signature),
        (voting, receipt, digest, "00" * 64),
        (voting, receipt, digest, "no signature"),
    ):
        assert not queries.is_ours(*forged)
