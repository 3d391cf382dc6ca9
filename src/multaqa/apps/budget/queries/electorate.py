"""Who may vote in a round, and by what right."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.budget.models import Ground, PaperBatch, Round, Voter
from multaqa.apps.budget.queries.addresses import PaperCode
from multaqa.apps.forum.models import Registration, Seat, SeatState
from multaqa.apps.network.models import (
    ACTING_ROLES,
    Body,
    BodyState,
    Membership,
    MembershipState,
)
from multaqa.apps.network.queries import bodies_represented_by
from multaqa.apps.territory.models import Commune


@dataclass(frozen=True, slots=True)
class VoterKey:
    """Whose ballot it is: a person, a body by whoever acts for it now, or a code on paper.

    A resident who was also drawn is one person and has one ballot, whichever right they name.
    ``person`` is the account of ``user``, where it was read a moment ago.
    """

    ground: Ground
    user: int | None = None
    body: int | None = None
    code: str = ""
    person: User | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """What the ballot's address is made of."""
        if self.code:
            return f"code:{self.code}"
        return f"user:{self.user}" if self.body is None else f"body:{self.body}"


def key_of_code(code: PaperCode) -> VoterKey:
    return VoterKey(Ground.CODE, code=code.place)


@dataclass(frozen=True, slots=True)
class Right:
    """One right of a signed-in person, and what became of it.

    ``version`` counts the ballots sent by it: 0, none yet. ``body`` is in whose name.
    """

    key: VoterKey
    body: Body | None = None
    commune: Commune | None = None
    version: int = 0

    @property
    def name(self) -> str:
        """How a form names it: "me" or the body's key."""
        return "me" if self.body is None else str(self.body.pk)


def communes_of(voting: Round) -> QuerySet[Commune]:
    """The communes of the round's territory; all of them, where it has none."""
    found = Commune.objects.select_related("province")
    if voting.province_id:
        return found.filter(province=voting.province_id)
    return found.filter(province__region=voting.region_id) if voting.region_id else found


def is_of(voting: Round, commune: Commune) -> bool:
    """Whether the commune is one of the round's territory."""
    if voting.province_id:
        return commune.province_id == voting.province_id
    return not voting.region_id or commune.province.region_id == voting.region_id


def voter_of(voting: Round, key: VoterKey) -> Voter | None:
    """That somebody voted already by this right; never what."""
    found = Voter.objects.filter(round=voting)
    if key.code:
        return found.filter(code=key.code).first()
    if key.body is not None:
        return found.filter(body=key.body).first()
    return found.filter(user=key.user, body=None).first() if key.user else None


def rights_of(user: Visitor, voting: Round) -> list[Right]:
    """By what rights a signed-in person may vote, each with its own ballot: first as a person."""
    if not isinstance(user, User) or not user.is_active:
        return []
    rights = []
    own = drawn_seat(user.pk, voting)
    if voting.may_residents or own:
        ground = Ground.RESIDENT if voting.may_residents else Ground.DRAWN
        key = VoterKey(ground, user=user.pk)
        voter = voter_of(voting, key)
        commune = voter.commune if voter else _commune_of(own)
        rights.append(Right(key, None, commune, voter.version if voter else 0))
    bodies = list(member_bodies(user, voting))
    versions = dict(
        Voter.objects.filter(round=voting, body__in=bodies).values_list("body", "version")
    )
    for body in bodies:
        key = VoterKey(Ground.MEMBER, user=user.pk, body=body.pk)
        rights.append(Right(key, body, body.commune, versions.get(body.pk, 0)))
    return rights


def member_bodies(user: Visitor, voting: Round) -> QuerySet[Body]:
    """Verified bodies of the round's territory for which the person may act."""
    if not voting.may_members:
        return Body.objects.none()
    found = bodies_represented_by(user).filter(state=BodyState.VERIFIED).order_by("name_ar", "pk")
    if voting.province_id:
        return found.filter(commune__province=voting.province_id)
    return found.filter(commune__province__region=voting.region_id) if voting.region_id else found


def drawn_seat(user: int, voting: Round) -> Seat | None:
    """The seat of the edition that a person drawn confirmed, where that is a right to vote."""
    if not voting.may_drawn or not voting.edition_id:
        return None
    return (
        Seat.objects.filter(
            state=SeatState.CONFIRMED,
            applicant__registration__user=user,
            applicant__college__edition=voting.edition_id,
        )
        .select_related("applicant__registration__commune", "applicant__commune")
        .first()
    )


def batch_of(voting: Round, code: str) -> PaperBatch | None:
    """The batch that a paper code's place, "batch:number", was printed in."""
    batch, _, number = code.partition(":")
    if not (batch.isdecimal() and number.isdecimal()):
        return None
    found = PaperBatch.objects.filter(round=voting, number=int(batch), count__gte=int(number))
    return found.select_related("commune").first() if int(number) else None


def ground_of(voter: Voter) -> Ground:
    return Ground(voter.ground)


def people_who_voted(voting: Round) -> QuerySet[Voter, int | None]:
    """The keys of those who voted as a person; never what."""
    return Voter.objects.filter(round=voting, user__isnull=False).values_list("user", flat=True)


def likely_voters(voting: Round) -> QuerySet[User]:
    """Those whom we know to have a right, to be told of the round.

    Who acts for a member body, who was drawn, and who registered from a commune of the territory;
    whoever else lives there is not known to.
    """
    asked = Q(pk__in=())
    if voting.may_members:
        bodies = Body.objects.filter(state=BodyState.VERIFIED)
        if voting.region_id:
            bodies = bodies.filter(commune__in=communes_of(voting))
        acting = Membership.objects.filter(
            body__in=bodies, state=MembershipState.ACCEPTED, role__in=ACTING_ROLES
        )
        asked |= Q(pk__in=acting.values("user"))
    if voting.may_drawn and voting.edition_id:
        drawn = Seat.objects.filter(
            state=SeatState.CONFIRMED, applicant__college__edition=voting.edition_id
        )
        asked |= Q(pk__in=drawn.values("applicant__registration__user"))
    if voting.may_residents and voting.region_id:
        lives = Registration.objects.filter(user__isnull=False, commune__in=communes_of(voting))
        asked |= Q(pk__in=lives.values("user"))
    return User.objects.filter(asked, is_active=True).order_by("pk")


def _commune_of(seat: Seat | None) -> Commune | None:
    if seat is None:
        return None
    registration = seat.applicant.registration
    return registration.commune if registration else seat.applicant.commune
