"""A round that comes from a Pabulib file: closed, ready to be counted, and of no region here."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

import numpy as np
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import (
    BallotForm,
    Channel,
    Completion,
    Round,
    RoundFile,
    RoundProject,
    RoundState,
)
from multaqa.apps.budget.services.ballot_rows import Row, remove_ballots, write_ballots
from multaqa.apps.budget.services.rounds import insert_round
from multaqa.engines.budgeting.ballot_cells import LARGEST
from multaqa.engines.budgeting.election import BallotKind, Ballots, Election
from multaqa.engines.budgeting.faults import Forgiven
from multaqa.engines.budgeting.pabulib import read
from multaqa.kernel import jobs, record
from multaqa.kernel.jobs import LeaseLost, Running
from multaqa.kernel.models import Job
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

TASK = "multaqa.apps.budget.tasks.bring_round"
MOST_BYTES = settings.UPLOAD_BYTES  # of a heavier file only so much is kept on its way in
MOST_BALLOTS = 500_000
LONGEST_ID = 40
LARGEST_SCALE = 2**31 - 1
LARGEST_LIMIT = 2**15 - 1
FORGIVEN_KEPT = 500
BATCH = 2000
DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y")
FORMS = {
    BallotKind.APPROVAL: BallotForm.APPROVAL,
    BallotKind.CHOOSE_ONE: BallotForm.SOME,
    BallotKind.CUMULATIVE: BallotForm.POINTS,
    BallotKind.SCORING: BallotForm.POINTS,
    BallotKind.ORDINAL: BallotForm.RANKING,
}


@transaction.atomic
def send_file(*, actor: User, title: str, content: bytes, is_strict: bool) -> Job:
    """Keep a file and queue its reading; refuses one too large, empty, or plainly another kind.

    The same bytes become one round: sent again they are refused while they are read, and once they
    are a round; where they were refused they are read anew, strictly or not, as is asked now.
    """
    require(rules.can_prepare_rounds(actor))
    if len(content) > MOST_BYTES:
        raise Refusal("round_file.too_large", most=MOST_BYTES // 1024 // 1024)
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    if b"\0" in content[:4096] or not head.startswith(b"META"):
        raise Refusal("round_file.is_another_kind")
    digest = sha256(content).hexdigest()
    sent = {"title": title[:200] or "pb", "content": content, "is_strict": is_strict, "by": actor}
    try:
        with transaction.atomic():
            file = RoundFile.objects.create(digest=digest, **sent)
    except IntegrityError:
        file = _sent_again(digest, sent)
    return jobs.start(TASK, file.pk, about=file.about)


def _sent_again(digest: str, sent: dict[str, Any]) -> RoundFile:
    """The row of a file that was sent before and became no round, with what is sent now."""
    file = RoundFile.objects.select_for_update(of=("self",)).get(digest=digest)
    if file.round is not None and not file.round.is_being_brought:
        raise Refusal("round_file.is_here", round=str(file.round))
    jobs.check_free(file.about)
    for name, value in sent.items():
        setattr(file, name, value)
    file.save(update_fields=list(sent))
    return file


def bring_round(*, job: Running, file_id: int) -> None:
    """Read the file and make the round of it, seen whole by everybody or not at all.

    Refuses what the engine cannot read, and what no round here can hold; the bytes are let go then
    too. While its ballots are written, some at a time, the round is in no list and on no page; what
    a worker that died left of one is taken out before it is written anew.
    """
    file = RoundFile.objects.select_related("round").get(pk=file_id)
    _remove_half(file)
    job.tell("read", 0.05)
    try:
        reading = read(bytes(file.content), is_strict=file.is_strict)
        _check_fits(reading.election)
    except Refusal:
        RoundFile.objects.filter(pk=file_id).update(content=b"")
        raise
    election = reading.election
    job.tell("keep", 0.15)
    receipts = _receipts(election.ballots)
    digest = _digest(election, receipts)
    voting = _begin(file, election)
    for count in write_ballots(_rows(voting, election, receipts)):
        job.tell("write", 0.3 + 0.7 * count / len(receipts))
    forgiven = [_plain(one) for one in reading.forgiven[:FORGIVEN_KEPT]]
    with job.publishes():
        half = Round.objects.filter(pk=voting.pk, state=RoundState.DRAFT)
        if not half.update(state=RoundState.CLOSED, closed_at=timezone.now()):
            raise LeaseLost
        RoundFile.objects.filter(pk=file_id).update(
            content=b"", forgiven=forgiven, forgiven_count=reading.forgiven_count
        )
        record.append(
            kind="budget.brought",
            subject=voting.subject,
            facts={
                "round": voting.slug,
                "ballots": len(receipts),
                "digest": digest,
                "file": file.digest,
            },
        )


def _remove_half(file: RoundFile) -> None:
    """Take out what is written already of a round that never came to be."""
    if file.round is not None and file.round.is_being_brought:
        remove_ballots(file.round.pk)
        file.round.delete()


@transaction.atomic
def _begin(file: RoundFile, election: Election) -> Round:
    """The round with its projects, which nobody sees yet."""
    voting = _round(file, election)
    insert_round(voting, voting.title_ar)
    RoundProject.objects.bulk_create(_projects(voting, election), batch_size=BATCH)
    RoundFile.objects.filter(pk=file.pk).update(round=voting)
    return voting


def _check_fits(election: Election) -> None:
    """Refuses an election that a round here cannot hold, or that nothing could be counted of."""
    if not election.projects:
        raise Refusal("budgeting.no_projects")
    if not (people := election.ballots.people):
        raise Refusal("round_file.no_ballots")
    if people > MOST_BALLOTS:
        raise Refusal("round_file.too_many_ballots", most=MOST_BALLOTS)
    largest = max(election.budget, *(one.cost for one in election.projects))
    if largest > LARGEST or election.scale > LARGEST_SCALE:
        raise Refusal("budgeting.too_large", most=LARGEST)
    for one in election.projects:
        if len(one.id) > LONGEST_ID:
            raise Refusal("round_file.id_too_long", project=one.id[:80], most=LONGEST_ID)


def _plain(forgiven: Forgiven) -> dict[str, Any]:
    """A fault that was forgiven, as a row keeps it: its code, and its facts with its line."""
    facts = {name: str(fact) for name, fact in forgiven.facts.items()}
    return {"code": forgiven.code, "facts": facts | {"line": forgiven.line}}


def _round(file: RoundFile, election: Election) -> Round:
    limits, facts = election.limits, election.facts
    most = 1 if election.kind == BallotKind.CHOOSE_ONE else limits.max_length or None
    most = most and min(most, LARGEST_LIMIT)
    form = FORMS[election.kind]
    if election.kind == BallotKind.APPROVAL and most:
        form = BallotForm.SOME
    title = facts.get("description", "") or file.title
    utility, _completion = queries.sensible(form)
    opened, ended = _day_of(facts, "date_begin"), _day_of(facts, "date_end")
    if opened and ended:
        ended += timedelta(days=1, seconds=-1)
    return Round(
        title_ar=title[:200],
        organiser=", ".join(filter(None, (facts.get("unit"), facts.get("country"))))[:200]
        or file.title,
        envelope=election.budget,
        scale=election.scale,
        currency=election.currency[:3],
        form=form,
        most_choices=most,
        points=_points(election) if form == BallotForm.POINTS else None,
        utility=utility,
        completion=Completion.ADD1_GREEDY,
        is_public_money=False,
        may_residents=False,
        may_codes=False,
        opens_at=opened if opened and ended and opened < ended else None,
        closes_at=ended if opened and ended and opened < ended else None,
        state=RoundState.DRAFT,
        is_imported=True,
        created_by=file.by,
    )


def _points(election: Election) -> int | None:
    """Points that one ballot shares, as whole as those on the ballots; None: no limit, or more."""
    most = (election.limits.max_sum_points or 0) * election.ballots.point_scale
    return most if 0 < most <= LARGEST_LIMIT else None


def _day_of(facts: Mapping[str, str], key: str) -> datetime | None:
    """The day that a file tells, as its first moment here."""
    for form in DAYS:
        with suppress(ValueError):
            return timezone.make_aware(datetime.strptime(facts.get(key, ""), form))  # noqa: DTZ007
    return None


def _projects(voting: Round, election: Election) -> Iterator[RoundProject]:
    for one in election.projects:
        yield RoundProject(
            round=voting,
            number=one.id,
            title=(one.name or one.id)[:300],
            cost=one.cost,
            place=one.territory[:100],
            groups=list(one.groups),
            fields=list(one.categories),
            withdrawn_reason="" if one.cost else "—",
        )


def _receipts(ballots: Ballots) -> list[tuple[str, int]]:
    """A fresh receipt for each voter and the row of the ballot, in the order of the receipts.

    So nothing here tells in which order the file named its voters.
    """
    rows = np.repeat(np.arange(len(ballots.weights)), ballots.weights).tolist()
    return sorted((queries.fresh_receipt(), row) for row in rows)


def _digest(election: Election, receipts: list[tuple[str, int]]) -> str:
    """The fingerprint that ``queries.ballots_digest`` finds once they are kept."""
    choices, points = _told(election)
    digest = sha256()
    for receipt, row in receipts:
        digest.update(queries.digest_line(receipt, choices[row], points[row]))
    return digest.hexdigest()


def _rows(voting: Round, election: Election, receipts: list[tuple[str, int]]) -> Iterator[Row]:
    """One row for each voter; what is equal in the file stays equal, and nobody is named."""
    choices, points = (list(map(json.dumps, cells)) for cells in _told(election))
    for receipt, row in receipts:
        address = sha256(receipt.encode()).hexdigest()
        yield address, voting.pk, choices[row], points[row], Channel.FILE.value, "", receipt


def _told(election: Election) -> tuple[list[list[str]], list[list[int]]]:
    """Of each different ballot the projects, and the points where points are shared: most first."""
    ballots = election.ballots
    numbers = [one.id for one in election.projects]
    has_points = FORMS[election.kind] == BallotForm.POINTS
    spans = list(pairwise(ballots.starts.tolist()))
    chosen, points = ballots.chosen.tolist(), ballots.points.tolist()
    orders: list[Sequence[int]] = [range(*span) for span in spans]
    if has_points:
        orders = [sorted(order, key=lambda at: -points[at]) for order in orders]
    return (
        [[numbers[chosen[at]] for at in order] for order in orders],
        [[points[at] for at in order] if has_points else [] for order in orders],
    )
