"""What is written as a Pabulib file is read as the same, and passes Pabulib's own checker."""

from dataclasses import replace

import pytest
from hypothesis import given
from pabulib.checker import Checker

from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.outcome import Rule, Utility
from multaqa.engines.budgeting.pabulib import read
from multaqa.engines.budgeting.pabulib_writing import write
from multaqa.refusal import Refusal
from tests.engines.budgeting.test_ballots_at_once import told, votes
from tests.engines.budgeting.test_cases import CASES, FILES

VOTES = {
    "approval": [(1, "A,B", ""), (2, "B", ""), (3, "A,B", ""), (4, "12", "")],
    "choose-1": [(1, "A", ""), (2, "B", ""), (3, "A", ""), (4, "12", ""), (5, "B", "")],
    "cumulative": [(1, "A,B", "2,1"), (2, "B", "3"), (3, "12,A", "1,1")],
    "scoring": [(1, "A,B", "2,1"), (2, "B", "3"), (3, "12,A", "1,1")],
    "ordinal": [(1, "B,A", ""), (2, "A,B,12", ""), (3, "B,A", "")],
}
REAL = {
    b"budget;100": b"budget;40",
    b"date_begin;1": b"date_begin;01.11.2026",
    b"date_end;2": b"date_end;10.11.2026",
    b"rule;r": b"rule;greedy",
    b"instance;i": b"instance;2026",
    b"country;c": b"country;Morocco",
}
IDS = ["A", "B", "12"]


def same(election, again):
    """Equal but for the columns that only a file has."""
    one, other = election.ballots, again.ballots
    for name in ("weights", "starts", "chosen", "points"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    assert one.point_scale == other.point_scale
    left, right = (replace(each, ballots=one, facts={}) for each in (election, again))
    return left == right


@pytest.mark.parametrize("kind", VOTES)
def test_what_is_written_passes_the_checker_of_pabulib(kind):
    longest = max(vote.count(",") + 1 for _voter, vote, _points in VOTES[kind])
    limits = f"max_length;{longest}" + ("\nmax_sum_points;3" if kind == "cumulative" else "")
    content = told(kind, IDS, VOTES[kind], limits)
    for sample, real in REAL.items():
        content = content.replace(sample, real)
    election = read(content, is_strict=True).election
    outcome = decide(election, rule=Rule.GREEDY, utility=Utility.COST)
    written = write(election, winners=outcome.winners).decode()

    assert same(election, read(written.encode(), is_strict=True).election)
    found = Checker().process_files([written])
    wrong = [one for key, one in found.items() if key not in ("metadata", "summary")]
    assert [one["results"] for one in wrong] == [{"errors": {}, "warnings": {}}], found


@given(votes())
def test_what_was_read_is_written_and_read_again(vote):
    try:
        election = read(told(*vote), is_strict=False).election
    except Refusal:
        return
    again = read(write(election), is_strict=False).election
    assert same(election, again)


@pytest.mark.skipif(not FILES, reason="the budget's shared cases are not beside this repository")
@pytest.mark.parametrize("name", FILES or [""])
def test_real_votes_are_written_and_read_again(name):
    election = read((CASES / name).read_bytes(), is_strict=False).election
    assert same(election, read(write(election), is_strict=False).election)
