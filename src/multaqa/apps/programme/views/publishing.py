"""Publishing the programme, and its versions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme import queries, services
from multaqa.apps.programme.forms.sessions import PublishForm
from multaqa.apps.programme.views.frame import desk_context, reading
from multaqa.apps.programme.views.told import changes_told, clashes_told
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on


@reading
def publish(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What would change for everyone, what is amiss, and the versions so far."""
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            version = services.publish_version(
                edition=edition, actor=request.user, **form.cleaned_data
            )
            text = _("Version %(version)d is published: everyone sees it.")
            messages.success(request, text % {"version": version.number})
            return redirect("programme:publish", edition.number)
    sessions = list(queries.sessions_with_people(edition))
    clashes = queries.clashes_of(queries.plan_of(edition, sessions))
    last = queries.last_version(edition)
    changes = []
    if last:
        now = queries.document_of(edition, last.document)
        changes = changes_told(
            queries.shown(edition, last.document, last.people, version=last),
            queries.shown(edition, now, queries.people_of(edition, now)),
            queries.changes_between(last.document, now),
        )
    context = desk_context(request, edition) | {
        "form": form,
        "last": last,
        "changes": changes,
        "bad": [one for one in clashes_told(edition, clashes, sessions) if not one.is_mild],
        "unplaced_count": sum(not one.is_placed for one in sessions),
        "silent_count": edition.speakers.filter(has_consented=False, parts__isnull=False)
        .distinct()
        .count(),
        "versions": edition.versions.defer("document", "people").select_related("published_by"),
    }
    return page(request, "programme/desk_publish", context)
