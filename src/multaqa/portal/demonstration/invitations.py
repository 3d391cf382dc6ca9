"""The demonstration's ex-officio seats: forty institutions of the region, invited by letter.

Councils and services bear the names of their territory; whom they name is invented.
"""

from typing import Any

from multaqa.apps.forum import services
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.territory.models import Commune
from multaqa.engines.chance import choose
from multaqa.portal.demonstration.applicants import FAMILIES, MEN, WOMEN

SEED = "ex-officio-3"
SEAT = "10.261.01.03"  # Guelmim, where the region's services sit
COMMUNES = (
    *("10.261.01.03", "10.261.01.01", "10.261.03.11", "10.261.05.05", "10.071.01.01"),
    *("10.071.01.03", "10.521.01.01", "10.521.01.03", "10.521.03.01", "10.473.01.03"),
    *("10.473.01.07", "10.473.07.17"),
)
MINISTRIES = {
    "الوزارة المكلفة بالاقتصاد الاجتماعي والتضامني": "Ministère chargé de l'économie sociale",
    "الوزارة المكلفة بالتضامن والإدماج الاجتماعي": "Ministère chargé de la solidarité",
    "الوزارة المكلفة بالعلاقات مع المجتمع المدني": "Ministère chargé de la société civile",
}
PARLIAMENT = {
    "مجلس النواب، الدائرة الجهوية": "Chambre des représentants, circonscription régionale",
    "مجلس النواب، دائرة محلية": "Chambre des représentants, circonscription locale",
    "مجلس المستشارين، فئة الجماعات الترابية": "Chambre des conseillers, collectivités",
    "مجلس المستشارين، فئة الغرف المهنية": "Chambre des conseillers, chambres professionnelles",
}
SERVICE_COUNT, FUNDER_COUNT = 12, 4

Row = dict[str, Any]


def institutions() -> list[Row]:
    """What is invited, in the order of the letters: councils, services, ministries, partners."""
    named = {body.name_ar: body for body in Body.objects.filter(state=BodyState.VERIFIED)}
    communes = {one.code: one for one in Commune.objects.select_related("province")}
    rows = [
        _row("council", body, "السيد رئيس", "Monsieur le Président du", body.commune)
        for body in _councils(named, communes)
    ]
    services = [body for body in named.values() if body.kind == "service"]
    funders = [body for body in named.values() if body.kind == "funder"]
    rows += [
        _row("service", body, "السيد المسؤول عن", "Madame, Monsieur le Responsable :", body.commune)
        for body in services[:SERVICE_COUNT]
    ]
    rows += [
        _plain(kind, name_ar, name_fr, communes[SEAT])
        for kind, names in (("ministry", MINISTRIES), ("parliament", PARLIAMENT))
        for name_ar, name_fr in names.items()
    ]
    rows += [
        _row("partner", body, "السيد مدير", "Madame, Monsieur le Directeur :", body.commune)
        for body in funders[:FUNDER_COUNT]
    ]
    return rows


def _councils(named: dict[str, Body], communes: dict[str, Commune]) -> list[Body]:
    """The region's council, its provinces', and those of a dozen communes."""
    councils = [body for body in named.values() if body.kind == "council"]
    upper = [body for body in councils if not body.name_ar.startswith("مجلس جماعة")]
    wanted = {f"مجلس جماعة {communes[code].name_ar}" for code in COMMUNES}
    return [*upper, *(body for body in councils if body.name_ar in wanted)]


def _row(kind: str, body: Body, title_ar: str, title_fr: str, commune: Commune | None) -> Row:
    return {
        "kind": kind,
        "body": body,
        "institution_ar": body.name_ar,
        "institution_fr": body.name_fr or body.name_ar,
        "addressee_ar": f"{title_ar} {body.name_ar}",
        "addressee_fr": f"{title_fr} {body.name_fr or body.name_ar}",
        "commune": commune,
    }


def _plain(kind: str, name_ar: str, name_fr: str, commune: Commune) -> Row:
    title = "السيد الوزير" if kind == "ministry" else "السيد النائب المحترم"
    titre = "Monsieur le Ministre" if kind == "ministry" else "Monsieur le Député"
    return {
        "kind": kind,
        "institution_ar": name_ar,
        "institution_fr": name_fr,
        "addressee_ar": title,
        "addressee_fr": titre,
        "commune": commune,
    }


def nominee(place: int) -> services.Nominee:
    """Whom the institution of this place names: an invented person."""
    is_woman = choose(5, SEED, "sex", place) < 2
    first = WOMEN if is_woman else MEN
    given = first[choose(len(first), SEED, "name", place)]
    return services.Nominee(
        name=f"{given} {FAMILIES[choose(len(FAMILIES), SEED, 'family', place)]}",
        function="عضو(ة) المكتب" if place % 3 else "رئيس(ة) المصلحة",
        sex="female" if is_woman else "male",
        phone=f"+21260000{7000 + place:04}",
    )
