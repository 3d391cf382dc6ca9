"""What people are told of the programme, each in their own language."""

from collections.abc import Callable, Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.services import notify
from multaqa.apps.programme.models import LIVE, Place, Session
from multaqa.apps.programme.queries import TOLD, Change, Changed, ShownSession, announced
from multaqa.ui.dates import moment

PLACE = "programme.place"
CHANGED = "programme.changed"


def tell_places_given(session: Session, places: Iterable[Place]) -> None:
    """Those who waited have a place now, in the session as it is announced: not as it is planned.

    Whoever is not announced any more is told when that is published.
    """
    found = [place for place in places if place.user is not None]
    shown = announced(session) if found else None
    for place in found:
        if place.user is not None and shown is not None and not shown.is_cancelled:
            _tell_place_given(place.user, session, shown)


def _tell_place_given(user: User, session: Session, shown: ShownSession) -> None:
    _tell(
        user,
        PLACE,
        session,
        lambda: _("You have a place: %(session)s") % {"session": shown.title},
        lambda: (
            _(
                "A place became free for you on %(at)s, %(room)s. If you cannot come, give it "
                "back: others wait."
            )
            % {"at": moment(shown.starts_at), "room": shown.room.name if shown.room else ""}
        ),
    )


def tell_changes(sessions: dict[int, Session], changes: Iterable[Changed]) -> int:
    """Those with a place, or who wait for one, where its time, room or standing changed."""
    kinds: dict[int, set[Change]] = {}
    for one in changes:
        if one.kind in TOLD and one.number in sessions:
            kinds.setdefault(one.number, set()).add(one.kind)
    numbers = {sessions[number].pk: number for number in kinds}
    places = Place.objects.filter(
        Q(session__in=numbers), state__in=LIVE, user__isnull=False
    ).select_related("user")
    told: set[tuple[int, int]] = set()
    for place in places:
        number = numbers[place.session_id]
        if place.user is None or (place.user.pk, number) in told:
            continue
        told.add((place.user.pk, number))
        _tell_change(place.user, sessions[number], kinds[number])
    return len(told)


def _tell_change(user: User, session: Session, kinds: set[Change]) -> None:
    def title() -> str:
        if Change.CANCELLED in kinds:
            return _("Cancelled: %(session)s") % {"session": session.title}
        return _("Changed: %(session)s") % {"session": session.title}

    def text() -> str:
        if Change.CANCELLED in kinds:
            return _("This session does not take place. Your place in it is void.")
        return _("It is now on %(at)s, %(room)s. If you cannot come, give your place back.") % {
            "at": moment(session.starts_at),
            "room": str(session.room or ""),
        }

    _tell(user, CHANGED, session, title, text)


def _tell(
    user: User, topic: str, session: Session, title: Callable[[], str], text: Callable[[], str]
) -> None:
    with override(user.language):
        path = reverse("programme:session", args=[session.edition.number, session.number])
        notify(user=user, topic=topic, title=title(), text=text(), url=path)
