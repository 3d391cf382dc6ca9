"""Time the lottery beside sortition-algorithms, on the same pools in one run.

    python bench/lottery.py [CASES] [--limit SECONDS] [--no-peer]

CPU seconds of one core. Reading files and dealing panels are left out of ours, and reading of the
peer's, which comes with the ``bench`` group. It runs in a process of its own and is stopped at the
limit. Pools that the cases lack are generated from a fixed seed. A time is printed, never judged:
machines differ.
"""

import argparse
import csv
import os
import time
from io import StringIO
from multiprocessing import Process, Queue
from pathlib import Path
from queue import Empty

import numpy as np
from sortition_algorithms import CSVStringDataSource, SelectionData, Settings
from sortition_algorithms import committee_generation as peers

from multaqa.engines.lottery import Person, Problem, Quota, check
from multaqa.engines.lottery.optimum import find_optimum
from multaqa.engines.lottery.types import merge_types

CASES = Path(__file__).parents[2] / "shared" / "cases" / "lottery"
GOALS = {
    "fixture_150_22": 0.1,
    "example_small_20": 0.02,
    "syn_1k_50": 0.3,
    "generated 2,000 / 200": 0.05,
    "generated 10,000 / 100": 1,
    "generated 100,000 / 300": 1,
    "generated 1,727 / 110": 10,
}
GENERATED = {
    "generated 1,000 / 50": (1_000, 50, (2, 4, 3, 5)),
    "generated 2,000 / 200": (2_000, 200, (2, 5)),
    "generated 10,000 / 100": (10_000, 100, (2, 4, 5, 10)),
    "generated 100,000 / 300": (100_000, 300, (2, 4, 5, 10)),
    "generated 1,727 / 110": (1_727, 110, (2, 4, 4, 6, 5, 3, 4)),
}
HARD_FOR_THE_PEER = 2_000  # people: above, it is not asked


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("cases", nargs="?", type=Path, default=CASES)
    options.add_argument("--limit", type=float, default=120, help="seconds for the peer per pool")
    options.add_argument("--no-peer", action="store_true")
    asked = options.parse_args()

    pools = {}
    if asked.cases.is_dir():
        pools |= {folder.name: case(folder) for folder in sorted(asked.cases.iterdir())}
    else:
        print(f"No cases at {asked.cases}: skipped.")
    pools |= {name: generated(*shape) for name, shape in GENERATED.items()}
    print(
        f"{'pool':<26}{'types':>6}{'ours':>9}{'goal':>7}{'smallest':>11}{'bound':>11}"
        f"{'peer leximin':>16}{'smallest':>11}{'peer maximin':>16}{'smallest':>11}"
    )
    for name, problem in pools.items():
        types, seconds, smallest, bound = ours(problem)
        goal = GOALS.get(name, "")
        line = f"{name:<26}{types:>6}{seconds:>9.3f}{goal:>7}{smallest:>11.6f}{bound:>11.6f}"
        for method in ("leximin", "maximin"):
            if asked.no_peer or len(problem.people) > HARD_FOR_THE_PEER:
                line += f"{'not asked':>16}{'':>11}"
            else:
                line += told(peer(problem, method, asked.limit))
        print(line, flush=True)


def ours(problem):
    """Types, CPU seconds from the checked problem to the proven optimum, smallest chance, bound."""
    problem = check(problem)
    start = time.process_time()
    types = merge_types(problem)
    optimum = find_optimum(types, "leximin", lambda done: None)
    seconds = time.process_time() - start
    smallest = optimum.chances[optimum.is_seatable].min()
    return len(types.size), seconds, smallest, optimum.bound


def told(answer):
    if isinstance(answer, str):
        return f"{answer:>16}{'':>11}"
    seconds, smallest = answer
    return f"{seconds:>16.2f}{smallest:>11.6f}"


def peer(problem, method, limit):
    """CPU seconds and smallest positive chance of the peer, or why there are none."""
    answers = Queue()
    process = Process(target=run_peer, args=(problem, method, answers))
    process.start()
    try:
        return answers.get(timeout=limit)
    except Empty:
        return f"> {limit:.0f} s"
    finally:
        process.kill()
        process.join()


def run_peer(problem, method, answers):
    # It tells its progress on both streams, from C as well as from Python.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        answers.put(peer_in_process(problem, method))
    except Exception as failure:  # whatever ails the peer is its row's answer
        wants_licence = "gurobi" in str(failure).lower()
        answers.put("needs Gurobi" if wants_licence else type(failure).__name__[:14])


def peer_in_process(problem, method):
    settings = Settings(id_column="id", columns_to_keep=[])
    source = CSVStringDataSource(*as_csv(problem))
    selection = SelectionData(source)
    features, _ = selection.load_features(problem.seats)
    people, _ = selection.load_people(settings, features)
    find = getattr(peers, f"find_distribution_{method}")
    start = time.process_time()
    panels, weights, _ = find(features, people, problem.seats, [])
    seconds = time.process_time() - start
    chances = dict.fromkeys((person.id for person in problem.people), 0.0)
    for panel, weight in zip(panels, weights, strict=True):
        for one in panel:
            chances[one] += weight
    return seconds, min(chance for chance in chances.values() if chance > 1e-9)


def as_csv(problem):
    quotas, people = StringIO(), StringIO()
    table = csv.writer(quotas)
    table.writerow(["feature", "value", "min", "max"])
    table.writerows([one.category, one.value, one.minimum, one.maximum] for one in problem.quotas)
    table = csv.writer(people)
    table.writerow(["id", *problem.categories])
    table.writerows([person.id, *person.values] for person in problem.people)
    return quotas.getvalue(), people.getvalue()


def case(folder):
    with (folder / "features.csv").open(encoding="utf-8-sig", newline="") as file:
        quotas = tuple(
            Quota(row["feature"], row["value"].casefold(), int(row["min"]), int(row["max"]))
            for row in csv.DictReader(file)
        )
    categories = tuple(dict.fromkeys(quota.category for quota in quotas))
    with (folder / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        people = tuple(
            Person(row["id"], tuple(row[category].casefold() for category in categories))
            for row in csv.DictReader(file)
        )
    return Problem(categories, people, quotas, int((folder / "k").read_text()))


def generated(people, seats, sizes):
    """A pool that over-represents some values, with quotas a third of the way back to even."""
    generator = np.random.default_rng(1)
    columns, quotas = [], []
    for at, size in enumerate(sizes):
        share = generator.dirichlet(np.full(size, 5.0))
        share *= np.exp(generator.normal(0, 0.5, size))
        column = generator.choice(size, people, p=share / share.sum())
        columns.append(column)
        for value, part in enumerate(np.bincount(column, minlength=size) / people):
            wanted = seats * (0.65 * part + 0.35 / size)
            low, high = int(np.floor(wanted - 1)), int(np.ceil(wanted + 1))
            quotas.append(Quota(f"c{at}", f"v{value}", max(low, 0), high))
    pool = tuple(
        Person(f"p{number:06}", tuple(f"v{column[number]}" for column in columns))
        for number in range(people)
    )
    return Problem(tuple(f"c{at}" for at in range(len(sizes))), pool, tuple(quotas), seats)


if __name__ == "__main__":
    main()
