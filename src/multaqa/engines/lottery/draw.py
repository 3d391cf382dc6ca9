"""The draw: a public value that nobody could know when the panels were sealed picks one of them.

The panel's number is SHA-256 of the seal, the value and a turn, by rejection (RFC 3797 in spirit),
so any language can find it again: ``number = 1 + int(sha256("SEAL:VALUE:TURN")) mod M`` for the
first turn from 0 whose hash is below the last whole multiple of M under 2**256.
"""

import unicodedata
from collections import Counter, defaultdict

from multaqa.engines.chance import choose, ticket
from multaqa.engines.evidence import Document, seal_of
from multaqa.engines.lottery.opening import opened_panel, read_opening
from multaqa.engines.lottery.sealed import Sealed, read_sealed
from multaqa.refusal import Refusal

WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
TATWEEL = "\u0640"


def normalise(public_value: str) -> str:
    """The value as it enters the draw, whoever wrote it down and however.

    The rule: NFKC; Arabic-Indic and Persian digits become Western ones; case is folded; what no
    reader sees or says is dropped (format characters such as marks of direction, vowel signs and
    other combining marks, tatweel); every run of what is neither letter nor digit becomes one
    space; none at the ends. So ``4-1-6``, ``4, 1, 6.`` and ``٤ ١ ٦`` are all ``4 1 6``, and
    ``416`` is another value: the announced form says which is meant. Refuses a value of which
    nothing is left.
    """
    value, before = _plain(public_value), public_value
    while value != before:  # dropping a sign can bring together letters that NFKC then joins
        value, before = _plain(value), value
    if not value:
        raise Refusal("lottery.empty_public_value")
    return value


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(WESTERN)
    return " ".join("".join(map(_heard, unicodedata.normalize("NFKC", folded))).split())


def _heard(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cf" or kind[0] == "M" or letter == TATWEEL:
        return ""
    return letter if kind[0] in "LN" else " "


def panel_number(seal: str, public_value: str, panels: int) -> int:
    """The number, from 1 to ``panels``, that the seal and the public value stand for."""
    return 1 + choose(panels, seal, normalise(public_value))


def with_draw(document: Document, public_value: str, opening: Document | None = None) -> Document:
    """The same evidence after the draw: the seal is kept, the list is added.

    A veiled lottery is drawn with its opening, and shows the drawn panel's salt besides, so that
    anyone sees that the list is what was sealed under that number. A signature covers what was
    drawn, so the one made at the seal is taken off: sign again. Refuses a second draw, an empty
    value, content that is not what was sealed, and a veiled lottery without the opening of its
    seal.
    """
    if document.get("drawn") is not None:
        raise Refusal("lottery.already_drawn")
    sealed = read_sealed(document.get("sealed"))
    seal = seal_of(document.get("sealed"))
    if seal != document.get("seal"):
        raise Refusal("evidence.seal_broken", computed=seal)
    value = normalise(public_value)
    number = panel_number(seal, value, sealed.panel_count)
    drawn: Document = {"public_value": value, "number": number}
    if sealed.is_veiled:
        drawn["salt"], ids = _unveiled(sealed, seal, number, opening)
    else:
        ids = drawn_ids(sealed, seal=seal, value=value, number=number)
    return document | {"drawn": drawn | {"panel": list(ids)}, "signature": None}


def _unveiled(
    sealed: Sealed, seal: str, number: int, opening: Document | None
) -> tuple[str, tuple[str, ...]]:
    """The salt and the ids of the panel that was sealed under this number."""
    if opening is None:
        raise Refusal("lottery.opening_missing")
    opened = read_opening(opening)
    if opened.seal != seal:
        raise Refusal("lottery.opening_of_another_seal", opened=opened.seal, seal=seal)
    panel = opened_panel(sealed, opened, number)
    if panel is None:
        raise Refusal("lottery.opening_does_not_answer")
    return panel


def is_drawn(drawn: object, *, is_veiled: bool) -> bool:
    """Whether what was drawn has the form that ``with_draw`` gives it."""
    keys = {"public_value", "number", "panel"} | ({"salt"} if is_veiled else set())
    return (
        isinstance(drawn, dict)
        and set(drawn) == keys
        and isinstance(drawn["public_value"], str)
        and isinstance(drawn.get("salt", ""), str)
        and type(drawn["number"]) is int
        and isinstance(drawn["panel"], list)
        and all(isinstance(name, str) for name in drawn["panel"])
    )


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
