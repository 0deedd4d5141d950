"""The next day on which a desk that would be open is closed, and why. Pure but for the days staff wrote down."""

from dataclasses import dataclass
from datetime import date, timedelta

from procedures import directory
from procedures.workdays import holiday_name

AHEAD = 14  # days looked ahead


@dataclass(frozen=True)
class Closing:
    """From `day` to `until`, both closed."""

    day: date
    until: date
    reason: str


def next_closing(desk, today: date) -> Closing | None:
    """The next closing of the coming two weeks that falls on a day with office hours; None where there is none."""
    weekdays = {stretch.weekday for stretch in desk.hours}
    special = directory.get().special_days
    first = None
    for ahead in range(AHEAD):
        day = today + timedelta(days=ahead)
        off = next((each for each in desk.days_off if each.starts_on <= day <= each.ends_on), None)
        if off:
            return first or Closing(max(off.starts_on, today), off.ends_on, off.reason)
        reason = holiday_name(day, special) if day.weekday() in weekdays else None
        if first and not reason:
            return first
        if reason:
            first = Closing(first.day if first else day, day, first.reason if first else reason)
    return first
