"""The files that a draw hands out."""

import json

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import GONE, Draw, DrawState
from multaqa.apps.forum.views import minutes
from multaqa.apps.forum.views.frame import at_desk, college_at_desk
from multaqa.apps.forum.views.shown import file_name
from multaqa.kernel.sheets import attachment, sheet


def _sealed(request: HttpRequest, number: int, college: str) -> Draw:
    """The draw once sealed; before, there is no file to hand out."""
    found = get_object_or_404(
        queries.draws_seen_by(request.user).select_related("evidence"),
        college__edition__number=number,
        college__slug=college,
    )
    if not found.is_frozen:
        raise Http404
    return found


def evidence(request: HttpRequest, number: int, college: str) -> HttpResponse:
    found = _sealed(request, number, college)
    document = found.evidence.document if found.evidence else ""  # a constraint holds it
    name = f"multaqa-draw-{file_name(found.college)}.json"
    return attachment(document, "application/json; charset=utf-8", name)


def chances_file(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Each ticket's chance; kept by the auditor where a sensitive quota could be read from it."""
    found = _sealed(request, number, college)
    if queries.is_veiled(found):
        raise Http404
    rows = queries.tickets_of(found.college).values_list("ticket", "chance", "panel_count")
    told = ([ticket, f"{chance:.9f}", f"{count:g}"] for ticket, chance, count in rows)
    return sheet(
        ["ticket", "chance", "panels"], told, f"multaqa-chances-{file_name(found.college)}.csv"
    )


def panel_file(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """The drawn tickets with what balanced them, as anyone may have it."""
    found = _sealed(request, number, college)
    if found.state != DrawState.DRAWN:
        raise Http404
    keys = list(
        found.college.categories.filter(is_sensitive=False, quotas__isnull=False)
        .distinct()
        .values_list("key", flat=True)
    )
    drawn = queries.tickets_of(found.college).filter(is_drawn=True)
    rows = ([one.ticket, *(one.values.get(key, "") for key in keys)] for one in drawn)
    return sheet(["ticket", *keys], rows, f"multaqa-panel-{file_name(found.college)}.csv")


def minutes_file(request: HttpRequest, number: int, college: str, language: str) -> HttpResponse:
    found = _sealed(request, number, college)
    if found.state != DrawState.DRAWN:
        raise Http404
    content = minutes.minutes_of(found, language)
    return attachment(
        content, "application/pdf", f"multaqa-minutes-{file_name(found.college)}-{language}.pdf"
    )


@at_desk
def quotas_file(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """The quotas in the field's own form, for any tool that draws."""
    found_in = college_at_desk(request, number, college)
    rows = (
        [quota.category.key, quota.value, quota.minimum, quota.maximum]
        for quota in queries.quotas_of(found_in)
    )
    return sheet(
        ["feature", "value", "min", "max"], rows, f"multaqa-quotas-{file_name(found_in)}.csv"
    )


@at_desk
def people_file(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """The pool by ticket in the field's own form; a sensitive column is not in it."""
    found_in = college_at_desk(request, number, college)
    keys = list(found_in.categories.filter(is_sensitive=False).values_list("key", flat=True))
    pool = queries.tickets_of(found_in)
    rows = ([one.ticket, *(one.values.get(key, "") for key in keys)] for one in pool)
    return sheet(["id", *keys], rows, f"multaqa-people-{file_name(found_in)}.csv")


@at_desk
def names_file(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Those whose seat stands, with names and phones, for who invites them."""
    found_in = college_at_desk(request, number, college)
    if not rules.can_read_people(request.user):
        raise PermissionDenied
    drawn = queries.applicants_seen_by(request.user, found_in).filter(is_drawn=True)
    drawn = drawn.exclude(seat__state__in=GONE)  # a draw older than its seats has none
    rows = (
        [one.ticket, one.source_id, one.name, one.body, str(one.commune or ""), one.phone]
        for one in drawn
    )
    header = [_("Ticket"), _("Number"), _("Name"), _("Body"), _("Commune"), _("Phone")]
    return sheet(header, rows, f"multaqa-participants-{file_name(found_in)}.csv")


@at_desk
@never_cache
def opening_file(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """What opens the commitments of sensitive columns: the auditor's alone."""
    found_in = college_at_desk(request, number, college)
    draw = Draw.objects.get(pk=found_in.draw.pk)
    if not rules.can_open_commitments(request.user, draw):
        raise PermissionDenied
    if not draw.opening:
        raise Http404
    content = json.dumps(json.loads(draw.opening), ensure_ascii=False)
    return attachment(
        content, "application/json; charset=utf-8", f"multaqa-opening-{file_name(found_in)}.json"
    )
