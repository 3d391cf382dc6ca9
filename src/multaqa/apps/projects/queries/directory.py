"""The public list: projects by words, field, group, place, setting, state and cost."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from rapidfuzz import fuzz

from multaqa.apps.network.models import WorkSetting
from multaqa.apps.projects.models import Project, ProjectCommune, ProjectGroup, ProjectState
from multaqa.apps.projects.queries.seen import public_projects
from multaqa.kernel.arabic import fold
from multaqa.kernel.search import LEAST_LETTERS, holding, holding_any, spellings_near, words_of

MOST_SIMILAR = 4
LEAST_ALIKE = 62  # percent of likeness of titles, their words in any order
MOST_LOOKED_THROUGH = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """What one asks of the list; nothing asked is everything."""

    search: str = ""
    field: str = ""
    group: str = ""
    territory: str = ""
    setting: str = ""
    state: str = ""
    least: int | None = None
    most: int | None = None
    is_model: bool = False
    near: tuple[tuple[str, ...], ...] = ()

    @property
    def is_anything(self) -> bool:
        return self != Asked()

    @property
    def is_narrowed(self) -> bool:
        return replace(self, search="", near=()) != Asked()


def directory(asked: Asked) -> QuerySet[Project]:
    """The public projects that answer, the newest first."""
    found = public_projects()
    if asked.near:
        found = holding_any(found, "search_text", asked.near)
    else:
        found = holding(found, "search_text", words_of(asked.search))
    if asked.field:
        found = found.filter(field=asked.field)
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.group:
        found = found.filter(
            Exists(ProjectGroup.objects.filter(project=OuterRef("pk"), group=asked.group))
        )
    if asked.territory:
        found = found.filter(_there(asked.territory))
    if asked.setting:
        found = found.filter(setting__in=[asked.setting, WorkSetting.BOTH])
    if asked.least is not None:
        found = found.filter(cost_asked__gte=asked.least)
    if asked.most is not None:
        found = found.filter(cost_asked__lte=asked.most)
    if asked.is_model:
        found = found.filter(is_model=True)
    return found


def _there(code: str) -> Q:
    """In the commune or a commune of the province; what is for the whole region is there too."""
    here = ProjectCommune.objects.filter(
        Q(commune=code) | Q(commune__province=code) | Q(commune__province__region=code),
        project=OuterRef("pk"),
    )
    return Q(Exists(here)) | Q(is_regional=True)


def nearly(asked: Asked) -> Asked | None:
    """The same question with every word that is a letter away; none where no word is."""
    words = words_of(asked.search)
    if not any(len(word) >= LEAST_LETTERS for word in words):
        return None
    texts = public_projects().order_by().values_list("search_text", flat=True)
    near = tuple(spellings_near(word, "projects.directory", texts) for word in words)
    return replace(asked, near=near) if any(len(one) > 1 for one in near) else None


def place_counts(asked: Asked) -> dict[str, int]:
    """How many of the projects that answer are carried out in each commune."""
    found = directory(asked).order_by().values("pk")
    rows = (
        ProjectCommune.objects.filter(project__in=found)
        .order_by("commune")
        .values("commune")
        .annotate(count=Count("project"))
    )
    return {row["commune"]: row["count"] for row in rows}


def province_counts(asked: Asked) -> dict[str, int]:
    """How many are carried out in each province; one of several communes counts once."""
    found = directory(asked).order_by().values("pk")
    rows = (
        ProjectCommune.objects.filter(project__in=found)
        .order_by("commune__province")
        .values("commune__province")
        .annotate(count=Count("project", distinct=True))
    )
    return {row["commune__province"]: row["count"] for row in rows}


def similar_projects(
    title: str, summary: str = "", *, without: Project | None = None
) -> list[Project]:
    """Public projects whose title, or title and summary, look like what is being written.

    By the words of the titles, in any order and folded; those that share a rare word of the summary
    come up too. At most a few, the likeliest first.
    """
    asked = fold(title)
    if len(asked) < LEAST_LETTERS:
        return []
    both = fold(f"{title} {summary}")
    rows = public_projects().order_by("-pk")
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    scored = [
        (
            max(
                fuzz.token_set_ratio(asked, fold(name))
                if len(asked.split()) > 1
                else fuzz.token_sort_ratio(asked, fold(name)),
                fuzz.token_sort_ratio(both, fold(f"{name} {told}")) + 10 if summary else 0,
            ),
            pk,
        )
        for pk, name, told in rows.values_list("pk", "title", "summary")[:MOST_LOOKED_THROUGH]
    ]
    best = sorted((one for one in scored if one[0] >= LEAST_ALIKE), reverse=True)[:MOST_SIMILAR]
    found = {one.pk: one for one in public_projects().filter(pk__in=[pk for _score, pk in best])}
    return [found[pk] for _score, pk in best if pk in found]


def chosen(slugs: Iterable[str], seen: QuerySet[Project]) -> list[Project]:
    """The projects of these addresses, in the order that they were asked."""
    order = list(dict.fromkeys(slugs))
    found = {one.slug: one for one in seen.filter(slug__in=order)}
    return [found[slug] for slug in order if slug in found]


def shown_states() -> list[tuple[str, str]]:
    return [
        (one.value, str(one.label))
        for one in (
            ProjectState.PUBLISHED,
            ProjectState.FUNDED,
            ProjectState.NOT_FUNDED,
            ProjectState.UNDER_WAY,
            ProjectState.DONE,
        )
    ]
