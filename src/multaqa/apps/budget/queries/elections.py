"""A round's rows as the engine takes them: projects, and ballots with equal ones counted once."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from multaqa.apps.budget.models import Ballot, BallotForm, BoundAbout, Round, RoundProject
from multaqa.engines.budgeting import outcome
from multaqa.engines.budgeting.election import BallotKind, Ballots, Election, Limits, Project

KINDS = {
    BallotForm.APPROVAL: BallotKind.APPROVAL,
    BallotForm.SOME: BallotKind.APPROVAL,
    BallotForm.KNAPSACK: BallotKind.APPROVAL,
    BallotForm.POINTS: BallotKind.CUMULATIVE,
    BallotForm.RANKING: BallotKind.ORDINAL,
}
ABOUT = {
    BoundAbout.SETTING: (outcome.BoundAbout.GROUP, "setting:{}"),
    BoundAbout.PROVINCE: (outcome.BoundAbout.TERRITORY, "{}"),
    BoundAbout.GROUP: (outcome.BoundAbout.GROUP, "{}"),
}
CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Gathered:
    """A round ready to be decided; ``settings[row]`` is where the voters of that row live."""

    election: Election
    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invented:
    """A ballot of a rehearsal; ``choices`` are places among the round's projects."""

    setting: str
    choices: tuple[int, ...]
    points: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class _Row:
    setting: str
    choices: tuple[int, ...]
    points: tuple[int, ...]


def election_of(voting: Round) -> Gathered:
    """All that decides a round. The same rows give the same election, whatever their order.

    A blank ballot is no vote for any project and takes no share; of a round from a file it is a
    voter, as its file and whoever counts that have it.
    """
    projects = list(voting.projects.select_related("commune__province").order_by("pk"))
    rows = _rows(voting, {one.number: place for place, one in enumerate(projects)})
    return _gathered(voting, projects, rows)


def rehearsed_election(voting: Round, ballots: Iterable[Invented]) -> Gathered:
    """The same with ballots that were invented, which no table holds."""
    projects = list(voting.projects.select_related("commune__province").order_by("pk"))
    rows: Counter[_Row] = Counter()
    for one in ballots:
        pairs = list(zip(one.choices, one.points or (1,) * len(one.choices), strict=True))
        if voting.form == BallotForm.RANKING:
            pairs = [(place, 0) for place, _one in pairs]
        else:
            pairs.sort()
        places, points = tuple(one for one, _ in pairs), tuple(one for _, one in pairs)
        rows[_Row(one.setting, places, points)] += 1
    return _gathered(voting, projects, rows)


def _gathered(voting: Round, projects: list[RoundProject], rows: Mapping[_Row, int]) -> Gathered:
    order = sorted(rows)
    election = Election(
        projects=tuple(map(_project, projects)),
        budget=voting.envelope,
        kind=KINDS[BallotForm(voting.form)],
        ballots=_ballots(order, [rows[row] for row in order]),
        scale=voting.scale,
        currency=voting.currency,
        limits=limits_of(voting),
        facts=facts_of(voting),
    )
    return Gathered(election, tuple(row.setting for row in order))


def _project(one: RoundProject) -> Project:
    return Project(
        id=one.number,
        cost=one.cost,
        name=one.title,
        territory=province_of(one),
        groups=(*one.groups, *setting_group(one.setting)),
        categories=tuple(one.fields),
    )


def setting_group(setting: str) -> tuple[str, ...]:
    """A project's setting as one of its groups, of which a floor or a cap may speak."""
    return (f"setting:{setting}",) if setting else ()


def province_of(one: RoundProject) -> str:
    """The code of a project's province, or its place as a file said it."""
    return one.commune.province_id if one.commune else one.place


def _rows(voting: Round, places: dict[str, int]) -> dict[_Row, int]:
    """Each different ballot, and how many are like it.

    JSON is read once for each different ballot, and not once for each of a hundred thousand.
    """
    found = (
        Ballot.objects.filter(round=voting)
        .order_by()
        .values_list("setting", Cast("choices", TextField()), Cast("points", TextField()))
        .iterator(CHUNK)
    )
    is_ranking = voting.form == BallotForm.RANKING
    rows: Counter[_Row] = Counter()
    for (setting, choices, points), count in Counter(found).items():
        at = [places[number] for number in json.loads(choices)]
        if not at and not voting.is_imported:
            continue
        given = json.loads(points) or [0 if is_ranking else 1] * len(at)
        pairs = list(zip(at, given, strict=True))
        if not is_ranking:
            pairs.sort()
        row = _Row(setting, tuple(one for one, _ in pairs), tuple(one for _, one in pairs))
        rows[row] += count
    return rows


def _ballots(rows: list[_Row], weights: Iterable[int]) -> Ballots:
    lengths = [len(row.choices) for row in rows]
    return Ballots(
        weights=np.fromiter(weights, np.int64, len(rows)),
        starts=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
        chosen=np.fromiter((one for row in rows for one in row.choices), np.int32, sum(lengths)),
        points=np.fromiter((one for row in rows for one in row.points), np.int64, sum(lengths)),
    )


def limits_of(voting: Round) -> Limits:
    if voting.form == BallotForm.KNAPSACK:
        return Limits(max_length=voting.most_choices, max_sum_cost=voting.envelope)
    if voting.form == BallotForm.POINTS:
        return Limits(max_length=voting.most_choices, max_sum_points=voting.points)
    return Limits(max_length=voting.most_choices)


def facts_of(voting: Round) -> dict[str, str]:
    """What a file of the round says of it, in Pabulib's keys."""
    told = {
        "description": f"{voting.title_ar or voting.title} ({voting.key})",
        "country": "Morocco" if voting.region_id or voting.currency == "MAD" else "Worldwide",
        "unit": str(voting.province or voting.region or voting.organiser),
        "instance": voting.slug,
        "date_begin": _day(voting.opens_at or voting.created_at),
        "date_end": _day(_end(voting) or voting.created_at),
        "language": "" if voting.is_imported else "ar",
        "currency": voting.currency,
    }
    return {name: said for name, said in told.items() if said}


def _end(voting: Round) -> datetime | None:
    """When the voting ended: of a round from a file it is known only as the file says it."""
    if voting.is_imported and voting.closes_at:
        return voting.closes_at
    return voting.closed_at or voting.closes_at


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d.%m.%Y")


def bounds_of(voting: Round) -> tuple[outcome.Bound, ...]:
    """The round's floors and caps, by what the election's projects say of themselves."""
    return tuple(
        outcome.Bound(
            kind=outcome.BoundKind(one.kind),
            about=ABOUT[BoundAbout(one.about)][0],
            name=ABOUT[BoundAbout(one.about)][1].format(one.name),
            amount=one.amount,
        )
        for one in voting.bounds.all()
    )
