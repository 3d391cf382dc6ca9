"""The desk's door: checking in without a phone, and the phones that do."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.attendance import rules, services
from multaqa.apps.attendance.forms.door import DeviceForm, PlaceForm, SoughtForm
from multaqa.apps.attendance.models import Device
from multaqa.apps.attendance.queries.door import days_of, undoings_seen_by
from multaqa.apps.attendance.views.frame import desk_context
from multaqa.apps.attendance.views.plain import plain_answer, scan_named
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.queries import editions_at_desk
from multaqa.kernel.gates import open_to
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

at_door = open_to(rules.can_run_door)


def edition_here(request: HttpRequest, number: int) -> Edition:
    found: Edition = get_object_or_404(editions_at_desk(request.user), number=number)
    return found


@at_door
def door(request: MemberRequest, number: int) -> HttpResponse:
    """One by one by code or name; below, every device with where it stands."""
    edition = edition_here(request, number)
    place = PlaceForm(request.POST or request.GET or None, edition=edition)
    session = place.cleaned_data["session"] if place.is_valid() else None
    context = _devices(request, edition) | {"place": place, "session": session}
    context["session_value"] = session.pk if session else ""
    if request.method == "POST":
        context |= plain_answer(request, edition, actor=request.user, session=session)
    else:
        context["form"] = SoughtForm()
    return page(request, "attendance/door_desk", context)


@at_door
def add(request: MemberRequest, number: int) -> HttpResponse:
    edition = edition_here(request, number)
    form = DeviceForm(request.POST or None, edition=edition)
    if form.is_valid():
        with refusals_on(form):
            device = services.add_device(edition=edition, actor=request.user, **form.cleaned_data)
            return redirect("attendance:door-deed", edition.number, device.pk)
    context = _frame(request, edition) | {"form": form}
    return page(request, "attendance/door_add", context)


@at_door
def deed(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    """One device: its link while nobody paired it; then rehearsing, clearing, revoking."""
    edition = edition_here(request, number)
    device = get_object_or_404(_counted(edition), pk=pk)
    if request.method == "POST":
        _do(request, device)
        return redirect("attendance:door-deed", edition.number, device.pk)
    context = _frame(request, edition) | {"device": device}
    is_open = not device.is_paired and not device.is_revoked
    if is_open and timezone.now() <= device.link_until:
        path = reverse("attendance:pair", args=[services.link_token(device)])
        link = f"{settings.ORIGIN}{path}"
        context |= {"link": link, "qr": qr(link)}
    return page(request, "attendance/door_device", context)


@at_door
def undone(request: MemberRequest, number: int) -> HttpResponse:
    """What phones and the desk undid, and what came too late for it: that is decided here."""
    edition = edition_here(request, number)
    found = undoings_seen_by(request.user, edition)
    if request.method == "POST":
        named = scan_named(edition, request.POST.get("scan", ""))
        scan = get_object_or_404(found, pk=named.pk if named else None)
        services.undo_check_in(scan=scan, actor=request.user)
        messages.success(request, _("Undone: this check-in no longer counts."))
        return redirect("attendance:door-undone", edition.number)
    shown = Paginator(found, 50).get_page(request.GET.get("page"))
    return page(request, "attendance/door_undone", _frame(request, edition) | {"page_obj": shown})


def _do(request: MemberRequest, device: Device) -> None:
    actor, asked = request.user, request.POST.get("deed", "")
    try:
        if asked == "revoke":
            services.revoke_device(device=device, actor=actor)
            messages.success(request, _("The device is revoked: it is told at its next word."))
        elif asked in {"rehearse", "count"}:
            services.rehearse(device=device, actor=actor, is_on=asked == "rehearse")
            messages.success(request, _("Saved."))
        elif asked == "clear":
            count = services.clear_rehearsal(device=device, actor=actor)
            words = ngettext(
                "%(count)d rehearsed scan is cleared.",
                "%(count)d rehearsed scans are cleared.",
                count,
            )
            messages.success(request, words % {"count": count})
        elif asked == "renew":
            services.renew_link(device=device, actor=actor)
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, say(refusal))


def qr(text: str) -> dict[str, Any]:
    """A QR code as the path of a drawing."""
    matrix = segno.make(text, error="m", micro=False).matrix
    path = "".join(
        f"M{x + 4} {y + 4}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    )
    return {"side": len(matrix) + 8, "path": path}


def _counted(edition: Edition) -> Any:  # noqa: ANN401  annotated rows
    real = Q(scans__is_rehearsal=False)
    return (
        Device.objects.filter(edition=edition)
        .select_related("room", "edition")
        .annotate(
            scan_count=Count("scans", filter=real),
            rehearsal_count=Count("scans", filter=Q(scans__is_rehearsal=True)),
            undone_count=Count("scans", filter=real & Q(scans__undone_at__isnull=False)),
            forced_count=Count("scans", filter=real & Q(scans__is_forced=True)),
            unknown_count=Count("scans", filter=real & Q(scans__outcome="unknown")),
            last_scan_at=Max("scans__at", filter=real),
        )
        .order_by("revoked_at", "pk")
    )


def _frame(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    return desk_context(request, edition, "attendance:door-desk")


def _devices(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    return _frame(request, edition) | {
        "devices": _counted(edition),
        "is_on": timezone.localdate() in days_of(edition),
        "undone_count": undoings_seen_by(request.user, edition).count(),
    }
