"""The plan of one import: what is to be written of which procedure, and what is to be said. Writes nothing."""

import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from procedures.importing.findings import Finding, Kind, Place, Severity
from procedures.importing.known import Known
from procedures.importing.template import WORKBOOK
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
    words: str = ""  # digest of the sheet its sources make together; "" where people wrote


@dataclass(frozen=True)
class Reach:
    """Whose words an import may write: `codes` of procedures, and whether it may make new ones."""

    codes: Collection[str]
    may_create: bool

    def holds(self, code: str, known: Known) -> bool:
        return code in self.codes if code in known.procedures else self.may_create


@dataclass
class Plan:
    """What one file would change, and what is to be said of it.

    `reach`: None where every procedure may be written; `seen`: told of each item once its fate is decided.
    """

    path: Path
    source: str
    file_digest: str
    publish: bool
    known: Known
    items: dict[str, Item] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)  # alias → code
    findings: list[Finding] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    outcomes: dict[str, str] = field(default_factory=dict)  # code → one of OUTCOMES; set when the file has been read
    reach: Reach | None = None
    seen: Callable[[Item], None] | None = None

    @property
    def name(self):
        return self.path.name

    @property
    def is_of_people(self) -> bool:
        """Whether the file holds words of people, which no source's words replace later."""
        return self.source == WORKBOOK

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

    def is_beyond_reach(self, code, place):
        """Whether the procedure is not this person's to write; if so the row is held back."""
        if self.reach is None or self.reach.holds(code, self.known):
            return False
        is_known = code in self.known.procedures
        self.reject(
            Kind.OUT_OF_REACH,
            place,
            f"Thủ tục {code} do cơ quan khác giữ nội dung." if is_known else f"Thủ tục {code} chưa có trên cổng.",
            "Gửi tệp cho cơ quan giữ nội dung hoặc quản trị tỉnh nhập."
            if is_known
            else "Thủ tục mới do cơ quan chủ quản của cổng nhập: gửi tệp cho quản trị tỉnh.",
            code,
        )
        return True

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
