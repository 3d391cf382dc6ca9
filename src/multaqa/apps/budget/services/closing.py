"""The voting is over: from here on nobody can tell whose a ballot is, the site included."""

from hashlib import sha256

from django.db import transaction
from django.db.models.functions import Now

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import (
    Ballot,
    PaperEntry,
    Round,
    RoundChange,
    RoundState,
    SupersededReceipt,
)
from multaqa.apps.budget.services.holding import round_to_change
from multaqa.kernel import record
from multaqa.kernel.leftovers import wipe_after_commit
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

BATCH = 2000


@transaction.atomic
def close_round(*, voting: Round, actor: User | None = None, reason: str = "") -> Round:
    """End the voting: who is voting at this moment is in, or is told that it is over.

    The salt is wiped, and the ballots are written anew in the order of their receipts under
    addresses that follow from the receipt alone. The public record gets their count and their
    fingerprint. By the clock (``actor`` None) only once the time is over; a coordinator who ends it
    earlier says why, and the record says so too. Refuses a round that does not vote.
    """
    if actor is not None:
        require(rules.can_close_round(actor))
    held = round_to_change(voting)
    if held.state != RoundState.FROZEN:
        raise Refusal("round.not_voting")
    is_early = not Round.objects.filter(pk=held.pk, closes_at__lte=Now()).exists()
    if is_early:
        if actor is None or not reason.strip():
            raise Refusal("round.still_voting")
        _note_early(held, actor, reason.strip()[:500])
    _write_anew(held)
    PaperEntry.objects.filter(round=held).update(choices=[], points=[])
    held.salt = ""
    held.state = RoundState.CLOSED
    held.save(update_fields=["salt", "state"])
    Round.objects.filter(pk=held.pk).update(closed_at=Now())
    held.refresh_from_db()
    _tell_record(held)
    wipe_after_commit(Ballot, SupersededReceipt, PaperEntry)
    return held


def close_due() -> int:
    """Close every round whose time is over; says how many."""
    closed = 0
    for voting in queries.rounds_to_close():
        try:
            close_round(voting=voting)
        except Refusal:  # somebody was first
            continue
        closed += 1
    return closed


def _write_anew(voting: Round) -> None:
    """The rows of before go, so that neither their place nor their transaction tells anything."""
    ballots = sorted(Ballot.objects.filter(round=voting), key=lambda one: one.receipt)
    Ballot.objects.filter(round=voting).delete()
    for ballot in ballots:
        ballot.address = sha256(ballot.receipt.encode()).hexdigest()
    Ballot.objects.bulk_create(ballots, batch_size=BATCH)
    replaced = list(
        SupersededReceipt.objects.filter(round=voting).values_list("receipt", flat=True)
    )
    SupersededReceipt.objects.filter(round=voting).delete()
    SupersededReceipt.objects.bulk_create(
        [SupersededReceipt(receipt=one, round=voting) for one in sorted(replaced)],
        batch_size=BATCH,
    )


def _note_early(voting: Round, actor: User, reason: str) -> None:
    until = voting.closes_at.isoformat() if voting.closes_at else ""
    facts = {"until_at": until}
    RoundChange.objects.create(
        round=voting, what="closed_early", facts=facts, reason=reason, by=actor
    )
    record.append(
        kind="budget.closed_early",
        subject=voting.subject,
        facts={"round": voting.slug, "until_at": until, "reason": reason},
    )


def _tell_record(voting: Round) -> None:
    parts = queries.parts_of(voting)
    told = {name: count for name, count in queries.ways_told(parts).items() if count != 0}
    record.append(
        kind="budget.closed",
        subject=voting.subject,
        facts={
            "round": voting.slug,
            "ballots": sum(one.count for one in parts),
            "by_way": {name: "hidden" if count is None else count for name, count in told.items()},
            "digest": queries.ballots_digest(voting),
        },
    )
