import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

import multaqa
from multaqa.ui import amounts, dates


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("ar", 448685, "448\u00a0685"),
        ("fr", 448685, "448\u00a0685"),
        ("en", 448685, "448\u00a0685"),
        ("ar", 999, "999"),
        ("ar", Decimal("4.2"), "4,2"),
        ("fr", 1234.5, "1\u00a0234,5"),
        ("en", Decimal("1234.50"), "1\u00a0234.5"),
        ("ar", Fraction(1, 3), "0,33"),
        ("ar", "12000", "12\u00a0000"),
        ("ar", 0, "0"),
        ("ar", None, ""),
        ("ar", "غير معروف", "غير معروف"),
        ("fr", -5, "\u22125"),
        ("ar", -5, "\u2066\u22125\u2069"),
    ],
)
def test_number_is_read_as_in_morocco(language, value, expected):
    with override(language):
        assert amounts.number(value) == expected


COUNTED = (
    "{% load i18n ui %}{% blocktranslate count people=people|counted %}{{ people }} person"
    "{% plural %}{{ people }} people{% endblocktranslate %}"
)


@pytest.mark.parametrize(
    ("language", "people", "expected"),
    [
        ("ar", 1217, "1\u00a0217 شخصا"),
        ("ar", 3, "3 أشخاص"),
        ("fr", 1217, "1\u00a0217 personnes"),
        ("en", 1, "1 person"),
    ],
)
def test_a_count_in_a_sentence_is_grouped_and_takes_its_plural(language, people, expected):
    with override(language):
        assert Template(COUNTED).render(Context({"people": people})) == expected


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_key_comes_back_from_a_form_as_it_went_out(language):
    with override(language):
        shown = Template('<option value="{{ key }}">').render(Context({"key": 1763}))
    assert shown == '<option value="1763">'


def test_every_count_of_a_sentence_is_counted():
    bare = [
        f"{path.name}: {found}"
        for path in Path(multaqa.__file__).parent.rglob("templates/**/*.html")
        for found in re.findall(r"blocktranslate count \w+=\S+", path.read_text())
        if not found.endswith("|counted")
    ]
    assert bare == []


def test_decimal_keeps_its_places():
    with override("ar"):
        assert amounts.number(2, 1) == "2,0"
        assert amounts.number(Decimal("2.345"), 2) == "2,35"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "\u206641,2%\u2069"), ("fr", "41,2\u00a0%"), ("en", "41.2%")],
)
def test_percent_holds_its_mark_to_its_digits(language, expected):
    with override(language):
        assert amounts.percent(0.412, 1) == expected
        assert amounts.percent(Fraction(412, 1000), 1) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "15 غشت 2026"),
        ("fr", "15 août 2026"),
        ("en", "15 August 2026"),
    ],
)
def test_day_has_the_months_of_morocco(language, expected):
    with override(language):
        assert dates.day(date(2026, 8, 15)) == expected


def test_every_arabic_month_is_moroccan():
    with override("ar"):
        months = [dates.day(date(2026, month, 2)).split()[1] for month in range(1, 13)]
    assert months == list(dates.MOROCCAN_MONTHS)
    assert {"ماي", "يوليوز", "غشت", "شتنبر", "نونبر", "دجنبر"} <= set(months)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "14 ماي 2026، 09:30"),
        ("fr", "14 mai 2026 à 09:30"),
        ("en", "14 May 2026, 09:30"),
    ],
)
def test_moment_is_told_in_the_time_of_the_region(language, expected):
    with override(language):
        assert dates.moment(datetime(2026, 5, 14, 8, 30, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("language", "end", "expected"),
    [
        ("ar", date(2026, 11, 30), "\u206629–30\u2069 نونبر 2026"),
        ("fr", date(2026, 11, 30), "29–30 novembre 2026"),
        ("en", date(2026, 11, 29), "29 November 2026"),
        ("en", date(2026, 12, 1), "29 November to 1 December 2026"),
        ("en", date(2027, 1, 2), "29 November 2026 to 2 January 2027"),
        ("en", None, "29 November 2026"),
    ],
)
def test_day_range_isolates_the_digits_only(language, end, expected):
    with override(language):
        assert dates.day_range(date(2026, 11, 29), end) == expected


def test_first_of_the_month_in_french():
    with override("fr"):
        assert dates.day(date(2026, 5, 1)) == "1er mai 2026"


@pytest.mark.parametrize(("language", "expected"), [("ar", "1234,5"), ("en", "1234.5")])
def test_templates_leave_grouping_to_the_parts(language, expected):
    with override(language):
        assert Template("{{ value }}").render(Context({"value": Decimal("1234.5")})) == expected


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_date_inputs_speak_the_language_of_browsers(language):
    with override(language):
        text = Template("{{ value|date:'DATE_FORMAT' }}").render(
            Context({"value": date(2026, 3, 4)})
        )
    assert text.startswith("4 ")
    assert text.endswith(" 2026")
