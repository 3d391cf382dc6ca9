"""Signing in with one click, where everything is invented."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from multaqa.apps.accounts.models import DEMONSTRATION_EMAILS, RoleKind, User


@require_POST
def enter_as(request: HttpRequest, kind: str) -> HttpResponse:
    """Sign in as the demonstration's person of a role; no such address anywhere else."""
    if not settings.DEMONSTRATION or kind not in DEMONSTRATION_EMAILS:
        raise Http404
    user = get_object_or_404(User, email=DEMONSTRATION_EMAILS[RoleKind(kind)])
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
