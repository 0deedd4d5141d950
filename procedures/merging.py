"""Two sheets of one procedure made into one, part by part: for what two people wrote, and for what a source says anew.

Pure. The parts are those in which the page is divided and `comparison` compares.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from procedures.comparison import FIELDS, Difference, compare
from procedures.sheet import Sheet, digest_of, dump
from procedures.text import slug

#: The parts by a short name that stands in forms and addresses: {"ten-thu-tuc": ("Tên thủ tục", ("name", …)), …}
PARTS = {slug(title): (title, names) for title, names in FIELDS.items()}


@dataclass(frozen=True)
class Choice:
    """One part in which two sheets differ, to be chosen between."""

    part: str  # a key of PARTS
    title: str
    differences: list[Difference]  # from the first sheet to the second


def choices(ours: Sheet, theirs: Sheet) -> list[Choice]:
    """The parts in which two sheets differ, in the order of the page; [] where they say the same."""
    found = {slug(part.title): part.differences for part in compare(ours, theirs)}
    return [
        Choice(part, title, found.get(part, []))
        for part, (title, names) in PARTS.items()
        if any(getattr(ours, name) != getattr(theirs, name) for name in names)
    ]


def merge(ours: Sheet, theirs: Sheet, parts: Iterable[str]) -> Sheet:
    """Our sheet with these parts taken from the other one. Unknown parts raise KeyError."""
    taken = [name for part in parts for name in PARTS[part][1]]
    document, other = dump(ours), dump(theirs)
    for name in taken:
        document.pop(name, None)
        if name in other:
            document[name] = other[name]
    return Sheet.model_validate(document)


def part_digest(sheet: Sheet, part: str) -> str:
    """The fingerprint of what a sheet says in one part."""
    said = sheet.model_dump(mode="json", include=set(PARTS[part][1]), exclude_defaults=True)
    return digest_of(said)
