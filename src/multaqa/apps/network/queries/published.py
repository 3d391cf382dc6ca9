"""What a list of bodies publishes of each, row by row: public columns, and nothing hidden."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from multaqa.apps.network.models import (
    Body,
    BodyField,
    BodyGroup,
    BodyKind,
    Field,
    Group,
    Outcome,
    Verification,
    WorkArea,
)

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Published:
    """One body, as everyone may have it; its phone and e-mail where the body shows them."""

    slug: str
    kind: str
    name_ar: str
    name_fr: str
    commune: str
    commune_ar: str
    commune_fr: str
    province_fr: str
    setting: str
    locality: str
    fields: tuple[str, ...]
    groups: tuple[str, ...]
    works_in: tuple[str, ...]
    founded: str
    register_number: str
    ice: str
    website: str
    phone: str
    email: str
    verified_on: date | None

    @property
    def kind_label(self) -> str:
        return str(BodyKind(self.kind).label)

    @property
    def field_labels(self) -> str:
        return "; ".join(str(Field(one).label) for one in self.fields)

    @property
    def group_labels(self) -> str:
        return "; ".join(str(Group(one).label) for one in self.groups)


def published(bodies: QuerySet[Body]) -> Iterator[Published]:
    """Each of the bodies, read as it is handed out: four queries, however many there are."""
    keys = bodies.order_by().values("pk")
    fields = _by_body(BodyField.objects.filter(body__in=keys).values_list("body_id", "field"))
    groups = _by_body(BodyGroup.objects.filter(body__in=keys).values_list("body_id", "group"))
    areas = _by_body(WorkArea.objects.filter(body__in=keys).values_list("body_id", "code"))
    last = Verification.objects.filter(body=OuterRef("pk"), outcome=Outcome.VERIFIED)
    rows = bodies.annotate(verified_at=Subquery(last.order_by("-pk").values("at")[:1])).values(
        *("pk", "slug", "kind", "name_ar", "name_fr", "locality", "founded_on"),
        *("is_founded_by_year", "register_number", "ice", "website"),
        *("phone", "email", "is_contact_public", "verified_at"),
        *("commune", "commune__name_ar", "commune__name_fr", "commune__is_urban"),
        "commune__province__name_fr",
    )
    for row in rows.iterator(chunk_size=AT_ONCE):
        founded, shows = row["founded_on"], row["is_contact_public"]
        yield Published(
            slug=row["slug"],
            kind=row["kind"],
            name_ar=row["name_ar"],
            name_fr=row["name_fr"] or "",
            commune=row["commune"] or "",
            commune_ar=row["commune__name_ar"] or "",
            commune_fr=row["commune__name_fr"] or "",
            province_fr=row["commune__province__name_fr"] or "",
            setting=_setting(row["commune__is_urban"]),
            locality=row["locality"],
            fields=tuple(fields[row["pk"]]),
            groups=tuple(groups[row["pk"]]),
            works_in=tuple(areas[row["pk"]]),
            founded=f"{founded:{'%Y' if row['is_founded_by_year'] else '%Y-%m-%d'}}"
            if founded
            else "",
            register_number=row["register_number"],
            ice=row["ice"],
            website=row["website"],
            phone=row["phone"] if shows else "",
            email=row["email"] if shows else "",
            verified_on=timezone.localdate(row["verified_at"]) if row["verified_at"] else None,
        )


def _setting(is_urban: bool | None) -> str:
    return "" if is_urban is None else "urban" if is_urban else "rural"


def _by_body(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for body, value in rows:
        found[body].append(value)
    return found
