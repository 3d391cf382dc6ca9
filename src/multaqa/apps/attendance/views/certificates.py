"""Certificates: what a number confirms, one's own, and the desk's."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.attendance import queries, services
from multaqa.apps.attendance.forms import NumberForm, RevokeForm
from multaqa.apps.attendance.models import Certificate
from multaqa.apps.attendance.queries import Found
from multaqa.apps.attendance.queries.codes import folded
from multaqa.apps.attendance.services.certificate_paper import (
    WRITTEN,
    certificate_pages,
    days_told,
    link_of,
)
from multaqa.apps.attendance.services.words import role_word
from multaqa.apps.attendance.views.frame import desk_context, naming
from multaqa.apps.forum.models import Edition
from multaqa.kernel import limits
from multaqa.kernel.gates import signed_in, unlisted
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on, say
from multaqa.kernel.sheets import attachment
from multaqa.refusal import Refusal

STATUS = {Found.HOLDS: 200, Found.REVOKED: 410}
LONGEST = 60


# What everyone may ask.


@never_cache
@unlisted
def lookup(request: HttpRequest) -> HttpResponse:
    """Type the number of a certificate. It leads to the address that the QR of one has."""
    form = NumberForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data["number"]
        answer = queries.certificate_by_number(typed)
        return redirect("attendance:certificate", answer.number or folded(typed) or "-")
    return page(request, "attendance/certificate_lookup", {"form": form})


@never_cache
@unlisted
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What a number confirms: whose attendance, at what; or that it was never given, or why not."""
    if not _may_ask(request):
        context = {"found": "", "form": NumberForm()}
        return page(request, "attendance/certificate", context, status=429)
    answer = queries.certificate_by_number(code.replace("\0", "")[:LONGEST])
    context = {"found": answer.found, "number": answer.number, "form": NumberForm()}
    if one := answer.certificate:
        context |= {
            "certificate": one,
            "edition": one.edition,
            "role": role_word(one.kind, one.sex),
            "days": days_told(one),
            "titles": [told.get(get_language() or "") or told["ar"] for told in one.sessions],
        }
    status = STATUS.get(answer.found, 404)
    return page(request, "attendance/certificate", context, status=status)


def _may_ask(request: HttpRequest) -> bool:
    """Count a look-up: the library's open door counts what is posted alone, and a QR is a link."""
    return limits.spend(request, "certificate")


# One's own.


@signed_in
def mine(request: MemberRequest, number: int) -> HttpResponse:
    """One's own certificate of an edition as PDF, made when it is first asked for: ``?in=fr``."""
    badge = get_object_or_404(queries.badges_of(request.user), edition__number=number)
    if request.method != "POST":
        made = queries.certificates_for([badge]).get(badge.pk)
        if made is None:
            raise Http404
        return _file([made], _asked_language(request), f"multaqa-certificate-{number}")
    try:
        services.take_certificate(badge=badge, actor=request.user)
        messages.success(request, _("Your certificate is made."))
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("attendance:my-badge", number)


def _asked_language(request: HttpRequest) -> str:
    asked = request.GET.get("in", "")
    if asked in WRITTEN:
        return asked
    return get_language() if get_language() in WRITTEN else WRITTEN[0]


def _file(certificates: list[Certificate], language: str, name: str) -> HttpResponse:
    content = certificate_pages(certificates, language)
    return attachment(content, "application/pdf", f"{name}-{language}.pdf")


# The desk's.


@naming
def desk(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every certificate of an edition; made for all who came and have none."""
    found = queries.certificates_at_desk(request.user, edition)
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    if search:
        answer = queries.certificate_by_number(search)
        found = (
            found.filter(number=answer.number)
            if answer.number
            else found.filter(badge__in=queries.badges_found(_badges(request, edition), search))
        )
    context = desk_context(request, edition, "attendance:certificates") | {
        "page_obj": Paginator(found, 50).get_page(request.GET.get("page")),
        "search": search,
        "may_certify": queries.may_certify(edition),
        "waiting": services.waiting_count(edition),
    }
    return page(request, "attendance/certificates", context)


def _badges(request: HttpRequest, edition: Edition) -> queries.Badges:
    return queries.badges_at_desk(request.user, edition)


@naming
@require_POST
def make(request: HttpRequest, edition: Edition) -> HttpResponse:
    try:
        made = len(services.certify(edition=edition, actor=request.user))
        text = ngettext("%(count)d certificate is made.", "%(count)d certificates are made.", made)
        messages.success(request, text % {"count": made})
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("attendance:certificates", edition.number)


@naming
def file(request: HttpRequest, edition: Edition, language: str) -> HttpResponse:
    """One certificate that holds, by its number; all of them are made into a file by a job."""
    if language not in WRITTEN:
        raise Http404
    number = request.GET.get("number", "").replace("\0", "")
    if not number:
        return redirect("attendance:certificate-files", edition.number)
    found = queries.certificates_at_desk(request.user, edition).filter(revoked_at=None)
    certificates = list(found.filter(number=number[:LONGEST]))
    if not certificates:
        messages.error(request, say(Refusal("certificate.none")))
        return redirect("attendance:certificates", edition.number)
    return _file(certificates, language, f"multaqa-certificates-{edition.number}")


@naming
def one(request: HttpRequest, edition: Edition, place: int) -> HttpResponse:
    """One certificate at the desk: revoked here, or another made in its place."""
    found = get_object_or_404(queries.certificates_at_desk(request.user, edition), pk=place)
    action = request.POST.get("action", "")
    form = RevokeForm(request.POST if action == "revoke" else None)
    if form.is_valid():
        with refusals_on(form):
            services.revoke_certificate(certificate=found, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The certificate is revoked: its page says so."))
            return redirect("attendance:desk-certificate", edition.number, place)
    if action == "renew":
        try:
            found = services.renew_certificate(certificate=found, actor=request.user)
            messages.success(request, _("Another certificate is made; the old one is revoked."))
        except Refusal as refusal:
            messages.error(request, say(refusal))
        return redirect("attendance:desk-certificate", edition.number, found.pk)
    context: dict[str, Any] = desk_context(request, edition, "attendance:certificates") | {
        "certificate": found,
        "form": form,
        "address": link_of(found),
        "days": days_told(found),
        "role": role_word(found.kind, found.sex),
    }
    return page(request, "attendance/certificate_desk", context)
