"""What stands before the votes, read in one go, is what the careful way reads there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.engines.budgeting.faults import Faults
from multaqa.engines.budgeting.pabulib import _parts
from multaqa.engines.budgeting.pabulib_head import plain_parts

HEAD = [
    *("META", "key;value", "description;A village", "Budget;100", 'comment;"#1: a; b"'),
    *(
        "PROJECTS",
        "project_id;cost;votes;name;target",
        '1;20;3;"Well; deep";women',
        "2; 30 ;;School;",
    ),
    *("VOTES", "voter_id;vote"),
]
ODD = [
    *(
        "",
        " ",
        ";",
        ";;",
        "META",
        "META;",
        "PROJECTS",
        "votes",
        "VOTES",
        "NOTES",
        "a",
        '"VOTES"',
        "VOTES;;",
    ),
    *(
        '"x;y"',
        '"x',
        'x;"y',
        '1;2;3;"n',
        "key;value",
        "value;key",
        "budget;100",
        "budget;200",
        "unit;",
    ),
    *(
        ";unit",
        "unit; u ;more",
        "project_id;cost",
        "cost;project_id;cost",
        "cost",
        "1;20",
        "1;20;3;n;t",
    ),
    *("3;40;5;n;t;more", ";40;5;n;t", "3;;5;n;t", "voter_id;vote", "1;1", "\ufeffMETA"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_plain_head_is_read_in_one_go(end):
    parts = plain_parts(end.join([*HEAD, ""]))
    assert parts is not None
    assert parts.meta == {"description": "A village", "budget": "100", "comment": "#1: a; b"}
    assert parts.projects == [
        (8, "1", "20", "Well; deep", "", "", "women"),
        (9, "2", "30", "School", "", "", ""),
    ]
    assert (parts.lines["budget"], parts.lines["VOTES"]) == (4, 10)


@given(st.data(), st.sampled_from(["\n", "\r\n"]))
def test_read_in_one_go_it_is_what_the_careful_way_reads(chosen, end):
    """Or it is not read so at all; what is has no fault."""
    lines = list(HEAD)
    for _change in range(chosen.draw(st.integers(0, 2))):
        place = chosen.draw(st.integers(0, len(lines) - 1))
        how = chosen.draw(st.sampled_from(["instead", "before", "none", "twice"]))
        told = {"instead": [chosen.draw(st.sampled_from(ODD))], "none": []}
        told |= {"before": [chosen.draw(st.sampled_from(ODD)), lines[place]]}
        told |= {"twice": [lines[place]] * 2}
        lines[place : place + 1] = told[how]
        if not lines:
            return
    head = end.join([*lines, ""])
    parts = plain_parts(head)
    if parts is not None:
        faults = Faults(is_strict=False)
        assert parts == _parts(head, faults)
        assert faults.forgiven == ()
