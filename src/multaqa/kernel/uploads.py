"""Documents that people send: what they are is read from their bytes, never from their name.

A scan or a photograph of a paper, no more: PDF, JPEG or PNG. What is kept gets a name of ours, and
is only ever handed back as a file to keep, under ``nosniff``, so that nothing in it runs here.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from multaqa.refusal import Refusal

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 60_000_000  # a phone's best photograph, twice; a bomb of a picture is larger
KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
ACCEPT = ".pdf,.jpg,.jpeg,.png"
# Frames that tell a JPEG's size; what begins with the others is a table or a word aside.
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = {0x01, *range(0xD0, 0xD8)}
# What a PDF may do by itself, or carry with it; a scan of a paper needs none of it.
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR)"
    rb"(?![A-Za-z0-9])"
)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED = re.compile(rb"/ObjStm(?![A-Za-z0-9]).{0,400}?stream\r?\n", re.DOTALL)
MOST_UNPACKED = 40 * 1024 * 1024  # of the objects that a PDF packs together
# How another kind of file begins or ends, which a picture or a PDF could be at the same time.
_ARCHIVE_END = b"PK\x05\x06"
_MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|\?php|\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one document that is what it seems."""

    ending: str
    content: bytes

    @property
    def kind(self) -> str:
        return KINDS[self.ending]


def document(file: BinaryIO, *, most: int = MOST_BYTES) -> Document:
    """Read a document that was sent.

    Refuses one too large, empty, none of the kinds above, or two kinds of file at once; a picture
    of more pixels than any camera takes; a PDF that is locked, or that would do more than be read.
    """
    content = file.read(most + 1)
    if len(content) > most:
        raise Refusal("document.too_large", limit=most // (1024 * 1024))
    if not content:
        raise Refusal("document.empty")
    ending = _ending(content)
    if ending is None or _is_also_another(content, ending):
        raise Refusal("document.unknown")
    if ending == "pdf":
        _refuse_active(content)
    return Document(ending, content)


def _ending(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "pdf" if content.rstrip(b"\0\t\r\n ").endswith(b"%%EOF") else None
    size = None
    if content.startswith(b"\xff\xd8"):
        size, ending = _jpeg_size(content), "jpg"
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        size, ending = _png_size(content), "png"
    if size is None or not size[0] * size[1]:
        return None
    if size[0] * size[1] > MOST_PIXELS:
        raise Refusal("document.too_many_pixels", width=size[0], height=size[1])
    return ending


def _is_also_another(content: bytes, ending: str) -> bool:
    """Whether what looks elsewhere than at the beginning would find another file in it."""
    if _ARCHIVE_END in content[-70_000:]:
        return True
    head = content[:1024]
    return ending != "pdf" and (b"%PDF-" in head or bool(_MARKUP.search(head)))


def _refuse_active(content: bytes) -> None:
    """Look through a PDF, and through the objects that it packs, for what acts by itself."""
    if b"/Encrypt" in content:
        raise Refusal("document.locked")
    left = MOST_UNPACKED
    parts = [content]
    for packed in _PACKED.finditer(content):
        unpacker = zlib.decompressobj()
        try:
            parts.append(unpacker.decompress(content[packed.end() :], left))
        except zlib.error:
            continue  # not packed, or in a way of its own: no reader of ours opens it
        left -= len(parts[-1])
        if left <= 0 or unpacker.unconsumed_tail:
            raise Refusal("document.unknown")
    for part in parts:
        # A name may be written with its letters as numbers: /J#61vaScript is one too.
        if _ACTIVE.search(_HEX.sub(lambda sign: bytes([int(sign[1], 16)]), part)):
            raise Refusal("document.active")


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame; none where they lead nowhere, or the picture is cut short."""
    if b"\xff\xd9" not in content[4:]:
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF or mark in _JPEG_ALONE:
            at += 1 if mark == 0xFF else 2
            continue
        if mark in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Walk every piece, each with a sum that fits, from the head to the end."""
    at, size, has_picture = 8, None, False
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4])
        piece = content[at + 4 : at + 8 + length]
        if content[at + 8 + length : at + 12 + length] != zlib.crc32(piece).to_bytes(4):
            return None
        if piece.startswith(b"IHDR") and length == 13:
            size = struct.unpack(">II", piece[4:12])
        has_picture |= piece.startswith(b"IDAT")
        if piece.startswith(b"IEND"):
            return size if has_picture and at + 12 + length == len(content) else None
        at += 12 + length
    return None
