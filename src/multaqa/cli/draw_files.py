"""The files that ``multaqa draw`` leaves in its folder."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from multaqa.engines import evidence
from multaqa.engines.evidence import Document
from multaqa.engines.lottery.opening import opened_by
from multaqa.engines.lottery.panel_check import counts_of
from multaqa.engines.lottery.sealed import Sealed, read_sealed
from multaqa.engines.lottery.spreadsheet import PeopleFile, fold
from multaqa.refusal import Refusal

# Of a lottery with sensitive columns, what the auditor keeps and nobody publishes.
SECRET = ("opening.json", "chances.csv", "panels.csv")


def _check_folder(out: Path, document: Document) -> None:
    """Refuse to write over the evidence of another seal, or of the same lottery drawn otherwise."""
    path = out / "evidence.json"
    if not path.is_file():
        return
    try:
        before = evidence.read(path.read_bytes())
    except (Refusal, OSError) as error:
        raise Refusal("lottery.out_holds_another", file=str(path)) from error
    if before.get("seal") != document["seal"]:
        raise Refusal("lottery.out_holds_another", file=str(path))
    if before.get("drawn") not in (None, document["drawn"]):
        raise Refusal("lottery.already_drawn")


def tables(
    document: Document, file: PeopleFile | None, opening: Document | None
) -> dict[str, bytes]:
    """The CSV files, by name, in UTF-8; a veiled lottery's SECRET ones beside its opening only.

    Refuses an opening that does not answer to what was sealed.
    """
    sealed = read_sealed(document["sealed"])
    texts = {}
    if document["drawn"]:
        texts["panel.csv"] = _drawn_table(sealed, document["drawn"]["panel"], file)
    if opening is not None:
        sealed = opened_by(sealed, document["seal"], opening)
    if sealed.is_whole:
        texts |= _panel_tables(sealed)
    return {name: text.encode() for name, text in texts.items()}


def _panel_tables(sealed: Sealed) -> dict[str, str]:
    counts = counts_of(sealed)
    return {
        "chances.csv": _table(
            ("id", "chance", "panels"),
            (
                (name, f"{chance:.9f}", f"{count:g}")
                for name, chance, count in zip(sealed.ids, sealed.chances, counts, strict=True)
            ),
        ),
        "panels.csv": _table(
            ("panel", *(f"seat_{seat}" for seat in range(1, sealed.seats + 1))),
            (
                (str(number), *(_member(sealed, member) for member in panel))
                for number, panel in enumerate(sealed.panels, start=1)
            ),
        ),
    }


def _member(sealed: Sealed, member: int) -> str:
    """The id of a person; of a type, its number, since people come in after the draw."""
    return sealed.ids[member] if sealed.by == "people" else f"type {member}"


def _drawn_table(sealed: Sealed, ids: Sequence[str], file: PeopleFile | None) -> str:
    """The drawn people with the columns of their file, or with those that the evidence shows.

    A sensitive column never stands beside a name, so it is left out of both.
    """
    if file is not None:
        hidden = {fold(name) for name in sealed.sensitive}
        kept = [at for at, column in enumerate(file.header) if fold(column) not in hidden]
        return _table(
            [file.header[at] for at in kept],
            ([file.rows[name][at] for at in kept] for name in ids),
        )
    place = {name: person for person, name in enumerate(sealed.ids)}
    shown = [
        (category, column)
        for category, column in zip(sealed.categories, sealed.columns, strict=True)
        if column is not None
    ]
    return _table(
        ("id", *(category.name for category, _column in shown)),
        (
            (name, *(category.values[column[place[name]]] for category, column in shown))
            for name in ids
        ),
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def write(out: Path, contents: Mapping[str, bytes], document: Document) -> None:
    """Write the files, the evidence last, so that where it stands all the others do."""
    try:
        _check_folder(out, document)
        out.mkdir(parents=True, exist_ok=True)
        for name, content in sorted(contents.items(), key=lambda file: file[0] == "evidence.json"):
            (out / name).write_bytes(content)
    except OSError as error:
        raise Refusal("lottery.out_unwritable", file=str(out)) from error
