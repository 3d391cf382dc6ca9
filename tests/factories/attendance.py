import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from multaqa.apps.attendance.models import (
    Badge,
    BadgeKind,
    BadgeState,
    CancelReason,
    Certificate,
    Printing,
)
from multaqa.apps.attendance.queries import codes
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
