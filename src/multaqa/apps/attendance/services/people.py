"""A list of people who come, read from a spreadsheet: each row, or what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.attendance import rules
from multaqa.apps.attendance.models import Badge, BadgeKind
from multaqa.apps.attendance.services.badges import written_in
from multaqa.apps.attendance.services.issuing import held
from multaqa.apps.forum.models import Edition
from multaqa.apps.forum.services.columns import Fault
from multaqa.apps.forum.services.contact_lists import (
    CONTACT_HEADERS,
    ContactList,
    ContactReader,
    read_contact_list,
)
from multaqa.apps.forum.services.vocabulary import folded
from multaqa.kernel import arabic
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
    "sex": ("الجنس", "النوع الاجتماعي", "sexe", "genre", "sex"),
    **CONTACT_HEADERS,
}
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
    found = read_contact_list(content, _HEADER, MOST_PEOPLE)
    if "name" not in found.names:
        raise Refusal("badge.column_missing", header=HEADERS["name"][0])
    read = People(left_out=found.left_out)
    reader = _Reader(edition, found, kind, read.faults)
    for cells, line in zip(found.table.rows, found.table.lines, strict=True):
        read.rows.append(reader.row(cells, line))
    return read


class _Reader(ContactReader):
    """Reads one row after the other, and keeps who was read before."""

    def __init__(self, edition: Edition, read: ContactList, kind: str, faults: list[Fault]) -> None:
        super().__init__(edition, read, faults)
        self.kind = kind
        self.lines: dict[tuple[str, str], int] = {}

    def row(self, cells: tuple[str, ...], line: int) -> dict[str, Any]:
        told = self.told(cells)
        row: dict[str, Any] = {
            name: told.get(name, "")[:longest] for name, longest in LONGEST.items()
        }
        if not arabic.has_letters(row["name"]):
            self.wrong(line, "name", "row.cell_empty")
        row["kind"] = self._kind(line, told.get("kind", ""))
        row["sex"] = self._sex(line, told.get("sex", ""))
        row["commune"] = self.commune(line, told.get("commune", ""))
        for name in ("phone", "email"):
            row[name] = self.contact(line, name, told.get(name, ""))
        self._once(line, row)
        return row

    def _kind(self, line: int, cell: str) -> str:
        kind = _KIND.get(folded(cell)) or (cell if cell in BadgeKind.values else "")
        if cell and not kind:
            self.wrong(line, "kind", "badge.kind_unknown", value=cell[:60])
        elif not cell and not self.kind:
            self.wrong(line, "kind", "badge.kind_missing")
        return kind or self.kind

    def _sex(self, line: int, cell: str) -> str:
        sex = _SEX.get(folded(cell), "")
        if cell and not sex:
            self.wrong(line, "sex", "badge.sex_unknown", value=cell[:60])
        return sex

    def _once(self, line: int, row: dict[str, Any]) -> None:
        key = (arabic.fold(row["name"]), row["phone"] or row["email"] or row["body_name"])
        if not key[0]:
            return
        if key in self.lines:
            self.wrong(line, "name", "badge.twice", other=self.lines[key])
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
