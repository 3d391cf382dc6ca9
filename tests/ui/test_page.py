import json
import re

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override


@pytest.mark.parametrize(
    ("address", "language", "direction"),
    [("/parts/", "ar", "rtl"), ("/fr/parts/", "fr", "ltr"), ("/en/parts/", "en", "ltr")],
)
def test_page_says_its_language_and_direction(client, address, language, direction):
    html = client.get(address).text
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert "{%" not in html


def test_language_links_lead_to_the_same_page(client):
    html = client.get("/fr/parts/?page=2").text
    assert 'href="/parts/?page=2" lang="ar" hreflang="ar"' in html
    assert 'href="/en/parts/?page=2" lang="en" hreflang="en"' in html
    assert 'hreflang="fr"' not in html


def test_language_links_of_a_page_that_is_not_there_lead_home(rf):
    with override("ar"):
        html = render_to_string("ui/trouble.html", {"title": "x", "text": "y"}, rf.get("/nowhere/"))
    assert 'href="/fr/" lang="fr"' in html


def test_trouble_needs_no_request():
    with override("ar"):
        html = render_to_string("ui/trouble.html", {"title": "عطب", "text": "نعمل على إصلاحه."})
    assert "<h1>عطب</h1>" in html
    assert '<a class="button" data-tone="main" href="/">' in html


def test_page_shows_the_head_of_the_record_and_the_menu(client):
    html = client.get("/parts/").text
    assert "7b1f 02aa … c2b3" in html
    assert re.search(r'class="nav__link" href="#" aria-current="page"', html)


def test_member_finds_the_way_out(client):
    html = client.get("/member/").text
    assert 'href="/sign-out/"' in html
    assert "/sign-in/" not in html


def test_nothing_is_inline_but_drawings(client):
    for address in ("/parts/", "/desk/", "/member/"):
        html = client.get(address).text
        assert not re.search(r'\sstyle="|\son[a-z]+="|<style|javascript:', html)
        assert all("src=" in script for script in re.findall(r"<script[^>]*>", html))


def test_htmx_comes_only_where_it_is_asked_for(client):
    assert "htmx" not in client.get("/desk/").text
    html = client.get("/parts/").text
    headers = re.search(r"hx-headers='([^']*)'", html).group(1)
    assert json.loads(headers)["X-CSRFToken"]
    config = re.search(r"name=\"htmx-config\" content='([^']*)'", html).group(1)
    assert json.loads(config) == {"includeIndicatorStyles": False, "allowEval": False}


def test_a_visitor_who_reads_is_given_no_cookie(client):
    assert not client.get("/desk/").cookies
