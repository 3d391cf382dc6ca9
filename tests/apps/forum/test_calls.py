"""The call at the desk: its dates, its colleges, its questions, and what each refuses."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Call, College, Draw, Question
from multaqa.kernel import record
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import (
    ApplicantFactory,
    CollegeFactory,
    EditionFactory,
    college_with_people,
    sealed,
)
from tests.factories.forum_registrations import CallFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SPORTS = [{"value": "c1", "ar": "نعم", "fr": "oui"}, {"value": "c2", "ar": "لا"}]


def set_call(edition, *, opens=-1, closes=7, actor=None, **more):
    fields = {
        "opens_at": NOW + timedelta(days=opens),
        "closes_at": NOW + timedelta(days=closes),
        "provinces": [],
        "is_announced": True,
    }
    return services.set_call(edition=edition, actor=actor or coordinator(), **(fields | more))


def asked(edition, actor=None, colleges=(), **fields):
    question = Question(edition=edition)
    fields = {"kind": "choice", "label_ar": "هل سبق لك المشاركة؟", "choices": SPORTS} | fields
    return services.save_question(
        question=question, actor=actor or coordinator(), colleges=list(colleges), **fields
    )


def seats(edition, slug, **more):
    fields = {"slug": slug, "name_ar": f"فئة {slug}", "seats": 10} | more
    return services.add_college(edition=edition, actor=coordinator(), **fields)


# Dates.


@pytest.mark.parametrize(
    ("opens", "closes", "announced", "state"),
    [
        (1, 2, True, "coming"),
        (-1, 1, True, "open"),
        (-2, -1, True, "closed"),
        (-1, 1, False, "hidden"),
    ],
)
def test_a_call_is_in_the_state_of_its_dates(opens, closes, announced, state):
    call = set_call(EditionFactory(), opens=opens, closes=closes, is_announced=announced)
    assert call.state == state


def test_the_record_tells_the_dates_once_and_each_change_of_them():
    edition = EditionFactory()
    start = record.head()
    set_call(edition, is_announced=False)
    assert record.head() == start
    set_call(edition, intro_ar="تعالوا")
    set_call(edition, intro_ar="تعالوا جميعا")
    set_call(edition, closes=9)
    services.close_call(edition=edition, actor=coordinator())
    services.reopen_call(edition=edition, actor=coordinator(), closes_at=NOW + timedelta(days=3))
    kinds = [entry.kind for entry in record.about(edition.subject)]
    assert kinds == [
        "forum.call_set",
        "forum.call_set",
        "forum.call_closed",
        "forum.call_reopened",
    ]
    assert all(record.sentence(entry) for entry in record.about(edition.subject))


def test_a_call_is_refused_the_wrong_way_round_and_from_elsewhere():
    edition = EditionFactory()
    with pytest.raises(Refusal, match="closes_first"):
        set_call(edition, opens=2, closes=1)
    with pytest.raises(Refusal, match="province_outside"):
        set_call(edition, provinces=["09.001"])
    assert not Call.objects.exists()


def test_closing_and_reopening_refuse_what_makes_no_sense():
    college = college_with_people()
    edition, actor = college.edition, coordinator()
    later = timezone.now() + timedelta(days=1)
    with pytest.raises(Refusal, match="not_open"):
        services.close_call(edition=edition, actor=actor)
    CallFactory(edition=edition)
    with pytest.raises(Refusal, match="not_closed"):
        services.reopen_call(edition=edition, actor=actor, closes_at=later)
    services.close_call(edition=edition, actor=actor)
    with pytest.raises(Refusal, match="in_the_past"):
        services.reopen_call(edition=edition, actor=actor, closes_at=NOW)
    sealed(college)
    with pytest.raises(Refusal, match="frozen"):
        services.reopen_call(edition=edition, actor=actor, closes_at=later)


def test_a_closed_call_is_not_opened_again_by_its_dates_once_a_draw_is_sealed():
    college = college_with_people()
    edition, actor = college.edition, coordinator()
    call = set_call(edition, closes=-0.5)
    sealed(college)
    for announced in (True, False):
        for closes in (1, -0.25):
            with pytest.raises(Refusal, match="frozen"):
                set_call(edition, closes=closes, is_announced=announced)
    # Its words may change, and the call of another edition is opened as it likes.
    assert set_call(edition, closes=-0.5, intro_ar="شكرا").state == "closed"
    assert Call.objects.get(pk=call.pk).closes_at == call.closes_at
    other = EditionFactory()
    set_call(other, closes=-0.5)
    assert set_call(other, closes=1, actor=actor).state == "open"


def test_the_record_tells_that_an_announcement_was_withdrawn():
    edition = EditionFactory()
    set_call(edition)
    set_call(edition, is_announced=False)
    set_call(edition, is_announced=False, closes=8)
    set_call(edition, closes=8)
    entries = list(record.about(edition.subject))
    kinds = [entry.kind for entry in entries]
    assert kinds == ["forum.call_set", "forum.call_hidden", "forum.call_set"]
    assert entries[1].facts == {"edition": edition.number}
    assert record.sentence(entries[1])


# Colleges.


def test_the_nameless_college_gives_its_place_to_the_first_that_is_named():
    edition = services.open_edition(
        actor=coordinator(),
        number=9,
        name_ar="ملتقى",
        theme_ar="شعار",
        organiser_ar="شبكة",
        place_ar="كلميم",
        starts_on=date(2027, 1, 7),
        ends_on=date(2027, 1, 8),
        region=EditionFactory().region,
    )
    seats(edition, "civil")
    seats(edition, "youth", kinds=["project_holder"], age_from=18, age_to=35)
    assert list(edition.colleges.values_list("slug", flat=True)) == ["civil", "youth"]
    assert Draw.objects.filter(college__edition=edition, seats=10).count() == 2


def test_a_nameless_college_with_people_is_named_first():
    college = CollegeFactory()
    ApplicantFactory(college=college)
    with pytest.raises(Refusal, match="name_the_first"):
        seats(college.edition, "youth")
    services.revise_college(
        college=college, actor=coordinator(), seats=80, slug="civil", name_ar="الجمعيات"
    )
    seats(college.edition, "youth")
    with pytest.raises(Refusal, match="unnamed"):
        services.revise_college(
            college=college, actor=coordinator(), seats=80, slug="civil", name_ar=""
        )


@pytest.mark.parametrize("slug", ["civil", "colleges"])
def test_an_address_is_given_once_and_never_that_of_a_page(slug):
    edition = EditionFactory()
    seats(edition, "civil")
    with pytest.raises(Refusal, match="address_taken"):
        seats(edition, slug)
    assert edition.colleges.count() == 1


def test_colleges_change_places_until_tickets_are_dealt():
    edition = EditionFactory()
    one, two, three = (seats(edition, slug) for slug in ("one", "two", "three"))
    services.move_college(college=three, actor=coordinator(), is_up=True)
    services.move_college(college=one, actor=coordinator(), is_up=True)
    assert list(edition.colleges.all()) == [one, three, two]
    ApplicantFactory(college=three)
    with pytest.raises(Refusal, match="order_stands"):
        services.move_college(college=one, actor=coordinator(), is_up=False)


def test_only_a_college_that_holds_nobody_is_removed_and_never_the_last():
    edition = EditionFactory()
    one, two = seats(edition, "one"), seats(edition, "two")
    RegistrationFactory(edition=edition, college=one)
    with pytest.raises(Refusal, match="holds_people"):
        services.remove_college(college=one, actor=coordinator())
    services.remove_college(college=two, actor=coordinator())
    alone = CollegeFactory()
    with pytest.raises(Refusal, match="last"):
        services.remove_college(college=alone, actor=coordinator())
    assert list(edition.colleges.all()) == [one]


def test_a_sealed_college_changes_no_more():
    college = college_with_people()
    sealed(college)
    with pytest.raises(Refusal, match="frozen"):
        services.revise_college(
            college=college, actor=coordinator(), seats=9, slug="all", name_ar=""
        )


# Questions.


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"label_ar": "ما هي قبيلتك؟"}, "never_asked"),
        ({"label_ar": "ما اسم حزبكم"}, "never_asked"),
        ({"label_ar": "كيف هي صحتك"}, "is_sensitive"),
        ({"label_ar": "س", "label_fr": "Votre parti politique ?"}, "never_asked"),
        ({"label_ar": "ما ديانتك؟", "is_sensitive": True}, "never_asked"),
        (
            {
                "label_ar": "انتماؤك",
                "choices": [
                    {"value": "a", "ar": "جمعية"},
                    {"value": "b", "ar": "تعاونية"},
                    {"value": "c", "ar": "حزب"},
                ],
            },
            "never_asked",
        ),
        ({"label_ar": "هل أنت في وضعية إعاقة؟"}, "is_sensitive"),
        ({"label_ar": "هل أنت في وضعية إعاقة؟", "is_sensitive": True}, "unauthorised"),
        ({"choices": []}, "choices_missing"),
        ({"choices": SPORTS[:1]}, "choices_missing"),
        ({"kind": "text", "is_balanced": True}, "cannot_balance"),
    ],
)
def test_what_may_not_be_asked_is_refused(fields, code):
    edition = EditionFactory()
    with pytest.raises(Refusal, match=code):
        asked(edition, **fields)
    assert not edition.questions.exists()


@pytest.mark.parametrize(
    "label", ["ما دور شبكتك؟", "من هو شريككم؟", "كيف ستشارك؟", "ما هدفك من المشاركة؟"]
)
def test_what_may_be_asked_passes(label):
    assert asked(EditionFactory(), label_ar=label).label_ar == label


def test_health_may_be_one_field_of_work_among_others():
    fields_of_work = [
        {"value": str(place), "ar": words}
        for place, words in enumerate(["الفلاحة", "الصناعة التقليدية", "الصحة", "دعم ذوي الإعاقة"])
    ]
    fields_of_work.append({"value": "9", "ar": "السياحة"})
    assert asked(EditionFactory(), label_ar="مجال المشروع", choices=fields_of_work).pk


def test_an_authorised_sensitive_question_is_never_obligatory_and_comes_last():
    edition = EditionFactory(authorisation_number="D-1", authorisation_on="2026-01-01")
    hard = asked(
        edition,
        label_ar="هل أنت في وضعية إعاقة؟",
        is_sensitive=True,
        is_required=True,
        is_balanced=True,
    )
    plain = asked(edition)
    assert not hard.is_required
    assert list(edition.questions.all()) == [plain, hard]
    services.move_question(question=hard, actor=coordinator(), is_up=True)
    assert list(edition.questions.all()) == [plain, hard]


def test_questions_change_places():
    edition = EditionFactory()
    one, two, three = (asked(edition) for _ in range(3))
    services.move_question(question=three, actor=coordinator(), is_up=True)
    services.move_question(question=one, actor=coordinator(), is_up=True)
    assert list(edition.questions.all()) == [one, three, two]


def test_an_answered_question_is_reworded_and_nothing_else():
    question = asked(EditionFactory())
    RegistrationFactory(edition=question.edition, answers={question.key: "c1"})
    actor = coordinator()

    def save(**fields):
        fresh = Question.objects.get(pk=question.pk)
        kept = {"kind": "choice", "label_ar": fresh.label_ar, "choices": SPORTS}
        services.save_question(question=fresh, actor=actor, colleges=[], **(kept | fields))

    reworded = services.read_choices("شاركت من قبل | déjà\nلا", SPORTS)
    assert [one["value"] for one in reworded] == ["c1", "c2"]
    save(label_ar="هل شاركت في دورة سابقة؟", choices=reworded)
    save(choices=[*reworded, {"value": "c3", "ar": "لا أذكر"}])
    for fields in ({"kind": "text", "choices": []}, {"choices": reworded[:1] + SPORTS[:0]}):
        with pytest.raises(Refusal, match=r"answered|choices_missing"):
            save(**fields)
    with pytest.raises(Refusal, match="answered"):
        save(choices=services.read_choices("أ\nب", [*SPORTS, {"value": "c3", "ar": "ج"}]))
    with pytest.raises(Refusal, match="answered"):
        services.remove_question(question=question, actor=actor)
    assert Question.objects.get().label_ar == "هل شاركت في دورة سابقة؟"


def test_choices_keep_their_values_when_moved_and_get_new_ones_when_new():
    known = [{"value": "c1", "ar": "فلاحة"}, {"value": "c2", "ar": "صيد"}]
    read = services.read_choices("صيد | pêche\n\nفلاحة\n سياحة |", known)
    assert read == [
        {"value": "c2", "ar": "صيد", "fr": "pêche"},
        {"value": "c1", "ar": "فلاحة"},
        {"value": "c3", "ar": "سياحة"},
    ]
    assert [one["value"] for one in services.read_choices("x\nx", [])] == ["c1", "c2"]


# Who.


@pytest.mark.parametrize("person", [UserFactory, auditor])
def test_only_a_coordinator_sets_up_a_call(person):
    college = CollegeFactory()
    edition, actor = college.edition, person()
    question = asked(edition)
    CallFactory(edition=edition)
    fields = {"slug": "x", "name_ar": "x", "seats": 1}
    for deed in (
        lambda: set_call(edition, actor=actor),
        lambda: services.close_call(edition=edition, actor=actor),
        lambda: services.reopen_call(edition=edition, actor=actor, closes_at=NOW),
        lambda: services.add_college(edition=edition, actor=actor, **fields),
        lambda: services.revise_college(college=college, actor=actor, **fields),
        lambda: services.move_college(college=college, actor=actor, is_up=True),
        lambda: services.remove_college(college=college, actor=actor),
        lambda: asked(edition, actor=actor),
        lambda: services.move_question(question=question, actor=actor, is_up=True),
        lambda: services.remove_question(question=question, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_two_colleges_added_at_once_get_two_places(together):
    edition = EditionFactory()
    actor = coordinator()

    def add(slug):
        return lambda: services.add_college(
            edition=edition, actor=actor, slug=slug, name_ar=slug, seats=3
        )

    together(*[add(slug) for slug in ("one", "two", "three")])
    assert College.objects.filter(edition=edition).count() == 3
