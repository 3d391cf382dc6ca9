"""The programme as it is planned: the desk's own view, and what higher apps build on."""

from datetime import date, datetime, time, timedelta

from django.db.models import F, Max, QuerySet
from django.utils import timezone

from multaqa.apps.forum.models import Edition
from multaqa.apps.programme.models import Programme, Session, Version

EVENING = time(18)  # what begins from then on may end after midnight
NIGHT = timedelta(hours=6)  # so long after midnight it is still the day before
MORNING = time(6)


def span_of(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """The moments of two hours: an evening that ends after midnight ends on the next day."""
    here = timezone.get_current_timezone()
    is_night = starts >= EVENING and ends <= MORNING
    last = day + timedelta(days=1) if is_night else day
    return datetime.combine(day, starts, here), datetime.combine(last, ends, here)


def sessions_of(edition: Edition) -> QuerySet[Session]:
    """Every session of an edition that stands, with its room and track, in the order of time.

    Those that have no time yet come last.
    """
    return (
        Session.objects.filter(edition=edition, is_cancelled=False)
        .select_related("edition", "room", "track")
        .order_by(F("starts_at").asc(nulls_last=True), "room__position", "number")
    )


def sessions_with_people(edition: Edition) -> QuerySet[Session]:
    """The same, cancelled ones too, with who speaks and who interprets: three questions more."""
    return (
        Session.objects.filter(edition=edition)
        .select_related("room", "track")
        .prefetch_related("parts__speaker", "interpretations__interpreter")
        .order_by(F("starts_at").asc(nulls_last=True), "room__position", "number")
    )


def programme_of(edition: Edition) -> Programme:
    """Its settings; as they are by default where nobody set them."""
    return Programme.objects.filter(edition=edition).first() or Programme(edition=edition)


def next_number(edition: Edition) -> int:
    """A number that no session of the edition has had, cancelled and published ones included."""
    last = Session.objects.filter(edition=edition).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def was_published(session: Session) -> bool:
    """Whether any version holds it: then calendars may, and it is cancelled, never deleted."""
    documents = Version.objects.filter(edition=session.edition_id).values_list(
        "document__sessions", flat=True
    )
    return any(one["number"] == session.number for rows in documents for one in rows or ())


def editions_to_copy(edition: Edition) -> QuerySet[Edition]:
    """Other editions that have a programme, the latest first."""
    return (
        Edition.objects.filter(sessions__isnull=False)
        .exclude(pk=edition.pk)
        .distinct()
        .order_by("-number")
    )
