"""What the desk asks of an edition's registrations: a choice among them, counts, likenesses."""

import re
from collections import Counter
from dataclasses import dataclass
from unicodedata import category

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from multaqa.apps.accounts.rules import Visitor, can_enter_desk
from multaqa.apps.forum.models import (
    LIVE,
    College,
    DrawState,
    Edition,
    Registration,
    RegistrationState,
    RegistrationStep,
)
from multaqa.apps.forum.queries.registrations import registrations_at_desk
from multaqa.apps.network.models import ACTING_ROLES, BodyState, Membership, MembershipState
from multaqa.apps.network.queries import bodies_represented_by
from multaqa.kernel import arabic, search

# Not a state of its own: refused, and the person's answer to that was not answered yet.
REPLIED = "replied"
HAS_REPLIED = Q(state=RegistrationState.REFUSED, replied_at__gt=F("decided_at"))
DIALLED = re.compile(r"[0-9 .()/+-]+")
LEAST_DIGITS = 6  # fewer stand in many numbers, and in years
ANSWERABLE = (RegistrationState.SENT, RegistrationState.WAITING, RegistrationState.REFUSED)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked for among the registrations; what is empty narrows nothing."""

    q: str = ""
    state: str = ""
    college: str = ""
    setting: str = ""
    province: str = ""
    sex: str = ""
    alike: bool = False


def registrations_chosen(user: Visitor, edition: Edition, choice: Choice) -> QuerySet[Registration]:
    """The registrations of one choice, as the desk may see them, newest first.

    Without their sensitive answers: no page shows these beside a name.
    """
    columns = {
        "state": "" if choice.state == REPLIED else choice.state,
        "college__slug": choice.college,
        "commune__province": choice.province,
        "sex": choice.sex,
    }
    asked = Q(**{column: value for column, value in columns.items() if value})
    if choice.state == REPLIED:
        asked &= HAS_REPLIED
    if choice.setting in {"urban", "rural"}:
        asked &= Q(commune__is_urban=choice.setting == "urban")
    found = registrations_at_desk(user, edition).defer("sensitive").filter(asked)
    if choice.alike:
        found = found.filter(pk__in=likenesses(edition))
    if search.words_of(choice.q):
        found = found.filter(pk__in=_called(edition, choice.q))
    return found.order_by("-sent_at", "-pk")


def _called(edition: Edition, asked: str) -> list[int]:
    """Whose name, number or body holds every word, or whose phone or e-mail holds what was typed.

    A few thousand rows, folded as they are read.
    """
    words, dialled = search.words_of(asked), _dialled(asked)
    email = asked.strip().lower() if "@" in asked else ""
    rows = Registration.objects.filter(edition=edition).values_list(
        "pk", "number", "name", "body__search_text", "phone", "email"
    )
    return [
        pk
        for pk, number, name, body, phone, address in rows
        if (dialled and dialled in phone)
        or (email and email in address)
        or _holds(f"{search.indexed(name, number)} {body or ''}", words)
    ]


def _dialled(asked: str) -> str:
    """The digits that a phone is kept with, from a number or a part of one as it was typed."""
    text = arabic.digits("".join(sign for sign in asked if category(sign) != "Cf")).strip()
    if not DIALLED.fullmatch(text):
        return ""
    digits = re.sub(r"[^0-9]", "", text)
    # As it is dialled in the country, or from abroad.
    national = re.sub(r"^(00)?(212)?0?", "", digits)
    return national if len(national) >= LEAST_DIGITS else ""


def _holds(text: str, words: list[str]) -> bool:
    return all((word if len(word) >= search.SHORT else f" {word}") in text for word in words)


def registration_counts(user: Visitor, edition: Edition) -> Counter[tuple[int | None, str]]:
    """How many registrations stand where, by college and state: no name among them."""
    if not can_enter_desk(user):
        return Counter()
    rows = (
        Registration.objects.filter(edition=edition, sent_at__isnull=False)
        .exclude(state=RegistrationState.DRAFT)
        .order_by()
        .values_list("college", "state")
        .annotate(count=Count("pk"))
    )
    return Counter({(college, state): count for college, state, count in rows})


def sealed_colleges(edition: Edition) -> QuerySet[College]:
    """The colleges of which nothing is answered any more."""
    return edition.colleges.filter(draw__state__in=[DrawState.SEALED, DrawState.DRAWN])


def sensitive_count(user: Visitor, edition: Edition) -> int:
    """How many answered a sensitive question, of the whole edition: nobody is told apart."""
    if not can_enter_desk(user):
        return 0
    return Registration.objects.filter(edition=edition).exclude(sensitive={}).count()


def refusals_of(user: Visitor, edition: Edition) -> QuerySet[Registration]:
    """Who was refused and why, by number alone, for whoever watches over the answers."""
    refused = Registration.objects.filter(edition=edition, state=RegistrationState.REFUSED)
    if not can_enter_desk(user):
        return refused.none()
    return (
        refused.select_related("college__edition")
        .only("number", "reason", "decided_at", "replied_at", "college", "edition")
        .order_by("decided_at", "pk")
    )


def likenesses(edition: Edition) -> dict[int, list[int]]:
    """Registrations that may be of one person: alike in name, year of birth and commune.

    Who was refused, whether or not they withdrew then, is found again in what they send anew.
    """
    alike: dict[tuple[str, int | None, str | None], list[int]] = {}
    standing = set()
    refused = RegistrationStep.objects.filter(
        registration=OuterRef("pk"), kind=RegistrationStep.Kind.REFUSED
    )
    rows = Registration.objects.filter(Q(state__in=LIVE) | Exists(refused), edition=edition)
    columns = ("pk", "name", "birth_year", "commune", "state")
    for pk, name, year, commune, state in rows.values_list(*columns):
        alike.setdefault((arabic.fold(name), year, commune), []).append(pk)
        if state in LIVE:
            standing.add(pk)
    return {
        pk: [other for other in keys if other != pk]
        for keys in alike.values()
        if len(keys) > 1 and not standing.isdisjoint(keys)
        for pk in keys
    }


def others_of_body(registration: Registration) -> int:
    """How many others ask for a seat for the same body, in the same college."""
    if registration.body_id is None:
        return 0
    others = Registration.objects.filter(
        edition=registration.edition_id,
        college=registration.college_id,
        body=registration.body_id,
        state__in=LIVE,
    )
    return others.exclude(pk=registration.pk).count()


def stands_for_body(registration: Registration) -> bool:
    """Whether the person, or who entered it for them, may act for the body it names."""
    body, people = registration.body, [registration.user]
    if registration.is_for_another:
        people.append(registration.entered_by)
    return body is not None and any(
        bodies_represented_by(one).filter(pk=body.pk).exists() for one in people if one
    )


def sound_of(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those that many may be accepted of at once: of no body, or of a verified one.

    Who registers by themselves is one of its people still. The others are looked at one by one.
    """
    acting = Membership.objects.filter(
        body=OuterRef("body"),
        user=OuterRef("user"),
        state=MembershipState.ACCEPTED,
        role__in=ACTING_ROLES,
    )
    is_theirs = ~Q(consent="") | Exists(acting)
    return registrations.filter(Q(body=None) | Q(body__state=BodyState.VERIFIED) & is_theirs)


def next_waiting(user: Visitor, edition: Edition) -> list[Registration]:
    """Of each college, who has stood on the waiting list the longest."""
    waiting = registrations_at_desk(user, edition).filter(state=RegistrationState.WAITING)
    first: dict[int | None, Registration] = {}
    for one in waiting.defer("sensitive").order_by("decided_at", "pk"):
        first.setdefault(one.college_id, one)
    return list(first.values())


@dataclass(frozen=True, slots=True)
class PoolCount:
    """How the accepted registrations of a college stand to its list."""

    accepted: int
    missing: int
    is_taken: bool


def pool_count(college: College) -> PoolCount:
    """How many are accepted, and how many of them the list does not hold yet."""
    is_accepted = Q(state=RegistrationState.ACCEPTED)
    counts = Registration.objects.filter(college=college).aggregate(
        accepted=Count("pk", filter=is_accepted),
        missing=Count("pk", filter=is_accepted & Q(applicant=None)),
        held=Count("applicant"),
    )
    return PoolCount(counts["accepted"], counts["missing"], bool(counts["held"]))


def unanswered_count(college: College) -> int:
    """How many of a college wait for an answer: sent, or refused and answering that."""
    waiting = Q(state=RegistrationState.SENT) | HAS_REPLIED
    return Registration.objects.filter(waiting, college=college).count()
