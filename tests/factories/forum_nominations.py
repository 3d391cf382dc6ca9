"""Ex-officio seats: prepared, sent, answered."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from multaqa.apps.forum import services
from multaqa.apps.forum.models import ExOfficioSeat
from multaqa.apps.forum.services import Nominee
from tests.factories.accounts import coordinator
from tests.factories.forum import EditionFactory
from tests.factories.territory import CommuneFactory

PHONE, EMAIL = "+212661234567", "maire@example.ma"


class SeatByRightFactory(DjangoModelFactory):
    """The seat of a council, its letter not sent."""

    class Meta:
        model = ExOfficioSeat

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = ExOfficioSeat.Kind.COUNCIL
    institution_ar = factory.Sequence(lambda n: f"مجلس جماعة الواحة {n}")
    institution_fr = factory.Sequence(lambda n: f"Conseil communal de l'Oasis {n}")
    addressee_ar = factory.LazyAttribute(lambda seat: f"السيد رئيس {seat.institution_ar}")
    addressee_fr = "Monsieur le Président du conseil"
    commune = factory.SubFactory(CommuneFactory)


def somebody(**more):
    """Whom an institution names."""
    told = {"name": "أمينة بنت سالم", "function": "نائبة الرئيس", "sex": "female", "phone": PHONE}
    return Nominee(**(told | more))


def sent_seat(**more):
    """A seat whose letter left through the service."""
    seat = SeatByRightFactory(**more)
    services.send_letters(
        edition=seat.edition,
        actor=coordinator(),
        seats=[seat.pk],
        answer_by=timezone.localdate() + timedelta(days=10),
    )
    return ExOfficioSeat.objects.select_related("edition").get(pk=seat.pk)


def accepted_seat(**more):
    return services.accept_nomination(seat=sent_seat(**more), nominee=somebody())


def wrote_days_ago(seat, days):
    """The clock of the row is set back, nothing else."""
    moment = timezone.now() - timedelta(days=days)
    ExOfficioSeat.objects.filter(pk=seat.pk, sent_at__isnull=False).update(sent_at=moment)
    ExOfficioSeat.objects.filter(pk=seat.pk, reminded_at__isnull=False).update(reminded_at=moment)
    seat.refresh_from_db()
    return seat
