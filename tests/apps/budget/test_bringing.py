"""A Pabulib file becomes a round at the desk, whole or not at all, and is counted there."""

import json
from html import unescape
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Ballot, BallotForm, Channel, Round, RoundFile, RoundState
from multaqa.apps.budget.services import bringing
from multaqa.apps.budget.services.ballot_rows import write_ballots
from multaqa.engines.budgeting import evidence, outcome
from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.pabulib import read
from multaqa.engines.budgeting.published import read_published
from multaqa.kernel import jobs, keys, record
from multaqa.kernel.models import Job, RecordEntry
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal
from tests.apps.budget.test_counting import counted
from tests.engines.budgeting.test_pabulib import told
from tests.factories.accounts import UserFactory, auditor, coordinator

pytestmark = pytest.mark.django_db

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "budget"
LODZ = "poland_lodz_2022_.pb"
POINTS = "voter_id;vote;points"
APPROVAL = ["1;A,B", "2;A", "3;B,C", "4;A", "5;"]
PROJECTS = ["A;60;well", 'B;50;"road; and track"', "C;40;school"]
SMALL = {
    "approval": told({"num_votes": "5"}, PROJECTS, APPROVAL),
    "some": told({"num_votes": "5", "max_length": "2"}, PROJECTS, APPROVAL),
    "choose-1": told({"vote_type": "choose-1"}, PROJECTS, ["1;A", "2;A", "3;B"]),
    "cumulative": told(
        {"vote_type": "cumulative", "max_sum_points": "10"},
        PROJECTS,
        ["1;A,B;7,3", "2;A;1.5", "3;B,C;2,8"],
        columns=POINTS,
    ),
    "scoring": told(
        {"vote_type": "scoring"}, PROJECTS, ["1;A,B;5,1", "2;C;3", "3;B,C;2,4"], columns=POINTS
    ),
    "ordinal": told({"vote_type": "ordinal"}, PROJECTS, ["1;B,A", "2;A,C,B", "3;C"]),
    "in cents": told({"budget": "100.5"}, ["A;60.25;x", "B;39.5;y", "C;40;z"]),
    "windows": b"\xef\xbb\xbf" + told({"num_votes": "5"}, PROJECTS, APPROVAL, end="\r\n"),
}


def bring(content, *, is_strict=False, actor=None, title="vote.pb"):
    """Send a file and let the worker read it: the row and the job as they are after that."""
    job = services.send_file(
        actor=actor or coordinator(), title=title, content=content, is_strict=is_strict
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    return RoundFile.objects.select_related("round").get(pk=job.arguments[0]), job


def brought(content, **options):
    file, job = bring(content, **options)
    assert job.state == "done", (job.refusal_code, job.refusal_facts)
    return file.round


def decided(content, voting):
    """What the engine makes of the file itself, with the round's own rule."""
    return decide(
        read(content, is_strict=False).election,
        rule=outcome.Rule(voting.rule),
        utility=outcome.Utility(voting.utility),
        completion=tuple(map(outcome.Completion, voting.completion.split(","))),
    )


@pytest.mark.parametrize("name", SMALL)
def test_a_file_becomes_a_round_that_counts_as_the_engine_does(name):
    content, actor = SMALL[name], coordinator()
    election = read(content, is_strict=True).election
    voting = brought(content, is_strict=True, actor=actor)

    assert (voting.state, voting.is_imported) == (RoundState.CLOSED, True)
    assert (voting.region, voting.is_public_money) == (None, False)
    assert (voting.envelope, voting.scale) == (election.budget, election.scale)
    assert [(one.number, one.cost) for one in voting.projects.order_by("pk")] == [
        (one.id, one.cost) for one in election.projects
    ]
    assert voting.ballots.count() == election.ballots.people
    assert set(voting.ballots.values_list("channel", flat=True)) == {Channel.FILE}

    count, expected = counted(voting, actor), decided(content, voting)
    assert count.explanation["winners"] == list(expected.winners)
    assert count.explanation["spent"] == expected.spent
    published = "".join(queries.pabulib_lines(count)).encode()
    again = read(published, is_strict=True)
    assert again.election.ballots.people == election.ballots.people
    assert decided(published, voting).winners == expected.winners
    found = evidence.verify(
        json.loads(count.evidence),
        seal=count.seal,
        key=keys.public_key(),
        published=read_published(published),
    )
    assert found.holds
    assert not found.hidden


def test_a_round_keeps_the_kind_the_limits_and_the_days_of_its_file():
    voting = brought(SMALL["some"])
    assert (voting.form, voting.most_choices) == (BallotForm.SOME, 2)
    facts = queries.election_of(voting).election.facts
    assert (facts["date_begin"], facts["date_end"]) == ("01.11.2026", "10.11.2026")
    assert brought(SMALL["approval"]).form == BallotForm.APPROVAL
    assert brought(SMALL["choose-1"]).most_choices == 1
    assert brought(SMALL["ordinal"]).form == BallotForm.RANKING
    shared = brought(SMALL["cumulative"])
    # Half points were given: all are doubled, and so is what one may share.
    assert (shared.form, shared.points) == (BallotForm.POINTS, 20)


def test_days_that_no_calendar_has_are_left_out():
    for told_day in ("2022", "31.02.2022", "", "after the summer"):
        voting = brought(told({"date_begin": told_day, "num_votes": "3"}, PROJECTS))
        assert (voting.opens_at, voting.closes_at) == (None, None)


def test_the_record_tells_where_the_ballots_came_from_and_holds_the_count_to_it():
    actor = coordinator()
    voting = brought(SMALL["approval"], actor=actor)
    (entry,) = list(record.about(voting.subject))
    assert entry.kind == "budget.brought"
    assert entry.facts["digest"] == queries.ballots_digest(voting)
    assert entry.facts["ballots"] == 5
    assert entry.facts["file"] == voting.file.digest
    voting.ballots.first().delete()
    job = services.ask_count(voting=voting, actor=actor)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.refusal_code == "round.ballots_changed"


def test_nothing_here_tells_in_which_order_the_file_named_its_voters():
    votes = [f"{voter};{'A' if voter < 50 else 'B'}" for voter in range(100)]
    voting = brought(told({"num_votes": "100"}, PROJECTS, votes))
    rows = list(Ballot.objects.filter(round=voting).order_by("pk").values_list("choices"))
    assert rows != sorted(rows)
    receipts = list(voting.ballots.values_list("receipt", flat=True))
    assert all(queries.read_receipt(one) == one for one in receipts)


FAULTS = {
    "pabulib.unknown_section": told().replace(b"VOTES\n", b"NOTES\nname;people\nx;y\nVOTES\n"),
    "pabulib.unknown_project": told(votes=["1;A,Z", "2;A", "3;C"]),
    "pabulib.voter_twice": told(votes=["1;A", "1;B", "3;C"]),
    "pabulib.cost_below_nothing": told(projects=["A;-5;x", "B;5;y", "C;5;z"]),
    "pabulib.cost_is_none": told(projects=["A;999999999;x", "B;5;y", "C;5;z"]),
    "pabulib.decimal_comma": told({"budget": "100,5"}),
    "pabulib.line_ends": told().replace(b"\n", b"\r\n", 5),
    "pabulib.quote_open": told(votes=["1;A", '2;"A,B', "3;C"]),
    "pabulib.row_torn": told(projects=["A;60;x", "P7", "B;50;y", "C;0;z"]),
    "pabulib.count_differs": told({"num_votes": "4"}),
    "pabulib.encoding": told().replace("بئر".encode(), b"\xb3\xf3d\x9f"),
}


@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_fault_is_refused_strictly_with_its_line_and_listed_otherwise(client, code, language):
    actor, content = coordinator(), FAULTS[code]
    client.force_login(actor)
    file, job = bring(content, is_strict=True, actor=actor)
    assert (job.state, job.refusal_code) == ("failed", code)
    assert job.refusal_facts["line"] > 0
    assert not Round.objects.exists()
    assert bytes(file.content) == b""
    with override(language):
        page = reverse("budget:desk-file", args=[file.pk])
        sentence = sentence_of(code, job.refusal_facts)
    assert sentence in unescape(client.get(page).content.decode())

    again, job = bring(content, actor=actor)
    assert again.pk == file.pk
    assert job.state == "done", (job.refusal_code, job.refusal_facts)
    assert code in {one["code"] for one in again.forgiven}
    assert again.forgiven_count == len(again.forgiven)
    text = unescape(client.get(page).content.decode())
    for one in again.forgiven:
        with override(language):
            assert sentence_of(one["code"], one["facts"]) in text
    count = counted(again.round, actor)
    assert count.explanation["winners"] == list(decided(content, again.round).winners)


def sentence_of(code, facts):
    return say(Refusal(code, **facts))


def test_of_many_faults_the_page_lists_the_first_and_says_how_many(client, monkeypatch):
    monkeypatch.setattr(bringing, "FORGIVEN_KEPT", 3)
    file, _job = bring(told({"num_votes": "9"}, votes=[f"{voter};Z{voter}" for voter in range(9)]))
    assert (file.forgiven_count, len(file.forgiven)) == (9, 3)
    client.force_login(coordinator())
    with override("en"):
        text = client.get(reverse("budget:desk-file", args=[file.pk])).content.decode()
    assert "9 faults of the file were forgiven." in text
    assert "And 6 more." in text


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("pabulib.section_missing", b"META\nkey;value\nbudget;5\n"),
        ("pabulib.no_envelope", told({"budget": "0"})),
        ("pabulib.no_number", told({"budget": "many"})),
        ("pabulib.unknown_kind", told({"vote_type": "shouting"})),
        ("budgeting.no_projects", told(projects=[])),
        ("round_file.no_ballots", told(votes=[])),
        ("round_file.id_too_long", told(projects=["A" * 41 + ";5;x"], votes=["1;"])),
        ("budgeting.too_large", told({"budget": "9" * 20})),
        ("budgeting.too_large", told({"budget": "100.0000000001"})),
    ],
)
def test_what_no_round_can_hold_is_refused_in_words(client, code, content):
    file, job = bring(content)
    assert (job.state, job.refusal_code) == ("failed", code)
    assert not Round.objects.exists()
    client.force_login(coordinator())
    text = unescape(client.get(reverse("budget:desk-file", args=[file.pk])).content.decode())
    assert sentence_of(code, job.refusal_facts) in text
    listed = unescape(client.get(reverse("budget:desk-files")).content.decode())
    assert sentence_of(code, job.refusal_facts) in listed


def test_more_ballots_than_a_round_holds_are_refused(monkeypatch):
    monkeypatch.setattr(bringing, "MOST_BALLOTS", 2)
    _file, job = bring(SMALL["approval"])
    assert job.refusal_code == "round_file.too_many_ballots"


@pytest.mark.parametrize("limit", ["40000", "99999999999999999999"])
def test_a_limit_beyond_all_projects_is_no_hindrance(limit):
    voting = brought(told({"max_length": limit}, PROJECTS))
    assert voting.most_choices == 32_767
    points = told(
        {"vote_type": "cumulative", "max_sum_points": limit},
        PROJECTS,
        ["1;A;1", "2;B;1", "3;C;1"],
        columns=POINTS,
    )
    assert brought(points).points is None


def test_an_id_with_a_stroke_has_its_pages(client):
    actor = coordinator()
    content = told(
        {"num_projects": "2"}, ["1/2022;60;well", "بئر 2;50;road"], ["1;1/2022", "2;بئر 2", "3;"]
    )
    voting = brought(content, actor=actor)
    counted(voting, actor)
    assert client.get(reverse("budget:result", args=[voting.slug])).status_code == 200
    for number in ("1/2022", "بئر 2"):
        for name in ("result-project", "project"):
            address = reverse(f"budget:{name}", args=[voting.slug, number])
            assert client.get(address).status_code == 200


def send(client, content, name="vote.pb", **more):
    sent = {"file": SimpleUploadedFile(name, content)} | more
    return client.post(reverse("budget:desk-files"), sent)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pb"),
        (b"%PDF-1.7\n", "vote.pb"),
        (b"PK\x03\x04" + bytes(100), "vote.pb"),
        (b"META\0key", "vote.pb"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "photo.jpg"),
        (b'{"META": 1}', "vote.json"),
        (b"number,cost\n1,5\n", "projects.csv"),
    ],
)
def test_another_kind_of_file_is_refused_beside_its_field(client, content, name):
    client.force_login(coordinator())
    answer = send(client, content, name)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not RoundFile.objects.exists()
    assert not Job.objects.exists()


def test_a_file_too_large_is_refused_whole_and_never_read_in_part(client, settings):
    client.force_login(coordinator())
    content = SMALL["approval"]
    heavy = content + b"9;A\n" * ((bringing.MOST_BYTES - len(content)) // 4 + 2)
    assert bringing.MOST_BYTES == settings.UPLOAD_BYTES  # of more only that much would be kept
    said = sentence_of("round_file.too_large", {"most": 16})
    assert said in unescape(send(client, heavy).content.decode())
    assert not RoundFile.objects.exists()
    with pytest.raises(Refusal, match=r"round_file\.too_large"):
        services.send_file(actor=coordinator(), title="x", content=heavy, is_strict=False)


def test_the_desk_sends_a_file_follows_it_and_finds_the_round(client):
    client.force_login(coordinator())
    answer = send(client, SMALL["approval"], "Głosy 2022.pb", is_strict="on")
    file = RoundFile.objects.get()
    page = reverse("budget:desk-file", args=[file.pk])
    assert (answer.status_code, answer.url) == (302, page)
    assert file.is_strict
    assert "Głosy 2022.pb" in client.get(page).content.decode()
    jobs.run(jobs.last_about(file.about).pk)
    file.refresh_from_db()
    for address in (page, reverse("budget:desk-files")):
        text = client.get(address).content.decode()
        assert reverse("budget:desk-round", args=[file.round.slug]) in text
    assert bytes(file.content) == b""


def test_the_same_file_is_one_round(client):
    voting = brought(SMALL["approval"])
    client.force_login(coordinator())
    answer = send(client, SMALL["approval"], "another-name.pb")
    assert answer.status_code == 200
    assert voting.title in unescape(answer.content.decode())
    assert (RoundFile.objects.count(), Round.objects.count()) == (1, 1)
    with pytest.raises(Refusal, match="is_here"):
        bring(SMALL["approval"])
    brought(SMALL["some"])
    assert Round.objects.count() == 2


def test_a_file_that_is_being_read_is_not_sent_again():
    actor = coordinator()
    services.send_file(actor=actor, title="x", content=SMALL["approval"], is_strict=False)
    with pytest.raises(Refusal, match="already_running"):
        services.send_file(actor=actor, title="x", content=SMALL["approval"], is_strict=True)
    assert not RoundFile.objects.get().is_strict


def test_two_rounds_of_one_title_have_two_addresses():
    one, other = brought(SMALL["approval"]), brought(SMALL["some"])
    assert one.title == other.title
    assert one.slug != other.slug


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("was_refused", [False, True])
def test_the_same_file_sent_at_the_same_instant_is_read_once(together, was_refused):
    actor, content = coordinator(), FAULTS["pabulib.voter_twice"]
    if was_refused:
        _file, job = bring(content, is_strict=True, actor=actor)
        assert job.state == "failed"

    def one():
        return services.send_file(actor=actor, title="x", content=content, is_strict=False)

    ends = together(one, one, one)
    refused = [end for end in ends if isinstance(end, Refusal)]
    assert [end.code for end in refused] == ["job.already_running"] * 2, ends
    assert RoundFile.objects.count() == 1
    (job,) = [end for end in ends if isinstance(end, Job)]
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert Round.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_files_at_the_same_instant_become_two_rounds(together):
    actor = coordinator()
    ends = together(
        lambda: services.send_file(
            actor=actor, title="x", content=SMALL["approval"], is_strict=True
        ),
        lambda: services.send_file(actor=actor, title="x", content=SMALL["some"], is_strict=True),
    )
    assert all(isinstance(end, Job) for end in ends), ends
    done = together(*(lambda key=end.pk: jobs.run(key) for end in ends))
    assert done == [None, None]
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert len(set(Round.objects.values_list("slug", flat=True))) == 2
    assert record.first_break() is None


def test_files_are_the_coordinators(client):
    file, _job = bring(SMALL["approval"])
    pages = [reverse("budget:desk-files"), reverse("budget:desk-file", args=[file.pk])]
    for who, answer in ((None, 302), (UserFactory(), 403), (auditor(), 403), (coordinator(), 200)):
        if who:
            client.force_login(who)
        assert [client.get(page).status_code for page in pages] == [answer, answer]
        if answer == 403:
            assert send(client, SMALL["some"]).status_code == 403
            with pytest.raises(PermissionDenied):
                services.send_file(actor=who, title="x", content=SMALL["some"], is_strict=False)
        client.logout()
    assert RoundFile.objects.count() == 1


def test_a_round_from_a_file_stands_among_no_rounds_of_the_region(client):
    voting = brought(SMALL["approval"])
    own = reverse("budget:round", args=[voting.slug])
    assert own not in client.get(reverse("budget:rounds")).content.decode()
    with override("en"):
        page = reverse("budget:round", args=[voting.slug])
    text = client.get(page).content.decode()
    assert "brought in from a file" in text
    assert "Who may vote" not in text


@pytest.mark.parametrize("count", [1, 30])
def test_files_cost_the_same_for_one_as_for_thirty(client, django_assert_max_num_queries, count):
    for place in range(count):
        bring(told({"instance": str(place)}, PROJECTS))
    client.force_login(coordinator())
    client.get(reverse("budget:desk-files"))
    with django_assert_max_num_queries(12):
        client.get(reverse("budget:desk-files"))


def test_a_round_half_written_is_seen_by_nobody_and_made_anew(client):
    """What a worker leaves that was killed among the ballots."""
    actor = coordinator()
    job = services.send_file(actor=actor, title="x", content=SMALL["approval"], is_strict=False)
    file = RoundFile.objects.get()
    election = read(SMALL["approval"], is_strict=True).election
    half = bringing._begin(file, election)
    rows = bringing._rows(half, election, bringing._receipts(election.ballots)[:2])
    assert list(write_ballots(rows)) == [2]

    client.force_login(actor)
    for name in ("round", "desk-round", "desk-projects", "desk-count", "result"):
        assert client.get(reverse(f"budget:{name}", args=[half.slug])).status_code == 404
    for address in (
        reverse("budget:rounds"),
        reverse("budget:desk-rounds"),
        reverse("budget:desk-files"),
        reverse("budget:desk-file", args=[file.pk]),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert half.slug not in answer.content.decode().replace("/budget/", "")

    with pytest.raises(Refusal, match="already_running"):
        bring(SMALL["approval"], actor=actor)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    voting = Round.objects.get()
    assert voting.pk != half.pk
    assert voting.ballots.count() == Ballot.objects.count() == 5
    assert len(list(record.about(voting.subject))) == 1


def test_a_job_that_lost_its_lease_shows_nothing():
    job = services.send_file(
        actor=coordinator(), title="x", content=SMALL["approval"], is_strict=False
    )
    Job.objects.filter(pk=job.pk).update(state="running", lease="mine")
    job.refresh_from_db()
    running = jobs.Running(job)
    Job.objects.filter(pk=job.pk).update(lease="another's")
    with pytest.raises(jobs.LeaseLost):
        services.bring_round(job=running, file_id=job.arguments[0])
    assert not queries.whole_rounds().exists()
    assert not RecordEntry.objects.filter(kind="budget.brought").exists()


@pytest.mark.skipif(
    not (CASES / LODZ).is_file(),
    reason="the real vote of Lodz (90,494 ballots) is not beside this repository",
)
def test_lodz_is_brought_in_counted_and_published(client):
    content, actor = (CASES / LODZ).read_bytes(), coordinator()
    voting = brought(content, is_strict=True, actor=actor)
    assert voting.ballots.count() == 90_494
    count = counted(voting, actor)
    told_so = json.loads((CASES / "expected.json").read_text())[LODZ]
    expected = told_so["equal_shares_add1_cost"]["order"]
    winners = count.explanation["winners"]
    assert winners[: len(expected)] == expected
    by = [count.explanation["projects"][one]["paid"]["by"] for one in winners[len(expected) :]]
    assert set(by) <= {"greedy"}

    answer = client.get(reverse("budget:result-ballots", args=[voting.slug]))
    published = b"".join(answer.streaming_content)
    found = evidence.verify(
        json.loads(count.evidence),
        seal=count.seal,
        key=keys.public_key(),
        published=read_published(published),
    )
    assert found.holds
    for name in ("result", "turnout", "result-evidence"):
        assert client.get(reverse(f"budget:{name}", args=[voting.slug])).status_code == 200
