"""Rounds at the desk: all of them, one being made step by step, frozen, changed, ended."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.budget import queries, rules, services
from multaqa.apps.budget.forms.desk import (
    FIELD_OF,
    AboutForm,
    BallotRuleForm,
    BoundForm,
    ChangeForm,
    MoneyForm,
    ReasonForm,
    StepForm,
    VotersForm,
)
from multaqa.apps.budget.models import Round, RoundState
from multaqa.apps.budget.views.desk_frame import at_desk, desk_context, preparing, reading
from multaqa.apps.forum.queries import editions_at_desk
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal

A_PAGE = 30
Kept = TypeVar("Kept")
STEPS: dict[str, tuple[type[StepForm], Any]] = {
    "about": (AboutForm, gettext_lazy("The round")),
    "money": (MoneyForm, gettext_lazy("Money")),
    "voters": (VotersForm, gettext_lazy("Who votes, and when")),
    "ballot": (BallotRuleForm, gettext_lazy("Ballot and rule")),
}
ORDER = [*STEPS, "bounds"]
NAMES = [*(name for _form, name in STEPS.values()), gettext_lazy("Floors and caps")]


@at_desk
def rounds(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Every round, or an edition's."""
    rows = queries.rounds_at_desk(request.user)
    edition = None
    if number is not None:
        edition = get_object_or_404(editions_at_desk(request.user), number=number)
        rows = rows.filter(edition=edition)
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = desk_context(request, "desk-rounds") | {"page_obj": found, "edition": edition}
    return page(request, "budget/desk_rounds", context)


@at_desk
def make(request: MemberRequest) -> HttpResponse:
    """The first step of a new round."""
    if not rules.can_prepare_rounds(request.user):
        raise PermissionDenied
    edition = editions_at_desk(request.user).first()
    initial = {"edition": edition, "organiser": edition.organiser if edition else ""}
    if edition is not None:
        initial["region"] = getattr(edition, "region", None)
    form = AboutForm(request.POST or None, voting=None, initial=initial)
    if request.method == "POST" and form.is_valid():
        voting = told_beside(
            form, lambda: services.make_round(actor=request.user, fields=form.told)
        )
        if voting is not None:
            messages.success(request, _("The round is kept. Go on with the next step."))
            return redirect("budget:desk-step", voting.slug, "money")
    context = desk_context(request, "desk-rounds") | _steps_context("about", form)
    return page(request, "budget/desk_step", context)


@preparing
def step(request: MemberRequest, voting: Round, step: str = "about") -> HttpResponse:
    """One step of a round in preparation; each is kept by itself."""
    if voting.state != RoundState.DRAFT:
        return redirect("budget:desk-round", voting.slug)
    if step == "bounds":
        return _bounds(request, voting)
    if step not in STEPS:
        raise Http404
    form = STEPS[step][0](request.POST or None, voting=voting)
    if request.method == "POST" and form.is_valid():
        kept = told_beside(
            form,
            lambda: services.save_step(
                voting=voting, actor=request.user, step=step, fields=form.told
            ),
        )
        if kept is not None:
            messages.success(request, _("Saved."))
            return redirect("budget:desk-step", voting.slug, ORDER[ORDER.index(step) + 1])
    context = desk_context(request, "desk-about", voting) | _steps_context(step, form)
    return page(request, "budget/desk_step", context)


def _bounds(request: MemberRequest, voting: Round) -> HttpResponse:
    """Floors and caps: one added at a time, each with what the projects could use."""
    is_removal = request.POST.get("remove", "")
    if is_removal.isdecimal() and len(is_removal) < 18:
        services.remove_bound(voting=voting, actor=request.user, key=int(is_removal))
        return redirect("budget:desk-step", voting.slug, "bounds")
    form = BoundForm(request.POST or None, voting=voting)
    if request.method == "POST" and form.is_valid():
        kept = told_beside(
            form,
            lambda: services.add_bound(voting=voting, actor=request.user, **form.told),
        )
        if kept is not None:
            messages.success(request, _("Saved."))
            return redirect("budget:desk-step", voting.slug, "bounds")
    context = desk_context(request, "desk-about", voting) | _steps_context("bounds", form)
    context["bounds"] = bounds_told(voting)
    return page(request, "budget/desk_bounds", context)


def bounds_told(voting: Round) -> list[dict[str, Any]]:
    projects = list(voting.projects.select_related("commune"))
    return [
        {
            "bound": one,
            "which": queries.named(one),
            "could": sum(each.cost for each in projects if queries.is_meant(one, each)),
        }
        for one in voting.bounds.all()
    ]


def _steps_context(step: str, form: BaseForm) -> dict[str, Any]:
    at = ORDER.index(step)
    return {
        "form": form,
        "steps": [str(one) for one in NAMES],
        "step": at,
        "ways": list(zip(ORDER, NAMES, strict=True)),
        "here_step": step,
        "name": NAMES[at],
    }


@reading
def one(request: HttpRequest, voting: Round) -> HttpResponse:
    """Where a round stands, what it lacks, and the one thing to do next."""
    return _one(request, voting)


def _one(request: HttpRequest, voting: Round, **more: Any) -> HttpResponse:
    is_draft = voting.state == RoundState.DRAFT
    context = desk_context(request, "desk-round", voting) | {
        "lacks": lacks_told(voting) if is_draft else [],
        "voters": _voters_told(voting),
        "stage": queries.stage_of(voting),
        "bounds": bounds_told(voting),
        "changes": voting.changes.select_related("by"),
        "ballot_count": voting.ballots.count(),
        "project_count": voting.projects.count(),
        "form": ReasonForm(),
        "wrong_form": "",
        "may_thaw": voting.state == RoundState.FROZEN and not services.has_opened(voting),
        "channels": queries.ways_told(queries.parts_of(voting)),
        **more,
    }
    return page(request, "budget/desk_round", context)


def _voters_told(voting: Round) -> list[str]:
    told = {
        _("residents"): voting.may_residents,
        _("verified bodies"): voting.may_members,
        _("participants drawn"): voting.may_drawn,
        _("codes on paper"): voting.may_codes,
    }
    return [name for name, may in told.items() if may]


def lacks_told(voting: Round) -> list[dict[str, str]]:
    names = dict(zip(ORDER, NAMES, strict=True))
    told = []
    for lack in queries.lacks_of(voting):
        text = say(lack.refusal)
        if lack.step == "projects" and lack.field:
            text = f"{lack.field}: {text}"
        told.append(
            {"step": lack.step, "name": str(names.get(lack.step, _("Projects"))), "text": text}
        )
    return told


@preparing
@require_POST
def act(request: MemberRequest, voting: Round) -> HttpResponse:
    """Freeze; or, with the reason, thaw, close before the time, or cancel."""
    deed = request.POST.get("deed", "")
    if deed == "freeze":
        try:
            services.freeze_round(voting=voting, actor=request.user)
        except Refusal as refusal:
            messages.error(request, say(refusal))
        else:
            messages.success(
                request, _("The round is frozen. Its settings stand in the public record.")
            )
        return redirect("budget:desk-round", voting.slug)
    deeds: dict[str, Callable[..., Round]] = {
        "thaw": services.thaw_round,
        "close": services.close_round,
        "cancel": services.cancel_round,
    }
    if deed not in deeds:
        raise Http404
    form = ReasonForm(request.POST, auto_id=f"%s-{deed}")
    if deed == "close" and queries.stage_of(voting) == queries.OVER:
        form.fields["reason"].required = False
    if form.is_valid():
        done = told_beside(
            form,
            lambda: deeds[deed](
                voting=voting, actor=request.user, reason=form.cleaned_data["reason"]
            ),
        )
        if done is not None:
            messages.success(request, _("Done. It stands in the public record."))
            return redirect("budget:desk-round", voting.slug)
    return _one(request, voting, form=form, wrong_form=deed)


@preparing
def change(request: MemberRequest, voting: Round) -> HttpResponse:
    """What may still change after the freeze, each with its reason."""
    if voting.state != RoundState.FROZEN:
        return redirect("budget:desk-round", voting.slug)
    initial = {
        name: getattr(voting, name)
        for name in ("title_ar", "title_fr", "summary_ar", "summary_fr", "closes_at")
    }
    form = ChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = told_beside(
            form,
            lambda: services.change_frozen(
                voting=voting,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                fields=_moved(voting, form.told),
            ),
        )
        if kept is not None:
            messages.success(request, _("Changed. It stands in the public record."))
            return redirect("budget:desk-round", voting.slug)
    context = desk_context(request, "desk-change", voting) | {"form": form}
    return page(request, "budget/desk_change", context)


def _moved(voting: Round, told: dict[str, Any]) -> dict[str, Any]:
    """A page shows no seconds: an end that was not touched is none that moved."""
    end = told.get("closes_at")
    if end and voting.closes_at and abs((end - voting.closes_at).total_seconds()) < 60:
        return {name: value for name, value in told.items() if name != "closes_at"}
    return told


def told_beside(form: BaseForm, deed: Callable[[], Kept]) -> Kept | None:
    """Do the deed; a refusal stands beside the field that it is about, or above the form."""
    try:
        return deed()
    except Refusal as refusal:
        name = FIELD_OF.get(refusal.code)
        form.add_error(name if name in form.fields else None, say(refusal))
        return None
