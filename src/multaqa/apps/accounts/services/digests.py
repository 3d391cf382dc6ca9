"""The day's digest: what waits for one person in one message, never empty, never twice."""

import logging
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import Digest, Notice, Recipient, Switch, User
from multaqa.apps.accounts.services.notices import reached_by, wake_notices, ways_of, whole
from multaqa.apps.accounts.services.switches import recipient_for, switches_link
from multaqa.kernel import delivery, jobs
from multaqa.kernel.faults import told
from multaqa.kernel.house import TOPICS
from multaqa.kernel.segments import segments
from multaqa.refusal import Refusal
from multaqa.ui import mail
from multaqa.ui.mail import Item, Mail

log = logging.getLogger(__name__)

AT_ONCE = 400
MOST_ITEMS = 30  # in one letter; the others are counted, and stand on the site
TRIED_FOR = timedelta(days=7)
SHORT = 2  # text messages that a digest may cost


def send_digests(*, job: jobs.Running) -> None:
    """Gather what waits for each, one digest a day, and send those that were gathered.

    Taken up again after its worker died, it goes on where it stood: who has today's digest gets no
    other, and each digest is taken by one statement.
    """
    today, past = timezone.localdate(), 0
    _leave_out_what_was_read()
    while people := list(_waiting_people(past)):
        for user in people:
            past = user.pk
            gather(user=user, on=today)
            job.tell("accounts.gathering", 0.5)
    gathered = Digest.objects.filter(state=Digest.State.QUEUED).select_related("user")
    for done, digest in enumerate(gathered.order_by("pk"), start=1):
        send_digest(digest)
        job.tell("accounts.delivering", done / (done + 1))
    with job.publishes():
        pass
    wake_notices()  # also what waited for the morning


def _waiting() -> QuerySet[Notice]:
    """Also what could not be sent at once, for some days."""
    lately = timezone.now() - TRIED_FOR
    again = Q(state=Notice.State.FAILED, created_at__gt=lately)
    return Notice.objects.filter(
        Q(state=Notice.State.DAILY) | again, digest=None, read_at=None, user__is_active=True
    )


def _waiting_people(past: int) -> QuerySet[User]:
    waiting = _waiting().filter(user__gt=past).values("user")
    return User.objects.filter(pk__in=waiting).order_by("pk")[:AT_ONCE]


def _leave_out_what_was_read() -> None:
    waiting = Notice.objects.filter(state=Notice.State.DAILY, digest=None)
    waiting.filter(read_at__isnull=False).update(state=Notice.State.ON_SITE)


@transaction.atomic
def gather(*, user: User, on: date) -> Digest | None:
    """Put what waits for the person into the digest of that day; none where nothing is left.

    Of two workers one makes it, and the other leaves it; who had one that day waits for the next.
    """
    waiting = list(_waiting().filter(user=user).order_by("pk"))
    ways = queries.ways_about({one.topic for one in waiting}, [user])
    off = [one.pk for one in waiting if ways_of(ways, user, one.topic) == Switch.Way.OFF]
    Notice.objects.filter(pk__in=off).update(state=Notice.State.ON_SITE)
    wanted = [one.pk for one in waiting if one.pk not in off]
    if not wanted:
        return None
    if not reached_by(user):
        Notice.objects.filter(pk__in=wanted).update(state=Notice.State.ON_SITE)
        return None
    digest, is_new = Digest.objects.get_or_create(user=user, on=on)
    if not is_new:
        return None
    _waiting().filter(pk__in=wanted).update(digest=digest, state=Notice.State.DAILY)
    return digest


def send_digest(digest: Digest) -> None:
    """Send one, taken by one statement; what it holds is read now, so that none is empty."""
    row = Digest.objects.filter(pk=digest.pk)
    now = timezone.now()
    if not row.filter(state=Digest.State.QUEUED).update(state=Digest.State.SENT, sent_at=now):
        return
    user, held = digest.user, digest.notices.filter(read_at=None)
    notices = list(held.order_by("topic", "pk"))
    recipient = recipient_for(user=user)
    by = reached_by(user, recipient.by or Recipient.By.EMAIL)
    if not notices or by is None:
        digest.notices.update(state=Notice.State.ON_SITE)
        row.delete()  # nothing went: the day has none
        return
    try:
        with override(user.language):
            _send(user, recipient, by, notices)
    except Exception as error:
        # Whatever it is, it did not leave, and the others wait: a fault is told in the log.
        if not isinstance(error, Refusal):
            log.error("digest %s could not be sent: %s", digest.pk, told(error))
        row.update(state=Digest.State.FAILED, sent_at=None, by=by)
        digest.notices.update(digest=None)  # for the next day's
    else:
        row.update(by=by)
        digest.notices.update(state=Notice.State.SENT, sent_at=now, by=by)


def _send(user: User, recipient: Recipient, by: Recipient.By, notices: list[Notice]) -> None:
    if by == Recipient.By.PHONE:
        delivery.send_text(user.phone or "", short_digest(notices))
        return
    stop = switches_link(recipient, queries.ALL)
    links = [
        (_("Choose what you receive"), switches_link(recipient)),
        (_("Stop all that can be stopped"), stop),
    ]
    letter = Mail(
        title=_headline(len(notices)),
        why=_("You get this once a day, because something about you waits on the site."),
        items=items_of(notices[:MOST_ITEMS]),
        text=_left_out(len(notices) - MOST_ITEMS),
        buttons=[(_("My messages"), _inbox())],
        links=links,
        one_click=stop,
    )
    mail.send(user.email or "", letter)


def _headline(count: int) -> str:
    text = ngettext("%(count)d message waits for you", "%(count)d messages wait for you", count)
    return text % {"count": count}


def _left_out(count: int) -> str:
    if count <= 0:
        return ""
    text = ngettext(
        "The first stand here; %(count)d more stands on the site.",
        "The first stand here; %(count)d more stand on the site.",
        count,
    )
    return text % {"count": count}


def _inbox() -> str:
    return f"{settings.ORIGIN}{reverse('inbox')}"


def items_of(notices: list[Notice]) -> list[Item]:
    """Each as one item, those of one topic together, and below the last of these why."""
    items = []
    for topic, group in groupby(notices, key=lambda one: one.topic):
        together = list(group)
        for one in together:
            why = str(TOPICS[topic].why) if one is together[-1] and topic in TOPICS else ""
            items.append(Item(one.title, one.text, whole(one.url), why))
    return items


def short_digest(notices: list[Notice]) -> str:
    """How many wait, as many of their titles as fit, and where they stand."""
    opening = f"{settings.SITE_NAME}: {_headline(len(notices))}"
    link = f"{_('once a day')}: {_inbox()}"
    comma = "، " if get_language() == "ar" else ", "
    named = ""
    for notice in notices:
        longer = f"{named}{comma}{notice.title}" if named else notice.title
        if segments(f"{opening} ({longer}). {link}") > SHORT:
            break
        named = longer
    return f"{opening} ({named}). {link}" if named else f"{opening}. {link}"
