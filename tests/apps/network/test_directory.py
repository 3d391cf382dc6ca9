"""The directory: nearly spelled words, groups served, the map, the files, and linked data."""

import csv
import html
import io
import json
import re
from datetime import UTC, datetime
from itertools import combinations
from math import dist

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from multaqa.apps.network.models import Body, BodyGroup, BodyState
from multaqa.apps.network.services import verify_body
from multaqa.apps.network.views.spots import Spot, apart
from multaqa.apps.territory.models import Commune
from multaqa.apps.territory.queries import outlines
from tests.factories.accounts import coordinator
from tests.factories.network import BodyFactory
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db

FILES = ["directory-csv", "directory-xlsx", "directory-geojson"]


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def asked(client, **words):
    return client.get(reverse("network:directory"), words)


def found(client, **words):
    return {body.name for body in asked(client, **words).context["bodies"]}


HONEY = "تعاونية تغجيجت للعسل"


@pytest.fixture
def two():
    BodyFactory(name_ar=HONEY, name_fr="Coopérative Taghjijt de miel")
    BodyFactory(name_ar="جمعية إشراقة أسرير", kind="association")


@pytest.mark.parametrize(
    "search",
    ["تعاونيه العسل", "تغحيجت", "تغجيت", "تغجييجت", "تعانوية العسل", "Taghjjit", "tagjijt miel"],
    ids=["folded", "other letter", "missing", "doubled", "swapped", "swapped latin", "two words"],
)
def test_one_wrong_letter_finds_the_body(client, two, search):
    assert found(client, q=search) == {HONEY}


@pytest.mark.parametrize("search", ["تفخيجت", "عصل", "zzzz"])
def test_two_wrong_letters_or_one_in_a_short_word_find_nothing(client, two, search):
    assert found(client, q=search) == set()


def test_what_is_written_exactly_keeps_what_is_nearly_so_away(client):
    BodyFactory(name_ar="تعاونية النور")
    BodyFactory(name_ar="تعاونية النوز")
    assert found(client, q="النور") == {"تعاونية النور"}


def test_the_page_says_that_nothing_is_written_so_and_what_is(client, two):
    said = asked(client, q="تغحيجت").content.decode()
    assert "تغحيجت" in said
    assert '<b><bdi dir="auto">تغجيجت</bdi></b>' in said
    assert "<script>" not in asked(client, q="<script>تغحيجت").content.decode()


def test_no_word_of_a_hidden_body_is_found_nearly(client):
    BodyFactory(name_ar="تعاونية تغجيجت", state=BodyState.PROPOSED)
    assert asked(client, q="تغحيجت").context["asked"].near == ()


@pytest.mark.parametrize("count", [1, 40])
def test_a_search_for_nearly_the_same_costs_the_same(client, django_assert_max_num_queries, count):
    for turn in range(count):
        BodyFactory(name_ar=f"تعاونية تغجيجت {turn}")
    with django_assert_max_num_queries(12):
        assert asked(client, q="تغحيجت", map="1").context["page_obj"].paginator.count == count


def test_the_directory_is_narrowed_by_the_group_served(client, two):
    served = BodyFactory(name_ar="تعاونية أمل")
    BodyGroup.objects.create(body=served, group="women")
    assert found(client, group="women") == {"تعاونية أمل"}


def test_the_directory_is_narrowed_by_the_area_of_work(client, two):
    BodyFactory(name_ar="تعاونية الزاك", work={"10.071": "both"})
    assert found(client, territory="10.071", of="work") == {"تعاونية الزاك"}
    assert found(client, territory="10.071.01.03", of="work") == {"تعاونية الزاك"}
    assert found(client, territory="10.071") == set()


@pytest.fixture
def three():
    """One of three answers to everything that is asked together; each other one to all but one."""
    for name, kind, group in (
        ("تعاونية أمل للعسل", "cooperative", "women"),
        ("تعاونية الفجر للعسل", "cooperative", "farmers"),
        ("جمعية أمل للعسل", "association", "women"),
    ):
        body = BodyFactory(name_ar=name, kind=kind, work={"10.071": "both"}, works_on=["terroir"])
        BodyGroup.objects.create(body=body, group=group)


TOGETHER = {
    "q": "العسل",
    "kind": "cooperative",
    "group": "women",
    "field": "terroir",
    "territory": "10.071",
    "of": "work",
}


def test_what_is_asked_is_asked_together(client, three):
    assert found(client, **TOGETHER) == {"تعاونية أمل للعسل"}
    assert found(client, **TOGETHER | {"field": "crafts"}) == set()


def test_a_card_tells_when_its_body_was_verified_and_confirmed(client):
    body = BodyFactory(state=BodyState.PROPOSED)
    verify_body(body=body, actor=coordinator(), ground="register")
    Body.objects.filter(pk=body.pk).update(confirmed_at=datetime(2026, 3, 5, tzinfo=UTC))
    (listed,) = asked(client).context["bodies"]
    assert listed.verified_on == timezone.localdate()
    said = asked(client).content.decode()
    assert "✓ تم التحقق" in said
    assert "مارس" in said


# The map.


LINK = re.compile(r'<a class="map__link" href="([^"]+)" aria-label="([^"]+)"')


def on_the_map(client, **words):
    said = asked(client, map="1", **words).content.decode()
    return {label: html.unescape(address) for address, label in LINK.findall(said)}


def test_the_map_of_the_region_leads_through_a_province_to_the_bodies_of_a_commune(client, two):
    BodyFactory.create_batch(2, commune=CommuneFactory(), kind="network")
    provinces = on_the_map(client, kind="cooperative")
    assert list(provinces) == ["كلميم: هيئة واحدة"]
    address = provinces["كلميم: هيئة واحدة"]
    assert address.endswith("#map")
    said = client.get(address).content.decode()
    ((commune, label),) = LINK.findall(said)
    assert label.endswith(": هيئة واحدة")
    reply = client.get(html.unescape(commune))
    assert [body.name for body in reply.context["bodies"]] == [HONEY]
    assert "map__link" not in reply.content.decode()


def test_a_commune_that_is_asked_for_keeps_its_neighbours_on_the_map(client):
    for code in ("10.261.01.03", "10.261.03.11"):
        BodyFactory(commune=Commune.objects.get(pk=code))
    assert len(on_the_map(client, territory="10.261.03.11")) == 2
    assert "data-here" in asked(client, territory="10.261.03.11", map="1").content.decode()


def test_the_communes_stand_in_a_list_beneath_the_map(client, two):
    said = asked(client, map="1").content.decode()
    (listed,) = re.findall(r'<ul class="facts">(.*?)</ul>', said, re.DOTALL)
    ((address, text),) = re.findall(r'href="([^"]+)">([^<]+)</a>', listed)
    assert text.endswith("(2)")
    assert "of=seat" in address


def test_of_an_area_of_work_the_map_shows_seats_and_leads_nowhere(client):
    BodyFactory(work={"10.071": "both"}, commune=Commune.objects.get(pk="10.261.01.03"))
    said = asked(client, territory="10.071", of="work", map="1").content.decode()
    assert "كلميم: هيئة واحدة" in said
    assert "map__link" not in said


def test_discs_of_the_map_do_not_lie_on_one_another():
    spots = [
        Spot("", 1, "", "", "", *outlines()[one].at, 2, radius=24)
        for one in sorted(outlines())
        if one.startswith("10.261.")
    ]
    discs = apart(spots)
    assert len(discs) == 20
    between = [dist((a.x, a.y), (b.x, b.y)) for a, b in combinations(discs, 2)]
    assert min(between) > 44


# Files.


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_file_holds_exactly_the_list(client, two):
    address = reverse("network:directory-csv")
    assert len(rows_of(client.get(address))) == 3
    (_head, row) = rows_of(client.get(address, {"kind": "association"}))
    assert row[1] == "جمعية إشراقة أسرير"
    assert len(rows_of(client.get(address, {"q": "تغحيجت"}))) == 2


def names_in(client, name, **words):
    response = client.get(reverse(f"network:{name}"), words)
    if name == "directory-csv":
        return {row[1] for row in rows_of(response)[1:]}
    if name == "directory-xlsx":
        rows = load_workbook(io.BytesIO(response.content)).active.values
        return {row[1] for row in list(rows)[1:]}
    told = json.loads(b"".join(response.streaming_content))
    return {one["properties"]["name_ar"] for one in told["features"]}


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_a_narrowed_list_holds_exactly_it(client, three, name):
    assert names_in(client, name, **TOGETHER) == found(client, **TOGETHER)
    assert names_in(client, name) == found(client)


@pytest.mark.parametrize("name", FILES)
def test_no_file_holds_what_is_hidden(client, name):
    BodyFactory(name_ar="تعاونية خفية", state=BodyState.PROPOSED)
    BodyFactory(name_ar="تعاونية ظاهرة", phone="+212661000001", email="secret@example.ma")
    BodyFactory(name_ar="تعاونية مفتوحة", phone="+212661000002", is_contact_public=True)
    response = client.get(reverse(f"network:{name}"))
    if name == "directory-xlsx":
        sheet = load_workbook(io.BytesIO(response.content)).active
        text = json.dumps([[str(cell) for cell in row] for row in sheet.values], ensure_ascii=False)
    else:
        text = b"".join(response.streaming_content).decode()
    assert "خفية" not in text
    assert "+212661000001" not in text
    assert "secret@" not in text
    assert "+212661000002" in text


def test_a_name_that_begins_like_a_formula_is_text(client):
    BodyFactory(name_ar="=HYPERLINK(1)")
    assert rows_of(client.get(reverse("network:directory-csv")))[1][1] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    "name", ["=1+1", "+212", "-3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
)
def test_no_cell_of_a_workbook_is_a_formula(client, name):
    BodyFactory(name_ar=name)
    response = client.get(reverse("network:directory-xlsx"))
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_geojson_points_lie_in_the_commune_of_the_seat(client):
    body = BodyFactory(name_ar='تعاونية "الواحة" </script>')
    BodyFactory(commune=None, kind="funder", work={"10": "both"})
    response = client.get(reverse("network:directory-geojson"))
    told = json.loads(b"".join(response.streaming_content))
    assert response["Content-Type"] == "application/geo+json"
    assert told["type"] == "FeatureCollection"
    points = {one["id"]: one["geometry"] for one in told["features"]}
    longitude, latitude = points.pop(body.slug)["coordinates"]
    assert -12 < longitude < -8
    assert 27 < latitude < 30
    assert list(points.values()) == [None]


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("10.261.01.03", -10.057, 28.987),
        ("10.473.01.03", -10.173, 29.380),
        ("10.521.01.01", -11.103, 28.438),
        ("10.071.01.01", -9.427, 28.609),
        ("10.071.01.03", -9.330, 28.020),
    ],
    ids=["Guelmim", "Sidi Ifni", "Tan-Tan", "Assa", "Zag"],
)
def test_towns_are_where_they_are(code, longitude, latitude):
    east, north = outlines()[code].point
    assert abs(east - longitude) < 0.05
    assert abs(north - latitude) < 0.02


# To count a file against its limit: the lock of the counter and the counter are two writes of the
# cache in the database, each a count of its rows, a savepoint, a look, a write and a release; then
# the counter is read, and the lock taken away. No list is longer for it.
OF_THE_LIMIT = 12
# The menu of communes, once in each process; three tables about the bodies; and the bodies.
OF_THE_FILE = 5


@pytest.mark.parametrize("count", [1, 50])
def test_a_file_costs_the_same_at_any_length(client, django_assert_max_num_queries, count):
    BodyFactory.create_batch(count)
    with django_assert_max_num_queries(OF_THE_LIMIT + OF_THE_FILE):
        assert len(rows_of(client.get(reverse("network:directory-csv")))) == count + 1


def test_files_are_counted(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"directory_file": "1/h/ip"}
    address = reverse("network:directory-csv")
    assert [client.get(address).status_code for _turn in range(2)] == [200, 429]


# Linked data.


def linked(client, body):
    said = client.get(body.get_absolute_url()).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', said, re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_a_bodys_page_tells_search_engines_what_everyone_sees(client):
    body = BodyFactory(
        kind="association",
        name_ar="جمعية الواحة",
        name_fr="Association Oasis",
        phone="+212661000001",
        ice="001561191000066",
        works_on=["education"],
    )
    (told,) = linked(client, body)
    assert (told["@type"], told["name"]) == ("NGO", "جمعية الواحة")
    assert told["alternateName"] == ["Association Oasis"]
    assert told["identifier"][0]["value"] == "001561191000066"
    assert "telephone" not in told
    body.is_contact_public = True
    body.save()
    assert linked(client, body)[0]["telephone"] == "+212661000001"


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("association", "NGO"),
        ("cooperative", "Organization"),
        ("council", "GovernmentOrganization"),
        ("enterprise", "Corporation"),
    ],
)
def test_each_type_of_the_linked_data_is_one_that_schema_org_has(client, kind, type_):
    body = BodyFactory(kind=kind, ice="001561191000066", works_on=["crafts"])
    (told,) = linked(client, body)
    assert (told["@context"], told["@type"]) == ("https://schema.org", type_)
    assert told["location"]["@type"] == "Place"
    assert told["location"]["address"]["@type"] == "PostalAddress"
    assert told["location"]["geo"]["@type"] == "GeoCoordinates"
    assert isinstance(told["location"]["geo"]["latitude"], float)
    assert [one["@type"] for one in told["identifier"]] == ["PropertyValue"]
    assert [one["@type"] for one in told["areaServed"]] == ["AdministrativeArea"]
    assert told["url"].startswith("http")


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "<!--<script>", 'a\u2028b & "c" \\']
)
def test_a_hostile_name_stays_a_name(client, name):
    body = BodyFactory(name_ar=name)
    (told,) = linked(client, body)
    assert told["name"] == name
    assert "alert(1)</script>" not in client.get(body.get_absolute_url()).content.decode()


def test_a_body_that_waits_tells_search_engines_nothing(client):

    client.force_login(coordinator())
    body = BodyFactory(state=BodyState.PROPOSED, commune=CommuneFactory())
    assert linked(client, body) == []
