"""The words of a list: what its columns are called, what its cells say, what it may not ask."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from unicodedata import category

from multaqa.kernel import arabic


class Role(StrEnum):
    """What a column of the list is taken for."""

    ID = "id"
    NAME = "name"
    BODY = "body"
    BODY_KIND = "body_kind"
    COMMUNE = "commune"
    PROVINCE = "province"
    SETTING = "setting"
    SEX = "sex"
    AGE = "age"
    BIRTH = "birth"
    PHONE = "phone"
    CATEGORY = "category"
    SENSITIVE = "sensitive"
    IGNORE = "ignore"


ONCE = frozenset(Role) - {Role.CATEGORY, Role.SENSITIVE, Role.IGNORE}

HEADERS: dict[Role, tuple[str, ...]] = {
    Role.ID: (
        "id",
        "الرقم",
        "رقم",
        "رقم الطلب",
        "numero",
        "n",
        "num",
        "ref",
        "identifiant",
        "code",
    ),
    Role.NAME: (
        "الاسم الكامل",
        "الاسم",
        "الاسم والنسب",
        "الاسم العائلي والشخصي",
        "nom",
        "nom complet",
        "nom et prenom",
        "name",
        "full name",
    ),
    Role.BODY: (
        "الهيئة",
        "اسم الهيئة",
        "الجمعية",
        "التعاونية",
        "اسم الجمعية",
        "organisme",
        "organisation",
        "organization",
        "association",
        "body",
        "structure",
    ),
    Role.BODY_KIND: (
        "نوع الهيئة",
        "صنف الهيئة",
        "type d organisme",
        "type de structure",
        "type",
        "kind",
        "kind of body",
        "body kind",
        "statut juridique",
    ),
    Role.COMMUNE: (
        "الجماعة",
        "الجماعة الترابية",
        "جماعة",
        "commune",
        "code commune",
        "municipality",
    ),
    Role.PROVINCE: ("الاقليم", "اقليم", "العمالة", "الاقليم او العمالة", "province", "prefecture"),
    Role.SETTING: ("الوسط", "وسط الاقامة", "milieu", "setting", "urban rural"),
    Role.SEX: ("الجنس", "النوع", "sexe", "genre", "sex", "gender"),
    Role.AGE: ("السن", "العمر", "age"),
    Role.BIRTH: (
        "تاريخ الميلاد",
        "تاريخ الازدياد",
        "سنة الميلاد",
        "سنة الازدياد",
        "date de naissance",
        "annee de naissance",
        "naissance",
        "date of birth",
        "birth date",
        "year of birth",
    ),
    Role.PHONE: ("الهاتف", "رقم الهاتف", "telephone", "tel", "gsm", "phone", "mobile"),
}

WORDS: dict[Role, dict[str, tuple[str, ...]]] = {
    Role.SEX: {
        "female": (
            "انثي",
            "انثى",
            "امراه",
            "مراه",
            "نساء",
            "اناث",
            "f",
            "femme",
            "female",
            "woman",
        ),
        "male": ("ذكر", "رجل", "رجال", "ذكور", "m", "h", "homme", "male", "man", "masculin"),
    },
    Role.SETTING: {
        "rural": ("قروي", "قرويه", "الوسط القروي", "rural", "rurale"),
        "urban": ("حضري", "حضريه", "الوسط الحضري", "urbain", "urbaine", "urban"),
    },
    Role.BODY_KIND: {
        "association": ("جمعيه", "association", "asso"),
        "cooperative": ("تعاونيه", "cooperative", "coop"),
        "project_holder": (
            "حامل مشروع",
            "حامله مشروع",
            "حامل ه مشروع",
            "حاملي مشاريع",
            "porteur de projet",
            "porteuse de projet",
            "porteur se de projet",
            "project holder",
        ),
        "union": ("اتحاد تعاونيات", "اتحاد", "union"),
        "network": ("شبكه", "reseau", "network"),
    },
}


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


NO_BODY = frozenset(
    arabic.fold(text)
    for text in (
        *("", "لا يوجد", "لا توجد", "لا شيء", "لاشيء", "لا", "بدون", "بدون هيئة", "بدون جمعية"),
        *("بلا", "غير موجود", "لا ينتمي", "néant", "neant", "aucun", "aucune", "sans", "non"),
        *("sans organisme", "sans association", "pas d'association", "ras", "none", "no", "null"),
        *("nil", "nan", "na", "n/a", "n.a.", "s/o", "x", "xx", "xxx", "0"),
    )
)


@lru_cache(maxsize=4096)
def folded(cell: str) -> str:
    """A list repeats few words many times."""
    return arabic.fold(cell)


@lru_cache(maxsize=4096)
def spelling(value: str) -> tuple[str, str]:
    """What two spellings of one value share: its letters folded, its signs as they stand.

    "Oui" and "oui" are one value; "<1000" and ">1000" are two.
    """
    return arabic.fold(value), "".join(sign for sign in value if category(sign)[0] in "PS")
