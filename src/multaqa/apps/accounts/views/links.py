"""The links in messages: how what comes is switched by who does not sign in.

Opening one changes nothing: readers of mail open links by themselves. A mail service that offers
to stop a list posts to it (RFC 8058), without a token of ours: the key in the link is one.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.forms import SwitchesForm
from multaqa.apps.accounts.models import Recipient
from multaqa.kernel import limits
from multaqa.kernel.gates import unlisted
from multaqa.kernel.pages import page
from multaqa.kernel.refusals import refusals_on


@csrf_exempt
@never_cache
@unlisted
def switches(request: HttpRequest, key: str) -> HttpResponse:
    """The switches of whom the link was sent to: what it says of them is what they can switch."""
    recipient = _recipient(request, key)
    if isinstance(recipient, HttpResponse):
        return recipient
    form = SwitchesForm(request.POST or None, recipient=recipient)
    is_saved = False
    if form.is_valid():
        with refusals_on(form):
            services.switch(recipient=recipient, ways=form.ways, by=form.cleaned_data.get("by"))
            is_saved = True
    return page(request, "account/switches_by_link", {"form": form, "is_saved": is_saved})


@csrf_exempt
@never_cache
@unlisted
def stop(request: HttpRequest, key: str, topic: str) -> HttpResponse:
    """Asked once more by whoever opens it, and done by whoever posts: from a mail, or from here."""
    recipient = _recipient(request, key)
    if isinstance(recipient, HttpResponse):
        return recipient
    topics = queries.topics_of(recipient)
    if topic != queries.ALL and topic not in topics:
        return _no_such_link(request, 404)
    told = topics.get(topic)
    context = {"key": key, "topic": topic, "told": told, "is_stopped": False, "is_back": False}
    if request.method == "POST" and request.POST.get("action") == "back" and told:
        services.switch(recipient=recipient, ways={topic: "at_once"})
        context["is_back"] = True
    elif request.method == "POST":
        services.stop(recipient=recipient, topic=topic)
        context["is_stopped"] = True
    return page(request, "account/stop", context)


def _recipient(request: HttpRequest, key: str) -> Recipient | HttpResponse:
    """Whom the key was made for; who tries many keys is asked to wait, those sent to people not."""
    recipient = queries.recipient_by(key)
    if recipient is None:
        is_one_more = limits.spend(request, "switch_guess")
        return _no_such_link(request, 404 if is_one_more else 429)
    if request.method == "POST" and not limits.spend(request, "switch", key=key):
        return _no_such_link(request, 429)
    return recipient


def _no_such_link(request: HttpRequest, status: int) -> HttpResponse:
    text = _("It may have been cut on its way, or be of an account that is no more.")
    if status == 429:
        text = _("Too many were tried from here. Wait an hour.")
    return page(request, "account/dead_link", {"text": text}, status=status)
