"""Sessions that come from a spreadsheet, and what is taken over from another edition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import queries, rules
from multaqa.apps.programme.models import (
    Kind,
    Language,
    Part,
    Room,
    Session,
    SessionSpeaker,
    Slot,
    Speaker,
    Track,
)
from multaqa.apps.programme.services.queue import one_at_a_time
from multaqa.kernel import arabic, tables
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MOST_ROWS = 500
SEPARATORS = str.maketrans({"،": ";", "؛": ";", "|": ";", "\n": ";"})

# What a heading may be called, folded; the first is what our own file says.
COLUMNS: dict[str, tuple[str, ...]] = {
    "title_ar": ("العنوان", "عنوان الحصة", "عنوان الورشة", "titre en arabe", "title", "title_ar"),
    "title_fr": ("العنوان بالفرنسية", "titre", "titre en francais", "title_fr"),
    "kind": ("النوع", "نوع الحصة", "type", "nature", "kind"),
    "summary_ar": ("الملخص", "ملخص", "resume en arabe", "summary", "summary_ar"),
    "summary_fr": ("الملخص بالفرنسية", "resume", "resume en francais", "summary_fr"),
    "track": ("المحور", "axe", "axe thematique", "track"),
    "room": ("القاعة", "salle", "room"),
    "day": ("اليوم", "التاريخ", "jour", "date", "day"),
    "starts": ("البداية", "من", "debut", "de", "start", "starts"),
    "ends": ("النهاية", "إلى", "fin", "a", "end", "ends"),
    "speakers": ("المتدخلون", "المتدخلات والمتدخلون", "intervenants", "intervenant", "speakers"),
    "moderators": ("التسيير", "المسير", "moderateur", "moderation", "moderators"),
    "languages": ("اللغات", "اللغة", "langues", "langue", "languages"),
    "capacity": ("عدد الأماكن", "الأماكن", "places", "capacite", "capacity"),
}
NEEDED = ("title_ar",)
KINDS: dict[str, str] = {
    **{arabic.fold(word): kind for kind, words in {
        Kind.OPENING: ("افتتاح", "ouverture", "opening"),
        Kind.PLENARY: ("جلسة عامة", "pleniere", "plenary"),
        Kind.WORKSHOP: ("ورشة", "atelier", "workshop"),
        Kind.ROUND_TABLE: ("مائدة مستديرة", "table ronde", "round table"),
        Kind.EXHIBITION: ("معرض", "exposition", "exhibition"),
        Kind.EVENING: ("أمسية", "soiree", "evening"),
        Kind.BREAK: ("استراحة", "pause", "break"),
        Kind.MEAL: ("وجبة", "غداء", "عشاء", "repas", "dejeuner", "diner", "meal"),
        Kind.PRAYER: ("صلاة", "priere", "prayer"),
        Kind.CLOSING: ("اختتام", "cloture", "closing"),
    }.items() for word in words},
}  # fmt: skip
TONGUES: dict[str, str] = {
    **{arabic.fold(word): code for code, words in {
        Language.AR: ("العربية", "عربية", "arabe", "ar"),
        Language.FR: ("الفرنسية", "فرنسية", "francais", "fr"),
        Language.EN: ("الإنجليزية", "anglais", "en"),
        Language.AMAZIGH: ("الأمازيغية", "أمازيغية", "amazigh", "amazighe"),
        Language.HASSANIYA: ("الحسانية", "حسانية", "hassaniya", "hassani"),
        Language.SIGN: ("لغة الإشارة", "langue des signes"),
    }.items() for word in words},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line, as a code and its facts."""

    line: int
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """Sessions read from a file, and what is wrong in it."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_sessions(*, edition: Edition, content: bytes) -> Brought:
    """Read a CSV or XLSX file of sessions, headings in Arabic, French or English.

    Refuses a file without a column of titles; what is wrong in a line is a fault of that line.
    """
    table = tables.read(content, rows=MOST_ROWS, is_lenient=True)
    places = _columns(table.headers)
    if missing := [name for name in NEEDED if name not in places]:
        raise Refusal("programme.column_missing", column=COLUMNS[missing[0]][0])
    known = _Known(edition)
    brought = Brought()
    for line, cells in zip(table.lines, table.rows, strict=True):
        row = {name: cells[place].strip() for name, place in places.items()}
        brought.rows.append(known.read(line, row, brought.faults))
    return brought


def _columns(headers: Iterable[str]) -> dict[str, int]:
    names = {arabic.fold(word): name for name, words in COLUMNS.items() for word in words}
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        name = names.get(arabic.fold(header))
        if name and name not in found:
            found[name] = place
    return found


class _Known:
    """The rooms, tracks and days that a file may name."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.rooms = _by_words(edition.rooms.all(), ("name_ar", "name_fr", "slug"))
        self.tracks = _by_words(edition.tracks.all(), ("name_ar", "name_fr", "slug"))

    def read(self, line: int, row: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
        def fault(code: str, text: str = "") -> None:
            faults.append(Fault(line, code, text[:60]))

        told: dict[str, Any] = {
            name: row.get(name, "") for name in ("title_ar", "title_fr", "summary_ar", "summary_fr")
        }
        if not arabic.has_letters(told["title_ar"]):
            fault("no_title")
        told["title_ar"], told["title_fr"] = told["title_ar"][:200], told["title_fr"][:200]
        told["kind"] = Kind.WORKSHOP
        if word := row.get("kind", ""):
            told["kind"] = KINDS.get(arabic.fold(word), Kind.WORKSHOP)
            if arabic.fold(word) not in KINDS:
                fault("kind", word)
        told["room"] = self._found(self.rooms, row.get("room", ""), "room", fault)
        told["track"] = self._found(self.tracks, row.get("track", ""), "track", fault)
        told["starts_at"], told["ends_at"] = self._times(row, fault)
        told["languages"] = self._tongues(row.get("languages", ""), fault)
        told["capacity"] = self._capacity(row.get("capacity", ""), fault)
        told["people"] = [
            (name, part)
            for column, part in (("moderators", Part.MODERATOR), ("speakers", Part.SPEAKER))
            for name in _split(row.get(column, ""))
        ]
        return told

    def _found(self, known: Mapping[str, Any], word: str, code: str, fault: Any) -> Any:  # noqa: ANN401
        if not word:
            return None
        if arabic.fold(word) not in known:
            fault(code, word)
        return known.get(arabic.fold(word))

    def _times(self, row: Mapping[str, str], fault: Any) -> tuple[Any, Any]:  # noqa: ANN401
        words = [row.get(name, "") for name in ("day", "starts", "ends")]
        if not any(words):
            return None, None
        day, starts, ends = self._day(words[0]), _hour(words[1]), _hour(words[2])
        if day is None:
            fault("day", words[0])
        span = None
        if starts is not None and ends is not None:
            span = queries.span_of(day or self.edition.starts_on, starts, ends)
        if span is None or span[1] <= span[0]:
            fault("hours", f"{words[1]} – {words[2]}")
            return None, None
        return span if day else (None, None)

    def _day(self, word: str) -> date | None:
        """A date, or the first or second day."""
        digits = arabic.digits(word).strip()
        if digits.isascii() and digits.isdigit() and len(digits) < 3:
            day = self.edition.starts_on + timedelta(days=int(digits) - 1)
            return day if self.edition.starts_on <= day <= self.edition.ends_on else None
        for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
            try:
                return datetime.strptime(digits, shape).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        return None

    def _tongues(self, word: str, fault: Any) -> list[str]:  # noqa: ANN401
        codes = []
        for one in _split(word):
            if code := TONGUES.get(arabic.fold(one)):
                codes.append(str(code))
            else:
                fault("language", one)
        return codes

    def _capacity(self, word: str, fault: Any) -> int | None:  # noqa: ANN401
        if not word:
            return None
        digits = arabic.digits(word)
        if digits.isascii() and digits.isdigit() and 0 < int(digits) < 100_000:
            return int(digits)
        fault("capacity", word)
        return None


def _by_words(rows: Iterable[Any], columns: Iterable[str]) -> dict[str, Any]:
    names = tuple(columns)
    return {
        arabic.fold(str(word)): row
        for row in rows
        for name in names
        if (word := getattr(row, name))
    }


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.translate(SEPARATORS).split(";") if one.strip()]


def _hour(word: str) -> time | None:
    digits = arabic.digits(word).strip().replace("h", ":").replace("س", ":").rstrip(":")
    if digits.isascii() and digits.isdigit() and len(digits) < 3:
        digits += ":00"
    for shape in ("%H:%M", "%H:%M:%S"):
        try:
            return datetime.strptime(digits, shape).time()  # noqa: DTZ007  an hour has no zone
        except ValueError:
            continue
    return None


@transaction.atomic
def bring_sessions(*, edition: Edition, actor: Visitor, rows: Iterable[Mapping[str, Any]]) -> int:
    """Add the sessions of a file that was read, with their speakers; says how many.

    A speaker of the same name is the same person; a new one is not public until they agreed.
    """
    require(rules.can_plan(actor))
    one_at_a_time(edition.pk)
    speakers = _by_words(edition.speakers.all(), ("name_ar", "name_fr"))
    number = queries.next_number(edition)
    for count, told in enumerate(rows):
        fields = {name: value for name, value in told.items() if name != "people"}
        session = Session.objects.create(edition=edition, number=number + count, **fields)
        for position, (name, part) in enumerate(told["people"], start=1):
            key = arabic.fold(name)
            if key not in speakers:
                speakers[key] = Speaker.objects.create(edition=edition, name_ar=name[:150])
            SessionSpeaker.objects.get_or_create(
                session=session,
                speaker=speakers[key],
                defaults={"part": part, "position": position},
            )
    return queries.next_number(edition) - number


@transaction.atomic
def copy_programme(
    *, edition: Edition, source: Edition, actor: Visitor, has_sessions: bool = True
) -> int:
    """Take over the frame of another edition, moved to these days; says how many sessions came.

    Tracks and rooms that are there already stay as they are. Sessions come without speakers, who
    are to be asked anew, and nobody can ask for a place yet.
    """
    require(rules.can_plan(actor))
    if edition.pk == source.pk:
        raise Refusal("programme.same_edition")
    one_at_a_time(edition.pk)
    days = edition.starts_on - source.starts_on
    tracks = _copied(Track, source.tracks.all(), edition)
    rooms = _copied(Room, source.rooms.all(), edition)
    for slot in source.slots.all():
        Slot.objects.get_or_create(
            edition=edition,
            starts_at=_moved(slot.starts_at, days),
            ends_at=_moved(slot.ends_at, days),
        )
    if not has_sessions:
        return 0
    number = queries.next_number(edition)
    sessions = list(queries.sessions_of(source))
    for place, session in enumerate(sessions):
        session.track = tracks.get(session.track.slug) if session.track else None
        session.room = rooms.get(session.room.slug) if session.room else None
        if session.starts_at and session.ends_at:
            session.starts_at = _moved(session.starts_at, days)
            session.ends_at = _moved(session.ends_at, days)
        session.pk, session.edition, session.number = None, edition, number + place
        session.held_count, session.is_signup_open = 0, False
        session._state.adding = True
        session.save()
    return len(sessions)


def _copied(model: Any, rows: Iterable[Any], edition: Edition) -> dict[str, Any]:  # noqa: ANN401
    """Copies by slug; what is there under that slug stays."""
    found = {row.slug: row for row in model.objects.filter(edition=edition)}
    for row in rows:
        if row.slug in found:
            continue
        row.pk, row.edition = None, edition
        row._state.adding = True
        row.save()
        found[row.slug] = row
    return found


def _moved(moment: datetime, days: timedelta) -> datetime:
    """The same hour by the clock, so many days on."""
    here = timezone.localtime(moment)
    later = (here + days).replace(tzinfo=None)
    return later.replace(tzinfo=timezone.get_current_timezone())
