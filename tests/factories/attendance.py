from datetime import timedelta
from hashlib import sha256

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from multaqa.apps.attendance.models import (
    Badge,
    BadgeKind,
    BadgeState,
    CancelReason,
    Certificate,
    Device,
    Printing,
)
from multaqa.apps.attendance.queries import codes
from multaqa.apps.forum.models import Edition
from multaqa.kernel import arabic
from tests.factories.forum import EditionFactory


class BadgeFactory(DjangoModelFactory):
    class Meta:
        model = Badge

    class Params:
        cancelled = factory.Trait(
            state=BadgeState.CANCELLED,
            cancelled_at=factory.LazyFunction(timezone.now),
            cancel_reason=CancelReason.LOST,
        )

    edition = factory.SubFactory(EditionFactory)
    code = factory.LazyAttribute(lambda one: codes.fresh_badge_code(one.edition.number))
    kind = BadgeKind.PARTICIPANT
    kinds = factory.LazyAttribute(lambda one: [one.kind])
    name = factory.Sequence(lambda n: f"خديجة بنت العيد {n}")
    name_key = factory.LazyAttribute(lambda one: arabic.fold(one.name))
    body_name = factory.Sequence(lambda n: f"جمعية الواحة {n}")
    sex = "female"


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = Certificate

    badge = factory.SubFactory(BadgeFactory)
    edition = factory.SelfAttribute("badge.edition")
    number = factory.LazyAttribute(lambda one: codes.fresh_certificate_number(one.edition.number))
    kind = factory.SelfAttribute("badge.kind")
    name = factory.SelfAttribute("badge.name")
    days = ["2027-01-07"]


class PrintingFactory(DjangoModelFactory):
    class Meta:
        model = Printing

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)


class DeviceFactory(DjangoModelFactory):
    """A phone at the door, paired: ``key`` is what it holds."""

    class Meta:
        model = Device

    class Params:
        key = "the-key-of-a-phone"

    edition = factory.SubFactory(EditionFactory)
    label = factory.Sequence(lambda n: f"الباب {n}")
    link_mark = factory.Sequence(lambda n: f"{n:032x}")
    link_until = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=48))
    paired_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=20))
    key_mark = factory.LazyAttribute(lambda one: sha256(one.key.encode()).hexdigest())


class TodayFactory(EditionFactory):
    """An edition whose first day is today."""

    class Meta:
        model = Edition

    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=1))
