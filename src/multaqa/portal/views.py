"""The roof: home, the public record, and what is said when something is amiss."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from multaqa.apps.accounts.models import User
from multaqa.apps.budget.queries import open_rounds
from multaqa.apps.forum import queries
from multaqa.apps.territory.queries import CREDIT, population_shares
from multaqa.kernel import keys, sheets
from multaqa.kernel import record as public_record
from multaqa.kernel.models import RecordEntry
from multaqa.kernel.pages import page
from multaqa.portal.demonstration import applicants, messy
from multaqa.ui import gallery


def home(request: HttpRequest) -> HttpResponse:
    """The edition under way: what it is, how far it is, and its region's figures."""
    editions = list(queries.editions_seen_by(request.user).filter(is_public=True)[:6])
    if not editions:
        return page(request, "portal/welcome", {})
    edition = editions[0]
    shares = population_shares(edition.region)
    drawn = [told for told in map(queries.summary_of, editions) if told["is_drawn"]]
    context = {
        **queries.summary_of(edition),
        "open_rounds": list(open_rounds()[:3]),
        "earlier": editions[1:],
        "last_drawn": drawn[0] if drawn else None,
        "shares": shares,
        "credit": CREDIT,
        "rural_share": float(shares.commune_setting.of("rural")),
        "women_share": float(shares.sex.of("woman")),
    }
    return page(request, "portal/home", context)


def record(request: HttpRequest) -> HttpResponse:
    """Every entry of the public record, newest first."""
    found = Paginator(RecordEntry.objects.all(), 50).get_page(request.GET.get("page"))
    entries = [(entry, public_record.sentence(entry)) for entry in found]
    return page(request, "portal/record", {"page_obj": found, "entries": entries})


def record_file(request: HttpRequest) -> HttpResponse:
    """The whole record as one file, each entry as its digest covers it."""
    entries = [
        public_record.plain(entry) | {"digest": entry.digest, "signature": entry.signature}
        for entry in RecordEntry.objects.order_by("number").iterator()
    ]
    return JsonResponse(
        {"format": "multaqa-record/1", "public_key": keys.public_key(), "entries": entries},
        json_dumps_params={"ensure_ascii": False},
    )


def key(request: HttpRequest) -> HttpResponse:
    return page(request, "portal/key", {"public_key": keys.public_key()})


def parts(request: HttpRequest) -> HttpResponse:
    """Every part of the look, for those who build; a production instance has no such page."""
    if not settings.DEMONSTRATION:
        raise Http404
    return render(request, "ui/gallery.html", gallery.samples())


def demonstration_list(request: HttpRequest) -> HttpResponse:
    """The list that a coordinator of the demonstration brings in."""
    if not settings.DEMONSTRATION:
        raise Http404
    return HttpResponse(
        applicants.spreadsheet(applicants.applicants()),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="multaqa-applicants-3.xlsx"'},
    )


def demonstration_bodies(request: HttpRequest, ending: str) -> HttpResponse:
    """The messy list of bodies that a coordinator of the demonstration cleans and brings in."""
    if not settings.DEMONSTRATION:
        raise Http404
    name = f"multaqa-bodies.{ending}"
    if ending == "xlsx":
        return sheets.attachment(messy.spreadsheet(messy.lines()), sheets.WORKBOOK, name)
    return sheets.attachment(messy.csv_file(messy.lines()), "text/csv", name)


def _trouble(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "ui/trouble.html", {"title": title, "text": text}, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whose role waits for a second factor is led to set it up, whatever refused them."""
    user = getattr(request, "user", AnonymousUser())
    if isinstance(user, User) and user.is_active and user.is_held_back:
        there = reverse("second-factor")
        return HttpResponseClientRedirect(there) if HtmxDetails(request) else redirect(there)
    return _trouble(
        request,
        403,
        _("This page is not open to you"),
        _("It belongs to the desk of those who run the forum. Sign in with another account."),
    )


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _trouble(
        request,
        404,
        _("There is no such page"),
        _("The address may be mistyped, or the page may have moved."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    # Without the request: what it carries, the record's head above all, may be what broke.
    context = {
        "title": _("Something went wrong on our side"),
        "text": _("Nothing you sent was half-kept. Try again in a moment."),
    }
    return HttpResponse(render_to_string("ui/trouble.html", context), status=500)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _trouble(
        request,
        403,
        _("This form waited too long"),
        _("Go back, reload the page, and send it again: what you typed is still there."),
    )
