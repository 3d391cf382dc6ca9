"""Another phone or e-mail: proved by a code, told to the former, undone by its link."""

import logging
from datetime import timedelta
from functools import partial

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import ContactChange, Erasure, User
from multaqa.apps.accounts.services.telling import tell_contact
from multaqa.apps.accounts.services.visits import end_other_visits
from multaqa.apps.accounts.signals import contact_changed
from multaqa.refusal import Refusal

log = logging.getLogger(__name__)

Kind = ContactChange.Kind
SALT = "accounts.undo"
TAKEN = {Kind.PHONE: "contact.phone_taken", Kind.EMAIL: "contact.email_taken"}


@transaction.atomic
def change_contact(*, user: User, kind: Kind, contact: str, but: str | None) -> ContactChange:
    """Know the person by this phone or e-mail, whose code came back, in place of the former one.

    Whoever else is signed in as them is signed out, ``but`` for this session; what named them by
    the former contact goes on under it, and the former contact is told, with a link that undoes it.
    Refuses a contact that opens another account: who asks has proved that it is theirs.
    """
    former = getattr(_held(user), kind) or ""
    if former == contact:
        raise Refusal("contact.same")
    _set(user, kind, contact)
    return _changed(user, kind, former, contact, but)


@transaction.atomic
def remove_contact(*, user: User, kind: Kind, but: str | None) -> ContactChange:
    """Know the person by their other contact alone. Refuses to take the last one out."""
    held = _held(user)
    former = getattr(held, kind) or ""
    if not former:
        raise Refusal("contact.none")
    if not (held.phone and held.email):
        raise Refusal("contact.last")
    _set(user, kind, None)
    return _changed(user, kind, former, "", but)


def _held(user: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _set(user: User, kind: Kind, contact: str | None) -> None:
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(**{kind: contact})
    except IntegrityError:
        raise Refusal(TAKEN[kind]) from None
    setattr(user, kind, contact)


def _changed(user: User, kind: Kind, former: str, current: str, but: str | None) -> ContactChange:
    change = ContactChange.objects.create(user=user, kind=kind, former=former, current=current)
    end_other_visits(user=user, but=but)
    contact_changed.send(sender=User, user=user, kind=str(kind), former=former, current=current)
    log.info("user %s changed their %s", user.pk, kind)
    transaction.on_commit(partial(_tell, change))
    return change


def undo_address(change: ContactChange) -> str:
    """The page that undoes a change: whoever has its address may."""
    key = signing.Signer(salt=SALT).sign(str(change.pk))
    return f"{settings.ORIGIN}{reverse('undo-contact', args=[key])}"


def _tell(change: ContactChange) -> None:
    """Write to where the person was known until now: the former contact, and the other one."""
    user = change.user
    with override(user.language):
        link = undo_address(change)
        told = {"link": link, "days": settings.UNDO_DAYS}
        subject = _("The contact of your account was changed")
        text = _(
            "The phone or e-mail of your account was changed. If it was not you, open this "
            "link within %(days)d days: it puts the former one back and signs everybody out. "
            "%(link)s"
        )
        text %= told
        wants = {"subject": subject, "text": text}
        reached = {change.current}  # who has the new one alone is told nothing that undoes it
        pairs = [(change.kind, change.former), (Kind.PHONE, user.phone), (Kind.EMAIL, user.email)]
        for kind, contact in pairs:
            if contact and contact not in reached:
                reached.add(contact)
                of_email = kind == Kind.EMAIL
                email, phone = (contact, None) if of_email else (None, contact)
                tell_contact(email=email, phone=phone, **wants)


def change_of_link(signed: str) -> ContactChange | None:
    """The change that a link undoes; none when it was not made here, or is too old."""
    try:
        key = int(signing.Signer(salt=SALT).unsign(signed))
    except (signing.BadSignature, ValueError):
        return None
    since = timezone.now() - timedelta(days=settings.UNDO_DAYS)
    return ContactChange.objects.filter(pk=key, at__gt=since).select_related("user").first()


@transaction.atomic
def undo_contact_change(*, change: ContactChange) -> ContactChange:
    """Put the former contact back, and shut out whoever changed it: once.

    Every browser is signed out; a password, an authenticator or a passkey that came since then is
    taken away, an erasure that was asked since then is off, and every later change, of whichever
    contact, is undone with it: who took one contact over adds another of their own. Refuses a
    second time, and where the former contact opens another account by now.
    """
    user = _held(change.user)
    change = ContactChange.objects.select_for_update().get(pk=change.pk)
    if change.undone_at is not None:
        raise Refusal("contact.undone")
    since = user.contact_changes.filter(pk__gte=change.pk, undone_at=None)
    moved = {kind: getattr(user, kind) or "" for kind in since.values_list("kind", flat=True)}
    back = _put_back(user, change, list(since.order_by("pk")))
    since.update(undone_at=timezone.now())
    Authenticator.objects.filter(user=user, created_at__gte=change.at).delete()
    if not queries.second_factors_of(user).is_any:
        Authenticator.objects.filter(user=user).delete()
    Erasure.objects.filter(user=user, asked_at__gte=change.at).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_other_visits(user=user, but=None)
    for kind, current in moved.items():
        contact_changed.send(
            sender=User, user=user, kind=kind, former=current, current=back[kind] or ""
        )
    log.info("user %s: a change of %s was undone", user.pk, change.kind)
    change.refresh_from_db()
    return change


def _put_back(
    user: User, change: ContactChange, since: list[ContactChange]
) -> dict[str, str | None]:
    """Each contact as it was before the first of these changes, both of them in one statement.

    One that opens another account by now is refused where it is what was asked for, or the only
    one; beside it, it is left out.
    """
    back: dict[str, str | None] = {}
    for one in since:
        back.setdefault(one.kind, one.former or None)
    others = User.objects.exclude(pk=user.pk)
    taken = [kind for kind, was in back.items() if was and others.filter(**{kind: was}).exists()]
    for kind in taken:
        back[kind] = None
    left = {kind: getattr(user, kind) for kind in Kind.values} | back
    if taken and (change.kind in taken or not any(left.values())):
        raise Refusal(TAKEN[Kind(taken[0])])
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(**back)
    except IntegrityError:  # somebody was first, this very moment
        raise Refusal(TAKEN[Kind(change.kind)]) from None
    for kind, contact in back.items():
        setattr(user, kind, contact)
    return back


def forget_old_changes() -> None:
    """Forget former contacts whose link works no more."""
    over = timezone.now() - timedelta(days=settings.UNDO_DAYS)
    ContactChange.objects.filter(at__lt=over).delete()
