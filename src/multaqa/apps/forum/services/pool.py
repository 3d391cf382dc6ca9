"""The pool of a draw, taken from the registrations that were accepted."""

from collections import Counter
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import (
    HOLDER,
    Applicant,
    College,
    Draw,
    Edition,
    Question,
    Quota,
    Registration,
    RegistrationState,
)
from multaqa.apps.forum.services.categories import (
    EndedQuota,
    categories_found,
    quotas_ended,
    replace_categories,
)
from multaqa.apps.forum.services.columns import LONGEST_KEY, ReadRow, age_bracket, age_on
from multaqa.apps.forum.services.lists import Arrival, replace_people
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.apps.forum.services.vocabulary import folded
from multaqa.apps.network.models import Body, BodyState
from multaqa.kernel import record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

LONGEST_BODY = 200  # leaves room for what tells two of one name apart
NO_ANSWER = "—"  # who left a balanced question open is told apart from every answer


@transaction.atomic
def take_pool(*, college: College, actor: Visitor) -> Arrival:
    """Make the accepted registrations of a college its list, each with a ticket dealt at random.

    They take the place of any earlier list; quotas of categories that stay are kept, also of a
    question that was reworded, and so is who sits in any case or stays out. Refuses without an
    accepted registration, while one is accepted for a body that was refused, and once sealed.
    """
    require(rules.can_run_forum(actor))
    draw = opened_again(college)
    accepted = _accepted(college)
    if not accepted:
        raise Refusal("pool.nobody_accepted")
    for one in accepted:
        if one.body and one.body.state == BodyState.REFUSED:
            raise Refusal("pool.body_refused", number=one.number)
    questions = _keyed(_balanced(college))
    rows = _rows(accepted, questions)
    for row, body in zip(rows, _bodies_said(accepted), strict=True):
        row.body = body
    ended = replace_people(college, rows, keeps_numbers=True, prefix=_prefix(college))
    ended_quotas = replace_categories(college, rows, dict(questions))
    _tie(college, accepted)
    record.append(
        kind="forum.pool_taken",
        subject=college.subject,
        facts=college.facts | {"people": len(rows)},
    )
    draw.save()
    return Arrival(len(rows), ended, tuple(ended_quotas))


def quotas_that_would_end(college: College) -> list[EndedQuota]:
    """What ``take_pool`` would end now: said before it is pressed."""
    if not Quota.objects.filter(category__college=college).exists():
        return []
    questions = _keyed(_balanced(college))
    rows = _rows(_accepted(college), questions)
    try:
        return quotas_ended(college, categories_found(college, rows, dict(questions)))
    except Refusal:
        return []  # nothing could be taken, and nothing would end


def _accepted(college: College) -> list[Registration]:
    return list(
        Registration.objects.filter(college=college, state=RegistrationState.ACCEPTED)
        .select_related("body__commune", "commune__province", "edition")
        .order_by("pk")
    )


def _rows(accepted: list[Registration], questions: list[tuple[str, Question]]) -> list[ReadRow]:
    return [_row(one, questions, place) for place, one in enumerate(accepted, start=1)]


def _balanced(college: College) -> list[Question]:
    """The questions by whose answers this college is balanced."""
    edition = Edition.objects.get(pk=college.edition_id)  # as it stands, the draw being held
    return list(queries.questions_of(edition, college.pk).filter(is_balanced=True))


def _keyed(questions: list[Question]) -> list[tuple[str, Question]]:
    """Each question under its category; of two with the same words the later is numbered."""
    seen: Counter[str] = Counter()
    keyed = []
    for question in questions:
        key = str(question.label_ar)[:LONGEST_KEY]
        seen[key] += 1
        keyed.append((key if seen[key] == 1 else f"{key} ({seen[key]})", question))
    return keyed


def _bodies_said(registrations: list[Registration]) -> list[str]:
    """The body of each as its ticket names it; who comes for none shares it with nobody.

    Two bodies of one name are two: a body that sends one person must not keep the other out.
    """
    names = [str(one.body.name_ar if one.body else "")[:LONGEST_BODY] for one in registrations]
    senders: dict[str, set[int]] = {}
    for name, one in zip(names, registrations, strict=True):
        if one.body_id:
            senders.setdefault(folded(name), set()).add(one.body_id)
    said = []
    for name, one in zip(names, registrations, strict=True):
        alike = sorted(senders.get(folded(name), ()))
        if one.body and len(alike) > 1:
            place = one.body.commune or one.commune
            said.append(f"{name} ({place} {alike.index(one.body.pk) + 1})")
        else:
            said.append(name)
    return said


def name_bodies_again(*, body: Body) -> None:
    """Bring the tickets of draws that are not sealed up to date with a body merged into another.

    A body that sends one person sends one also when it stood in the list twice. What was computed
    before counts no more.
    """
    of_body = College.objects.filter(applicants__registration__body=body).distinct()
    for college in of_body.order_by("draw__pk"):
        try:
            draw = opened_again(college)
        except Refusal:
            continue  # sealed: what stands there stays
        people = list(
            college.applicants.filter(registration__isnull=False)
            .select_related("registration__body__commune", "registration__commune")
            .order_by("registration")
        )
        registrations = [one.registration for one in people if one.registration]
        for one, said in zip(people, _bodies_said(registrations), strict=True):
            one.body, one.body_key = said, folded(said)[:300]
        Applicant.objects.bulk_update(people, ["body", "body_key"], batch_size=400)
        draw.save()


def _prefix(college: College) -> str:
    """Of several colleges each has tickets of its own: a number means one person in the hall."""
    return str(college.position) if college.name else ""


def _row(one: Registration, questions: list[tuple[str, Question]], line: int) -> ReadRow:
    commune = one.commune
    if commune is None or one.birth_year is None:
        raise LookupError(one.pk)  # a constraint and the sending hold both
    age = age_on(one.birth_year, one.edition.starts_on)
    row = ReadRow(
        line=line,
        source_id=one.number,
        name=one.name,
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
    for key, question in questions:
        told = row.sensitive if question.is_sensitive else row.values
        answers = one.sensitive if question.is_sensitive else one.answers
        told[key] = answer_said(question, answers.get(question.key))
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


def sealed_among(colleges: Collection[int | None]) -> set[int]:
    """The colleges whose draw is sealed; none of the others is sealed before this ends.

    Their draws are held, after the registrations, as everywhere.
    """
    draws = Draw.objects.select_for_update(no_key=True).filter(
        college__in={key for key in colleges if key is not None}
    )
    return {
        draw.college_id for draw in draws.only("college", "state").order_by("pk") if draw.is_frozen
    }


def leave_pool(*, registration: Registration) -> bool:
    """Take a registration's ticket out of a draw that is not sealed; says whether one went.

    Called within the transaction that ends the registration's acceptance. The draw is held first,
    so that a list being taken at this moment either leaves the registration out or is seen here.
    After the seal the ticket stays where it was sealed: who withdraws then is replaced.
    """
    if registration.college_id is None:
        return False
    drawn_in = Applicant.objects.filter(registration=registration).values("college")
    held = Q(college=registration.college_id) | Q(college__in=drawn_in)
    list(Draw.objects.select_for_update(no_key=True).filter(held).order_by("pk").values("pk"))
    ticket = Applicant.objects.filter(registration=registration).select_related("college").first()
    if ticket is None or queries.is_frozen(ticket.college):
        return False
    draw = opened_again(ticket.college)
    ticket.delete()
    draw.save()
    return True
