"""The terminal: refusals as one sentence, findings as a table, never a traceback."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from multaqa.cli.language import Language
from multaqa.kernel.engine_phrases import _
from multaqa.refusal import Refusal

UNREADABLE = 2
# A pipe has no edge: a sentence cut there could not be searched.
ENDLESS = 100_000


def console_of(*, error: bool = False) -> Console:
    stream = sys.stderr if error else sys.stdout
    return Console(
        stderr=error, width=None if stream.isatty() else ENDLESS, highlight=False, markup=False
    )


@contextmanager
def refusals_told(language: Language) -> Iterator[None]:
    """End the command with one sentence and the code 2 when the block refuses."""
    try:
        yield
    except Refusal as refusal:
        console = console_of(error=True)
        told = language.phrase(refusal.code, refusal.facts)
        console.print(told, style="bold red", soft_wrap=True)
        if "alternatives" in refusal.facts:
            _print_ways(console, language, refusal.facts["alternatives"])
        raise typer.Exit(UNREADABLE) from refusal


def _print_ways(console: Console, language: Language, ways: object) -> None:
    """The ways out of quotas that nobody can keep, each enough by itself."""
    if not isinstance(ways, tuple) or not ways:
        console.print(language.word(_("No change of quotas would help.")), soft_wrap=True)
        return
    console.print(language.word(_("The smallest changes that help, each line enough by itself:")))
    for way in ways:
        console.print(f"  • {language.alternative(way)}", soft_wrap=True)


def content_of(path: Path, *, most: int = -1) -> bytes:
    """The bytes of a file, at most one more than ``most``; refuses one absent or closed to us."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1 if most >= 0 else -1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Refusal("lottery.file_missing", file=str(path)) from error
    except (OSError, ValueError) as error:
        raise Refusal("lottery.file_unreadable", file=str(path)) from error


def print_table(console: Console, rows: Sequence[tuple[str, ...]]) -> None:
    """A plain table without heads: marks or names first, then what they mean."""
    table = Table(show_header=False, box=SIMPLE, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console.print(table)
