"""The minutes of a draw, as PDF: what was decided, sealed and drawn, and how anyone checks it.

Tickets alone stand for people, and no sensitive category is counted. The same draw gives the same
bytes: the head of the record is the one that the draw itself left.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from multaqa.apps.forum import queries
from multaqa.apps.forum.models import Draw, Standing
from multaqa.apps.forum.views.shown import reasons_said, verify_command
from multaqa.kernel import record
from multaqa.kernel.models import RecordEntry
from multaqa.ui.amounts import isolated, number, percent
from multaqa.ui.dates import day_range, moment
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "forum" / "minutes.typ"
BLANK = "." * 40

Told = dict[str, Any]
Rows = list[tuple[str, str]]


def minutes_of(draw: Draw, language: str) -> bytes:
    """The minutes of a drawn draw: the same bytes as long as its edition says the same."""
    if draw.drawn_at is None or draw.evidence is None:
        raise LookupError(draw.pk)
    with override(language):
        entries = {entry.kind: entry for entry in record.about(draw.college.subject)}
        words = queries.Words(draw.college.edition)
        hidden = queries.sensitive_keys(draw.college)
        content = {
            **_frame(draw),
            "decided": _decided(draw),
            "balance": _balance(draw, words, hidden),
            "chances": _chances(draw),
            "unseatable": _unseatable(draw, words, hidden),
            "seal": _seal(draw, draw.evidence.seal, entries["forum.draw_sealed"]),
            "value": _value(draw),
            "check": _check(draw),
            "tickets": _tickets(draw, words, hidden),
            "record": _record(entries["forum.seats_drawn"]),
            "signatures": _signatures(),
        }
        return pdf(TEMPLATE, content, at=draw.drawn_at)


def _frame(draw: Draw) -> Told:
    """What stands around: heading, names, days, and the lines of every page."""
    edition = draw.college.edition
    told = _("Edition No. %(number)s") % {"number": number(edition.number)}
    title = _("Minutes of the balanced draw")
    facts: Rows = [
        (_("Theme"), said(edition.theme)),
        (_("Days"), day_range(edition.starts_on, edition.ends_on)),
        (_("Place"), said(edition.place)),
        (_("Territory"), said(str(edition.region))),
        (_("Organiser"), said(edition.organiser)),
    ]
    if draw.college.name:
        facts.insert(0, (_("College"), said(draw.college.name)))
    banner = _(
        "Demonstration: the people and the bodies here are invented, and nothing is sent out."
    )
    return {
        "title": title,
        "network": said(settings.NETWORK_NAME or settings.SITE_NAME),
        "edition": told,
        "name": said(edition.name),
        "organiser": said(edition.organiser),
        "facts": _filled(facts),
        "preamble": _(
            "On %(moment)s the public value announced chose, among the numbered lists sealed "
            "beforehand, the list of participants of this edition. These minutes tell what was "
            "decided, what was sealed, what came out, and how anyone can check it."
        )
        % {"moment": moment(draw.drawn_at)},
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "demonstration": banner if settings.DEMONSTRATION else "",
    }


def _filled(rows: Iterable[tuple[str, str]]) -> Rows:
    return [row for row in rows if row[1]]


def _decided(draw: Draw) -> Told:
    standings = Counter(draw.college.applicants.values_list("standing", flat=True))
    rows: Rows = [
        (_("Seats"), number(draw.seats)),
        (_("Applications in the draw"), number(draw.outcome["people"])),
        (_("Method of the draw: the chances"), str(draw.get_method_display())),
        (_("One person per body at most"), _("Yes") if draw.is_one_per_body else _("No")),
    ]
    if included := standings[Standing.INCLUDED]:
        rows.append((_("Who sit in any case, for a reason kept for the auditor"), number(included)))
    if excluded := standings[Standing.EXCLUDED]:
        rows.append(
            (_("Left out of the draw, for a reason kept for the auditor"), number(excluded))
        )
    return {"heading": _("What was decided"), "rows": rows}


def _balance(draw: Draw, words: queries.Words, hidden: frozenset[str]) -> Told:
    seated = queries.seated_counts(queries.first_panel(draw.college))
    groups: dict[str, Told] = {}
    for quota in draw.outcome["quotas"]:
        key, value = quota["category"], quota["value"]
        if key not in hidden:
            group = groups.setdefault(key, {"label": said(words.category(key)), "rows": []})
            bounds = (quota["minimum"], quota["maximum"], seated.get((key, value), 0))
            group["rows"].append([said(words.value(key, value)), *map(number, bounds)])
    note = _("Sensitive categories were balanced too; they are neither shown nor counted here.")
    return {
        "heading": _("Quotas, and the balance reached"),
        "columns": [_("Value"), _("At least"), _("At most"), _("Reached")],
        "groups": list(groups.values()),
        "note": note if hidden else "",
    }


def _chances(draw: Draw) -> Told:
    figures = draw.outcome
    leximin = _(
        "No other way of drawing respects these conditions and gives the person with the "
        "smallest chance more than this."
    )
    return {
        "heading": _("Each person's chance"),
        "figures": [
            (percent(figures["least"], 1), _("smallest chance of anyone who can sit")),
            (percent(figures["mean"], 1), _("mean chance")),
            (percent(figures["most"], 1), _("largest chance")),
            (number(figures["panels"]), _("numbered lists possible")),
        ],
        "note": leximin if draw.method == Draw.Method.LEXIMIN and figures["is_proven"] else "",
    }


def _unseatable(draw: Draw, words: queries.Words, hidden: frozenset[str]) -> Told:
    """How many could be on no list, by what would have let them in; never which tickets."""
    found = draw.outcome["unseatable"]
    if found:
        text = ngettext(
            "Whatever list respects all the conditions, %(people)s application cannot be on it.",
            "Whatever list respects all the conditions, %(people)s applications cannot be on it.",
            len(found),
        ) % {"people": number(len(found))}
    else:
        text = _("Every application stands on at least one of the lists: nobody was shut out.")
    reasons = Counter("\n".join(reasons_said(one, words, hidden, said)) for one in found)
    return {
        "heading": _("Who could be on no list, and why"),
        "text": text,
        "columns": [_("What would have let them in, or why not"), _("Applications")],
        "rows": [(why, number(count)) for why, count in reasons.most_common()],
    }


def _seal(draw: Draw, seal: str, entry: RecordEntry) -> Told:
    return {
        "heading": _("The seal"),
        "text": _(
            "The quotas, the chances and all the numbered lists were sealed before the public "
            "value could be known: the fingerprint below would change if one letter of them "
            "changed."
        ),
        "label": _("Fingerprint of the sealed part of the file (SHA-256)"),
        "short": _("Fingerprint"),
        "code": seal,
        "rows": [
            (_("Sealed"), moment(draw.sealed_at)),
            (_("Entry of the public record"), number(entry.number)),
        ],
    }


def _value(draw: Draw) -> Told:
    return {
        "heading": _("The public value, and the list it names"),
        "rows": _filled(
            [
                (_("Public value that decides"), said(draw.value_source)),
                (_("Nobody can know it before"), moment(draw.value_known_at)),
                (_("Value announced"), said(draw.public_value)),
                (_("Entered"), moment(draw.drawn_at)),
            ]
        ),
        "label": _("List that sits"),
        "number": _("No. %(number)s of %(total)s")
        % {"number": number(draw.panel_number), "total": number(draw.outcome["panels"])},
    }


def _check(draw: Draw) -> Told:
    return {
        "heading": _("How anyone can check"),
        "steps": [
            _("Download the evidence file from the page of the draw:"),
            _("With the file and this command anyone finds the same result, without this site:"),
        ],
        "address": f"{settings.ORIGIN}{draw.get_absolute_url()}",
        "command": verify_command(draw),
    }


def _tickets(draw: Draw, words: queries.Words, hidden: frozenset[str]) -> Told:
    keys = [key for key in _keys(draw) if key not in hidden]
    drawn = list(queries.first_panel(draw.college))
    text = ngettext(
        "%(people)s participant, told by ticket alone: only the organisers' desk knows whose it "
        "is.",
        "%(people)s participants, told by ticket alone: only the organisers' desk knows whose "
        "they are.",
        len(drawn),
    )
    return {
        "heading": _("The tickets drawn"),
        "text": text % {"people": number(len(drawn))},
        "columns": [_("No."), _("Ticket"), *(said(words.category(key)) for key in keys)],
        "rows": [
            [
                number(place),
                isolated(one.ticket),
                *(said(words.value(key, one.values.get(key, ""))) for key in keys),
            ]
            for place, one in enumerate(drawn, start=1)
        ],
    }


def _keys(draw: Draw) -> Iterable[str]:
    """The categories balanced by, in the order of the quotas."""
    return dict.fromkeys(quota["category"] for quota in draw.outcome["quotas"])


def _record(entry: RecordEntry) -> Told:
    return {
        "heading": _("The public record"),
        "text": _(
            "This draw is entry No. %(number)s of the public record. Its fingerprint covers every "
            "entry before it: whoever keeps it can tell whether anything older was changed."
        )
        % {"number": number(entry.number)},
        "label": _("Head of the public record after the draw"),
        "code": entry.digest,
    }


def _signatures() -> Told:
    return {
        "heading": _("Signatures of the commission"),
        "done": _("Done at %(place)s, on %(day)s") % {"place": BLANK, "day": BLANK},
        "roles": [_("The coordinator"), _("The auditor"), _("A witness")],
        "name": _("Name:"),
        "signature": _("Signature:"),
    }
