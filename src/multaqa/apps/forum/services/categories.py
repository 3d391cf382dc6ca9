"""The categories that a list balances by, and the quotas that stay when another list comes in."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from multaqa.apps.forum.models import Category, College, Question, Quota
from multaqa.apps.forum.services import columns
from multaqa.apps.forum.services.columns import ReadRow
from multaqa.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Found:
    """What a list tells people apart by, and the category of the college that it goes on as."""

    key: str
    is_sensitive: bool
    values: list[str]
    question: Question | None
    category: Category | None


@dataclass(frozen=True, slots=True)
class EndedQuota:
    """A quota that a list leaves nobody for: of one value, or without one all of a category."""

    key: str
    value: str = ""


def categories_found(
    college: College, rows: Sequence[ReadRow], questions: Mapping[str, Question] | None = None
) -> list[Found]:
    """One per column that people are told apart by, its values most held first.

    A category goes on under the same key; the one of a question under any words, and for no other
    question. Refuses a column of too many values.
    """
    asked = questions or {}
    counted: dict[str, tuple[bool, Counter[str]]] = {}
    for row in rows:
        for is_sensitive, told in ((False, row.values), (True, row.sensitive)):
            for key, value in told.items():
                counted.setdefault(key, (is_sensitive, Counter()))[1][value] += 1
    standing = list(college.categories.select_related("question"))
    found = []
    for key, (is_sensitive, counts) in counted.items():
        values = columns.in_order(counts)
        if len(values) > columns.MOST_VALUES:
            raise Refusal("list.many_values", header=key, values=len(values))
        category = _going_on(key, asked, standing)
        question = asked.get(key) or (category.question if category else None)
        found.append(Found(key, is_sensitive, values, question, category))
    return found


def _going_on(
    key: str, asked: Mapping[str, Question], standing: Collection[Category]
) -> Category | None:
    question = asked.get(key)
    if question is not None:
        for category in standing:
            if category.question_id == question.pk:
                return category
    for category in standing:
        if category.key == key:
            is_anothers = category.question is not None and (
                question is not None or category.question in asked.values()
            )
            return None if is_anothers else category
    return None


def quotas_ended(college: College, found: Collection[Found]) -> list[EndedQuota]:
    """The quotas that bound something and end with a list, as a coordinator knows them."""
    of_category = {one.category.pk: one for one in found if one.category}
    binding = Q(minimum__gt=0) | Q(maximum__lt=college.draw.seats)
    quotas = Quota.objects.filter(binding, category__college=college).select_related("category")
    ended = []
    for quota in quotas:
        one = of_category.get(quota.category_id)
        if one is None:
            ended.append(EndedQuota(quota.category.key))
        elif quota.value not in one.values:
            ended.append(EndedQuota(one.key, quota.value))
    return list(dict.fromkeys(ended))


def replace_categories(
    college: College, rows: Sequence[ReadRow], questions: Mapping[str, Question] | None = None
) -> list[EndedQuota]:
    """Make the list's categories the college's; returns the quotas that ended."""
    found = categories_found(college, rows, questions)
    ended = quotas_ended(college, found)
    going_on = [one.category.pk for one in found if one.category]
    college.categories.exclude(pk__in=going_on).delete()
    # Two questions may have changed words with each other: no key stands twice, at no moment.
    for one in found:
        if one.category and one.category.key != one.key:
            Category.objects.filter(pk=one.category.pk).update(key=f"#{one.category.pk}")
    for position, one in enumerate(found):
        category = one.category or Category(college=college)
        category.key, category.position, category.values = one.key, position, one.values
        category.is_sensitive, category.question = one.is_sensitive, one.question
        category.save()
        _fit_quotas(category, college.draw.seats)
    return ended


def _fit_quotas(category: Category, seats: int) -> None:
    """Keep the quotas of values still there; a value newly come binds nothing yet."""
    category.quotas.exclude(value__in=category.values).delete()
    kept = set(category.quotas.values_list("value", flat=True))
    Quota.objects.bulk_create(
        Quota(category=category, value=value, position=position, minimum=0, maximum=seats)
        for position, value in enumerate(category.values)
        if kept and value not in kept
    )
