"""What cells of a list say, and what its columns are called."""

import pytest

from multaqa.apps.network.queries.crowd import Crowd, entry_of_row
from multaqa.apps.network.services.imports import cells
from multaqa.apps.network.services.imports.reading import RowReader
from multaqa.apps.network.services.imports.vocabulary import (
    column_named,
    fields_said,
    groups_said,
    kind_of_name,
    kind_said,
)

MOBILE = "+212661234567"


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        ("06 61 23 45 67", [MOBILE]),
        ("0661234567/0528871234", [MOBILE, "+212528871234"]),
        ("06.61.23.45.67 - 06-61-23-45-68", [MOBILE, "+212661234568"]),
        ("+212661234567", [MOBILE]),
        ("00212 6 61 23 45 67", [MOBILE]),
        ("(+212) 0661-234567", [MOBILE]),
        ("212661234567", [MOBILE]),
        ("661234567", [MOBILE]),
        ("661234567.0", None),
        ("٠٦٦١٢٣٤٥٦٧", [MOBILE]),
        ("gsm: 0661234567 ou 06 61 23 45 67", [MOBILE]),
        ("0661234567 0670123456", [MOBILE, "+212670123456"]),
        ("+33 6 12 34 56 78", ["+33612345678"]),
        ("06 12", None),
        ("0661234567 فاطمة", None),
        ("06612345678", None),
    ],
)
def test_phones_in_every_style(cell, phones):
    assert cells.phones(cell) == phones


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2014", "2014"),
        ("٢٠١٤", "2014"),
        ("12/03/2014", "2014-03-12"),
        ("12.3.14", "2014-03-12"),
        ("2014-03-12", "2014-03-12"),
        ("مارس 2014", "2014"),
        ("12 mars 2014", "2014-03-12"),
        ("1er août 2014", "2014-08-01"),
        ("3/2014", "2014"),
        ("41710", "2014-03-12"),
        ("31/02/2014", None),
        ("قبل الاستقلال", None),
        ("99", None),
    ],
)
def test_days_and_years(cell, told):
    assert cells.founded(cell) == told


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("35", 35),
        ("٣٥ عضوا", 35),
        ("1 200", 1200),
        ("12 femmes", 12),
        ("12/13", None),
        ("كثير", None),
    ],
)
def test_counts_as_text(cell, told):
    assert cells.count(cell) == told


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("جمعية النور Association Annour", ("جمعية النور", "Association Annour")),
        ("تعاونية أركان - Coopérative Argane", ("تعاونية أركان", "Coopérative Argane")),
        ("جمعية النور (AGIR)", ("جمعية النور (AGIR)", "")),
        ("Association Tawaza", ("", "Association Tawaza")),
    ],
)
def test_names_in_two_scripts(cell, told):
    assert cells.names(cell) == told


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("اسم الجمعية أو التعاونية", "name"),
        ("Dénomination de l'association", "name"),
        ("الاسم بالفرنسية", "name_fr"),
        ("اسم رئيس الجمعية", "ignore"),
        ("N° tél. du président", "phone"),
        ("رقم هاتف الرئيس", "phone"),
        ("الجماعة الترابية", "commune"),
        ("Province", "province"),
        ("سنة التأسيس", "founded"),
        ("Date de création", "founded"),
        ("عدد النساء", "women"),
        ("Nbre d'hommes", "men"),
        ("مجال التدخل", "fields"),
        ("Zone d'intervention", "work"),
        ("الفئات المستهدفة", "groups"),
        ("رقم الوصل النهائي", "register"),
        ("ICE", "ice"),
        ("N°", "ignore"),
        ("ر.ت", "ignore"),
        ("الصنف", "kind"),
        ("العنوان", "locality"),
        ("البريد الإلكتروني", "email"),
        ("الموقع الإلكتروني", "website"),
        ("ملاحظات", "ignore"),
        ("xyz", None),
    ],
)
def test_headings_in_arabic_and_in_french(heading, column):
    assert column_named(heading) == column


def test_kinds_fields_and_groups_by_their_words():
    assert [kind_of_name(name) for name in ("الجمعية المغربية", "Coopérative X", "أزمور")] == [
        "association",
        "cooperative",
        None,
    ]
    assert kind_said("اتحاد تعاونيات") == "union"
    assert fields_said("الفلاحة وتربية المواشي") == ["agriculture", "livestock"]
    assert fields_said("البيئة") == ["environment"]
    assert fields_said("التربية والتكوين") == ["education"]
    assert fields_said("أخرى") == []
    assert groups_said("النساء والشباب") == ["women", "youth"]


@pytest.mark.django_db
def test_a_commune_by_any_of_its_spellings():
    reader = RowReader(["name", "commune"])
    for spelt in ("كلميم", "جماعة كلميم", "GUELMIM", "Commune de Guelmim", "10.261.01.03"):
        assert reader.read(["جمعية أ", spelt]).told["commune_id"] == "10.261.01.03", spelt
    fault = reader.read(["جمعية أ", "كليميم"]).faults[0]
    assert fault["facts"]["near"][0] == "10.261.01.03"


def told(name, commune="10.261.01.03", kind="association", **more):
    return {"name_ar": name, "kind": kind, "commune_id": commune} | more


def test_a_crowd_finds_what_may_be_the_same():
    rows = [
        told("جمعية النور للتنمية القروية"),
        told("الجمعيه النور للتنميه القرويه"),
        told("جمعية النور للتنمية القروي"),
        told("جمعية القروية النور للتنمية"),
        told("جمعية النور للتنمية القروية والتضامن"),
        told("جمعية أخرى بعيدة عنها", phone=MOBILE, register_number="7/2020"),
        told("تعاونية غيرها كليا", phone=MOBILE),
        told("شبكة لا تشبهها", register_number="7/2020"),
        told("جمعية النور للتنمية القروية", commune="10.583.01.01"),
    ]
    crowd = Crowd([], [entry_of_row(line, row) for line, row in enumerate(rows, start=1)])
    likely = crowd.likely()
    first = {line: (found[0].entry.line, found[0].reasons) for line, found in likely.items()}
    assert 1 not in likely
    assert first[2] == (1, {"exact", "name"})
    assert first[3] == (1, {"name"})
    assert first[4][0] == 1
    assert first[5][1] == {"name"}
    assert first[7] == (6, {"phone"})
    assert first[8] == (6, {"register"})
    assert likely[8][0].is_obvious
    assert 9 not in likely


def test_a_phone_that_many_bear_proves_nothing():
    rows = [
        entry_of_row(line, told(f"جمعية {'ابتثجحخد'[line] * 5}", phone=MOBILE)) for line in range(8)
    ]
    assert Crowd([], rows).likely() == {}
