"""The numbers of bodies: what is certain of them, what is doubted, what cannot be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from multaqa.apps.network import queries, services
from multaqa.apps.network.forms import BodyForm
from multaqa.apps.network.models import BodyState, Declaration
from multaqa.refusal import Refusal
from tests.factories.accounts import UserFactory, coordinator
from tests.factories.network import BodyFactory, entered, president_of, verified
from tests.factories.territory import CommuneFactory

# Found in published papers by python-stdnum (tests/test_ma_ice.doctest).
REAL = [
    "001561191000066",
    "001527456000081",
    "002163624000014",
    "000039557000028",
    "000030205000041",
    "002968168000088",
    "000206981000071",
    "002838477000045",
    "003004995000009",
    "000106304000022",
    "002891370000065",
    "000303003000093",
    "000084803000004",
    "001512572000078",
    "001544732000005",
    "001713071000078",
    "001580232000059",
    "001996344000060",
    "002073147000045",
    "002009081000026",
    "001731355000043",
    "002140237000090",
    "001841032000077",
    "001691344000051",
]
ICE = REAL[0]


@pytest.mark.parametrize("number", REAL)
def test_the_check_digits_of_real_numbers_fit(number):
    assert queries.read_ice(number).is_sure


@pytest.mark.parametrize("place", range(15))
def test_one_wrong_digit_of_an_ice_is_always_seen(place):
    wrong = f"{ICE[:place]}{(int(ICE[place]) + 1) % 10}{ICE[place + 1 :]}"
    assert not queries.read_ice(wrong).is_sure


@pytest.mark.parametrize(
    "text",
    ["001 561 191 0000 66", "٠٠١٥٦١١٩١٠٠٠٠٦٦", "ICE : 001561191000066", "1561191000066"],
    ids=["spaces", "arabic", "label", "zeros eaten by a spreadsheet"],
)
def test_an_ice_is_read_as_people_write_it(text):
    assert queries.read_ice(text).digits == ICE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12345", "ice.wrong_length"),
        ("1561191000065", "ice.wrong_length"),
        ("0015611910000661", "ice.wrong_length"),
        ("00156119100006X", "ice.not_digits"),
        ("000000000000000", "ice.not_digits"),
        ("²" * 15, "ice.not_digits"),
    ],
)
def test_what_is_no_ice_is_refused(text, code):
    with pytest.raises(Refusal, match=code):
        queries.read_ice(text)


@pytest.mark.parametrize("text", ["", "   ", " - "])
def test_no_ice_is_none(text):
    assert queries.read_ice(text) is None


@pytest.mark.parametrize(
    "text", ["1/13/2019/45", "1-13-19-45", "١/١٣/٢٠١٩/٤٥", "1 / 13 / 2019 / 0045"]
)
def test_a_register_number_is_kept_in_one_form(text):
    kept = queries.check_register_number(text, kind="cooperative", year=2026)
    assert kept == "1/13/2019/45"


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("5/13/2019/45", "cooperative", "register.no_section"),
        ("4/13/2019/45", "cooperative", "register.not_a_union"),
        ("1/13/2019/45", "union", "register.is_a_union"),
        ("1/13/2027/45", "cooperative", "register.year_ahead"),
        ("1/13/2019/0", "cooperative", "register.no_place"),
    ],
)
def test_a_register_number_that_cannot_be_is_refused(text, kind, code):
    with pytest.raises(Refusal, match=code):
        queries.check_register_number(text, kind=kind, year=2026)


@pytest.mark.parametrize("text", ["125/2009", "أ.ت 45", "1/13/2009/45", ""])
def test_an_older_number_is_kept_as_it_was_written(text):
    assert queries.check_register_number(text, kind="cooperative", year=2026) == text


@pytest.mark.django_db
def test_a_body_needs_no_number():
    assert entered().ice == ""


@pytest.mark.django_db
def test_an_ice_that_does_not_fit_is_doubted_and_may_be_kept():
    wrong = f"{ICE[:-1]}5"
    with pytest.raises(Refusal, match="check_digits"):
        entered(ice=wrong)
    body = entered(ice=wrong, is_ice_overruled=True)
    assert (body.ice, body.is_ice_overruled) == (wrong, True)
    assert [one.tone for one in queries.findings(body)] == ["", "warn"]


@pytest.mark.django_db
def test_the_form_offers_to_keep_a_doubted_ice_only_when_there_is_one():
    assert "is_ice_overruled" not in BodyForm({"ice": ICE}).fields
    assert "is_ice_overruled" in BodyForm({"ice": f"{ICE[:-1]}5"}).fields


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "code"), [(59, "declaration.not_silent_yet"), (-1, "declaration.ahead")]
)
def test_the_authority_is_silent_after_sixty_days(days, code):
    deposited = timezone.localdate() - timedelta(days=days)
    with pytest.raises(Refusal, match=code):
        entered(kind="association", declaration="silent", declared_on=deposited)


@pytest.mark.django_db
def test_a_silence_of_sixty_days_is_shown_as_what_it_is():
    deposited = timezone.localdate() - timedelta(days=60)
    body = entered(kind="association", declaration="silent", declared_on=deposited)
    assert body.declaration == Declaration.SILENT
    assert queries.findings(body)[0].tone == "good"
    with pytest.raises(Refusal, match="no_date"):
        services.revise_body(body=body, actor=coordinator(), declared_on=None)


@pytest.mark.django_db
def test_a_cooperative_has_no_receipt():
    assert entered(declaration="final").declaration == ""


@pytest.mark.django_db
def test_two_bodies_of_one_number_are_shown_to_the_coordinator_alone():
    hidden = entered(name_ar="تعاونية الأمل للأركان", ice=ICE)
    body = entered(
        name_ar="جمعية أخرى تماما", kind="association", ice=ICE, commune=CommuneFactory()
    )
    assert body.resembles == hidden
    assert body in queries.resembling_bodies()


@pytest.mark.django_db
def test_a_number_written_later_pairs_too():
    first = BodyFactory(register_number="1/13/2019/45")
    body = BodyFactory(name_ar="تعاونية زيت الأركان بميرلفت")
    services.revise_body(body=body, actor=president_of(body), register_number="1/13/19/45")
    body.refresh_from_db()
    assert (body.resembles, body.state) == (first, BodyState.VERIFIED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("", ICE, BodyState.VERIFIED),
        (ICE, REAL[1], BodyState.PROPOSED),
        (ICE, "", BodyState.PROPOSED),
        (ICE, ICE, BodyState.VERIFIED),
    ],
    ids=["added", "changed", "removed", "same"],
)
def test_a_checked_number_that_changes_is_verified_again(before, after, state):
    body = BodyFactory(ice=before)
    services.revise_body(body=body, actor=president_of(body), ice=after)
    body.refresh_from_db()
    assert body.state == state


@pytest.mark.django_db
def test_a_body_that_changed_waits_from_then_on():
    body = verified(entered(actor=UserFactory()))
    other = entered(name_ar="تعاونية الصبار بإفران الأطلس")
    services.revise_body(body=body, actor=body.entered_by, name_ar="تعاونية تاغجيجت للتمور والعسل")
    assert list(queries.bodies_to_verify()) == [other, body]
