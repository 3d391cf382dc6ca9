"""A count told in plain words: the explanation's codes and figures become sentences."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import (
    BoundAbout,
    BoundKind,
    Count,
    Departure,
    Round,
    RoundProject,
    Rule,
)
from multaqa.apps.budget.views.territories import setting_name
from multaqa.apps.network.models import Group
from multaqa.apps.territory.models import Province
from multaqa.kernel import keys
from multaqa.ui.amounts import Counted, number

Told = dict[str, Any]
LEAST_LOST = 12  # those lost that stand open on the page; the others are one click away


def command_of(count: Count) -> str:
    """The command that recounts the evidence file, with the site's key."""
    return f"multaqa verify evidence.json --seal {count.seal} --key {keys.public_key()}"


def result_told(
    count: Count, projects: list[RoundProject], departures: Mapping[int, Departure]
) -> Told:
    """All of the page of a result but its territories."""
    voting, story = count.round, count.explanation
    by_number = {one.number: one for one in projects}
    rows = {one.number: _row(count, one, departures) for one in projects}
    won = [rows[name] for name in story["winners"]]
    lost = [
        rows[one.number] for one in projects if story["projects"][one.number]["state"] == "lost"
    ]
    lost.sort(key=lambda row: -row["supporters"])
    return {
        "won": won,
        "lost": lost,
        "removed": [
            rows[one.number]
            for one in projects
            if story["projects"][one.number]["state"] == "removed"
        ],
        "spent": queries.money(voting, story["spent"]),
        "left": queries.money(voting, voting.envelope - story["spent"]),
        "envelope": queries.money(voting, voting.envelope),
        "ties": [_tie(one, by_number) for one in story["ties"]],
        "bounds": bounds_told(count),
        "rules": rules_compared(count, by_number),
        "people": story["people"],
    }


def _row(count: Count, one: RoundProject, departures: Mapping[int, Departure]) -> Told:
    told = count.explanation["projects"][one.number]
    return {
        "project": one,
        "money": queries.money(count.round, told["cost"]),
        "place": one.commune.name if one.commune else one.place,
        "supporters": told["supporters"],
        "missing": _money(count.round, told.get("missing")),
        "departure": departures.get(one.pk),
    }


def _money(voting: Round, units: str | int | None) -> str:
    """Units, told to the whole unit of the currency: shares of a purse have no end of decimals."""
    if units is None:
        return ""
    return queries.money(voting, round(Fraction(units)))


def _tie(tie: Mapping[str, Any], by_number: Mapping[str, RoundProject]) -> Told:
    return {
        "tied": [by_number[name] for name in tie["tied"] if name in by_number],
        "taken": by_number.get(tie["taken"]),
    }


def bounds_told(count: Count) -> list[Told]:
    """Each floor and cap, with what the winners come to."""
    bounds = count.explanation["bounds"]
    provinces = dict(
        Province.objects.filter(
            code__in=[one["name"] for one in bounds if one["about"] == BoundAbout.PROVINCE]
        ).values_list("code", "name")
    )
    return [_bound(count.round, one, provinces) for one in bounds]


def _bound(voting: Round, one: Mapping[str, Any], provinces: Mapping[str, str]) -> Told:
    name = one["name"]
    if one["about"] == BoundAbout.SETTING:
        label = {"urban": _("urban projects"), "rural": _("rural projects")}.get(name, name)
    elif one["about"] == BoundAbout.PROVINCE:
        label = _("Projects: %(which)s") % {"which": provinces.get(name, name)}
    else:
        label = _("Projects: %(which)s") % {"which": _group_name(name)}
    is_floor = one["kind"] == BoundKind.FLOOR
    facts = {
        "reached": queries.money(voting, one["reached"]),
        "amount": queries.money(voting, one["amount"]),
    }
    text = (
        _("%(reached)s, of at least %(amount)s")
        if is_floor
        else _("%(reached)s, of at most %(amount)s")
    )
    return {
        "label": label,
        "text": text % facts,
        "value": one["reached"],
        "total": voting.envelope,
        "minimum": one["amount"] if is_floor else None,
        "maximum": None if is_floor else one["amount"],
        "tone": name if one["about"] == BoundAbout.SETTING else "",
        "stepped_in": one["stepped_in"],
        "is_short": is_floor and one["reached"] < one["amount"],
    }


def _group_name(name: str) -> str:
    return str(Group(name).label) if name in Group.values else name


def rules_compared(count: Count, by_number: Mapping[str, RoundProject]) -> list[Told]:
    """This rule, and beside it the others on the same ballots."""
    story = count.explanation
    own = {
        "rule": count.round.rule,
        "winners": story["winners"],
        "spent": story["spent"],
        "nothing": story["nothing"],
        "has_bounds": bool(story["bounds"]),
    }
    mine = set(story["winners"])
    return [
        {
            "name": _rule_name(one, is_own=one is own),
            "is_own": one is own,
            "projects": number(len(one["winners"])),
            "spent": queries.money(count.round, one["spent"]),
            "nothing": number(one["nothing"]["all"]),
            "nothing_rural": _count(one["nothing"].get("rural")),
            "nothing_urban": _count(one["nothing"].get("urban")),
            "gained": [by_number[name] for name in one["winners"] if name not in mine],
            "dropped": [by_number[name] for name in story["winners"] if name not in one["winners"]],
        }
        for one in (own, *story["others"])
    ]


def _rule_name(one: Mapping[str, Any], *, is_own: bool) -> str:
    label = str(Rule(one["rule"]).label)
    if is_own or one["rule"] != Rule.EQUAL_SHARES:
        return label
    return _("%(rule)s, without floors and caps") % {"rule": label}


def _count(counted: int | None) -> str:
    return "" if counted is None else number(counted)


def project_told(count: Count, one: RoundProject) -> Told:
    """Why a project won or lost: sentences, and the parts of its cost for the picture."""
    story = count.explanation
    told = story["projects"][one.number]
    place = story["winners"].index(one.number) + 1 if told["state"] == "won" else 0
    greedy = next((other for other in story["others"] if other["rule"] == Rule.GREEDY), None)
    return {
        "project": one,
        "state": told["state"],
        "place": place,
        "money": queries.money(count.round, told["cost"]),
        "supporters": told["supporters"],
        "by_setting": [
            (setting_name(name), number(counted)) for name, counted in told["by_setting"].items()
        ],
        "sentences": list(_sentences(count, told, place)),
        "parts": _parts(count.round, told),
        "in_greedy": None if greedy is None else one.number in greedy["winners"],
    }


def _sentences(count: Count, told: Mapping[str, Any], place: int) -> Iterable[str]:
    voting = count.round
    supporters = told["supporters"]
    yield ngettext("%(people)s person chose it.", "%(people)s people chose it.", supporters) % {
        "people": Counted(supporters)
    }
    if told["state"] == "removed":
        return
    if told["state"] == "won":
        yield _("It was bought in place %(place)s of %(all)s.") % {
            "place": number(place),
            "all": number(len(count.explanation["winners"])),
        }
        yield from _who_paid(voting, told)
    else:
        yield from _why_lost(voting, told)


def _who_paid(voting: Round, told: Mapping[str, Any]) -> Iterable[str]:
    paid = told["paid"]
    if paid["floor"]:
        yield _(
            "A floor of the round kept money for projects of its kind: it was bought from that."
        )
    if paid["by"] != Rule.EQUAL_SHARES:
        if voting.rule == Rule.EQUAL_SHARES:
            yield _("It was bought by the order of votes, from the money that was left.")
        return
    full, each = paid["full"], _exact(voting, paid["each"])
    if full and paid["is_each"]:
        yield ngettext(
            "%(people)s person paid %(each)s.", "%(people)s people paid %(each)s each.", full
        ) % {"people": Counted(full), "each": each}
    elif full:
        yield ngettext(
            "%(people)s person paid %(each)s for each point of worth that they gave it.",
            "%(people)s people paid %(each)s for each point of worth that they gave it.",
            full,
        ) % {"people": Counted(full), "each": each}
    if rest := paid["rest"]:
        yield _rest(voting, rest, paid.get("rest_sum"))
    if (empty := told["supporters"] - full - rest) > 0:
        yield ngettext(
            "%(people)s person had nothing left by then.",
            "%(people)s people had nothing left by then.",
            empty,
        ) % {"people": Counted(empty)}


def _rest(voting: Round, rest: int, together: str | None) -> str:
    if together is None:
        return ngettext(
            "%(people)s person paid all they had left.",
            "%(people)s people paid all they had left.",
            rest,
        ) % {"people": Counted(rest)}
    return ngettext(
        "%(people)s person paid all they had left: %(sum)s.",
        "%(people)s people paid all they had left: %(sum)s together.",
        rest,
    ) % {"people": Counted(rest), "sum": _exact(voting, together)}


def _why_lost(voting: Round, told: Mapping[str, Any]) -> Iterable[str]:
    had, missing = _money(voting, told.get("had")), _money(voting, told.get("missing"))
    if told["why"] == "no_supporter":
        return
    if told["cost"] > voting.envelope:
        yield _("It costs more than the whole envelope.")
    elif told["why"] == "capped":
        yield _("A cap stood against it: with it, more would have gone to its kind than allowed.")
    elif told["why"] == "too_little_left":
        yield _fallen(told["fell_at"]) % {
            "place": number(told["fell_at"]),
            "had": had,
            "missing": missing,
        }
    elif missing:
        yield _("When its turn came, %(missing)s were missing in the envelope.") % {
            "missing": missing
        }
    if cost := told.get("cost_that_wins"):
        # More than they had when it fell: with that cost it would not have waited so long.
        is_earlier = told["why"] == "too_little_left" and cost > Fraction(told["had"])
        said = _("At a cost of %(cost)s it would have been bought.")
        if is_earlier:
            said = _(
                "At a cost of %(cost)s its turn would have come earlier, while those who chose it "
                "still had enough: it would have been bought."
            )
        yield said % {"cost": _money(voting, cost)}


def _fallen(after: int) -> str:
    if not after:
        return _(
            "From the beginning those who chose it had only %(had)s together: %(missing)s were "
            "missing."
        )
    return _(
        "After purchase No. %(place)s those who chose it had %(had)s left together: %(missing)s "
        "were missing, and it could no longer be bought."
    )


def _exact(voting: Round, units: str | None) -> str:
    """A share of a purse, with two decimals at most."""
    return "" if units is None else queries.money(voting, Fraction(units))


def _parts(voting: Round, told: Mapping[str, Any]) -> list[Told]:
    """The parts of the cost, each with where it begins on the bar and how long it is."""
    cost = Decimal(told["cost"] or 1)
    paid = told.get("paid") or {}
    parts: list[tuple[str, str, Decimal]] = []
    if told["state"] == "won" and paid["by"] == Rule.EQUAL_SHARES:
        rest = Decimal(paid.get("rest_sum") or 0)
        parts = [
            ("full", _("paid by who paid the full share"), cost - rest),
            ("all", _("paid by who gave all they had left"), rest),
        ]
    elif told["state"] == "won":
        parts = [("rest", _("paid from what the envelope had left"), cost)]
    elif told.get("missing"):
        missing = min(Decimal(told["missing"]), cost)
        parts = [
            ("full", _("what was there when it fell"), cost - missing),
            ("missing", _("what was missing"), missing),
        ]
    drawn, start = [], Decimal(0)
    for tone, label, amount in parts:
        if amount <= 0:
            continue
        drawn.append(
            {
                "tone": tone,
                "label": label,
                "money": _money(voting, str(amount)),
                "x": f"{start / cost * 100:.2f}%",
                "width": f"{amount / cost * 100:.2f}%",
            }
        )
        start += amount
    return drawn


def file_name(count: Count) -> str:
    return f"{count.round.slug}"


def address_of(count: Count) -> str:
    return f"{settings.ORIGIN}{count.round.get_absolute_url()}result/"
