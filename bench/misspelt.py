"""Time a search with one wrong letter over many bodies, ours beside two peers', on the same rows.

    python bench/misspelt.py [--bodies N]

Builds bodies of invented words in a database of its own, and prints the median of the rounds: the
exact search; ours, the first that finds nothing exactly (every text is read) and those after; the
plain ways on the same words, difflib and rapidfuzz over every text; and, where DATABASE_URL names a
PostgreSQL that has it, pg_trgm's word similarity with its own index. Numbers are printed, never
judged: machines differ.
"""

import argparse
import os
import statistics
import tempfile
import time
from difflib import get_close_matches

os.environ["MULTAQA_HOME"] = tempfile.mkdtemp(prefix="multaqa-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")

import django

django.setup()

import numpy as np
from django.core.cache import caches
from django.db import connection
from rapidfuzz.distance import OSA

from multaqa.apps.network import queries
from multaqa.apps.network.models import Body, BodyState
from multaqa.kernel.search import indexed

LETTERS = np.array(list("ابتجحخدرزسشصضطعغفقكلمنهوي"))
ROUNDS = 15
SLOW_ROUNDS = 3  # of the plain ways
DATABASE = "bench_misspelt"
LINE = "{:<44}{:>10.1f} ms   {} found"


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--bodies", type=int, default=10_000)
    count = options.parse_args().bodies
    connection.settings_dict["TEST"]["NAME"] = DATABASE if on_postgres() else None
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        compare(count)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def on_postgres():
    return connection.vendor == "postgresql"


def compare(count):
    words = filled(count)
    wrong = f"{words[0][:2]}ث{words[0][3:]}"
    known = len({word for text in texts() for word in text.split()})
    print(f"{connection.vendor}: {count:,} bodies, {known:,} words; {words[0]}, and {wrong}\n")
    told("exact search", lambda: exactly(words[0]))
    told("ours, the first miss (reads every text)", lambda: nearly(wrong, is_first=True))
    told("ours, each one after", lambda: nearly(wrong))
    told("  of which the words are compared in", lambda: spellings(wrong))
    told("rapidfuzz over every text, nothing kept", lambda: scanned(wrong), SLOW_ROUNDS)
    told("difflib over every text, nothing kept", lambda: compared(wrong), SLOW_ROUNDS)
    if on_postgres():
        index_trigrams()
        told("pg_trgm, gin, word similarity >= 0.6", lambda: by_trigrams(wrong, "0.6"))
        told("pg_trgm, gin, word similarity >= 0.3", lambda: by_trigrams(wrong, "0.3"))
    else:
        print("pg_trgm: only where DATABASE_URL names a PostgreSQL")


def filled(count):
    chance = np.random.default_rng(7)
    words = ["".join(letters) for letters in chance.choice(LETTERS, size=(count // 2, 6))]
    rows = []
    for turn, places in enumerate(chance.integers(len(words), size=(count, 3))):
        name = f"تعاونية {' '.join(words[place] for place in places)}"
        told_of = {"name_ar": name, "slug": f"b{turn}", "name_key": name}
        rows.append(
            Body(
                kind="cooperative",
                state=BodyState.VERIFIED,
                is_apart=True,
                search_text=indexed(name),
                **told_of,
            )
        )
    Body.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return words


def texts():
    return queries.directory(queries.Asked()).order_by().values_list("search_text", flat=True)


def exactly(word):
    return queries.directory(queries.Asked(search=word)).count()


def nearly(word, *, is_first=False):
    if is_first:
        caches["memory"].clear()
    near = queries.nearly(queries.Asked(search=word))
    return queries.directory(near).count() if near else 0


def spellings(word):
    near = queries.nearly(queries.Asked(search=word))
    return len(near.near[0]) - 1 if near else 0


def scanned(word):
    return sum(
        any(OSA.distance(word, other, score_cutoff=1) <= 1 for other in text.split())
        for text in texts()
    )


def compared(word):
    return sum(bool(get_close_matches(word, text.split(), n=1, cutoff=0.8)) for text in texts())


def index_trigrams():
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("CREATE INDEX ON network_body USING gin (search_text gin_trgm_ops)")
        cursor.execute("ANALYZE network_body")


def by_trigrams(word, least):
    with connection.cursor() as cursor:
        cursor.execute("SET pg_trgm.word_similarity_threshold = %s", [least])
        cursor.execute("SELECT count(*) FROM network_body WHERE %s <%% search_text", [word])
        return cursor.fetchone()[0]


def told(name, work, rounds=ROUNDS):
    spans = []
    for _turn in range(rounds):
        begun = time.perf_counter()
        found = work()
        spans.append((time.perf_counter() - begun) * 1000)
    print(LINE.format(name, statistics.median(spans), found))


if __name__ == "__main__":
    main()
