"""Secrets that an instance keeps in a file of its own, made once."""

import os
from pathlib import Path
from secrets import token_urlsafe


def kept(path: Path, fresh: str = "") -> str:
    """The secret in ``path``; made there first, readable by its owner alone, if it is not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(fresh or token_urlsafe(64))
    return path.read_text().strip()
