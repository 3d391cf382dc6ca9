"""A messy list of 3,000 invented bodies, as a network's really are, for the desk to clean.

Some stand in the demonstration's directory already, spelt otherwise; some twice in the list; some
cells mean nothing. The workbook has a title, merged cells and empty lines; the CSV is pasted
together from two encodings. Everything is dealt by public chance, so that it is the same on any
machine.
"""

import csv
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from io import BytesIO, StringIO
from itertools import groupby

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from multaqa.apps.territory.models import Commune, Region
from multaqa.apps.territory.queries import apportion, communes_of
from multaqa.engines.chance import choose, ticket
from multaqa.kernel.arabic import digits
from multaqa.portal.demonstration import bodies
from multaqa.portal.demonstration.applicants import REGION, words_of

COUNT = 3000
KNOWN, DOUBLED = 420, 260  # of them, those in the directory, and those that stand twice
SEED = "messy"
HEADERS = (
    "ر.ت",
    "اسم الجمعية أو التعاونية",
    "الإقليم",
    "الجماعة الترابية",
    "رقم الهاتف",
    "سنة التأسيس",
    "عدد النساء",
    "عدد الرجال",
    "مجال التدخل",
    "رقم الوصل النهائي",
    "العنوان",
    "اسم الرئيس(ة)",
)
TITLE = "لائحة الجمعيات والتعاونيات بالجهة (لائحة تجريبية من نسج الخيال)"

OWN = words_of(
    "تيفاوت أمودو تازيري إسافن تمونت أفوس أزكا تيليلا أسكا تودرت إزوران أنامور تافوكت إغرم "
    "أسنفلول تاغزوت إمنتانوت أكال تيزنيت أكادير النورس الشعلة المستقبل الكرامة الأمل الوفاق "
    "التواصل الإشعاع الانطلاقة الصحراء المسيرة الرباط الساقية الحصن القصبة البريد الميناء "
    "المنار السنبلة الزيتونة الياسمين الريحان الفنار المرسى الحكمة المعرفة الإبداع التميز "
    "الشموع القلم الريادة الوئام الإخاء النبراس الصفاء السلام البركة التيسير الهمة الإحسان"
)
FIELDS = (
    "الفلاحة وتربية المواشي",
    "التنمية المحلية",
    "الصناعة التقليدية",
    "البيئة، الماء",
    "الثقافة والتراث / الفنون",
    "محو الأمية؛ تمكين النساء",
    "التربية والتكوين",
    "المنتوجات المجالية",
    "الرياضة",
    "Tourisme",
    "artisanat - terroir",
    "العمل الاجتماعي",
)
# Written again and again by whoever held the list; some of it means nothing.
COMMUNES_WRONG = ("كليميم", "Guelmime Ville", "بويزاكرن", "طنطان الوطية الشاطئ", "??")
FIELDS_WRONG = ("متعدد", "أخرى", "divers")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as somebody typed it, in the order of ``HEADERS``."""

    number: str
    name: str
    province: str
    commune: str
    phone: str
    founded: str
    women: str
    men: str
    field: str
    receipt: str
    address: str
    president: str


def lines(count: int = COUNT) -> list[Line]:
    """The list, by province and commune, as such lists are kept."""
    fresh = count - KNOWN - DOUBLED
    told = [*_new(fresh), *_known(KNOWN)]
    doubled = sorted(range(len(told)), key=lambda turn: ticket(SEED, "double", turn))[:DOUBLED]
    told += [_again(told[turn], turn) for turn in doubled]
    told = [_spoilt(line, turn) for turn, line in enumerate(told)]
    told.sort(key=lambda line: (line.province, line.commune, ticket(SEED, line.name)))
    return [replace(line, number=str(place)) for place, line in enumerate(told, start=1)]


def _new(count: int) -> Iterator[Line]:
    """Bodies that the directory does not know, spread as the census counts associations."""
    communes = list(communes_of(Region(code=REGION)).filter(non_profit_count__gt=0))
    dealt = apportion({one: one.non_profit_count for one in communes}, count)
    places = [one for one in communes for _ in range(dealt[one])]
    for turn, (name, commune) in enumerate(zip(_names(), places, strict=False)):
        yield _line(turn, name, commune, f"0600{10_0000 + turn:06}")


def _names() -> Iterator[str]:
    kinds = {"association": ("جمعية", "ج.", "Association"), "cooperative": ("تعاونية", "تعاونيه")}
    found = [
        (kind, own, other, purpose)
        for kind, purposes in bodies.PURPOSES.items()
        for own in OWN
        for other in OWN
        if own != other
        for purpose in [sorted(purposes)[choose(len(purposes), SEED, own, other, kind)]]
    ]
    for kind, own, other, purpose in sorted(found, key=lambda one: ticket(SEED, *one)):
        words = kinds[kind]
        yield f"{words[choose(len(words), SEED, own, other)]} {own} {other} {purpose}"


def _known(count: int) -> Iterator[Line]:
    """Bodies of the demonstration's directory, as another hand wrote them down."""
    rows = [row for row in bodies.bodies() if row["kind"] in bodies.PURPOSES and row.get("phone")]
    rows.sort(key=lambda row: ticket(SEED, "known", row["name_ar"]))
    for turn, row in enumerate(rows[:count]):
        name, habit = row["name_ar"], choose(6, SEED, "spelt", turn)
        if habit == 0:
            name = name.replace("ة", "ه").replace("أ", "ا")
        elif habit == 1:
            name = _slip(name, turn)
        elif habit == 2:
            name = " ".join(name.split()[:-1])
        phone = row["phone"] if choose(4, SEED, "phone", turn) else ""
        yield _line(10_000 + turn, name, row["commune"], phone)


def _slip(name: str, turn: int) -> str:
    """One letter missing, in the name's own words."""
    at = len(name) // 2 + choose(4, SEED, "slip", turn)
    return name[:at] + name[at + 1 :]


def _line(turn: int, name: str, commune: Commune, phone: str) -> Line:
    year = 2003 + choose(22, SEED, "year", turn)
    women, men = choose(60, SEED, "women", turn), choose(60, SEED, "men", turn)
    return Line(
        number="",
        name=name,
        province=commune.province.name_ar,
        commune=_commune(commune, choose(3, SEED, "commune", turn)),
        phone=_phone(phone, choose(8, SEED, "way", turn)),
        founded=_founded(year, choose(7, SEED, "founded", turn)),
        women=f"{women} امرأة" if choose(9, SEED, "text", turn) == 0 else str(women),
        men=str(men) if choose(12, SEED, "none", turn) else "-",
        field=FIELDS[choose(len(FIELDS), SEED, "field", turn)],
        receipt=f"{100 + turn}/{year}" if choose(3, SEED, "receipt", turn) else "",
        address=bodies.LOCALITIES[choose(len(bodies.LOCALITIES), SEED, "address", turn)],
        president="",
    )


def _commune(commune: Commune, way: int) -> str:
    """Three spellings: as it is, as many write it, and in French."""
    spelt = commune.name_ar.replace("أ", "ا").replace("إ", "ا").replace("ة", "ه")
    return (commune.name_ar, f"جماعة {spelt}", commune.name_fr.upper())[way]


def _phone(phone: str, way: int) -> str:
    if not phone:
        return ""
    spaced = " ".join(phone[start : start + 2] for start in range(0, 10, 2))
    ways = {
        0: phone,
        1: spaced.replace(" ", "."),
        2: spaced.replace(" ", "-"),
        3: f"+212 {phone[1:]}",
        4: phone[1:],  # a spreadsheet ate the zero
        5: f"{spaced} / 05 28 {phone[4:6]} {phone[6:8]} {phone[8:]}",
        6: spaced.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    }
    return ways.get(way, spaced)


def _founded(year: int, way: int) -> str:
    return {0: f"12/03/{year}", 1: f"مارس {year}", 2: f"{year}-06-01", 3: f"5 mai {year}"}.get(
        way, str(year)
    )


def _again(line: Line, turn: int) -> Line:
    """The same body once more, further down: with its receipt, or without its phone."""
    name = line.name.replace("ة", "ه") if turn % 2 else f"{line.name} "
    return replace(line, name=name, phone=line.phone if turn % 3 else "", address="")


def _spoilt(line: Line, turn: int) -> Line:
    """One line in twenty-five holds something that nobody can understand."""
    fates: dict[int, dict[str, str]] = {
        0: {"commune": COMMUNES_WRONG[turn % len(COMMUNES_WRONG)]},
        1: {"field": FIELDS_WRONG[turn % len(FIELDS_WRONG)]},
        2: {"phone": "06 12 34"},
        3: {"founded": "قبل الاستقلال"},
        4: {"women": "عدد كبير"},
        5: {"name": line.name.split(" ", 1)[-1]},  # without its kind
        6: {"name": f'=HYPERLINK("http://example.invalid";"{line.name.split(" ", 1)[-1]}")'},
    }
    spoilt = fates.get(choose(170, SEED, "fate", turn))
    return replace(line, **spoilt) if spoilt else line


def spreadsheet(told: list[Line]) -> bytes:
    """A workbook with a title, a commune written once for its lines, and empty lines between."""
    book = Workbook()
    sheet = book.active
    sheet.title = "اللائحة"
    sheet.sheet_view.rightToLeft = True
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(HEADERS))
    sheet.append([])
    sheet.append(list(HEADERS))
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    line = 4
    for (province, commune), group in groupby(told, lambda one: (one.province, one.commune)):
        first = line
        for one in group:
            cells: list[object] = list(astuple(one))
            if line > first:
                cells[2] = cells[3] = None
            for place in (0, 5, 6, 7):
                cells[place] = _number(str(cells[place]))
            for place, value in enumerate(cells, start=1):
                cell = sheet.cell(line, place, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # text, also where it begins like a formula
            line += 1
        for column in (3, 4) if line - first > 1 else ():
            sheet.merge_cells(
                start_row=first, end_row=line - 1, start_column=column, end_column=column
            )
            sheet.cell(first, column).alignment = Alignment(vertical="center")
        if choose(3, SEED, "empty", province, commune) == 0:
            line += 1
    for place, width in enumerate((6, 46, 16, 20, 26, 14, 12, 12, 28, 18, 22, 18), start=1):
        sheet.column_dimensions[sheet.cell(3, place).column_letter].width = width
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _number(text: str) -> object:
    return int(text) if text.isascii() and text.isdecimal() else text


def csv_file(told: list[Line]) -> bytes:
    """Two files pasted together: the first half in UTF-8, the second, headers too, in cp1256."""
    middle = len(told) // 2
    return _csv(told[:middle]).encode("utf-8-sig") + digits(_csv(told[middle:])).encode(
        "cp1256", "replace"
    )


def _csv(told: list[Line]) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADERS)
    for place, line in enumerate(told):
        writer.writerow(astuple(line))
        if place % 97 == 0:
            writer.writerow([])
    return text.getvalue()
