"""Addresses as anyone may write them."""

import pytest
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.urls.converters import StringConverter

from tests.factories.accounts import coordinator
from tests.factories.forum import CollegeFactory

NUL = (
    "/territory/{nul}/",
    "/territory/{nul}.csv",
    "/network/territory/{nul}/",
    "/forum/{number}/register/{nul}/",
    "/forum/{number}/register/{nul}/who/",
    "/forum/{number}/register/{nul}/withdraw/",
    "/forum/{number}/register/{nul}/reply/",
    "/forum/{number}/nomination/{nul}/",
    "/forum/{number}/seat/{nul}/",
    "/forum/{number}/my-seat/{nul}/",
    "/desk/{number}/all/list/tickets/{nul}/",
    "/network/invitation/{nul}/",
    "/door/pair/{nul}/",
    "/certificates/{nul}/",
    "/agenda/{nul}.ics",
    "/desk/{number}/badge/{nul}/",
)


@pytest.mark.parametrize("address", NUL)
def test_the_sign_that_no_database_keeps_is_part_of_no_address(address):
    with pytest.raises(Resolver404):
        resolve(address.format(nul="a\0b", number=3))
    assert resolve(address.format(nul="ab", number=3))


@pytest.mark.django_db
@pytest.mark.parametrize("address", NUL)
def test_an_address_with_that_sign_leads_nowhere(client, address):
    number = CollegeFactory(slug="all").edition.number
    client.force_login(coordinator())
    for nul in ("%00", "10%00"):
        asked = address.format(nul=nul, number=number)
        assert client.get(asked).status_code == 404
        assert client.post(asked).status_code == 404


def test_no_address_takes_text_as_it_comes():
    def patterns(resolver):
        for one in resolver.url_patterns:
            yield from [one] if isinstance(one, URLPattern) else patterns(one)

    taking = {
        one.name
        for one in patterns(get_resolver())
        for converter in one.pattern.converters.values()
        if type(converter) is StringConverter
    }
    assert not taking
