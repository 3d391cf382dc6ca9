"""Where ballots lie, and what paper codes are: both made of a round's salt and a secret.

An address is HMAC-SHA256 of who votes, under a key made of the instance's signing key, which is no
part of the database, and the round's salt, which is. While a round is open the site finds a voter's
ballot again, so that it can be changed from another phone; whoever reads the database alone, or the
desk's pages, cannot. Once the salt is wiped nobody can, the site itself included.

A paper code is fourteen of Crockford's signs: two tell the batch, three the place in it, eight are
made under the same key, so that nobody guesses one, and the last is the check sign. No row holds
it: a list can be printed again as long as the round is open, and never after.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from multaqa.apps.attendance.queries.codes import SIGNS, WORTH, check_sign, folded
from multaqa.apps.budget.models import Round
from multaqa.kernel import keys
from multaqa.refusal import Refusal

LARGEST_BATCH = 32**2 - 1
LARGEST_NUMBER = 32**3 - 1
MADE_SIGNS = 8
CODE_SIGNS = 2 + 3 + MADE_SIGNS + 1


@dataclass(frozen=True, slots=True)
class PaperCode:
    """A paper ballot's place: the batch, and the number in it."""

    batch: int
    number: int

    @property
    def place(self) -> str:
        """How ``Voter.code`` and ``PaperEntry.code`` name it."""
        return f"{self.batch}:{self.number}"


def ballot_address(voting: Round, voter: str) -> str:
    """Where the ballot of ``voter`` lies: "user:7", "body:12" or "code:3:41"."""
    return _made(voting, f"ballot|{voter}").hex()


def paper_code(voting: Round, batch: int, number: int) -> str:
    """The code printed on a paper ballot, as ``02007-7F3K-92QX-C``."""
    signs = f"{_in_signs(batch, 2)}{_in_signs(number, 3)}"
    signs += signs_made(voting, f"paper|{batch}|{number}", MADE_SIGNS)
    signs += check_sign(signs)
    return "-".join((signs[:5], signs[5:9], signs[9:13], signs[13:]))


def read_paper_code(voting: Round, text: str) -> PaperCode:
    """The place that a typed or scanned code tells.

    Refuses what is no code, one with a wrong sign, and one that this round never printed.
    """
    signs = folded(text)
    if len(signs) != CODE_SIGNS or not set(signs) <= set(SIGNS):
        raise Refusal("paper_code.unreadable")
    if check_sign(signs[:-1]) != signs[-1]:
        raise Refusal("paper_code.mistyped")
    batch, number = _number(signs[:2]), _number(signs[2:5])
    expected = "".join(paper_code(voting, batch, number).split("-"))
    printed = voting.paper_batches.filter(number=batch, count__gte=number).exists()
    if not hmac.compare_digest(expected, signs) or not printed or not number:
        raise Refusal("paper_code.unknown")
    return PaperCode(batch, number)


def _made(voting: Round, what: str) -> bytes:
    if not voting.salt:
        raise Refusal("round.not_voting")
    key = hmac.digest(keys.private_bytes(), f"budget|{voting.key}|{voting.salt}".encode(), sha256)
    return hmac.digest(key, what.encode(), sha256)


def _in_signs(number: int, length: int) -> str:
    return "".join(SIGNS[number >> (5 * place) & 31] for place in reversed(range(length)))


def _number(signs: str) -> int:
    total = 0
    for sign in signs:
        total = total * 32 + WORTH[sign]
    return total


def signs_made(voting: Round, what: str, length: int) -> str:
    """Signs that follow from ``what`` for who holds the round's salt and the instance's secret."""
    return "".join(SIGNS[byte & 31] for byte in _made(voting, what)[:length])
