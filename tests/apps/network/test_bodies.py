"""Entering a body and revising it, by effect."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override

from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.models import (
    Body,
    BodyKind,
    BodyState,
    MembershipRole,
    MembershipState,
    Outcome,
    WorkSetting,
)
from multaqa.apps.network.services.bodies import MOST_WAITING
from multaqa.apps.territory.models import Commune
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, entered, president_of, verified
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db


def rural():
    return CommuneFactory(is_rural=True)


# Entering.


def test_enter_body_proposes_it_with_all_that_was_said():
    person = UserFactory()
    body = entered(
        person,
        role=MembershipRole.TREASURER,
        name_fr="Coopérative Taghjijt  du miel",
        phone="06 61 23 45 67",
        fields=["livestock", "terroir", "livestock"],
        groups=["women"],
        work_areas=["10.261.05.05", "10.521"],
        women_count=12,
        founded_on=date(2014, 1, 1),
        is_founded_by_year=True,
    )
    body.refresh_from_db()
    assert (body.state, body.entered_by) == (BodyState.PROPOSED, person)
    assert body.name_fr == "Coopérative Taghjijt du miel"
    assert body.slug.startswith("cooperative-taghjijt-du-miel-")
    assert body.phone == "+212661234567"
    assert {row.field for row in body.fields.all()} == {"livestock", "terroir"}
    assert {(row.code, row.setting) for row in body.work_areas.all()} == {
        ("10.261.05.05", WorkSetting.RURAL),
        ("10.521", WorkSetting.BOTH),
    }
    place = body.memberships.get()
    assert (place.user, place.role, place.state) == (
        person,
        MembershipRole.TREASURER,
        MembershipState.ACCEPTED,
    )
    assert rules.can_act_for(person, body)


def test_a_body_that_names_no_area_works_where_it_sits():
    body = entered(commune=rural())
    assert [(area.code, area.setting) for area in body.work_areas.all()] == [
        (rural().pk, WorkSetting.RURAL)
    ]


def test_an_area_that_a_larger_one_holds_is_left_out():
    body = entered(work_areas=[rural().pk, "10.261", "10.071"])
    assert [area.code for area in body.work_areas.all()] == ["10.071", "10.261"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name_ar": "😀 ۞ !"}, "body.no_name"),
        ({"name_ar": "\u200fـــ\u1160"}, "body.no_name"),
        ({"name_ar": "ا" * 301}, "body.name_too_long"),
        ({"founded_on": timezone.localdate() + timedelta(days=1)}, "body.founded_ahead"),
        ({"phone": "06 61 23"}, "accounts.bad_phone"),
        ({"work_areas": ["10.999"]}, "body.bad_territory"),
    ],
)
def test_enter_body_refuses_what_cannot_be(values, code):
    with pytest.raises(Refusal, match=code):
        entered(**values)
    assert not Body.objects.exists()


def test_a_french_name_that_cannot_be_read_does_not_hide_the_arabic_one():
    body = entered(name_fr="\u200e—")
    assert not body.name_fr
    with override("fr"):
        assert str(body) == body.name_ar


def test_a_name_of_300_letters_in_two_directions_with_emoji_is_kept_whole():
    name = ("تعاونية Afoulki 🐝 " * 30)[:299].strip()
    body = entered(name_ar=name)
    body.refresh_from_db()
    assert body.name_ar == name
    assert len(body.name_key) <= 300


def test_only_the_coordinator_enters_a_body_without_a_role():
    with pytest.raises(PermissionDenied):
        entered(UserFactory(), role="")
    assert not entered(coordinator(), role="").memberships.exists()


def test_a_visitor_enters_nothing():
    with pytest.raises(PermissionDenied):
        entered(AnonymousUser())


def test_enter_body_refuses_more_than_a_few_that_wait():
    person = UserFactory()
    BodyFactory.create_batch(MOST_WAITING, state=BodyState.PROPOSED, entered_by=person)
    with pytest.raises(Refusal, match="too_many_waiting"):
        entered(person)


# A body entered a second time.


@pytest.mark.parametrize(
    "again",
    [
        {"name_ar": "تعاونيه تغجيجت  للعسل"},
        {"name_ar": "التعاونية الفلاحية تَغجيجت للعسل", "name_fr": "Cooperative Taghjijt miel"},
        {"name_ar": "العسل تغجيجت"},
        {"name_ar": "تعاونية تغجيجت للعسل والزعفران"},
        {"name_ar": "تعاونية أخرى تماما", "phone": "+212 661-234567"},
        {"name_ar": "جمعية تغجيجت للعسل", "kind": BodyKind.ASSOCIATION},
        {"name_ar": "تعاونية تغجيجت للعسل", "commune": "elsewhere"},
    ],
    ids=["spelling", "french", "order", "longer", "phone", "kind", "next-commune"],
)
def test_a_body_under_another_spelling_is_shown_the_first(again):
    first = entered(
        name_fr="Coopérative Taghjijt du miel", phone="0661234567", is_contact_public=True
    )
    if again.get("commune"):
        again = again | {"commune": rural()}
    with pytest.raises(Refusal, match="resembles") as refused:
        entered(**again)
    assert refused.value.facts["candidates"] == (first,)


@pytest.mark.parametrize("insists", [False, True])
def test_whose_a_hidden_phone_is_only_the_coordinator_is_told(insists):
    first = entered(phone="0661234567", commune=Commune.objects.filter(province__region="01")[0])
    again = {"name_ar": "تعاونية أخرى تماما", "phone": "0661234567", "insists": insists}
    second = entered(**again)
    assert (second.resembles, list(queries.resembling_bodies())) == (first, [second])
    with pytest.raises(Refusal, match="resembles") as refused:
        entered(coordinator(), **(again | {"name_ar": "جمعية ثالثة", "insists": False}))
    assert set(refused.value.facts["candidates"]) == {first, second}


def test_nobody_learns_by_a_new_name_whose_a_hidden_phone_is():
    first, person = entered(phone="0661234567"), UserFactory()
    second = entered(person, name_ar="تعاونية أخرى تماما")
    revised = services.revise_body(
        body=second, actor=person, name_ar="تعاونية النسيج", phone="0661234567"
    )
    assert revised.resembles == first


@pytest.mark.parametrize(
    "other",
    [
        {"name_ar": "تعاونية الأمل للنسيج"},
        {"name_ar": "تعاونية أسرير للعسل"},
        {"name_ar": "تعاونية تغجيجت للعسل", "commune": "far"},
        {"name_ar": "جمعية شباب تغجيجت", "kind": BodyKind.ASSOCIATION},
    ],
)
def test_another_body_is_entered_at_once(other):
    entered()
    if "commune" in other:
        other = other | {"commune": Commune.objects.filter(province__region="01").first()}
    assert entered(**other).resembles is None


def test_who_insists_enters_it_and_the_desk_sees_the_pair():
    first = entered()
    second = entered(insists=True)
    assert second.resembles == first
    assert list(queries.resembling_bodies()) == [second]
    services.keep_apart(body=second, actor=coordinator(), reason="رقما تسجيل مختلفان")
    assert not queries.resembling_bodies().exists()
    assert second.verifications.get().outcome == Outcome.APART


def test_one_person_enters_a_body_once_whatever_they_insist_on():
    person = UserFactory()
    entered(person)
    with pytest.raises(Refusal, match="already_yours"):
        entered(person, name_ar="التعاونية تغجيجت العسل", insists=True)
    assert Body.objects.count() == 1


def test_a_refused_body_stands_in_nobodys_way():
    services.refuse_body(body=entered(), actor=coordinator(), reason="بدون وثائق")
    assert entered().resembles is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["تعاونية تغجيجت للعسل", "التعاونيه تغجيجت عسل"])
def test_two_at_once_enter_one_body(together, second):
    one, two = UserFactory(), UserFactory()
    ends = together(lambda: entered(one), lambda: entered(two, name_ar=second))
    refused = [end for end in ends if isinstance(end, Refusal)]
    assert [end.code for end in refused] == ["body.resembles"]
    assert refused[0].facts["candidates"] == (Body.objects.get(),)


# Revising.


def test_revise_body_keeps_the_address_and_is_found_by_the_new_words():
    body = verified(entered())
    person = body.memberships.get().user
    slug = body.slug
    body = services.revise_body(
        body=body, actor=person, about="نحل الزقوم", locality="دوار إكيسل", fields=["livestock"]
    )
    assert (body.slug, body.state) == (slug, BodyState.VERIFIED)
    assert list(queries.directory(queries.Asked(search="اكيسل"))) == [body]


@pytest.mark.parametrize(
    "change", [{"name_ar": "تعاونية النصر"}, {"kind": BodyKind.UNION}, {"commune": "rural"}]
)
def test_a_verified_body_that_becomes_another_waits_again(change):
    body = verified(entered())
    if "commune" in change:
        change = {"commune": rural()}
    body = services.revise_body(body=body, actor=body.memberships.get().user, **change)
    assert body.state == BodyState.PROPOSED
    assert body.verifications.first().outcome == Outcome.REOPENED


def test_the_coordinator_corrects_a_name_and_it_stays_verified():
    body = services.revise_body(
        body=verified(entered()), actor=coordinator(), name_ar="تعاونية النصر"
    )
    assert body.is_verified
    assert "نصر" in body.search_text


def test_a_refused_body_put_right_by_its_people_waits_again():
    body = services.refuse_body(body=entered(), actor=coordinator(), reason="الوصل ناقص")
    body = services.revise_body(
        body=body, actor=body.memberships.get().user, register_number="2014/77"
    )
    assert body.state == BodyState.PROPOSED


def test_a_name_revised_into_anothers_is_refused():
    entered(name_ar="تعاونية النصر")
    body = entered()
    with pytest.raises(Refusal, match="resembles"):
        services.revise_body(body=body, actor=body.memberships.get().user, name_ar="تعاونيه النصر")


# Who may.


@pytest.mark.parametrize("role", MembershipRole.values)
def test_a_member_or_an_employee_does_not_act_for_the_body(role):
    place = MembershipFactory(role=role)
    acts = role not in {MembershipRole.MEMBER, MembershipRole.EMPLOYEE}
    assert rules.can_act_for(place.user, place.body) is acts
    assert rules.can_revise_body(place.user, place.body) is acts
    assert list(queries.bodies_represented_by(place.user)) == ([place.body] if acts else [])


@pytest.mark.parametrize("state", ["asked", "refused", "ended"])
def test_a_place_that_is_not_held_acts_for_nothing(state):
    place = MembershipFactory(state=state)
    assert not rules.can_act_for(place.user, place.body)


def test_nobody_acts_for_a_body_that_is_not_theirs():
    body = BodyFactory()
    president_of(BodyFactory())
    for person in (president_of(BodyFactory()), UserFactory(), auditor(), AnonymousUser()):
        assert not rules.can_act_for(person, body)
        with pytest.raises(PermissionDenied):
            services.revise_body(body=body, actor=person, about="x")


@pytest.mark.parametrize("state", [BodyState.PROPOSED, BodyState.REFUSED])
def test_a_body_that_is_not_verified_is_seen_by_its_people_and_the_desk(state):
    body = BodyFactory(state=state)
    for person in (president_of(body), coordinator(), auditor()):
        assert body in queries.bodies_seen_by(person)
    for person in (
        UserFactory(),
        AnonymousUser(),
        MembershipFactory(body=body, state="asked").user,
    ):
        assert body not in queries.bodies_seen_by(person)


def test_a_body_is_named_in_the_readers_language():
    body = BodyFactory(name_ar="تعاونية النصر", name_fr="Coopérative Nasr")
    with override("fr"):
        assert str(Body.objects.get(pk=body.pk)) == "Coopérative Nasr"
    with override("en"):
        assert str(Body.objects.get(pk=body.pk)) == "Coopérative Nasr"
