"""Many vote at once; whoever changes the round waits for all of them, and they for it."""

from django.db.models.functions import Now

from multaqa.apps.budget.models import Round, RoundState
from multaqa.kernel import queues
from multaqa.refusal import Refusal


def round_to_change(voting: Round) -> Round:
    """The round as it is now, with nobody voting in it until the transaction ends."""
    queues.wait_turn(_name(voting))
    return Round.objects.select_for_update(of=("self",)).get(pk=voting.pk)


def round_to_vote_in(voting: Round) -> Round:
    """The round as it is now, which nobody changes until the transaction ends.

    Refuses one in which nobody votes now, by the clock of the database, read once the round is
    held: a form that was opened before the close comes too late as any other.
    """
    queues.go_together(_name(voting))
    held = Round.objects.annotate(clock=Now()).get(pk=voting.pk)
    if held.state in {RoundState.CLOSED, RoundState.COUNTED}:
        raise Refusal("round.over")
    if held.state != RoundState.FROZEN or held.opens_at is None or held.closes_at is None:
        raise Refusal("round.not_voting")
    if held.clock < held.opens_at:
        raise Refusal("round.not_open_yet")
    if held.clock >= held.closes_at:
        raise Refusal("round.over")
    return held


def _name(voting: Round) -> str:
    return f"budget:{voting.pk}"
