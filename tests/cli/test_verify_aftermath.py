"""`multaqa verify` on the file of what followed a draw, as anyone would type it."""

import json

import pytest

from multaqa.engines.evidence import canonical
from multaqa.engines.lottery.aftermath import state_of
from tests.cli.cases import multaqa
from tests.engines.lottery.sequels import FIRST, HEALTH, SECOND, story, written_again


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


TOLD = {
    "ar": ("المرحلة 3", "لائحة الاحتياط", "لا يوجد أي اختلاف"),
    "fr": ("Étape 3", "suppléants désignés d’avance", "Rien ne diffère"),
}


@pytest.mark.parametrize("language", TOLD)
@pytest.mark.parametrize("sensitive", [frozenset(), HEALTH], ids=["open", "veiled"])
def test_it_is_told_in_the_readers_language(tmp_path, language, sensitive):
    document, openings = story(sensitive)
    path, opened = kept(tmp_path, document, openings)
    result = multaqa("verify", path, *opened, "--lang", language)
    assert result.exit_code == 0
    for words in TOLD[language]:
        assert words in result.output
    for english in ("Step ", "panel", "alternates", "✗"):
        assert english not in result.output


@pytest.mark.parametrize("language", TOLD)
def test_a_forgery_is_told_in_the_readers_language(tmp_path, language):
    document, _ = story()
    people = document["sealed"]["steps"][0]["people"]
    people.reverse()
    path, _ = kept(tmp_path, written_again(document))
    result = multaqa("verify", path, "--lang", language)
    assert result.exit_code == 1
    assert "✗" in result.output
    assert "Computed again" not in result.output


def test_the_published_seals_and_values_are_compared_draw_by_draw(tmp_path):
    document, _ = story()
    second = document["sealed"]["steps"][2]["draw"]
    path, _ = kept(tmp_path, document)
    known = ["--seal", document["sealed"]["draw"]["seal"], "--seal", second["seal"]]
    known += ["--public-value", FIRST, "--public-value", SECOND]
    assert multaqa("verify", path, *known).exit_code == 0
    known[-1] = "9 9 9"
    assert multaqa("verify", path, *known).exit_code == 1
