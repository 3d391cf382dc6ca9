"""Calls that are open, and people who asked for a seat."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from multaqa.apps.forum import services
from multaqa.apps.forum.models import Call, Registration, RegistrationState
from tests.factories.accounts import UserFactory
from tests.factories.forum import CollegeFactory, EditionFactory
from tests.factories.territory import CommuneFactory


class CallFactory(DjangoModelFactory):
    """A call that is open."""

    class Meta:
        model = Call

    edition = factory.SubFactory(EditionFactory)
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class RegistrationFactory(DjangoModelFactory):
    """Somebody's, sent, for a project of their own."""

    class Meta:
        model = Registration

    college = factory.SubFactory(CollegeFactory)
    edition = factory.SelfAttribute("college.edition")
    state = RegistrationState.SENT
    number = factory.Sequence(lambda n: f"1-{n:05d}")
    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"فاطمة رقم {n}")
    sex = "female"
    birth_year = 1990
    phone = factory.Sequence(lambda n: f"+21260001{n:04d}")
    project = "مشروع لتجفيف الصبار"
    commune = factory.SubFactory(CommuneFactory)
    sent_at = factory.LazyFunction(timezone.now)


WHO = {
    "name": "رقية الناجم",
    "sex": "female",
    "birth_year": "١٩٨٤",
    "contact": "06 61 23 45 67",
    "language": "ar",
}
NEEDS = {"needs_travel": "on", "travels_from": "سوق السبت", "children_count": "1"}


def open_call(**more):
    """An edition with one college and an open call; returns the college."""
    college = CollegeFactory(**more)
    CallFactory(edition=college.edition)
    return college


def written(registration, user, **more):
    """A draft with everything that sending asks."""
    fields = {
        "name": "رقية",
        "sex": "female",
        "birth_year": 1984,
        "phone": user.phone or "",
        "project": "مشروع لتجفيف الصبار",
        "commune": CommuneFactory(),
        "college": registration.edition.colleges.first(),
    }
    return services.save_registration(registration=registration, actor=user, **(fields | more))


def sent(of, user=None, **more):
    user = user or UserFactory(phone="+212661234567")
    draft = services.start_registration(edition=of.edition, actor=user)
    return services.send_registration(registration=written(draft, user, **more), actor=user)
