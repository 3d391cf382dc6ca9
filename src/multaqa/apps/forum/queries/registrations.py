"""Registrations, as each may see them."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.forum.models import (
    HOLDER,
    Call,
    College,
    Draw,
    DrawState,
    Edition,
    Question,
    Registration,
    RegistrationState,
    RegistrationStep,
)
from multaqa.apps.network.models import Body
from multaqa.apps.network.queries import bodies_represented_by
from multaqa.apps.territory.models import Province

Registrations = QuerySet[Registration]
TAKING = ("sent", "accepted", "waiting", "refused")


def own(user: User) -> Q:
    """What a person asked for by themselves and did not take back."""
    return Q(user=user, consent="") & ~Q(state=RegistrationState.WITHDRAWN)


def own_registration(user: User, edition: Edition) -> Registration | None:
    """What they have begun or sent for themselves in that edition; its state and number alone."""
    return Registration.objects.filter(own(user), edition=edition).first()


def _registrations() -> QuerySet[Registration]:
    return Registration.objects.select_related(
        "edition__region", "college", "body__commune", "commune__province", "user"
    )


def concerning(user: User) -> Q:
    """Theirs, entered by them, or sent for them in the name of their own phone or e-mail.

    What somebody is still writing is theirs alone, and so is what one sends for oneself: the
    number in it may be mistyped.
    """
    named = Q()
    if user.phone:
        named |= Q(phone=user.phone)
    if user.email:
        named |= Q(email=user.email)
    concerned = Q(user=user) | Q(entered_by=user)
    sent_for_another = Q(user=None, sent_at__isnull=False)
    return concerned | (named & sent_for_another) if named else concerned


def registrations_seen_by(user: Visitor) -> QuerySet[Registration]:
    """Whoever it concerns, their own first; the desk's view of them all is another query.

    A draft that was thrown away is empty, and shown no more.
    """
    if not isinstance(user, User) or not user.is_active:
        return Registration.objects.none()
    theirs = Case(When(user=user, then=0), default=1)
    seen = _registrations().filter(concerning(user))
    thrown_away = Q(state=RegistrationState.WITHDRAWN, sent_at=None)
    return seen.exclude(thrown_away).order_by(theirs, "-pk")


def registrations_of_body(user: Visitor, body: Body) -> QuerySet[Registration]:
    """Who asked to come in a body's name, and how it stands: for who acts for it, and the desk.

    No more than that: their contact and their answers are their own.
    """
    acts = bodies_represented_by(user).filter(pk=body.pk).exists()
    if not (acts or is_coordinator(user)):
        return Registration.objects.none()
    sent = Registration.objects.filter(body=body, sent_at__isnull=False)
    return sent.select_related("edition").order_by("-edition__number", "pk")


def registrations_at_desk(user: Visitor, edition: Edition) -> QuerySet[Registration]:
    """Everything that was sent, with names: the coordinator's alone."""
    if not is_coordinator(user):
        return Registration.objects.none()
    sent = ~Q(state=RegistrationState.DRAFT) & Q(sent_at__isnull=False)
    return _registrations().filter(sent, edition=edition)


def is_contact_taken(registration: Registration) -> bool:
    """Whether the phone or the e-mail asks for a seat already, in another registration."""
    taken = Q()
    if registration.phone:
        taken |= Q(phone=registration.phone)
    if registration.email:
        taken |= Q(email=registration.email)
    if not taken:
        return False
    others = Registration.objects.filter(taken, edition=registration.edition, state__in=TAKING)
    return others.exclude(pk=registration.pk).exists()


def giving_way(actor: User, edition_id: int) -> QuerySet[Registration]:
    """Those of other accounts that ask for a seat with a phone or e-mail that the actor proved.

    Nobody but the actor can have proved it; and what others hold of it, they do not see.
    """
    typed = Q()
    for column in ("phone", "email"):
        if contact := getattr(actor, column):
            typed |= Q(**{column: contact})
    asking = Registration.objects.filter(typed, edition=edition_id, state__in=TAKING)
    return asking.filter(user__isnull=False).exclude(user=actor)


def entered_for(actor: User, registration: Registration) -> QuerySet[Registration]:
    """What asks for a seat already with the actor's own contact, and is theirs to take back."""
    same = Q(pk__in=())
    for column in ("phone", "email"):
        contact = getattr(actor, column)
        if contact and contact == getattr(registration, column):
            same |= Q(**{column: contact})
    asking = Registration.objects.filter(same, edition=registration.edition_id, state__in=TAKING)
    return asking.filter(Q(user=None) | Q(user=actor)).exclude(pk=registration.pk).order_by("pk")


def colleges_open_to(registration: Registration) -> list[College]:
    """The colleges in which this person may ask for a seat, by what they come for and their age."""
    kind = registration.body.kind if registration.body else HOLDER
    year = registration.birth_year
    age = registration.edition.starts_on.year - year if year else None
    return [
        college
        for college in registration.edition.colleges.all()
        if (not college.kinds or kind in college.kinds) and _is_of_age(college, age)
    ]


def _is_of_age(college: College, age: int | None) -> bool:
    """The age reached in the year of the forum; unknown, it keeps nobody out yet."""
    if age is None:
        return True
    low, high = college.age_from, college.age_to
    return (low is None or age >= low) and (high is None or age <= high)


def questions_of(edition: Edition, college_id: int | None) -> QuerySet[Question]:
    """The edition's own questions for a college; sensitive ones last, and only if authorised."""
    of_college = Q(colleges=None)
    if college_id is not None:
        of_college |= Q(colleges=college_id)
    found = edition.questions.filter(of_college)
    return found if edition.may_ask_sensitive else found.filter(is_sensitive=False)


def questions_asked(registration: Registration) -> list[Question]:
    """Those that whoever asks for a seat is asked."""
    return list(questions_of(registration.edition, registration.college_id))


def questions_at_desk(user: Visitor, edition: Edition) -> list[Question]:
    """Every question of an edition, as its coordinator writes them."""
    if not is_coordinator(user):
        return []
    return list(edition.questions.prefetch_related("colleges__edition"))


def balanced_answers(registration: Registration) -> dict[str, Any]:
    """The answers that stand as categories of the draw."""
    keys = {question.key for question in registration.edition.questions.filter(is_balanced=True)}
    told = registration.answers | registration.sensitive
    return {key: value for key, value in told.items() if key in keys}


def is_sealed_for(registration: Registration) -> bool:
    """Whether the draw of its college is sealed: then nothing of it may change."""
    if registration.college is None:
        return False
    return Draw.objects.filter(
        college=registration.college, state__in=[DrawState.SEALED, DrawState.DRAWN]
    ).exists()


def is_open_to_change(registration: Registration) -> bool:
    """Whether all of what was sent may still change: until the call closes, or the seal."""
    is_open = registration.is_live and registration.edition.call.state == "open"
    return is_open and not is_sealed_for(registration)


def are_needs_open(registration: Registration) -> bool:
    """Whether what one needs in order to come may still change: until the draw is sealed."""
    return registration.is_live and not is_sealed_for(registration)


def steps_of(registration: Registration) -> QuerySet[RegistrationStep]:
    return registration.steps.select_related("actor")


def was_told_lately(registration: Registration) -> bool:
    """Whether its person was written to about a change within the hour."""
    since = timezone.now() - timedelta(hours=1)
    return registration.steps.filter(is_told=True, at__gt=since).exists()


def moves_lately(registration: Registration) -> int:
    """How often its phone or e-mail changed within a day."""
    since = timezone.now() - timedelta(days=1)
    return registration.steps.filter(kind=RegistrationStep.Kind.MOVED, at__gt=since).count()


def call_of(edition: Edition) -> Call | None:
    """The call as anyone may see it: once it is announced."""
    call = Call.objects.filter(edition=edition, is_announced=True).first()
    if call is not None:
        call.edition = edition
    return call


def provinces_named(call: Call) -> list[Province]:
    """The provinces that the call is limited to; none: the whole region."""
    return list(Province.objects.filter(code__in=call.provinces)) if call.provinces else []


def answer_in_words(question: Question, answer: object) -> str:
    """An answer in the reader's words."""
    if answer in (None, "", []):
        return ""
    if question.kind == Question.Kind.YES_NO:
        return _("yes") if answer in (True, "yes") else _("no")
    words = dict(question.choices_said)
    if isinstance(answer, list):
        return _(", ").join(words.get(str(one), str(one)) for one in answer)
    return words.get(str(answer), str(answer))


def open_calls(user: User) -> list[Call]:
    """The calls that are open and for which the person has not begun to register."""
    now = timezone.now()
    calls = Call.objects.filter(
        is_announced=True, opens_at__lte=now, closes_at__gt=now, edition__is_public=True
    ).select_related("edition")
    begun = set(Registration.objects.filter(own(user)).values_list("edition_id", flat=True))
    return [call for call in calls if call.edition_id not in begun]
