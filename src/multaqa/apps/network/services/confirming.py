"""That what a body says still holds: asked once a year, confirmed on the site or by phone."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules
from multaqa.apps.network.models import Body, Confirmation, ConfirmationAsk, PhoneCall
from multaqa.apps.network.services.claims import wipe_old_proofs
from multaqa.apps.network.services.handovers import close_due_handovers
from multaqa.apps.network.services.invitations import wipe_over
from multaqa.apps.network.services.people import held_body
from multaqa.apps.network.services.steps import tell
from multaqa.kernel import jobs
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

# After how many days each reminder goes out, the first and the second.
REMINDERS = (14, 28)
A_WHILE = timedelta(hours=1)  # a button pressed again within it confirms nothing anew
Way = Confirmation.Way


@transaction.atomic
def confirm_body(*, body: Body, actor: User) -> Body:
    """The body's own people say that all it says still holds; pressed twice, it is said once."""
    body = held_body(body)
    require(rules.can_confirm(actor, body))
    now = timezone.now()
    if body.confirmed_at is None or body.confirmed_at < now - A_WHILE:
        keep_confirmation(body, actor)
    return body


def keep_confirmation(body: Body, actor: User, *, is_revised: bool = False) -> None:
    """Whoever acts for a body and enters or revises it has confirmed the whole of it."""
    _confirmed(body, actor, is_revised=is_revised)


@transaction.atomic
def confirm_by_phone(*, body: Body, actor: User, note: str) -> Body:
    """The coordinator called and the body's people confirmed; who said so is kept."""
    body = held_body(body)
    require(rules.can_verify(actor))
    _confirmed(body, actor, way=Way.PHONE, note=_noted(note))
    return body


@transaction.atomic
def note_call(*, body: Body, actor: User, note: str) -> PhoneCall:
    """The coordinator called, and nothing was confirmed: the next one to call knows it."""
    require(rules.can_verify(actor))
    return PhoneCall.objects.create(body=body, actor=actor, note=_noted(note))


def _noted(note: str) -> str:
    note = " ".join(note.replace("\0", "").split())[:300]
    if not note:
        raise Refusal("confirmation.no_note")
    return note


def _confirmed(
    body: Body,
    actor: User,
    *,
    way: Confirmation.Way = Way.DESK,
    is_revised: bool = False,
    note: str = "",
) -> None:
    now = timezone.now()
    Confirmation.objects.create(
        body=body, actor=actor, way=way, is_revised=is_revised, note=note, at=now
    )
    body.confirmed_at = now
    body.save(update_fields=["confirmed_at"])
    body.confirmation_asks.filter(closed_at=None).update(closed_at=now)


# Every day.


def keep_up(*, job: jobs.Running) -> None:
    """The network's daily work: what is due is asked, reminded, done, and forgotten."""
    close_due_handovers()
    wipe_over()
    wipe_old_proofs()
    ask_confirmations(job=job, today=timezone.localdate())


def ask_confirmations(*, job: jobs.Running, today: date) -> int:
    """Ask the people of every body that nobody confirmed for a year, and remind them twice.

    Each once: one open question stands for a body, and a reminder is counted by one statement.
    Says how many bodies were written to.
    """
    written = 0
    due = list(queries.bodies_to_ask(today))
    for place, body in enumerate(due):
        written += _ask(body, today)
        job.tell("network.asking", place / (len(due) + 1))
    for ask in queries.open_asks().iterator():
        written += _remind(ask, today)
    return written


@transaction.atomic
def _ask(body: Body, today: date) -> int:
    try:
        with transaction.atomic():
            ConfirmationAsk.objects.create(body=body, asked_on=today)
    except IntegrityError:
        return 0
    _write(body, is_reminder=False)
    return 1


@transaction.atomic
def _remind(ask: ConfirmationAsk, today: date) -> int:
    sent = ask.reminder_count
    if sent >= len(REMINDERS) or today < ask.asked_on + timedelta(days=REMINDERS[sent]):
        return 0
    mine = ConfirmationAsk.objects.filter(pk=ask.pk, reminder_count=sent, closed_at=None)
    if not mine.update(reminder_count=sent + 1):
        return 0
    _write(ask.body, is_reminder=True)
    return 1


def _write(body: Body, *, is_reminder: bool) -> None:
    def words() -> tuple[str, str]:
        title = _("Does what is written of your body still hold?")
        if is_reminder:
            title = _("Reminder: does what is written of your body still hold?")
        text = _(
            "Once a year we ask the people of “%(body)s” to look at its page: one press says that "
            "nothing changed, and what changed is put right there."
        )
        return title, text % {"body": body.name}

    people = queries.acting_people(body)
    tell(people, "network.confirm", words, "network:confirm", body.slug)
