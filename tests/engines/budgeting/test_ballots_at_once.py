"""Votes read all at once are those read row by row, whatever stands in them."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.engines.budgeting.pabulib import read
from multaqa.engines.budgeting.vote_columns import CHUNK, VoteColumns, plain_votes
from multaqa.refusal import Refusal

SHORT = ["A", "B", "1", "12", "BO.D1", "بئر"]
LONG = [
    "project-one",
    "project-one-b",
    "project-two",
    "x",
    "والماء-في-القرية",
    "project-one-bis-and-more",
]
KINDS = ["approval", "choose-1", "cumulative", "scoring", "ordinal"]
LIMITS = [
    *("", "", "max_length;2", "min_length;1", "max_sum_cost;40", "min_sum_cost;20"),
    *("max_points;2", "min_points;1", "max_sum_points;4", "min_sum_points;2"),
]
GIVEN = ["0", "1", "2", "3", "2.5", "0.25", "10"]


def told(kind, ids, rows, meta="", *, quoted=False, end="\n", count=None):
    """A file; quoted, its first row says the same in a way that is read row by row."""
    lines = [
        "META",
        "key;value",
        *("description;d", "country;c", "unit;u", "instance;i", f"num_projects;{len(ids)}"),
        f"num_votes;{len(rows) if count is None else count}",
        *("budget;100", f"vote_type;{kind}", "rule;r", "date_begin;1", "date_end;2"),
        *([meta] if meta else []),
        "PROJECTS",
        "project_id;cost;name",
        *(f'{one};{10 + 7 * place};"n;{place}"' for place, one in enumerate(ids)),
        "VOTES",
        "voter_id;age;vote;points",
    ]
    for number, (voter, vote, points) in enumerate(rows):
        name = f'"{voter}"' if quoted and not number else voter
        lines.append(f"{name};30;{vote};{points}")
    return (end.join(lines) + end).encode()


def found(content, *, is_strict):
    """All that a reading tells, or the refusal."""
    try:
        reading = read(content, is_strict=is_strict)
    except Refusal as refusal:
        return refusal.code, refusal.facts
    election, ballots = reading.election, reading.election.ballots
    kept = [(one.line, one.code, dict(one.facts)) for one in reading.forgiven]
    arrays = [ballots.weights, ballots.starts, ballots.chosen, ballots.points]
    return (
        [(array.tolist(), array.dtype) for array in arrays],
        ballots.point_scale,
        reading.voters,
        kept,
        (election.projects, election.budget, election.limits, election.facts),
    )


@st.composite
def votes(draw):
    """Mostly what is right; now and then a fault of each kind."""
    kind, ids = draw(st.sampled_from(KINDS)), draw(st.sampled_from([SHORT, LONG]))
    odd = st.sampled_from([*ids, *ids, *ids, "nowhere", "", " A", "None", "project-on"])
    names = st.sampled_from(ids) if draw(st.booleans()) else odd
    has_points = kind in ("cumulative", "scoring")
    values = st.sampled_from(GIVEN if draw(st.booleans()) else [*GIVEN, "-1", "x", "", "1e3"])
    is_unique = draw(st.booleans())
    rows = []
    for number in range(draw(st.integers(1, 12))):
        chosen = draw(st.lists(names, max_size=1 if kind == "choose-1" else 5, unique=is_unique))
        size = len(chosen) if draw(st.integers(0, 9)) else draw(st.integers(0, 3))
        points = draw(st.lists(values, min_size=size, max_size=size)) if has_points else []
        voter = number if draw(st.integers(0, 19)) else draw(st.sampled_from([0, "", " ", "é"]))
        rows.append((voter, ",".join(chosen), ",".join(points)))
    meta = draw(st.sampled_from(LIMITS))
    return kind, ids, rows, meta


@given(votes(), st.booleans(), st.sampled_from(["\n", "\r\n"]), st.integers(0, 1))
def test_votes_read_at_once_are_those_read_row_by_row(vote, is_strict, end, more):
    count = len(vote[2]) + more
    plain = told(*vote, end=end, count=count)
    careful = told(*vote, end=end, count=count, quoted=True)

    assert plain_votes(careful) is None
    assert found(plain, is_strict=is_strict) == found(careful, is_strict=is_strict)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("change", "is_plain"),
    [
        (("", ""), True),
        (("\n2;", "\n\n2;"), True),
        (("\n2;", "\n;2;"), False),
        (("\n2;30", "\n2"), False),
        (("\n2;", "\n ;"), False),
        (("\n2;", "\nNOTES\n2;"), False),
        (("\n2;", "\r2;"), False),
        (("\n2;", "\n\0002;"), False),
        (("voter_id;age", "voter_id;vote"), False),
        (('"n;0"', '"n\nVOTES\nvoter_id;age;vote;points\n"'), False),
    ],
)
def test_only_plain_votes_are_read_at_once(change, is_plain, end):
    """And what is not is read as it would be in any case."""
    rows = [(1, "A,B", ""), (2, "", ""), (3, "B,A", "")]
    content = told("approval", SHORT, rows).decode().replace(*change).replace("\n", end).encode()
    head, body = content.split(b"VOTES", 1)
    careful = head + b"VOTES" + body.replace(b"3;30;B,A", b'3;30;"B,A"')

    assert (plain_votes(content) is not None) is is_plain
    for is_strict in (True, False):
        assert found(content, is_strict=is_strict) == found(careful, is_strict=is_strict)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ids", [SHORT, LONG])
def test_plain_votes_of_every_kind_are_read_at_once(kind, ids):
    """Also where every order of the same choices is a ballot of its own."""
    most = 1 if kind == "choose-1" else 3
    chosen = [",".join(one) for size in range(most + 1) for one in permutations(ids, size)]
    rows = [
        (f"voter-number-{place}", vote, vote and "1,2,3"[: 2 * vote.count(",") + 1])
        for place, vote in enumerate(chosen * 2)
    ]
    reading = read(told(kind, ids, rows), is_strict=True)
    assert isinstance(reading.names, VoteColumns)
    assert reading.voters == tuple(voter for voter, _vote, _points in rows)
    careful = read(told(kind, ids, rows, quoted=True), is_strict=True)
    assert not isinstance(careful.names, VoteColumns)
    assert reading.election.ballots.weights.tolist() == careful.election.ballots.weights.tolist()


def test_names_that_only_begin_alike_are_two_and_the_same_name_is_one():
    rows = [("a-very-long-name-1", "A", ""), ("a-very-long-name-2", "A", ""), ("a-very", "B", "")]
    assert isinstance(read(told("approval", SHORT, rows), is_strict=True).names, VoteColumns)
    with pytest.raises(Refusal, match="voter_twice"):
        read(told("approval", SHORT, [*rows, rows[0]]), is_strict=True)


def test_a_line_longer_than_what_is_read_at_once_is_read():
    rows = [(1, "A", ""), ("v" * CHUNK, "A,B", ""), (3, "A", "")]
    reading = read(told("approval", SHORT, rows), is_strict=True)
    assert (reading.election.ballots.weights.tolist(), len(reading.voters)) == ([2, 1], 3)


def test_sections_in_another_order_are_read():
    content = told("approval", SHORT, [(1, "A,B", "")])
    meta, rest = content.split(b"PROJECTS", 1)
    projects, votes_ = rest.split(b"VOTES", 1)
    for moved in (meta + b"VOTES" + votes_ + b"PROJECTS" + projects, b"VOTES" + votes_ + meta):
        again = found(moved, is_strict=False)
        assert again[0] == "pabulib.section_missing" or again[2] == ("1",)


def test_equal_ballots_far_apart_are_counted_together():
    rows = [(number, "A,B" if number % 2 else "12", "") for number in range(400_000)]
    ballots = read(told("approval", SHORT, rows), is_strict=True).election.ballots
    assert (ballots.weights.tolist(), ballots.chosen.tolist()) == ([200_000] * 2, [3, 0, 1])
