"""Pabulib files: read strictly, or forgiven and said so."""

from fractions import Fraction

import pytest

from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.faults import MOST_KEPT
from multaqa.engines.budgeting.pabulib import read
from multaqa.refusal import Refusal

META = {
    "description": "نموذج",
    "country": "Morocco",
    "unit": "Guelmim",
    "instance": "2026",
    "num_projects": "3",
    "num_votes": "3",
    "budget": "100",
    "vote_type": "approval",
    "rule": "equalshares",
    "date_begin": "01.11.2026",
    "date_end": "10.11.2026",
}
PROJECTS = ["A;60;بئر", 'B;50;"طريق; ومسلك"', "C;0;سحب"]
VOTES = ["1;A,B", "2;A", "3;B,C"]


def told(meta=None, projects=None, votes=None, *, columns="voter_id;vote", end="\n"):
    rows = [
        "META",
        "key;value",
        *(f"{key};{value}" for key, value in (META | (meta or {})).items()),
    ]
    rows += ["PROJECTS", "project_id;cost;name", *(PROJECTS if projects is None else projects)]
    rows += ["VOTES", columns, *(VOTES if votes is None else votes)]
    return (end.join(rows) + end).encode()


def test_read_takes_what_the_format_allows():
    plain = read(told(), is_strict=True)
    assert (plain.voters, plain.forgiven) == (("1", "2", "3"), ())
    assert [one.name for one in plain.election.projects] == ["بئر", "طريق; ومسلك", "سحب"]
    for same in (told(end="\r\n"), b"\xef\xbb\xbf" + told(), told().replace(b"A,B", b'"A,B"')):
        assert decide(read(same, is_strict=True).election) == decide(plain.election)


def test_equal_ballots_are_one_row_and_blank_ones_count():
    votes = [*VOTES, "4;B,A", "5;", "6;None"]
    ballots = read(told({"num_votes": "6"}, votes=votes), is_strict=True).election.ballots
    assert (ballots.people, len(ballots.weights)) == (6, 4)


def test_amounts_in_cents_become_whole():
    election = read(
        told({"budget": "100.5"}, ["A;60.25;x", "B;1;y", "C;1;z"]), is_strict=True
    ).election
    assert (election.scale, election.budget, election.projects[0].cost) == (4, 402, 241)
    assert election.money(402) == Fraction(201, 2)


def test_groups_are_read_under_both_names():
    for column in ("target", "beneficiaries"):
        content = told().replace(b"project_id;cost;name", f"project_id;cost;{column}".encode())
        content = content.replace("بئر".encode(), b"women,youth")
        assert read(content, is_strict=True).election.projects[0].groups == ("women", "youth")


def test_points_and_orders_are_read():
    given = told(
        {"vote_type": "cumulative", "max_sum_points": "10"},
        votes=["1;A,B;7,3", "2;A;1.5", "3;B,C;2,8"],
        columns="voter_id;vote;points",
    )
    ballots = read(given, is_strict=True).election.ballots
    assert (ballots.points.tolist(), ballots.point_scale) == ([14, 6, 3, 4, 16], 2)
    ordered = read(
        told({"vote_type": "ordinal"}, votes=["1;B,A", "2;A,B", "3;B,A"]), is_strict=True
    )
    assert ordered.election.ballots.chosen.tolist() == [1, 0, 0, 1]


CUMULATIVE = {"vote_type": "cumulative"}
WITH_POINTS = "voter_id;vote;points"


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("pabulib.meta_missing", told({"country": ""})),
        ("pabulib.count_differs", told({"num_votes": "4"})),
        ("pabulib.count_differs", told({"num_projects": "2"})),
        ("pabulib.meta_twice", told().replace(b"country;", b"unit;x\ncountry;")),
        ("pabulib.encoding", told().replace("بئر".encode(), b"\xb3\xf3d\x9f")),
        ("pabulib.line_ends", told().replace(b"\n", b"\r\n", 5)),
        ("pabulib.line_ends", told().replace(b"\n", b"\r", 5)),
        ("pabulib.unknown_section", told().replace(b"PROJECTS", b"NOTES\nx;y\nPROJECTS")),
        ("pabulib.unknown_section", told() + b"NOTES\n"),
        ("pabulib.before_sections", b"x;y\n" + told()),
        ("pabulib.quote_open", told(votes=["1;A,B", '2;"A', "3;B,C"])),
        ("pabulib.quote_open", told(projects=["A;60;x", 'B;50;"y', "C;0;z"])),
        ("pabulib.quote_open", told({"description": '"x'})),
        ("pabulib.row_torn", told(projects=["A;60;x", "P7", "B;50;y", "C;0;z"])),
        ("pabulib.row_torn", told(projects=["A;60;x", "WELL", "B;50;y", "C;0;z"])),
        ("pabulib.row_torn", told(votes=["1;A,B", "2;A", "3;B,C", "4"])),
        ("pabulib.row_torn", told().replace(b"country;", b"a note\ncountry;")),
        ("pabulib.decimal_comma", told({"budget": "100,5"})),
        ("pabulib.project_without_id", told(projects=[*PROJECTS, ";4;x"])),
        ("pabulib.project_twice", told(projects=[*PROJECTS, "A;4;x"])),
        ("pabulib.cost_below_nothing", told(projects=["A;-5;x", "B;5;y", "C;5;z"])),
        ("pabulib.cost_is_none", told(projects=["A;999999999;x", "B;5;y", "C;5;z"])),
        ("pabulib.voter_twice", told(votes=["1;A", "1;B", "3;C"])),
        ("pabulib.unknown_project", told(votes=["1;A,Z", "2;A", "3;C"])),
        ("pabulib.choice_twice", told(votes=["1;A,A", "2;A", "3;C"])),
        ("pabulib.above_max_length", told({"max_length": "1"})),
        ("pabulib.above_max_length", told({"vote_type": "choose-1"})),
        ("pabulib.below_min_length", told({"min_length": "2"})),
        ("pabulib.above_max_sum_cost", told({"max_sum_cost": "100"})),
        ("pabulib.below_min_sum_cost", told({"min_sum_cost": "100"})),
        (
            "pabulib.points_count",
            told(CUMULATIVE, votes=["1;A,B;1", "2;A;1", "3;B;1"], columns=WITH_POINTS),
        ),
        (
            "pabulib.points_below_nothing",
            told(CUMULATIVE, votes=["1;A;-1", "2;A;1", "3;B;1"], columns=WITH_POINTS),
        ),
        (
            "pabulib.above_max_sum_points",
            told(
                CUMULATIVE | {"max_sum_points": "5"},
                votes=["1;A,B;3,3", "2;A;1", "3;B;1"],
                columns=WITH_POINTS,
            ),
        ),
        (
            "pabulib.above_max_points",
            told(
                CUMULATIVE | {"max_points": "2"},
                votes=["1;A;3", "2;A;1", "3;B;1"],
                columns=WITH_POINTS,
            ),
        ),
    ],
)
def test_a_fault_is_refused_strictly_and_forgiven_otherwise(code, content):
    with pytest.raises(Refusal, match=code) as refused:
        read(content, is_strict=True)
    reading = read(content, is_strict=False)
    assert code in {one.code for one in reading.forgiven}
    assert refused.value.facts["line"] in {one.line for one in reading.forgiven}
    assert decide(reading.election).spent <= reading.election.budget


OPEN_QUOTES = ['2;"A', '2;"A,B', '"2;A', '2";A', '2;A"', '2;"A""', '2;"']


@pytest.mark.parametrize("row", OPEN_QUOTES)
def test_a_quote_left_open_costs_one_ballot_at_most(row):
    votes = ["1;A,B", row, *(f"{voter};A" for voter in range(3, 200)), '200;"A,B"', "201;A"]
    content = told({"num_votes": "201"}, votes=votes)
    reading = read(content, is_strict=False)
    assert set(reading.voters) >= {"1", *map(str, range(3, 202))}
    assert reading.election.ballots.people in (200, 201)
    line = content.decode().splitlines().index(row) + 1
    is_open = row not in ('2";A', '2;A"')  # a quote inside a cell is a letter like any other
    found = {(one.code, one.line) for one in reading.forgiven}
    assert (("pabulib.quote_open", line) in found) is is_open
    if is_open:
        with pytest.raises(Refusal, match="quote_open") as refused:
            read(content, is_strict=True)
        assert refused.value.facts["line"] == line


def test_a_quote_left_open_in_projects_loses_no_other_project_and_no_ballot():
    projects = ["A;60;well", 'B;50;"road', "C;40;school", "D;30;trees"]
    reading = read(told({"num_projects": "4"}, projects), is_strict=False)
    assert [one.id for one in reading.election.projects] == ["A", "B", "C", "D"]
    assert reading.election.projects[1].name == "road"
    assert reading.election.ballots.people == 3
    assert [one.code for one in reading.forgiven] == ["pabulib.quote_open"]


def test_a_name_may_go_on_over_lines_in_quotes():
    projects = ["A;60;well", 'B;50;"road\n\nand ""track"""', "C;40;school"]
    reading = read(told(projects=projects), is_strict=True)
    assert [one.name for one in reading.election.projects] == [
        "well",
        'road\n\nand "track"',
        "school",
    ]
    assert reading.election.ballots.people == 3


def test_a_torn_project_takes_no_other_with_it():
    projects = ["A;60;well", "LOST", "B;50;road", "P8", "C;40;school"]
    content = told(projects=projects)
    reading = read(content, is_strict=False)
    assert [one.id for one in reading.election.projects] == ["A", "B", "C"]
    lines = content.decode().splitlines()
    assert [(one.code, one.line) for one in reading.forgiven] == [
        ("pabulib.row_torn", lines.index("LOST") + 1),
        ("pabulib.row_torn", lines.index("P8") + 1),
    ]


def test_an_unknown_section_after_the_projects_is_left_out_with_its_rows():
    content = told().replace(b"VOTES\n", b"DISTRICTS\nname;people\nNord;900\nVOTES\n")
    reading = read(content, is_strict=False)
    assert [one.id for one in reading.election.projects] == ["A", "B", "C"]
    assert [one.code for one in reading.forgiven] == ["pabulib.unknown_section"]


def test_a_row_without_its_voter_is_torn():
    reading = read(
        told(votes=["A;x;1", "B;y", "C;z;3"], columns="vote;age;voter_id"), is_strict=False
    )
    assert reading.voters == ("1", "3")
    assert "pabulib.row_torn" in {one.code for one in reading.forgiven}


def test_a_row_without_its_vote_is_torn_and_no_blank_ballot():
    content = told(votes=["1;30;A", "2;40", "3;50;"], columns="voter_id;age;vote")
    reading = read(content, is_strict=False)
    assert reading.voters == ("1", "3")
    torn = [one.line for one in reading.forgiven if one.code == "pabulib.row_torn"]
    assert torn == [content.decode().splitlines().index("2;40") + 1]
    with pytest.raises(Refusal, match="row_torn"):
        read(content, is_strict=True)


def test_of_very_many_faults_the_first_are_told_and_all_are_counted():
    votes = ["1;30;A", *["2;40"] * (MOST_KEPT + 50)]
    content = told({"num_votes": "1"}, votes=votes, columns="voter_id;age;vote")
    reading = read(content, is_strict=False)
    assert reading.forgiven_count == MOST_KEPT + 50
    first = content.decode().splitlines().index("2;40") + 1
    assert [one.line for one in reading.forgiven] == list(range(first, first + MOST_KEPT))


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("pabulib.nul", told().replace(b"Morocco", b"Mor\0cco")),
        ("pabulib.section_missing", b"META\nkey;value\nbudget;5\n"),
        ("pabulib.section_missing", b""),
        ("pabulib.meta_needed", told({"budget": ""})),
        ("pabulib.no_envelope", told({"budget": "0"})),
        ("pabulib.no_number", told({"budget": "many"})),
        ("pabulib.no_number", told(projects=["A;1e9;x", "B;5;y", "C;5;z"])),
        ("pabulib.unknown_kind", told({"vote_type": "shouting"})),
        ("pabulib.column_missing", told(columns="voter_id;ballot")),
        ("pabulib.too_large", bytes(200_000_001)),
        (
            "pabulib.too_many_projects",
            told(projects=[f"{number};1;x" for number in range(100_002)]),
        ),
    ],
)
def test_what_cannot_be_read_is_always_refused(code, content):
    for is_strict in (True, False):
        with pytest.raises(Refusal, match=code):
            read(content, is_strict=is_strict)


def test_lines_before_the_first_section_are_forgiven_up_to_a_thousand():
    reading = read(b"x;y\n" * 999 + told(), is_strict=False)
    assert [one.code for one in reading.forgiven] == ["pabulib.before_sections"] * 999
    with pytest.raises(Refusal, match="section_missing"):
        read(b"x;y\n" * 1_001 + told(), is_strict=False)


def test_points_too_large_to_be_counted_are_refused():
    content = told(CUMULATIVE, votes=["1;A;" + "9" * 29, "2;A;1", "3;B;1"], columns=WITH_POINTS)
    with pytest.raises(Refusal, match="too_large"):
        read(content, is_strict=True)


def test_a_vote_without_projects_is_read_and_cannot_be_decided():
    election = read(told(projects=[]), is_strict=False).election
    with pytest.raises(Refusal, match="no_projects"):
        decide(election)


def test_what_was_forgiven_says_its_line():
    content = told(votes=["1;A", "2;A", "1;B"])
    forgiven = read(content, is_strict=False).forgiven
    assert [(one.line, one.facts["voter"]) for one in forgiven] == [(23, "1")]
    assert content.decode().splitlines()[22] == "1;B"
