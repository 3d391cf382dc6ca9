"""The desk of badges: how many, whose, to print; each one corrected, cancelled, made again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from multaqa.apps.attendance import queries, services
from multaqa.apps.attendance.forms import (
    BadgeForm,
    CancelForm,
    NewBadgeForm,
    PeopleFileForm,
    PrintForm,
)
from multaqa.apps.attendance.models import Badge, BadgeKind, BadgeState
from multaqa.apps.attendance.queries.codes import qr_text
from multaqa.apps.attendance.services.paper import qr_svg
from multaqa.apps.attendance.views.frame import at_desk, desk_context, edition_at_desk, naming
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.services.columns import Fault
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import PHRASES, refusals_on, say
from multaqa.kernel.sheets import sheet
from multaqa.kernel.tables import headings_told
from multaqa.refusal import Refusal

FAULTS_SHOWN = 200
STATES = ("active", "to_print", "again", "cancelled")


@at_desk
def desk(request: HttpRequest, number: int) -> HttpResponse:
    """How many badges there are; for who names people, what issuing would do, and what to print."""
    edition = edition_at_desk(request, number)
    counts = queries.badge_counts(request.user, edition)
    context = desk_context(request, edition) | {
        "counts": [(BadgeKind(kind).label, kind, told) for kind, told in counts.items()],
        "total": {name: sum(told[name] for told in counts.values()) for name in STATES},
    }
    if context["may_name"]:
        context |= {
            "plan": services.planned(edition),
            "form": PrintForm(),
            "printings": queries.printings_at_desk(request.user, edition)[:5],
        }
    return page(request, "attendance/desk", context)


@naming
@require_POST
def issue(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Badges for whoever comes now, none for who does not."""
    done = services.issue_badges(edition=edition, actor=request.user)
    counts = (
        (len(done.new), ngettext("%(count)d new badge", "%(count)d new badges", len(done.new))),
        (
            len(done.changed),
            ngettext("%(count)d badge changed", "%(count)d badges changed", len(done.changed)),
        ),
        (
            len(done.gone) + len(done.doubled),
            ngettext(
                "%(count)d badge cancelled",
                "%(count)d badges cancelled",
                len(done.gone) + len(done.doubled),
            ),
        ),
    )
    told = [words % {"count": count} for count, words in counts if count]
    text = _("Badges are issued:") + " " + _(", ").join(told) if told else _("Nothing changed.")
    messages.success(request, text)
    return redirect("attendance:desk", edition.number)


def _sought(request: HttpRequest) -> str:
    """What is searched for, without the sign that no database text holds."""
    return request.GET.get("q", "").replace("\0", "").strip()[:100]


def badges_searched(request: HttpRequest, edition: Edition) -> queries.Badges:
    found = queries.badges_at_desk(request.user, edition)
    if search := _sought(request):
        found = queries.badges_found(found, search)
    if (kind := request.GET.get("kind")) in BadgeKind.values:
        found = found.filter(kind=kind)
    state = request.GET.get("state")
    if state == "cancelled":
        return found.filter(state=BadgeState.CANCELLED)
    if state in {"to_print", "again"}:
        found = found.filter(state=BadgeState.ACTIVE, is_to_print=True)
        return found.filter(print_count__gt=0) if state == "again" else found
    return found.filter(state=BadgeState.ACTIVE) if state == "active" else found


@naming
def badges(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every badge with whose it is; which to print."""
    context = desk_context(request, edition) | {
        "page_obj": Paginator(badges_searched(request, edition), 50).get_page(
            request.GET.get("page")
        ),
        "search": _sought(request),
        "state": request.GET.get("state", ""),
        "kind": request.GET.get("kind", ""),
        "states": [
            ("active", _("valid")),
            ("to_print", _("to be printed")),
            ("again", _("to be printed again")),
            ("cancelled", _("annulled")),
        ],
        "kinds": BadgeKind.choices,
        "form": PrintForm(),
    }
    return page(request, "attendance/badges", context)


@naming
def badges_file(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The list as a table, codes included: for the welcome desk."""
    rows = (
        [
            *(one.code, one.get_kind_display(), one.name, one.name_latin, one.body_name),
            *(one.function, str(one.commune or ""), one.get_state_display()),
        ]
        for one in badges_searched(request, edition)
    )
    header = [_("Code"), _("Kind"), _("Name"), _("Name in Latin letters")]
    header += [_("Body or institution"), _("Function"), _("Commune"), _("State")]
    return sheet(header, rows, f"multaqa-badges-{edition.number}.csv")


# One badge.


def _badge(request: HttpRequest, edition: Edition, code: str) -> Badge:
    found = queries.badges_at_desk(request.user, edition).select_related(
        "edition__region", "commune__province", "replaces", "replaced_by", "user"
    )
    badge: Badge = get_object_or_404(found, code=code)
    return badge


@naming
def badge(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """One badge: what stands on it, corrected here; cancelled, or lost and made again."""
    found = _badge(request, edition, code)
    action = request.POST.get("action", "")
    form = BadgeForm(request.POST if action == "revise" else None, badge=found)
    cancelling = CancelForm(request.POST if action == "cancel" else None, prefix="cancel")
    if form.is_valid():
        with refusals_on(form):
            services.revise_badge(badge=found, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("attendance:badge", edition.number, code)
    if cancelling.is_valid():
        with refusals_on(cancelling):
            services.cancel_badge(badge=found, actor=request.user, **cancelling.cleaned_data)
            messages.success(request, _("The badge is cancelled: the door refuses it."))
            return redirect("attendance:badge", edition.number, code)
    context = desk_context(request, edition) | {
        "badge": found,
        "form": form,
        "cancelling": cancelling,
    }
    return page(request, "attendance/badge", context)


@naming
@require_POST
def change(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """A lost badge made again, or a cancelled one given back."""
    found = _badge(request, edition, code)
    action = request.POST.get("action")
    if action not in {"restore", "reissue"}:
        raise Http404
    try:
        if action == "restore":
            services.restore_badge(badge=found, actor=request.user)
            messages.success(request, _("The badge is active again."))
        else:
            found = services.reissue_badge(badge=found, actor=request.user)
            text = _("The lost badge is refused at the door. Print the new one.")
            messages.success(request, text)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("attendance:badge", edition.number, found.code)


@naming
def badge_code(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """The QR of one badge, to look at on a screen."""
    found = _badge(request, edition, code)
    return HttpResponse(qr_svg(qr_text(found.code)), content_type="image/svg+xml")


# People whom the platform does not know.


@naming
def add(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = NewBadgeForm(request.POST or None, edition=edition)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = services.add_badge(edition=edition, actor=request.user, **form.cleaned_data)
            messages.success(request, _("%(name)s has a badge.") % {"name": made.name})
            return redirect("attendance:badge", edition.number, made.code)
    context = desk_context(request, edition) | {"form": form}
    return page(request, "attendance/badge_add", context)


@naming
def bring(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A list of organisers, volunteers, guests or the press."""
    form = PeopleFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    read = None
    if form.is_valid():
        with refusals_on(form, "file"):
            content = form.cleaned_data["file"].read()
            kind = form.cleaned_data["kind"]
            read = services.read_people(edition=edition, content=content, kind=kind)
            if not read.faults:
                brought = services.bring_people(edition=edition, actor=request.user, rows=read.rows)
                _tell_brought(request, len(brought.badges), brought.known_count)
                return redirect("attendance:desk", edition.number)
    faults = read.faults if read else []
    context = desk_context(request, edition) | {
        "form": form,
        "headings": headings_told(services.HEADERS.values()),
        "faults": [(one.line, one.header, _said(one)) for one in faults[:FAULTS_SHOWN]],
        "faults_are_cut": len(faults) > FAULTS_SHOWN,
        "left_out": read.left_out if read else [],
    }
    return page(request, "attendance/badges_bring", context)


def _tell_brought(request: HttpRequest, new: int, known: int) -> None:
    text = ngettext("%(count)d badge came in.", "%(count)d badges came in.", new)
    told = text % {"count": new}
    if known:
        more = ngettext(
            "%(count)d person had one already.", "%(count)d people had one already.", known
        )
        told = f"{told} {more % {'count': known}}"
    messages.success(request, told)


def _said(fault: Fault) -> str:
    return str(PHRASES[fault.code] % fault.facts)
