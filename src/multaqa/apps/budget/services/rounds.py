"""A round being prepared: made, its steps saved one by one, its floors and caps."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from multaqa.apps.accounts.models import User
from multaqa.apps.budget import queries, rules
from multaqa.apps.budget.models import Bound, BoundAbout, Round, RoundState
from multaqa.apps.budget.services.holding import round_to_change
from multaqa.apps.network.models import Group
from multaqa.apps.territory.models import Province
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

RESERVED = {"new", "files", "how"}  # addresses of pages that are no round's
TURNS = 20
STEPS = {
    "about": (
        "title_ar", "title_fr", "title_en", "summary_ar", "summary_fr", "summary_en",
        "organiser", "edition", "region", "province", "envelope",
    ),
    "money": ("is_public_money", "decider", "smallest_cost", "largest_cost"),
    "voters": (
        "may_members", "may_residents", "may_drawn", "may_codes", "opens_at", "closes_at",
    ),
    "ballot": ("form", "most_choices", "points", "rule", "utility", "completion"),
}  # fmt: skip


@transaction.atomic
def make_round(*, actor: User, fields: Mapping[str, Any]) -> Round:
    """A new round, in preparation: nobody but the desk sees it."""
    require(rules.can_prepare_rounds(actor))
    voting = Round(created_by=actor, **{name: fields[name] for name in STEPS["about"]})
    _refuse_first(voting, "about")
    insert_round(voting, voting.title_fr or voting.title_en or "")
    return voting


@transaction.atomic
def save_step(*, voting: Round, actor: User, step: str, fields: Mapping[str, Any]) -> Round:
    """One step of a round in preparation, as typed; refuses what makes no sense in it."""
    require(rules.can_prepare_rounds(actor))
    held = draft_to_change(voting)
    for name in STEPS[step]:
        setattr(held, name, fields[name])
    _refuse_first(held, step)
    held.save()
    return held


@transaction.atomic
def add_bound(
    *, voting: Round, actor: User, kind: str, about: str, name: str, amount: int
) -> Bound:
    """Set a floor or a cap, in place of the one said before of the same projects."""
    require(rules.can_prepare_rounds(actor))
    held = draft_to_change(voting)
    if name not in names_of(held, about):
        raise Refusal("bound.of_nothing")
    bound, _made = Bound.objects.update_or_create(
        round=held, kind=kind, about=about, name=name, defaults={"amount": amount}
    )
    _refuse_first(held, "bounds")
    return bound


@transaction.atomic
def remove_bound(*, voting: Round, actor: User, key: int) -> None:
    require(rules.can_prepare_rounds(actor))
    Bound.objects.filter(round=draft_to_change(voting), pk=key).delete()


def names_of(voting: Round, about: str) -> Sequence[str]:
    """What floors and caps of a kind may speak of in this round."""
    if about == BoundAbout.SETTING:
        return ("urban", "rural")
    if about == BoundAbout.GROUP:
        return tuple(Group.values)
    if voting.province_id:
        return (voting.province_id,)
    return tuple(Province.objects.filter(region=voting.region_id).values_list("pk", flat=True))


def draft_to_change(voting: Round) -> Round:
    """The round as it is now; refuses one that is frozen already."""
    held = round_to_change(voting)
    if held.state != RoundState.DRAFT:
        raise Refusal("round.is_frozen")
    return held


def _refuse_first(voting: Round, step: str) -> None:
    for lack in queries.lacks_of(voting, step):
        raise lack.refusal


def insert_round(voting: Round, title: str) -> None:
    """Keep a new round under an address of its own in Latin letters, made of its title.

    Another round of the same title may be kept at this very moment: then the next address is taken.
    """
    for _turn in range(TURNS):
        voting.slug = _free_slug(title)
        try:
            with transaction.atomic():
                voting.save(force_insert=True)
        except IntegrityError:
            if not Round.objects.filter(slug=voting.slug).exists():
                raise
        else:
            return
    raise Refusal("round.address_taken")


def _free_slug(title: str) -> str:
    name = slugify(title)[:60].strip("-") or "budget"
    taken = RESERVED | set(
        Round.objects.filter(slug__startswith=name).values_list("slug", flat=True)
    )
    turn, slug = 1, name
    while slug in taken:
        turn += 1
        slug = f"{name}-{turn}"
    return slug
