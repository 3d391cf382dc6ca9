"""A round that comes from a Pabulib file: closed, ready to be counted, and of no region here."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import (
    Ballot,
    BallotForm,
    Channel,
    Completion,
    Round,
    RoundFile,
    RoundProject,
    RoundState,
)
from multaqa.apps.budget.services.rounds import free_slug
from multaqa.engines.budgeting.election import BallotKind, Ballots, Election
from multaqa.engines.budgeting.faults import Forgiven
from multaqa.engines.budgeting.pabulib import read
from multaqa.kernel import jobs
from multaqa.kernel.jobs import Running
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

TASK = "multaqa.apps.budget.tasks.bring_round"
MOST_BYTES = 60 * 1024 * 1024
FORGIVEN_KEPT = 500
BATCH = 2000
FORMS = {
    BallotKind.APPROVAL: BallotForm.APPROVAL,
    BallotKind.CHOOSE_ONE: BallotForm.SOME,
    BallotKind.CUMULATIVE: BallotForm.POINTS,
    BallotKind.SCORING: BallotForm.POINTS,
    BallotKind.ORDINAL: BallotForm.RANKING,
}


@transaction.atomic
def send_file(*, actor: User, title: str, content: bytes, is_strict: bool) -> Job:
    """Keep a file and queue its reading; refuses one too large, empty, or plainly another kind."""
    require(rules.can_prepare_rounds(actor))
    if len(content) > MOST_BYTES:
        raise Refusal("round_file.too_large", most=MOST_BYTES // 1024 // 1024)
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    if b"\0" in content[:4096] or not head.startswith(b"META"):
        raise Refusal("round_file.is_another_kind")
    file = RoundFile.objects.create(
        title=title[:200] or "pb", content=content, is_strict=is_strict, by=actor
    )
    return jobs.start(TASK, file.pk, about=file.about)


def bring_round(*, job: Running, file_id: int) -> None:
    """Read the file and make the round of it, in one piece or not at all."""
    file = RoundFile.objects.get(pk=file_id)
    job.tell("read", 0.05)
    reading = read(bytes(file.content), is_strict=file.is_strict)
    job.tell("keep", 0.4)
    election: Election = reading.election
    ballots = sorted(_ballots(election), key=lambda one: one.receipt)
    job.tell("write", 0.6)
    forgiven = [_plain(one) for one in reading.forgiven[:FORGIVEN_KEPT]]
    with job.publishes():
        voting = _round(file, election)
        voting.save(force_insert=True)
        RoundProject.objects.bulk_create(_projects(voting, election), batch_size=BATCH)
        for one in ballots:
            one.round = voting
        Ballot.objects.bulk_create(ballots, batch_size=BATCH)
        RoundFile.objects.filter(pk=file_id).update(
            round=voting, content=b"", forgiven=forgiven, forgiven_count=len(reading.forgiven)
        )


def _plain(forgiven: Forgiven) -> dict[str, Any]:
    """A fault that was forgiven, as a row keeps it: its line, its code and its facts."""
    facts = {name: str(fact) for name, fact in forgiven.facts.items()}
    return {"line": forgiven.line, "code": forgiven.code, "facts": facts}


def _round(file: RoundFile, election: Election) -> Round:
    form = FORMS[election.kind]
    limits = election.limits
    if election.kind == BallotKind.APPROVAL and limits.max_length:
        form = BallotForm.SOME
    facts = election.facts
    title = facts.get("description", "") or file.title
    utility, _completion = queries.sensible(form)
    now = timezone.now()
    most = 1 if election.kind == BallotKind.CHOOSE_ONE else limits.max_length
    return Round(
        slug=free_slug(slugify(title)),
        title_ar=title[:200],
        organiser=", ".join(filter(None, (facts.get("unit"), facts.get("country"))))[:200]
        or file.title,
        envelope=election.budget,
        scale=election.scale,
        currency=election.currency[:3],
        form=form,
        most_choices=most,
        points=limits.max_sum_points if form == BallotForm.POINTS else None,
        utility=utility,
        completion=Completion.ADD1_GREEDY,
        is_public_money=False,
        may_residents=False,
        may_codes=False,
        state=RoundState.CLOSED,
        closed_at=now,
        is_imported=True,
        created_by=file.by,
    )


def _projects(voting: Round, election: Election) -> Iterator[RoundProject]:
    for one in election.projects:
        yield RoundProject(
            round=voting,
            number=one.id[:40],
            title=(one.name or one.id)[:300],
            cost=one.cost,
            place=one.territory[:100],
            groups=list(one.groups),
            fields=list(one.categories),
            withdrawn_reason="" if one.cost else "—",
        )


def _ballots(election: Election) -> Iterator[Ballot]:
    """One row for each voter; what is equal in the file stays equal, and nobody is named."""
    ballots: Ballots = election.ballots
    numbers = [one.id[:40] for one in election.projects]
    has_points = FORMS[election.kind] == BallotForm.POINTS
    bounds = ballots.starts.tolist()
    for row, weight in enumerate(ballots.weights.tolist()):
        first, last = bounds[row], bounds[row + 1]
        choices = [numbers[at] for at in ballots.chosen[first:last].tolist()]
        points = cast("list[int]", ballots.points[first:last].tolist()) if has_points else []
        for _one in range(weight):
            receipt = queries.fresh_receipt()
            yield Ballot(
                address=sha256(receipt.encode()).hexdigest(),
                choices=choices,
                points=points,
                channel=Channel.FILE,
                receipt=receipt,
            )
