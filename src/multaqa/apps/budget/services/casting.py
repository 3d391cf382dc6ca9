"""A ballot given, or given anew until the close."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import (
    Ballot,
    Channel,
    Ground,
    PaperEntry,
    Round,
    SupersededReceipt,
    Voter,
)
from multaqa.apps.budget.queries import VoterKey
from multaqa.apps.budget.services.holding import round_to_vote_in
from multaqa.apps.network.models import Body
from multaqa.apps.territory.models import Commune
from multaqa.kernel import queues
from multaqa.kernel.asked import insert_both
from multaqa.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter is given: the receipt, and the site's word for which ballot it is."""

    text: str
    choices: list[str]
    points: list[int]
    digest: str
    signature: str
    replaces: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a voter sends, and from what form."""

    voter: VoterKey
    choices: Sequence[str]
    points: Sequence[int]
    channel: Channel
    commune: Commune | None
    seen_version: int
    token: str


def cast_ballot(
    *,
    voting: Round,
    voter: VoterKey,
    choices: Sequence[str],
    points: Sequence[int] = (),
    channel: Channel = Channel.ONLINE,
    commune: Commune | None = None,
    seen_version: int = 0,
    token: str = "",
) -> Receipt:
    """Take a ballot; from then on it counts, and any earlier one of this voter no longer does.

    ``seen_version`` is how many ballots the voter had sent when this form was opened: where another
    device sent one meanwhile it is refused, so that nothing is replaced unseen. A form sent again
    with its ``token`` and the same choices gets the same receipt, and nothing changes. Refuses
    where nobody votes now, who has no such right, and a ballot that goes over the limits.
    """
    wanted = Wanted(voter, choices, points, channel, commune, seen_version, token)
    with queues.atomic_in_line():
        return _take(voting, wanted)


def _take(voting: Round, wanted: Wanted) -> Receipt:
    """Judge and write, with the round held: it is as it was judged until all is written."""
    held, frozen = round_to_vote_in(voting)
    voter, channel = wanted.voter, wanted.channel
    commune = _commune_of(held, voter, wanted.commune)
    if not rules.can_vote(voter, held, commune):
        raise Refusal("ballot.no_right")
    kept, given = queries.ballot_in_order(
        held,
        wanted.choices,
        wanted.points,
        may_be_empty=channel == Channel.PAPER,
        projects=frozen.projects,
    )
    _check_code(held, voter, channel)
    address, token = queries.ballot_address(held, voter.name), wanted.token
    ballot = Ballot(
        address=address,
        round=held,
        choices=kept,
        points=given,
        channel=channel,
        setting=commune.setting if commune else "",
        receipt=queries.receipt_of(held, address, token) if token else queries.fresh_receipt(),
    )
    # Where this voter was noted before, or is at this very moment, the database takes neither.
    is_first = wanted.seen_version == 0 and insert_both(
        _noted(held, voter, channel, commune), ballot
    )
    replaces = not is_first and _replace(ballot, voter, commune, wanted.seen_version)
    return _receipt(held, ballot, replaces=replaces)


def _replace(ballot: Ballot, voter: VoterKey, commune: Commune | None, seen_version: int) -> bool:
    """Put the ballot in the place of the one before; says whether there was one before this form.

    Refuses where another form was the last.
    """
    held = ballot.round
    if not _count_another(held, voter, Channel(ballot.channel), commune, seen_version):
        # Sent before by this very form, or by another one.
        sent = Ballot.objects.filter(address=ballot.address, receipt=ballot.receipt).first()
        if sent is None or (sent.choices, sent.points) != (ballot.choices, ballot.points):
            raise Refusal("ballot.changed_elsewhere")
        return seen_version > 0
    # The voter's row is held by now: nobody replaces the ballot between the two.
    before = Ballot.objects.get(address=ballot.address)
    SupersededReceipt.objects.create(receipt=before.receipt, round=held)
    ballot.save(force_update=True)
    return True


def _noted(voting: Round, key: VoterKey, channel: Channel, commune: Commune | None) -> Voter:
    """That this voter voted, to be noted."""
    return Voter(
        round=voting,
        user_id=None if key.body is not None else key.user,
        body_id=key.body,
        code=key.code,
        ground=key.ground,
        channel=channel,
        commune=commune,
    )


def _count_another(
    voting: Round, key: VoterKey, channel: Channel, commune: Commune | None, seen_version: int
) -> bool:
    """Hold the voter's row and count one ballot more; false where the form saw another one last."""
    voter = queries.voter_of(voting, key)
    if voter is None:
        return False
    mine = Voter.objects.filter(pk=voter.pk, version=seen_version)
    return bool(mine.update(version=F("version") + 1, channel=channel, commune=commune))


def _check_code(voting: Round, key: VoterKey, channel: Channel) -> None:
    """A code is used on paper or on the site, never on both."""
    if key.ground != Ground.CODE:
        return
    voter = queries.voter_of(voting, key)
    if voter is not None and voter.channel != channel:
        if voter.channel == Channel.PAPER:
            raise Refusal("ballot.code_used_on_paper")
        raise Refusal("ballot.code_used_here")
    entered = PaperEntry.objects.filter(round=voting, code=key.code)
    if channel != Channel.PAPER and entered.exists():
        raise Refusal("ballot.code_used_on_paper")


def _commune_of(voting: Round, key: VoterKey, declared: Commune | None) -> Commune | None:
    """Whose setting the ballot is counted under: a body's and a paper's own, else as declared."""
    if key.ground == Ground.MEMBER:
        body = Body.objects.select_related("commune").filter(pk=key.body or 0).first()
        return body.commune if body else None
    if key.ground == Ground.CODE:
        batch = queries.batch_of(voting, key.code)
        return batch.commune if batch else None
    return declared


def _receipt(voting: Round, ballot: Ballot, *, replaces: bool) -> Receipt:
    digest = queries.ballot_digest(ballot.choices, ballot.points)
    signature = queries.receipt_signature(voting, ballot.receipt, digest)
    return Receipt(ballot.receipt, ballot.choices, ballot.points, digest, signature, replaces)
