"""Who is here: exactly for the desk; for the hall's screen in steps, with small counts hidden.

A figure that changes one by one tells who just came in. So the screen counts whole tens, in the
order in which we learned of people: of 137 the first 130, and it moves when ten more are there. Its
parts are rounded down to five; a part under five is hidden, and with it those that would tell it
(`forum/queries/suppression.py`, on the exact counts: who is told less knows less). Decision 0032
says what can still be learned.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.attendance.models import Badge, BadgeKind, BadgeState, CheckIn
from multaqa.apps.attendance.queries.door import days_of, first_badge
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.queries.suppression import Shown, shown_column
from multaqa.apps.programme.models import Session
from multaqa.apps.programme.queries import sessions_of
from multaqa.apps.territory.models import Province

TOGETHER = 10  # how many more make the screen move
STEP = 5  # what its parts are rounded down to
QUARTER = timedelta(minutes=15)
ELSEWHERE, UNTOLD, OTHERS = "elsewhere", "untold", "others"
HELPERS = (BadgeKind.ORGANISER, BadgeKind.VOLUNTEER, BadgeKind.GUEST, BadgeKind.PRESS)


@dataclass(frozen=True, slots=True)
class Person:
    """What the live pages know of somebody who is here: no name."""

    kind: str
    sex: str
    province: str
    setting: str


@dataclass(frozen=True, slots=True)
class Part:
    label: str
    key: str
    count: int
    expected: int = 0
    shown: Shown = Shown.PLAIN

    @property
    def is_plain(self) -> bool:
        return self.shown == Shown.PLAIN


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    label: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Presence:
    """One day of an edition: how many are here, of how many who are expected, and by groups."""

    day: date
    total: int
    expected: int
    groups: list[Group]


def day_shown(edition: Edition, asked: str = "") -> date:
    """The day that was asked for, else today; before the first day the first, then the last."""
    days = days_of(edition)
    for day in days:
        if day.isoformat() == asked:
            return day
    return min(max(timezone.localdate(), days[0]), days[-1])


def presence_of(edition: Edition, day: date) -> Presence:
    """The day, counted exactly: for the desk."""
    here = [_person(one.badge, edition) for one in _came(edition, day)]
    coming = [_person(one, edition) for one in _expected(edition)]
    groups = [
        Group(
            key,
            label,
            [
                Part(words, value, counts[value], expected[value])
                for value, words in values
                if counts[value] or expected[value]
            ],
        )
        for key, label, values in _categories(edition)
        for counts, expected in [(_by(key, here), _by(key, coming))]
    ]
    return Presence(day, len(here), len(coming), groups)


def published_presence_of(edition: Edition, day: date) -> Presence:
    """The same as the hall may read it, from the first people that make whole tens."""
    came = sorted(_came(edition, day), key=lambda one: (one.known_at, one.pk))
    total = len(came) // TOGETHER * TOGETHER
    here = [_person(one.badge, edition) for one in came[:total]]
    groups = []
    for key, label, values in _public_categories(edition):
        counts = _by(key, here)
        counts[OTHERS] = sum(counts[kind] for kind in HELPERS)
        told = {value: counts[value] for value, _words in values}
        shown = shown_column(told)
        parts = [
            Part(words, value, told[value] // STEP * STEP, shown=shown[value])
            for value, words in values
        ]
        groups.append(Group(key, label, parts))
    return Presence(day, total, 0, groups)


def arrivals_of(edition: Edition, day: date) -> list[tuple[datetime, int]]:
    """How many came in each quarter of an hour, from the first arrival to the last."""
    counts = Counter(_quarter(one.at) for one in _came(edition, day))
    if not counts:
        return []
    moment, last, told = min(counts), max(counts), []
    while moment <= last:
        told.append((moment, counts[moment]))
        moment += QUARTER
    return told


def session_counts_of(edition: Edition) -> QuerySet[Session]:
    """Every session that has a time, with how many are in, and how many hold a place."""
    return (
        sessions_of(edition)
        .exclude(starts_at=None)
        .annotate(in_count=Count("check_ins", distinct=True))
    )


def missing_of(user: Visitor, edition: Edition, day: date) -> list[Badge]:
    """Who was expected and has not come on that day, to be called: the coordinator's alone."""
    if not is_coordinator(user):
        return []
    came = set(
        CheckIn.objects.filter(edition=edition, day=day, session=None).values_list(
            "badge_id", flat=True
        )
    )
    badges = Badge.objects.filter(edition=edition).select_related(
        "commune__province", "seat__applicant__registration", "ex_officio_seat", "user"
    )
    known = {one.pk: one for one in badges.order_by("kind", "name_key", "pk")}
    return [
        one for one in known.values() if one.is_active and first_badge(one, known).pk not in came
    ]


def phone_of(badge: Badge) -> str:
    """Where a person of a badge is called: by what brought them here, else by their account."""
    if badge.seat is not None:
        applicant = badge.seat.applicant
        found = applicant.registration.phone if applicant.registration else ""
        if found or applicant.phone:
            return str(found or applicant.phone)
    if badge.ex_officio_seat is not None and badge.ex_officio_seat.person_phone:
        return str(badge.ex_officio_seat.person_phone)
    return (badge.user.phone or "") if badge.user else ""


def _came(edition: Edition, day: date) -> list[CheckIn]:
    rows = CheckIn.objects.filter(edition=edition, day=day, session=None)
    return list(rows.select_related("badge__commune__province").order_by("at", "pk"))


def _expected(edition: Edition) -> Iterable[Badge]:
    badges = Badge.objects.filter(edition=edition, state=BadgeState.ACTIVE)
    return badges.select_related("commune__province")


def _person(badge: Badge, edition: Edition) -> Person:
    commune = badge.commune
    if commune is None:
        return Person(badge.kind, badge.sex or UNTOLD, UNTOLD, UNTOLD)
    is_here = commune.province.region_id == edition.region_id
    return Person(
        badge.kind,
        badge.sex or UNTOLD,
        str(commune.province_id) if is_here else ELSEWHERE,
        "urban" if commune.is_urban else "rural",
    )


def _by(key: str, people: Sequence[Person]) -> Counter[str]:
    return Counter(getattr(one, key) for one in people)


def _quarter(at: datetime) -> datetime:
    local = timezone.localtime(at)
    return local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)


def _public_categories(edition: Edition) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the hall reads: few and large parts, none for those of whom nothing is known."""
    told = []
    for key, label, values in _categories(edition):
        kept = [pair for pair in values if pair[0] not in {UNTOLD, ELSEWHERE, *HELPERS}]
        if key == "kind":
            kept.append((OTHERS, _("Organisers, volunteers, guests, press")))
        if key != "sex":
            told.append((key, label, kept))
    return told


def _categories(edition: Edition) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each category with its values in words, in the order in which they are told."""
    provinces = Province.objects.filter(region_id=edition.region_id).order_by("code")
    untold = (UNTOLD, _("Not said"))
    return [
        (
            "province",
            _("Province"),
            [
                *((str(one.pk), one.name) for one in provinces),
                (ELSEWHERE, _("Outside the region")),
                untold,
            ],
        ),
        ("setting", _("Setting"), [("rural", _("Rural")), ("urban", _("Urban")), untold]),
        ("kind", _("Kind"), [(str(kind), capfirst(str(kind.label))) for kind in BadgeKind]),
        ("sex", _("Sex"), [("female", _("Women")), ("male", _("Men")), untold]),
    ]
