"""The browsers in which a person is signed in."""

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from multaqa.apps.accounts.models import User, Visit


def visits_of(user: User) -> QuerySet[Visit]:
    """Those that are signed in still, the last seen first."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return Visit.objects.filter(user=user, session_key__in=live)
