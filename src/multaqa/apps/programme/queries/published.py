"""The programme as everyone sees it: its last published version, read from the frozen document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.queries import editions_seen_by
from multaqa.apps.programme.models import (
    FOR_ALL,
    PAUSES,
    Kind,
    Language,
    Part,
    Place,
    Session,
    Version,
)
from multaqa.apps.programme.queries.document import document_of, people_of
from multaqa.apps.programme.queries.places import places_of

Words = Mapping[str, str]
FALL_BACK = ("ar", "fr", "en")


def worded(words: Words | None) -> str:
    """What was written, in the reader's language; else in Arabic, else in any."""
    if not words:
        return ""
    language = get_language() or "ar"
    return words.get(language) or next((words[code] for code in FALL_BACK if words.get(code)), "")


@dataclass(frozen=True, slots=True)
class ShownTrack:
    slug: str
    names: Words
    colour: str

    @property
    def name(self) -> str:
        return worded(self.names)


@dataclass(frozen=True, slots=True)
class ShownRoom:
    slug: str
    names: Words
    buildings: Words
    capacity: int
    is_step_free: bool

    @property
    def name(self) -> str:
        return worded(self.names)

    @property
    def building(self) -> str:
        return worded(self.buildings)


@dataclass(frozen=True, slots=True)
class ShownPerson:
    key: int
    names: Words
    functions: Words
    bodies: Words
    bios: Words

    @property
    def name(self) -> str:
        return worded(self.names)

    @property
    def function(self) -> str:
        return worded(self.functions)

    @property
    def body(self) -> str:
        return worded(self.bodies)

    @property
    def bio(self) -> str:
        return worded(self.bios)


@dataclass(frozen=True, slots=True)
class ShownPart:
    person: ShownPerson
    part: str

    @property
    def label(self) -> str:
        return str(Part(self.part).label)


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as it was published."""

    edition: int
    number: int
    kind: str
    titles: Words
    summaries: Words
    track: ShownTrack | None
    room: ShownRoom | None
    starts_at: datetime
    ends_at: datetime
    languages: tuple[str, ...]
    interpretation: tuple[str, ...]
    parts: tuple[ShownPart, ...]
    size: int | None
    audience: str
    is_signup_open: bool
    is_cancelled: bool
    revision: int

    @property
    def title(self) -> str:
        return worded(self.titles)

    @property
    def summary(self) -> str:
        return worded(self.summaries)

    @property
    def kind_named(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def is_pause(self) -> bool:
        return self.kind in PAUSES

    @property
    def is_for_all(self) -> bool:
        return self.kind in FOR_ALL

    @property
    def day(self) -> date:
        return self.starts_at.date()

    @property
    def uid(self) -> str:
        return f"{self.edition}-{self.number}"

    @property
    def languages_named(self) -> list[str]:
        return [str(Language(code).label) for code in self.languages]

    @property
    def interpretation_named(self) -> list[str]:
        return [str(Language(code).label) for code in self.interpretation]

    @property
    def persons(self) -> list[ShownPerson]:
        return [part.person for part in self.parts]


@dataclass(frozen=True)
class Published:
    """A version, ready to be shown: a draft has the number 0 and no moment.

    ``changed_at`` is later than ``at`` where a name has left it since.
    """

    edition: Edition
    number: int
    digest: str
    at: datetime | None
    changed_at: datetime | None
    note: str
    tracks: dict[str, ShownTrack]
    rooms: dict[str, ShownRoom]
    people: dict[int, ShownPerson]
    sessions: list[ShownSession] = field(default_factory=list)

    @cached_property
    def standing(self) -> list[ShownSession]:
        """Those that are held."""
        return [one for one in self.sessions if not one.is_cancelled]

    @cached_property
    def days(self) -> list[date]:
        return sorted({one.day for one in self.standing})

    def session(self, number: int) -> ShownSession | None:
        return next((one for one in self.sessions if one.number == number), None)

    def of_person(self, key: int) -> list[ShownSession]:
        return [one for one in self.standing if any(part.person.key == key for part in one.parts)]


def shown(
    edition: Edition,
    document: Mapping[str, Any],
    people: Mapping[str, Any],
    *,
    version: Version | None = None,
) -> Published:
    """A document and the names beside it, as pages and feeds read them."""
    tracks = {
        row["slug"]: ShownTrack(row["slug"], row["name"], row["colour"])
        for row in document["tracks"]
    }
    rooms = {
        row["slug"]: ShownRoom(
            row["slug"], row["name"], row["building"], row["capacity"], row["is_step_free"]
        )
        for row in document["rooms"]
    }
    named = {
        int(key): ShownPerson(int(key), row["name"], row["function"], row["body"], row["bio"])
        for key, row in people.items()
    }
    return Published(
        edition=edition,
        number=version.number if version else 0,
        digest=version.digest if version else "",
        at=version.published_at if version else None,
        changed_at=version.changed_at if version else None,
        note=version.note if version else "",
        tracks=tracks,
        rooms=rooms,
        people=named,
        sessions=list(_sessions(edition.number, document["sessions"], tracks, rooms, named)),
    )


def _sessions(
    edition: int,
    rows: Iterable[Mapping[str, Any]],
    tracks: Mapping[str, ShownTrack],
    rooms: Mapping[str, ShownRoom],
    people: Mapping[int, ShownPerson],
) -> Iterator[ShownSession]:
    here = timezone.get_current_timezone()
    for row in rows:
        yield ShownSession(
            edition=edition,
            number=row["number"],
            kind=row["kind"],
            titles=row["title"],
            summaries=row["summary"],
            track=tracks.get(row["track"]),
            room=rooms.get(row["room"]),
            starts_at=datetime.fromisoformat(row["starts_at"]).astimezone(here),
            ends_at=datetime.fromisoformat(row["ends_at"]).astimezone(here),
            languages=tuple(row["languages"]),
            interpretation=tuple(row["interpretation"]),
            parts=tuple(
                ShownPart(people[one["key"]], one["part"])
                for one in row["people"]
                if one["key"] in people
            ),
            size=row["size"],
            audience=row["audience"],
            is_signup_open=row["is_signup_open"],
            is_cancelled=row["is_cancelled"],
            revision=row["revision"],
        )


def versions_seen_by(user: Visitor, edition: Edition) -> QuerySet[Version]:
    """Every version of an edition that one may see, newest first, without what it holds."""
    seen = Version.objects.filter(edition__in=editions_seen_by(user), edition=edition)
    return seen.defer("document", "people").select_related(None)


def last_version(edition: Edition) -> Version | None:
    return Version.objects.filter(edition=edition).order_by("-number").first()


def programme_seen_by(user: Visitor, edition: Edition) -> Published | None:
    """The programme as last published; nothing before that, or where one may not see it."""
    version = Version.objects.filter(edition__in=editions_seen_by(user), edition=edition).first()
    if version is None:
        return None
    return shown(edition, version.document, version.people, version=version)


def announced(session: Session) -> ShownSession | None:
    """A session as everyone sees it now, whatever is planned meanwhile."""
    version = last_version(session.edition)
    if version is None:
        return None
    found = shown(session.edition, version.document, version.people, version=version)
    return found.session(session.number)


def announced_places(user: Visitor, since: date) -> list[tuple[Place, ShownSession]]:
    """Their places in editions that end ``since`` then, each with its session as announced.

    What the programme does not announce is not there, as in their agenda; those to come first, in
    the order of time.
    """
    places = list(places_of(user).filter(session__edition__ends_on__gte=since))
    editions = {place.session.edition_id for place in places}
    last = Version.objects.filter(edition=OuterRef("edition")).order_by("-number")
    versions = Version.objects.filter(
        edition__in=editions_seen_by(user).filter(pk__in=editions),
        number=Subquery(last.values("number")[:1]),
    )
    found: dict[tuple[int, int], ShownSession] = {
        (version.edition_id, one.number): one
        for version in (versions.select_related("edition") if places else ())
        for one in shown(
            version.edition, version.document, version.people, version=version
        ).sessions
    }
    told = [
        (place, found[key])
        for place in places
        if (key := (place.session.edition_id, place.session.number)) in found
    ]
    now = timezone.now()
    return sorted(told, key=lambda row: (row[1].ends_at <= now, row[1].starts_at, row[0].pk))


def draft_of(edition: Edition) -> Published:
    """The programme as it would be published now: the desk's alone."""
    before = last_version(edition)
    document = document_of(edition, before.document if before else None)
    return shown(edition, document, people_of(edition, document))
