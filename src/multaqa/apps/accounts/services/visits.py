"""The browsers in which a person is signed in: noted, seen, ended."""

import time
from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from multaqa.apps.accounts.models import User, Visit

SEEN = "visit_seen_at"
EVERY = 3600  # seconds
# What a browser calls itself holds the names of several: the first here that it holds is meant.
BROWSERS = (
    *(("edg", "Edge"), ("opr/", "Opera"), ("samsungbrowser", "Samsung Internet")),
    *(("firefox", "Firefox"), ("fxios", "Firefox"), ("ucbrowser", "UC Browser")),
    *(("crios", "Chrome"), ("chrome", "Chrome"), ("chromium", "Chrome"), ("safari", "Safari")),
)
SYSTEMS = (
    *(("iphone", "iPhone"), ("ipad", "iPad"), ("android", "Android"), ("kaios", "KaiOS")),
    *(("windows", "Windows"), ("mac os", "macOS"), ("cros", "ChromeOS"), ("linux", "Linux")),
)


def _kind_of(user_agent: str) -> dict[str, str]:
    """The kind of browser and of device, and no more than that: no version, no model."""
    told = user_agent.lower()
    return {
        "browser": next((name for sign, name in BROWSERS if sign in told), ""),
        "system": next((name for sign, name in SYSTEMS if sign in told), ""),
    }


def open_visit(*, user: User, session: SessionBase, user_agent: str) -> Visit:
    """Note that somebody signed in, in this kind of browser."""
    session[SEEN] = int(time.time())
    visit, _is_new = Visit.objects.update_or_create(
        session_key=session.session_key or "", defaults={"user": user} | _kind_of(user_agent)
    )
    return visit


def close_visit(*, session_key: str) -> None:
    Visit.objects.filter(session_key=session_key).delete()


def is_visit_due(session: SessionBase) -> bool:
    """Whether it is an hour since this browser was noted."""
    return bool(time.time() - float(session.get(SEEN, 0)) > EVERY)


def see_visit(*, session: SessionBase, user_agent: str) -> None:
    """Note when the browser came; one that was signed in before this was noted begins here."""
    session[SEEN] = int(time.time())
    key, user_id = session.session_key, session.get("_auth_user_id")
    if not key or not user_id:
        return
    if Visit.objects.filter(session_key=key).update(seen_at=timezone.now()):
        return
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        open_visit(user=user, session=session, user_agent=user_agent)


@transaction.atomic
def end_visit(*, visit: Visit) -> None:
    """Sign that browser out: its next page asks who it is."""
    Session.objects.filter(session_key=visit.session_key).delete()
    visit.delete()


@transaction.atomic
def end_other_visits(*, user: User, but: str | None) -> None:
    """Sign out every browser of this person but one, noted here or not.

    The caller keeps that one: what is in its session no longer stands for the person by itself.
    """
    User.objects.filter(pk=user.pk).update(signed_out_count=F("signed_out_count") + 1)
    user.refresh_from_db(fields=["signed_out_count"])
    others = Visit.objects.filter(user=user).exclude(session_key=but or "")
    Session.objects.filter(session_key__in=others.values("session_key")).delete()
    others.delete()


def move_visit(*, former_key: str, session_key: str) -> None:
    """The same browser under another key, which it has from now on."""
    Visit.objects.filter(session_key=former_key).update(session_key=session_key)


def forget_ended() -> None:
    """Forget browsers that are signed in no more."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    old = timezone.now() - timedelta(minutes=10)  # a session may still be on its way to be saved
    Visit.objects.filter(seen_at__lt=old).exclude(session_key__in=live).delete()
