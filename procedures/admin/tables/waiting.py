"""Files that were looked at and wait to be taken in: private to this installation, for an hour, taken once.

They lie in DATA_DIR, so every worker of a machine finds them, outside whatever is served.
"""

import os
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

MAX_AGE = 3600  # seconds between looking at a file and taking it in
_NAME = re.compile(r"[0-9a-f]{32}")


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "bang-cho-nhap"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(content: bytes) -> str:
    """Keep a file for an hour; returns what it is called. What was left behind by others is swept away."""
    folder = _folder()
    for left in folder.iterdir():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > MAX_AGE:
                left.unlink()
    name = secrets.token_hex(16)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return name


def take(name: str) -> bytes | None:
    """The file, which is gone with this; None where it was taken already or swept away. Only one caller gets it."""
    if not _NAME.fullmatch(name):
        return None
    path = _folder() / name
    mine = path.with_suffix(".doc")
    try:
        os.rename(path, mine)
        return mine.read_bytes()
    except OSError:
        return None
    finally:
        mine.unlink(missing_ok=True)
