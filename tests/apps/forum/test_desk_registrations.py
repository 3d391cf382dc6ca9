"""The desk's pages of registrations: looked through, answered, handed out, taken into a draw."""

import io
import re
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Question, Registration, RegistrationState
from multaqa.apps.network.models import Body, BodyState
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.forum import CollegeFactory
from tests.factories.forum_registrations import RegistrationFactory, open_call
from tests.factories.network import BodyFactory, MembershipFactory, president_of
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db

OF_PEOPLE = ["accept-many", "registrations-csv", "registrations-xlsx", "desk-registration"]


def at(name, found, *more):
    return reverse(f"forum:{name}", args=[found.edition.number, *more])


SEEN = re.compile(r'name="seen" value="([^"]*)"')


def seen_on(page):
    """The decision that a page was made with."""
    return SEEN.search(page.content.decode())[1]


def shown(client, found, asked=""):
    page = client.get(at("desk-registrations", found) + asked)
    return [one.pk for one in page.context["page_obj"]]


@pytest.fixture
def desk(client):
    client.force_login(coordinator())
    return client


@pytest.mark.parametrize("name", OF_PEOPLE)
def test_pages_with_names_are_the_coordinators(client, name):
    one = RegistrationFactory()
    more = [one.number] if name == "desk-registration" else []
    for who, status in ((UserFactory, 403), (auditor, 403), (coordinator, 200)):
        client.force_login(who())
        assert client.get(at(name, one, *more)).status_code == status


def test_the_auditor_reads_counts_and_reasons_without_names(client):
    refused = RegistrationFactory(state="refused", reason="خارج تراب الجهة", name="لالة السالكة")
    client.force_login(auditor())
    text = client.get(at("desk-registrations", refused)).content.decode()
    assert "خارج تراب الجهة" in text
    assert refused.number in text
    for secret in (refused.name, refused.phone, refused.project, refused.token):
        assert secret not in text


def test_the_list_is_searched_and_narrowed(desk):
    college = CollegeFactory(name_ar="الجمعيات", slug="a")
    youth = CollegeFactory(edition=college.edition, name_ar="الشباب", slug="b", position=2)
    rural = CommuneFactory(is_rural=True)
    body = BodyFactory(name_ar="تعاونية النخيل للتمور")
    named = RegistrationFactory(college=college, name="أمينة بنت إبراهيم", commune=rural)
    of_body = RegistrationFactory(college=college, body=body, sex="male")
    other = RegistrationFactory(college=youth, state="waiting")
    RegistrationFactory(college=college, state="draft", sent_at=None, number="")
    RegistrationFactory()
    everyone = {named.pk, of_body.pk, other.pk}
    assert set(shown(desk, college)) == everyone
    for asked, expected in (
        ("?q=امينه ابراهيم", {named.pk}),
        ("?q=النخيل", {of_body.pk}),
        (f"?q={other.number}", {other.pk}),
        ("?q=لا أحد", set()),
        ("?state=waiting", {other.pk}),
        ("?college=b", {other.pk}),
        ("?setting=rural", {named.pk}),
        ("?setting=urban&sex=male", {of_body.pk}),
        (f"?province={rural.province_id}", everyone),
        ("?state=nonsense&sex=x", everyone),
        ("?alike=on", set()),
    ):
        assert set(shown(desk, college, asked)) == expected, asked


def test_who_calls_is_found_by_phone_or_email_as_it_is_typed(desk, client):
    college = CollegeFactory()
    one = RegistrationFactory(college=college, phone="+212661234567")
    abroad = RegistrationFactory(college=college, phone="+33698765432", email="")
    written = RegistrationFactory(college=college, phone="", email="rqiya.n@example.ma")
    for asked, expected in (
        ("06 61 23 45 67", {one.pk}),
        ("0661-234567", {one.pk}),
        ("٠٦٦١٢٣٤٥٦٧", {one.pk}),
        ("\u2066+212 6 61 23 45 67\u2069", {one.pk}),
        ("00212661234567", {one.pk}),
        ("+212 0661 23 45 67", {one.pk}),
        ("234567", {one.pk}),
        ("0033 6 98 76 54 32", {abroad.pk}),
        ("Rqiya.N@example.ma ", {written.pk}),
        ("06 61 23 45 68", set()),
        ("1990", set()),
    ):
        page = desk.get(at("desk-registrations", college), {"q": asked})
        assert {found.pk for found in page.context["page_obj"]} == expected, asked
    client.force_login(auditor())
    page = client.get(at("desk-registrations", college), {"q": "0661234567"})
    assert one.number not in page.content.decode()


@pytest.mark.parametrize("name", ["desk-registrations", "registrations-csv"])
def test_the_list_costs_the_same_for_many(desk, django_assert_max_num_queries, name):
    college = CollegeFactory()
    for count in (1, 49):
        for _ in range(count):
            RegistrationFactory(college=college, body=None)
        bodies = [BodyFactory() for _ in range(count)] if not Body.objects.exists() else []
        for body in bodies:
            RegistrationFactory(college=college, body=body)
        with django_assert_max_num_queries(24):
            desk.get(at(name, college))


def test_the_auditors_page_costs_the_same_for_many(client, django_assert_max_num_queries):
    college = CollegeFactory()
    client.force_login(auditor())
    for count in (1, 49):
        for _ in range(count):
            RegistrationFactory(college=college, state="refused", reason="خارج التراب")
        with django_assert_max_num_queries(16):
            client.get(at("desk-registrations", college))


def test_a_registration_is_answered_from_its_page(desk):
    one = RegistrationFactory()
    page = at("desk-registration", one, one.number)
    assert "reason" in desk.post(page, {"action": "refuse"}).context["form"].errors
    assert desk.post(page, {"action": "refuse", "reason": "خارج التراب"}).url == page
    one.refresh_from_db()
    assert (one.state, one.reason) == ("refused", "خارج التراب")
    desk.post(page, {"action": "list"})
    desk.post(page, {"action": "accept"})
    assert list(one.steps.values_list("kind", flat=True)) == ["refused", "listed", "accepted"]
    desk.post(page, {"action": "withdraw", "reason": "هاتفت المنسقة"})
    one.refresh_from_db()
    assert one.state == RegistrationState.WITHDRAWN


def test_a_registration_is_accepted_from_the_list_with_one_click(desk):
    one = RegistrationFactory()
    page = at("desk-registration", one, one.number)
    answer = desk.post(page, {"action": "accept", "back": "state=sent&page=2"})
    assert answer.url == at("desk-registrations", one) + "?state=sent&page=2"
    one.refresh_from_db()
    assert one.state == RegistrationState.ACCEPTED


def test_the_first_on_the_waiting_list_is_who_stands_there_longest(desk):
    first = RegistrationFactory()
    second = RegistrationFactory(college=first.college)
    for one in (first, second):
        desk.post(at("desk-registration", one, one.number), {"action": "list"})
    page = desk.get(at("desk-registrations", first))
    assert page.context["next_waiting"] == [first]
    desk.post(at("desk-registration", first, first.number), {"action": "accept", "back": ""})
    page = desk.get(at("desk-registrations", first))
    assert page.context["next_waiting"] == [second]


def test_many_are_accepted_exactly_as_they_were_counted(desk):
    college = CollegeFactory()
    women = [RegistrationFactory(college=college) for _ in range(3)]
    man = RegistrationFactory(college=college, sex="male")
    waiting = RegistrationFactory(college=college, state="waiting")
    elsewhere = RegistrationFactory()
    address = at("accept-many", college)
    page = desk.get(address + "?sex=female")
    assert page.context["count"] == 3
    assert page.context["keys"].count(",") == 2
    late = RegistrationFactory(college=college)
    keys = f"{page.context['keys']},{elsewhere.pk},x"
    assert desk.post(address, {"keys": keys}).status_code == 302
    accepted = Registration.objects.filter(state="accepted")
    assert set(accepted) == set(women)
    for one in (late, man, waiting, elsewhere):
        one.refresh_from_db()
        assert one.state != RegistrationState.ACCEPTED
    assert desk.get(address + "?state=waiting").context["count"] == 1


def test_many_accepted_overturn_no_answer_that_a_colleague_gave_meanwhile(desk):
    one = RegistrationFactory()
    other = RegistrationFactory(college=one.college)
    address = at("accept-many", one)
    keys = desk.get(address).context["keys"]
    services.refuse_registration(registration=one, actor=coordinator(), reason="ليس من الجهة")
    page = desk.post(address, {"keys": keys}, follow=True)
    for each in (one, other):
        each.refresh_from_db()
    assert (one.state, one.reason, other.state) == ("refused", "ليس من الجهة", "accepted")
    assert one.messages.count() == 1
    levels = [message.level_tag for message in page.context["messages"]]
    assert levels == ["success", "warning"]


@pytest.mark.parametrize("action", ["accept", "list", "refuse"])
def test_the_page_shows_what_a_colleague_answered_meanwhile(desk, action):
    one = RegistrationFactory()
    address = at("desk-registration", one, one.number)
    seen = seen_on(desk.get(address))
    services.refuse_registration(registration=one, actor=coordinator(), reason="ليس من الجهة")
    asked = {"action": action, "reason": "سبب آخر", "seen": seen, "back": ""}
    page = desk.post(address, asked)
    assert page.context["form"].non_field_errors()
    text = page.content.decode()
    assert "ليس من الجهة" in text
    assert "سبب آخر" in text
    one.refresh_from_db()
    assert (one.state, one.reason, one.messages.count()) == ("refused", "ليس من الجهة", 1)
    # Having read it, the coordinator decides otherwise from that very page.
    desk.post(address, {"action": "accept", "seen": seen_on(page)})
    one.refresh_from_db()
    assert one.state == RegistrationState.ACCEPTED


def test_every_button_of_the_list_says_which_decision_was_looked_at(desk):
    one = RegistrationFactory()
    waiting = RegistrationFactory(college=one.college)
    services.list_registration(registration=waiting, actor=coordinator())
    waiting.refresh_from_db()
    text = desk.get(at("desk-registrations", one)).content.decode()
    assert set(SEEN.findall(text)) == {one.decision, waiting.decision}
    assert text.count('name="seen"') == text.count('name="action"') == 2


def test_a_file_tells_the_day_on_which_it_was_sent_here(desk):
    at_night = datetime(2026, 5, 15, 23, 30, tzinfo=UTC)
    one = RegistrationFactory(sent_at=at_night)
    text = desk.get(at("registrations-csv", one)).content.decode()
    assert timezone.localdate(at_night).isoformat() == "2026-05-16"
    assert "2026-05-16" in text
    assert "2026-05-15" not in text


def test_of_bodies_that_are_not_verified_none_is_accepted_among_many(desk):
    college = CollegeFactory()
    body, proposed = BodyFactory(), BodyFactory(state="proposed")
    theirs = RegistrationFactory(college=college, body=body, user=president_of(body))
    on_paper = RegistrationFactory(college=college, body=body, user=None, consent="signed")
    left = [
        RegistrationFactory(college=college, body=proposed, user=president_of(proposed)),
        RegistrationFactory(college=college, body=body),
        RegistrationFactory(college=college, body=proposed, user=None, consent="spoken"),
    ]
    address = at("accept-many", college)
    page = desk.get(address)
    assert (page.context["count"], page.context["one_by_one"]) == (2, 3)
    everyone = ",".join(str(one.pk) for one in [theirs, on_paper, *left])
    desk.post(address, {"keys": everyone})
    accepted = Registration.objects.filter(state="accepted")
    assert set(accepted) == {theirs, on_paper}


@pytest.mark.parametrize("state", [BodyState.PROPOSED, BodyState.REFUSED, BodyState.VERIFIED])
def test_the_desk_alone_is_told_how_the_body_stands(desk, client, state):
    body = BodyFactory(state=state)
    one = RegistrationFactory(college=open_call(), body=body, project="")
    page = desk.get(at("desk-registration", one, one.number))
    to_body = reverse("network:desk-body", args=[body.slug])
    is_verified = state == BodyState.VERIFIED
    assert (to_body in page.content.decode()) is not is_verified
    assert str(state.label) in page.content.decode() or is_verified
    assert not page.context["stands_for_body"]
    MembershipFactory(body=body, user=one.user)
    page = desk.get(at("desk-registration", one, one.number))
    assert page.context["stands_for_body"] is (state != BodyState.REFUSED)
    client.force_login(one.user)
    receipt = client.get(one.get_absolute_url()).content.decode()
    assert str(state.label) not in receipt
    assert to_body not in receipt


def with_a_sensitive_answer():
    college = CollegeFactory(
        edition__authorisation_number="D-1/2026", edition__authorisation_on=date(2026, 1, 1)
    )
    asked = {"edition": college.edition, "kind": "text"}
    plain = Question.objects.create(label_ar="لغة العمل", **asked)
    hidden = Question.objects.create(label_ar="وضعية إعاقة", is_sensitive=True, **asked)
    return RegistrationFactory(
        college=college, answers={plain.key: "الحسانية"}, sensitive={hidden.key: "ضعف البصر"}
    )


@pytest.mark.parametrize(
    "name", ["desk-registration", "desk-registrations", "registrations-csv", "registrations-xlsx"]
)
def test_sensitive_answers_stand_beside_no_name(desk, name):
    one = with_a_sensitive_answer()
    more = [one.number] if name == "desk-registration" else []
    content = desk.get(at(name, one, *more)).content
    if name.endswith("xlsx"):
        rows = openpyxl.load_workbook(io.BytesIO(content)).active.values
        content = str(list(rows)).encode()
    text = content.decode()
    assert one.name in text
    assert "ضعف البصر" not in text
    assert "وضعية إعاقة" not in text
    assert ("الحسانية" in text) == (name != "desk-registrations")


def test_no_cell_of_a_file_is_a_formula(desk):
    one = RegistrationFactory(name='=HYPERLINK("http://evil.example")', project="\x07+1")
    workbook = desk.get(at("registrations-xlsx", one)).content
    cells = openpyxl.load_workbook(io.BytesIO(workbook)).active[2]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert one.name in [cell.value for cell in cells]
    assert one.phone in [cell.value for cell in cells]
    assert "'=HYPERLINK" in desk.get(at("registrations-csv", one)).content.decode()


def test_possible_doubles_and_a_body_asking_twice_are_told(desk):
    college, body = CollegeFactory(), BodyFactory()
    one = RegistrationFactory(college=college, name="أمينة بنت إبراهيم", body=body)
    other = RegistrationFactory(college=college, name="امينة بنت ابراهيم", body=body)
    context = desk.get(at("desk-registration", one, one.number)).context
    assert list(context["alike"]) == [other]
    assert context["others_of_body"] == 1
    assert set(shown(desk, college, "?alike=on")) == {one.pk, other.pk}


def test_the_list_page_offers_to_take_the_pool_and_takes_it(desk):
    college = CollegeFactory()
    page = reverse("forum:desk-list", args=college.place)
    take = reverse("forum:take-pool", args=college.place)
    assert take not in desk.get(page).content.decode()
    RegistrationFactory(college=college, state="accepted")
    assert take in desk.get(page).content.decode()
    assert desk.post(take).url == page
    assert college.applicants.count() == 1
    assert take not in desk.get(page).content.decode()
    RegistrationFactory(college=college, state="accepted")
    assert desk.get(page).context["pool"].missing == 1
    desk.force_login(auditor())
    assert desk.post(take).status_code == 403


def test_an_answer_leads_to_the_next_that_waits_for_one(desk):
    first = RegistrationFactory()
    second = RegistrationFactory(edition=first.edition, college=first.college)
    address = at("desk-registration", first, first.number)
    following = f'href="{at("desk-registration", first, second.number)}"'
    assert following not in desk.get(address).content.decode()
    answer = {"action": "accept", "seen": seen_on(desk.get(address))}
    assert following in desk.post(address, answer, follow=True).content.decode()
