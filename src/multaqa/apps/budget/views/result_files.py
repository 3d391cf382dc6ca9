"""The files of a result: ballots, evidence, table, and the paper that a council reads."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Count
from multaqa.apps.budget.views.result_paper import paper_of
from multaqa.apps.budget.views.results import count_of, projects_of
from multaqa.kernel import limits
from multaqa.kernel.sheets import attachment, sheet, workbook

AN_HOUR = 60 * 60


def _refused(request: HttpRequest) -> HttpResponse | None:
    if limits.spend(request, "budget_file"):
        return None
    words = _("Too many files were asked for from here. Try again in an hour.")
    return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")


def _kept(request: HttpRequest, count: Count, *parts: str) -> tuple[str, HttpResponseBase | None]:
    """The mark of a file that follows from the count alone, and the answer to who holds it."""
    etag = quote_etag("-".join((count.seal[:32], *parts)))
    same = get_conditional_response(request, etag=etag)
    return etag, same


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response


def ballots(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every ballot under its receipt, as Pabulib writes them, sent as it is read."""
    count = count_of(request, slug)
    return _streamed(request, count, "ballots", queries.pabulib_lines(count), "plain", ".pb")


def blank(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The receipts of the blank ballots, which Pabulib has no place for; none where none are."""
    count = count_of(request, slug)
    if not queries.blank_count(count):
        raise Http404
    return _streamed(request, count, "blank", queries.blank_lines(count), "csv", "-blank.csv")


def _streamed(
    request: HttpRequest, count: Count, what: str, lines: Iterable[str], kind: str, ending: str
) -> HttpResponseBase:
    """A file of lines, read only while it is sent: who holds it already gets none."""
    etag, same = _kept(request, count, what)
    if same is not None:
        return same
    if (refused := _refused(request)) is not None:
        return refused
    pieces = _pieces(line.encode() for line in lines)
    response = StreamingHttpResponse(pieces, content_type=f"text/{kind}; charset=utf-8")
    name = f"multaqa-{count.round.slug}{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return _marked(response, etag)


def _pieces(lines: Iterable[bytes], size: int = 1 << 16) -> Iterable[bytes]:
    """Lines joined into pieces: a server sends each piece by itself."""
    held: list[bytes] = []
    length = 0
    for line in lines:
        held.append(line)
        length += len(line)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    yield b"".join(held)


def evidence(request: HttpRequest, slug: str) -> HttpResponseBase:
    count = count_of(request, slug)
    etag, same = _kept(request, count, "evidence")
    if same is not None:
        return same
    if (refused := _refused(request)) is not None:
        return refused
    name = f"multaqa-{count.round.slug}-evidence.json"
    return _marked(attachment(count.evidence, "application/json; charset=utf-8", name), etag)


def paper(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    count = count_of(request, slug)
    if (refused := _refused(request)) is not None:
        return refused
    name = f"multaqa-{count.round.slug}-{language}.pdf"
    return attachment(paper_of(count, language), "application/pdf", name)


def table(request: HttpRequest, slug: str, ending: str) -> HttpResponseBase:
    """Every project with what came of it, for a spreadsheet."""
    count = count_of(request, slug)
    if (refused := _refused(request)) is not None:
        return refused
    rows = list(_rows(count))
    name = f"multaqa-{count.round.slug}-{get_language()}.{ending}"
    if ending == "csv":
        return sheet(_header(), rows, name)
    return workbook(_header(), rows, name, title=_("Result"), widths=[8, 60, 30, 24, 20, 12, 16])


def _cents(units: str, scale: int) -> int | float:
    """In the currency, to its hundredth; whole where it is whole."""
    amount = round(float(units) / scale, 2)
    return int(amount) if amount.is_integer() else amount


def _whole(units: int, scale: int) -> int | float:
    """An amount as a spreadsheet reckons with it, with no decimals where none are needed."""
    return units / scale if units % scale else units // scale


def _header() -> list[str]:
    return [
        *(_("Number"), _("Project"), _("Holder"), _("Commune"), _("Province"), _("Setting")),
        *(_("Cost"), _("Who chose it"), _("Result"), _("Rank"), _("Missing")),
        *(_("Decision"), _("Reason of the departure")),
    ]


def _rows(count: Count) -> Iterable[list[Any]]:
    story = count.explanation
    places = {name: place for place, name in enumerate(story["winners"], start=1)}
    decision = getattr(count.round, "decision", None)
    departures = {one.project_id: one for one in decision.departures.all()} if decision else {}
    words = {"won": _("wins"), "lost": _("does not win"), "removed": _("withdrawn")}
    for one in projects_of(count):
        told = story["projects"][one.number]
        departure = departures.get(one.pk)
        is_funded = departure.is_funded if departure else told["state"] == "won"
        yield [
            *(one.number, one.title, one.holder_name),
            one.commune.name if one.commune else one.place,
            one.commune.province.name if one.commune else "",
            one.get_setting_display(),
            _whole(told["cost"], count.round.scale),
            told["supporters"],
            words[told["state"]],
            places.get(one.number, ""),
            _cents(told["missing"], count.round.scale) if told.get("missing") else "",
            (_("funded") if is_funded else _("not funded")) if decision else "",
            departure.reason if departure else "",
        ]
