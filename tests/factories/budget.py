"""Rounds, their projects and ballots."""

from datetime import timedelta

import factory
from django.utils import timezone

from multaqa.apps.budget.models import Ballot, Ground, Round, RoundProject, RoundState, Voter
from multaqa.apps.budget.queries import fresh_receipt
from tests.factories.territory import RegionFactory


class RoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Round

    slug = factory.Sequence(lambda n: f"round-{n}")
    title_ar = factory.Sequence(lambda n: f"جولة {n}")
    organiser = "شبكة الجمعيات"
    region = factory.SubFactory(RegionFactory)
    envelope = 4_200_000


class OpenRoundFactory(RoundFactory):
    """A round in which people vote now."""

    state = RoundState.FROZEN
    frozen_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=2))
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=6))
    salt = factory.Sequence(lambda n: f"{n:064x}")


class RoundProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoundProject

    round = factory.SubFactory(RoundFactory)
    number = factory.Sequence(lambda n: str(n + 1))
    title = factory.Sequence(lambda n: f"مشروع {n}")
    cost = 100_000


class ClosedRoundFactory(RoundFactory):
    """A round whose voting is over, and that nobody has counted yet."""

    state = RoundState.CLOSED
    frozen_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=9))
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=8))
    closes_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    closed_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))


class BallotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ballot

    address = factory.Sequence(lambda n: f"{n:064x}")
    round = factory.SubFactory(ClosedRoundFactory)
    receipt = factory.LazyFunction(fresh_receipt)


class VoterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Voter

    round = factory.SubFactory(ClosedRoundFactory)
    ground = Ground.RESIDENT
