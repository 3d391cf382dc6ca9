"""A programme of two days, small enough to see through."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from multaqa.apps.programme.models import (
    Audience,
    Interpretation,
    Interpreter,
    Place,
    Programme,
    Room,
    Session,
    SessionSpeaker,
    Slot,
    Speaker,
    Track,
)
from tests.factories.forum import EditionFactory

CASABLANCA = ZoneInfo("Africa/Casablanca")


def at(edition, hour, minute=0, day=0):
    """That hour of the edition's first day, or of a later one."""
    date = edition.starts_on + timedelta(days=day)
    return datetime(date.year, date.month, date.day, hour, minute, tzinfo=CASABLANCA)


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    edition = factory.SubFactory(EditionFactory)


class TrackFactory(DjangoModelFactory):
    class Meta:
        model = Track

    edition = factory.SubFactory(EditionFactory)
    slug = factory.Sequence(lambda n: f"track-{n}")
    name_ar = "المنتوج المحلي"
    name_fr = "Produit local"


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    edition = factory.SubFactory(EditionFactory)
    slug = factory.Sequence(lambda n: f"room-{n}")
    name_ar = factory.Sequence(lambda n: f"قاعة {n}")
    name_fr = factory.Sequence(lambda n: f"Salle {n}")
    capacity = 30
    is_step_free = True


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = Slot

    edition = factory.SubFactory(EditionFactory)
    starts_at = factory.LazyAttribute(lambda slot: at(slot.edition, 10))
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + timedelta(minutes=90))


class SpeakerFactory(DjangoModelFactory):
    class Meta:
        model = Speaker

    edition = factory.SubFactory(EditionFactory)
    name_ar = factory.Sequence(lambda n: f"لالة مريم {n}")
    name_fr = factory.Sequence(lambda n: f"Lalla Meryem {n}")
    function_ar = "رئيسة تعاونية"
    has_consented = True


class InterpreterFactory(DjangoModelFactory):
    class Meta:
        model = Interpreter

    edition = factory.SubFactory(EditionFactory)
    name = factory.Sequence(lambda n: f"ترجمان {n}")
    languages = factory.LazyFunction(lambda: ["ar", "fr"])


class SessionFactory(DjangoModelFactory):
    """A workshop on the first morning, open to anyone signed in, in a room of its own."""

    class Meta:
        model = Session

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    title_ar = factory.Sequence(lambda n: f"ورشة التسويق {n}")
    title_fr = factory.Sequence(lambda n: f"Atelier de vente {n}")
    room = factory.SubFactory(RoomFactory, edition=factory.SelfAttribute("..edition"))
    starts_at = factory.LazyAttribute(lambda session: at(session.edition, 10))
    ends_at = factory.LazyAttribute(
        lambda session: session.starts_at and session.starts_at + timedelta(minutes=90)
    )
    languages = factory.LazyFunction(lambda: ["ar"])
    is_signup_open = True
    audience = Audience.ALL


class SessionSpeakerFactory(DjangoModelFactory):
    class Meta:
        model = SessionSpeaker

    session = factory.SubFactory(SessionFactory)
    speaker = factory.SubFactory(SpeakerFactory, edition=factory.SelfAttribute("..session.edition"))


class InterpretationFactory(DjangoModelFactory):
    class Meta:
        model = Interpretation

    session = factory.SubFactory(SessionFactory)
    interpreter = factory.SubFactory(
        InterpreterFactory, edition=factory.SelfAttribute("..session.edition")
    )
    language = "fr"


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    session = factory.SubFactory(SessionFactory)
