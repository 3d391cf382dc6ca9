"""Who was there: by the door, day by day, and by the sessions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from multaqa.apps.attendance.models import Badge, CheckIn
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Session


@dataclass(slots=True)
class Presence:
    """The days on which somebody came in, and the workshops that they were checked in to."""

    days: list[date] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)


def may_certify(edition: Edition) -> bool:
    """From the last day on: until then who came may still come again."""
    return timezone.localdate() >= edition.ends_on


def roots_of(badges: Iterable[Badge]) -> dict[int, int]:
    """For each badge the first one that its person had: check-ins and certificates stand on it."""
    badges = list(badges)
    editions = {one.edition_id for one in badges}
    replaced = Badge.objects.filter(edition__in=editions, replaces__isnull=False).order_by()
    earlier = {key: old for key, old in replaced.values_list("pk", "replaces") if old}
    roots = {}
    for badge in badges:
        root = badge.pk
        while root in earlier:
            root = earlier[root]
        roots[badge.pk] = root
    return roots


def presence_of(edition: Edition, roots: Collection[int]) -> dict[int, Presence]:
    """By the first badge of each person who was checked in: when, and to what."""
    found: dict[int, Presence] = {}
    check_ins = CheckIn.objects.filter(edition=edition, badge__in=roots).select_related("session")
    for one in check_ins.order_by("at", "pk"):
        presence = found.setdefault(one.badge_id, Presence())
        if one.day not in presence.days:
            presence.days.append(one.day)
        if one.session is not None:
            presence.sessions.append(one.session)
    return found
