"""Clashes and changes, as sentences; days and hours, as the programme says them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Interpreter, Session, Speaker
from multaqa.apps.programme.phrases import CHANGES, CLASHES
from multaqa.apps.programme.queries import (
    Change,
    Changed,
    Clash,
    Published,
    ShownSession,
)
from multaqa.ui.amounts import isolated
from multaqa.ui.dates import moment


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, and the session it is about."""

    session: int
    title: str
    text: str
    is_mild: bool = False
    other: int = 0


def said(text: str) -> str:
    """A person's words in an isolate of their own, within a sentence of ours."""
    return f"\u2068{text}\u2069"


def clashes_told(
    edition: Edition, clashes: Iterable[Clash], sessions: Iterable[Session]
) -> list[Told]:
    """Each clash as a sentence: two questions for the names, however many there are."""
    found = list(clashes)
    if not found:
        return []
    titles = {one.number: one.title for one in sessions}
    speakers = dict(_names(edition.speakers.all()))
    interpreters = dict(_names(edition.interpreters.all()))
    told = []
    for clash in found:
        about_interpreter = "interpreter" in clash.code or clash.code == "tongue"
        names = interpreters if about_interpreter else speakers
        facts = {
            "other": said(titles.get(clash.other, "")),
            "who": said(names.get(clash.who, "")),
        }
        text = str(CLASHES[clash.code.value] % facts)
        told.append(
            Told(clash.session, titles.get(clash.session, ""), text, clash.is_mild, clash.other)
        )
    return told


def _names(rows: Iterable[Speaker | Interpreter]) -> Iterable[tuple[int, str]]:
    return ((row.pk, row.name) for row in rows)


def seen_from(number: int, clash: Clash) -> Clash:
    """The same clash, told of that session: the other one is named in it."""
    if clash.session == number or not clash.other:
        return clash
    return Clash(clash.code, number, clash.session, clash.who)


def changes_told(older: Published, newer: Published, changes: Iterable[Changed]) -> list[Told]:
    """Each change as a sentence, in the reader's language."""
    before = {one.number: one for one in older.sessions}
    now = {one.number: one for one in newer.sessions}
    people = {**older.people, **newer.people}
    told = []
    for change in changes:
        session, was = now[change.number], before.get(change.number)
        facts = {
            "title": said(session.title),
            "at": said(when(session)),
            "room": said(_room(session)),
            "track": said(session.track.name if session.track else "—"),
            "who": comma().join(said(people[key].name) for key in change.who if key in people)
            or _("somebody whose name is not public"),
            "was": _was(change.kind, was),
        }
        told.append(Told(session.number, session.title, str(CHANGES[change.kind.value] % facts)))
    return told


def _was(kind: Change, session: ShownSession | None) -> str:
    if session is None:
        return ""
    if kind == Change.MOVED:
        return said(when(session))
    return said(_room(session) if kind == Change.OTHER_ROOM else session.title)


def _room(session: ShownSession) -> str:
    return session.room.name if session.room else _("no room yet")


def when(session: ShownSession) -> str:
    return moment(session.starts_at)


def hours(starts_at: datetime, ends_at: datetime) -> str:
    """10:00–11:30, held together: an Arabic line would turn it round."""
    return isolated(f"{starts_at:%H:%M}–{ends_at:%H:%M}")


def comma() -> str:
    return "، " if get_language() == "ar" else ", "
