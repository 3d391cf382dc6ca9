"""The whole hall: who was drawn, who sits by right, and both together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from multaqa.apps.forum.models import GONE, Applicant, DrawState, Edition, ExOfficioSeat, Seat
from multaqa.apps.forum.phrases import CATEGORY_NAMES, VALUE_NAMES
from multaqa.apps.forum.queries.suppression import SMALL, Shown, shown_column
from multaqa.apps.territory.models import Commune, Province

NOT_TOLD, ELSEWHERE = "", "elsewhere"
KINDS = ("association", "cooperative", "union", "network", "project_holder")
COLUMNS = ("drawn", "ex_officio")
Traits = dict[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """People of one value: how many, or how it is published that they are few."""

    number: int
    shown: Shown = Shown.PLAIN

    @property
    def is_plain(self) -> bool:
        return self.shown == Shown.PLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """One value; drawn or ex officio is ``None`` where nobody can be so."""

    label: str
    drawn: Count | None
    ex_officio: Count | None

    @property
    def counts(self) -> list[Count]:
        return [one for one in (self.drawn, self.ex_officio) if one is not None]

    @property
    def together(self) -> Count:
        """Both, published only where each of them is: their difference would tell the other."""
        told = self.counts
        hidden = [one.shown for one in told if not one.is_plain]
        shown = Shown.PLAIN if not hidden else hidden[0] if len(told) == 1 else Shown.WITHHELD
        return Count(sum(one.number for one in told), shown)


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    label: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hall:
    """The seats taken, by urban or rural, province, sex and kind."""

    total: Row
    groups: list[Group]


def hall_of(edition: Edition) -> Hall:
    """The hall as it stands, counted exactly: for the desk.

    Of a college whose seats were offered, those who are not gone; of another, those drawn. By
    right, the institutions that named somebody.
    """
    return _hall(edition, is_public=False)


def published_hall_of(edition: Edition) -> Hall:
    """The same as anyone may read it: counts under five are hidden, and cannot be computed."""
    return _hall(edition, is_public=True)


def hall_columns_of(edition: Edition) -> tuple[str, ...]:
    """The columns that can hold somebody: a draw ran, a letter was sent. The record tells both."""
    is_drawn = edition.colleges.filter(draw__state=DrawState.DRAWN).exists()
    is_invited = edition.ex_officio_seats.filter(sent_at__isnull=False).exists()
    has = {"drawn": is_drawn, "ex_officio": is_invited}
    return tuple(name for name in COLUMNS if has[name])


def _hall(edition: Edition, *, is_public: bool) -> Hall:
    provinces = {
        one.name_fr: one.name for one in Province.objects.filter(region_id=edition.region_id)
    }
    drawn = [_traits_of(one, provinces) for one in _drawn(edition)]
    named = [
        _placed(seat.commune, provinces) | {"sex": seat.person_sex, "kind": seat.kind}
        for seat in _named(edition)
    ]
    groups = [
        Group(key, str(label), _rows(key, words, drawn, named, is_public))
        for key, label, words in _categories(provinces)
    ]
    totals = (_total(len(people), is_public) for people in (drawn, named))
    return Hall(Row(_("All"), *totals), groups)


def _drawn(edition: Edition) -> Iterable[Applicant]:
    """Those who hold a drawn seat now."""
    given = Seat.objects.filter(draw__college=OuterRef("college_id"))
    holds = Q(seat__isnull=False) & ~Q(seat__state__in=GONE)
    return (
        Applicant.objects.filter(college__edition=edition)
        .annotate(is_after=Exists(given))
        .filter(Q(is_after=True) & holds | Q(is_after=False, is_drawn=True))
        .select_related("commune__province")
        .only("values", "commune__is_urban", "commune__province__name_fr")
    )


def _named(edition: Edition) -> Iterable[ExOfficioSeat]:
    accepted = ExOfficioSeat.objects.filter(edition=edition, state=ExOfficioSeat.State.ACCEPTED)
    return accepted.select_related("commune__province")


def _categories(provinces: dict[str, str]) -> list[tuple[str, StrOrPromise, dict[str, str]]]:
    """Each category with its values in words, in the order in which they are told."""

    def words(category: str, keys: Iterable[str]) -> dict[str, str]:
        return {key: str(VALUE_NAMES[category, key]) for key in keys}

    institutions = {str(kind): capfirst(str(kind.label)) for kind in ExOfficioSeat.Kind}
    return [
        ("setting", CATEGORY_NAMES["setting"], words("setting", ("rural", "urban"))),
        ("province", CATEGORY_NAMES["province"], provinces | {ELSEWHERE: _("Outside the region")}),
        ("sex", CATEGORY_NAMES["sex"], words("sex", ("female", "male"))),
        ("kind", _("Kind"), words("body_kind", KINDS) | institutions),
    ]


def _traits_of(applicant: Applicant, provinces: dict[str, str]) -> Traits:
    """What the list says of somebody, or their commune where the list says nothing."""
    told, placed = applicant.values, _placed(applicant.commune, provinces)
    province = told.get("province", "")
    if province:
        placed["province"] = province if province in provinces else ELSEWHERE
    return {
        "setting": told.get("setting") or placed["setting"],
        "province": placed["province"],
        "sex": told.get("sex", ""),
        "kind": told.get("body_kind", ""),
    }


def _placed(commune: Commune | None, provinces: dict[str, str]) -> Traits:
    if commune is None:
        return {"setting": NOT_TOLD, "province": NOT_TOLD}
    province = commune.province.name_fr
    return {
        "setting": commune.setting,
        "province": province if province in provinces else ELSEWHERE,
    }


def _rows(
    key: str, words: dict[str, str], drawn: list[Traits], named: list[Traits], is_public: bool
) -> list[Row]:
    words = words | {NOT_TOLD: _("Not told")}
    values = list(words)
    counted = [
        Counter(one[key] if one[key] in words else NOT_TOLD for one in people)
        for people in (drawn, named)
    ]
    # These two stand only where somebody is: everything else stands whatever the counts are.
    rare = {one for one in (NOT_TOLD, ELSEWHERE) if not any(count[one] for count in counted)}
    columns = [
        _column({value: count[value] for value in values if value not in out | rare}, is_public)
        for count, out in zip(counted, _impossible(key), strict=True)
    ]
    rows = [Row(words[one], *(column.get(one) for column in columns)) for one in values]
    return [row for row in rows if row.drawn or row.ex_officio]


def _impossible(key: str) -> tuple[set[str], set[str]]:
    """What nobody drawn, and nobody sent by an institution, can be."""
    if key != "kind":
        return set(), set()
    return set(ExOfficioSeat.Kind.values), {*KINDS, NOT_TOLD}


def _column(counts: dict[str, int], is_public: bool) -> dict[str, Count]:
    if not is_public:
        return {key: Count(number) for key, number in counts.items()}
    if sum(counts.values()) < SMALL:
        return {key: Count(number, Shown.SMALL) for key, number in counts.items()}
    shown = shown_column(counts)
    return {key: Count(number, shown[key]) for key, number in counts.items()}


def _total(number: int, is_public: bool) -> Count:
    """A total under five is hidden too; then everything below it is."""
    return Count(number, Shown.SMALL if is_public and number < SMALL else Shown.PLAIN)
