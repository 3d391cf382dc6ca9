"""What each may see of the forum, and what the engine is asked."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, TypedDict

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django_stubs_ext import WithAnnotations

from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_coordinator
from multaqa.apps.forum.models import (
    GONE,
    Applicant,
    Call,
    Category,
    College,
    Draw,
    DrawState,
    Edition,
    ListImport,
    Quota,
    Registration,
    RegistrationState,
    Seat,
    Standing,
)
from multaqa.apps.forum.phrases import CATEGORY_NAMES, ONE_NAMES, VALUE_NAMES
from multaqa.apps.territory.models import Province
from multaqa.engines import lottery

LARGE_COLUMNS = ("prepared", "opening")


def editions_seen_by(user: Visitor) -> QuerySet[Edition]:
    """Public editions, newest first; the desk also sees those being prepared."""
    editions = Edition.objects.select_related("region", "call").prefetch_related(
        Prefetch("colleges", _with_draws(College.objects.all()))
    )
    return editions if can_enter_desk(user) else editions.filter(is_public=True)


def _with_draws(colleges: QuerySet[College]) -> QuerySet[College]:
    return colleges.select_related("draw").defer(*(f"draw__{column}" for column in LARGE_COLUMNS))


def is_frozen(college: College) -> bool:
    return Draw.objects.filter(
        college=college, state__in=[DrawState.SEALED, DrawState.DRAWN]
    ).exists()


def is_any_draw_frozen(edition: Edition) -> bool:
    return Draw.objects.filter(
        college__edition=edition, state__in=[DrawState.SEALED, DrawState.DRAWN]
    ).exists()


def may_still_be_sent(edition: Edition) -> bool:
    """Whether a draft of the edition may yet be sent: into a college that is not sealed."""
    is_over = not Call.objects.filter(edition=edition, closes_at__gt=timezone.now()).exists()
    free = Draw.objects.exclude(state__in=[DrawState.SEALED, DrawState.DRAWN])
    return not is_over and free.filter(college__edition=edition).exists()


class Counts(TypedDict):
    applicant_count: int
    quota_count: int


class CollegeCounts(Counts):
    asking_count: int
    accepted_count: int
    waiting_count: int


def editions_at_desk(user: Visitor) -> "QuerySet[WithAnnotations[Edition, Counts]]":
    """Every edition with the counts the desk shows; nothing for who has no place there."""
    editions = editions_seen_by(user) if can_enter_desk(user) else Edition.objects.none()
    return editions.annotate(
        applicant_count=_counted(
            Applicant.objects.filter(college__edition=OuterRef("pk")), "college__edition"
        ),
        quota_count=_counted(
            Quota.objects.filter(category__college__edition=OuterRef("pk")),
            "category__college__edition",
        ),
    )


def colleges_at_desk(user: Visitor) -> "QuerySet[WithAnnotations[College, CollegeCounts]]":
    """Every college with its edition, its draw and its counts; nothing for who has no place."""
    colleges = _with_draws(College.objects.select_related("edition__region"))
    if not can_enter_desk(user):
        colleges = colleges.none()
    return colleges.annotate(
        applicant_count=_counted(Applicant.objects.filter(college=OuterRef("pk")), "college"),
        quota_count=_counted(
            Quota.objects.filter(category__college=OuterRef("pk")), "category__college"
        ),
        asking_count=_registered(RegistrationState.SENT),
        accepted_count=_registered(RegistrationState.ACCEPTED),
        waiting_count=_counted(
            _replaceable().filter(draw__college=OuterRef("pk")), "draw__college"
        ),
    )


def _replaceable() -> QuerySet[Seat]:
    """Seats whose holder is gone, that may still be given to another."""
    return Seat.objects.filter(
        state__in=GONE, is_released=False, is_left_empty=False, draw__aftermath__is_closed=False
    )


def _registered(state: RegistrationState) -> Coalesce:
    return _counted(Registration.objects.filter(college=OuterRef("pk"), state=state), "college")


def _counted(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many of ``rows``, in a query of its own: two joins would multiply people by quotas."""
    count = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count), 0)


def draws_seen_by(user: Visitor) -> QuerySet[Draw]:
    draws = Draw.objects.select_related("college__edition").defer(*LARGE_COLUMNS)
    return draws if can_enter_desk(user) else draws.filter(college__edition__is_public=True)


def imports_seen_by(user: Visitor) -> QuerySet[ListImport]:
    """Files being looked at hold names and phones: the coordinator's alone."""
    if not is_coordinator(user):
        return ListImport.objects.none()
    return ListImport.objects.select_related("college__edition__region", "college__draw")


def applicants_seen_by(user: Visitor, college: College) -> QuerySet[Applicant]:
    """People with their names: the coordinator's alone."""
    if not is_coordinator(user):
        return Applicant.objects.none()
    return college.applicants.select_related("commune", "commune__province")


def drawn_seen_by(user: Visitor, college: College) -> QuerySet[Applicant]:
    """The panel as the desk sees it: with names for the coordinator, by ticket for the auditor."""
    if is_coordinator(user):
        return applicants_seen_by(user, college).filter(is_drawn=True)
    return tickets_of(college).filter(is_drawn=True) if can_enter_desk(user) else _nobody()


def _nobody() -> QuerySet[Applicant]:
    return Applicant.objects.none()


def tickets_of(college: College) -> QuerySet[Applicant]:
    """The pool as anyone may see it: tickets and chances, never beside a name."""
    return college.applicants.filter(~Q(standing=Standing.EXCLUDED)).only(
        "ticket", "chance", "panel_count", "is_drawn", "values", "college_id", "standing"
    )


def exceptions_of(college: College) -> QuerySet[Applicant]:
    """Who sits in any case and who is out, by ticket and reason, as the auditor reads them."""
    return college.applicants.exclude(standing=Standing.POOL).only("ticket", "standing", "reason")


def quotas_of(college: College) -> QuerySet[Quota]:
    return Quota.objects.filter(category__college=college).select_related("category")


def available(college: College) -> dict[tuple[str, str], int]:
    """How many people of the pool hold each value, by (category, value).

    Sensitive values are counted over the whole list, whoever is left out of the draw: otherwise
    leaving one named person out would tell theirs by what is missing.
    """
    counts: Counter[tuple[str, str]] = Counter()
    people = college.applicants.values_list("standing", "values", "sensitive")
    for standing, values, sensitive in people.iterator():
        if standing != Standing.EXCLUDED:
            counts.update(values.items())
        counts.update(sensitive.items())
    return dict(counts)


def problem_of(draw: Draw, quotas: Iterable[lottery.Quota] | None = None) -> lottery.Problem:
    """What the engine is asked: tickets, values, quotas; no name leaves the forum.

    ``quotas`` stand in for the stored ones, to try a change out.
    """
    categories = list(
        Category.objects.filter(college_id=draw.college_id, quotas__isnull=False).distinct()
    )
    keys = [category.key for category in categories]
    hidden = {category.key for category in categories if category.is_sensitive}
    rows = (
        Applicant.objects.filter(college_id=draw.college_id)
        .exclude(standing=Standing.EXCLUDED)
        .values_list("ticket", "values", "sensitive", "body_key", "standing")
    )
    people, included = [], set()
    for ticket, values, sensitive, body, standing in rows.iterator():
        told = tuple((sensitive if key in hidden else values).get(key, "") for key in keys)
        group = body if draw.is_one_per_body else ""
        people.append(lottery.Person(id=ticket, values=told, group=group))
        if standing == Standing.INCLUDED:
            included.add(ticket)
    if quotas is None:
        quotas = [
            lottery.Quota(quota.category.key, quota.value, quota.minimum, quota.maximum)
            for quota in quotas_of(draw.college)
        ]
    return lottery.Problem(
        categories=tuple(keys),
        people=tuple(people),
        quotas=tuple(quotas),
        seats=draw.seats,
        must_include=frozenset(included),
    )


def sensitive_keys(college: College) -> frozenset[str]:
    """The sensitive categories that a quota balances by."""
    categories = college.categories.filter(is_sensitive=True, quotas__isnull=False)
    return frozenset(categories.values_list("key", flat=True))


def is_veiled(draw: Draw) -> bool:
    """Whether a sensitive quota takes part: then each ticket's chance is the auditor's alone."""
    return bool(sensitive_keys(draw.college))


def province_names(edition: Edition) -> dict[str, str]:
    """Provinces in the reader's language, by the French name that stands in the evidence."""
    return {
        province.name_fr: province.name
        for province in Province.objects.filter(region_id=edition.region_id)
    }


def figures_seen_by(user: Visitor, draw: Draw) -> dict[str, Any]:
    """The figures of a computed draw; outside the desk, only once it is sealed."""
    if draw.state == DrawState.OPEN:
        return {}
    if draw.is_frozen or can_enter_desk(user):
        return dict(draw.outcome)
    return {}


class Words:
    """Categories and values in the reader's language, as the pages of one edition need them."""

    def __init__(self, edition: Edition) -> None:
        self.provinces = province_names(edition)

    def category(self, key: str) -> str:
        return str(CATEGORY_NAMES.get(key, key))

    def value(self, key: str, value: str) -> str:
        if key == "province":
            return self.provinces.get(value, value)
        return str(VALUE_NAMES.get((key, value), value))

    def one(self, key: str, value: str) -> str:
        """The value as it is said of one person: a woman, not women."""
        return str(ONE_NAMES.get((key, value)) or self.value(key, value))

    def cell(self, key: str, value: str) -> str:
        told = {"category": self.category(key), "value": self.value(key, value)}
        return _("%(category)s: %(value)s") % told


def seated_counts(panel: Iterable[Applicant]) -> dict[tuple[str, str], int]:
    """How many of a panel hold each value, by (category, value)."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in panel:
        counts.update(one.values.items())
    return dict(counts)


def province_in_focus() -> str | None:
    """The HCP code of the province that the newest public edition looks at."""
    newest = Edition.objects.filter(is_public=True).order_by("-number")
    return newest.values_list("focus_province_id", flat=True).first()


def summary_of(edition: Edition) -> dict[str, Any]:
    """What the page of an edition, and the home page, say of it."""
    colleges = list(edition.colleges.all())
    return {
        "edition": edition,
        "colleges": colleges,
        "seats": sum(college.draw.seats for college in colleges),
        "is_drawn": all(college.draw.state == DrawState.DRAWN for college in colleges),
        "call": announced_call(edition),
        **stage_of(edition),
    }


def announced_call(edition: Edition) -> Call | None:
    """The edition's call, once everyone may know of it."""
    call: Call | None = getattr(edition, "call", None)
    return call if call is not None and call.is_announced else None


def stage_of(edition: Edition) -> dict[str, Any]:
    """How far the edition has come: the stage it is in, and those behind it."""
    states = {college.draw.state for college in edition.colleges.all()}
    call = announced_call(edition)
    if states == {DrawState.OPEN} and (call is None or call.state != "closed"):
        return {"stage": "call", "stages_done": []}
    if states != {DrawState.DRAWN}:
        return {"stage": "balance", "stages_done": ["call"]}
    if edition.starts_on > timezone.localdate():
        return {"stage": "balance", "stages_done": ["call", "balance"]}
    return {"stage": "hear", "stages_done": ["call", "balance"]}
