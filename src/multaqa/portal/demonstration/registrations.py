"""The demonstration's registrations: 312 invented people in three colleges.

From each commune as many as the census's associations ask for; who they are is dealt by public
chance, so that the same seed gives the same people on any machine. Associations and cooperatives
are those of the demonstration's network.
"""

from collections.abc import Iterator
from datetime import date
from itertools import cycle
from typing import Any

from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.territory.models import Commune
from multaqa.apps.territory.queries import apportion
from multaqa.engines.chance import choose, ticket
from multaqa.portal.demonstration.applicants import (
    FAMILIES,
    MAN,
    MEN,
    SEXES,
    WAYS,
    WOMAN,
    WOMEN,
    WORKS,
    communes_dealt,
    dealt,
    pairs,
)
from multaqa.portal.demonstration.bodies import PRESIDENT_BODY

SEED = "registrations-3"
COUNT = 312
CIVIL, HOLDERS, YOUTH = "civil", "holders", "youth"
COLLEGES: list[dict[str, Any]] = [
    {
        "slug": CIVIL,
        "name_ar": "الجمعيات والتعاونيات",
        "name_fr": "Associations et coopératives",
        "name_en": "Associations and cooperatives",
        "kinds": ["association", "cooperative", "union", "network"],
        "seats": 80,
    },
    {
        "slug": HOLDERS,
        "name_ar": "حاملات وحاملو المشاريع",
        "name_fr": "Porteuses et porteurs de projet",
        "name_en": "Project holders",
        "kinds": ["project_holder"],
        "seats": 24,
    },
    {
        "slug": YOUTH,
        "name_ar": "الشباب",
        "name_fr": "Jeunes",
        "name_en": "Youth",
        "kinds": ["project_holder"],
        "age_from": 18,
        "age_to": 35,
        "seats": 16,
    },
]
SHARES = {CIVIL: 216, HOLDERS: 54, YOUTH: 42}
AGES = {range(20, 36): 32, range(36, 60): 51, range(60, 75): 17}
ROLES = ("president", "treasurer", "secretary", "board_member", "member")
SOUKS = ("سوق السبت", "دوار الزاوية", "سوق الأحد", "دوار تلغلت", "")
YOUNG_WORKS = ("ناد للمسرح", "ورشة للصورة", "قناة محلية على الشبكة", "فريق للنظافة", "ناد للقراءة")

Row = dict[str, Any]


def registrations(first_day: date) -> list[Row]:
    """The columns of each registration, with the college's address; ages are as of the forum."""
    communes = communes_dealt(COUNT)
    colleges = dealt(SHARES, COUNT, SEED, "college")
    sexes = dealt(SEXES, COUNT, SEED, "sex")
    ages = dealt(AGES, COUNT, SEED, "age")
    names = {WOMAN: pairs(WOMEN, FAMILIES, SEED), MAN: pairs(MEN, FAMILIES, SEED)}
    bodies = _bodies()
    projects = pairs(WORKS, WAYS, SEED)
    young = cycle(YOUNG_WORKS)
    rows = []
    for turn in range(COUNT):
        college, commune = colleges[turn], communes[turn]
        years = range(18, 36) if college == YOUTH else ages[turn]
        row: Row = {
            "college": college,
            "name": next(names[sexes[turn]]),
            "sex": "female" if sexes[turn] == WOMAN else "male",
            "birth_year": first_day.year - years[choose(len(years), SEED, "years", turn)],
            "phone": _phone(turn),
            "commune": commune,
            "language": "fr" if choose(12, SEED, "language", turn) == 0 else "ar",
            **_needs(turn, commune),
        }
        if college == CIVIL:
            row["body"] = _next_body(bodies, commune)
            row["body_role"] = ROLES[choose(len(ROLES), SEED, "role", turn)]
        else:
            row["project"] = next(projects) if college == HOLDERS else next(young)
        rows.append(row)
    return rows


def _phone(turn: int) -> str:
    """An invented number; one in twenty has no phone, and is told by a call to somebody near."""
    return f"+21260000{6000 + turn:04}" if choose(20, SEED, "phone", turn) else ""


def _needs(turn: int, commune: Commune) -> Row:
    """Who lives in a douar more often needs a lift; few need more than that."""
    travels = choose(10, SEED, "travel", turn) < (2 if commune.is_urban else 6)
    return {
        "needs_travel": travels,
        "travels_from": SOUKS[choose(len(SOUKS), SEED, "souk", turn)] if travels else "",
        "needs_lodging": choose(10, SEED, "lodging", turn) < (1 if commune.is_urban else 4),
        "children_count": 1 if choose(20, SEED, "children", turn) == 0 else 0,
        "interpreter": "amazigh" if choose(25, SEED, "interpreter", turn) == 0 else "",
    }


Bodies = dict[str, list[Body]]


def _bodies() -> Bodies:
    """Civil society by commune and by province, each in an order of chance."""
    found: Bodies = {}
    civil = Body.objects.filter(
        state=BodyState.VERIFIED, kind__in=COLLEGES[0]["kinds"]
    ).select_related("commune")
    for body in sorted(civil, key=lambda one: ticket(SEED, one.name_ar)):
        if body.commune is None or body.name_ar == PRESIDENT_BODY:
            continue  # the demonstration's president has yet to register
        found.setdefault(body.commune.code, []).append(body)
        found.setdefault(body.commune.province_id, []).append(body)
    return found


def _next_body(bodies: Bodies, commune: Commune) -> Body:
    """A body of the commune that nobody came for yet; of its province where none is left."""
    place = bodies.get(commune.code) or bodies[commune.province_id]
    body = place[0]
    for code in (body.commune.code, body.commune.province_id) if body.commune else ():
        bodies[code].remove(body)
    return body


def states(count: int) -> Iterator[str]:
    """How far the desk has come with them: most accepted, some waiting for an answer."""
    shares = apportion({"sent": 30, "accepted": 66, "waiting": 2, "refused": 2}, count)
    told = [state for state, many in shares.items() for _ in range(many)]
    yield from (told[place] for place in _order(count))


def _order(count: int) -> list[int]:
    return sorted(range(count), key=lambda turn: ticket(SEED, "state", turn))
