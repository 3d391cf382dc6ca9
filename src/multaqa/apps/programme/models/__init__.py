"""The two days: what is held, when, where, by whom, and who has a place in it."""

from multaqa.apps.programme.models.people import Interpreter, Language, Speaker, Unavailability
from multaqa.apps.programme.models.places import (
    LIVE,
    AgendaLink,
    Place,
    PlaceState,
    Star,
)
from multaqa.apps.programme.models.rooms import Colour, Programme, Room, Slot, Track
from multaqa.apps.programme.models.sessions import (
    FOR_ALL,
    PAUSES,
    Audience,
    Interpretation,
    Kind,
    Part,
    Session,
    SessionSpeaker,
)
from multaqa.apps.programme.models.versions import Version

__all__ = [
    "FOR_ALL",
    "LIVE",
    "PAUSES",
    "AgendaLink",
    "Audience",
    "Colour",
    "Interpretation",
    "Interpreter",
    "Kind",
    "Language",
    "Part",
    "Place",
    "PlaceState",
    "Programme",
    "Room",
    "Session",
    "SessionSpeaker",
    "Slot",
    "Speaker",
    "Star",
    "Track",
    "Unavailability",
    "Version",
]
