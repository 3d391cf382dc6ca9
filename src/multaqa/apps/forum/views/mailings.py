"""The desk's messages to many: written, counted, sent; and who is told by a call."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms.mailings import MailingForm
from multaqa.apps.forum.models import Edition, Mailing
from multaqa.apps.forum.views.frame import (
    at_desk,
    desk_context,
    edition_at_desk,
    numbers_written,
)
from multaqa.kernel import jobs
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

CURRENT = "desk-messages"


def _told(request: HttpRequest, number: int) -> Edition:
    """The edition, for who writes to its people."""
    edition = edition_at_desk(request, number)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    return edition


@at_desk
def mailings(request: HttpRequest, number: int) -> HttpResponse:
    """What was written to many, what could not be sent, and who is to be called."""
    edition = _told(request, number)
    context = desk_context(request, edition, CURRENT) | {
        "mailings": queries.mailings_counted(request.user, edition),
        "counts": queries.message_counts(request.user, edition),
    }
    return page(request, "forum/desk_messages", context)


@at_desk
def write(request: HttpRequest, number: int) -> HttpResponse:
    """A new message: kept first, counted and looked at, then sent."""
    edition = _told(request, number)
    mailing = Mailing(edition=edition)
    form = MailingForm(request.POST or None, mailing=mailing)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            kept = services.write_mailing(mailing=mailing, actor=request.user, **form.cleaned_data)
            return redirect("forum:desk-mailing", number, kept.pk)
    context = desk_context(request, edition, CURRENT) | {"form": form}
    return page(request, "forum/desk_write", context)


@at_desk
def mailing(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """One message: to how many it goes and how, then how far its sending has come."""
    edition = _told(request, number)
    found = get_object_or_404(queries.mailings_seen_by(request.user, edition), pk=pk)
    action = request.POST.get("action", "")
    form = MailingForm(request.POST if action == "save" else None, mailing=found)
    try:
        if action == "send":
            services.ask_mailing(mailing=found, actor=request.user)
            return redirect("forum:desk-mailing", number, pk)
        if action == "drop":
            services.drop_mailing(mailing=found, actor=request.user)
            messages.success(request, _("The message was dropped: nobody got it."))
            return redirect("forum:desk-messages", number)
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect("forum:desk-mailing", number, pk)
    if action == "save" and form.is_valid():
        with refusals_on(form):
            services.write_mailing(mailing=found, actor=request.user, **form.cleaned_data)
            return redirect("forum:desk-mailing", number, pk)
    context = desk_context(request, edition, CURRENT) | {"mailing": found, "form": form}
    shown = _to_send(found) if found.state == Mailing.State.DRAFT else _progress(found)
    return page(request, "forum/desk_mailing", context | shown)


def _to_send(mailing: Mailing) -> dict[str, Any]:
    """What would go out if it were sent now."""
    audience = services.audience_counted(mailing)
    samples = [
        (
            language,
            *services.words_for(mailing, language),
            audience.languages[language],
            services.text_parts(mailing, language),
        )
        for language in ("ar", "fr")
        if audience.languages[language]
    ]
    return {"audience": audience, "samples": samples}


def _progress(mailing: Mailing) -> dict[str, Any]:
    counts = queries.counts_of(mailing)
    is_sending = services.is_under_way(mailing)
    job = jobs.last_about(mailing.about)
    return {
        "counts": counts,
        "job": job,
        "is_sending": is_sending,
        "is_moving": is_sending or bool(counts.queued),
        "is_broken": mailing.state == Mailing.State.SENDING and not is_sending,
    }


@at_desk
@require_POST
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """What could not be sent goes once more, or onto the list of calls."""
    edition = _told(request, number)
    if request.POST.get("how") == "call":
        services.call_failed(edition_id=edition.pk, actor=request.user)
        return redirect("forum:desk-calls", number)
    count = services.retry_failed(edition_id=edition.pk, actor=request.user)
    text = ngettext("%(count)d message goes once more.", "%(count)d messages go once more.", count)
    messages.success(request, text % {"count": count})
    return redirect("forum:desk-messages", number)


@at_desk
def calls(request: HttpRequest, number: int) -> HttpResponse:
    """Who is to be called, with what they are to be told; each ticked once called."""
    edition = _told(request, number)
    waiting = queries.to_call(request.user, edition)
    if request.method == "POST":
        called = numbers_written([request.POST.get("called", "")])
        message = get_object_or_404(waiting, pk__in=called)
        try:
            services.mark_called(message=message, actor=request.user)
        except Refusal as refusal:
            messages.error(request, say(refusal))
        return redirect("forum:desk-calls", number)
    context = desk_context(request, edition, CURRENT) | {"to_call": waiting}
    return page(request, "forum/desk_calls", context)
