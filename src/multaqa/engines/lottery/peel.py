"""Write relaxed counts as a mixture of panels, one panel at a time (Caratheodory)."""

from collections.abc import Callable

import numpy as np

from multaqa.engines.lottery.program import Program
from multaqa.engines.lottery.types import Flags, Floats, Types

NEAR = 1e-7
NOISE = 0.1
MOST_PATIENT = 16
AROUND = 40
WIDER = 3
DONE = 1e-8


class Peeler:
    """Takes panels off a target until nothing is left, or until no panel fits what is left.

    What is left always stays inside the box of the target's floors and ceilings and under the
    rows; each panel lies on the same face, and is taken until one more bound is met, so that the
    face shrinks and the walk ends.
    """

    def __init__(self, types: Types) -> None:
        self.types = types
        # The noise only chooses among mixtures of equal worth: any fixed seed will do.
        self.generator = np.random.default_rng(0)
        self.patience = MOST_PATIENT
        self.corner = Program(types.rows, types.lower, types.upper)
        self.whole = Program(
            types.rows,
            types.lower,
            types.upper,
            is_integer=True,
            mip_rel_gap=0.05,
            mip_detect_symmetry=False,
        )

    def peel(
        self, target: Floats, progress: Callable[[float], None]
    ) -> tuple[list[Floats], list[float], float]:
        """Panels, their weights, and the weight that could not be taken off."""
        rows = self.types.rows
        left, rest = target.copy(), 1.0
        floor = np.floor(left + NEAR)
        ceiling = np.where(left - floor > NEAR, floor + 1, floor)
        panels: list[Floats] = []
        weights: list[float] = []
        while rest > DONE:
            part = np.clip(left - floor, 0, 1)
            low = np.where(part >= 1 - NEAR, ceiling, floor)
            high = np.where(part <= NEAR, floor, ceiling)
            sums = rows.sums(left)
            row_low = np.where(sums >= rows.upper - 1e-6, rows.upper, rows.lower)
            row_high = np.where(sums <= rows.lower + 1e-6, rows.lower, rows.upper)
            wish = np.log((part + 1e-4) / (1 - part + 1e-4)) * (high > low)
            panel = self._some_panel(wish, (low, high), (row_low, row_high))
            if panel is None:
                break
            step = self._step(panel, left, part, low < high, sums)
            if step < NEAR:
                break
            panels.append(panel)
            weights.append(rest * step)
            rest *= 1 - step
            progress(1 - rest)
            if rest > DONE:
                left = np.clip((left - step * panel) / (1 - step), low, high)
        return panels, weights, max(rest, 0.0)

    def some_good_panel(self, wish: Floats) -> Floats | None:
        """A panel near the best corner of all, found by small programs where there are many types.

        The best panel itself may take the solver seconds.
        """
        types = self.types
        return self._some_panel(
            wish, (types.lower, types.upper), (types.rows.lower, types.rows.upper)
        )

    def _step(
        self, panel: Floats, left: Floats, part: Floats, is_loose: Flags, sums: Floats
    ) -> float:
        """How much of the panel can go before what is left meets a bound."""
        rows = self.types.rows
        is_up = panel > np.floor(left + NEAR) + 0.5
        step = np.where(is_up, part, 1 - part)[is_loose].min(initial=1.0)
        own = rows.sums(panel)
        above, below = own > rows.lower + 0.5, own < rows.upper - 0.5
        is_range = rows.lower < rows.upper
        up = above & is_range
        step = ((sums - rows.lower)[up] / (own - rows.lower)[up]).min(initial=step)
        down = below & is_range
        return float(((rows.upper - sums)[down] / (rows.upper - own)[down]).min(initial=step))

    def _some_panel(
        self,
        wish: Floats,
        box: tuple[Floats, Floats],
        row_bounds: tuple[Floats, Floats],
    ) -> Floats | None:
        """A panel of the face near its best corner; none when the face holds no panel.

        A corner is whole but for a type or so per row. Its whole part stays as it is, and an
        integer program of some dozen types, the fractional ones and those that the wishes hardly
        hold in place, settles the others; a wider one where that is too few.
        """
        self.corner.set_bounds(*box)
        self.corner.set_row_bounds(*row_bounds)
        self.corner.set_cost(wish)
        if not self.corner.run():
            return None
        point, pull = self.corner.point_and_pull
        if (panel := _if_whole(point)) is not None or (panel := self._shaken(wish)) is not None:
            return panel
        panel = np.rint(point)
        is_split = np.abs(panel - point) > NEAR
        pull[is_split] = -1.0
        loose = np.flatnonzero(box[0] < box[1])
        loose = loose[np.argsort(pull[loose], kind="stable")]
        self.whole.set_row_bounds(*row_bounds)
        self.whole.set_cost(wish)
        width = int(is_split.sum()) + AROUND
        while True:
            low, high = panel.copy(), panel.copy()
            low[loose[:width]], high[loose[:width]] = box[0][loose[:width]], box[1][loose[:width]]
            self.whole.set_bounds(low, high)
            if self.whole.run():
                return np.rint(self.whole.point)
            if width >= len(loose):
                return None
            width *= WIDER

    def _shaken(self, wish: Floats) -> Floats | None:
        """A whole corner next to the best one, if a little noise in the wishes leads to one.

        How often to try is learnt: where corners are seldom whole, one try is enough.
        """
        for _ in range(self.patience):
            noise = self.generator.normal(0, NOISE, len(wish))
            self.corner.set_cost(wish + noise * (wish != 0))
            self.corner.run()
            if (panel := _if_whole(self.corner.point)) is not None:
                self.patience = min(2 * self.patience, MOST_PATIENT)
                return panel
        self.patience = max(self.patience // 2, 1)
        return None


def _if_whole(point: Floats) -> Floats | None:
    panel = np.rint(point)
    return panel if np.abs(panel - point).max() < NEAR else None
