"""People, as those who sign them in look for them."""

from django.db.models import QuerySet

from multaqa.apps.accounts.models import RoleKind, User


def user_known_by(*, email: str | None = None, phone: str | None = None) -> User | None:
    if email:
        return User.objects.filter(email=email.lower()).first()
    return User.objects.filter(phone=phone).first() if phone else None


def user_known_by_contact(contact: str) -> User | None:
    """Whose account has this phone or address."""
    if "@" in contact:
        return user_known_by(email=contact)
    return user_known_by(phone=contact)


def coordinators() -> QuerySet[User]:
    """Whoever coordinates the network, to be told of what waits for them."""
    return User.objects.filter(roles__kind=RoleKind.COORDINATOR, is_active=True).order_by("pk")
