"""Numbered panels, equally likely, so that a ball machine, dice or a public number can pick one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import cycle

import numpy as np

from multaqa.engines.lottery.optimum import Optimum
from multaqa.engines.lottery.peel import Peeler
from multaqa.engines.lottery.pricing import Pricer
from multaqa.engines.lottery.types import Flags, Floats, GroupClass, Ints, Types

FEW = 1_000
MANY = 10_000
RARE = 5  # panels: whoever would be on fewer of FEW gets MANY
NEAR_ENOUGH = 1.0
REPAIRS = 2_000
ROUNDS = 5
AT_ONCE = 1_024  # types whose shares are compared together: thousands would fill the memory


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
    """So many panels of types, in a shuffled order: a row each, of the type on each seat.

    The weights are rounded to whole numbers of panels such that each type keeps its share: first
    by swapping who is rounded up, then by trading single panels for ones that make up for what is
    missing, until nobody is further than ``NEAR_ENOUGH`` panels from the optimum.
    """
    times = _round_weights(types, optimum, count)
    used = np.flatnonzero(times)
    distinct = np.array([_seats_of(panel) for panel in optimum.panels[used]])
    panels = np.repeat(distinct, times[used], axis=0)
    target = count * (optimum.weights @ optimum.panels)
    _repair(types, panels, target, progress)
    return panels[generator.permutation(count)]


def _seats_of(panel: Floats) -> Ints:
    """The type on each seat of a panel that says how many seats each type has."""
    return np.repeat(np.arange(len(panel)), panel.astype(np.int64))


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
    gram = _gram(optimum.panels, types.size)
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


def _gram(panels: Floats, size: Floats) -> Floats:
    """How much each two panels give to the same people."""
    gram = np.zeros((len(panels), len(panels)))
    for start in range(0, len(size), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        shares = panels[:, some] / size[some]
        gram += shares @ shares.T
    return gram


def _repair(
    types: Types,
    panels: Ints,
    target: Floats,
    progress: Callable[[float], None],
) -> None:
    """Trade panels, in place, while somebody is too far from the target.

    First for panels already known, then for good ones, at last for the best there are: each way is
    dearer than the one before, and begins where that one helps no more.
    """
    size = types.size
    miss = (seats_per_type(panels, len(size)) - target) / size
    start = float(np.abs(miss).max())
    ways = _ways_to_find(types, target > 0, np.unique(panels, axis=0))
    find = next(ways)
    for _ in range(REPAIRS):
        worst = float(np.abs(miss).max())
        if worst <= NEAR_ENOUGH:
            return
        progress(1 - worst / start)
        for given in _most_over(panels, miss, size):
            without = miss - seats_per_type(panels[given], len(size)) / size
            taken = find(_slope(without, size))
            if taken is None:
                return
            after = without + seats_per_type(taken, len(size)) / size
            if _badness(after) < _badness(miss) - 1e-9:
                panels[given], miss = taken, after
                break
        else:
            try:
                find = next(ways)
            except StopIteration:
                return


def _ways_to_find(
    types: Types, is_wanted: Flags, known: Ints
) -> Iterator[Callable[[Floats], Ints | None]]:
    """Ways to a panel that adds little badness, by what one more of each type adds."""
    yield lambda slope: known[slope[known].sum(axis=1).argmin()]
    peeler = Peeler(types)

    def some_good(slope: Floats) -> Ints | None:
        wish = np.where(is_wanted, -slope / np.abs(slope).mean(), -1e3)
        panel = peeler.some_good_panel(wish)
        return None if panel is None else _seats_of(panel)

    yield some_good
    pricer = Pricer(types)

    def best(slope: Floats) -> Ints | None:
        priced = pricer.best(np.where(is_wanted, -slope, -1e3))
        return None if priced is None else _seats_of(priced[0])

    yield best


def seats_per_type(panels: Ints, count: int) -> Ints:
    """How many seats each of so many types has, on all the panels together."""
    return np.bincount(panels.ravel(), minlength=count)


def _most_over(panels: Ints, miss: Floats, size: Floats) -> Ints:
    """The panels that hold the most of who has too much."""
    return np.argsort(-(miss**3 / size)[panels].sum(axis=1), kind="stable")[:5]


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
    asking = _panels_asking(type_panels, len(types.size))
    for one in types.classes:
        in_class[list(one.types)] = True
        _deal_groups(one, [asking[kind] for kind in one.types], seated, generator)
    for kind in np.flatnonzero(~in_class):
        if asking[kind]:
            members = generator.permutation(np.flatnonzero(types.of == kind)).tolist()
            for number, member in zip(asking[kind], cycle(members), strict=False):
                seated[number].append(member)
    return tuple(tuple(sorted(panel)) for panel in seated)


def _panels_asking(type_panels: Ints, count: int) -> list[list[int]]:
    """For each of so many types, the panels that ask for it, as often as they do."""
    kinds = type_panels.ravel()
    order = np.argsort(kinds, kind="stable")
    ends = np.searchsorted(kinds[order], np.arange(1, count))
    return [part.tolist() for part in np.split(order // type_panels.shape[1], ends)]


def _deal_groups(
    one: GroupClass,
    asking: list[list[int]],
    seated: list[list[int]],
    generator: np.random.Generator,
) -> None:
    """Seats of a class go to its groups so that each sends each type as often as the others do.

    A panel asks for some types, each from another group. The cheapest way to serve it, by how
    often each group sent each type before, is sought by trades; a few rounds over all panels even
    out what the first could not foresee. At the end the people alike in a group take turns.
    """
    groups = [one.groups[at] for at in generator.permutation(len(one.groups))]
    places: dict[int, list[int]] = defaultdict(list)
    for place, numbers_asking in enumerate(asking):
        for number in numbers_asking:
            places[number].append(place)
    numbers = sorted(places)
    asked = {number: np.array(places[number]) for number in numbers}
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
