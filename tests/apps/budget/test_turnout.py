"""Who voted where, with every count hidden that could point at somebody."""

import pytest

from multaqa.apps.budget.models import Channel, PaperEntry, Voter
from multaqa.apps.budget.queries.ballots import Part
from multaqa.apps.budget.queries.turnout import settings_told, turnout_of
from multaqa.apps.territory.models import Commune
from tests.factories.accounts import UserFactory
from tests.factories.budget import BallotFactory, ClosedRoundFactory
from tests.factories.territory import ProvinceFactory

pytestmark = pytest.mark.django_db


def voted(voting, counts):
    """Voters by commune; ``counts`` gives the number of each, every other has ``rest``."""
    Voter.objects.bulk_create(
        Voter(round=voting, ground="resident", commune_id=code)
        for code, count in counts.items()
        for _ in range(count)
    )


def everywhere(province="10.261", count=10):
    codes = Commune.objects.filter(province=province).values_list("code", flat=True)
    return dict.fromkeys(codes, count)


def test_turnout_of_tells_voters_against_adults():
    voting = ClosedRoundFactory(province=ProvinceFactory())
    voted(voting, everywhere())
    told = turnout_of(voting)
    guelmim = Commune.objects.get(code="10.261.01.03")
    adults = guelmim.aged_18_35_count + guelmim.aged_36_59_count + guelmim.aged_60_plus_count
    assert told["communes"][guelmim.code] == {"voters": 10, "adults": adults, "shown": "plain"}
    assert set(told["settings"]) == {"urban", "rural"}
    assert told["provinces"]["10.261"]["voters"] == 10 * len(told["communes"])
    assert sum(one["adults"] for one in told["settings"].values()) == told["adults"]


def test_a_small_commune_is_hidden_also_against_subtraction():
    voting = ClosedRoundFactory(province=ProvinceFactory())
    counts = everywhere() | {"10.261.05.05": 2}
    voted(voting, counts)
    told = turnout_of(voting)
    hidden = {code: one for code, one in told["communes"].items() if one["voters"] is None}
    assert told["communes"]["10.261.05.05"]["shown"] == "small"
    assert len(hidden) >= 2
    # Those hidden with it are of its own setting: no sum of the province or the setting tells it.
    urban = set(Commune.objects.filter(is_urban=True).values_list("code", flat=True))
    assert not hidden.keys() & urban
    assert told["settings"]["rural"]["voters"] == sum(
        count for code, count in counts.items() if code not in urban
    )


def test_settings_are_not_told_where_a_part_is_small():
    voting = ClosedRoundFactory(province=ProvinceFactory())
    urban = Commune.objects.filter(province="10.261", is_urban=True).values_list("code", flat=True)
    voted(voting, everywhere() | dict.fromkeys(urban, 0))
    told = turnout_of(voting)
    assert told["settings"] == {}
    parts = [Part("online", "urban", 10, 0), Part("online", "rural", 10, 0)]
    assert settings_told(told, parts) == {}
    assert settings_told(told | {"settings": {"urban": {}, "rural": {}}}, parts) != {}


def test_communes_of_a_hidden_province_are_hidden():
    voting = ClosedRoundFactory()
    voted(voting, everywhere())
    told = turnout_of(voting)
    for code, one in told["communes"].items():
        if told["provinces"][code.rsplit(".", 2)[0]]["voters"] is None:
            assert one["voters"] is None, code
    assert sum(one["voters"] is None for one in told["provinces"].values()) >= 2


def test_voters_of_no_commune_stand_apart():
    voting = ClosedRoundFactory(province=ProvinceFactory())
    voted(voting, everywhere() | {None: 7})
    assert turnout_of(voting)["provinces"][""]["voters"] == 7


def test_void_papers_count_once_both_readers_agree():
    voting = ClosedRoundFactory()
    one, other = UserFactory(), UserFactory()
    for code, readers in (("1:1", (one, other)), ("1:2", (one,))):
        for turn, by in enumerate(readers, start=1):
            PaperEntry.objects.create(round=voting, code=code, turn=turn, is_void=True, by=by)
    assert turnout_of(voting)["void"] == 1


def test_a_way_that_few_took_is_hidden_with_another():
    voting = ClosedRoundFactory()
    for count, way in ((9, Channel.ONLINE), (2, Channel.ASSISTED), (7, Channel.PAPER)):
        BallotFactory.create_batch(count, round=voting, channel=way, choices=["1"])
    told = turnout_of(voting)
    assert told["ballots"] == 18
    assert told["channels"]["assisted"] is None
    assert sum(one is None for one in told["channels"].values()) == 2


def test_a_round_from_elsewhere_has_no_territory():
    told = turnout_of(ClosedRoundFactory(region=None))
    assert (told["communes"], told["provinces"], told["adults"]) == ({}, {}, 0)
