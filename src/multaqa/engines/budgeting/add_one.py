"""Completion by add-1: how often every share can be raised by one step until it is too much.

Each step's purchases must be known, since a share that buys too much may lie between two that do
not. Spans of steps are proven to buy the same, many at once (``many_shares``); a span that bounds
cannot tell is cut, and a single step that they cannot tell is run exactly. Where neighbours buy the
same, spans grow wider; where they do not, narrower.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from multaqa.engines.budgeting.many_shares import Fits, ManyShares, Order
from multaqa.engines.budgeting.support import Flags

FIRST = 8  # spans side by side
MOST = 64
CELLS = 2**21  # of a matrix, as many as processors keep near
PIECES = 4


def last_step(
    many: ManyShares,
    share: Fraction,
    step: int,
    *,
    among: Flags,
    fits: Fits | None,
    exactly: Callable[[Fraction], Order],
    is_over: Callable[[Order], bool],
    is_last: Callable[[Order], bool],
) -> int:
    """The number of steps after which raising ends: the next buys too much, or none is needed."""
    widest = min(CELLS // max(len(many.support.weights), 1), MOST)
    reached, begin, width = 0, 1, 1
    waiting: list[tuple[int, int]] = []
    known: dict[int, tuple[int, Order]] = {}
    while True:
        count = max(min(widest, max(FIRST, reached)), 1)
        fresh = range(begin, begin + max(count - len(waiting), 0) * width, width)
        begin += len(fresh) * width
        waiting += [(first, first + width - 1) for first in fresh]
        spans, waiting = waiting[:count], waiting[count:]
        ends = [(share + first * step, share + last * step) for first, last in spans]
        found = many.orders(ends, among, fits) if widest >= PIECES else [None] * len(spans)
        cut: list[tuple[int, int]] = []
        for (first, last), order in zip(spans, found, strict=True):
            if order is not None:
                known[first] = (last, order)
            elif first < last:
                size = -(-(last - first + 1) // PIECES)
                cut += [(at, min(at + size - 1, last)) for at in range(first, last + 1, size)]
            else:
                known[first] = (last, exactly(share + first * step))
        waiting = cut + waiting
        while reached + 1 in known:
            last, order = known.pop(reached + 1)
            if is_over(order):
                return reached
            if is_last(order):
                return reached + 1
            reached = last
        alike = sum(one is not None and one == other for one, other in pairwise(found))
        if 4 * alike >= 3 * (len(found) - 1):
            width *= 2
        elif 2 * sum(one is None for one in found) > len(found):
            width = max(width // 2, 1)
