"""Telling those who registered: on the site always, and by text message or e-mail."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts import queries as accounts
from multaqa.apps.accounts.models import Language, Switch, User
from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.accounts.services import (
    Letter,
    mark_read_about,
    notify_all,
    takes_texts,
    write_letter,
    write_text,
)
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Mailing, Message, Registration
from multaqa.kernel import delivery, jobs
from multaqa.kernel.faults import told
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.kernel.segments import segments
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

DELIVER = "multaqa.apps.forum.tasks.deliver"
OUTBOX = "forum.messages"
SEND = "multaqa.apps.forum.tasks.send_mailing"
AT_ONCE = 400
LONGEST_TITLE = 200
MAILING = "forum.mailing"


@transaction.atomic
def tell(
    *, registration: Registration, title: str, text: str, mailing: Mailing | None = None
) -> Message:
    """Write to one person, in words already in their language; delivered after commit.

    Who has neither a phone that this instance writes to nor an e-mail is listed for a call.
    """
    message = Message.objects.create(
        registration=registration, mailing=mailing, **addressed(registration, title, text)
    )
    if message.state == Message.State.QUEUED:
        transaction.on_commit(wake_delivery)
    return message


@transaction.atomic
def tell_all(letters: Iterable[tuple[Registration, str, str]]) -> int:
    """Write to many at once, each their own title and text; delivered after commit."""
    written = Message.objects.bulk_create(
        [Message(registration=one, **addressed(one, title, text)) for one, title, text in letters],
        batch_size=AT_ONCE,
    )
    if any(message.state == Message.State.QUEUED for message in written):
        transaction.on_commit(wake_delivery)
    return len(written)


def addressed(registration: Registration, title: str, text: str) -> dict[str, str]:
    """The message's columns: its words, the way it goes, and whether it waits or asks a call."""
    way = way_of(registration)
    to_call = way == Message.Way.CALL
    return {
        "title": title[:LONGEST_TITLE],
        "text": text,
        "way": way,
        "state": Message.State.TO_CALL if to_call else Message.State.QUEUED,
    }


def way_of(registration: Registration) -> Message.Way:
    """A text message only to a number that takes one here; else a letter; else a call."""
    if delivery.reaches_phones() and takes_texts(registration.phone):
        return Message.Way.PHONE
    return Message.Way.EMAIL if registration.email else Message.Way.CALL


def wake_delivery() -> None:
    """Have the queue emptied; where that is under way, it finds what came meanwhile."""
    try:
        jobs.start(DELIVER, about=OUTBOX)
    except Refusal:
        return


def deliver_queue(*, job: jobs.Running) -> None:
    """Send what waits, one by one; each is taken by one statement, so that none goes out twice.

    What a carrier does not take is marked, and waits for somebody to ask again.
    """
    done = 0
    while waiting := list(_queued()[:AT_ONCE]):
        for message in waiting:
            _deliver(message)
            done += 1
            job.tell("forum.delivering", done / (done + len(waiting)))
    with job.publishes():
        pass
    # What came between the last look and the end finds no work under way to wake.
    if _queued().exists():
        wake_delivery()


def _queued() -> "queries.Messages":
    return Message.objects.filter(state=Message.State.QUEUED).order_by("pk")


def _deliver(message: Message) -> None:
    """Send one by the way its person is reached now: their contact may be another by then."""
    row = Message.objects.filter(pk=message.pk)
    registration = message.registration  # read here, not with the queue
    way = way_of(registration)
    if way != Message.Way.CALL and _is_switched_away(message, registration, way):
        return
    if not row.filter(state=Message.State.QUEUED).update(
        state=Message.State.SENT, sent_at=timezone.now()
    ):
        return
    if way == Message.Way.CALL:
        row.update(way=way, state=Message.State.TO_CALL, sent_at=None)
        return
    try:
        with override(registration.language):
            _send(message, registration, way)
    except Exception as error:
        # Whatever it is, it did not leave, and the others wait: a fault is told in the log.
        if not isinstance(error, Refusal):
            log.error("message %s could not be sent: %s", message.pk, told(error))
        row.update(way=way, state=Message.State.FAILED, sent_at=None)
    else:
        row.update(way=way)


def _is_switched_away(message: Message, registration: Registration, way: Message.Way) -> bool:
    """Whether its person wants such a message on the site only, or in the day's digest."""
    contact = registration.phone if way == Message.Way.PHONE else registration.email
    user = registration.user
    wanted = accounts.way_to(message.topic, user=user, contact=contact)
    if wanted == Switch.Way.AT_ONCE:
        return False
    queued = Message.objects.filter(pk=message.pk, state=Message.State.QUEUED)
    with transaction.atomic():
        if queued.update(way=way, state=Message.State.ON_SITE) and wanted == Switch.Way.DIGEST:
            _put_in_digest(message, user or accounts.user_known_by_contact(contact))
    return True


def _put_in_digest(message: Message, user: User | None) -> None:
    if user is not None:
        place = f"{reverse('inbox')}#message-{message.pk}"
        words = (message.title, message.text, place, message.about)
        notify_all([Letter(user, message.topic, *words)])


def _send(message: Message, registration: Registration, way: Message.Way) -> None:
    """In the language of its person, with why they get it and how to switch what they can."""
    user = registration.user
    if way == Message.Way.PHONE:
        write_text(phone=registration.phone, topic=message.topic, text=message.text, user=user)
        return
    buttons = [(_("My space"), f"{settings.ORIGIN}{reverse('me')}")] if user else []
    write_letter(
        address=registration.email,
        topic=message.topic,
        title=message.title,
        text=message.text,
        user=user,
        buttons=buttons,
    )


@transaction.atomic
def retry_failed(*, edition_id: int, actor: Visitor) -> int:
    """Put what could not be sent back in the queue; says how many."""
    require(rules.can_run_forum(actor))
    failed = Message.objects.filter(registration__edition_id=edition_id, state=Message.State.FAILED)
    count = failed.update(state=Message.State.QUEUED)
    if count:
        transaction.on_commit(wake_delivery)
    return count


@transaction.atomic
def call_failed(*, edition_id: int, actor: Visitor) -> int:
    """List for a call those whom nothing could be sent to; says how many messages."""
    require(rules.can_run_forum(actor))
    failed = Message.objects.filter(registration__edition_id=edition_id, state=Message.State.FAILED)
    return failed.update(state=Message.State.TO_CALL, way=Message.Way.CALL)


@transaction.atomic
def mark_called(*, message: Message, actor: Visitor) -> None:
    """Tick off who was called, once."""
    require(rules.can_run_forum(actor))
    waiting = Message.objects.filter(pk=message.pk, state=Message.State.TO_CALL)
    if not waiting.update(state=Message.State.CALLED, sent_at=timezone.now()):
        raise Refusal("message.called")


@transaction.atomic
def mark_read(*, messages: Iterable[Message], actor: Visitor) -> None:
    """Whoever the messages are for has opened them; others' stay as they are."""
    _mark_read([one.pk for one in messages], actor)


def _mark_read(keys: Sequence[int], actor: Visitor) -> None:
    if not keys:
        return
    theirs = queries.messages_of(actor).order_by().filter(pk__in=keys, read_at=None)
    Message.objects.filter(pk__in=theirs.values("pk")).update(read_at=timezone.now())
    mark_read_about(user=actor, abouts=[Message(pk=key).about for key in keys])


def mark_messages_read(user: User, keys: Sequence[int]) -> None:
    """What a person opened in their inbox."""
    with transaction.atomic():
        _mark_read(keys, user)


# Mailings.


@transaction.atomic
def write_mailing(
    *, mailing: Mailing, actor: Visitor, colleges: list[int], **fields: object
) -> Mailing:
    """Keep a mailing that has not gone yet. Refuses one that has."""
    require(rules.can_run_forum(actor))
    if mailing.pk:
        mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
        if mailing.state != Mailing.State.DRAFT:
            raise Refusal("mailing.gone")
    for name, value in fields.items():
        setattr(mailing, name, value)
    mailing.written_by_id = actor.pk
    mailing.save()
    mailing.colleges.set(mailing.edition.colleges.filter(pk__in=colleges))
    return mailing


@transaction.atomic
def ask_mailing(*, mailing: Mailing, actor: Visitor) -> Job:
    """Have a mailing sent: once, however often the button is pressed. Refuses one to nobody.

    One whose sending died on the way is taken up again where it stood.
    """
    require(rules.can_run_forum(actor))
    mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if mailing.state == Mailing.State.SENT or is_under_way(mailing):
        raise Refusal("mailing.gone")
    if not queries.audience_of(mailing).exists():
        raise Refusal("mailing.nobody")
    mailing.state = Mailing.State.SENDING
    mailing.save(update_fields=["state"])
    return jobs.start(SEND, mailing.pk, about=mailing.about)


def is_under_way(mailing: Mailing) -> bool:
    """Whether somebody is at work on its sending."""
    job = jobs.last_about(mailing.about)
    return mailing.state == Mailing.State.SENDING and job is not None and job.is_active


@transaction.atomic
def drop_mailing(*, mailing: Mailing, actor: Visitor) -> None:
    """Forget a mailing that has not gone. Refuses one that has."""
    require(rules.can_run_forum(actor))
    deleted, _rows = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.DRAFT).delete()
    if not deleted:
        raise Refusal("mailing.gone")


def send_mailing(*, job: jobs.Running, mailing_id: int) -> None:
    """Write to everyone of the audience, each once: taken up again, it goes on where it stood."""
    mailing = Mailing.objects.select_related("edition").get(pk=mailing_id)
    reached = set(mailing.messages.values_list("registration_id", flat=True))
    audience = [one for one in queries.audience_of(mailing) if one.pk not in reached]
    for start in range(0, len(audience), AT_ONCE):
        part = audience[start : start + AT_ONCE]
        Message.objects.bulk_create(
            [
                Message(
                    registration=one,
                    mailing=mailing,
                    **addressed(one, *words_for(mailing, one.language)),
                )
                for one in part
            ],
            ignore_conflicts=True,
        )
        job.tell("forum.writing", (start + len(part)) / len(audience))
    with job.publishes():
        Mailing.objects.filter(pk=mailing_id).update(
            state=Mailing.State.SENT, sent_at=timezone.now()
        )
        transaction.on_commit(wake_delivery)


@dataclass(frozen=True, slots=True)
class Audience:
    """To how many a mailing would go now, by which way and in which language.

    Who switched it is told in the day's digest, or on the site only. ``texts`` are those that the
    carrier counts: a long one goes as several.
    """

    total: int
    ways: Counter[str]
    languages: Counter[str]
    daily: int
    off: int
    texts: int


def audience_counted(mailing: Mailing) -> Audience:
    people = list(queries.audience_of(mailing).only("phone", "email", "language", "user"))
    wanted = accounts.ways_about([MAILING])
    ways: Counter[str] = Counter()
    texts, long = 0, {language: text_parts(mailing, language) for language in Language.values}
    for one in people:
        way = way_of(one)
        contact = one.phone if way == Message.Way.PHONE else one.email
        choice = wanted.of(MAILING, user_id=one.user_id, contacts=[contact])
        is_asked = way == Message.Way.CALL or choice == Switch.Way.AT_ONCE
        ways[str(way) if is_asked else str(choice)] += 1
        texts += long[one.language] if is_asked and way == Message.Way.PHONE else 0
    languages = Counter(one.language for one in people)
    daily, off = ways[str(Switch.Way.DIGEST)], ways[str(Switch.Way.OFF)]
    return Audience(len(people), ways, languages, daily, off, texts)


def text_parts(mailing: Mailing, language: str) -> int:
    """As how many text messages it goes to one phone, the link to stop apart."""
    return segments(words_for(mailing, language)[1])


def words_for(mailing: Mailing, language: str) -> tuple[str, str]:
    """Title and text in a person's language, or in Arabic where the other was not written."""
    if language == "fr" and mailing.title_fr and mailing.text_fr:
        return mailing.title_fr, mailing.text_fr
    return mailing.title_ar, mailing.text_ar
