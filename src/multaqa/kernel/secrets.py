"""Secrets that an instance keeps in a file of its own, made once."""

import os
from pathlib import Path
from secrets import token_hex, token_urlsafe


def kept(path: Path, fresh: str = "") -> str:
    """The secret in ``path``; made there first, readable by its owner alone, if it is not.

    Written whole beside it, then linked into place: of two processes that make it at once one
    wins, the other reads the winner's, and a power cut leaves no half of it.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
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
