import re
import shutil
import subprocess

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from multaqa.apps.forum.models import Applicant, Category, Draw, Quota
from multaqa.apps.forum.views.minutes import minutes_of
from multaqa.kernel import record
from tests.factories.forum import (
    ApplicantFactory,
    CollegeFactory,
    college_with_people,
    drawn,
    sealed,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the PDF here"),
]
BANNER = "Demonstration: the people and the bodies here are invented, and nothing is sent out."
UNSEEN = re.compile("[\\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"; #panic("no")',
    "*bold* _slanted_ $x^2$ `raw` = heading",
    "back\\slash \\u{41} <label> @seal [a](b) {page} of {pages} #{ ]",
    "\"double\" 'single' -- --- ... ~ // /* */ %(name)s %d %",
    "long" * 75,
    "https://example.ma/" + "a/" * 140,
]
TURNING = [
    "جمعية Oasis رقم 12% (2026) \u202eغير\u2066",
    "😀🏽 👩\u200d👩\u200d👧 ⵎⵓⵍⵜⴰⵇⴰ",
    "\u0000\n\t\u2029",
    "   ",
]


def pages(pdf):
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode().split("\f")[:-1]


def plain(text):
    return UNSEEN.sub("", text)


def said_in(pdf, text):
    return plain(text) in plain("".join(pages(pdf)))


def known(draw):
    """The draw as a page finds it, large columns left aside."""
    return Draw.objects.select_related("college__edition", "evidence").get(pk=draw.pk)


@pytest.fixture
def draw():
    return known(drawn(college_with_people(women=9, men=9, number=7)))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_minutes_tell_the_seal_the_value_and_every_ticket_drawn(draw, language):
    pdf = minutes_of(draw, language)
    entries = {entry.kind: entry for entry in record.about("edition:7")}
    drawn_tickets = Applicant.objects.filter(is_drawn=True).values_list("ticket", flat=True)
    assert len(drawn_tickets) == draw.seats
    assert all(said_in(pdf, ticket) for ticket in drawn_tickets)
    assert said_in(pdf, f"multaqa verify multaqa-draw-7.json --seal {draw.evidence.seal}")
    assert said_in(pdf, entries["forum.seats_drawn"].digest)
    assert said_in(pdf, "4 1 6")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_minutes_name_nobody(language):
    college = college_with_people(quotas=((1, 3), (1, 3)))
    college.applicants.update(
        name="Zineb Unmistakable", body="Oasis Unmistakable", phone="0612345678"
    )
    for place, one in enumerate(college.applicants.all()):
        # Longer than any run of digits that a fingerprint has by chance.
        one.ticket = f"7{place:010d}"
        one.save(update_fields=["ticket"])
    draw = known(drawn(college))
    text = plain("".join(pages(minutes_of(draw, language))))
    assert "Unmistakable" not in text
    assert "0612345678" not in text
    assert not any(
        source in text for source in college.applicants.values_list("source_id", flat=True)
    )
    tickets = college.applicants.values_list("ticket", "is_drawn")
    assert {is_drawn for ticket, is_drawn in tickets if ticket in text} == {True}
    assert {is_drawn for ticket, is_drawn in tickets if ticket not in text} == {False}


def test_minutes_are_the_same_bytes_after_the_record_has_grown(draw):
    before = minutes_of(draw, "ar")
    CollegeFactory(edition__number=8)
    record.append(kind="forum.edition_opened", subject="edition:8", facts={"edition": 8})
    assert minutes_of(known(draw), "ar") == before


def test_minutes_leave_the_readers_language_as_it_was(draw):
    with override("en"):
        assert minutes_of(draw, "fr") != minutes_of(draw, "ar")
        assert gettext("January") == "January"


@pytest.mark.parametrize("text", HOSTILE)
def test_minutes_print_what_was_typed_and_never_run_it(draw, text):
    draw.college.edition.name_fr = draw.college.edition.theme_fr = (
        draw.college.edition.organiser_fr
    ) = text
    draw.college.edition.place_fr = draw.value_source = draw.public_value = text
    found = plain("".join(pages(minutes_of(draw, "fr"))))
    assert found.count(plain(text)) >= 5
    assert "root:" not in found


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("text", [*HOSTILE, *TURNING])
def test_minutes_never_fail_on_what_was_typed(draw, text, language, settings):
    settings.NETWORK_NAME = text
    for name in ("name", "theme", "organiser", "place"):
        setattr(draw.college.edition, f"{name}_{language}", text)
    draw.value_source = draw.public_value = text
    assert said_in(minutes_of(draw, language), draw.evidence.seal)


def test_minutes_print_free_categories_as_they_were_typed():
    college = CollegeFactory(draw__seats=2)
    key, values = '#read("/etc/passwd")', ["*_$\\<@\"' " + "x" * 90, "#value قيمة"]
    category = Category.objects.create(college=college, key=key, values=values)
    for value in values:
        Quota.objects.create(category=category, value=value, minimum=1, maximum=1)
        ApplicantFactory.create_batch(3, college=college, values={key: value})
    pdf = minutes_of(known(drawn(college)), "fr")
    assert said_in(pdf, key)
    assert said_in(pdf, values[0])
    assert said_in(pdf, "#value")


def test_minutes_neither_show_nor_count_a_sensitive_category():
    college = college_with_people()
    category = Category.objects.create(
        college=college, key="disability", is_sensitive=True, values=["told-yes", "told-no"]
    )
    college.applicants.update(sensitive={"disability": "told-no"})
    Applicant.objects.filter(pk=college.applicants.first().pk).update(
        sensitive={"disability": "told-yes"}
    )
    Quota.objects.create(category=category, value="told-yes", minimum=0, maximum=4)
    Quota.objects.create(category=category, value="told-no", minimum=0, maximum=4)
    draw = known(drawn(college))
    change = ["disability", "told-yes", "maximum", 0, 1]
    draw.outcome["unseatable"] = [{"ticket": "0001", "why": "quotas", "changes": [change]}]
    pdf = minutes_of(draw, "fr")
    assert not said_in(pdf, "disability")
    assert not said_in(pdf, "told-")


def test_minutes_count_who_could_be_on_no_list_without_their_tickets(draw):
    change = ["sex", "female", "maximum", 2, 37]
    draw.outcome["unseatable"] = [
        {"ticket": "ticket-a", "why": "quotas", "changes": [change]},
        {
            "ticket": "ticket-b",
            "why": "quotas",
            "changes": [change, ["sex", "male", "minimum", 2, 1]],
        },
        {"ticket": "ticket-c", "why": "group", "changes": []},
        {"ticket": "ticket-d", "why": "seats", "changes": []},
    ]
    pdf = minutes_of(draw, "fr")
    assert said_in(pdf, "37")
    assert not said_in(pdf, "ticket-")


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_minutes_of_a_demonstration_say_so_on_every_page(draw, settings, is_demonstration):
    settings.DEMONSTRATION = is_demonstration
    with override("fr"):
        banner = plain(gettext(BANNER))
    told = [banner in plain(page) for page in pages(minutes_of(draw, "fr"))]
    assert len(told) > 1
    assert set(told) == {is_demonstration}


def test_minutes_number_their_pages(draw):
    told = pages(minutes_of(draw, "fr"))
    with override("fr"):
        words = gettext("Page %(page)s of %(pages)s")
    for place, page in enumerate(told, start=1):
        assert plain(words % {"page": place, "pages": len(told)}) in plain(page)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_visitor_may_have_the_minutes(client, draw, language):
    answer = client.get(reverse("forum:minutes", args=[7, "all", language]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert f"multaqa-minutes-7-{language}.pdf" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")


def test_there_are_no_minutes_before_the_seats_are_drawn(client):
    sealed(college_with_people(number=5))
    CollegeFactory(edition__number=6)
    for number in (5, 6, 99):
        assert client.get(reverse("forum:minutes", args=[number, "all", "ar"])).status_code == 404


def test_there_are_no_minutes_of_an_edition_that_is_not_public(client):
    drawn(college_with_people(number=5, is_public=False))
    assert client.get(reverse("forum:minutes", args=[5, "all", "ar"])).status_code == 404


def test_minutes_hold_more_categories_than_a_sheet_is_wide():
    college = CollegeFactory(draw__seats=2)
    values = {f"category-{place}": f"value-{place}" for place in range(12)}
    for key, value in values.items():
        category = Category.objects.create(college=college, key=key, values=[value])
        Quota.objects.create(category=category, value=value, minimum=0, maximum=2)
    ApplicantFactory.create_batch(4, college=college, values=values)
    pdf = minutes_of(known(drawn(college)), "fr")
    assert all(said_in(pdf, f"{key} {value}") for key, value in values.items())
