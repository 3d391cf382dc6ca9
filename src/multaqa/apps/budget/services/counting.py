"""The count: a closed round decided by its rule, sealed, signed and published at once."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import Completion, Count, Round, RoundState, Rule
from multaqa.apps.budget.queries import Gathered
from multaqa.apps.budget.services.explaining import explanation_of
from multaqa.apps.budget.services.holding import round_to_change
from multaqa.apps.budget.signals import round_counted
from multaqa.engines import evidence
from multaqa.engines.budgeting import outcome as engine
from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.evidence import ENGINE, document_of_budget
from multaqa.engines.budgeting.outcome import Outcome
from multaqa.kernel import jobs, keys, record
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

COUNT = "multaqa.apps.budget.tasks.count"


def count_about(voting: Round) -> str:
    """What the job of a round's count is about: there is one at a time."""
    return f"{voting.subject}:count"


@transaction.atomic
def ask_count(*, voting: Round, actor: Visitor) -> Job:
    """Queue the count of a closed round.

    Refuses a round whose voting goes on or was never held, one already counted, one without
    ballots or with blank ones alone, and a second count while one is under way.
    """
    require(rules.can_count(actor))
    held = round_to_change(voting)
    _check_countable(held)
    if not held.ballots.exists():
        raise Refusal("round.no_ballots")
    if not held.ballots.exclude(choices=[]).exists():
        raise Refusal("round.blank_ballots_alone")
    return jobs.start(COUNT, held.pk, about=count_about(held))


def _check_countable(voting: Round) -> None:
    if voting.state == RoundState.COUNTED:
        raise Refusal("round.already_counted")
    if voting.state != RoundState.CLOSED:
        raise Refusal("round.not_closed")


def count_round(*, job: jobs.Running, round_id: int) -> None:
    """Decide, explain and seal; then publish all of it at once, or nothing.

    The ballots must be those of the close: their fingerprint is taken again and compared with what
    the public record says.
    """
    voting = Round.objects.select_related("region", "province").get(pk=round_id)
    _check_countable(voting)
    job.tell("gather", 0.05)
    digest = queries.ballots_digest(voting)
    _check_untouched(voting, digest)
    gathered = queries.election_of(voting)
    parts = queries.parts_of(voting)
    turnout = queries.turnout_of(voting, parts)
    settings = queries.settings_told(turnout, parts)
    job.tell("decide", 0.3)
    outcome = _decided(voting, gathered, voting.rule)
    job.tell("compare", 0.6)
    others = [(rule, _decided(voting, gathered, rule, plain=True)) for rule in _others(voting)]
    story = explanation_of(voting, gathered, outcome, others, settings)
    story["ways"] = queries.are_ways_told(turnout, parts, settings)
    job.tell("seal", 0.9)
    document = document_of_budget(gathered.election, outcome)
    with job.publishes():
        _publish(round_id, document, story, turnout, digest)


def _others(voting: Round) -> list[str]:
    """The rules counted beside the round's own, each on the same ballots and without bounds."""
    beside = [Rule.GREEDY.value] if voting.rule != Rule.GREEDY else [Rule.EQUAL_SHARES.value]
    if voting.rule == Rule.EQUAL_SHARES and voting.bounds.exists():
        beside.append(Rule.EQUAL_SHARES.value)
    return beside


def _decided(voting: Round, gathered: Gathered, rule: str, *, plain: bool = False) -> Outcome:
    completion = () if voting.completion == Completion.NONE else voting.completion.split(",")
    is_shares = rule == Rule.EQUAL_SHARES
    bounds = () if plain else queries.bounds_of(voting)
    return decide(
        gathered.election,
        rule=engine.Rule(rule),
        utility=engine.Utility(voting.utility),
        completion=tuple(map(engine.Completion, completion)) if is_shares else (),
        bounds=bounds,
        explain=not plain,
    )


def _check_untouched(voting: Round, digest: str) -> None:
    """Refuses ballots that are not those of which the public record was told at the close.

    Or when they were brought in, where they came from a file.
    """
    told = ("budget.closed", "budget.brought")
    closed = [one for one in record.about(voting.subject) if one.kind in told]
    if closed and closed[-1].facts["digest"] != digest:
        raise Refusal("round.ballots_changed")


def _publish(
    round_id: int,
    document: evidence.Document,
    story: dict[str, Any],
    turnout: dict[str, Any],
    digest: str,
) -> None:
    voting = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    _check_countable(voting)
    record.one_at_a_time()  # so that the head named in the evidence is the one the count follows
    last = record.head()
    now = timezone.now().replace(microsecond=0)
    sealed = document["sealed"] | {
        "previous": last.digest if last else record.GENESIS,
        "sealed_at": _iso(now),
        "round": str(voting.key),
        "ballots_digest": digest,
    }
    whole = evidence.sign(evidence.document_of(document["kind"], sealed), keys.private_bytes())
    count = Count.objects.create(
        round=voting,
        evidence=evidence.canonical(whole).decode(),
        explanation=story,
        seal=whole["seal"],
        ballots_digest=digest,
        turnout=turnout,
        engine=ENGINE,
    )
    voting.state = RoundState.COUNTED
    voting.save(update_fields=["state"])
    facts = {
        "round": voting.slug,
        "projects": len(story["winners"]),
        "spent": story["spent"],
        "ballots": story["people"],
        "digest": digest,
        "seal": whole["seal"],
    }
    kind = "budget.counted"
    if blank := turnout["blank"]:
        kind, facts = "budget.counted_beside_blank", facts | {"blank": blank}
    record.append(kind=kind, subject=voting.subject, facts=facts)
    transaction.on_commit(partial(round_counted.send_robust, sender=Count, count=count))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
