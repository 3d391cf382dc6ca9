"""Opening and revising an edition."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import (
    Applicant,
    College,
    Draw,
    Edition,
    Registration,
    RegistrationState,
)
from multaqa.apps.forum.services.authorisation import let_go_of_sensitive
from multaqa.kernel import record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

SOLE = "all"  # the address of an edition's only college
YEARS = range(2000, 2101)


def check_days(*days: date) -> None:
    """Refuse a mistyped year: dates are moved from edition to edition, and a calendar ends."""
    if any(day.year not in YEARS for day in days):
        raise Refusal("edition.days_unlikely", first=YEARS[0], last=YEARS[-1])


@transaction.atomic
def open_edition(*, actor: Visitor, **fields: Any) -> Edition:
    """Open a new edition with one college for everyone, its draw empty; the record says so.

    Refuses a number taken, and days that no forum has.
    """
    require(rules.can_run_forum(actor))
    check_days(fields["starts_on"], fields["ends_on"])
    try:
        with transaction.atomic():
            edition = Edition.objects.create(**fields)
    except IntegrityError:
        raise Refusal("edition.number_taken", number=fields["number"]) from None
    college = College.objects.create(edition=edition, slug=SOLE)
    Draw.objects.create(college=college)
    record.append(
        kind="forum.edition_opened",
        subject=edition.subject,
        facts={"edition": edition.number, "region": edition.region_id},
    )
    return edition


@transaction.atomic
def revise_edition(
    *, edition: Edition, actor: Visitor, erases_sensitive: bool = False, **fields: Any
) -> Edition:
    """Change what an edition says of itself.

    Refuses days that no forum has; another number, by which the public record has named it since
    it was opened; another territory once people are in its list or have asked for a seat; to hide
    an edition whose draw is sealed; to withdraw the CNDP's authorisation while sensitive answers
    are held, unless they are erased with it. Being shown or hidden enters the record, and so does
    the withdrawal.
    """
    require(rules.can_run_forum(actor))
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    check_days(*(fields.get(name, getattr(edition, name)) for name in ("starts_on", "ends_on")))
    region = fields.get("region", edition.region)
    if region.pk != edition.region_id and _has_people(edition):
        raise Refusal("edition.territory_in_use")
    if fields.get("number", edition.number) != edition.number:
        raise Refusal("edition.number_stands")
    was_public, is_public = edition.is_public, fields.get("is_public", edition.is_public)
    if was_public and not is_public and queries.is_any_draw_frozen(edition):
        raise Refusal("edition.sealed_stays_public")
    if edition.may_ask_sensitive and not fields.get("authorisation_number", True):
        let_go_of_sensitive(edition, is_agreed=erases_sensitive)
    for name, value in fields.items():
        setattr(edition, name, value)
    edition.save()
    if was_public != is_public:
        record.append(
            kind="forum.edition_shown" if is_public else "forum.edition_hidden",
            subject=edition.subject,
            facts={"edition": edition.number},
        )
    return edition


def _has_people(edition: Edition) -> bool:
    """Whether somebody is in a list, or sent a registration: what is not sent may still move."""
    free = [RegistrationState.DRAFT, RegistrationState.WITHDRAWN]
    return (
        Applicant.objects.filter(college__edition=edition).exists()
        or Registration.objects.filter(edition=edition).exclude(state__in=free).exists()
    )
