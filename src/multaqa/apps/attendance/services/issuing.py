"""Badges issued from what the platform knows, again and again, each person once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.models import Badge, BadgeState, CancelReason
from multaqa.apps.attendance.queries.codes import fresh_badge_code
from multaqa.apps.attendance.queries.coming import (
    FACES,
    SOURCES,
    Coming,
    in_order,
    is_same_name,
    people_coming,
)
from multaqa.apps.forum.models import Edition
from multaqa.kernel import arabic
from multaqa.kernel.refusals import require

# Cancelled by the desk, on purpose: they are not issued again for the same person.
HELD_BACK = (CancelReason.REFUSED, CancelReason.MISTAKE)
CHANGED = (*FACES, *SOURCES, "name_key", "kind", "kinds", "user_id", "contact_mark", "source")


@dataclass(slots=True)
class Issue:
    """What issuing comes to: badges to make, to change, to print again, to cancel."""

    new: list[Badge] = field(default_factory=list)
    changed: list[Badge] = field(default_factory=list)
    to_print_again: list[Badge] = field(default_factory=list)
    gone: list[Badge] = field(default_factory=list)
    doubled: list[Badge] = field(default_factory=list)
    held_back_count: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.new or self.changed or self.gone or self.doubled)


@transaction.atomic
def issue_badges(*, edition: Edition, actor: Visitor) -> Issue:
    """Every person who comes has one badge, and nobody else has one that the platform gave.

    Done again it changes only what changed: new people get a badge, who gave up their seat loses
    it, and one whose face changed is to be printed again. What the desk corrected stays, unless its
    source says something new; whom the desk barred gets none.
    """
    require(rules.can_issue_badges(actor))
    held(edition)
    issue = planned(edition)
    now = timezone.now()
    for badges, reason in (
        (issue.gone, CancelReason.GIVEN_UP),
        (issue.doubled, CancelReason.MISTAKE),
    ):
        Badge.objects.filter(pk__in=[one.pk for one in badges]).update(
            state=BadgeState.CANCELLED, cancelled_at=now, cancel_reason=reason
        )
    # What is theirs alone is let go first, so that two badges may change places.
    moved = [one.pk for one in issue.changed]
    Badge.objects.filter(pk__in=moved).update(
        seat=None, ex_officio_seat=None, speaker=None, user=None
    )
    names = [name.removesuffix("_id") for name in CHANGED]
    Badge.objects.bulk_update(issue.changed, [*names, "is_to_print"], batch_size=200)
    Badge.objects.bulk_create(issue.new, batch_size=200)
    return issue


def held(edition: Edition) -> Edition:
    """The edition, held: of two who issue badges the second waits, and finds them issued."""
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def planned(edition: Edition) -> Issue:
    """What issuing would do now; the badges in it are changed in memory alone."""
    found = _Known(edition)
    issue = Issue()
    kept: set[int] = set()
    for person in people_coming(edition):
        if theirs := found.badges_of(person):
            kept.update(one.pk for one in theirs)
            issue.doubled += theirs[1:]
            _follow(theirs[0], person, issue)
        elif found.is_held_back(person):
            issue.held_back_count += 1
        else:
            issue.new.append(_made(edition, person))
    for badge in found.active:
        if badge.pk in kept:
            continue
        if not badge.typed_kind:
            issue.gone.append(badge)
        elif any(getattr(badge, name) for name in SOURCES):
            _follow(badge, None, issue)
    return issue


class _Known:
    """The badges that are there, found by what they come from."""

    def __init__(self, edition: Edition) -> None:
        badges = list(Badge.objects.filter(edition=edition).order_by("pk"))
        self.active = [one for one in badges if one.is_active]
        self.barred = [one for one in badges if one.cancel_reason in HELD_BACK]
        self.by_source = _by_source(self.active)
        self.by_mark = _by_mark(self.active)
        self.by_barred_source, self.by_barred_mark = _by_source(self.barred), _by_mark(self.barred)

    def badges_of(self, person: Coming) -> list[Badge]:
        return _found(person, self.by_source, self.by_mark)

    def is_held_back(self, person: Coming) -> bool:
        return bool(_found(person, self.by_barred_source, self.by_barred_mark))


def _by_source(badges: Iterable[Badge]) -> dict[tuple[str, int], Badge]:
    return {
        (name, key): badge
        for badge in badges
        for name in (*SOURCES, "user_id")
        if (key := getattr(badge, name)) is not None
    }


def _by_mark(badges: Iterable[Badge]) -> dict[str, list[Badge]]:
    marked: dict[str, list[Badge]] = defaultdict(list)
    for badge in badges:
        if badge.contact_mark:
            marked[badge.contact_mark].append(badge)
    return marked


def _found(
    person: Coming, by_source: dict[tuple[str, int], Badge], by_mark: dict[str, list[Badge]]
) -> list[Badge]:
    """The person's badges, the first one issued first: one, unless they became known as one."""
    found = {
        badge.pk: badge
        for name in (*SOURCES, "user_id")
        if (badge := by_source.get((name, getattr(person, name) or 0)))
    }
    for mark in person.marks:
        for badge in by_mark.get(mark, []):
            if is_same_name(badge.name, person.name):
                found[badge.pk] = badge
    return [found[key] for key in sorted(found)]


def _made(edition: Edition, person: Coming) -> Badge:
    badge = Badge(
        edition=edition,
        code=fresh_badge_code(edition.number),
        **person.face,
        **_ties(person),
        kind=person.kinds[0],
        kinds=person.kinds,
        source=person.face,
    )
    badge.name_key = arabic.fold(badge.name)[:300]
    return badge


def _ties(person: Coming) -> dict[str, Any]:
    """What binds a badge to where it comes from."""
    return {
        **{name: getattr(person, name) for name in SOURCES},
        "user_id": person.user_id,
        "contact_mark": person.marks[0] if person.marks else "",
    }


def _follow(badge: Badge, person: Coming | None, issue: Issue) -> None:
    """Change a badge as its sources did; of nobody's seat any more, it is what the desk wrote."""
    before, face = _told(badge), badge.face
    if person is None:
        badge.seat_id = badge.ex_officio_seat_id = badge.speaker_id = None
        badge.kinds, badge.source = [badge.typed_kind], {}
    else:
        for name, said in person.face.items():
            if _is_news(badge, name, said):
                setattr(badge, name, said)
        ties = _ties(person)
        # What the desk knew of a person it wrote in is not lost for a source that says nothing.
        for name in SOURCES:
            setattr(badge, name, ties[name])
        badge.user_id = ties["user_id"] or badge.user_id
        badge.contact_mark = ties["contact_mark"] or badge.contact_mark
        badge.source = person.face
        badge.kinds = in_order([*person.kinds, *filter(None, [badge.typed_kind])])
    badge.kind = badge.kinds[0]
    badge.name_key = arabic.fold(badge.name)[:300]
    if _told(badge) == before:
        return
    issue.changed.append(badge)
    if badge.face != face:
        if badge.print_count and not badge.is_to_print:
            issue.to_print_again.append(badge)
        badge.is_to_print = True


def _is_news(badge: Badge, name: str, said: object) -> bool:
    """Whether a source says what it did not say before; what the desk wrote in stands otherwise."""
    if not badge.source and getattr(badge, name):
        return False
    return bool(badge.source.get(name) != said)


def _told(badge: Badge) -> dict[str, Any]:
    return {name: getattr(badge, name) for name in CHANGED}
