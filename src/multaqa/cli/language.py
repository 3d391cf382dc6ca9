"""The reader's language: the engines' codes told by plain gettext, without Django."""

import gettext
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from multaqa.kernel.engine_phrases import PHRASES, Plural, _, told

if TYPE_CHECKING:
    from multaqa.engines.lottery import Alternative, Change

LANGUAGES = ("ar", "fr", "en")
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
COMMAS = {"ar": "، "}

CHANGE_WORDS = {
    "minimum": _("%(category)s: %(value)s at least %(was)d → %(becomes)d"),
    "maximum": _("%(category)s: %(value)s at most %(was)d → %(becomes)d"),
}


def spoken(asked: str = "") -> str:
    """The language asked for, else that of the environment, else English."""
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    for text in (asked, *(os.environ.get(name, "") for name in names)):
        if (code := text[:2].lower()) in LANGUAGES:
            return code
        if text:
            return "en"
    return "en"


class Language:
    """Says words and codes in one language; English where the catalogue is silent."""

    def __init__(self, asked: str = "") -> None:
        self.code = spoken(asked)
        self.direction = "rtl" if self.code == "ar" else "ltr"
        self.comma = COMMAS.get(self.code, ", ")
        self._catalogue = gettext.translation(
            "django", CATALOGUES, languages=[self.code], fallback=True
        )

    def word(self, text: str, **facts: object) -> str:
        """A sentence of the command line, its facts filled in."""
        return self._catalogue.gettext(text) % facts if facts else self._catalogue.gettext(text)

    def phrase(self, code: str, facts: Mapping[str, object]) -> str:
        """The sentence of an engine's code; a code unknown here stands for itself."""
        phrase = PHRASES.get(code)
        if phrase is None:
            return code
        ready = told(self._ready(facts), self.comma)
        if isinstance(phrase, Plural):
            number = ready[phrase.fact]
            count = number if isinstance(number, int) else 2
            return self._catalogue.ngettext(phrase.singular, phrase.plural, count) % ready
        return self._catalogue.gettext(phrase) % ready

    @staticmethod
    def clean(text: str) -> str:
        """Text from a file as a terminal may show it: a control sequence in it would be obeyed."""
        return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)

    def _ready(self, facts: Mapping[str, object]) -> dict[str, object]:
        """Facts that can be shown: text cleaned, and a refusal within told as a sentence."""
        ready = {
            name: self.clean(fact) if isinstance(fact, str) else fact
            for name, fact in facts.items()
        }
        if isinstance(reason := ready.get("reason"), str):
            ready["reason"] = self.phrase(reason, {k: v for k, v in facts.items() if k != "reason"})
        return ready

    def alternative(self, alternative: "Alternative") -> str:
        """One way out, as the changes of quotas that it takes."""
        return self.comma.join(map(self.change, alternative.changes))

    def change(self, change: "Change") -> str:
        """One bound moved: “setting: rural at least 75 → 73”."""
        return self.word(
            CHANGE_WORDS[change.bound],
            category=self.clean(change.category),
            value=self.clean(change.value),
            was=change.was,
            becomes=change.becomes,
        )

    def number(self, number: float, digits: int = 0) -> str:
        """A number with the language's decimal comma and thin blanks between thousands."""
        text = f"{number:,.{digits}f}"
        if self.code == "en":
            return text
        return text.replace(",", "\u202f").replace(".", ",")

    def percent(self, share: float) -> str:
        """A share of 1 in hundredths, precise enough to tell small chances apart."""
        return self.word(_("%(number)s%%"), number=self.number(100 * share, 3))
