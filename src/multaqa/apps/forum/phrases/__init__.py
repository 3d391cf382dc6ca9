"""The forum's refusals, its lines of the public record, and its words."""

from multaqa.apps.forum.phrases import nominations as nominations
from multaqa.apps.forum.phrases import registrations as registrations
from multaqa.apps.forum.phrases import seats as seats
from multaqa.apps.forum.phrases.draws import (
    CATEGORY_NAMES,
    ONE_NAMES,
    ROLE_LABELS,
    STEPS,
    UNSEATABLE,
    VALUE_NAMES,
)

__all__ = [
    "CATEGORY_NAMES",
    "ONE_NAMES",
    "ROLE_LABELS",
    "STEPS",
    "UNSEATABLE",
    "VALUE_NAMES",
]
