"""A project written in short steps; each saves on its own, with or without a script."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network.queries import bodies_represented_by
from multaqa.apps.projects import queries, rules, services
from multaqa.apps.projects.forms import BeginForm, PaperForm, PictureForm, Step
from multaqa.apps.projects.models import Attachment, Picture, Project
from multaqa.kernel import limits
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.kernel.sheets import kept_attachment
from multaqa.refusal import Refusal

NAMES = {
    "what": gettext_lazy("What"),
    "why": gettext_lazy("Why and how"),
    "where": gettext_lazy("Where and for whom"),
    "money": gettext_lazy("Budget of the project"),
    "time": gettext_lazy("Timetable"),
    "files": gettext_lazy("Pictures and papers"),
    "review": gettext_lazy("Review"),
}
ORDER = list(NAMES)


@signed_in
def begin(request: MemberRequest) -> HttpResponse:
    """Keep an idea; everything else can be written later."""
    bodies = {one.slug: one for one in bodies_represented_by(request.user)}
    form = BeginForm(
        request.POST or None,
        bodies={slug: str(one) for slug, one in bodies.items()},
        initial={"language": get_language()},
    )
    if form.is_valid() and "look" not in request.POST:
        told = form.cleaned_data
        with refusals_on(form):
            project = services.begin_project(
                actor=request.user,
                title=told["title"],
                summary=told["summary"],
                language=told["language"],
                body=bodies.get(told["holder"]),
            )
            messages.success(request, _("The idea is kept. Only you see it until you submit it."))
            return redirect("projects:write", project.slug, "why")
    title, summary = request.POST.get("title", ""), request.POST.get("summary", "")
    context = {
        "form": form,
        "looked": bool(title),
        "similar": queries.similar_projects(title[:160], summary[:600]) if title else [],
    }
    return page(request, "projects/begin", context)


def similar(request: HttpRequest) -> HttpResponse:
    """Public projects like the one being written: a fragment beside the title, or a page."""
    title = request.GET.get("title", "")[:160]
    summary = request.GET.get("summary", "")[:600]
    context = {"similar": queries.similar_projects(title, summary), "title": title}
    return page(request, "projects/similar", context)


def _written(request: MemberRequest, slug: str) -> Project:
    seen = queries.with_parts(queries.projects_seen_by(request.user))
    project: Project = get_object_or_404(seen, slug=slug)
    if not rules.can_write(request.user, project):
        raise PermissionDenied
    return project


@signed_in
def write(request: MemberRequest, slug: str, step: str) -> HttpResponse:
    """One step: what fits is kept at once, what does not stays as it was typed."""
    project = _written(request, slug)
    if step not in queries.STEPS:
        return redirect("projects:write", slug, "what")
    told = queries.step_told(project, step)
    form = Step(step, project, told, request.POST or None)
    conflict: list[queries.Difference] = []
    refused, is_whole = "", False
    if request.method == "POST":
        values, is_whole = form.read()
        try:
            services.save_step(
                project=project,
                actor=request.user,
                step=step,
                seen=request.POST.get("seen", ""),
                values=values,
            )
        except Refusal as refusal:
            refused, is_whole = say(refusal), False
            if refusal.code == "project.changed_elsewhere":
                typed = told | services.plain(values)
                conflict = queries.differences(told, typed)
    if request.method == "POST":
        project = _written(request, slug)
        told = queries.step_told(project, step)
    if request.headers.get("X-Autosave"):
        answer = {"seen": queries.mark_of(told), "saved": not refused, "whole": is_whole}
        return JsonResponse({"saved": False, "said": refused} if refused else answer)
    if is_whole:
        return redirect("projects:write", slug, _next(request, step))
    context = _step_context(project, step) | {
        "step": form,
        "seen": queries.mark_of(told),
        "refused": refused,
        "conflict": conflict,
        "is_sent": request.method == "POST",
        "similar": queries.similar_projects(project.title, project.summary, without=project)
        if step == "what"
        else [],
    }
    return page(request, "projects/write", context)


def _next(request: HttpRequest, step: str) -> str:
    """The same step with more lines, the one before, or the one after."""
    place = ORDER.index(step)
    if "more" in request.POST:
        return step
    return ORDER[max(place - 1, 0)] if "back" in request.POST else ORDER[place + 1]


def _step_context(project: Project, step: str) -> dict[str, Any]:
    place = ORDER.index(step)
    return {
        "project": project,
        "current": step,
        "names": [str(name) for name in NAMES.values()],
        "place": place,
        "all_steps": list(NAMES.items()),
        "before": ORDER[place - 1] if place else "",
    }


@signed_in
def files(request: MemberRequest, slug: str) -> HttpResponse:
    """Pictures, and papers for who checks the project."""
    project = _written(request, slug)
    kind = request.POST.get("kind", "")
    # Bound to what was sent for it alone: the other form was not filled in, and has no faults.
    pictures = PictureForm(
        request.POST if kind == "picture" else None,
        request.FILES if kind == "picture" else None,
        prefix="picture",
    )
    papers = PaperForm(
        request.POST if kind == "paper" else None,
        request.FILES if kind == "paper" else None,
        prefix="paper",
    )
    form = papers if kind == "paper" else pictures
    if kind and form.is_valid() and not limits.spend(request, "project_file"):
        form.add_error(None, _("You have sent many files within the hour. Go on in an hour."))
    if kind and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form, "file"):
            if kind == "paper":
                services.keep_attachment(
                    project=project, actor=request.user, file=file, name=file.name
                )
            else:
                alt = form.cleaned_data["alt"]
                services.keep_picture(project=project, actor=request.user, file=file, alt=alt)
            messages.success(request, _("The file is kept."))
            return redirect("projects:files", slug)
    context = _step_context(project, "files") | {
        "pictures_form": pictures,
        "papers_form": papers,
        "pictures": list(project.pictures.all()),
        "papers": list(project.attachments.all()),
    }
    return page(request, "projects/files", context)


@signed_in
@require_POST
def remove_file(request: MemberRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    project = _written(request, slug)
    one: Picture | Attachment
    if kind == "paper":
        one = get_object_or_404(Attachment, project=project, pk=pk)
    else:
        one = get_object_or_404(Picture, project=project, pk=pk)
    services.remove_file(one=one, actor=request.user)
    messages.success(request, _("The file is removed."))
    return redirect("projects:files", slug)


@never_cache
@signed_in
def paper(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One paper as a file to keep, for its holder and the coordinator."""
    seen = queries.papers_seen_by(request.user)
    found: Attachment = get_object_or_404(seen, pk=pk, project__slug=slug)
    response = kept_attachment(found.file, found.media_type, found.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@signed_in
def review(request: MemberRequest, slug: str) -> HttpResponse:
    """What is missing, the whole as everyone will read it, and the button that submits it."""
    project = _written(request, slug)
    refused = ""
    if request.method == "POST":
        try:
            services.submit_project(project=project, actor=request.user)
        except Refusal as refusal:
            refused = say(refusal)
        else:
            messages.success(
                request, _("The project is submitted. You are told once it is checked.")
            )
            return redirect(project)
    context = _step_context(project, "review") | {
        "wanting": queries.wanting(project),
        "gap": queries.money_gap(project),
        "refused": refused,
        "pictures": list(project.pictures.all()),
        "groups": [row.get_group_display() for row in project.groups.all()],
        "communes": [row.commune for row in project.communes.all()],
        "lines": list(project.lines.all()),
        "holder": queries.holder_said(project, request.user),
        "asked_for": queries.steps_of(project).filter(state="changes").last(),
    }
    return page(request, "projects/review", context)


@signed_in
@require_POST
def act(request: MemberRequest, slug: str, verb: str) -> HttpResponse:
    """What a holder does outside of the form: take back, drop, put forward again, begin, finish."""
    project = get_object_or_404(queries.projects_seen_by(request.user), slug=slug)
    try:
        if verb == "drop":
            services.drop_project(project=project, actor=request.user)
            messages.success(request, _("The project is taken out."))
            return redirect("projects:mine")
        {
            "take-back": services.take_back,
            "again": services.put_forward_again,
            "start": services.start_project,
            "finish": services.finish_project,
        }[verb](project=project, actor=request.user)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect(project)


@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """My projects, and those of the bodies for which I act."""
    return page(
        request, "projects/mine", {"projects": list(queries.projects_of(request.user)[:200])}
    )
