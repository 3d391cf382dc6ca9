"""What pages of one's own account share."""

import time

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse

from multaqa.apps.accounts import services
from multaqa.apps.accounts.rules import MemberRequest
from multaqa.kernel.pages import page

SHOWN = "recovery_codes_shown_at"
SHOWN_SECONDS = 15 * 60


def stay(request: MemberRequest) -> None:
    """Sign out every other browser of this person, and stay signed in in this one."""
    former_key = request.session.session_key or ""
    services.end_other_visits(user=request.user, but=former_key)
    update_session_auth_hash(request, request.user)
    services.move_visit(
        former_key=former_key, session_key=request.session.session_key or former_key
    )


def show_codes(request: MemberRequest, codes: list[str]) -> HttpResponse:
    """Recovery codes, once; for some minutes they can also be fetched as a file."""
    request.session[SHOWN] = int(time.time())
    return page(request, "account/recovery_codes", {"codes": codes})


def were_codes_just_shown(request: MemberRequest) -> bool:
    return time.time() - float(request.session.get(SHOWN, 0)) < SHOWN_SECONDS
