"""Telling people who have an account: on the site always, else as they switched it."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import Notice, Recipient, Switch, User
from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.accounts.services.contacts import takes_texts
from multaqa.apps.accounts.services.writing import write_letter, write_text
from multaqa.kernel import delivery, jobs
from multaqa.kernel.faults import told
from multaqa.kernel.house import TOPICS
from multaqa.kernel.segments import segments
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

DELIVER = "multaqa.apps.accounts.tasks.deliver_notices"
OUTBOX = "accounts.notices"
AT_ONCE = 400
LONGEST_TITLE = 200
LONGEST_TEXT = 4  # text messages that one notice may cost
By: TypeAlias = Recipient.By
State: TypeAlias = Notice.State
Way: TypeAlias = Switch.Way


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told, in their language; ``url`` is where more of it stands on the site.

    ``about`` names what it repeats, where that stands on the site by itself.
    """

    user: User
    topic: str
    title: str
    text: str
    url: str = ""
    about: str = ""


def notify(*, user: User, topic: str, title: str, text: str, url: str = "") -> Notice:
    """Tell one person, in words already in their language; delivered after commit."""
    (notice,) = notify_all([Letter(user, topic, title, text, url)])
    return notice


@transaction.atomic
def notify_all(letters: Iterable[Letter]) -> list[Notice]:
    """Tell many, each their own words: at once, in the day's digest, or on the site alone."""
    letters = list(letters)
    topics = {letter.topic for letter in letters}
    if strange := topics - set(TOPICS):
        raise LookupError(f"no app has the topic {min(strange)}")
    if outside := [one.topic for one in letters if one.url and not _is_ours(one.url)]:
        raise ValueError(f"a notice about {outside[0]} leads out of the site")
    ways = queries.ways_about(topics, list({one.user.pk: one.user for one in letters}.values()))
    notices = Notice.objects.bulk_create(
        [
            Notice(
                user=one.user,
                topic=one.topic,
                title=one.title[:LONGEST_TITLE],
                text=one.text,
                url=one.url,
                about=one.about,
                state=_state(one.user, ways_of(ways, one.user, one.topic)),
            )
            for one in letters
        ],
        batch_size=AT_ONCE,
    )
    if any(notice.state == State.QUEUED for notice in notices):
        transaction.on_commit(wake_notices)
    return notices


def ways_of(ways: queries.Ways, user: User, topic: str) -> Way:
    return ways.of(topic, user_id=user.pk, contacts=(user.phone or "", user.email or ""))


def _is_ours(url: str) -> bool:
    return url.startswith(f"{settings.ORIGIN}/") or (url[:1] == "/" and url[1:2] not in {"/", "\\"})


def _state(user: User, way: Way) -> State:
    if way == Way.DIGEST:
        return State.DAILY
    if way == Way.OFF or not user.is_active or not reached_by(user):
        return State.ON_SITE
    return State.QUEUED


def reached_by(user: User, chosen: str = "") -> By | None:
    """How a person is written to: as they chose where they have both, else by text message first.

    None where nothing reaches them: they find it on the site.
    """
    open_to = []
    if user.phone and delivery.reaches_phones() and takes_texts(user.phone):
        open_to.append(By.PHONE)
    if user.email:
        open_to.append(By.EMAIL)
    if chosen in open_to:
        return By(chosen)
    return open_to[0] if open_to else None


def is_quiet() -> bool:
    """Whether it is night: telephones do not ring for what can wait."""
    hour = timezone.localtime().hour
    if not settings.QUIET_HOUR:
        return False
    return hour >= settings.QUIET_HOUR or hour < settings.DAILY_HOUR


def wake_notices() -> None:
    """Have the queue emptied; where that is under way, it finds what came meanwhile."""
    try:
        jobs.start(DELIVER, about=OUTBOX)
    except Refusal:
        return


def deliver_notices(*, job: jobs.Running) -> None:
    """Send what waits, one by one; each is taken by one statement, so that none goes out twice."""
    done, past = 0, 0
    while waiting := list(_queued().filter(pk__gt=past)[:AT_ONCE]):
        for notice in waiting:
            past = notice.pk
            _deliver(notice)
            done += 1
            job.tell("accounts.delivering", done / (done + len(waiting)))
    with job.publishes():
        pass
    # What came between the last look and the end finds no work under way to wake; what waits for
    # the morning stands before it.
    if _queued().filter(pk__gt=past).exists():
        wake_notices()


def _queued() -> QuerySet[Notice]:
    return (
        Notice.objects.filter(state=State.QUEUED).select_related("user__recipient").order_by("pk")
    )


def _deliver(notice: Notice) -> None:
    """Send one as its person wants it now: they may have switched it, or moved, since."""
    row = Notice.objects.filter(pk=notice.pk, state=State.QUEUED)
    user = notice.user
    way = queries.way_of(user, notice.topic)
    state = _state(user, way)
    if notice.read_at or state != State.QUEUED:
        row.update(state=State.ON_SITE if notice.read_at else state)
        return
    recipient = getattr(user, "recipient", None)
    by = reached_by(user, recipient.by if recipient else "")
    if by == By.PHONE and not TOPICS[notice.topic].is_needed and is_quiet():
        return  # the daily work sends it, once people are awake
    if not row.update(state=State.SENT, sent_at=timezone.now()):
        return
    sent = Notice.objects.filter(pk=notice.pk)
    try:
        send_notice(notice, by)
    except Exception as error:
        # Whatever it is, it did not leave, and the others wait: a fault is told in the log.
        if not isinstance(error, Refusal):
            log.error("notice %s could not be sent: %s", notice.pk, told(error))
        sent.update(state=State.FAILED, sent_at=None, by=by or "")
    else:
        sent.update(by=by or "")


def send_notice(notice: Notice, by: By | None) -> None:
    """In its person's language, with why they get it and how to switch it."""
    user, link = notice.user, whole(notice.url)
    with override(user.language):
        if by == By.PHONE and user.phone:
            text = short(notice.title, notice.text, link)
            write_text(phone=user.phone, topic=notice.topic, text=text, user=user)
        elif by == By.EMAIL and user.email:
            write_letter(
                address=user.email,
                topic=notice.topic,
                title=notice.title,
                text=notice.text,
                user=user,
                buttons=[(_("Open it on the site"), link)] if link else (),
            )


def short(title: str, text: str, link: str) -> str:
    """What a text message holds: the text where it is short, else its title; and where it leads."""
    words = text if segments(text) <= LONGEST_TEXT else title
    return f"{words} {link}" if link and link not in words else words


def whole(url: str) -> str:
    return url if not url or url.startswith(settings.ORIGIN) else f"{settings.ORIGIN}{url}"


@transaction.atomic
def mark_notices_read(*, user: User, notices: Sequence[int]) -> None:
    """Their person has opened them; others' stay as they are."""
    Notice.objects.filter(user=user, pk__in=notices, read_at=None).update(read_at=timezone.now())


# By the source of an inbox: how a message of it is marked read.
READERS: dict[str, Callable[[User, Sequence[int]], None]] = {
    "notice": lambda user, keys: mark_notices_read(user=user, notices=keys),
}


def mark_inbox_read(*, user: User, keys: Iterable[str]) -> None:
    """Their person has opened these messages of their inbox, whoever keeps them."""
    by_source: dict[str, list[int]] = {}
    for key in keys:
        source, _dash, number = key.rpartition("-")
        by_source.setdefault(source, []).append(int(number))
    for source, numbers in by_source.items():
        READERS[source](user, numbers)


def mark_read_about(*, user: Visitor, abouts: Iterable[str]) -> None:
    """What the person opened where it stands: the digest leaves out what repeats it."""
    unread = Notice.objects.filter(user=user.pk, about__in=list(abouts), read_at=None)
    unread.update(read_at=timezone.now())
