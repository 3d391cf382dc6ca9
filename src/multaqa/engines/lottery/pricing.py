"""Whole panels: the best under given weights, or any inside a box."""

import numpy as np

from multaqa.engines.lottery.program import Program
from multaqa.engines.lottery.types import Floats, Types

WHOLE = 1e-7


class Pricer:
    """Finds panels of types; the relaxation first, since its corner is often whole already."""

    def __init__(self, types: Types) -> None:
        rows, lower, upper = types.rows, types.lower, types.upper
        self.relaxed = Program(rows, lower, upper)
        self.exact = Program(
            rows,
            lower,
            upper,
            is_integer=True,
            mip_rel_gap=0.0,
            mip_abs_gap=1e-9,
            mip_detect_symmetry=False,
        )

    def best(self, weights: Floats) -> tuple[Floats, float] | None:
        """The panel with the highest sum of weights, and that sum; none when no panel exists."""
        for program in (self.relaxed, self.exact):
            program.set_cost(weights)
            if not program.run():
                return None
            point = program.point
            panel = np.rint(point)
            if np.abs(panel - point).max() < WHOLE:
                break
        return panel, float(weights @ panel)
