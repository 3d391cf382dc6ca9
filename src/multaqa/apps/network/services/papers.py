"""Papers of a body: begun, saved as often as one likes, made once whole."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import rules
from multaqa.apps.network.models import Body, Handover, Paper
from multaqa.apps.network.services.people import held_body
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MOST_DRAFTS = 20
MOST = 500
MOST_SIGNS = 300_000


@transaction.atomic
def begin_paper(
    *,
    body: Body,
    actor: User,
    kind: str,
    answers: Mapping[str, Any],
    handover: Handover | None = None,
) -> Paper:
    """Begin a draft with what is known already. Refuses more drafts than anybody finishes."""
    body = held_body(body)
    require(rules.can_write_papers(actor, body))
    drafts = body.papers.filter(made_at=None).count()
    if drafts >= MOST_DRAFTS or body.papers.count() >= MOST:
        raise Refusal("paper.too_many", count=MOST_DRAFTS)
    return Paper.objects.create(
        body=body, kind=kind, answers=dict(answers), handover=handover, written_by=actor
    )


@transaction.atomic
def save_paper(*, paper: Paper, actor: User, answers: Mapping[str, Any]) -> Paper:
    """Keep what was typed, whole or not. Refuses a paper that was made meanwhile."""
    paper = _held(paper, actor)
    if paper.made_at is not None:
        raise Refusal("paper.made")
    if len(json.dumps(dict(answers))) > MOST_SIGNS:
        raise Refusal("paper.too_long")
    paper.answers = dict(answers)
    paper.save()
    return paper


@transaction.atomic
def make_paper(
    *, paper: Paper, actor: User, answers: Mapping[str, Any], made: Mapping[str, Any]
) -> Paper:
    """Keep what is printed as it is printed, so that the same paper comes out again; once."""
    paper = save_paper(paper=paper, actor=actor, answers=answers)
    paper.made, paper.made_at = dict(made), timezone.now()
    paper.save()
    return paper


@transaction.atomic
def drop_paper(*, paper: Paper, actor: User) -> None:
    """Throw a draft away, or a paper that was made by mistake."""
    _held(paper, actor).delete()


def _held(paper: Paper, actor: User) -> Paper:
    found = Paper.objects.select_for_update(of=("self",)).filter(pk=paper.pk).first()
    if found is None:
        raise Refusal("paper.gone")
    require(rules.can_write_papers(actor, found.body))
    return found
