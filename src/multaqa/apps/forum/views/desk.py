"""The desk: editions, and what each needs next."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import WithAnnotations

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms import EditionForm
from multaqa.apps.forum.models import DrawState, Edition
from multaqa.apps.forum.views.frame import at_desk, desk_context, edition_at_desk
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on


@at_desk
def desk(request: HttpRequest) -> HttpResponse:
    editions = [
        (edition, _next_step(edition)) for edition in queries.editions_at_desk(request.user)
    ]
    context = {"editions": editions, "may_run": rules.can_run_forum(request.user)}
    return page(request, "forum/desk", context)


def _next_step(edition: "WithAnnotations[Edition, queries.Counts]") -> tuple[str, str, int]:
    """The one thing to do next: its words, its address, and how many steps are behind."""
    number = [edition.number]
    if not edition.applicant_count:
        return _("Bring in the list of applicants"), reverse("forum:desk-list", args=number), 1
    if not edition.quota_count:
        return _("Set the quotas"), reverse("forum:desk-quotas", args=number), 2
    words = {
        DrawState.OPEN: (_("Compute the chances"), 3),
        DrawState.COMPUTED: (_("Seal the draw"), 4),
        DrawState.SEALED: (_("Draw the seats"), 5),
        DrawState.DRAWN: (_("See the result"), 6),
    }
    text, behind = words[DrawState(edition.draw.state)]
    return text, reverse("forum:desk-draw", args=number), behind


@at_desk
def open_edition(request: HttpRequest) -> HttpResponse:
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    form = EditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "number"):
            edition = services.open_edition(actor=request.user, **form.cleaned_data)
            messages.success(request, _("The edition is open. Bring in its list of applicants."))
            return redirect("forum:desk-list", edition.number)
    return page(request, "forum/desk_edition", {"form": form})


@at_desk
def revise_edition(request: HttpRequest, number: int) -> HttpResponse:
    edition = edition_at_desk(request, number)
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    form = EditionForm(request.POST or None, instance=Edition.objects.get(pk=edition.pk))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            edition = services.revise_edition(
                edition=edition, actor=request.user, **form.cleaned_data
            )
            messages.success(request, _("Saved."))
            return redirect("forum:desk-edition", edition.number)
    context = desk_context(request, edition, "desk-edition") | {"form": form}
    return page(request, "forum/desk_edition", context)
