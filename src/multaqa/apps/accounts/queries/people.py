"""People, as those who sign them in look for them."""

from multaqa.apps.accounts.models import User


def user_known_by(*, email: str | None = None, phone: str | None = None) -> User | None:
    if email:
        return User.objects.filter(email=email.lower()).first()
    return User.objects.filter(phone=phone).first() if phone else None


def user_known_by_contact(contact: str) -> User | None:
    """Whose account has this phone or address."""
    if "@" in contact:
        return user_known_by(email=contact)
    return user_known_by(phone=contact)
