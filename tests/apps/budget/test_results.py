"""The public pages and files of a counted round."""

import csv
import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from multaqa.apps.accounts.models import RoleKind
from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Decision, Departure
from multaqa.apps.budget.views.example import example
from multaqa.apps.budget.views.result_paper import _decision
from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.outcome import Completion, Rule
from multaqa.kernel import jobs
from tests.apps.budget.test_counting import counted, voted
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.budget import BallotFactory, ClosedRoundFactory, RoundProjectFactory
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db

PAGES = ("result", "turnout", "result-ballots", "result-evidence")


@pytest.fixture
def coordinator():
    return RoleFactory(kind=RoleKind.COORDINATOR).user


@pytest.fixture
def count(coordinator):
    return counted(voted(), coordinator)


def address(count, name="result", *more):
    return reverse(f"budget:{name}", args=[count.round.slug, *more])


def english(count, name="result", *more):
    with override("en"):
        return address(count, name, *more)


@pytest.mark.parametrize("role", [None, "member", *RoleKind.values])
def test_a_result_is_seen_by_nobody_before_the_count(client, role):
    voting = voted()
    if role:
        person = UserFactory() if role == "member" else RoleFactory(kind=role).user
        client.force_login(person)
    for name in PAGES:
        assert client.get(reverse(f"budget:{name}", args=[voting.slug])).status_code == 404
    project = reverse("budget:result-project", args=[voting.slug, "1"])
    assert client.get(project).status_code == 404
    assert not queries.results_seen_by(AnonymousUser()).exists()


@pytest.mark.parametrize(("role", "is_there"), [("coordinator", True), ("auditor", False)])
@pytest.mark.parametrize("state", ["closed", "counted"])
def test_the_menu_of_an_ended_round_leads_to_its_count(client, role, is_there, state):
    voting = ClosedRoundFactory(state=state)
    client.force_login(RoleFactory(kind=role).user)
    desk = client.get(reverse("budget:desk-round", args=[voting.slug]))
    link = reverse("budget:desk-count", args=[voting.slug])
    assert (link in {one.get("url") for one in desk.context["desk_menu"]}) is is_there


@pytest.mark.parametrize("role", [None, "member", "auditor"])
def test_the_count_is_the_coordinators(client, role):
    voting = voted()
    if role:
        person = UserFactory() if role == "member" else RoleFactory(kind=role).user
        client.force_login(person)
    answer = client.post(reverse("budget:desk-count", args=[voting.slug]))
    assert answer.status_code == (403 if role else 302)
    voting.refresh_from_db()
    assert voting.state == "closed"


def test_the_desk_counts_and_leads_to_the_result(client, coordinator):
    voting = voted()
    client.force_login(coordinator)
    desk = reverse("budget:desk-count", args=[voting.slug])
    assert "<form" in client.get(desk).content.decode()
    assert client.post(desk).status_code == 302
    assert client.get(desk).status_code == 200
    jobs.run(jobs.last_about(services.count_about(voting)).pk)
    assert reverse("budget:result", args=[voting.slug]) in client.get(desk).content.decode()


def test_result_tells_winners_money_and_the_other_rule(client, count):
    text = client.get(address(count)).content.decode()
    for number in ("1", "3"):
        assert address(count, "result-project", number) in text
    assert count.seal in text
    assert count.ballots_digest in text


def test_result_says_that_the_vote_advises_until_the_decision_is_entered(client, count):
    before = client.get(english(count)).content.decode()
    assert "The vote advises" in before
    decision = Decision.objects.create(
        round=count.round, decider="مجلس الجهة", decided_on=timezone.localdate()
    )
    lost = count.round.projects.get(number="2")
    Departure.objects.create(decision=decision, project=lost, is_funded=True, reason="مشروع مستعجل")
    after = client.get(english(count)).content.decode()
    assert "This is public money" not in after
    assert "مشروع مستعجل" in after
    page = client.get(english(count, "result-project", "2")).content.decode()
    assert "مشروع مستعجل" in page


def test_a_project_won_tells_who_paid(client, count):
    text = client.get(english(count, "result-project", "1")).content.decode()
    assert "6 people chose it." in text
    assert re.search(r"6 people paid 8.000.DH each", text)


def test_a_project_lost_tells_what_was_missing(client, count):
    text = client.get(english(count, "result-project", "2")).content.decode()
    assert "were missing" in text
    assert "would have won" in text


def test_a_project_that_waited_too_long_tells_that_it_would_have_come_earlier(client, coordinator):
    """Six of the town empty their purses for "1"; five of them had wanted "2" with three others."""
    voting = ClosedRoundFactory(envelope=150_000, completion="none")
    for number, cost in (("1", 60_000), ("2", 50_000), ("3", 72_000)):
        RoundProjectFactory(round=voting, number=number, commune=CommuneFactory(), cost=cost)
    for choices, count in ((["1", "2"], 5), (["1"], 1), (["2", "3"], 3), (["3"], 6)):
        for _ in range(count):
            BallotFactory(round=voting, choices=choices)
    count = counted(voting, coordinator)
    assert count.explanation["winners"] == ["3", "1"]
    text = client.get(english(count, "result-project", "2")).content.decode()
    assert re.search(r"had 6.000.DH left together: 44.000.DH were missing", text)
    assert re.search(r"At a cost of 3\d.\d{3}.DH its turn would have come earlier", text)


@pytest.mark.parametrize("rows", [1, 50])
def test_result_costs_the_same_at_one_project_and_at_fifty(
    client, coordinator, django_assert_max_num_queries, rows
):
    voting = ClosedRoundFactory(envelope=100_000 * rows)
    for place in range(rows):
        number = str(place + 1)
        RoundProjectFactory(round=voting, number=number, commune=CommuneFactory(), cost=90_000)
        BallotFactory(round=voting, choices=[number])
    count = counted(voting, coordinator)
    client.get(address(count))
    for name, more in (("result", ()), ("turnout", ()), ("result-project", ("1",))):
        with django_assert_max_num_queries(12):
            assert client.get(address(count, name, *more)).status_code == 200


def test_ballots_are_published_under_their_receipts(client, count):
    answer = client.get(address(count, "result-ballots"))
    text = b"".join(answer.streaming_content).decode()
    for ballot in count.round.ballots.all():
        assert f"{ballot.receipt};{','.join(ballot.choices)}" in text.replace('"', "")
    again = client.get(address(count, "result-ballots"), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_ballots_pass_the_checker_of_pabulib(client, count):
    from pabulib.checker import Checker

    answer = client.get(address(count, "result-ballots"))
    text = b"".join(answer.streaming_content).decode()
    found = Checker().process_files([text])
    wrong = [one for key, one in found.items() if key not in ("metadata", "summary")]
    assert [one["results"] for one in wrong] == [{"errors": {}, "warnings": {}}], found


def test_the_paper_tells_the_number_of_the_decision_and_that_it_follows_the_vote(count):
    Decision.objects.create(
        round=count.round, decider="المجلس", decided_on=timezone.localdate(), reference="14/2026",
        note="دورة استثنائية",
    )  # fmt: skip
    with override("en"):
        told = _decision(count)
    assert "14/2026" in told["text"]
    assert "It follows the vote in everything." in told["text"]
    assert "دورة استثنائية" in told["note"]


def test_settings_stand_beside_no_ballot_where_one_has_under_five(client, count):
    text = b"".join(client.get(address(count, "result-ballots")).streaming_content).decode()
    assert "rural" not in text


def test_evidence_and_table_and_papers_are_handed_out(client, count):
    document = json.loads(client.get(address(count, "result-evidence")).content)
    assert document["seal"] == count.seal
    for ending, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        assert client.get(address(count, "result-table", ending)).content.startswith(start)
    rows = client.get(address(count, "result-table", "csv")).content.decode().splitlines()
    costs = {one.cost for one in count.round.projects.all()}
    assert {int(row[6]) for row in csv.reader(rows[1:])} == costs  # whole, and written so
    for language in ("ar", "fr"):
        paper = client.get(address(count, "result-paper", language))
        assert paper.content.startswith(b"%PDF")
        assert paper.content == client.get(address(count, "result-paper", language)).content


def test_files_are_not_handed_out_without_end(client, count, settings, spent_limits):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"budget_file": "2/h/ip"}
    codes = [client.get(address(count, "result-evidence")).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_the_worked_example_is_what_the_engine_decides(client, coordinator):
    """The page's numbers, decided by the engine with the page's own rule."""
    told = example()
    voting = voted()
    election = queries.election_of(voting).election
    found = decide(
        election, rule=Rule.EQUAL_SHARES, completion=(Completion.ADD1, Completion.GREEDY)
    )
    assert found.winners == ("1", "3")
    plain = decide(election, rule=Rule.EQUAL_SHARES)
    assert plain.steps[0].price == told["paid"]
    assert plain.steps[1].price == told["share"]
    reason = next(one for one in plain.reasons if one.project == "2")
    assert (reason.held, reason.missing) == (told["had"], told["missing"])
    text = client.get(reverse("budget:how")).content.decode()
    assert client.get(reverse("budget:how")).status_code == 200
    assert "48" in text
