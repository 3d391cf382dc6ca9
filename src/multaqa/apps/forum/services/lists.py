"""Bringing a list of applicants in, and setting one of them apart."""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from secrets import SystemRandom

from django.conf import settings
from django.db import transaction

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import rules
from multaqa.apps.forum.models import (
    Applicant,
    College,
    Edition,
    ListImport,
    Standing,
)
from multaqa.apps.forum.phrases import ROLE_LABELS
from multaqa.apps.forum.services import columns
from multaqa.apps.forum.services.categories import EndedQuota, replace_categories
from multaqa.apps.forum.services.columns import ONCE, Reader, Reading, ReadRow, Role
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.apps.forum.services.vocabulary import Guard, folded
from multaqa.kernel import arabic, record, tables
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

STANDING_KINDS = {
    Standing.POOL: "forum.put_back",
    Standing.INCLUDED: "forum.seated_in_any_case",
    Standing.EXCLUDED: "forum.left_out",
}


@transaction.atomic
def open_list(*, college: College, actor: Visitor, file_name: str, content: bytes) -> ListImport:
    """Keep a file to be looked at; nothing of it is in the edition yet.

    A sensitive column is left out as long as the CNDP's authorisation is not recorded; a list
    still being looked at makes way for the new one. Refuses what is no table, what is too heavy,
    and any list once the draw is sealed.
    """
    require(rules.can_run_forum(actor))
    if college.draw.is_frozen:
        raise Refusal("draw.frozen")
    tables.check_weight(len(content))
    table = tables.read(content, rows=settings.IMPORT_ROWS)
    college.imports.filter(state=ListImport.State.OPEN).update(
        state=ListImport.State.DROPPED, content=b""
    )
    roles = columns.guess(table)
    # Without the authorisation the column is left out; with it the coordinator sees it as such.
    if not college.edition.may_ask_sensitive:
        roles = [Role.IGNORE if role == Role.SENSITIVE else role for role in roles]
    return ListImport.objects.create(
        college=college,
        file_name=file_name.replace("\0", "")[-200:],
        content=content,
        columns=roles,
        brought_by_id=actor.pk,
    )


def table_of(brought: ListImport) -> tables.Table:
    return tables.read(bytes(brought.content), rows=settings.IMPORT_ROWS)


def read_list(brought: ListImport, table: tables.Table, roles: list[Role]) -> Reading:
    """Read the file under ``roles``: each row with its faults, nothing kept.

    Refuses a role given to two columns that one alone can hold; a column that may not be held at
    all; a sensitive one without the CNDP's authorisation, or as anything but sensitive; and to
    balance by a column without a header. A refusal of one column names its place.
    """
    for role, count in Counter(roles).items():
        if role in ONCE and count > 1:
            raise Refusal("list.column_twice", role=str(ROLE_LABELS[role]))
    guards = columns.guards(table, roles)
    for place, (header, role, guard) in enumerate(zip(table.headers, roles, guards, strict=True)):
        if role == Role.IGNORE:
            continue
        column = place + 1
        if guard == Guard.NEVER:
            raise Refusal("list.column_never_held", header=header, column=column)
        if guard or role == Role.SENSITIVE:
            if not brought.college.edition.may_ask_sensitive:
                raise Refusal("list.sensitive_unauthorised", header=header, column=column)
            if role != Role.SENSITIVE:
                raise Refusal("list.column_is_sensitive", header=header, column=column)
        if role in columns.FREE and not header:
            raise Refusal("list.column_unnamed", column=column)
    return Reader(brought.college.edition, table.headers, roles).read(table)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How many people came in, and which quotas and how many exceptions nobody bears now."""

    people: int
    ended_exceptions: int
    ended_quotas: tuple[EndedQuota, ...] = ()


@transaction.atomic
def accept_list(
    *, brought: ListImport, actor: Visitor, roles: list[Role], leaves_out_faults: bool
) -> Arrival:
    """Make the file's good rows the edition's list, in place of any earlier one.

    Each applicant gets a ticket dealt at random, so that it tells nothing of the file's order.
    Quotas of categories that the new list keeps stay as they were, and so does who sits in any
    case or stays out, known by the number in the list. Refuses while rows have faults, unless they
    are to be left out.
    """
    require(rules.can_run_forum(actor))
    # First the edition: its authorisation cannot be withdrawn while the answers come in.
    Edition.objects.select_for_update().get(pk=brought.college.edition_id)
    brought = (
        ListImport.objects.select_for_update(of=("self",))
        .select_related("college__edition")
        .get(pk=brought.pk)
    )
    if brought.state != ListImport.State.OPEN:
        raise Refusal("list.closed")
    draw = opened_again(brought.college)
    reading = read_list(brought, table_of(brought), roles)
    if not reading.good:
        raise Refusal("list.no_good_row")
    if reading.faulty and not leaves_out_faults:
        raise Refusal("list.row_faults", rows=len(reading.faulty))
    ended = replace_people(brought.college, reading.good, keeps_numbers=Role.ID in roles)
    ended_quotas = replace_categories(brought.college, reading.good)
    brought.state, brought.columns, brought.content = ListImport.State.ACCEPTED, roles, b""
    brought.save(update_fields=["state", "columns", "content"])
    record.append(
        kind="forum.list_brought_in",
        subject=brought.college.subject,
        facts=brought.college.facts | {"people": len(reading.good)},
    )
    draw.save()
    return Arrival(len(reading.good), ended, tuple(ended_quotas))


def replace_people(
    college: College, rows: list[ReadRow], *, keeps_numbers: bool, prefix: str = ""
) -> int:
    """Put the new list in place of the old one; returns how many exceptions ended with it."""
    exceptions = {one.source_id: one for one in college.applicants.exclude(standing=Standing.POOL)}
    kept = _still_excepted(college, exceptions, rows) if keeps_numbers else {}
    college.applicants.all().delete()
    width = max(4, len(str(len(rows))))
    numbers = list(range(1, len(rows) + 1))
    SystemRandom().shuffle(numbers)
    Applicant.objects.bulk_create(
        (
            Applicant(
                college=college,
                source_id=row.source_id,
                ticket=f"{prefix}{number:0{width}d}",
                name=row.name,
                body=row.body,
                body_key=folded(row.body)[:300],
                phone=row.phone,
                commune=row.commune,
                values=row.values,
                sensitive=row.sensitive,
                standing=kept[row.source_id].standing if row.source_id in kept else Standing.POOL,
                reason=kept[row.source_id].reason if row.source_id in kept else "",
            )
            for number, row in zip(numbers, rows, strict=True)
        ),
        batch_size=500,
    )
    return len(exceptions) - len(kept)


def _still_excepted(
    college: College, exceptions: dict[str, Applicant], rows: list[ReadRow]
) -> dict[str, Applicant]:
    """The exceptions whose number still stands for the same person.

    Numbers that were lines of a file say nothing of persons, and a number may have been dealt
    anew: another name under it ends the exception. A registration's number is its own.
    """
    last = college.imports.filter(state=ListImport.State.ACCEPTED).order_by("pk").last()
    if last is not None and Role.ID not in last.columns:
        exceptions = {number: one for number, one in exceptions.items() if one.registration_id}
    named = {row.source_id: row.name for row in rows if row.source_id in exceptions}
    return {
        number: one
        for number, one in exceptions.items()
        if number in named and _is_alike(one.name, named[number])
    }


def _is_alike(old: str, new: str) -> bool:
    old, new = arabic.fold(old), arabic.fold(new)
    return not old or not new or SequenceMatcher(None, old, new).ratio() >= 0.75


@transaction.atomic
def drop_list(*, brought: ListImport, actor: Visitor) -> None:
    """Forget a file that was being looked at."""
    require(rules.can_run_forum(actor))
    open_imports = ListImport.objects.filter(pk=brought.pk, state=ListImport.State.OPEN)
    if not open_imports.update(state=ListImport.State.DROPPED, content=b""):
        raise Refusal("list.closed")


@transaction.atomic
def set_standing(
    *, applicant: Applicant, actor: Visitor, standing: Standing, reason: str
) -> Applicant:
    """Seat somebody in any case, leave them out of the draw, or put them back in it.

    Both exceptions ask for a reason, which the auditor reads; the public record names the ticket.
    Refuses once the draw is sealed, and when another list took the applicant's place meanwhile.
    """
    require(rules.can_run_forum(actor))
    draw = opened_again(applicant.college)
    found = Applicant.objects.filter(pk=applicant.pk).select_related("college__edition").first()
    if found is None:
        raise Refusal("applicant.gone")
    applicant, reason = found, reason.strip()
    if standing != Standing.POOL and not reason:
        raise Refusal("applicant.reason_missing")
    applicant.standing = standing
    applicant.reason = reason if standing != Standing.POOL else ""
    applicant.save(update_fields=["standing", "reason"])
    record.append(
        kind=STANDING_KINDS[standing],
        subject=applicant.college.subject,
        facts=applicant.college.facts | {"ticket": applicant.ticket},
    )
    draw.save()
    return applicant
