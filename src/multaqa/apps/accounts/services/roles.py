"""Who holds a role."""

import logging

from django.db import transaction

from multaqa.apps.accounts import queries
from multaqa.apps.accounts.models import Role, RoleKind, User
from multaqa.apps.accounts.services.contacts import reached_contact

log = logging.getLogger(__name__)


@transaction.atomic
def give_role(*, contact_text: str, kind: RoleKind, name: str = "") -> User:
    """Make the person known by this phone or e-mail a holder of the role, creating them if new."""
    email, phone = reached_contact(contact_text)
    user = queries.user_known_by(email=email, phone=phone)
    if user is None:
        user = User.objects.create_user(email=email, phone=phone, name=name)
    Role.objects.get_or_create(user=user, kind=kind)
    log.info("user %s holds role %s", user.pk, kind)
    return user
