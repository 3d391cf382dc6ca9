"""A body in the words of schema.org, so that search engines read what its page says."""

from collections.abc import Iterable

from django.conf import settings

from multaqa.apps.network.models import Body, BodyKind
from multaqa.apps.network.queries.directory import Territory
from multaqa.apps.territory.queries import outlines

# The nearest type there is; a cooperative has none of its own.
TYPES = {
    BodyKind.ASSOCIATION: "NGO",
    BodyKind.NETWORK: "NGO",
    BodyKind.COUNCIL: "GovernmentOrganization",
    BodyKind.SERVICE: "GovernmentOrganization",
    BodyKind.ENTERPRISE: "Corporation",
}


def linked(body: Body, *, fields: Iterable[str], areas: Iterable[Territory]) -> dict[str, object]:
    """What everyone sees of a verified body, as schema.org names it; whatever the reader sees."""
    names = [body.name_fr, body.name_en, *body.other_names.splitlines()]
    others = [name for name in dict.fromkeys(names) if name and name != body.name_ar]
    shows = body.is_contact_public
    told: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(BodyKind(body.kind), "Organization"),
        "@id": f"{settings.ORIGIN}{body.get_absolute_url()}",
        "url": f"{settings.ORIGIN}{body.get_absolute_url()}",
        "name": body.name_ar,
        "alternateName": others,
        "description": body.about,
        "sameAs": body.website,
        "telephone": body.phone if shows else "",
        "email": body.email if shows else "",
        "foundingDate": _founded(body),
        "knowsAbout": list(fields),
        "areaServed": [{"@type": "AdministrativeArea", "name": str(one)} for one in areas],
        "location": _seat(body),
        "identifier": _identifiers(body),
    }
    return {name: value for name, value in told.items() if value}


def _founded(body: Body) -> str:
    if body.founded_on is None:
        return ""
    return f"{body.founded_on:%Y}" if body.is_founded_by_year else body.founded_on.isoformat()


def _seat(body: Body) -> dict[str, object]:
    if body.commune is None:
        return {}
    seat: dict[str, object] = {
        "@type": "Place",
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "MA",
            "addressRegion": str(body.commune.province),
            "addressLocality": str(body.commune),
        },
    }
    if outline := outlines().get(body.commune.pk):
        # Of the commune, not of the body's door.
        longitude, latitude = outline.point
        seat["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return seat


def _identifiers(body: Body) -> list[dict[str, str]]:
    numbers = {"ICE": body.ice, "register": body.register_number}
    return [
        {"@type": "PropertyValue", "propertyID": name, "value": value}
        for name, value in numbers.items()
        if value
    ]
