"""The hours of the country: from the newest table of time zones that the machine has."""

import zoneinfo
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

OURS = files("tzdata") / "zoneinfo"
UNKNOWN = ""


def edition_of(folder: Traversable) -> str:
    """The edition of the table in a folder, as ``2026f``: it stands in its first line."""
    try:
        with (folder / "tzdata.zi").open("r", encoding="ascii") as table:
            said = table.readline().split()
    except (OSError, UnicodeDecodeError):
        return UNKNOWN
    return said[2] if said[:2] == ["#", "version"] and len(said) > 2 else UNKNOWN


def read_the_newest(folders: Iterable[str] | None = None) -> None:
    """Read time zones from the system where it is newer than the table we come with.

    Morocco left its summer hour on 20 September 2026, as tzdb 2026f has it. A machine with an
    older table would announce every session an hour late; Python asks the system's first.
    """
    system = list(zoneinfo.TZPATH if folders is None else folders)
    newest = max((edition_of(Path(one)) for one in system), default=UNKNOWN)
    newer = [one for one in system if edition_of(Path(one)) == newest > edition_of(OURS)]
    zoneinfo.reset_tzpath(to=newer)
    zoneinfo.ZoneInfo.clear_cache()
