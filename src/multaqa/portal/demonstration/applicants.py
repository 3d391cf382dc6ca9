"""The demonstration's list of applicants: real communes and counts, invented people and bodies.

How many apply from each commune follows the census's own count of associations there; who they are
is dealt by public chance from lists of words, so that the same seed gives the same list on any
machine. No person or body is meant: names are joined by chance from words of the country, and the
telephone numbers run from 06 00 00, which no one is known to hold and nothing is ever sent to.
"""

import csv
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from io import BytesIO, StringIO
from itertools import product
from typing import TypeVar

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from multaqa.apps.territory.models import Commune, Region
from multaqa.apps.territory.queries import apportion, communes_of
from multaqa.engines.chance import choose, ticket
from multaqa.kernel.arabic import digits

T = TypeVar("T", bound=Hashable)

REGION = "10"  # Guelmim-Oued Noun

COLUMNS = {
    "number": "الرقم",
    "name": "الاسم الكامل",
    "body": "الهيئة",
    "body_kind": "نوع الهيئة",
    "commune": "الجماعة",
    "sex": "الجنس",
    "age": "السن",
    "phone": "الهاتف",
    "disability": "وضعية إعاقة",
}
TITLE = "لائحة المترشحات والمترشحين"
NOTICE = "لائحة تجريبية: الأسماء والهيئات والأرقام كلها من نسج الخيال."

WOMAN, MAN = "أنثى", "ذكر"
ASSOCIATION, COOPERATIVE, HOLDER = "جمعية", "تعاونية", "حامل(ة) مشروع"
YES, NO = "نعم", "لا"

# In percent of the list. Women and the young apply a little less than they live in the region.
SEXES = {WOMAN: 45, MAN: 55}
AGES = {range(18, 36): 35, range(36, 60): 48, range(60, 75): 17}
KINDS = {ASSOCIATION: 58, COOPERATIVE: 27, HOLDER: 15}
DISABILITY = {YES: 5, NO: 95}
SHARED = 15  # one applicant in so many comes from a body that another applies for too


def words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN = words_of(
    "فاطمة الزهراء خديجة عائشة مريم السالكة الغالية فاطمتو النانة خديجتو لالة زينب رقية كلثوم "
    "فاضمة تودة إيطو يامنة حليمة سعاد نادية حنان وفاء أسماء سناء هاجر إكرام سلمى نعيمة لطيفة "
    "مباركة العزة النجاة سكينة أمينة رشيدة"
)
MEN = words_of(
    "محمد لحسن الحسين مبارك بوجمعة إبراهيم علي سعيد يوسف حمزة أيوب عمر السالك المحفوظ لحبيب أحمد "
    "داود رشيد خالد حسن عبدالله سيدي عبدالرحمان مصطفى بلعيد حماد ياسين أنس الطاهر البشير"
)
FAMILIES = words_of(
    "النجار الحداد الخياط الصياد النحال الغزال الفلاح الرامي البحري الصخري المرجاني الواحي أزمور "
    "أسيف أفولاي أكناو أمزال أوبلا أخراز أزروال أوحمو بوزيت بوهوش الناجي الصالحي لمغاري الكتبي "
    "الزيتوني الرملي السدري النخيلي الفجري أيور أزرو إزم أمناي بنداود بنسالم لعروسي الطالبي"
)

HEADS = words_of(
    "قنديل ظل نسيم أجنحة خيوط سنابل مرافئ نبع ضفاف أهداب شذى سواعد جسور آفاق بوصلة أنامل شراع "
    "ندى عطر بشائر"
)
TAILS = words_of(
    "الأركان الواحة الرمال الوادي الصبار المرجان السدر الطلح الفجر الهضاب النخيل الشاطئ الأطلس "
    "السهوب الغزلان الغد الكثبان الزعتر اللوز القوافل"
)
PURPOSES = {
    ASSOCIATION: (
        "للتنمية والتضامن",
        "لتمكين النساء",
        "للشباب والمواطنة",
        "للبيئة والماء",
        "للثقافة والتراث",
        "للتربية والتكوين",
        "للأسرة والطفولة",
        "لدعم الأشخاص في وضعية إعاقة",
        "لمحاربة الأمية",
        "للسياحة التضامنية",
    ),
    COOPERATIVE: (
        "لتثمين الصبار",
        "لزيت الأركان",
        "للعسل",
        "للكسكس وأملو",
        "للنسيج والزربية",
        "لألبان الإبل",
        "لتربية الماعز",
        "لمنتوجات البحر",
        "للتمور",
        "للأعشاب العطرية والطبية",
        "للحلي والجلد",
    ),
}
WORKS = (
    "تجفيف الصبار",
    "تربية النحل",
    "ورشة للخياطة",
    "مأوى قروي",
    "تدوير البلاستيك",
    "سقي بالتنقيط",
    "ورشة للنجارة",
    "تربية الأرانب",
    "صناعة الصابون",
    "مخبزة تقليدية",
    "إصلاح الألواح الشمسية",
    "حضانة للأطفال",
    "نقل المنتوجات القروية",
    "تعليب السمك",
)
WAYS = (
    "للنساء القرويات",
    "للشباب",
    "بالطاقة الشمسية",
    "بمحيط الواحة",
    "بالبيع عن بعد",
    "للأسر محدودة الدخل",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One applicant, as someone typed it; the fields stand in the order of ``COLUMNS``."""

    number: str
    name: str
    body: str
    body_kind: str
    commune: str
    sex: str
    age: int
    phone: str
    disability: str


def applicants(seed: str = "edition-3", count: int = 312) -> list[Row]:
    """The applicants of an edition, numbered from A-001 in an order that says nothing.

    Every commune with an association sends one; the others follow the associations by largest
    remainder. Sex, age, kind of body and disability keep their percentages whatever the seed.
    """
    communes = communes_dealt(count)
    kinds = dealt(KINDS, count, seed, "kind")
    sexes = dealt(SEXES, count, seed, "sex")
    ages = dealt(AGES, count, seed, "age")
    disabilities = dealt(DISABILITY, count, seed, "disability")
    bodies = _bodies(communes, kinds, seed)
    names = {WOMAN: pairs(WOMEN, FAMILIES, seed), MAN: pairs(MEN, FAMILIES, seed)}
    phones = 400 * choose(20, seed, "phones")

    order = sorted(range(count), key=lambda turn: ticket(seed, "order", turn))
    return [
        Row(
            number=f"A-{place:03}",
            name=next(names[sexes[turn]]),
            body=bodies[turn][0],
            body_kind=bodies[turn][1],
            commune=_as_typed(communes[turn], choose(20, seed, "spelling", turn)),
            sex=sexes[turn],
            age=ages[turn][choose(len(ages[turn]), seed, "years", turn)],
            phone=_phone(phones + place, choose(10, seed, "digits", turn)),
            disability=disabilities[turn],
        )
        for place, turn in enumerate(order, start=1)
    ]


def spreadsheet(rows: Sequence[Row]) -> bytes:
    """The list as an Excel file whose sheet opens from right to left."""
    book = Workbook()
    sheet = book.active
    sheet.title = TITLE
    sheet.sheet_view.rightToLeft = True
    sheet.freeze_panes = "A2"
    sheet.oddFooter.center.text = NOTICE
    book.properties.title = TITLE
    book.properties.description = NOTICE
    sheet.append(list(COLUMNS.values()))
    for row in rows:
        sheet.append(astuple(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="right")
    for place, width in enumerate((9, 24, 44, 16, 28, 8, 7, 18, 14), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_file(rows: Sequence[Row], encoding: str = "utf-8-sig") -> bytes:
    """The list as CSV; ``cp1256``, which has no Arabic digits, is an older Arabic Windows's."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    writer.writerows(astuple(row) for row in rows)
    listed = text.getvalue() if encoding.startswith("utf") else digits(text.getvalue())
    return listed.encode(encoding)


def communes_dealt(count: int) -> list[Commune]:
    """The commune of each applicant; those of one commune stand together."""
    communes = list(communes_of(Region(code=REGION)).filter(non_profit_count__gt=0))
    weights = {commune: commune.non_profit_count for commune in communes}
    others = apportion(weights, count - len(communes))
    return [commune for commune in communes for _ in range(1 + others[commune])]


def dealt(percents: Mapping[T, int], count: int, seed: str, name: str) -> list[T]:
    """A value per applicant: exact percentages, dealt blindly."""
    values = [value for value, seats in apportion(percents, count).items() for _ in range(seats)]
    order = sorted(range(count), key=lambda turn: ticket(seed, name, turn))
    value_of = dict(zip(order, values, strict=True))
    return [value_of[turn] for turn in range(count)]


def _bodies(communes: list[Commune], kinds: list[str], seed: str) -> list[tuple[str, str]]:
    """The body of each applicant and its kind; some share the body of their neighbour in the list.

    A project holder stands for a project, which nobody shares.
    """
    count = len(communes)
    shared: set[int] = set()
    for turn in sorted(range(1, count), key=lambda turn: ticket(seed, "shared", turn)):
        can_share = communes[turn] == communes[turn - 1] and kinds[turn - 1] != HOLDER
        if can_share and len(shared) < count // SHARED and not {turn - 1, turn + 1} & shared:
            shared.add(turn)

    fancies = pairs(HEADS, TAILS, seed)
    projects = pairs(WORKS, WAYS, seed)
    bodies: list[tuple[str, str]] = []
    for turn, kind in enumerate(kinds):
        if turn in shared:
            bodies.append(bodies[-1])
        elif kind == HOLDER:
            bodies.append((f"مشروع {next(projects)}", kind))
        else:
            purpose = PURPOSES[kind][choose(len(PURPOSES[kind]), seed, "purpose", turn)]
            bodies.append((f"{kind} {next(fancies)} {purpose}", kind))
    return bodies


def pairs(firsts: Sequence[str], lasts: Sequence[str], seed: str) -> Iterator[str]:
    """Every first word with every last one, once, in an order of chance."""
    pairs = [" ".join(pair) for pair in product(firsts, lasts)]
    yield from sorted(pairs, key=lambda pair: ticket(seed, pair))


def _as_typed(commune: Commune, habit: int) -> str:
    """The commune as one of twenty people would type it; most type it as it is."""
    arabic = commune.name_ar
    habits = {
        0: commune.name_fr,
        1: commune.name_fr.upper(),
        2: f"جماعة {arabic}",
        3: f"الجماعة الترابية {arabic}",
        4: arabic.translate(str.maketrans("أإآ", "ااا")),
        5: arabic.replace("ة", "ه"),
        6: f"Commune de {commune.name_fr}",
    }
    return habits.get(habit, arabic)


def _phone(number: int, habit: int) -> str:
    """A number from 06 00 00, now and then without spaces or in Arabic digits."""
    plain = f"060000{number:04}"
    if habit == 0:
        return plain
    spaced = " ".join(plain[start : start + 2] for start in range(0, 10, 2))
    eastern = spaced.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    return eastern if habit == 1 else spaced
