"""What may be seen of rounds, ballots and results."""

from multaqa.apps.budget.queries.addresses import (
    LARGEST_BATCH,
    LARGEST_NUMBER,
    PaperCode,
    ballot_address,
    paper_code,
    read_paper_code,
)
from multaqa.apps.budget.queries.receipts import (
    ballot_digest,
    fresh_receipt,
    is_ours,
    read_receipt,
    receipt_signature,
)

__all__ = [
    "LARGEST_BATCH",
    "LARGEST_NUMBER",
    "PaperCode",
    "ballot_address",
    "ballot_digest",
    "fresh_receipt",
    "is_ours",
    "paper_code",
    "read_paper_code",
    "read_receipt",
    "receipt_signature",
]
