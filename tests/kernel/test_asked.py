"""Queries that are built once: the same answers as the ORM's, with any value, in any thread."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.kernel import record
from multaqa.kernel.asked import Asked, Given, insert_both
from multaqa.kernel.models import RecordEntry
from multaqa.kernel.sessions import SessionStore
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NAMED = Asked(lambda: QuerySet(User).filter(name=Given(1), pk=Given(0)))
MOMENTS = Asked(lambda: QuerySet(User).filter(pk=Given(0)).values_list("joined_at", "name"))


def columns(row):
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}


def test_row_is_as_the_orm_reads_it_and_each_asking_gives_its_own_values():
    people = [UserFactory(name=f"حليمة {at}") for at in range(3)]
    for one in people:
        found = NAMED.one(one.pk, one.name)
        assert columns(found) == columns(User.objects.get(pk=one.pk))
        assert found._state.db == "default"
        assert not found._state.adding
    assert NAMED.one(people[0].pk, people[1].name) is None
    assert NAMED.one(people[0].pk, "' OR ''='") is None


def test_columns_come_in_the_order_asked_and_as_python_has_them():
    one = UserFactory()
    assert MOMENTS.rows(one.pk) == [(User.objects.get(pk=one.pk).joined_at, one.name)]
    assert MOMENTS.first(0) is None


@pytest.mark.django_db(transaction=True)
def test_query_built_in_one_thread_is_asked_in_others(together):
    one = UserFactory(name="رقية")
    asked = Asked(lambda: QuerySet(User).filter(pk=Given(0)).values_list("name", "joined_at"))
    expected = [("رقية", User.objects.get(pk=one.pk).joined_at)]
    assert together(*[lambda: asked.rows(one.pk)] * 3) == [expected] * 3
    assert asked.rows(one.pk) == expected


def test_head_of_the_record_is_its_last_entry():
    for at in range(2):
        record.append(kind="budget.counted", subject="budget:x", facts={"count": at})
    assert record.head() == RecordEntry.objects.get(number=2)


def test_session_is_read_until_it_expires_and_not_after():
    kept = SessionStore()
    kept["what"] = "ورقة"
    kept.save()
    assert SessionStore(kept.session_key)["what"] == "ورقة"
    Session.objects.filter(pk=kept.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    assert SessionStore(kept.session_key).get("what") is None
    assert SessionStore("0" * 32).get("what") is None


def pair(key, receipt):
    """Somebody, and a page of theirs: two rows that go in together."""
    return User(name="فاضمة", phone=key), Session(
        session_key=receipt, session_data="", expire_date=timezone.now()
    )


def test_two_rows_go_in_together_or_neither():
    assert insert_both(*pair("+212600000001", "a" * 32))
    assert User.objects.get(phone="+212600000001").name == "فاضمة"
    assert Session.objects.filter(pk="a" * 32).exists()
    assert not insert_both(*pair("+212600000001", "b" * 32))
    assert not Session.objects.filter(pk="b" * 32).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_both(*pair("+212600000002", "a" * 32))
    assert not User.objects.filter(phone="+212600000002").exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite shows nobody its statements")
def test_whoever_watches_the_database_never_reads_the_two_beside_each_other():
    """What it shows of a statement is what it logs of one that fails, too."""
    assert insert_both(*pair("+212600000003", "c" * 32))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    insert_both(*pair("+212600000004", "d" * 32))
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [backend])
            (shown,) = cursor.fetchone()
    finally:
        other.close()
    assert "accounts_user" in shown
    assert "django_session" in shown
    assert "+212600000004" not in shown
    assert "d" * 32 not in shown
