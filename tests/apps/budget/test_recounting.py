"""The ballots as the site publishes them, given to ``multaqa fund``, win what the page says."""

import json

import pytest
from django.urls import reverse

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Bound, Channel
from tests.apps.budget.test_counting import counted
from tests.cli.cases import multaqa
from tests.factories.accounts import coordinator
from tests.factories.budget import BallotFactory, ClosedRoundFactory, RoundProjectFactory
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db

CHOSEN = (
    (["1", "2"], [3, 2], 9),
    (["2", "3"], [4, 1], 7),
    (["1"], [5], 4),
    (["4", "5"], [3, 2], 5),
    (["5"], [5], 1),
    ([], [], 2),
)


def village(commune, **facts):
    """Twenty-eight voters, two with blank papers, and five projects.

    Those in the countryside have the fewest votes.
    """
    voting = ClosedRoundFactory(envelope=100_000, **facts)
    for number, cost, setting, groups in (
        ("1", 40_000, "urban", ["youth"]),
        ("2", 35_000, "urban", []),
        ("3", 30_000, "urban", ["women"]),
        ("4", 30_000, "rural", ["women"]),
        ("5", 45_000, "rural", []),
    ):
        RoundProjectFactory(
            round=voting, number=number, cost=cost, setting=setting, groups=groups, commune=commune
        )
    has_points = voting.form == "points"
    for choices, points, count in CHOSEN:
        for _ in range(count):
            given = points if has_points else []
            channel = Channel.ONLINE if choices else Channel.PAPER
            BallotFactory(round=voting, choices=choices, points=given, channel=channel)
    return voting


def recounted(client, count, folder, *bounds):
    """What the command makes of the published file, by the rule that the round used."""
    folder.mkdir(exist_ok=True)
    voting, path = count.round, folder / "ballots.pb"
    answer = client.get(reverse("budget:result-ballots", args=[voting.slug]))
    path.write_bytes(b"".join(answer.streaming_content))
    asked = ["--rule", voting.rule, "--utility", voting.utility]
    if voting.rule == "equal-shares":
        asked += ["--completion", voting.completion]
    out = folder / "out"
    done = multaqa("fund", path, *asked, *bounds, "--strict", "--out", out)
    assert done.exit_code == 0, done.output
    return json.loads((out / "result.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"completion": "none"},
        {"completion": "add1", "utility": "cardinality"},
        {"rule": "greedy", "completion": "none"},
        {"rule": "phragmen", "completion": "none"},
        {"form": "points", "utility": "points", "points": 5},
        {"form": "ranking", "utility": "borda"},
        {"form": "some", "most_choices": 2},
        {"form": "knapsack"},
    ],
)
def test_the_published_ballots_win_what_the_page_says(client, tmp_path, facts):
    count = counted(village(CommuneFactory(), **facts), coordinator())
    found = recounted(client, count, tmp_path)
    assert found["winners"] == count.explanation["winners"]
    assert found["spent"] == count.explanation["spent"]
    text = client.get(reverse("budget:result", args=[count.round.slug])).content.decode()
    pages = [
        text.index(reverse("budget:result-project", args=[count.round.slug, number]))
        for number in found["winners"]
    ]
    assert pages == sorted(pages)


@pytest.mark.parametrize(
    ("bound", "option"),
    [
        (("floor", "setting", "rural", 60_000), "group:setting:rural=60000"),
        (("floor", "group", "women", 60_000), "group:women=60000"),
        (("cap", "setting", "urban", 45_000), "group:setting:urban=45000"),
        (("cap", "province", "", 50_000), "territory:{province}=50000"),
    ],
)
@pytest.mark.parametrize("rule", ["equal-shares", "greedy"])
def test_with_its_floors_and_caps_too(client, tmp_path, bound, option, rule):
    commune = CommuneFactory()
    facts = {"rule": rule, "completion": "add1,greedy" if rule == "equal-shares" else "none"}
    voting = village(commune, **facts)
    kind, about, name, amount = bound
    province = commune.province_id
    Bound.objects.create(round=voting, kind=kind, about=about, name=name or province, amount=amount)
    count = counted(voting, coordinator())
    told = f"--{kind}", option.format(province=province)
    assert recounted(client, count, tmp_path, *told)["winners"] == count.explanation["winners"]
    without = recounted(client, count, tmp_path / "without")["winners"]
    assert without != count.explanation["winners"]


def checked(text):
    """What the checker of Pabulib finds wrong with one file."""
    from pabulib.checker import Checker

    found = Checker().process_files([text])
    (one,) = (one for key, one in found.items() if key not in ("metadata", "summary"))
    return one["results"]


def test_most_points_first_is_no_rule_that_the_checker_of_pabulib_takes_for_most_votes(client):
    facts = {"rule": "greedy", "completion": "none", "utility": "points"}
    voting = ClosedRoundFactory(envelope=100_000, form="points", points=10, **facts)
    for number in ("1", "2"):
        RoundProjectFactory(round=voting, number=number, cost=60_000)
    BallotFactory.create_batch(5, round=voting, choices=["1"], points=[1])
    BallotFactory.create_batch(3, round=voting, choices=["2"], points=[10])
    count = counted(voting, coordinator())
    assert count.explanation["winners"] == ["2"]
    assert checked("".join(queries.pabulib_lines(count)))["errors"] == {}


def test_ballots_of_a_round_with_settings_pass_the_checker_of_pabulib(client):
    count = counted(village(CommuneFactory()), coordinator())
    answer = client.get(reverse("budget:result-ballots", args=[count.round.slug]))
    text = b"".join(answer.streaming_content).decode()
    assert checked(text) == {"errors": {}, "warnings": {}}
