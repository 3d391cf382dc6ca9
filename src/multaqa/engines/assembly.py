"""Whether a cooperative's assembly is in number, and whether it decided: law 112-12.

Article 43 asks for members present or represented: of an ordinary assembly 1/2 at the first call,
1/4 at the second, 1/10 at the third; of an extraordinary one 3/4, 1/2 and 1/10. An ordinary one
decides by the absolute majority of the votes cast, the chair breaking ties; an extraordinary one by
two thirds of them. Article 39: a member holds one mandate at most, where the statutes allow any.

The text of the third call reads, word for word, as if the tenth held only for cooperatives of at
most 20 members, with two members at least. We ask for a tenth of all and never fewer than two, and
mark the answer as doubtful where there are more than 20 members.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from multaqa.refusal import Refusal

Kind = Literal["ordinary", "extraordinary"]
SHARES: dict[Kind, tuple[Fraction, Fraction, Fraction]] = {
    "ordinary": (Fraction(1, 2), Fraction(1, 4), Fraction(1, 10)),
    "extraordinary": (Fraction(3, 4), Fraction(1, 2), Fraction(1, 10)),
}
TWO_THIRDS = Fraction(2, 3)
FEWEST = 2
SMALL = 20
NOTICE_DAYS = (15, 10, 10)  # whole days before the first, second and third call (art. 41)


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members had to be there, and how many were."""

    share: Fraction
    needed: int
    attending: int
    is_doubtful: bool  # the text of the law can be read otherwise

    @property
    def is_reached(self) -> bool:
        return self.attending >= self.needed


def find_quorum(kind: Kind, *, call: int, members: int, present: int, represented: int) -> Quorum:
    """Count an assembly at its first, second or third call.

    Refuses more mandates than members to hold them, and more people than there are members.
    """
    if represented > present:
        raise Refusal("assembly.too_many_mandates", present=present)
    if present + represented > members:
        raise Refusal("assembly.more_than_members", members=members)
    share = SHARES[kind][call - 1]
    needed = -(-members * share.numerator // share.denominator)
    is_third = call == len(SHARES[kind])
    if is_third:
        needed = max(needed, FEWEST)
    return Quorum(share, needed, present + represented, is_third and members > SMALL)


def is_adopted(kind: Kind, *, votes_for: int, against: int, breaks_tie: bool | None = None) -> bool:
    """Whether a decision was taken by the votes cast; who abstains casts none.

    ``breaks_tie`` is the chair's vote where an ordinary assembly is split in two.
    """
    cast = votes_for + against
    if not cast:
        return False
    if kind == "extraordinary":
        return Fraction(votes_for, cast) >= TWO_THIRDS
    return votes_for > against or (votes_for == against and bool(breaks_tie))
