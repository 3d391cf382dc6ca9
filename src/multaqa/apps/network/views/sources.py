"""Where each value of a body comes from, in the reader's words."""

from dataclasses import dataclass, field

from django_stubs_ext import StrOrPromise

from multaqa.apps.network.models import Body, Origin
from multaqa.apps.network.queries.imports import origins_of
from multaqa.apps.network.services.origins import VALUES
from multaqa.apps.network.views.said import Words, label_of

CONTACT = {"phone", "other_phones", "email"}


@dataclass(slots=True)
class Source:
    """One value: what it is now, the event that gave it, and what it was before each event."""

    label: StrOrPromise
    value: str = ""
    origin: Origin | None = None
    earlier: list[str] = field(default_factory=list)


def sources_of(body: Body, *, shows_contact: bool) -> list[Source]:
    """Each value whose origin is known, in the order of a body's values."""
    events = list(origins_of(body))
    values = [
        {name: pair[side] for name, pair in event.changes.items() if pair[side]}
        for event in events
        for side in (0, 1)
    ]
    words = Words(values=values)
    found: dict[str, Source] = {}
    for event in events:
        for name, (before, after) in event.changes.items():
            if name in CONTACT and not shows_contact:
                continue
            source = found.setdefault(name, Source(label_of(name)))
            if before not in (None, "", []):
                source.earlier.append(words.value(name, before))
            source.value, source.origin = words.value(name, after), event
    return [found[name] for name in VALUES if name in found]
