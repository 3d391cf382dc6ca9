"""All that the two days hold of a person, for the copy that they take along."""

from multaqa.apps.accounts.models import User
from multaqa.apps.attendance.queries.kept import (
    badges_about,
    badges_by_contact,
    certificates_about,
    check_ins_about,
)
from multaqa.kernel.copies import Tables, rows_of, tables_of


def export_of(user: User) -> Tables:
    """Their badges and certificates, when they came in, and what they did to others'."""
    tables = tables_of("attendance", user.pk)
    private = ["contact_mark", "note"]
    tables["badge"] = rows_of(badges_about(user), user_id=user.pk, without=private)
    tables["badge"] += [{"edition": str(one.edition)} for one in badges_by_contact(user)]
    tables["checkin"] = rows_of(check_ins_about(user), user_id=user.pk, without=["scan"])
    theirs = certificates_about(user)
    keys = {one.pk for one in theirs}
    deeds = [row for row in tables["certificate"] if row.get("id") not in keys]
    tables["certificate"] = [*rows_of(theirs, user_id=user.pk), *deeds]
    return tables
