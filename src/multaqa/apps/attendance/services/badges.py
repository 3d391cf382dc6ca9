"""One badge: written in by the desk, corrected, cancelled, given back, lost and made again."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.models import Badge, BadgeState, CancelReason
from multaqa.apps.attendance.queries.codes import fresh_badge_code
from multaqa.apps.attendance.queries.coming import (
    SOURCES,
    contact_mark,
    in_order,
    is_same_name,
)
from multaqa.apps.attendance.services.issuing import held
from multaqa.apps.forum.models import Edition
from multaqa.kernel import arabic
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

WRITTEN = ("name", "name_latin", "body_name", "function", "commune", "sex")
COPIED = (
    *("edition", "kind", "kinds", "typed_kind", "name_key", "contact_mark", "source"),
    *WRITTEN,
    *(name.removesuffix("_id") for name in SOURCES),
    "user",
)


@transaction.atomic
def add_badge(
    *, edition: Edition, actor: Visitor, kind: str, phone: str = "", email: str = "", **written: Any
) -> Badge:
    """Somebody whom the platform does not know has a badge: an organiser, a guest, the press.

    Who has one already under the same phone or e-mail and name becomes this too, on the same badge.
    Refuses a name that cannot be read, and the same person written in twice.
    """
    require(rules.can_issue_badges(actor))
    held(edition)
    return written_in(edition, kind=kind, phone=phone, email=email, **written)


def written_in(edition: Edition, *, kind: str, phone: str, email: str, **written: Any) -> Badge:
    """The same within an edition that is held."""
    name = written["name"]
    if not arabic.has_letters(name):
        raise Refusal("badge.no_name")
    marks = contact_mark(edition.pk, phone, email)
    user = _account(phone, email, name)
    badge = _badge_of(edition, user, marks, name)
    if badge is None:
        _check_new(edition, kind, written)
        badge = Badge(edition=edition, code=fresh_badge_code(edition.number), kinds=[], user=user)
        for field, value in written.items():
            setattr(badge, field, value)
    elif badge.typed_kind:
        raise Refusal("badge.has_one", badge=badge.code)
    badge.typed_kind = kind
    badge.contact_mark = badge.contact_mark or (marks[0] if marks else "")
    _settle(badge, in_order([*badge.kinds, kind]))
    return badge


def _settle(badge: Badge, kinds: list[str]) -> None:
    """Keep a badge whose words or kinds changed; what was printed of it no longer holds."""
    before = None if badge._state.adding else Badge.objects.get(pk=badge.pk).face
    badge.kinds, badge.kind = kinds, kinds[0]
    badge.name_key = arabic.fold(badge.name)[:300]
    badge.is_to_print = badge.is_to_print or badge.face != before
    badge.save()


def _account(phone: str, email: str, name: str) -> User | None:
    """The account of somebody whose phone the desk typed; a family or a body may share a phone."""
    theirs = Q()
    if phone:
        theirs |= Q(phone=phone)
    if email:
        theirs |= Q(email=email)
    if not theirs:
        return None
    user = User.objects.filter(theirs, is_active=True).order_by("pk").first()
    return user if user and is_same_name(user.name, name) else None


def _badge_of(
    edition: Edition, user: User | None, marks: tuple[str, ...], name: str
) -> Badge | None:
    active = Badge.objects.select_for_update(of=("self",)).filter(
        edition=edition, state=BadgeState.ACTIVE
    )
    if user is not None and (found := active.filter(user=user).first()):
        return found
    near = active.filter(contact_mark__in=marks).order_by("pk") if marks else ()
    return next((one for one in near if is_same_name(one.name, name)), None)


def _check_new(edition: Edition, kind: str, written: dict[str, Any]) -> None:
    """The same form sent twice makes one badge."""
    same = Badge.objects.filter(
        edition=edition,
        state=BadgeState.ACTIVE,
        typed_kind=kind,
        name_key=arabic.fold(written["name"])[:300],
        body_name=written.get("body_name", ""),
    ).first()
    if same is not None:
        raise Refusal("badge.has_one", badge=same.code)


@transaction.atomic
def revise_badge(*, badge: Badge, actor: Visitor, kind: str = "", **written: Any) -> Badge:
    """What the desk corrects on a badge, which is printed again where that shows.

    ``kind`` is what the desk wrote in, of a badge that it did. Refuses a cancelled badge, and a
    name that cannot be read.
    """
    require(rules.can_issue_badges(actor))
    badge = _active(badge)
    if not arabic.has_letters(written.get("name", badge.name)):
        raise Refusal("badge.no_name")
    for name, value in written.items():
        setattr(badge, name, value)
    kinds = [one for one in badge.kinds if one != badge.typed_kind]
    if badge.typed_kind:
        badge.typed_kind = kind or badge.typed_kind
    _settle(badge, in_order([*kinds, *filter(None, [badge.typed_kind])]))
    return badge


@transaction.atomic
def cancel_badge(*, badge: Badge, actor: Visitor, reason: str, note: str = "") -> Badge:
    """The door lets nobody in with it any more, and says why.

    Refuses a badge cancelled already, a reason that is not the desk's to give, and to say that
    somebody no longer comes whose seat says that they do: the seat is given back first.
    """
    require(rules.can_issue_badges(actor))
    badge = _active(badge)
    if reason not in CancelReason.values or reason == CancelReason.LOST:
        raise Refusal("badge.no_reason")
    if reason == CancelReason.GIVEN_UP and any(getattr(badge, name) for name in SOURCES):
        raise Refusal("badge.seat_stands")
    return _cancelled(badge, reason, note)


def _cancelled(badge: Badge, reason: str, note: str) -> Badge:
    badge.state, badge.cancelled_at = BadgeState.CANCELLED, timezone.now()
    badge.cancel_reason, badge.note = reason, note
    badge.save(update_fields=["state", "cancelled_at", "cancel_reason", "note"])
    return badge


@transaction.atomic
def restore_badge(*, badge: Badge, actor: Visitor) -> Badge:
    """A badge that was cancelled opens the door again, with the same code.

    Refuses a lost one, an active one, and where the person has another.
    """
    require(rules.can_issue_badges(actor))
    held(badge.edition)
    badge = Badge.objects.select_for_update(of=("self",)).get(pk=badge.pk)
    if badge.is_active:
        raise Refusal("badge.active")
    if badge.cancel_reason == CancelReason.LOST:
        raise Refusal("badge.lost")
    theirs = Q()
    for name in (*SOURCES, "user_id"):
        if key := getattr(badge, name):
            theirs |= Q(**{name: key})
    active = Badge.objects.filter(edition=badge.edition_id, state=BadgeState.ACTIVE)
    if theirs and (other := active.filter(theirs).first()):
        raise Refusal("badge.has_one", badge=other.code)
    badge.state, badge.cancelled_at, badge.cancel_reason = BadgeState.ACTIVE, None, ""
    badge.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    return badge


@transaction.atomic
def reissue_badge(*, badge: Badge, actor: Visitor, note: str = "") -> Badge:
    """A lost badge is refused at the door from now on; its person gets another, with another code.

    Refuses a badge that is cancelled: of two who reissue it at once the second is told so.
    """
    require(rules.can_issue_badges(actor))
    lost = _cancelled(_active(badge), CancelReason.LOST, note)
    return Badge.objects.create(
        **{name: getattr(lost, name) for name in COPIED},
        code=fresh_badge_code(lost.edition.number),
        replaces=lost,
    )


def _active(badge: Badge) -> Badge:
    badge = Badge.objects.select_for_update(of=("self",)).select_related("edition").get(pk=badge.pk)
    if not badge.is_active:
        raise Refusal("badge.cancelled")
    return badge
