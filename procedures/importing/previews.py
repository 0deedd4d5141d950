"""A plan as an officer looks at it: kept in a folder beside the file, page after page of it shown without reading the
file again.

`xem-truoc.json` holds the counts, one entry a procedure and what there is to say; `noi-dung` the sheets to be written,
one after the other, each to be found by its place.
"""

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from procedures.importing.apply import counts
from procedures.importing.findings import Severity
from procedures.importing.planned import Item, Plan, Write
from procedures.models import Edition
from procedures.sheet import Sheet, dump, load

FILE, SHEETS = "xem-truoc.json", "noi-dung"


@dataclass(frozen=True)
class Entry:
    """One procedure of the file. `outcome`: as in `planned.OUTCOMES`; `place`: where its sheet stands in the folder."""

    code: str
    name: str
    outcome: str
    write: str = Write.TEXT
    place: tuple[int, int] | None = None
    findings: list[int] = field(default_factory=list)  # positions in `Preview.findings`


@dataclass(frozen=True)
class Said:
    """One thing there is to say, with its place as the officer's own program counts it."""

    severity: str
    kind: str
    code: str
    sheet: str
    row: int | None
    column: str
    message: str
    remedy: str


class Writer:
    """Keeps the sheets of a plan while it is made, so that they need not stand in memory. Given to `make_plan`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.places: dict[str, tuple[int, int]] = {}
        self.names: dict[str, str] = {}
        self._file = (folder / SHEETS).open("wb")

    def __call__(self, item: Item) -> None:
        """Keep one item's sheet and let it go."""
        self.places.pop(item.code, None)
        if item.sheet is not None:
            packed = zlib.compress(json.dumps(dump(item.sheet), ensure_ascii=False).encode(), level=1)
            self.places[item.code] = (self._file.tell(), len(packed))
            self.names[item.code] = item.sheet.name
            self._file.write(packed)
        item.sheet, item.packed = None, b""

    def finish(self, plan: Plan) -> None:
        """Write what is shown. The plan's sheets are gone by now: it cannot be written any more."""
        self._file.close()
        said: list[Said] = []
        of_code: dict[str | None, list[int]] = {}
        for number, finding in enumerate(plan.findings):
            place = finding.place
            said.append(
                Said(
                    finding.severity,
                    finding.kind,
                    finding.code or "",
                    place.sheet,
                    place.row,
                    place.column,
                    finding.message,
                    finding.remedy,
                )
            )
            of_code.setdefault(finding.code, []).append(number)
        entries = [
            Entry(
                code,
                self.names.get(code) or plan.known.standing(code).name,
                outcome,
                plan.items[code].write if code in plan.items else Write.TEXT,
                self.places.get(code),
                of_code.get(code, []),
            )
            for code, outcome in plan.outcomes.items()
        ]
        whole = {
            "digest": fingerprint(plan),
            "source": plan.source,
            "counts": counts(plan),
            "entries": [asdict(entry) for entry in entries],
            "findings": [asdict(each) for each in said],
        }
        (self.folder / FILE).write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")

    def give_up(self) -> None:
        """The file cannot be taken in: nothing is kept."""
        self._file.close()
        (self.folder / SHEETS).unlink(missing_ok=True)


def fingerprint(plan: Plan) -> str:
    """What a plan would write and what it starts from, as one digest: the same file over the same catalogue."""
    found = hashlib.sha256(f"{plan.source}:{plan.file_digest}:{plan.publish}".encode())
    for code in sorted(plan.items):
        item, standing = plan.items[code], plan.known.standings.get(code)
        found.update(repr((code, str(item.write), item.words, item.digest, standing)).encode())
    found.update(repr((sorted(plan.aliases.items()), sorted(plan.outcomes.items()), counts(plan))).encode())
    found.update(repr(sorted((f.kind, f.message, str(f.place)) for f in plan.findings)).encode())
    return found.hexdigest()


class Preview:
    """What was kept of a plan. Raises OSError or ValueError where the folder does not hold it."""

    def __init__(self, folder: Path):
        self.folder = folder
        whole = json.loads((folder / FILE).read_text(encoding="utf-8"))
        self.digest, self.source, self.counts = whole["digest"], whole["source"], whole["counts"]
        self.entries = [Entry(**entry) for entry in whole["entries"]]
        self.findings = [Said(**said) for said in whole["findings"]]

    def of(self, outcome: str) -> list[Entry]:
        """The procedures with this outcome, by code."""
        return sorted((entry for entry in self.entries if entry.outcome == outcome), key=lambda entry: entry.code)

    def said(self, severity: str) -> list[Said]:
        """What there is to say of this weight, in the order of the file."""
        return sorted((f for f in self.findings if f.severity == severity), key=lambda f: (f.sheet, f.row or 0))

    @cached_property
    def doubtful(self) -> int:
        """How many procedures are taken in about which there is something to say."""
        taken = {entry.code for entry in self.entries if entry.outcome != "rejected"}
        return len({f.code for f in self.findings if f.severity == Severity.WARNING and f.code in taken})

    def entry(self, code: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.code == code), None)

    def sheet(self, entry: Entry) -> Sheet | None:
        """The words to be written, None where none are."""
        if entry.place is None:
            return None
        start, length = entry.place
        with (self.folder / SHEETS).open("rb") as file:
            file.seek(start)
            return load(json.loads(zlib.decompress(file.read(length))))


def standing(entry: Entry) -> Edition | None:
    """What new words are to be compared with: what readers read, else the draft whose place they take."""
    editions = Edition.objects.filter(procedure__code=entry.code)
    return editions.open().first() or editions.in_work().first()
