"""``multaqa verify FILE``: decide again all that an evidence file says was decided."""

from pathlib import Path
from typing import Annotated

import typer


def verify(
    file: Annotated[
        Path,
        typer.Argument(
            help="Evidence: of a draw, of what followed one, of a budget vote, or record.json."
        ),
    ],
    opened: Annotated[
        list[Path] | None,
        typer.Option(
            help="What the auditor keeps when columns are sensitive, opening.json; again for each "
            "second draw."
        ),
    ] = None,
    seal: Annotated[
        list[str] | None,
        typer.Option(
            help="The fingerprint, as it was published before the draw; again for each second "
            "draw, in their order."
        ),
    ] = None,
    key: Annotated[str | None, typer.Option(help="The site's public key, in hexadecimal.")] = None,
    public_value: Annotated[
        list[str] | None,
        typer.Option(
            help="The public value, as its source gives it; again for each second draw, in their "
            "order."
        ),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option(
            help="A fingerprint noted before: of the public record, or, in it, of what followed a "
            "draw."
        ),
    ] = None,
    ballots: Annotated[
        Path | None,
        typer.Option(help="The published ballots of a budget vote (.pb), to compare with these."),
    ] = None,
    lang: Annotated[str, typer.Option(help="ar, fr or en; by default the environment's.")] = "",
) -> None:
    """Check an evidence file, or the public record's, with neither site nor database.

    Exit code 0: nothing differs. What the file alone cannot show is marked "?", and does not fail;
    --opened, --seal, --key, --public-value, --head and --ballots turn those marks into checks.

    Exit code 1: something differs, and what differs is said.

    Exit code 2: the file cannot be read.
    """
    from multaqa.cli.verifying import verify_file  # here: help needs no engine

    holds = verify_file(
        file,
        opened or (),
        seals=seal or (),
        key=key,
        public_values=public_value or (),
        head=head,
        ballots=ballots,
        language_code=lang,
    )
    if not holds:
        raise typer.Exit(1)
