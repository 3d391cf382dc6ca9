"""``multaqa fund FILE.pb``: a budget vote decided exactly, explained and sealed."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def fund(  # noqa: PLR0913, PLR0917 - the options of a command are its arguments
    file: Annotated[Path, typer.Argument(help="The vote, as Pabulib writes it (.pb).")],
    out: Annotated[Path, typer.Option(help="The folder to write into.")],
    rule: Annotated[
        Literal["equal-shares", "greedy", "phragmen"], typer.Option(help="How it is decided.")
    ] = "equal-shares",
    utility: Annotated[
        Literal["cost", "cardinality", "points", "borda"] | None,
        typer.Option(
            help="What a project is worth to who supports it; by default what its kind of ballot "
            "usually means."
        ),
    ] = None,
    completion: Annotated[
        Literal["none", "add1", "add1,greedy"] | None,
        typer.Option(help="How money that equal shares leave is spent; by default add1,greedy."),
    ] = None,
    floor: Annotated[
        list[str] | None,
        typer.Option(
            help="At least so much to some projects: territory:NAME=AMOUNT or group:NAME=AMOUNT, "
            "in the file's currency; repeatable."
        ),
    ] = None,
    cap: Annotated[
        list[str] | None, typer.Option(help="At most so much, written likewise; repeatable.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse what departs from the format.")
    ] = False,
    lang: Annotated[str, typer.Option(help="ar, fr or en; by default the environment's.")] = "",
) -> None:
    """Share an envelope among projects by what people voted, so that anyone can count it again.

    Writes result.json, explanation.json, report.html and evidence.json into the folder. What
    departs from the format is forgiven and listed; with --strict it is refused, with its line.

    Exit code 2: the file cannot be read or counted, and why is said.
    """
    from multaqa.cli.funding import Wanted, fund_file  # here: help needs no engine

    fund_file(
        Wanted(
            file=file,
            out=out,
            rule=rule,
            utility=utility,
            completion=completion,
            floors=tuple(floor or ()),
            caps=tuple(cap or ()),
            is_strict=strict,
        ),
        language_code=lang,
    )
