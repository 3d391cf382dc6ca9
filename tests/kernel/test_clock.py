"""Daily work: begun once a day, in its hours, whoever asks how often."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from multaqa.kernel import clock, house
from multaqa.kernel.models import Job, JobState

pytestmark = pytest.mark.django_db

WORK = "tests.kernel.long_work.publish_nothing"


@pytest.fixture(autouse=True)
def daily(monkeypatch):
    monkeypatch.setattr(house, "DAILY", {WORK: None})
    monkeypatch.setattr(house, "DUE", {})


def at(monkeypatch, hour, day=14):
    monkeypatch.setattr(
        clock.timezone, "localtime", lambda: datetime(2026, 12, day, hour, tzinfo=UTC)
    )


def test_daily_work_is_begun_once_a_day(monkeypatch):
    at(monkeypatch, 9)
    assert [clock.wake(), clock.wake()] == [1, 0]
    at(monkeypatch, 18)
    assert clock.wake() == 0
    at(monkeypatch, 9, day=15)
    assert clock.wake() == 1
    assert Job.objects.filter(name=WORK).count() == 2


@pytest.mark.parametrize("hour", [0, 8, 20, 23])
def test_nobody_is_written_to_at_night(monkeypatch, hour):
    at(monkeypatch, hour)
    assert clock.wake() == 0


def test_of_two_workers_one_begins_it(together):
    ends = together(lambda: clock.begin("2026-12-14"), lambda: clock.begin("2026-12-14"))
    assert sum(ends) == 1


def test_work_is_begun_once_its_moment_has_come_and_not_while_it_is_under_way(monkeypatch):
    monkeypatch.setattr(house, "DUE", {WORK: "tests.kernel.long_work.never"})
    assert clock.look() == 0
    monkeypatch.setattr(house, "DUE", {WORK: "tests.kernel.long_work.always"})
    assert [clock.look(), clock.look()] == [1, 0]
    Job.objects.update(state=JobState.DONE, ended_at=timezone.now())
    assert clock.look() == 1


def test_work_that_failed_is_left_for_a_while(monkeypatch):
    monkeypatch.setattr(house, "DUE", {WORK: "tests.kernel.long_work.always"})
    clock.look()
    Job.objects.update(state=JobState.FAILED, ended_at=timezone.now() - timedelta(minutes=9))
    assert clock.look() == 0
    Job.objects.update(ended_at=timezone.now() - timedelta(minutes=11))
    assert clock.look() == 1
