"""Who brings which project where: dealt by public chance among what makes sense there."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from multaqa.apps.accounts.models import User
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.territory.models import Commune, Region
from multaqa.apps.territory.queries import apportion, communes_of
from multaqa.engines.chance import choose, ticket
from multaqa.portal.demonstration.applicants import FAMILIES, MEN, WOMEN
from multaqa.portal.demonstration.bodies import PRESIDENT_BODY
from multaqa.portal.demonstration.project_kinds import PERSON, Kind
from multaqa.portal.demonstration.project_trades import KINDS, OTHERS, OTHERS_FR

SEED = "projects-2"
PEOPLE = 12
FIRST_PHONE = 600_009_601  # +212 before it; nobody's
STEP = 1_000
TURNS = 6  # times that the places are gone through before a round stays short of projects


@dataclass(frozen=True)
class Dealt:
    """One project to be: what, where and whose."""

    turn: int
    kind: Kind
    commune: Commune
    holder: Body | User


class Deck:
    """Who could do what where, and what has been dealt so far."""

    def __init__(self, people: dict[str, User]) -> None:
        self.communes = list(communes_of(Region(code=settings.REGION)).order_by("code"))
        self.bodies = bodies_that_hold()
        self.able: dict[tuple[str, str], list[Body | User]] = defaultdict(list)
        endings = {one for kind in KINDS for one in kind.holders}
        for body in self.bodies:
            ending = next((one for one in endings if body.name_ar.endswith(f" {one}")), "")
            places = {str(body.commune_id), *(area.code for area in body.work_areas.all())}
            for place in places if ending else ():
                self.able[ending, place].append(body)
        persons = [*_invented(), *([people["holder"]] if "holder" in people else [])]
        for commune in self.communes:
            self.able[PERSON, commune.code] = list(persons)
        self.held: Counter[str] = Counter()
        self.given: Counter[str] = Counter()
        self.taken: set[tuple[str, str]] = set()
        self.turn = 0

    def deal(self, count: int, part: str) -> Iterator[Dealt]:
        """One for each commune, where there are enough, the others where more people live."""
        adults = {
            one: one.aged_18_35_count + one.aged_36_59_count + one.aged_60_plus_count
            for one in self.communes
        }
        base = self.communes if count > len(self.communes) else []
        more = apportion(adults, count - len(base))
        places = [*base, *(one for one in self.communes for _ in range(more[one]))]
        order = sorted(range(len(places)), key=lambda place: ticket(SEED, part, place))
        dealt = 0
        for place in order * TURNS:
            kind = self._kind(places[place]) if dealt < count else None
            if kind is not None:
                dealt += 1
                yield self.give(kind, places[place])

    def presidents(self) -> Iterator[Dealt]:
        """The first project of all is the demonstration's president's, of her own trade."""
        for body in self.bodies:
            if body.name_ar == PRESIDENT_BODY and body.commune:
                kind = next(
                    one
                    for one in KINDS
                    if body.commune_id in one.places and "للتمور" in one.holders
                )
                yield self.give(kind, body.commune, body)

    def _kind(self, commune: Commune) -> Kind | None:
        """The kind dealt least so far that makes sense there and has a holder there."""
        fit = [
            kind
            for kind in KINDS
            if commune.code in kind.places
            and (kind.title, commune.code) not in self.taken
            and any(self.able[one, commune.code] for one in kind.holders)
        ]
        order = {
            one.title: (self.given[one.title], ticket(SEED, self.turn, one.title)) for one in fit
        }
        return min(fit, key=lambda one: order[one.title]) if fit else None

    def give(self, kind: Kind, commune: Commune, holder: Body | User | None = None) -> Dealt:
        """To whoever holds fewest so far of those who could."""
        self.turn += 1
        if holder is None:
            able = [one for name in kind.holders for one in self.able[name, commune.code]]
            holder = min(
                able, key=lambda one: (self.held[_key(one)], ticket(SEED, self.turn, _key(one)))
            )
        self.held[_key(holder)] += 1
        self.given[kind.title] += 1
        self.taken.add((kind.title, commune.code))
        return Dealt(self.turn, kind, commune, holder)


def bodies_that_hold() -> list[Body]:
    """Verified associations and cooperatives of the region."""
    found = Body.objects.filter(
        state=BodyState.VERIFIED,
        kind__in=["association", "cooperative"],
        commune__province__region=settings.REGION,
    )
    return list(found.select_related("commune").prefetch_related("work_areas").order_by("pk"))


def _key(holder: Body | User) -> str:
    """What tells holders apart on every machine; a row's key does not."""
    return (
        f"{holder.commune_id} {holder.name_ar}" if isinstance(holder, Body) else str(holder.phone)
    )


def _invented() -> list[User]:
    """Single people who bring a project of their own."""
    made = []
    for place in range(PEOPLE):
        first = (WOMEN, MEN)[place % 2]
        names = first[choose(len(first), SEED, "first", place)], FAMILIES[place * 3]
        phone = f"+212{FIRST_PHONE + place}"
        made.append(User.objects.create_user(phone=phone, name=" ".join(names)))
    return made


def told(one: Dealt) -> dict[str, Any]:
    """What its holder wrote, as the steps of the form keep it; lines sum up to the whole cost."""
    kind, seed = one.kind, (SEED, one.turn, one.kind.title)
    is_french = kind.language == "fr"
    words = {
        "place": one.commune.name_fr if is_french else one.commune.name_ar,
        "n": 11 + choose(89, *seed, "n"),
        "km": 11 + choose(19, *seed, "km"),
    }
    low, high = kind.cost
    asked = low + STEP * choose((high - low) // STEP + 1, *seed, "cost")
    others = OTHERS_FR if is_french else OTHERS
    first, count = choose(len(others), *seed, "others"), 1 + choose(2, *seed, "helped")
    helped = [
        (source, label, asked * share // 1_000 * 10, state)
        for source, label, share, state in [*others, *others][first : first + count]
    ]
    return {
        "title": kind.title.format(**words),
        "summary": kind.summary.format(**words),
        "language": kind.language,
        "field": kind.field,
        "is_name_shown": isinstance(one.holder, User) and one.turn % 3 > 0,
        "need": kind.need.format(**words),
        "deeds": kind.deeds.format(**words),
        "is_regional": False,
        "communes": [one.commune.code],
        "groups": list(kind.groups),
        "reached_count": 40 + choose(90, *seed, "reached") * 10,
        "lines": [
            *_lines(kind, asked),
            *(_line(label, 1, amount, "elsewhere") for _, label, amount, _ in helped),
        ],
        "fundings": [
            {"source": source, "amount": amount, "state": state}
            for source, _, amount, state in helped
        ],
        "milestones": [{"title": title, "month": month} for title, month in kind.months],
    }


def _lines(kind: Kind, asked: int) -> list[dict[str, Any]]:
    """Prices in whole tens; the first thing of which there is one takes what is left over."""
    lines = [
        _line(label, count, asked * share // (1_000 * count) * 10)
        for label, count, share in kind.lines
    ]
    rest = asked - sum(line["quantity"] * line["price"] for line in lines)
    next(line for line in lines if line["quantity"] == 1)["price"] += rest
    return lines


def _line(label: str, quantity: int, price: int, paid_from: str = "") -> dict[str, Any]:
    return {"label": label, "quantity": quantity, "price": price, "is_asked": not paid_from}
