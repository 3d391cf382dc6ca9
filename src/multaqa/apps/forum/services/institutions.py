"""A list of institutions to invite, read from a spreadsheet: each row, or what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from multaqa.apps.forum import queries
from multaqa.apps.forum.models import Edition, ExOfficioSeat
from multaqa.apps.forum.services.columns import Fault
from multaqa.apps.forum.services.contact_lists import (
    CONTACT_HEADERS,
    ContactList,
    ContactReader,
    read_contact_list,
)
from multaqa.apps.forum.services.vocabulary import folded
from multaqa.kernel import arabic
from multaqa.refusal import Refusal

Kind = ExOfficioSeat.Kind
LONGEST = 200

# Each heading as people write it, folded when it is compared.
HEADERS: dict[str, tuple[str, ...]] = {
    "kind": ("الصنف", "النوع", "صنف المؤسسة", "نوع المؤسسة", "type", "categorie", "kind"),
    "institution_ar": (
        *("المؤسسة", "المؤسسة بالعربية", "اسم المؤسسة", "اسم المؤسسة بالعربية", "الهيئة"),
        *("institution ar", "institution en arabe", "institution", "institution in arabic"),
    ),
    "institution_fr": (
        *("المؤسسة بالفرنسية", "اسم المؤسسة بالفرنسية", "institution fr"),
        *("institution en francais", "institution in french"),
    ),
    "addressee_ar": (
        *("المرسل اليه", "المرسل اليه بالعربية", "المخاطب", "المخاطب بالعربية", "الموجه اليه"),
        *("destinataire ar", "destinataire en arabe", "destinataire", "addressee ar"),
        *("addressee", "addressee in arabic"),
    ),
    "addressee_fr": (
        *("المرسل اليه بالفرنسية", "المخاطب بالفرنسية", "destinataire fr"),
        *("destinataire en francais", "addressee fr", "addressee in french"),
    ),
    **CONTACT_HEADERS,
}
WORDS = frozenset(name for name in HEADERS if name.endswith(("_ar", "_fr")))
NEEDED = ("kind", "institution_ar", "addressee_ar")
KINDS: dict[str, tuple[str, ...]] = {
    Kind.COUNCIL: (
        *("مجلس منتخب", "مجلس", "جماعة", "جماعة ترابية", "مجلس جماعي", "مجلس جماعة"),
        *("conseil elu", "conseil", "collectivite", "commune", "council", "elected council"),
    ),
    Kind.SERVICE: (
        *("مصلحة لاممركزة", "مصلحة لاممركزة للدولة", "مصلحة خارجية", "مصلحة", "مديرية"),
        *("service deconcentre", "service exterieur", "service", "direction", "delegation"),
        *("state service", "مندوبية"),
    ),
    Kind.MINISTRY: ("وزارة", "ministere", "ministry"),
    Kind.PARLIAMENT: (
        *("برلماني", "برلمانية", "برلماني ة", "برلمان", "parlementaire", "parlement"),
        *("parliament", "parliamentarian"),
    ),
    Kind.PARTNER: ("شريك", "شركاء", "مؤسسة شريكة", "partenaire", "partner"),
}
_HEADER = {arabic.fold(word): name for name, words in HEADERS.items() for word in words}
_KIND = {arabic.fold(word): kind for kind, words in KINDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Institutions:
    """The rows as seats will keep them, and the faults, each with its line."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_institutions(*, edition: Edition, content: bytes) -> Institutions:
    """Read a list under the headings that it has, in Arabic, French or English.

    Refuses what is no table, what is too heavy, and a list without kind, institution or addressee.
    A kind that is not known, a commune not found, a phone or e-mail that is none, and an
    institution invited already or standing twice are faults of their line.
    """
    found = read_contact_list(content, _HEADER, settings.IMPORT_ROWS)
    for needed in NEEDED:
        if needed not in found.names:
            raise Refusal("nomination.column_missing", header=HEADERS[needed][0])
    read = Institutions(left_out=found.left_out)
    reader = _Reader(edition, found, read.faults)
    for cells, line in zip(found.table.rows, found.table.lines, strict=True):
        read.rows.append(reader.row(cells, line))
    return read


class _Reader(ContactReader):
    """Reads one row after the other, and keeps what was read of those before."""

    def __init__(self, edition: Edition, read: ContactList, faults: list[Fault]) -> None:
        super().__init__(edition, read, faults)
        self.letters = queries.invited_keys(edition)
        self.lines: dict[tuple[str, str], int] = {}

    def row(self, cells: tuple[str, ...], line: int) -> dict[str, Any]:
        told = self.told(cells)
        for name in WORDS & told.keys():
            told[name] = told[name][:LONGEST] if arabic.has_letters(told[name]) else ""
        row: dict[str, Any] = {name: told.get(name, "") for name in WORDS}
        for name in NEEDED:
            if not told.get(name):
                self.wrong(line, name, "row.cell_empty")
        if told.get("kind"):
            row["kind"] = self._kind(line, told["kind"])
        row["commune"] = self.commune(line, told.get("commune", ""))
        for name in ("phone", "email"):
            row[name] = self.contact(line, name, told.get(name, ""))
        self._once(line, queries.invited_key(row["institution_ar"], row["addressee_ar"]))
        return row

    def _kind(self, line: int, cell: str) -> str:
        kind = _KIND.get(folded(cell)) or (cell.strip().lower() if cell in Kind.values else None)
        if kind is None:
            self.wrong(line, "kind", "institution.kind_unknown", value=cell[:60])
        return kind or ""

    def _once(self, line: int, key: tuple[str, str]) -> None:
        if not all(key):
            return
        if key in self.letters:
            self.wrong(line, "institution_ar", "institution.invited", letter=self.letters[key])
        elif key in self.lines:
            self.wrong(line, "institution_ar", "institution.twice", other=self.lines[key])
        self.lines.setdefault(key, line)
