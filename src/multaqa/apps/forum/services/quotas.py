"""Setting the quotas: proposed from the census, edited, or brought in as a file."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor

from django.conf import settings
from django.db import transaction

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Category, Draw, Edition, Quota
from multaqa.apps.forum.services import columns
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.apps.territory.models import Province
from multaqa.apps.territory.queries import population_shares
from multaqa.engines import lottery
from multaqa.kernel import arabic, record, tables
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

# Seats each side of the exact share that a proposed quota leaves free: 3 % of all seats.
SLACK = Fraction(3, 100)


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


def proposed_bounds(share: Fraction, seats: int, available: int) -> tuple[int, int]:
    """At least and at most so many seats around an exact share.

    The share of the seats, 3 % of all seats to each side, rounded outwards; never more asked than
    the pool holds.
    """
    exact = share * seats
    slack = SLACK * seats
    minimum = max(0, floor(exact - slack))
    maximum = min(seats, ceil(exact + slack))
    return min(minimum, available), maximum


@transaction.atomic
def propose_quotas(*, edition: Edition, actor: Visitor) -> int:
    """Set the quotas from the census, and from the list where no census tells.

    Sensitive categories and categories of one value get none. Returns how many were set.
    """
    require(rules.can_run_forum(actor))
    draw = opened_again(edition)
    held = queries.available(edition)
    census = census_shares(edition)
    Quota.objects.filter(category__edition=edition).delete()
    made = []
    for category in edition.categories.filter(is_sensitive=False):
        if len(category.values) < 2:
            continue
        told = any((category.key, value) in census for value in category.values)
        total = sum(held.get((category.key, value), 0) for value in category.values)
        for position, value in enumerate(category.values):
            count = held.get((category.key, value), 0)
            share = census.get((category.key, value), Fraction(0)) if told else None
            wanted = share if share is not None else Fraction(count, total or 1)
            minimum, maximum = proposed_bounds(wanted, draw.seats, count)
            made.append(
                Quota(
                    category=category,
                    value=value,
                    position=position,
                    minimum=minimum,
                    maximum=max(minimum, maximum),
                    share=float(share) if share is not None else None,
                )
            )
    Quota.objects.bulk_create(made)
    _told(edition, draw)
    return len(made)


@transaction.atomic
def save_quotas(
    *, edition: Edition, actor: Visitor, seats: int, bounds: dict[int, tuple[int, int]]
) -> None:
    """Keep the seats and each quota's bounds, by the quota's key.

    Refuses crossed bounds and a sealed draw. Quotas that no panel can meet are kept all the same:
    the desk shows what would make them possible.
    """
    require(rules.can_run_forum(actor))
    draw = opened_again(edition)
    quotas = list(queries.quotas_of(edition).filter(pk__in=bounds))
    for quota in quotas:
        quota.minimum, quota.maximum = bounds[quota.pk]
        if quota.minimum > quota.maximum:
            raise Refusal("quota.bounds_crossed")
    Quota.objects.bulk_update(quotas, ["minimum", "maximum"])
    draw.seats = seats
    _told(edition, draw)


@transaction.atomic
def set_category(
    *, edition: Edition, actor: Visitor, category: Category, is_balanced: bool
) -> None:
    """Balance by a category, with bounds that bind nothing yet, or stop balancing by it."""
    require(rules.can_run_forum(actor))
    draw = opened_again(edition)
    category.quotas.all().delete()
    if is_balanced:
        census = census_shares(edition)
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
    _told(edition, draw)


@transaction.atomic
def bring_quotas(*, edition: Edition, actor: Visitor, content: bytes) -> int:
    """Set the quotas from the field's own file: feature (or category), value, min, max.

    They take the place of all quotas. Refuses a missing column, a category or value that the list
    does not have, what is no whole number, crossed bounds, and a line that stands twice.
    """
    require(rules.can_run_forum(actor))
    draw = opened_again(edition)
    wanted = _read_quotas(edition, tables.read(content, rows=settings.IMPORT_ROWS))
    census = census_shares(edition)
    Quota.objects.filter(category__edition=edition).delete()
    made = []
    for category in edition.categories.all():
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
    _told(edition, draw)
    return len(made)


Bounds = dict[str, dict[str, tuple[int, int]]]


def _read_quotas(edition: Edition, table: tables.Table) -> Bounds:
    places = _quota_columns(table.headers)
    categories = {arabic.fold(one.key): one for one in edition.categories.all()}
    wanted: Bounds = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        name, value, low, high = (row[place] for place in places)
        category = categories.get(arabic.fold(name))
        if category is None:
            known_name, value = columns.known_as(name, value)
            category = categories.get(arabic.fold(known_name))
        if category is None:
            known = ", ".join(one.key for one in categories.values())
            raise Refusal("quota.unknown_category", line=line, category=name, known=known)
        values = {arabic.fold(one): one for one in category.values}
        minimum, maximum = _whole(low, line), _whole(high, line)
        if minimum > maximum:
            raise Refusal("quota.bounds_crossed_at", line=line)
        if arabic.fold(value) not in values:
            if minimum == 0:
                continue  # nobody in the list holds it, and nobody has to
            known = ", ".join(category.values)
            raise Refusal("quota.unknown_value", line=line, category=name, value=value, known=known)
        rows = wanted.setdefault(category.key, {})
        if values[arabic.fold(value)] in rows:
            raise Refusal("quota.twice", line=line, category=name, value=value)
        rows[values[arabic.fold(value)]] = (minimum, maximum)
    return wanted


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


def _told(edition: Edition, draw: Draw) -> None:
    """Keep the draw and enter the quotas in the record; none at all is nothing to tell."""
    draw.save()
    if count := queries.quotas_of(edition).count():
        record.append(
            kind="forum.quotas_set",
            subject=edition.subject,
            facts={"edition": edition.number, "seats": draw.seats, "quotas": count},
        )


def try_out(draw: Draw, quotas: Iterable[lottery.Quota], seats: int) -> lottery.Feasibility:
    """Whether any panel meets these quotas, and if not the smallest changes that help."""
    draw.seats = seats
    return lottery.feasibility(queries.problem_of(draw, quotas))
