"""Paper ballots as a PDF: each with its code, what to do, and every project."""

from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import BallotForm, PaperBatch, Round, RoundState
from multaqa.apps.budget.views.desk_frame import preparing
from multaqa.ui.amounts import number as number_said
from multaqa.ui.dates import moment
from multaqa.ui.documents import pdf, said

TEMPLATE = Path(__file__).parents[1] / "templates" / "budget" / "ballots.typ"
A_FILE = 100  # papers in one file: a printer takes it, and a worker makes it in a few seconds


@preparing
def ballots(request: HttpRequest, voting: Round, number: int, part: int) -> HttpResponse:
    """A hundred papers of a batch, in the reader's language; the same ones whenever printed."""
    batch = get_object_or_404(voting.paper_batches.select_related("commune"), number=number)
    first = (part - 1) * A_FILE + 1
    if part < 1 or first > batch.count or voting.state != RoundState.FROZEN:
        raise Http404
    numbers = range(first, min(batch.count, first + A_FILE - 1) + 1)
    content = ballots_paper(voting, batch, numbers)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"ballots-{voting.slug}-{number}-{part}-{get_language()}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def ballots_paper(voting: Round, batch: PaperBatch, numbers: range) -> bytes:
    projects = [one for one in queries.in_number_order(voting) if one.cost]
    content = {
        "title": said(str(voting)),
        "organiser": said(voting.organiser),
        "place": said(" · ".join(filter(None, (batch.place, str(batch.commune or ""))))),
        "form": voting.form,
        "instructions": instructions(voting),
        "projects": [
            {
                "number": one.number,
                "title": said(one.title),
                "where": said(str(one.commune or one.place or "")),
                "cost": queries.money(voting, one.cost),
            }
            for one in projects
        ],
        "papers": [
            {
                "code": (code := queries.paper_code(voting, batch.number, at)),
                "place": f"{batch.number}:{at}",
                "qr": _square(code),
            }
            for at in numbers
        ],
        "words": {
            "code": _("Code of this ballot"),
            "once": _("Use it once: on this paper, or on the site. Nobody else has this code."),
            "cost": _("Cost"),
            "number": _("Number"),
            "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
            "until": _("Hand it in at the polling place. Voting closes on %(at)s.")
            % {"at": moment(voting.closes_at)},
            "secret": _("Do not write your name. A ballot that is signed or marked is void."),
            "shuffled": _("The order of the projects says nothing of them."),
        },
        "demonstration": _(
            "Demonstration: the people and the bodies here are invented, and nothing is sent out."
        )
        if settings.DEMONSTRATION
        else "",
    }
    return pdf(TEMPLATE, content, at=voting.frozen_at or timezone.now())


def instructions(voting: Round) -> str:
    """What is asked of the voter, in one sentence or two."""
    most = voting.most_choices
    if voting.form == BallotForm.POINTS:
        return ngettext(
            "You have %(points)s point. Write in the boxes how you share it.",
            "You have %(points)s points. Write in the boxes how many you give to each project.",
            voting.points or 0,
        ) % {"points": number_said(voting.points or 0)}
    if voting.form == BallotForm.RANKING:
        text = _("Write 1 in the box of the project that you want most, then 2, 3, and so on.")
    elif voting.form == BallotForm.KNAPSACK:
        text = _(
            "Tick the projects that you want. Together they may cost %(envelope)s at most: a "
            "ballot above it is void."
        ) % {"envelope": queries.money(voting, voting.envelope)}
    else:
        text = _("Tick the projects that you want, as many as you like.")
    if most and voting.form != BallotForm.KNAPSACK:
        limit = ngettext(
            "%(most)s project at most: a ballot with more is void.",
            "%(most)s projects at most: a ballot with more is void.",
            most,
        ) % {"most": number_said(most)}
        if voting.form == BallotForm.SOME:
            text = _("Tick the projects that you want.")
        return f"{text} {limit}"
    return text


def _square(code: str) -> str:
    drawn = BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


def parts_of(batch: PaperBatch) -> list[dict[str, Any]]:
    """The files of a batch, each with the papers that it holds."""
    return [
        {"part": at // A_FILE + 1, "first": at + 1, "last": min(at + A_FILE, batch.count)}
        for at in range(0, batch.count, A_FILE)
    ]
