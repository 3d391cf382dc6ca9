"""The vote in steps: by what right, which projects, a last look, the receipt."""

from collections.abc import Sequence
from functools import partial
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, services
from multaqa.apps.budget.forms.voting import (
    CodeForm,
    Filled,
    RightForm,
    SoughtForm,
    filled_from,
    is_numbered,
    read_ballot,
)
from multaqa.apps.budget.models import BallotForm, Ground, Round, RoundProject, RoundState
from multaqa.apps.budget.views.frame import round_context, round_or_404
from multaqa.apps.budget.views.standing import (
    Standing,
    is_helped,
    leave,
    stand,
    stand_by,
    standing_in,
)
from multaqa.kernel.limits import spend
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal
from multaqa.ui.amounts import number

STEPS = (
    gettext_lazy("Your right"),
    gettext_lazy("The projects"),
    gettext_lazy("A last look"),
    gettext_lazy("Your receipt"),
)
CHANGES_UNCOUNTED = 20  # of one voter: who goes on then is slowed, by the hour and by the day


@never_cache
def right(request: HttpRequest, slug: str) -> HttpResponse:
    """First step: in whose name, from which commune; or a code on paper."""
    voting = round_or_404(request, slug)
    if queries.stage_of(voting) != queries.OPEN:
        return redirect(voting)
    rights = queries.rights_of(request.user, voting)
    by_code = request.POST.get("by") == "code"
    told = request.POST if request.method == "POST" else None
    form = RightForm(
        None if by_code else told, rights=rights, voting=voting, initial=_before(request, voting)
    )
    code_form = CodeForm(told if by_code else None)
    if request.method == "POST" and not by_code and rights and form.is_valid():
        stand_by(request, voting, form.chosen, form.cleaned_data.get("commune", ""))
        return redirect("budget:vote-projects", voting.slug)
    if by_code and voting.may_codes and code_form.is_valid():
        with refusals_on(code_form, "code"):
            if not spend(request, "budget_code"):
                raise Refusal("vote.too_many")
            code = queries.read_paper_code(voting, code_form.cleaned_data["code"])
            stand(request, voting, queries.key_of_code(code))
            return redirect("budget:vote-projects", voting.slug)
    context = {
        **round_context(voting),
        **_steps(0),
        "rights": rights,
        "voted": [one for one in rights if one.version],
        "form": form,
        "code_form": code_form,
        "needs_account": voting.may_residents or voting.may_members or voting.may_drawn,
    }
    return page(request, "budget/vote_right", context)


@never_cache
def projects(request: HttpRequest, slug: str) -> HttpResponse:
    """Second step: the projects in the voter's own order, and the basket."""
    voting = round_or_404(request, slug)
    standing = standing_in(request, voting)
    if queries.stage_of(voting) != queries.OPEN or standing is None:
        return _back(voting)
    every = queries.projects_of(voting)
    if request.method != "POST":
        present = queries.present_ballot(voting, standing.key)
        alive = {one.number for one in every if one.cost}
        kept = [number for number in present.choices if number in alive]
        points = [
            points
            for number, points in zip(present.choices, present.points, strict=False)
            if number in alive
        ]
        filled = filled_from(voting, kept, points)
        hidden = {"seen": str(present.version), "token": token_hex(16)}
        return _ballot_page(request, voting, standing, every, filled, hidden)
    filled = read_ballot(voting, every, request.POST)
    hidden = _hidden(request)
    if request.POST.get("do") == "review" and filled.check(voting):
        return _review_page(request, voting, standing, every, filled, hidden)
    return _ballot_page(request, voting, standing, every, filled, hidden)


@require_POST
@never_cache
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """The last step: the ballot is taken, and this very answer holds the receipt.

    Nothing keeps it for a later page. Loaded again, the form is sent again, and gets the same.
    """
    frozen = queries.frozen_lately(slug)
    if frozen is None:
        return _not_voting(request, round_or_404(request, slug))
    voting, every = frozen.round, tuple(frozen.projects.values())
    standing = standing_in(request, voting)
    if standing is None:
        return _back(voting)
    filled = read_ballot(voting, every, request.POST)
    hidden = _hidden(request)
    if request.POST.get("do") == "change" or not filled.is_readable:
        return _ballot_page(request, voting, standing, every, filled, hidden)
    seen = int(hidden["seen"])
    try:
        if seen > CHANGES_UNCOUNTED:
            whose = f"{voting.pk}|{standing.key.name}"
            if not spend(request, "budget_vote", key=whose):
                raise Refusal("vote.too_many")
        take = services.cast_ballot
        if isinstance(request.user, User) and is_helped(request, voting, standing):
            take = partial(services.help_to_vote, actor=request.user)
        receipt = take(
            voting=voting,
            voter=standing.key,
            choices=filled.choices,
            points=filled.points,
            commune=standing.declared(frozen.communes),
            seen_version=seen,
            token=hidden["token"],
        )
    except Refusal as refusal:
        return _refused(request, slug, standing, filled, hidden, refusal)
    if standing.key.ground == Ground.CODE:
        leave(request, voting)
    context = {
        **round_context(voting),
        **_steps(3),
        "receipt": receipt,
        "mark": standing.mark,
        "check_url": request.build_absolute_uri(reverse("budget:receipt", args=[slug])),
        "chosen": _chosen(voting, every, filled),
    }
    return page(request, "budget/vote_receipt", context)


def _not_voting(request: HttpRequest, voting: Round) -> HttpResponse:
    is_over = voting.state in {RoundState.CLOSED, RoundState.COUNTED}
    return _told(request, voting, Refusal("round.over" if is_over else "round.not_voting"))


def _told(request: HttpRequest, voting: Round, refusal: Refusal) -> HttpResponse:
    messages.warning(request, say(refusal))
    return redirect(voting)


def _refused(
    request: HttpRequest,
    slug: str,
    standing: Standing,
    filled: Filled,
    hidden: dict[str, str],
    refusal: Refusal,
) -> HttpResponse:
    """What was typed stays; where another device voted meanwhile, one is asked whether to go on."""
    filled.refusal = say(refusal)
    voting = round_or_404(request, slug)  # as it is now, with its salt
    if refusal.code in {"round.over", "round.not_voting", "ballot.no_right"}:
        return _told(request, voting, refusal)
    every = queries.projects_of(voting)
    if refusal.code != "ballot.changed_elsewhere":
        return _ballot_page(request, voting, standing, every, filled, hidden)
    present = queries.present_ballot(voting, standing.key)
    anew = {"seen": str(present.version), "token": token_hex(16)}
    return _review_page(request, voting, standing, every, filled, anew, asks=True)


def _ballot_page(
    request: HttpRequest,
    voting: Round,
    standing: Standing,
    every: Sequence[RoundProject],
    filled: Filled,
    hidden: dict[str, str],
) -> HttpResponse:
    alive = [one for one in every if one.cost]
    form = SoughtForm(
        request.POST if request.method == "POST" else request.GET, projects=alive, prefix="s"
    )
    sought = form.sought()
    rows = [
        {
            "project": one,
            "typed": filled.typed.get(one.number, ""),
            "wrong": filled.wrong.get(one.number, ""),
            "is_away": not sought.fits(one) and one.number not in filled.wrong,
        }
        for one in queries.in_own_order(alive, standing.secret)
    ]
    context = {
        **round_context(voting),
        **_steps(1),
        "rows": rows,
        "found": sum(not row["is_away"] for row in rows),
        "form": form,
        "sought": sought,
        "filled": filled,
        "hidden": hidden,
        "mark": standing.mark,
        "is_changing": hidden["seen"] != "0",
        "is_numbered": is_numbered(voting),
        "basket": basket(voting, every, filled),
        "money_shape": queries.money(voting, 0).replace("0", "{}", 1),
    }
    return page(request, "budget/vote_projects", context)


def _review_page(
    request: HttpRequest,
    voting: Round,
    standing: Standing,
    every: Sequence[RoundProject],
    filled: Filled,
    hidden: dict[str, str],
    *,
    asks: bool = False,
) -> HttpResponse:
    context = {
        **round_context(voting),
        **_steps(2),
        "chosen": _chosen(voting, every, filled),
        "fields": _fields(voting, every, filled),
        "filled": filled,
        "hidden": hidden,
        "asks": asks,
        "is_changing": hidden["seen"] != "0",
        "basket": basket(voting, every, filled),
    }
    return page(request, "budget/vote_review", context)


def basket(voting: Round, every: Sequence[RoundProject], filled: Filled) -> dict[str, Any]:
    """What is chosen, and what is left: projects, points, or money."""
    costs = {one.number: one.cost for one in every}
    cost = sum(costs.get(chosen, 0) for chosen in filled.choices)
    told: dict[str, Any] = {"count": len(filled.choices), "cost": cost}
    if voting.form == BallotForm.KNAPSACK:
        most, used, name = voting.envelope, cost, "left_money"
    elif voting.form == BallotForm.POINTS:
        most, used, name = voting.points or 0, sum(filled.points), "left_points"
    elif voting.most_choices:
        most, used, name = voting.most_choices, len(filled.choices), "left_choices"
    else:
        return told
    if used > most:
        is_money = name == "left_money"
        told["over"] = queries.money(voting, used - most) if is_money else number(used - most)
    return told | {name: most - used, "used": f"{min(used / (most or 1), 1):.3f}"}


def _chosen(voting: Round, every: Sequence[RoundProject], filled: Filled) -> list[dict[str, Any]]:
    by_number = {one.number: one for one in every}
    points = dict(zip(filled.choices, filled.points, strict=False))
    return [
        {
            "project": by_number[chosen],
            "points": points.get(chosen),
            "place": place if voting.form == BallotForm.RANKING else None,
        }
        for place, chosen in enumerate(filled.choices, start=1)
        if chosen in by_number
    ]


def _fields(voting: Round, every: Sequence[RoundProject], filled: Filled) -> list[tuple[str, str]]:
    """The ballot as the fields of a form, so that it travels on without being kept anywhere."""
    if not is_numbered(voting):
        return [("c", chosen) for chosen in filled.choices]
    keys = {one.number: one.pk for one in every}
    return [(f"n{keys[number]}", text) for number, text in filled.typed.items() if number in keys]


def _hidden(request: HttpRequest) -> dict[str, str]:
    seen = request.POST.get("seen", "0")
    token = request.POST.get("token", "")[:64]
    is_count = seen.isascii() and seen.isdecimal() and len(seen) < 7
    return {"seen": seen if is_count else "0", "token": token or token_hex(16)}


def _before(request: HttpRequest, voting: Round) -> dict[str, str]:
    """What one said here before, or when one voted: asked again, but not from nothing."""
    standing = standing_in(request, voting)
    if standing is not None and not standing.key.code:
        body = standing.key.body
        return {"right": "me" if body is None else str(body), "commune": standing.commune}
    for one in queries.rights_of(request.user, voting):
        if one.body is None:
            return {"right": "me", "commune": one.commune.pk if one.commune else ""}
    return {}


def _steps(current: int) -> dict[str, Any]:
    return {"steps": [str(one) for one in STEPS], "step": current}


def _back(voting: Round) -> HttpResponse:
    return redirect("budget:vote", voting.slug)
