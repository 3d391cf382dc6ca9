"""A list of institutions to invite, read from a spreadsheet: each row, or what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from multaqa.apps.forum import queries
from multaqa.apps.forum.models import Edition, ExOfficioSeat
from multaqa.apps.forum.services.columns import Fault
from multaqa.apps.forum.services.registering import read_contact
from multaqa.apps.forum.services.vocabulary import folded
from multaqa.apps.territory.models import Commune
from multaqa.apps.territory.queries import CommuneFinder
from multaqa.kernel import arabic, tables
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
    "commune": ("الجماعة", "الجماعة الترابية", "جماعة", "commune", "code commune"),
    "phone": ("الهاتف", "رقم الهاتف", "telephone", "tel", "gsm", "phone", "mobile"),
    "email": (
        *("البريد الالكتروني", "البريد", "الايميل", "email", "e mail", "mail", "courriel"),
        *("adresse electronique", "adresse e mail"),
    ),
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
    if len(content) > settings.IMPORT_BYTES:
        raise Refusal(
            "table.too_heavy",
            megabytes=len(content) // 1_000_000,
            limit=settings.IMPORT_BYTES // 1_000_000,
        )
    table = tables.read(content, rows=settings.IMPORT_ROWS)
    names = _names(table.headers)
    for needed in NEEDED:
        if needed not in names:
            raise Refusal("nomination.column_missing", header=HEADERS[needed][0])
    read = Institutions(
        left_out=[
            header for header, name in zip(table.headers, names, strict=True) if header and not name
        ]
    )
    reader = _Reader(edition, table.headers, names, read.faults)
    for cells, line in zip(table.rows, table.lines, strict=True):
        read.rows.append(reader.row(cells, line))
    return read


def _names(headers: tuple[str, ...]) -> list[str]:
    """What each column holds; of two headed alike in meaning the first one counts."""
    names: list[str] = []
    for header in headers:
        name = _HEADER.get(arabic.fold(header), "")
        names.append("" if name in names else name)
    return names


class _Reader:
    """Reads one row after the other, and keeps what was read of those before."""

    def __init__(
        self, edition: Edition, headers: tuple[str, ...], names: list[str], faults: list[Fault]
    ) -> None:
        self.heads = {name: header for header, name in zip(headers, names, strict=True) if name}
        self.names, self.faults = names, faults
        self.near, self.anywhere = CommuneFinder(edition.region), CommuneFinder()
        self.letters = queries.invited_keys(edition)
        self.lines: dict[tuple[str, str], int] = {}

    def row(self, cells: tuple[str, ...], line: int) -> dict[str, Any]:
        told = {name: cell for name, cell in zip(self.names, cells, strict=True) if name}
        for name in WORDS & told.keys():
            told[name] = told[name][:LONGEST] if arabic.has_letters(told[name]) else ""
        row: dict[str, Any] = {name: told.get(name, "") for name in WORDS}
        for name in NEEDED:
            if not told.get(name):
                self._wrong(line, name, "row.cell_empty")
        if told.get("kind"):
            row["kind"] = self._kind(line, told["kind"])
        row["commune"] = self._commune(line, told.get("commune", ""))
        for name in ("phone", "email"):
            row[name] = self._contact(line, name, told.get(name, ""))
        self._once(line, queries.invited_key(row["institution_ar"], row["addressee_ar"]))
        return row

    def _wrong(self, line: int, name: str, code: str, **facts: Any) -> None:
        self.faults.append(Fault(line, self.heads.get(name, ""), code, facts))

    def _kind(self, line: int, cell: str) -> str:
        kind = _KIND.get(folded(cell)) or (cell.strip().lower() if cell in Kind.values else None)
        if kind is None:
            self._wrong(line, "kind", "institution.kind_unknown", value=cell[:60])
        return kind or ""

    def _commune(self, line: int, cell: str) -> Commune | None:
        """A commune of the territory, or of the whole country: ministries sit in Rabat."""
        if not cell:
            return None
        found = self.near.find(cell)
        if found.commune is None:
            found = self.anywhere.find(cell)
        if found.commune is None:
            is_shared = found.state == "ambiguous"
            code = "institution.commune_ambiguous" if is_shared else "institution.commune_unknown"
            self._wrong(line, "commune", code, value=cell[:60])
        return found.commune

    def _contact(self, line: int, name: str, cell: str) -> str:
        if not cell:
            return ""
        try:
            phone, email = read_contact(cell)
        except Refusal as refusal:
            if "@" not in cell and name == "phone":  # how many digits it has, and should have
                self.faults.append(Fault(line, self.heads[name], refusal.code, refusal.facts))
                return ""
            phone = email = ""
        found = phone if name == "phone" else email
        if not found:
            code = "institution.no_phone" if name == "phone" else "institution.no_email"
            self._wrong(line, name, code, value=cell[:60])
        return found

    def _once(self, line: int, key: tuple[str, str]) -> None:
        if not all(key):
            return
        if key in self.letters:
            self._wrong(line, "institution_ar", "institution.invited", letter=self.letters[key])
        elif key in self.lines:
            self._wrong(line, "institution_ar", "institution.twice", other=self.lines[key])
        self.lines.setdefault(key, line)
