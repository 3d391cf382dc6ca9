"""The communes of a region as forms and maps offer them, kept in memory."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import get_language

from multaqa.apps.territory.models import Commune
from multaqa.kernel.arabic import fold


@dataclass(frozen=True, slots=True)
class Place:
    """A commune to choose or to point at, its names in the reader's language."""

    code: str
    name: str
    url: str
    province_code: str
    province: str
    is_urban: bool


_PLACES: dict[tuple[str, str], tuple[Place, ...]] = {}


def places_of(region: str) -> tuple[Place, ...]:
    """The communes of a region: its provinces by code, the communes of each by name.

    Kept in memory for each language: half of the pages offer them, and they change only when a
    migration brings the census in again.
    """
    key = (region, get_language() or "ar")
    if key not in _PLACES:
        found = _read(region)
        if not found:  # the territory may still be on its way in
            return ()
        _PLACES[key] = found
    return _PLACES[key]


def _read(region: str) -> tuple[Place, ...]:
    communes = Commune.objects.filter(province__region=region).select_related("province")
    found = [
        Place(
            code=one.pk,
            name=str(one),
            url=one.get_absolute_url(),
            province_code=one.province_id,
            province=str(one.province),
            is_urban=one.is_urban,
        )
        for one in communes
    ]
    return tuple(sorted(found, key=lambda one: (one.province_code, fold(one.name))))


def forget_places() -> None:
    """The census came in again: read the communes anew."""
    _PLACES.clear()


def communes_menu(region: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each province, its code and its name, with the codes and names of its communes."""
    return [
        (code, name, [(one.code, one.name) for one in communes])
        for (code, name), communes in groupby(
            places_of(region), key=lambda one: (one.province_code, one.province)
        )
    ]
