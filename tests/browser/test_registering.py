"""Asking for a seat on a telephone: without scripts, and looked at by axe; the call at the desk."""

import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from multaqa.apps.forum.models import Call, Registration
from tests.browser.conftest import KB, clean
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.forum import CollegeFactory
from tests.factories.forum_registrations import open_call
from tests.factories.network import BodyFactory, MembershipFactory
from tests.factories.territory import CommuneFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGHJIJT = "10.261.03.11"
SAVE = "main form button[data-tone=main]"


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    cache.clear()
    settings.SMS, settings.OUTBOX = "file", tmp_path / "outbox"
    return settings.OUTBOX


@pytest.fixture
def edition():
    """An open call with three colleges and two questions, and a president who may answer it."""
    college = open_call(slug="civil", name_ar="الجمعيات والتعاونيات", kinds=["cooperative"])
    edition = college.edition
    CollegeFactory(
        edition=edition, slug="holders", name_ar="المشاريع", position=2, kinds=["project_holder"]
    )
    CollegeFactory(
        edition=edition, slug="youth", name_ar="الشباب", position=3, age_from=18, age_to=35
    )
    edition.questions.create(
        kind="choice",
        label_ar="ما الورشة التي تهمك أكثر؟",
        choices=[{"value": "c1", "ar": "التسويق"}, {"value": "c2", "ar": "التكوين"}],
        is_required=True,
    )
    body = BodyFactory(
        kind="cooperative", name_ar="تعاونية واحة السنابل", commune=CommuneFactory(code=TAGHJIJT)
    )
    user = UserFactory(name="رقية الناجم", phone="+212661234567", email=None)
    MembershipFactory(body=body, user=user)
    return edition


def sign_in(page, outbox):
    page.fill("input[name=contact]", "06 61 23 45 67")
    page.press("input[name=contact]", "Enter")
    page.wait_for_url("**/sign-in/code/**")
    (letter,) = outbox.iterdir()
    page.fill("input[name=code]", re.search(r"\b\d{6}\b", letter.read_text())[0])
    page.press("input[name=code]", "Enter")


@pytest.mark.parametrize("prefix", ["", "/fr"], ids=["ar", "fr"])
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_president_registers_changes_and_withdraws(edition, visitor, outbox, has_scripts, prefix):
    page = visitor(width=390, height=844, java_script_enabled=has_scripts, bypass_csp=True)
    page = page.new_page()
    look = clean if has_scripts else (lambda page: None)

    # From home to the call, and from the call to the form, signing in on the way.
    page.goto(f"{prefix}/")
    look(page)
    page.click(".hero a[href$='/call/']")
    look(page)
    page.click("main a[href$='/register/']")
    sign_in(page, outbox)
    page.wait_for_url(f"**{prefix}/forum/{edition.number}/register/")
    look(page)
    page.click("main form >> nth=0 >> button")

    # Who: what is missing is told, what was written stays.
    page.wait_for_url("**/who/")
    page.check("input[name=sex][value=female]")
    page.click(SAVE)
    look(page)
    assert page.is_checked("input[name=sex][value=female]")
    page.fill("input[name=birth_year]", "١٩٨٤")
    page.click(SAVE)

    # For the one body that she acts for, in the one college that takes it.
    page.wait_for_url("**/body/")
    look(page)
    page.select_option("select[name=commune]", TAGHJIJT)
    page.click(SAVE)
    page.wait_for_url("**/needs/")
    look(page)
    page.check("input[name=needs_travel]")
    page.click(SAVE)
    look(page)
    page.fill("input[name=travels_from]", "سوق السبت")
    page.click(SAVE)
    page.wait_for_url("**/questions/")
    look(page)
    page.check("input[value=c1]")
    page.click(SAVE)

    # Looked over, one thing changed, and sent.
    page.wait_for_url("**/review/")
    look(page)
    page.click("main a[href*='/needs/']")
    page.fill("input[name=travels_from]", "سوق الخميس")
    page.click(SAVE)
    page.wait_for_url("**/review/")
    assert "سوق الخميس" in page.inner_text("main")
    page.click(SAVE)
    one = Registration.objects.get()
    page.wait_for_url(f"**{one.get_absolute_url()}")
    look(page)
    assert (one.state, one.body.name_ar, one.commune_id, one.college.slug, one.birth_year) == (
        "sent",
        "تعاونية واحة السنابل",
        TAGHJIJT,
        "civil",
        1984,
    )
    assert one.number in page.inner_text("h1")
    page.go_back()
    page.goto(one.get_absolute_url())
    assert Registration.objects.count() == 1

    # Changed, found again in her space, and withdrawn.
    page.click("main a[href$='/who/']")
    look(page)
    page.fill("input[name=birth_year]", "1985")
    page.click(SAVE)
    page.wait_for_url(f"**{one.get_absolute_url()}")
    page.goto("/me/")
    look(page)
    page.click(f"main a[href='{one.get_absolute_url()}']")
    page.click("main summary")
    page.fill("input[name=reason]", "سفر")
    page.click("main details form button")
    page.wait_for_url("**/me/")
    one.refresh_from_db()
    assert (one.birth_year, one.state) == (1985, "withdrawn")
    page.goto(one.get_absolute_url())
    look(page)


def test_after_the_close_the_pages_are_clean(edition, visitor, outbox):
    page = visitor(width=390, bypass_csp=True).new_page()
    start = f"/forum/{edition.number}/register/"
    page.goto(start)
    sign_in(page, outbox)
    page.wait_for_url(f"**{start}")
    page.click("main form >> nth=0 >> button")
    page.wait_for_url("**/who/")
    Call.objects.update(closes_at=timezone.now())
    for address in (page.url, f"/forum/{edition.number}/call/", start, "/"):
        page.goto(address)
        clean(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("prefix", ["", "/fr"], ids=["ar", "fr"])
def test_the_desk_of_a_call_is_clean(edition, visitor, width, prefix, client):
    client.force_login(coordinator())
    context = visitor(width=width, bypass_csp=True)
    context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "domain": "localhost",
                "path": "/",
            }
        ]
    )
    page = context.new_page()
    question = edition.questions.get()
    for place in (
        "call",
        "colleges",
        "colleges/civil",
        "questions",
        "questions/new",
        f"questions/{question.pk}",
        "clone",
    ):
        page.goto(f"{prefix}/desk/{edition.number}/{place}/")
        assert f"/{place}/" in page.url
        clean(page)


def test_the_pages_of_a_registration_are_light(edition, weigh, client):
    """A first visit with the form alone, and each page after it."""
    first, then = weigh("/", f"/forum/{edition.number}/call/")
    assert first.without_fonts <= 36 * KB
    assert then.without_fonts <= 15 * KB
