"""How far a file has been read, told from the process that reads it to the one that is asked."""

import json
import time
from pathlib import Path

FILE = "tien-do.json"
EVERY = 0.3  # seconds


class Progress:
    """Writes how far it is into a folder, not oftener than is looked at."""

    def __init__(self, folder: Path, words: str):
        self.file, self.words, self.told_at = folder / FILE, words, 0.0
        self.tell(words)

    def __call__(self, done: int) -> None:
        """So many rows have been read."""
        if time.monotonic() - self.told_at > EVERY:
            from procedures.wording import number

            self.tell(f"{self.words} Đã đọc {number(done)} dòng.")

    def tell(self, words: str) -> None:
        """What is being done now, as one sentence for the officer."""
        self.told_at = time.monotonic()
        beside = self.file.with_suffix(".moi")
        try:
            beside.write_text(json.dumps({"words": words}, ensure_ascii=False), encoding="utf-8")
            beside.replace(self.file)
        except OSError:
            return  # a full disk stops the import itself, in its own words


def told(folder: Path) -> str:
    """What was told last; "" where nothing was, or by another machine."""
    try:
        return json.loads((folder / FILE).read_text(encoding="utf-8"))["words"]
    except (OSError, ValueError, KeyError):
        return ""
