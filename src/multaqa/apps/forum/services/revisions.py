"""What every change before the seal does to a draw."""

from multaqa.apps.forum.models import Applicant, College, Draw, DrawState
from multaqa.refusal import Refusal


def opened_again(college: College) -> Draw:
    """The college's draw, locked, its figures forgotten, to be saved by who changes it.

    Refuses once sealed. A computation under way finds a later revision and publishes nothing.
    """
    draw = Draw.objects.select_for_update().get(college=college)
    if draw.is_frozen:
        raise Refusal("draw.frozen")
    draw.revision += 1
    if draw.state == DrawState.COMPUTED:
        Applicant.objects.filter(college=college).update(chance=None, panel_count=None)
    draw.state = DrawState.OPEN
    draw.outcome, draw.prepared, draw.opening, draw.computed_at = {}, "", "", None
    return draw
