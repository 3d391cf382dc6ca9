"""Sessions in the database, read by a query that is built once: every page reads one."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet, functions

from multaqa.kernel.asked import Asked, Given

_LIVE: Asked[Session] = Asked(
    lambda: QuerySet(Session).filter(session_key=Given(0), expire_date__gt=functions.Now())
)


class SessionStore(db.SessionStore):
    """As Django's own, whose rows and whose signature these are."""

    def _get_session_from_db(self) -> Session | None:
        found = _LIVE.one(self.session_key)
        if found is None:
            self._session_key = None
        return found
