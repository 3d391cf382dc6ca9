"""What ``multaqa draw`` does once its engine is awake: read, compute, seal, draw, write."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from multaqa.cli import draw_files
from multaqa.cli.language import Language
from multaqa.cli.report_page import chance_rows, report_page
from multaqa.cli.screen import console_of, content_of, print_table, refusals_told
from multaqa.engines import evidence
from multaqa.engines.evidence import Document, canonical
from multaqa.engines.lottery import Lottery, compute
from multaqa.engines.lottery.draw import with_draw
from multaqa.engines.lottery.evidence import seal_lottery
from multaqa.engines.lottery.problem import Method, Problem
from multaqa.engines.lottery.report import Report, report_on
from multaqa.engines.lottery.sealed import PublicValue, read_sealed
from multaqa.engines.lottery.spreadsheet import (
    PeopleFile,
    fold,
    read_ids,
    read_people,
    read_quotas,
)
from multaqa.kernel.engine_phrases import _
from multaqa.refusal import Refusal

SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of the command, as they were given."""

    out: Path
    people: Path | None
    quotas: Path | None
    seats: int | None
    method: Method
    one_per: str
    panels: int | None
    public_value: str | None
    source: str
    known_at: str
    form: str
    encoding: str
    id_column: str
    must_include: tuple[str, ...]
    sensitive: tuple[str, ...]
    sealed: Path | None
    opened: Path | None


def draw_lottery(asked: Asked, *, language_code: str) -> None:
    """Seal the lottery, or take the one sealed before, draw when a value is given, and write."""
    language = Language(language_code)
    with refusals_told(language):
        lottery, opening = None, None
        file: PeopleFile | None
        if asked.sealed is None:
            file, problem = _read(asked)
            lottery = _compute(problem, asked, language)
            document, opening = _seal(lottery, asked)
        else:
            file = _rows_of(asked)
            document = _sealed_before(asked.sealed)
            opening = _opening_of(document, asked)
        if asked.public_value is not None:
            document = with_draw(document, asked.public_value, opening)
        contents = draw_files.tables(document, file, opening)
        report = report_on(document, lottery)
        contents["report.html"] = report_page(report, language).encode()
        contents["evidence.json"] = canonical(document)
        if opening is not None:
            contents["opening.json"] = canonical(opening)
            report = report_on(document, lottery, opening)
        draw_files.write(asked.out, contents, document)
    _tell(report, asked.out, language, is_veiled=opening is not None)


def _read(asked: Asked) -> tuple[PeopleFile, Problem]:
    """The pool and its quotas from their files; refuses what is missing from the command."""
    if asked.people is None or asked.quotas is None or asked.seats is None:
        given = {"--people": asked.people, "--quotas": asked.quotas, "--seats": asked.seats}
        missing = next(name for name, value in given.items() if value is None)
        raise Refusal("lottery.input_missing", option=missing)
    quotas = read_quotas(content_of(asked.quotas), name=str(asked.quotas), encoding=asked.encoding)
    file = read_people(
        content_of(asked.people),
        name=str(asked.people),
        quotas=quotas,
        encoding=asked.encoding,
        id_column=asked.id_column,
        group_column=asked.one_per,
    )
    return file, Problem(
        categories=tuple(dict.fromkeys(quota.category for quota in quotas)),
        people=file.people,
        quotas=quotas,
        seats=asked.seats,
        must_include=_must_sit(asked),
    )


def _must_sit(asked: Asked) -> frozenset[str]:
    ids: set[str] = set()
    for word in asked.must_include:
        if _is_file(word):
            content = content_of(Path(word))
            ids.update(read_ids(content, name=word, encoding=asked.encoding))
        else:
            ids.add(word.strip())
    return frozenset(ids)


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except OSError:
        return False  # too long or too odd for a file's name: an id, then


def _rows_of(asked: Asked) -> PeopleFile | None:
    """The people's rows alone, for the columns of panel.csv."""
    if asked.people is None:
        return None
    return read_people(
        content_of(asked.people),
        name=str(asked.people),
        quotas=(),
        encoding=asked.encoding,
        id_column=asked.id_column,
    )


def _compute(problem: Problem, asked: Asked, language: Language) -> Lottery:
    with console_of(error=True).status(language.word(_("Computing the fairest draw…"))):
        return compute(problem, method=asked.method, panels=asked.panels)


def _seal(lottery: Lottery, asked: Asked) -> tuple[Document, Document | None]:
    """Seal, dated only when a public value is announced: else equal files give equal seals."""
    if bool(asked.source) != bool(asked.known_at):
        missing = "--known-at" if asked.source else "--source"
        raise Refusal("lottery.input_missing", option=missing)
    spelt = {fold(name): name for name in lottery.problem.categories}
    return seal_lottery(
        lottery,
        sensitive=frozenset(spelt.get(fold(name), name) for name in asked.sensitive),
        salts=lambda _person, _column: secrets.token_bytes(SALT_BYTES),
        public_value=PublicValue(asked.source, asked.known_at, asked.form)
        if asked.source
        else None,
        sealed_at=datetime.now(UTC).isoformat(timespec="seconds") if asked.source else "",
    )


def _sealed_before(path: Path) -> Document:
    """Evidence sealed before; refuses one whose seal is not that of its content."""
    document = evidence.read(content_of(path))
    for finding in evidence.verify_envelope(document, kind="lottery"):
        if finding.ok is False:
            raise Refusal("lottery.sealed_file_differs", reason=finding.code, **finding.facts)
    read_sealed(document["sealed"])
    return document


def _opening_of(document: Document, asked: Asked) -> Document | None:
    """The opening that was named, or that stands beside a sealed file with sensitive columns."""
    if asked.sealed is None or not read_sealed(document["sealed"]).is_veiled:
        return None
    path = asked.opened or asked.sealed.with_name("opening.json")
    if asked.opened is None and not path.is_file():
        return None
    return evidence.read(content_of(path))


def _tell(report: Report, out: Path, language: Language, *, is_veiled: bool) -> None:
    rows = [
        (language.word(_("people")), language.number(report.people)),
        (language.word(_("seats")), language.number(report.seats)),
        (language.word(_("panels")), language.number(report.panels)),
        *chance_rows(report, language),
        (language.word(_("seal")), report.seal),
    ]
    if report.drawn:
        rows.append((language.word(_("public value")), language.clean(report.value)))
        rows.append((language.word(_("panel drawn")), language.number(report.number)))
    console = console_of()
    print_table(console, rows)
    if not report.drawn:
        hint = _("Publish the seal now; draw later with --sealed %(file)s --public-value VALUE.")
        console.print(language.word(hint, file=str(out / "evidence.json")), soft_wrap=True)
    check = _("Anyone can check it: multaqa verify %(file)s --seal %(seal)s")
    facts = {"file": str(out / "evidence.json"), "seal": report.seal}
    console.print(language.word(check, **facts), soft_wrap=True)
    if is_veiled:
        told = _("Not for publication, since they would tell sensitive values: %(files)s.")
        files = language.comma.join(draw_files.SECRET)
        console.print(language.word(told, files=files), style="bold", soft_wrap=True)
