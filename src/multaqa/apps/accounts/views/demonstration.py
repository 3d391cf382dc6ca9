"""Signing in with one click, where everybody is invented."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_login_redirect_url
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from multaqa.apps.accounts import queries, services
from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE


@require_POST
def enter_as(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the demonstration's people; no such address anywhere else."""
    people = {one.key: one for one in DEMONSTRATION_PEOPLE} if settings.DEMONSTRATION else {}
    if key not in people:
        raise Http404
    email, phone = services.contact(people[key].contact)
    user = queries.user_known_by(email=email, phone=phone)
    if user is None or not user.is_active:
        raise Http404
    get_adapter().login(request, user)
    return redirect(get_login_redirect_url(request))
