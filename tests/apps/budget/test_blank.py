"""Blank paper ballots: in the turnout, in no share, and published apart by their receipts."""

import csv
import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override

from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import Channel, PaperEntry, Voter
from multaqa.apps.budget.views.result_paper import _check, _frame
from multaqa.apps.territory.models import Commune
from multaqa.engines.budgeting import evidence
from multaqa.engines.budgeting.published import read_published
from multaqa.kernel import keys, record
from multaqa.kernel.models import Job
from multaqa.refusal import Refusal
from tests.apps.budget.test_counting import counted, voted
from tests.apps.budget.test_recounting import checked, village
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.budget import BallotFactory, ClosedRoundFactory, RoundProjectFactory
from tests.factories.territory import CommuneFactory, ProvinceFactory

pytestmark = pytest.mark.django_db

FORMS = [
    {},
    {"form": "points", "utility": "points", "points": 5},
    {"form": "ranking", "utility": "borda"},
]


def blank(voting, count, **facts):
    return [
        BallotFactory(round=voting, choices=[], channel=Channel.PAPER, **facts)
        for _ in range(count)
    ]


def papers(voting, count, **facts):
    return [
        BallotFactory(round=voting, choices=["1"], channel=Channel.PAPER, **facts)
        for _ in range(count)
    ]


def file(client, count, name):
    answer = client.get(reverse(f"budget:{name}", args=[count.round.slug]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def english(client, name, *args):
    with override("en"):
        return client.get(reverse(f"budget:{name}", args=args)).content.decode()


@pytest.mark.parametrize("facts", FORMS)
def test_blank_ballots_change_nothing_of_what_is_decided(facts):
    """Beside the same ballots without them: the same winners, reasons and shares."""
    commune = CommuneFactory()
    with_blank = village(commune, **facts)
    without = village(commune, **facts)
    without.ballots.filter(choices=[]).delete()
    stories = [counted(one, coordinator()).explanation for one in (with_blank, without)]
    told = [story.pop("ways") for story in stories]
    assert told == [False, True]  # two papers, and none of them chooses
    assert stories[0] == stories[1]
    assert stories[0]["people"] == 26


def test_the_share_is_the_envelope_divided_by_the_ballots_that_choose():
    voting = voted(completion="none")
    blank(voting, 30)
    count = counted(voting, coordinator())
    assert count.explanation["share"] == "10000.00"  # 100,000 among ten
    assert count.explanation["nothing"]["all"] == 0
    assert (count.turnout["ballots"], count.turnout["blank"]) == (40, 30)


def test_a_round_of_blank_ballots_alone_is_not_counted(client):
    voting = ClosedRoundFactory()
    RoundProjectFactory(round=voting)
    blank(voting, 7)
    with pytest.raises(Refusal, match="blank_ballots_alone"):
        services.ask_count(voting=voting, actor=coordinator())
    assert not Job.objects.exists()
    client.force_login(coordinator())
    with override("en"):
        desk = reverse("budget:desk-count", args=[voting.slug])
    client.post(desk)
    assert "All ballots of this round are blank" in client.get(desk).content.decode()


@pytest.mark.parametrize("rule", ["equal-shares", "greedy"])
@pytest.mark.parametrize("facts", FORMS)
def test_the_checker_of_pabulib_finds_nothing_wrong(client, facts, rule):
    """It knows rules of ticks alone: of points and places it says that it skips the rule."""
    completion = "add1,greedy" if rule == "equal-shares" else "none"
    voting = village(CommuneFactory(), **facts, rule=rule, completion=completion)
    count = counted(voting, coordinator())
    text = file(client, count, "result-ballots")
    found = checked(text)
    skipped = ["rule validation skipped"] if facts else []
    assert (found["errors"], list(found["warnings"])) == ({}, skipped)
    assert "num_votes;26" in text
    assert "#1: Blank ballots, which stand in the turnout and choose no project: 2." in text
    assert not any(one.receipt in text for one in voting.ballots.filter(choices=[]))


def test_no_comment_and_no_file_where_nothing_is_blank(client):
    count = counted(voted(), coordinator())
    assert "comment" not in file(client, count, "result-ballots")
    slug = count.round.slug
    assert client.get(reverse("budget:result-blank", args=[slug])).status_code == 404
    assert reverse("budget:result-blank", args=[slug]) not in client.get(
        reverse("budget:result", args=[slug])
    ).content.decode()  # fmt: skip


def digest_of_files(ballots, blank_receipts):
    """The fingerprint of all ballots, from the two files alone, as a stranger would write it."""
    lines = ballots.splitlines()
    rows = list(csv.DictReader(lines[lines.index("VOTES") + 1 :], delimiter=";"))
    told = [
        (
            row["voter_id"],
            row["vote"].split(","),
            list(map(int, row["points"].split(","))) if "points" in row else [],
        )
        for row in rows
    ]
    heading, *receipts = blank_receipts.splitlines()
    assert heading == "receipt"
    assert receipts == sorted(receipts)
    told += [(one, [], []) for one in receipts]
    text = "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in sorted(told))
    return sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("facts", FORMS)
def test_the_fingerprint_of_the_record_follows_from_the_two_files_alone(client, facts):
    voting = village(CommuneFactory(), **facts)
    digest = queries.ballots_digest(voting)
    told = {"round": voting.slug, "ballots": 28, "digest": digest}
    record.append(kind="budget.closed", subject=voting.subject, facts=told)
    count = counted(voting, coordinator())
    answer = client.get(reverse("budget:result-blank", args=[voting.slug]))
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["ETag"]
    receipts = b"".join(answer.streaming_content).decode()
    assert digest_of_files(file(client, count, "result-ballots"), receipts) == digest
    assert count.ballots_digest == digest


def test_the_guides_own_program_finds_the_fingerprint(client, tmp_path):
    guide = Path(__file__).parents[3] / "docs" / "guide" / "budget-result.md"
    (program,) = re.findall(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    count = counted(village(CommuneFactory(), **FORMS[1]), coordinator())
    names = {"result-ballots": "ballots.pb", "result-blank": "blank.csv"}
    for name, path in names.items():
        (tmp_path / path).write_text(file(client, count, name), encoding="utf-8")
    command = [sys.executable, "-c", program, *names.values()]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == count.ballots_digest


def test_evidence_is_of_the_ballots_that_choose_and_agrees_with_the_file(client):
    voting = village(CommuneFactory())
    count = counted(voting, coordinator())
    found = evidence.verify(
        json.loads(count.evidence),
        seal=count.seal,
        key=keys.public_key(),
        published=read_published(file(client, count, "result-ballots").encode()),
    )
    assert found.holds
    agreed = {one.code: one.facts for one in found.findings}
    assert agreed["budgeting.ballots_agree"]["ballots"] == 26


def test_the_record_tells_both_where_they_differ(client):
    with_blank = village(CommuneFactory())
    counted(with_blank, coordinator())
    counted(plain := voted(), coordinator())
    with override("en"):
        told, plainly = [
            record.sentence(list(record.about(one.subject))[-1]) for one in (with_blank, plain)
        ]
    assert "Ballots that choose projects: 26; blank ballots" in told
    assert "alone: 2;" in told
    assert "blank" not in plainly


def test_a_round_from_a_file_is_counted_as_its_file_is(client):
    voting = village(CommuneFactory(), is_imported=True, region=None)
    count = counted(voting, coordinator())
    assert count.explanation["people"] == 28
    assert count.turnout["blank"] == 0
    text = file(client, count, "result-ballots")
    assert "num_votes;28" in text
    assert "#1: Votes that choose no project: 2." in text
    assert client.get(reverse("budget:result-blank", args=[voting.slug])).status_code == 404
    found = read_published(text.encode()).reading
    assert (found.election.ballots.people, found.forgiven_count) == (28, 0)


def test_pages_tell_blank_ballots_and_keep_them_apart_from_void_papers(client):
    voting = village(CommuneFactory(), may_codes=True)
    papers(voting, 9)
    one, other = UserFactory(), UserFactory()
    for turn, by in enumerate((one, other), start=1):
        PaperEntry.objects.create(round=voting, code="1:1", turn=turn, is_void=True, by=by)
    count = counted(voting, coordinator())
    turnout = english(client, "turnout", voting.slug)
    assert "37 ballots were cast." in turnout
    assert "2 of them are blank ballots" in turnout
    for words, number in (
        ("of all these: blank ballots", 2),
        ("beside these: void papers, not counted", 1),
    ):
        assert f'{words}</th><td class="num">{number}</td>' in turnout
    page = english(client, "result", voting.slug)
    with override("en"):
        assert reverse("budget:result-blank", args=[voting.slug]) in page
    assert "The fingerprint is that of both files together." in page
    client.force_login(coordinator())
    desk = english(client, "desk-count", voting.slug)
    assert "35 ballots were counted by the rule." in desk
    assert "2 blank ballots stand in the turnout alone." in desk
    with override("en"):
        assert ("Blank ballots", "2, in the turnout alone: they choose no project.") in [
            tuple(row) for row in _frame(count)["facts"]
        ]
        assert "both files together" in _check(count)["text"]
    assert "takes no share" in english(client, "round", voting.slug)


def test_a_receipt_of_a_blank_ballot_says_so_once_the_vote_is_closed(client):
    voting = village(CommuneFactory())
    receipt = voting.ballots.filter(choices=[]).first().receipt
    with override("en"):
        where = reverse("budget:receipt", args=[voting.slug])
    text = client.post(where, {"receipt": receipt}).content.decode()
    assert "It is blank: it chooses no project." in text
    assert "among those counted" not in text
    counted(voting, coordinator())
    with override("en"):
        blank_file = reverse("budget:result-blank", args=[voting.slug])
    assert blank_file in client.post(where, {"receipt": receipt}).content.decode()
    other = voting.ballots.exclude(choices=[]).first().receipt
    assert "among those counted" in client.post(where, {"receipt": other}).content.decode()


# What nobody may compute from what is told of blank ballots.


def ways(voting):
    return queries.ways_told(queries.parts_of(voting))


@pytest.mark.parametrize(
    ("choose", "blanks", "paper"),
    [(7, 3, 10), (5, 30, 35), (4, 3, None), (0, 6, None), (3, 0, None), (0, 4, None)],
)
def test_papers_are_told_only_where_five_choose_for_the_blank_ones_are_known(choose, blanks, paper):
    """Else what is told less what is blank would be the few who chose, or that nobody did."""
    voting = voted()
    papers(voting, choose)
    blank(voting, blanks)
    told = ways(voting)
    assert told["paper"] == paper
    assert (told["online"] is None) == (paper is None)  # or the sum of all would tell it


def marks(client, count):
    lines = file(client, count, "result-ballots").splitlines()
    return set(lines[lines.index("VOTES") + 1].split(";")) - {"voter_id", "vote"}


def a_province(urban=(), rural=()):
    """A round of one province with voters enough in each commune, and ballots by setting.

    ``urban`` and ``rural``: ballots on the site, papers that choose, blank papers.
    """
    voting = ClosedRoundFactory(province=ProvinceFactory(), envelope=100_000)
    RoundProjectFactory(round=voting, number="1", cost=60_000)
    RoundProjectFactory(round=voting, number="2", cost=60_000)
    codes = Commune.objects.filter(province="10.261").values_list("code", flat=True)
    Voter.objects.bulk_create(
        Voter(round=voting, ground="resident", commune_id=code) for code in codes for _ in range(9)
    )
    for setting, (online, chosen, blanks) in (("urban", urban), ("rural", rural)):
        BallotFactory.create_batch(online, round=voting, choices=["1"], setting=setting)
        papers(voting, chosen, setting=setting)
        blank(voting, blanks, setting=setting)
    return voting


@pytest.mark.parametrize(
    ("urban", "rural", "told"),
    [
        ((20, 0, 0), (20, 9, 0), {"voting_method", "neighborhood"}),
        ((20, 6, 1), (20, 9, 2), {"voting_method", "neighborhood"}),
        # A way in a setting has few that choose, or none beside blank ones: only the setting.
        ((20, 3, 0), (20, 9, 2), {"neighborhood"}),
        ((20, 0, 6), (20, 9, 2), {"neighborhood"}),
        # The turnout by setting less these would tell what the few papers of the town were.
        ((20, 0, 2), (20, 9, 2), {"voting_method"}),
        ((20, 2, 2), (20, 9, 2), {"voting_method"}),
        ((6, 0, 3), (20, 2, 2), set()),
    ],
)
def test_ballots_bear_no_mark_from_which_few_blank_papers_could_be_told(client, urban, rural, told):
    count = counted(a_province(urban, rural), coordinator())
    assert count.turnout["settings"]
    assert marks(client, count) == told
    settings = count.explanation["settings"]
    assert bool(settings) == ("neighborhood" in told)
    if settings:
        assert settings == {"rural": sum(rural[:2]), "urban": sum(urban[:2])}


def test_the_blank_file_holds_receipts_and_nothing_else(client):
    count = counted(a_province((20, 6, 1), (20, 9, 2)), coordinator())
    text = file(client, count, "result-blank")
    blanks = count.round.ballots.filter(choices=[]).values_list("receipt", flat=True)
    assert text == "".join(f"{one}\n" for one in ["receipt", *sorted(blanks)])
