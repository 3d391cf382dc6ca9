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
        (png(40_000, 40_000), "unknown"),
        (png(0, 9), "unknown"),
        (b"\xff\xd8\xff", "unknown"),
        (b"\xff\xd8\xff\xe0\x00\x00" * 50, "unknown"),
        (jpeg(60_000, 60_000), "unknown"),
        (b"%PDF-1.7 and nothing", "unknown"),
        (PDF + bytes(MOST_BYTES), "too_large"),
    ],
)
def test_what_only_seems_one_is_refused(content, code):
    with pytest.raises(Refusal, match=code):
        document(io.BytesIO(content))
