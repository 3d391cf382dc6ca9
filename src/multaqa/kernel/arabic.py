"""Arabic as people type it, brought to one form so that it can be searched and matched."""

import re
from unicodedata import category, normalize

WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)

# Decomposing already turns أ إ آ ؤ ئ into a bare letter and a mark; what it leaves is here. The
# Persian and Maghrebi letters are those of other keyboards, or of a g, a v and a p in Arabic.
SEATS = str.maketrans(
    {
        "ٱ": "ا",
        "ء": "",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "گ": "ك",
        "ڭ": "ك",
        "ݣ": "ك",
        "ڤ": "ف",
        "ڥ": "ف",
        "پ": "ب",
        "چ": "ج",
        "ە": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ـ": "",
        "œ": "oe",
        "æ": "ae",
        "ʼ": " ",
        "ʻ": " ",
        "ʾ": " ",
        "ʿ": " ",
    }
)
DROPPED = {"Mn", "Me", "Cf"}  # diacritics and accents, enclosing marks, invisible direction marks
FILLERS = {"\u115f", "\u1160", "ـ"}  # letters to Unicode, and nothing is seen of a word of them
SPACED = {"P", "S", "Z"}  # punctuation, symbols, separators
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[\s.,\u066c][0-9]{3})+")


def digits(text: str) -> str:
    """The same text, its Arabic and Persian digits written in Western ones."""
    return text.translate(WESTERN)


def ungrouped(text: str) -> str:
    """A whole number's digits, Western and alone where they are grouped by threes: 80 000, 80.000.

    Of a whole number 80,000 says one thing only, and none of these is ever read as eighty. What is
    not so grouped comes back as it is, its digits Western.
    """
    western = digits(text).strip()
    return re.sub(r"[\s.,\u066c]", "", western) if GROUPED.fullmatch(western) else western


def fold(text: str) -> str:
    """The one form that every spelling of the same words shares, for search and matching only.

    Hamza, alef, ta marbuta and alef maqsura lose their variants; tatweel, diacritics and French
    accents go; digits become Western; case goes; punctuation becomes a single space.
    """
    bare = _decomposed(_decomposed(text).casefold())
    folded = "".join(map(_plain, digits(bare).translate(SEATS)))
    return " ".join(folded.split())


def has_letters(text: str) -> bool:
    """Whether anything of it can be read out: not marks, spaces and invisible signs alone."""
    return any(category(sign)[0] == "L" and sign not in FILLERS for sign in normalize("NFKD", text))


def _decomposed(text: str) -> str:
    return "".join(sign for sign in normalize("NFKD", text) if category(sign) not in DROPPED)


def _plain(sign: str) -> str:
    kind = category(sign)
    return " " if kind[0] in SPACED or kind == "Cc" else sign
