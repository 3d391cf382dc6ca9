"""The roof: home, the record, the key, the parts, and what is said when something is amiss."""

import json
from hashlib import sha256

import pytest
import rfc8785
from django.test import override_settings
from django.urls import reverse

from multaqa.kernel import keys, record
from multaqa.portal.demonstration import applicants
from tests.factories.forum import college_with_people, drawn

pytestmark = pytest.mark.django_db


def test_home_without_an_edition_says_what_will_stand_there(client):
    assert client.get("/").status_code == 200


def test_home_shows_the_newest_edition_and_the_last_draw(client):
    drawn(college_with_people(number=2))
    college_with_people(number=3)
    college_with_people(number=4, is_public=False)
    page = client.get("/")
    assert page.context["edition"].number == 3
    assert page.context["last_drawn"]["edition"].number == 2


@pytest.mark.parametrize("count", [1, 50])
def test_the_record_costs_the_same_for_one_entry_as_for_fifty(
    client, django_assert_max_num_queries, count
):
    from tests.factories.forum import EditionFactory

    for number in range(count):
        edition = EditionFactory()
        record.append(
            kind="forum.edition_opened",
            subject=edition.subject,
            facts={"edition": number, "region": "10"},
        )
    with django_assert_max_num_queries(4):
        assert client.get(reverse("record")).status_code == 200


def test_the_record_file_can_be_checked_without_us(client):
    drawn(college_with_people())
    told = json.loads(client.get(reverse("record-file")).content)
    assert told["public_key"] == keys.public_key()
    previous = "0" * 64
    for entry in told["entries"]:
        covered = {k: v for k, v in entry.items() if k not in {"digest", "signature"}}
        assert entry["previous"] == previous
        assert sha256(rfc8785.dumps(covered)).hexdigest() == entry["digest"]
        previous = entry["digest"]


def test_the_head_of_the_record_stands_on_every_page(client):
    drawn(college_with_people(number=5))
    head = record.head().digest[:4]
    for address in ("/", "/forum/5/", "/forum/5/draw/", "/record/", "/record/key/", "/sign-in/"):
        assert head in client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/", "/record/", "/sign-in/", "/record/key/"])
@pytest.mark.parametrize(("prefix", "way"), [("", "rtl"), ("/fr", "ltr"), ("/en", "ltr")])
def test_every_page_speaks_three_languages(client, address, prefix, way):
    text = client.get(prefix + address).content.decode()
    assert f'dir="{way}"' in text
    assert text.count('hreflang="') >= 2 or "Français" in text or "العربية" in text


def test_a_demonstration_says_so_on_every_page_and_a_real_site_does_not(client):
    college_with_people(number=1)
    words = "banner"
    assert words in client.get("/forum/1/").content.decode()
    with override_settings(DEMONSTRATION=False):
        assert words not in client.get("/forum/1/").content.decode()


@pytest.mark.parametrize("address", ["/parts/", "/demonstration/list.xlsx"])
def test_what_is_for_builders_and_tries_exists_in_a_demonstration_alone(client, address):
    assert client.get(address).status_code == 200
    with override_settings(DEMONSTRATION=False):
        assert client.get(address).status_code == 404


def test_the_demonstrations_list_is_a_spreadsheet(client):
    content = client.get("/demonstration/list.xlsx").content
    assert content.startswith(b"PK")
    assert len(applicants.applicants()) == 312


def test_pages_amiss_speak_plainly(client):
    missing = client.get("/nowhere/")
    assert missing.status_code == 404
    assert "<h1" in missing.content.decode()
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF="tests.portal.broken_urls"):
        broken = client.get("/broken/")
    assert broken.status_code == 500
    assert "secret of a person" not in broken.content.decode()


@pytest.mark.parametrize("address", ["/", "/record/", "/record/key/", "/forum/5/"])
def test_htmx_may_ask_for_any_page(client, address):
    college_with_people(number=5)
    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "HX-Request" in answer.headers["Vary"]


def test_an_expired_form_says_what_to_do():
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/sign-in/", {"contact": "06 61 23 45 67"})
    assert refused.status_code == 403
    assert "<h1" in refused.content.decode()


def test_every_answer_carries_the_policies(client):
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_reader_gets_no_cookie(client):
    college_with_people(number=1)
    for address in ("/", "/forum/1/", "/forum/1/draw/", "/record/"):
        assert client.get(address).cookies == {}
