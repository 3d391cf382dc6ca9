"""The list of a draw, taken from the registrations that were accepted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from multaqa.apps.forum import queries, services
from multaqa.apps.forum.models import (
    Applicant,
    College,
    Draw,
    DrawState,
    Question,
    Quota,
    Registration,
    Standing,
)
from multaqa.apps.forum.services.categories import EndedQuota
from multaqa.apps.network.services import merge_bodies
from multaqa.kernel.models import RecordEntry
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import CollegeFactory, college_with_people, computed, sealed
from tests.factories.forum_registrations import RegistrationFactory
from tests.factories.network import BodyFactory, president_of
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db

CHOICES = [{"value": "a", "ar": "العربية"}, {"value": "b", "ar": "الأمازيغية"}]


def accepted(college, **more):
    return RegistrationFactory(college=college, state="accepted", **more)


def in_english(name, college):
    with override("en"):
        return reverse(f"forum:{name}", args=college.place)


def taken(count=6, **college):
    found = CollegeFactory(**college)
    for place in range(count):
        accepted(found, sex=("female", "male")[place % 2])
    services.take_pool(college=found, actor=coordinator())
    return found


def test_take_pool_makes_the_accepted_registrations_the_list():
    college = CollegeFactory(edition__starts_on=date(2027, 1, 7))
    rural = CommuneFactory(is_rural=True)
    one = accepted(college, commune=rural, birth_year=1984, name="رقية الناجم")
    body = BodyFactory(kind="association")
    other = accepted(college, sex="male", birth_year=2000, body=body, project="")
    RegistrationFactory(college=college)
    accepted(CollegeFactory())
    assert services.take_pool(college=college, actor=coordinator()).people == 2
    people = {person.registration: person for person in college.applicants.all()}
    assert set(people) == {one, other}
    first, second = people[one], people[other]
    assert (first.source_id, first.name, first.body) == (one.number, "رقية الناجم", "")
    assert first.values == {
        "setting": "rural",
        "province": rural.province.name_fr,
        "sex": "female",
        "age": "36-59",
        "body_kind": "project_holder",
    }
    assert (second.body, second.values["body_kind"]) == (body.name_ar, "association")
    assert second.values["age"] == "18-35"
    entry = RecordEntry.objects.get(kind="forum.pool_taken")
    assert entry.facts == {"edition": college.edition.number, "people": 2}
    keys = list(college.categories.values_list("key", flat=True))
    assert keys == ["setting", "province", "sex", "age", "body_kind"]


def test_balanced_questions_become_categories_and_sensitive_ones_stay_apart():
    college = CollegeFactory(
        edition__authorisation_number="D-1/2026", edition__authorisation_on=date(2026, 1, 1)
    )
    edition = college.edition
    asked = {"edition": edition, "is_balanced": True}
    tongue = Question.objects.create(kind="choice", label_ar="لغة العمل", choices=CHOICES, **asked)
    disability = Question.objects.create(
        kind="yes_no", label_ar="وضعية إعاقة", is_sensitive=True, **asked
    )
    elsewhere = Question.objects.create(kind="yes_no", label_ar="سؤال آخر", **asked)
    elsewhere.colleges.add(CollegeFactory(edition=edition, slug="other", position=2))
    Question.objects.create(edition=edition, kind="yes_no", label_ar="لا يوازن به")
    one = accepted(college, answers={tongue.key: "b"}, sensitive={disability.key: "yes"})
    silent = accepted(college)
    services.take_pool(college=college, actor=coordinator())
    person = one.applicant
    assert person.values["لغة العمل"] == "الأمازيغية"
    assert person.sensitive == {"وضعية إعاقة": "نعم"}
    assert not {"وضعية إعاقة", "سؤال آخر", "لا يوازن به"} & set(person.values)
    assert (silent.applicant.values["لغة العمل"], silent.applicant.sensitive) == (
        "—",
        {"وضعية إعاقة": "—"},
    )
    assert college.categories.get(key="وضعية إعاقة").is_sensitive


def test_two_bodies_of_one_name_stay_two():
    college = CollegeFactory()
    first = BodyFactory(name_ar="تعاونية النور")
    second = BodyFactory(name_ar="تعاونية النّور", commune=CommuneFactory(is_rural=True))
    one, again, other = (accepted(college, body=body) for body in (first, first, second))
    services.take_pool(college=college, actor=coordinator())
    keys = [each.applicant.body_key for each in (one, again, other)]
    assert keys[0] == keys[1] != keys[2]


def test_a_merge_after_the_list_was_taken_leaves_one_body(django_capture_on_commit_callbacks):
    college, actor = CollegeFactory(draw__seats=1), coordinator()
    kept = BodyFactory(name_ar="تعاونية النور")
    copy = BodyFactory(name_ar="تعاونية النّور", commune=CommuneFactory(is_rural=True))
    ones = [
        accepted(college, body=body, sex=sex, project="", user=president_of(body))
        for body, sex in ((kept, "female"), (copy, "male"))
    ]
    stranger = accepted(college)
    services.take_pool(college=college, actor=actor)
    held = Applicant.objects.get(registration=ones[1])
    services.set_standing(applicant=held, actor=actor, standing=Standing.EXCLUDED, reason="x")
    services.propose_quotas(college=college, actor=actor)
    before = computed(college, actor)
    assert len(set(college.applicants.values_list("body_key", flat=True))) == 3
    with django_capture_on_commit_callbacks(execute=True):
        merge_bodies(kept=kept, merged=copy, actor=actor, reason="نفس الهيئة")
    one, other = (Applicant.objects.get(registration=each) for each in ones)
    assert one.body == other.body == kept.name_ar
    assert one.body_key == other.body_key != Applicant.objects.get(registration=stranger).body_key
    # Nothing else of the ticket moves, and what was computed before counts no more.
    assert (other.pk, other.ticket, other.standing) == (held.pk, held.ticket, "excluded")
    draw = Draw.objects.get(college=college)
    assert (draw.state, draw.revision > before.revision) == (DrawState.OPEN, True)


def test_a_merge_after_the_seal_moves_no_ticket(django_capture_on_commit_callbacks):
    college, actor = CollegeFactory(draw__seats=2), coordinator()
    kept, copy = BodyFactory(), BodyFactory()
    one = accepted(college, body=copy, project="", user=president_of(copy))
    for place in range(4):
        accepted(college, sex=("female", "male")[place % 2])
    services.take_pool(college=college, actor=actor)
    services.propose_quotas(college=college, actor=actor)
    draw = sealed(college, actor)
    with django_capture_on_commit_callbacks(execute=True):
        merge_bodies(kept=kept, merged=copy, actor=actor, reason="نفس الهيئة")
    one.refresh_from_db()
    assert (one.body, one.state, one.applicant.body) == (kept, "accepted", copy.name_ar)
    assert Draw.objects.get(college=college).revision == draw.revision


def test_the_list_takes_nobody_of_a_refused_body():
    college = CollegeFactory()
    one = accepted(college, body=BodyFactory(state="refused"), project="")
    accepted(college)
    with pytest.raises(Refusal, match="body_refused") as refused:
        services.take_pool(college=college, actor=coordinator())
    assert refused.value.facts == {"number": one.number}
    services.list_registration(registration=one, actor=coordinator())
    assert services.take_pool(college=college, actor=coordinator()).people == 1


def test_tickets_are_dealt_at_random_and_mean_one_person_in_the_hall():
    first = CollegeFactory(name_ar="الجمعيات", slug="a", position=1)
    second = CollegeFactory(edition=first.edition, name_ar="الشباب", slug="b", position=2)
    for college in (first, second):
        for _ in range(30):
            accepted(college)
        services.take_pool(college=college, actor=coordinator())
    tickets = list(Applicant.objects.order_by("pk").values_list("ticket", flat=True))
    assert len(set(tickets)) == 60
    assert tickets[:30] != sorted(tickets[:30])
    assert {ticket[0] for ticket in tickets[:30]} == {"1"}


def test_exceptions_and_quotas_stay_when_the_list_is_taken_again():
    college, actor = taken(), coordinator()
    services.propose_quotas(college=college, actor=actor)
    person = college.applicants.first()
    services.set_standing(
        applicant=person, actor=actor, standing=Standing.INCLUDED, reason="تسير الورشة"
    )
    count = queries.quotas_of(college).count()
    accepted(college)
    services.take_pool(college=college, actor=actor)
    again = Applicant.objects.get(registration=person.registration)
    assert (again.standing, again.reason) == ("included", "تسير الورشة")
    assert college.applicants.filter(standing="pool").count() == 6
    assert queries.quotas_of(college).count() == count > 0


def test_take_pool_refuses_an_empty_college_and_a_sealed_draw():
    with pytest.raises(Refusal, match="nobody_accepted"):
        services.take_pool(college=CollegeFactory(), actor=coordinator())
    college = college_with_people()
    sealed(college)
    accepted(college)
    with pytest.raises(Refusal, match="frozen"):
        services.take_pool(college=college, actor=coordinator())
    assert college.applicants.count() == 12


@pytest.mark.parametrize("who", [UserFactory, auditor])
def test_only_a_coordinator_takes_the_pool(who):
    college = CollegeFactory()
    accepted(college)
    with pytest.raises(PermissionDenied):
        services.take_pool(college=college, actor=who())
    assert not college.applicants.exists()


def withdraw(one):
    services.withdraw_registration(registration=one, actor=one.user)


def refuse(one):
    services.refuse_registration(registration=one, actor=coordinator(), reason="x")


def put_on_the_list(one):
    services.list_registration(registration=one, actor=coordinator())


@pytest.mark.parametrize("leave", [withdraw, refuse, put_on_the_list])
def test_who_is_accepted_no_more_leaves_a_draw_that_is_not_sealed(leave):
    college = taken()
    services.propose_quotas(college=college, actor=coordinator())
    before = computed(college)
    assert before.state == DrawState.COMPUTED
    one = Registration.objects.order_by("pk").first()
    leave(one)
    draw = Draw.objects.get(college=college)
    assert college.applicants.count() == 5
    # What was computed with them counts no more.
    assert (draw.state, draw.revision > before.revision) == (DrawState.OPEN, True)


def test_after_the_seal_a_ticket_stays():
    college = taken(draw__seats=2)
    services.propose_quotas(college=college, actor=coordinator())
    sealed(college)
    one = Registration.objects.order_by("pk").first()
    withdraw(one)
    one.refresh_from_db()
    assert one.state == "withdrawn"
    assert college.applicants.filter(registration=one).exists()


def seal(draw, actor):
    later = timezone.now() + timedelta(days=1)
    return services.seal_draw(
        draw=draw, actor=actor, value_source="x", value_count=3, value_known_at=later
    )


def test_nobody_accepted_after_the_list_was_taken_is_left_out_by_a_seal():
    college, actor = taken(draw__seats=2), coordinator()
    services.propose_quotas(college=college, actor=actor)
    draw = computed(college, actor)
    services.accept_registrations(registrations=[RegistrationFactory(college=college)], actor=actor)
    accepted(CollegeFactory())
    for deed in (
        lambda: seal(draw, actor),
        lambda: services.ask_computation(draw=draw, actor=actor),
    ):
        with pytest.raises(Refusal, match="accepted_missing") as refused:
            deed()
        assert refused.value.facts == {"count": 1}
    services.take_pool(college=college, actor=actor)
    seal(computed(college, actor), actor)
    assert college.applicants.count() == 7


def test_nobody_accepted_is_left_out_by_a_list_that_was_brought_in(client):
    college, actor = college_with_people(), coordinator()
    draw = computed(college, actor)
    one = RegistrationFactory(college=college)
    services.accept_registrations(registrations=[one], actor=actor)
    client.force_login(actor)
    for deed in (
        lambda: seal(draw, actor),
        lambda: services.ask_computation(draw=draw, actor=actor),
    ):
        with pytest.raises(Refusal, match="accepted_outside_list") as refused:
            deed()
        assert refused.value.facts == {"count": 1}
    for name in ("desk-draw", "desk-list"):
        page = client.get(in_english(name, college)).content.decode()
        assert "the list that was brought in gives it no ticket" in page
    services.list_registration(registration=one, actor=actor)
    assert seal(Draw.objects.get(pk=draw.pk), actor).state == DrawState.SEALED


def test_the_seal_waits_for_the_answers_of_its_college():
    college, actor = taken(draw__seats=2), coordinator()
    services.propose_quotas(college=college, actor=actor)
    draw = computed(college, actor)
    other = RegistrationFactory(college=CollegeFactory())
    one, again = RegistrationFactory(college=college), RegistrationFactory(college=college)
    services.refuse_registration(registration=again, actor=actor, reason="x")
    services.answer_refusal(registration=again, actor=again.user, reply="y")
    with pytest.raises(Refusal, match="unanswered") as refused:
        seal(draw, actor)
    assert refused.value.facts == {"count": 2}
    services.list_registration(registration=one, actor=actor)
    with pytest.raises(Refusal, match="unanswered"):
        seal(draw, actor)
    services.refuse_registration(registration=again, actor=actor, reason="z")
    assert seal(draw, actor).state == DrawState.SEALED
    other.refresh_from_db()
    assert other.state == "sent"


def test_the_page_of_the_draw_says_what_comes_before_the_seal(client):
    college, actor = taken(draw__seats=2), coordinator()
    address = reverse("forum:desk-draw", args=college.place)
    to_registrations = reverse("forum:desk-registrations", args=[college.edition.number])
    sought = f'{to_registrations}?college={college.slug}&amp;state=sent"'
    client.force_login(actor)
    assert sought not in client.get(address).content.decode()
    one = RegistrationFactory(college=college)
    assert sought in client.get(address).content.decode()
    services.accept_registrations(registrations=[one], actor=actor)
    found = client.get(address)
    assert sought not in found.content.decode()
    assert found.context["pool"].missing == 1


@pytest.mark.parametrize("turn", range(3))
def test_a_withdrawal_while_the_list_is_taken_leaves_nobody_in_it_who_withdrew(together, turn):
    actor, college = coordinator(), CollegeFactory()
    ones = [accepted(college) for _ in range(4)]
    services.take_pool(college=college, actor=actor)
    ends = together(
        lambda: services.take_pool(college=college, actor=actor),
        lambda: withdraw(ones[0]),
        lambda: services.refuse_registration(registration=ones[1], actor=actor, reason="x"),
    )
    assert not [end for end in ends if isinstance(end, Exception)], turn
    held = set(Applicant.objects.filter(college=college).values_list("registration", flat=True))
    assert held == {ones[2].pk, ones[3].pk}


def test_pool_count_tells_who_was_accepted_after_the_list_was_taken():
    college = taken(2)
    accepted(college)
    found = queries.pool_count(College.objects.get(pk=college.pk))
    assert (found.accepted, found.missing, found.is_taken) == (3, 1, True)


def asked_of(college, actor, label, choices, question=None):
    """A question by which the college is balanced, or the same one reworded."""
    return services.save_question(
        question=question or Question(edition=college.edition),
        actor=actor,
        colleges=[],
        label_ar=label,
        kind="choice",
        choices=choices,
        is_balanced=True,
        is_required=False,
        is_sensitive=False,
    )


def bounded(college, *keys):
    for category in college.categories.filter(key__in=keys):
        for value in category.values:
            Quota.objects.create(category=category, value=value, minimum=1, maximum=3)


def quotas_of(college):
    found = Quota.objects.filter(category__college=college)
    return set(found.values_list("category__key", "value", "minimum"))


def test_quotas_stay_with_a_question_that_is_reworded():
    college, actor = CollegeFactory(), coordinator()
    field = asked_of(college, actor, "ميدان العملل", CHOICES)
    tongue = asked_of(college, actor, "اللغة", CHOICES)
    for value in "ab":
        accepted(college, answers={field.key: value, tongue.key: value})
    services.take_pool(college=college, actor=actor)
    bounded(college, "ميدان العملل", "اللغة")
    Quota.objects.filter(category__key="اللغة").update(minimum=0)
    # One takes the words of the other, which is corrected.
    asked_of(college, actor, "اللغة", field.choices, field)
    asked_of(college, actor, "لغة العمل", tongue.choices, tongue)
    assert services.quotas_that_would_end(college) == []
    assert services.take_pool(college=college, actor=actor).ended_quotas == ()
    assert quotas_of(college) == {
        (key, value, minimum)
        for key, minimum in (("اللغة", 1), ("لغة العمل", 0))
        for value in ("العربية", "الأمازيغية")
    }


def test_the_coordinator_is_told_which_quotas_end_with_a_list(client):
    college, actor = CollegeFactory(), coordinator()
    tongue = asked_of(college, actor, "لغة العمل", CHOICES)
    for value in "ab":
        accepted(college, answers={tongue.key: value}, sex="female" if value == "a" else "male")
    services.take_pool(college=college, actor=actor)
    bounded(college, "لغة العمل", "sex", "setting")
    reworded = [CHOICES[0], {"value": "b", "ar": "تاشلحيت"}]
    asked_of(college, actor, "لغة العمل", reworded, tongue)
    withdraw(Registration.objects.get(sex="male"))
    accepted(college, answers={tongue.key: "b"})
    client.force_login(actor)
    ended = ["لغة العمل: الأمازيغية", "Women and men: Men"]
    page = client.get(in_english("desk-list", college))
    assert sorted(page.context["ending"].split("; ")) == sorted(ended)
    assert page.context["ending"] in page.content.decode()
    page = client.post(in_english("take-pool", college), follow=True)
    told = [str(one) for one in page.context["messages"] if one.level_tag == "warning"]
    assert [all(one in text for one in ended) for text in told] == [True]
    assert ("sex", "female", 1) in quotas_of(college)
    # A question by which nobody is balanced any more takes its quotas with it.
    Question.objects.filter(pk=tongue.pk).update(is_balanced=False)
    ended = services.take_pool(college=college, actor=actor).ended_quotas
    assert ended == (EndedQuota("لغة العمل"),)


def test_another_question_of_the_same_words_has_none_of_its_quotas():
    college, actor = CollegeFactory(), coordinator()
    first = asked_of(college, actor, "لغة العمل", CHOICES)
    accepted(college)
    services.take_pool(college=college, actor=actor)
    bounded(college, "لغة العمل")
    Question.objects.filter(pk=first.pk).update(is_balanced=False)
    second = asked_of(college, actor, "لغة العمل", CHOICES)
    services.take_pool(college=college, actor=actor)
    assert college.categories.get(key="لغة العمل").question == second
    assert quotas_of(college) == set()
