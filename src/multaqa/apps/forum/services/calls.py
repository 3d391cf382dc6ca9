"""The call of an edition: its dates, its colleges, its questions."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Call, College, Draw, Edition, Question, Registration
from multaqa.apps.forum.services.editions import SOLE, check_days
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.apps.forum.services.vocabulary import Guard, guard_of_cells, guard_of_question
from multaqa.apps.territory.models import Province
from multaqa.kernel import record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MOST_CHOICES = 30
LANGUAGES = ("ar", "fr")
PAGES = frozenset({"call", "colleges", "questions", "clone", "registrations", "mailings", "seats"})


@transaction.atomic
def set_call(*, edition: Edition, actor: Visitor, **fields: Any) -> Call:
    """Say when the call opens and closes, from where one may apply, and what it says.

    Refuses a call that closes before it opens, provinces of another region, and a later close for
    a closed call once a draw is sealed, as where it is opened again. Once announced, its dates are
    in the public record, and so is every change of them and the end of the announcement.
    """
    require(rules.can_run_forum(actor))
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    check_days(fields["opens_at"], fields["closes_at"])
    if fields["closes_at"] <= fields["opens_at"]:
        raise Refusal("call.closes_first")
    of_region = Province.objects.filter(region_id=edition.region_id, code__in=fields["provinces"])
    if of_region.count() != len(set(fields["provinces"])):
        raise Refusal("call.province_outside")
    before = Call.objects.filter(edition=edition).first()
    is_closed = before is not None and before.closes_at <= timezone.now()
    is_later = before is not None and fields["closes_at"] > before.closes_at
    if is_closed and is_later and queries.is_any_draw_frozen(edition):
        raise Refusal("draw.frozen")
    call, _is_new = Call.objects.update_or_create(edition=edition, defaults=fields)
    was_announced = before is not None and before.is_announced
    if was_announced and not call.is_announced:
        facts = {"edition": edition.number}
        record.append(kind="forum.call_hidden", subject=edition.subject, facts=facts)
    elif before is None or not was_announced or _dates(before) != _dates(call):
        _tell_record("forum.call_set", call)
    return call


@transaction.atomic
def close_call(*, edition: Edition, actor: Visitor) -> Call:
    """Close the call now. Refuses one that is not open."""
    require(rules.can_run_forum(actor))
    call = Call.objects.select_for_update().filter(edition=edition).first()
    if call is None or call.state != "open":
        raise Refusal("call.not_open")
    call.closes_at = timezone.now()
    call.save(update_fields=["closes_at"])
    _tell_record("forum.call_closed", call)
    return call


@transaction.atomic
def reopen_call(*, edition: Edition, actor: Visitor, closes_at: datetime) -> Call:
    """Open a closed call again, until a later moment.

    Refuses one that is not closed, a moment that has passed, and once a draw is sealed: who came
    then could not take part in it.
    """
    require(rules.can_run_forum(actor))
    call = Call.objects.select_for_update().filter(edition=edition).first()
    if call is None or call.state != "closed":
        raise Refusal("call.not_closed")
    check_days(closes_at)
    if closes_at <= timezone.now():
        raise Refusal("call.closes_in_the_past")
    if queries.is_any_draw_frozen(edition):
        raise Refusal("draw.frozen")
    call.closes_at = closes_at
    call.save(update_fields=["closes_at"])
    _tell_record("forum.call_reopened", call)
    return call


def _dates(call: Call) -> dict[str, str]:
    return {"opens_at": _iso(call.opens_at), "closes_at": _iso(call.closes_at)}


def _tell_record(kind: str, call: Call) -> None:
    if call.is_announced:
        facts = {"edition": call.edition.number} | _dates(call)
        record.append(kind=kind, subject=call.edition.subject, facts=facts)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


# Colleges.


@transaction.atomic
def add_college(*, edition: Edition, actor: Visitor, seats: int, **fields: Any) -> College:
    """Add a college with its draw, empty.

    The only college of an edition, which nobody named, gives its place to the first that is named,
    while it holds nothing.
    """
    require(rules.can_run_forum(actor))
    _check_address(fields["slug"])
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    sole = edition.colleges.filter(Q(name_ar="") | Q(name_ar=None), slug=SOLE).first()
    if sole is not None and not _is_empty(sole):
        raise Refusal("college.name_the_first")
    if sole is not None:
        sole.delete()
    last = edition.colleges.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            college = College.objects.create(edition=edition, position=last + 1, **fields)
    except IntegrityError:
        raise Refusal("college.address_taken", slug=fields["slug"]) from None
    Draw.objects.create(college=college, seats=seats)
    return college


def _check_address(slug: str) -> None:
    """The desk's own pages stand beside the colleges'."""
    if slug in PAGES:
        raise Refusal("college.address_taken", slug=slug)


@transaction.atomic
def revise_college(*, college: College, actor: Visitor, seats: int, **fields: Any) -> College:
    """Change a college's name, seats, and who may apply in it. Refuses once its draw is sealed."""
    require(rules.can_run_forum(actor))
    _check_address(fields.get("slug", ""))
    draw = opened_again(college)
    college = College.objects.select_related("edition").get(pk=college.pk)
    if not fields.get("name_ar") and college.edition.colleges.count() > 1:
        raise Refusal("college.unnamed")
    if fields.get("slug", college.slug) != college.slug and draw.seats_given.exists():
        raise Refusal("draw.frozen")
    for name, value in fields.items():
        setattr(college, name, value)
    try:
        with transaction.atomic():
            college.save()
    except IntegrityError:
        raise Refusal("college.address_taken", slug=fields["slug"]) from None
    draw.college, draw.seats = college, seats
    draw.save()
    return college


@transaction.atomic
def remove_college(*, college: College, actor: Visitor) -> None:
    """Remove a college that holds nothing. Refuses the last one, and one with people in it."""
    require(rules.can_run_forum(actor))
    Edition.objects.select_for_update().get(pk=college.edition_id)
    if not _is_empty(college):
        raise Refusal("college.holds_people")
    if college.edition.colleges.count() == 1:
        raise Refusal("college.last")
    college.delete()


@transaction.atomic
def move_college(*, college: College, actor: Visitor, is_up: bool) -> None:
    """Put a college before or after its neighbour; the first and the last stay where they are.

    Refuses once either has tickets, whose numbers begin with its place.
    """
    require(rules.can_run_forum(actor))
    Edition.objects.select_for_update().get(pk=college.edition_id)
    order = list(College.objects.filter(edition=college.edition_id))
    place = order.index(college)
    other = place + (-1 if is_up else 1)
    if not 0 <= other < len(order):
        return
    one, two = order[place], order[other]
    if one.applicants.exists() or two.applicants.exists():
        raise Refusal("college.order_stands")
    theirs = one.position, two.position
    spare = order[-1].position + 1  # two cannot stand in one place, not even for a moment
    for moved, position in ((one, spare), (two, theirs[0]), (one, theirs[1])):
        College.objects.filter(pk=moved.pk).update(position=position)


def _is_empty(college: College) -> bool:
    return not (
        college.applicants.exists()
        or college.imports.exists()
        or Registration.objects.filter(college=college).exists()
        or queries.is_frozen(college)
    )


# Questions.


@transaction.atomic
def save_question(
    *, question: Question, actor: Visitor, colleges: list[College], **fields: Any
) -> Question:
    """Add a question of the edition's own, or change one.

    Refuses what this platform never asks (tribe, party, religion); what the law guards as anything
    but sensitive, or without the CNDP's authorisation; choices where none is needed or none are
    given; and another kind of answer, or other values, once somebody answered.
    """
    require(rules.can_run_forum(actor))
    edition = question.edition
    was = Question.objects.filter(pk=question.pk).first()
    for name, value in fields.items():
        setattr(question, name, value)
    question.is_required = question.is_required and not question.is_sensitive
    _check_words(question, edition)
    _check_choices(question)
    if was is not None and is_answered(was):
        kept = {choice["value"] for choice in was.choices}
        now = {choice["value"] for choice in question.choices}
        if question.kind != was.kind or question.is_sensitive != was.is_sensitive or kept - now:
            raise Refusal("question.answered")
    if was is None:
        question.position = (edition.questions.aggregate(last=Max("position"))["last"] or 0) + 1
    question.save()
    question.colleges.set(colleges)
    return question


def _check_words(question: Question, edition: Edition) -> None:
    labels = (question.label_ar, question.label_fr, question.label_en)
    guards = {guard_of_question(words) for words in labels if words}
    for code in LANGUAGES:
        words = [str(choice.get(code) or "") for choice in question.choices]
        # One party among the choices is one too many; "health" may be one field among others.
        guards |= {guard_of_cells([one]) for one in words} & {Guard.NEVER}
        guards.add(guard_of_cells(words))
    if Guard.NEVER in guards:
        raise Refusal("question.never_asked")
    if Guard.SENSITIVE in guards and not question.is_sensitive:
        raise Refusal("question.is_sensitive")
    if question.is_sensitive and not edition.may_ask_sensitive:
        raise Refusal("question.unauthorised")


def _check_choices(question: Question) -> None:
    chooses = question.kind in {Question.Kind.CHOICE, Question.Kind.CHOICES}
    if chooses and not 2 <= len(question.choices) <= MOST_CHOICES:
        raise Refusal("question.choices_missing", most=MOST_CHOICES)
    if not chooses:
        question.choices = []
    if question.is_balanced and question.kind not in {Question.Kind.CHOICE, Question.Kind.YES_NO}:
        raise Refusal("question.cannot_balance")


def read_choices(text: str, known: list[dict[str, str]]) -> list[dict[str, str]]:
    """One choice per line, "عربية | français"; what was answered keeps its value.

    A line whose Arabic is known is that choice; the others are the known ones that are left, in
    their order, reworded. Where lines are fewer than before, they are new ones.
    """
    lines = [[part.strip() for part in line.split("|", 1)] for line in text.splitlines()]
    lines = [line for line in lines if line[0]]
    of_words = {choice["ar"]: choice["value"] for choice in known}
    left = [choice["value"] for choice in known if choice["ar"] not in {one[0] for one in lines}]
    if len(lines) < len(known):
        left = []
    taken = {choice["value"] for choice in known}
    fresh = (f"c{number}" for number in count(1) if f"c{number}" not in taken)
    read = []
    for arabic, *french in lines:
        value = of_words.pop(arabic, None) or (left.pop(0) if left else next(fresh))
        read.append({"value": value, "ar": arabic} | ({"fr": french[0]} if any(french) else {}))
    return read


@transaction.atomic
def move_question(*, question: Question, actor: Visitor, is_up: bool) -> None:
    """Ask it before or after its neighbour; sensitive ones stay last."""
    require(rules.can_run_forum(actor))
    Edition.objects.select_for_update().get(pk=question.edition_id)
    order = list(
        Question.objects.filter(edition=question.edition_id, is_sensitive=question.is_sensitive)
    )
    place = order.index(question)
    other = max(0, min(place + (-1 if is_up else 1), len(order) - 1))
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order, start=1):
        Question.objects.filter(pk=one.pk).update(position=position)


def is_answered(question: Question) -> bool:
    """Whether anybody who sent a registration answered it."""
    sent = Registration.objects.filter(edition_id=question.edition_id, sent_at__isnull=False)
    column = "sensitive" if question.is_sensitive else "answers"
    return sent.filter(**{f"{column}__has_key": question.key}).exists()


@transaction.atomic
def remove_question(*, question: Question, actor: Visitor) -> None:
    """Ask it no more. Refuses one that somebody answered."""
    require(rules.can_run_forum(actor))
    if is_answered(question):
        raise Refusal("question.answered")
    question.delete()
