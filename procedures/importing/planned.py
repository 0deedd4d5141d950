"""The plan of one import: what is to be written of which procedure, and what is to be said. Writes nothing."""

import hashlib
import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from procedures.importing.findings import Finding, Place, Severity
from procedures.importing.known import Known
from procedures.sheet import Sheet

#: The version of our reading: raised when records are understood differently, so that the next import reads them anew.
READING = 1
OUTCOMES = ("created", "updated", "unchanged", "rejected")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Write(StrEnum):
    """What is to be written of one procedure."""

    TEXT = "text"  # the source's words only: the edition stays as it is
    DRAFT = "draft"  # words into a draft: a new one, or the import's own in place
    PUBLISH = "publish"  # words made public
    PROMOTE = "promote"  # the import's own draft made public as it stands
    DISCARD = "discard"  # the import's own draft taken away: the source says again what is public


@dataclass(slots=True)
class Item:
    """One procedure to write. `sheet` is None where no words are written.

    `domain` to `portal_id` say where the procedure belongs; `is_fill`: people wrote here, so only gaps are filled.
    """

    code: str
    place: Place
    packed: bytes  # the source's words: see `pack`
    digest: str
    write: Write
    sheet: Sheet | None = None
    domain: str | None = None
    issuer: str | None = None
    decision_number: str | None = None
    portal_id: UUID | None = None
    is_fill: bool = False


@dataclass
class Plan:
    """What one file would change, and what is to be said of it."""

    path: Path
    source: str
    file_digest: str
    publish: bool
    known: Known
    items: dict[str, Item] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)  # alias → code
    findings: list[Finding] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)

    @property
    def name(self):
        return self.path.name

    def add(self, severity, kind, place, message, remedy="", code=None):
        """Say one thing about one place."""
        self.findings.append(Finding(place, severity, kind, message, remedy, code))

    def reject(self, kind, place, message, remedy="", code=None):
        """Hold a row back."""
        self.add(Severity.REJECTED, kind, place, message, remedy, code)
        self.counts["rejected"] += 1

    def warn(self, kind, place, message, remedy="", code=None):
        """Use a row, and ask somebody to look."""
        self.add(Severity.WARNING, kind, place, message, remedy, code)

    @property
    def warnings(self):
        return sum(finding.severity == Severity.WARNING for finding in self.findings)


def source_digest(raw: dict) -> str:
    """SHA-256 of what a source says, whatever the order of its keys, under the present version of our reading."""
    text = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{READING}:{text}".encode("utf-8", "surrogatepass")).hexdigest()


def pack(raw: dict) -> bytes:
    """The source's words as small as they wait to be written: a whole national file stands in memory until then."""
    return zlib.compress(json.dumps(raw, ensure_ascii=False).encode("utf-8", "surrogatepass"), level=1)


def unpack(packed: bytes) -> dict:
    """The words as they were packed."""
    return json.loads(zlib.decompress(packed))


def storable(value):
    """The same words without what a database cannot hold (NUL, lone surrogates)."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value) if _UNSTORABLE.search(value) else value
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list) else value
