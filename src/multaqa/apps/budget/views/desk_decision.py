"""The decision of the council or committee, entered beside what the vote advised."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.budget import queries, rules, services
from multaqa.apps.budget.forms.paper import DecisionForm
from multaqa.apps.budget.models import Decision, Round
from multaqa.apps.budget.services import Said
from multaqa.apps.budget.views.desk_frame import desk_context, reading
from multaqa.kernel import arabic
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal


@reading
def decision(request: MemberRequest, voting: Round) -> HttpResponse:
    """Each project as voted, and as decided; a departure is written with its reason."""
    kept = Decision.objects.filter(round=voting).first()
    lines = _lines(request, voting)
    form = DecisionForm(request.POST or None, initial={"decider": voting.decider})
    if request.method == "POST":
        if not rules.can_prepare_rounds(request.user):
            raise PermissionDenied
        are_whole = _checked(lines)
        if form.is_valid() and are_whole:
            try:
                services.enter_decision(
                    voting=voting,
                    actor=request.user,
                    said={one["project"].number: _said(one) for one in lines},
                    **form.cleaned_data,
                )
            except Refusal as refusal:
                form.add_error(None, say(refusal))
            else:
                messages.success(request, _("The decision stands in the public record."))
                return redirect("budget:desk-decision", voting.slug)
    context = desk_context(request, "desk-decision", voting) | {
        "decision": kept,
        "departures": kept.departures.select_related("project") if kept else [],
        "form": form,
        "lines": lines,
        "amiss": [one for one in lines if one["wrong"]],
    }
    return page(request, "budget/desk_decision", context)


def _lines(request: MemberRequest, voting: Round) -> list[dict[str, Any]]:
    """Every project, the winners first, with what was typed of it."""
    winners = queries.winners_counted(voting)
    place = {number: at for at, number in enumerate(winners)}
    projects = queries.in_number_order(voting)
    projects.sort(key=lambda one: place.get(one.number, len(place)))
    is_posted = request.method == "POST"
    lines = []
    for one in projects:
        is_won = one.number in place
        one.round = voting
        lines.append(
            {
                "project": one,
                "is_won": is_won,
                "is_funded": f"f{one.pk}" in request.POST if is_posted else is_won,
                "amount": request.POST.get(f"a{one.pk}", "")[:20],
                "reason": request.POST.get(f"r{one.pk}", "")[:2000],
                "wrong": "",
            }
        )
    return lines


def _checked(lines: list[dict[str, Any]]) -> bool:
    """Mark what departs from the vote without a reason, and amounts that cannot be read."""
    for one in lines:
        amount = _amount(one)
        if one["amount"].strip() and amount is None:
            one["wrong"] = _("Write a whole number, in digits.")
        elif amount is not None and not one["is_funded"]:
            one["wrong"] = _("What is not funded has no amount.")
        elif _departs(one, amount) and not one["reason"].strip():
            one["wrong"] = _("This departs from the vote: write the reason.")
    return not any(one["wrong"] for one in lines)


def _departs(one: dict[str, Any], amount: int | None) -> bool:
    is_other = amount is not None and amount != one["project"].cost
    return bool(one["is_funded"] != one["is_won"] or is_other)


def _amount(one: dict[str, Any]) -> int | None:
    text = "".join(arabic.digits(one["amount"]).split())
    return int(text) if text.isdecimal() and len(text) < 15 and int(text) else None


def _said(one: dict[str, Any]) -> Said:
    return Said(one["is_funded"], _amount(one), one["reason"])
