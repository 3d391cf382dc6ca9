"""The words of a list of bodies: what its columns are called, and what its cells say."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from django.utils.translation import override

from multaqa.apps.network.models import BodyKind, Field, Group
from multaqa.kernel.arabic import fold
from multaqa.kernel.search import bare


class Column(StrEnum):
    """What a column of the list is taken for."""

    IGNORE = "ignore"
    NAME = "name"
    NAME_FR = "name_fr"
    OTHER_NAMES = "other_names"
    KIND = "kind"
    COMMUNE = "commune"
    PROVINCE = "province"
    LOCALITY = "locality"
    PHONE = "phone"
    EMAIL = "email"
    WEBSITE = "website"
    FOUNDED = "founded"
    WOMEN = "women"
    MEN = "men"
    ICE = "ice"
    REGISTER = "register"
    RECEIPT_ON = "receipt_on"
    PROVISIONAL_ON = "provisional_on"
    FIELDS = "fields"
    GROUPS = "groups"
    WORK = "work"
    ABOUT = "about"


# Several columns may say these; each other one is said once.
SEVERAL = frozenset(
    {
        Column.IGNORE,
        Column.OTHER_NAMES,
        Column.LOCALITY,
        Column.PHONE,
        Column.FIELDS,
        Column.GROUPS,
        Column.WORK,
        Column.ABOUT,
    }
)

# Looked for in this order, each phrase as whole words of the heading: whose phone it is matters
# less than that it is a phone, and a president's name is no name of a body.
HEADINGS: tuple[tuple[Column, tuple[str, ...]], ...] = (
    (
        Column.PHONE,
        (
            *("هاتف", "الهاتف", "جوال", "محمول", "telephone", "tel", "gsm", "portable", "mobile"),
            *("phone", "fixe", "contact", "telephones", "tels"),
        ),
    ),
    (
        Column.EMAIL,
        (
            *("البريد", "بريد", "ايميل", "email", "e mail", "mail", "courriel"),
            *("adresse electronique", "adresse mail"),
        ),
    ),
    (
        Column.IGNORE,
        (
            *("رئيس", "رئيسة", "الرئيس ة", "president", "presidente", "responsable", "gerant"),
            *("كاتب", "كاتبة", "امين", "امينة", "مسير", "مسيرة", "ممثل", "ممثلة", "representant"),
            *("ملاحظات", "ملاحظة", "observation", "observations", "remarques", "remarque"),
            *("tresorier", "secretaire", "ما الخطا", "what is wrong", "ce qui ne va pas"),
        ),
    ),
    (
        Column.WEBSITE,
        (
            *("الموقع الالكتروني", "site web", "site internet", "website", "site", "web"),
            *("الموقع على الانترنت", "url"),
        ),
    ),
    (
        Column.RECEIPT_ON,
        (
            *("تاريخ وصل نهائي", "تاريخ الوصل النهائي", "date recepisse definitif"),
            *("date du recepisse definitif", "date de recepisse definitif"),
            *("date of the final receipt", "date definitif"),
        ),
    ),
    (
        Column.PROVISIONAL_ON,
        (
            # A receipt that nobody says to be final proves that it was declared on that day.
            *("تاريخ وصل", "تاريخ تسلم وصل", "تاريخ تسليم وصل", "تاريخ ايداع", "تاريخ تصريح"),
            *(
                "date recepisse",
                "date du recepisse",
                "date de recepisse",
                "date depot",
                "date de depot",
            ),
            *("date de declaration", "date du depot", "date of the provisional receipt"),
        ),
    ),
    (
        Column.FOUNDED,
        (
            *("تاسيس", "احداث", "انشاء", "creation", "constitution", "fondation", "founded"),
            *("date de creation", "annee creation", "fondee", "cree", "سنة الاحداث"),
        ),
    ),
    (
        Column.WOMEN,
        ("نساء", "منخرطات", "اناث", "femmes", "femme", "adherentes", "women", "nb f"),
    ),
    (Column.MEN, ("رجال", "ذكور", "منخرطين", "hommes", "homme", "men", "nb h")),
    (Column.ICE, ("ice", "i c e", "تعريف موحد للمقاولة", "تعريف موحد", "identifiant commun")),
    (
        Column.REGISTER,
        (
            *("رقم الوصل", "وصل", "وصل نهائي", "رقم السجل", "رقم التسجيل", "رقم الايداع", "سجل"),
            *("recepisse", "registre", "enregistrement", "immatriculation", "rc"),
            *("register number", "رقم القيد"),
        ),
    ),
    (
        Column.WORK,
        (
            *("منطقة التدخل", "مناطق التدخل", "نطاق التدخل", "تدخل ترابي", "مجال ترابي"),
            *("zone d intervention", "zones d intervention", "zone d action", "perimetre"),
            *("zone", "area of work", "مجال جغرافي"),
        ),
    ),
    (
        Column.GROUPS,
        (
            *("فئة مستهدفة", "فئات مستهدفة", "مستفيدون", "مستفيدين", "فئة", "فئات", "cible"),
            *("public cible", "beneficiaires", "groups served", "groups", "publics"),
        ),
    ),
    (
        Column.FIELDS,
        (
            *("مجال", "مجالات", "ميدان", "ميادين", "نشاط", "انشطة", "قطاع", "domaine"),
            *("domaines", "secteur", "secteurs", "activite", "activites", "field", "fields"),
        ),
    ),
    (
        Column.NAME_FR,
        (
            *("بالفرنسية", "فرنسية", "en francais", "francais", "nom fr", "denomination fr"),
            *("in french", "name fr", "بالحروف اللاتينية"),
        ),
    ),
    (
        Column.OTHER_NAMES,
        (
            *("مختصر", "اسم مختصر", "رمز", "sigle", "acronyme", "abreviation", "other names"),
            *("اسم اخر", "autre nom"),
        ),
    ),
    (
        Column.KIND,
        (
            *("نوع", "صنف", "طبيعة", "شكل قانوني", "صفة قانونية", "وضع قانوني", "type", "nature"),
            *("forme juridique", "statut juridique", "categorie", "kind", "statut"),
        ),
    ),
    (Column.PROVINCE, ("اقليم", "عمالة", "province", "prefecture", "provinces")),
    (
        Column.COMMUNE,
        ("جماعة", "جماعات", "جماعة ترابية", "commune", "communes", "municipalite", "بلدية"),
    ),
    (
        Column.LOCALITY,
        (
            *("عنوان", "دوار", "حي", "مقر", "adresse", "siege", "douar", "quartier", "localite"),
            *("address", "locality", "مقر اجتماعي"),
        ),
    ),
    (
        Column.ABOUT,
        (
            *("نبذة", "تعريف", "اهداف", "objet", "objectif", "objectifs", "description"),
            *("presentation", "about", "مهام"),
        ),
    ),
    (
        Column.NAME,
        (
            *("اسم", "تسمية", "هيئة", "هيئات", "جمعية", "جمعيات", "تعاونية", "تعاونيات", "nom"),
            *("name", "denomination", "raison sociale", "intitule", "association", "cooperative"),
            *("associations", "cooperatives", "organisme", "organisation", "structure", "body"),
        ),
    ),
)
# A heading of one such word numbers the lines of a list.
NUMBERING = frozenset(map(fold, ("الرقم", "رقم", "ر.ت", "رت", "n", "no", "n°", "num", "numero")))

# How a kind is written in a cell of its own, or at the beginning of a name; the longer first.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        BodyKind.UNION,
        (
            *("اتحاد تعاونيات", "اتحاد", "union de cooperatives", "union", "فدرالية", "فيدرالية"),
            *("federation", "اتحاد التعاونيات"),
        ),
    ),
    (
        BodyKind.NETWORK,
        (
            *("شبكة", "شبكة جمعيات", "reseau", "network", "نسيج", "نسيج جمعوي", "tissu"),
            *("reseau d associations", "تنسيقية", "coordination"),
        ),
    ),
    (BodyKind.COOPERATIVE, ("تعاونية", "التعاونية", "cooperative", "coop", "cope")),
    (
        BodyKind.ASSOCIATION,
        (
            *("جمعية", "الجمعية", "association", "ass", "asso", "assoc", "ج", "منظمة", "ong"),
            *("نادي", "النادي", "club", "رابطة", "ligue", "ودادية", "amicale", "منتدى", "forum"),
            *("العصبة", "مركز", "فضاء"),
        ),
    ),
    (
        BodyKind.COUNCIL,
        ("مجلس", "المجلس", "conseil", "council", "مجلس منتخب", "جماعة", "conseil elu"),
    ),
    (
        BodyKind.SERVICE,
        (
            *("مصلحة", "المصلحة", "مديرية", "المديرية", "مندوبية", "المندوبية", "direction"),
            *("delegation", "service", "مصلحة خارجية", "مصلحة لاممركزة", "service deconcentre"),
            *("اكاديمية", "الاكاديمية", "المنسقية", "service exterieur", "state service"),
        ),
    ),
    (
        BodyKind.FUNDER,
        (
            *("ممول", "مؤسسة تمويل", "مانح", "bailleur", "bailleur de fonds", "funder", "بنك"),
            *("banque", "صندوق", "fonds", "مؤسسة", "fondation", "foundation"),
        ),
    ),
    (
        BodyKind.ENTERPRISE,
        (
            *("مقاولة", "المقاولة", "شركة", "entreprise", "societe", "sarl", "enterprise"),
            *("auto entrepreneur", "مقاول ذاتي"),
        ),
    ),
)

# The beginnings of words that name a field of work, whatever their ending; after = whole words.
FIELD_STEMS: Mapping[str, tuple[str, ...]] = {
    Field.AGRICULTURE: (
        *("فلاح", "زراع", "تمور", "نخيل", "صبار", "زيتون", "خضر", "بذور", "agricol", "agricult"),
        *("maraich", "arboricult", "datt", "farming", "cactus"),
    ),
    Field.LIVESTOCK: (
        *("مواشي", "ماشي", "نحل", "عسل", "ماعز", "=ابل", "كساب", "كسيب", "دواجن", "اغنام"),
        *("البان", "حليب", "elevage", "apicult", "miel", "lait", "caprin", "camel", "livestock"),
        *("beekeep", "avicult", "ارانب"),
    ),
    Field.FISHING: ("صيد", "بحر", "صدف", "طحالب", "peche", "marin", "halieut", "aquacult", "fish"),
    Field.CRAFTS: (
        *("تقليدي", "حرف", "خياط", "نسيج", "زربي", "زراب", "حلي", "جلد", "فخار", "طرز", "نجار"),
        *("artisan", "couture", "tissage", "tapis", "poter", "brod", "craft", "bijou"),
    ),
    Field.TERROIR: (
        *("مجالي", "اركان", "كسكس", "املو", "اعشاب", "عطري", "زعفران", "زيت", "تثمين"),
        *("argan", "terroir", "couscous", "huile", "safran", "aromat", "amlou"),
    ),
    Field.TOURISM: ("سياح", "ضياف", "ايواء", "فندق", "touris", "hotel", "gite", "hospital"),
    Field.TRADE: ("تجار", "خدم", "تسويق", "نقل", "commerc", "service", "vente", "trade"),
    Field.ENVIRONMENT: (
        *("بيئ", "=ماء", "مياه", "واح", "نظاف", "نفاي", "تدوير", "غاب", "تشجير", "محيط"),
        *("environ", "=eau", "oasi", "dechet", "recycl", "foret", "water", "ecolog"),
    ),
    Field.EDUCATION: (
        *("تعليم", "تربوي", "تكوين", "تمدرس", "مدرس", "دروس", "educ", "enseign", "format"),
        *("scol", "ecole", "training"),
    ),
    Field.LITERACY: ("اميه", "alphab", "analphab", "literacy"),
    Field.HEALTH: ("صحه", "صحي", "طبي", "=طب", "مرض", "sante", "medic", "health", "malad"),
    Field.CULTURE: (
        *("ثقاف", "تراث", "=فن", "فنون", "مسرح", "موسيق", "شعر", "cultur", "patrimoin", "=art"),
        *("theatre", "musi", "heritage"),
    ),
    Field.SPORT: ("رياض", "ترفيه", "تخييم", "=كره", "sport", "loisir", "foot", "leisure"),
    Field.SOCIAL: (
        *("اجتماع", "تضامن", "خير", "احسان", "يتيم", "ايتام", "social", "solidar", "caritat"),
        *("humanit",),
    ),
    Field.WOMEN: ("نساء", "مراه", "نسائ", "نسوي", "تمكين", "femme", "femin", "women", "فتيات"),
    Field.CHILDHOOD: ("طفل", "طفول", "اسره", "اسر", "روض", "enfan", "famil", "creche", "child"),
    Field.DISABILITY: ("اعاق", "معاق", "handicap", "disab"),
    Field.MIGRATION: ("هجره", "مهاجر", "جاليه", "migra", "=mre", "diaspora"),
    Field.RIGHTS: (
        *("حقوق", "مواطن", "ديمقراط", "ترافع", "حكام", "droit", "citoyen", "gouvern", "rights"),
        *("particip", "مشارك"),
    ),
    Field.INFRASTRUCTURE: (
        *("سكن", "طرق", "بنيه", "بنيات", "شرب", "شروب", "كهرب", "تطهير", "logement", "route"),
        *("infrastr", "electri", "assaini", "habitat", "housing"),
    ),
    Field.FINANCE: (
        *("تمويل", "قروض", "مقاول", "تشغيل", "مدر", "financ", "credit", "entrepren", "emploi"),
        *("revenu",),
    ),
    Field.DIGITAL: (
        *("رقمي", "رقمن", "معلومات", "اعلام", "تواصل", "numeri", "digit", "media", "informati"),
        *("communication",),
    ),
    Field.DEVELOPMENT: ("تنم", "develop"),
}
GROUP_STEMS: Mapping[str, tuple[str, ...]] = {
    Group.EVERYONE: ("عموم", "جميع", "ساكن", "كافه", "tous", "tout", "population", "everyone"),
    Group.WOMEN: ("نساء", "مراه", "فتيات", "فتاه", "femme", "fille", "women"),
    Group.YOUTH: ("شباب", "شاب", "jeune", "young", "youth"),
    Group.CHILDREN: ("طفل", "اطفال", "طفول", "enfan", "child"),
    Group.ELDERLY: ("مسن", "=age", "=agees", "=ages", "elder", "شيوخ"),
    Group.DISABILITY: ("اعاق", "معاق", "handicap", "disab"),
    Group.MIGRANTS: ("مهاجر", "migra"),
    Group.FARMERS: ("فلاح", "مزارع", "كساب", "مربي", "agricult", "eleveu", "farm", "herd"),
    Group.FISHERS: ("صياد", "بحار", "pecheu", "fish"),
    Group.ARTISANS: ("صناع", "صانع", "حرفي", "artisan"),
    Group.JOB_SEEKERS: ("عاطل", "معطل", "باحث", "chomeu", "demandeu", "job"),
    Group.RURAL: ("قروي", "قرويه", "دوار", "دواوير", "واح", "rura", "douar", "oasi"),
    Group.PUPILS: ("تلاميذ", "تلميذ", "طلب", "طالب", "eleve", "etudiant", "pupil", "student"),
}
# Cells that say that there is nothing to say.
NOTHING = frozenset(
    fold(word)
    for word in (
        *("", "-", "--", "/", "لا يوجد", "لا توجد", "لا شيء", "لاشيء", "بدون", "غير محدد", "غير"),
        *("غير متوفر", "غير متوفرة", "néant", "neant", "aucun", "aucune", "sans", "ras", "none"),
        *("n/a", "na", "nan", "null", "nil", "inconnu", "non renseigné", "x", "xx", "؟", "?"),
    )
)


def own_words(text: str) -> list[str]:
    """Folded words, each without its article."""
    return [bare(word) for word in fold(text).split()]


@cache
def _headings() -> list[tuple[Column, list[list[str]]]]:
    return [(column, [own_words(phrase) for phrase in phrases]) for column, phrases in HEADINGS]


def column_named(heading: str) -> Column | None:
    """What a heading calls its column, or None where it says nothing that we know."""
    if fold(heading) in NUMBERING:
        return Column.IGNORE
    words = own_words(heading)
    if len(words) > 9:  # a sentence, in which anything may stand
        return None
    for column, phrases in _headings():
        if any(_stands_in(phrase, words) for phrase in phrases):
            return column
    return None


def _stands_in(phrase: list[str], words: list[str]) -> bool:
    """Whether the words of a phrase follow each other in it."""
    size = len(phrase)
    return any(words[at : at + size] == phrase for at in range(len(words) - size + 1))


@cache
def _kinds() -> list[tuple[str, list[list[str]]]]:
    return [(kind, [own_words(word) for word in words]) for kind, words in KINDS]


@cache
def _labels(choices: type[BodyKind] | type[Field] | type[Group]) -> dict[str, str]:
    """Each choice by how we ourselves call it, in every language: what we hand out comes back."""
    told: dict[str, str] = {}
    for language in ("ar", "fr", "en"):
        with override(language):
            told |= {fold(str(choice.label)): str(choice.value) for choice in choices}
    return told | {fold(str(choice.value)): str(choice.value) for choice in choices}


@cache
def kind_said(text: str) -> str | None:
    """The kind that a cell of its own names."""
    if (known := _labels(BodyKind).get(fold(text))) is not None:
        return known
    words = own_words(text)
    found = [
        (len(phrase), kind)
        for kind, phrases in _kinds()
        for phrase in phrases
        if words[: len(phrase)] == phrase
    ]
    return max(found)[1] if found else None


def kind_of_name(name: str) -> str | None:
    """The kind that a name begins with."""
    return kind_said(" ".join(name.split()[:4])) if name.strip() else None


def fields_said(item: str) -> list[str]:
    return _said(item, Field)


def groups_said(item: str) -> list[str]:
    return _said(item, Group)


@cache
def _folded_stems(
    choices: type[Field] | type[Group],
) -> dict[str, tuple[tuple[str, ...], frozenset[str]]]:
    """What a word begins with, and what it is as a whole, to name each choice."""
    told: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}
    for choice, stems in (FIELD_STEMS if choices is Field else GROUP_STEMS).items():
        begins = tuple(fold(stem) for stem in stems if not stem.startswith("="))
        whole = frozenset(fold(stem) for stem in stems if stem.startswith("="))
        told[str(choice)] = (begins, whole)
    return told


def _said(item: str, choices: type[Field] | type[Group]) -> list[str]:
    known = _labels(choices).get(fold(item))
    if known is not None:
        return [known]
    words = own_words(item)
    words += [word.removeprefix("و") for word in words if word.startswith("و") and len(word) > 4]
    words = [bare(word) for word in words]
    found = [
        choice
        for choice, (begins, whole) in _folded_stems(choices).items()
        if any(word in whole or word.startswith(begins) for word in words)
    ]
    # To bring up children, or to breed goats: the word is one.
    if choices is Field and "تربيه" in words and Field.LIVESTOCK not in found:
        found.append(str(Field.EDUCATION))
    return found
