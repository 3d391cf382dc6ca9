"""What becomes of badges, certificates and deeds at the door when their person leaves."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from multaqa.apps.accounts.models import User
from multaqa.apps.attendance import queries
from multaqa.apps.attendance.models import (
    Badge,
    BadgeState,
    CancelReason,
    Certificate,
    CertificateFile,
    Device,
    Scan,
)
from multaqa.apps.attendance.services.certificate_files import drop_files

NAMELESS = "—"  # where a row that counts may not be without a name
EMPTIED: dict[str, Any] = {
    "name": NAMELESS,
    "name_latin": "",
    "name_key": "",
    "body_name": "",
    "function": "",
    "note": "",
    "contact_mark": "",
    "source": {},
    "user": None,
}


@transaction.atomic
def forget_person(*, user: User) -> None:
    """Badges are nameless, those of a forum to come cancelled; certificates are revoked.

    Commune, sex and kind stay: the counts of who was here rest on them. Whom they checked in came;
    a link that they gave and nobody used yet opens nothing any more.
    """
    certificates = [one.pk for one in queries.certificates_about(user)]
    found = Certificate.objects.filter(pk__in=certificates)
    drop_files(found.values_list("edition", flat=True))
    found.filter(revoked_at=None).update(
        revoked_at=timezone.now(), revoke_reason=Certificate.Revoked.ASKED
    )
    found.update(name=NAMELESS, name_latin="", body_name="", sessions=[], issued_by=None)
    keys = [one.pk for one in (*queries.badges_about(user), *queries.badges_by_contact(user))]
    badges = Badge.objects.filter(pk__in=keys)
    badges.filter(state=BadgeState.ACTIVE, edition__ends_on__gte=timezone.localdate()).update(
        state=BadgeState.CANCELLED,
        cancelled_at=timezone.now(),
        cancel_reason=CancelReason.GIVEN_UP,
    )
    badges.update(**EMPTIED)
    Scan.objects.filter(actor=user).update(actor=None)
    Scan.objects.filter(undone_by=user).update(undone_by=None)
    CertificateFile.objects.filter(asked_by=user).update(asked_by=None)
    devices = Device.objects.filter(added_by=user)
    devices.filter(paired_at=None, revoked_at=None).update(revoked_at=timezone.now())
    named = Q(label__contains=user.name) if user.name else Q(pk__in=())
    devices.filter(named | Q(edition__ends_on__lt=timezone.localdate())).update(label=NAMELESS)
    devices.update(added_by=None)
