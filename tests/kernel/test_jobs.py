from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from multaqa.kernel import jobs
from multaqa.kernel.models import Evidence, Job, JobState
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal
from tests.kernel import long_work

HERE = "tests.kernel.long_work."


def started(name, *arguments, about="draw 1"):
    return jobs.start(HERE + name, *arguments, about=about)


def ran(name, *arguments):
    job = started(name, *arguments)
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def taken(job, *, seconds=60):
    """The job in the hands of a worker, whose lease ends so many seconds from now."""
    running = jobs.Running(jobs._claim(job.pk))
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() + timedelta(seconds=seconds))
    return running


def queued():
    return [result.args_kwargs["args"][0] for result in DBTaskResult.objects.ready()]


def test_start_queues_the_work_after_commit(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = started("publish")
        assert queued() == []
    assert (job.state, job.arguments, job.is_active) == (JobState.WAITING, [], True)
    assert queued() == [job.pk]


def test_start_refuses_a_second_work_about_the_same_thing(db):
    job = started("publish")
    with pytest.raises(Refusal, match=r"job\.already_running"):
        started("publish")
    taken(job)
    with pytest.raises(Refusal, match=r"job\.already_running"):
        started("publish")
    started("publish", about="draw 2")
    assert Job.objects.count() == 2


def test_check_free_refuses_while_work_waits_or_runs(db):
    jobs.check_free("draw 1")
    job = started("publish")
    with pytest.raises(Refusal, match=r"job\.already_running"):
        jobs.check_free("draw 1")
    taken(job)
    with pytest.raises(Refusal, match=r"job\.already_running"):
        jobs.check_free("draw 1")
    jobs.check_free("draw 2")
    Job.objects.update(state=JobState.DONE, lease="")
    jobs.check_free("draw 1")


def test_start_works_again_once_the_first_has_ended(db):
    first = ran("publish")
    second = started("publish")
    assert jobs.last_about("draw 1") == second != first
    assert jobs.last_about("draw 9") is None


def test_start_at_the_same_moment_is_won_by_one(together):
    ends = together(*[lambda: started("publish")] * 4)
    refused = [end for end in ends if isinstance(end, Refusal)]
    assert [refusal.code for refusal in refused] == ["job.already_running"] * 3
    assert Job.objects.count() == 1


def test_run_publishes_and_ends(db):
    job = ran("publish")
    assert (job.state, job.progress, job.step) == (JobState.DONE, 1.0, "drawing")
    assert (job.attempt_count, job.lease, job.is_active) == (1, "", False)
    assert job.started_at <= job.ended_at
    assert long_work.effects() == 1


def test_run_ends_work_that_publishes_nothing(db):
    job = ran("publish_nothing")
    assert (job.state, job.progress, job.lease) == (JobState.DONE, 1.0, "")


def test_run_does_nothing_when_another_holds_the_lease(db):
    job = started("publish")
    taken(job)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt_count) == (JobState.RUNNING, 1)
    assert long_work.effects() == 0


def test_run_of_an_ended_job_does_nothing(db):
    job = ran("publish")
    jobs.run(job.pk)
    assert long_work.effects() == 1


def test_run_at_the_same_moment_is_done_by_one(together):
    job = started("publish")
    assert together(*[lambda: jobs.run(job.pk)] * 4) == [None] * 4
    job.refresh_from_db()
    assert (job.state, job.attempt_count, long_work.effects()) == (JobState.DONE, 1, 1)


def test_refusal_ends_the_job_with_its_code_and_facts(db):
    job = ran("refuse")
    assert (job.state, job.refusal_code) == (JobState.FAILED, "lottery.pool_too_small")
    assert job.refusal_facts == {
        "people": 3,
        "share": "1/3",
        "on": "2026-11-23",
        "said": job.refusal_facts["said"],
        "among": ["a", "b"],
    }


@pytest.mark.parametrize("name", ["break_down", "break_while_publishing"])
def test_fault_ends_the_job_and_logs_nothing_a_person_wrote(db, caplog, name):
    job = ran(name)
    assert (job.state, job.refusal_code, job.lease) == (JobState.FAILED, "job.fault", "")
    assert say(Refusal(job.refusal_code)) != "job.fault"
    assert long_work.effects() == 0
    assert "RuntimeError" in caplog.text
    assert f"kernel/long_work.py:{_line_of(name)}" in caplog.text
    for word in long_work.SECRET_WORDS.split():
        assert word not in caplog.text
    assert str(vars(job)).count("example.ma") == 0


def _line_of(name):
    lines = Path(long_work.__file__).read_text().splitlines()
    start = next(n for n, line in enumerate(lines, 1) if line.startswith(f"def {name}("))
    return next(n for n in range(start, start + 9) if "raise Runtime" in lines[n - 1])


def test_work_that_no_longer_exists_is_a_fault(db):
    job = ran("was_here_before_the_upgrade")
    assert (job.state, job.refusal_code) == (JobState.FAILED, "job.fault")


def test_cancel_while_waiting_is_at_once(db):
    job = started("publish")
    jobs.ask_cancel(job)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt_count) == (JobState.CANCELLED, 0)
    assert job.ended_at
    assert long_work.effects() == 0
    started("publish")


def test_cancel_while_running_stops_at_the_next_word(db):
    job = started("publish")
    running = taken(job)
    jobs.ask_cancel(job)
    job.refresh_from_db()
    assert (job.state, job.is_cancel_asked) == (JobState.RUNNING, True)
    with pytest.raises(jobs.Cancelled):
        running.tell("drawing", 0.4)
    with pytest.raises(jobs.Cancelled), running.publishes():
        long_work.leave_effect()
    assert long_work.effects() == 0
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_cancel_of_work_under_way_in_another_thread(together):
    job = started("tell_for_ever")

    def cancel():
        while not Job.objects.filter(pk=job.pk, step="turning").exists():
            pass
        jobs.ask_cancel(job)

    assert together(lambda: jobs.run(job.pk), cancel) == [None, None]
    job.refresh_from_db()
    assert (job.state, job.lease) == (JobState.CANCELLED, "")


def test_cancel_of_an_ended_job_changes_nothing(db):
    job = ran("publish")
    jobs.ask_cancel(job)
    job.refresh_from_db()
    assert (job.state, job.is_cancel_asked) == (JobState.DONE, False)


@pytest.mark.parametrize(("said", "kept"), [(0.25, 0.25), (-3, 0.0), (7, 1.0), (float("nan"), 0.0)])
def test_tell_keeps_a_fraction_between_nothing_and_all(db, said, kept):
    job = started("publish")
    taken(job).tell("x" * 90, said)
    job.refresh_from_db()
    assert (job.progress, job.step) == (kept, "x" * 60)


def test_tell_reaches_the_database_only_now_and_then(db, django_assert_max_num_queries):
    running = taken(started("publish"))
    with django_assert_max_num_queries(40):
        for turn in range(2000):
            running.tell("turning", turn / 2000)


def test_beat_renews_the_lease_of_its_holder_alone(db):
    job = started("publish")
    first = taken(job, seconds=-1)
    assert first.beat()
    job.refresh_from_db()
    assert job.lease_until > timezone.now()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    second = taken(job)
    assert not first.beat()
    assert second.beat()


def test_heartbeat_keeps_the_lease_during_silent_work(together, settings):
    settings.JOB_LEASE_SECONDS = 0.3
    job = started("tell_for_ever")
    seen = set()

    def watch():
        while len(seen) < 4:
            now = Job.objects.filter(pk=job.pk, state=JobState.RUNNING).first()
            if now:
                seen.add(now.lease_until)
        jobs.ask_cancel(job)

    assert together(lambda: jobs.run(job.pk), watch) == [None, None]
    job.refresh_from_db()
    assert (job.state, job.attempt_count) == (JobState.CANCELLED, 1)


def test_lost_lease_publishes_nothing_and_tells_nothing(db, caplog):
    job = started("publish")
    lost = taken(job, seconds=-1)
    holder = taken(job)
    with pytest.raises(jobs.LeaseLost):
        lost.tell("drawing", 0.9)
    with pytest.raises(jobs.LeaseLost), lost.publishes():
        long_work.leave_effect()
    assert long_work.effects() == 0
    with holder.publishes():
        long_work.leave_effect()
    job.refresh_from_db()
    assert (job.state, long_work.effects()) == (JobState.DONE, 1)


def test_two_workers_of_one_job_publish_once(together):
    """Both believe they hold it; they publish at the same moment, and one of them is refused."""
    job = started("publish")
    lost = taken(job, seconds=-1)
    holder = taken(job)

    def publish(running):
        with running.publishes():
            long_work.leave_effect()
        return "published"

    ends = together(*[lambda one=one: publish(one) for one in (lost, holder, holder)])
    assert isinstance(ends[0], jobs.LeaseLost)
    assert sorted(map(str, ends[1:])) == ["", "published"]
    assert long_work.effects() == 1


def test_revive_waits_for_a_worker_that_is_publishing(together):
    """Its lease ran out in the last moment; whoever looks meanwhile does not start it again."""
    job = started("publish")
    slow = taken(job, seconds=-1)
    inside = SimpleNamespace(is_set=False)

    def publish():
        with slow.publishes():
            long_work.leave_effect()
            inside.is_set = True
            with connection.cursor() as cursor:
                for _ in range(200):
                    cursor.execute("SELECT count(*) FROM kernel_job")

    def look():
        while not inside.is_set:
            pass
        return jobs.revive()

    assert together(publish, look) == [None, 0]
    job.refresh_from_db()
    assert (job.state, long_work.effects()) == (JobState.DONE, 1)


def test_revive_queues_again_what_a_dead_worker_held(db):
    job = started("publish")
    taken(job, seconds=-1)
    assert jobs.revive() == 1
    job.refresh_from_db()
    assert (job.state, job.lease, job.lease_until) == (JobState.WAITING, "", None)
    assert queued() == [job.pk]
    assert jobs.revive() == 0
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt_count, long_work.effects()) == (JobState.DONE, 2, 1)


def test_revive_leaves_what_is_alive(db):
    taken(started("publish"))
    started("publish", about="draw 2")
    assert jobs.revive() == 0
    assert queued() == []


def test_revive_gives_up_after_three_attempts(db):
    job = started("publish")
    for attempt in (1, 2, 3):
        taken(job, seconds=-1)
        assert jobs.revive() == (1 if attempt < 3 else 0)
    job.refresh_from_db()
    assert (job.state, job.refusal_code) == (JobState.FAILED, "job.died")
    assert (job.attempt_count, job.is_active) == (3, False)
    assert say(Refusal("job.died"))
    started("publish")


def test_a_place_left_in_the_queue_gives_no_fourth_attempt(db):
    job = started("publish")
    for _ in range(3):
        taken(job, seconds=-1)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt_count) == (JobState.RUNNING, 3)
    assert long_work.effects() == 0


def test_revive_ends_what_was_cancelled_when_its_worker_died(db):
    job = started("publish")
    taken(job, seconds=-1)
    jobs.ask_cancel(job)
    assert jobs.revive() == 0
    job.refresh_from_db()
    assert (job.state, job.refusal_code) == (JobState.CANCELLED, "")


def test_revive_queues_again_what_lost_its_place(db):
    """The process died between its commit and the queue."""
    job = started("publish")
    Job.objects.update(queued_at=timezone.now() - timedelta(days=1))
    assert jobs.revive() == 1
    assert jobs.revive() == 0
    assert queued() == [job.pk]


def test_revive_at_the_same_moment_queues_once(together):
    job = started("publish")
    DBTaskResult.objects.all().delete()
    taken(job, seconds=-1)
    assert sorted(together(*[jobs.revive] * 3)) == [0, 0, 1]
    assert queued() == [job.pk]
    assert Evidence.objects.count() == 0
