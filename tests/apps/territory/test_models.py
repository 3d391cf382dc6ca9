import pytest
from django.db import IntegrityError
from django.db.models import F, Sum
from django.utils.translation import override

from multaqa.apps.territory.models import Cercle, Commune, Province, Region
from tests.factories.territory import CommuneFactory, ProvinceFactory, RegionFactory

pytestmark = pytest.mark.django_db


def test_territory_is_there_from_the_start():
    counts = [model.objects.count() for model in (Region, Province, Cercle, Commune)]
    assert counts == [12, 83, 213, 1503]


def test_territory_holds_region_10_as_the_census_has_it():
    communes = Commune.objects.filter(province__region=RegionFactory())
    assert communes.count() == 53
    assert communes.filter(is_urban=True).count() == 9
    assert communes.filter(is_urban=False).count() == 44
    assert communes.aggregate(people=Sum("legal_population_count"))["people"] == 448_685
    assert communes.aggregate(bodies=Sum("non_profit_count"))["bodies"] == 650


def test_al_mahbass_counts_its_municipal_population():
    mahbass = CommuneFactory(code="10.071.05.01")
    assert mahbass.population_count == 582
    assert mahbass.legal_population_count == 19_139
    assert mahbass.setting == "rural"
    assert str(mahbass.cercle) == "الزاك"


def test_mirleft_is_urban_with_people_in_the_rural_setting():
    mirleft = CommuneFactory(code="10.473.01.07")
    assert mirleft.setting == "urban"
    assert mirleft.rural_population_count == 2_518


def test_every_rural_commune_lies_in_a_cercle_of_its_province():
    rural = Commune.objects.filter(is_urban=False)
    assert not rural.filter(cercle=None).exists()
    assert not rural.exclude(cercle__province=F("province")).exists()


@pytest.mark.parametrize(
    ("language", "name"),
    [("ar", "كلميم-واد نون"), ("fr", "Guelmim-Oued Noun"), ("en", "Guelmim-Oued Noun")],
)
def test_a_name_is_told_in_the_readers_language(language, name):
    with override(language):
        assert str(RegionFactory()) == name


def test_no_two_communes_of_a_province_share_a_name():
    for name in ("name_ar", "name_fr"):
        assert len(set(Commune.objects.values_list("province_id", name))) == 1503


def test_prefectures_of_arrondissements_hold_no_commune():
    kinds = Province.Kind
    assert Province.objects.filter(kind=kinds.PREFECTURE_OF_ARRONDISSEMENTS).count() == 8
    assert set(Province.objects.filter(communes=None).values_list("kind", flat=True)) == {
        kinds.PREFECTURE_OF_ARRONDISSEMENTS
    }


@pytest.mark.parametrize(
    "change",
    [
        {"population_count": 20_000},
        {"rural_population_count": 583},
        {"women_count": 583},
        {"aged_60_plus_count": 583},
    ],
    ids=["municipal", "rural", "women", "adults"],
)
def test_a_commune_cannot_count_more_than_it_holds(change):
    with pytest.raises(IntegrityError):
        Commune.objects.filter(pk="10.071.05.01").update(**change)


def test_a_province_is_of_a_known_kind():
    with pytest.raises(IntegrityError):
        Province.objects.filter(pk=ProvinceFactory().pk).update(kind="county")
