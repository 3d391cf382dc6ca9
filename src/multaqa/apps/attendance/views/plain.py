"""A person checked in by a form: at the desk, or on a phone without a script."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.attendance import services
from multaqa.apps.attendance.forms.door import SoughtForm
from multaqa.apps.attendance.models import Badge, BadgeState, Device, Scan
from multaqa.apps.attendance.queries.verdicts import Verdict, verdict
from multaqa.apps.attendance.views.answers import entry_of
from multaqa.apps.attendance.views.door_words import words
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Session
from multaqa.kernel import arabic
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal

MOST_FOUND = 8
TONES = {"in": "good", "again": "again", "undone": "quiet"}


def plain_answer(
    request: HttpRequest,
    edition: Edition,
    *,
    device: Device | None = None,
    actor: User | None = None,
    session: Session | None = None,
) -> dict[str, Any]:
    """What the page shows after its form was sent: an answer, or people to choose from."""
    if undone := request.POST.get("undo"):
        return {"form": SoughtForm(), "answer": _undone(edition, undone, device, actor)}
    form = SoughtForm(request.POST)
    if not form.is_valid():
        return {"form": form}
    text = form.cleaned_data["sought"]
    is_lost = device is not None and device.room_id is not None and session is None
    found = Verdict("no_session") if is_lost else verdict(edition, text, session)
    if found.outcome == "unreadable" and (matches := _named(edition, text)):
        return {
            "form": form,
            "matches": matches[:MOST_FOUND],
            "has_more": len(matches) > MOST_FOUND,
        }
    scan = None
    is_forced = found.is_open and "let_in" in request.POST
    if found.outcome == "in" or is_forced:
        scan = services.check_in(
            edition=edition,
            actor=actor,
            device=device,
            code=found.code,
            session=session,
            is_forced=is_forced,
        )
        found = Verdict("in", found.code, found.badge)
    # The desk undoes later too, whoever read it.
    standing = found.entry.scan if actor and found.entry else None
    answer = _answer(found, edition, scan or standing, session)
    return {"form": SoughtForm() if scan else form, "answer": answer}


def _named(edition: Edition, text: str) -> list[Badge]:
    """Active badges whose name or body has every word of the text."""
    words_ = arabic.fold(text).split()
    if not words_ or len("".join(words_)) < 2:
        return []
    badges = Badge.objects.filter(edition=edition, state=BadgeState.ACTIVE)
    for word in words_:
        badges = badges.filter(Q(name_key__contains=word) | Q(body_name__icontains=word))
    return list(badges.order_by("name_key", "pk")[: MOST_FOUND + 1])


def _undone(
    edition: Edition, uuid: str, device: Device | None, actor: User | None
) -> dict[str, Any]:
    scan = scan_named(edition, uuid)
    try:
        if scan is None:
            raise Refusal("scan.not_found")
        services.undo_check_in(scan=scan, device=device, actor=actor)
    except Refusal as refusal:
        return {"outcome": "refused", "tone": "stop", "word": say(refusal)}
    if entry := entry_of(scan):  # by what another read
        verdict_ = Verdict("again", scan.code, scan.badge, entry)
        return _answer(verdict_, edition, entry.scan if actor else None, None)
    return _answer(Verdict("undone", scan.code, scan.badge), edition, None, None)


def scan_named(edition: Edition, text: str) -> Scan | None:
    """The scan that a form names by its UUID."""
    try:
        uuid = UUID(text)
    except ValueError:
        return None
    return Scan.objects.filter(edition=edition, uuid=uuid).select_related("badge").first()


def _answer(
    found: Verdict, edition: Edition, scan: Scan | None, session: Session | None
) -> dict[str, Any]:
    said = words()
    entry = found.entry
    door = entry.scan.device.label if entry and entry.scan.device else said["desk"]
    facts = {
        "time": f"{timezone.localtime(entry.at):%H:%M}" if entry else "",
        "door": door,
        "number": found.edition,
        "here": edition.number,
        "why": said.get(f"why_{found.badge.cancel_reason}", "") if found.badge else "",
        "next": found.next_code,
        "size": session.size if session else "",
    }
    key = "cancelled_next" if found.next_code else f"{found.outcome}_more"
    return {
        "outcome": found.outcome,
        "tone": TONES.get(found.outcome, "ask" if found.is_open else "stop"),
        "word": said.get(found.outcome, ""),
        "more": said.get(key, "").format(**facts),
        "badge": found.badge,
        "code": found.code,
        "is_open": found.is_open,
        "scan": scan,
        "is_rehearsal": bool(scan and scan.is_rehearsal),
    }
