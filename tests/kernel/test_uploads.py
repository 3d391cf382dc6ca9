"""Documents told by their bytes: the kinds that a paper is sent as, and what only seems one."""

import io
import struct
import zlib

import pytest

from multaqa.kernel.uploads import MOST_BYTES, document
from multaqa.refusal import Refusal


def chunk(name, content):
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png(width=2, height=2):
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(2) for _ in range(2)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width=2, height=2):
    frame = struct.pack(">BHH", 8, height, width) + b"\x01\x01\x11\0"
    return (
        b"\xff\xd8\xff\xe0\x00\x04AB\xff\xc0"
        + struct.pack(">H", len(frame) + 2)
        + frame
        + b"\xff\xd9"
    )


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "ending"),
    [(png(), "png"), (jpeg(), "jpg"), (PDF, "pdf")],
    ids=["png", "jpg", "pdf"],
)
def test_a_document_is_what_its_bytes_say(content, ending):
    kept = document(io.BytesIO(content))
    assert (kept.ending, kept.content) == (ending, content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"GIF89a" + bytes(100), "unknown"),
        (b"PK\x03\x04" + bytes(100), "unknown"),
        (b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>", "unknown"),
        (png()[:-6], "unknown"),
        (png().replace(b"IDAT", b"IDOT"), "unknown"),
        (png(40_000, 40_000), "too_many_pixels"),
        (png(0, 9), "unknown"),
        (b"\xff\xd8\xff", "unknown"),
        (b"\xff\xd8\xff\xe0\x00\x00" * 50, "unknown"),
        (jpeg(60_000, 60_000), "too_many_pixels"),
        (b"%PDF-1.7 and nothing", "unknown"),
        (PDF + bytes(MOST_BYTES), "too_large"),
    ],
)
def test_what_only_seems_one_is_refused(content, code):
    with pytest.raises(Refusal, match=code):
        document(io.BytesIO(content))


def packed(objects):
    """A PDF whose objects are packed in a stream, as most programs write them."""
    stream = zlib.compress(objects)
    return (
        b"%PDF-1.7\n5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n"
        + stream
        + b"\nendstream endobj\n%%EOF\n"
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PDF.replace(b"<<>>endobj", b"<</OpenAction<</S/JavaScript/JS(x)>>>>endobj"), "active"),
        (PDF.replace(b"<<>>endobj", b"<</S/J#61vaScript>>endobj"), "active"),
        (PDF.replace(b"<<>>endobj", b"<</S/Launch/F(a.exe)>>endobj"), "active"),
        (PDF.replace(b"<<>>endobj", b"<</Names<</EmbeddedFiles 3 0 R>>>>endobj"), "active"),
        (PDF.replace(b"trailer<<>>", b"trailer<</Encrypt 9 0 R>>"), "locked"),
        (packed(b"7 0 <</S/JavaScript/JS(app.alert(1))>>"), "active"),
        (packed(bytes(41 * 1024 * 1024)), "unknown"),
        (PDF + b"<script>alert(1)</script>", "unknown"),
        (PDF + b"PK\x05\x06" + bytes(18) + b"\n%%EOF", "unknown"),
        (b"junk" + PDF, "unknown"),
        (png() + b"PK\x05\x06" + bytes(18), "unknown"),
        (jpeg() + b"PK\x05\x06" + bytes(18), "unknown"),
        (b"\xff\xd8\xff\xfe\x00\x20<script>alert(1)</script>123456" + jpeg()[2:], "unknown"),
        (b"\xff\xd8\xff\xfe\x00\x20%PDF-1.7 1 0 obj<<>>endobj12345" + jpeg()[2:], "unknown"),
        (jpeg()[:-2], "unknown"),
    ],
)
def test_what_acts_or_is_two_at_once_is_refused(content, code):
    with pytest.raises(Refusal, match=code):
        document(io.BytesIO(content))


def test_a_pdf_with_packed_objects_that_only_show_is_taken():
    content = packed(b"7 0 <</Type/Page/OpenAction[3 0 R/Fit]>>")
    assert document(io.BytesIO(content)).ending == "pdf"


def test_a_photograph_with_a_film_after_its_end_is_taken():
    """Telephones write a moving picture after the still one."""
    content = jpeg() + b"ftypmp42" + bytes(200)
    assert document(io.BytesIO(content)).ending == "jpg"
