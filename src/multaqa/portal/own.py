"""Pages of what is one's own: the copy of one's data, and leaving."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.kernel import arabic, jobs
from multaqa.kernel.gates import is_proven, proven, signed_in, to_proof
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import PHRASES, refusals_on, say
from multaqa.portal import copies, leaving, me
from multaqa.refusal import Refusal

WORD = gettext_lazy("erase")


@proven
def my_copy(request: MemberRequest) -> HttpResponse:
    """Ask for a copy, see how far it is, fetch it."""
    if request.method == "POST":
        try:
            if not ratelimit.consume(request, action="copy", user=request.user):
                raise Refusal("copy.too_often")
            copies.ask_copy(user=request.user)
        except Refusal as refusal:
            messages.error(request, say(refusal))
        return redirect("my-copy")
    job = jobs.last_about(f"accounts.copy:{request.user.pk}")
    context = {
        "copies": copies.copies_of(request.user),
        "job": job if job and job.is_active else None,
        "has_failed": bool(job and job.state == "failed"),
        "days": settings.COPY_DAYS,
    }
    return page(request, "portal/my_copy", context)


@proven
def copy_file(request: MemberRequest, number: int) -> HttpResponse:
    """The person's own alone, as a file to keep."""
    found = [copy for copy in copies.copies_of(request.user) if copy.pk == number]
    if not found or not copies.place_of(found[0]).is_file():
        raise Http404
    name = f"multaqa-{found[0].asked_at:%Y-%m-%d}.zip"
    return HttpResponse(
        copies.place_of(found[0]).read_bytes(),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


class LeaveForm(forms.Form):
    """The word, typed: nobody erases an account by a slip of the finger."""

    word = forms.CharField(
        label=gettext_lazy("Write the word to confirm"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def clean_word(self) -> str:
        typed = str(self.cleaned_data["word"]).strip()
        if arabic.fold(typed) != arabic.fold(str(WORD)):
            raise forms.ValidationError(PHRASES["accounts.erasure_word"])
        return typed


@signed_in
def leave(request: MemberRequest) -> HttpResponse:
    """What goes, what stays and why; then, with a word and a proof, the account is to be erased."""
    erasure = queries.erasure_of(request.user)
    if request.POST.get("action") == "keep":
        services.keep_account(user=request.user)
        messages.success(request, _("Your account stays."))
        return redirect("leave")
    if not is_proven(request):
        return to_proof(request)
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            services.ask_erasure(user=request.user)
            if settings.ERASURE_DAYS:
                return redirect("leave")
            leaving.erase_person(user=request.user)
            logout(request)
            messages.success(request, _("Your account is erased."))
            return redirect("home")
    context: dict[str, Any] = {
        "form": form,
        "erasure": erasure,
        "consequences": [one for told in me.LEAVINGS for one in told(request.user)],
        "word": WORD,
        "days": settings.ERASURE_DAYS,
    }
    return page(request, "portal/leave", context)
