"""Time how a round's rows become an election, on whichever database the site has.

    python bench/budget_count.py [--ballots N] [--projects N]

Lays down a closed round of believable size in a folder of its own (or in DATABASE_URL), then prints
CPU seconds of each part of a count that the database has a share in. Numbers are printed, never
judged. The rules themselves are timed by ``bench/budgeting.py``.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("MULTAQA_HOME", tempfile.mkdtemp(prefix="multaqa-bench-"))
os.environ.setdefault("MULTAQA_MODE", "demonstration")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from multaqa.apps.budget import queries
from multaqa.apps.budget.models import Ballot, Round, RoundProject, RoundState
from multaqa.engines.chance import ticket


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--ballots", type=int, default=100_000)
    options.add_argument("--projects", type=int, default=160)
    asked = options.parse_args()
    call_command("migrate", verbosity=0, interactive=False)
    voting = laid_down(asked.ballots, asked.projects)
    print(f"{connection.vendor}: {asked.ballots} ballots, {asked.projects} projects")
    gathered = timed("election_of", lambda: queries.election_of(voting))
    print(f"  different ballots: {len(gathered.settings)}")
    timed("ballots_digest", lambda: queries.ballots_digest(voting))
    timed("turnout_of", lambda: queries.turnout_of(voting))


def laid_down(ballots: int, projects: int) -> Round:
    voting = Round.objects.create(
        slug=f"bench-{time.time_ns()}",
        title_ar="قياس",
        organiser="قياس",
        envelope=6_000_000,
        state=RoundState.CLOSED,
    )
    RoundProject.objects.bulk_create(
        RoundProject(round=voting, number=str(place + 1), title="-", cost=40_000 + place * 5_000)
        for place in range(projects)
    )
    Ballot.objects.bulk_create(
        (
            Ballot(
                address=f"{ticket('bench', voting.slug, place):064x}",
                round=voting,
                choices=choices(place, projects),
                setting="rural" if place % 3 else "urban",
                receipt=f"{place:013d}",
            )
            for place in range(ballots)
        ),
        batch_size=2000,
    )
    return voting


def choices(place: int, projects: int) -> list[str]:
    drawn = ticket("choices", place)
    found = {(drawn >> (16 * turn)) % projects + 1 for turn in range(1 + drawn % 5)}
    return [str(one) for one in sorted(found)]


def timed(name: str, work: Callable[[], object]):
    began = time.process_time()
    done = work()
    print(f"  {name:<16}{time.process_time() - began:8.2f} s CPU")
    return done


if __name__ == "__main__":
    main()
