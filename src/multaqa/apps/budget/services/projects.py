"""The projects that a round puts to the vote: typed, brought in, numbered, put in order."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import Round, RoundProject
from multaqa.apps.budget.services.rounds import draft_to_change
from multaqa.apps.network.models import Field, Group
from multaqa.apps.territory.queries import CommuneFinder
from multaqa.kernel import arabic, tables
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MOST_ROWS = 2000
NO_CENTS = re.compile(r"(?<=[0-9])[.,\u066b]0{1,2}$")
LISTED = str.maketrans({"،": ";", "؛": ";", ",": ";", "|": ";", "\n": ";"})
COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("العنوان", "عنوان المشروع", "المشروع", "titre", "projet", "intitule", "title"),
    "cost": ("الكلفة", "التكلفة", "المبلغ", "cout", "montant", "budget", "cost"),
    "holder_name": ("حامل المشروع", "الحامل", "الهيئة", "porteur", "organisme", "holder"),
    "summary": ("الملخص", "الوصف", "resume", "description", "summary"),
    "commune": ("الجماعة", "commune"),
    "setting": ("الوسط", "milieu", "setting"),
    "groups": ("الفئات", "الفئات المستهدفة", "groupes", "beneficiaires", "groups"),
}
SETTINGS = {
    **{arabic.fold(word): "rural" for word in ("قروي", "rural")},
    **{arabic.fold(word): "urban" for word in ("حضري", "urbain", "urban")},
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line of a file."""

    line: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Brought:
    """Projects read from a file, and what is wrong in it."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def add_project(*, voting: Round, actor: User, fields: Mapping[str, Any]) -> RoundProject:
    """One project typed at the desk, with the next number."""
    require(rules.can_prepare_rounds(actor))
    held = draft_to_change(voting)
    _refuse_cost(held, int(fields["cost"]))
    return RoundProject.objects.create(round=held, number=next_number(held), **_whole(fields))


@transaction.atomic
def save_project(*, project: RoundProject, actor: User, fields: Mapping[str, Any]) -> RoundProject:
    """Correct a project of a round in preparation."""
    require(rules.can_prepare_rounds(actor))
    held = draft_to_change(project.round)
    _refuse_cost(held, int(fields["cost"]))
    for name, said in _whole(fields).items():
        setattr(project, name, said)
    project.save()
    return project


@transaction.atomic
def remove_projects(*, voting: Round, actor: User, keys: Iterable[int]) -> int:
    """Take projects out of a round in preparation, and number the others anew."""
    require(rules.can_prepare_rounds(actor))
    held = draft_to_change(voting)
    count, _each = RoundProject.objects.filter(round=held, pk__in=list(keys)).delete()
    number_anew(held, queries.in_number_order(held))
    return count


@transaction.atomic
def move_project(*, project: RoundProject, actor: User, by: int) -> None:
    """One place up (-1) or down (1)."""
    require(rules.can_prepare_rounds(actor))
    held = draft_to_change(project.round)
    order = queries.in_number_order(held)
    at = [one.pk for one in order].index(project.pk)
    to = min(max(0, at + by), len(order) - 1)
    order.insert(to, order.pop(at))
    number_anew(held, order)


@transaction.atomic
def sort_projects(*, voting: Round, actor: User, by: str) -> None:
    """All of them anew, by title or by cost."""
    require(rules.can_prepare_rounds(actor))
    held = draft_to_change(voting)
    order = queries.in_number_order(held)
    if by == "cost":
        order.sort(key=lambda one: one.cost)
    else:
        order.sort(key=lambda one: arabic.fold(one.title))
    number_anew(held, order)


def number_anew(voting: Round, order: list[RoundProject]) -> None:
    """Numbers from 1 on; by way of numbers that nobody has, since each is one's own."""
    changed = [one for at, one in enumerate(order, 1) if one.number != str(at)]
    for one in changed:
        one.number = f"~{one.pk}"
    RoundProject.objects.bulk_update(changed, ["number"], batch_size=500)
    for at, one in enumerate(order, 1):
        one.number = str(at)
    RoundProject.objects.bulk_update(changed, ["number"], batch_size=500)


def read_projects(*, voting: Round, content: bytes) -> Brought:
    """Read a CSV or XLSX file of projects, headings in Arabic, French or English.

    Refuses a file without titles or costs; what is wrong in a line is a fault of that line.
    """
    table = tables.read(content, rows=MOST_ROWS, is_lenient=True)
    names = {arabic.fold(word): name for name, words in COLUMNS.items() for word in words}
    places: dict[str, int] = {}
    for place, header in enumerate(table.headers):
        if (name := names.get(arabic.fold(header))) and name not in places:
            places[name] = place
    for needed in ("title", "cost"):
        if needed not in places:
            raise Refusal("round_project.column_missing", column=COLUMNS[needed][0])
    brought, finder = Brought(), CommuneFinder(voting.province or voting.region)
    for line, cells in zip(table.lines, table.rows, strict=True):
        told = {name: cells[place].strip() for name, place in places.items()}
        try:
            brought.rows.append(_row(voting, told, finder))
        except Refusal as refusal:
            brought.faults.append(Fault(line, refusal))
    return brought


@transaction.atomic
def bring_projects(*, voting: Round, actor: User, rows: Iterable[Mapping[str, Any]]) -> int:
    """All the projects of a file after those that are there; or, at a wrong one, none."""
    require(rules.can_prepare_rounds(actor))
    held = draft_to_change(voting)
    first = int(next_number(held))
    made = [
        RoundProject(round=held, number=str(at), **_whole(row))
        for at, row in enumerate(rows, first)
    ]
    for one in made:
        _refuse_cost(held, one.cost)
    RoundProject.objects.bulk_create(made, batch_size=500)
    return len(made)


def _row(voting: Round, told: Mapping[str, str], finder: CommuneFinder) -> dict[str, Any]:
    if not told["title"]:
        raise Refusal("round_project.without_title")
    cost = _amount(told["cost"])
    _refuse_cost(voting, cost)
    row: dict[str, Any] = {
        "title": told["title"][:300],
        "cost": cost,
        "holder_name": told.get("holder_name", "")[:300],
        "summary": told.get("summary", "")[:3000],
        "setting": "",
        "groups": _known(told.get("groups", ""), dict(Group.choices)),
        "commune": None,
    }
    if said := told.get("commune", ""):
        found = finder.find(said).commune
        if found is None:
            raise Refusal("round_project.unknown_commune", commune=said[:60])
        row["commune"] = found
    if said := told.get("setting", ""):
        row["setting"] = SETTINGS.get(arabic.fold(said), "")
    return row


def _amount(text: str) -> int:
    """Whole units, however their thousands are parted; parts of one are refused."""
    plain = arabic.digits(text).strip()
    for ending in ("MAD", "DH", "dh", "درهم"):
        plain = plain.removesuffix(ending).rstrip()
    whole = arabic.ungrouped(NO_CENTS.sub("", plain))
    if not (whole.isdecimal() and len(whole) <= 15):
        raise Refusal("round_project.cost_unreadable", cost=text[:40])
    return int(whole)


def _known(text: str, names: Mapping[str, Any]) -> list[str]:
    by_word = {arabic.fold(str(name)): key for key, name in names.items()}
    words = [arabic.fold(one.strip()) for one in text.translate(LISTED).split(";")]
    found = [by_word.get(one, one if one in names else "") for one in words]
    return [one for one in dict.fromkeys(found) if one]


def _whole(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A project lies in the setting of its commune, unless it says another."""
    told = dict(fields)
    if told.get("commune") and not told.get("setting"):
        told["setting"] = told["commune"].setting
    unknown = set(told.get("fields", [])) - set(Field.values)
    told["fields"] = [one for one in told.get("fields", []) if one not in unknown]
    return told


def _refuse_cost(voting: Round, cost: int) -> None:
    if wrong := queries.cost_refusal(voting, cost):
        raise wrong


def next_number(voting: Round) -> str:
    """The number after the largest."""
    if not voting.projects.aggregate(last=Max("pk"))["last"]:
        return "1"
    numbers = voting.projects.values_list("number", flat=True)
    return str(max(queries.place_of(one)[0] for one in numbers) % 10**12 + 1)
