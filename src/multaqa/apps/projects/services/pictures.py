"""A picture without what a camera writes beside it: where, when and by whom it was taken.

No pixel changes. Of a JPEG the segments that hold words and places (EXIF, XMP, IPTC, remarks) are
left out, but for the way up that it is held; of a PNG every piece that draws nothing.
"""

import struct
import zlib

from multaqa.refusal import Refusal

_DRAWING = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"}
_ALONE = {0x01, *range(0xD0, 0xD8)}
# What tells how the colours are meant is no word of anyone.
_COLOURS = (b"Adobe", b"ICC_PROFILE\0")
_TURNS = {1, 3, 6, 8}


def bare_picture(content: bytes, ending: str) -> tuple[bytes, int, int]:
    """The picture alone, with its width and height as it is seen."""
    if ending == "jpg":
        return _jpeg(content)
    if ending == "png":
        return _png(content)
    raise Refusal("project.not_a_picture")


def _jpeg(content: bytes) -> tuple[bytes, int, int]:
    kept, at, size, turn = [b"\xff\xd8"], 2, (0, 0), 1
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF or mark in _ALONE:
            at += 1 if mark == 0xFF else 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4])
        segment = content[at : at + 2 + length]
        if mark == 0xE1 and segment[4:10] == b"Exif\0\0":
            turn = _turn(segment[10:]) or turn
        elif not (0xE1 <= mark <= 0xEF or mark == 0xFE) or segment.startswith(_COLOURS, 4):
            kept.append(segment)
        if 0xC0 <= mark <= 0xCF and mark not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", segment[5:9])
            size = width, height
        at += 2 + length
        if mark == 0xDA:
            kept.append(_to_the_end(content[at:]))
            break
    else:
        raise Refusal("document.unknown")
    if turn != 1:
        kept.insert(1, _turned(turn))
    if turn in {6, 8}:
        size = size[1], size[0]
    return b"".join(kept), *size


def _to_the_end(scan: bytes) -> bytes:
    """What follows the last mark of the end is no picture: a phone hides a film there."""
    end = scan.find(b"\xff\xd9")
    if end < 0:
        raise Refusal("document.unknown")
    return scan[: end + 2]


def _turn(tiff: bytes) -> int | None:
    """Which way up, of the eight that EXIF knows; the mirrored ones no camera writes."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return None
    (first,) = struct.unpack(f"{order}I", tiff[4:8])
    if first + 2 > len(tiff):
        return None
    (count,) = struct.unpack(f"{order}H", tiff[first : first + 2])
    for place in range(min(count, 100)):
        entry = tiff[first + 2 + 12 * place : first + 14 + 12 * place]
        if len(entry) == 12 and struct.unpack(f"{order}H", entry[:2]) == (0x0112,):
            (turn,) = struct.unpack(f"{order}H", entry[8:10])
            return turn if turn in _TURNS else None
    return None


def _turned(turn: int) -> bytes:
    """A segment that says which way up, and nothing else."""
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0) + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body


def _png(content: bytes) -> tuple[bytes, int, int]:
    kept, at, size = [content[:8]], 8, (0, 0)
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4])
        piece = content[at : at + 12 + length]
        if piece[4:8] == b"IHDR":
            width, height = struct.unpack(">II", piece[8:16])
            size = width, height
        if piece[4:8] in _DRAWING and zlib.crc32(piece[4:-4]).to_bytes(4) == piece[-4:]:
            kept.append(piece)
        at += 12 + length
    return b"".join(kept), *size
