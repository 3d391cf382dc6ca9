"""The evidence of a count: anyone decides it again, and a change is found."""

import json

import numpy as np
import pytest

from multaqa.engines import evidence as envelope
from multaqa.engines.budgeting import evidence
from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.election import BallotKind, Ballots, Election, Project
from multaqa.engines.budgeting.outcome import Bound, BoundAbout, BoundKind, Completion

ROWS = [(5, [0, 1]), (1, [0]), (4, [2])]


def election():
    lengths = [len(row) for _weight, row in ROWS]
    places = [place for _weight, row in ROWS for place in row]
    return Election(
        projects=(
            Project("1", 48_000),
            Project("2", 40_000),
            Project("3", 40_000, groups=("setting:rural",)),
        ),
        budget=100_000,
        kind=BallotKind.APPROVAL,
        ballots=Ballots(
            weights=np.array([weight for weight, _row in ROWS], np.int64),
            starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            chosen=np.array(places, np.int32),
            points=np.ones(len(places), np.int64),
        ),
    )


@pytest.fixture
def document():
    bound = Bound(BoundKind.FLOOR, BoundAbout.GROUP, "setting:rural", 30_000)
    found = decide(election(), completion=(Completion.ADD1, Completion.GREEDY), bounds=(bound,))
    whole = evidence.document_of_budget(election(), found)
    return json.loads(envelope.canonical(whole))


def sealed_again(document):
    return document | {"seal": envelope.seal_of(document["sealed"])}


def test_verify_counts_again_and_agrees(document):
    found = evidence.verify(document, seal=document["seal"])
    assert found.holds
    assert {one.code for one in found.findings} >= {
        "budgeting.counted",
        "budgeting.winners_agree",
        "budgeting.spent_agree",
        "budgeting.ties_agree",
    }


def test_verify_finds_another_seal(document):
    assert not evidence.verify(document, seal="0" * 64).holds


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda sealed: sealed["result"]["winners"].reverse(), "budgeting.winners_differ"),
        (lambda sealed: sealed["result"].update(spent=1), "budgeting.spent_differ"),
        (
            lambda sealed: sealed["result"].update(ties=[[0, ["1", "2"], "1"]]),
            "budgeting.ties_differ",
        ),
        (
            lambda sealed: sealed["election"]["ballots"][2].__setitem__(0, 1),
            "budgeting.winners_differ",
        ),
        (lambda sealed: sealed["election"].update(budget=50_000), "budgeting.winners_differ"),
        (
            lambda sealed: sealed["settings"].update(rule="greedy", completion=[], bounds=[]),
            "budgeting.winners_differ",
        ),
        (
            lambda sealed: sealed["election"]["ballots"][0].__setitem__(1, [9]),
            "budgeting.malformed",
        ),
        (lambda sealed: sealed["election"]["ballots"][0].__setitem__(0, -3), "budgeting.malformed"),
        (
            lambda sealed: sealed["election"]["ballots"][0].__setitem__(0, 1.5),
            "budgeting.malformed",
        ),
        (lambda sealed: sealed.pop("election"), "budgeting.malformed"),
        (lambda sealed: sealed["settings"].update(rule="dice"), "budgeting.malformed"),
    ],
)
def test_verify_finds_what_was_changed_and_sealed_again(document, change, code):
    change(document["sealed"])
    found = evidence.verify(sealed_again(document))
    assert not found.holds
    assert code in {one.code for one in found.differing}


@pytest.mark.parametrize("thing", [None, [], {}, {"kind": evidence.KIND}])
def test_verify_of_no_evidence_does_not_hold(thing):
    assert not evidence.verify(thing).holds
