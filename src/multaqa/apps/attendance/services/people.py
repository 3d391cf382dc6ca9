"""A list of people who come, read from a spreadsheet: each row, or what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.models import Badge, BadgeKind
from multaqa.apps.attendance.services.badges import written_in
from multaqa.apps.attendance.services.issuing import held
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.services import read_contact
from multaqa.apps.forum.services.columns import Fault
from multaqa.apps.forum.services.vocabulary import folded
from multaqa.apps.territory.models import Commune
from multaqa.apps.territory.queries import CommuneFinder
from multaqa.kernel import arabic, tables
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MOST_PEOPLE = 2000

# Each heading as people write it, folded when it is compared.
HEADERS: dict[str, tuple[str, ...]] = {
    "kind": ("الصفة في الملتقى", "نوع الشارة", "النوع", "الصنف", "type", "categorie", "kind"),
    "name": (
        *("الاسم الكامل", "الاسم والنسب", "الاسم", "الاسم العائلي والشخصي"),
        *("nom et prenom", "nom complet", "prenom et nom", "nom", "name", "full name"),
    ),
    "name_latin": (
        *("الاسم بالفرنسية", "الاسم بالحروف اللاتينية", "الاسم الكامل بالفرنسية"),
        *("nom en francais", "nom en lettres latines", "name in latin letters"),
    ),
    "body_name": (
        *("الهيئة", "المؤسسة", "الهيئة او المؤسسة", "الجمعية", "اسم الهيئة"),
        *("organisme", "institution", "organisation", "association", "body", "media"),
    ),
    "function": ("الصفة", "المهمة", "الوظيفة", "fonction", "qualite", "role", "function"),
    "commune": ("الجماعة", "الجماعة الترابية", "جماعة", "commune", "code commune"),
    "sex": ("الجنس", "النوع الاجتماعي", "sexe", "genre", "sex"),
    "phone": ("الهاتف", "رقم الهاتف", "telephone", "tel", "gsm", "phone", "mobile"),
    "email": (
        *("البريد الالكتروني", "البريد", "الايميل", "email", "e mail", "mail", "courriel"),
        *("adresse electronique", "adresse e mail"),
    ),
}
NEEDED = ("name",)
KINDS: dict[str, tuple[str, ...]] = {
    BadgeKind.ORGANISER: (
        *("منظم", "منظمة", "منظم ة", "منظمون", "لجنة التنظيم", "اللجنة المنظمة", "الهيئة المنظمة"),
        *("organisateur", "organisatrice", "organisation", "comite d organisation", "organiser"),
    ),
    BadgeKind.VOLUNTEER: (
        *("متطوع", "متطوعة", "متطوع ة", "متطوعون", "benevole", "volontaire", "volunteer"),
    ),
    BadgeKind.GUEST: (
        *("ضيف", "ضيفة", "ضيف ة", "ضيوف", "مدعو", "مدعوة", "مدعو ة"),
        *("invite", "invitee", "guest"),
    ),
    BadgeKind.PRESS: (
        *("صحافة", "الصحافة", "صحفي", "صحفية", "صحافي", "صحافية", "صحفي ة", "صحافي ة", "اعلام"),
        *("إعلامي", "اعلامية", "presse", "journaliste", "media", "press"),
    ),
    BadgeKind.SPEAKER: ("متدخل", "متدخلة", "متدخل ة", "intervenant", "intervenante", "speaker"),
    BadgeKind.EX_OFFICIO: ("بالصفة", "مشارك بالصفة", "membre de droit", "ex officio"),
    BadgeKind.PARTICIPANT: (*("مشارك", "مشاركة", "مشارك ة", "participant", "participante"),),
}
SEXES = {
    "female": ("امراة", "انثى", "نساء", "f", "femme", "feminin", "woman", "female", "ا"),
    "male": ("رجل", "ذكر", "رجال", "m", "h", "homme", "masculin", "man", "male", "ذ"),
}
LONGEST = {"name": 300, "name_latin": 150, "body_name": 300, "function": 150}
_HEADER = {arabic.fold(word): name for name, words in HEADERS.items() for word in words}
_KIND = {arabic.fold(word): kind for kind, words in KINDS.items() for word in words}
_SEX = {arabic.fold(word): sex for sex, words in SEXES.items() for word in words}


@dataclass(frozen=True, slots=True)
class People:
    """The rows as badges will keep them, and the faults, each with its line."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_people(*, edition: Edition, content: bytes, kind: str = "") -> People:
    """Read a list under the headings that it has; ``kind`` is of every row that says none.

    Refuses what is no table, what is too heavy, and a list without names. A kind or a commune that
    is not known, a phone or e-mail that is none and a person who stands twice are faults of their
    line.
    """
    if len(content) > settings.IMPORT_BYTES:
        raise Refusal(
            "table.too_heavy",
            megabytes=len(content) // 1_000_000,
            limit=settings.IMPORT_BYTES // 1_000_000,
        )
    table = tables.read(content, rows=MOST_PEOPLE)
    names: list[str] = []
    for header in table.headers:
        name = _HEADER.get(arabic.fold(header), "")
        names.append("" if name in names else name)
    if "name" not in names:
        raise Refusal("badge.column_missing", header=HEADERS["name"][0])
    read = People(
        left_out=[
            header for header, name in zip(table.headers, names, strict=True) if header and not name
        ]
    )
    reader = _Reader(edition, table.headers, names, kind, read.faults)
    for cells, line in zip(table.rows, table.lines, strict=True):
        read.rows.append(reader.row(cells, line))
    return read


class _Reader:
    """Reads one row after the other, and keeps who was read before."""

    def __init__(
        self,
        edition: Edition,
        headers: tuple[str, ...],
        names: list[str],
        kind: str,
        faults: list[Fault],
    ) -> None:
        self.heads = {name: header for header, name in zip(headers, names, strict=True) if name}
        self.names, self.kind, self.faults = names, kind, faults
        self.near, self.anywhere = CommuneFinder(edition.region), CommuneFinder()
        self.lines: dict[tuple[str, str], int] = {}

    def row(self, cells: tuple[str, ...], line: int) -> dict[str, Any]:
        told = {name: cell for name, cell in zip(self.names, cells, strict=True) if name}
        row: dict[str, Any] = {
            name: told.get(name, "")[:longest] for name, longest in LONGEST.items()
        }
        if not arabic.has_letters(row["name"]):
            self._wrong(line, "name", "row.cell_empty")
        row["kind"] = self._kind(line, told.get("kind", ""))
        row["sex"] = self._sex(line, told.get("sex", ""))
        row["commune"] = self._commune(line, told.get("commune", ""))
        for name in ("phone", "email"):
            row[name] = self._contact(line, name, told.get(name, ""))
        self._once(line, row)
        return row

    def _wrong(self, line: int, name: str, code: str, **facts: Any) -> None:
        self.faults.append(Fault(line, self.heads.get(name, ""), code, facts))

    def _kind(self, line: int, cell: str) -> str:
        kind = _KIND.get(folded(cell)) or (cell if cell in BadgeKind.values else "")
        if cell and not kind:
            self._wrong(line, "kind", "badge.kind_unknown", value=cell[:60])
        elif not cell and not self.kind:
            self._wrong(line, "kind", "badge.kind_missing")
        return kind or self.kind

    def _sex(self, line: int, cell: str) -> str:
        sex = _SEX.get(folded(cell), "")
        if cell and not sex:
            self._wrong(line, "sex", "badge.sex_unknown", value=cell[:60])
        return sex

    def _commune(self, line: int, cell: str) -> Commune | None:
        """A commune of the territory, or of the whole country."""
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
            self.faults.append(Fault(line, self.heads[name], refusal.code, refusal.facts))
            return ""
        found = phone if name == "phone" else email
        if not found:
            code = "institution.no_phone" if name == "phone" else "institution.no_email"
            self._wrong(line, name, code, value=cell[:60])
        return found

    def _once(self, line: int, row: dict[str, Any]) -> None:
        key = (arabic.fold(row["name"]), row["phone"] or row["email"] or row["body_name"])
        if not key[0]:
            return
        if key in self.lines:
            self._wrong(line, "name", "badge.twice", other=self.lines[key])
        self.lines.setdefault(key, line)


@dataclass(slots=True)
class Brought:
    """What a list came to."""

    badges: list[Badge] = field(default_factory=list)
    known_count: int = 0


@transaction.atomic
def bring_people(*, edition: Edition, actor: Visitor, rows: Iterable[dict[str, Any]]) -> Brought:
    """A badge for each row of a list that was read without a fault.

    Who was written in before is left as they are, so that a longer list can be brought in again.
    """
    require(rules.can_issue_badges(actor))
    held(edition)
    brought = Brought()
    for row in rows:
        try:
            brought.badges.append(written_in(edition, **row))
        except Refusal as refusal:
            if refusal.code != "badge.has_one":
                raise
            brought.known_count += 1
    return brought
