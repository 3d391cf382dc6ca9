"""Papers: a typst template, our fonts and plain content become one PDF.

Content reaches the template as JSON and is printed as it stands: nothing typed by anyone is ever
read as markup. The template reads no file outside its own folder, and no font but those of the
house and those that typst carries itself, so that the same content gives the same bytes anywhere.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language, get_language_bidi

FONTS = Path(__file__).parent / "fonts"
OPENING, CLOSING = "\u2068", "\u2069"
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def pdf(template: Path, content: Mapping[str, Any], *, at: datetime) -> bytes:
    """The template filled with ``content``, in the reader's language, dated ``at``."""
    told = {
        **content,
        "language": get_language() or "",
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    made: bytes = typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        sys_inputs={"content": json.dumps(told)},
        timestamp=int(at.timestamp()),
    )
    return made


def said(text: str) -> str:
    """What a person wrote, in the direction of its own first letter; it turns nothing around it."""
    plain = _TURNING.sub("", _CONTROLS.sub(" ", text)).strip()
    return f"{OPENING}{plain}{CLOSING}" if plain else ""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
