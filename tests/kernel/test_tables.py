import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.kernel import tables
from multaqa.kernel.refusals import say
from multaqa.refusal import Refusal

LIST = "الاسم,العمر\nفاطمة,35\nمحمد,\n"
MOMENT = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001  a spreadsheet knows no time zone
HEADERS = ("الاسم", "العمر")
ROWS = (("فاطمة", "35"), ("محمد", ""))


def read(content, *, rows=100):
    if isinstance(content, str):
        content = content.encode()
    return tables.read(content, rows=rows)


def refused(content, *, rows=100):
    with pytest.raises(Refusal) as caught:
        read(content, rows=rows)
    assert say(caught.value)
    return caught.value.code, caught.value.facts


def workbook(*sheets):
    """An XLSX of sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content, changes):
    """The same archive, some of its members replaced."""
    anew = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(anew, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
    return anew.getvalue()


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        (LIST.encode(), "utf-8"),
        (LIST.encode("utf-8-sig"), "utf-8"),
        (LIST.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + LIST.encode("utf-16-be"), "utf-16"),
        (LIST.encode("cp1256"), "cp1256"),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "cp1256"],
)
def test_read_knows_the_encoding(encoded, name):
    table = read(encoded)
    assert (table.headers, table.rows, table.encoding) == (HEADERS, ROWS, name)
    assert table.lines == (2, 3)


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old-mac"])
def test_read_knows_the_separator_and_the_line_end(separator, end):
    table = read(LIST.replace(",", separator).replace("\n", end))
    assert (table.headers, table.rows) == (HEADERS, ROWS)


def test_read_keeps_quoted_separators_and_lines():
    table = read('"Name, first, last";age\n"a ""b""; c";"1\n2"\n\nd;3\n')
    assert table.headers == ("Name, first, last", "age")
    assert table.rows == (('a "b"; c', "1 2"), ("d", "3"))
    assert table.lines == (2, 4)


def test_read_makes_every_row_as_wide_as_the_headers():
    table = read("\n , \na,,b,,\n1\n1,2,3,,\n,,,,,beside\n , ,\n")
    assert table.headers == ("a", "", "b")
    assert table.rows == (("1", "", ""), ("1", "2", "3"))
    assert table.lines == (4, 5)


def test_read_refuses_a_row_wider_than_the_headers():
    assert refused("a,b\n1,2\n\n3,4,5\n") == ("table.row_too_wide", {"line": 4, "headers": 2})


def test_read_cleans_cells():
    table = read(f"a\tb\n  x \u00a0 y \t{'z' * 5000}\n")
    assert table.rows == (("x y", "z" * tables.LONGEST_CELL),)


@pytest.mark.parametrize("content", ["", " ", "\n\n\n", ",,\n, ,\n", "\ufeff", b"\xff\xfe"])
def test_read_refuses_an_empty_file(content):
    assert refused(content) == ("table.empty", {})


@pytest.mark.parametrize("content", ["a,b\n", "a,b", "\n\na,b\n,,\n , \n"])
def test_read_refuses_headers_alone(content):
    assert refused(content) == ("table.no_rows", {})


@pytest.mark.parametrize(
    ("first", "second"),
    [("age", "age"), ("Age", "AGE"), ("الإقليم", "الاقليم"), ("الجماعة", "الجماعه"), ("é", "e")],
)
def test_read_refuses_a_header_twice_however_spelt(first, second):
    code, facts = refused(f"{first},x,{second}\n1,2,3\n")
    assert (code, facts) == ("table.header_twice", {"header": second, "first": 1, "second": 3})


def test_read_refuses_too_many_rows():
    content = "a\n" + "1\n" * 5
    assert len(read(content, rows=5).rows) == 5
    assert refused(content, rows=4) == ("table.too_many_rows", {"rows": 5, "limit": 4})


@pytest.mark.parametrize(
    ("content", "line"), [('a,b\n1,2\n"3,4\n5,6\n', 3), ('a,"b\n1,2', 1), ('"', 1), ('a\n1\n"', 3)]
)
def test_read_refuses_a_quotation_never_closed(content, line):
    """Else every row below it would vanish into one cell."""
    assert refused(content) == ("table.not_csv", {"line": line})


def test_read_refuses_a_cell_longer_than_any_list():
    assert refused("a\n1\n" + "x" * 200_000)[0] == "table.not_csv"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 a,b\n1,2\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        b"PK\x03\x04 and no more",
        b"a,b\n1,\x00\n",
        "a,b\n1,2\n".encode("utf-16-le"),
        b"\xff\xfea",
        workbook([["a"], [1]])[:-40],
    ],
    ids=["pdf", "png", "jpeg", "xls", "cut", "nul", "utf-16-no-bom", "odd-utf-16", "cut-xlsx"],
)
def test_read_refuses_another_kind_of_file(content):
    assert refused(content) == ("table.other_kind", {})


@pytest.mark.parametrize("member", ["word/document.xml", "content.xml", "xl/workbook.bin"])
def test_read_refuses_another_archive(member):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(member, "<x/>")
    assert refused(content.getvalue()) == ("table.other_kind", {})


def test_read_workbook_writes_cells_as_a_person_would():
    table = read(
        workbook(
            [
                [],
                ["الاسم", "العمر", "النسبة", "الولادة", "وقت", "هاتف"],
                ["فاطمة\nالزهراء", 35.0, 1.5, date(1990, 2, 3), MOMENT, "06"],
                [],
                [None, None, None, None, None, 212661234567],
            ]
        )
    )
    assert table.headers == ("الاسم", "العمر", "النسبة", "الولادة", "وقت", "هاتف")
    assert table.rows == (
        ("فاطمة الزهراء", "35", "1.5", "1990-02-03", "2026-01-02", "06"),
        ("", "", "", "", "", "212661234567"),
    )
    assert (table.lines, table.encoding) == ((3, 5), "xlsx")


def test_read_workbook_takes_the_first_sheet_that_holds_something():
    assert read(workbook([], [[None, " "]], [["a"], [1]], [["b"], [2]])).headers == ("a",)
    assert refused(workbook([], [[" "]])) == ("table.empty", {})
    assert refused(workbook([["a", "A"], [1, 2]]))[0] == "table.header_twice"


def test_read_workbook_prefers_a_sheet_that_is_shown():
    book = openpyxl.Workbook()
    book.active.append(["choices"])
    book.active.sheet_state = "hidden"
    book.create_sheet().append(["a"])
    book.worksheets[1].append([1])
    content = io.BytesIO()
    book.save(content)
    assert read(content.getvalue()).headers == ("a",)


def test_read_refuses_an_archive_that_unpacks_to_too_much():
    sheet = b"<x>" + b" " * (tables.UNPACKED_BYTES + 1)
    bomb = repacked(workbook([["a"], [1]]), {"xl/worksheets/sheet1.xml": sheet})
    assert len(bomb) < 1024 * 1024
    assert refused(bomb) == ("table.unpacks_to_too_much", {})


def test_read_refuses_an_archive_that_lies_about_what_it_unpacks_to():
    """Its directory says 100 bytes; read as it says, the contents no longer match their sum."""
    sheet = b"<x>" + b" " * (tables.UNPACKED_BYTES + 1)
    bomb = repacked(workbook([["a"], [1]]), {"xl/worksheets/sheet1.xml": sheet})
    size = (tables.UNPACKED_BYTES + 4).to_bytes(4, "little")
    assert refused(bomb.replace(size, (100).to_bytes(4, "little")))[0] == "table.other_kind"


def test_read_refuses_two_cells_at_the_ends_of_the_earth():
    """A reader makes every cell between them: seventeen thousand million."""
    content = workbook([["a"], [1]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    far_sheet = sheet.replace(b"</sheetData>", far)
    assert far_sheet != sheet
    bomb = repacked(content, {"xl/worksheets/sheet1.xml": far_sheet})
    assert refused(bomb) == ("table.unpacks_to_too_much", {})

    painted = far_sheet.replace(b'"><v>1</v></c></row></sh', b'" s="0"/></row></sh')
    assert painted != far_sheet
    assert read(repacked(content, {"xl/worksheets/sheet1.xml": painted})).rows == (("1",),)


def test_read_fifty_thousand_rows():
    people = [
        ["name", "age", "commune"],
        *([f"person {n}", n % 90, "كلميم"] for n in range(50_000)),
    ]
    written = "\n".join(",".join(map(str, row)) for row in people)
    table = read(written, rows=50_000)
    assert (len(table.rows), table.rows[-1], table.lines[-1]) == (
        50_000,
        ("person 49999", "49", "كلميم"),
        50_001,
    )
    sheet = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>person %d</t></is></c>'
        b'<c r="B%d"><v>%d</v></c></row>' % (n, n, n, n, n % 90)
        for n in range(1, 50_002)
    )
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    content = repacked(
        workbook([["a"]]),
        {"xl/worksheets/sheet1.xml": head + sheet + b"</sheetData></worksheet>"},
    )
    assert read(content, rows=50_000).rows[-1] == ("person 50001", str(50_001 % 90))


PIECES = st.sampled_from(
    [b'"', b",", b";", b"\t", b"\n", b"\r", b"\x00", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"a"]
)
MESSES = st.lists(PIECES | st.binary(max_size=8), max_size=40).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(content=st.binary(max_size=300) | MESSES)
def test_read_makes_a_table_or_refuses(content):
    _table_or_refusal(content)


WORKBOOK = workbook([["الاسم", "age", "on"], ["فاطمة", 35, date(1990, 2, 3)], [], ["b", 1.5, None]])
with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as _archive:
    MEMBERS = {name: _archive.read(name) for name in _archive.namelist()}


SHEET = b'<worksheet xmlns="%s"><sheetData>' % tables.SPREADSHEET.encode()


def sharing(strings, rows, *, cell=b'<c r="%s%d" t="s"><v>%d</v></c>'):
    """A workbook whose cells refer to shared texts, each row by their places."""
    texts = "".join(f"<si>{one}</si>" for one in strings)
    sheet = b"".join(
        b'<row r="%d">' % line
        + b"".join(cell % (b"ABCDEFGHIJ"[at : at + 1], line, place) for at, place in enumerate(row))
        + b"</row>"
        for line, row in enumerate(rows, start=1)
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", 8) as pack:
        for name, text in MEMBERS.items():
            if name != "xl/worksheets/sheet1.xml":
                pack.writestr(name, text)
        pack.writestr("xl/worksheets/sheet1.xml", SHEET + sheet + b"</sheetData></worksheet>")
        head = f'<sst xmlns="{tables.SPREADSHEET}">'
        pack.writestr("xl/sharedStrings.xml", f"{head}{texts}</sst>")
    return content.getvalue()


def test_read_workbook_keeps_shared_texts():
    texts = [
        "<t>الاسم</t>",
        "<r><rPr><b/></rPr><t>a </t></r><r><t>&lt;b&gt; &amp; c</t></r><rPh><t>no</t></rPh>",
        '<t xml:space="preserve"> x </t>',
        "",
    ]
    table = read(sharing(texts, [[0, 2], [1, 3], [2, 1]]))
    assert table.headers == ("الاسم", "x")
    assert table.rows == (("a <b> & c", ""), ("x", "a <b> & c"))


def test_read_cuts_a_text_that_two_thousand_cells_share():
    """Eight million signs each: a file of 23 KB would ask for sixteen thousand million."""
    bomb = sharing(["<t>a</t>", f"<t>{'x' * 8_000_000}</t>"], [[0], *[[1]] * 2000])
    assert len(bomb) < 50_000
    assert read(bomb, rows=2000).rows == (("x" * tables.LONGEST_CELL,),) * 2000


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="%s%d" t="s"><v>%d</v></c>',
        b'<c r="%s%d" t="&#115;"><v>%d</v></c>',
        b'<c x=">" r="%s%d" t="s"><v>%d</v></c>',
        b'<c r="%s%d" x="t=\'n\'" t="s"><v>%d</v></c>',
        b'<c r="%s%d" t="s"><v>0</v><v>%d</v></c>',
    ],
)
def test_read_refuses_shared_texts_that_come_to_too_much(monkeypatch, cell):
    monkeypatch.setattr(tables, "SPELT_SIGNS", 200_000)
    strings = ["<t>a</t>", f"<t>{'x' * 1000}</t>"]
    assert len(read(sharing(strings, [[0], *[[1]] * 100]), rows=2000).rows) == 100
    bomb = sharing(strings, [[0], *[[1]] * 300], cell=cell)
    assert refused(bomb, rows=2000) == ("table.unpacks_to_too_much", {})


def test_read_counts_each_shared_text_by_its_own_length(monkeypatch):
    """One long remark in a long list is no attack."""
    monkeypatch.setattr(tables, "SPELT_SIGNS", 20_000)
    rows = [[0], [1], *[[2]] * 3000]
    assert len(read(sharing(["<t>a</t>", f"<t>{'x' * 900}</t>", "<t>b</t>"], rows), rows=5000).rows)


@pytest.mark.parametrize("text", ["<si><t>a</t>", "<!DOCTYPE a><sst/>", "<sst>&a;</sst>", "x"])
def test_read_refuses_shared_texts_that_cannot_be_read(text):
    spoilt = repacked(sharing(["<t>a</t>"], [[0], [0]]), {"xl/sharedStrings.xml": text})
    assert refused(spoilt) == ("table.other_kind", {})


def merged(rows, *ranges):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for one in ranges:
        book.active.merge_cells(one)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_read_survives_a_title_and_understands_merged_cells():
    rows = [
        ["لائحة الجمعيات", None, None],
        [],
        ["الاسم", "الجماعة", "الهاتف"],
        ["أ", "كلميم", 1],
        ["ب", None, 2],
        [],
        ["ج", None, None],
        ["د", "إفني", 4],
    ]
    table = read(merged(rows, "A1:C1", "B4:B7"))
    assert table.headers == ("الاسم", "الجماعة", "الهاتف")
    assert table.lines == (4, 5, 7, 8)
    assert [row[1] for row in table.rows] == ["كلميم", "كلميم", "كلميم", "إفني"]


def test_read_survives_a_title_in_a_csv_whatever_stands_in_it():
    table = read("Liste, 2024\n\nNom;Commune\na, b, c, d;x\ne;y\n")
    assert (table.headers, table.lines) == (("Nom", "Commune"), (4, 5))
    assert table.rows[0] == ("a, b, c, d", "x")


@pytest.mark.parametrize("content", ["a\n1\n2\n", "a\n1\n", "name\nx\ny\nz"])
def test_read_takes_no_header_of_one_column_for_a_title(content):
    assert len(read(content).headers[0]) <= 4
    assert read(content).lines[0] == 2


def test_read_reads_a_file_of_two_encodings_line_by_line():
    ours, old = "الاسم;الجماعة\nجمعية أ;كلميم\n", "جمعية ب;إفني\nAssociation été;Asrir\n"
    table = read(ours.encode("utf-8-sig") + old.encode("cp1256"))
    assert (table.headers, table.encoding) == (("الاسم", "الجماعة"), "mixed")
    assert [row[0] for row in table.rows] == ["جمعية أ", "جمعية ب", "Association été"]
    assert read((ours + old).encode("cp1256")).encoding == "cp1256"
    assert read((ours + old).encode()).encoding == "utf-8"


def test_read_leniently_numbers_headers_and_tells_of_wide_lines():
    table = tables.read(b"a,b,B\n1,2,3\n4,5,6,7\n", rows=9, is_lenient=True)
    assert table.headers == ("a", "b", "B (3)")
    assert table.rows == (("1", "2", "3"), ("4", "5", "6"))
    assert table.wide == {3}


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_read_makes_a_table_of_a_spoilt_workbook_or_refuses(data):
    """Bytes changed in the archive, or in one of its members before it is packed."""
    name = data.draw(st.sampled_from(["", *MEMBERS]))
    content = bytearray(MEMBERS.get(name, WORKBOOK))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    _table_or_refusal(repacked(WORKBOOK, {name: bytes(content)}) if name else bytes(content))


def _table_or_refusal(content):
    try:
        table = tables.read(content, rows=20)
    except Refusal as refusal:
        say(refusal)
        return
    assert table.headers
    assert 0 < len(table.rows) <= 20
    assert all(len(row) == len(table.headers) for row in table.rows)
    assert len(table.lines) == len(table.rows)
    assert not any("\0" in cell for row in (table.headers, *table.rows) for cell in row)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", ["الاسم", "ice"]), ("fr", ["nom", "ice"]), ("en", ["nom", "ice"])],
)
def test_headings_are_told_in_the_letters_of_the_reader(language, expected):
    with override(language):
        assert tables.headings_told([("الاسم", "nom", "name"), ("ice",)]) == expected
