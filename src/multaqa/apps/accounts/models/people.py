"""A person who signs in, and the roles they hold."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from multaqa.kernel.asked import Asked, Given


class Language(models.TextChoices):
    """Each under its own name, for whoever reads no other."""

    AR = "ar", "العربية"
    FR = "fr", "Français"
    EN = "en", "English"


class UserManager(BaseUserManager["User"]):
    def create_user(self, **fields: Any) -> "User":
        user = self.model(**fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get(self, *args: Any, **sought: Any) -> "User":
        """By a key alone, as every page of who is signed in asks: with the roles, in one query."""
        if args or sought.keys() != {"pk"} or not isinstance(sought["pk"], int):
            return super().get(*args, **sought)
        rows = _PERSON.rows(sought["pk"])  # one for each role, or one
        if not rows:
            raise self.model.DoesNotExist
        columns = [one.attname for one in self.model._meta.concrete_fields]
        person = self.model.from_db("default", columns, rows[0][:-1])
        person.role_kinds = frozenset(kind for *_person, kind in rows if kind)
        return person


class User(AbstractBaseUser):
    """Known by a phone number or an e-mail address, either of them theirs alone."""

    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=16, unique=True, null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.AR
    )  # the one we write to them in
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    signed_out_count = models.PositiveIntegerField(
        _("times that every browser was signed out"), default=0
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False),
                name="user_has_phone_or_email",
            ),
            models.CheckConstraint(condition=~Q(email=""), name="user_email_not_blank"),
            models.CheckConstraint(condition=~Q(phone=""), name="user_phone_not_blank"),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    @cached_property
    def role_kinds(self) -> frozenset[str]:
        return frozenset(self.roles.values_list("kind", flat=True))

    @cached_property
    def has_second_factor(self) -> bool:
        """An authenticator or a passkey; recovery codes alone are none."""
        held: models.Manager[Any] = self.authenticator_set  # type: ignore[attr-defined]  # a library's
        return held.exclude(type="recovery_codes").exists()

    @cached_property
    def is_held_back(self) -> bool:
        """Whether their roles wait for the second factor that this instance requires of staff.

        A role just given opens its pages for the days that the settings say; then it waits.
        """
        if settings.STAFF_MFA != "required" or not self.role_kinds or self.has_second_factor:
            return False
        since = timezone.now() - timedelta(days=settings.STAFF_MFA_DAYS)
        return self.roles.filter(given_at__lte=since).exists()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Every other browser is signed out by a new password, and whenever it is asked for."""
        parts = [self.password, str(self.signed_out_count)]
        if not self.signed_out_count:  # those who were signed in before it was counted stay
            parts.pop()
        return salted_hmac(
            "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash",
            "|".join(parts),
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class RoleKind(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    AUDITOR = "auditor", _("Auditor")


@dataclass(frozen=True)
class DemonstrationPerson:
    """Somebody invented, whom a visitor of a demonstration can be with one click."""

    key: str
    label: StrOrPromise
    contact: str
    name: str
    role: RoleKind | None = None


# No address under .invalid ever receives a letter (RFC 2606), and a demonstration sends no text.
DEMONSTRATION_PEOPLE = (
    DemonstrationPerson(
        "coordinator",
        RoleKind.COORDINATOR.label,
        "coordinator@demonstration.invalid",
        "منسقة الملتقى",
        RoleKind.COORDINATOR,
    ),
    DemonstrationPerson(
        "deputy",
        _("Second coordinator"),
        "deputy@demonstration.invalid",
        "منسق الملتقى المساعد",
        RoleKind.COORDINATOR,
    ),
    DemonstrationPerson(
        "auditor",
        RoleKind.AUDITOR.label,
        "auditor@demonstration.invalid",
        "مفتحص الملتقى",
        RoleKind.AUDITOR,
    ),
    DemonstrationPerson(
        "president", _("President of a cooperative"), "+212600000101", "رقية الناجم"
    ),
    DemonstrationPerson("holder", _("Project holder"), "+212600000202", "ياسين السالك"),
    DemonstrationPerson("officer", _("Officer of an institution"), "+212600000303", "مينة أوحمو"),
    DemonstrationPerson("citizen", _("Citizen"), "+212600000404", "سكينة الرملي"),
)


class Role(models.Model):
    """What a person may do for the whole network."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles", verbose_name=_("person"))
    kind = models.CharField(_("role"), max_length=20, choices=RoleKind)
    given_at = models.DateTimeField(_("given"), auto_now_add=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


_PERSON: Asked[User] = Asked(
    lambda: models.QuerySet(User).filter(pk=Given(0)).annotate(kind=models.F("roles__kind"))
)
