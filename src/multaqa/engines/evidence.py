"""Evidence: one canonical JSON file per sealed decision, which anyone can check again.

A document is ``{"format", "kind", "sealed", "seal", "signature", "drawn"}``. The seal is the
SHA-256 of the canonical bytes (RFC 8785) of ``sealed`` alone, so the file published before the
public value is known and the one published after it carry the same seal. The Ed25519 signature
covers the format, the kind, the seal and what was drawn.
"""

import json
import math
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import Any, Never

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from multaqa.refusal import Refusal

FORMAT = "multaqa-evidence/1"
LARGEST = 2**53 - 1
LONGEST_SHOWN = 40
MANY = 100  # of a list: below, it is not worth looking at
DEEPEST = 8

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: it agrees (True), differs (False), or cannot be shown (None)."""

    code: str
    ok: bool | None
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verification:
    """All that was looked at in one file; it holds when nothing differs."""

    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return all(finding.ok is not False for finding in self.findings)

    @property
    def differing(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.ok is False)

    @property
    def hidden(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.ok is None)


def canonical(thing: object) -> bytes:
    """The one spelling of ``thing`` in RFC 8785; refuses what JSON cannot say exactly."""
    try:
        return _spelled(thing)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise Refusal("evidence.not_canonical") from error


def _spelled(thing: object) -> bytes:
    """As rfc8785 spells it; long lists of whole numbers by the standard library, ten times as fast.

    Of whole numbers both write the same; of anything else only rfc8785 is asked.
    """
    if type(thing) is dict and all(type(key) is str for key in thing):
        told = sorted(thing.items(), key=lambda pair: pair[0].encode("utf-16be"))
        pairs = (rfc8785.dumps(key) + b":" + _spelled(value) for key, value in told)
        return b"{" + b",".join(pairs) + b"}"
    if type(thing) is list and len(thing) >= MANY and _is_whole(thing):
        return json.dumps(thing, separators=(",", ":")).encode()
    return rfc8785.dumps(thing)  # type: ignore[arg-type]


def _is_whole(level: list[Any]) -> bool:
    """Whether these are whole numbers, lists of them or lists of such lists, and nothing else."""
    for _depth in range(DEEPEST):
        kinds = set(map(type, level))
        if not kinds <= {int, list}:
            return False
        numbers = [one for one in level if type(one) is int] if list in kinds else level
        if numbers and not -LARGEST <= min(numbers) <= max(numbers) <= LARGEST:
            return False
        if list not in kinds:
            return True
        level = list(chain.from_iterable(one for one in level if type(one) is list))
    return False


def seal_of(sealed: object) -> str:
    """The digital fingerprint of ``sealed``: SHA-256 of its canonical bytes, in hexadecimal."""
    return sha256(canonical(sealed)).hexdigest()


def document_of(kind: str, sealed: Document) -> Document:
    """A new evidence document, sealed, neither signed nor drawn."""
    return {
        "format": FORMAT,
        "kind": kind,
        "sealed": sealed,
        "seal": seal_of(sealed),
        "signature": None,
        "drawn": None,
    }


def read(content: bytes) -> Document:
    """Read a JSON object strictly.

    Refuses what two readers could understand in two ways: a key given twice, NaN, infinities,
    numbers past 2**53, text that is not UTF-8. Whole floats become integers, as RFC 8785 has it.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("evidence.not_utf8", byte=error.start + 1) from error
    try:
        document = json.loads(
            text,
            object_pairs_hook=_once_each,
            parse_constant=_not_a_number,
            parse_int=_whole,
            parse_float=_decimal,
        )
    except json.JSONDecodeError as error:
        raise Refusal("evidence.not_json", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise Refusal("evidence.too_deep") from error
    if not isinstance(document, dict):
        raise Refusal("evidence.not_an_object")
    return document


def _once_each(pairs: list[tuple[str, Any]]) -> Document:
    read = dict(pairs)
    if len(read) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Refusal("evidence.doubled_key", key=key[:LONGEST_SHOWN])
            seen.add(key)
    return read


def _not_a_number(text: str) -> Never:
    raise Refusal("evidence.not_a_number", text=text)


def _whole(text: str) -> int:
    if len(text) > 17 or abs(number := int(text)) > LARGEST:
        raise Refusal("evidence.number_too_large", text=text[:LONGEST_SHOWN])
    return number


def _decimal(text: str) -> int | float:
    number = float(text)
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise Refusal("evidence.number_too_large", text=text[:LONGEST_SHOWN])
    return int(number) if number.is_integer() else number


def sign(document: Document, private_key: bytes) -> Document:
    """The same document, signed by the 32 bytes of an Ed25519 private key."""
    if len(private_key) != 32:
        raise Refusal("evidence.bad_private_key")
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    signature = {
        "public_key": key.public_key().public_bytes_raw().hex(),
        "value": key.sign(_signed_words(document)).hex(),
    }
    return document | {"signature": signature}


def _signed_words(document: Document) -> bytes:
    return canonical({name: document.get(name) for name in ("format", "kind", "seal", "drawn")})


def verify_envelope(
    document: object, *, kind: str, seal: str | None = None, key: str | None = None
) -> tuple[Finding, ...]:
    """Look at the seal and the signature of a document, whatever was decided in it.

    ``seal`` is the fingerprint as published elsewhere, ``key`` the public key of the site, both in
    hexadecimal; without them the findings say what nothing here can show.
    """
    if not isinstance(document, dict):
        return (Finding("evidence.envelope_malformed", False, {"place": "file"}),)
    if (place := _wrong_envelope(document, kind)) is not None:
        return (Finding("evidence.envelope_malformed", False, {"place": place}),)
    findings = [_seal_finding(document), _published_finding(document, seal)]
    findings.extend(_signature_findings(document, key))
    return tuple(findings)


def _wrong_envelope(document: Document, kind: str) -> str | None:
    """The first place where the envelope is not as the format says; None when it is."""
    expected = {"format", "kind", "sealed", "seal", "signature", "drawn"}
    if strange := expected.symmetric_difference(document):
        return min(map(str, strange))[:LONGEST_SHOWN]
    rules = {
        "format": document["format"] == FORMAT,
        "kind": document["kind"] == kind,
        "sealed": isinstance(document["sealed"], dict),
        "seal": is_hexadecimal(document["seal"], 32),
        "signature": document["signature"] is None or _is_signature(document["signature"]),
    }
    return next((place for place, is_kept in rules.items() if not is_kept), None)


def _is_signature(thing: object) -> bool:
    return (
        isinstance(thing, dict)
        and set(thing) == {"public_key", "value"}
        and is_hexadecimal(thing["public_key"], 32)
        and is_hexadecimal(thing["value"], 64)
    )


def is_hexadecimal(text: object, size: int) -> bool:
    """Whether ``text`` is ``size`` bytes in lower-case hexadecimal."""
    return isinstance(text, str) and len(text) == 2 * size and set(text) <= set("0123456789abcdef")


def _seal_finding(document: Document) -> Finding:
    facts: dict[str, object] = {"seal": document["seal"]}
    try:
        computed = seal_of(document["sealed"])
    except Refusal as refusal:
        return Finding(
            "evidence.seal_not_computable", False, {"reason": refusal.code, **refusal.facts}
        )
    if computed != document["seal"]:
        return Finding("evidence.seal_differs", False, facts | {"computed": computed})
    return Finding("evidence.seal_agrees", True, facts)


def _published_finding(document: Document, seal: str | None) -> Finding:
    facts: dict[str, object] = {"seal": document["seal"]}
    if seal is None:
        return Finding("evidence.published_seal_unknown", None, facts)
    published = "".join(seal.split()).lower()
    if published != document["seal"]:
        facts["published"] = published
        return Finding("evidence.published_seal_differs", False, facts)
    return Finding("evidence.published_seal_agrees", True, facts)


def _signature_findings(document: Document, key: str | None) -> list[Finding]:
    signature = document["signature"]
    pinned = None if key is None else "".join(key.split()).lower()
    if signature is None:
        # Asked for one site's signature, a file without any is a difference, not a silence.
        return [Finding("evidence.unsigned", None if pinned is None else False)]
    facts: dict[str, object] = {"key": signature["public_key"]}
    if not _is_signed(document):
        return [Finding("evidence.signature_differs", False, facts)]
    findings = [Finding("evidence.signature_agrees", True, facts)]
    if pinned is None:
        findings.append(Finding("evidence.key_unknown", None, facts))
    elif pinned != signature["public_key"]:
        findings.append(Finding("evidence.key_differs", False, facts | {"expected": pinned}))
    else:
        findings.append(Finding("evidence.key_agrees", True, facts))
    return findings


def _is_signed(document: Document) -> bool:
    signature = document["signature"]
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["public_key"]))
        key.verify(bytes.fromhex(signature["value"]), _signed_words(document))
    except (InvalidSignature, ValueError, Refusal):
        return False
    return True
