"""The words of a list: what its columns are called, what its cells say, what it may not ask."""

from enum import StrEnum
from functools import lru_cache
from unicodedata import category

from multaqa.kernel import arabic
from multaqa.kernel.guards import Guard, guard_of_cells, guard_of_header, guard_of_question

__all__ = [
    "HEADERS",
    "NO_BODY",
    "ONCE",
    "WORDS",
    "Guard",
    "Role",
    "folded",
    "guard_of_cells",
    "guard_of_header",
    "guard_of_question",
    "spelling",
]


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
