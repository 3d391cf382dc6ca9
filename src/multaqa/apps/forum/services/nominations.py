"""Ex-officio seats: prepared, invited by letter; somebody named, replaced, or nobody sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Edition, ExOfficioSeat, NominationStep
from multaqa.apps.forum.models.nominations import fresh_link
from multaqa.apps.forum.services.letters import letters_wait
from multaqa.apps.forum.services.registering import read_contact
from multaqa.kernel import arabic, record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

State = ExOfficioSeat.State
Step = NominationStep.Kind
Channel = ExOfficioSeat.Channel
BETWEEN_REMINDERS = timedelta(days=2)
NOBODY: dict[str, Any] = {
    "person_name": "",
    "person_function": "",
    "person_sex": "",
    "person_phone": "",
    "person_email": "",
    "answered_at": None,
    "answered_by": "",
    "paper_reference": "",
    "reason": "",
}
COPIED = (
    *("kind", "body", "commune", "phone", "email", "language"),
    *(f"{name}_{code}" for name in ("institution", "addressee") for code in ("ar", "fr", "en")),
)


@dataclass(frozen=True, slots=True)
class Nominee:
    """Whom an institution names; the contact also changes the answer later."""

    name: str
    function: str
    sex: str
    phone: str = ""
    email: str = ""


# Prepared.


@transaction.atomic
def add_seat(*, edition: Edition, actor: Visitor, **fields: Any) -> ExOfficioSeat:
    """Prepare a letter to one institution, under the next number of the edition.

    Refuses an addressee who is invited already: the same form sent twice makes one letter; and one
    that cannot be read.
    """
    require(rules.can_invite(actor))
    return _added(edition, [ExOfficioSeat(**fields)])[0]


def _held(edition: Edition) -> dict[tuple[str, str], int]:
    """Who is invited already; whoever else adds a letter waits for the edition's row."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    return queries.invited_keys(edition)


def _key_of(seat: ExOfficioSeat) -> tuple[str, str]:
    return queries.invited_key(seat.institution_ar, seat.addressee_ar)


def _added(edition: Edition, seats: list[ExOfficioSeat]) -> list[ExOfficioSeat]:
    known = _held(edition)
    for seat in seats:
        _check_named(seat)
        if (letter := known.get(_key_of(seat))) is not None:
            raise Refusal("nomination.invited", letter=letter)
    return _numbered(edition, seats)


def _check_named(seat: ExOfficioSeat) -> None:
    if not (arabic.has_letters(seat.institution_ar) and arabic.has_letters(seat.addressee_ar)):
        raise Refusal("nomination.unnamed")


def _numbered(edition: Edition, seats: list[ExOfficioSeat]) -> list[ExOfficioSeat]:
    """The seats under the numbers that follow, in the edition that is held."""
    last = edition.ex_officio_seats.aggregate(last=Max("number"))["last"] or 0
    for number, seat in enumerate(seats, start=last + 1):
        seat.edition, seat.number = edition, number
    return ExOfficioSeat.objects.bulk_create(seats)


@transaction.atomic
def revise_seat(*, seat: ExOfficioSeat, actor: Visitor, **fields: Any) -> ExOfficioSeat:
    """Change what the letter will say.

    Refuses once it is sent, an addressee of another, and one that cannot be read.
    """
    require(rules.can_invite(actor))
    known = _held(seat.edition)
    seat = _prepared(seat)
    for name, value in fields.items():
        setattr(seat, name, value)
    _check_named(seat)
    if (letter := known.get(_key_of(seat), seat.number)) != seat.number:
        raise Refusal("nomination.invited", letter=letter)
    seat.save(update_fields=list(fields))
    return seat


@transaction.atomic
def remove_seat(*, seat: ExOfficioSeat, actor: Visitor) -> None:
    """Take a seat back before its letter is sent. Refuses afterwards."""
    require(rules.can_invite(actor))
    _prepared(seat).delete()


def _prepared(seat: ExOfficioSeat) -> ExOfficioSeat:
    seat = ExOfficioSeat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if seat.state != State.PREPARED:
        raise Refusal("nomination.sent")
    return seat


@transaction.atomic
def add_seats(*, edition: Edition, actor: Visitor, rows: Iterable[dict[str, Any]]) -> int:
    """Prepare a letter for each row of a list that was read without a fault; says how many.

    Refuses the list if one of its addressees was invited meanwhile.
    """
    require(rules.can_invite(actor))
    return len(_added(edition, [ExOfficioSeat(**row) for row in rows]))


@transaction.atomic
def take_over_seats(*, edition: Edition, source: Edition, actor: Visitor) -> int:
    """Invite the institutions of another edition again; says how many came.

    Nobody whom they named comes along, nor any answer, nor a link; an institution that is invited
    already is left out.
    """
    require(rules.can_invite(actor))
    known = _held(edition)
    seats = [
        ExOfficioSeat(**{name: getattr(one, name) for name in COPIED})
        for one in source.ex_officio_seats.select_related("body", "commune")
        if _key_of(one) not in known
    ]
    return len(_numbered(edition, seats))


# Sent.


@transaction.atomic
def send_letters(
    *, edition: Edition, actor: Visitor, seats: Collection[int], answer_by: date
) -> int:
    """Mark the prepared letters among ``seats`` as sent; says how many.

    They leave by e-mail or text message where there is one, and are to be printed otherwise.
    Refuses a day of answer that is past or after the forum begins, and where none was prepared.
    """
    require(rules.can_invite(actor))
    if not timezone.localdate() < answer_by <= edition.starts_on:
        raise Refusal("nomination.bad_day")
    now = timezone.now()
    sent = [
        seat
        for seat in _among(edition, seats).filter(state=State.PREPARED)
        if _moved(seat, State.PREPARED, state=State.SENT, sent_at=now, answer_by=answer_by)
    ]
    if not sent:
        raise Refusal("nomination.none_prepared")
    _write(sent, Step.SENT, actor)
    letters_wait(sent)
    record.append(
        kind="forum.letters_sent",
        subject=edition.subject,
        facts={"edition": edition.number, "count": len(sent)},
    )
    return len(sent)


@transaction.atomic
def remind(*, edition: Edition, actor: Visitor, seats: Collection[int]) -> int:
    """Write again to those among ``seats`` who have not answered; says how many.

    Nobody is reminded within two days of the letter or of the last reminder.
    """
    require(rules.can_invite(actor))
    now = timezone.now()
    long_ago = _quiet_since(now - BETWEEN_REMINDERS)
    reminded = [
        seat
        for seat in _among(edition, seats).filter(long_ago, state=State.SENT)
        if _moved(
            seat, State.SENT, long_ago, reminded_at=now, reminder_count=seat.reminder_count + 1
        )
    ]
    if not reminded:
        raise Refusal("nomination.nobody_to_remind", days=BETWEEN_REMINDERS.days)
    _write(reminded, Step.REMINDED, actor)
    letters_wait(reminded)
    return len(reminded)


def _quiet_since(moment: datetime) -> Q:
    return Q(reminded_at__lte=moment) | Q(reminded_at=None, sent_at__lte=moment)


def _among(edition: Edition, seats: Collection[int]) -> "queries.Seats":
    return ExOfficioSeat.objects.filter(edition=edition, pk__in=seats).order_by("number")


def _moved(seat: ExOfficioSeat, was: str, /, *still: Q, **fields: Any) -> bool:
    """Change the seat if nobody changed it meanwhile: by one statement, on either database."""
    mine = ExOfficioSeat.objects.filter(*still, pk=seat.pk, state=was, link=seat.link)
    return bool(mine.update(**fields))


def _write(seats: Iterable[ExOfficioSeat], kind: str, actor: Visitor | None, **more: str) -> None:
    NominationStep.objects.bulk_create(
        NominationStep(seat=seat, kind=kind, actor_id=actor.pk if actor else None, **more)
        for seat in seats
    )


# Answered.


@transaction.atomic
def accept_nomination(
    *,
    seat: ExOfficioSeat,
    nominee: Nominee,
    actor: Visitor | None = None,
    paper_reference: str = "",
) -> ExOfficioSeat:
    """The institution's first answer: who comes. Whoever holds the link gives it, or the desk.

    Of two answers at once one stands. Refuses a second one, a letter not sent, a day past the
    forum, an answer on paper without its reference, and a name without letters.
    """
    _open_to(seat, actor, paper_reference)
    named = _named(nominee, actor, paper_reference)
    if not _moved(seat, State.SENT, state=State.ACCEPTED, **named):
        raise _answered_or_unsent(seat)
    _tell(seat, Step.ACCEPTED, actor, nominee.name)
    return _again(seat)


@transaction.atomic
def replace_nominee(
    *,
    seat: ExOfficioSeat,
    nominee: Nominee,
    actor: Visitor | None = None,
    paper_reference: str = "",
    contact: str = "",
) -> ExOfficioSeat:
    """Name somebody else, or name somebody after all.

    By the link this asks for the phone or e-mail that was given with the answer; the desk does it
    on paper's behalf. Refuses where nothing was answered yet, and a name without letters.
    """
    _open_to(seat, actor, paper_reference)
    seat = _answered(seat)
    _require_contact(seat, actor, contact)
    was = seat.state
    named = _named(nominee, actor, paper_reference)
    if not _moved(seat, was, state=State.ACCEPTED, **named):
        raise Refusal("nomination.changed_meanwhile")
    _tell(seat, Step.REPLACED if was == State.ACCEPTED else Step.ACCEPTED, actor, nominee.name)
    return _again(seat)


@transaction.atomic
def decline_nomination(
    *,
    seat: ExOfficioSeat,
    reason: str = "",
    phone: str = "",
    email: str = "",
    actor: Visitor | None = None,
    paper_reference: str = "",
    contact: str = "",
) -> ExOfficioSeat:
    """The institution sends nobody: its first answer, or in place of somebody named.

    Whoever held the contact of the answer before must give it, as in ``replace_nominee``; as a
    first answer ``phone`` or ``email`` is kept, to let the answer be changed. Refuses a second no.
    """
    _open_to(seat, actor, paper_reference)
    seat = _locked(seat)
    was = seat.state
    if was == State.DECLINED:
        raise Refusal("nomination.answered")
    kept = {"person_phone": phone, "person_email": email}
    if was == State.ACCEPTED:
        _require_contact(seat, actor, contact)
        kept = {"person_phone": seat.person_phone, "person_email": seat.person_email}
    given = _given(actor, paper_reference)
    changes = NOBODY | kept | given | {"state": State.DECLINED, "reason": reason.strip()[:300]}
    if was == State.PREPARED or not _moved(seat, was, **changes):
        raise _answered_or_unsent(seat)
    _tell(seat, Step.DECLINED, actor, "")
    return _again(seat)


@transaction.atomic
def renew_link(*, seat: ExOfficioSeat, actor: Visitor) -> ExOfficioSeat:
    """Give the seat another link, and ask again: the old one is dead, and so is its answer.

    For a link that came into wrong hands. Refuses a letter that was not sent.
    """
    require(rules.can_invite(actor))
    seat = _locked(seat)
    if seat.state == State.PREPARED:
        raise Refusal("nomination.not_sent")
    was_answered, now = seat.is_answered, timezone.now()
    changes = NOBODY | {"state": State.SENT, "link": fresh_link(), "sent_at": now}
    if not _moved(seat, seat.state, **changes, reminded_at=None, reminder_count=0):
        raise Refusal("nomination.changed_meanwhile")
    _write([seat], Step.REOPENED, actor, person_name=seat.person_name)
    letters_wait([seat])
    if was_answered:
        _enter(seat, "forum.seat_reopened")
    return _again(seat)


def _open_to(seat: ExOfficioSeat, actor: Visitor | None, paper_reference: str) -> None:
    """The desk answers for a paper that it names; anybody else by the link, until the forum."""
    if actor is not None:
        require(rules.can_invite(actor))
        if not paper_reference.strip():
            raise Refusal("nomination.no_reference")
    elif seat.edition.ends_on < timezone.localdate():
        raise Refusal("nomination.over")


def _locked(seat: ExOfficioSeat) -> ExOfficioSeat:
    """The seat as it stands, still under the link by which it was found."""
    found = (
        ExOfficioSeat.objects.select_for_update(of=("self",))
        .select_related("edition")
        .filter(pk=seat.pk, link=seat.link)
        .first()
    )
    if found is None:
        raise Refusal("nomination.changed_meanwhile")
    return found


def _answered(seat: ExOfficioSeat) -> ExOfficioSeat:
    seat = _locked(seat)
    if not seat.is_answered:
        raise Refusal("nomination.not_answered")
    return seat


def _require_contact(seat: ExOfficioSeat, actor: Visitor | None, contact: str) -> None:
    """Whoever changes an answer by the link knows the phone or e-mail that it came with."""
    if actor is not None:
        return
    if not contact:  # answered while this one was still being written
        raise Refusal("nomination.answered")
    phone, email = read_contact(contact)
    if not ((phone and phone == seat.person_phone) or (email and email == seat.person_email)):
        raise Refusal("nomination.contact_unknown")


def _named(nominee: Nominee, actor: Visitor | None, paper_reference: str) -> dict[str, Any]:
    if not arabic.has_letters(nominee.name):
        raise Refusal("nomination.no_name")
    if actor is None and not (nominee.phone or nominee.email):
        raise Refusal("nomination.contact_missing")
    return (
        NOBODY
        | _given(actor, paper_reference)
        | {
            "person_name": nominee.name,
            "person_function": nominee.function,
            "person_sex": nominee.sex,
            "person_phone": nominee.phone,
            "person_email": nominee.email,
        }
    )


def _given(actor: Visitor | None, paper_reference: str) -> dict[str, Any]:
    return {
        "answered_at": timezone.now(),
        "answered_by": Channel.DESK if actor else Channel.LINK,
        "paper_reference": paper_reference.strip()[:100],
    }


def _answered_or_unsent(seat: ExOfficioSeat) -> Refusal:
    found = ExOfficioSeat.objects.filter(pk=seat.pk, link=seat.link).first()
    if found is None:
        return Refusal("nomination.changed_meanwhile")
    return Refusal(f"nomination.{'not_sent' if found.state == State.PREPARED else 'answered'}")


def _tell(seat: ExOfficioSeat, kind: str, actor: Visitor | None, name: str) -> None:
    """Keep the step with the person's name; the public record has the letter's number alone."""
    channel = Channel.DESK if actor else Channel.LINK
    _write([seat], kind, actor, channel=channel, person_name=name)
    _enter(seat, "forum.seat_declined" if kind == Step.DECLINED else "forum.seat_named")


def _enter(seat: ExOfficioSeat, kind: str) -> None:
    """What the institution is stays out: the entries, counted, would tell the hidden counts."""
    record.append(
        kind=kind,
        subject=seat.edition.subject,
        facts={"edition": seat.edition.number, "letter": seat.number},
    )


def _again(seat: ExOfficioSeat) -> ExOfficioSeat:
    return ExOfficioSeat.objects.select_related("edition").get(pk=seat.pk)
