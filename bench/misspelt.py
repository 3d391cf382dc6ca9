"""Time a search with one wrong letter over many bodies, beside the exact search of the same rows.

    python bench/misspelt.py [--bodies N]

Builds bodies of invented words in a database of its own, and prints the median of the rounds: the
exact search, the first search that finds nothing exactly (every text is read), and the ones after.
"""

import argparse
import os
import statistics
import tempfile
import time

os.environ["MULTAQA_HOME"] = tempfile.mkdtemp(prefix="multaqa-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")

import django

django.setup()

from django.core.cache import caches
from django.core.management import call_command
from numpy.random import default_rng

from multaqa.apps.network import queries
from multaqa.apps.network.models import Body, BodyState
from multaqa.kernel.search import indexed

LETTERS = list("ابتجحخدرزسشصضطعغفقكلمنهوي")
ROUNDS = 15


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--bodies", type=int, default=20_000)
    count = options.parse_args().bodies
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    chance = default_rng(7)
    words = ["".join(chance.choice(LETTERS, size=6)) for _turn in range(count // 2)]
    rows = []
    for turn in range(count):
        name = f"تعاونية {' '.join(chance.choice(words, size=3))}"
        told = {"name_ar": name, "slug": f"b{turn}", "name_key": name, "search_text": indexed(name)}
        rows.append(Body(kind="cooperative", state=BodyState.VERIFIED, is_apart=True, **told))
    Body.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    right = words[0]
    wrong = f"{right[:2]}ث{right[3:]}"
    exact = queries.Asked(search=right)
    print(f"{Body.objects.count():,} bodies, {len(set(words)):,} words of names")
    print(f"exact search          {timed(lambda: queries.directory(exact).count()):8.1f} ms")
    print(f"nearly, the first     {timed(lambda: _near(wrong, is_first=True)):8.1f} ms")
    print(f"nearly, those after   {timed(lambda: _near(wrong)):8.1f} ms")
    print(f"found                 {_near(wrong)} body or bodies")


def _near(word, *, is_first=False):
    if is_first:
        caches["memory"].clear()
    near = queries.nearly(queries.Asked(search=word))
    return queries.directory(near).count() if near else 0


def timed(work):
    spans = []
    for _turn in range(ROUNDS):
        begun = time.perf_counter()
        work()
        spans.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spans)


if __name__ == "__main__":
    main()
