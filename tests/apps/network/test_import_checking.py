"""What rows are found to be, and are found to be again once a cell is put right."""

import pytest

from multaqa.apps.network.models import Body
from multaqa.apps.network.queries.imports import totals_of
from multaqa.apps.network.services import imports
from multaqa.apps.network.services.origins import declared_of
from tests.factories.accounts import coordinator
from tests.factories.network import BodyFactory
from tests.factories.network_imports import (
    applied,
    checked,
    opened,
    row_of,
    undone,
    written,
)

pytestmark = pytest.mark.django_db

FIRST = ["جمعية النور للتنمية", "كليميم", "0661234567", ""]
SAME = ["جمعية النور للتنميه", "كلميم", "0661234567", ""]
ELSEWHERE = ["جمعية الكرامة", "سيدي إفني", "0661234567", ""]
OTHER = ["تعاونية أزكا للعسل", "كلميم", "0662000001", ""]


def put_right(brought, line, place, text):
    return imports.correct_cells(
        brought=brought, actor=coordinator(), corrections={line: {place: text}}
    )


def verdicts(brought):
    return [row.verdict for row in brought.rows.order_by("line")]


def lines_that(row):
    return [one.get("line") for one in row.candidates]


def test_a_later_row_that_doubles_a_corrected_one_is_looked_at_again():
    brought = checked(written([FIRST, OTHER, SAME, ELSEWHERE]))
    assert verdicts(brought) == ["faulty", "new", "new", "near"]
    assert put_right(brought, 2, 1, "كلميم") == 1
    assert verdicts(brought) == ["new", "new", "double", "near"]
    assert lines_that(row_of(brought, 4)) == [2]
    # Of the same phone in another province too.
    assert lines_that(row_of(brought, 5)) == [2, 4]
    applied(brought)
    assert Body.objects.count() == 2


def test_a_corrected_row_may_double_an_earlier_one():
    brought = checked(written([SAME, OTHER, FIRST]))
    assert row_of(brought, 4).verdict == "faulty"
    put_right(brought, 4, 1, "كلميم")
    assert (row_of(brought, 4).verdict, lines_that(row_of(brought, 4))) == ("double", [2])
    assert row_of(brought, 2).verdict == "new"


def test_a_row_no_longer_doubles_one_that_was_corrected_into_another():
    brought = checked(written([SAME, OTHER, SAME]))
    assert row_of(brought, 4).verdict == "double"
    put_right(brought, 2, 0, "جمعية الوادي للرياضة")
    put_right(brought, 2, 2, "0670000009")
    assert verdicts(brought) == ["new", "new", "new"]
    assert row_of(brought, 4).candidates == []


def test_a_row_no_longer_doubles_one_that_became_faulty_or_moved_away():
    brought = checked(written([SAME, SAME]))
    put_right(brought, 2, 2, "06 12")
    assert verdicts(brought) == ["faulty", "new"]
    put_right(brought, 2, 2, "")
    assert verdicts(brought) == ["new", "double"]
    put_right(brought, 2, 1, "سيدي إفني")
    assert row_of(brought, 3).verdict != "double"


def test_what_came_in_or_was_left_out_stays_as_it_is():
    brought, actor = checked(written([FIRST, SAME, [*SAME[:2], "", ""]])), coordinator()
    imports.decide_row(brought=brought, actor=actor, line=4, decision="out")
    applied(brought, actor)
    before = list(brought.rows.filter(line__in=[3, 4]).order_by("line").values())
    put_right(brought, 2, 1, "كلميم")
    assert list(brought.rows.filter(line__in=[3, 4]).order_by("line").values()) == before
    # The one that came in is a body of the directory by now.
    assert row_of(brought, 2).verdict == "same"


def test_looking_again_costs_the_same_queries_for_many_rows(django_assert_max_num_queries):
    brought = checked(written([FIRST, *[SAME] * 40, OTHER]))
    with django_assert_max_num_queries(24):
        put_right(brought, 2, 1, "كلميم")
    assert brought.rows.filter(verdict="double").count() == 40


def test_rows_that_double_one_that_waits_are_not_ready_before_it_is():
    BodyFactory(kind="association", name_ar="جمعية النور للتنمي")
    brought, actor = checked(written([SAME, SAME, SAME, OTHER])), coordinator()
    assert verdicts(brought) == ["near", "double", "double", "new"]
    totals = totals_of(brought)
    assert (totals.ready, totals.held) == (1, 2)
    applied(brought, actor)
    totals = totals_of(brought)
    assert (totals.ready, totals.held, totals.done) == (0, 2, 1)
    imports.decide_row(brought=brought, actor=actor, line=4, decision="apart")
    assert (totals_of(brought).ready, totals_of(brought).held) == (1, 1)
    imports.decide_row(brought=brought, actor=actor, line=4, decision="")
    imports.decide_row(brought=brought, actor=actor, line=2, decision="apart")
    assert totals_of(brought).ready == 3
    applied(brought, actor)
    assert totals_of(brought).done == 4


# Receipts and numbers.

HEADERS = ("اسم الجمعية", "الجماعة", "رقم الوصل النهائي", "تاريخ الوصل النهائي", "ICE")
ICE = "001526369000039"


def received(*rows):
    return checked(written(rows, headers=HEADERS))


def test_the_columns_of_a_receipt_and_the_ice_are_guessed():
    row = ["جمعية النور", "كلميم", "77/2015", "12/03/2015", ICE]
    brought = opened(written([row], headers=HEADERS))
    assert brought.columns == ["name", "commune", "register", "receipt_on", "ice"]
    headers = ("Nom", "Commune", "N° récépissé", "Date du récépissé provisoire", "I.C.E.")
    french = opened(written([row], headers=headers))
    assert french.columns[2:] == ["register", "provisional_on", "ice"]


def test_a_receipt_comes_in_with_its_number_and_day_and_goes_out_again():
    known = BodyFactory(kind="association", name_ar="جمعية الوفاق للبيئة", declaration="final")
    brought = received(
        ["جمعية النور", "كلميم", "77/2015", "12/03/2015", ICE],
        ["جمعية الوفاق للبيئة", "كلميم", "", "03/05/2019", ""],
        ["جمعية الأمل", "كلميم", "", "2018", ""],
        ["تعاونية أزكا", "كلميم", "", "2018", ""],
    )
    applied(brought)
    body = Body.objects.get(name_ar="جمعية النور")
    assert (body.register_number, declared_of(body), body.ice) == (
        "77/2015",
        "final 2015-03-12",
        ICE,
    )
    known.refresh_from_db()
    assert declared_of(known) == "final 2019-05-03"
    assert declared_of(Body.objects.get(name_ar="جمعية الأمل")) == "final"
    assert declared_of(Body.objects.get(name_ar="تعاونية أزكا")) == ""
    changes = row_of(brought, 2).origins.get().changes
    assert (changes["declared"], changes["ice"]) == ([None, "final 2015-03-12"], [None, ICE])
    undone(brought)
    known.refresh_from_db()
    assert declared_of(known) == "final"
    assert Body.objects.get() == known


def test_another_receipt_is_kept_beside_what_we_know_and_not_over_it():
    known = BodyFactory(
        kind="association",
        name_ar="جمعية الوفاق للبيئة",
        declaration="provisional",
        declared_on="2014-01-02",
    )
    applied(received(["جمعية الوفاق للبيئة", "كلميم", "", "03/05/2019", ""]))
    known.refresh_from_db()
    assert declared_of(known) == "provisional 2014-01-02"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("قريبا", "entry.receipt_bad"), ("01/01/2999", "entry.receipt_ahead")],
)
def test_a_day_of_a_receipt_that_cannot_be_is_a_fault(cell, code):
    brought = received(["جمعية النور", "كلميم", "", cell, ""])
    (fault,) = row_of(brought, 2).faults
    assert (fault["place"], fault["code"]) == (3, code)


@pytest.mark.parametrize(
    ("cell", "told"),
    [(ICE, ICE), ("ICE 001 526 369 000 039", ICE), ("1526369000039", ICE), ("-", None)],
)
def test_an_ice_is_read_however_it_is_written(cell, told):
    brought = received(["جمعية النور", "كلميم", "", "", cell])
    assert row_of(brought, 2).told.get("ice") == told
