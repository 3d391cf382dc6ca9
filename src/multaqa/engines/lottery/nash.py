"""The largest product of chances: over the relaxation, and over mixtures of given panels."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from multaqa.engines.lottery.relaxation import Cut, Relaxed
from multaqa.engines.lottery.types import Flags, Floats, Types

STEPS = 200
CLOSE = 1e-10
MISSED = 1e-6
TO_THE_WALL = 0.99


def relax_nash(types: Types, is_seatable: Flags, cuts: Sequence[Cut] = ()) -> Relaxed:
    """Maximise the sum of ``size * log(count)`` over the relaxation.

    A primal-dual interior point with a slack per bound: strictly concave in the counts, so the
    optimum is one point. Who must sit, and who cannot, is settled beforehand.
    """
    is_free = is_seatable & (types.lower == 0)
    counts = np.where(is_free, 0.0, types.lower)
    gains = np.zeros(len(types.rows.lower))
    off = 0.0
    if is_free.any():
        matrix, low, high = _rows_of_free(types, is_free, counts, cuts)
        counts[is_free], off = _interior(
            matrix, low, high, types.size[is_free], types.upper[is_free]
        )
    return Relaxed(counts / types.size, counts, gains, bound=1.0, is_exact=bool(off < MISSED))


def _rows_of_free(
    types: Types, is_free: Flags, counts: Floats, cuts: Sequence[Cut]
) -> tuple[Floats, Floats, Floats]:
    rows = types.rows
    matrix = np.zeros((len(rows.lower) + len(cuts), len(types.size)))
    matrix[rows.row, rows.column] = 1.0
    for at, cut in enumerate(cuts, start=len(rows.lower)):
        matrix[at] = cut.weights
    settled = matrix @ counts
    low = np.append(rows.lower, np.full(len(cuts), -np.inf)) - settled
    high = np.append(rows.upper, [cut.most for cut in cuts]) - settled
    matrix = matrix[:, is_free]
    # Rows that repeat each other would leave the Newton system singular: the tightest stands.
    matrix, same = np.unique(matrix, axis=0, return_inverse=True)
    tight_low, tight_high = np.full(len(matrix), -np.inf), np.full(len(matrix), np.inf)
    np.maximum.at(tight_low, same, low)
    np.minimum.at(tight_high, same, high)
    is_used = (matrix != 0).any(axis=1)
    return matrix[is_used], tight_low[is_used], tight_high[is_used]


class _Walls(NamedTuple):
    """Inequalities ``matrix @ x <= most`` and equalities ``equal @ x = value``."""

    matrix: Floats
    most: Floats
    equal: Floats
    value: Floats


def _interior(
    matrix: Floats, low: Floats, high: Floats, weight: Floats, most: Floats
) -> tuple[Floats, float]:
    """The point, and by how much it misses the conditions of an optimum."""
    is_equal = low == high
    with_top = ~is_equal & np.isfinite(high)
    with_bottom = ~is_equal & (low > 0)
    walls = _Walls(
        np.vstack([matrix[with_top], -matrix[with_bottom]]),
        np.concatenate([high[with_top], -low[with_bottom]]),
        matrix[is_equal],
        low[is_equal],
    )
    scale = weight.mean()
    weight = weight / scale
    x = np.minimum(np.full(len(weight), max(low.max(), 1.0) / len(weight)), most / 2)
    slack = np.maximum(walls.most - walls.matrix @ x, 1.0)
    room = most - x
    press, lid, pull = np.ones(len(slack)), np.ones(len(x)), np.zeros(len(walls.value))
    best = x, np.inf
    for _ in range(STEPS):
        slope = -weight / x + walls.equal.T @ pull + walls.matrix.T @ press + lid
        off = walls.equal @ x - walls.value
        gap = walls.matrix @ x + slack - walls.most
        over = x + room - most
        mu = (slack @ press + room @ lid) / (len(slack) + len(room))
        worst = max(np.abs(part).max(initial=0.0) for part in (slope, off, gap, over))
        if max(worst, mu) < best[1]:
            best = x, max(worst, mu)
        if best[1] < CLOSE:
            break
        aim = 0.1 * mu
        # Block elimination down to one row per wall: bounds and objective are diagonal.
        diagonal = weight / x**2 + lid / room
        right = -slope - (lid * over - room * lid + aim) / room
        walls_all = np.vstack([walls.matrix, walls.equal])
        inner = walls_all / diagonal
        system = inner @ walls_all.T
        soft = np.concatenate([slack / press, np.zeros(len(off))]) + 1e-15 * system.max()
        against = np.concatenate([-gap + slack - aim / press, -off])
        duals = np.linalg.solve(system + np.diag(soft), inner @ right - against)
        dx = (right - walls_all.T @ duals) / diagonal
        dpress, dpull = duals[: len(slack)], duals[len(slack) :]
        dslack, droom = -gap - walls.matrix @ dx, -over - dx
        dlid = (aim - room * lid - lid * droom) / room
        step = 1.0
        for now, move in ((x, dx), (slack, dslack), (room, droom), (press, dpress), (lid, dlid)):
            is_down = move < 0
            if is_down.any():
                step = min(step, TO_THE_WALL * float((-now[is_down] / move[is_down]).min()))
        x, slack, room = x + step * dx, slack + step * dslack, room + step * droom
        press, lid, pull = press + step * dpress, lid + step * dlid, pull + step * dpull
    return best
