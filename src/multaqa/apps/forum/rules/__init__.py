"""Who may do what at the forum's desk."""

from multaqa.apps.accounts.models import User
from multaqa.apps.accounts.rules import Visitor, can_enter_desk, is_auditor, is_coordinator
from multaqa.apps.forum.models import Draw, Registration, RegistrationState


def can_run_forum(user: Visitor) -> bool:
    """Open editions, bring lists in, set quotas, compute, seal and draw."""
    return is_coordinator(user)


def can_read_desk(user: Visitor) -> bool:
    """See the desk's pages; the auditor sees them without people's names."""
    return can_enter_desk(user)


def can_read_people(user: Visitor) -> bool:
    """See names, bodies and phones."""
    return is_coordinator(user)


def can_open_commitments(user: Visitor, draw: Draw) -> bool:
    """Hold the opening of sensitive columns, once they are sealed."""
    return is_auditor(user) and draw.is_frozen


def can_register(user: Visitor) -> bool:
    """Ask for a seat, for oneself or for somebody present: whoever is signed in."""
    return isinstance(user, User) and user.is_active


def can_write_registration(user: Visitor, registration: Registration) -> bool:
    """Write it, send it, change it: whose it is, or who enters it for them."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.pk in {registration.user_id, registration.entered_by_id} or bool(
        is_named_in(user, registration) and registration.sent_at
    )


def can_withdraw_registration(user: Visitor, registration: Registration) -> bool:
    """Take it back: the same, and the coordinator on the person's word."""
    return can_write_registration(user, registration) or is_coordinator(user)


def can_see_sensitive(user: Visitor, registration: Registration) -> bool:
    """Read and change the sensitive answers: whose they are.

    Who enters it for somebody present does so only while writing: once it is sent, the answers are
    the person's alone, and may be others than those that were entered.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    if registration.user_id == user.pk:
        return True
    if registration.state == RegistrationState.DRAFT:
        return registration.entered_by_id == user.pk
    return is_named_in(user, registration)


def can_move_contact(user: Visitor, registration: Registration) -> bool:
    """Change where its person is written to: once it is sent, they alone.

    Who enters it for them may still give the contact that was missing.
    """
    if not can_write_registration(user, registration) or not isinstance(user, User):
        return False
    is_new = not (registration.phone or registration.email)
    if is_new or registration.state == RegistrationState.DRAFT:
        return True
    return registration.user_id == user.pk or is_named_in(user, registration)


def can_object(user: Visitor, registration: Registration) -> bool:
    """Say that one did not agree: whom somebody else registered."""
    if not isinstance(user, User) or registration.entered_by_id == user.pk:
        return False
    return registration.user_id == user.pk or is_named_in(user, registration)


def is_named_in(user: User, registration: Registration) -> bool:
    """Whether it was sent by another in the name of the person's own phone or e-mail.

    Where it is somebody's own the contact opens it to nobody else: it may be mistyped.
    """
    if registration.user_id is not None:
        return False
    return bool(
        (user.phone and registration.phone == user.phone)
        or (user.email and registration.email == user.email)
    )


def can_review(user: Visitor) -> bool:
    """Answer those who asked for a seat."""
    return is_coordinator(user)


def can_answer_seat(user: Visitor, registration: Registration | None) -> bool:
    """Take the seat or give it back on the site: whose registration drew it, or who enters it."""
    return registration is not None and can_write_registration(user, registration)


def can_invite(user: Visitor) -> bool:
    """Invite institutions, remind them, and enter what they answered on paper."""
    return is_coordinator(user)
