"""Vietnamese working days, and the day on which a result may be expected. Pure.

Public holidays with their yearly swaps (Bộ luật Lao động 2019, article 112) come from the `holidays` package, whose
table needs a new release each year; what staff have written down of a day goes before it (`Special`).
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from procedures.sheet import Duration, Unit

SATURDAY = 5
HOURS_A_DAY = 8  # of office work (Bộ luật Lao động 2019, article 105), for time limits in hours
LONGEST = 5_000  # working days that are counted; longer limits are not told as a day
AHEAD = 60  # days within which a desk must be open again; what would be received or collected later is not told
_STANDS_FOR = re.compile(r"\(thay cho ngày (\d\d)/(\d\d)/(\d{4})\)")  # as the library names a day off in exchange


class Special(Protocol):
    """What is known of one day: `procedures.models.Holiday`."""

    is_working: bool
    name: str


class Stretch(Protocol):
    """Office hours of one weekday: `directory.Stretch`, or an Opening."""

    weekday: int
    opens_at: time
    closes_at: time


class DaysOff(Protocol):
    """Days on which one desk alone is closed: `procedures.models.Closure`; both ends belong to it."""

    starts_on: date
    ends_on: date


NO_SPECIAL_DAYS: Mapping[date, Special] = {}


@lru_cache(maxsize=16)
def _holidays(year):
    """({holiday: name}, {Saturday or Sunday worked in exchange: the weekday it stands for, if known}) of a year."""
    import holidays  # slow to import, and only the desks' pages need it

    known = holidays.Vietnam(years=year, language="vi")
    swapped = dict.fromkeys(known.weekend_workdays)
    for day, name in known.items():
        if found := _STANDS_FOR.search(name):
            swapped[date(*map(int, reversed(found.groups())))] = day.weekday()
    return dict(known), swapped


def holiday_name(day: date, special: Mapping[date, Special] = NO_SPECIAL_DAYS) -> str | None:
    """The Vietnamese name of the public holiday on a day, or None."""
    if day in special:
        return None if special[day].is_working else special[day].name
    return _holidays(day.year)[0].get(day)


def is_holiday(day: date, special: Mapping[date, Special] = NO_SPECIAL_DAYS) -> bool:
    """Whether public offices are closed on a day because of a public holiday."""
    return holiday_name(day, special) is not None


def is_working_day(day: date, special: Mapping[date, Special] = NO_SPECIAL_DAYS) -> bool:
    """Whether a day counts as a working day: not Saturday or Sunday unless swapped, and no holiday."""
    if day in special:
        return special[day].is_working
    names, swapped = _holidays(day.year)
    return day in swapped or (day.weekday() < SATURDAY and day not in names)


def next_working_day(day: date, special: Mapping[date, Special] = NO_SPECIAL_DAYS) -> date:
    """The first working day after a day."""
    day += timedelta(days=1)
    while not is_working_day(day, special):
        day += timedelta(days=1)
    return day


def add_working_days(start: date, count: int, special: Mapping[date, Special] = NO_SPECIAL_DAYS) -> date:
    """The `count`-th working day after a day; 0 gives the day itself."""
    day = start
    for _ in range(count):
        day = next_working_day(day, special)
    return day


def hours_on(day: date, hours: Sequence[Stretch], special: Mapping[date, Special] = NO_SPECIAL_DAYS) -> list[Stretch]:
    """Office hours of a desk on a day, whether or not it has a day off of its own.

    On public holidays only what serves round the clock serves. A Saturday or Sunday worked in exchange has the hours of
    the weekday it stands for where that is known, else those of the first weekday that has any; a desk without them
    keeps the hours it has on that day.
    """
    own = [stretch for stretch in hours if stretch.weekday == day.weekday()]
    if is_holiday(day, special):
        return [stretch for stretch in own if _round_the_clock(stretch)]
    if day.weekday() < SATURDAY or not is_working_day(day, special):
        return own
    weekday = _holidays(day.year)[1].get(day)
    if weekday is None:
        weekday = min((stretch.weekday for stretch in hours if stretch.weekday < SATURDAY), default=None)
    return [stretch for stretch in hours if stretch.weekday == weekday] or own


def _round_the_clock(stretch):
    return stretch.opens_at == time.min and (stretch.closes_at.hour, stretch.closes_at.minute) == (23, 59)


class Why(StrEnum):
    """Why the count begins later than on the day of handing in."""

    OFF = "off"  # the desk is closed on that day
    LATE = "late"  # after the hour until which dossiers count for the day


@dataclass(frozen=True)
class Return:
    """Dự kiến trả: counted from a complete dossier. The official day stands on the receipt.

    `received_on`: the day that counts as the day of receipt; `due_on`: the last day of the time limit; `collect_on`:
    the first day from then on which the desk is open; `why`: why the receipt counts for a later day, if it does.
    """

    received_on: date
    due_on: date
    collect_on: date
    why: Why | None = None


def return_day(
    handed_in: datetime,
    duration: Duration,
    *,
    hours: Sequence[Stretch] = (),
    last_at: time | None = None,
    days_off: Sequence[DaysOff] = (),
    special: Mapping[date, Special] = NO_SPECIAL_DAYS,
) -> Return | None:
    """When a result may be expected for a dossier handed in complete at a local moment; None where nobody can tell.

    The count begins on the working day after the day of receipt. Saturdays, Sundays and public holidays do not count,
    swapped days do. What is handed in on a day on which the desk is closed, or after its last hour, counts as received
    on the next working day on which it is open. The desk's own closures move nothing but the day of collection.
    Limits in calendar days, months and years that end on a day off end on the next working day (Bộ luật Dân sự 2015,
    article 148); hours are hours of office work, eight a day.
    """
    received, why = _received(handed_in, hours, last_at, days_off, special)
    due = _due(received, duration, special) if received else None
    collect = _first_open(due, hours, days_off, special) if due else None
    return Return(received, due, collect, why) if received and due and collect else None


def _received(handed_in, hours, last_at, days_off, special):
    """(the day that counts as the day of receipt or None, why it is not the day of handing in)"""
    day = handed_in.date()
    if not _is_open(day, hours, days_off, special):
        return _next_receipt(day, hours, days_off, special), Why.OFF
    closes = max((stretch.closes_at for stretch in hours_on(day, hours, special)), default=None)
    limit = min(filter(None, [last_at, closes]), default=None)
    if limit is not None and handed_in.time() >= limit:
        return _next_receipt(day, hours, days_off, special), Why.LATE
    return day, None


def _next_receipt(day, hours, days_off, special):
    """The next working day on which the desk is open; the next of its own days where it never is on one."""
    days = [day + timedelta(days=ahead) for ahead in range(1, AHEAD + 1)]
    is_open = [each for each in days if _is_open(each, hours, days_off, special)]
    return next((each for each in is_open if is_working_day(each, special)), next(iter(is_open), None))


def _first_open(day, hours, days_off, special):
    """The first day from a day on which the desk is open; None where it is not for a long time."""
    days = (day + timedelta(days=ahead) for ahead in range(AHEAD + 1))
    return next((each for each in days if _is_open(each, hours, days_off, special)), None)


def _is_open(day, hours, days_off, special):
    """Whether the desk receives and gives out on a day. Saturday hours are kept where the desk names them, the count
    knows no Saturday all the same; a desk whose hours nobody has written down is open on working days."""
    if is_holiday(day, special) or any(off.starts_on <= day <= off.ends_on for off in days_off):
        return False
    return bool(hours_on(day, hours, special)) if hours else is_working_day(day, special)


def _due(received, duration, special):
    amount = duration.amount
    if duration.unit == Unit.SAME_DAY:
        return received if is_working_day(received, special) else next_working_day(received, special)
    if amount is None or duration.unit is None or not 0 < amount <= LONGEST:
        return None
    if duration.unit == Unit.WORKING_DAY:
        return add_working_days(received, math.ceil(amount), special)
    if duration.unit == Unit.HOUR:
        return add_working_days(received, math.ceil(amount / HOURS_A_DAY), special)
    if duration.unit == Unit.DAY:
        due = received + timedelta(days=math.ceil(amount))
    else:
        due = _months_later(received, math.ceil(amount * (12 if duration.unit == Unit.YEAR else 1)))
    return due if is_working_day(due, special) else next_working_day(due, special)


def _months_later(day, months):
    """The same day of a later month, the last day of it where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
