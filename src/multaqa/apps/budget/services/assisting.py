"""Voting with somebody's help at the desk: for who is present, by a code."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import Channel, Helping, Round
from multaqa.apps.budget.queries import VoterKey
from multaqa.apps.budget.services.casting import Receipt, cast_ballot
from multaqa.apps.territory.models import Commune
from multaqa.kernel.refusals import require


@transaction.atomic
def help_to_vote(
    *,
    actor: User,
    voting: Round,
    voter: VoterKey,
    choices: Sequence[str],
    points: Sequence[int] = (),
    commune: Commune | None = None,
    seen_version: int = 0,
    token: str = "",
) -> Receipt:
    """Take the ballot of somebody who is present and holds a code.

    How many people each helper helped is kept; never whom, nor what they chose.
    """
    require(rules.can_prepare_rounds(actor))
    is_new = queries.voter_of(voting, voter) is None
    receipt = cast_ballot(
        voting=voting,
        voter=voter,
        choices=choices,
        points=points,
        channel=Channel.ASSISTED,
        commune=commune,
        seen_version=seen_version,
        token=token,
    )
    if is_new:
        Helping.objects.get_or_create(round=voting, by=actor)
        Helping.objects.filter(round=voting, by=actor).update(count=F("count") + 1)
    return receipt
