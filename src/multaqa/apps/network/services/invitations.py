"""Places held out to a phone or an e-mail: kept, sent, withdrawn, wiped when they are over."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.services import reached_contact
from multaqa.apps.network import queries, rules
from multaqa.apps.network.models import Body, BodyStep, Handover, Invitation, MembershipRole
from multaqa.apps.network.services.people import held_body
from multaqa.apps.network.services.steps import note_step
from multaqa.kernel import arabic, delivery, jobs
from multaqa.kernel.faults import told
from multaqa.kernel.queues import wait_turn
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal
from multaqa.ui.dates import day

log = logging.getLogger(__name__)

DELIVER = "multaqa.apps.network.tasks.deliver_invitations"
OUTBOX = "network.invitations"
LASTS = timedelta(days=14)
KEPT = timedelta(days=30)  # how long a contact is kept once its invitation is over
MOST_WAITING = 40
MOST_A_DAY = 30
MOST_BY_A_PERSON = 60  # a day, into whatever bodies; the coordinator enters boards of many
MOST_TO_A_CONTACT = 3  # a day, from whatever bodies: no phone is rung by strangers all day
MOST_IN_A_MONTH = 10  # to one contact
AT_ONCE = 100
SHORT_NAME = 60
State = Invitation.State
Delivery = Invitation.Delivery


@transaction.atomic
def invite(*, body: Body, actor: User, role: str, contact_text: str, name: str = "") -> Invitation:
    """Hold a place out to a phone or an e-mail; nobody is told whether it has an account.

    Refuses a phone that cannot be written to, one that waits for an answer already, more than a
    body or a person sends in a day, and more than a phone is to get in a day or a month.
    """
    body = held_body(body)
    require(rules.can_accept_members(actor, body))
    if not rules.can_give_role(actor, body, role):
        raise Refusal("membership.president_answers")
    check_limits(body, actor, 1)
    invitation = hold_out(
        body=body,
        actor=actor,
        role=role,
        contact_text=contact_text,
        name=name,
        expires_at=timezone.now() + LASTS,
    )
    note_step(body, BodyStep.Kind.INVITED, actor=actor, role=role)
    return invitation


def check_limits(body: Body, actor: User, more: int) -> None:
    """Refuses more invitations than a body may have open, or it or a person send in a day.

    From here to the end of the transaction nobody else invites: what is counted stays true.
    """
    wait_turn("network.invitations")
    if queries.waiting_invitations(body).count() + more > MOST_WAITING:
        raise Refusal("invitation.too_many_waiting", count=MOST_WAITING)
    day_ago = timezone.now() - timedelta(days=1)
    if body.invitations.filter(invited_at__gt=day_ago).count() + more > MOST_A_DAY:
        raise Refusal("invitation.too_many_today", count=MOST_A_DAY)
    if rules.can_verify(actor):
        return
    if actor.sent_invitations.filter(invited_at__gt=day_ago).count() + more > MOST_BY_A_PERSON:
        raise Refusal("invitation.too_many_by_you", count=MOST_BY_A_PERSON)


def hold_out(
    *,
    body: Body,
    actor: User,
    role: str,
    contact_text: str,
    name: str,
    expires_at: datetime,
    handover: Handover | None = None,
) -> Invitation:
    """Keep an invitation of a body that is held, after its limits, and have it sent."""
    email, phone = read_contact(contact_text)
    now = timezone.now()
    same = Invitation.objects.filter(phone=phone or "", email=email or "")
    if same.filter(invited_at__gt=now - timedelta(days=1)).count() >= MOST_TO_A_CONTACT:
        raise Refusal("invitation.contact_often")
    if same.filter(invited_at__gt=now - KEPT).count() >= MOST_IN_A_MONTH:
        raise Refusal("invitation.contact_often_in_a_month", count=MOST_IN_A_MONTH)
    mine = same.filter(body=body, state=State.WAITING)
    mine.filter(expires_at__lte=now).update(state=State.EXPIRED, closed_at=now)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                body=body,
                handover=handover,
                role=role,
                name=" ".join(name.split())[:150] if arabic.has_letters(name) else "",
                phone=phone or "",
                email=email or "",
                language=actor.language,
                invited_by=actor,
                expires_at=expires_at,
            )
    except IntegrityError:
        raise Refusal("invitation.waits_already") from None
    transaction.on_commit(wake_invitations)
    return invitation


def read_contact(text: str) -> tuple[str | None, str | None]:
    """An e-mail or a phone that an invitation can be sent to."""
    email, phone = reached_contact(text)
    if phone and not delivery.reaches_phones():
        raise Refusal("delivery.no_phones")
    return email, phone


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: User) -> Invitation:
    """Take back what waits: its link opens nothing any more."""
    body, invitation = held_invitation(invitation)
    require(rules.can_accept_members(actor, body))
    if invitation.handover is not None and invitation.handover.is_open:
        raise Refusal("invitation.of_a_handover")
    if invitation.state != State.WAITING:
        raise Refusal("invitation.used")
    close(invitation, State.WITHDRAWN)
    kind = BodyStep.Kind.INVITATION_WITHDRAWN
    note_step(body, kind, actor=actor, role=invitation.role)
    return invitation


def close(invitation: Invitation, state: Invitation.State, actor: User | None = None) -> None:
    invitation.state, invitation.closed_at = state, timezone.now()
    invitation.answered_by = actor
    invitation.save()


def held_invitation(invitation: Invitation) -> tuple[Body, Invitation]:
    body = held_body(invitation.body)
    rows = Invitation.objects.select_related("handover", "invited_by")
    return body, rows.get(pk=invitation.pk)


def wipe_over() -> int:
    """Mark what ran out, and forget the name and the contact of what is long over; says how many.

    Nothing of who was written to remains but that somebody was.
    """
    now = timezone.now()
    waiting = Invitation.objects.filter(state=State.WAITING, expires_at__lte=now)
    waiting.update(state=State.EXPIRED, closed_at=now)
    over = Invitation.objects.exclude(state=State.WAITING).filter(closed_at__lt=now - KEPT)
    return over.exclude(phone="", email="", name="").update(phone="", email="", name="")


# On their way.


def wake_invitations() -> None:
    """Have the queue emptied; where that is under way, it finds what came meanwhile."""
    try:
        jobs.start(DELIVER, about=OUTBOX)
    except Refusal:
        return


def deliver_invitations(*, job: jobs.Running) -> None:
    """Send what waits, one by one, each taken by one statement so that none goes out twice."""
    done = 0
    while waiting := list(_queued()[:AT_ONCE]):
        for invitation in waiting:
            _deliver(invitation)
            done += 1
            job.tell("network.delivering", done / (done + len(waiting)))
    with job.publishes():
        pass
    if _queued().exists():
        wake_invitations()


def _queued() -> QuerySet[Invitation]:
    return (
        Invitation.objects.filter(delivery=Delivery.QUEUED)
        .select_related("body", "invited_by", "handover")
        .order_by("pk")
    )


def _deliver(invitation: Invitation) -> None:
    row = Invitation.objects.filter(pk=invitation.pk)
    if not row.filter(delivery=Delivery.QUEUED).update(delivery=Delivery.SENT):
        return
    if invitation.state != State.WAITING:
        return
    try:
        with override(invitation.language):
            text = _text(invitation)
            if invitation.phone:
                delivery.send_text(invitation.phone, text)
            else:
                subject = _("An invitation to act with “%(body)s”") % _facts(invitation)
                delivery.send_letter(
                    invitation.email, f"{settings.SITE_NAME}: {subject}", f"{text}\n"
                )
    except Exception as error:
        if not isinstance(error, Refusal):
            log.error("invitation %s could not be sent: %s", invitation.pk, told(error))
        row.update(delivery=Delivery.FAILED)


def _text(invitation: Invitation) -> str:
    text = _(
        "%(inviter)s invites you to “%(body)s” on %(site)s: %(role)s. Open before %(day)s, with "
        "this number or e-mail: %(link)s"
    )
    return text % _facts(invitation)


def _facts(invitation: Invitation) -> dict[str, str]:
    name = invitation.body.name
    inviter = invitation.invited_by
    return {
        "inviter": (inviter.name if inviter else "")[:SHORT_NAME] or settings.SITE_NAME,
        "body": name if len(name) <= SHORT_NAME else f"{name[: SHORT_NAME - 1]}…",
        "role": str(MembershipRole(invitation.role).label),
        "site": settings.SITE_NAME,
        "day": day(invitation.expires_at),
        "link": f"{settings.ORIGIN}{invitation.get_absolute_url()}",
    }
