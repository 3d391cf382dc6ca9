"""Replacements that no alternate could be: a second lottery, sealed and drawn like the first."""

import json
from datetime import datetime
from secrets import token_bytes

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from multaqa.apps.accounts.rules import Visitor
from multaqa.apps.forum import queries, rules
from multaqa.apps.forum.models import Aftermath, Draw, Replacement, Seat
from multaqa.apps.forum.services.following import (
    LOTTERY,
    come_in,
    dated,
    file_of,
    gone_to_fill,
    opening_of,
)
from multaqa.apps.forum.services.sealing import (
    check_lead,
    iso,
    numbers_read,
    seal_with_value,
    signed,
)
from multaqa.apps.forum.services.seats import held
from multaqa.engines import evidence
from multaqa.engines.lottery import aftermath as engine
from multaqa.engines.lottery import draw as engine_draw
from multaqa.engines.lottery import evidence as engine_evidence
from multaqa.kernel import jobs, record
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

REPLACE = "multaqa.apps.forum.tasks.seal_replacement"


@transaction.atomic
def ask_replacement(
    *, draw: Draw, actor: Visitor, value_source: str, value_count: int, value_known_at: datetime
) -> Job:
    """Queue the second lottery: computed, then sealed with a public value to come.

    Refuses what a replacement refuses, a value known too soon, and seats that nobody left can take
    within the quotas. Whether the alternates suffice after all is found while it is computed.
    """
    require(rules.can_run_forum(actor))
    draw = held(draw)
    about = queries.replacement_job(draw)
    jobs.check_free(about)
    aftermath = file_of(draw)
    gone = gone_to_fill(draw, aftermath)
    value_known_at = value_known_at.replace(microsecond=0)
    check_lead(value_known_at)
    outlook = queries.outlook_of(draw, aftermath, gone)
    if not outlook.is_possible:
        raise Refusal("lottery.no_replacement", seats=len(gone))
    if outlook.came:
        raise Refusal("lottery.alternates_fit", seats=len(gone))
    arguments = (draw.pk, value_source, value_count, iso(value_known_at))
    return jobs.start(REPLACE, *arguments, about=about)


def seal_replacement(
    *, job: jobs.Running, draw_id: int, value_source: str, value_count: int, known_at: str
) -> None:
    """Compute the second lottery of the seats that are empty now, and seal it.

    Keeps nothing when somebody left, came in or withdrew meanwhile, or when the value would be
    known too soon by now.
    """
    draw = Draw.objects.select_related("college__edition").get(pk=draw_id)
    aftermath = Aftermath.objects.get(draw=draw)
    gone = gone_to_fill(draw, aftermath)
    away = queries.away_tickets(draw)
    found = engine.left_to_draw(
        json.loads(aftermath.document),
        gone=gone,
        away=away,
        opening=opening_of(draw),
        progress=job.tell,
    )
    document, opening = engine_evidence.seal_lottery(
        found,
        sensitive=queries.sensitive_keys(draw.college),
        salts=lambda *_: token_bytes(16),
    )
    with job.publishes():
        draw = held(draw)
        now_stands = file_of(draw)
        is_same = (now_stands.digest, gone_to_fill(draw, now_stands), queries.away_tickets(draw))
        if is_same != (aftermath.digest, gone, away):
            raise Refusal("replacement.changed_meanwhile")
        known = datetime.fromisoformat(known_at)
        check_lead(known)
        now = timezone.now().replace(microsecond=0)
        kept = seal_with_value(
            document, source=value_source, count=value_count, known_at=known, now=now
        )
        if opening:
            opening |= {"seal": kept.seal}
        Replacement.objects.create(
            draw=draw,
            number=draw.replacements.count() + 1,
            gone=gone,
            away=away,
            evidence=kept,
            opening=json.dumps(opening) if opening else "",
            value_source=value_source,
            value_known_at=known,
            value_count=value_count,
        )
        record.append(
            kind="forum.replacement_sealed",
            subject=draw.college.subject,
            facts=draw.college.facts
            | {
                "seats": len(gone),
                "seal": kept.seal,
                "source": value_source,
                "known_at": known_at,
            },
        )


@transaction.atomic
def draw_replacement(*, replacement: Replacement, actor: Visitor, public_value: str) -> list[Seat]:
    """Draw the second lottery by its public value; each who comes in is asked in turn.

    Refuses before the value can be known, what is not so many numbers, and a second draw: of two
    coordinators who press at once, one draws and the other is told so.
    """
    require(rules.can_run_forum(actor))
    draw = held(replacement.draw)
    replacement = (
        Replacement.objects.select_for_update(of=("self",))
        .select_related("evidence")
        .get(pk=replacement.pk)
    )
    if replacement.state == Replacement.State.DRAWN:
        raise Refusal("draw.already_drawn")
    now = timezone.now().replace(microsecond=0)
    if now < replacement.value_known_at:
        known_at = date_format(timezone.localtime(replacement.value_known_at), "DATETIME_FORMAT")
        raise Refusal("draw.value_too_early", moment=known_at)
    opening = json.loads(replacement.opening) if replacement.opening else None
    drawn = signed(
        engine_draw.with_draw(
            json.loads(replacement.evidence.document),
            numbers_read(public_value, replacement.value_count),
            opening,
        )
    )
    replacement.evidence.document = evidence.canonical(drawn).decode()
    replacement.evidence.save(update_fields=["document"])
    replacement.state, replacement.drawn_at = Replacement.State.DRAWN, now
    replacement.public_value = drawn["drawn"]["public_value"]
    replacement.save()
    aftermath = file_of(draw)
    before = json.loads(aftermath.document)
    document = engine.replaced(
        before,
        gone=replacement.gone,
        drawn=drawn,
        at=dated(before, second=drawn),
        opening=opening_of(draw),
        drawn_opening=opening,
    )
    return come_in(draw, aftermath, document, replacement.gone, LOTTERY)
