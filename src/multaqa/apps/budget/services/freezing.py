"""A round frozen for voting, changed afterwards with its reason, thawed, or cancelled."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import (
    Ballot,
    PaperEntry,
    Round,
    RoundChange,
    RoundProject,
    RoundState,
    SupersededReceipt,
    Voter,
)
from multaqa.apps.budget.services.holding import round_to_change
from multaqa.apps.budget.services.projects import number_anew
from multaqa.kernel import record
from multaqa.kernel.leftovers import wipe_after_commit
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

DECIDES = frozenset({
    "envelope", "form", "most_choices", "points", "rule", "utility", "completion",
    "smallest_cost", "largest_cost", "bounds",
})  # fmt: skip
TEXTS = ("title_ar", "title_fr", "title_en", "summary_ar", "summary_fr", "summary_en")


@transaction.atomic
def freeze_round(*, voting: Round, actor: User) -> Round:
    """From here on nothing that decides changes; the public record holds what was frozen.

    Refuses a round that is not whole, with the first thing that it lacks.
    """
    require(rules.can_prepare_rounds(actor))
    held = round_to_change(voting)
    if held.state != RoundState.DRAFT:
        raise Refusal("round.is_frozen")
    if held.closes_at and Round.objects.filter(pk=held.pk, closes_at__lte=Now()).exists():
        raise Refusal("round.closes_in_the_past")
    for lack in queries.lacks_of(held):
        raise lack.refusal
    _lay_in_order(held)
    held.salt = token_hex(32)
    held.state = RoundState.FROZEN
    Round.objects.filter(pk=held.pk).update(salt=held.salt, state=held.state, frozen_at=Now())
    held.refresh_from_db()
    record.append(kind="budget.frozen", subject=held.subject, facts=frozen_facts(held))
    return held


def frozen_facts(voting: Round) -> dict[str, Any]:
    """What decides a round, as the public record holds it: words and whole numbers."""
    bounds = [f"{one.kind} {one.about}:{one.name} {one.amount}" for one in voting.bounds.all()]
    return {
        "round": voting.slug,
        "envelope": voting.envelope,
        "currency": voting.currency,
        "scale": voting.scale,
        "form": voting.form,
        "most_choices": voting.most_choices or 0,
        "points": voting.points or 0,
        "rule": voting.rule,
        "utility": voting.utility,
        "completion": voting.completion,
        "bounds": "; ".join(bounds),
        "projects": voting.projects.count(),
        "digest": queries.projects_digest(voting),
        "opens_at": _told(voting.opens_at),
        "until_at": _told(voting.closes_at),
    }


@transaction.atomic
def thaw_round(*, voting: Round, actor: User, reason: str) -> Round:
    """Back to preparation, before voting opens and before paper is printed, with the reason."""
    held, why = _frozen(voting, actor, reason)
    if has_opened(held):
        raise Refusal("round.decides_for_good")
    if held.paper_batches.exists():
        raise Refusal("round.is_printed")
    held.state, held.salt, held.frozen_at = RoundState.DRAFT, "", None
    held.save(update_fields=["state", "salt", "frozen_at"])
    _note(held, actor, kind="budget.thawed", facts={}, why=why)
    return held


@transaction.atomic
def change_frozen(*, voting: Round, actor: User, reason: str, fields: Mapping[str, Any]) -> Round:
    """Change the end of the voting, or texts, of a frozen round; each with the reason, in public.

    What decides is refused by its name: the ballot, the rule, the envelope and the costs. The end
    is only ever moved later.
    """
    held, why = _frozen(voting, actor, reason)
    if fields.keys() & DECIDES:
        raise Refusal("round.decides_for_good" if has_opened(held) else "round.thaw_first")
    if "closes_at" in fields and fields["closes_at"] != held.closes_at:
        _prolong(held, actor, fields["closes_at"], why)
    changed = [name for name in TEXTS if name in fields and fields[name] != getattr(held, name)]
    if changed:
        was = {name: getattr(held, name) or "" for name in changed}
        for name in changed:
            setattr(held, name, fields[name])
        held.save(update_fields=changed)
        _note(held, actor, kind="budget.text", facts={"from": was}, why=why)
    return held


@transaction.atomic
def withdraw_project(*, project: RoundProject, actor: User, reason: str) -> RoundProject:
    """A project that is put to the vote no more: it costs 0 and is never bought.

    Ballots that named it keep it; nobody's other choices change.
    """
    held, why = _frozen(project.round, actor, reason)
    project = RoundProject.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if project.withdrawn_reason:
        raise Refusal("round_project.is_withdrawn")
    cost = project.cost
    project.cost, project.withdrawn_reason = 0, why
    project.save(update_fields=["cost", "withdrawn_reason"])
    facts = {"project": project.number, "cost": cost}
    _note(held, actor, kind="budget.withdrawn", facts=facts, why=why)
    return project


@transaction.atomic
def correct_project(
    *, project: RoundProject, actor: User, reason: str, title: str, summary: str
) -> RoundProject:
    """Another text for a project that is put to the vote; its cost and its number stay."""
    held, why = _frozen(project.round, actor, reason)
    facts = {"project": project.number, "from": project.title}
    project.title, project.summary = title, summary
    project.save(update_fields=["title", "summary"])
    _note(held, actor, kind="budget.corrected", facts=facts, why=why)
    return project


@transaction.atomic
def cancel_round(*, voting: Round, actor: User, reason: str) -> Round:
    """End a round without a result, with the reason: what was voted and who voted is let go."""
    require(rules.can_prepare_rounds(actor))
    held = round_to_change(voting)
    if held.state in {RoundState.COUNTED, RoundState.CANCELLED}:
        raise Refusal("round.is_over")
    why = _reason(reason)
    was_public = held.state != RoundState.DRAFT
    for rows in (Ballot, Voter, PaperEntry, SupersededReceipt):
        rows._default_manager.filter(round=held).delete()
    held.state, held.salt = RoundState.CANCELLED, ""
    held.save(update_fields=["state", "salt"])
    RoundChange.objects.create(round=held, what="cancelled", facts={}, reason=why, by=actor)
    if was_public:
        record.append(
            kind="budget.cancelled",
            subject=held.subject,
            facts={"round": held.slug, "reason": why},
        )
    wipe_after_commit(Ballot, SupersededReceipt, PaperEntry, Voter)
    return held


def has_opened(voting: Round) -> bool:
    """Whether people may have voted already, by the database's clock."""
    return Round.objects.filter(pk=voting.pk, opens_at__lte=Now()).exists()


def _frozen(voting: Round, actor: User, reason: str) -> tuple[Round, str]:
    require(rules.can_prepare_rounds(actor))
    held = round_to_change(voting)
    if held.state != RoundState.FROZEN:
        raise Refusal("round.not_voting")
    return held, _reason(reason)


def _reason(text: str) -> str:
    why = " ".join(text.split())[:500]
    if not why:
        raise Refusal("round.reason_missing")
    return why


def _prolong(voting: Round, actor: User, until: datetime | None, why: str) -> None:
    if until is None or voting.closes_at is None or until <= voting.closes_at:
        raise Refusal("round.only_later")
    facts = {"was_at": _told(voting.closes_at), "until_at": _told(until)}
    voting.closes_at = until
    voting.save(update_fields=["closes_at"])
    _note(voting, actor, kind="budget.prolonged", facts=facts, why=why)


def _note(voting: Round, actor: User, *, kind: str, facts: dict[str, Any], why: str) -> None:
    what = kind.removeprefix("budget.")
    RoundChange.objects.create(round=voting, what=what, facts=facts, reason=why, by=actor)
    plain = {name: fact for name, fact in facts.items() if isinstance(fact, str | int)}
    record.append(
        kind=kind,
        subject=voting.subject,
        facts={"round": voting.slug, "reason": why} | plain,
    )


def _lay_in_order(voting: Round) -> None:
    """Rows in the order of their numbers, which is the order of the count and of every list."""
    order = queries.in_number_order(voting)
    number_anew(voting, order)
    if [one.pk for one in order] == sorted(one.pk for one in order):
        return
    RoundProject.objects.filter(round=voting).delete()
    for one in order:
        one.pk = None
    RoundProject.objects.bulk_create(order, batch_size=500)


def _told(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
