"""The desk's pages of a call: its dates, its colleges, its questions; and the next edition."""

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms.calls import (
    CallForm,
    CloneForm,
    CollegeForm,
    QuestionForm,
    ReopenForm,
)
from multaqa.apps.forum.models import Call, Edition, Question
from multaqa.apps.forum.views.frame import (
    at_desk,
    college_at_desk,
    desk_context,
    edition_at_desk,
)
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.refusal import Refusal

View = Callable[..., HttpResponse]


def run_by_coordinator(view: View) -> View:
    """The pages where an edition is set up: the auditor has no business on them."""

    @at_desk
    @wraps(view)
    def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not rules.can_run_forum(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return entered


def _done(request: HttpRequest, deed: Callable[[], object], said: str) -> None:
    """Do it and say so; or say why not."""
    try:
        deed()
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, said)


# The call.


@run_by_coordinator
def call(request: HttpRequest, number: int) -> HttpResponse:
    edition = edition_at_desk(request, number)
    found = Call.objects.filter(edition=edition).first()
    form = CallForm(request.POST or None, edition=edition, call=found)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.set_call(edition=edition, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("forum:desk-call", number)
    context = desk_context(request, edition, "desk-call")
    context |= {"form": form, "call": found, "reopen_form": ReopenForm()}
    return page(request, "forum/desk_call", context)


@run_by_coordinator
@require_POST
def close_call(request: HttpRequest, number: int) -> HttpResponse:
    edition = edition_at_desk(request, number)
    deed = partial(services.close_call, edition=edition, actor=request.user)
    _done(request, deed, _("The call is closed."))
    return redirect("forum:desk-call", number)


@run_by_coordinator
@require_POST
def reopen_call(request: HttpRequest, number: int) -> HttpResponse:
    edition = edition_at_desk(request, number)
    form = ReopenForm(request.POST)
    if form.is_valid():
        deed = partial(
            services.reopen_call, edition=edition, actor=request.user, **form.cleaned_data
        )
        _done(request, deed, _("The call is open again."))
    else:
        messages.error(request, _("Write until when."))
    return redirect("forum:desk-call", number)


# Colleges.


@run_by_coordinator
def colleges(request: HttpRequest, number: int) -> HttpResponse:
    """Every college with who may apply in it; and one more."""
    edition = edition_at_desk(request, number)
    form = CollegeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.add_college(edition=edition, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The college is added."))
            return redirect("forum:desk-colleges", number)
    context = desk_context(request, edition, "desk-colleges")
    return page(request, "forum/desk_colleges", context | {"form": form})


@run_by_coordinator
def revise_college(request: HttpRequest, number: int, college: str) -> HttpResponse:
    found = college_at_desk(request, number, college)
    form = CollegeForm(request.POST or None, college=found)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.revise_college(college=found, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("forum:desk-colleges", number)
    context = desk_context(request, found.edition, "desk-colleges")
    return page(request, "forum/desk_college", context | {"form": form, "college": found})


@run_by_coordinator
@require_POST
def change_college(request: HttpRequest, number: int, college: str) -> HttpResponse:
    """Moved up or down, or removed."""
    found = college_at_desk(request, number, college)
    if request.POST.get("action") == "remove":
        deed = partial(services.remove_college, college=found, actor=request.user)
        _done(request, deed, _("The college is removed."))
    else:
        is_up = request.POST.get("action") == "up"
        move = partial(services.move_college, college=found, actor=request.user, is_up=is_up)
        _done(request, move, _("The order is kept."))
    return redirect("forum:desk-colleges", number)


# Questions.


def _question(edition: Edition, pk: int) -> Question:
    found: Question = get_object_or_404(edition.questions, pk=pk)
    return found


@run_by_coordinator
def questions(request: HttpRequest, number: int) -> HttpResponse:
    edition = edition_at_desk(request, number)
    context = desk_context(request, edition, "desk-questions")
    context["questions"] = queries.questions_at_desk(request.user, edition)
    return page(request, "forum/desk_questions", context)


@run_by_coordinator
def add_question(request: HttpRequest, number: int) -> HttpResponse:
    edition = edition_at_desk(request, number)
    return _write_question(request, Question(edition=edition))


@run_by_coordinator
def revise_question(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    return _write_question(request, _question(edition_at_desk(request, number), pk))


def _write_question(request: HttpRequest, question: Question) -> HttpResponse:
    form = QuestionForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.save_question(question=question, actor=request.user, **form.fields_read())
            messages.success(request, _("Saved."))
            return redirect("forum:desk-questions", question.edition.number)
    context = desk_context(request, question.edition, "desk-questions")
    return page(request, "forum/desk_question", context | {"form": form, "question": question})


@run_by_coordinator
@require_POST
def change_question(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Moved up or down, or removed."""
    question = _question(edition_at_desk(request, number), pk)
    if request.POST.get("action") == "remove":
        deed = partial(services.remove_question, question=question, actor=request.user)
        _done(request, deed, _("The question is removed."))
    else:
        is_up = request.POST.get("action") == "up"
        move = partial(services.move_question, question=question, actor=request.user, is_up=is_up)
        _done(request, move, _("The order is kept."))
    return redirect("forum:desk-questions", number)


# The next edition.


@run_by_coordinator
def clone_edition(request: HttpRequest, number: int) -> HttpResponse:
    edition = edition_at_desk(request, number)
    form = CloneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            fresh = services.clone_edition(edition=edition, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The new edition is ready. Look at its texts and dates."))
            return redirect("forum:desk-edition", fresh.number)
    context = desk_context(request, edition, "desk-edition") | {"form": form}
    return page(request, "forum/desk_clone", context)
