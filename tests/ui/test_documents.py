from datetime import UTC, datetime

import pytest
import typst
from django.utils.translation import override

from multaqa.ui.documents import pdf, said

AT = datetime(2026, 12, 14, 10, tzinfo=UTC)


def test_pdf_is_the_same_bytes_twice(tmp_path):
    template = tmp_path / "note.typ"
    template.write_text("#json(bytes(sys.inputs.content)).words")
    with override("ar"):
        made = [pdf(template, {"words": "#ملتقى"}, at=AT) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-")


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.txt"])
def test_pdf_reads_nothing_outside_the_templates_folder(tmp_path, path):
    (tmp_path / "secret.txt").write_text("secret")
    template = tmp_path / "papers" / "note.typ"
    template.parent.mkdir()
    template.write_text(f'#read("{path}")')
    with pytest.raises(typst.TypstError):
        pdf(template, {}, at=AT)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("", ""),
        ("\u2069\n", ""),
        ("a\u202eb\u2069\nc", "\u2068ab c\u2069"),
        ("n°\u00a07 #read()", "\u2068n°\u00a07 #read()\u2069"),
    ],
)
def test_said_holds_what_was_typed_in_one_run(typed, printed):
    assert said(typed) == printed
