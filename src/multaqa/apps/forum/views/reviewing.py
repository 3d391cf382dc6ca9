"""The desk of registrations: looked through, answered, handed out, taken into a draw."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms.reviewing import STATES, AnswerForm, ChoiceForm
from multaqa.apps.forum.models import Edition, Question, Registration, RegistrationState
from multaqa.apps.forum.views.frame import (
    at_desk,
    college_at_desk,
    desk_context,
    edition_at_desk,
    numbers_written,
)
from multaqa.apps.forum.views.lists import tell_arrival
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import say
from multaqa.kernel.sheets import sheet, workbook
from multaqa.refusal import Refusal

CURRENT = "desk-registrations"
PER_PAGE = 50
NAMES_SHOWN = 20


def _reviewed(request: HttpRequest, number: int) -> Edition:
    """The edition, for who answers registrations: their names are here."""
    edition = edition_at_desk(request, number)
    if not rules.can_review(request.user):
        raise PermissionDenied
    return edition


@at_desk
def registrations(request: HttpRequest, number: int) -> HttpResponse:
    """All that were sent, narrowed by a choice; for the auditor the counts and reasons alone."""
    edition = edition_at_desk(request, number)
    context = desk_context(request, edition, CURRENT) | {
        "counts": _counted(request, edition),
        "states": [label for _state, label in STATES],
        "sensitive_count": queries.sensitive_count(request.user, edition),
    }
    if not rules.can_review(request.user):
        context["refusals"] = queries.refusals_of(request.user, edition)
        return page(request, "forum/desk_registrations", context)
    form, choice = _chosen(request, edition)
    found = queries.registrations_chosen(request.user, edition, choice)
    context |= {
        "form": form,
        "choice": choice,
        "asked": request.GET.urlencode(),
        "narrowed": [label for label, _words in form.said() if label != form["q"].label],
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "alike": queries.likenesses(edition),
        "next_waiting": queries.next_waiting(request.user, edition),
        "acceptable_count": queries.sound_of(_acceptable(request, edition, choice)).count(),
    }
    return page(request, "forum/desk_registrations", context)


def _chosen(request: HttpRequest, edition: Edition) -> tuple[ChoiceForm, queries.Choice]:
    form = ChoiceForm(request.GET, edition=edition)
    return form, form.choice()


def _counted(request: HttpRequest, edition: Edition) -> list[dict[str, Any]]:
    """A row per college, and one of all where there are several; a count for each state."""
    counts = queries.registration_counts(request.user, edition)
    colleges = list(edition.colleges.all())
    rows = []
    for college in colleges:
        cells = [(state, counts[college.pk, state]) for state, _label in STATES]
        rows.append(_row(str(college), college.slug if len(colleges) > 1 else "", cells))
    if len(colleges) > 1:
        of_state: Counter[str] = Counter()
        for (_college, state), count in counts.items():
            of_state[state] += count
        rows.append(_row(_("All"), "", [(state, of_state[state]) for state, _label in STATES]))
    return rows


def _row(name: str, slug: str, cells: list[tuple[str, int]]) -> dict[str, Any]:
    return {
        "name": name,
        "slug": slug,
        "cells": cells,
        "total": sum(count for _state, count in cells),
    }


def _acceptable(
    request: HttpRequest, edition: Edition, choice: queries.Choice
) -> queries.Registrations:
    """Those of the choice that can be accepted: what waits, unless others are asked for by name."""
    found = queries.registrations_chosen(request.user, edition, choice)
    states = queries.ANSWERABLE if choice.state else [RegistrationState.SENT]
    return found.filter(state__in=states)


@at_desk
def registration(request: MemberRequest, number: int, registration: str) -> HttpResponse:
    """One registration: everything but what is sensitive, what happened, and the answer to give."""
    edition = _reviewed(request, number)
    seen_here = queries.registrations_at_desk(request.user, edition).defer("sensitive")
    found = get_object_or_404(seen_here, number=registration)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed = DEEDS.get(request.POST.get("action", ""))
            if deed is not None:
                deed(request, found, form.cleaned_data["reason"])
            return _back(request, edition, found)
        except Refusal as refusal:
            is_of_reason = refusal.code == "registration.reason_missing"
            form.add_error("reason" if is_of_reason else None, say(refusal))
        found = get_object_or_404(seen_here, pk=found.pk)  # as a colleague may have left it
    context = desk_context(request, edition, CURRENT) | _shown(request, edition, found)
    return page(request, "forum/desk_registration", context | {"form": form})


def _accept(request: MemberRequest, found: Registration, _reason: str) -> None:
    decision = request.POST.get("seen")
    seen = None if decision is None else {found.pk: decision}
    if services.accept_registrations(registrations=[found], actor=request.user, seen=seen):
        messages.success(request, _("Accepted; the person is told."))
        return
    found.refresh_from_db(fields=["decided_at"])
    if decision not in {None, found.decision}:
        raise Refusal("registration.answered_meanwhile")
    messages.warning(request, _("Nothing was accepted: look at where it stands now."))


def _list(request: MemberRequest, found: Registration, reason: str) -> None:
    services.list_registration(
        registration=found, actor=request.user, reason=reason, seen=request.POST.get("seen")
    )
    messages.success(request, _("Put on the waiting list; the person is told."))


def _refuse(request: MemberRequest, found: Registration, reason: str) -> None:
    services.refuse_registration(
        registration=found, actor=request.user, reason=reason, seen=request.POST.get("seen")
    )
    messages.success(request, _("Refused; the person is told, with the reason."))


def _withdraw(request: MemberRequest, found: Registration, reason: str) -> None:
    services.withdraw_registration(registration=found, actor=request.user, reason=reason)
    messages.success(request, _("The registration is withdrawn."))


DEEDS: dict[str, Callable[[MemberRequest, Registration, str], None]] = {
    "accept": _accept,
    "list": _list,
    "refuse": _refuse,
    "withdraw": _withdraw,
}


def _back(request: MemberRequest, edition: Edition, found: Registration) -> HttpResponse:
    """To the list as it was looked at, when it was answered from there."""
    if "back" in request.POST:
        return _to_list(edition, request.POST["back"])
    return redirect("forum:desk-registration", edition.number, found.number)


def _to_list(edition: Edition, asked: str = "") -> HttpResponse:
    address = reverse("forum:desk-registrations", args=[edition.number])
    return redirect(f"{address}?{asked}" if asked else address)


def _shown(request: MemberRequest, edition: Edition, found: Registration) -> dict[str, Any]:
    others = queries.registrations_at_desk(request.user, edition).defer("sensitive")
    is_sealed = queries.is_sealed_for(found)
    return {
        "registration": found,
        "answers": [
            (question, queries.answer_in_words(question, found.answers.get(question.key)))
            for question in queries.questions_asked(found)
            if not question.is_sensitive
        ],
        "trail": queries.steps_of(found),
        "told": found.messages.all(),
        "alike": others.filter(pk__in=queries.likenesses(edition).get(found.pk, [])),
        "others_of_body": queries.others_of_body(found),
        "stands_for_body": queries.stands_for_body(found),
        "has_new_reply": services.has_new_reply(found),
        "is_sealed": is_sealed,
        "next_to_answer": others.filter(state=RegistrationState.SENT, college=found.college_id)
        .exclude(pk=found.pk)
        .order_by("sent_at", "pk")
        .first(),
        "may_answer": not is_sealed and found.state != RegistrationState.WITHDRAWN,
        "ticket": queries.applicants_seen_by(request.user, found.college)
        .filter(registration=found)
        .first()
        if found.college
        else None,
    }


@at_desk
def accept_many(request: MemberRequest, number: int) -> HttpResponse:
    """Who would be accepted, counted and named before it is done; then exactly these.

    Whoever was answered in between keeps that answer.
    """
    edition = _reviewed(request, number)
    form, choice = _chosen(request, edition)
    if request.method == "POST":
        seen = _seen(request.POST.get("keys", ""))
        chosen = queries.sound_of(
            queries.registrations_at_desk(request.user, edition).filter(pk__in=seen)
        )
        count = services.accept_registrations(registrations=chosen, actor=request.user, seen=seen)
        _tell_accepted(request, count, len(seen) - count)
        return _to_list(edition)
    sealed = queries.sealed_colleges(edition)
    acceptable = _acceptable(request, edition, choice).exclude(college__in=sealed)
    found = list(queries.sound_of(acceptable))
    by_college = Counter(one.college for one in found)
    context = desk_context(request, edition, CURRENT) | {
        "found": found[:NAMES_SHOWN],
        "count": len(found),
        "more": max(0, len(found) - NAMES_SHOWN),
        "one_by_one": acceptable.count() - len(found),
        "keys": ",".join(f"{one.pk}@{one.decision}" for one in found),
        "by_college": [(college, count) for college, count in by_college.items() if college],
        "asked": request.GET.urlencode(),
        "narrowed": form.said(),
    }
    return page(request, "forum/desk_accept", context)


def _seen(text: str) -> dict[int, str]:
    """The registrations that a form sent back, each with the decision that was looked at."""
    rows = (part.partition("@") for part in text.split(","))
    return {pk: decision for key, _at, decision in rows for pk in numbers_written([key])}


def _tell_accepted(request: MemberRequest, count: int, left: int) -> None:
    if count:
        text = ngettext(
            "%(count)d registration is accepted; the person is told.",
            "%(count)d registrations are accepted; each person is told.",
            count,
        )
        messages.success(request, text % {"count": count})
    if left:
        text = ngettext(
            "%(count)d registration was not accepted: it was answered, or something about it "
            "changed, since you looked.",
            "%(count)d registrations were not accepted: they were answered, or something about "
            "them changed, since you looked.",
            left,
        )
        messages.warning(request, text % {"count": left})


@at_desk
def registrations_file(request: MemberRequest, number: int, kind: str) -> HttpResponse:
    """The registrations of the choice as a table; the sensitive answers are in none."""
    edition = _reviewed(request, number)
    _form, choice = _chosen(request, edition)
    questions = list(edition.questions.filter(is_sensitive=False))
    found = queries.registrations_chosen(request.user, edition, choice)
    header = [*_headers(), *(question.label for question in questions)]
    rows = [_cells(one, questions) for one in found.select_related("college__edition")]
    name = f"multaqa-registrations-{edition.number}.{kind}"
    return workbook(header, rows, name) if kind == "xlsx" else sheet(header, rows, name)


def _headers() -> list[str]:
    return [
        _("Number"),
        _("State"),
        _("Sent"),
        _("Name"),
        _("Sex"),
        _("Year of birth"),
        _("Phone"),
        _("E-mail address"),
        _("College"),
        _("Body"),
        _("Kind of body"),
        _("Project"),
        _("Commune"),
        _("Province"),
        _("Setting"),
        _("Lift"),
        _("From where"),
        _("Lodging"),
        _("Children"),
        _("Interpreter"),
        _("Arrangements"),
        _("Entered by another"),
        _("Reason"),
    ]


def _cells(one: Registration, questions: list[Question]) -> list[object]:
    commune = one.commune
    answers = [queries.answer_in_words(each, one.answers.get(each.key)) for each in questions]
    return [
        one.number,
        one.get_state_display(),
        timezone.localdate(one.sent_at).isoformat() if one.sent_at else "",
        one.name,
        one.get_sex_display(),
        one.birth_year,
        one.phone,
        one.email,
        str(one.college or ""),
        str(one.body or ""),
        one.body.get_kind_display() if one.body else "",
        one.project,
        str(commune or ""),
        str(commune.province) if commune else "",
        "" if commune is None else _("urban") if commune.is_urban else _("rural"),
        _("yes") if one.needs_travel else "",
        one.travels_from,
        _("yes") if one.needs_lodging else "",
        one.children_count or "",
        one.get_interpreter_display() if one.interpreter else "",
        one.access,
        _("yes") if one.consent else "",
        one.reason,
        *answers,
    ]


@at_desk
@require_POST
def take_pool(request: MemberRequest, number: int, college: str) -> HttpResponse:
    """The accepted registrations become the college's list."""
    found_in = college_at_desk(request, number, college)
    try:
        arrival = services.take_pool(college=found_in, actor=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        tell_arrival(request, found_in, arrival)
    return redirect("forum:desk-list", number, college)
