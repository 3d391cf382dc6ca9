"""A second step: set up, asked for, counted, lost and found; the desk waits for it."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings as site
from django.contrib.auth import get_user
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from typer.testing import CliRunner

from multaqa.apps.accounts import rules, services
from multaqa.apps.accounts.models import Notice, Role, SignIn, User
from multaqa.cli.main import app
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, auditor, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spent_limits")]

PASSWORD = "السنابل في الواحة 27"
SECOND = "/me/account/second/"


def code_of(secret, *, off=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + off))


def with_authenticator(user):
    """An authenticator of which no code was used yet; returns its secret and recovery codes."""
    secret = generate_totp_secret()
    codes = services.add_authenticator(user=user, secret=secret, code=code_of(secret, off=-1))
    return secret, codes


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def by_password(user):
    """A visitor who wrote the right password, and is asked for the second step."""
    visitor = Client()
    answer = visitor.post("/sign-in/password/", {"contact": user.email, "password": PASSWORD})
    return visitor, answer


@pytest.fixture
def required(settings):
    settings.STAFF_MFA, settings.STAFF_MFA_DAYS = "required", 0
    return settings


# Setting it up.


def test_an_authenticator_is_set_up_by_its_code_and_its_recovery_codes_are_shown_once(client):
    user = UserFactory()
    client.force_login(user)
    page = client.get(f"{SECOND}authenticator/")
    secret = page.context["secret"].replace(" ", "")
    picture = client.get(f"{SECOND}authenticator/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"style=" not in picture.content
    assert "no-store" in picture["Cache-Control"]
    wrong = client.post(f"{SECOND}authenticator/", {"code": "000000"})
    assert wrong.context["secret"] == page.context["secret"]
    assert wrong.context["form"].errors["code"]
    western = code_of(secret)
    arabic = western.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    shown = client.post(f"{SECOND}authenticator/", {"code": f" {arabic[:3]} {arabic[3:]} "})
    codes = re.findall(r">(\d{8})<", shown.content.decode())
    assert len(set(codes)) == 10
    kept = client.get(f"{SECOND}codes/file/")
    assert kept["Content-Disposition"].startswith("attachment")
    assert all(code in kept.content.decode() for code in codes)
    session = client.session
    session["recovery_codes_shown_at"] = time.time() - 3600
    session.save()
    assert client.get(f"{SECOND}codes/file/").status_code == 404
    for address in (SECOND, f"{SECOND}authenticator/", "/me/data/", "/me/account/"):
        told = client.get(address).content.decode()
        assert not any(code in told for code in codes), address
        assert secret not in told, address
    stored = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(stored.data)
    assert Notice.objects.filter(user=user, topic="accounts.security").exists()


def test_setting_it_up_signs_other_browsers_out_and_keeps_this_one(client):
    user = UserFactory()
    elsewhere = Client()
    elsewhere.force_login(user)
    client.force_login(user)
    page = client.get(f"{SECOND}authenticator/")
    client.post(
        f"{SECOND}authenticator/", {"code": code_of(page.context["secret"].replace(" ", ""))}
    )
    assert get_user(client) == user
    assert not get_user(elsewhere).is_authenticated


def test_who_did_not_just_prove_who_they_are_is_asked_first(client):
    client.force_login(UserFactory())
    session = client.session
    session["proved_at"] = time.time() - site.PROOF_SECONDS - 1
    session.save()
    for address in ("authenticator/", "authenticator/picture.svg", "passkey/", "codes/"):
        assert client.get(f"{SECOND}{address}").url.startswith("/me/account/prove/?next="), address


# Signing in with it.


def test_a_code_or_a_password_is_followed_by_the_second_step():
    user = with_password(UserFactory())
    secret, _codes = with_authenticator(user)
    visitor, answer = by_password(user)
    assert answer.url == "/sign-in/second/"
    assert not get_user(visitor).is_authenticated
    assert visitor.get("/me/").url.startswith("/sign-in/")
    wrong = visitor.post("/sign-in/second/", {"code": code_of(secret, off=40)})
    assert wrong.status_code == 200
    assert not get_user(visitor).is_authenticated
    visitor.post("/sign-in/second/", {"code": code_of(secret)})
    assert get_user(visitor) == user


def test_who_has_no_second_step_signs_in_as_before():
    user = with_password(UserFactory())
    visitor, answer = by_password(user)
    assert answer.url == "/me/"
    assert get_user(visitor) == user


def test_a_code_is_good_for_once_also_for_two_at_once(together):
    user = with_password(UserFactory())
    secret, _codes = with_authenticator(user)
    code = code_of(secret)
    ends = together(
        *(lambda: services.check_second_factor(user=User.objects.get(), code=code),) * 2
    )
    assert sorted(isinstance(end, Refusal) for end in ends) == [False, True]
    with pytest.raises(Refusal, match="wrong_code"):
        services.check_second_factor(user=user, code=code_of(secret, off=-1))


def test_a_recovery_code_is_good_for_once_also_for_two_at_once(together):
    user = UserFactory()
    _secret, codes = with_authenticator(user)
    ends = together(
        *(lambda: services.check_second_factor(user=User.objects.get(), code=codes[3]),) * 2
    )
    assert sorted(isinstance(end, Refusal) for end in ends) == [False, True]
    services.renew_recovery_codes(user=user)
    with pytest.raises(Refusal, match="wrong_code"):
        services.check_second_factor(user=user, code=codes[4])


def test_attempts_are_counted_in_the_database_whatever_comes_at_once(together):
    user = UserFactory()
    secret, _codes = with_authenticator(user)

    def guess():
        services.check_second_factor(user=User.objects.get(), code="12345678")

    ends = together(*(guess,) * 8)
    refused = sorted(end.code for end in ends)
    assert refused == ["second.too_many"] * 3 + ["second.wrong_code"] * 5
    with pytest.raises(Refusal, match="too_many"):
        services.check_second_factor(user=user, code=code_of(secret))
    # Told once, and let in again after twenty minutes: the clock of the row is set back.
    told = Notice.objects.filter(user=user, text__contains="مرات").count()
    assert told == 1
    SignIn.objects.update(begun_at=timezone.now() - timedelta(minutes=21))
    services.check_second_factor(user=user, code=code_of(secret))


def test_a_new_sign_in_begins_no_new_attempts():
    user = with_password(UserFactory())
    secret, _codes = with_authenticator(user)
    for _turn in range(5):
        visitor, _answer = by_password(user)
        visitor.post("/sign-in/second/", {"code": "000000"})
    visitor, _answer = by_password(user)
    late = visitor.post("/sign-in/second/", {"code": code_of(secret)})
    assert late.status_code == 200
    assert not get_user(visitor).is_authenticated


def test_nothing_that_a_browser_sends_as_a_passkey_is_a_fault(client):
    user = with_password(UserFactory())
    with_authenticator(user)
    visitor, _answer = by_password(user)
    client.get("/sign-in/passkey/")
    for sent in (
        "",
        "x",
        "null",
        "[]",
        "{}",
        '{"response": {}}',
        '{"response": {"userHandle": 7}}',
    ):
        assert visitor.post("/sign-in/second/", {"credential": sent}).status_code == 200, sent
        assert client.post("/sign-in/passkey/", {"credential": sent}).status_code == 302, sent
        client.get("/sign-in/passkey/")
    assert not get_user(visitor).is_authenticated
    assert not get_user(client).is_authenticated


def test_a_passkey_nested_deeper_than_is_read_is_refused(client):
    client.get("/sign-in/passkey/")
    deep = "[" * 200_000
    assert client.post("/sign-in/passkey/", {"credential": deep}).url == "/sign-in/"
    client.force_login(UserFactory())
    for told in (deep[:90_000], deep):
        page = client.post(f"{SECOND}passkey/", {"credential": told, "name": "هاتفي"})
        assert page.context["form"].errors


def test_removing_the_last_one_takes_the_recovery_codes_too(client):
    user = UserFactory()
    with_authenticator(user)
    client.force_login(user)
    assert client.get(f"{SECOND}authenticator/remove/").status_code == 200
    client.post(f"{SECOND}authenticator/remove/")
    assert not Authenticator.objects.exists()


def test_a_passkey_of_somebody_else_is_not_found(client):
    other = UserFactory()
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "هاتفي"})
    client.force_login(UserFactory())
    assert client.get(f"{SECOND}passkey/{key.pk}/").status_code == 404
    client.post(f"{SECOND}passkey/{key.pk}/", {"action": "remove"})
    assert Authenticator.objects.filter(pk=key.pk).exists()


# Proof.


def test_the_proof_of_who_has_a_second_step_is_its_code(client):
    user = UserFactory()
    secret, _codes = with_authenticator(user)
    client.force_login(user)
    session = client.session
    session["proved_at"] = 0
    session.save()
    assert "send" not in client.get("/me/account/prove/").content.decode()
    asked = client.post("/me/account/prove/", {"send": "email"})
    assert asked.status_code == 200  # no code by message in its place
    proved = client.post("/me/account/prove/", {"code": code_of(secret), "next": SECOND})
    assert proved.url == SECOND


# Staff.


def desk_addresses():
    """Every address of the desk, whichever app it belongs to, with something in its holes."""

    def walk(patterns, before=""):
        for one in patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield here, one
            else:
                yield from walk(one.url_patterns, here)

    told = set()
    for pattern, _view in walk(get_resolver().url_patterns):
        if "desk" not in pattern:
            continue
        filled = re.sub(r"<int:\w+>", "1", pattern)
        filled = re.sub(r"<(\w+:)?\w+>", "sole", filled)
        told.add("/" + filled.removeprefix("/").replace("^", "").replace("\\Z", ""))
    return sorted(told)


@pytest.mark.parametrize("who", [coordinator, auditor])
def test_no_page_of_the_desk_opens_without_the_required_second_step(required, who):
    user = who()
    client = Client()
    client.force_login(user)
    addresses = desk_addresses()
    assert len(addresses) > 40
    for address in addresses:
        for ask in (client.get, client.post):
            answer = ask(address)
            waits = answer.status_code in {302, 404, 405}
            assert waits, (address, answer.status_code)
            if answer.status_code == 302:
                assert answer.url == SECOND, address
    assert not rules.can_enter_desk(User.objects.get(pk=user.pk))


def test_the_desk_opens_once_it_is_set_up(required, client):
    user = coordinator()
    client.force_login(user)
    assert client.get("/desk/").url == SECOND
    assert client.get("/desk/", headers={"HX-Request": "true"})["HX-Redirect"] == SECOND
    with_authenticator(user)
    assert client.get("/desk/").status_code == 200


def test_a_role_just_given_opens_the_desk_for_the_days_that_the_settings_say(settings, client):
    settings.STAFF_MFA, settings.STAFF_MFA_DAYS = "required", 3
    user = coordinator()
    client.force_login(user)
    assert client.get("/desk/").status_code == 200
    Role.objects.update(given_at=timezone.now() - timedelta(days=4))
    assert client.get("/desk/").url == SECOND


def test_staff_arrive_at_the_set_up_and_members_at_their_space(settings):
    settings.STAFF_MFA = "required"
    _visitor, answer = by_password(with_password(coordinator()))
    assert answer.url == SECOND
    _visitor, answer = by_password(with_password(UserFactory()))
    assert answer.url == "/me/"


def test_a_demonstration_lets_its_staff_in_by_one_click(client):
    assert site.STAFF_MFA == "offered"
    user = coordinator()
    client.force_login(user)
    assert client.get("/desk/").status_code == 200


def test_a_lost_device_is_helped_on_the_server_and_told():
    user = coordinator()
    with_authenticator(user)
    browser = Client()
    browser.force_login(user)
    assert services.reset_second_factors(contact_text=user.email) is True
    assert not Authenticator.objects.exists()
    assert not get_user(browser).is_authenticated
    assert Notice.objects.filter(user=user).count() == 2
    assert services.reset_second_factors(contact_text=user.email) is False
    with pytest.raises(Refusal, match="nobody"):
        services.reset_second_factors(contact_text="nobody@example.ma")


def test_the_command_names_the_option():
    told = CliRunner().invoke(app, ["coordinator", "--help"])
    assert "--reset-mfa" in told.output


def test_questions_for_a_passkey_are_counted_where_they_are_only_opened(client):
    answers = [client.get("/sign-in/passkey/").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
