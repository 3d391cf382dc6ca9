"""What each column of a list is taken for, and what each cell means."""

from datetime import date

import pytest

from multaqa.apps.forum.services import columns
from multaqa.apps.forum.services.columns import Reader, Role
from multaqa.apps.forum.services.vocabulary import (
    HEADERS,
    NO_BODY,
    Guard,
    guard_of_cells,
    guard_of_header,
    spelling,
)
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


SENSITIVE = [
    "handicap",
    "Situation de handicap (oui/non)",
    "Sit_handicap",
    "الإعاقة",
    "هل أنت في وضعية إعاقة؟",
    "للأشخاص ذوي الإعاقة",
    "Disability status",
    "Is disabled",
    "État de santé",
    "الحالة الصحية",
    "والصحة",
    "Maladie chronique",
    "مرض مزمن",
    "N° CIN",
]
NEVER = [
    "القبيلة",
    "Tribu",
    "قبائل المنطقة",
    "الحزب",
    "Parti politique",
    "parti",
    "الانتماء السياسي",
    "الدين",
    "Religion",
    "Ethnicity",
]
NEITHER = [
    "Participation",
    "Participant",
    "Parties prenantes",
    "Contribution",
    "Tribunal",
    "Association puissante",
    "Date de naissance",
    "المدينة",
    "تاريخ الديون",
    "معوقات المشروع",
    "رأي صحيح",
    "التسجيل القبلي",
    "جهة",
    "الجماعة",
    "Médecine",
    "Cinéma",
    "",
]


@pytest.mark.parametrize(
    ("header", "guard"),
    [
        *((one, Guard.SENSITIVE) for one in SENSITIVE),
        *((one, Guard.NEVER) for one in NEVER),
        *((one, None) for one in NEITHER),
        *((one, None) for words in HEADERS.values() for one in words),
    ],
)
def test_a_heading_tells_what_is_guarded_and_nothing_else(header, guard):
    assert guard_of_header(header) == guard


@pytest.mark.parametrize(
    ("cells", "guard"),
    [
        (["معاق", "", "", ""], Guard.SENSITIVE),
        (["handicapé", "non handicapé"], Guard.SENSITIVE),
        (["في وضعية إعاقة", *["سليم"] * 9], Guard.SENSITIVE),
        (["Parti A", "Parti B", "aucun"], Guard.NEVER),
        (["الصحة", "التعليم"], None),
        (["ماء", "أرض", "معاق"], None),
        ([], None),
    ],
)
def test_values_tell_what_is_guarded(cells, guard):
    assert guard_of_cells(cells) == guard


def test_guess_never_balances_by_what_is_guarded():
    rows = "\n".join(f"{n},نعم,{'أ' if n % 2 else 'ب'},{'معاق' if n % 2 else ''}" for n in range(9))
    found = columns.guess(table(f"id,Handicap ?,القبيلة,ملاحظة\n{rows}"))
    assert found == [Role.ID, Role.SENSITIVE, Role.IGNORE, Role.SENSITIVE]


def test_a_body_may_be_called_after_those_it_serves():
    found = table("id,الهيئة\n1,جمعية المعاقين\n2,جمعية المعاقين")
    assert columns.guards(found, [Role.ID, Role.BODY]) == [None, None]
    assert columns.guess(found)[1] == Role.BODY


def test_a_free_column_never_takes_the_place_of_ours():
    found = read(
        "id,commune,setting,age,السن\n1,أسرير,A,16-29,40",
        [Role.ID, Role.COMMUNE, Role.CATEGORY, Role.CATEGORY, Role.AGE],
    )
    values = found.rows[0].values
    assert values["setting"] == "rural"
    assert (values["setting (2)"], values["age (2)"], values["age"]) == ("A", "16-29", "36-59")


def test_headers_alike_in_their_first_letters_stay_apart():
    long = "س" * 60
    roles = [Role.ID, Role.CATEGORY, Role.SENSITIVE, Role.CATEGORY]
    keys = columns.keys_of(["id", f"{long}1", f"{long}2", f"{long}3"], roles)
    assert len(set(keys.values())) == 3
    assert max(map(len, keys.values())) <= 60
    row = read(f"id,{long}1,{long}2,{long}3\n1,a,b,c", roles).rows[0]
    assert [*row.values.values(), *row.sensitive.values()] == ["a", "c", "b"]


def test_one_value_keeps_one_spelling():
    cells = ["Oui", "oui", "oui", "إلى", "الى", "<1000", ">1000", "1000"]
    rows = "\n".join(f"{n},{cell}" for n, cell in enumerate(cells))
    found = read(f"id,x\n{rows}", [Role.ID, Role.CATEGORY]).rows
    assert [row.values["x"] for row in found] == [
        *["oui"] * 3,
        *["إلى"] * 2,
        *["<1000", ">1000", "1000"],
    ]
    assert spelling("Été") == spelling("ete")


@pytest.mark.parametrize(
    "cell",
    ["N/A", "n/a", "-", "—", "لا يوجد", "بدون", "Néant", "aucun", "AUCUNE", "sans", "X", "."],
)
def test_a_placeholder_is_no_body(cell):
    assert read(f"id,الهيئة\n1,{cell}", [Role.ID, Role.BODY]).rows[0].body == ""
    assert "جمعيه الواحه" not in NO_BODY
