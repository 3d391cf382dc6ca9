"""The rounds that one may see, where each stands, and the projects put to the vote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from multaqa.apps.accounts.rules import Visitor, can_enter_desk
from multaqa.apps.budget.models import Round, RoundProject, RoundState
from multaqa.apps.budget.queries.winners import winners_counted
from multaqa.apps.projects.models import Project
from multaqa.engines import chance
from multaqa.kernel.arabic import fold
from multaqa.kernel.search import bare, words_of

MOST_COMPARED = 4
COMING, OPEN, OVER, COUNTED, STOPPED, DRAFT = (
    "coming",
    "open",
    "over",
    "counted",
    "stopped",
    "draft",
)


def whole_rounds() -> QuerySet[Round]:
    """All but those of which a file's ballots are still being written: nobody sees these."""
    return Round.objects.exclude(state=RoundState.DRAFT, is_imported=True)


def rounds_seen_by(user: Visitor) -> QuerySet[Round]:
    """Rounds that are frozen or further; to the desk, those being prepared too."""
    rounds = whole_rounds().select_related("region", "province", "edition")
    if can_enter_desk(user):
        return rounds
    return rounds.exclude(state=RoundState.DRAFT).exclude(
        state=RoundState.CANCELLED, frozen_at=None
    )


def stage_of(voting: Round, now: datetime | None = None) -> str:
    """Where a round stands for who reads of it, by its dates and its state."""
    now = now or timezone.now()
    if voting.state != RoundState.FROZEN:
        return {
            RoundState.DRAFT: DRAFT,
            RoundState.CLOSED: OVER,
            RoundState.COUNTED: COUNTED,
        }.get(RoundState(voting.state), STOPPED)
    if voting.opens_at and now < voting.opens_at:
        return COMING
    return OVER if voting.closes_at and now >= voting.closes_at else OPEN


def open_rounds() -> QuerySet[Round]:
    """Those in which people vote at this moment, the one that ends first before the others."""
    now = timezone.now()
    found = Round.objects.filter(state=RoundState.FROZEN, opens_at__lte=now, closes_at__gt=now)
    return found.select_related("region", "province").order_by("closes_at")


def rounds_to_close() -> QuerySet[Round]:
    """Those whose time is over, by the clock of the database, and that nobody has closed yet."""
    return Round.objects.filter(state=RoundState.FROZEN, closes_at__lte=Now())


def is_close_due() -> bool:
    return rounds_to_close().exists()


def projects_of(voting: Round) -> list[RoundProject]:
    """All that is put to the vote, in the round's order, each with its round and its place."""
    found = RoundProject.objects.filter(round=voting).select_related("commune__province")
    projects = list(found.order_by("pk"))
    for project in projects:
        project.round = voting
    return projects


@dataclass(frozen=True, slots=True)
class PutToVote:
    """A project in one round: where that stands, and whether the project won; None, not known."""

    row: RoundProject
    stage: str
    is_won: bool | None


def votes_on(project: Project, user: Visitor) -> list[PutToVote]:
    """The rounds that put a project to the vote, the newest first."""
    rows = RoundProject.objects.filter(project=project, round__in=rounds_seen_by(user))
    told = []
    for row in rows.select_related("round").order_by("-round_id"):
        is_counted = row.round.state == RoundState.COUNTED
        is_won = row.number in winners_counted(row.round) if is_counted else None
        told.append(PutToVote(row, stage_of(row.round), is_won))
    return told


def whole_project(row: RoundProject) -> str:
    """The address of the project itself, where everyone may read it."""
    found = row.project
    return found.get_absolute_url() if found is not None and found.is_public else ""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for among the projects of a round."""

    words: str = ""
    commune: str = ""
    setting: str = ""
    field: str = ""

    @property
    def is_anything(self) -> bool:
        return bool(self.words or self.commune or self.setting or self.field)

    def fits(self, project: RoundProject) -> bool:
        if self.commune and project.commune_id != self.commune:
            return False
        if self.setting and project.setting != self.setting:
            return False
        if self.field and self.field not in project.fields:
            return False
        if not self.words:
            return True
        told = fold(
            f"{project.title} {project.summary} {project.holder_name} {project.place} "
            f"{project.commune or ''} {project.number}"
        )
        spelled = f" {' '.join(f'{word} {bare(word)}' for word in told.split())} "
        return all(word in spelled for word in words_of(self.words))


def in_own_order(projects: Sequence[RoundProject], secret: str) -> list[RoundProject]:
    """The projects shuffled for one voter: nobody's stand first for everybody.

    By SHA-256 of a secret of the voter's browser: the same as long as it is kept.
    """
    return sorted(projects, key=lambda one: chance.ticket(secret, one.number))


def rounds_due(*, since: datetime, until: datetime) -> QuerySet[Round]:
    """Frozen rounds that open or close between two moments."""
    span = (since, until)
    return Round.objects.filter(
        Q(opens_at__range=span) | Q(closes_at__range=span), state=RoundState.FROZEN
    )
