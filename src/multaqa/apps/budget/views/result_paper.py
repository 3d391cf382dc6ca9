"""The result of a round as PDF, for the council that decides and for whoever has no network."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Count
from multaqa.apps.budget.views import stories
from multaqa.apps.budget.views.territories import by_province
from multaqa.ui.amounts import Counted, number
from multaqa.ui.dates import day, moment
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "budget" / "result.typ"

Told = dict[str, Any]


def paper_of(count: Count, language: str) -> bytes:
    """The result's paper: the same bytes as long as its round says the same."""
    with override(language):
        projects = list(count.round.projects.select_related("commune__province").order_by("pk"))
        told = stories.result_told(count, projects, {})
        content = {
            **_frame(count),
            "figures": [
                (told["spent"], _("of the envelope go to projects")),
                (told["left"], _("are left of it")),
                (number(len(told["won"])), _("projects win")),
                (number(told["people"]), _("ballots counted")),
            ],
            "won": _won(told),
            "decision": _decision(count),
            "bounds": {
                "heading": _("Floors and caps"),
                "rows": [(said(one["label"]), one["text"]) for one in told["bounds"]],
            },
            "ties": _ties(told),
            "rules": _rules(told),
            "provinces": _provinces(count, projects),
            "lost": _lost(told),
            "check": _check(count),
        }
        return pdf(TEMPLATE, content, at=count.counted_at)


def _frame(count: Count) -> Told:
    voting = count.round
    banner = _(
        "Demonstration: the people and the bodies here are invented, and nothing is sent out."
    )
    facts = [
        (_("Territory"), said(str(voting.province or voting.region or ""))),
        (_("Organiser"), said(voting.organiser)),
        (_("Voting"), f"{day(voting.opens_at)} – {day(voting.ends_at)}"),
        (_("Rule"), str(voting.get_rule_display())),
        (_("Counted on"), moment(count.counted_at)),
        (_("Blank ballots"), _blank(count)),
    ]
    is_advice = voting.is_public_money and not hasattr(voting, "decision")
    return {
        "title": _("Result of the participatory budget"),
        "round": said(voting.title),
        "network": said(settings.NETWORK_NAME or settings.SITE_NAME),
        "organiser": said(voting.organiser),
        "facts": [row for row in facts if row[1]],
        "advises": _("This is public money: the vote advises, the council or committee decides.")
        if is_advice
        else "",
        "seal": {"short": _("Fingerprint"), "code": count.seal},
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "demonstration": banner if settings.DEMONSTRATION else "",
    }


def _blank(count: Count) -> str:
    if not (blank := queries.blank_count(count)):
        return ""
    return ngettext(
        "%(blank)s, in the turnout alone: it chooses no project.",
        "%(blank)s, in the turnout alone: they choose no project.",
        blank,
    ) % {"blank": Counted(blank)}


def _won(told: Told) -> Told:
    return {
        "heading": _("The projects that win"),
        "text": _("In the order in which they were bought."),
        "columns": [_("Rank"), _("Project"), _("Commune"), _("Cost"), _("Who chose it")],
        "rows": [
            [
                number(place),
                said(row["project"].title),
                said(row["place"]),
                row["money"],
                number(row["supporters"]),
            ]
            for place, row in enumerate(told["won"], start=1)
        ],
    }


def _decision(count: Count) -> Told:
    decision = getattr(count.round, "decision", None)
    heading = _("What was decided")
    columns = [_("Project"), _("Decision"), _("Reason of the departure")]
    if decision is None:
        return {"heading": heading, "text": "", "note": "", "columns": columns, "rows": []}
    text = _("The vote advised; %(who)s decided on %(on)s.") % {
        "who": said(decision.decider),
        "on": day(decision.decided_on),
    }
    if decision.reference:
        text += " {} {}.".format(_("Decision No."), said(decision.reference))
    if not decision.departures.exists():
        text += " " + _("It follows the vote in everything.")
    return {
        "heading": heading,
        "text": text,
        "note": said(decision.note),
        "columns": columns,
        "rows": [
            [
                said(one.project.title),
                _("funded") if one.is_funded else _("not funded"),
                said(one.reason),
            ]
            for one in decision.departures.select_related("project")
        ],
    }


def _ties(told: Told) -> Told:
    return {
        "heading": _("Ties"),
        "text": _(
            "Sometimes projects stood exactly equal. As the rules say, the one whose number comes "
            "first, read as text, was taken."
        ),
        "rows": [
            " = ".join(said(one.title) for one in tie["tied"])
            + (f": {said(tie['taken'].title)}" if tie["taken"] else "")
            for tie in told["ties"]
        ],
    }


def _rules(told: Told) -> Told:
    has_settings = bool(told["rules"][0]["nothing_rural"])
    columns = [_("Rule"), _("Projects"), _("Spent"), _("Voters left with nothing")]
    if has_settings:
        columns += [_("of them urban"), _("of them rural")]
    names = ("name", "projects", "spent", "nothing", "nothing_urban", "nothing_rural")
    return {
        "heading": _("What another rule would have chosen"),
        "columns": columns,
        "rows": [[one[name] for name in names[: len(columns)]] for one in told["rules"]],
        "note": _("Left with nothing: no project that the voter chose wins."),
    }


def _provinces(count: Count, projects: list[Any]) -> Told:
    return {
        "heading": _("Where the money goes"),
        "columns": [
            _("Province"),
            _("Put to the vote"),
            _("Won"),
            _("Money"),
            _("Share of the money"),
        ],
        "rows": [
            [said(row["name"]), number(row["put"]), number(row["won"]), row["money"], row["share"]]
            for row in by_province(count, projects)
        ],
    }


def _lost(told: Told) -> Told:
    return {
        "heading": _("The projects that do not win"),
        "columns": [_("Project"), _("Cost"), _("Who chose it"), _("Missing")],
        "rows": [
            [said(row["project"].title), row["money"], number(row["supporters"]), row["missing"]]
            for row in told["lost"]
        ],
    }


def _check(count: Count) -> Told:
    text = _(
        "Every ballot is published under its receipt, and nobody knows whose it is. Look for your "
        "receipt in the file: it stands beside what you chose."
    )
    if queries.blank_count(count):
        text += " " + _(
            "Blank ballots choose no project: their receipts have a file of their own. The "
            "fingerprint is that of both files together."
        )
    return {
        "heading": _("Count it yourself"),
        "text": text,
        "ballots": _(
            "Fingerprint of the ballots, as it was written in the public record when the vote "
            "closed:"
        ),
        "digest": count.ballots_digest,
        "label": _("Fingerprint of the sealed part of the evidence (SHA-256):"),
        "command_label": _(
            "With the file and this command anyone finds the same result, without this site:"
        ),
        "address": stories.address_of(count),
        "command": stories.command_of(count),
    }
