"""How a person stands at a door, by what was typed or scanned: the same as a phone works it out."""

from dataclasses import dataclass

from django.utils import timezone

from multaqa.apps.attendance.models import Badge, CheckIn
from multaqa.apps.attendance.queries.codes import CodeKind, read_code
from multaqa.apps.attendance.queries.door import people_of, standing
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Session
from multaqa.refusal import Refusal

# What a volunteer may pass over: the person is let in, and counted.
OPEN = ("full", "waiting", "unlisted")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` names the answer, ``entry`` the check-in by which somebody is in already."""

    outcome: str
    code: str = ""
    badge: Badge | None = None
    entry: CheckIn | None = None
    edition: int = 0
    next_code: str = ""

    @property
    def is_open(self) -> bool:
        return self.outcome in OPEN


def verdict(edition: Edition, text: str, session: Session | None = None) -> Verdict:
    """What the door answers; ``in`` is a welcome that is still to be written down."""
    try:
        read = read_code(text)
    except Refusal as refusal:
        return Verdict(refusal.code.removeprefix("code."))
    if read.kind == CodeKind.CERTIFICATE:
        return Verdict("certificate")
    if read.edition != edition.number:
        return Verdict("other_edition", read.text, edition=read.edition)
    people = people_of(edition, [read.text])
    if read.text not in people:
        return Verdict("unknown", read.text)
    return _of_person(*people[read.text], session)


def _of_person(badge: Badge, first: Badge, session: Session | None) -> Verdict:
    if not badge.is_active:
        after = Badge.objects.filter(replaces=badge).first()
        return Verdict("cancelled", badge.code, badge, next_code=after.code if after else "")
    if entry := entry_of(first, session):
        return Verdict("again", badge.code, badge, entry)
    return Verdict(_room(session, badge) if session else "in", badge.code, badge)


def entry_of(person: Badge, session: Session | None) -> CheckIn | None:
    """By which the person is in: today at the door, or in the session."""
    came = CheckIn.objects.filter(badge=person).select_related("scan__device")
    if session is None:
        return came.filter(session=None, day=timezone.localdate()).first()
    return came.filter(session=session).first()


def _room(session: Session, badge: Badge) -> str:
    size = session.size
    if size is not None and CheckIn.objects.filter(session=session).count() >= size:
        return "full"
    found = standing(session, badge)
    return found if found in {"waiting", "unlisted"} else "in"
