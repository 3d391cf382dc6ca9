"""What a list may not hold, or only with an authorisation: told by a heading, or by the cells."""

import re
from collections.abc import Iterable
from enum import StrEnum

from multaqa.kernel import arabic

MOST_WORDS = 1000  # a column with more different values than this is no category


class Guard(StrEnum):
    """Why a column may not come in as it stands."""

    NEVER = "never"  # tribe, party, religion: the platform refuses to hold them
    SENSITIVE = "sensitive"  # health and identity cards: law 09-08, the CNDP's authorisation first


# Told wherever they stand in a heading, for nothing else holds them.
_ANYWHERE = {
    Guard.NEVER: ("relig", "ethni"),
    Guard.SENSITIVE: ("handicap", "disab", "اعاق", "maladie"),
}
# Told as whole words only: "participation", "contribution" and "puissante" are no such thing.
_WHOLE = {
    Guard.NEVER: (
        *("قبيلة", "قبائل", "عشيرة", "عشائر", "عرق", "عرقي", "عرقية"),
        *("tribu", "tribus", "tribe", "tribes", "tribal", "tribale", "race", "raciale"),
        *("حزب", "حزبي", "حزبية", "أحزاب", "parti", "partis", "الانتماء السياسي"),
        *("political party", "political parties", "party membership", "party affiliation"),
        *("appartenance politique", "opinion politique", "opinions politiques"),
        *("political affiliation", "political opinion", "political opinions", "الرأي السياسي"),
        *("دين", "ديانة", "ديني", "دينية", "مذهب", "عقيدة", "الانتماء القبلي", "الأصل القبلي"),
        *("confession", "croyance", "croyances", "culte", "faith"),
    ),
    Guard.SENSITIVE: (
        *("معاق", "معاقة", "معاقين", "معاقون", "معوق", "معوقة", "معوقين", "معوقون"),
        *("صحة", "صحي", "صحية", "مرض", "أمراض", "مرضى", "مريض", "مريضة"),
        *("احتياجات خاصة", "ذوي الهمم", "فصيلة الدم"),
        *("sante", "health", "malade", "malades", "invalidite", "psh", "besoins specifiques"),
        *("besoins particuliers", "special needs", "illness", "disease", "sick", "sickness"),
        *("medical", "medicale", "deficience", "deficiences", "groupe sanguin", "blood group"),
        *("الانتماء النقابي", "appartenance syndicale", "trade union membership"),
        *("cin", "cni", "cnie", "carte nationale", "carte d identite", "identity card"),
        *("البطاقة الوطنية", "بطاقة وطنية", "بطاقة التعريف"),
    ),
}
# Words that a cell says of a person. "Health" alone is left out: it is also a field of work.
_OF_A_PERSON = {
    Guard.NEVER: (
        *("حزب", "parti", "قبيلة", "tribu", "مسلم", "مسلمة", "مسيحي", "مسيحية", "يهودي", "يهودية"),
        *("musulman", "musulmane", "chretien", "chretienne", "juif", "juive"),
        *("muslim", "christian", "jewish"),
    ),
    Guard.SENSITIVE: (
        *("معاق", "معاقة", "معاقين", "معوق", "معوقة", "مريض", "مريضة", "مرض"),
        *("malade", "sick", "invalide"),
    ),
}
_YOURS = re.compile(r"(?<=..)(ت)?(?:كما|كم|كن|ك)$")
_ARTICLES = re.compile(r"^(?:وال|بال|فال|كال|لل|ال|و)(?=..)")


def _bare_words(text: str) -> str:
    """Folded, each Arabic word without its article, between spaces."""
    return " " + " ".join(_ARTICLES.sub("", word) for word in arabic.fold(text).split()) + " "


def _bare_of(words: dict[Guard, tuple[str, ...]]) -> dict[Guard, tuple[str, ...]]:
    return {guard: tuple(_bare_words(word) for word in told) for guard, told in words.items()}


_BARE_WHOLE, _BARE_OF_A_PERSON = _bare_of(_WHOLE), _bare_of(_OF_A_PERSON)


def _told(text: str, whole: dict[Guard, tuple[str, ...]]) -> Guard | None:
    # With and without what may be an article: a word that begins with و is not always "and".
    bare, folded = _bare_words(text), f" {arabic.fold(text)} "
    for guard in Guard:
        if any(part in folded for part in _ANYWHERE[guard]):
            return guard
        if any(word in bare or word in folded for word in whole[guard]):
            return guard
    return None


def guard_of_header(header: str) -> Guard | None:
    """What a heading asks about, where the law or the platform keeps it out."""
    return Guard.NEVER if arabic.fold(header) == "party" else _told(header, _BARE_WHOLE)


def guard_of_question(question: str) -> Guard | None:
    """What a question put to a person asks about: "your tribe" is one word in Arabic."""
    words = [_YOURS.sub(_without_yours, word) for word in arabic.fold(question).split()]
    return guard_of_header(question) or guard_of_header(" ".join(words))


def _without_yours(match: re.Match[str]) -> str:
    """The word by itself; its ta marbuta, which opens before a suffix, closed again and folded."""
    return "ه" if match[1] else ""


def guard_of_cells(cells: Iterable[str]) -> Guard | None:
    """The same for a column whose values tell it though its heading does not.

    It takes half of the cells, or half of the different values: "disabled" against nothing, or
    once against many a "well".
    """
    counts: dict[str, int] = {}
    for cell in filter(None, cells):
        counts[cell] = counts.get(cell, 0) + 1
    if len(counts) > MOST_WORDS:
        return None
    told = {value: _told(value, _BARE_OF_A_PERSON) for value in counts}
    for guard in Guard:
        values = [value for value, what in told.items() if what == guard]
        if values and (
            2 * len(values) >= len(counts)
            or 2 * sum(counts[value] for value in values) >= sum(counts.values())
        ):
            return guard
    return None
