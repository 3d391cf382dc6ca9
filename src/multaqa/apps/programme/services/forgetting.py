"""Somebody no longer wants to be named."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.programme.models import (
    LIVE,
    AgendaLink,
    Place,
    PlaceState,
    Speaker,
    Star,
    Version,
)
from multaqa.apps.programme.services.queue import free, one_at_a_time, settle
from multaqa.kernel import arabic

NAMELESS = "متدخل(ة)"
PERSONAL = ("name", "function", "body_name", "bio")


def leave_out_of_versions(speakers: Iterable[Speaker]) -> None:
    """Take the names out of what was published; the sealed documents never held them."""
    keys = {str(speaker.pk): speaker.edition_id for speaker in speakers}
    for version in Version.objects.filter(edition__in=set(keys.values())):
        if gone := keys.keys() & version.people.keys():
            version.people = {key: row for key, row in version.people.items() if key not in gone}
            version.names_left_at = timezone.now()
            version.save(update_fields=["people", "names_left_at"])


@transaction.atomic
def forget_person(*, user: User) -> None:
    """Erase what the programme holds of a person; sessions and counts of the past stay true.

    Places to come are given back, and go to who waits. What they held before, and the groups that
    they asked for, stay as numbers without their name. Where they speak, a speaker stands without
    a name, in every version too.
    """
    now = timezone.now()
    places = Place.objects.filter(user=user).select_related("session")
    for place in places.order_by("session__edition_id", "pk"):
        is_to_come = place.session.ends_at is None or place.session.ends_at > now
        if place.state in LIVE and is_to_come and not place.is_group:
            one_at_a_time(place.session.edition_id)
            place.refresh_from_db()
            if place.state in LIVE:
                free(place, PlaceState.LEFT)
                settle(place.session)
    _leave_groups(user, places)
    places.update(user=None, name="")
    speakers = list(Speaker.objects.filter(user=user))
    leave_out_of_versions(speakers)
    for speaker in speakers:
        for column in PERSONAL:
            for code in ("ar", "fr", "en"):
                setattr(speaker, f"{column}_{code}", None)
        speaker.name_ar = NAMELESS
        speaker.user, speaker.sex, speaker.body, speaker.has_consented = None, "", None, False
        speaker.save()
    Star.objects.filter(user=user).delete()
    AgendaLink.objects.filter(user=user).delete()


def _leave_groups(user: User, places: Iterable[Place]) -> None:
    """A group that they asked for keeps its size and its other names."""
    own = arabic.fold(user.name)
    for place in places:
        others = [name for name in place.people if arabic.fold(name) != own]
        if len(others) < len(place.people):
            Place.objects.filter(pk=place.pk).update(people=others)
