"""The desk's pages of badges, one's own badge, and the sheets that are printed."""

import re
import shutil
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from multaqa.apps.attendance import services
from multaqa.apps.attendance.models import Badge, BadgeKind, Layout, Printing
from multaqa.apps.attendance.queries.codes import qr_text
from multaqa.apps.attendance.services.paper import badge_sheets, qr_svg
from tests.factories.accounts import UserFactory, auditor, coordinator
from tests.factories.attendance import BadgeFactory
from tests.factories.forum import EditionFactory
from tests.factories.forum_nominations import accepted_seat
from tests.factories.territory import CommuneFactory

pytestmark = pytest.mark.django_db
READS_PDF = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext reads the PDF here"
)
UNSEEN = re.compile("[\\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
NAMING = [
    ("badges", ()),
    ("badges-file", ()),
    ("add-badge", ()),
    ("bring-badges", ()),
    ("certificates", ()),
]


def at(name, edition, *more):
    with translation.override("ar"):
        return reverse(f"attendance:{name}", args=[edition.number, *more])


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def desk(client):
    client.force_login(coordinator())
    return client


def told(response):
    return response.content.decode()


# Who is let in.


def test_a_visitor_is_asked_to_sign_in_and_a_member_refused(client, edition):
    assert client.get(at("desk", edition)).status_code == 302
    client.force_login(UserFactory())
    for name, more in [("desk", ()), *NAMING]:
        assert client.get(at(name, edition, *more)).status_code == 403


def test_the_auditor_sees_counts_and_no_names(client, edition):
    badge = BadgeFactory(edition=edition)
    client.force_login(auditor())
    page = told(client.get(at("desk", edition)))
    assert badge.name not in page
    assert "مشارك" in page or "participant" in page
    for name, more in NAMING:
        assert client.get(at(name, edition, *more)).status_code == 403
    assert client.get(at("badge", edition, badge.code)).status_code == 403
    assert client.post(at("issue-badges", edition)).status_code == 403
    assert client.post(at("print-badges", edition), {"which": "all"}).status_code == 403


# The desk.


def test_the_desk_says_what_issuing_would_do_and_does_it(desk, edition):
    accepted_seat(edition=edition)
    page = told(desk.get(at("desk", edition)))
    assert at("issue-badges", edition) in page
    assert Badge.objects.count() == 0
    page = told(desk.post(at("issue-badges", edition), follow=True))
    assert Badge.objects.count() == 1
    assert at("issue-badges", edition) not in page


def test_an_empty_desk_says_what_to_do(desk, edition):
    assert at("add-badge", edition) in told(desk.get(at("desk", edition)))


@pytest.mark.parametrize("name", ["badges", "desk", "certificates"])
def test_lists_cost_the_same_queries_for_few_as_for_many(
    desk, edition, name, django_assert_max_num_queries
):
    for kind in (BadgeKind.PARTICIPANT, BadgeKind.GUEST):
        BadgeFactory.create_batch(20, edition=edition, kind=kind, commune=CommuneFactory())
    desk.get(at(name, edition))
    with django_assert_max_num_queries(24):
        desk.get(at(name, edition))


def test_the_list_is_searched_and_filtered(desk, edition):
    one = BadgeFactory(edition=edition, name="أمينة بنت سالم", is_to_print=False)
    other = BadgeFactory(edition=edition, kind=BadgeKind.PRESS, cancelled=True)
    for asked, badge in (
        ({"q": "امينه"}, one),
        ({"q": other.code}, other),
        ({"kind": "press"}, other),
        ({"state": "active"}, one),
        ({"state": "cancelled"}, other),
        ({"state": "nonsense", "kind": "participant"}, one),
    ):
        page = told(desk.get(at("badges", edition), asked))
        assert [code for code in (one.code, other.code) if code in page] == [badge.code]
    assert desk.get(at("badges", edition), {"q": "\0", "page": "x"}).status_code == 200
    assert one.code not in told(desk.get(at("badges", edition), {"state": "to_print"}))


def test_the_list_is_handed_out_harmless(desk, edition):
    BadgeFactory(edition=edition, name='=HYPERLINK("http://x")')
    assert "'=HYPERLINK" in told(desk.get(at("badges-file", edition)))


def test_somebody_is_written_in_and_nothing_typed_is_lost(desk, edition):
    commune = CommuneFactory()
    sent = {
        "kind": "guest",
        "name": "سعاد  بنت   احمد",
        "phone": "0661",
        "commune": commune.pk,
        "sex": "female",
    }
    page = told(desk.post(at("add-badge", edition), sent))
    assert "بنت" in page
    assert Badge.objects.count() == 0
    desk.post(at("add-badge", edition), sent | {"phone": "06 61 23 45 67"})
    badge = Badge.objects.get()
    assert (badge.name, badge.commune, badge.kind) == ("سعاد بنت احمد", commune, "guest")
    page = desk.post(at("add-badge", edition), sent | {"phone": "06 61 23 45 67"})
    assert badge.code in told(page)
    assert Badge.objects.count() == 1


def test_a_list_comes_in_or_says_line_by_line_what_is_wrong(desk, edition):
    def bring(text, kind=""):
        file = SimpleUploadedFile("people.csv", text.encode())
        return desk.post(at("bring-badges", edition), {"file": file, "kind": kind}, follow=True)

    page = told(bring("الاسم الكامل;النوع\nخديجة;ملكة\n"))
    assert "data-wrong" in page
    assert Badge.objects.count() == 0
    bring("الاسم الكامل;النوع\nخديجة;متطوعة\nسعيد;\n", kind="press")
    assert set(Badge.objects.values_list("kind", flat=True)) == {"volunteer", "press"}
    assert "<tr data-wrong" not in told(bring("\x00\x01PK", kind="press"))


def test_a_badge_is_corrected_cancelled_and_made_again(desk, edition):
    badge = BadgeFactory(edition=edition, typed_kind="participant")
    here = at("badge", edition, badge.code)
    desk.post(here, {"action": "revise", "name": "اسم جديد", "kind": "press"})
    badge.refresh_from_db()
    assert (badge.name, badge.kind) == ("اسم جديد", "press")
    desk.post(here, {"action": "revise", "name": "", "kind": "press"})
    badge.refresh_from_db()
    assert badge.name == "اسم جديد"
    desk.post(at("change-badge", edition, badge.code), {"action": "reissue"})
    badge.refresh_from_db()
    assert badge.cancel_reason == "lost"
    assert badge.replaced_by.code in told(desk.get(here))
    new = at("badge", edition, badge.replaced_by.code)
    desk.post(new, {"action": "cancel", "cancel-reason": "refused", "cancel-note": ""})
    desk.post(at("change-badge", edition, badge.replaced_by.code), {"action": "restore"})
    assert badge.replaced_by.is_active


def test_a_badge_of_another_edition_is_not_found_here(desk, edition):
    assert desk.get(at("badge", edition, BadgeFactory().code)).status_code == 404
    assert desk.get(at("badge", edition, "x")).status_code == 404


# One's own.


def test_one_sees_ones_own_badge_and_nobody_elses(client, edition):
    user = UserFactory()
    badge = BadgeFactory(edition=edition, user=user)
    assert client.get(at("my-badge", edition)).status_code == 302
    client.force_login(UserFactory())
    assert client.get(at("my-badge", edition)).status_code == 404
    assert client.get(at("my-badge-code", edition)).status_code == 404
    client.force_login(user)
    assert badge.code in told(client.get(at("my-badge", edition)))
    assert at("my-badge", edition) in told(client.get(reverse("me")))
    assert client.get(at("my-badge-code", edition))["Content-Type"] == "image/svg+xml"


def test_a_cancelled_badge_is_nobodys_to_show(client, edition):
    user = UserFactory()
    BadgeFactory(edition=edition, user=user, cancelled=True)
    client.force_login(user)
    assert client.get(at("my-badge", edition)).status_code == 404


# Printing.


@pytest.mark.parametrize(
    ("sent", "count"),
    [
        ({"which": "all"}, 4),
        ({"which": "new"}, 3),
        ({"which": "press"}, 1),
        ({"which": "ticked"}, 0),
        ({}, 0),
    ],
)
def test_what_is_printed_is_chosen(desk, edition, sent, count):
    BadgeFactory.create_batch(2, edition=edition)
    BadgeFactory(edition=edition, kind=BadgeKind.PRESS)
    BadgeFactory(edition=edition, is_to_print=False)
    BadgeFactory(edition=edition, cancelled=True)
    desk.post(at("print-badges", edition), sent | {"layout": "four"})
    found = Printing.objects.first()
    assert len(found.badges if found else []) == count


def test_those_ticked_and_those_found_are_printed(desk, edition):
    badges = BadgeFactory.create_batch(3, edition=edition)
    ticked = [badges[0].code, "nonsense", BadgeFactory().code]
    desk.post(at("print-badges", edition), {"which": "ticked", "badge": ticked})
    desk.post(f"{at('print-badges', edition)}?q={badges[1].code}", {"which": "found"})
    assert [list(one.badges) for one in Printing.objects.order_by("number")] == [
        [str(badges[0].pk)],
        [str(badges[1].pk)],
    ]


def test_a_printing_is_handed_out_and_marked(desk, edition):
    BadgeFactory.create_batch(3, edition=edition)
    page = desk.post(at("print-badges", edition), {"which": "all", "layout": "eight"}, follow=True)
    assert at("printing-file", edition, 1) in told(page)
    file = desk.get(at("printing-file", edition, 1))
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")
    desk.post(at("printing", edition, 1))
    assert not Badge.objects.filter(is_to_print=True).exists()
    assert desk.get(at("printing", edition, 2)).status_code == 404


# The sheets.


def text_of(pdf):
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode().split("\f")[:-1]


HOSTILE = [
    '#read("/etc/passwd")',
    "*bold* _x_ $y$ `raw` = h // /* \\u{41} <label> @seal {page}",
    "long" * 75,
    "جمعية Oasis رقم 12% \u202eغير\u2066",
    "👩\u200d👩\u200d👧 ⵎⵓⵍⵜⴰⵇⴰ",
    "\n\t\u2029",
    "",
]


@READS_PDF
@pytest.mark.parametrize(("layout", "sheets"), [(Layout.EIGHT, 3), (Layout.FOUR, 5)])
def test_each_badge_stands_on_its_sheet_with_its_code(edition, layout, sheets):
    badges = [
        BadgeFactory(edition=edition, kind=kind, sex=sex, kinds=[kind, "participant"])
        for kind in BadgeKind.values[:6]
        for sex in ("female", "male", "")
    ]
    pages = text_of(badge_sheets(edition, badges, layout, 7))
    assert len(pages) == sheets
    told = "".join(pages)
    assert all(badge.code in told for badge in badges)


@READS_PDF
@pytest.mark.parametrize("layout", Layout.values)
def test_whatever_is_typed_stays_words_and_on_its_badge(edition, layout):
    for place, words in enumerate(HOSTILE):
        BadgeFactory(
            edition=edition,
            kind=BadgeKind.values[place % 7],
            name=words,
            name_latin=words[:150],
            body_name=words,
            function=words[:150],
            commune=CommuneFactory() if place % 2 else None,
        )
    pages = text_of(badge_sheets(edition, Badge.objects.all(), layout))
    assert len(pages) == (1 if layout == Layout.EIGHT else 2)
    assert "#read" in "".join(pages)


def test_the_same_badges_make_the_same_bytes(edition):
    badges = BadgeFactory.create_batch(2, edition=edition)
    assert badge_sheets(edition, badges) == badge_sheets(edition, badges)


def modules_of(svg):
    """The dark modules that a code's picture draws, read back from its path: (row, column)."""
    path = re.search(r'<path class="qrline" stroke="#000" d="([^"]+)"', svg)
    dark, x, y = set(), 0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path[1]):
        values = [float(one) for one in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            dark |= {(int(y), x + step) for step in range(int(values[0]))}
            x += int(values[0])
        else:
            x, y = (0, 0.0) if command == "M" else (x, y)
            x, y = x + int(values[0]), y + values[1]
    return dark


MASKS = [
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
]
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def read_back(dark):
    """What a code of the smallest size says (ISO/IEC 18004), read without the library that drew it.

    Its level of correction, and its words; the correcting codewords are not needed of a clean one.
    """
    told = "".join("01"[(8, column) in dark] for column in range(5))
    level, mask = divmod(int(told, 2) ^ 0b10101, 8)
    bits = []
    columns = [20, 18, 16, 14, 12, 10, 8, 5, 3, 1]
    for turn, right in enumerate(columns):
        for row in range(20, -1, -1) if turn % 2 == 0 else range(21):
            for column in (right, right - 1):
                corner = (row < 9 and (column < 9 or column > 12)) or (row > 12 and column < 9)
                if not corner and row != 6:
                    bits.append("01"[((row, column) in dark) ^ MASKS[mask](row, column)])
    stream = "".join(bits)
    assert stream[:4] == "0010"  # letters and digits
    count, place, words = int(stream[4:13], 2), 13, ""
    while len(words) < count - 1:
        words += "".join(
            ALPHANUMERIC[one] for one in divmod(int(stream[place : place + 11], 2), 45)
        )
        place += 11
    if len(words) < count:
        words += ALPHANUMERIC[int(stream[place : place + 6], 2)]
    return level, words


def test_the_picture_of_a_code_says_the_code_within_a_quiet_zone(edition):
    for badge in BadgeFactory.create_batch(20, edition=edition):
        picture = qr_svg(qr_text(badge.code))
        dark = modules_of(picture)
        assert 'width="29" height="29"' in picture
        assert {min(row for row, _ in dark), min(column for _, column in dark)} == {4}
        assert {max(row for row, _ in dark), max(column for _, column in dark)} == {24}
        level, words = read_back({(row - 4, column - 4) for row, column in dark})
        assert (level, words) == (0b00, f"MQ{badge.code}")  # M: a seventh of it may be lost


def test_issuing_prints_nothing_twice(edition):
    accepted_seat(edition=edition)
    actor = coordinator()
    services.issue_badges(edition=edition, actor=actor)
    keys = list(Badge.objects.values_list("pk", flat=True))
    printing = services.ask_printing(edition=edition, actor=actor, badges=keys)
    services.mark_printed(printing=printing, actor=actor)
    services.issue_badges(edition=edition, actor=actor)
    assert not Badge.objects.filter(is_to_print=True).exists()
