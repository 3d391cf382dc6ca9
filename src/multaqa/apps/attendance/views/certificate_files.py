"""All certificates of an edition in one file: asked for, how far it is, fetched."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from multaqa.apps.attendance import queries, services
from multaqa.apps.attendance.models import FILE_DAYS, certificate_job
from multaqa.apps.attendance.services.certificate_paper import WRITTEN
from multaqa.apps.attendance.views.frame import desk_context, naming
from multaqa.apps.forum.models import LANGUAGES, Edition
from multaqa.kernel import jobs
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import say
from multaqa.kernel.sheets import attachment
from multaqa.refusal import Refusal


@naming
def files(request: HttpRequest, edition: Edition) -> HttpResponse:
    """In each language: have it made, see how far it is, fetch it."""
    if request.method == "POST":
        try:
            services.ask_certificate_file(
                edition=edition, actor=request.user, language=request.POST.get("language", "")
            )
        except Refusal as refusal:
            messages.error(request, say(refusal))
        return redirect("attendance:certificate-files", edition.number)
    found = {one.language: one for one in queries.certificate_files(request.user, edition)}
    told = [
        {"code": code, "name": _(name), "file": found.get(code), **_progress(edition, code)}
        for code, name in LANGUAGES
        if code in WRITTEN
    ]
    context = desk_context(request, edition, "attendance:certificates") | {
        "languages": told,
        "is_working": any(one["job"] for one in told),
        "days": FILE_DAYS,
    }
    return page(request, "attendance/certificate_files", context)


def _progress(edition: Edition, language: str) -> dict[str, Any]:
    job = jobs.last_about(certificate_job(edition.pk, language))
    failed = job if job and job.state == "failed" else None
    return {
        "job": job if job and job.is_active else None,
        "failure": say(Refusal(failed.refusal_code, **failed.refusal_facts)) if failed else "",
    }


@naming
def fetch(request: HttpRequest, edition: Edition, place: int) -> HttpResponse:
    found = get_object_or_404(queries.certificate_files(request.user, edition), pk=place)
    kept = services.place_of(found)
    if not kept.is_file():
        raise Http404
    name = f"multaqa-certificates-{edition.number}-{found.language}.pdf"
    return attachment(kept.read_bytes(), "application/pdf", name)
