"""Receipts: what a voter keeps, and finds again among the published ballots.

A receipt is twelve signs by chance and a check sign: sixty bits that say nothing of the voter. The
site signs it together with the ballot, so that who shows a receipt that is not among the published
ballots can be told apart: never given (no signature holds), or given, and then the site is wrong.
"""

import json
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidSignature

from multaqa.apps.attendance.queries.codes import SIGNS, check_sign, folded
from multaqa.apps.budget.models import Round
from multaqa.apps.budget.queries.addresses import signs_made
from multaqa.kernel import keys
from multaqa.refusal import Refusal

RECEIPT_SIGNS = 12
FORMAT = "multaqa-receipt/1"


def fresh_receipt() -> str:
    signs = "".join(SIGNS[one % len(SIGNS)] for one in token_bytes(RECEIPT_SIGNS))  # 32 signs
    return _written(signs)


def receipt_of(voting: Round, address: str, token: str) -> str:
    """The receipt that a form gives, the same however often it is sent: a lost line loses nothing.

    ``token`` is the form's own, by chance. Whoever knows it can make the receipt again only with
    the round's salt and the instance's secret: once the salt is wiped, nobody.
    """
    return _written(signs_made(voting, f"receipt|{address}|{token}", RECEIPT_SIGNS))


def read_receipt(text: str) -> str:
    """The receipt that somebody typed, as it is printed; refuses none, and a wrong sign."""
    signs = folded(text)
    if len(signs) != RECEIPT_SIGNS + 1 or not set(signs) <= set(SIGNS):
        raise Refusal("receipt.unreadable")
    if check_sign(signs[:-1]) != signs[-1]:
        raise Refusal("receipt.mistyped")
    return _written(signs[:-1])


def ballot_digest(choices: list[str], points: list[int]) -> str:
    """The fingerprint of what was voted, as the receipt holds it."""
    spelled = json.dumps([choices, points], ensure_ascii=False, separators=(",", ":"))
    return sha256(spelled.encode()).hexdigest()


def receipt_signature(voting: Round, receipt: str, digest: str) -> str:
    """The site's word that it gave this receipt for this ballot: 128 hex digits (Ed25519)."""
    return keys.signing_key().sign(_told(voting, receipt, digest)).hex()


def is_ours(voting: Round, receipt: str, digest: str, signature: str) -> bool:
    """Whether this site gave the receipt, for that very ballot."""
    try:
        signed = bytes.fromhex(signature)
        keys.signing_key().public_key().verify(signed, _told(voting, receipt, digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def _told(voting: Round, receipt: str, digest: str) -> bytes:
    return f"{FORMAT}|{voting.key}|{receipt}|{digest}".encode()


def _written(signs: str) -> str:
    return "-".join((signs[:4], signs[4:8], signs[8:12], check_sign(signs)))
