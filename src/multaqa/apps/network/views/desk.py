"""The desk of bodies: verified or refused with a reason, paired and merged, searched."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.forms import DecisionForm, MergingForm, QueueForm, ReasonForm, SearchForm
from multaqa.apps.network.models import Body, BodyDocument, BodyState
from multaqa.apps.network.views.frame import (
    A_PAGE,
    at_coordination,
    at_desk,
    desk_context,
)
from multaqa.apps.network.views.sources import sources_of
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on

DECISIONS = {
    "verify": services.verify_body,
    "refuse": services.refuse_body,
    "mend": services.send_back_body,
}


def _list(request: HttpRequest, name: str, rows: QuerySet[Any], **more: object) -> HttpResponse:
    """A page of the desk that is a list."""
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = desk_context(request, name) | {"page_obj": found} | more
    return page(request, f"network/{name.replace('-', '_')}", context)


@at_desk
def to_verify(request: HttpRequest) -> HttpResponse:
    """Bodies that wait to be verified, who waits longest first, with what each gave."""
    form = QueueForm(request.GET or None)
    asked = form.asked() if form.is_bound else queries.Queue()
    found = Paginator(queries.bodies_to_verify(asked), A_PAGE).get_page(request.GET.get("page"))
    context = desk_context(request, "desk") | {
        "page_obj": found,
        "rows": [(body, queries.findings(body)) for body in found],
        "form": form,
        "asked": asked,
    }
    return page(request, "network/desk", context)


@at_desk
def pairs(request: HttpRequest) -> HttpResponse:
    """Bodies entered though they resemble another."""
    return _list(request, "desk-pairs", queries.resembling_bodies())


@at_coordination
def requests(request: HttpRequest) -> HttpResponse:
    """Places asked for where nobody but the desk can answer."""
    return _list(request, "desk-requests", queries.memberships_without_answerer())


@at_desk
def all_bodies(request: HttpRequest) -> HttpResponse:
    """Every body in every state, by words."""
    form = SearchForm(request.GET or None)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    return _list(request, "desk-all", queries.bodies_at_desk(search), form=form, search=search)


def _body(slug: str, request: HttpRequest) -> Body:
    found: Body = get_object_or_404(queries.bodies_seen_by(request.user), slug=slug)
    return found


@at_desk
def body(request: MemberRequest, slug: str) -> HttpResponse:
    """One body: what it says, what it looks like, what was decided; and the decision to take."""
    found = _body(slug, request)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        if not rules.can_verify(request.user):
            raise PermissionDenied
        decide = DECISIONS.get(request.POST.get("decision", ""))
        if decide is None:
            raise Http404
        if form.is_valid():
            with refusals_on(form):
                decide(body=found, actor=request.user, **form.cleaned_data)
                messages.success(request, _("The decision is kept, with its reason."))
                return redirect("network:desk")
    own = queries.own_place(request.user, found)
    shows_contact = queries.sees_contact(request.user, found, own)
    context = desk_context(request, "") | {
        "body": found,
        "form": form,
        "sources": sources_of(found, shows_contact=shows_contact),
        "fields": [row.get_field_display() for row in found.fields.all()],
        "groups": [row.get_group_display() for row in found.groups.all()],
        "areas": queries.named_areas(list(found.work_areas.all())),
        "shows_contact": shows_contact,
        "findings": queries.findings(found),
        "documents": _documents(request, found),
        "decisions": queries.verifications_of(found),
        "merges": queries.merges_into(found),
        "alike": _alike(request, found),
    }
    return page(request, "network/desk_body", context)


def _alike(request: MemberRequest, body: Body) -> list[Body]:
    """The bodies that it may be, of one number first; of one that is out, none."""
    if not body.is_live:
        return []
    near = queries.near_duplicates(
        names=queries.names_of(body),
        kind=body.kind,
        commune=body.commune,
        phone=body.phone,
        by_hidden_phone=rules.can_verify(request.user),
        exclude=body,
    )
    return list(dict.fromkeys([*queries.same_numbers(body), *near]))


def _documents(request: MemberRequest, body: Body) -> QuerySet[BodyDocument]:
    """Those that may be opened, or, to the auditor, what there is."""
    if rules.can_keep_documents(request.user, body):
        return queries.documents_seen_by(request.user).filter(body=body)
    return queries.documents_told_of(body)


@at_desk
def pair(request: MemberRequest, slug: str, other: str) -> HttpResponse:
    """Two bodies side by side: made one, or found to be two."""
    if slug == other:
        raise Http404
    both = (_body(slug, request), _body(other, request))
    # Kept, unless said otherwise: the verified one, then the one that was there first.
    first = min(both, key=lambda one: (one.state != BodyState.VERIFIED, one.pk))
    is_proposed = both[0].resembles_id == both[1].pk and not both[0].is_apart
    is_merging = request.POST.get("decision") == "merge"
    merging = MergingForm(
        request.POST if is_merging else None, pair=both, initial={"kept": first.slug}
    )
    apart = ReasonForm(request.POST if request.POST and not is_merging else None, prefix="apart")
    if request.method == "POST" and not rules.can_merge(request.user):
        raise PermissionDenied
    if is_merging and merging.is_valid():
        kept, merged = merging.parted()
        with refusals_on(merging):
            kept = services.merge_bodies(
                kept=kept,
                merged=merged,
                actor=request.user,
                reason=merging.cleaned_data["reason"],
            )
            messages.success(request, _("The two entries are one."))
            return redirect("network:desk-body", kept.slug)
    if is_proposed and apart.is_valid():
        with refusals_on(apart):
            services.keep_apart(
                body=both[0], actor=request.user, reason=apart.cleaned_data["reason"]
            )
            messages.success(request, _("They are two bodies: the pair is shown no more."))
            return redirect("network:desk-pairs")
    context = desk_context(request, "desk-pairs") | {
        "both": both,
        "merging": merging,
        "apart": apart if is_proposed else None,
        "may_merge": rules.can_merge(request.user) and all(one.is_live for one in both),
    }
    return page(request, "network/desk_pair", context)
