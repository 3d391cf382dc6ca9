"""The public record: what was decided, when, sealed and chained.

Each entry's digest is the SHA-256 of its canonical JSON (RFC 8785), which holds the digest of the
entry before; whoever keeps one head can tell whether anything older was changed.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django_stubs_ext import StrOrPromise

from multaqa.kernel.asked import Asked
from multaqa.kernel.keys import signing_key
from multaqa.kernel.models import RecordEntry

SENTENCES: dict[str, StrOrPromise] = {}
# Facts that are one of a few words, by name and fact: each reader is told them in their language.
WORDS: dict[tuple[str, str], StrOrPromise] = {}
# Names that no fact may have: the record is public for ever, and tells of no person.
PERSONAL = frozenset({
    "address", "age", "applicant", "birth", "body", "born", "cin", "contact", "disability",
    "email", "gender", "login", "name", "person", "phone", "sex", "user", "username",
})  # fmt: skip
GENESIS = "0" * 64
YEARS = 9999  # numbers up to here may be one, and are told without groups
_LOCK = 0x6D756C74  # "mult": the record's own advisory lock on PostgreSQL


def plain(entry: RecordEntry) -> dict[str, Any]:
    """What the digest covers."""
    return {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(),
        "kind": entry.kind,
        "subject": entry.subject,
        "facts": entry.facts,
        "previous": entry.previous,
    }


def digest_of(entry: RecordEntry) -> str:
    return sha256(rfc8785.dumps(plain(entry))).hexdigest()


def append(*, kind: str, subject: str, facts: dict[str, Any]) -> RecordEntry:
    """Add one entry to the record, inside the transaction of what it tells.

    ``facts`` are public for ever: no name, no phone, nothing typed about a person; a fact that is
    called as one is an error. They are whole numbers and text: what a database would not give back
    as it was signed is an error too.
    """
    if kind not in SENTENCES:
        raise LookupError(kind)
    if personal := PERSONAL & facts.keys():
        raise ValueError(f"the facts of {kind} tell of a person: {', '.join(sorted(personal))}")
    with transaction.atomic():
        one_at_a_time()
        last = head()
        entry = RecordEntry(
            number=last.number + 1 if last else 1,
            at=timezone.now().replace(microsecond=0),
            kind=kind,
            subject=subject,
            facts=facts,
            previous=last.digest if last else GENESIS,
        )
        entry.digest = digest_of(entry)
        entry.signature = signing_key().sign(bytes.fromhex(entry.digest)).hex()
        entry.save(force_insert=True)
        entry.refresh_from_db()
        if not _is_whole(entry):
            raise ValueError(f"the facts of {kind} do not survive storage")
    return entry


def one_at_a_time() -> None:
    """Queue writers of the record until this transaction ends; SQLite's IMMEDIATE ones already are.

    Called before the head is read by whoever names it in what it then appends.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def head() -> RecordEntry | None:
    return _HEAD.one()


_HEAD: Asked[RecordEntry] = Asked(lambda: QuerySet(RecordEntry).order_by("-number")[:1])


def about(subject: str) -> Iterable[RecordEntry]:
    return RecordEntry.objects.filter(subject=subject).order_by("number")


def sentence(entry: RecordEntry) -> str:
    """Tell an entry in the reader's language; a moment (``..._at``) in the instance's own time.

    The fact ``part``, where there is one, names the part of the subject that the entry is about:
    it stands before the sentence.
    """
    facts = {name: _told(name, fact) for name, fact in entry.facts.items()}
    told = str(SENTENCES[entry.kind] % facts)
    return f"{facts['part']} — {told}" if "part" in facts else told


def _told(name: str, fact: object) -> object:
    """Words in an isolate of their own: an Arabic line would turn “4 1 6” into “6 1 4”."""
    if isinstance(fact, int) and fact > YEARS:
        return f"{fact:,}".replace(",", "\u00a0")
    if not isinstance(fact, str):
        return fact
    if (name, fact) in WORDS:
        return str(WORDS[name, fact])
    return f"\u2068{_local(fact) if name.endswith('_at') else fact}\u2069"


def _local(moment: str) -> str:
    here = timezone.localtime(datetime.fromisoformat(moment))
    return date_format(here, "DATETIME_FORMAT")


def first_break() -> RecordEntry | None:
    """The first entry whose place, link, digest or signature is wrong, if any."""
    previous = GENESIS
    for number, entry in enumerate(RecordEntry.objects.order_by("number").iterator(), start=1):
        if (entry.number, entry.previous) != (number, previous) or not _is_whole(entry):
            return entry
        previous = entry.digest
    return None


def _is_whole(entry: RecordEntry) -> bool:
    try:
        if entry.digest != digest_of(entry):
            return False
        signing_key().public_key().verify(
            bytes.fromhex(entry.signature), bytes.fromhex(entry.digest)
        )
    except (InvalidSignature, ValueError, rfc8785.CanonicalizationError):
        return False
    return True
