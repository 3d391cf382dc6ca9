"""A new edition from the last one: everything that was decided, nobody who came."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Applicant, Edition, Quota, Registration
from multaqa.refusal import Refusal
from tests.factories.accounts import auditor, coordinator
from tests.factories.forum import (
    CollegeFactory,
    college_with_a_sensitive_quota,
    college_with_people,
    sealed,
)
from tests.factories.forum_registrations import CallFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2027, 9, 1), date(2027, 9, 2)


def clone(edition, actor=None, number=977, **days):
    days = {"starts_on": FIRST, "ends_on": LAST} | days
    return services.clone_edition(
        edition=edition, actor=actor or coordinator(), number=number, **days
    )


def test_a_new_edition_takes_over_what_was_decided_and_nobody():
    college = college_with_people()
    edition = college.edition
    other = CollegeFactory(
        edition=edition,
        slug="youth",
        position=2,
        name_ar="الشباب",
        age_from=18,
        age_to=35,
        kinds=["project_holder"],
    )
    call = CallFactory(edition=edition, intro_ar="تعالوا", provinces=["10.473"])
    question = edition.questions.create(
        kind="choice", label_ar="المجال", choices=[{"value": "c1", "ar": "أ"}], is_balanced=True
    )
    question.colleges.set([other])
    RegistrationFactory(edition=edition, college=other)
    sealed(college)

    fresh = clone(edition)
    assert (fresh.name_ar, fresh.theme_ar, fresh.is_public) == (
        edition.name_ar,
        edition.theme_ar,
        False,
    )
    assert [
        (one.slug, one.name_ar, one.kinds, one.age_to, one.draw.seats, one.draw.state)
        for one in fresh.colleges.all()
    ] == [
        ("all", college.name_ar, [], None, 4, "open"),
        ("youth", "الشباب", ["project_holder"], 35, 4, "open"),
    ]
    assert [
        (quota.category.key, quota.value, quota.minimum, quota.maximum)
        for quota in Quota.objects.filter(category__college__edition=fresh)
    ] == [("sex", "female", 2, 2), ("sex", "male", 2, 2)]
    copy = fresh.questions.get()
    assert (copy.label_ar, copy.choices, copy.is_balanced) == ("المجال", question.choices, True)
    assert [one.slug for one in copy.colleges.all()] == ["youth"]
    assert (fresh.call.intro_ar, fresh.call.provinces) == ("تعالوا", ["10.473"])
    assert fresh.call.state == "hidden"
    apart = fresh.starts_on - edition.starts_on
    assert fresh.call.closes_at - call.closes_at == timedelta(days=apart.days)
    # Nobody, and nothing of what was sealed.
    assert not Applicant.objects.filter(college__edition=fresh).exists()
    assert not Registration.objects.filter(edition=fresh).exists()
    assert not fresh.colleges.filter(draw__evidence__isnull=False).exists()


def test_what_an_authorisation_allowed_stays_with_its_edition():
    college = college_with_a_sensitive_quota()
    college.edition.questions.create(
        kind="yes_no", label_ar="وضعية إعاقة", is_sensitive=True, position=1
    )
    fresh = clone(college.edition)
    assert fresh.authorisation_number == ""
    assert not fresh.questions.exists()
    assert [one.key for one in fresh.colleges.get().categories.all()] == ["sex"]


def test_a_number_taken_and_days_the_wrong_way_round_are_refused_and_leave_nothing():
    edition = CollegeFactory().edition
    with pytest.raises(Refusal, match="number_taken"):
        clone(edition, number=edition.number)
    with pytest.raises(Refusal, match="days_reversed"):
        clone(edition, starts_on=LAST, ends_on=FIRST)
    assert Edition.objects.count() == 1


def test_only_a_coordinator_opens_an_edition_from_another():
    edition = CollegeFactory().edition
    with pytest.raises(PermissionDenied):
        clone(edition, actor=auditor())


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1999, 12, 31), date(2101, 1, 1), date.max])
def test_a_year_that_no_forum_has_is_refused(day):
    college = CollegeFactory()
    edition, call = college.edition, CallFactory(edition=college.edition)
    moment = datetime.combine(day, time(12), tzinfo=UTC)
    told = {"opens_at": call.opens_at, "closes_at": call.closes_at, "provinces": []}
    deeds = [
        lambda: clone(edition, starts_on=day, ends_on=day),
        lambda: clone(edition, ends_on=max(day, FIRST), starts_on=min(day, FIRST)),
        lambda: services.revise_edition(edition=edition, actor=coordinator(), starts_on=day),
        lambda: services.revise_edition(edition=edition, actor=coordinator(), ends_on=day),
        lambda: services.set_call(
            edition=edition, actor=coordinator(), **(told | {"opens_at": moment})
        ),
        lambda: services.set_call(
            edition=edition, actor=coordinator(), **(told | {"closes_at": moment})
        ),
    ]
    for deed in deeds:
        with pytest.raises(Refusal, match="days_unlikely"):
            deed()
    assert Edition.objects.get() == edition


def test_the_last_call_that_may_be_is_moved_to_the_last_forum_that_may_be():
    edition = CollegeFactory().edition
    CallFactory(edition=edition, closes_at=datetime(2100, 12, 31, 22, tzinfo=UTC))
    assert clone(edition, starts_on=date(2100, 12, 31), ends_on=date(2100, 12, 31)).call.closes_at


def test_a_question_taken_over_keeps_its_quotas_when_it_is_reworded():
    college, actor = CollegeFactory(), coordinator()
    question = college.edition.questions.create(
        kind="yes_no", label_ar="هل انت مقاول؟", is_balanced=True
    )
    RegistrationFactory(college=college, state="accepted", answers={question.key: "yes"})
    services.take_pool(college=college, actor=actor)
    category = college.categories.get(question=question)
    Quota.objects.create(category=category, value="نعم", minimum=1, maximum=2)
    fresh = clone(college.edition, actor)
    fresh.questions.update(label_ar="هل أنت مقاول؟")
    copy = fresh.questions.get()
    RegistrationFactory(
        edition=fresh, college=fresh.colleges.get(), state="accepted", answers={copy.key: "yes"}
    )
    services.take_pool(college=fresh.colleges.get(), actor=actor)
    assert Quota.objects.get(category__question=copy).category.key == "هل أنت مقاول؟"
