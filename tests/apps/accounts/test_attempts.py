"""Five codes may be entered in one sign-in: one after the other, or thirty at once."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from allauth.account import forms as library
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from multaqa.apps.accounts import services
from multaqa.apps.accounts.models import SignIn, User
from multaqa.apps.accounts.services import Attempt
from multaqa.kernel.refusals import PHRASES
from multaqa.portal import settings as site
from tests.factories.accounts import UserFactory

EMAIL = "fatima@example.ma"
AT_ONCE = 30


def asked(client, contact=EMAIL):
    client.post("/sign-in/", {"contact": contact})
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


def same_browser(client):
    other = Client()
    other.cookies = client.cookies
    return other


@pytest.mark.usefixtures("spent_limits")
def test_of_thirty_wrong_codes_at_once_five_are_judged(client, together, monkeypatch):
    UserFactory(email=EMAIL)
    code = asked(client)
    judged = []
    compare = library.compare_user_code

    def watched(*, actual, expected):
        judged.append(actual)
        return compare(actual=actual, expected=expected)

    monkeypatch.setattr(library, "compare_user_code", watched)

    def guess(number):
        wrong = f"{(int(code) + 1 + number) % 10**6:06}"
        return same_browser(client).post("/sign-in/code/", {"code": wrong}).status_code

    statuses = together(*[lambda number=number: guess(number) for number in range(AT_ONCE)])

    assert set(statuses) <= {200, 302}, statuses
    assert len(judged) <= 5
    assert SignIn.objects.get().attempt_count == len(judged)
    for _ in range(5 - len(judged)):
        guess(0)
    client.post("/sign-in/code/", {"code": code})
    assert not get_user(client).is_authenticated


def test_spend_attempt_counts_one_by_one_what_comes_at_once(together):
    spent = together(*[lambda: services.spend_attempt("a" * 64)] * AT_ONCE)
    assert Counter(spent) == {Attempt.SPENT: 4, Attempt.LAST: 1, Attempt.NONE: AT_ONCE - 5}


def test_spend_attempt_counts_each_sign_in_alone(db):
    spent = [services.spend_attempt("a" * 64) for _ in range(6)]
    assert spent == [Attempt.SPENT] * 4 + [Attempt.LAST, Attempt.NONE]
    assert services.spend_attempt("b" * 64)


def test_an_attempt_beside_the_end_of_its_sign_in_is_counted_and_no_fault(together):
    def spend():
        return [services.spend_attempt("a" * 64) for _ in range(20)]

    def end():
        for _ in range(60):
            SignIn.objects.filter(digest="a" * 64).delete()

    one, other, ended = together(spend, spend, end)
    assert ended is None
    assert {*one, *other} <= set(Attempt)


def test_spend_attempt_forgets_sign_ins_long_over(db):
    services.spend_attempt("a" * 64)
    SignIn.objects.update(begun_at=timezone.now() - timedelta(minutes=21))
    services.spend_attempt("b" * 64)
    assert [one.digest for one in SignIn.objects.all()] == ["b" * 64]


@pytest.mark.usefixtures("spent_limits")
def test_another_code_brings_no_more_attempts(client, db):
    UserFactory(email=EMAIL)
    asked(client)
    for _ in range(3):
        client.post("/sign-in/code/", {"code": "wrong"})
    client.post("/sign-in/code/", {"action": "resend"})
    for _ in range(2):
        client.post("/sign-in/code/", {"code": "wrong"})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    client.post("/sign-in/code/", {"code": code})
    assert not get_user(client).is_authenticated


@pytest.mark.usefixtures("spent_limits")
def test_wrong_codes_shut_out_nobody_of_the_same_address_or_contact(client, db):
    person = UserFactory(email=EMAIL)
    honest = Client()
    code = asked(honest)
    for number in range(25):
        other = Client()
        asked(other, f"person{number}@example.ma")
        for _ in range(5):
            other.post("/sign-in/code/", {"code": "wrong"})
    for _ in range(2):  # a stranger, at the same person's contact
        asked(other)
        for _ in range(6):
            other.post("/sign-in/code/", {"code": "wrong"})
    assert honest.post("/sign-in/code/", {"code": code}).status_code == 302
    assert get_user(honest) == person


@pytest.mark.usefixtures("spent_limits")
def test_what_one_address_may_guess_is_bounded_by_the_codes_it_may_ask(settings):
    settings.ACCOUNT_RATE_LIMITS = site.ACCOUNT_RATE_LIMITS | {"code_from_here": "3/h/ip"}
    honest = Client()
    code = asked(honest)
    UserFactory(email="known@example.ma")
    for contact in ("known@example.ma", "stranger@example.ma"):
        asked(Client(), contact)
    refused = Client().post("/en/sign-in/", {"contact": "known@example.ma"})
    with translation.override("en"):
        told = str(PHRASES["accounts.too_many_from_here"])
    assert refused.context["form"].errors["contact"] == [told]
    assert len(mail.outbox) == 3
    # The code that came already is right all the same.
    honest.post("/sign-in/code/", {"code": code})
    assert get_user(honest).email == EMAIL


@pytest.mark.usefixtures("spent_limits")
def test_a_contact_asked_for_too_often_uses_up_nothing_of_its_address(settings):
    settings.ACCOUNT_RATE_LIMITS = site.ACCOUNT_RATE_LIMITS | {"code_from_here": "4/h/ip"}
    for _ in range(8):  # three a minute are sent
        asked(Client())
    assert asked(Client(), "stranger@example.ma")
    assert [letter.to for letter in mail.outbox][-1] == ["stranger@example.ma"]


@pytest.mark.parametrize("contact", [EMAIL, "stranger@example.ma"])
@pytest.mark.usefixtures("spent_limits")
def test_of_many_codes_asked_again_at_once_two_are_sent(client, together, contact):
    """Or one visit could have anybody's phone rung all night, at the instance's cost."""
    UserFactory(email=EMAIL)
    client.post("/sign-in/", {"contact": contact})
    together(
        *[lambda: same_browser(client).post("/sign-in/code/", {"action": "resend"}).status_code]
        * 10
    )
    assert 1 <= len(mail.outbox) <= 3


@pytest.mark.usefixtures("spent_limits")
def test_two_browsers_that_finish_at_once_are_in_one_account(client, together):
    browsers = [Client(), Client()]
    codes = [asked(browser) for browser in browsers]
    ends = together(
        *[
            lambda browser=browser, code=code: browser.post("/sign-in/code/", {"code": code})
            for browser, code in zip(browsers, codes, strict=True)
        ]
    )
    assert [end.status_code for end in ends] == [302, 302], ends
    user = User.objects.get()
    assert [get_user(browser) for browser in browsers] == [user, user]
