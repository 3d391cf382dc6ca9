"""The network's pages: found, entered, joined, decided; each by who may."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, services
from multaqa.apps.network.models import (
    Body,
    BodyState,
    Claim,
    Membership,
    MembershipRole,
    MembershipState,
    Outcome,
)
from multaqa.apps.network.urls import urlpatterns
from multaqa.apps.territory.queries import communes_menu
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, entered, president_of
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db

GUELMIM, ASRIR, TAGHJIJT = "10.261.01.03", "10.261.05.05", "10.261.03.11"
TYPED = {
    "kind": "cooperative",
    "name_ar": "تعاونية تغجيجت للعسل",
    "commune": TAGHJIJT,
    "role": MembershipRole.PRESIDENT,
}


def at(name, *args):
    return reverse(f"network:{name}", args=args)


def text_of(response):
    return response.content.decode()


# The directory.


def names_found(client, **asked):
    response = client.get(at("directory"), asked)
    return {body.name_ar for body in response.context["page_obj"]}


@pytest.fixture
def three(db):
    BodyFactory(name_ar="تعاونية الواحة للعسل", name_fr="Coopérative Oasis", works_on=["livestock"])
    BodyFactory(
        kind="association",
        name_ar="جمعية إشراقة أسرير",
        commune=CommuneFactory(is_rural=True),
        works_on=["women"],
    )
    BodyFactory(name_ar="تعاونية تعمل في أسرير", work={ASRIR: "rural"}, works_on=["women"])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"تعاونية الواحة للعسل", "جمعية إشراقة أسرير", "تعاونية تعمل في أسرير"}),
        ({"q": "الواحه عسل"}, {"تعاونية الواحة للعسل"}),
        ({"q": "COOPERATIVE oasis"}, {"تعاونية الواحة للعسل"}),
        ({"q": "اشراقه"}, {"جمعية إشراقة أسرير"}),
        ({"kind": "association"}, {"جمعية إشراقة أسرير"}),
        ({"field": "women", "kind": "cooperative"}, {"تعاونية تعمل في أسرير"}),
        ({"territory": ASRIR}, {"جمعية إشراقة أسرير"}),
        ({"territory": ASRIR, "of": "work"}, {"جمعية إشراقة أسرير", "تعاونية تعمل في أسرير"}),
        ({"setting": "urban"}, {"تعاونية الواحة للعسل", "تعاونية تعمل في أسرير"}),
        ({"setting": "urban", "of": "work"}, {"تعاونية الواحة للعسل"}),
        ({"territory": "10.261", "q": "لا شيء كهذا"}, set()),
        (
            {"kind": "nonsense", "territory": "99.999", "page": "-3"},
            {"تعاونية الواحة للعسل", "جمعية إشراقة أسرير", "تعاونية تعمل في أسرير"},
        ),
    ],
)
def test_the_directory_answers_to_what_its_address_asks(client, three, asked, found):
    assert names_found(client, **asked) == found


def test_a_list_names_body_commune_and_province_in_the_readers_language(client):
    BodyFactory(name_ar="جمعية الواحة", name_fr="Association Oasis", commune_id=TAGHJIJT)
    BodyFactory(name_ar="جمعية الكثبان", name_fr="", commune_id=GUELMIM)
    with override("fr"):
        oasis, dunes = sorted(queries.listed(queries.directory(queries.Asked())), key=str)
        assert (str(oasis), oasis.place) == ("Association Oasis", "Taghjijt · Guelmim")
        assert (str(dunes), dunes.place) == ("جمعية الكثبان", "Guelmim")
        assert oasis.get_absolute_url().startswith("/fr/network/")
    told = client.get("/fr/network/").text
    assert "Association Oasis" in told
    assert "Taghjijt · Guelmim" in told
    assert "جمعية الواحة" not in told


def test_the_directory_tells_how_many_of_each_kind_answer_to_the_rest(client, three):
    form = client.get(at("directory"), {"kind": "association", "field": "women"}).context["form"]
    labels = dict(form.fields["kind"].choices)
    assert labels["association"].endswith("(1)")
    assert labels["cooperative"].endswith("(1)")
    assert "funder" not in labels


def test_the_directory_shows_verified_bodies_alone(client):
    for state in (BodyState.PROPOSED, BodyState.REFUSED):
        BodyFactory(state=state, name_ar=f"تعاونية {state}")
    client.force_login(coordinator())
    assert names_found(client) == set()


@pytest.mark.parametrize("name", ["directory", "of_territory", "desk", "desk-all", "desk-pairs"])
def test_a_list_costs_the_same_for_50_bodies_as_for_one(client, name):
    client.force_login(coordinator())
    address = at(name, "10.261") if name == "of_territory" else at(name)
    state = BodyState.VERIFIED if name in {"directory", "of_territory"} else BodyState.PROPOSED
    first = BodyFactory(state=BodyState.VERIFIED)

    def cost(more):
        for _turn in range(more):
            BodyFactory(state=state, works_on=["women", "crafts"], resembles=first)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    cost(1)
    assert cost(0) == cost(49) <= 12


def test_a_page_of_30_bodies_is_light(client):
    import gzip

    for turn in range(30):
        BodyFactory(
            name_ar=f"تعاونية {turn * 7919} لإنتاج العسل وأركان وتثمين منتوجات الواحة",
            works_on=["women", "crafts", "terroir"],
        )
    assert len(gzip.compress(client.get(at("directory")).content, 6)) <= 15 * 1024


# A body's page.


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (lambda body: None, 404),
        (lambda body: UserFactory(), 404),
        (lambda body: MembershipFactory(body=body, state=MembershipState.ASKED).user, 404),
        (lambda body: MembershipFactory(body=body, role=MembershipRole.MEMBER).user, 200),
        (lambda body: auditor(), 200),
        (lambda body: coordinator(), 200),
    ],
    ids=["visitor", "another", "asking", "member", "auditor", "coordinator"],
)
def test_a_body_not_yet_verified_is_shown_to_its_people_and_the_desk(client, person, status):
    body = BodyFactory(state=BodyState.PROPOSED)
    if user := person(body):
        client.force_login(user)
    assert client.get(body.get_absolute_url()).status_code == status


def test_a_contact_is_shown_as_the_body_says(client):
    body = BodyFactory(phone="+212661234567", email="oasis@example.ma")
    assert "+212661234567" not in text_of(client.get(body.get_absolute_url()))
    client.force_login(auditor())
    assert "oasis@example.ma" not in text_of(client.get(at("desk-body", body.slug)))
    client.force_login(MembershipFactory(body=body, role=MembershipRole.EMPLOYEE).user)
    assert "+212661234567" in text_of(client.get(body.get_absolute_url()))
    client.logout()
    Body.objects.update(is_contact_public=True)
    assert "+212661234567" in text_of(client.get(body.get_absolute_url()))


def test_the_address_of_a_merged_body_leads_to_the_kept_one(client):
    kept, merged = BodyFactory(), BodyFactory()
    services.merge_bodies(kept=kept, merged=merged, actor=coordinator(), reason="نفس الوصل")
    for person in (None, coordinator()):
        if person:
            client.force_login(person)
        answer = client.get(merged.get_absolute_url())
        assert answer.status_code == 301
        assert answer.url == kept.get_absolute_url()


@pytest.mark.parametrize("person", [None, president_of, lambda body: coordinator()])
def test_a_bodys_page_costs_at_most_12_queries(client, person):
    work = {"10.261": "both", "10.473.05.01": "rural", GUELMIM: "urban"}
    body = BodyFactory(phone="+212661234567", work=work, works_on=["women", "crafts"])
    if person:
        client.force_login(person(body))
    with CaptureQueriesContext(connection) as caught:
        assert client.get(body.get_absolute_url()).status_code == 200
    assert len(caught) <= 12


def test_a_territory_shows_who_sits_and_who_works_there_whole_or_in_part(client, three):
    address = at("of_territory", ASRIR)
    whole, part = client.get(address), client.get(address, headers={"HX-Request": "true"})
    for response in (whole, part):
        assert "جمعية إشراقة أسرير" in text_of(response)
        assert "تعاونية تعمل في أسرير" in text_of(response)
        assert "تعاونية الواحة للعسل" not in text_of(response)
    assert "<html" in text_of(whole)
    assert "<html" not in text_of(part)
    for code in ("99.1", "guelmim", "10%00"):
        assert client.get(f"/network/territory/{code}/").status_code == 404


# Entering.


def test_a_body_is_entered_and_who_entered_it_goes_back_where_they_were(client):
    person = UserFactory()
    client.force_login(person)
    answer = client.post(at("enter"), TYPED | {"next": "/forum/3/register/x/body/"})
    assert answer.url == "/forum/3/register/x/body/"
    body = queries.bodies_represented_by(person).get()
    assert (body.state, body.commune_id) == (BodyState.PROPOSED, TAGHJIJT)
    assert [area.code for area in body.work_areas.all()] == [TAGHJIJT]


@pytest.mark.parametrize(
    "there",
    ["https://elsewhere.example/", "//elsewhere.example", "javascript:1", "abc", "a:b", "\n/me/"],
)
def test_nobody_is_sent_to_a_page_that_is_not_ours(client, there):
    president = UserFactory()
    client.force_login(president)
    answer = client.post(at("enter"), TYPED | {"next": there})
    body = Body.objects.get()
    assert answer.url == body.get_absolute_url()
    client.force_login(UserFactory())
    joined = client.post(
        f"{at('join', body.slug)}?{urlencode({'next': there})}", {"role": "member"}
    )
    assert joined.url == at("mine")
    client.force_login(president)
    place = body.memberships.get(role="member")
    told = {"answer": "accept", "next": there}
    assert client.post(at("answer", body.slug, place.pk), told).url == at("people", body.slug)


def test_all_that_is_said_of_a_body_is_kept_and_shown_again(client):
    client.force_login(UserFactory())
    said = TYPED | {
        "name_fr": "Coopérative Taghjijt miel",
        "fields_worked": ["livestock", "women"],
        "groups_served": ["women"],
        "work": ["10.473"],
        "work_communes": [ASRIR],
        "founded": "٢٠١٤",
        "women_count": "١٢",
        "men_count": "3",
        "phone": "06 61 23 45 67",
        "email": "miel@example.ma",
        "website": "miel.example.ma",
        "other_names": "تعاونية العسل",
        "locality": "دوار تكموت",
        "register_number": "123/2014",
        "about": "نربي النحل",
        "is_contact_public": "on",
    }
    body_page = client.post(at("enter"), said).url
    body = Body.objects.get()
    assert (body.founded_on.year, body.is_founded_by_year) == (2014, True)
    assert (body.women_count, body.men_count, body.phone) == (12, 3, "+212661234567")
    assert {area.code for area in body.work_areas.all()} == {"10.473", ASRIR}
    again = client.get(at("revise", body.slug)).context["form"].initial
    kept = {name: again[name] for name in ("kind", "commune", "founded", "work", "work_communes")}
    assert kept == {
        "kind": "cooperative",
        "commune": TAGHJIJT,
        "founded": "2014",
        "work": ["10.473"],
        "work_communes": [ASRIR],
    }
    shown = text_of(client.get(body_page))
    for words in ("Coopérative Taghjijt miel", "نربي النحل", "2014", "0661234567"[1:]):
        assert words in shown


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_ar": ""}, "name_ar"),
        ({"name_ar": "🐝🐝"}, "name_ar"),
        ({"name_ar": "ع" * 301}, "__all__"),
        ({"commune": ""}, "commune"),
        ({"commune": "", "commune_written": "قرية لا توجد في أي مكان"}, "commune_written"),
        ({"commune": "01.1"}, "commune"),
        ({"kind": "party"}, "kind"),
        ({"role": "king"}, "role"),
        ({"role": ""}, "role"),
        ({"founded": "31/02/2014"}, "founded"),
        ({"founded": "2999"}, "founded"),
        ({"founded": "قديما"}, "founded"),
        ({"founded": "1/1/2090"}, "founded"),
        ({"phone": "06 61 23"}, "phone"),
        ({"phone": "a@example.ma"}, "phone"),
        ({"email": "a@"}, "email"),
        ({"women_count": "-1"}, "women_count"),
        ({"work": ["99"]}, "work"),
        ({"website": "javascript:alert(1)"}, "website"),
    ],
)
def test_what_cannot_be_is_said_beside_its_question_and_nothing_is_lost(client, change, field):
    client.force_login(UserFactory())
    answer = client.post(at("enter"), TYPED | change)
    assert set(answer.context["form"].errors) == {field}
    assert 'id="errors"' in text_of(answer)
    assert Body.objects.count() == 0


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("جماعة أسرير", ASRIR),
        ("taghjijt", TAGHJIJT),
        ("Agadir", "09.001.01.01"),
        ("أسرير، كلميم", ASRIR),
    ],
)
def test_a_commune_may_be_written_in_place_of_chosen(client, written, code):
    client.force_login(UserFactory())
    client.post(at("enter"), TYPED | {"commune": "", "commune_written": written})
    assert Body.objects.get().commune_id == code


def test_a_name_borne_by_several_communes_is_asked_with_its_province(client):
    client.force_login(UserFactory())
    answer = client.post(at("enter"), TYPED | {"commune": "", "commune_written": "Oulad Aissa"})
    [error] = answer.context["form"].errors["commune_written"]
    offered = error.split(": ")[1].split(" / ")[0]
    client.post(at("enter"), TYPED | {"commune": "", "commune_written": offered})
    assert Body.objects.count() == 1


def test_a_funder_may_sit_in_no_commune(client):
    client.force_login(UserFactory())
    client.post(at("enter"), TYPED | {"kind": "funder", "commune": ""})
    assert Body.objects.get().commune is None


def test_a_name_of_300_signs_in_two_directions_stands_whole_on_its_page(client):
    name = ("جمعية \u202eأمل 🐝 Espoir " * 20)[:300].strip()
    client.force_login(UserFactory())
    page = client.get(client.post(at("enter"), TYPED | {"name_ar": name}).url)
    assert f'<h1 dir="auto">{" ".join(name.split())}</h1>' in text_of(page)


def test_another_spelling_is_shown_the_first_then_joined_or_entered_all_the_same(client):
    first = entered(name_ar="تعاونية تغجيجت للعسل", commune=CommuneFactory(code=TAGHJIJT))
    person = UserFactory()
    client.force_login(person)
    other = TYPED | {"name_ar": "التعاونيه تغجيجت العسل", "next": "/me/"}
    answer = client.post(at("enter"), other)
    assert answer.context["candidates"] == (first,)
    assert f"{at('join', first.slug)}?next=/me/" in text_of(answer)
    assert Body.objects.count() == 1

    assert client.post(at("enter"), other | {"insists": "1"}).url == "/me/"
    assert Body.objects.get(resembles=first).memberships.get().user == person
    assert [pair.resembles for pair in queries.resembling_bodies()] == [first]


def test_a_form_sent_twice_enters_one_body(client):
    client.force_login(UserFactory())
    client.post(at("enter"), TYPED)
    again = client.post(at("enter"), TYPED | {"insists": "1"})
    assert again.context["form"].non_field_errors()
    assert Body.objects.count() == 1


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_communes_stand_in_the_order_of_every_menu(language):
    with override(language):
        menu = [code for _, _, communes in communes_menu("10") for code, _ in communes]
        assert [one.pk for one in queries.communes_offered()] == menu


def test_entering_asks_to_sign_in_first(client):
    for name, args in (("enter", ()), ("mine", ()), ("join", ("x",)), ("people", ("x",))):
        assert client.get(at(name, *args)).url.startswith("/sign-in/")


def test_the_coordinator_enters_a_body_from_its_papers(client):
    client.force_login(coordinator())
    client.post(at("enter"), TYPED | {"role": ""})
    assert Body.objects.get().memberships.count() == 0


# Revising, and people.


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (lambda body: UserFactory(), 403),
        (lambda body: auditor(), 403),
        (lambda body: MembershipFactory(body=body, role=MembershipRole.MEMBER).user, 403),
        (lambda body: MembershipFactory(body=body, state=MembershipState.ASKED).user, 403),
        (president_of, 302),
        (lambda body: coordinator(), 302),
    ],
    ids=["another", "auditor", "member", "asking", "president", "coordinator"],
)
def test_a_body_is_revised_by_who_acts_for_it_alone(client, person, status):
    body = BodyFactory(name_ar="تعاونية الأمل")
    client.force_login(person(body))
    change = {"kind": body.kind, "name_ar": "تعاونية الغد", "commune": GUELMIM}
    assert client.post(at("revise", body.slug), change).status_code == status
    body.refresh_from_db()
    assert (body.name_ar == "تعاونية الغد") == (status == 302)
    people = 200 if status == 302 else status
    assert client.get(at("people", body.slug)).status_code == people


def test_a_place_is_asked_for_once_accepted_by_its_people_and_ended(client):
    body, person = BodyFactory(), UserFactory(name="زينب")
    president = president_of(body)
    client.force_login(person)
    address = at("join", body.slug)
    assert client.post(address, {"role": "treasurer", "next": "/me/"}).url == "/me/"
    client.post(address, {"role": "treasurer"})
    place = Membership.objects.get(user=person)

    answer = at("answer", body.slug, place.pk)
    assert client.post(answer, {"answer": "accept"}).status_code == 403
    client.force_login(UserFactory())
    assert client.post(answer, {"answer": "accept"}).status_code == 404

    client.force_login(president)
    assert "زينب" in text_of(client.get(at("people", body.slug)))
    assert client.get(answer).status_code == 405
    assert client.post(answer, {"answer": "crown"}).status_code == 404
    client.post(answer, {"answer": "accept"})
    assert queries.bodies_represented_by(person).get() == body

    client.force_login(person)
    assert client.post(answer, {"answer": "end"}).url == at("mine")
    assert not queries.bodies_represented_by(person).exists()


def test_my_bodies_say_what_waits_there(client):
    body, person = BodyFactory(name_ar="تعاونية الأمل"), UserFactory()
    MembershipFactory(body=body, user=person)
    MembershipFactory.create_batch(2, body=body, state=MembershipState.ASKED, answered_at=None)
    MembershipFactory(user=person, body=BodyFactory(state=BodyState.MERGED, merged_into=body))
    client.force_login(person)
    for address in (at("mine"), "/me/"):
        shown = text_of(client.get(address))
        assert "تعاونية الأمل" in shown
        assert at("people", body.slug) in shown
    assert [place.request_count for place in queries.memberships_of(person)][-1] == 2


def test_what_the_network_keeps_about_a_person_is_told(client):
    person = UserFactory()
    body = entered(person)
    with override("en"):
        rows = [(str(row.what), str(row.value)) for row in queries.kept_of(person)]
    assert rows == [
        ("Place in a body", f"President, {body.name_ar}: Accepted"),
        ("Bodies that you entered", "1 body"),
    ]
    client.force_login(person)
    assert body.name_ar in text_of(client.get("/me/data/"))


# The desk.


# Where people are named: no auditor reads them.
PEOPLES = {"desk-requests", "desk-claims", "desk-claim", "desk-stale", "desk-left"}
# Lists brought in have pages of their own: test_import_pages.py.
DESK = [
    one.name
    for one in urlpatterns
    if str(one.pattern).startswith("desk/") and "desk-import" not in one.name
]


@pytest.mark.parametrize("name", DESK)
@pytest.mark.parametrize(
    ("person", "reads", "writes"),
    [
        (lambda: None, 302, 302),
        (UserFactory, 403, 403),
        (lambda: president_of(Body.objects.first()), 403, 403),
        (auditor, 200, 403),
    ],
    ids=["visitor", "another", "president", "auditor"],
)
def test_the_desk_is_the_coordinators_and_read_by_the_auditor(client, name, person, reads, writes):
    one, two = BodyFactory(state=BodyState.PROPOSED), BodyFactory(state=BodyState.PROPOSED)
    claim = Claim.objects.create(body=BodyFactory(), user=UserFactory(), proof="x")
    Body.objects.filter(pk=claim.body_id).update(state=BodyState.PROPOSED)
    arguments = {
        "desk-claim": [claim.pk],
        "desk-body": [one.slug],
        "desk-pair": [one.slug, two.slug],
    }.get(name, [])
    if user := person():
        client.force_login(user)
    if name in PEOPLES and reads == 200:
        reads = 403
    assert client.get(at(name, *arguments)).status_code == reads
    if arguments:
        for decision in ("verify", "merge"):
            posted = {"decision": decision, "reason": "x", "kept": one.slug}
            assert client.post(at(name, *arguments), posted).status_code == writes
    assert {body.state for body in Body.objects.all()} == {BodyState.PROPOSED}


def test_an_auditor_reads_the_desk_without_people(client):
    body = entered(UserFactory(name="زينب السالك"), phone="0661234567")
    services.verify_body(
        body=body,
        actor=User.objects.get(pk=coordinator().pk),
        reason="اطلعنا على الوصل",
    )
    User.objects.filter(roles__kind="coordinator").update(name="المنسقة نفسها")
    client.force_login(auditor())
    shown = text_of(client.get(at("desk-body", body.slug)))
    assert "اطلعنا على الوصل" in shown
    for words in ("زينب السالك", "المنسقة نفسها", "661234567"):
        assert words not in shown


@pytest.mark.parametrize(
    ("decision", "state"), [("verify", BodyState.VERIFIED), ("refuse", BodyState.REFUSED)]
)
def test_a_decision_is_kept_with_its_reason_and_read_by_the_bodys_people(client, decision, state):
    person = UserFactory()
    body = entered(person)
    client.force_login(coordinator())
    address = at("desk-body", body.slug)
    assert client.post(address, {"decision": decision, "reason": " "}).context["form"].errors
    client.post(address, {"decision": decision, "reason": "الوصل النهائي غير مقروء"})
    body.refresh_from_db()
    assert body.state == state
    assert body.verifications.get().reason == "الوصل النهائي غير مقروء"
    again = client.post(address, {"decision": decision, "reason": "مرة ثانية"})
    assert again.context["form"].errors
    client.force_login(person)
    shown = text_of(client.get(body.get_absolute_url()))
    assert ("الوصل النهائي غير مقروء" in shown) == (state == BodyState.REFUSED)


@pytest.fixture
def resembling(db):
    first = entered(name_ar="تعاونية تغجيجت للعسل")
    return first, entered(name_ar="تعاونية تغجيجت العسل", insists=True)


def test_a_pair_is_merged_side_by_side(client, resembling):
    first, second = resembling
    client.force_login(coordinator())
    assert second.name_ar in text_of(client.get(at("desk-pairs")))
    address = at("desk-pair", second.slug, first.slug)
    assert client.get(address).context["merging"].initial == {"kept": first.slug}
    client.post(address, {"decision": "merge", "kept": second.slug, "reason": "نفس الوصل"})
    first.refresh_from_db()
    assert first.merged_into == second
    assert client.get(address).context["may_merge"] is False
    assert client.get(at("desk-pair", first.slug, first.slug)).status_code == 404


def test_of_a_pair_the_verified_one_alone_can_be_kept(client):
    copy, body = entered(name_ar="تعاونية تغجيجت لتربية النحل"), BodyFactory()
    client.force_login(coordinator())
    address = at("desk-pair", copy.slug, body.slug)
    field = client.get(address).context["merging"]["kept"]
    assert [slug for slug, _name in field.field.choices] == [field.initial] == [body.slug]
    typed = {"decision": "merge", "kept": copy.slug, "reason": "نفس الوصل"}
    refused = client.post(address, typed).context["merging"].errors["kept"]
    assert refused == [gettext("Keep the entry that is verified: the other one goes into it.")]
    client.post(address, typed | {"kept": body.slug})
    copy.refresh_from_db()
    assert copy.merged_into == body


def test_a_merge_is_told_on_both_entries(client):
    kept, merged, actor = BodyFactory(), entered(), coordinator()
    services.merge_bodies(kept=kept, merged=merged, actor=actor, reason="نفس الوصل")
    client.force_login(actor)
    on_kept = client.get(at("desk-body", kept.slug)).content.decode()
    assert "نفس الوصل" in on_kept
    assert merged.name_ar in on_kept
    assert at("desk-body", kept.slug) in client.get(at("desk-body", merged.slug)).content.decode()


def test_a_pair_is_kept_apart(client, resembling):
    first, second = resembling
    client.force_login(coordinator())
    address = at("desk-pair", second.slug, first.slug)
    client.post(address, {"decision": "apart", "apart-reason": "وصلان مختلفان"})
    assert not queries.resembling_bodies().exists()
    assert second.verifications.get().outcome == Outcome.APART
    assert not Body.objects.filter(state=BodyState.MERGED).exists()


def test_the_desk_answers_a_request_that_nobody_else_can(client):
    body, person = BodyFactory(), UserFactory(name="زينب")
    place = services.ask_membership(body=body, actor=person, role=MembershipRole.PRESIDENT)
    client.force_login(coordinator())
    assert "زينب" in text_of(client.get(at("desk-requests")))
    posted = {"answer": "accept", "next": at("desk-requests")}
    assert client.post(at("answer", body.slug, place.pk), posted).url == at("desk-requests")
    assert "زينب" not in text_of(client.get(at("desk-requests")))


def test_the_desk_finds_bodies_in_every_state(client):
    for state in (BodyState.PROPOSED, BodyState.VERIFIED, BodyState.REFUSED):
        BodyFactory(state=state, name_ar=f"تعاونية أركان {state}")
    BodyFactory(name_ar="جمعية أخرى")
    client.force_login(coordinator())
    assert len(client.get(at("desk-all"), {"q": "اركان"}).context["page_obj"]) == 3
