"""What tests of every floor share."""

import gc
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation

from multaqa.kernel import memory
from tests.rows import put_back, taken_rows

FIRST_KEY = 50_000
PBKDF2PasswordHasher.iterations = 1_000  # of a million; a third of a second each time


def pytest_collection_finish():
    """What is loaded by now stays to the end: it is looked through for garbage no more."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def static_folder():
    """WhiteNoise warns when its folder is not there, and here a warning is an error."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keys begin past a thousand, as in a region: a page that writes one wrongly is found."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, FIRST_KEY])
                continue
            for sequence in connection.introspection.get_sequences(cursor, table):
                key = [sequence["table"], sequence["column"], FIRST_KEY]
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", key)

    # A test that commits ends as Django ends it, but that the rows a new site has come back as they
    # were written, not computed again from the region's figures.
    with django_db_blocker.unblock():
        kept = taken_rows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: put_back(kept))
        yield


@pytest.fixture(autouse=True)
def first_language():
    """A request leaves its language behind in the thread; the next test begins in Arabic."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Nothing kept in memory in one test stands in another's."""
    memory.forget_all()


@pytest.fixture
def spent_limits(db):
    """Rate limits as if nobody had come yet: the cache's table outlives a test that commits."""
    cache.clear()


@pytest.fixture
def together(transactional_db):
    """Run functions at the same moment, each in a thread with its own connection.

    Returns what each returned, or the exception that it raised, in their order.
    """

    def run(*functions):
        start = Barrier(len(functions))
        ends = [None] * len(functions)

        def one(place, function):
            try:
                start.wait(timeout=30)
                ends[place] = function()
            except Exception as error:
                ends[place] = error
            finally:
                connection.close()

        threads = [Thread(target=one, args=pair) for pair in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in threads)
        return ends

    return run


@pytest.fixture
def before_it_ends(together):
    """Run a deed while another is done and not yet committed: ``before_it_ends(first, second)``.

    The second waits for the first, or goes by it; the first ends when the second has, or does not
    for a second. Returns what each returned, or the exception that it raised.
    """

    def run(first, second):
        is_done, has_ended = Event(), Event()

        def hold():
            try:
                with transaction.atomic():
                    result = first()
                    is_done.set()
                    has_ended.wait(timeout=1)
            finally:
                is_done.set()
            return result

        def go_by():
            is_done.wait(timeout=30)
            try:
                return second()
            finally:
                has_ended.set()

        return together(hold, go_by)

    return run
