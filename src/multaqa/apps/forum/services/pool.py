"""The pool of a draw, taken from the registrations that were accepted."""

from django.db import transaction

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import (
    HOLDER,
    Applicant,
    College,
    Question,
    Registration,
    RegistrationState,
)
from multaqa.apps.forum.services.columns import ReadRow, age_bracket, age_on
from multaqa.apps.forum.services.lists import replace_categories, replace_people
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.kernel import record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

NO_ANSWER = "—"  # who left a balanced question open is told apart from every answer


@transaction.atomic
def take_pool(*, college: College, actor: Visitor) -> int:
    """Make the accepted registrations of a college its list, each with a ticket dealt at random.

    They take the place of any earlier list; quotas of categories that stay are kept, and so is who
    sits in any case or stays out. Refuses without an accepted registration, and once sealed.
    Returns how many came in.
    """
    require(rules.can_run_forum(actor))
    draw = opened_again(college)
    accepted = list(
        Registration.objects.filter(college=college, state=RegistrationState.ACCEPTED)
        .select_related("body", "commune__province", "edition")
        .order_by("pk")
    )
    if not accepted:
        raise Refusal("pool.nobody_accepted")
    questions = list(_balanced(college))
    rows = [_row(one, questions, place) for place, one in enumerate(accepted, start=1)]
    replace_people(college, rows, keeps_numbers=True, prefix=_prefix(college))
    replace_categories(college, rows)
    _tie(college, accepted)
    record.append(
        kind="forum.pool_taken",
        subject=college.subject,
        facts=college.facts | {"people": len(rows)},
    )
    draw.save()
    return len(rows)


def _balanced(college: College) -> list[Question]:
    """The questions by whose answers this college is balanced."""
    asked = college.edition.questions.filter(is_balanced=True).prefetch_related("colleges")
    if not college.edition.may_ask_sensitive:
        asked = asked.filter(is_sensitive=False)
    return [one for one in asked if not one.colleges.all() or college in one.colleges.all()]


def _prefix(college: College) -> str:
    """Of several colleges each has tickets of its own: a number means one person in the hall."""
    return str(college.position) if college.name else ""


def _row(one: Registration, questions: list[Question], line: int) -> ReadRow:
    commune = one.commune
    if commune is None or one.birth_year is None:
        raise LookupError(one.pk)  # a constraint and the sending hold both
    age = age_on(one.birth_year, one.edition.starts_on)
    row = ReadRow(
        line=line,
        source_id=one.number,
        name=one.name,
        body=str(one.body or "")[:300],  # who comes for no body shares it with nobody
        phone=one.phone,
        commune=commune,
    )
    row.values = {
        "setting": commune.setting,
        "province": commune.province.name_fr,
        "sex": one.sex,
        "age": age_bracket(age) or NO_ANSWER,
        "body_kind": one.body.kind if one.body else HOLDER,
    }
    for question in questions:
        told = row.sensitive if question.is_sensitive else row.values
        answers = one.sensitive if question.is_sensitive else one.answers
        told[question.label_ar[:60]] = answer_said(question, answers.get(question.key))
    return row


def answer_said(question: Question, answer: object) -> str:
    """The value that an answer stands for in the draw: words that the evidence can show."""
    if answer in (None, "", []):
        return NO_ANSWER
    if question.kind == Question.Kind.YES_NO:
        return "نعم" if answer in (True, "yes") else "لا"
    words = {str(choice["value"]): str(choice["ar"]) for choice in question.choices}
    return words.get(str(answer), NO_ANSWER)[:100]


def _tie(college: College, accepted: list[Registration]) -> None:
    """Each ticket knows its registration, so that whoever holds it is found and told."""
    of_number = {one.number: one for one in accepted}
    people = list(college.applicants.all())
    for person in people:
        person.registration = of_number[person.source_id]
    Applicant.objects.bulk_update(people, ["registration"], batch_size=400)


def leave_pool(*, registration: Registration) -> bool:
    """Take a registration's ticket out of a draw that is not sealed; says whether one went.

    After the seal the ticket stays where it was sealed: who withdraws then is replaced.
    """
    ticket = Applicant.objects.filter(registration=registration).select_related("college").first()
    if ticket is None or queries.is_frozen(ticket.college):
        return False
    draw = opened_again(ticket.college)
    ticket.delete()
    draw.save()
    return True
