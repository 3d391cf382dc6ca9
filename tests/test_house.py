"""What no linter can see: the house keeps its own promises."""

import re
import subprocess
from pathlib import Path

import polib
import pytest
from django.apps import apps

from multaqa.kernel.engine_phrases import PHRASES as ENGINE_PHRASES
from multaqa.kernel.record import SENTENCES
from multaqa.kernel.refusals import PHRASES

TREE = Path(__file__).parents[1]
HOUSE = TREE / "src" / "multaqa"
DOCS = TREE / "docs"
CATALOGUES = [
    HOUSE / "locale" / language / "LC_MESSAGES" / "django.po" for language in ("ar", "fr")
]
FORBIDDEN = {
    "utils",
    "helpers",
    "common",
    "base",
    "misc",
    "manager",
    "handler",
    "process",
    "data",
    "info",
}


def holds_phrases(path):
    """The room ``phrases`` of an app, a module or a folder."""
    return "phrases" in {path.stem, path.parent.name}


def files(pattern, among):
    return {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob(among)
        if re.search(pattern, path.read_text())
    }


@pytest.mark.parametrize(
    ("pattern", "among"),
    [
        (r"(margin|padding|border)-(left|right)|[\s;{](left|right):", "*.css"),
        (r'\sstyle="|\son[a-z]+="|<style|<script(?![^>]*\ssrc=)', "*.html"),
        (r"\A(.*\n){501}", "*.py"),
        (r"(?m)^\s*(import|from) random\b", "*.py"),
        (r"\|safe\b|autoescape off", "*.html"),
    ],
    ids=["physical-css", "inline-style-or-script", "long-file", "random", "unescaped"],
)
def test_house_has_no(pattern, among):
    assert files(pattern, among) == set()


def test_no_module_has_a_name_that_says_nothing():
    named = {path.stem for path in HOUSE.rglob("*.py")} | {path.name for path in HOUSE.rglob("*/")}
    assert named & FORBIDDEN == set()


def test_every_refusal_has_a_phrase():
    text = "".join(path.read_text() for path in HOUSE.rglob("*.py"))
    raised = set(re.findall(r'Refusal\(\s*"([^"]+)"', text))
    assert raised - set(PHRASES) == set()


def test_every_phrase_of_a_refusal_is_raised_or_said_somewhere():
    text = "".join(
        path.read_text()
        for path in HOUSE.rglob("*.py")
        if not holds_phrases(path) and path.name not in {"engine_phrases.py", "finding_phrases.py"}
    )
    unused = {code for code in set(PHRASES) | set(ENGINE_PHRASES) if f'"{code}"' not in text}
    # A commune's fault is named by what the finder answers.
    assert {code for code in unused if not code.startswith("row.commune_")} == set()


def test_every_entry_of_the_record_has_a_sentence():
    text = "".join(path.read_text() for path in HOUSE.rglob("*.py"))
    assert set(re.findall(r'kind="(\w+\.\w+)"', text)) <= set(SENTENCES)
    phrases = "".join(path.read_text() for path in HOUSE.rglob("*.py") if holds_phrases(path))
    assert {
        kind for kind in SENTENCES if text.count(f'"{kind}"') == phrases.count(f'"{kind}"')
    } == set()


def test_every_model_is_in_the_glossary():
    models = {
        model.__name__ for model in apps.get_models() if model.__module__.startswith("multaqa.")
    }
    assert models - set(re.findall(r"`(\w+)`", (DOCS / "glossary.md").read_text())) == set()


def test_every_migration_was_named():
    names = {path.stem for path in HOUSE.rglob("migrations/0*.py")}
    assert {name for name in names if re.search(r"_auto_|_initial$|and_more$", name)} == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=["ar", "fr"])
def test_catalogue_is_complete(path):
    catalogue = polib.pofile(str(path))
    wanting = catalogue.untranslated_entries() + catalogue.fuzzy_entries()
    wanting += [
        entry for entry in catalogue if entry.msgid_plural and not all(entry.msgstr_plural.values())
    ]
    assert [entry.msgid for entry in wanting] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=["ar", "fr"])
def test_compiled_catalogue_is_the_written_one(path):
    written = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in polib.pofile(str(path))
    }
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in polib.mofile(str(path.with_suffix(".mo")))
    }
    assert compiled == written


@pytest.mark.parametrize("path", CATALOGUES, ids=["ar", "fr"])
def test_catalogue_keeps_every_placeholder(path):
    """A translation may leave a number to its word (one seat), never invent a placeholder."""
    holes = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w+)\}(?!\})")
    for entry in polib.pofile(str(path)):
        known = set(holes.findall(entry.msgid)) | set(holes.findall(entry.msgid_plural))
        for said in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert set(holes.findall(said)) <= known, entry.msgid
        if not entry.msgid_plural:
            assert set(holes.findall(entry.msgstr)) == known, entry.msgid


def test_no_line_of_french_begins_with_its_punctuation():
    """A no-break space stands before : ; ? ! » and after «."""
    said = [
        text
        for entry in polib.pofile(str(CATALOGUES[1]))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]
    assert [text for text in said if re.search("[ ][:;?!»]|«[ ]", text)] == []


def test_catalogues_know_every_sentence_of_the_code(tmp_path):
    """`script/words` was run: what xgettext finds is what the catalogues hold."""
    found = subprocess.run(
        [
            "xgettext",
            "--from-code=UTF-8",
            "--language=Python",
            "--keyword=gettext_noop",
            "--keyword=gettext_lazy",
            "--keyword=ngettext_lazy:1,2",
            "--keyword=_",
            "--no-location",
            "-o",
            str(tmp_path / "code.pot"),
            *map(str, HOUSE.rglob("*.py")),
        ],
        check=True,
        capture_output=True,
    )
    assert found.returncode == 0
    code = {entry.msgid for entry in polib.pofile(str(tmp_path / "code.pot"))}
    for path in CATALOGUES:
        assert code - {entry.msgid for entry in polib.pofile(str(path))} == set()


def test_every_decision_has_its_four_parts():
    for path in (DOCS / "decisions").glob("*.md"):
        text = path.read_text()
        for part in ("Context", "Decision", "Consequences", "Out of scope"):
            assert f"**{part}.**" in text, path.name
