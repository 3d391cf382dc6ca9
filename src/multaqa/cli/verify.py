"""``multaqa verify FILE``: decide again all that an evidence file says was decided."""

from pathlib import Path
from typing import Annotated

import typer


def verify(
    file: Annotated[Path, typer.Argument(help="The evidence, evidence.json, or record.json.")],
    opened: Annotated[
        Path | None,
        typer.Option(help="What the auditor keeps when columns are sensitive, opening.json."),
    ] = None,
    seal: Annotated[
        str | None, typer.Option(help="The fingerprint, as it was published before the draw.")
    ] = None,
    key: Annotated[str | None, typer.Option(help="The site's public key, in hexadecimal.")] = None,
    public_value: Annotated[
        str | None, typer.Option(help="The public value, as its source gives it.")
    ] = None,
    head: Annotated[
        str | None, typer.Option(help="A fingerprint of the public record, as it was noted before.")
    ] = None,
    lang: Annotated[str, typer.Option(help="ar, fr or en; by default the environment's.")] = "",
) -> None:
    """Check an evidence file, or the public record's, with neither site nor database.

    Exit code 0: nothing differs. What the file alone cannot show is marked "?", and does not fail;
    --opened, --seal, --key, --public-value and --head turn those marks into checks.

    Exit code 1: something differs, and what differs is said.

    Exit code 2: the file cannot be read.
    """
    from multaqa.cli.verifying import verify_file  # here: help needs no engine

    holds = verify_file(
        file,
        opened,
        seal=seal,
        key=key,
        public_value=public_value,
        head=head,
        language_code=lang,
    )
    if not holds:
        raise typer.Exit(1)
