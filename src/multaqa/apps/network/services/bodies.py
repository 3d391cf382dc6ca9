"""Entering a body, and revising what it says of itself."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules
from multaqa.apps.network.models import (
    LIVE_MEMBERSHIPS,
    LIVE_STATES,
    Body,
    BodyState,
    Membership,
    MembershipRole,
    MembershipState,
    Outcome,
    Verification,
)
from multaqa.apps.network.services import columns, origins
from multaqa.apps.network.services.confirming import keep_confirmation
from multaqa.apps.territory.models import Commune, Province, Region
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

MOST_WAITING = 10
IDENTITY = ("kind", "commune_id", *columns.NAMES)
NUMBERS = ("ice", "register_number", "declaration", "declared_on")


@transaction.atomic
def enter_body(
    *,
    actor: User,
    role: str = MembershipRole.PRESIDENT,
    insists: bool = False,
    **values: Any,
) -> Body:
    """Propose a body, whoever enters it being its first accepted person, in their role.

    ``values`` are a body's columns, and its ``fields``, ``groups`` and ``work_areas`` (codes). Only
    the coordinator enters one without a role. Refuses with the ``candidates`` when bodies of the
    province look the same, unless the person ``insists``: the likeliest is then kept beside it for
    the coordinator, as is one of the same hidden phone, of which nobody else is told. Refuses the
    same body twice from one person, whatever they insist on, and more than a few that wait to be
    verified.
    """
    require(rules.can_enter_body(actor) and bool(role or rules.can_enter_without_role(actor)))
    told = columns.told(values)
    body = Body(entered_by=actor, **told.columns)
    columns.put_numbers_in_order(body)
    _one_at_a_time_in(body.commune)
    columns.index(body)
    body.slug = columns.slug_of(body)
    _refuse_again(actor, body)
    _refuse_too_many(actor)
    alike, shown = _alike(body, actor)
    if shown and not insists:
        raise _resembles(shown)
    body.resembles = alike[0] if alike else None
    _save_once(body)
    columns.write_parts(body, columns.Told({}, *_given(told)))
    given = origins.created(origins.values_of(body))
    origins.note_origin(body, given, actor=actor, is_creation=True)
    if role:
        Membership.objects.create(
            body=body,
            user=actor,
            role=role,
            state=MembershipState.ACCEPTED,
            answered_by=actor,
            answered_at=timezone.now(),
        )
        keep_confirmation(body, actor)
    return body


@transaction.atomic
def revise_body(*, body: Body, actor: User, insists: bool = False, **values: Any) -> Body:
    """Change what a body says of itself; its address stays, and what it is searched by follows.

    A verified body whose own people change its name, kind or seat, or a number by which it was
    verified, waits to be verified again, and so does a refused one that they put right; a number
    that it did not have before is only added. The coordinator's changes ask for nothing. Refuses,
    as when it is entered, a new name that looks like another body's, unless they insist.
    """
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    require(rules.can_revise_body(actor, body))
    told, said = columns.told(values), origins.values_of(body)
    before = [getattr(body, name) for name in IDENTITY]
    numbers = [getattr(body, name) for name in NUMBERS]
    for name, value in told.columns.items():
        setattr(body, name, value)
    columns.put_numbers_in_order(body)
    columns.index(body)
    if is_renamed := before != [getattr(body, name) for name in IDENTITY]:
        _one_at_a_time_in(body.commune)
        alike, shown = _alike(body, actor)
        if shown and not insists:
            raise _resembles(shown)
        if alike:
            body.resembles, body.is_apart = alike[0], False
    elif numbers != [getattr(body, name) for name in NUMBERS]:
        _pair_by_number(body)
    if not rules.can_verify(actor):
        _reopen(body, actor, is_renamed or _is_renumbered(body, numbers))
    _save_once(body)
    columns.write_parts(body, told)
    origins.note_origin(body, origins.changed(said, origins.values_of(body)), actor=actor)
    if rules.can_act_for(actor, body):
        keep_confirmation(body, actor, is_revised=True)
    return body


def _is_renumbered(body: Body, before: list[Any]) -> bool:
    """Whether a number that was there is another now, or a doubted one came."""
    pairs = zip(before, (getattr(body, name) for name in NUMBERS), strict=True)
    is_other = any(old and old != new for old, new in pairs)
    return is_other or (body.is_ice_overruled and before[0] != body.ice)


def _pair_by_number(body: Body) -> None:
    """Set a body beside another of the same number, for the coordinator alone."""
    if same := queries.same_numbers(body).first():
        body.resembles, body.is_apart = same, False


def _reopen(body: Body, actor: User, is_changed: bool) -> None:
    body.is_mending = False
    if body.state == BodyState.REFUSED or (body.state == BodyState.VERIFIED and is_changed):
        body.state, body.waits_since = BodyState.PROPOSED, timezone.now()
        Verification.objects.create(body=body, outcome=Outcome.REOPENED, actor=actor)


def _given(told: columns.Told) -> tuple[Any, Any, Any]:
    """Of a new body every part is told, if only as none."""
    return told.fields or (), told.groups or (), told.work or ()


def _one_at_a_time_in(commune: Commune | None) -> None:
    """Queue those who enter a body in one province, so that the second sees the first's.

    SQLite's IMMEDIATE transactions are a queue already, and it knows no lock on a row.
    """
    if commune is None:
        Region.objects.select_for_update(no_key=True).order_by("pk").first()
    else:
        Province.objects.select_for_update(no_key=True).get(pk=commune.province_id)


def _alike(body: Body, actor: User) -> tuple[list[Body], list[Body]]:
    """The bodies that it may be, and those of them that may be shown to who writes it.

    One of the same number is not shown: it may be hidden, and numbers are typed wrongly.
    """
    near = _near(body, by_hidden_phone=True)
    alike = list(dict.fromkeys([*queries.same_numbers(body), *near]))
    if rules.can_verify(actor):
        return alike, alike
    return alike, _near(body) if body.phone else near


def _near(body: Body, *, by_hidden_phone: bool = False) -> list[Body]:
    return queries.near_duplicates(
        names=queries.names_of(body),
        kind=body.kind,
        commune=body.commune,
        phone=body.phone,
        by_hidden_phone=by_hidden_phone,
        exclude=body if body.pk else None,
    )


def _resembles(alike: list[Body]) -> Refusal:
    return Refusal("body.resembles", count=len(alike), candidates=tuple(alike))


def _refuse_again(actor: User, body: Body) -> None:
    """A form sent twice, with whatever it insists on, enters one body."""
    own = Body.objects.filter(
        name_key=body.name_key,
        kind=body.kind,
        commune=body.commune,
        state__in=LIVE_STATES,
        memberships__user=actor,
        memberships__state__in=LIVE_MEMBERSHIPS,
    )
    if own.exists():
        raise Refusal("body.already_yours")


def _refuse_too_many(actor: User) -> None:
    waiting = Body.objects.filter(entered_by=actor, state=BodyState.PROPOSED).count()
    if waiting >= MOST_WAITING and not rules.can_verify(actor):
        raise Refusal("body.too_many_waiting", count=waiting)


def _save_once(body: Body) -> None:
    """Save; whoever was first under this name in this commune is shown instead."""
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError:
        raise _resembles(_near(body)) from None
