"""What each column of a list is taken for, and what each cell means."""

from datetime import date

import pytest

from multaqa.apps.forum.services import columns
from multaqa.apps.forum.services.columns import Reader, Role
from multaqa.kernel import tables
from tests.factories.forum import EditionFactory

pytestmark = pytest.mark.django_db


def table(text):
    return tables.read(text.encode(), rows=1000)


def read(text, roles=None, **edition):
    found = table(text)
    roles = roles or columns.guess(found)
    return Reader(EditionFactory(**edition), found.headers, roles).read(found)


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("الرقم", ["1", "2"], Role.ID),
        ("الجماعة", ["كلميم", "أسرير"], Role.COMMUNE),
        ("Commune", ["Guelmim", "Asrir"], Role.COMMUNE),
        ("الجنس", ["أنثى", "ذكر"], Role.SEX),
        ("Sexe", ["F", "H"], Role.SEX),
        ("السن", ["٣٤", "51"], Role.AGE),
        ("تاريخ الازدياد", ["1984-05-23", "1990"], Role.BIRTH),
        ("وضعية إعاقة", ["نعم", "لا"], Role.SENSITIVE),
        ("نوع الهيئة", ["جمعية", "تعاونية"], Role.BODY_KIND),
    ],
)
def test_guess_reads_the_header(header, cells, role):
    assert columns.guess(table("\n".join([header, *cells]))) == [role]


def test_guess_takes_the_fields_own_columns_as_categories():
    """`Gender` with three values and an `age_bracket` are not ours to reinterpret."""
    rows = [f"p{n},{g},{a}" for n in range(4) for g in ("Male", "Other") for a in ("0-15", "16-29")]
    found = columns.guess(table("\n".join(["id,Gender,age_bracket", *rows])))
    assert found == [Role.ID, Role.CATEGORY, Role.CATEGORY] or found[1:] == [
        Role.SEX,
        Role.CATEGORY,
    ]


def test_guess_leaves_free_text_out():
    rows = [f"{n},sentence number {n}" for n in range(60)]
    assert columns.guess(table("\n".join(["id,remarks", *rows]))) == [Role.ID, Role.IGNORE]


def test_commune_gives_province_and_setting():
    row = read("id,commune\n1,تغجيجت").rows[0]
    assert row.values == {"setting": "rural", "province": row.commune.province.name_fr}
    assert row.faults == []


def test_commune_is_known_by_its_code():
    assert read("id,commune\n1,10.261.01.03").rows[0].commune.code == "10.261.01.03"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("id,commune\n1,تغجيجييت", "row.commune_unknown"),
        ("id,commune\n1,طنجة", "row.commune_outside"),
        ("id,الجنس\n1,أنثى\n2,أنثى\n3,؟", "row.unknown_value"),
        ("id,السن\n1,17", "row.age_outside"),
        ("id,تاريخ الازدياد\n1,31/02/1980", "row.bad_birth"),
        ("id,الجنس\n,أنثى", "row.id_missing"),
        ("id,الجنس\n1,أنثى\n2,", "row.cell_empty"),
        ("id,commune,province\n1,كلميم,طانطان", "row.province_contradicts"),
    ],
)
def test_each_fault_names_its_place(text, code):
    faults = [fault for row in read(text).rows for fault in row.faults]
    assert code in [fault.code for fault in faults]
    assert all(fault.line >= 2 and fault.header for fault in faults)


def test_an_id_twice_is_a_fault_of_both_rows():
    rows = read("id,الجنس\n7,أنثى\n8,ذكر\n7,ذكر").rows
    assert [[fault.code for fault in row.faults] for row in rows] == [
        ["row.id_twice"],
        [],
        ["row.id_twice"],
    ]
    assert (rows[0].faults[0].facts["other"], rows[2].faults[0].facts["other"]) == (4, 2)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1990, 1, 8), date(2027, 1, 7), 36),
        (date(1990, 1, 7), date(2027, 1, 7), 37),
        (1990, date(2027, 1, 7), 37),
    ],
)
def test_age_is_whole_years_on_the_first_day(born, day, age):
    assert columns.age_on(born, day) == age


def test_ages_fall_into_brackets():
    assert [columns.age_bracket(age) for age in (17, 18, 35, 36, 59, 60, 99)] == [
        None,
        "18-35",
        "18-35",
        "36-59",
        "36-59",
        "60+",
        "60+",
    ]
