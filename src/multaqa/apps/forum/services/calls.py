"""The call of an edition: its dates, its colleges, its questions."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Call, College, Draw, Edition, Question, Registration
from multaqa.apps.forum.services.editions import SOLE
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.apps.forum.services.vocabulary import Guard, guard_of_header
from multaqa.kernel import record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MOST_CHOICES = 30


@transaction.atomic
def set_call(*, edition: Edition, actor: Visitor, **fields: Any) -> Call:
    """Say when the call opens and closes, from where one may apply, and what it says.

    Refuses a call that closes before it opens. The public record tells the dates.
    """
    require(rules.can_run_forum(actor))
    if fields["closes_at"] <= fields["opens_at"]:
        raise Refusal("call.closes_first")
    call, _is_new = Call.objects.update_or_create(edition=edition, defaults=fields)
    _tell_record(call)
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
    _tell_record(call)
    return call


def _tell_record(call: Call) -> None:
    if not call.is_announced:
        return
    record.append(
        kind="forum.call_set",
        subject=call.edition.subject,
        facts={
            "edition": call.edition.number,
            "opens_at": _iso(call.opens_at),
            "closes_at": _iso(call.closes_at),
        },
    )


def _iso(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


# Colleges.


@transaction.atomic
def add_college(*, edition: Edition, actor: Visitor, seats: int, **fields: Any) -> College:
    """Add a college with its draw, empty.

    The only college of an edition, which nobody named, gives its place to the first that is named,
    while it holds nothing.
    """
    require(rules.can_run_forum(actor))
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    sole = edition.colleges.filter(slug=SOLE, name_ar__in=["", None]).first()
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


@transaction.atomic
def revise_college(*, college: College, actor: Visitor, seats: int, **fields: Any) -> College:
    """Change a college's name, seats, and who may apply in it. Refuses once its draw is sealed."""
    require(rules.can_run_forum(actor))
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
    told = [question.label_ar, question.label_fr or "", question.label_en or ""]
    told += [str(choice.get(code, "")) for choice in question.choices for code in ("ar", "fr")]
    guards = {guard_of_header(words) for words in told if words}
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
