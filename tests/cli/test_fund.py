import json
from pathlib import Path

import pytest

from multaqa.engines.evidence import canonical, read
from tests.cli.cases import multaqa
from tests.cli.test_verify import awake

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "budget"
FILES = sorted(path.name for path in CASES.glob("*.pb"))

# Ten people share 100: the case worked by hand in docs/engines/budgeting.md.
META = """META
key;value
description;نموذج
country;Morocco
unit;Guelmim
instance;2026
num_projects;4
num_votes;10
budget;100
vote_type;approval
rule;equalshares
date_begin;01.11.2026
date_end;10.11.2026
currency;MAD
PROJECTS
project_id;cost;name
road;50;طريق
library;50;<b>خزانة</b>
well;40;بئر
gone;0;سحب
VOTES
voter_id;vote
"""
VOTES = ["road,library"] * 5 + ["road"] + ["well"] * 4


def vote(folder, *, votes=VOTES, change=("", "")):
    folder.mkdir(parents=True, exist_ok=True)
    rows = "".join(f"{number};{chosen}\n" for number, chosen in enumerate(votes, 1))
    path = folder / "vote.pb"
    path.write_text((META + rows).replace(*change), encoding="utf-8")
    return path


def told(out, name="result.json"):
    return json.loads((out / name).read_text(encoding="utf-8"))


def test_fund_decides_explains_and_seals(tmp_path):
    done = multaqa("fund", vote(tmp_path), "--completion", "none", "--out", tmp_path / "out")
    result, why = told(tmp_path / "out"), told(tmp_path / "out", "explanation.json")
    evidence = tmp_path / "out" / "evidence.json"
    projects = {one["id"]: one for one in why["projects"]}

    assert done.exit_code == 0, done.output
    assert (result["winners"], result["spent"], result["left"]) == (["road", "well"], 90, 10)
    assert result["settings"]["utility"] == "cost"
    assert (result["ties"], result["removed"], result["forgiven"]) == ([], ["gone"], [])
    assert (projects["road"]["paid_in_full"], projects["well"]["paid_all_they_had_left"]) == (6, 4)
    library = projects["library"]
    assert (library["held"], library["missing"]) == (8.333333, 41.666667)
    assert library["cost_that_would_have_won"] == 8
    assert [one["voters_without_a_winner"] for one in why["compared"]] == [0, 4]
    assert evidence.read_bytes() == canonical(read(evidence.read_bytes()))
    assert multaqa("verify", evidence, "--seal", result["seal"]).exit_code == 0
    assert result["seal"] in done.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "evidence.json",
        "explanation.json",
        "report.html",
        "result.json",
    ]


SETTINGS = """project_id;cost;name;neighborhood
road;50;طريق;urban
library;50;خزانة;urban
well;40;بئر;rural
gone;0;سحب;rural
"""


def village(folder):
    """The same vote, where projects lie in a setting."""
    path = vote(folder)
    text = path.read_text(encoding="utf-8")
    before, after = text.index("project_id;cost"), text.index("VOTES\n")
    path.write_text(text[:before] + SETTINGS + text[after:], encoding="utf-8")
    return path


def test_fund_keeps_floors_and_caps_and_tells_what_they_did(tmp_path):
    bounds = ("--floor", "territory:rural=40", "--cap", "territory:urban=50")
    done = multaqa("fund", village(tmp_path), "--rule", "greedy", *bounds, "--out", tmp_path)
    result, why = told(tmp_path), told(tmp_path, "explanation.json")

    assert done.exit_code == 0, done.output
    assert sorted(result["winners"]) == ["road", "well"]
    assert [(one["name"], one["amount"]) for one in result["settings"]["bounds"]] == [
        ("rural", 40),
        ("urban", 50),
    ]
    floor, cap = why["bounds"]
    assert (floor["kind"], floor["got"], floor["is_met"]) == ("floor", 40, True)
    assert (cap["kind"], cap["got"], cap["stepped_in"]) == ("cap", 50, True)
    assert {one["id"]: one.get("above_the_cap_of") for one in why["projects"]}["library"] == "urban"
    # Beside it stands what the same rule makes of the vote without them.
    assert why["compared"][-1]["winners"] == ["road", "library"]
    assert multaqa("verify", tmp_path / "evidence.json").exit_code == 0


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--floor", "rural=40", "territory:NAME=AMOUNT"),
        ("--cap", "territory:rural=many", "territory:NAME=AMOUNT"),
        ("--floor", "territory:rural=0.5", "territory:NAME=AMOUNT"),
        ("--floor", "territory:moon=5", "rural, urban"),
        ("--floor", "group:women=5", "“women”"),
        ("--floor", "territory:rural=400", "400"),
    ],
)
def test_fund_refuses_a_bound_that_says_nothing(tmp_path, option, text, said):
    out = tmp_path / "out"
    done = multaqa("fund", village(tmp_path), option, text, "--lang", "en", "--out", out)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
    assert not out.exists() or not list(out.iterdir())


def test_report_draws_who_paid_and_what_was_missing(tmp_path):
    multaqa("fund", vote(tmp_path), "--completion", "none", "--lang", "en", "--out", tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    # The road: all paid in full; the well: all gave what they had; the library: a sixth was there.
    assert '<rect data-tone="full" x="0.00" y="0" width="100.00" height="4"/>' in page
    assert '<rect data-tone="all" x="0.00" y="0" width="100.00" height="4"/>' in page
    assert '<rect data-tone="there" x="0.00" y="0" width="16.67" height="4"/>' in page
    assert '<rect data-tone="missing" x="16.67" y="0" width="83.33" height="4"/>' in page


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        ([], ("equal-shares", "cost", ["add1", "greedy"])),
        (["--completion", "add1"], ("equal-shares", "cost", ["add1"])),
        (["--rule", "greedy"], ("greedy", "cost", [])),
        (["--rule", "phragmen"], ("phragmen", "cost", [])),
        (["--utility", "cardinality"], ("equal-shares", "cardinality", ["add1", "greedy"])),
    ],
)
def test_fund_counts_as_it_is_asked(tmp_path, options, settings):
    done = multaqa("fund", vote(tmp_path), *options, "--out", tmp_path)
    found = told(tmp_path)["settings"]

    assert done.exit_code == 0, done.output
    assert (found["rule"], found["utility"], found["completion"]) == settings
    assert multaqa("verify", tmp_path / "evidence.json").exit_code == 0


def test_fund_tells_ties(tmp_path):
    votes = ["road", "library"] * 5
    multaqa("fund", vote(tmp_path, votes=votes), "--out", tmp_path)
    tie = {"step": 1, "projects": ["library", "road"], "taken": "library"}

    assert told(tmp_path)["ties"] == [tie]
    assert "Where projects stood equal" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_report_stands_alone_in_the_readers_language(tmp_path, lang, direction):
    done = multaqa("fund", vote(tmp_path), "--out", tmp_path, "--lang", lang)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")

    assert done.exit_code == 0, done.output
    assert f'<html lang="{lang}" dir="{direction}">' in page
    assert "<script" not in page
    assert "http" not in page
    assert "&lt;b&gt;خزانة" in page


def test_fund_forgives_and_lists_what_strict_refuses(tmp_path):
    path = vote(tmp_path, change=("\n6;road\n", "\n6;road,nowhere\n"))
    forgiving = multaqa("fund", path, "--out", tmp_path / "forgiving")
    strict = multaqa("fund", path, "--strict", "--out", tmp_path / "strict")
    (fault,) = told(tmp_path / "forgiving")["forgiven"]

    assert forgiving.exit_code == 0, forgiving.output
    assert (fault["code"], fault["facts"]) == ("pabulib.unknown_project", {"project": "nowhere"})
    assert path.read_text(encoding="utf-8").splitlines()[fault["line"] - 1] == "6;road,nowhere"
    assert f"Line {fault['line']}: there is no project “nowhere”." in forgiving.output
    assert "nowhere" in (tmp_path / "forgiving" / "report.html").read_text(encoding="utf-8")
    assert strict.exit_code == 2
    assert f"Line {fault['line']}:" in strict.output
    assert not (tmp_path / "strict").exists()


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        (("budget;100", "budget;0"), [], "more than 0"),
        (("approval", "shouting"), [], "no kind of ballot"),
        (("Morocco", "Mor\0cco"), [], "no text has"),
        (("", ""), ["--utility", "points"], "give no points"),
        (("", ""), ["--rule", "greedy", "--completion", "add1"], "Only equal shares"),
        (("approval", "ordinal"), ["--rule", "phragmen"], "Phragmén"),
    ],
)
def test_fund_exits_2_on_what_cannot_be_counted(tmp_path, change, options, words):
    done = multaqa("fund", vote(tmp_path, change=change), *options, "--out", tmp_path / "out")

    assert done.exit_code == 2
    assert words in done.output
    assert not (tmp_path / "out").exists()


def test_fund_exits_2_where_there_is_no_file_or_too_much_of_it(tmp_path):
    with (tmp_path / "large.pb").open("wb") as file:
        file.truncate(2**34)

    large = multaqa("fund", tmp_path / "large.pb", "--out", tmp_path)
    assert large.exit_code == 2
    assert "200 megabytes" in large.output
    assert multaqa("fund", tmp_path / "nowhere.pb", "--out", tmp_path).exit_code == 2
    assert multaqa("fund", tmp_path, "--out", tmp_path).exit_code == 2


def test_fund_counts_again_into_its_folder_but_never_over_other_evidence(tmp_path):
    path = vote(tmp_path)
    assert multaqa("fund", path, "--out", tmp_path).exit_code == 0
    assert multaqa("fund", path, "--rule", "greedy", "--out", tmp_path).exit_code == 0
    assert told(tmp_path)["settings"]["rule"] == "greedy"

    (tmp_path / "evidence.json").write_text('{"kind": "lottery"}')
    refused = multaqa("fund", path, "--out", tmp_path)
    assert refused.exit_code == 2
    assert (tmp_path / "evidence.json").read_text() == '{"kind": "lottery"}'
    assert multaqa("fund", path, "--out", path).exit_code == 2


def test_fund_never_wakes_django(tmp_path):
    assert awake(["fund", vote(tmp_path), "--out", tmp_path], ["django"]) == "[]"


def test_a_forged_result_does_not_hold(tmp_path):
    multaqa("fund", vote(tmp_path), "--completion", "none", "--out", tmp_path)
    path = tmp_path / "evidence.json"
    document = read(path.read_bytes())
    document["sealed"]["result"]["winners"] = ["library", "well"]
    path.write_bytes(canonical(document))

    checked = multaqa("verify", path)
    assert checked.exit_code == 1
    assert "does NOT hold" in checked.output


def test_verify_compares_the_published_ballots(tmp_path):
    path = vote(tmp_path)
    multaqa("fund", path, "--out", tmp_path)
    evidence = tmp_path / "evidence.json"
    same = multaqa("verify", evidence, "--ballots", path)
    path.write_text(path.read_text(encoding="utf-8").replace("\n10;well", "\n10;road"))
    other = multaqa("verify", evidence, "--ballots", path)
    missing = multaqa("verify", evidence, "--ballots", tmp_path / "nowhere.pb")

    assert same.exit_code == 0, same.output
    assert "The published ballots are those that were counted. Ballots: 10." in same.output
    assert "The published file is the one that was counted" in same.output
    assert other.exit_code == 1
    assert "Counted only: 1. Published only: 1." in other.output
    assert missing.exit_code == 2


@pytest.mark.skipif(not FILES, reason="the budget's shared cases are not beside this repository")
@pytest.mark.parametrize("name", FILES or [""])
def test_fund_counts_real_votes(tmp_path, name):
    """Their winners are compared in tests/engines/budgeting; here the way there and back."""
    done = multaqa("fund", CASES / name, "--strict", "--out", tmp_path)
    result = told(tmp_path)

    assert done.exit_code == 0, done.output
    assert result["winners"]
    assert 0 < result["spent"] <= result["budget"]
    options = ["--seal", result["seal"], "--ballots", CASES / name]
    checked = multaqa("verify", tmp_path / "evidence.json", *options)
    assert checked.exit_code == 0, checked.output
