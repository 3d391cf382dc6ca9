"""The optimum of a draw: chances per type, and a mixture of panels that gives them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from multaqa.engines.lottery.nash import relax_nash
from multaqa.engines.lottery.peel import Peeler
from multaqa.engines.lottery.pricing import Pricer
from multaqa.engines.lottery.problem import Method
from multaqa.engines.lottery.program import NO_BOUND, Program
from multaqa.engines.lottery.relaxation import Cut, Relaxed, relax_leximin
from multaqa.engines.lottery.types import Flags, Floats, Rows, Types

MISSED = 1e-7
LOOPS = 2000
PEELING = 0.8  # of the progress told


@dataclass(frozen=True, slots=True)
class Optimum:
    """Panels of types in rows, their weights (sum 1), and what they achieve.

    ``gains`` are the duals of the first level, a row each; ``bound`` caps the smallest chance of
    any draw in which everyone seatable has one.
    """

    panels: Floats
    weights: Floats
    chances: Floats
    is_seatable: Flags
    gains: Floats
    bound: float
    is_proven: bool


def find_optimum(
    types: Types,
    method: Method,
    progress: Callable[[float], None],
) -> Optimum | None:
    """The fairest mixture of panels by the method; none when there is no panel."""
    pricer = Pricer(types)
    first = pricer.best(np.ones(len(types.size)))
    if first is None:
        return None
    peeler = Peeler(types)
    everyone = types.upper > 0
    relaxed = _relax(types, everyone, (), method)
    panels, weights, rest = peeler.peel(relaxed.counts, lambda done: progress(PEELING * done))
    is_seen = np.max([first[0], *panels], axis=0) > 0
    if rest <= MISSED and (is_seen | (types.upper == 0)).all():
        return _mixture(types, relaxed, everyone, np.array(panels), np.array(weights), proven=True)
    panels.append(first[0])
    panels += _cover(types, pricer, is_seen, lambda: progress(PEELING))
    is_seatable = np.max(panels, axis=0) > 0
    # A leximin mixture is a maximin one too, and lies where peeling finds panels all around.
    target: Method = "leximin" if method == "maximin" else method
    return _generate(types, target, is_seatable, (pricer, peeler), panels, progress)


def _relax(types: Types, is_seatable: Flags, cuts: Sequence[Cut], method: Method) -> Relaxed:
    if method != "nash":
        return relax_leximin(types, is_seatable, cuts, first_level=method == "maximin")
    # Whose every chance is 0 even in the relaxation has no logarithm to raise.
    fair = relax_leximin(types, is_seatable, cuts)
    happiest = relax_nash(types, is_seatable & (fair.chances > MISSED), cuts)
    return replace(happiest, gains=fair.gains, bound=fair.bound)


def _mixture(
    types: Types,
    relaxed: Relaxed,
    is_seatable: Flags,
    panels: Floats,
    weights: Floats,
    *,
    proven: bool,
) -> Optimum:
    weights = weights / weights.sum()
    used = weights > 0
    return Optimum(
        panels=panels[used],
        weights=weights[used],
        chances=weights @ panels / types.size,
        is_seatable=is_seatable,
        gains=relaxed.gains,
        bound=relaxed.bound,
        is_proven=proven and relaxed.is_exact,
    )


def _cover(types: Types, pricer: Pricer, is_seen: Flags, tell: Callable[[], None]) -> list[Floats]:
    """A panel for every type not seen yet that any panel can hold."""
    is_seen = is_seen.copy()
    found = []
    for kind in np.flatnonzero(~is_seen & (types.upper > 0)):
        if is_seen[kind]:
            continue
        tell()
        wish = np.where(is_seen, 0.0, 0.01)
        wish[kind] = 1.0
        best = pricer.best(wish)
        if best is not None:
            found.append(best[0])
            is_seen |= best[0] > 0
    return found


def _generate(
    types: Types,
    method: Method,
    is_seatable: Flags,
    tools: tuple[Pricer, Peeler],
    panels: list[Floats],
    progress: Callable[[float], None],
) -> Optimum:
    """Column generation with cuts: either the relaxed target is met, or a panel tells why not.

    The master program mixes the panels known so far to miss the target by as little as can be.
    Its duals are weights; the best panel under them either improves the mixture, or proves that no
    panel has more, which the target then violates: a cut, and a new target.
    """
    pricer, peeler = tools
    cuts: list[Cut] = []
    relaxed = _relax(types, is_seatable, cuts, method)
    peeled, _, _ = peeler.peel(relaxed.counts, lambda _: progress(PEELING))
    master = _Master(types, is_seatable)
    known = set()
    for panel in [*panels, *peeled]:
        if panel.tobytes() not in known:
            known.add(panel.tobytes())
            master.add(panel)
    is_met = False
    for loop in range(LOOPS):
        master.aim(relaxed.chances)
        is_cut = False
        while not is_cut:
            missed, duals, worth = master.mix()
            is_met = missed <= MISSED
            if is_met:
                break
            priced = pricer.best(duals)
            if priced is None:
                raise ArithmeticError("no panel, where there was one")
            panel, most = priced
            if panel.tobytes() not in known:
                known.add(panel.tobytes())
                master.add(panel)
            elif most - worth > MISSED:
                break
            if duals @ (types.size * relaxed.chances) > most + MISSED / 10:
                cuts.append(Cut(duals, most))
                is_cut = True
        progress(1 - (1 - PEELING) / (1 + loop / 10))
        if is_met or not is_cut:
            break
        relaxed = _relax(types, is_seatable, cuts, method)
    return _mixture(
        types, relaxed, is_seatable, np.array(master.panels), master.weights, proven=is_met
    )


class _Master:
    """Least eps such that a mixture of the panels gives each type its chance less eps."""

    def __init__(self, types: Types, is_seatable: Flags) -> None:
        self.size = types.size
        self.kinds = np.flatnonzero(is_seatable)
        self.panels: list[Floats] = []
        count = len(self.kinds)
        rows = Rows(
            np.arange(count),
            np.zeros(count, dtype=np.int64),
            np.append(np.zeros(count), 1.0),
            np.append(np.full(count, NO_BOUND), 1.0),
        )
        self.program = Program(
            rows,
            np.zeros(1),
            np.ones(1),
            cost=-np.ones(1),
            coefficients=self.size[self.kinds],
            primal_feasibility_tolerance=1e-9,
            dual_feasibility_tolerance=1e-9,
        )

    def aim(self, chances: Floats) -> None:
        target = np.append((self.size * chances)[self.kinds], 1.0)
        top = np.append(np.full(len(self.kinds), NO_BOUND), 1.0)
        self.program.set_row_bounds(target, top)

    def add(self, panel: Floats) -> None:
        self.panels.append(panel)
        counts = panel[self.kinds]
        rows = np.flatnonzero(counts)
        self.program.add_column(
            0.0,
            0.0,
            NO_BOUND,
            np.append(rows, len(self.kinds)),
            np.append(counts[rows], 1.0),
        )

    def mix(self) -> tuple[float, Floats, float]:
        """The miss, a weight per type, and what the mixture is worth under those weights."""
        if not self.program.run():
            raise ArithmeticError(self.program.solver.getModelStatus())
        solution = self.program.solver.getSolution()
        point, duals = np.asarray(solution.col_value), np.asarray(solution.row_dual)
        weights = np.zeros(len(self.size))
        weights[self.kinds] = np.maximum(-duals[:-1], 0.0)
        self.weights = np.maximum(point[1:], 0.0)
        return float(point[0]), weights, float(duals[-1])
