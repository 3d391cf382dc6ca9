import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from multaqa.apps.accounts.models import Role, RoleKind, User
from multaqa.apps.accounts.services import (
    contact,
    give_role,
    reached_contact,
    send_code,
    set_password,
    welcome,
)
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal
from tests.factories.accounts import RoleFactory, UserFactory

PHONE = "+212661234567"


@pytest.mark.parametrize(
    "written",
    [
        "06 61 23 45 67",
        "0661234567",
        " 0661-23-45-67 ",
        "06.61.23.45.67",
        "661234567",
        "+212661234567",
        "+212 6 61 23 45 67",
        "+212 (0) 661 234 567",
        "00212661234567",
        "00 212 661 23 45 67",
        "٠٦٦١٢٣٤٥٦٧",
        "٠٦ ٦١ ٢٣ ٤٥ ٦٧",
        "+٢١٢٦٦١٢٣٤٥٦٧",
        "۰۶۶۱۲۳۴۵۶۷",
        "\u202a+212 661-234567\u202c",
        "\u200f0661234567",
    ],
)
def test_contact_reads_a_phone_as_people_write_it(written):
    assert contact(written) == (None, PHONE)


def test_contact_reads_a_phone_of_another_country():
    assert contact("+33 6 12 34 56 78") == (None, "+33612345678")


@pytest.mark.parametrize(
    "written", ["fatima@example.ma", " Fatima@Example.MA ", "\u200ffatima@example.ma\u200e"]
)
def test_contact_reads_an_email_in_any_case(written):
    assert contact(written) == ("fatima@example.ma", None)


@pytest.mark.parametrize(
    ("written", "code", "facts"),
    [
        ("", "accounts.bad_contact", {}),
        ("فاطمة", "accounts.bad_contact", {}),
        ("06", "accounts.bad_phone", {"digits": 2}),
        ("06 61 23 45 6", "accounts.bad_phone", {"digits": 9}),
        ("٠٦٦١٢٣٤٥", "accounts.bad_phone", {"digits": 8}),
        ("0661 23 45 67 89", "accounts.bad_phone", {"digits": 12}),
        ("+212 6 61 23 45 6", "accounts.bad_phone", {"digits": 9}),
        ("0661abcdef", "accounts.bad_contact", {}),
        ("1-800-FORUM", "accounts.bad_contact", {}),
        ("+33 6 12", "accounts.bad_contact", {}),
        ("+999 661234567", "accounts.bad_contact", {}),
        ("0" * 254, "accounts.bad_contact", {}),
        ("@", "accounts.bad_email", {}),
        ("fatima@example", "accounts.bad_email", {}),
        ("fatima @example.ma", "accounts.bad_email", {}),
        ("fatima@exa\nmple.ma", "accounts.bad_email", {}),
        (f"{'x' * 60}@{'y' * 60}.{'y' * 60}.{'y' * 60}.{'y' * 60}.ma", "accounts.bad_email", {}),
        ("\0", "accounts.bad_contact", {}),
    ],
)
def test_contact_refuses_what_is_neither(written, code, facts):
    with pytest.raises(Refusal) as caught:
        contact(written)
    assert (caught.value.code, caught.value.facts) == (code, facts)
    assert say(caught.value)


def test_give_role_makes_the_person_once(db):
    first = give_role(contact_text="06 61 23 45 67", kind=RoleKind.COORDINATOR, name="فاطمة")
    assert (first.phone, first.email, first.name) == (PHONE, None, "فاطمة")
    assert not first.has_usable_password()
    second = give_role(contact_text=PHONE, kind=RoleKind.COORDINATOR)
    third = give_role(contact_text="+212661234567", kind=RoleKind.AUDITOR)
    assert first == second == third
    assert third.role_kinds == {"coordinator", "auditor"}
    assert User.objects.get().name == "فاطمة"


def test_give_role_refuses_a_contact_that_is_neither(db):
    with pytest.raises(Refusal):
        give_role(contact_text="فاطمة", kind=RoleKind.COORDINATOR)
    assert not User.objects.exists()


def test_give_role_logs_no_contact(db, caplog):
    caplog.set_level("DEBUG")
    user = give_role(contact_text="fatima@example.ma", kind=RoleKind.AUDITOR)
    assert f"user {user.pk} holds role auditor" in caplog.text
    assert "fatima" not in caplog.text


def test_people_without_email_and_people_without_phone_are_fine(db):
    for number in range(2):
        UserFactory(email=None, phone=f"+21266123456{number}")
        UserFactory(email=f"x{number}@example.ma", phone=None)
    assert User.objects.count() == 4


@pytest.mark.parametrize(
    "fields",
    [
        {"email": None, "phone": None},
        {"email": "", "phone": None},
        {"email": "b@example.ma", "phone": ""},
        {"email": "a@example.ma", "phone": None},
        {"email": None, "phone": PHONE},
    ],
    ids=str,
)
def test_person_is_known_by_something_of_their_own(db, fields):
    UserFactory(email="a@example.ma", phone=PHONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(**fields)


def test_role_is_held_once(db):
    role = RoleFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(user=role.user, kind=role.kind)
    Role.objects.create(user=role.user, kind=RoleKind.AUDITOR)


def test_person_is_told_by_name_or_number_and_never_by_contact(db):
    assert str(UserFactory(name="فاطمة")) == "فاطمة"
    nameless = UserFactory(name="")
    assert str(nameless) == f"#{nameless.pk}"


def test_send_code_goes_by_text_message(settings, tmp_path):
    settings.SMS, settings.OUTBOX = "file", tmp_path / "outbox"
    send_code(email=None, phone=PHONE, code="123456")
    (letter,) = settings.OUTBOX.iterdir()
    assert letter.read_text().startswith(f"To: {PHONE}\n\n")
    assert "123456" in letter.read_text()


def test_send_code_refuses_where_nothing_reaches_phones(settings):
    settings.SMS = "none"
    with pytest.raises(Refusal, match=r"accounts\.no_phone_delivery"):
        send_code(email=None, phone=PHONE, code="123456")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("0528871234", "not_mobile"),
        ("0800123456", "not_mobile"),
        ("+33 6 12 34 56 78", "phone_abroad"),
    ],
)
def test_codes_go_to_phones_of_the_country_that_take_messages(settings, written, code):
    with pytest.raises(Refusal, match=code):
        reached_contact(written)
    settings.SMS_COUNTRIES = {212, 33}
    if code == "phone_abroad":
        assert reached_contact(written) == (None, "+33612345678")


@pytest.mark.parametrize("contact", [("new@example.ma", None), (None, PHONE)])
def test_two_codes_that_come_back_at_once_begin_one_account(together, contact):
    email, phone = contact
    begun = together(*[lambda: welcome(email=email, phone=phone, language="fr")] * 8)
    assert User.objects.count() == 1
    assert set(begun) == {User.objects.get()}
    assert User.objects.get().language == "fr"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("court", "too_short"),
        ("password123", "too_common"),
        ("94837261509", "only_digits"),
        ("fatima@example.ma", "too_similar"),
    ],
)
def test_a_password_soon_guessed_is_refused(db, password, code):
    user = UserFactory(email="fatima@example.ma")
    with pytest.raises(Refusal, match=code):
        set_password(user=user, password=password)
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_a_number_too_long_is_not_called_incomplete():
    with override("en"):
        told = say(Refusal("accounts.bad_phone", digits=12))
    assert "has 10 digits; 12 digits were typed" in told
