"""Papers: drafts that lose nothing, quorums of the law, and PDFs that no name breaks."""

import shutil
import subprocess

import pytest
from django.test import Client
from django.urls import reverse

from multaqa.apps.network import queries, services
from multaqa.apps.network.forms.sheets import paper_pdf
from multaqa.apps.network.models import BodyKind, MembershipRole, Paper
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, acting, president_of

pytestmark = pytest.mark.django_db

KINDS = list(Paper.Kind)
MINUTES = {
    "kind": "ordinary",
    "held_on": "2026-01-14",
    "place": "دار الشباب",
    "call": "1",
    "members": "31",
    "present": "14",
    "represented": "4",
    "chair": "رقية الناجم",
    "scribe": "مينة أوحمو",
    "agenda": "التقرير المالي\nتجديد المكتب",
    "decision_rows": "3",
    "decision_0_text": "المصادقة على التقرير المالي",
    "decision_0_for": "١٨",
    "board_rows": "3",
}
FILLED = {
    "minutes": MINUTES,
    "board": {"held_on": "14/01/2026", "board_rows": "5", "board_0_name": "رقية الناجم"},
    "notice": {
        "addressee": "السيد قائد قيادة تغجيجت",
        "changes": ["board"],
        "held_on": "2026-01-14",
        "signer": "رقية الناجم",
        "signer_role": "الرئيسة",
        "board_rows": "5",
        "board_0_name": "رقية الناجم",
    },
    "attendance": {
        "kind": "ordinary",
        "held_on": "2027-01-14",
        "place": "المقر",
        "members": "رقية\nياسين",
        "blank": "3",
    },
}
HOSTILE = [
    '#read("/etc/passwd") #panic() *b* _i_ $x$ `r` = h <l> @s \\u{41}',
    "جمعية Oasis رقم 12% (2026) \u202eغير\u2066",
    "😀🏽 👩\u200d👩\u200d👧 ⵎⵓⵍⵜⴰⵇⴰ",
    "طويل" * 75,
    "\u0000\n\t\u2029",
]


@pytest.fixture
def body():
    return BodyFactory(women_count=19, men_count=12)


@pytest.fixture
def president(body):
    return president_of(body)


def at(name, *arguments):
    return reverse(f"network:{name}", args=arguments)


def begun(client, body, kind="minutes"):
    client.post(at("begin-paper", body.slug, kind))
    return Paper.objects.latest("pk")


def made(client, body, paper_kind, **more):
    paper = begun(client, body, paper_kind)
    filled = FILLED[paper_kind] | more | {"make": "1"}
    response = client.post(at("paper", body.slug, paper.pk), filled)
    paper.refresh_from_db()
    return paper, response


def text_in(pdf):
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body_kind", [BodyKind.COOPERATIVE, BodyKind.ASSOCIATION])
def test_every_paper_is_made_and_made_again_the_same(client, kind, body_kind):
    body = BodyFactory(kind=body_kind)
    client.force_login(president_of(body))
    paper, response = made(client, body, kind)
    assert response.status_code == 302, response.context["form"].errors
    files = [client.get(at("paper-file", body.slug, paper.pk)) for _turn in range(2)]
    assert files[0].content == files[1].content
    assert files[0].content.startswith(b"%PDF-")
    assert files[0]["Content-Disposition"].startswith("attachment")


def test_a_paper_pressed_twice_at_once_is_made_once(client, together):
    body = BodyFactory()
    person = president_of(body)
    client.force_login(person)
    paper = begun(client, body, "attendance")
    visitors = [Client(), Client()]
    for one in visitors:
        one.force_login(person)
    address = at("paper", body.slug, paper.pk)
    answers = FILLED["attendance"] | {"make": "1"}
    ends = together(*(lambda one=one: one.post(address, answers).status_code for one in visitors))
    assert set(ends) <= {200, 302}, ends
    assert 302 in ends
    paper.refresh_from_db()
    assert paper.made["members"]


def test_a_draft_begins_with_what_is_known(client, body, president):
    acting(body, MembershipRole.TREASURER, user=UserFactory(name="ياسين السالك"))
    client.force_login(president)
    answers = begun(client, body, "board").answers
    assert answers["board_0_name"] == president.name
    assert "ياسين السالك" in answers.values()


def test_nothing_typed_is_lost_whole_or_not(client, body, president):
    client.force_login(president)
    paper = begun(client, body)
    half = {"agenda": "نقطة أولى", "held_on": "غدا", "members": "كثير", "decision_rows": "3"}
    client.post(at("paper", body.slug, paper.pk), half | {"save": "1"})
    page = client.get(at("paper", body.slug, paper.pk)).content.decode()
    assert all(typed in page for typed in ("نقطة أولى", "غدا", "كثير"))
    wrong = client.post(at("paper", body.slug, paper.pk), half | {"make": "1"})
    assert {"held_on", "members", "place"} <= set(wrong.context["form"].errors)
    paper.refresh_from_db()
    assert paper.answers["agenda"] == "نقطة أولى"
    assert paper.made_at is None


def test_more_rows_keep_what_was_typed(client, body, president):
    client.force_login(president)
    paper = begun(client, body)
    client.post(at("paper", body.slug, paper.pk), MINUTES | {"more": "decision"})
    response = client.get(at("paper", body.slug, paper.pk))
    assert len(response.context["form"].groups["decision"]) == 6
    assert MINUTES["decision_0_text"] in response.content.decode()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"represented": "15"}, "represented"),
        ({"present": "40"}, "represented"),
        ({"present": "5", "represented": "0"}, None),
        ({"kind": "extraordinary"}, None),
        ({"held_on": "2099-01-01"}, "held_on"),
        ({"notified_on": "2026-02-01"}, "notified_on"),
    ],
)
def test_a_cooperatives_arithmetic_is_checked(client, body, president, more, field):
    client.force_login(president)
    paper, response = made(client, body, "minutes", **more)
    assert paper.made is None
    assert (field or "__all__") in response.context["form"].errors


def test_an_assembly_short_of_its_quorum_has_minutes_without_decisions(client, body, president):
    client.force_login(president)
    none = {"decision_0_text": "", "decision_0_for": ""}
    paper, _response = made(client, body, "minutes", present="5", represented="0", **none)
    assert paper.made["decisions"]["rows"] == []


def test_notice_and_ambiguity_are_said_and_stop_nothing(client, president, body):
    client.force_login(president)
    more = {"call": "3", "notified_on": "2026-01-10"}
    paper, _response = made(client, body, "minutes", **more)
    remarks = paper.made["remarks"]
    assert any("41" in one for one in remarks)
    assert any("43" in one for one in remarks)
    assert any("68" in one for one in remarks)


def test_an_association_is_counted_by_its_statutes(client):
    body = BodyFactory(kind=BodyKind.ASSOCIATION)
    client.force_login(president_of(body))
    paper, response = made(client, body, "minutes", present="3", represented="9")
    assert response.status_code == 302
    assert paper.made["quorum"] == ""


def test_a_handover_offers_the_notice_of_change(client, body, president, tmp_path, settings):
    settings.SMS, settings.OUTBOX = "file", tmp_path
    own = queries.own_place(president, body)
    handover = services.hand_over(
        body=body,
        actor=president,
        held_on=own.answered_at.date(),
        ends_on=own.answered_at.date(),
        stays={own.pk: MembershipRole.PRESIDENT},
        newcomers=[services.Newcomer(MembershipRole.TREASURER, "ياسين السالك", "0661000002")],
    )
    client.force_login(president)
    assert (
        at("begin-paper", body.slug, "notice")
        in client.get(at("handover", body.slug, handover.pk)).content.decode()
    )
    client.post(at("begin-paper", body.slug, "notice"), {"handover": handover.pk})
    answers = Paper.objects.get().answers
    assert answers["held_on"] == handover.held_on.isoformat()
    assert "ياسين السالك" in answers.values()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the PDF here")
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_no_name_breaks_a_paper(client, kind, name):
    body = BodyFactory(kind=BodyKind.ASSOCIATION, name_fr="L" * 300, locality="د" * 150)
    body.name_ar = name[:300].replace("\0", "") or "س"
    body.save()
    client.force_login(president_of(body))
    told = {
        "minutes": {"agenda": name, "place": name[:300], "chair": name[:150]},
        "board": {"board_0_name": name[:150], "board_0_role": name[:100]},
        "notice": {"board_0_name": name[:150], "details": name, "attachments": name},
        "attendance": {"members": name, "place": name[:300]},
    }[kind]
    paper, response = made(client, body, kind, **told)
    if paper.made is None:  # a name without a sign is none
        assert not name.replace("\0", "").strip(), response.context["form"].errors
        return
    pdf = paper_pdf(paper.made, paper.made_at)
    assert text_in(pdf).strip()


@pytest.mark.parametrize("count", [3, 60, 600])
def test_a_sheet_has_a_row_for_everyone(client, body, president, count):
    client.force_login(president)
    names = "\n".join(f"عضو رقم {number}" for number in range(count))
    paper, _response = made(client, body, "attendance", members=names, blank="2")
    assert len(paper.made["members"]) == count + 2
    assert paper_pdf(paper.made, paper.made_at).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda body: UserFactory(), 403),
        (lambda body: auditor(), 403),
        (lambda body: MembershipFactory(body=body, role=MembershipRole.MEMBER).user, 403),
        (lambda body: president_of(BodyFactory()), 403),
        (lambda body: acting(body).user, 200),
        (lambda body: coordinator(), 200),
    ],
    ids=["another", "auditor", "member", "of-another", "secretary", "coordinator"],
)
def test_papers_are_its_peoples_and_the_coordinators(client, body, president, who, status):
    client.force_login(president)
    paper, _response = made(client, body, "board")
    client.force_login(who(body))
    for name in ("paper", "paper-file"):
        assert client.get(at(name, body.slug, paper.pk)).status_code == status


def test_a_paper_of_one_body_is_not_found_in_another(client, body, president):
    client.force_login(president)
    paper, _response = made(client, body, "board")
    other = BodyFactory()
    MembershipFactory(body=other, user=president)
    assert client.get(at("paper-file", other.slug, paper.pk)).status_code == 404


def test_a_council_has_no_papers_here(client):
    body = BodyFactory(kind=BodyKind.COUNCIL)
    client.force_login(president_of(body))
    assert client.get(at("papers", body.slug)).status_code == 403
    assert client.post(at("begin-paper", body.slug, "board")).status_code == 403
    assert at("papers", body.slug) not in client.get(at("own-desk", body.slug)).content.decode()


def test_drafts_have_an_end_and_are_thrown_away(client, body, president):
    client.force_login(president)
    for _turn in range(22):
        begun(client, body, "board")
    assert Paper.objects.count() == 20
    client.post(at("drop-paper", body.slug, Paper.objects.first().pk))
    assert Paper.objects.count() == 19


def test_a_paper_is_made_once(together, body, president):
    paper = services.begin_paper(body=body, actor=president, kind="board", answers={})
    make = lambda: services.make_paper(paper=paper, actor=president, answers={}, made={"a": 1})  # noqa: E731
    ends = together(make, make)
    assert sorted(getattr(end, "code", "done") for end in ends) == ["done", "paper.made"]
