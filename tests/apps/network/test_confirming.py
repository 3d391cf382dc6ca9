"""Freshness: confirmed on the site or by phone, asked for once a year, reminded twice, shown."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from multaqa.apps.accounts.models import Notice
from multaqa.apps.network import queries, services
from multaqa.apps.network.models import Body, BodyState, Confirmation, ConfirmationAsk
from multaqa.kernel import jobs
from multaqa.kernel.models import Job, JobState
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.network import BodyFactory, MembershipFactory, acting, entered, president_of

pytestmark = pytest.mark.django_db


def known(body, days):
    moment = timezone.now() - timedelta(days=days)
    Body.objects.filter(pk=body.pk).update(confirmed_at=moment)
    body.refresh_from_db()
    return body


def a_day(later=0):
    job = Job.objects.create(name="test", about="test", lease="a", state=JobState.RUNNING)
    try:
        today = timezone.localdate() + timedelta(days=later)
        return services.ask_confirmations(job=jobs.Running(job), today=today)
    finally:
        job.delete()


def test_who_enters_a_body_has_confirmed_it():
    body = entered()
    assert queries.freshness(body.confirmed_at).is_fresh
    assert queries.last_confirmation(body).actor == body.entered_by


def test_one_press_confirms_once():
    body = known(BodyFactory(), 500)
    president = president_of(body)
    for _press in range(2):
        services.confirm_body(body=body, actor=president)
    assert Confirmation.objects.count() == 1
    body.refresh_from_db()
    assert queries.freshness(body.confirmed_at).is_fresh


def test_who_revises_it_confirms_it_and_the_coordinator_does_not():
    body = known(BodyFactory(), 500)
    services.revise_body(body=body, actor=coordinator(), about="تعاونية للعسل")
    assert queries.freshness(Body.objects.get().confirmed_at).is_stale
    services.revise_body(body=body, actor=president_of(body), about="تعاونية للعسل والتمور")
    assert queries.freshness(Body.objects.get().confirmed_at).is_fresh
    assert Confirmation.objects.get().is_revised


@pytest.mark.parametrize("who", [UserFactory, auditor, coordinator])
def test_only_its_people_confirm_on_the_site(who):
    with pytest.raises(PermissionDenied):
        services.confirm_body(body=BodyFactory(), actor=who())


def test_the_coordinator_confirms_by_phone_with_a_note():
    body = known(BodyFactory(), 500)
    with pytest.raises(Refusal, match="no_note"):
        services.confirm_by_phone(body=body, actor=coordinator(), note=" ")
    with pytest.raises(PermissionDenied):
        services.confirm_by_phone(body=body, actor=auditor(), note="أجابت الكاتبة")
    services.note_call(body=body, actor=coordinator(), note="لا أحد يجيب")
    assert list(queries.stale_bodies()) == [body]
    services.confirm_by_phone(body=body, actor=coordinator(), note="أجابت الكاتبة: لم يتغير شيء")
    assert not queries.stale_bodies().exists()
    assert Confirmation.objects.get().way == Confirmation.Way.PHONE


def test_people_are_asked_once_a_year_and_reminded_twice():
    body = known(BodyFactory(), 366)
    president_of(body)
    acting(body)
    MembershipFactory(body=body, role="member")
    days = {later: a_day(later) for later in (0, 1, 13, 14, 15, 27, 28, 29, 60, 300)}
    assert [later for later, written in days.items() if written] == [0, 14, 28]
    assert Notice.objects.filter(topic="network.confirm").count() == 6


def test_nobody_is_asked_before_a_year_nor_where_nobody_acts_nor_of_a_body_that_is_out():
    for body in (
        known(BodyFactory(), 360),
        known(BodyFactory(state=BodyState.REFUSED), 400),
    ):
        president_of(body)
    known(BodyFactory(), 400)
    assert a_day() == 0


def test_an_answer_closes_the_question_and_the_next_comes_a_year_later():
    body = known(BodyFactory(), 366)
    president = president_of(body)
    a_day()
    services.confirm_body(body=body, actor=president)
    assert [a_day(14), a_day(364), a_day(366)] == [0, 0, 1]
    assert ConfirmationAsk.objects.count() == 2


def test_two_workers_ask_once(together):
    president_of(known(BodyFactory(), 366))
    job = Job.objects.create(name="t", about="t", lease="a", state=JobState.RUNNING)
    today = timezone.localdate()
    ask = lambda: services.ask_confirmations(job=jobs.Running(job), today=today)  # noqa: E731
    assert sorted(together(ask, ask)) == [0, 1]
    assert Notice.objects.count() == 1


def test_a_body_is_stale_a_year_and_thirty_days_after():
    assert queries.freshness(known(BodyFactory(), 394).confirmed_at).is_fresh
    assert queries.freshness(known(BodyFactory(), 396).confirmed_at).is_stale
    assert not queries.freshness(None).is_stale


def test_stale_bodies_stand_the_longest_first_and_those_never_confirmed_by_their_entry():
    older, newer = known(BodyFactory(), 900), known(BodyFactory(), 400)
    known(BodyFactory(), 100)
    never = BodyFactory()
    Body.objects.filter(pk=never.pk).update(entered_at=timezone.now() - timedelta(days=700))
    BodyFactory()
    known(BodyFactory(state=BodyState.PROPOSED), 900)
    assert list(queries.stale_bodies()) == [older, never, newer]


@pytest.mark.parametrize("count", [1, 50])
def test_stale_bodies_cost_the_same(django_assert_num_queries, count):
    for body in BodyFactory.create_batch(count):
        president_of(known(body, 500))
    with django_assert_num_queries(3):
        assert len(list(queries.stale_bodies())) == count


def test_the_daily_work_is_one_job(together):
    president_of(known(BodyFactory(), 366))
    job = jobs.start("multaqa.apps.network.tasks.keep_up", about="daily:test")
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    assert ConfirmationAsk.objects.count() == 1


def test_the_directory_narrows_to_what_was_confirmed_lately():
    fresh, _stale, _never = known(BodyFactory(), 30), known(BodyFactory(), 500), BodyFactory()
    assert list(queries.directory(queries.Asked(is_confirmed=True))) == [fresh]
    rows = queries.listed(queries.directory(queries.Asked()))
    assert sorted((row.freshness.is_fresh, row.freshness.is_stale) for row in rows) == [
        (False, False),
        (False, True),
        (True, False),
    ]
