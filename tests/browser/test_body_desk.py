"""A body's desk on a phone: invited, confirmed, handed over, its papers; scripts or not."""

import re

import pytest
from django.conf import settings
from django.utils import timezone

from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE, User
from multaqa.apps.accounts.services import contact, give_role
from multaqa.apps.network import services
from multaqa.apps.network.models import (
    Body,
    Claim,
    Confirmation,
    Handover,
    Invitation,
    Membership,
    Paper,
)
from tests.browser.conftest import clean, enter, press
from tests.factories.accounts import UserFactory
from tests.factories.network import BodyFactory, MembershipFactory, invited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOLDER = "+212600000202"


@pytest.fixture(autouse=True)
def outbox(tmp_path):
    settings.MEDIA_ROOT, settings.SMS, settings.OUTBOX = tmp_path, "file", tmp_path


@pytest.fixture
def president(db):
    for person in DEMONSTRATION_PEOPLE:
        if person.role:
            give_role(contact_text=person.contact, kind=person.role, name=person.name)
        else:
            email, phone = contact(person.contact)
            User.objects.create_user(email=email, phone=phone, name=person.name)
    return User.objects.get(phone="+212600000101")


@pytest.fixture
def body(president):
    body = BodyFactory(women_count=19, men_count=12, phone="+212661234567")
    MembershipFactory(body=body, user=president)
    MembershipFactory(body=body, role="secretary")
    return body


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_a_desk_fit_and_are_accessible(body, president, visitor, width):
    services.claim_body(body=body, actor=UserFactory(), role="treasurer", proof="محضر الجمع العام")
    services.ask_membership(body=body, actor=UserFactory(), role="member")
    invited(body, president, contact="0661000009", name="عائشة")
    page = enter(visitor, "president", width=width)
    at = f"/network/{body.slug}"
    for address in ("desk/", "people/", "desk/confirm/", "desk/history/", "desk/invite/"):
        page.goto(f"{at}/{address}")
        clean(page)
    for address in ("desk/hand-over/", "desk/papers/"):
        page.goto(f"{at}/{address}")
        clean(page)
    page.click("form[action*='minutes'] button")
    clean(page)
    page.click("button[name=make]:visible")
    clean(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_coordinators_lists_fit_and_are_accessible(body, president, visitor, width):
    old = timezone.now() - timezone.timedelta(days=500)
    Body.objects.filter(pk=body.pk).update(confirmed_at=old)
    claim = services.claim_body(body=body, actor=UserFactory(), role="treasurer", proof="محضر")
    left = BodyFactory()
    place = MembershipFactory(body=left)
    services.end_membership(membership=place, actor=place.user, leaves_nobody=True)
    page = enter(visitor, width=width)
    for address in ("claims/", f"claims/{claim.pk}/", "stale/", "left/"):
        page.goto(f"/desk/bodies/{address}")
        clean(page)
    page.goto(f"/network/{body.slug}/")
    clean(page)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["htmx", "no-scripts"])
def test_a_phone_is_invited_and_its_owner_comes_in(body, visitor, has_scripts):
    page = enter(visitor, "president", width=390, java_script_enabled=has_scripts)
    page.goto(f"/network/{body.slug}/desk/invite/")
    page.select_option("[name=role]", "treasurer")
    page.fill("[name=contact]", "06 00 00 02 02")
    page.click("form.form button[data-tone=main]")
    invitation = Invitation.objects.get()
    other = visitor(width=390, java_script_enabled=has_scripts).new_page()
    other.goto(invitation.get_absolute_url())
    assert body.name_ar not in other.content()
    guest = enter(visitor, "holder", width=390, java_script_enabled=has_scripts)
    guest.goto(invitation.get_absolute_url())
    assert body.name_ar in guest.content()
    guest.click("button[value=accept]")
    assert guest.url.endswith(f"/network/{body.slug}/desk/")
    assert Membership.objects.filter(user__phone=HOLDER, role="treasurer").exists()


def test_a_handover_is_entered_and_done_on_two_phones(body, president, visitor):
    page = enter(visitor, "president", width=390, java_script_enabled=False)
    page.goto(f"/network/{body.slug}/desk/hand-over/")
    page.fill("[name=held_on]", timezone.localdate().isoformat())
    page.select_option("[name=new_0_role]", "president")
    page.fill("[name=new_0_name]", "ياسين السالك")
    page.fill("[name=new_0_contact]", "0600000202")
    page.click("form.form > .row > button[data-tone=main]")
    assert Handover.objects.get().is_open
    guest = enter(visitor, "holder", width=390, java_script_enabled=False)
    guest.goto(Invitation.objects.get().get_absolute_url())
    guest.click("button[value=accept]")
    assert Handover.objects.get().state == Handover.State.DONE
    assert not Membership.objects.filter(user=president, state="accepted").exists()
    guest.goto(f"/network/{body.slug}/desk/hand-over/{Handover.objects.get().pk}/")
    guest.click("form[action*='notice'] button")
    assert Paper.objects.get().handover == Handover.objects.get()


def test_a_body_is_confirmed_by_keyboard_alone(body, visitor):
    page = enter(visitor, "president", width=390)
    page.goto(f"/network/{body.slug}/desk/confirm/")
    page.focus("main form button[data-tone=main]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Confirmation.objects.count() == 1


def test_a_claim_with_a_paper_is_sent_and_answered(president, visitor):
    body = BodyFactory()
    page = enter(visitor, "holder", width=390, java_script_enabled=False)
    page.goto(f"/network/{body.slug}/claim/")
    page.check("[name=role][value=president]")
    page.fill("[name=proof]", "انتخبت في الجمع العام ليوم 3 مارس")
    paper = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    page.set_input_files("[name=document]", paper)
    page.click("form.form button[data-tone=main]")
    claim = Claim.objects.get()
    desk = enter(visitor, width=390)
    desk.goto(f"/desk/bodies/claims/{claim.pk}/")
    desk.fill("[name=reason]", "اطلعنا على المحضر")
    press(desk, "button[value=accept]")
    page.goto(f"/network/{body.slug}/claim/")
    assert page.url.endswith("/desk/")


def test_minutes_are_made_and_downloaded(body, visitor):
    page = enter(visitor, "president", width=390)
    page.goto(f"/network/{body.slug}/desk/papers/")
    press(page, "form[action*='minutes'] button")
    page.fill("[name=held_on]", timezone.localdate().isoformat())
    for name, value in {
        "place": "دار الشباب",
        "present": "20",
        "scribe": "مينة",
        "agenda": "التقرير المالي",
        "decision_0_text": "المصادقة على التقرير",
        "decision_0_for": "20",
    }.items():
        page.fill(f"[name={name}]", value)
    press(page, "button[value=decision]")
    assert page.input_value("[name=decision_0_text]") == "المصادقة على التقرير"
    press(page, "button[name=make]:visible")
    with page.expect_download() as told:
        page.click("a[href$='paper.pdf']")
    assert re.search(r"minutes-\d{4}-\d\d-\d\d\.pdf", told.value.suggested_filename)
