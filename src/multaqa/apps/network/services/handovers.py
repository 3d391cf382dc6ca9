"""Handing a body over after an election: entered by who acts, done in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules
from multaqa.apps.network.models import (
    Body,
    BodyStep,
    Handover,
    HandoverPlace,
    Invitation,
    Membership,
    MembershipRole,
    MembershipState,
)
from multaqa.apps.network.services.invitations import LASTS, check_limits, hold_out, read_contact
from multaqa.apps.network.services.people import end_place, give_place, held_body, void_handover
from multaqa.apps.network.services.steps import note_step, tell_acting, tell_nobody_remains
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal
from multaqa.ui.dates import day

State = Handover.State
Kind = BodyStep.Kind
LONGEST_AGO = timedelta(days=366)  # an assembly further back is one for the coordinator
LONGEST_WAIT = timedelta(days=60)
HOLDS = timedelta(days=7)
# Who heads the new people, the first of these that is among them.
HEADS = (MembershipRole.PRESIDENT, MembershipRole.DIRECTOR, MembershipRole.OFFICER)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody elected who is not among the body's people yet."""

    role: str
    name: str
    contact: str


@transaction.atomic
def hand_over(
    *,
    body: Body,
    actor: User,
    held_on: date,
    ends_on: date,
    stays: Mapping[int, str],
    newcomers: Sequence[Newcomer],
    note: str = "",
) -> Handover:
    """Enter who was elected; the new ones get links, and nothing changes before one says yes.

    ``stays`` are the places that go on, by key, each with its role: every other place that acts
    for the body ends. It is done when the new head accepts, or on ``ends_on``. Entered by a
    colleague of a president who leaves, it takes nobody's place for a week, in which any of the
    people may contest it; the coordinator enters it from the minutes where the old board is gone.
    """
    body = held_body(body)
    require(rules.can_hand_over(actor, body))
    today = timezone.localdate()
    acting = list(queries.acting_places_of(body))
    kept = {place.pk: stays[place.pk] for place in acting if stays.get(place.pk)}
    _check_board([*kept.values(), *(one.role for one in newcomers)], newcomers)
    _check_days(held_on, ends_on, today, by_coordinator=rules.can_verify(actor))
    holds_until = today + HOLDS if _puts_out_the_president(acting, kept, actor) else None
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                body=body,
                held_on=held_on,
                ends_on=max(ends_on, holds_until or ends_on),
                holds_until=holds_until,
                is_from_minutes=not rules.can_act_for(actor, body),
                note=note.replace("\0", "").strip(),
                entered_by=actor,
            )
    except IntegrityError:
        raise Refusal("handover.open_already") from None
    HandoverPlace.objects.bulk_create(
        [
            HandoverPlace(handover=handover, membership=one, role=kept.get(one.pk, ""))
            for one in acting
        ]
    )
    _invite(handover, body, actor, newcomers)
    note_step(body, Kind.HANDOVER_ENTERED, actor=actor, text=handover.note)
    _tell_entered(handover, body, actor)
    if _head_stays(handover) and holds_until is None and _speaks_for_all(handover, actor):
        complete(handover, body, actor)
    return handover


def _check_board(roles: Sequence[str], newcomers: Sequence[Newcomer]) -> None:
    """Refuses a board without a head, with two presidents, or with one contact twice."""
    if roles.count(MembershipRole.PRESIDENT) > 1:
        raise Refusal("handover.two_presidents")
    if not set(HEADS) & set(roles):
        raise Refusal("handover.no_head")
    if any(role not in MembershipRole.values for role in roles):
        raise Refusal("handover.no_head")
    contacts = [read_contact(one.contact) for one in newcomers]
    if len(set(contacts)) < len(contacts):
        raise Refusal("handover.contact_twice")


def _check_days(held_on: date, ends_on: date, today: date, *, by_coordinator: bool) -> None:
    if held_on > today:
        raise Refusal("handover.held_ahead")
    if held_on < today - LONGEST_AGO and not by_coordinator:
        raise Refusal("handover.held_long_ago")
    if not today <= ends_on <= today + LONGEST_WAIT:
        raise Refusal("handover.bad_end", first=day(today), last=day(today + LONGEST_WAIT))


def _puts_out_the_president(
    acting: Sequence[Membership], kept: Mapping[int, str], actor: User
) -> bool:
    """Whether somebody other than the coordinator ends a president's place that is not theirs."""
    if rules.can_verify(actor):
        return False
    return any(
        one.is_presidents and one.user_id != actor.pk and kept.get(one.pk) != one.role
        for one in acting
    )


def _invite(handover: Handover, body: Body, actor: User, newcomers: Sequence[Newcomer]) -> None:
    check_limits(body, actor, len(newcomers))
    ends = timezone.make_aware(datetime.combine(handover.ends_on, time.max))
    for one in newcomers:
        email, phone = read_contact(one.contact)
        # Whoever was invited as something else is now asked as what they were elected to.
        body.invitations.filter(
            state=Invitation.State.WAITING, phone=phone or "", email=email or ""
        ).update(state=Invitation.State.WITHDRAWN, closed_at=timezone.now())
        hold_out(
            body=body,
            actor=actor,
            role=one.role,
            contact_text=one.contact,
            name=one.name,
            expires_at=ends + LASTS,
            handover=handover,
        )


def _tell_entered(handover: Handover, body: Body, actor: User) -> None:
    def words() -> tuple[str, str]:
        text = _(
            "%(actor)s entered the new board of “%(body)s”, elected on %(held)s. It takes effect "
            "when the new head accepts, or on %(ends)s. If it is wrong, contest it before that."
        )
        facts = {
            "actor": actor.name or "—",
            "body": body.name,
            "held": day(handover.held_on),
            "ends": day(handover.ends_on),
        }
        return _("The board of your body is handed over"), text % facts

    tell_acting(body, words, but=actor)


def _head_role(handover: Handover) -> str:
    roles = {one.role for one in handover.places.all()}
    roles |= set(handover.invitations.values_list("role", flat=True))
    return next((role for role in HEADS if role in roles), "")


def _head_stays(handover: Handover) -> bool:
    return handover.places.filter(role=_head_role(handover)).exists()


def _speaks_for_all(handover: Handover, actor: User) -> bool:
    """Whether a head who stays need not be asked: it is they who enter it, or the coordinator."""
    head = handover.places.filter(role=_head_role(handover), membership__user=actor)
    return handover.is_from_minutes or head.exists()


def newcomer_accepts(
    *, handover: Handover, body: Body, invitation: Invitation, actor: User
) -> None:
    """Somebody elected says yes; where it is the new head and nothing holds it, it is done."""
    is_free = handover.holds_until is None or handover.holds_until <= timezone.localdate()
    if invitation.role == _head_role(handover) and is_free:
        complete(handover, body, actor)


def complete(handover: Handover, body: Body, actor: User | None) -> None:
    """End, keep and give every place of the handover together; its body is held."""
    now = timezone.now()
    handover.state, handover.closed_at, handover.closed_by = State.DONE, now, actor
    handover.save()
    places = handover.places.select_related("membership__user")
    for one in places.filter(membership__state=MembershipState.ACCEPTED):
        place = one.membership
        if not one.role:
            end_place(place)
            note_step(body, Kind.ENDED, actor=actor, person=place.user, role=place.role)
        elif one.role != place.role:
            place.role = one.role
            place.save(update_fields=["role"])
            note_step(body, Kind.ROLE_CHANGED, actor=actor, person=place.user, role=one.role)
    accepted = handover.invitations.filter(state=Invitation.State.ACCEPTED)
    for invitation in accepted.select_related("answered_by"):
        if invitation.answered_by is not None:
            user = invitation.answered_by
            give_place(body=body, user=user, role=invitation.role, by=handover.entered_by or user)
    # Whoever was elected before, and has not answered, was elected no longer.
    former = Invitation.objects.filter(body=body, handover__isnull=False).exclude(handover=handover)
    former.filter(state=Invitation.State.WAITING).update(
        state=Invitation.State.WITHDRAWN, closed_at=now
    )
    note_step(body, Kind.HANDOVER_DONE, actor=actor)
    if not queries.acting_people(body).exists():
        note_step(body, Kind.LEFT_NOBODY, actor=actor)
        tell_nobody_remains(body, but=actor)


@transaction.atomic
def contest_handover(*, handover: Handover, actor: User, text: str) -> Handover:
    """Stop a handover that is not done: the coordinator looks at it, and nothing changes before."""
    body, handover = _held(handover)
    require(rules.can_contest_handover(actor, handover))
    _check_open(handover)
    text = text.replace("\0", "").strip()
    if not text:
        raise Refusal("body.no_reason")
    handover.state, handover.contested_by, handover.objection = State.CONTESTED, actor, text
    handover.save()
    note_step(body, Kind.HANDOVER_CONTESTED, actor=actor, text=text)
    return handover


@transaction.atomic
def uphold_handover(*, handover: Handover, actor: User, reason: str) -> Handover:
    """The coordinator finds it right: it goes on, and nothing holds it any more."""
    require(rules.can_verify(actor))
    body, handover = _held(handover)
    _check_open(handover)
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise Refusal("body.no_reason")
    handover.state, handover.holds_until = State.WAITING, None
    handover.save()
    note_step(body, Kind.HANDOVER_UPHELD, actor=actor, text=reason)
    if _is_due(handover):
        complete(handover, body, actor)
    return handover


@transaction.atomic
def withdraw_handover(*, handover: Handover, actor: User, reason: str = "") -> Handover:
    """Take it back before it is done: its links open nothing, every place stays as it is."""
    body, handover = _held(handover)
    require(rules.can_withdraw_handover(actor, handover))
    _check_open(handover)
    void_handover(handover, body, actor, text=reason.replace("\0", "").strip())
    return handover


def close_due_handovers() -> int:
    """Do every handover whose day has come, or whose week is over with the new head's yes."""
    done = 0
    for handover in Handover.objects.filter(state=State.WAITING).select_related("body"):
        with transaction.atomic():
            body, held = _held(handover)
            if held.state == State.WAITING and body.is_live and _is_due(held):
                complete(held, body, None)
                done += 1
    return done


def _is_due(handover: Handover) -> bool:
    today = timezone.localdate()
    if handover.ends_on <= today:
        return True
    if handover.holds_until is not None and handover.holds_until > today:
        return False
    heads = handover.invitations.filter(role=_head_role(handover))
    return heads.filter(state=Invitation.State.ACCEPTED).exists()


def _check_open(handover: Handover) -> None:
    if not handover.is_open:
        raise Refusal("handover.closed")


def _held(handover: Handover) -> tuple[Body, Handover]:
    body = held_body(handover.body)
    return body, Handover.objects.get(pk=handover.pk)
