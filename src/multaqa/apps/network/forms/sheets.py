"""What stands on a body's papers, in Arabic, and the PDF that is printed of it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.network import queries
from multaqa.apps.network.forms.papers import (
    CHANGES,
    AttendanceForm,
    BoardForm,
    MinutesForm,
    NoticeForm,
    PaperForm,
)
from multaqa.apps.network.models import Body, BodyKind, Paper
from multaqa.engines.assembly import Quorum
from multaqa.ui.amounts import isolated, number
from multaqa.ui.dates import day
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "network" / "paper.typ"
Told = dict[str, Any]


def told_of(paper: Paper, form: PaperForm) -> Told:
    """All that the paper prints, once its form is whole."""
    with override("ar"):
        body = paper.body
        told = {
            "kind": paper.kind,
            "title": str(paper.get_kind_display()),
            "head": _head(body),
            "demonstration": _banner() if settings.DEMONSTRATION else "",
            "page": _("Page {page} of {pages}"),
            "words": _words(),
            "place": said(body.commune.name_ar if body.commune else ""),
        }
        match form:
            case MinutesForm():
                told |= _minutes(body, form)
            case NoticeForm():
                told |= _notice(body, form)
            case BoardForm():
                told |= _board(body, form)
            case AttendanceForm():
                told |= _attendance(body, form)
        return told


def paper_pdf(made: Mapping[str, Any], at: datetime) -> bytes:
    """The same bytes each time that the same paper is asked for."""
    with override("ar"):
        return pdf(TEMPLATE, made, at=at)


def _banner() -> str:
    return _("Demonstration: the people and the bodies here are invented, and nothing is sent out.")


def _head(body: Body) -> Told:
    rows = []
    if body.commune is not None:
        seat = " · ".join(part for part in (body.locality, body.commune.name_ar) if part)
        rows.append([_("Seat:"), said(seat)])
    if body.register_number:
        rows.append([_("Register number:"), isolated(said(body.register_number))])
    contact = [one for one in (body.phone, body.email) if one]
    if contact and body.is_contact_public:
        rows.append([_("Contact:"), " · ".join(isolated(one) for one in contact)])
    return {
        "name": said(body.name_ar),
        "other": said(body.name_fr or ""),
        "kind": str(BodyKind(body.kind).label),
        "rows": rows,
    }


def _words() -> Told:
    """What is the same on every paper."""
    return {
        "number": _("No."),
        "name": _("First and last name"),
        "role": _("Role in the body"),
        "identity": _("Identity card number"),
        "born": _("Date and place of birth"),
        "work": _("Occupation"),
        "address": _("Home address"),
        "signature": _("Signature"),
        "mark": _("Signature or fingerprint"),
        "proxy": _("Mandate given by"),
        "done": _("Done at"),
        "on": _("on the date of"),
        "stamp": _("Stamp of the body"),
        "subject": _("Subject:"),
        "received": _("Frame of the authority: received on, number, stamp"),
    }


def _signatures(*roles: str) -> list[str]:
    return list(roles)


def _board_rows(form: PaperForm) -> list[list[str]]:
    rows = form.told_rows("board")
    return [[said(row["name"] or ""), said(row["role"] or "")] for row in rows]


def _assembly(kind: str) -> str:
    """The assembly within a sentence."""
    if kind == "extraordinary":
        return _("the extraordinary general assembly")
    return _("the ordinary general assembly")


def _minutes(body: Body, form: MinutesForm) -> Told:
    told = form.cleaned_data
    facts = {
        "assembly": _assembly(told["kind"]),
        "body": said(body.name_ar),
        "day": day(told["held_on"]),
        "hour": isolated(told["starts_at"]),
        "place": said(told["place"]),
        "chair": said(told["chair"]),
        "scribe": said(told["scribe"]),
    }
    opening = _(
        "On %(day)s, %(assembly)s of “%(body)s” was held at %(place)s, chaired by %(chair)s; "
        "%(scribe)s took the minutes."
    )
    if told["starts_at"]:
        opening = _(
            "On %(day)s at %(hour)s, %(assembly)s of “%(body)s” was held at %(place)s, chaired by "
            "%(chair)s; %(scribe)s took the minutes."
        )
    paragraphs = [opening % facts]
    if told["notified_on"]:
        paragraphs.append(
            _("The members were called on %(day)s.") % {"day": day(told["notified_on"])}
        )
    closing = _("The agenda being exhausted, the session was closed.")
    if told["ends_at"]:
        closing = _("The agenda being exhausted, the session was closed at %(hour)s.") % {
            "hour": isolated(told["ends_at"])
        }
    if form.quorum is not None and not form.quorum.is_reached:
        closing = _("The session was closed without deliberation.")
    kinds = {
        "ordinary": _("Minutes of the ordinary general assembly"),
        "extraordinary": _("Minutes of the extraordinary general assembly"),
    }
    decisions = [_decision(row) for row in form.decisions()]
    return {
        "title": kinds[told["kind"]],
        "subtitle": day(told["held_on"]),
        "paragraphs": paragraphs,
        "attendance": _counted(form),
        "quorum": _quorum_sentence(form),
        "agenda": {"heading": _("Agenda"), "rows": _said_lines(told["agenda"])},
        "debate": {"heading": _("What was said"), "rows": _said_lines(told["debate"])},
        "decisions": {"heading": _("Decisions"), "rows": decisions},
        "board": {"heading": _("The board elected"), "rows": _board_rows(form)},
        "closing": closing,
        "signatures": _signatures(_("Who chaired"), _("Who took the minutes")),
        "names": [facts["chair"], facts["scribe"]],
    }


def _counted(form: MinutesForm) -> list[list[str]]:
    told = form.cleaned_data
    rows = [
        [_("Members"), number(told["members"])],
        [_("Present"), number(told["present"])],
        [_("Represented"), number(told["represented"] or 0)],
    ]
    needed = form.quorum.needed if form.quorum else told.get("needed")
    if needed is not None:
        rows.append([_("Quorum"), number(needed)])
    return rows


def _quorum_sentence(form: MinutesForm) -> str:
    told = form.cleaned_data
    there = told["present"] + (told["represented"] or 0)
    call = {"1": _("at the first call"), "2": _("at the second call"), "3": _("at the third call")}
    facts: Told = {"there": number(there), "call": call[told["call"]]}
    if form.quorum is None:
        needed = told.get("needed")
        if needed is None:
            return ""
        facts["needed"] = number(needed)
        told_of_it = _(
            "The statutes ask for %(needed)s: not reached, %(call)s; nothing is decided."
        )
        if there >= needed:
            told_of_it = _(
                "The quorum of the statutes (%(needed)s) was reached, %(call)s: the assembly "
                "validly deliberated."
            )
        return told_of_it % facts
    return _law_quorum(form.quorum, facts)


def _law_quorum(quorum: Quorum, facts: Told) -> str:
    facts |= {
        "share": isolated(f"{quorum.share.numerator}/{quorum.share.denominator}"),
        "needed": number(quorum.needed),
    }
    if quorum.is_reached:
        return (
            _(
                "The quorum of article 43 of law 112-12 (%(share)s of the members, that is "
                "%(needed)s) was reached %(call)s, with %(there)s members present or "
                "represented: the assembly validly deliberated."
            )
            % facts
        )
    return (
        _(
            "The quorum of article 43 of law 112-12 (%(share)s of the members, that is "
            "%(needed)s) was not reached %(call)s, with %(there)s members present or represented: "
            "the assembly could not deliberate, and is called again."
        )
        % facts
    )


def _decision(row: Told) -> list[str]:
    """Its text, and how it came out."""
    text = said(row["text"] or "")
    if row["is_adopted"] is None:
        return [text, ""]
    against, abstained = row["against"] or 0, row["abstained"] or 0
    if row["is_adopted"] and not against and not abstained:
        return [text, _("Adopted unanimously.")]
    votes = {
        "for": number(row["for"] or 0),
        "against": number(against),
        "abstained": number(abstained),
    }
    if row["is_adopted"]:
        told = _("Adopted: %(for)s for, %(against)s against, %(abstained)s abstained.")
    else:
        told = _("Not adopted: %(for)s for, %(against)s against, %(abstained)s abstained.")
    return [text, told % votes]


def _said_lines(text: str) -> list[str]:
    return [said(line) for line in (text or "").splitlines() if line.strip()]


def _board(body: Body, form: BoardForm) -> Told:
    told = form.cleaned_data
    is_cooperative = body.kind in queries.COOPERATIVES
    title = _("List of the members of the board")
    if is_cooperative:
        title = _("List of the members of the board, or of the managers")
    facts = [[_("Elected by the assembly of"), day(told["held_on"])]]
    if told["receipt"]:
        facts.append([_("Receipt or register"), said(told["receipt"])])
    if told["term"]:
        facts.append([_("Until"), said(told["term"])])
    return {
        "title": title,
        "subtitle": said(body.name_ar),
        "facts": facts,
        "board": {"heading": "", "rows": _board_rows(form)},
        "signatures": [_("The president"), _("The secretary")],
        "names": ["", ""],
    }


def _notice(body: Body, form: NoticeForm) -> Told:
    told = form.cleaned_data
    is_cooperative = body.kind in queries.COOPERATIVES
    changes = [str(label) for value, label in CHANGES if value in told["changes"]]
    facts = {
        "body": said(body.name_ar),
        "day": day(told["held_on"]),
        "changes": _(", ").join(changes),
        "receipt": said(told["receipt"]),
    }
    opening = _(
        "In accordance with article 5 of the dahir of 15 November 1958 on the right of "
        "association, we declare to you the change that came about by the general assembly of "
        "%(day)s in “%(body)s”, in: %(changes)s."
    )
    if is_cooperative:
        opening = _(
            "In accordance with law 112-12 on cooperatives, we ask you to take down in the local "
            "register the change decided by the general assembly of %(day)s of “%(body)s”, in: "
            "%(changes)s."
        )
    paragraphs = [opening % facts]
    if told["receipt"]:
        paragraphs.append(_("It holds the receipt or the register number %(receipt)s.") % facts)
    closing = _("Please give us a receipt for this declaration, and accept our consideration.")
    return {
        "title": _("Notice of change"),
        "addressee": said(told["addressee"]),
        "subject": _("Declaration of a change in “%(body)s”") % facts,
        "greeting": _("Peace be upon you."),
        "paragraphs": paragraphs,
        "details": _said_lines(told["details"]),
        "board": {
            "heading": _("The people who direct it from now on"),
            "rows": _board_rows(form) if "board" in told["changes"] else [],
        },
        "closing": closing,
        "attachments": {"heading": _("Attached"), "rows": _said_lines(told["attachments"])},
        "signer": [said(told["signer_role"]), said(told["signer"])],
    }


def _attendance(body: Body, form: AttendanceForm) -> Told:
    told = form.cleaned_data
    kinds = {
        "ordinary": _("Attendance sheet of the ordinary general assembly"),
        "extraordinary": _("Attendance sheet of the extraordinary general assembly"),
    }
    facts = [[_("Day"), day(told["held_on"])]]
    if told["starts_at"]:
        facts.append([_("Hour"), isolated(told["starts_at"])])
    facts.append([_("Place"), said(told["place"])])
    blank = told["blank"] or (0 if told["members"] else 25)
    is_cooperative = body.kind in queries.COOPERATIVES
    note = ""
    if is_cooperative:
        note = _(
            "A member holds one mandate at most, written and authenticated, where the statutes "
            "allow it (law 112-12, article 39)."
        )
    return {
        "title": kinds[told["kind"]],
        "subtitle": said(body.name_ar),
        "facts": facts,
        "members": [said(name) for name in told["members"]] + [""] * blank,
        "has_proxies": is_cooperative,
        "note": note,
        "signatures": [_("Who chaired"), _("Who took the minutes")],
        "names": ["", ""],
        "totals": [_("Present"), _("Represented"), _("Total")],
    }
