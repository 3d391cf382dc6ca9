"""Certificates of attendance: made of who was checked in, renewed, revoked."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.models import Badge, CancelReason, Certificate
from multaqa.apps.attendance.queries.codes import fresh_certificate_number
from multaqa.apps.attendance.queries.presence import Presence, may_certify, presence_of, roots_of
from multaqa.apps.attendance.services.certificate_files import drop_files
from multaqa.apps.attendance.services.issuing import held
from multaqa.apps.forum.models import Edition
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

Revoked = Certificate.Revoked
# Revoked for these, it is not for the person alone to have another.
WITHHELD = (Revoked.ABSENT, Revoked.ASKED, Revoked.MISTAKE)


@transaction.atomic
def certify(
    *, edition: Edition, actor: Visitor, badges: Collection[int] | None = None
) -> list[Certificate]:
    """A certificate for each person who was checked in and has none; of all badges, or of some.

    Refuses before the last day. Nobody is given a second one, nor one anew that was revoked.
    """
    require(rules.can_certify(actor))
    _check_day(edition)
    held(edition)
    chosen = _certifiable(edition)
    if badges is not None:
        chosen = chosen.filter(pk__in=badges)
    return _made(edition, list(chosen), actor)


@transaction.atomic
def take_certificate(*, badge: Badge, actor: Visitor) -> Certificate:
    """One's own certificate, made the first time that it is asked for.

    Refuses before the last day, for who was not checked in, and where it was revoked.
    """
    require(rules.can_take_certificate(actor, badge))
    _check_day(badge.edition)
    held(badge.edition)
    root = roots_of([badge])[badge.pk]
    earlier = list(Certificate.objects.filter(badge=root).order_by("pk"))
    for one in earlier:
        if not one.is_revoked:
            return one
    if any(one.revoke_reason in WITHHELD for one in earlier):
        raise Refusal("certificate.withheld")
    made = _made(badge.edition, [badge], actor)
    if not made:
        raise Refusal("certificate.not_present")
    return made[0]


def _check_day(edition: Edition) -> None:
    if not may_certify(edition):
        raise Refusal("certificate.too_early")


def waiting_count(edition: Edition) -> int:
    """How many people were checked in and have no certificate yet."""
    badges = list(_certifiable(edition))
    roots = set(roots_of(badges).values())
    had = _certified(roots)
    return len(presence_of(edition, roots - had))


def _certifiable(edition: Edition) -> QuerySet[Badge]:
    """Whoever wore a badge that day, had they to give it back since; not one made by mistake."""
    barred = [CancelReason.MISTAKE, CancelReason.REFUSED]
    return Badge.objects.filter(edition=edition).exclude(cancel_reason__in=barred).order_by("pk")


def _certified(roots: Collection[int]) -> set[int]:
    """Those of whom a certificate holds, or was revoked for good."""
    found = Certificate.objects.filter(badge__in=roots).exclude(revoke_reason=Revoked.RENEWED)
    return set(found.values_list("badge", flat=True))


def _made(edition: Edition, badges: list[Badge], actor: Visitor) -> list[Certificate]:
    """One for each person present who never had one, from their newest badge."""
    roots = roots_of(badges)
    newest = {roots[badge.pk]: badge for badge in badges}  # a later badge replaces an earlier one
    present = presence_of(edition, newest.keys() - _certified(newest))
    actor_user = actor if isinstance(actor, User) else None
    return Certificate.objects.bulk_create(
        Certificate(
            edition=edition,
            badge_id=root,
            number=fresh_certificate_number(edition.number),
            issued_by=actor_user,
            **_said(badge, present[root]),
        )
        for root, badge in newest.items()
        if root in present
    )


def _said(badge: Badge, presence: Presence) -> dict[str, Any]:
    """What the certificate says, as it is now."""
    return {
        "kind": badge.kind,
        "name": badge.name,
        "name_latin": badge.name_latin,
        "body_name": badge.body_name,
        "sex": badge.sex,
        "days": [day.isoformat() for day in presence.days],
        "sessions": [
            {"ar": one.title_ar, "fr": one.title_fr or one.title_ar} for one in presence.sessions
        ],
    }


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, actor: Visitor, reason: str) -> Certificate:
    """Its page says from now on that it no longer holds, and why. Refuses one revoked already."""
    require(rules.can_certify(actor))
    held(certificate.edition)
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.is_revoked:
        raise Refusal("certificate.revoked")
    if reason not in Revoked.values or reason == Revoked.RENEWED:
        raise Refusal("certificate.no_reason")
    return _revoked(certificate, reason)


def _revoked(certificate: Certificate, reason: str) -> Certificate:
    certificate.revoked_at, certificate.revoke_reason = timezone.now(), reason
    certificate.save(update_fields=["revoked_at", "revoke_reason"])
    drop_files([certificate.edition_id])
    return certificate


@transaction.atomic
def renew_certificate(*, certificate: Certificate, actor: Visitor) -> Certificate:
    """Another one, of what is known now, in place of one whose name or days were wrong.

    Refuses one revoked already, and who turns out not to have been checked in.
    """
    require(rules.can_certify(actor))
    held(certificate.edition)
    old = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if old.is_revoked:
        raise Refusal("certificate.revoked")
    _revoked(old, Revoked.RENEWED)
    made = _made(certificate.edition, _chain(old.badge_id, certificate.edition), actor)
    if not made:
        raise Refusal("certificate.not_present")
    return made[0]


def _chain(root: int, edition: Edition) -> list[Badge]:
    """A person's badges, from the first to the one that replaced it last."""
    badges = list(Badge.objects.filter(edition=edition).order_by("pk"))
    roots = roots_of(badges)
    return [one for one in badges if roots[one.pk] == root]
