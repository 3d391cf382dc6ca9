"""What becomes of voters when a person leaves, or when two entries of a body become one."""

from django.db import transaction

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Ballot, SupersededReceipt, Voter
from multaqa.apps.budget.services.holding import round_to_change
from multaqa.apps.network.models import Body


@transaction.atomic
def forget_person(*, user: User) -> None:
    """Nobody votes twice by leaving and coming back: a ballot of an open round goes with them.

    Where the voting is over the ballot is nobody's already; that somebody voted stays, without
    them. What they decided or printed at the desk stays too.
    """
    voters = Voter.objects.filter(user=user, body=None).select_related("round")
    for voter in voters.order_by("round_id"):
        held = round_to_change(voter.round)
        if not held.salt:
            continue
        key = queries.VoterKey(queries.ground_of(voter), user=user.pk)
        ballot = Ballot.objects.filter(address=queries.ballot_address(held, key.name)).first()
        if ballot is not None:
            SupersededReceipt.objects.create(receipt=ballot.receipt, round=held)
            ballot.delete()
        voter.delete()
    Voter.objects.filter(user=user).update(user=None)


@transaction.atomic
def follow_body(*, merged: Body, kept: Body) -> None:
    """A ballot of a body entered twice goes on as that of the one that was kept.

    Where both voted, both had the right to: both ballots and both voters stay, so that the count
    of the one is the count of the other.
    """
    voters = Voter.objects.filter(body=merged).select_related("round").order_by("round_id")
    for voter in voters:
        held = round_to_change(voter.round)
        if Voter.objects.filter(round=held, body=kept).exists():
            continue
        if held.salt:
            was, now = (queries.ballot_address(held, f"body:{one.pk}") for one in (merged, kept))
            Ballot.objects.filter(address=was).update(address=now)
        Voter.objects.filter(pk=voter.pk).update(body=kept)
