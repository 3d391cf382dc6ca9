"""Real elections: the winners and their order as Pabutools finds them in exact arithmetic.

A project of cost 0 stands in a file for one that was removed; Pabutools takes it for nothing, we
never do, so it is left out of what is expected. It needs no money: nothing else changes.
"""

import json
from pathlib import Path

import pytest

from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.outcome import Completion, Rule, Utility
from multaqa.engines.budgeting.pabulib import read

CASES = Path(__file__).parents[4] / "shared" / "cases" / "budget"

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason="the shared cases of the budget are not beside this repository"
)
FILES = sorted(path.name for path in CASES.glob("*.pb"))


@pytest.mark.parametrize("name", FILES)
def test_winners_and_their_order_are_those_of_pabutools(name):
    election = read((CASES / name).read_bytes(), is_strict=False).election
    removed = {project.id for project in election.projects if not project.cost}
    expected = json.loads((CASES / "expected.json").read_text())[name]
    counts = {told: answer for told, answer in expected.items() if isinstance(answer, dict)}
    assert counts
    for told, answer in counts.items():
        outcome = decide(
            election,
            rule=Rule.GREEDY if told.startswith("greedy") else Rule.EQUAL_SHARES,
            utility=Utility(told.rsplit("_", 1)[1]),
            completion=(Completion.ADD1,) if "add1" in told else (),
            explain=False,
        )
        assert list(outcome.winners) == [one for one in answer["order"] if one not in removed], told
