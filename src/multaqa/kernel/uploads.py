"""Documents that people send: what they are is read from their bytes, never from their name.

A scan or a photograph of a paper, no more: PDF, JPEG or PNG. What is kept gets a name of ours, and
is only ever handed back as a file to keep, under ``nosniff``, so that nothing in it runs here.
"""

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


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one document that is what it seems."""

    ending: str
    content: bytes

    @property
    def kind(self) -> str:
        return KINDS[self.ending]


def document(file: BinaryIO, *, most: int = MOST_BYTES) -> Document:
    """Read a document that was sent; refuses one too large, empty, or none of the kinds above."""
    content = file.read(most + 1)
    if len(content) > most:
        raise Refusal("document.too_large", limit=most // (1024 * 1024))
    if not content:
        raise Refusal("document.empty")
    ending = _ending(content)
    if ending is None:
        raise Refusal("document.unknown")
    return Document(ending, content)


def _ending(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "pdf" if b"%%EOF" in content[-2048:] else None
    size = None
    if content.startswith(b"\xff\xd8"):
        size, ending = _jpeg_size(content), "jpg"
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        size, ending = _png_size(content), "png"
    if size is None or not 0 < size[0] * size[1] <= MOST_PIXELS:
        return None
    return ending


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame; none where they lead nowhere."""
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
    at, size = 8, None
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4])
        piece = content[at + 4 : at + 8 + length]
        if content[at + 8 + length : at + 12 + length] != zlib.crc32(piece).to_bytes(4):
            return None
        if piece.startswith(b"IHDR") and length == 13:
            size = struct.unpack(">II", piece[4:12])
        if piece.startswith(b"IEND"):
            return size
        at += 12 + length
    return None
