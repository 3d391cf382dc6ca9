"""The way in, through the pages: ask for a code, receive it, enter it."""

import re
import time
from smtplib import SMTPRecipientsRefused

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import translation

from multaqa.apps.accounts import services
from multaqa.apps.accounts.models import DEMONSTRATION_PEOPLE, User
from multaqa.kernel.refusals import PHRASES
from tests.factories.accounts import RoleFactory, UserFactory

EMAIL = "fatima@example.ma"
PHONE = "+212661234567"
ASK, ENTER = "/sign-in/", "/sign-in/code/"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

pytestmark = pytest.mark.usefixtures("spent_limits", "outbox")


@pytest.fixture
def outbox(settings, tmp_path):
    settings.SMS, settings.OUTBOX = "file", tmp_path / "outbox"
    return settings.OUTBOX


@pytest.fixture
def person(db):
    """Someone known by both, who runs the forum."""
    return RoleFactory(user=UserFactory(email=EMAIL, phone=PHONE)).user


def ask(client, contact, **more):
    return client.post(ASK, {"contact": contact} | more)


def enter(client, code, **more):
    return client.post(ENTER, {"code": code, "action": "verify"} | more)


def letter_code(number=-1):
    return re.search(r"\b\d{6}\b", mail.outbox[number].body)[0]


def sms_codes(outbox):
    letters = sorted(outbox.iterdir()) if outbox.exists() else []
    return [re.search(r"\b\d{6}\b", letter.read_text())[0] for letter in letters]


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def who(client):
    return get_user(client)


def beside_field(response):
    """What stands beside the field: the page tells every error there, and in its list above."""
    page = response.content.decode()
    found = re.search(r'<div class="field__wrong"[^>]*>(.*?)</div>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"], ids=["ar", "fr", "en"])
def test_pages_are_in_each_language(client, person, prefix):
    language = prefix.strip("/") or "ar"
    page = client.get(f"{prefix}{ASK}")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in str(
        page.content.decode()
    )
    assert 'name="contact"' in page.content.decode()
    asked = client.post(f"{prefix}{ASK}", {"contact": EMAIL})
    assert asked.url == f"{prefix}{ENTER}"
    page = client.get(asked.url).content.decode()
    assert 'name="code"' in page
    assert EMAIL in page
    assert client.get(f"{prefix}/sign-out/").status_code == 302  # nobody to sign out


def test_sign_in_by_email(client, person):
    asked = ask(client, " Fatima@Example.MA ")
    assert (asked.status_code, asked.url) == (302, ENTER)
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert letter_code() in letter.subject
    assert "testserver" not in letter.subject
    assert not who(client).is_authenticated
    entered = enter(client, letter_code())
    assert (entered.status_code, entered.url) == (302, reverse("forum:desk"))
    assert who(client) == person


@pytest.mark.parametrize("contact", ["06 61 23 45 67", "٠٦٦١٢٣٤٥٦٧", "00212661234567"])
def test_sign_in_by_phone(client, person, outbox, contact):
    ask(client, contact)
    (letter,) = outbox.iterdir()
    assert letter.read_text().startswith(f"To: {PHONE}\n")
    assert mail.outbox == []
    (code,) = sms_codes(outbox)
    typed = f" {code[:3].translate(ARABIC)} {code[3:].translate(ARABIC)} "
    assert enter(client, typed).url == reverse("forum:desk")
    assert who(client) == person


def test_person_with_a_phone_alone_signs_in(client, outbox):
    person = UserFactory(email=None, phone=PHONE)
    ask(client, "0661234567")
    enter(client, sms_codes(outbox)[0])
    assert who(client) == person


def test_person_with_an_email_alone_signs_in(client, db):
    person = UserFactory(email=EMAIL, phone=None)
    ask(client, EMAIL)
    assert enter(client, letter_code()).url == reverse("me")
    assert who(client) == person


@pytest.mark.parametrize("contact", ["", "فاطمة", "06 61 23", "fatima@", "0661234567 89"])
def test_rubbish_is_refused_beside_the_field(client, person, contact):
    response = ask(client, contact)
    assert response.status_code == 200
    assert beside_field(response)
    if contact:
        assert f'value="{contact}"' in response.content.decode()
    assert mail.outbox == []


def test_phone_is_refused_where_nothing_reaches_phones(client, person, settings):
    settings.SMS = "none"
    response = client.post("/en/sign-in/", {"contact": "0661234567"})
    assert "text messages" in beside_field(response)
    assert ask(client, EMAIL).url == ENTER


def test_wrong_code_is_told_beside_the_field(client, person):
    ask(client, EMAIL)
    for code in (wrong(letter_code()), "", "١", "1" * 99):
        response = enter(client, code)
        assert beside_field(response)
    assert not who(client).is_authenticated


def test_five_wrong_codes_end_the_attempt(client, person):
    ask(client, EMAIL)
    code = letter_code()
    for _ in range(4):
        assert enter(client, wrong(code)).status_code == 200
    last = enter(client, wrong(code))
    assert last.status_code == 302
    page = client.get(last.url, follow=True)
    assert page.request["PATH_INFO"] == ASK
    assert 'role="alert"' in page.content.decode()
    assert enter(client, code).status_code == 302
    assert not who(client).is_authenticated


def test_four_wrong_codes_leave_the_right_one(client, person):
    ask(client, EMAIL)
    for _ in range(4):
        enter(client, wrong(letter_code()))
    enter(client, letter_code())
    assert who(client) == person


def test_code_works_once(client, person):
    ask(client, EMAIL)
    enter(client, letter_code())
    client.post("/sign-out/")
    assert enter(client, letter_code()).status_code == 302
    assert not who(client).is_authenticated


def test_code_is_of_the_browser_that_asked(client, person):
    ask(client, EMAIL)
    stranger = type(client)()
    assert enter(stranger, letter_code()).status_code == 302
    assert not who(stranger).is_authenticated


@pytest.mark.parametrize("contact", [EMAIL, PHONE])
def test_another_code_replaces_the_first(client, person, outbox, contact):
    def codes():
        return [letter_code(n) for n in range(len(mail.outbox))] or sms_codes(outbox)

    ask(client, contact)
    for sent in (2, 3):
        again = client.post(ENTER, {"action": "resend"})
        assert (again.status_code, again.url) == (302, ENTER)
        assert len(codes()) == sent
    assert "resend" not in client.get(ENTER).content.decode()
    client.post(ENTER, {"action": "resend"})
    assert len(codes()) == 3
    if codes()[0] != codes()[-1]:
        assert enter(client, codes()[0]).status_code == 200
    enter(client, codes()[-1])
    assert who(client) == person


def test_code_grows_old(client, person):
    ask(client, EMAIL)
    session = client.session
    state = _state_of(session["account_login"])
    state["at"] = time.time() - 601
    session.save()
    late = enter(client, letter_code())
    assert late.status_code == 302
    page = client.get(late.url, follow=True)
    assert 'role="alert"' in page.content.decode()
    assert not who(client).is_authenticated


def _state_of(node):
    """Where the library keeps the moment at which the code was sent."""
    if "failed_attempts" in node:
        return node
    found = (_state_of(one) for one in node.values() if isinstance(one, dict))
    return next((one for one in found if one), None)


@pytest.mark.parametrize("contact", ["stranger@example.ma", "0699999999"])
def test_the_way_in_does_not_tell_who_is_known(client, person, outbox, contact):
    """The pages are the same, word for word, and so is what is sent."""
    known = type(client)()
    ask(known, EMAIL if "@" in contact else PHONE)
    sent = len(mail.outbox) + len(sms_codes(outbox))
    assert ask(client, contact).url == ENTER
    assert len(mail.outbox) + len(sms_codes(outbox)) == sent + 1
    written = contact if "@" in contact else "+212699999999"
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')

    def page(visitor, address):
        text = token.sub("", visitor.get(ENTER).content.decode())
        return text.replace(address, "…")

    assert page(client, written) == page(known, EMAIL if "@" in contact else PHONE)
    for _ in range(4):
        assert enter(client, "000000").status_code == 200
    assert enter(client, "000000").status_code == 302
    assert not who(client).is_authenticated
    assert list(User.objects.all()) == [person]


@pytest.mark.parametrize("contact", [EMAIL, PHONE])
def test_account_closed_after_the_code_was_sent_stays_shut(client, person, outbox, contact):
    ask(client, contact)
    person.is_active = False
    person.save()
    code = letter_code() if mail.outbox else sms_codes(outbox)[0]
    response = client.post(ENTER, {"code": code, "action": "verify"}, follow=True)
    assert response.status_code == 200
    assert not who(client).is_authenticated


def test_account_closed_while_signed_in_is_out(client, person):
    client.force_login(person)
    person.is_active = False
    person.save()
    assert not who(client).is_authenticated


def test_whoever_mistyped_may_ask_for_another_address(client, person):
    ask(client, "stranger@example.ma")
    page = client.get(ASK)
    assert page.status_code == 200
    assert 'name="contact"' in page.content.decode()
    assert client.get(ENTER).status_code == 200
    assert ask(client, EMAIL).url == ENTER
    enter(client, letter_code())
    assert who(client) == person


@pytest.mark.parametrize(
    ("target", "arrives"),
    [
        ("/record/", "/record/"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("/\\evil.example", None),
        ("http:///evil.example", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_next_leads_only_inside(client, person, target, arrives):
    asked = client.post(f"{ASK}?next={target}", {"contact": EMAIL, "next": target})
    assert asked.url.startswith(ENTER)
    assert "evil" not in asked.url
    entered = client.post(asked.url, {"code": letter_code(), "action": "verify", "next": target})
    assert entered.url == (arrives or reverse("forum:desk"))
    again = client.get(ASK, {"next": target})
    assert again.url == (arrives or reverse("forum:desk"))


@pytest.mark.parametrize("contact", [EMAIL, PHONE, "stranger@example.ma"])
def test_asking_too_often_is_refused_beside_the_field(client, person, outbox, contact):
    for _ in range(3):
        assert ask(client, contact).status_code == 302
    response = client.post("/en/sign-in/", {"contact": contact})
    assert response.status_code == 200
    with translation.override("en"):
        assert beside_field(response) == str(PHRASES["accounts.too_many_codes"])
    assert len(mail.outbox) + len(sms_codes(outbox)) == 3


def test_sign_out_is_by_post_alone(client, person):
    client.force_login(person)
    assert client.get("/sign-out/").status_code == 200
    assert who(client) == person
    out = client.post("/sign-out/")
    assert (out.status_code, out.url) == (302, reverse("home"))
    assert not who(client).is_authenticated


@pytest.mark.parametrize("one", DEMONSTRATION_PEOPLE, ids=lambda one: one.key)
def test_one_click_enters_a_demonstration(client, one):
    person = invented(one)
    assert one.key in client.get(ASK).content.decode()
    assert client.get(f"/sign-in/as/{one.key}/").status_code == 405
    arrives = reverse("forum:desk" if one.role else "me")
    assert client.post(f"/sign-in/as/{one.key}/").url == arrives
    assert who(client) == person
    assert client.get(arrives).status_code == 200


def invented(one, **fields):
    email, phone = services.contact(one.contact)
    user = UserFactory(email=email, phone=phone, name=one.name, **fields)
    if one.role:
        RoleFactory(user=user, kind=one.role)
    return user


@pytest.mark.parametrize("key", ["administrator", "coordinator"])
def test_one_click_without_its_person_leads_nowhere(client, key):
    assert client.post(f"/sign-in/as/{key}/").status_code == 404


def test_one_click_is_nowhere_else(client, settings):
    settings.DEMONSTRATION = False
    invented(DEMONSTRATION_PEOPLE[0])
    assert "/sign-in/as/" not in client.get(ASK).content.decode()
    assert client.post("/sign-in/as/coordinator/").status_code == 404
    assert not who(client).is_authenticated


def test_one_click_does_not_open_a_closed_account(client):
    invented(DEMONSTRATION_PEOPLE[0], is_active=False)
    assert client.post("/sign-in/as/coordinator/").status_code == 404


def test_form_that_waited_too_long_says_so(person):
    assert person
    strict = Client(enforce_csrf_checks=True)
    for address in (ASK, ENTER, "/sign-out/", "/sign-in/as/coordinator/"):
        response = strict.post(address, {"contact": EMAIL})
        assert response.status_code == 403
        assert '<html lang="ar" dir="rtl">' in response.content.decode()
    assert mail.outbox == []


class RefusingBackend(EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such fatima")})


def test_letter_that_cannot_leave_is_told_and_logged_without_its_address(
    client, person, settings, caplog
):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    response = client.post(ASK, {"contact": EMAIL}, follow=True)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert "SMTPRecipientsRefused" in caplog.text
    assert "fatima" not in caplog.text


def test_no_log_tells_who_signs_in(client, person, outbox, caplog):
    caplog.set_level("DEBUG")
    ask(client, EMAIL)
    enter(client, wrong(letter_code()))
    client.post(ENTER, {"action": "resend"})
    enter(client, letter_code())
    client.post("/sign-out/")
    ask(client, "0661234567")
    enter(client, wrong(sms_codes(outbox)[0]))
    enter(client, sms_codes(outbox)[0])
    ask(client, "stranger@example.ma")
    assert who(client) == person
    ours = [one for one in caplog.records if not one.name.startswith("django.db")]
    told = " ".join(f"{one.getMessage()} {one.exc_info or ''} {one.args}" for one in ours)
    codes = [letter_code(n) for n in range(len(mail.outbox))] + sms_codes(outbox)
    for secret in (EMAIL, "fatima", "stranger", "661234567", *codes):
        assert secret not in told
