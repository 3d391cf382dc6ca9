"""What a voter sees of their own: the ballot that counts now; and what a receipt tells anyone."""

from dataclasses import dataclass

from multaqa.apps.budget.models import Ballot, Round, RoundState, SupersededReceipt
from multaqa.apps.budget.queries.addresses import ballot_address
from multaqa.apps.budget.queries.electorate import VoterKey, voter_of


@dataclass(frozen=True, slots=True)
class Present:
    """The ballot of a voter that counts at this moment, and how many they have sent."""

    version: int = 0
    choices: tuple[str, ...] = ()
    points: tuple[int, ...] = ()


def present_ballot(voting: Round, key: VoterKey) -> Present:
    """For the voter alone, and only while the round is open: afterwards nobody finds it."""
    voter = voter_of(voting, key)
    if voter is None or not voting.salt:
        return Present(voter.version if voter else 0)
    ballot = Ballot.objects.filter(address=ballot_address(voting, key.name)).first()
    if ballot is None:
        return Present(voter.version)
    return Present(voter.version, tuple(ballot.choices), tuple(ballot.points))


COUNTED, REPLACED, UNKNOWN = "counted", "replaced", "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """What a receipt tells: the ballot only once the voting is over."""

    state: str
    ballot: Ballot | None = None


def found_by_receipt(voting: Round, receipt: str) -> Found:
    """While people vote only whether it counts: nobody can be asked to show what they voted."""
    ballot = Ballot.objects.filter(round=voting, receipt=receipt).first()
    if ballot is not None:
        is_over = voting.state in {RoundState.CLOSED, RoundState.COUNTED}
        return Found(COUNTED, ballot if is_over else None)
    if SupersededReceipt.objects.filter(round=voting, receipt=receipt).exists():
        return Found(REPLACED)
    return Found(UNKNOWN)
