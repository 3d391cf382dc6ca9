"""The demonstration's two days: 24 workshops in 5 rooms, 60 speakers, places asked for.

Everything is dealt by public chance, so that the same seed gives the same programme on any machine.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.forum.models import Edition
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.programme import services
from multaqa.apps.programme.models import (
    Audience,
    Interpretation,
    Interpreter,
    Kind,
    Part,
    Place,
    PlaceState,
    Programme,
    Room,
    Session,
    SessionSpeaker,
    Slot,
    Speaker,
    Track,
)
from multaqa.engines.chance import choose
from multaqa.portal.demonstration import programme_words as words
from multaqa.portal.demonstration.applicants import FAMILIES, MEN, WOMEN, pairs

SEED = "programme-3"
SPEAKERS = 60
WALK = 10
Hour = tuple[int, int]


def build(edition: Edition, actor: User, president: User) -> None:
    """The programme of the edition under way: published, changed, published again."""
    plan = _Plan(edition, speakers=SPEAKERS, seed=SEED)
    for day, rows in words.PLENARIES.items():
        for kind, title_ar, title_fr, first, last in rows:
            session = plan.add(kind, title_ar, title_fr, (day, first, last), room="theatre")
            plan.speaks(session, 2 if kind == Kind.PLENARY else 1, Part.SPEAKER)
            plan.interprets(session)
    for day in (1, 2):
        for kind, title_ar, title_fr, first, last in words.PAUSES:
            plan.add(kind, title_ar, title_fr, (day, first, last))
    plan.workshops(is_open=True)
    plan.keep()
    services.publish_version(
        edition=edition,
        actor=actor,
        note_ar="النسخة الأولى من البرنامج",
        note_fr="Première version du programme",
    )
    _sign_up(edition, president)
    _change(edition, actor)


def build_past(edition: Edition, actor: User) -> None:
    """A small programme of the edition that is over: one morning of it."""
    plan = _Plan(edition, speakers=8, seed="programme-2")
    for kind, title_ar, title_fr, first, last in words.PLENARIES[1]:
        plan.add(kind, title_ar, title_fr, (1, first, last), room="theatre")
    plan.workshops(is_open=False, slots=words.WORKSHOP_SLOTS[:1])
    plan.keep()
    services.publish_version(
        edition=edition, actor=actor, note_ar="برنامج اليومين", note_fr="Programme des deux jours"
    )


class _Plan:
    """Rows of a programme, gathered and written a table at a time."""

    def __init__(self, edition: Edition, *, speakers: int, seed: str) -> None:
        self.edition, self.seed, self.turn = edition, seed, 0
        Programme.objects.create(edition=edition, walk_minutes=WALK)
        self.tracks = {
            slug: Track.objects.create(
                edition=edition, slug=slug, name_ar=ar, name_fr=fr, colour=colour, position=place
            )
            for place, (slug, ar, fr, colour) in enumerate(words.TRACKS, start=1)
        }
        self.rooms = {
            slug: Room.objects.create(
                edition=edition, slug=slug, name_ar=ar, name_fr=fr, building_ar=in_ar,
                building_fr=in_fr, capacity=capacity, is_step_free=is_free, position=place,
            )
            for place, (slug, ar, fr, in_ar, in_fr, capacity, is_free)
            in enumerate(words.ROOMS, start=1)
        }  # fmt: skip
        self.speakers = self._speakers(speakers)
        self.interpreters = [
            Interpreter.objects.create(edition=edition, name=name, languages=languages)
            for name, languages in words.INTERPRETERS
        ]
        self.sessions: list[Session] = []
        self.parts: list[SessionSpeaker] = []
        self.interpretations: list[Interpretation] = []

    def _speakers(self, count: int) -> list[Speaker]:
        names = {True: pairs(WOMEN, FAMILIES, self.seed), False: pairs(MEN, FAMILIES, self.seed)}
        bodies = list(
            Body.objects.filter(state=BodyState.VERIFIED, kind__in=["association", "cooperative"])
            .order_by("pk")
            .values_list("name_ar", flat=True)[:count]
        )
        rows = []
        for place in range(count):
            is_woman = place % 2 == 0
            function = words.FUNCTIONS[choose(len(words.FUNCTIONS), self.seed, "function", place)]
            name = next(names[is_woman])
            rows.append(
                Speaker(
                    edition=self.edition,
                    name_ar=name,
                    name_fr=words.in_french(name),
                    function_ar=function[0],
                    function_fr=function[1],
                    body_name_ar=bodies[place] if place < len(bodies) else "",
                    sex=Speaker.Sex.FEMALE if is_woman else Speaker.Sex.MALE,
                    # Two in sixty did not agree: the programme is published without their names.
                    has_consented=place % 30 != 17,
                )
            )
        return Speaker.objects.bulk_create(rows)

    def add(
        self,
        kind: str,
        title_ar: str,
        title_fr: str,
        when: tuple[int, Hour, Hour],
        *,
        room: str = "",
        **more: Any,
    ) -> Session:
        day, first, last = when
        session = Session(
            edition=self.edition,
            number=len(self.sessions) + 1,
            kind=kind,
            title_ar=title_ar,
            title_fr=title_fr,
            starts_at=self._at(day, first),
            ends_at=self._at(day, last),
            room=self.rooms[room] if room else None,
            languages=[] if kind in {Kind.BREAK, Kind.MEAL, Kind.PRAYER} else ["ar"],
            **more,
        )
        self.sessions.append(session)
        return session

    def _at(self, day: int, hour: Hour) -> datetime:
        date_of: date = self.edition.starts_on + timedelta(days=day - 1)
        return datetime.combine(date_of, time(*hour), timezone.get_current_timezone())

    def workshops(
        self, *, is_open: bool, slots: tuple[tuple[int, Hour, Hour], ...] = words.WORKSHOP_SLOTS
    ) -> None:
        """Four at a time, each of another track, in rooms that take turns."""
        slugs, rooms = list(words.WORKSHOPS), list(self.rooms)
        for place, slot in enumerate(slots):
            for beside in range(4):
                slug = slugs[(place * 4 + beside) % len(slugs)]
                turn = (place * 4 + beside) // len(slugs)
                title_ar, title_fr, summary = words.WORKSHOPS[slug][turn]
                room = rooms[(place + beside) % len(rooms)]
                size = (20, 24, 28, 30)[choose(4, self.seed, "size", place, beside)]
                session = self.add(
                    Kind.WORKSHOP,
                    title_ar,
                    title_fr,
                    slot,
                    room=room,
                    track=self.tracks[slug],
                    summary_ar=summary,
                    summary_fr=words.SUMMARIES_FR[slug][turn],
                    capacity=size,
                    walk_in_count=2,
                    is_signup_open=is_open,
                    audience=Audience.ALL,
                )
                self.speaks(session, 1, Part.MODERATOR)
                self.speaks(session, 1, Part.SPEAKER)

    def speaks(self, session: Session, count: int, part: str) -> None:
        """The next ones of the list: nobody speaks twice before everybody has spoken."""
        for _one in range(count):
            speaker = self.speakers[self.turn % len(self.speakers)]
            self.turn += 1
            self.parts.append(SessionSpeaker(session=session, speaker=speaker, part=part))

    def interprets(self, session: Session) -> None:
        self.interpretations.append(
            Interpretation(session=session, interpreter=self.interpreters[0], language="fr")
        )
        self.interpretations.append(
            Interpretation(session=session, interpreter=self.interpreters[2], language="xms")
        )

    def keep(self) -> None:
        Session.objects.bulk_create(self.sessions)
        SessionSpeaker.objects.bulk_create(self.parts)
        Interpretation.objects.bulk_create(self.interpretations)
        spans = {
            (one.starts_at, one.ends_at) for one in self.sessions if one.starts_at and one.ends_at
        }
        Slot.objects.bulk_create(
            [
                Slot(edition=self.edition, starts_at=first, ends_at=last)
                for first, last in sorted(spans)
            ]
        )


def _sign_up(edition: Edition, president: User) -> None:
    """Some workshops full, with people who wait; entered as the desk would, without accounts."""
    names = pairs(WOMEN + MEN, FAMILIES, f"{SEED}-places")
    now = timezone.now()
    for session in Session.objects.filter(edition=edition, is_signup_open=True):
        free = (session.capacity or 0) - session.walk_in_count
        asked = choose(free + 12, SEED, "asked", session.number)
        held = min(asked, free)
        Place.objects.bulk_create(
            [
                Place(
                    session=session,
                    name=next(names),
                    state=PlaceState.HELD if turn < held else PlaceState.WAITING,
                    held_at=now if turn < held else None,
                    is_added_by_desk=True,
                )
                for turn in range(asked)
            ]
        )
        Session.objects.filter(pk=session.pk).update(held_count=held)
    first = Session.objects.filter(edition=edition, is_signup_open=True).order_by("starts_at")[0]
    services.ask_place(session=first, actor=president)
    starred = Session.objects.filter(edition=edition, kind=Kind.PLENARY)[0]
    services.set_star(session=starred, actor=president, is_starred=True)


def _change(edition: Edition, actor: User) -> None:
    """One workshop moves, one is off, one gets another speaker: and everyone is told."""
    workshops = list(Session.objects.filter(edition=edition, kind=Kind.WORKSHOP).order_by("number"))
    moved, renamed, joined = workshops[6], workshops[13], workshops[9]
    free = edition.rooms.exclude(
        pk__in=Session.objects.filter(edition=edition, starts_at=moved.starts_at)
        .exclude(room=None)
        .values("room")
    ).first()
    services.place_session(
        session=moved,
        actor=actor,
        starts_at=moved.starts_at,
        ends_at=moved.ends_at,
        room=free or moved.room,
    )
    services.revise_session(
        session=renamed, actor=actor, title_ar=f"{renamed.title_ar} (تطبيق)",
        title_fr=f"{renamed.title_fr} (pratique)",
    )  # fmt: skip
    speaker = edition.speakers.filter(has_consented=True).order_by("-pk")[0]
    parts = [(part.speaker, part.part) for part in joined.parts.select_related("speaker")]
    services.set_people(session=joined, actor=actor, parts=[*parts, (speaker, Part.RAPPORTEUR)])
    services.publish_version(
        edition=edition,
        actor=actor,
        note_ar="تغيير قاعة ورشة، ومتدخلة جديدة",
        note_fr="Un atelier change de salle, une nouvelle intervenante",
    )
