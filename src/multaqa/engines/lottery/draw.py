"""The draw: a public value that nobody could know when the panels were sealed picks one of them.

The panel's number is SHA-256 of the seal, the value and a turn, by rejection (RFC 3797 in spirit),
so any language can find it again: ``number = 1 + int(sha256("SEAL:VALUE:TURN")) mod M`` for the
first turn from 0 whose hash is below the last whole multiple of M under 2**256.
"""

import unicodedata
from collections import Counter, defaultdict

from multaqa.engines.chance import choose, ticket
from multaqa.engines.evidence import Document, seal_of
from multaqa.engines.lottery.sealed import Sealed, read_sealed
from multaqa.refusal import Refusal

# Marks of direction that no eye sees ride along when a number is copied from an Arabic page.
UNSEEN = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)


def normalise(public_value: str) -> str:
    """The value as it enters the draw: NFC, trimmed, inner blanks single, unseen marks dropped.

    Refuses a value of which nothing is left.
    """
    seen = unicodedata.normalize("NFC", public_value.translate(UNSEEN))
    value = " ".join(seen.split())
    if not value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise Refusal("lottery.empty_public_value")
    return value


def panel_number(seal: str, public_value: str, panels: int) -> int:
    """The number, from 1 to ``panels``, that the seal and the public value stand for."""
    return 1 + choose(panels, seal, normalise(public_value))


def with_draw(document: Document, public_value: str) -> Document:
    """The same evidence after the draw: the seal is kept, the list is added.

    A signature covers what was drawn, so the one made at the seal is taken off: sign again.
    Refuses a second draw, an empty value, and content that is not what was sealed.
    """
    if document.get("drawn") is not None:
        raise Refusal("lottery.already_drawn")
    sealed = read_sealed(document.get("sealed"))
    seal = seal_of(document.get("sealed"))
    if seal != document.get("seal"):
        raise Refusal("evidence.seal_broken", computed=seal)
    value = normalise(public_value)
    number = panel_number(seal, value, len(sealed.panels))
    drawn = {
        "public_value": value,
        "number": number,
        "panel": list(drawn_ids(sealed, seal=seal, value=value, number=number)),
    }
    return document | {"drawn": drawn, "signature": None}


def drawn_ids(sealed: Sealed, *, seal: str, value: str, number: int) -> tuple[str, ...]:
    """The ids on the panel of this number, in the order of the pool."""
    panel = sealed.panels[number - 1]
    people = panel if sealed.by == "people" else _seated(sealed, panel, seal, value)
    return tuple(sealed.ids[person] for person in sorted(people))


def _seated(sealed: Sealed, panel: tuple[int, ...], seal: str, value: str) -> list[int]:
    """People for a panel of types.

    Types are served in their order. Inside one, households stand in the order of their tickets,
    one that already sits is passed over, and each gives its person of that type with the lowest
    ticket. Who must be included goes first. Refuses when a type has too few households left.
    """
    wanted = Counter(panel)
    households: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for person, kind in enumerate(sealed.types):
        if kind in wanted:
            households[kind][_household(sealed, person)].append(person)
    must = frozenset(sealed.must_include)
    used: set[str] = set()
    seated: list[int] = []
    for kind in sorted(wanted):
        free = {name: people for name, people in households[kind].items() if name not in used}
        if len(free) < wanted[kind]:
            raise Refusal("lottery.type_too_small", type=kind, seats=wanted[kind], people=len(free))

        def turn(name: str, free: dict[str, list[int]] = free) -> tuple[bool, int]:
            is_due = any(sealed.ids[person] in must for person in free[name])
            return (not is_due, ticket(seal, value, "household", name))

        for name in sorted(free, key=turn)[: wanted[kind]]:
            used.add(name)
            seated.append(
                min(
                    free[name],
                    key=lambda person: (
                        sealed.ids[person] not in must,
                        ticket(seal, value, "person", sealed.ids[person]),
                    ),
                )
            )
    return seated


def _household(sealed: Sealed, person: int) -> str:
    """A group's number, or for who stands alone the own id, in words that never meet."""
    group = sealed.groups[person]
    return f"group {group}" if group else f"person {sealed.ids[person]}"
