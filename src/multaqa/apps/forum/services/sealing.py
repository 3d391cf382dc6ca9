"""What every seal has: a public value to come, a signature, and numbers read in one way only."""

import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from multaqa.engines import evidence
from multaqa.engines.evidence import Document
from multaqa.engines.lottery import opening as sealed_part
from multaqa.kernel import arabic, keys, record
from multaqa.kernel.models import Evidence
from multaqa.refusal import Refusal

FORM = "%d whole number(s), in digits without leading zeros, in the order announced"


def check_lead(known_at: datetime) -> None:
    """Refuses a value known too soon for others to take the fingerprint, or after a year."""
    ahead = known_at - timezone.now()
    if ahead <= timedelta():
        raise Refusal("draw.value_not_ahead")
    if ahead < timedelta(hours=settings.SEAL_LEAD_HOURS):
        raise Refusal("draw.value_too_soon", hours=settings.SEAL_LEAD_HOURS)
    if ahead > timedelta(days=366):
        raise Refusal("draw.value_too_far")


def seal_with_value(
    document: Document, *, source: str, count: int, known_at: datetime, now: datetime
) -> Evidence:
    """Keep a computed lottery sealed, saying which value is to come and what it follows."""
    record.one_at_a_time()  # so that the head named in the evidence is the one the seal follows
    last = record.head()
    sealed = document["sealed"] | {
        "public_value": {"source": source, "known_at": iso(known_at), "form": FORM % count},
        "previous": last.digest if last else record.GENESIS,
        "sealed_at": iso(now),
    }
    whole = signed(evidence.document_of(sealed_part.KIND, sealed))
    return Evidence.objects.create(
        seal=whole["seal"],
        kind=sealed_part.KIND,
        document=evidence.canonical(whole).decode(),
        sealed_at=now,
    )


def numbers_read(text: str, count: int) -> str:
    """``count`` whole numbers as the draw takes them: Western digits, no leading zero, one space.

    Refuses another count of them, and anything that is neither number nor separator.
    """
    digits = arabic.digits(text)
    numbers = re.findall(r"[0-9]+", digits)
    if len(numbers) != count or any(letter.isalpha() for letter in digits):
        raise Refusal("draw.value_not_numbers", wanted=count)
    return " ".join(number.lstrip("0") or "0" for number in numbers)


def signed(document: Document) -> Document:
    return evidence.sign(document, keys.private_bytes())


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
