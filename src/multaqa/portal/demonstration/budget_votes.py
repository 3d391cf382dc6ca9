"""How the demonstration's region votes: near first, by what one cares for, and by what all like.

Where people live is the census's; how many of a commune vote, how they vote (on the site, with
help, on paper), what each cares for and what they tick follows from public chance, so that the same
seed gives the same ballots on any machine. A voter has a share in what happens at their door: a
project of their own commune weighs forty times one at the other end of the region.
"""

from bisect import bisect
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries
from multaqa.apps.budget.models import (
    Ballot,
    Channel,
    Ground,
    Helping,
    PaperBatch,
    PaperEntry,
    Round,
    RoundProject,
    RoundState,
    VoidKind,
    Voter,
)
from multaqa.apps.network.models import Body, BodyState
from multaqa.apps.territory.models import Commune
from multaqa.engines.chance import choose, ticket

BATCH = 1000
# Of a hundred voters so many vote on the site, with somebody's help, on paper; in town and outside.
WAYS = {True: (88, 5), False: (66, 14)}
BODIES = 4  # of a hundred ballots, those of verified bodies
BLANK = 1  # of a hundred papers, those handed in blank
MOST = 9  # projects on a ballot
# What a project's place weighs: at one's door; elsewhere; in one's province, by the voter's setting
# and its own (people of the douars use the town's services, those of the town rarely see a douar).
OWN, ELSEWHERE = 40, 1
PROVINCE = {(True, True): 6, (True, False): 1, (False, True): 3, (False, False): 6}
PRINTED, HANDED = 300, 250  # papers of each place: printed, and of these handed out
# What a voter cares for: the areas of work that weigh five times as much to them.
CONCERNS = [
    {"infrastructure", "agriculture", "environment", "health"},
    {"terroir", "livestock", "crafts", "fishing", "tourism", "trade"},
    {"education", "literacy", "childhood", "digital"},
    {"health", "disability", "women", "social", "infrastructure"},
    {"sport", "culture", "tourism", "finance", "digital"},
]
PLACES = ("دار الشباب", "مقر الجماعة", "المدرسة الجماعاتية", "النادي النسوي")


@dataclass
class _Vote:
    """A round being voted: who could, what they like, and the rows made so far."""

    voting: Round
    communes: list[Commune]
    batches: list[PaperBatch]
    used: Counter[int] = field(default_factory=Counter)
    voters: list[Voter] = field(default_factory=list)
    ballots: list[Ballot] = field(default_factory=list)
    papers: list[tuple[str, list[str]]] = field(default_factory=list)


def vote(voting: Round, *, count: int, readers: tuple[User, User]) -> None:
    """Lay down the ballots of everyone, as many rows as fit at once."""
    communes = list(Commune.objects.filter(province__region=voting.region_id).order_by("code"))
    vote = _Vote(voting, communes, _batches(voting, communes, readers[0]))
    liking = _Liking(voting)
    bodies = _bodies(voting)
    weights = list(accumulate(_eager(voting, one) for one in communes))
    for place in range(count):
        seed = (voting.slug, "voter", place)
        commune = communes[bisect(weights, choose(weights[-1], *seed, "commune"))]
        body = bodies.pop() if bodies and choose(100, *seed, "body") < BODIES else None
        _one(vote, liking, place, (body.commune if body else None) or commune, body)
    Voter.objects.bulk_create(vote.voters, batch_size=BATCH)
    Ballot.objects.bulk_create(sorted(vote.ballots, key=lambda one: one.receipt), batch_size=BATCH)
    _read(vote, readers)
    helped = sum(one.channel == Channel.ASSISTED for one in vote.voters)
    Helping.objects.bulk_create(
        Helping(round=voting, by=one, count=part)
        for one, part in zip(readers, (helped - helped // 3, helped // 3), strict=True)
    )


def _eager(voting: Round, commune: Commune) -> int:
    """The weight of a commune: its adults, from half to one and a half as eager as elsewhere."""
    adults = commune.aged_18_35_count + commune.aged_36_59_count + commune.aged_60_plus_count
    return adults * (50 + choose(101, voting.slug, "eager", commune.code))


def _one(vote: _Vote, liking: "_Liking", place: int, commune: Commune, body: Body | None) -> None:
    seed = (vote.voting.slug, "voter", place)
    way = choose(100, *seed, "way")
    online, assisted = WAYS[commune.is_urban]
    channel, name, code = Channel.ONLINE, f"demonstration:{place}", ""
    if body is not None:
        name = f"body:{body.pk}"
    elif way >= online and (batch := _batch(vote, commune)) is not None:
        channel = Channel.ASSISTED if way < online + assisted else Channel.PAPER
        vote.used[batch.number] += 1
        code = f"{batch.number}:{vote.used[batch.number]}"
        commune, name = batch.commune or commune, f"code:{code}"
    is_blank = channel == Channel.PAPER and choose(100, *seed, "blank") < BLANK
    choices = [] if is_blank else liking.choices(commune, *seed)
    address = queries.ballot_address(vote.voting, name)
    ground = Ground.MEMBER if body else Ground.CODE if code else Ground.RESIDENT
    vote.voters.append(
        Voter(
            round=vote.voting, body=body, code=code, ground=ground, channel=channel, commune=commune
        )
    )
    vote.ballots.append(
        Ballot(
            address=address,
            round=vote.voting,
            choices=choices,
            channel=channel,
            setting=commune.setting,
            receipt=queries.receipt_of(vote.voting, address, vote.voting.slug),
        )
    )
    if channel == Channel.PAPER:
        vote.papers.append((code, choices))


class _Liking:
    """How much voters of a commune who care for the same like each project, summed up in turn."""

    def __init__(self, voting: Round) -> None:
        found = voting.projects.select_related("commune")
        self.slug = voting.slug
        self.projects: list[RoundProject] = queries.in_number_order(voting)
        places = {one.pk: one.commune for one in found}
        self.places = [places[one.pk] for one in self.projects]
        self.liked = [2 + choose(9, self.slug, "liked", one.number) ** 2 for one in self.projects]
        self.found: dict[tuple[str, int], list[int]] = {}

    def choices(self, commune: Commune, *seed: object) -> list[str]:
        """Between one and nine different projects, in the order of the round."""
        concern = choose(len(CONCERNS), self.slug, *seed, "concern")
        key = commune.code, concern
        if key not in self.found:
            self.found[key] = list(accumulate(self._weights(commune, CONCERNS[concern])))
        weights, chosen, turn = self.found[key], set[int](), 0
        drawn = ticket("choices", *seed)
        count = 1 + drawn % MOST
        while len(chosen) < count:
            drawn, chance = divmod(drawn, weights[-1])
            chosen.add(bisect(weights, chance))
            if drawn < weights[-1]:
                turn += 1
                drawn = ticket("more", *seed, turn)
        return [self.projects[place].number for place in sorted(chosen)]

    def _weights(self, commune: Commune, concern: set[str]) -> list[int]:
        weights = []
        for one, where, liked in zip(self.projects, self.places, self.liked, strict=True):
            near = ELSEWHERE
            if where is not None and where.pk == commune.pk:
                near = OWN
            elif where is not None and where.province_id == commune.province_id:
                near = PROVINCE[commune.is_urban, where.is_urban]
            weights.append(liked * near * (5 if concern & set(one.fields) else 1))
        return weights


def _bodies(voting: Round) -> list[Body]:
    """Verified bodies for which nobody of the demonstration acts, in an order of chance."""
    found = Body.objects.filter(
        state=BodyState.VERIFIED,
        commune__province__region=voting.region_id,
        memberships=None,
        kind__in=["association", "cooperative"],
    )
    order = {
        one: ticket(voting.slug, "body", one.name_ar) for one in found.select_related("commune")
    }
    return sorted(order, key=order.__getitem__)


def _batches(voting: Round, communes: list[Commune], by: User) -> list[PaperBatch]:
    """Paper ballots for the larger rural communes and two towns, where few have a phone for it."""
    sizes = {one.code: one.aged_36_59_count + one.aged_60_plus_count for one in communes}
    order = sorted(communes, key=lambda one: sizes[one.code], reverse=True)
    places = [one for one in order if not one.is_urban][:6] + [
        one for one in order if one.is_urban
    ][:2]
    return PaperBatch.objects.bulk_create(
        PaperBatch(
            round=voting,
            number=number,
            place=f"{PLACES[number % len(PLACES)]}، {one.name_ar}",
            commune=one,
            count=PRINTED,
            handed_count=HANDED,
            by=by,
        )
        for number, one in enumerate(places, start=1)
    )


def _batch(vote: _Vote, commune: Commune) -> PaperBatch | None:
    """The papers of one's own commune, or of the first of its province that has some left."""
    near = [
        one
        for one in vote.batches
        if one.commune
        and one.commune.province_id == commune.province_id
        and vote.used[one.number] < HANDED - 10
    ]
    own = [one for one in near if one.commune_id == commune.code]
    return next(iter([*own, *near]), None)


def _read(vote: _Vote, readers: tuple[User, User]) -> None:
    """Each paper that counts was read twice, by two people; a few are void, and some wait still."""
    rows = [
        PaperEntry(round=vote.voting, code=code, turn=turn, choices=choices, by=reader)
        for code, choices in vote.papers
        for turn, reader in enumerate(readers, start=1)
    ]
    first = vote.batches[0].number
    for place, kind in enumerate([*VoidKind, VoidKind.OVER, VoidKind.UNREADABLE]):
        rows += [
            PaperEntry(
                round=vote.voting,
                code=f"{first + place}:{HANDED - 1}",
                turn=turn,
                is_void=True,
                void_kind=kind,
                by=reader,
            )
            for turn, reader in enumerate(readers, start=1)
        ]
    if vote.voting.state == RoundState.FROZEN and vote.voting.closes_at is not None:
        rows += _unsettled(vote, readers)
    PaperEntry.objects.bulk_create(rows, batch_size=BATCH)


def _unsettled(vote: _Vote, readers: tuple[User, User]) -> list[PaperEntry]:
    """Two papers that one person read so far, and one that two people read differently."""
    numbers = [one.number for one in queries.in_number_order(vote.voting)]
    batch = vote.batches[1].number
    told = [
        (f"{batch}:{HANDED - 2}", 1, numbers[:3]),
        (f"{batch}:{HANDED - 3}", 1, numbers[4:6]),
        (f"{batch}:{HANDED - 4}", 1, numbers[7:9]),
        (f"{batch}:{HANDED - 4}", 2, numbers[7:10]),
    ]
    return [
        PaperEntry(round=vote.voting, code=code, turn=turn, choices=choices, by=readers[turn - 1])
        for code, turn, choices in told
    ]
