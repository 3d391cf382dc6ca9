"""The CNDP's authorisation withdrawn: no sensitive answer is held without it."""

import pytest
from django.urls import reverse

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import (
    Draw,
    DrawState,
    Edition,
    ListImport,
    Question,
    Quota,
    Registration,
)
from multaqa.kernel import record
from multaqa.refusal import Refusal
from tests.factories.accounts import coordinator
from tests.factories.forum import (
    ApplicantFactory,
    CollegeFactory,
    college_with_a_sensitive_quota,
    college_with_people,
    computed,
    drawn,
    sealed,
)
from tests.factories.forum_registrations import CallFactory, RegistrationFactory
from tests.factories.forum_seats import registered

pytestmark = pytest.mark.django_db

AUTHORISED = {"edition__authorisation_number": "D-1", "edition__authorisation_on": "2026-01-01"}
WITHDRAWN = {"authorisation_number": "", "authorisation_on": None}


def withdraw(edition, actor=None, **more):
    return services.revise_edition(
        edition=edition, actor=actor or coordinator(), **WITHDRAWN, **more
    )


def asking(college, **more):
    """The sensitive question of the college's edition."""
    words = {"kind": "yes_no", "label_ar": "وضعية إعاقة", "is_sensitive": True}
    return college.edition.questions.create(**words | more)


def draft(**more):
    return RegistrationFactory(state="draft", number="", sent_at=None, **more)


@pytest.mark.parametrize("begin", [RegistrationFactory, draft], ids=["sent", "draft"])
def test_withdrawn_it_leaves_no_answer_of_a_registration(begin):
    college = CollegeFactory(**AUTHORISED)
    one = begin(college=college, sensitive={asking(college).key: "yes"}, answers={"q0": "x"})
    with pytest.raises(Refusal, match="sensitive_held"):
        withdraw(college.edition)
    one.refresh_from_db()
    assert one.sensitive != {}
    assert Edition.objects.get(pk=college.edition_id).may_ask_sensitive
    edition = withdraw(college.edition, erases_sensitive=True)
    one.refresh_from_db()
    assert (one.sensitive, one.answers, edition.may_ask_sensitive) == ({}, {"q0": "x"}, False)
    # Nothing on the way of the registration says that there was an answer.
    assert not one.steps.exists()
    assert record.head().kind == "forum.authorisation_withdrawn"
    assert record.head().facts == {"edition": edition.number}


def test_where_nobody_answered_it_is_withdrawn_and_the_record_says_the_same():
    college = CollegeFactory(**AUTHORISED)
    RegistrationFactory(college=college)
    elsewhere = RegistrationFactory(sensitive={"q1": "yes"})
    edition = withdraw(college.edition)
    assert not edition.may_ask_sensitive
    assert record.head().kind == "forum.authorisation_withdrawn"
    elsewhere.refresh_from_db()
    assert elsewhere.sensitive == {"q1": "yes"}


def test_what_balances_by_the_answers_goes_with_them():
    college, actor = college_with_a_sensitive_quota(), coordinator()
    brought = ListImport.objects.create(
        college=college, file_name="l.csv", content=b"x", columns=["name", "sensitive"]
    )
    plain = ListImport.objects.create(college=college, file_name="m.csv", content=b"x")
    before = computed(college, actor)
    assert before.opening
    with pytest.raises(Refusal, match="sensitive_held"):
        withdraw(college.edition, actor)
    withdraw(college.edition, actor, erases_sensitive=True)
    assert not college.applicants.exclude(sensitive={}).exists()
    assert college.applicants.count() == 12
    assert set(Quota.objects.values_list("category__key", flat=True)) == {"sex"}
    draw = Draw.objects.get(college=college)
    assert (draw.state, draw.opening, draw.prepared) == (DrawState.OPEN, "", "")
    assert draw.revision > before.revision
    assert not queries.sensitive_keys(college)
    brought.refresh_from_db()
    plain.refresh_from_db()
    assert (brought.state, bytes(brought.content), plain.state) == ("dropped", b"", "open")
    assert computed(college, actor).state == DrawState.COMPUTED


def test_a_sealed_draw_keeps_its_answers_until_its_replacements_are_closed():
    college, actor = registered(college_with_a_sensitive_quota()), coordinator()
    other = CollegeFactory(edition=college.edition, slug="b", name_ar="الشباب", position=2)
    waiting = RegistrationFactory(college=other, sensitive={"q1": "yes"})
    sealed(college, actor)
    with pytest.raises(Refusal, match="sensitive_sealed"):
        withdraw(college.edition, actor, erases_sensitive=True)
    assert college.applicants.exclude(sensitive={}).count() == 12
    waiting.refresh_from_db()
    assert waiting.sensitive != {}


def test_once_they_are_closed_it_is_withdrawn():
    college, actor = registered(college_with_a_sensitive_quota()), coordinator()
    services.close_replacements(draw=drawn(college, actor), actor=actor)
    assert not withdraw(college.edition, actor).may_ask_sensitive
    # What the sealed file names stays.
    assert queries.sensitive_keys(college)


def test_a_sealed_draw_that_balances_by_no_answer_hinders_nothing():
    authorised = {"authorisation_number": "D-1", "authorisation_on": "2026-01-01"}
    college, actor = college_with_people(**authorised), coordinator()
    sealed(college, actor)
    one = RegistrationFactory(college=college, sensitive={"q1": "yes"}, state="refused", reason="x")
    withdraw(college.edition, actor, erases_sensitive=True)
    one.refresh_from_db()
    assert one.sensitive == {}


def test_another_number_of_the_authorisation_erases_nothing():
    college = CollegeFactory(**AUTHORISED)
    ApplicantFactory(college=college, sensitive={"disability": "yes"})
    services.revise_edition(
        edition=college.edition,
        actor=coordinator(),
        authorisation_number="D-2",
        erases_sensitive=True,
    )
    assert college.applicants.exclude(sensitive={}).exists()
    assert record.head() is None


def test_without_it_no_sensitive_answer_is_kept():
    college = CollegeFactory()
    CallFactory(edition=college.edition)
    one = draft(college=college)
    key = asking(college).key
    with pytest.raises(Refusal, match="asked_no_more"):
        services.save_registration(registration=one, actor=one.user, sensitive={key: "yes"})
    kept = services.save_registration(registration=one, actor=one.user, sensitive={}, sex="male")
    assert (kept.sensitive, kept.sex) == ({}, "male")


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_while_it_is_withdrawn_is_refused(before_it_ends):
    college, actor = CollegeFactory(**AUTHORISED), coordinator()
    CallFactory(edition=college.edition)
    one, key = draft(college=college), asking(college).key
    found = Registration.objects.select_related("edition", "user").get(pk=one.pk)
    _edition, answered = before_it_ends(
        lambda: withdraw(college.edition, actor),
        lambda: services.save_registration(
            registration=found, actor=found.user, sensitive={key: "yes"}
        ),
    )
    assert isinstance(answered, Refusal)
    assert answered.code == "registration.asked_no_more"
    one.refresh_from_db()
    assert one.sensitive == {}


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_came_first_is_seen_by_the_withdrawal(before_it_ends):
    college, actor = CollegeFactory(**AUTHORISED), coordinator()
    CallFactory(edition=college.edition)
    one, key = draft(college=college), asking(college).key
    _kept, refused = before_it_ends(
        lambda: services.save_registration(
            registration=one, actor=one.user, sensitive={key: "yes"}
        ),
        lambda: withdraw(college.edition, actor),
    )
    assert isinstance(refused, Refusal)
    assert refused.code == "edition.sensitive_held"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_pool_first", [True, False])
def test_a_list_taken_while_it_is_withdrawn_holds_no_answer(before_it_ends, is_pool_first):
    college, actor = CollegeFactory(**AUTHORISED), coordinator()
    question = asking(college, is_balanced=True)
    RegistrationFactory(college=college, state="accepted", sensitive={question.key: "yes"})
    deeds = [
        lambda: services.take_pool(college=college, actor=actor),
        lambda: withdraw(college.edition, actor, erases_sensitive=True),
    ]
    ends = before_it_ends(*(deeds if is_pool_first else reversed(deeds)))
    assert not [end for end in ends if isinstance(end, Exception)]
    assert college.applicants.get().sensitive == {}
    assert not college.categories.filter(is_sensitive=True).exists()


# At the desk.


def test_the_desk_offers_to_erase_where_answers_may_be_asked_for(client):
    college = CollegeFactory(**AUTHORISED)
    one = RegistrationFactory(college=college, sensitive={"q1": "yes"})
    client.force_login(coordinator())
    address = reverse("forum:desk-edition", args=[college.edition.number])
    form = client.get(address).context["form"]
    names = list(form.fields)
    assert names.index("erases_sensitive") == names.index("authorisation_on") + 1
    typed = {name: value for name, value in form.initial.items() if value not in (None, False)}
    emptied = typed | {"authorisation_number": "", "authorisation_on": ""}

    def refused(**more):
        page = client.post(address, {**more})
        assert page.status_code == 200
        one.refresh_from_db()
        assert one.sensitive != {}
        return page.context["form"].errors

    assert refused(**emptied)["__all__"]
    assert refused(**typed, erases_sensitive="on")["erases_sensitive"]
    assert client.post(address, emptied | {"erases_sensitive": "on"}).status_code == 302
    one.refresh_from_db()
    assert one.sensitive == {}
    assert "erases_sensitive" not in client.get(address).context["form"].fields


def test_questions_are_asked_again_under_another_authorisation():
    college = CollegeFactory(**AUTHORISED)
    question = asking(college)
    one = RegistrationFactory(college=college, sensitive={question.key: "yes"})
    edition = withdraw(college.edition, erases_sensitive=True)
    one = Registration.objects.get(pk=one.pk)
    assert queries.questions_asked(one) == []
    services.revise_edition(
        edition=edition,
        actor=coordinator(),
        authorisation_number="D-9",
        authorisation_on="2026-06-01",
    )
    one = Registration.objects.get(pk=one.pk)
    assert (queries.questions_asked(one), one.sensitive) == ([question], {})
    assert Question.objects.count() == 1
