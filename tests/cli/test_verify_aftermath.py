"""`multaqa verify` on the file of what followed a draw, as anyone would type it."""

import json

import pytest

from multaqa.engines.evidence import canonical
from multaqa.engines.lottery.aftermath import state_of
from tests.cli.cases import multaqa
from tests.engines.lottery.sequels import HEALTH, story, written_again


def kept(tmp_path, document, openings=()):
    path = tmp_path / "after.json"
    path.write_bytes(canonical(document))
    opened = []
    for place, opening in enumerate(openings):
        (tmp_path / f"opening-{place}.json").write_text(json.dumps(opening))
        opened += ["--opened", tmp_path / f"opening-{place}.json"]
    return path, opened


@pytest.mark.parametrize("sensitive", [frozenset(), HEALTH], ids=["open", "veiled"])
def test_a_story_is_told_step_by_step_and_holds(tmp_path, sensitive):
    document, openings = story(sensitive)
    path, opened = kept(tmp_path, document, openings)
    head = state_of(document).head
    result = multaqa("verify", path, *opened, "--head", head)
    assert result.exit_code == 0, result.output
    for step in (1, 2, 3):
        assert f"Step {step}," in result.output
    assert "The newest fingerprint is the published one" in result.output.replace("\n", " ")


def test_a_friend_called_out_of_turn_is_found(tmp_path):
    document, _ = story()
    ahead, call = document["sealed"]["steps"][:2]
    other = next(one for one in reversed(ahead["people"]) if one not in call["came"])
    first = call["came"][0]
    call["came"] = sorted([other, *call["came"][1:]])
    call["panel"] = sorted([other, *(one for one in call["panel"] if one != first)])
    path, _ = kept(tmp_path, written_again(document))
    assert multaqa("verify", path).exit_code == 1


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_it_is_told_in_the_readers_language(tmp_path, language):
    document, _ = story()
    path, _ = kept(tmp_path, document)
    result = multaqa("verify", path, "--lang", language)
    assert result.exit_code == 0
    assert "Step 1" not in result.output
