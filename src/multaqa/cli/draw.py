"""``multaqa draw``: from the field's two files to a sealed lottery, and to its panel.

Without ``--public-value`` the lottery is sealed, and waits. Later ``--sealed evidence.json
--public-value VALUE`` draws from that file, so that the seal is older than the value. With a
sensitive column the opening is needed for that: ``--opened opening.json``, by default the one
beside the sealed file.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer


def draw(  # noqa: PLR0913, PLR0917 - the options of a command are its arguments
    out: Annotated[Path, typer.Option(help="The folder to write into.")],
    people: Annotated[Path | None, typer.Option(help="People, a row each (CSV).")] = None,
    quotas: Annotated[
        Path | None, typer.Option(help="Quotas: feature,value,min,max (CSV).")
    ] = None,
    seats: Annotated[int | None, typer.Option(help="How many people a panel has.")] = None,
    method: Annotated[
        Literal["leximin", "maximin", "nash"],
        typer.Option(help="What is fair: leximin, maximin or nash."),
    ] = ("leximin"),
    one_per: Annotated[
        str, typer.Option(help="A column of which one person per value at most may sit.")
    ] = "",
    panels: Annotated[
        int | None, typer.Option(min=1, help="How many panels; by default 1,000 or 10,000.")
    ] = None,
    public_value: Annotated[
        str | None, typer.Option(help="The public value that picks the panel.")
    ] = None,
    source: Annotated[str, typer.Option(help="Where the public value will be read.")] = "",
    known_at: Annotated[
        str, typer.Option(help="Before when nobody can know it (ISO 8601, with offset).")
    ] = "",
    form: Annotated[
        str, typer.Option(help='How it is written: "3 whole numbers in the order announced".')
    ] = "",
    encoding: Annotated[str, typer.Option(help="The files' encoding, if not UTF-8.")] = "",
    id_column: Annotated[str, typer.Option(help='By default "id", or the first column.')] = "",
    must_include: Annotated[
        list[str] | None, typer.Option(help="An id that must sit, or a file of them; repeatable.")
    ] = None,
    sensitive: Annotated[
        list[str] | None, typer.Option(help="A column to publish as commitments alone; repeatable.")
    ] = None,
    sealed: Annotated[
        Path | None, typer.Option(help="Draw from this evidence, sealed before.")
    ] = None,
    opened: Annotated[
        Path | None,
        typer.Option(help="Its opening, if columns are sensitive; by default the one beside it."),
    ] = None,
    lang: Annotated[str, typer.Option(help="ar, fr or en; by default the environment's.")] = "",
) -> None:
    """Draw a balanced panel from a pool, so that anyone can check it.

    Writes evidence.json, chances.csv, panels.csv and report.html into the folder, with a public
    value panel.csv too. Ids are published: let them be tickets, not names. When columns are
    sensitive, opening.json is written for the auditor: keep it secret, with chances.csv and
    panels.csv, which would tell sensitive values.
    """
    from multaqa.cli.drawing import Asked, draw_lottery  # here: help needs no engine

    draw_lottery(
        Asked(
            out=out,
            people=people,
            quotas=quotas,
            seats=seats,
            method=method,
            one_per=one_per,
            panels=panels,
            public_value=public_value,
            source=source,
            known_at=known_at,
            form=form,
            encoding=encoding,
            id_column=id_column,
            must_include=tuple(must_include or ()),
            sensitive=tuple(sensitive or ()),
            sealed=sealed,
            opened=opened,
        ),
        language_code=lang,
    )
