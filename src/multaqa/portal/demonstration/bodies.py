"""The demonstration's network: about 1,200 bodies, invented, spread as the census counts.

Associations and cooperatives follow the census's own count of non-profit establishments per
commune; councils are one per commune, province and region, for these really exist and are named by
their territory alone. Everything else about a body is dealt by public chance from lists of words,
so that the same seed gives the same network on any machine.
"""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.apps.territory.queries import apportion, communes_of
from multaqa.engines.chance import choose, ticket
from multaqa.portal.demonstration.applicants import ASSOCIATION, COOPERATIVE, HEADS, REGION, TAILS

COUNT = 1120  # with the 58 councils and 24 other institutions: about 1,200
KINDS = {"association": 68, "cooperative": 28, "union": 1, "network": 1, "enterprise": 2}
SEED = "network"
FIRST_YEAR = 2016  # of the cooperatives' register
PRESIDENT_BODY = "تعاونية واحة السنابل للتمور"  # the demonstration's president holds it
OFFICER_BODY = "مجلس جماعة تغجيجت"  # its officer answers for it
PRESIDENT_COMMUNE = "10.261.03.11"  # Taghjijt

# What the last words of a name say: what the body works on, and for whom.
PURPOSES: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "association": {
        "للتنمية والتضامن": (("development", "social"), ("everyone", "rural")),
        "لتمكين النساء": (("women", "literacy"), ("women",)),
        "للشباب والمواطنة": (("rights", "culture"), ("youth",)),
        "للبيئة والماء": (("environment",), ("rural", "farmers")),
        "للثقافة والتراث": (("culture",), ("everyone",)),
        "للتربية والتكوين": (("education",), ("pupils", "youth")),
        "للأسرة والطفولة": (("childhood", "social"), ("children", "women")),
        "لدعم الأشخاص في وضعية إعاقة": (("disability", "health"), ("disability",)),
        "لمحاربة الأمية": (("literacy",), ("women", "elderly")),
        "للسياحة التضامنية": (("tourism", "environment"), ("youth", "rural")),
        "للرياضة والتخييم": (("sport",), ("youth", "children")),
        "للتنمية القروية": (("development", "infrastructure"), ("rural", "farmers")),
    },
    "cooperative": {
        "لتثمين الصبار": (("terroir", "agriculture"), ("women", "farmers")),
        "لزيت الأركان": (("terroir",), ("women",)),
        "للعسل": (("livestock", "terroir"), ("farmers",)),
        "للكسكس وأملو": (("terroir",), ("women",)),
        "للنسيج والزربية": (("crafts",), ("women", "artisans")),
        "لألبان الإبل": (("livestock",), ("farmers",)),
        "لتربية الماعز": (("livestock",), ("farmers", "rural")),
        "لمنتوجات البحر": (("fishing",), ("fishers",)),
        "للتمور": (("agriculture", "terroir"), ("farmers",)),
        "للأعشاب العطرية والطبية": (("terroir", "environment"), ("women", "rural")),
        "للحلي والجلد": (("crafts",), ("artisans",)),
        "لخدمات السياحة القروية": (("tourism",), ("youth", "rural")),
    },
}
COMMON: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "union": ("اتحاد تعاونيات", "للتسويق المشترك", ("trade", "finance"), ("farmers", "artisans")),
    "network": ("شبكة جمعيات", "للترافع والتنسيق", ("rights", "development"), ("everyone",)),
    "enterprise": ("مقاولة", "للخدمات", ("trade", "digital"), ("everyone",)),
}
HEAD_WORDS = {"association": ASSOCIATION, "cooperative": COOPERATIVE}
LOCALITIES = (
    "دوار الزاوية",
    "دوار إيمي ن تاكانت",
    "حي المسيرة",
    "دوار أكادير",
    "حي الفرح",
    "دوار تلغلت",
    "حي القدس",
    "دوار إد بوعشرة",
    "",
    "",
)

SERVICES = {
    "المديرية الجهوية للفلاحة": "Direction régionale de l'agriculture",
    "الأكاديمية الجهوية للتربية والتكوين": "Académie régionale d'éducation et de formation",
    "المديرية الجهوية للصحة": "Direction régionale de la santé",
    "المديرية الجهوية للشباب": "Direction régionale de la jeunesse",
    "المنسقية الجهوية للتعاون الوطني": "Coordination régionale de l'Entraide nationale",
    "المندوبية الجهوية لمكتب تنمية التعاون": "Délégation régionale de l'ODCO",
    "المديرية الجهوية للصناعة التقليدية": "Direction régionale de l'artisanat",
    "المديرية الجهوية للثقافة": "Direction régionale de la culture",
    "المديرية الجهوية للبيئة": "Direction régionale de l'environnement",
    "المديرية الجهوية للتخطيط": "Direction régionale du plan",
    "الوكالة الجهوية لإنعاش التشغيل": "Agence régionale pour l'emploi",
    "المركز الجهوي للاستثمار": "Centre régional d'investissement",
    "المديرية الجهوية للضرائب": "Direction régionale des impôts",
    "المديرية الجهوية للسياحة": "Direction régionale du tourisme",
    "مندوبية الصيد البحري": "Délégation de la pêche maritime",
    "الوكالة الوطنية لمحاربة الأمية، التمثيلية الجهوية": "Agence de lutte contre l'analphabétisme",
}
FUNDERS = {
    "صندوق تجريبي للقروض الصغرى": "Fonds de microcrédit (démonstration)",
    "مؤسسة تجريبية للتضامن": "Fondation solidaire (démonstration)",
    "بنك تجريبي للتنمية": "Banque de développement (démonstration)",
    "برنامج تجريبي للمبادرات": "Programme d'initiatives (démonstration)",
    "وكالة تجريبية للتعاون": "Agence de coopération (démonstration)",
    "صندوق تجريبي للمناخ": "Fonds climat (démonstration)",
    "مؤسسة تجريبية للشباب": "Fondation jeunesse (démonstration)",
    "صندوق تجريبي للنساء القرويات": "Fonds des femmes rurales (démonstration)",
}

Row = dict[str, Any]


def bodies(count: int = COUNT) -> list[Row]:
    """What ``network.services.bring_bodies`` takes: civil society, councils, services, funders."""
    communes = list(
        communes_of(Region(code=REGION)).filter(non_profit_count__gt=0).order_by("code")
    )
    weights = {commune: commune.non_profit_count for commune in communes}
    dealt = apportion(weights, count - len(communes))
    places = [commune for commune in communes for _ in range(1 + dealt[commune])]
    kinds = _dealt_kinds(len(places))
    names = {kind: _names(kind) for kind in KINDS}
    rows = [
        _row(turn, kind, commune, *next(names[kind]))
        for turn, (kind, commune) in enumerate(zip(kinds, places, strict=True))
    ]
    rows.append(_presidents())
    return [*rows, *_councils(communes), *_institutions()]


def _dealt_kinds(count: int) -> list[str]:
    kinds = [kind for kind, seats in apportion(KINDS, count).items() for _ in range(seats)]
    order = sorted(range(count), key=lambda turn: ticket(SEED, "kind", turn))
    dealt = dict(zip(order, kinds, strict=True))
    return [dealt[turn] for turn in range(count)]


def _names(kind: str) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Names of a kind in an order of chance, none of them twice, with what they say."""
    told: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
    if kind in COMMON:
        first, last, fields, groups = COMMON[kind]
        told = [(f"{first} {head} {tail} {last}", fields, groups) for head, tail in _pairs()]
    else:
        first = HEAD_WORDS[kind]
        told = [
            (f"{first} {head} {tail} {purpose}", fields, groups)
            for (head, tail), (purpose, (fields, groups)) in product(
                _pairs(), PURPOSES[kind].items()
            )
        ]
    yield from sorted(told, key=lambda one: ticket(SEED, one[0]))


def _pairs() -> Iterator[tuple[str, str]]:
    return product(HEADS, TAILS)


def _row(
    turn: int,
    kind: str,
    commune: Commune,
    name: str,
    fields: tuple[str, ...],
    groups: tuple[str, ...],
) -> Row:
    members = 15 + choose(60, SEED, "members", turn)
    women = members * (80 if "women" in groups else 20 + choose(50, SEED, "women", turn)) // 100
    year = 2004 + choose(22, SEED, "year", turn)
    return {
        "kind": kind,
        "name_ar": name,
        "commune": commune,
        "locality": LOCALITIES[choose(len(LOCALITIES), SEED, "locality", turn)],
        "founded_on": date(year, 1 + choose(12, SEED, "month", turn), 1),
        "is_founded_by_year": True,
        "women_count": women,
        "men_count": members - women,
        "phone": f"060000{4000 + turn:04}",
        **_papers(turn, kind, year),
        "fields": fields,
        "groups": groups,
        "work_areas": _work(turn, commune),
    }


def _papers(turn: int, kind: str, year: int) -> Row:
    """Most associations hold a receipt, the cooperatives since 2016 a number; half have an ICE."""
    told: Row = {}
    if choose(2, SEED, "ice", turn):
        told["ice"] = ice(4000 + turn)
    if kind in {"cooperative", "union"} and year >= FIRST_YEAR:
        section = 4 if kind == "union" else 1
        told["register_number"] = f"{section}/77/{year}/{1000 + turn}"
    elif kind in {"association", "network"} and choose(10, SEED, "receipt", turn) < 7:
        told["declaration"] = "final"
        told["declared_on"] = date(year, 12, 1 + choose(28, SEED, "day", turn))
    return told


def ice(place: int) -> str:
    """Fifteen digits whose last two fit, of an enterprise that no register has reached."""
    first = f"99{place:07}0000"
    return f"{first}{-int(first) * 100 % 97:02}"


def _work(turn: int, commune: Commune) -> list[str]:
    """Many sit in town and work in the douars; a few work in the whole province."""
    fate = choose(10, SEED, "work", turn)
    if fate == 0:
        return [commune.province_id]
    if not commune.is_urban or fate < 4:
        return [commune.code]
    rural = [one.code for one in _rural_of(commune.province_id)]
    first = choose(len(rural), SEED, "douars", turn)
    return sorted({rural[first], rural[(first + 1) % len(rural)]})


_RURAL: dict[str, list[Commune]] = {}


def _rural_of(province: str) -> list[Commune]:
    if province not in _RURAL:
        found = Commune.objects.filter(province_id=province, is_urban=False).order_by("code")
        _RURAL[province] = list(found)
    return _RURAL[province]


def _presidents() -> Row:
    """The cooperative of Taghjijt in whose name the demonstration's president registers."""
    return {
        "kind": "cooperative",
        "name_ar": PRESIDENT_BODY,
        "name_fr": "Coopérative Oasis des épis, dattes de Taghjijt",
        "commune": Commune.objects.get(code=PRESIDENT_COMMUNE),
        "locality": "واحة تغجيجت",
        "founded_on": date(2017, 1, 1),
        "is_founded_by_year": True,
        "women_count": 19,
        "men_count": 12,
        "fields": ("agriculture", "terroir"),
        "groups": ("farmers", "women"),
        "work_areas": [PRESIDENT_COMMUNE],
    }


def _councils(communes: list[Commune]) -> Iterator[Row]:
    """The elected councils: a region's, its provinces' and its communes'."""
    region = Region.objects.get(code=REGION)
    seat = next(one for one in communes if one.code == "10.261.01.03")
    yield _council(f"مجلس جهة {region.name_ar}", f"Conseil de la région {region.name_fr}", seat)
    for province in Province.objects.filter(region=region).order_by("code"):
        capital = _capital(communes, province)
        yield _council(
            f"المجلس الإقليمي ل{_joined(province.name_ar)}",
            f"Conseil provincial {_of(province.name_fr)}",
            capital,
        ) | {"work_areas": [province.code]}
    for commune in communes_of(region).order_by("code"):
        yield _council(
            f"مجلس جماعة {commune.name_ar}", f"Conseil communal {_of(commune.name_fr)}", commune
        )


def _capital(communes: list[Commune], province: Province) -> Commune:
    """Where a province's council sits: the town that gives it its name (Assa, of Assa-Zag)."""
    return next(
        one
        for one in communes
        if one.province_id == province.code
        and one.is_urban
        and province.name_fr.startswith(one.name_fr)
    )


def _of(name: str) -> str:
    """A French name after de, which loses its vowel before another."""
    return f"d’{name}" if name[0] in "AEÉIOU" else f"de {name}"


def _joined(name: str) -> str:
    """A name after ل, which loses the alif of its article."""
    return f"ل{name[2:]}" if name.startswith("ال") else name


def _council(name_ar: str, name_fr: str, commune: Commune) -> Row:
    return {
        "kind": "council",
        "name_ar": name_ar,
        "name_fr": name_fr,
        "commune": commune,
        "fields": ("development",),
        "groups": ("everyone",),
        "work_areas": [commune.code],
    }


def _institutions() -> Iterator[Row]:
    seat = Commune.objects.get(code="10.261.01.03")
    for kind, names, fields in (
        ("service", SERVICES, ("development",)),
        ("funder", FUNDERS, ("finance",)),
    ):
        for name_ar, name_fr in names.items():
            yield {
                "kind": kind,
                "name_ar": name_ar,
                "name_fr": name_fr,
                "commune": seat,
                "fields": fields,
                "groups": ("everyone",),
                "work_areas": [REGION],
            }
