"""Files for the command line: a village of 40, made here, and the field's cases where present."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from multaqa.cli.main import app

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "lottery"
QUOTAS = """feature,value,min,max
gender,woman,3,3
gender,man,3,3
setting,urban,3,4
setting,rural,2,3
"""


def multaqa(*words, lang="en"):
    """Run the command as a person would; whatever went wrong must be told, never raised."""
    result = CliRunner().invoke(app, [str(word) for word in words], env={"LANGUAGE": lang})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def village(folder: Path, *, quotas: str = QUOTAS, people: int = 40) -> list[object]:
    """Write the two files, and say the options that name them."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "gender", "setting", "house"])
        for number in range(people):
            writer.writerow(
                [
                    f"p{number:02}",
                    f"اسم {number}",
                    "woman" if number % 3 else "man",
                    "rural" if number % 5 == 0 else "urban",
                    f"h{number // 2}",
                ]
            )
    (folder / "quotas.csv").write_text(quotas, encoding="utf-8")
    files = ["--people", folder / "people.csv", "--quotas", folder / "quotas.csv"]
    return ["draw", *files, "--seats", 6]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def case(name: str) -> Path:
    """A folder of the field's cases; the test that asks is skipped, aloud, where it is absent."""
    folder = CASES / name
    if not folder.is_dir():
        pytest.skip(f"the case {name} is not beside this repository")
    return folder
