"""Rounds as the desk prepares them, and paper that is read."""

from datetime import timedelta

from django.utils import timezone

from multaqa.apps.budget import queries, services
from tests.factories.accounts import coordinator
from tests.factories.budget import OpenRoundFactory, RoundFactory, RoundProjectFactory
from tests.factories.territory import CommuneFactory


def a_draft(count=4, **fields):
    """A round that lacks nothing but the freeze."""
    commune = CommuneFactory(is_rural=True)
    told = {
        "region": commune.province.region,
        "decider": "مجلس الجهة",
        "opens_at": timezone.now() + timedelta(days=1),
        "closes_at": timezone.now() + timedelta(days=9),
    } | fields
    voting = RoundFactory(**told)
    for at in range(count):
        setting = "rural" if at % 2 else "urban"
        RoundProjectFactory(
            round=voting, number=str(at + 1), setting=setting, commune=commune, cost=100_000
        )
    return voting


def a_paper_round(count=4, papers=20, **fields):
    """An open round with a batch of paper, and a coordinator."""
    commune = CommuneFactory(is_rural=True)
    voting = OpenRoundFactory(region=commune.province.region, **fields)
    for at in range(count):
        RoundProjectFactory(round=voting, number=str(at + 1))
    actor = coordinator()
    batch = services.print_batch(
        voting=voting, actor=actor, place="دار الشباب", commune=commune, count=papers
    )
    return voting, batch, actor


def code_of(voting, batch, number):
    return queries.paper_code(voting, batch.number, number)
