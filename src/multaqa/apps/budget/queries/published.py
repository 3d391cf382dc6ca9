"""The ballots as they are published: a Pabulib file, each ballot under its receipt.

Nobody knows whose a ballot is; beside it stand the way it came by and its voter's setting, only
where neither, nor both together, has fewer than five. Blank ballots are no votes to Pabulib, and no
votes here: their receipts are a file of their own. Rows come out one by one: a round of a million
ballots needs no more memory than one of ten.
"""

import csv
from collections.abc import Iterable, Iterator
from fractions import Fraction

from django.db.models import QuerySet

from multaqa.apps.budget.models import (
    Ballot,
    BallotForm,
    Channel,
    Completion,
    Count,
    Round,
    Rule,
    Utility,
)
from multaqa.apps.budget.queries.elections import (
    KINDS,
    facts_of,
    limits_of,
    province_of,
    setting_group,
)
from multaqa.apps.budget.queries.turnout import WAYS

CHUNK = 2000


def pabulib_lines(count: Count) -> Iterator[str]:
    """The lines of the file, from what was counted."""
    line = csv.writer(_Echo(), delimiter=";", lineterminator="\n")
    for row in (*_meta(count), *_projects(count)):
        yield str(line.writerow(row))
    for vote in _votes(count):
        yield str(line.writerow(vote))


class _Echo:
    """Gives back what a writer writes."""

    def write(self, text: str) -> str:
        return text


def _meta(count: Count) -> Iterator[Iterable[object]]:
    voting, story = count.round, count.explanation
    facts = dict(facts_of(voting))
    tail = {name: facts.pop(name) for name in ("language", "currency") if name in facts}
    begun = {name: facts.pop(name) for name in ("date_begin", "date_end")}
    yield ["META"]
    yield ["key", "value"]
    yield from facts.items()
    yield ["num_projects", len(story["projects"])]
    yield ["num_votes", story["people"]]
    yield ["budget", money_in_currency(voting.envelope, voting.scale)]
    yield ["vote_type", KINDS[BallotForm(voting.form)].value]
    yield ["rule", _rule(count)]
    yield from begun.items()
    limits = limits_of(voting)
    for name in ("max_length", "max_sum_points"):
        if (most := getattr(limits, name)) is not None:
            yield [name, most]
    if limits.max_sum_cost is not None:
        yield ["max_sum_cost", money_in_currency(limits.max_sum_cost, voting.scale)]
    yield from tail.items()
    if told := _blank_told(count):
        yield ["comment", f"#1: {told}"]


def _blank_told(count: Count) -> str:
    """What the file says of ballots that choose nothing, if there are any."""
    if blank := blank_count(count):
        return (
            f"Blank ballots, which stand in the turnout and choose no project: {blank}. They are "
            "not among the votes, took no share of the budget, and are published apart by their "
            "receipts (blank.csv)."
        )
    if count.round.is_imported and (empty := _blank(count.round).count()):
        return (
            f"Votes that choose no project: {empty}. The file of this round has them, and they "
            "were counted as voters, as it has them."
        )
    return ""


def blank_count(count: Count) -> int:
    """Ballots that stand in the turnout, and that the rule left out."""
    found: int = count.turnout.get("blank", 0)
    return found


def blank_lines(count: Count) -> Iterator[str]:
    """The receipts of the blank ballots in their order, under a heading; nothing stands beside."""
    yield "receipt\n"
    found = _blank(count.round).order_by("receipt").values_list("receipt", flat=True)
    for receipt in found.iterator(CHUNK):
        yield f"{receipt}\n"


def _blank(voting: Round) -> QuerySet[Ballot]:
    return Ballot.objects.filter(round=voting, choices=[])


def _rule(count: Count) -> str:
    """Pabulib's name of the rule, where it has one for exactly what was done."""
    voting = count.round
    if count.explanation["bounds"]:
        return "unknown"
    if voting.rule == Rule.GREEDY:
        is_by_votes = voting.utility in {Utility.COST, Utility.CARDINALITY}
        return "greedy" if is_by_votes else "unknown"
    is_plain = voting.utility == Utility.COST and voting.rule == Rule.EQUAL_SHARES
    if is_plain and voting.completion == Completion.ADD1_GREEDY:
        return "equalshares/add1"
    return "unknown"


def money_in_currency(units: int, scale: int) -> str:
    """Whole units as the currency writes them, with no decimals where none are needed."""
    exact = Fraction(units, scale)
    return str(exact) if exact.denominator == 1 else f"{float(exact):.2f}"


def _projects(count: Count) -> Iterator[Iterable[object]]:
    story = count.explanation["projects"]
    projects = list(count.round.projects.select_related("commune").order_by("pk"))
    has_places = all(province_of(one) for one in projects)
    yield ["PROJECTS"]
    yield [
        *("project_id", "cost", "votes", "name", "category", "beneficiaries", "selected"),
        *(["neighborhood"] if has_places else []),
    ]
    for one in projects:
        told = story[one.number]
        yield [
            one.number,
            money_in_currency(told["cost"], count.round.scale),
            told["supporters"],
            _plain(one.title),
            ",".join(one.fields),
            ",".join((*one.groups, *setting_group(one.setting))),
            int(told["state"] == "won"),
            *([_plain(province_of(one))] if has_places else []),
        ]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _votes(count: Count) -> Iterator[Iterable[object]]:
    has_ways = count.explanation.get("ways", False)
    has_settings = bool(count.explanation["settings"])
    has_points = count.round.form == BallotForm.POINTS
    yield ["VOTES"]
    yield [
        *("voter_id", "vote"),
        *(["points"] if has_points else []),
        *(["voting_method"] if has_ways else []),
        *(["neighborhood"] if has_settings else []),
    ]
    rows = (
        Ballot.objects.filter(round=count.round_id)
        .order_by("pk")
        .values_list("receipt", "choices", "points", "channel", "setting")
    )
    is_blank_apart = bool(blank_count(count))
    for receipt, choices, points, channel, setting in rows.iterator(CHUNK):
        if is_blank_apart and not choices:
            continue
        row = [receipt, ",".join(choices)]
        if has_points:
            row.append(",".join(map(str, points)))
        if has_ways:
            row.append(WAYS[Channel(channel)])
        if has_settings:
            row.append(setting)
        yield row
