"""What a person was told, kept on the site, and how they want it told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.forms import SwitchesForm
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.kernel.gates import signed_in
from multaqa.kernel.house import TOPICS
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on

ON_A_PAGE = 20


@signed_in
def inbox(request: MemberRequest) -> HttpResponse:
    """Every message, newest first; those on the page are read from now on."""
    rows = queries.inbox_of(request.user)
    found = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    entries = queries.entries_of(request.user, list(found))
    response = page(request, "account/inbox", {"page_obj": found, "entries": entries})
    services.mark_inbox_read(user=request.user, keys=[one.key for one in entries if one.is_new])
    return response


@signed_in
def switches(request: MemberRequest) -> HttpResponse:
    """Each topic with its why: at once, once a day, or on the site only."""
    recipient = services.recipient_for(user=request.user)
    form = SwitchesForm(request.POST or None, recipient=recipient)
    if form.is_valid():
        with refusals_on(form):
            services.switch(recipient=recipient, ways=form.ways, by=form.cleaned_data.get("by"))
            messages.success(request, _("Saved."))
            return redirect("switches")
    needed = [topic for topic in TOPICS.values() if topic.is_needed]
    return page(request, "account/switches", {"form": form, "needed": needed})
