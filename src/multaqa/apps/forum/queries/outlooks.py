"""What the next replacement would do, before anything is done."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from multaqa.apps.forum.models import Aftermath, Draw
from multaqa.apps.forum.queries.seats import away_tickets
from multaqa.engines.lottery import after
from multaqa.engines.lottery import aftermath as engine
from multaqa.engines.lottery.feasibility import Alternative
from multaqa.engines.lottery.opening import opened_values, read_opening
from multaqa.engines.lottery.problem import Problem
from multaqa.engines.lottery.sealed import problem_of as sealed_problem
from multaqa.engines.lottery.sealed import read_sealed
from multaqa.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whom the alternates would bring in; none when they cannot fill the seats.

    ``is_possible`` says whether anybody left could; ``ways`` are the nearest changes of quotas
    when nobody can.
    """

    came: tuple[str, ...]
    is_possible: bool
    ways: tuple[Alternative, ...] = ()


def outlook_of(draw: Draw, aftermath: Aftermath, gone: Collection[str]) -> Outlook:
    """What replacing those who are gone would do, as things stand."""
    document = json.loads(aftermath.document)
    opening = json.loads(draw.opening) if draw.opening else None
    state = engine.state_of(document, opening)
    problem = _asked(document["sealed"]["draw"], opening)
    away = {*state.away, *state.gone, *away_tickets(draw)}
    try:
        came = after.call_alternates(
            problem, state.panel, gone=gone, alternates=state.alternates or (), away=away
        )
    except Refusal as refusal:
        if refusal.code == "lottery.too_few_left":
            return Outlook((), is_possible=False)
        if refusal.code != "lottery.alternates_do_not_fit":
            raise
    else:
        return Outlook(came, is_possible=True)
    ways = after.nearest(problem, state.panel, gone=gone, away=away)
    return Outlook((), is_possible=ways is None, ways=ways or ())


def _asked(drawn: dict[str, object], opening: dict[str, object] | None) -> Problem:
    """The question of the draw, as it was sealed."""
    sealed = read_sealed(drawn["sealed"])
    if opening is not None:
        sealed = opened_values(sealed, str(drawn["seal"]), read_opening(opening))
    return sealed_problem(sealed)


def replacement_job(draw: Draw) -> str:
    """How the job of a second lottery is named."""
    return f"forum.replacement:{draw.pk}"
