"""The browsers in which one is signed in: seen, and ended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.apps.accounts.views.frame import stay
from multaqa.kernel.gates import signed_in
from multaqa.kernel.pages import page


@signed_in
def visits(request: MemberRequest) -> HttpResponse:
    here = request.session.session_key
    found = list(queries.visits_of(request.user))
    if request.POST.get("end") == "others":
        stay(request)
        messages.success(request, _("Every other browser is signed out."))
        return redirect("visits")
    if key := request.POST.get("end"):
        for one in found:
            if str(one.pk) == key and one.session_key != here:
                services.end_visit(visit=one)
                messages.success(request, _("That browser is signed out."))
        return redirect("visits")
    context = {"visits": found, "here": here, "has_others": len(found) > 1}
    return page(request, "account/visits", context)
