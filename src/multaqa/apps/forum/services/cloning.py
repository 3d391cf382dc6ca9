"""A new edition from the last one: what was decided and written, never the people."""

from datetime import date

from django.db import transaction

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import rules
from multaqa.apps.forum.models import Call, Category, College, Draw, Edition, Question, Quota
from multaqa.apps.forum.services.editions import open_edition
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

TEXTS = ("name", "theme", "organiser", "place")
LANGUAGES = ("ar", "fr", "en")


@transaction.atomic
def clone_edition(
    *, edition: Edition, actor: Visitor, number: int, starts_on: date, ends_on: date
) -> Edition:
    """Open a new edition with this one's texts, call, colleges, quotas and questions.

    It has no people, no list and no seal; it is hidden, and so is its call, until somebody has
    looked at their dates. A sensitive category or question does not come along, for its
    authorisation was this edition's. Refuses a number taken, days in the wrong order, and days that
    no forum has.
    """
    require(rules.can_run_forum(actor))
    if ends_on < starts_on:
        raise Refusal("edition.days_reversed")
    texts = {
        f"{name}_{code}": getattr(edition, f"{name}_{code}") for name in TEXTS for code in LANGUAGES
    }
    fresh = open_edition(
        actor=actor,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        region=edition.region,
        focus_province=edition.focus_province,
        is_public=False,
        **texts,
    )
    fresh.colleges.all().delete()
    colleges = {college.pk: _clone_college(college, fresh) for college in edition.colleges.all()}
    for question in edition.questions.filter(is_sensitive=False):
        copy = _clone_question(question, fresh, colleges)
        for category in question.categories.all():
            copied = Category.objects.filter(college=colleges[category.college_id])
            copied.filter(key=category.key).update(question=copy)
    call = Call.objects.filter(edition=edition).first()
    if call is not None:
        _clone_call(call, fresh)
    return fresh


def _clone_college(college: College, edition: Edition) -> College:
    copy = College.objects.create(
        edition=edition,
        slug=college.slug,
        position=college.position,
        kinds=college.kinds,
        age_from=college.age_from,
        age_to=college.age_to,
        **{f"name_{code}": getattr(college, f"name_{code}") for code in LANGUAGES},
    )
    Draw.objects.create(
        college=copy,
        seats=college.draw.seats,
        method=college.draw.method,
        is_one_per_body=college.draw.is_one_per_body,
        alternate_count=college.draw.alternate_count,
    )
    for category in college.categories.filter(is_sensitive=False):
        _clone_category(category, copy)
    return copy


def _clone_category(category: Category, college: College) -> None:
    copy = Category.objects.create(
        college=college, key=category.key, position=category.position, values=category.values
    )
    Quota.objects.bulk_create(
        Quota(
            category=copy,
            value=quota.value,
            position=quota.position,
            minimum=quota.minimum,
            maximum=quota.maximum,
            share=quota.share,
        )
        for quota in category.quotas.all()
    )


def _clone_question(question: Question, edition: Edition, colleges: dict[int, College]) -> Question:
    words = {
        f"{name}_{code}": getattr(question, f"{name}_{code}")
        for name in ("label", "hint")
        for code in LANGUAGES
    }
    copy = Question.objects.create(
        edition=edition,
        position=question.position,
        kind=question.kind,
        choices=question.choices,
        is_required=question.is_required,
        is_balanced=question.is_balanced,
        **words,
    )
    copy.colleges.set([colleges[one.pk] for one in question.colleges.all()])
    return copy


def _clone_call(call: Call, edition: Edition) -> None:
    """Its words, and who may apply; its dates so long before the forum as they were."""
    apart = edition.starts_on - call.edition.starts_on
    Call.objects.create(
        edition=edition,
        opens_at=call.opens_at + apart,
        closes_at=call.closes_at + apart,
        provinces=call.provinces,
        is_assistance_open=call.is_assistance_open,
        is_announced=False,
        **{f"intro_{code}": getattr(call, f"intro_{code}") for code in LANGUAGES},
    )
