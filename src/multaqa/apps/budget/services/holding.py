"""Many vote at once; whoever changes the round waits for all of them, and they for it."""

from copy import copy

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Round, RoundState
from multaqa.apps.budget.queries import Frozen
from multaqa.kernel import queues
from multaqa.refusal import Refusal


def round_to_change(voting: Round) -> Round:
    """The round as it is now, with nobody voting in it until the transaction ends."""
    queues.wait_turn(_name(voting))
    return Round.objects.select_for_update(of=("self",)).get(pk=voting.pk)


def round_to_vote_in(voting: Round) -> tuple[Round, Frozen]:
    """The round as it is now, which nobody changes until the transaction ends; and its projects.

    Refuses one in which nobody votes now, by the clock of the database, read once the round is
    held: a form that was opened before the close comes too late as any other.
    """
    now = queries.round_now(voting.pk, after=queues.going_together(_name(voting)))
    if now.state in {RoundState.CLOSED, RoundState.COUNTED}:
        raise Refusal("round.over")
    if now.state != RoundState.FROZEN or now.opens_at is None or now.closes_at is None:
        raise Refusal("round.not_voting")
    if now.clock < now.opens_at:
        raise Refusal("round.not_open_yet")
    if now.clock >= now.closes_at:
        raise Refusal("round.over")
    frozen = queries.frozen_as(now.marks)
    held = copy(frozen.round)
    held.salt = now.salt
    return held, frozen


def _name(voting: Round) -> str:
    return f"budget:{voting.pk}"
