"""Owning an account by hand: an authenticator without scripts, a passkey, a number, leaving."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from multaqa.apps.accounts.models import Erasure, User, Visit
from multaqa.kernel import jobs
from multaqa.kernel.models import Job
from tests.apps.accounts.test_second_factor import code_of
from tests.browser.conftest import clean, overflow, press
from tests.factories.accounts import UserFactory, coordinator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "السنابل في الواحة 27"
PHONE, NEW = "+212661234567", "+212662345678"
SECOND = "/me/account/second/"


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    cache.clear()
    settings.SMS, settings.OUTBOX = "file", tmp_path / "outbox"
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.OUTBOX


def send(page):
    """Send the form as a keyboard does, and wait for its answer."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def known(user=None):
    user = user or UserFactory(phone=PHONE, name="رقية الناجم")
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(page, user, prefix=""):
    page.goto(f"{prefix}/sign-in/password/")
    page.fill("input[name=contact]", user.phone or user.email)
    page.fill("input[name=password]", PASSWORD)
    send(page)


def last_code(outbox, phone):
    texts = [path.read_text() for path in sorted(outbox.iterdir())]
    return re.search(r"\b\d{6}\b", [text for text in texts if phone in text][-1])[0]


@pytest.mark.parametrize("prefix", ["", "/fr"], ids=["ar", "fr"])
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_coordinator_sets_up_an_authenticator_on_a_telephone(
    visitor, settings, has_scripts, prefix
):
    settings.STAFF_MFA, settings.STAFF_MFA_DAYS = "required", 0
    user = known(coordinator())
    options = {"java_script_enabled": has_scripts, "bypass_csp": True}
    page = visitor(width=390, height=844, **options).new_page()
    look = clean if has_scripts else (lambda page: None)
    enter(page, user, prefix)
    page.wait_for_url(f"**{prefix}{SECOND}")
    look(page)
    page.goto(f"{prefix}/desk/")
    page.wait_for_url(f"**{SECOND}")

    page.goto(f"{prefix}{SECOND}authenticator/")
    look(page)
    secret = page.inner_text("code.mono").replace(" ", "")
    page.fill("input[name=code]", "123")
    send(page)
    look(page)
    page.fill("input[name=code]", code_of(secret, off=-1))
    send(page)
    look(page)
    codes = re.findall(r"\b\d{8}\b", page.inner_text("main"))
    assert len(codes) == 10
    page.goto(f"{prefix}{SECOND}")
    look(page)
    page.goto(f"{prefix}/desk/")
    assert page.url.endswith("/desk/")

    # Again, on another telephone: the password, then the application's code; then without it.
    for code in (code_of(secret), codes[0]):
        other = visitor(width=390, height=844, **options).new_page()
        enter(other, user, prefix)
        other.wait_for_url("**/sign-in/second/")
        look(other)
        other.fill("input[name=code]", code)
        send(other)
        other.wait_for_url("**/desk/")


@pytest.fixture
def device(visitor, site):
    """A telephone that recognises its owner, as Chromium plays one; passkeys want a name, not
    a number, of the site."""

    def make(**options):
        address = site.replace("127.0.0.1", "localhost")
        page = visitor(width=390, height=844, base_url=address, **options).new_page()
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        plays = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": plays})
        return page

    return make


def test_a_passkey_is_added_named_used_as_second_step_and_alone_and_removed(device):
    user = known()
    page = device()  # under the site's own content policy
    enter(page, user)
    page.goto(f"{SECOND}passkey/")
    page.fill("input[name=name]", "هاتفي")
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    assert len(re.findall(r"\b\d{8}\b", page.inner_text("main"))) == 10
    page.goto(SECOND)
    assert "هاتفي" in page.inner_text("main")
    assert overflow(page) == 0

    # After the password.
    page.goto("/sign-out/")
    press(page, "main form button")
    enter(page, user)
    page.wait_for_url("**/sign-in/second/")
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    page.wait_for_url("**/me/")

    # Alone, with nothing typed.
    page.goto("/sign-out/")
    press(page, "main form button")
    page.goto("/sign-in/?next=/me/data/")
    with page.expect_navigation(url="**/me/data/"):
        page.click("form[data-passkey] button")
    assert "هاتفي" in page.inner_text("main")

    # Another name, then gone.
    page.goto(SECOND)
    press(page, "a[href*='/passkey/'][href$='/']:has-text('هاتفي')")
    page.fill("input[name=name]", "الهاتف القديم")
    press(page, "button[value=rename]")
    assert "الهاتف القديم" in page.inner_text("main")
    press(page, "a:has-text('الهاتف القديم')")
    press(page, "button[value=remove]")
    assert not User.objects.get().has_second_factor


def test_a_telephone_without_passkeys_says_so_and_leaves_the_other_ways(device):
    page = device()
    page.goto("/sign-in/")
    assert page.is_hidden("[data-amiss]")
    page.click("form[data-passkey] button")  # it has none for this site
    page.wait_for_selector("[data-amiss]:not([hidden])", timeout=30_000)
    assert page.is_visible("input[name=contact]")


def test_without_scripts_no_passkey_is_offered_at_the_way_in(visitor):
    page = visitor(width=390, java_script_enabled=False).new_page()
    page.goto("/sign-in/")
    assert page.is_hidden("form[data-passkey]")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_number_is_changed_browsers_are_seen_and_a_copy_is_fetched(visitor, outbox, has_scripts):
    user = known()
    page = visitor(width=390, height=844, java_script_enabled=has_scripts, bypass_csp=True)
    page = page.new_page()
    look = clean if has_scripts else (lambda page: None)
    enter(page, user)
    page.goto("/me/account/")
    look(page)
    page.goto("/me/account/phone/")
    look(page)
    page.fill("input[name=contact]", "06 62")
    send(page)
    look(page)
    page.fill("input[name=contact]", "06 62 34 56 78")
    send(page)
    page.wait_for_url("**/phone/code/")
    look(page)
    page.fill("input[name=code]", last_code(outbox, NEW))
    send(page)
    page.wait_for_url("**/me/account/")
    user.refresh_from_db()
    assert user.phone == NEW

    link = re.search(r"/account/undo/\S+/", " ".join(p.read_text() for p in outbox.iterdir()))[0]
    page.goto(link)
    look(page)

    page.goto("/me/account/browsers/")
    look(page)
    assert Visit.objects.count() == 1

    page.goto("/me/data/copy/")
    look(page)
    press(page, "main form button")
    look(page)
    job = Job.objects.filter(about__startswith="accounts.copy").get()
    jobs.run(job.pk)
    page.goto("/me/data/copy/")
    look(page)
    with page.expect_download() as fetched:
        page.click("main a.button")
    assert fetched.value.suggested_filename.endswith(".zip")


@pytest.mark.parametrize("prefix", ["", "/fr"], ids=["ar", "fr"])
def test_leaving_is_read_confirmed_by_a_word_and_thought_again(visitor, prefix):
    user = known()
    page = visitor(width=390, height=844, bypass_csp=True).new_page()
    enter(page, user, prefix)
    page.goto(f"{prefix}/me/leave/")
    clean(page)
    word = page.inner_text("main strong")
    page.fill("input[name=word]", "لا")
    send(page)
    clean(page)
    page.fill("input[name=word]", word)
    send(page)
    clean(page)
    assert Erasure.objects.get().due_at > timezone.now()
    page.goto(f"{prefix}/me/")
    clean(page)
    page.goto(f"{prefix}/me/leave/")
    press(page, "button[value=keep]")
    assert not Erasure.objects.exists()


def test_who_one_is_is_asked_again_by_keyboard_alone(visitor, outbox):
    user = UserFactory(phone=PHONE)
    page = visitor(width=390, height=844, bypass_csp=True).new_page()
    page.goto("/sign-in/")
    page.fill("input[name=contact]", PHONE)
    send(page)
    page.fill("input[name=code]", last_code(outbox, PHONE))
    send(page)
    settings_of = settings.PROOF_SECONDS
    settings.PROOF_SECONDS = 0
    try:
        page.goto("/me/leave/")
        page.wait_for_url("**/me/account/prove/**")
        clean(page)
        page.focus("button[name=send]")
        send(page)
        clean(page)
    finally:
        settings.PROOF_SECONDS = settings_of
    page.fill("input[name=code]", last_code(outbox, PHONE))
    send(page)
    page.wait_for_url("**/me/leave/")
    assert User.objects.filter(pk=user.pk).exists()
