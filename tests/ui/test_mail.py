"""Letters: right to left, escaped, nothing from afar, and whole in plain text."""

import pytest
from django.core import mail as post
from django.utils.translation import override
from lxml import html

from multaqa.ui import mail
from multaqa.ui.mail import Item, Mail

STOP = "https://multaqa.example/m/abc/forum.mailing/"
FULL = Mail(
    title='جواب <script>alert("1")</script>',
    text="اتصل على 06 61 23 45 67 أو https://multaqa.example/x/.\n\nBonjour <b>tous</b> & salut",
    why="تتوصل بها لأنك سجلت.",
    items=[Item("طلب", "نص <i>", "https://multaqa.example/y/", "لأنك عضو.")],
    buttons=[("فضائي", "https://multaqa.example/me/")],
    links=[("إيقاف", STOP)],
    one_click=STOP,
)


def read(letter=FULL, language="ar"):
    with override(language):
        return html.fromstring(mail.page(letter))


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_a_letter_is_in_the_direction_of_its_language(language, direction):
    page = read(language=language)
    assert (page.get("lang"), page.get("dir")) == (language, direction)
    assert all(one.get("dir", direction) in {"rtl", "ltr", "auto"} for one in page.iter("table"))


def test_each_paragraph_keeps_the_direction_of_its_words_and_numbers_stay_whole():
    page = read()
    first, second = page.find_class("words")[0].findall("p")
    assert (first.get("dir"), second.get("dir")) == ("rtl", "ltr")
    (number,) = first.findall("bdi")
    assert (number.text, number.get("dir")) == ("06 61 23 45 67", "ltr")


def test_what_people_wrote_is_escaped_and_nothing_is_fetched():
    page = read()
    assert not page.xpath("//script|//img|//link|//iframe|//form|//*[@background]|//b|//i")
    assert "url(" not in mail.page(FULL)
    assert "<b>tous</b>" in page.text_content()
    for link in page.xpath("//a/@href"):
        assert link.startswith(("https://multaqa.example/", "http://127.0.0.1:8000/"))


def test_the_sentence_ends_after_the_address():
    links = [one.get("href") for one in read().find_class("words")[0].iter("a")]
    assert links == ["https://multaqa.example/x/"]


def test_why_and_the_switch_stand_in_both_parts_and_the_headers(settings):
    settings.MAIL_REPLY_TO, settings.DEFAULT_FROM_EMAIL = "desk@example.ma", "site@example.ma"
    mail.send("a@example.ma", FULL)
    (letter,) = post.outbox
    ((page, kind),) = letter.alternatives
    assert kind == "text/html"
    for part in (letter.body, page):
        assert "تتوصل بها لأنك سجلت." in part
        assert STOP in part
    headers = letter.message()
    assert headers["List-Unsubscribe"] == f"<{STOP}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Content-Language"] == "ar"
    assert headers["Reply-To"] == "desk@example.ma"
    assert headers["Message-ID"].endswith("@example.ma>")
    assert headers["Date"]
    assert headers.get_content_type() == "multipart/alternative"
    assert letter.subject.startswith(f"{settings.SITE_NAME}: ")
    assert letter.from_email.endswith("<site@example.ma>")


def test_the_plain_part_reads_by_itself():
    plain = mail.plain(FULL)
    assert "◆ طلب\nنص <i>\nhttps://multaqa.example/y/" in plain
    assert "فضائي:\nhttps://multaqa.example/me/" in plain
    assert "&amp;" not in plain


def test_what_cannot_be_switched_has_no_such_header(settings):
    mail.send("a@example.ma", Mail(title="رمز", code="482913"))
    assert "List-Unsubscribe" not in post.outbox[0].message()
