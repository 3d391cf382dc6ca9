"""The door as a phone has it: its screen, what keeps it there without a line, and catching up."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from multaqa.apps.attendance import services
from multaqa.apps.attendance.forms.door import SoughtForm
from multaqa.apps.attendance.forms.sync import Malformed, Sync, read_sync
from multaqa.apps.attendance.models import Device, Scan
from multaqa.apps.attendance.queries.door import (
    changed,
    days_of,
    device_of_key,
    milliseconds,
    roll_of,
)
from multaqa.apps.attendance.views.answers import answers
from multaqa.apps.attendance.views.door_words import words
from multaqa.apps.attendance.views.plain import plain_answer
from multaqa.apps.programme.models import Session
from multaqa.kernel.gates import unlisted
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal

COOKIE = "multaqa_door"
SHUT = {
    "unknown": "device.unknown",
    "revoked": "device.revoked",
    "over": "device.over",
}
MARK = "X-Multaqa-Door"  # no other site's page can send it with our cookie
SCRIPTS = tuple(
    f"attendance/{name}.js"
    for name in ("door-codes", "door-store", "door-sync", "door-camera", "door")
)
FILES = (
    "ui/ui.css",
    "ui/lozenge.svg",
    "ui/fonts/readex-pro-arabic-wght-normal.woff2",
    "ui/fonts/readex-pro-latin-wght-normal.woff2",
    "attendance/door.css",
    *SCRIPTS,
    "attendance/door-decoder.js",
    "attendance/jsQR.js",
)


def device_here(request: HttpRequest) -> Device | None:
    """The device that this phone was paired as, revoked or not."""
    key = request.COOKIES.get(COOKIE, "")
    return device_of_key(services.key_mark(key)) if key else None


def _shut(device: Device | None) -> str:
    """Why a device may do nothing; nothing where it may."""
    if device is None:
        return "unknown"
    if device.is_revoked:
        return "revoked"
    return "over" if timezone.localdate() > device.works_until else ""


@never_cache
@unlisted
def door(request: HttpRequest) -> HttpResponse:
    """The screen; it answers a form too, for a phone without a script."""
    device = device_here(request)
    if device is None or (why := _shut(device)):
        refusal = Refusal(SHUT[why] if device else SHUT["unknown"])
        return page(request, "attendance/door_shut", {"why": say(refusal)})
    session = _session(device, request.POST.get("session", ""))
    context: dict[str, Any] = _screen(device)
    if request.method == "POST":
        if not ratelimit.consume(request, action="door_sync", key=str(device.pk)):
            return HttpResponse(status=429)
        if timezone.localdate() > device.list_until:  # no code is answered with a name any more
            why = say(Refusal("device.over"))
            return page(request, "attendance/door_shut", {"why": why})
        context |= plain_answer(request, device.edition, device=device, session=session)
    else:
        context["form"] = SoughtForm()
    context |= {"session": session, "sessions": _sessions(device)}
    response = page(request, "attendance/door", context)
    response[MARK] = "paired"
    return response


def _sessions(device: Device) -> list[Session]:
    if device.room_id is None:
        return []
    found = Session.objects.filter(room=device.room_id, is_cancelled=False)
    return list(found.exclude(starts_at=None).order_by("starts_at"))


def _session(device: Device, number: str) -> Session | None:
    """The session that was chosen, of the device's room; else the one that is on now."""
    sessions = _sessions(device)
    if number:
        return next((one for one in sessions if str(one.number) == number), None)
    now = timezone.now()
    return next((one for one in sessions if one.ends_at and one.ends_at > now), None)


def _screen(device: Device) -> dict[str, Any]:
    return {
        "device": device,
        "edition": device.edition,
        "words": words(),
        "scripts": SCRIPTS,
        "shift": _shift(),
        "is_rehearsal": device.is_rehearsing or timezone.localdate() not in days_of(device.edition),
    }


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """What keeps the screen on the phone: our addresses, then our script."""
    files = [static(name) for name in FILES]
    told = {
        "version": sha256("".join(files).encode()).hexdigest()[:12],
        "page": reverse("attendance:door"),
        "sync": reverse("attendance:sync"),
        "statics": settings.STATIC_URL,
        "files": files,
    }
    scripts = ["door-store", "door-sync", "door-worker"]
    parts = ", ".join(f'"{static(f"attendance/{name}.js")}"' for name in scripts)
    body = f"const TOLD = {JsonResponse(told).content.decode()};\nimportScripts({parts});\n"
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """How a phone keeps the screen among its apps."""
    told = {
        "name": _("Check-in") + f" · {settings.SITE_NAME}",
        "short_name": _("Check-in"),
        "start_url": reverse("attendance:door"),
        "scope": reverse("attendance:door"),
        "display": "standalone",
        "lang": get_language(),
        "theme_color": "#1b2560",
        "background_color": "#fdfaf3",
        "icons": [{"src": static("ui/lozenge.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _own_pages_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """In place of a form's token, which a page kept for days does not have: our own mark.

    A page of another site can set no such header without asking us first, which we never allow;
    and where the browser tells whence it comes, that is looked at too.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        origin = request.headers.get("Origin")
        is_ours = origin is None or origin == f"{request.scheme}://{request.get_host()}"
        came_from = request.headers.get("Sec-Fetch-Site", "same-origin")
        if request.headers.get(MARK) != "1" or not is_ours or came_from != "same-origin":
            return _refused("refused", 403)
        return view(request)

    return guarded


@require_POST
@never_cache
@_own_pages_only
def sync(request: HttpRequest) -> HttpResponse:
    """A device catches up: its scans come in, what changed goes out."""
    device = device_here(request)
    if device is None or (why := _shut(device)):
        if device is None and not ratelimit.consume(request, action="door_key"):
            return _refused("busy", 429)
        return _refused("shut", 403, why=why if device else "unknown")
    if not ratelimit.consume(request, action="door_sync", key=str(device.pk)):
        return _refused("busy", 429)
    try:
        told = read_sync(request.body, request.content_type or "")
        kept = services.catch_up(
            device=device,
            readings=told.readings,
            undone=told.undone,
            told_now=told.now,
            waiting=told.waiting,
        )
    except Malformed:
        return _refused("refused", 400)
    except Refusal:  # revoked while it was being looked at
        return _refused("shut", 403, why="revoked")
    return JsonResponse(_answer(device, told, kept))


def _refused(state: str, status: int, **more: str) -> JsonResponse:
    return JsonResponse({"state": state} | more, status=status)


def _answer(device: Device, told: Sync, kept: dict[UUID, Scan]) -> dict[str, Any]:
    """What came of its scans, and what changed of the list."""
    lost = [str(one.uuid) for one in told.readings if one.uuid not in kept]
    return {
        "now": milliseconds(timezone.now()),
        "device": _told(device),
        "answers": answers(kept),
        "unread": [*told.unread, *lost],
        "pieces": changed(roll_of(device), told.has),
    }


def _shift() -> int:
    """How many minutes our clocks are before UTC now, for phones that know no better."""
    shift = timezone.localtime().utcoffset()
    return round(shift.total_seconds() / 60) if shift else 0


def _told(device: Device) -> dict[str, Any]:
    return {
        "id": device.pk,
        "label": device.label,
        "isRoom": device.room_id is not None,
        "edition": device.edition.number,
        "days": [day.isoformat() for day in days_of(device.edition)],
        "isRehearsing": device.is_rehearsing,
        "epoch": device.epoch,
        "shift": _shift(),
        "listUntil": device.list_until.isoformat(),
    }


@never_cache
@unlisted
def pair(request: HttpRequest, token: str) -> HttpResponse:
    """The link that a volunteer opens: what this phone will be, and the one button."""
    try:
        device = services.device_of_link(token)
        here = device_here(request)
        if here is not None and here.pk == device.pk and not device.is_revoked:
            return redirect("attendance:door")
        if request.method == "POST":
            if not ratelimit.consume(request, action="door_pair"):
                return HttpResponse(status=429)
            device, key = services.pair_device(token=token, former=here)
            return _with_key(device, key)
        if device.is_revoked:
            raise Refusal("device.revoked")
        if device.is_paired:
            raise Refusal("device.link_used")
        if timezone.now() > device.link_until:
            raise Refusal("device.link_late")
    except Refusal as refusal:
        return page(request, "attendance/door_shut", {"why": say(refusal)}, status=410)
    get_token(request)
    return page(request, "attendance/pair", {"device": device, "edition": device.edition})


def _with_key(device: Device, key: str) -> HttpResponse:
    """To the screen, with the key: no script reads it, no other site sends it."""
    response = redirect("attendance:door")
    days = (device.works_until - timezone.localdate()).days + 1
    response.set_cookie(
        COOKIE,
        key,
        max_age=days * 24 * 3600,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """This phone is no device any more; the coordinator sees it, and may revoke it."""
    response = redirect("attendance:door")
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
