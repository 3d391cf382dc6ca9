"""Letters and reminders on their way: by e-mail or text message where the institution has one."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.services import takes_texts, write_letter, write_text
from multaqa.apps.forum.models import ExOfficioSeat
from multaqa.kernel import delivery, jobs
from multaqa.kernel.faults import told
from multaqa.refusal import Refusal
from multaqa.ui.dates import day

log = logging.getLogger(__name__)

DELIVER = "multaqa.apps.forum.tasks.deliver_letters"
OUTBOX = "forum.letters"
AT_ONCE = 200
TOPIC = "forum.nomination"
Delivery = ExOfficioSeat.Delivery


def letters_wait(seats: Iterable[ExOfficioSeat]) -> None:
    """Queue what can leave by itself; what cannot is to be printed. Delivered after commit."""
    queued: list[int] = []
    printed: list[int] = []
    for seat in seats:
        (printed if _way(seat) == Delivery.PAPER else queued).append(seat.pk)
    ExOfficioSeat.objects.filter(pk__in=queued).update(delivery=Delivery.QUEUED)
    ExOfficioSeat.objects.filter(pk__in=printed).update(delivery=Delivery.PAPER)
    if queued:
        transaction.on_commit(wake_letters)


def _way(seat: ExOfficioSeat) -> Delivery:
    """By e-mail; else by text message, which a landline does not take; else on paper."""
    if seat.email:
        return Delivery.EMAIL
    if delivery.reaches_phones() and takes_texts(seat.phone):
        return Delivery.TEXT
    return Delivery.PAPER


def wake_letters() -> None:
    """Have the queue emptied; where that is under way, it finds what came meanwhile."""
    try:
        jobs.start(DELIVER, about=OUTBOX)
    except Refusal:
        return


def deliver_letters(*, job: jobs.Running) -> None:
    """Send what waits, one by one, each taken by one statement so that none goes out twice.

    What a carrier does not take over is marked: it is to be printed.
    """
    done = 0
    while waiting := list(_queued()[:AT_ONCE]):
        for seat in waiting:
            _deliver(seat)
            done += 1
            job.tell("forum.delivering", done / (done + len(waiting)))
    with job.publishes():
        pass
    # What came between the last look and the end finds no work under way to wake.
    if _queued().exists():
        wake_letters()


def _queued() -> QuerySet[ExOfficioSeat]:
    return (
        ExOfficioSeat.objects.filter(delivery=Delivery.QUEUED)
        .select_related("edition")
        .order_by("pk")
    )


def _deliver(seat: ExOfficioSeat) -> None:
    """Send one, if it still is what was read with the queue; else it comes again, read anew."""
    row = ExOfficioSeat.objects.filter(
        pk=seat.pk,
        link=seat.link,
        email=seat.email,
        phone=seat.phone,
        reminder_count=seat.reminder_count,
    )
    way = _way(seat)
    if not row.filter(delivery=Delivery.QUEUED).update(delivery=way) or way == Delivery.PAPER:
        return
    with override(seat.language):
        try:
            if way == Delivery.EMAIL:
                title, text = _letter(seat)
                write_letter(
                    address=seat.email,
                    topic=TOPIC,
                    title=title,
                    text=text,
                    buttons=[(_("Answer the letter"), link_of(seat))],
                )
            else:
                write_text(phone=seat.phone, topic=TOPIC, text=_short(seat))
        except Exception as error:
            # Whatever it is, it did not leave, and the others wait: a fault is told in the log.
            if not isinstance(error, Refusal):
                log.error("letter %s could not be sent: %s", seat.pk, told(error))
            # Not where another link waits by now: that one is still to leave.
            row.filter(delivery=way).update(delivery=Delivery.FAILED)


def link_of(seat: ExOfficioSeat) -> str:
    """The whole address that answers the letter, in the language of now."""
    address = reverse("forum:nomination", args=[seat.edition.number, seat.link])
    return f"{settings.ORIGIN}{address}"


def _letter(seat: ExOfficioSeat) -> tuple[str, str]:
    subject = _("Letter %(reference)s: naming who represents you in “%(edition)s”")
    if seat.reminder_count:
        subject = _("Reminder of letter %(reference)s: naming who represents you in “%(edition)s”")
    text = _(
        "%(addressee)s,\n\n"
        "%(organiser)s holds “%(edition)s”. A seat is kept in it by right for: %(institution)s.\n\n"
        "Please name who will occupy it, or tell us that nobody can come, before %(day)s, by this "
        "link, which answers for your institution alone:\n%(link)s\n\n"
        "Reference: %(reference)s"
    )
    facts = _facts(seat)
    return subject % facts, text % facts


def _short(seat: ExOfficioSeat) -> str:
    text = _(
        "“%(edition)s”: a seat is kept for %(institution)s. Name who will occupy it before "
        "%(day)s: %(link)s"
    )
    return text % _facts(seat)


def _facts(seat: ExOfficioSeat) -> dict[str, str]:
    return {
        "reference": seat.reference,
        "addressee": seat.addressee,
        "institution": seat.institution,
        "organiser": seat.edition.organiser,
        "edition": seat.edition.name,
        "day": day(seat.answer_by),
        "link": link_of(seat),
    }
