"""The map of the directory, the documents, the queue and the mark, on a phone and a wide screen."""

import os
from pathlib import Path

import pytest

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE
from multaqa.apps.accounts.services import give_role
from multaqa.apps.network import services
from multaqa.apps.territory.models import Commune
from tests.browser.conftest import clean, enter
from tests.factories.accounts import coordinator
from tests.factories.network import BodyFactory, entered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def body(db):
    for person in DEMONSTRATION_PEOPLE:
        if person.role:
            give_role(contact_text=person.contact, kind=person.role, name=person.name)
    for turn, commune in enumerate(Commune.objects.filter(province__region="10")[:12]):
        for place in range(turn + 1):
            BodyFactory(name_ar=f"تعاونية {turn * 97 + place} للعسل", commune=commune)
    entered(name_ar="جمعية النخيل", kind="association", ice="001561191000066")
    found = entered(name_ar="تعاونية تغجيجت للعسل", register_number="1/13/2019/45")
    return services.verify_body(body=found, actor=coordinator(), ground="register")


def kept(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_map_and_the_mark_fit_and_are_accessible(body, visit, width):
    for name, address in {
        "map": "/network/?map=1&kind=cooperative",
        "province": "/network/?map=1&kind=cooperative&territory=10.261",
        "near": "/network/?q=تغحيجت",
        "mark": f"/network/{body.slug}/verified/",
        "body": f"/network/{body.slug}/",
    }.items():
        page = visit(address, width=width, bypass_csp=True)
        kept(page, f"{name}-{width}")
        clean(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_queue_and_the_documents_fit_and_are_accessible(body, visitor, width):
    page = enter(visitor, "coordinator", width=width)
    for name, address in {
        "queue": "/desk/bodies/",
        "decision": f"/desk/bodies/{body.slug}/",
        "documents": f"/network/{body.slug}/documents/",
        "revise": f"/network/{body.slug}/revise/",
    }.items():
        page.goto(address)
        kept(page, f"{name}-{width}")
        clean(page)


def test_linked_data_breaks_no_policy(body, visitor):
    page = visitor().new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"/network/{body.slug}/")
    assert page.locator('script[type="application/ld+json"]').count() == 1
    assert said == []
