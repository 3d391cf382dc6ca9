"""What may be seen of rounds, ballots and results."""

from multaqa.apps.budget.queries.addresses import (
    LARGEST_BATCH,
    LARGEST_NUMBER,
    PaperCode,
    ballot_address,
    paper_code,
    read_paper_code,
)
from multaqa.apps.budget.queries.ballots import ballots_digest, channel_counts, without_small
from multaqa.apps.budget.queries.electorate import (
    Right,
    VoterKey,
    batch_of,
    communes_of,
    drawn_seat,
    key_of_code,
    member_bodies,
    rights_of,
    voter_of,
)
from multaqa.apps.budget.queries.limits import ballot_in_order
from multaqa.apps.budget.queries.money import money
from multaqa.apps.budget.queries.receipts import (
    ballot_digest,
    fresh_receipt,
    is_ours,
    read_receipt,
    receipt_of,
    receipt_signature,
)

__all__ = [
    "LARGEST_BATCH",
    "LARGEST_NUMBER",
    "PaperCode",
    "Right",
    "VoterKey",
    "ballot_address",
    "ballot_digest",
    "ballot_in_order",
    "ballots_digest",
    "batch_of",
    "channel_counts",
    "communes_of",
    "drawn_seat",
    "fresh_receipt",
    "is_ours",
    "key_of_code",
    "member_bodies",
    "money",
    "paper_code",
    "read_paper_code",
    "read_receipt",
    "receipt_of",
    "receipt_signature",
    "rights_of",
    "voter_of",
    "without_small",
]
