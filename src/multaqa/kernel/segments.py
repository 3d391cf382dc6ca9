"""How long a text message is as telephones count it: one that is long is sent, and paid, as many.

An alphabet of Latin letters packs 160 signs into one; a single Arabic letter in it, or a French ê,
and every sign takes two bytes: 70, or 67 of each of several.
"""

PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = frozenset("\f^{}\\[~]|€")  # two places each


def segments(text: str) -> int:
    """In how many text messages this one goes."""
    signs = set(text)
    if signs <= PLAIN | ESCAPED:
        length = sum(2 if sign in ESCAPED else 1 for sign in text)
        return _parts(length, alone=160, joined=153)
    return _parts(len(text.encode("utf-16-le")) // 2, alone=70, joined=67)


def _parts(length: int, *, alone: int, joined: int) -> int:
    return 1 if length <= alone else -(-length // joined)
