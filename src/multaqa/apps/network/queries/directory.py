"""The public directory: verified bodies by words, territory, setting, kind and field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from multaqa.apps.network.models import (
    Body,
    BodyField,
    BodyGroup,
    BodyKind,
    Field,
    Outcome,
    Verification,
    WorkArea,
    WorkSetting,
)
from multaqa.apps.network.queries.freshness import Freshness, confirmed_bodies, freshness
from multaqa.apps.network.queries.seen import verified_bodies
from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.kernel.arabic import fold
from multaqa.kernel.search import (
    LEAST_LETTERS,
    bare,
    holding,
    holding_any,
    spellings_near,
    words_of,
)

MOST_SPELLED = 4
Territory = Region | Province | Commune


@dataclass(frozen=True, slots=True)
class Asked:
    """What one asks of the directory; nothing asked is everything.

    ``territory`` is a code; it and ``setting`` are those of the seat, or, ``by_work``, of the area
    of work: many sit in town and work in the douars.
    """

    search: str = ""
    territory: str = ""
    setting: str = ""
    by_work: bool = False
    kind: str = ""
    field: str = ""
    group: str = ""
    # Spellings taken for each word of the search, where nothing is written exactly so.
    near: tuple[tuple[str, ...], ...] = ()
    is_confirmed: bool = False

    @property
    def is_anything(self) -> bool:
        return self != Asked(by_work=self.by_work)


def directory(asked: Asked) -> QuerySet[Body]:
    """The verified bodies that answer, by name in the reader's language."""
    return _narrowed(verified_bodies(), asked).order_by(_name(), "pk")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list tells of a body, its names in the reader's language; no row of a table."""

    slug: str
    kind: str
    name: str
    locality: str
    commune: str | None
    province: str | None
    is_rural: bool
    fields: str
    verified_on: date | None
    freshness: Freshness

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:body", args=[self.slug])

    @property
    def kind_label(self) -> str:
        return str(BodyKind(self.kind).label)

    @property
    def place(self) -> str:
        """The commune of the seat; its province too, but where both bear one name."""
        names = dict.fromkeys(name for name in (self.commune, self.province) if name)
        return " · ".join(names)


def listed(bodies: QuerySet[Body]) -> list[Listed]:
    """The bodies of one page of a list, with their fields: two queries, and no model of any."""
    verified = Verification.objects.filter(body=OuterRef("pk"), outcome=Outcome.VERIFIED)
    named = bodies.annotate(
        said=_name(),
        commune_said=_name("commune__"),
        province_said=_name("commune__province__"),
        verified_at=Subquery(verified.order_by("-pk").values("at")[:1]),
    )
    columns = ("pk", "slug", "kind", "locality", "commune__is_urban", "confirmed_at")
    told = ("said", "commune_said", "province_said", "verified_at")
    rows = list(named.values(*columns, *told))
    fields: dict[int, list[str]] = {row["pk"]: [] for row in rows}
    kept = BodyField.objects.filter(body__in=list(fields)).order_by("pk")
    for body, field in kept.values_list("body_id", "field"):
        fields[body].append(str(Field(field).label))
    return [
        Listed(
            slug=row["slug"],
            kind=row["kind"],
            name=row["said"],
            locality=row["locality"],
            commune=row["commune_said"],
            province=row["province_said"],
            is_rural=not row["commune__is_urban"],
            fields=" · ".join(fields[row["pk"]]),
            verified_on=timezone.localdate(row["verified_at"]) if row["verified_at"] else None,
            freshness=freshness(row["confirmed_at"]),
        )
        for row in rows
    ]


def _name(of: str = "") -> Coalesce | F:
    """The name in the reader's language, or the Arabic one, which all have and an index orders."""
    language = get_language() or "ar"
    if language == "ar":
        return F(f"{of}name_ar")
    own = NullIf(f"{of}name_{language}", Value(""))
    return Coalesce(own, f"{of}name_ar", output_field=CharField())


def _narrowed(bodies: QuerySet[Body], asked: Asked) -> QuerySet[Body]:
    if asked.near:
        bodies = holding_any(bodies, "search_text", asked.near)
    else:
        bodies = holding(bodies, "search_text", words_of(asked.search))
    if asked.kind:
        bodies = bodies.filter(kind=asked.kind)
    if asked.field:
        works_on = BodyField.objects.filter(body=OuterRef("pk"), field=asked.field)
        bodies = bodies.filter(Exists(works_on))
    if asked.is_confirmed:
        bodies = bodies.filter(confirmed_bodies())
    if asked.group:
        serves = BodyGroup.objects.filter(body=OuterRef("pk"), group=asked.group)
        bodies = bodies.filter(Exists(serves))
    if asked.territory or asked.setting:
        place = _works if asked.by_work else _sits
        bodies = bodies.filter(place(asked.territory, asked.setting))
    return bodies


def _sits(code: str, setting: str = "") -> Q:
    here = Q()
    if code:
        here = Q(commune=code) | Q(commune__province=code) | Q(commune__province__region=code)
    if setting:
        here &= Q(commune__is_urban=setting == WorkSetting.URBAN)
    return here


def _works(code: str, setting: str = "") -> Q:
    """In the territory: in a part of it, in the whole, or in a larger one that holds it.

    The place and the setting are asked of one and the same area of work.
    """
    areas = WorkArea.objects.filter(body=OuterRef("pk"))
    if code:
        areas = areas.filter(Q(code__in=codes_around(code)) | Q(code__startswith=f"{code}."))
    if setting:
        areas = areas.filter(setting__in=[setting, WorkSetting.BOTH])
    return Q(Exists(areas))


def codes_around(code: str) -> list[str]:
    """The code itself and those of the province and the region that hold it.

    A commune's code begins with its province's, and that with its region's; the digits of a
    cercle stand between.
    """
    parts = code.split(".")
    return list(dict.fromkeys([code, ".".join(parts[:2]), parts[0]]))


def kind_counts(asked: Asked) -> dict[str, int]:
    """How many bodies of each kind answer to all the rest that was asked."""
    rows = (
        _narrowed(verified_bodies(), replace(asked, kind=""))
        .order_by("kind")
        .values("kind")
        .annotate(count=Count("pk"))
    )
    return {row["kind"]: row["count"] for row in rows}


def nearly(asked: Asked) -> Asked | None:
    """The same question with every word that is a letter away; none where no word is.

    To be asked when nothing is written exactly so.
    """
    words = words_of(asked.search)
    if not any(len(word) >= LEAST_LETTERS for word in words):
        return None
    texts = verified_bodies().order_by().values_list("search_text", flat=True)
    near = tuple(spellings_near(word, "network.directory", texts) for word in words)
    return replace(asked, near=near) if any(len(one) > 1 for one in near) else None


def spelled(asked: Asked, bodies: Iterable[Listed]) -> list[str]:
    """The words near those asked for, as the bodies that were found write them."""
    taken = {one for word, *others in asked.near for one in others}
    written: dict[str, str] = {}
    for body in bodies:
        for word in f"{body.name} {body.locality} {body.commune or ''} {body.kind_label}".split():
            folded = fold(word)
            for key in (folded, bare(folded)):
                if key in taken:
                    written.setdefault(key, word.strip(".,،()«»\"'"))
    return list(dict.fromkeys(written.values()))[:MOST_SPELLED]


def of_seat(asked: Asked, code: str) -> Asked:
    """The same question about one territory, or all of them, as that of the seat."""
    return replace(asked, territory=code, by_work=False)


def commune_counts(asked: Asked) -> dict[str, int]:
    """How many of the bodies that answer sit in each commune."""
    rows = (
        _narrowed(verified_bodies(), asked)
        .filter(commune__isnull=False)
        .order_by("commune")
        .values("commune")
        .annotate(count=Count("pk"))
    )
    return {row["commune"]: row["count"] for row in rows}


# Territories.


def bodies_of_territory(code: str) -> QuerySet[Body]:
    """The verified bodies that sit in a territory or work in it."""
    return verified_bodies().filter(_sits(code) | _works(code)).order_by(_name(), "pk")


def territory_of(code: str) -> Territory | None:
    """The region, province or commune of a code, as somebody wrote it in an address."""
    if not code.replace(".", "").isdecimal():
        return None
    if len(code) == 2:
        return Region.objects.filter(pk=code).first()
    province = Province.objects.filter(pk=code).select_related("region").first()
    if province is not None:
        return province
    return Commune.objects.filter(pk=code).select_related("province__region").first()


def named_areas(areas: Sequence[WorkArea]) -> list[Territory]:
    """The territories where a body works, the larger before those they hold.

    A query for each level that there is, told by how many points its codes have.
    """
    found: list[Territory] = []
    codes = [area.code for area in areas]
    if regions := [code for code in codes if "." not in code]:
        found += Region.objects.filter(pk__in=regions)
    if provinces := [code for code in codes if code.count(".") == 1]:
        found += Province.objects.filter(pk__in=provinces)
    if communes := [code for code in codes if code.count(".") > 1]:
        found += Commune.objects.filter(pk__in=communes).select_related("province")
    return found


def communes_offered() -> list[Commune]:
    """The communes of this instance's region, in the order of every menu: province by province."""
    communes = Commune.objects.filter(province__region=settings.REGION)
    return sorted(
        communes.select_related("province"), key=lambda one: (one.province_id, fold(one.name))
    )
