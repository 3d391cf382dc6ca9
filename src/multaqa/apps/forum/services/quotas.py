"""Setting the quotas: proposed from the census, edited, or brought in as a file."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from django.conf import settings
from django.db import transaction

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Category, College, Draw, Edition, Quota, Standing
from multaqa.apps.forum.services import columns, vocabulary
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.apps.territory.models import Province
from multaqa.apps.territory.queries import population_shares
from multaqa.engines import lottery
from multaqa.kernel import arabic, record, tables
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

# Seats each side of the exact share that a proposed quota leaves free: 3 % of all seats.
SLACK = Fraction(3, 100)
FEATHER = Fraction(1, 10**9)
NUMBERED = re.compile(r" \(\d+\)$")
APOSTROPHED = re.compile(r"'[=+\-@]")


def census_shares(edition: Edition) -> dict[tuple[str, str], Fraction]:
    """Each value's share of the territory's municipal population, where the census tells it."""
    shares = population_shares(edition.region)
    names = dict(
        Province.objects.filter(region_id=edition.region_id).values_list("code", "name_fr")
    )
    told = {
        "setting": {value: shares.commune_setting.of(value) for value in ("urban", "rural")},
        "province": {names[code]: shares.province.of(code) for code in shares.province.counts},
        "sex": {"female": shares.sex.of("woman"), "male": shares.sex.of("man")},
        "age": {value: shares.age.of(value) for value in shares.age.counts},
    }
    return {(key, value): share for key, of in told.items() for value, share in of.items()}


@dataclass(frozen=True, slots=True)
class Holders:
    """One value of a category: its weight, who could sit for it, and who sits in any case."""

    weight: Fraction
    available: int
    included: int = 0


def proposed_bounds(category: Sequence[Holders], seats: int) -> list[tuple[int, int]]:
    """At least and at most so many seats for each value of a category, satisfiable together.

    Around each value's seats, 3 % of all seats to each side, rounded outwards; never more asked
    than can sit, and never less allowed than sit in any case.
    """
    slack = SLACK * seats
    return [
        (
            min(max(0, floor(exact - slack)), one.available),
            max(min(seats, ceil(exact + slack)), min(one.included, one.available)),
        )
        for one, exact in zip(category, seats_of(category, seats), strict=True)
    ]


def seats_of(category: Sequence[Holders], seats: int) -> list[Fraction]:
    """The seats of each value: in proportion to the weights, as far as there are people for them.

    What one value cannot fill goes to the others, in proportion again, so that the shares add up
    to all the seats whenever enough people can sit at all.
    """
    whole = sum(one.weight for one in category)
    # Who weighs nothing gives way to everyone else, and comes in when nobody else is left.
    weights = [max(one.weight / whole if whole else Fraction(1), FEATHER) for one in category]
    bounds = [
        (Fraction(min(one.included, one.available)), Fraction(one.available)) for one in category
    ]

    def dealt(scale: Fraction) -> list[Fraction]:
        told = zip(weights, bounds, strict=True)
        return [min(max(scale * weight, low), high) for weight, (low, high) in told]

    # The sum grows in straight lines between the scales at which somebody meets a bound.
    turns: list[Fraction] = sorted(
        bound / weight for weight, pair in zip(weights, bounds, strict=True) for bound in pair
    )
    below = Fraction(0)
    for turn in turns:
        if (most := sum(dealt(turn))) >= seats:
            least = sum(dealt(below))
            if most == least or least >= seats:
                return dealt(below)
            return dealt(below + (turn - below) * (seats - least) / (most - least))
        below = turn
    return dealt(below)


@transaction.atomic
def propose_quotas(*, college: College, actor: Visitor) -> int:
    """Set the quotas from the census, and from the list where no census tells.

    Only our own categories: setting, province, sex, age, kind of body. What else the list tells,
    sensitive or not, is balanced by only if somebody asks for it, and stays as it is; a category of
    one value gets none. Where categories that meet in the same people leave no panel, the smallest
    change that helps is made. Returns how many were set.
    """
    require(rules.can_run_forum(actor))
    draw = opened_again(college)
    held, included = _who_could_sit(college, draw)
    census = census_shares(college.edition)
    ours = college.categories.filter(is_sensitive=False, key__in=columns.OURS)
    Quota.objects.filter(category__in=ours).delete()
    made = []
    for category in ours:
        if len(category.values) < 2:
            continue
        cells = [(category.key, value) for value in category.values]
        told = any(census.get(cell) and held[cell] for cell in cells)
        holders = [
            # Where nobody can sit, no share is waited for: the others have it.
            Holders(
                weight=census.get(cell, Fraction(0)) * bool(held[cell])
                if told
                else Fraction(held[cell]),
                available=held[cell],
                included=included[cell],
            )
            for cell in cells
        ]
        bounds = proposed_bounds(holders, draw.seats)
        for position, (cell, (minimum, maximum)) in enumerate(zip(cells, bounds, strict=True)):
            share = census.get(cell, Fraction(0)) if told else None
            made.append(
                Quota(
                    category=category,
                    value=cell[1],
                    position=position,
                    minimum=minimum,
                    maximum=maximum,
                    share=float(share) if share is not None else None,
                )
            )
    Quota.objects.bulk_create(made)
    _reconcile(draw, made)
    _told(college, draw)
    return len(made)


def _reconcile(draw: Draw, proposed: list[Quota]) -> None:
    """Loosen the proposal as little as it takes for a panel to exist; nobody's own quota moves."""
    try:
        found = lottery.feasibility(queries.problem_of(draw), alternatives=1)
    except Refusal:
        return  # too few people for the seats, which no quota mends and the desk tells
    cells = {(quota.category.key, quota.value): quota for quota in proposed}
    for alternative in found.alternatives:
        if all((change.category, change.value) in cells for change in alternative.changes):
            for change in alternative.changes:
                setattr(cells[change.category, change.value], change.bound, change.becomes)
    Quota.objects.bulk_update(proposed, ["minimum", "maximum"])


Cells = Counter[tuple[str, str]]


def _who_could_sit(college: College, draw: Draw) -> tuple[Cells, Cells]:
    """Who could sit for each value, and who sits in any case; a body once, if it sends only one."""
    pool = college.applicants.exclude(standing=Standing.EXCLUDED)
    held: dict[tuple[str, str], set[str]] = {}
    included: Cells = Counter()
    for ticket, values, body, standing in pool.values_list(
        "ticket", "values", "body_key", "standing"
    ).iterator():
        # A ticket is made of digits and a folded body of words: no sign of one begins the other.
        sender = f"body {body}" if draw.is_one_per_body and body else ticket
        for cell in values.items():
            held.setdefault(cell, set()).add(sender)
        if standing == Standing.INCLUDED:
            included.update(values.items())
    return Counter({cell: len(senders) for cell, senders in held.items()}), included


@transaction.atomic
def save_quotas(
    *, college: College, actor: Visitor, seats: int, bounds: dict[int, tuple[int, int]]
) -> None:
    """Keep the seats and each quota's bounds, by the quota's key.

    Refuses crossed bounds and a sealed draw. Quotas that no panel can meet are kept all the same:
    the desk shows what would make them possible.
    """
    require(rules.can_run_forum(actor))
    draw = opened_again(college)
    quotas = list(queries.quotas_of(college).filter(pk__in=bounds))
    for quota in quotas:
        quota.minimum, quota.maximum = bounds[quota.pk]
        if quota.minimum > quota.maximum:
            raise Refusal("quota.bounds_crossed")
    Quota.objects.bulk_update(quotas, ["minimum", "maximum"])
    draw.seats = seats
    _told(college, draw)


@transaction.atomic
def set_category(
    *, college: College, actor: Visitor, category: Category, is_balanced: bool
) -> None:
    """Balance by a category, with bounds that bind nothing yet, or stop balancing by it."""
    require(rules.can_run_forum(actor))
    draw = opened_again(college)
    category.quotas.all().delete()
    if is_balanced:
        census = census_shares(college.edition)
        Quota.objects.bulk_create(
            Quota(
                category=category,
                value=value,
                position=position,
                minimum=0,
                maximum=draw.seats,
                share=(
                    float(census[category.key, value]) if (category.key, value) in census else None
                ),
            )
            for position, value in enumerate(category.values)
        )
    _told(college, draw)


@transaction.atomic
def bring_quotas(*, college: College, actor: Visitor, content: bytes) -> int:
    """Set the quotas from the field's own file: feature (or category), value, min, max.

    They take the place of all quotas. Refuses a missing column, a category or value that the list
    does not have, what is no whole number, crossed bounds, and a line that stands twice.
    """
    require(rules.can_run_forum(actor))
    draw = opened_again(college)
    wanted = _read_quotas(college, tables.read(content, rows=settings.IMPORT_ROWS))
    census = census_shares(college.edition)
    Quota.objects.filter(category__college=college).delete()
    made = []
    for category in college.categories.all():
        rows = wanted.get(category.key, {})
        # A value the file leaves out keeps its people eligible, without a bound of its own.
        for position, value in enumerate(category.values if rows else []):
            minimum, maximum = rows.get(value, (0, draw.seats))
            share = census.get((category.key, value))
            made.append(
                Quota(
                    category=category,
                    value=value,
                    position=position,
                    minimum=minimum,
                    maximum=maximum,
                    share=float(share) if share is not None else None,
                )
            )
    Quota.objects.bulk_create(made)
    _told(college, draw)
    return len(made)


Bounds = dict[str, dict[str, tuple[int, int]]]


def _read_quotas(college: College, table: tables.Table) -> Bounds:
    places = _quota_columns(table.headers)
    categories = list(college.categories.all())
    wanted: Bounds = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        name, told, low, high = (row[place] for place in places)
        category = _category_called(name, line, categories)
        minimum, maximum = _whole(low, line), _whole(high, line)
        if minimum > maximum:
            raise Refusal("quota.bounds_crossed_at", line=line)
        value = _value_called(told, line, category)
        if value is None:
            if minimum == 0:
                continue  # nobody in the list holds it, and nobody has to
            known = ", ".join(category.values)
            raise Refusal("quota.unknown_value", line=line, category=name, value=told, known=known)
        rows = wanted.setdefault(category.key, {})
        if value in rows:
            raise Refusal("quota.twice", line=line, category=name, value=told)
        rows[value] = (minimum, maximum)
    return wanted


# A column called like one of ours came in under a number; its file of quotas does not know it.
SPELLINGS: tuple[Callable[[str], str], ...] = (
    arabic.fold,
    lambda key: arabic.fold(NUMBERED.sub("", key)),
)


def _category_called(name: str, line: int, categories: list[Category]) -> Category:
    """The category of this very name; else the only one spelt alike, or ours in other words."""
    name = _unquoted(name)
    by_key = {one.key: one for one in categories}
    if name in by_key:
        return by_key[name]
    key = arabic.fold(name)
    for spelt in SPELLINGS:
        alike = [one for one in categories if spelt(one.key) == key]
        if len(alike) == 1:
            return alike[0]
        if alike:
            raise Refusal("quota.ambiguous", line=line, value=name)
    if (ours := columns.known_category(name)) in by_key:
        return by_key[ours]
    raise Refusal("quota.unknown_category", line=line, category=name, known=", ".join(by_key))


def _value_called(text: str, line: int, category: Category) -> str | None:
    """The value of this very name; else ours in other words, or the only one spelt alike."""
    told, values = _unquoted(text), list(map(str, category.values))
    for name in (text, told, columns.known_value(category.key, told)):
        if name in values:
            return name
    ways: tuple[Callable[[str], object], ...] = (vocabulary.spelling, arabic.fold)
    for same in ways:
        alike = [one for one in values if same(one) == same(told)]
        if len(alike) == 1:
            return alike[0]
        if alike:
            raise Refusal("quota.ambiguous", line=line, value=text)
    return None


def _unquoted(text: str) -> str:
    """Without the sign by which our own files keep a spreadsheet from reading a formula."""
    return text[1:] if APOSTROPHED.match(text) else text


def _quota_columns(headers: Sequence[str]) -> list[int]:
    folded = [arabic.fold(header) for header in headers]
    places = []
    for names in (("feature", "category"), ("value",), ("min",), ("max",)):
        place = next((folded.index(name) for name in names if name in folded), None)
        if place is None:
            raise Refusal("quota.columns_missing", missing=names[0])
        places.append(place)
    return places


def _whole(text: str, line: int) -> int:
    digits = arabic.digits(text).strip()
    if not digits.isdecimal() or len(digits) > 6:
        raise Refusal("quota.not_a_number", line=line, value=text[:40])
    return int(digits)


def _told(college: College, draw: Draw) -> None:
    """Keep the draw and enter the quotas in the record; none at all is nothing to tell."""
    draw.save()
    if count := queries.quotas_of(college).count():
        record.append(
            kind="forum.quotas_set",
            subject=college.subject,
            facts=college.facts | {"seats": draw.seats, "quotas": count},
        )


def try_out(draw: Draw, quotas: Iterable[lottery.Quota], seats: int) -> lottery.Feasibility:
    """Whether any panel meets these quotas, and if not the smallest changes that help."""
    draw.seats = seats
    return lottery.feasibility(queries.problem_of(draw, quotas))
