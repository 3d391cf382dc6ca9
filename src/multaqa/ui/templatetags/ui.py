"""The parts of a page, as tags with typed arguments, and the formats of its words and numbers."""

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput
from django.forms.widgets import ChoiceWidget
from django.http import HttpRequest, QueryDict
from django.shortcuts import resolve_url
from django.template import Context
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy, override

from multaqa.kernel.house import panes_of
from multaqa.ui import amounts, charts, dates
from multaqa.ui.amounts import Number

register = template.Library()


@cache
def _compiled(name: str) -> template.Template:
    """A part's template, found once: a page is made of hundreds of parts."""
    found: template.Template = get_template(name).template  # type: ignore[attr-defined]
    return found


def _part(name: str, context: dict[str, Any]) -> SafeString:
    return _compiled(name).render(Context(context))


STAGES = {
    "call": gettext_lazy("Call"),
    "balance": gettext_lazy("Balance"),
    "hear": gettext_lazy("Hear"),
    "match": gettext_lazy("Match"),
    "fund": gettext_lazy("Fund"),
    "follow": gettext_lazy("Follow"),
}


# Boxes.


@register.simple_block_tag
def card(content: SafeString, title: str = "", tone: str = "plain", level: int = 2) -> SafeString:
    """A box around one thing."""
    context = {"content": content, "title": title, "tone": tone, "level": level}
    return _part("ui/card.html", context)


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: str = "") -> SafeString:
    """A message to read now; the one that warns is spoken at once."""
    return _part("ui/notice.html", {"content": content, "tone": tone, "title": title})


@register.simple_block_tag
def proof(content: SafeString, title: str = "") -> SafeString:
    """How anyone can check what stands above."""
    return _part("ui/proof.html", {"content": content, "title": title})


@register.simple_block_tag
def scroll(content: SafeString, label: str) -> SafeString:
    """A wide table that scrolls by itself, by finger or by keyboard, so that the page need not."""
    return _part("ui/scroll.html", {"content": content, "label": label})


@register.simple_tag
def empty(title: str, text: str, url: str = "", action: str = "") -> SafeString:
    """What would stand here, and how to bring it about."""
    context = {"title": title, "text": text, "url": url, "action": action}
    return _part("ui/empty.html", context)


# Numbers and charts.


@register.simple_tag
def figure(value: str | Number, label: str, note: str = "") -> SafeString:
    """One large number with its unit, and its source as the note."""
    shown = value if isinstance(value, str) else amounts.number(value)
    return _part("ui/figure.html", {"value": shown, "label": label, "note": note})


@register.simple_tag
def bars(rows: Iterable[object], caption: str = "", has_key: bool = True) -> SafeString:
    """Each row's share of its total, with the limits that were set for it.

    Of several charts one under the other the last alone needs the key to the limits.
    """
    drawn = charts.bars_of(rows)
    limited = has_key and any(bar.minimum or bar.maximum for bar in drawn)
    return _part("ui/bars.html", {"bars": drawn, "caption": caption, "is_limited": limited})


@register.simple_tag
def histogram(
    bins: Iterable[object], caption: str = "", x_label: str = "", y_label: str = ""
) -> SafeString:
    """How many fall between which limits; the same in a table, one click away."""
    context = {
        "chart": charts.histogram_of(bins),
        "caption": caption,
        "x_label": x_label,
        "y_label": y_label,
    }
    return _part("ui/histogram.html", context)


@register.simple_tag
def bar_of(fraction: Number, label: str) -> SafeString:
    """How far a long work has come."""
    done = amounts.exactly(fraction) or 0
    context = {"value": f"{float(min(max(done, 0), 1)):.4f}", "label": label, "fraction": done}
    return _part("ui/bar_of.html", context)


@register.simple_tag
def map(  # noqa: A001  as a template calls it
    shapes: Iterable[object],
    box: str,
    caption: str,
    borders: Iterable[str] = (),
    legend: Iterable[object] = (),
    credit: str = "",
) -> SafeString:
    """Places as they lie, north up in both directions of writing, each of them a link."""
    context = {
        "shapes": shapes,
        "box": box,
        "caption": caption,
        "borders": borders,
        "legend": legend,
        "credit": credit,
    }
    return _part("ui/map.html", context)


@register.simple_tag
def panes(place: str, key: str) -> SafeString:
    """What higher apps have for a page of a lower one: links, which htmx opens in place."""
    found = [
        {"url": reverse(name, args=[key]), "label": label, "slot": name.replace(":", "-")}
        for name, label in panes_of(place)
    ]
    return _part("ui/panes.html", {"panes": found})


# Forms.


@register.simple_tag
def field(bound_field: BoundField) -> SafeString:
    """A question: its name, its help, its input, and beside it what is wrong."""
    widget = bound_field.field.widget
    if bound_field.is_hidden:
        shape = "hidden"
    elif isinstance(widget, ChoiceWidget) and bound_field.use_fieldset:
        shape = "choices"
    elif isinstance(widget, CheckboxInput):
        shape = "tick"
    else:
        shape = "group" if bound_field.use_fieldset else "line"
    return _part("ui/field.html", {"field": bound_field, "shape": shape})


@register.simple_tag
def errors(form: BaseForm | list[BaseForm]) -> SafeString:
    """At the top of a form, or of several sent together: what is to be put right, and where."""
    forms = form if isinstance(form, list) else [form]
    if not any(one.errors for one in forms):
        return SafeString("")
    wrong = [
        {"label": bound.label, "target": _first_input(bound), "errors": bound.errors}
        for one in forms
        for bound in one
        if bound.errors
    ]
    whole = [error for one in forms for error in one.non_field_errors()]
    count = len(whole) + sum(len(one["errors"]) for one in wrong)
    return _part("ui/errors.html", {"wrong": wrong, "whole": whole, "count": count})


def _first_input(bound: BoundField) -> str:
    """A fieldset takes no focus: the link goes to its first choice."""
    if bound.id_for_label or not len(bound):
        return bound.id_for_label or ""
    return bound[0].id_for_label or bound.auto_id


# Where one is.


@register.simple_tag
def stages(
    current: str, done: Collection[str] = (), notes: Mapping[str, str] | None = None
) -> SafeString:
    """The six stages of a forum: those behind, the one we are in, those ahead."""
    rows = [
        {
            "name": name,
            "note": (notes or {}).get(key, ""),
            "state": "now" if key == current else "done" if key in done else "ahead",
        }
        for key, name in STAGES.items()
    ]
    return _part("ui/stages.html", {"stages": rows})


@register.simple_tag
def steps(items: Iterable[str], current: int) -> SafeString:
    """The steps of a form; ``current`` counts from 0, and is past the last when all are done."""
    names = list(items)
    place = min(current + 1, len(names))
    context = {"names": names, "current": current, "place": place, "count": len(names)}
    return _part("ui/steps.html", context)


@register.simple_tag
def crumbs(*parts: str) -> SafeString:
    """The way here: an address and a name for each page above, then the name of this one."""
    *above, here = parts
    pairs = list(zip(above[::2], above[1::2], strict=True))
    return _part("ui/crumbs.html", {"above": pairs, "here": here})


@register.simple_tag(takes_context=True)
def paging(context: Context, page_obj: Page[Any]) -> SafeString:
    """The other pages of a list, with the search that made it."""
    request: HttpRequest | None = context.get("request")
    asked = QueryDict(mutable=True) if request is None else request.GET.copy()

    def leaf(number: int) -> str:
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    paginator = page_obj.paginator
    links = [
        {"number": number, "url": leaf(number) if isinstance(number, int) else ""}
        for number in paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    ]
    before = leaf(page_obj.previous_page_number()) if page_obj.has_previous() else ""
    after = leaf(page_obj.next_page_number()) if page_obj.has_next() else ""
    return _part(
        "ui/paging.html", {"page": page_obj, "links": links, "before": before, "after": after}
    )


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> SafeString:
    """This same page in the other languages."""
    request: HttpRequest | None = context.get("request")
    links = [
        {"code": code, "name": name, "url": _in_language(request, code)}
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]
    return _part("ui/language_links.html", {"links": links})


def _in_language(request: HttpRequest | None, code: str) -> str:
    """The address written anew from what it was resolved to: to resolve it again costs more.

    A page that says "not found" was resolved to nothing and has no translation: home instead.
    """
    match = request.resolver_match if request is not None else None
    with override(code):
        if request is not None and match is not None:
            with suppress(NoReverseMatch):
                place = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
                asked = request.META.get("QUERY_STRING", "")
                return f"{place}?{iri_to_uri(asked)}" if asked else place
        return address("home") or "/"


@register.simple_tag
def address(name: str) -> str:
    """The address of a page named in the settings or by the portal, or nothing if it has none."""
    try:
        return resolve_url(getattr(settings, name, name))
    except NoReverseMatch:
        return ""


# Small pieces.


@register.simple_tag
def tag(text: str, tone: str = "") -> SafeString:
    toned = format_html(' data-tone="{}"', tone) if tone else ""
    return format_html('<span class="tag"{}>{}</span>', toned, text)


@register.simple_tag
def setting_tag(is_rural: bool) -> SafeString:
    """Rural in palm, urban in indigo, as everywhere."""
    if is_rural:
        return tag(gettext("Rural"), "rural")
    return tag(gettext("Urban"), "urban")


@register.simple_tag
def mono(text: str) -> SafeString:
    """A code or a command: left to right, broken where it must."""
    return format_html('<code class="mono" dir="ltr">{}</code>', text)


# What could end the element, or begin a comment that swallows its end, is written as its number.
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def linked_data(told: Mapping[str, object]) -> SafeString:
    """JSON-LD for search engines, which read it inline alone; for the block ``head``.

    A block of data and no script: no browser runs it, and the content policy leaves it in peace.
    """
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


@register.simple_tag
def htmx() -> SafeString:
    """For the block ``scripts`` of a page whose parts change in place."""
    return _part("ui/htmx.html", {})


@register.simple_tag(takes_context=True)
def htmx_headers(context: Context) -> SafeString:
    """For the block ``body``, when an hx-post stands outside a form: a form has its own token."""
    token = context.get("csrf_token", "")
    return format_html('hx-headers=\'{{"X-CSRFToken": "{}"}}\'', token)


# Formats.


@register.filter
def number(value: Number) -> str:
    return amounts.number(value)


@register.filter
def counted(value: int) -> amounts.Counted:
    """For ``{% blocktranslate count people=all|counted %}``."""
    return amounts.Counted(value)


@register.filter
def decimal(value: Number, places: int = 1) -> str:
    return amounts.number(value, places)


@register.filter
def percent(fraction: Number, places: int = 0) -> str:
    return amounts.percent(fraction, places)


@register.filter
def day(value: date | None) -> str:
    return dates.day(value)


@register.filter
def month(value: date | None) -> str:
    return dates.month(value)


@register.filter
def moment(value: datetime | None) -> str:
    return dates.moment(value)


@register.filter
def day_range(start: date | None, end: date | None) -> str:
    return dates.day_range(start, end)


@register.filter
def isolate(value: object) -> SafeString:
    """Digits that an Arabic line must not reorder: a telephone number, a score, a span."""
    return format_html('<bdi class="num" dir="ltr">{}</bdi>', value)


@register.filter
def said(text: object) -> SafeString:
    """What a person wrote, in the direction of its own first letter."""
    return format_html('<bdi dir="auto">{}</bdi>', text)


@register.filter
def fingerprint(digest: str) -> str:
    """A long digest, short enough to compare by eye."""
    return f"{digest[:4]} {digest[4:8]} … {digest[-4:]}" if len(digest) > 16 else digest
