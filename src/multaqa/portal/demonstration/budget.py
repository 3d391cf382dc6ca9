"""The demonstration's participatory budget: a round that was voted and closed, and one in which
people vote now.

Both put published projects to the vote by the site's own service. What lies in the past is laid
there: nobody can freeze a round that closed a month ago, but the public record holds what the
freeze would have told it. The count and the council's decision are left to the worker
(``budget_decision``), and so are the ballots of the open round: the site serves meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import services
from multaqa.apps.budget.models import BoundAbout, BoundKind, PaperEntry, Round, RoundState
from multaqa.apps.budget.services.freezing import frozen_facts
from multaqa.apps.forum.models import Edition
from multaqa.apps.projects.models import Project
from multaqa.apps.territory.models import Region
from multaqa.engines.chance import ticket
from multaqa.kernel import jobs, record
from multaqa.kernel.jobs import Running
from multaqa.portal.demonstration.applicants import REGION
from multaqa.portal.demonstration.budget_votes import vote
from multaqa.portal.demonstration.budget_words import ORGANISER, WORDS
from multaqa.portal.demonstration.projects import Brought

ENVELOPE = 4_200_000
RURAL_FLOOR = 1_800_000
BALLOTS = {"budget-2": 6000, "budget-3": 5999}
LEAST, MOST = 40_000, 900_000
COUNT = "multaqa.portal.demonstration.budget_decision.count_and_decide"
VOTE = "multaqa.portal.demonstration.budget.lay_ballots"


def build(brought: Brought, *, coordinator: User, deputy: User) -> None:
    """One round of the edition before, decided; one of the edition to come, open."""
    now = timezone.now()
    readers = (coordinator, deputy)
    past = _past(brought.first, readers, now)
    jobs.start(COUNT, past.pk, coordinator.pk, about=services.count_about(past))
    coming = _round(
        "budget-3",
        coordinator,
        brought.second,
        edition=Edition.objects.get(number=3),
        opens_at=now - timedelta(days=3),
        closes_at=now + timedelta(days=11),
    )
    services.freeze_round(voting=coming, actor=coordinator)
    Round.objects.filter(pk=coming.pk).update(frozen_at=now - timedelta(days=5))
    people = [one.pk for one in readers]
    jobs.start(VOTE, coming.pk, *people, about=f"{coming.subject}:ballots")


def lay_ballots(job: Running, round_id: int, coordinator_id: int, deputy_id: int) -> None:
    """What people voted so far in the open round, all of it at once."""
    coming = Round.objects.get(pk=round_id)
    readers = User.objects.get(pk=coordinator_id), User.objects.get(pk=deputy_id)
    with transaction.atomic():
        vote(coming, count=BALLOTS[coming.slug], readers=readers)


def _round(slug: str, coordinator: User, projects: Iterable[Project], **facts: Any) -> Round:
    """A round in preparation: its envelope, a rural floor, and published projects."""
    voting = Round.objects.create(
        slug=slug,
        region=Region.objects.get(code=REGION),
        envelope=ENVELOPE,
        smallest_cost=LEAST,
        largest_cost=MOST,
        may_members=True,
        created_by=coordinator,
        **WORDS[slug],
        **ORGANISER,
        **facts,
    )
    services.add_bound(
        voting=voting,
        actor=coordinator,
        kind=BoundKind.FLOOR,
        about=BoundAbout.SETTING,
        name="rural",
        amount=RURAL_FLOOR,
    )
    services.choose_projects(voting=voting, actor=coordinator, keys=[one.pk for one in projects])
    return voting


def _past(projects: Iterable[Project], readers: tuple[User, User], now: datetime) -> Round:
    """The round that was: frozen and voted as of then, closed and counted by the services."""
    facts = {
        "opens_at": now - timedelta(days=60),
        "closes_at": now - timedelta(days=39),
    }
    past = _round("budget-2", readers[0], projects, edition=Edition.objects.get(number=2), **facts)
    past.state, past.salt = RoundState.FROZEN, f"{ticket('salt', past.slug):064x}"
    past.frozen_at = now - timedelta(days=62)
    past.save(update_fields=["state", "salt", "frozen_at"])
    record.append(kind="budget.frozen", subject=past.subject, facts=frozen_facts(past))
    vote(past, count=BALLOTS[past.slug], readers=readers)
    PaperEntry.objects.filter(round=past).update(at=facts["closes_at"])
    services.close_round(voting=past)
    Round.objects.filter(pk=past.pk).update(closed_at=facts["closes_at"])
    return past
