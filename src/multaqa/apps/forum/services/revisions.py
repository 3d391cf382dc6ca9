"""What every change before the seal does to a draw."""

from multaqa.apps.forum.models import Applicant, Draw, DrawState, Edition
from multaqa.refusal import Refusal


def opened_again(edition: Edition) -> Draw:
    """The edition's draw, locked, its figures forgotten, to be saved by who changes it.

    Refuses once sealed. A computation under way finds a later revision and publishes nothing.
    """
    draw = Draw.objects.select_for_update().get(edition=edition)
    if draw.is_frozen:
        raise Refusal("draw.frozen")
    draw.revision += 1
    if draw.state == DrawState.COMPUTED:
        Applicant.objects.filter(edition=edition).update(chance=None, panel_count=None)
    draw.state = DrawState.OPEN
    draw.outcome, draw.prepared, draw.opening, draw.computed_at = {}, "", "", None
    return draw
