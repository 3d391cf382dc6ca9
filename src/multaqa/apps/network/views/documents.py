"""The documents of a body: sent, opened as files to keep, removed."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.network import queries, rules, services
from multaqa.apps.network.forms import DocumentForm
from multaqa.apps.network.models import Body, BodyDocument
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on
from multaqa.kernel.sheets import kept_attachment


@never_cache
@signed_in
def documents(request: MemberRequest, slug: str) -> HttpResponse:
    """What its people sent to show what the body is; one more is sent."""
    body: Body = get_object_or_404(queries.bodies_seen_by(request.user), slug=slug)
    if not rules.can_keep_documents(request.user, body):
        raise PermissionDenied
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid() and not ratelimit.consume(request, action="document", user=request.user):
        form.add_error(None, _("You have sent many documents within the hour. Go on in an hour."))
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form, "file"):
            services.keep_document(
                body=body,
                actor=request.user,
                kind=form.cleaned_data["kind"],
                file=file,
                name=file.name,
            )
            messages.success(request, _("The document is kept."))
            return redirect("network:documents", body.slug)
    context = {
        "body": body,
        "form": form,
        "documents": queries.documents_seen_by(request.user).filter(body=body),
    }
    return page(request, "network/documents", context)


def _document(request: MemberRequest, slug: str, pk: int) -> BodyDocument:
    seen = queries.documents_seen_by(request.user)
    return get_object_or_404(seen, pk=pk, body__slug=slug)


@never_cache
@signed_in
def document(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One document as a file to keep: nothing in it is shown, or runs, among our pages."""
    found = _document(request, slug, pk)
    response = kept_attachment(found.file, found.media_type, found.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@signed_in
@require_POST
def remove(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    services.remove_document(document=_document(request, slug, pk), actor=request.user)
    messages.success(request, _("The document is removed, its file with it."))
    return redirect("network:documents", slug)
