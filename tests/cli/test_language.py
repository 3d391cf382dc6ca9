"""Every code that an engine or the command line can say has a sentence, and the facts it takes."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

import multaqa
from multaqa.cli.language import Language, spoken
from multaqa.engines.lottery import Alternative, Change
from multaqa.kernel.engine_phrases import FINDINGS, PHRASES, REFUSALS, STEPS, Plural

HOUSE = Path(multaqa.__file__).parent
SOURCES = [
    *(HOUSE / "engines" / "lottery").glob("*.py"),
    *(HOUSE / "engines" / "budgeting").glob("*.py"),
    *(HOUSE / "engines").glob("*.py"),
    *(HOUSE / "cli").glob("*.py"),
]
OWN = ("lottery.", "budgeting.", "evidence.", "record.")


def said(name):
    """The codes that a call of this name says, with the facts named beside each."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == name):
                continue
            code = node.args[0] if node.args else None
            if isinstance(code, ast.Constant) and str(code.value).startswith(OWN):
                yield code.value, {word.arg for word in node.keywords}


def sentences(phrase):
    return (phrase.singular, phrase.plural) if isinstance(phrase, Plural) else (phrase,)


def test_every_refusal_has_a_sentence_and_every_sentence_a_refusal():
    codes = {code for code, _ in said("Refusal")}

    assert codes == {code for code in REFUSALS if code.startswith(OWN)}


def test_every_refusal_gives_the_facts_that_its_sentence_takes():
    for code, facts in said("Refusal"):
        if None in facts:
            continue
        for sentence in sentences(REFUSALS[code]):
            assert set(re.findall(r"%\((\w+)\)", sentence)) <= facts, code


def test_every_finding_has_a_sentence():
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    codes = {code for code, _ in said("Finding")}

    assert codes <= set(FINDINGS)
    assert all(f'"{code}"' in text for code in FINDINGS)


def test_no_code_is_told_in_two_tables():
    assert len(PHRASES) == len(REFUSALS) + len(FINDINGS) + len(STEPS)


def test_sentences_name_their_facts():
    for phrase in PHRASES.values():
        for sentence in sentences(phrase):
            assert not re.search(r"%[^(%]", sentence), sentence
        if isinstance(phrase, Plural):
            assert f"%({phrase.fact})" in phrase.plural


@pytest.mark.parametrize(
    ("asked", "environment", "code"),
    [
        ("", {}, "en"),
        ("fr", {"LANG": "ar_MA.UTF-8"}, "fr"),
        ("", {"LANG": "ar_MA.UTF-8"}, "ar"),
        ("", {"LC_ALL": "C.UTF-8", "LANG": "fr_FR"}, "en"),
        ("de", {"LANG": "fr_FR"}, "en"),
    ],
)
def test_spoken_follows_what_is_asked_then_the_environment(monkeypatch, asked, environment, code):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert spoken(asked) == code


def test_language_tells_changes_and_a_refusal_within_another():
    english = Language("en")
    way = Alternative((Change("setting", "rural", "minimum", 75, 73),), 2)

    assert english.change(way.changes[0]) == "setting: rural at least 75 → 73"
    assert english.alternative(way) == "setting: rural at least 75 → 73"
    assert english.phrase(
        "lottery.draw_refused", {"reason": "lottery.empty_public_value"}
    ).endswith("The public value is empty, or cannot be read.")


def test_language_counts():
    english = Language("en")

    assert english.phrase("lottery.list_agrees", {"people": 1}).endswith("1 person.")
    assert english.phrase("lottery.list_agrees", {"people": 2}).endswith("2 people.")


@pytest.mark.parametrize(("code", "text"), [("en", "1,234.50"), ("fr", "1\u202f234,50")])
def test_language_writes_numbers_its_own_way(code, text):
    assert Language(code).number(1234.5, 2) == text


def test_language_lets_no_control_sequence_through():
    told = Language("en").phrase("lottery.file_missing", {"file": "\x1b[2Jgone"})

    assert "\x1b" not in told


def test_sentences_can_be_told_from_their_own_facts():
    """A sentence whose numbers were given as words would raise: each is told once."""
    english = Language("en")
    for code, phrase in PHRASES.items():
        names = set(
            chain.from_iterable(re.findall(r"%\((\w+)\)", text) for text in sentences(phrase))
        )
        assert english.phrase(code, dict.fromkeys(names, 3))
