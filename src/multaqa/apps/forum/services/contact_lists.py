"""A desk's list with names, communes and contacts: its columns, and what a cell says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.services.columns import Fault
from multaqa.apps.forum.services.registering import read_contact
from multaqa.apps.territory.models import Commune
from multaqa.apps.territory.queries import CommuneFinder
from multaqa.kernel import arabic, tables
from multaqa.refusal import Refusal

LONGEST_TOLD = 60
# The headings that every such list has, as people write them; folded when they are compared.
CONTACT_HEADERS: dict[str, tuple[str, ...]] = {
    "commune": ("الجماعة", "الجماعة الترابية", "جماعة", "commune", "code commune"),
    "phone": ("الهاتف", "رقم الهاتف", "telephone", "tel", "gsm", "phone", "mobile"),
    "email": (
        *("البريد الالكتروني", "البريد", "الايميل", "email", "e mail", "mail", "courriel"),
        *("adresse electronique", "adresse e mail"),
    ),
}


@dataclass(frozen=True, slots=True)
class ContactList:
    """The rows as they stand, with what each column holds; of two headed alike the first."""

    table: tables.Table
    names: tuple[str, ...]

    @property
    def left_out(self) -> list[str]:
        """The headings that say nothing to us."""
        pairs = zip(self.table.headers, self.names, strict=True)
        return [header for header, name in pairs if header and not name]


def read_contact_list(content: bytes, headings: Mapping[str, str], most: int) -> ContactList:
    """Read a table under its headings, each folded. Refuses what is no table or is too heavy."""
    tables.check_weight(len(content))
    table = tables.read(content, rows=most)
    names: list[str] = []
    for header in table.headers:
        name = headings.get(arabic.fold(header), "")
        names.append("" if name in names else name)
    return ContactList(table, tuple(names))


class ContactReader:
    """What a cell of such a list says; what it cannot say is a fault of its line."""

    def __init__(self, edition: Edition, read: ContactList, faults: list[Fault]) -> None:
        pairs = zip(read.table.headers, read.names, strict=True)
        self.heads = {name: header for header, name in pairs if name}
        self.names, self.faults = read.names, faults
        self.near, self.anywhere = CommuneFinder(edition.region), CommuneFinder()

    def told(self, cells: tuple[str, ...]) -> dict[str, str]:
        return {name: cell for name, cell in zip(self.names, cells, strict=True) if name}

    def wrong(self, line: int, name: str, code: str, **facts: Any) -> None:
        self.faults.append(Fault(line, self.heads.get(name, ""), code, facts))

    def commune(self, line: int, cell: str) -> Commune | None:
        """A commune of the territory, or of the whole country: ministries sit in Rabat."""
        if not cell:
            return None
        found = self.near.find(cell)
        if found.commune is None:
            found = self.anywhere.find(cell)
        if found.commune is None:
            is_shared = found.state == "ambiguous"
            code = "institution.commune_ambiguous" if is_shared else "institution.commune_unknown"
            self.wrong(line, "commune", code, value=cell[:LONGEST_TOLD])
        return found.commune

    def contact(self, line: int, name: str, cell: str) -> str:
        """A phone or an e-mail, as ``name`` says; empty where there is none or it is wrong."""
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
            self.wrong(line, name, code, value=cell[:LONGEST_TOLD])
        return found
