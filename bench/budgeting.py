"""Time the budget engine beside pabutools, on the same files in one run.

    python bench/budgeting.py [--files DIR] [--limit SECONDS] [--no-peer]

CPU seconds and peak memory, each side in a process of its own that has decided a small vote before,
so that imports are not counted. What takes less than a second is done again until it has taken as
long, by either side, and of tenths of a second the least mean is told: clocks of processes tick as
slowly as every 4 ms, and what else a machine does makes all slower, never faster. ``load`` is from
the file's bytes to ballots, ``rule`` the method of equal shares with cost utilities, ``add-1`` its
completion; a ratio is of the whole, load and rule. The peer, which comes with the ``bench`` group,
counts equal ballots once, as ours does, in exact fractions; it is stopped at the limit, and its
ratio is then told as at least so much. Then ours alone with a million ballots, generated from a
fixed seed, the whole command included. A time is printed, never judged: machines differ.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares

from multaqa.engines.budgeting.decide import decide
from multaqa.engines.budgeting.outcome import Completion, Utility
from multaqa.engines.budgeting.pabulib import read

CASES = Path(__file__).parents[2] / "shared" / "cases" / "budget"
GENERATED = ((500, 10), (1_000, 20), (2_000, 30), (3_000, 60), (20_000, 50))
MILLION = (1_000_000, 200)
LODZ = "poland_lodz_2022_"  # the whole city: 90,494 ballots, 160 projects
ENOUGH, SPELL = 1.0, 0.1  # CPU seconds
PARTS = ("load", "rule", "add-1")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--files", type=Path, default=CASES, help="a folder of .pb files")
    options.add_argument("--limit", type=int, default=120, help="CPU seconds for the peer, a file")
    options.add_argument("--no-peer", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = sorted(asked.files.glob("*.pb")) if asked.files.is_dir() else []
        if not files:
            print(f"No .pb files at {asked.files}: elections generated from a fixed seed instead.")
            files = [generated(folder, *size) for size in GENERATED]
        goals = beside(files, None if asked.no_peer else asked.limit)
        goals += alone(folder)
    print(f"\n{'goal':<58}{'wanted':>12}{'reached':>12}")
    for name, wanted, reached in goals:
        print(f"{name:<58}{wanted:>12}{reached:>12}")


def beside(files, limit):
    """Each file's line; the goals that speak of files."""
    head = "".join(f"{part:>9}" for part in (*PARTS, "MB"))
    print(f"{'file':<42}{'people':>8}{'projects':>9}{'ours:':>7}{head}{'peer:':>7}{head}", end="")
    print(f"{'rule':>9}{'add-1':>9}  winners")
    ratios, whole_of_lodz = {"rule": [], "add-1": []}, None
    for file in files:
        mine = in_its_own_process(ours, file, None)
        line = f"{file.stem[-41:]:<42}{mine['people']:>8}{mine['projects']:>9}{'':>7}{told(mine)}"
        if file.stem == LODZ:
            whole_of_lodz = mine["load"] + mine["rule"]
        if limit:
            theirs = in_its_own_process(peers, file, limit)
            line += f"{'':>7}{told(theirs)}"
            for part, found in ratios.items():
                ratio, is_least = ratio_of(mine, theirs, part, limit)
                found.append(ratio)
                line += f"{'>' if is_least else ''}{ratio:.0f}x".rjust(9)
            line += f"  {compared(mine, theirs)}"
        print(line, flush=True)
    goals = []
    for part, wanted in (("rule", ">= 50x"), ("add-1", ">= 20x")):
        if limit:
            name = f"load + {part}, median of {len(files)} ratios"
            goals.append((name, wanted, f"{median(ratios[part]):.0f}x"))
    if whole_of_lodz is not None:
        goals.append(("Lodz 2022, load + rule", "<= 0.2 s", f"{whole_of_lodz:.2f} s"))
    return goals


def told(found):
    times = "".join(f"{found[part]:9.4f}" if part in found else f"{'passed':>9}" for part in PARTS)
    return times + (f"{found['memory']:9.0f}" if "memory" in found else f"{'':>9}")


def ratio_of(mine, theirs, part, limit):
    """How many times as long the peer takes, and whether that is only the least it can be."""
    own = mine["load"] + mine[part]
    if part in theirs:
        return (theirs["load"] + theirs[part]) / own, False
    return (limit - (theirs.get("rule", 0) if part == "add-1" else 0)) / own, True


def compared(mine, theirs):
    """Whether both bought the same in the same order, as far as the peer came."""
    names = [f"{part} winners" for part in ("rule", "add-1") if f"{part} winners" in theirs]
    differ = [name for name in names if mine[name] != theirs[name]]
    if differ:
        return "DIFFERENT: " + ", ".join(differ)
    return "same" if len(names) == 2 else f"same as far as it came ({len(names)} of 2)"


def in_its_own_process(side, file, limit):
    """What a side tells of a file, until it is done or has used its CPU seconds."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(side, file, limit, sender))
    process.start()
    sender.close()
    found = {}
    try:
        while True:
            found |= receiver.recv()
    except EOFError:
        process.join()
    return found


def run(side, file, limit, sender):
    with tempfile.TemporaryDirectory() as made:
        side(generated(Path(made), 40, 5), lambda told: None)
    if limit:
        used = int(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (used + limit, used + limit + 1))
    side(file, sender.send)
    sender.send({"memory": peak()})


def peak():
    """The most memory this process ever held, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def ours(file, tell):
    content = file.read_bytes()
    election, seconds = timed(lambda: read(content, is_strict=False).election)
    tell({"load": seconds, "people": election.ballots.people, "projects": len(election.projects)})
    for part, completion in (("rule", ()), ("add-1", (Completion.ADD1,))):
        outcome, seconds = timed(
            lambda completion=completion: decide(
                election, utility=Utility.COST, completion=completion, explain=False
            )
        )
        tell({part: seconds, f"{part} winners": list(outcome.winners)})


def peers(file, tell):
    def load():
        instance, profile = parse_pabulib(str(file))
        return instance, profile.as_multiprofile()

    (instance, profile), seconds = timed(load)
    tell({"load": seconds})
    for part, increment in (("rule", None), ("add-1", 1)):
        bought, seconds = timed(
            lambda increment=increment: method_of_equal_shares(
                instance, profile, Cost_Sat, voter_budget_increment=increment
            )
        )
        # A project of cost 0 is withdrawn to us, and free to the peer: nothing else differs.
        winners = [project.name for project in bought if project.cost]
        tell({part: seconds, f"{part} winners": winners})


def timed(work):
    """What was done, and the CPU seconds of doing it: of spells of a tenth, the least mean."""
    start = time.process_time()
    done = work()
    used = time.process_time() - start
    if used >= ENOUGH:
        return done, used
    means = []
    while used < ENOUGH:
        count, start, spell = 0, time.process_time(), 0
        while spell < SPELL:
            done = work()
            count += 1
            spell = time.process_time() - start
        means.append(spell / count)
        used += spell
    return done, min(means)


def alone(folder):
    """Ours with a million ballots; the goals that speak of them."""
    file = generated(folder, *MILLION)
    size = file.stat().st_size / 1e6
    print(
        f"\n{MILLION[0]:,} people x {MILLION[1]} projects, generated ({size:.0f} MB), ours alone:"
    )
    found = in_its_own_process(ours, file, None)
    explained = in_its_own_process(explain, file, None)["explained"]
    seconds, memory = command(file, folder / "out")
    print(
        f"  load {found['load']:.2f} s, rule {found['rule']:.2f} s, add-1 {found['add-1']:.2f} s, "
        f"{found['memory']:.0f} MB; add-1 with its reasons {explained:.2f} s; "
        f"multaqa fund {seconds:.2f} s, {memory:.0f} MB"
    )
    whole = found["load"] + found["rule"]
    return [
        ("1,000,000 x 200, load + rule", "<= 4 s", f"{whole:.2f} s"),
        ("1,000,000 x 200, load + add-1", "", f"{found['load'] + found['add-1']:.2f} s"),
        ("1,000,000 x 200, memory of both", "<= 1000 MB", f"{found['memory']:.0f} MB"),
        ("1,000,000 x 200, multaqa fund: counted, told, sealed", "", f"{seconds:.2f} s"),
        ("1,000,000 x 200, multaqa fund, memory", "<= 1000 MB", f"{memory:.0f} MB"),
    ]


def explain(file, tell):
    election = read(file.read_bytes(), is_strict=False).election
    settings = {"utility": Utility.COST, "completion": (Completion.ADD1,)}
    tell({"explained": timed(lambda: decide(election, **settings))[1]})


def command(file, out):
    """CPU seconds of ``multaqa fund`` and its peak memory in MB."""
    said = [Path(sys.executable).with_name("multaqa"), "fund", file, "--out", out]
    process = subprocess.Popen(said, stdout=subprocess.DEVNULL)
    _id, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"multaqa fund ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def generated(folder, people, projects):
    """A vote by approval of up to ten projects, as cities have them, from a fixed seed.

    Projects differ in cost and in renown as real ones do (both log-normal), and a voter chooses
    four times as often what is near. The envelope pays for three tenths of all.
    """
    generator = np.random.default_rng(1)
    costs = np.maximum(generator.lognormal(0, 0.8, projects) * people / 2, 10).astype(int)
    renown = generator.lognormal(0, 0.8, projects)
    areas = max(projects // 20, 1)
    most = min(10, projects)
    file = folder / f"generated_{people}_{projects}.pb"
    with file.open("w", encoding="utf-8") as out:
        out.write("META\nkey;value\ndescription;generated\ncountry;-\nunit;-\ninstance;-\n")
        out.write(f"num_projects;{projects}\nnum_votes;{people}\nbudget;{costs.sum() * 3 // 10}\n")
        out.write("vote_type;approval\nrule;greedy\ndate_begin;2026\ndate_end;2026\n")
        out.write("PROJECTS\nproject_id;cost;name\n")
        out.writelines(f"{place + 1};{cost};-\n" for place, cost in enumerate(costs))
        out.write("VOTES\nvoter_id;vote\n")
        for begin in range(0, people, 10_000):
            voters = np.arange(begin, min(begin + 10_000, people))
            is_near = voters[:, None] % areas == np.arange(projects) % areas
            wishes = np.log(renown * np.where(is_near, 4, 1)) + generator.gumbel(size=is_near.shape)
            best = np.argsort(-wishes, axis=1)[:, :most] + 1
            lengths = np.minimum(generator.geometric(0.25, len(voters)), most)
            out.writelines(
                f"{voter};{','.join(map(str, row[:length]))}\n"
                for voter, row, length in zip(
                    voters.tolist(), best.tolist(), lengths.tolist(), strict=True
                )
            )
    return file


if __name__ == "__main__":
    main()
