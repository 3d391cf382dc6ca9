"""What the competent council or committee decided, beside what the vote advised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import Decision, Departure, Round, RoundState
from multaqa.apps.budget.services.holding import round_to_change
from multaqa.apps.projects.models import ProjectState
from multaqa.apps.projects.services import mark_funded, mark_not_funded
from multaqa.kernel import record
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Said:
    """What the decision says of one project."""

    is_funded: bool
    amount: int | None = None
    reason: str = ""


@transaction.atomic
def enter_decision(
    *,
    voting: Round,
    actor: User,
    decider: str,
    reference: str,
    decided_on: date,
    note: str,
    said: Mapping[str, Said],
) -> Decision:
    """The decision with its date, and each departure from the vote with its reason.

    ``said`` is by the projects' numbers; who is not in it is decided as voted. Refuses a round that
    is not counted, a decision that is entered already, and a departure without a reason.
    """
    require(rules.can_prepare_rounds(actor))
    held = round_to_change(voting)
    if held.state != RoundState.COUNTED:
        raise Refusal("decision.before_the_count")
    if Decision.objects.filter(round=held).exists():
        raise Refusal("decision.is_entered")
    winners = set(queries.winners_counted(held))
    decision = Decision.objects.create(
        round=held,
        decider=decider,
        reference=reference,
        decided_on=decided_on,
        note=note,
        entered_by=actor,
    )
    departures = []
    for project in queries.in_number_order(held):
        is_won = project.number in winners
        told = said.get(project.number, Said(is_won))
        is_other = told.amount is not None and told.amount != project.cost and told.is_funded
        if told.is_funded == is_won and not is_other:
            continue
        if not told.reason.strip():
            raise Refusal("decision.departure_without_reason", number=project.number)
        departures.append(
            Departure(
                decision=decision,
                project=project,
                is_funded=told.is_funded,
                amount=told.amount if is_other else None,
                reason=told.reason.strip(),
            )
        )
    Departure.objects.bulk_create(departures)
    _tell_projects(held, actor, decider, said, winners)
    record.append(
        kind="budget.decided",
        subject=held.subject,
        facts={
            "round": held.slug,
            "decider": decider,
            "reference": reference or "—",
            "decided_on": decided_on.isoformat(),
            "departures": len(departures),
            "which": ", ".join(one.project.number for one in departures) or "—",
        },
    )
    return decision


def _tell_projects(
    voting: Round, actor: User, decider: str, said: Mapping[str, Said], winners: set[str]
) -> None:
    """Each published project comes to what was decided of it, and its holder is told."""
    linked = voting.projects.exclude(project=None).select_related("project")
    for one in linked:
        is_funded = said.get(one.number, Said(one.number in winners)).is_funded
        if one.project is None or one.project.state != ProjectState.PUBLISHED:
            continue
        come = mark_funded if is_funded else mark_not_funded
        come(project=one.project, actor=actor, reason=decider)
