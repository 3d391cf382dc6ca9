"""Numbered panels, equally likely, so that a ball machine, dice or a public number can pick one."""

from collections import Counter
from collections.abc import Callable

import numpy as np

from multaqa.engines.lottery.optimum import Optimum
from multaqa.engines.lottery.pricing import Pricer
from multaqa.engines.lottery.types import Floats, GroupClass, Ints, Types

FEW = 1_000
MANY = 10_000
RARE = 5  # panels: whoever would be on fewer of FEW gets MANY
NEAR_ENOUGH = 1.0
REPAIRS = 2_000
ROUNDS = 5


def panel_count(chances: Floats) -> int:
    """1,000 panels, or 10,000 where the smallest chance above 0 asks for a finer grain."""
    smallest = chances[chances > 0].min()
    return MANY if smallest < RARE / FEW else FEW


def number_type_panels(
    types: Types,
    optimum: Optimum,
    count: int,
    generator: np.random.Generator,
    progress: Callable[[float], None],
) -> Ints:
    """So many panels of types, a row each, in a shuffled order.

    The weights are rounded to whole numbers of panels such that each type keeps its share: first
    by swapping who is rounded up, then by trading single panels for ones that make up for what is
    missing, until nobody is further than ``NEAR_ENOUGH`` panels from the optimum.
    """
    times = _round_weights(types, optimum, count)
    panels = np.repeat(optimum.panels, times, axis=0)
    target = count * (optimum.weights @ optimum.panels)
    _repair(types, panels, target, progress)
    return panels[generator.permutation(count)].astype(np.int64)


def _round_weights(types: Types, optimum: Optimum, count: int) -> Ints:
    """Whole times per panel, summing to ``count``, that miss the types' shares by little.

    The squared miss per person is a quadratic form in who is rounded up, so that a swap is
    weighed by three entries of one Gram matrix.
    """
    wanted = count * optimum.weights
    times = np.floor(wanted + 1e-9)
    open_seats = round(count - float(times.sum()))
    if not open_seats:
        return times.astype(np.int64)
    scaled = optimum.panels / types.size
    gram = scaled @ scaled.T
    pull = gram @ (times - wanted)
    own = np.diag(gram)
    is_up = np.zeros(len(wanted), dtype=bool)
    for _ in range(open_seats):
        price = 2 * pull + own
        price[is_up | (wanted - times < 1e-9)] = np.inf
        best = int(price.argmin()) if np.isfinite(price.min()) else int((wanted - times).argmax())
        is_up[best] = True
        pull += gram[best]
    for _ in range(len(wanted)):
        up, down = np.flatnonzero(is_up), np.flatnonzero(~is_up)
        if not len(down):
            break
        gain = (own - 2 * pull)[up, None] + (own + 2 * pull)[None, down]
        gain -= 2 * gram[np.ix_(up, down)]
        first, second = np.unravel_index(gain.argmin(), gain.shape)
        if gain[first, second] > -1e-9:
            break
        is_up[up[first]], is_up[down[second]] = False, True
        pull += gram[down[second]] - gram[up[first]]
    return (times + is_up).astype(np.int64)


def _repair(
    types: Types,
    panels: Floats,
    target: Floats,
    progress: Callable[[float], None],
) -> None:
    """Trade panels, in place, while somebody is too far from the target."""
    pricer = Pricer(types)
    size = types.size
    miss = (panels.sum(axis=0) - target) / size
    start = worst = float(np.abs(miss).max())
    for _ in range(REPAIRS):
        if worst <= NEAR_ENOUGH:
            return
        progress(1 - worst / start if start else 1.0)
        for given in _most_over(panels, miss, size):
            without = miss - panels[given] / size
            taken = pricer.best(np.where(target > 0, -_slope(without, size), -1e3))
            if taken is None:
                return
            after = without + taken[0] / size
            if _badness(after) < _badness(miss) - 1e-9:
                panels[given], miss = taken[0], after
                break
        else:
            return
        worst = float(np.abs(miss).max())


def _most_over(panels: Floats, miss: Floats, size: Floats) -> Ints:
    """The panels that hold the most of who has too much."""
    return np.argsort(-(panels @ (miss**3 / size)), kind="stable")[:5]


def _badness(miss: Floats) -> float:
    return float((miss**4).sum())


def _slope(miss: Floats, size: Floats) -> Floats:
    """What one more of a type adds to the badness."""
    slope: Floats = (miss + 1 / size) ** 4 - miss**4
    return slope


def deal_people(
    types: Types, type_panels: Ints, generator: np.random.Generator
) -> tuple[tuple[int, ...], ...]:
    """People for panels of types: a type's seats go round its people in a circle.

    Two people of one type differ by one panel at most. In a class of groups the groups take turns,
    and within a group the people alike do.
    """
    seated: list[list[int]] = [[] for _ in type_panels]
    in_class = np.zeros(len(types.size), dtype=bool)
    for one in types.classes:
        in_class[list(one.types)] = True
        _deal_groups(one, type_panels, seated, generator)
    for kind in np.flatnonzero(~in_class & (type_panels.sum(axis=0) > 0)):
        members = generator.permutation(np.flatnonzero(types.of == kind)).tolist()
        members += members
        at, size = 0, len(members) // 2
        column = type_panels[:, kind]
        for number in np.flatnonzero(column):
            seats = int(column[number])
            seated[number] += members[at : at + seats]
            at = (at + seats) % size
    return tuple(tuple(sorted(panel)) for panel in seated)


def _deal_groups(
    one: GroupClass,
    type_panels: Ints,
    seated: list[list[int]],
    generator: np.random.Generator,
) -> None:
    """Seats of a class go to its groups so that each sends each type as often as the others do.

    A panel asks for some types, each from another group. The cheapest way to serve it, by how
    often each group sent each type before, is sought by trades; a few rounds over all panels even
    out what the first could not foresee. At the end the people alike in a group take turns.
    """
    groups = [one.groups[at] for at in generator.permutation(len(one.groups))]
    columns = type_panels[:, list(one.types)]
    numbers = np.flatnonzero(columns.sum(axis=1)).tolist()
    asked = {number: np.repeat(np.arange(len(one.types)), columns[number]) for number in numbers}
    sent = np.zeros((len(groups), len(one.types)))
    senders: dict[int, Ints] = {}
    for _ in range(ROUNDS if len(groups) > 1 else 1):
        is_settled = True
        for number in numbers:
            before = senders.get(number)
            if before is not None:
                sent[before, asked[number]] -= 1
            senders[number] = _serve(asked[number], sent, before)
            is_settled &= before is not None and bool((senders[number] == before).all())
            sent[senders[number], asked[number]] += 1
        if is_settled:
            break
    turns: Counter[tuple[int, int]] = Counter()
    for number in numbers:
        for group, place in zip(senders[number].tolist(), asked[number].tolist(), strict=True):
            alike = groups[group][place]
            seated[number].append(alike[turns[group, place] % len(alike)])
            turns[group, place] += 1


def _serve(asked: Ints, sent: Floats, before: Ints | None) -> Ints:
    """A group for each type asked, all different, each having sent that type seldom."""
    if before is None:
        load = sent.sum(axis=1)
        chosen: list[int] = []
        for place in asked:
            order = np.lexsort((load, sent[:, place]))
            chosen.append(next(int(group) for group in order if group not in chosen))
        senders = np.array(chosen)
    else:
        senders = before.copy()
    while (trade := _best_trade(asked, sent, senders)) is not None:
        seat, group = trade
        holder = np.flatnonzero(senders == group)
        senders[holder] = senders[seat]
        senders[seat] = group
    return senders


def _best_trade(asked: Ints, sent: Floats, senders: Ints) -> tuple[int, int] | None:
    """The seat that had best go to another group, which hands over its own seat if it has one."""
    price = sent[:, asked]
    now = price[senders, np.arange(len(asked))]
    gain = price - now
    gain[senders] += price[senders].T - now[:, None] if len(asked) > 1 else 0.0
    gain[senders, np.arange(len(asked))] = 0.0
    group, seat = np.unravel_index(gain.argmin(), gain.shape)
    return (int(seat), int(group)) if gain[group, seat] < -0.5 else None
