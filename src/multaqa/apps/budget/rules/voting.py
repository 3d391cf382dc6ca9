"""Who may vote, and who may end the voting."""

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, is_coordinator
from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Ground, Round
from multaqa.apps.budget.queries import VoterKey
from multaqa.apps.territory.models import Commune


def can_vote(key: VoterKey, voting: Round, commune: Commune | None = None) -> bool:
    """Whether the right that a ballot names is one of its voter's, at this moment."""
    if key.ground == Ground.CODE:
        return voting.may_codes and queries.batch_of(voting, key.code) is not None
    user = key.person or User.objects.filter(pk=key.user or 0).first()
    if user is None or not user.is_active:
        return False
    if key.ground == Ground.MEMBER:
        return queries.member_bodies(user, voting).filter(pk=key.body or 0).exists()
    if key.ground == Ground.DRAWN:
        return queries.drawn_seat(user.pk, voting) is not None
    if key.ground != Ground.RESIDENT or not voting.may_residents or commune is None:
        return False
    return queries.is_of(voting, commune)


def can_close_round(user: Visitor) -> bool:
    """End the voting of a round: the coordinator."""
    return is_coordinator(user)
