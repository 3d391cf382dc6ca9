"""The public record as one file: whether every entry stands in its place, unchanged and signed.

The file is ``{"format", "public_key", "entries"}``. An entry's digest is the SHA-256 of the
canonical bytes (RFC 8785) of all of it but its digest and its signature, the digest of the entry
before among them; the Ed25519 signature covers the digest's bytes. So whoever noted one digest can
tell whether anything up to it was changed.
"""

from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from multaqa.engines.evidence import (
    LARGEST,
    LONGEST_SHOWN,
    Document,
    Finding,
    Verification,
    is_hexadecimal,
    seal_of,
)
from multaqa.refusal import Refusal

FORMAT = "multaqa-record/1"
GENESIS = "0" * 64
MOST_SHOWN = 5
UNCOVERED = {"digest", "signature"}


def verify(document: object, *, key: str | None = None, head: str | None = None) -> Verification:
    """Check a record's file, entry by entry.

    ``key`` is the site's public key and ``head`` the digest of some entry, as they were learnt
    elsewhere: whoever writes the whole record anew, or cuts its end off, is caught by them alone.
    """
    if not isinstance(document, dict):
        return Verification((Finding("record.malformed", False, {"place": "file"}),))
    if (place := _wrong_file(document)) is not None:
        return Verification((Finding("record.malformed", False, {"place": place}),))
    pinned = None if key is None else _plain(key)
    written = document["public_key"]
    entries = document["entries"]
    is_usable = pinned is not None and is_hexadecimal(pinned, 32)
    findings = list(_entry_findings(entries, pinned if pinned and is_usable else written))
    return Verification((*findings, _head_finding(entries, head), _key_finding(written, pinned)))


def _plain(typed: str) -> str:
    """A fingerprint as it is written on a page, in groups, is the same one."""
    return "".join(typed.split()).lower()


def _wrong_file(document: Document) -> str | None:
    if strange := {"format", "public_key", "entries"}.symmetric_difference(document):
        return min(map(str, strange))[:LONGEST_SHOWN]
    rules = {
        "format": document["format"] == FORMAT,
        "public_key": is_hexadecimal(document["public_key"], 32),
        "entries": isinstance(document["entries"], list),
    }
    return next((place for place, is_kept in rules.items() if not is_kept), None)


def _wrong_entry(entry: object) -> str | None:
    """The first place where an entry is not as the format says; None when it is."""
    if not isinstance(entry, dict):
        return "entry"
    expected = {"number", "at", "kind", "subject", "facts", "previous", "digest", "signature"}
    if strange := expected.symmetric_difference(entry):
        return min(map(str, strange))[:LONGEST_SHOWN]
    rules = {
        "number": type(entry["number"]) is int and 1 <= entry["number"] <= LARGEST,
        "at": isinstance(entry["at"], str),
        "kind": isinstance(entry["kind"], str),
        "subject": isinstance(entry["subject"], str),
        "facts": isinstance(entry["facts"], dict),
        "previous": is_hexadecimal(entry["previous"], 32),
        "digest": is_hexadecimal(entry["digest"], 32),
        "signature": is_hexadecimal(entry["signature"], 64),
    }
    return next((place for place, is_kept in rules.items() if not is_kept), None)


def _entry_findings(entries: list[Any], key: str) -> Iterator[Finding]:
    """What is wrong with each entry, the first few told; or that nothing is."""
    if not entries:
        yield Finding("record.empty", True)
        return
    wrong = list(_wrongs(entries, key))
    yield from wrong[:MOST_SHOWN]
    if len(wrong) > MOST_SHOWN:
        yield Finding("record.more_differ", False, {"count": len(wrong) - MOST_SHOWN})
    if not wrong:
        yield Finding("record.entries_agree", True, {"entries": len(entries)})


def _wrongs(entries: list[Any], key: str) -> Iterator[Finding]:
    """One finding per entry at most; each is held against the one before it as that stands."""
    number, previous = 0, GENESIS
    for entry in entries:
        number += 1
        if (place := _wrong_entry(entry)) is not None:
            yield Finding("record.entry_malformed", False, {"number": number, "place": place})
            # What follows it is held against what it says, if it says it.
            previous = str(entry.get("digest")) if isinstance(entry, dict) else ""
            continue
        if entry["number"] != number:
            facts: dict[str, object] = {"number": entry["number"], "expected": number}
            yield Finding("record.number_differs", False, facts)
        elif entry["previous"] != previous:
            yield Finding("record.link_differs", False, {"number": number})
        elif (wrong := _content_finding(entry, key)) is not None:
            yield wrong
        number, previous = entry["number"], entry["digest"]


def _content_finding(entry: Document, key: str) -> Finding | None:
    facts: dict[str, object] = {"number": entry["number"], "digest": entry["digest"]}
    try:
        computed = seal_of({name: entry[name] for name in entry.keys() - UNCOVERED})
    except Refusal:
        return Finding("record.entry_malformed", False, facts | {"place": "facts"})
    if computed != entry["digest"]:
        return Finding("record.digest_differs", False, facts | {"computed": computed})
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(entry["signature"]), bytes.fromhex(entry["digest"])
        )
    except (InvalidSignature, ValueError):
        return Finding("record.signature_differs", False, facts | {"key": key})
    return None


def _head_finding(entries: list[Any], head: str | None) -> Finding:
    digests = [entry.get("digest") if isinstance(entry, dict) else None for entry in entries]
    if head is None:
        last = digests[-1] if digests and isinstance(digests[-1], str) else GENESIS
        return Finding("record.head_unknown", None, {"head": last[: len(GENESIS)]})
    noted = _plain(head)
    if noted in digests:
        return Finding("record.head_stands", True, {"number": digests.index(noted) + 1})
    return Finding("record.head_missing", False, {"head": noted})


def _key_finding(written: str, pinned: str | None) -> Finding:
    facts: dict[str, object] = {"key": written}
    if pinned is None:
        return Finding("evidence.key_unknown", None, facts)
    if pinned != written:
        return Finding("evidence.key_differs", False, facts | {"expected": pinned})
    return Finding("evidence.key_agrees", True, facts)
