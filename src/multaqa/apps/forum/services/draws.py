"""The draw itself: compute, seal, draw."""

import json
from datetime import datetime
from functools import partial
from secrets import token_bytes
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Applicant, Draw, DrawState, Standing
from multaqa.apps.forum.services.figures import figures_of
from multaqa.apps.forum.services.following import begin_aftermath
from multaqa.apps.forum.services.revisions import opened_again
from multaqa.apps.forum.services.sealing import (
    check_lead,
    iso,
    numbers_read,
    seal_with_value,
    signed,
)
from multaqa.apps.forum.services.seats import lock_registrations
from multaqa.apps.forum.signals import draw_sealed, seats_drawn
from multaqa.engines import evidence, lottery
from multaqa.engines.lottery import draw as engine_draw
from multaqa.engines.lottery import evidence as engine_evidence
from multaqa.kernel import jobs, record
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

COMPUTE = "multaqa.apps.forum.tasks.compute"


@transaction.atomic
def set_up_draw(*, draw: Draw, actor: Visitor, method: str, is_one_per_body: bool) -> Draw:
    """Choose how the chances are made equal, and whether a body sends one person at most."""
    require(rules.can_run_forum(actor))
    draw = opened_again(draw.college)
    draw.method, draw.is_one_per_body = method, is_one_per_body
    draw.save()
    return draw


@transaction.atomic
def ask_computation(*, draw: Draw, actor: Visitor) -> Job:
    """Queue the computation of everyone's chance.

    Refuses without people or quotas, for quotas that no panel can meet, once sealed, while one is
    under way, and while somebody accepted is missing from the list.
    """
    require(rules.can_run_forum(actor))
    draw = (
        Draw.objects.select_for_update(of=("self",))
        .select_related("college__edition")
        .get(pk=draw.pk)
    )
    if draw.is_frozen:
        raise Refusal("draw.frozen")
    jobs.check_free(draw.about)
    problem = queries.problem_of(draw)
    if not problem.people:
        raise Refusal("draw.no_people")
    _check_list_is_whole(draw)
    if not problem.quotas:
        raise Refusal("draw.no_quotas")
    if not lottery.feasibility(problem, alternatives=0).is_feasible:
        raise Refusal("draw.quotas_contradict")
    return jobs.start(COMPUTE, draw.pk, draw.revision, about=draw.about)


def _check_list_is_whole(draw: Draw) -> None:
    """Refuses while people of the college were accepted who hold no ticket, whatever its list is.

    They were told that they take part in the draw. A list that was brought in holds none of them,
    even if it names them: nothing ties its rows to their registrations.
    """
    pool = queries.pool_count(draw.college)
    if pool.missing:
        code = "draw.accepted_missing" if pool.is_taken else "draw.accepted_outside_list"
        raise Refusal(code, count=pool.missing)


def cancel_computation(*, draw: Draw, actor: Visitor) -> None:
    require(rules.can_run_forum(actor))
    job = jobs.last_about(draw.about)
    if job is not None:
        jobs.ask_cancel(job)


def compute_draw(*, job: jobs.Running, draw_id: int, revision: int) -> None:
    """Compute everyone's chance and the numbered panels, and keep them in one transaction.

    Refuses to keep anything when list or quotas changed since it was asked, or the lease was lost.
    """
    draw = Draw.objects.select_related("college__edition").get(pk=draw_id)
    if draw.revision != revision or draw.is_frozen:
        raise Refusal("draw.changed_meanwhile")
    problem = queries.problem_of(draw)
    found = lottery.compute(problem, method=cast("lottery.Method", draw.method), progress=job.tell)
    sensitive = queries.sensitive_keys(draw.college)
    excluded = draw.college.applicants.filter(standing=Standing.EXCLUDED)
    document, opening = engine_evidence.seal_lottery(
        found,
        sensitive=sensitive,
        salts=lambda *_: token_bytes(16),
        excluded=list(excluded.values_list("ticket", flat=True)),
    )
    figures = figures_of(found)
    with job.publishes():
        draw = (
            Draw.objects.select_for_update(of=("self",))
            .select_related("college__edition")
            .get(pk=draw_id)
        )
        if draw.revision != revision or draw.is_frozen:
            raise Refusal("draw.changed_meanwhile")
        draw.state, draw.computed_at = DrawState.COMPUTED, timezone.now()
        draw.outcome = figures
        draw.prepared = json.dumps(document)
        draw.opening = json.dumps(opening) if opening else ""
        draw.save()
        _keep_chances(draw, found)
        record.append(
            kind="forum.draw_computed",
            subject=draw.college.subject,
            facts=draw.college.facts
            | {
                "seats": draw.seats,
                "people": len(found.problem.people),
            },
        )


def _keep_chances(draw: Draw, found: lottery.Lottery) -> None:
    told = {
        person.id: (float(chance), float(count))
        for person, chance, count in zip(
            found.problem.people, found.chances, found.counts, strict=True
        )
    }
    people = list(Applicant.objects.filter(college_id=draw.college_id).only("ticket"))
    for applicant in people:
        applicant.chance, applicant.panel_count = told.get(applicant.ticket, (None, None))
    Applicant.objects.bulk_update(people, ["chance", "panel_count"], batch_size=400)


@transaction.atomic
def seal_draw(
    *, draw: Draw, actor: Visitor, value_source: str, value_count: int, value_known_at: datetime
) -> Draw:
    """Seal the panels before the public value is known, and publish their fingerprint.

    What is sealed says where the value is read, of how many whole numbers it is made, and before
    which moment nobody can know it. From here nothing that was sealed can change. Refuses a value
    that is known too soon for others to take the fingerprint, or later than in a year; a draw that
    is not computed; a list without somebody who was accepted, or while somebody of the college
    waits for an answer, which none gets after the seal; and a second seal.
    """
    require(rules.can_run_forum(actor))
    draw = (
        Draw.objects.select_for_update(of=("self",))
        .select_related("college__edition")
        .get(pk=draw.pk)
    )
    if draw.is_frozen:
        raise Refusal("draw.already_sealed")
    if draw.state != DrawState.COMPUTED:
        raise Refusal("draw.not_computed")
    _check_list_is_whole(draw)
    if waiting := queries.unanswered_count(draw.college):
        raise Refusal("draw.unanswered", count=waiting)
    now = timezone.now().replace(microsecond=0)
    value_known_at = value_known_at.replace(microsecond=0)
    check_lead(value_known_at)
    draw.evidence = seal_with_value(
        json.loads(draw.prepared),
        source=value_source,
        count=value_count,
        known_at=value_known_at,
        now=now,
    )
    seal = draw.evidence.seal
    if draw.opening:
        draw.opening = json.dumps(json.loads(draw.opening) | {"seal": seal})
    draw.state, draw.sealed_at, draw.sealed_by_id = DrawState.SEALED, now, actor.pk
    draw.value_source, draw.value_known_at, draw.prepared = value_source, value_known_at, ""
    draw.value_count = value_count
    draw.save()
    record.append(
        kind="forum.draw_sealed",
        subject=draw.college.subject,
        facts=draw.college.facts
        | {
            "seal": seal,
            "source": value_source,
            "known_at": iso(value_known_at),
        },
    )
    transaction.on_commit(partial(draw_sealed.send_robust, sender=Draw, draw=draw))
    return draw


@transaction.atomic
def draw_seats(*, draw: Draw, actor: Visitor, public_value: str) -> Draw:
    """Draw the panel that the public value stands for, once and for all.

    The value is read as the whole numbers that the seal announced, in their order and however
    they are separated, so that no spelling of it is a choice. Refuses before the value can be
    known, what is not so many numbers, without a seal, and a second draw: of two coordinators who
    press at once, one draws and the other is told so. Each of the drawn is offered a seat, and
    the alternates are named ahead.
    """
    require(rules.can_run_forum(actor))
    lock_registrations(draw)
    draw = (
        Draw.objects.select_for_update(of=("self",))
        .select_related("college__edition", "evidence")
        .get(pk=draw.pk)
    )
    if draw.state == DrawState.DRAWN:
        raise Refusal("draw.already_drawn")
    if draw.state != DrawState.SEALED or draw.evidence is None or draw.value_known_at is None:
        raise Refusal("draw.not_sealed")
    now = timezone.now().replace(microsecond=0)
    if now < draw.value_known_at:
        known_at = date_format(timezone.localtime(draw.value_known_at), "DATETIME_FORMAT")
        raise Refusal("draw.value_too_early", moment=known_at)
    document = engine_draw.with_draw(
        json.loads(draw.evidence.document),
        numbers_read(public_value, draw.value_count),
        json.loads(draw.opening) if draw.opening else None,
    )
    document = signed(document)
    drawn = document["drawn"]
    draw.evidence.document = evidence.canonical(document).decode()
    draw.evidence.save(update_fields=["document"])
    seated = Applicant.objects.filter(college_id=draw.college_id, ticket__in=drawn["panel"])
    seated.update(is_drawn=True)
    draw.state, draw.drawn_at, draw.drawn_by_id = DrawState.DRAWN, now, actor.pk
    draw.public_value, draw.panel_number = drawn["public_value"], drawn["number"]
    draw.save()
    record.append(
        kind="forum.seats_drawn",
        subject=draw.college.subject,
        facts=draw.college.facts
        | {
            "value": drawn["public_value"],
            "number": drawn["number"],
            "seal": draw.evidence.seal,
        },
    )
    begin_aftermath(draw)
    transaction.on_commit(partial(seats_drawn.send_robust, sender=Draw, draw=draw))
    return draw
