"""What an instance keeps for itself: its folder, and secrets in files of their own, made once."""

import logging
import os
from pathlib import Path
from secrets import token_hex, token_urlsafe

log = logging.getLogger(__name__)

OTHERS = 0o077


def keep_to_ourselves() -> None:
    """From here on, what this process and its children write is their user's alone.

    The database, a spreadsheet half read, the outbox: all of them tell names and phones.
    """
    os.umask(OTHERS)


def close(path: Path) -> None:
    """Leave a file or a folder, made before, to its owner alone."""
    mode = path.stat().st_mode
    if mode & OTHERS:
        try:
            path.chmod(mode & ~OTHERS)
        except PermissionError:
            log.warning("others may read %s, and only its owner can close it", path.name)


def kept(path: Path, fresh: str = "") -> str:
    """The secret in ``path``; made there first, readable by its owner alone, if it is not.

    Written whole beside it, then linked into place: of two processes that make it at once one
    wins, the other reads the winner's, and a power cut leaves no half of it.
    """
    if not path.exists():
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(fresh or token_urlsafe(64))
                file.flush()
                os.fsync(file.fileno())
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
