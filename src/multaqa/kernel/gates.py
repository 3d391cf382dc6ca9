"""Who is let through to a page: asked to sign in, refused, or let in."""

import time
from collections.abc import Callable, MutableMapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

View = Callable[..., HttpResponse]
Rule = Callable[[Any], bool]
PROVED = "proved_at"


def open_to(rule: Rule, home: str = "DESK_URL") -> Callable[[View], View]:
    """Let in who passes the rule; a visitor is asked to sign in, anybody else is refused.

    ``home`` names the setting of where they arrive when the page they were on is not known.
    """

    def gate(view: View) -> View:
        @wraps(view)
        @never_cache
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request, home)
            if not rule(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return entered

    return gate


def _anyone(_user: object) -> bool:
    return True


def signed_in(view: View) -> View:
    """Let in whoever is signed in, whatever their roles."""
    return open_to(_anyone, "LOGIN_REDIRECT_URL")(view)


def proven(view: View) -> View:
    """Let in who just proved who they are; whoever did not is asked, and comes back."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_proven(request):
            return to_proof(request)
        return view(request, *args, **kwargs)

    return signed_in(entered)


def is_proven(request: HttpRequest) -> bool:
    """Whether the person proved who they are in this browser, a few minutes ago."""
    return bool(time.time() - float(request.session.get(PROVED, 0)) < settings.PROOF_SECONDS)


def note_proof(session: MutableMapping[str, Any]) -> None:
    """Somebody just proved, in this browser, who they are."""
    session[PROVED] = int(time.time())


def to_proof(request: HttpRequest) -> HttpResponse:
    asked = urlencode({"next": request.get_full_path()})
    return redirect(f"{resolve_url(settings.PROOF_URL)}?{asked}")


def unlisted(view: View) -> View:
    """The address is the key: no search engine keeps it, and no other site is told it.

    ``same-origin`` and not ``no-referrer``, which would take from forms the origin that the guard
    against forged posts looks at.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return kept


def _to_sign_in(request: HttpRequest, home: str) -> HttpResponse:
    """Send a page there; one that asked for a part is left whole, not filled with a sign-in form.

    Whoever signs in comes back to the page they were on, not to a part of it.
    """
    htmx = HtmxDetails(request)
    if not htmx:
        return redirect_to_login(request.get_full_path())
    there = redirect_to_login(htmx.current_url_abs_path or resolve_url(getattr(settings, home)))
    return HttpResponseClientRedirect(there.url)
