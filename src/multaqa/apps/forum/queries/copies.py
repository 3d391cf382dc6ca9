"""All that the forum holds of a person, for the copy that they take along."""

from multaqa.apps.accounts.models import User
from multaqa.apps.forum.models import (
    Applicant,
    Objection,
    Registration,
    RegistrationStep,
    Seat,
)
from multaqa.apps.forum.queries.kept import (
    brought_with,
    named_by_contact,
    objections_of,
    registrations_about,
)
from multaqa.apps.forum.queries.messages import messages_of
from multaqa.kernel.copies import Row, Tables, rows_of, tables_of


def export_of(user: User) -> Tables:
    """What they asked for and were answered, with their answers; and what they did for others.

    A number in somebody else's answer may be mistyped: of a seat by right that it named, the copy
    says which one, and leaves out who was named.
    """
    tables = tables_of("forum", user.pk)
    about = Registration.objects.filter(pk__in=registrations_about(user).order_by().values("pk"))
    tickets = [
        *Applicant.objects.filter(registration__in=about).order_by("pk"),
        *brought_with(user.phone or ""),
    ]
    seats = Seat.objects.filter(applicant__in=tickets).order_by("pk")
    steps = RegistrationStep.objects.filter(registration__in=about)
    objections = Objection.objects.none()
    for edition_id in Objection.objects.values_list("edition", flat=True).distinct():
        objections |= objections_of(edition_id, user.phone, user.email)
    told = rows_of(messages_of(user), user_id=user.pk)
    rights: list[Row] = [
        {"letter": seat.reference, "institution": seat.institution, "state": seat.state}
        for seat in named_by_contact(user).select_related("edition")
    ]
    deeds = {name: [row for row in rows if "you" in row] for name, rows in tables.items()}
    return tables | {
        "registration": rows_of(about.order_by("pk"), user_id=user.pk, without=["token"])
        + deeds["registration"],
        "registrationstep": rows_of(steps, user_id=user.pk) + deeds["registrationstep"],
        "applicant": rows_of(tickets, user_id=user.pk),
        "seat": rows_of(seats, user_id=user.pk),
        "message": told,
        "objection": rows_of(objections, user_id=user.pk, without=["mark"]),
        "exofficioseat": rights,
    }
