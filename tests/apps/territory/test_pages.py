"""The pages of the territory: figures of two censuses, a map of links, a table."""

import csv
import io
import re

import pytest
from django.urls import reverse

from multaqa.apps.territory.models import Commune, Province
from tests.factories.forum import EditionFactory

pytestmark = pytest.mark.django_db

TAGHJIJT = "10.261.03.11"


def page(client, code):
    response = client.get(f"/territory/{code}/")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("code", ["10", "10.261", TAGHJIJT, "01", "09.001", "06.141"])
def test_each_unit_has_a_page(client, code):
    if not Province.objects.filter(pk=code).exists() and len(code) == 6:
        pytest.skip(f"no province {code} in this census package")
    text = page(client, code).content.decode()
    assert "2014" in text
    assert "CC BY 4.0" in text


@pytest.mark.parametrize("code", ["99", "10.999", "x", "10.261.03.99", "10.261.03.11.1"])
def test_no_unit_no_page(client, code):
    assert client.get(f"/territory/{code}/").status_code == 404
    assert client.get(f"/territory/{code}.csv").status_code == 404


def test_every_commune_of_region_ten_is_a_link_of_the_map(client):
    text = page(client, "10").content.decode()
    sheet = re.search(r"<svg class=\"map__sheet\".*?</svg>", text, re.DOTALL)[0]
    links = set(re.findall(r'href="([^"]+)"', sheet))
    communes = Commune.objects.filter(province__region="10")
    assert links == {one.get_absolute_url() for one in communes}
    assert len(links) == 53
    assert sheet.count("map__border") == 4


def test_a_region_without_outlines_has_its_table(client):
    text = page(client, "01").content.decode()
    assert "map__sheet" not in text
    assert "/territory/01.511/" in text


def test_figures_of_a_commune_are_the_censuses(client):
    figures = page(client, "10.071.05.01").context["figures"]  # Al Mahbass
    assert (figures.people, figures.legal) == (582, 19_139)
    region = page(client, "10").context["figures"]
    assert (region.communes, region.urban_communes, region.legal) == (53, 9, 448_685)
    assert region.legal_2014 == 433_757


def test_the_focus_of_the_edition_is_marked(client):
    EditionFactory(focus_province=Province.objects.get(code="10.261"))
    assert page(client, "10.261").context["focus"] == "10.261"
    assert "data-focus" in page(client, "10").content.decode()
    EditionFactory(focus_province=None)
    assert "data-focus" not in page(client, "10").content.decode()


@pytest.mark.parametrize("code", ["", "10", "10.261", TAGHJIJT, "07"])
def test_a_page_costs_the_same_for_few_communes_as_for_many(
    client, django_assert_max_num_queries, code
):
    address = f"/territory/{code}/" if code else "/territory/"
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)


def test_the_communes_come_out_as_a_table(client):
    response = client.get(reverse("territory:communes-file", args=["10"]))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 53
    assert {row["code"]: row["population_municipal_2024"] for row in rows}["10.071.05.01"] == "582"
    assert client.get(reverse("territory:communes-file", args=[TAGHJIJT])).status_code == 404


def test_bodies_of_the_territory_open_in_place_or_on_their_page(client):
    text = page(client, TAGHJIJT).content.decode()
    address = reverse("network:of_territory", args=[TAGHJIJT])
    assert f'<p><a href="{address}" hx-get="{address}"' in text  # no heading over nothing
