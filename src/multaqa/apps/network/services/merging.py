"""Two entries of one body made one."""

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.network import queries, rules
from multaqa.apps.network.models import (
    ACTING_ROLES,
    LIVE_MEMBERSHIPS,
    Body,
    BodyState,
    Claim,
    Handover,
    Invitation,
    MembershipState,
    Outcome,
)
from multaqa.apps.network.services import columns, origins
from multaqa.apps.network.services.claims import begin_disputes
from multaqa.apps.network.services.decisions import held, note
from multaqa.apps.network.signals import body_merged
from multaqa.kernel.refusals import require
from multaqa.refusal import Refusal

# What the kept body does not say of itself is taken from the other.
FILLED = (
    "name_fr",
    "name_en",
    "commune_id",
    "locality",
    "about",
    "phone",
    "other_phones",
    "email",
    "website",
    "register_number",
    "ice",
    "women_count",
    "men_count",
)
CONTACT = frozenset({"phone", "other_phones", "email"})


@transaction.atomic
def merge_bodies(*, kept: Body, merged: Body, actor: User, reason: str) -> Body:
    """Make two entries of one body one: the kept one, which the old address leads to from now on.

    People, areas, fields and groups move without doubles, the old names are searched for as other
    names, and what the kept one left unsaid is taken over; never, where the kept one shows its
    contact to everyone, a contact that the other hid. Whoever entered a copy that nobody had
    verified gains nothing by it: their places come as requests, for the kept body to answer.
    Refuses to make a verified body part of one that is not.
    """
    require(rules.can_merge(actor))
    if kept.pk == merged.pk:
        raise Refusal("body.merges_itself")
    # In one order, so that two merges the other way round wait instead of locking each other.
    one, other = (held(body) for body in sorted((kept, merged), key=lambda body: body.pk))
    kept, merged = (one, other) if one.pk == kept.pk else (other, one)
    if not (kept.is_live and merged.is_live):
        raise Refusal("body.not_live")
    if merged.is_verified and not kept.is_verified:
        raise Refusal("body.keep_verified")
    note(merged, actor, Outcome.MERGED, reason)
    acted, said = _acted_for(merged), origins.values_of(kept)
    _move_people(kept, merged)
    _move_desk(kept, merged)
    _move_parts(kept, merged)
    _move_documents(kept, merged)
    merged.state, merged.merged_into = BodyState.MERGED, kept
    merged.save()
    _take_over(kept, merged)
    given = origins.changed(said, origins.values_of(kept))
    origins.note_origin(kept, given, actor=actor, entry=merged)
    Body.objects.filter(merged_into=merged).update(merged_into=kept)
    Body.objects.filter(resembles=merged).exclude(pk=kept.pk).update(resembles=kept)
    told = partial(body_merged.send_robust, sender=Body, old=merged, kept=kept, acted=acted)
    transaction.on_commit(told)
    return kept


def _acted_for(body: Body) -> frozenset[int]:
    """Whoever acts for the body, or did once: to be known after its places have moved."""
    given = body.memberships.filter(role__in=ACTING_ROLES, answered_at__isnull=False)
    held = given.filter(state__in=[MembershipState.ACCEPTED, MembershipState.ENDED])
    return frozenset(held.values_list("user_id", flat=True))


def _move_people(kept: Body, merged: Body) -> None:
    if merged.state == BodyState.PROPOSED:
        merged.memberships.filter(state=MembershipState.ACCEPTED).update(
            state=MembershipState.ASKED, answered_by=None, answered_at=None
        )
    live = Q(state__in=LIVE_MEMBERSHIPS)
    here = {one.user_id: one for one in kept.memberships.filter(live)}
    for one in merged.memberships.filter(live, user__in=here):
        own = here[one.user_id]
        is_better = MembershipState.ACCEPTED == one.state != own.state
        worse = own if is_better else one
        worse.state, worse.ended_at = MembershipState.ENDED, timezone.now()
        worse.save()
    merged.memberships.update(body=kept)


def _move_desk(kept: Body, merged: Body) -> None:
    """What was under way in the merged one is over; what happened there stands in the kept one."""
    now = timezone.now()
    merged.invitations.filter(state=Invitation.State.WAITING).update(
        state=Invitation.State.WITHDRAWN, closed_at=now
    )
    merged.handovers.filter(state__in=[Handover.State.WAITING, Handover.State.CONTESTED]).update(
        state=Handover.State.WITHDRAWN, closed_at=now
    )
    merged.confirmation_asks.filter(closed_at=None).update(closed_at=now)
    waiting = Claim.State.WAITING
    here = kept.claims.filter(state=waiting).values("user")
    merged.claims.filter(state=waiting, user__in=list(here.values_list("user", flat=True))).update(
        state=Claim.State.WITHDRAWN, answered_at=now
    )
    for rows in (
        merged.invitations,
        merged.handovers,
        merged.confirmation_asks,
        merged.claims,
        merged.steps,
        merged.phone_calls,
        merged.papers,
    ):
        rows.update(body=kept)
    if queries.acting_people(kept).exists():
        begin_disputes(kept)


def _move_parts(kept: Body, merged: Body) -> None:
    both = [kept, merged]
    told = columns.Told(
        {},
        fields=[row.field for body in both for row in body.fields.all()],
        groups=[row.group for body in both for row in body.groups.all()],
        work=[row.code for body in both for row in body.work_areas.all()],
    )
    columns.write_parts(kept, told)
    for rows in (merged.fields, merged.groups, merged.work_areas):
        rows.all().delete()


def _move_documents(kept: Body, merged: Body) -> None:
    """None twice: one that both hold stays with the entry that goes."""
    here = kept.documents.values("digest")
    merged.documents.exclude(digest__in=list(here.values_list("digest", flat=True))).update(
        body=kept
    )


def _take_over(kept: Body, merged: Body) -> None:
    known = queries.names_of(kept)
    others = [name for name in queries.names_of(merged) if name not in known]
    kept.other_names = "\n".join([*kept.other_names.splitlines(), *others])
    would_show = kept.is_contact_public and not merged.is_contact_public
    for name in FILLED:
        if would_show and name in CONTACT:
            continue
        if getattr(kept, name) in (None, ""):
            setattr(kept, name, getattr(merged, name))
    if kept.ice == merged.ice:
        kept.is_ice_overruled = kept.is_ice_overruled or merged.is_ice_overruled
    if not kept.declaration:
        kept.declaration = merged.declaration
        kept.declared_on, kept.declared_to = merged.declared_on, merged.declared_to
    if kept.founded_on is None:
        kept.founded_on = merged.founded_on
        kept.is_founded_by_year = merged.is_founded_by_year
    columns.index(kept)
    kept.save()
