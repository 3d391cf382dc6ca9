"""The desk: editions, and what each needs next."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_stubs_ext import WithAnnotations

from multaqa.apps.forum import queries, rules, services
from multaqa.apps.forum.forms import EditionForm
from multaqa.apps.forum.models import College, DrawState, Edition
from multaqa.apps.forum.views.frame import at_desk, desk_context, edition_at_desk
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on
from multaqa.ui import dates


@at_desk
def desk(request: HttpRequest) -> HttpResponse:
    """Each edition with its colleges, and the one thing that each of them needs next."""
    colleges: dict[int, list[tuple[College, tuple[str, str]]]] = {}
    for college in queries.colleges_at_desk(request.user).select_related("edition__call"):
        colleges.setdefault(college.edition_id, []).append((college, _next_step(college)))
    editions = [
        (edition, colleges.get(edition.pk, []))
        for edition in queries.editions_at_desk(request.user).prefetch_related(None)
    ]
    context = {
        "editions": editions,
        "may_run": rules.can_run_forum(request.user),
        "may_invite": rules.can_invite(request.user),
    }
    return page(request, "forum/desk", context)


def _next_step(college: "WithAnnotations[College, queries.CollegeCounts]") -> tuple[str, str]:
    """The one thing to do next: its words and its address."""
    if not college.applicant_count and college.asking_count:
        address = reverse("forum:desk-registrations", args=[college.edition.number])
        return _("Answer the registrations"), f"{address}?college={college.slug}&state=sent"
    if not college.applicant_count and college.accepted_count:
        address = reverse("forum:desk-list", args=college.place)
        return _("Take the list from the accepted registrations"), address
    if not college.applicant_count:
        return _first_step(college)
    if not college.quota_count:
        return _("Set the quotas"), reverse("forum:desk-quotas", args=college.place)
    draw = college.draw
    if draw.state == DrawState.DRAWN and not queries.is_over(college.edition):
        return _step_of_seats(college), reverse("forum:desk-seats", args=college.place)
    words = {
        DrawState.OPEN: _("Compute the chances"),
        DrawState.COMPUTED: _("Seal the draw"),
        DrawState.SEALED: _("Draw the seats"),
        DrawState.DRAWN: _("See the result"),
    }
    text = words[DrawState(draw.state)]
    known_at = draw.value_known_at
    if draw.state == DrawState.SEALED and known_at and known_at > timezone.now():
        text = _("Draw the seats, from %(at)s") % {"at": dates.moment(known_at)}
    return text, reverse("forum:desk-draw", args=college.place)


def _first_step(college: College) -> tuple[str, str]:
    """Where nobody is yet: the call, until it is announced; then a list may be brought in."""
    if not _is_announced(college.edition):
        address = reverse("forum:desk-call", args=[college.edition.number])
        return _("Review and open the call"), address
    return _("Bring in the list of applicants"), reverse("forum:desk-list", args=college.place)


def _is_announced(edition: Edition) -> bool:
    call = getattr(edition, "call", None)
    return call is not None and call.is_announced


def _step_of_seats(college: "WithAnnotations[College, queries.CollegeCounts]") -> str:
    """What those who hold a seat wait for."""
    if college.waiting_count:
        return _("Replace those who are gone")
    if college.draw.confirm_by is None and not queries.has_begun(college.edition):
        return _("Ask the drawn to confirm")
    return _("Follow the confirmations")


@at_desk
def open_edition(request: HttpRequest) -> HttpResponse:
    if not rules.can_run_forum(request.user):
        raise PermissionDenied
    form = EditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "number"):
            edition = services.open_edition(actor=request.user, **form.cleaned_data)
            messages.success(request, _("The edition is open. Bring in its list of applicants."))
            return redirect("forum:desk-list", edition.number, services.SOLE)
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
