"""The evidence of a count: anyone decides it again, and a change is found."""

import json
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from multaqa.engines import evidence as envelope
from multaqa.engines.budgeting import evidence
from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.election import BallotKind, Ballots, Election, Project
from multaqa.engines.budgeting.outcome import Bound, BoundAbout, BoundKind, Completion
from multaqa.engines.budgeting.pabulib_writing import write
from multaqa.engines.budgeting.published import read_published
from multaqa.engines.evidence import Verification
from multaqa.refusal import Refusal
from tests.engines.budgeting.making import election_of

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


def decided(**added):
    bound = Bound(BoundKind.FLOOR, BoundAbout.GROUP, "setting:rural", 30_000)
    found = decide(election(), completion=(Completion.ADD1, Completion.GREEDY), bounds=(bound,))
    whole = evidence.document_of_budget(election(), found, **added)
    return json.loads(envelope.canonical(whole))


@pytest.fixture
def document():
    return decided()


VALID = decided()


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
        "budgeting.purchases_agree",
        "budgeting.bounds_agree",
        "budgeting.reasons_agree",
    }
    assert {one.code for one in found.hidden} == {
        "budgeting.unsigned",
        "budgeting.ballots_to_compare",
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
            lambda sealed: sealed["result"]["purchases"]["steps"][0].__setitem__(3, 2),
            "budgeting.purchases_differ",
        ),
        (
            lambda sealed: sealed["result"]["bounds"][0].__setitem__(1, 1),
            "budgeting.bounds_differ",
        ),
        (
            lambda sealed: sealed["result"]["reasons"][1].update(missing="1"),
            "budgeting.reason_differs",
        ),
        (lambda sealed: sealed["result"].update(chance=1), "budgeting.malformed"),
        (lambda sealed: sealed["result"]["reasons"].pop(), "budgeting.malformed"),
        (lambda sealed: sealed.update(file="no fingerprint"), "budgeting.malformed"),
        (lambda sealed: sealed.update(note="anything"), "budgeting.malformed"),
        (lambda sealed: sealed["election"].update(currency=["MAD"]), "budgeting.malformed"),
        (lambda sealed: sealed["settings"].update(tie_break="dice"), "budgeting.malformed"),
        (lambda sealed: sealed["election"]["ballots"].reverse(), "budgeting.malformed"),
        (
            lambda sealed: sealed["election"]["ballots"][0].__setitem__(0, True),
            "budgeting.malformed",
        ),
        (
            lambda sealed: sealed["election"]["projects"].append(sealed["election"]["projects"][0]),
            "budgeting.uncountable",
        ),
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


def places(thing, path=()):
    """Every place of a document."""
    inside = thing.items() if isinstance(thing, dict) else enumerate(thing)
    for name, one in inside:
        yield (*path, name)
        if isinstance(one, dict | list):
            yield from places(one, (*path, name))


def changed(path, thing):
    found = json.loads(json.dumps(VALID))
    at = found
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = thing
    return found


PLACES = sorted(places(VALID), key=str)
things = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, envelope.LARGEST)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=3)
    | st.sampled_from([1, 2, "1", "2", "greedy", "ordinal", "cumulative", "borda", "phragmen"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
HOSTILE = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@HOSTILE
@given(st.sampled_from(PLACES), things)
@example(("drawn",), {"winners": ["2"]})
@example(("sealed", "election", "currency"), ["MAD"])
def test_verify_never_holds_once_anything_was_changed(path, thing):
    document = changed(path, thing)
    try:
        if envelope.canonical(document) == envelope.canonical(VALID):
            return
    except Refusal:
        pass
    assert not evidence.verify(document, seal=VALID["seal"]).holds


@HOSTILE
@given(st.sampled_from([path for path in PLACES if path[0] == "sealed"]), things)
@example(("sealed", "election", "budget"), envelope.LARGEST)
@example(("sealed", "election", "ballots", 0, 0), envelope.LARGEST)
def test_verify_never_falls_over_a_file_sealed_again(path, thing):
    try:
        document = sealed_again(changed(path, thing))
    except Refusal:
        return
    assert isinstance(evidence.verify(document), Verification)


@HOSTILE
@given(things)
def test_verify_never_falls_over_a_hostile_file(thing):
    assert not evidence.verify(thing).holds
    assert not evidence.verify(VALID | {"sealed": thing}).holds


def test_evidence_has_each_ballot_once_in_an_order_of_its_own():
    """Rows that the site parts by who cast them would tell which ballots are whose."""
    rows = [("b",), ("a",), ("b",), ("a", "b"), ()]
    whole = election_of({"a": 3, "b": 2}, 4, rows)
    again = election_of({"a": 3, "b": 2}, 4, sorted(rows))
    told = [evidence.document_of_budget(one, decide(one)) for one in (whole, again)]
    assert told[0] == told[1]
    assert told[0]["sealed"]["election"]["ballots"] == [
        [1, [], []],
        [1, [0], [1]],
        [2, [1], [1]],
        [1, [0, 1], [1, 1]],
    ]


def test_evidence_leaves_out_choices_worth_no_points():
    rows = [(("a", 0), ("b", 2)), (("b", 2),), (("a", 1), ("b", 2)), (("a", 2), ("b", 1))]
    whole = election_of({"a": 3, "b": 2}, 4, rows, BallotKind.CUMULATIVE)
    document = evidence.document_of_budget(whole, decide(whole))
    assert document["sealed"]["election"]["ballots"] == [
        [2, [1], [2]],
        [1, [0, 1], [1, 2]],
        [1, [0, 1], [2, 1]],
    ]
    assert evidence.verify(document).holds


def test_verify_compares_the_published_ballots():
    content = write(election())
    document = decided(file=sha256(content).hexdigest())
    found = evidence.verify(document, published=read_published(content))
    assert found.holds
    assert {one.code for one in found.findings} >= {
        "budgeting.file_agrees",
        "budgeting.projects_agree",
        "budgeting.ballots_agree",
    }


def test_verify_takes_another_file_with_the_same_ballots_for_the_same():
    content = write(election())
    document = decided(file="0" * 64)
    found = evidence.verify(document, published=read_published(content))
    assert found.holds
    assert "budgeting.file_differs" in {one.code for one in found.hidden}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"\n1;1,2\n", b"\n1;2\n", "budgeting.ballots_differ"),
        (b"\n10;3\n", b"\n", "budgeting.ballots_differ"),
        (b"\n2;40000;", b"\n2;40001;", "budgeting.project_differs"),
        (b"budget;100000", b"budget;100001", "budgeting.envelope_differs"),
        (b"vote_type;approval", b"vote_type;ordinal", "budgeting.envelope_differs"),
    ],
)
def test_verify_finds_published_ballots_that_were_not_counted(document, before, after, code):
    content = write(election())
    assert before in content
    changed_file = read_published(content.replace(before, after, 1))
    found = evidence.verify(document, published=changed_file)
    assert code in {one.code for one in found.differing}


def test_verify_compares_an_order_as_an_order():
    whole = election_of({"a": 3, "b": 2}, 4, [("a", "b"), ("b", "a")], BallotKind.ORDINAL)
    document = evidence.document_of_budget(whole, decide(whole))
    content = write(whole)
    assert evidence.verify(document, published=read_published(content)).holds
    turned = content.replace(b"1;a,b", b"1;b,a")
    assert not evidence.verify(document, published=read_published(turned)).holds
