"""Asking for a seat: begun, written step by step, sent, changed, withdrawn."""

import re
from collections.abc import Collection
from functools import partial
from secrets import randbelow
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.services import local_contact
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import (
    LIVE,
    Applicant,
    Call,
    Edition,
    ExOfficioSeat,
    Registration,
    RegistrationState,
    RegistrationStep,
)
from multaqa.apps.forum.models.registrations import fresh_token
from multaqa.apps.forum.services.authorisation import check_authorised
from multaqa.apps.forum.services.claims import (
    CONTACT,
    claim_contact,
    contact_taken,
    tell_former,
)
from multaqa.apps.forum.services.consent import (
    check_contact,
    check_pace_of_others,
    check_pace_of_sending,
    empty,
    keep_objection,
    one_by_one,
)
from multaqa.apps.forum.services.pool import leave_pool, name_bodies_again, sealed_among
from multaqa.apps.forum.services.receipts import note, tell_change, tell_in_words, tell_receipt
from multaqa.apps.forum.services.reviewing import look_again
from multaqa.apps.forum.services.seats import seat_withdrawn
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.network.queries import bodies_represented_by
from multaqa.kernel import arabic
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

Step = RegistrationStep.Kind
# What the draw balances by: changed after an acceptance, it is looked at again.
BALANCED = ("college_id", "body_id", "commune_id", "sex", "birth_year")
NAMED = {"name", "phone"}  # what the list of applicants holds beside the ticket
MOVES_A_DAY = 3
# What one needs in order to come: it may change until the list is sealed, whatever the call.
NEEDS = frozenset(
    {
        "needs_travel",
        "travels_from",
        "needs_lodging",
        "children_count",
        "interpreter",
        "access",
    }
)
TRIES = 20
TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")
ADULT = 18


@transaction.atomic
def start_registration(
    *, edition: Edition, actor: User, consent: str = "", consents: bool = True, token: str = ""
) -> Registration:
    """Begin to ask for a seat: for oneself, or for somebody present who agrees.

    One's own is begun once and found again; for others, each time anew, and once for each form, of
    which ``token`` says that it is the same. Refuses while the call is not open, where the
    organiser does not take registrations made for others, and for others on and on.
    """
    require(rules.can_register(actor))
    call = _open_call(edition)
    if consent:
        if not call.is_assistance_open:
            raise Refusal("registration.no_assistance")
        if not consents:
            raise Refusal("registration.no_consent")
        return _start_for_another(edition, actor, consent, token)
    own = queries.own_registration(actor, edition)
    if own is not None:
        return own
    try:
        with transaction.atomic():
            return Registration.objects.create(
                edition=edition,
                user=actor,
                entered_by=actor,
                name=actor.name,
                phone=actor.phone or "",
                email=actor.email or "",
                language=_language(actor),
            )
    except IntegrityError:  # begun in another window at this very moment
        return Registration.objects.get(queries.own(actor), edition=edition)


def _start_for_another(edition: Edition, actor: User, consent: str, token: str) -> Registration:
    """One more draft; the same form sent again, before anything was written, finds the same."""
    begun = Registration.objects.filter(
        edition=edition, entered_by=actor, token=token, name="", state=RegistrationState.DRAFT
    )
    one_by_one(actor)
    if token and (same := begun.first()):
        return same
    check_pace_of_others(actor)
    is_new = bool(TOKEN.fullmatch(token)) and not Registration.objects.filter(token=token).exists()
    return Registration.objects.create(
        edition=edition,
        token=token if is_new else fresh_token(),
        entered_by=actor,
        consent=consent,
        consent_at=timezone.now(),
        language=_language(actor),
    )


def _language(actor: User) -> str:
    return "fr" if actor.language == "fr" else "ar"


def _open_call(edition: Edition) -> Call:
    call = Call.objects.filter(edition=edition).first()
    if call is None or call.state in {"coming", "hidden"}:
        raise Refusal("call.coming")
    if call.state == "closed":
        raise Refusal("call.closed")
    return call


@transaction.atomic
def save_registration(*, registration: Registration, actor: User, **fields: Any) -> Registration:
    """Keep what was written of a draft, whole or not; nothing typed is lost.

    What was sent already is changed as a whole, or not at all. Refuses after the close; what one
    needs in order to come may change until the draw is sealed. Sensitive answers are written by
    whose they are, under the CNDP's authorisation alone.
    """
    check_authorised(registration, fields.get("sensitive"))
    claims = registration.state != RegistrationState.DRAFT and not fields.keys().isdisjoint(CONTACT)
    registration, giving_way = _held_before(registration, actor if claims else None)
    require(rules.can_write_registration(actor, registration))
    if "sensitive" in fields:
        require(rules.can_see_sensitive(actor, registration))
    if registration.state != RegistrationState.DRAFT:
        return _change(registration, actor, fields, giving_way)
    _open_call(registration.edition)
    for name, value in fields.items():
        setattr(registration, name, value)
    registration.save()
    return registration


def _held(registration: Registration) -> Registration:
    return _held_before(registration, None)[0]


def _held_before(
    registration: Registration, actor: User | None
) -> tuple[Registration, list[Registration]]:
    """The registration, locked, with those that give way to what its actor proved, if one claims.

    All in one statement and in one order, as whoever else locks many of them.
    """
    keys = [registration.pk]
    if actor is not None:
        keys += queries.giving_way(actor, registration.edition_id).values_list("pk", flat=True)
    held = (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("edition", "college", "body", "commune__province", "user")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    found = {one.pk: one for one in held}
    return found.pop(registration.pk), list(found.values())


def send_registration(*, registration: Registration, actor: User) -> Registration:
    """Send it, once: it has a number from here on, and its person a receipt.

    Sent twice it stays the one it is. A contact that its person proved is taken out of others' own
    that only typed it. Refuses after the close; what is not whole; a body that is not theirs; a
    phone or an e-mail that asks for a seat already in any other way, or whose person did not agree;
    sending on and on.
    """
    try:
        return _send(registration, actor)
    except Refusal as refusal:
        # Who typed what the actor proved may have come at this very moment: now they are seen.
        is_taken = refusal.code == "registration.contact_taken"
        if not is_taken or not queries.giving_way(actor, registration.edition_id).exists():
            raise
    return _send(registration, actor)


@transaction.atomic
def _send(registration: Registration, actor: User) -> Registration:
    registration, giving_way = _held_before(registration, actor)
    require(rules.can_write_registration(actor, registration))
    if registration.state != RegistrationState.DRAFT:
        return registration
    call = _open_call(registration.edition)
    check_whole(registration, call, actor)
    _check_unsealed(registration, giving_way)
    one_by_one(actor)
    check_pace_of_sending(registration, actor)
    claim_contact(registration, actor, giving_way)
    registration.state, registration.sent_at = RegistrationState.SENT, timezone.now()
    _save_numbered(registration, actor)
    note(registration, Step.SENT, actor)
    tell_receipt(registration)
    return registration


def _save_numbered(registration: Registration, actor: User) -> None:
    """Give it a number that tells nothing of how many came before."""
    for _turn in range(TRIES):
        registration.number = f"{registration.edition.number}-{randbelow(90_000) + 10_000}"
        try:
            with transaction.atomic():
                registration.save()
        except IntegrityError:
            if queries.is_contact_taken(registration):
                raise contact_taken(registration, actor) from None
            continue
        return
    raise Refusal("registration.no_number")


def check_whole(registration: Registration, call: Call, actor: User) -> None:
    """Refuses the first thing that is missing or does not fit, naming its step."""
    missing = [name for name in ("name", "sex", "birth_year") if not getattr(registration, name)]
    if missing or not arabic.has_letters(registration.name):
        raise Refusal("registration.who_missing")
    if not (registration.phone or registration.email or registration.is_for_another):
        raise Refusal("registration.contact_missing")
    check_contact(
        registration=registration, actor=actor, phone=registration.phone, email=registration.email
    )
    check_age(registration.edition, registration.birth_year or 0)
    if registration.commune is None:
        raise Refusal("registration.commune_missing")
    if not _lies_within(registration, call):
        raise Refusal("registration.commune_outside", commune=str(registration.commune))
    _check_body(registration, actor)
    college = registration.college
    if college is None:
        raise Refusal("registration.college_missing")
    if college not in queries.colleges_open_to(registration):
        raise Refusal("registration.college_does_not_fit", college=str(college))
    for question in queries.questions_asked(registration):
        if question.is_required and registration.answers.get(question.key) in (None, "", []):
            raise Refusal("registration.answer_missing", question=question.label)


def check_age(edition: Edition, birth_year: int) -> None:
    """Refuses who is not of age in the year of the forum."""
    if edition.starts_on.year - birth_year < ADULT:
        raise Refusal("registration.too_young", age=ADULT)


def _lies_within(registration: Registration, call: Call) -> bool:
    commune = registration.commune
    if commune is None:
        return False
    if call.provinces:
        return commune.province_id in call.provinces
    return bool(commune.province.region_id == registration.edition.region_id)


def _check_body(registration: Registration, actor: User) -> None:
    """A body of their own; for somebody present, one of the directory."""
    body = registration.body
    if body is None:
        if not registration.project.strip():
            raise Refusal("registration.body_missing")
        return
    if registration.is_for_another:
        if body.state != BodyState.VERIFIED and not represents(actor, body):
            raise Refusal("registration.body_unknown")
    elif not represents(actor, body):
        raise Refusal("registration.body_not_theirs", body=str(body))
    if not registration.body_role:
        raise Refusal("registration.role_missing")


def represents(user: User, body: Body) -> bool:
    return bodies_represented_by(user).filter(pk=body.pk).exists()


def _change(
    registration: Registration,
    actor: User,
    fields: dict[str, Any],
    giving_way: list[Registration],
) -> Registration:
    """Change what was sent, as a whole: what does not fit is refused and the old stays.

    What the draw balances by, changed after an acceptance, is looked at again; the rest is not.
    Refuses after a refusal or a withdrawal, once the draw is sealed, and after the close all but
    what one needs in order to come; a contact changed by anyone but its person, or on and on.
    """
    if registration.state not in LIVE:
        raise Refusal("registration.ended")
    into = fields.get("college")
    colleges = [registration.college_id, into and into.pk, *(one.college_id for one in giving_way)]
    if registration.college_id in sealed_among(colleges):
        raise Refusal("registration.sealed")
    before = {name: getattr(registration, name) for name in (*BALANCED, *CONTACT, *fields)}
    answers = queries.balanced_answers(registration)
    may_move = rules.can_move_contact(actor, registration)
    for name, value in fields.items():
        setattr(registration, name, value)
    if not fields.keys() <= NEEDS:
        check_whole(registration, _open_call(registration.edition), actor)
        _check_unsealed(registration, giving_way)
    changed = {name for name, was in before.items() if getattr(registration, name) != was}
    if not changed:
        return registration
    is_moved = not changed.isdisjoint(CONTACT)
    if is_moved:
        _check_move(registration, may_move=may_move)
        _keep_sight(registration, actor)
        claim_contact(registration, actor, giving_way)
    weighs = not changed.isdisjoint(BALANCED) or queries.balanced_answers(registration) != answers
    if weighs and registration.state != RegistrationState.SENT:
        registration.state, registration.decided_at = RegistrationState.SENT, None
        leave_pool(registration=registration)
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError:
        raise contact_taken(registration, actor) from None
    if not changed.isdisjoint(NAMED):
        ticket = Applicant.objects.filter(registration=registration)
        ticket.update(name=registration.name, phone=registration.phone)
    tell_change(registration, note(registration, Step.MOVED if is_moved else Step.CHANGED, actor))
    if is_moved:
        former = Registration(phone=before["phone"], email=before["email"])
        transaction.on_commit(partial(tell_former, former, registration))
    return registration


def _check_unsealed(registration: Registration, giving_way: list[Registration]) -> None:
    colleges = [registration.college_id, *(one.college_id for one in giving_way)]
    if registration.college_id in sealed_among(colleges):
        raise Refusal("registration.college_sealed", college=str(registration.college))


def _check_move(registration: Registration, *, may_move: bool) -> None:
    if not may_move:
        raise Refusal("registration.contact_stands")
    if queries.moves_lately(registration) >= MOVES_A_DAY:
        raise Refusal("registration.moved_too_often")


def _keep_sight(registration: Registration, actor: User) -> None:
    """Whom the former contact let in keeps seeing it: from here on it is their account's."""
    if registration.user is None and actor.pk != registration.entered_by_id:
        registration.user = actor


@transaction.atomic
def withdraw_registration(
    *, registration: Registration, actor: User, reason: str = "", objects: bool = False
) -> Registration:
    """Take it back, at any time; before the seal its ticket leaves the draw with it.

    Whoever it names may withdraw it, also when somebody else entered it: that they had not agreed
    is kept as the reason, for the desk to see, while what was written of them is emptied, and
    nobody registers them for another time. A draft is emptied, and seen by nobody any more.
    """
    registration = _held(registration)
    require(rules.can_withdraw_registration(actor, registration))
    objects = objects and rules.can_object(actor, registration)
    if registration.state == RegistrationState.WITHDRAWN:
        return registration
    was_sent = registration.state != RegistrationState.DRAFT
    leave_pool(registration=registration)
    seat_withdrawn(registration=registration)
    registration.state, registration.withdrawn_at = RegistrationState.WITHDRAWN, timezone.now()
    registration.sensitive = {}
    if objects:
        keep_objection(registration)
    elif not was_sent:
        empty(registration)
    registration.save()
    if objects:
        with override(settings.LANGUAGE_CODE):  # the desk's first language
            reason = " ".join((_("The person did not agree to be registered."), reason))
    note(registration, Step.WITHDRAWN, actor, reason.strip()[:500])
    if was_sent and not objects:
        tell_in_words(
            registration,
            lambda: (
                _("Your registration was withdrawn"),
                _("Registration %(number)s was withdrawn. Nothing more is asked of you.")
                % {"number": registration.number},
            ),
        )
    return registration


@transaction.atomic
def answer_refusal(*, registration: Registration, actor: User, reply: str) -> Registration:
    """Answer a refusal, once: the coordinator reads it and decides again.

    Refuses where nothing was refused, a second answer, and one without words.
    """
    registration = _held(registration)
    require(rules.can_write_registration(actor, registration))
    if registration.state != RegistrationState.REFUSED:
        raise Refusal("registration.not_refused")
    if registration.replied_at is not None:
        raise Refusal("registration.answered_once")
    reply = reply.strip()[:1000]
    if not reply:
        raise Refusal("registration.reply_empty")
    registration.reply, registration.replied_at = reply, timezone.now()
    registration.save()
    note(registration, Step.REPLIED, actor)
    return registration


@transaction.atomic
def follow_body(*, merged: Body, kept: Body, acted: Collection[int]) -> None:
    """What was asked and named for a body goes on under the one it was merged into.

    Who was accepted as one who acted for it, and may not act for that one, waits for an answer
    again. Whoever was entered by somebody else, who never did, loses nothing by the merge.
    """
    of_actors = Q(user__in=acted) | ~Q(consent="") & Q(entered_by__in=acted)
    theirs = list(Registration.objects.filter(of_actors, body=merged).only("pk"))
    Registration.objects.filter(body=merged).update(body=kept)
    ExOfficioSeat.objects.filter(body=merged).update(body=kept)
    # Registrations are held before draws, as everywhere.
    look_again(registrations=theirs)
    name_bodies_again(body=kept)


def read_contact(text: str) -> tuple[str, str]:
    """A phone or an e-mail as it was typed, as (phone, e-mail) of which one is empty.

    Refuses what is neither, and a phone of a country that this instance does not write to.
    """
    email, phone = local_contact(text)
    return phone or "", email or ""
