"""Who comes to an edition, by all that the platform knows: seats, seats by right, talks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce

from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import override
from rapidfuzz import fuzz

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.services import contact
from multaqa.apps.attendance.models import BadgeKind
from multaqa.apps.forum.models import (
    LANGUAGES,
    Edition,
    ExOfficioSeat,
    Registration,
    Seat,
    SeatState,
)
from multaqa.apps.programme.models import SessionSpeaker, Speaker
from multaqa.kernel import arabic
from multaqa.refusal import Refusal

WRITTEN = LANGUAGES[0][0]  # badges are in Arabic first
ALIKE = 90  # of 100: two spellings of one name

# Of several things that a person is, the one that is printed large.
FIRST = (
    BadgeKind.ORGANISER,
    BadgeKind.SPEAKER,
    BadgeKind.EX_OFFICIO,
    BadgeKind.GUEST,
    BadgeKind.PRESS,
    BadgeKind.VOLUNTEER,
    BadgeKind.PARTICIPANT,
)
FACES = ("name", "name_latin", "body_name", "function", "commune_id", "sex")
SOURCES = ("seat_id", "ex_officio_seat_id", "speaker_id")


@dataclass(frozen=True, slots=True)
class Coming:
    """One person who comes, and for what.

    ``user_id`` is an account of theirs for certain. ``marks`` are of their phone and e-mail, which
    somebody else may have written: they join two capacities of one name, and open nothing.
    """

    kind: str
    name: str
    name_latin: str = ""
    body_name: str = ""
    function: str = ""
    commune_id: str | None = None
    sex: str = ""
    seat_id: int | None = None
    ex_officio_seat_id: int | None = None
    speaker_id: int | None = None
    user_id: int | None = None
    marks: tuple[str, ...] = ()
    kinds: list[str] = field(default_factory=list)

    @property
    def face(self) -> dict[str, str | int | None]:
        return {name: getattr(self, name) for name in FACES}


def contact_mark(edition_id: int, *contacts: str | None) -> tuple[str, ...]:
    """What is kept of a person's contacts: whether they are the same, and not which."""
    return tuple(
        salted_hmac("attendance.contact", f"{edition_id}:{one}", algorithm="sha256").hexdigest()
        for one in contacts
        if one
    )


def in_order(kinds: Iterable[str]) -> list[str]:
    """Kinds without doubles, the one that is printed large first."""
    told = set(kinds)
    return [str(kind) for kind in FIRST if kind in told]


def is_same_name(one: str, other: str) -> bool:
    """Whether two names that share a phone are one person's: a family or a body shares one too."""
    first, second = arabic.fold(one), arabic.fold(other)
    if first.split()[:1] != second.split()[:1]:
        return False
    return fuzz.token_set_ratio(first, second) >= ALIKE


def people_coming(edition: Edition) -> list[Coming]:
    """Each person once, with everything that they come as."""
    with override(WRITTEN):
        found = [*_seated(edition), *_named(edition), *_speaking(edition)]
    found.sort(key=lambda one: FIRST.index(BadgeKind(one.kind)))
    groups: dict[int, list[Coming]] = {}
    for place, group in enumerate(_grouped(found)):
        groups.setdefault(group, []).append(found[place])
    return [reduce(_joined, more, replace(one, kinds=[one.kind])) for one, *more in groups.values()]


def _grouped(found: list[Coming]) -> list[int]:
    """For each, the first one that is the same person, directly or through another."""
    group = list(range(len(found)))
    holders: dict[int | str, list[int]] = {}
    for place, one in enumerate(found):
        keys: list[int | str] = [*one.marks, *([one.user_id] if one.user_id else [])]
        for key in keys:
            for other in holders.setdefault(key, []):
                if _is_same(one, found[other]) and group[place] != group[other]:
                    first, last = sorted((group[place], group[other]))
                    group = [first if at == last else at for at in group]
            holders[key].append(place)
    return group


def _is_same(one: Coming, other: Coming) -> bool:
    """Whether two who share a key are one person: one account, or one contact under one name."""
    if one.user_id and one.user_id == other.user_id:
        return True
    return is_same_name(one.name, other.name)


def _joined(first: Coming, more: Coming) -> Coming:
    """One person of two capacities: what the first does not say, the second says."""
    filled = {
        name: getattr(first, name) or getattr(more, name) for name in (*FACES, *SOURCES, "user_id")
    }
    marks = tuple(dict.fromkeys([*first.marks, *more.marks]))
    return replace(first, **filled, marks=marks, kinds=in_order([*first.kinds, more.kind]))


def _seated(edition: Edition) -> Iterator[Coming]:
    """Those who confirmed a seat that was drawn."""
    seats = list(
        Seat.objects.filter(draw__college__edition=edition, state=SeatState.CONFIRMED)
        .select_related("applicant__registration__body", "applicant__registration__user")
        .order_by("pk")
    )
    accounts = _accounts(
        seat.applicant.registration for seat in seats if seat.applicant.registration
    )
    for seat in seats:
        applicant, registration = seat.applicant, seat.applicant.registration
        if registration is None or not registration.name:
            yield Coming(
                kind=BadgeKind.PARTICIPANT,
                name=applicant.called,
                body_name=applicant.body,
                commune_id=applicant.commune_id,
                sex=_sex(applicant.values.get("sex", "")),
                seat_id=seat.pk,
                marks=contact_mark(edition.pk, _phone(applicant.phone)),
            )
            continue
        yield Coming(
            kind=BadgeKind.PARTICIPANT,
            name=registration.name,
            body_name=registration.body.name if registration.body else registration.project,
            function=registration.role_named if registration.body else "",
            commune_id=registration.commune_id,
            sex=registration.sex,
            seat_id=seat.pk,
            user_id=registration.user_id or _account_of(registration, accounts),
            marks=contact_mark(
                edition.pk, registration.phone, registration.email, *_contacts(registration.user)
            ),
        )


def _named(edition: Edition) -> Iterator[Coming]:
    """Those whom institutions named."""
    seats = edition.ex_officio_seats.filter(state=ExOfficioSeat.State.ACCEPTED).order_by("pk")
    for seat in seats:
        yield Coming(
            kind=BadgeKind.EX_OFFICIO,
            name=seat.person_name,
            body_name=seat.institution,
            function=seat.person_function,
            commune_id=seat.commune_id,
            sex=seat.person_sex,
            ex_officio_seat_id=seat.pk,
            marks=contact_mark(edition.pk, seat.person_phone, seat.person_email),
        )


def _speaking(edition: Edition) -> Iterator[Coming]:
    """Those who have a part in a session that is held."""
    held = SessionSpeaker.objects.filter(speaker=OuterRef("pk"), session__is_cancelled=False)
    speakers = Speaker.objects.filter(Exists(held), edition=edition).select_related("user", "body")
    for speaker in speakers.order_by("pk"):
        latin = speaker.name_fr or speaker.name_en or ""
        yield Coming(
            kind=BadgeKind.SPEAKER,
            name=speaker.name,
            name_latin="" if latin == speaker.name else latin,
            body_name=speaker.body_name or (speaker.body.name if speaker.body else ""),
            function=speaker.function,
            commune_id=speaker.body.commune_id if speaker.body else None,
            sex=speaker.sex,
            speaker_id=speaker.pk,
            user_id=speaker.user_id,
            marks=contact_mark(edition.pk, *_contacts(speaker.user)),
        )


def _contacts(user: User | None) -> tuple[str | None, ...]:
    return (user.phone, user.email) if user else ()


def _accounts(registrations: Iterable[Registration]) -> dict[str, int]:
    """Accounts by the contacts of registrations that others entered, in one query."""
    told = [one for one in registrations if one.user_id is None]
    phones = [one.phone for one in told if one.phone]
    emails = [one.email for one in told if one.email]
    if not phones and not emails:
        return {}
    found = User.objects.filter(Q(phone__in=phones) | Q(email__in=emails), is_active=True)
    return {contact: user.pk for user in found for contact in (user.phone, user.email) if contact}


def _account_of(registration: Registration, accounts: dict[str, int]) -> int | None:
    """Whom a registration names by phone or e-mail: it is theirs to read (forum's own rule)."""
    return accounts.get(registration.phone) or accounts.get(registration.email)


def _phone(text: str) -> str:
    """A phone of a list brought in, written as accounts write it; nothing where it is none."""
    try:
        return contact(text)[1] or ""
    except Refusal:
        return ""


def _sex(value: str) -> str:
    return value if value in Registration.Sex.values else ""
