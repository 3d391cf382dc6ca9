"""An error as a log may hold it."""

import traceback
from pathlib import Path


def told(error: BaseException) -> str:
    """The class of an error and the places it rose through, innermost first.

    Never its words: those of a database or a mail server repeat what a person typed.
    """
    frames = reversed(traceback.extract_tb(error.__traceback__))
    places = (f"{'/'.join(Path(at.filename).parts[-3:])}:{at.lineno} {at.name}" for at in frames)
    return " < ".join([type(error).__qualname__, *places])
