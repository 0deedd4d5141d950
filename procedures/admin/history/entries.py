"""What a history tells, entry by entry."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from procedures.comparison import Difference

#: What is saved together is told together: rows that one person changed within so short a time.
TOGETHER = timedelta(seconds=2)
NAME = 120  # characters of the name of something that is told of
NOBODY = "Hệ thống"
ADDED, CHANGED, DELETED = "Thêm", "Sửa", "Xóa"


@dataclass
class Entry:
    """One thing that was done: when, by whom, in one word or sentence, what changed by it, what was said about it."""

    at: datetime
    by: str
    did: str
    changes: list[Difference] = field(default_factory=list)
    note: str = ""

    def joins(self, other):
        """Whether this was done together with another entry: rows of one saving, not verbs."""
        saved = {ADDED, CHANGED, DELETED}
        near = abs(self.at - other.at) <= TOGETHER
        return near and self.by == other.by and self.did in saved and other.did in saved

    def repeats(self, other):
        """Whether a verb is told twice, by what was kept of the thing and by Django's log."""
        if abs(self.at - other.at) <= TOGETHER and self.by == other.by:
            for kept, log in ((self, other), (other, self)):
                if kept.note and not log.changes and log.did.startswith(kept.note):
                    return True  # "Sửa …, Nhập từ tệp a.xlsx" and, once more, "Nhập từ tệp a.xlsx"
        near, one, two = abs(self.at - other.at) <= TOGETHER, self.did.strip("."), other.did.strip(".")
        plain = not self.changes and not other.changes
        return near and plain and self.by == other.by and (one.lower() in two.lower() or two.lower() in one.lower())


def together(entries):
    """Newest first; rows of one saving as one entry."""
    joined: list[Entry] = []
    for entry in sorted(entries, key=lambda entry: entry.at):
        last = joined[-1] if joined else None
        if last is not None and last.repeats(entry):
            if last.note or entry.note:
                joined[-1] = last if last.note else entry
            else:
                last.did = max(last.did, entry.did, key=len)
            continue
        if last is None or not last.joins(entry):
            joined.append(entry)
            continue
        last.changes += entry.changes
        last.note = last.note or entry.note
        if DELETED in (last.did, entry.did):
            last.did = DELETED
        elif ADDED in (last.did, entry.did):
            last.did = ADDED
    return joined[::-1]
