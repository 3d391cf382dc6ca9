import json
import os
import subprocess
import sys

import pytest

from multaqa.engines.evidence import canonical, read, sign
from tests.cli.cases import multaqa, village


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    folder = tmp_path_factory.mktemp("village")
    options = ["--panels", 100, "--public-value", "907", "--out", folder]
    assert multaqa(*village(folder), *options).exit_code == 0
    return folder / "evidence.json"


def changed(evidence, tmp_path, change):
    document = read(evidence.read_bytes())
    change(document)
    path = tmp_path / "changed.json"
    path.write_bytes(json.dumps(document).encode())
    return path


def test_verify_exits_0_when_nothing_differs(evidence):
    result = multaqa("verify", evidence)

    assert result.exit_code == 0
    assert "Nothing differs. What is marked “?” this file cannot show" in result.output
    assert "drawn again with another value looks as good" in result.output


def test_verify_says_all_agrees_once_everything_is_known(evidence, tmp_path):
    document = sign(read(evidence.read_bytes()), bytes(32))
    path = tmp_path / "signed.json"
    path.write_bytes(canonical(document))
    key, seal = document["signature"]["public_key"], document["seal"]

    result = multaqa("verify", path, "--key", key, "--seal", seal, "--public-value", "907")

    assert result.exit_code == 0
    assert "?" not in result.output.replace("announces no public value", "").split("✓")[0]
    assert "The key is the one expected" in result.output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda document: document["drawn"]["panel"].__setitem__(0, "p99"),
            "On the list only: p99",
        ),
        (
            lambda document: document["drawn"].update(public_value="908"),
            "The seal and the value “908” give panel",
        ),
        (
            lambda document: document["sealed"]["panels"][3].pop(),
            "Panel 4 is of another size. People: 5. Seats: 6.",
        ),
        (
            lambda document: document["sealed"]["quotas"][0].update(minimum=0),
            "The content was changed",
        ),
        (
            lambda document: document["sealed"]["chances"].__setitem__(0, 0.5),
            "The chance of “p00” is",
        ),
        (
            lambda document: document["sealed"]["people"]["ids"].append("p99"),
            "The sealed part is not as the format says at “people",
        ),
        (lambda document: document.update(seal="00" * 32), "The content was changed"),
        (lambda document: document.update(format="1"), "see “format”"),
    ],
)
def test_verify_exits_1_and_says_what_differs(evidence, tmp_path, change, words):
    result = multaqa("verify", changed(evidence, tmp_path, change))

    assert result.exit_code == 1, result.output
    assert words in result.output
    assert "does NOT hold" in result.output


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--seal", "00" * 32, "This is not the file that was published"),
        ("--key", "00" * 32, "The file is unsigned"),
        ("--public-value", "1", "The public value is “907”, not “1”"),
    ],
)
def test_verify_exits_1_when_what_was_published_differs(evidence, option, text, words):
    result = multaqa("verify", evidence, option, text)

    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is not JSON: see line 1"),
        (b"\xff", "not UTF-8 text"),
        (b"[1]", "not a JSON object"),
        (b'{"a": 1, "a": 1}', "The key “a” stands twice"),
        (b'{"kind": "weather"}', "No decision of the kind “weather”"),
    ],
)
def test_verify_exits_2_on_what_cannot_be_read(tmp_path, content, words):
    path = tmp_path / "file.json"
    path.write_bytes(content)
    result = multaqa("verify", path)

    assert result.exit_code == 2
    assert words in result.output


def test_verify_exits_2_when_there_is_no_file(tmp_path):
    assert multaqa("verify", tmp_path / "nowhere.json").exit_code == 2
    assert multaqa("verify", tmp_path).exit_code == 2


WATCH = """
import sys
sys.argv[1:] = {words!r}
from multaqa.cli.main import run
try:
    run()
finally:
    print(sorted(set({modules!r}) & set(sys.modules)), file=sys.stderr)
"""


def awake(words, modules):
    """Which of the modules a command wakes, in a process of its own."""
    code = WATCH.format(words=[str(word) for word in words], modules=modules)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_verify_never_wakes_django(evidence):
    assert awake(["verify", evidence], ["django"]) == "[]"


@pytest.mark.parametrize("command", ["draw", "fund", "verify"])
def test_help_wakes_neither_django_nor_an_engine(command):
    heavy = ["django", "numpy", "highspy", "rich", "cryptography", "multaqa.engines.lottery"]

    assert awake([command, "--help"], heavy) == "[]"
