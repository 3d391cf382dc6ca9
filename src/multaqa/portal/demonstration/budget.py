"""The demonstration's participatory budget: a round that was voted, closed and counted, and one in
which people vote now.

Projects and ballots are dealt by public chance, so that the same seed gives the same vote on any
machine: people choose what is near to them first, then in their province, then what many like.
"""

from bisect import bisect
from datetime import timedelta
from itertools import accumulate
from typing import Any

from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, services
from multaqa.apps.budget.models import (
    Ballot,
    Bound,
    BoundAbout,
    BoundKind,
    Channel,
    Ground,
    PaperBatch,
    PaperEntry,
    Round,
    RoundProject,
    RoundState,
    Voter,
)
from multaqa.apps.forum.models import Edition
from multaqa.apps.territory.models import Commune, Region
from multaqa.engines.chance import choose, ticket
from multaqa.portal.demonstration.applicants import REGION
from multaqa.portal.demonstration.budget_words import ORGANISER, PROJECTS, WORDS

ENVELOPE = 4_200_000
RURAL_FLOOR = 2_200_000
PROJECT_COUNT = 84
BALLOTS = {"budget-2": 6000, "budget-3": 420}
LEAST, MOST, STEP = 40_000, 900_000, 5_000
BATCH = 1000


def build(coordinator: User) -> None:
    """One round of the edition before, closed; one of the edition to come, open.

    The count of the first is asked for and left to the worker: the site serves meanwhile.
    """
    now = timezone.now()
    past = _round(
        "budget-2",
        edition=Edition.objects.get(number=2),
        opens_at=now - timedelta(days=24),
        closes_at=now - timedelta(days=2),
        frozen_at=now - timedelta(days=26),
    )
    _vote(past)
    services.close_round(voting=past)
    services.ask_count(voting=past, actor=coordinator)
    coming = _round(
        "budget-3",
        edition=Edition.objects.get(number=3),
        opens_at=now - timedelta(days=3),
        closes_at=now + timedelta(days=11),
        frozen_at=now - timedelta(days=5),
    )
    _vote(coming)


def _round(slug: str, **facts: Any) -> Round:
    voting = Round.objects.create(
        slug=slug,
        region=Region.objects.get(code=REGION),
        envelope=ENVELOPE,
        smallest_cost=LEAST,
        largest_cost=MOST,
        state=RoundState.FROZEN,
        salt=f"{ticket('salt', slug):064x}",
        **WORDS[slug],
        **ORGANISER,
        **facts,
    )
    Bound.objects.create(
        round=voting,
        kind=BoundKind.FLOOR,
        about=BoundAbout.SETTING,
        name="rural",
        amount=RURAL_FLOOR,
    )
    communes = _communes()
    RoundProject.objects.bulk_create(
        _project(voting, place, communes) for place in range(PROJECT_COUNT)
    )
    return voting


def _communes() -> list[Commune]:
    return list(Commune.objects.filter(province__region=REGION).order_by("code"))


def _adults(one: Commune) -> int:
    return one.aged_18_35_count + one.aged_36_59_count + one.aged_60_plus_count


def _project(voting: Round, place: int, communes: list[Commune]) -> RoundProject:
    """Every commune has one; the larger ones have more, and each kind stands in several."""
    seed = (voting.slug, "project", place)
    if place < len(communes):
        commune = communes[place]
    else:
        weights = list(accumulate(_adults(one) for one in communes))
        commune = communes[bisect(weights, choose(weights[-1], *seed, "commune"))]
    title, summary, groups, fields, low, high = PROJECTS[
        (place * 5 + choose(3, *seed, "kind")) % len(PROJECTS)
    ]
    cost = low + STEP * choose((high - low) // STEP + 1, *seed, "cost")
    return RoundProject(
        round=voting,
        number=str(place + 1),
        title=title.format(place=commune.name_ar),
        summary=summary.format(place=commune.name_ar),
        language="ar",
        holder_name=f"جمعية {commune.name_ar} للتنمية والتضامن",
        cost=min(max(cost, LEAST), MOST),
        commune=commune,
        setting=commune.setting,
        groups=list(groups),
        fields=list(fields),
    )


def _vote(voting: Round) -> None:
    """The ballots of everyone, laid down as many as fit at once."""
    communes = _communes()
    liking = _liking(voting, communes)
    weights = list(accumulate(_adults(one) for one in communes))
    batches = _batches(voting, communes, weights)
    voters, ballots, papers = [], [], 0
    commune: Commune
    for place in range(BALLOTS[voting.slug]):
        seed = (voting.slug, "voter", place)
        commune = communes[bisect(weights, choose(weights[-1], *seed, "commune"))]
        way = choose(100, *seed, "way")
        channel = Channel.ONLINE if way < 76 else Channel.ASSISTED if way < 85 else Channel.PAPER
        code, name = "", f"demonstration:{place}"
        if channel == Channel.PAPER:
            papers += 1
            batch = batches[papers % len(batches)]
            code = f"{batch.number}:{papers // len(batches) + 1}"
            commune = batch.commune or commune
            name = f"code:{code}"
        address = queries.ballot_address(voting, name)
        voters.append(
            Voter(
                round=voting,
                code=code,
                ground=Ground.CODE if code else Ground.RESIDENT,
                channel=channel,
                commune=commune,
            )
        )
        ballots.append(
            Ballot(
                address=address,
                round=voting,
                choices=_choices(liking[commune.code], *seed),
                channel=channel,
                setting=commune.setting,
                receipt=queries.receipt_of(voting, address, voting.slug),
            )
        )
    Voter.objects.bulk_create(voters, batch_size=BATCH)
    Ballot.objects.bulk_create(sorted(ballots, key=lambda one: one.receipt), batch_size=BATCH)
    _void(voting, batches[0])


def _liking(voting: Round, communes: list[Commune]) -> dict[str, tuple[list[str], list[int]]]:
    """For voters of each commune, the projects and how much they like each, summed up in turn."""
    projects = list(voting.projects.select_related("commune").order_by("pk"))
    liked = [1 + choose(9, voting.slug, "liked", one.number) ** 2 for one in projects]
    found = {}
    for commune in communes:
        weights = []
        for one, base in zip(projects, liked, strict=True):
            near = 14 if one.commune == commune else 0
            if one.commune and one.commune.province_id == commune.province_id:
                near += 5 if one.commune.setting == commune.setting else 3
            weights.append(base * (1 + near))
        found[commune.code] = ([one.number for one in projects], list(accumulate(weights)))
    return found


def _choices(liking: tuple[list[str], list[int]], *seed: object) -> list[str]:
    """Between one and eight different projects, in the order of the round."""
    numbers, weights = liking
    drawn = ticket("choices", *seed)
    count = 1 + drawn % 8
    found: set[int] = set()
    while len(found) < count:
        drawn, chance = divmod(drawn, weights[-1])
        found.add(bisect(weights, chance))
        if drawn < weights[-1]:
            drawn = ticket("more", *seed, len(found))
    return [numbers[place] for place in sorted(found)]


def _batches(voting: Round, communes: list[Commune], weights: list[int]) -> list[PaperBatch]:
    """Paper ballots for a dozen rural communes, where few have a phone that loads the page."""
    largest = sorted((one for one in communes if not one.is_urban), key=_adults, reverse=True)[:12]
    return PaperBatch.objects.bulk_create(
        PaperBatch(
            round=voting,
            number=number,
            place=f"دار الشباب، {commune.name_ar}",
            commune=commune,
            count=200,
        )
        for number, commune in enumerate(largest, start=1)
    )


def _void(voting: Round, batch: PaperBatch) -> None:
    """A few papers that both readers found void."""
    PaperEntry.objects.bulk_create(
        PaperEntry(round=voting, code=f"{batch.number}:{190 + place}", turn=turn, is_void=True)
        for place in range(1 + BALLOTS[voting.slug] // 1000)
        for turn in (1, 2)
    )
