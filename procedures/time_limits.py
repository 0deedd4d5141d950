"""Time limits apart from whole sheets: those stored as number and unit, the general one, and which is longer. Pure."""

import logging
import re
from datetime import time
from decimal import Decimal

from pydantic import ValidationError

from procedures import wording
from procedures.answers import HOURS
from procedures.sheet import Channel, Duration, Sheet, Unit

CLEARLY = 1.1  # between units: a month is now shorter, now longer than 22 working days
_MEASURED = re.compile(r"(?:.* (?:đến|hoặc) )?([\d.]+(?:,\d+)?) (" + "|".join(wording.UNITS.values()) + ")")
_AFTER = re.compile(
    r"(?:hồ sơ|nộp|nhận) sau (\d{1,2}) ?(?:giờ|h)(?: ?([0-5]\d))?\b(?! *(?:làm việc|kể từ|tính từ))( chiều)?",
    re.IGNORECASE,
)
OFFICE = range(6, 20)  # hours of the day that an office may name
_UNITS = {words: unit for unit, words in wording.UNITS.items()}
_log = logging.getLogger(__name__)


def stored(amount: Decimal | float | None, unit: str, where: object) -> Duration | None:
    """A number and unit of the database as a Duration. What no sheet could say is logged and passed over: one wrong
    number must not take a page down. `where`: what holds it, for the log."""
    try:
        if amount is not None:
            amount = int(amount) if amount == int(amount) else float(amount)
        return Duration(amount=amount, unit=Unit(unit))
    except (ValidationError, ValueError, ArithmeticError):
        _log.error("Time limit passed over: %r %r of %s", amount, unit, where)
        return None


def single_duration(sheet: Sheet) -> Duration | None:
    """The one time limit of handing in at a desk; None where it differs by case, is not known or only in words."""
    methods = [method for method in sheet.methods or [] if method.channel == Channel.IN_PERSON] or sheet.methods or []
    known = {(d.amount, d.unit) for d in (method.duration for method in methods) if d and d.unit}
    told = [method.duration for method in methods]
    if len(known) != 1 or any(d is None or d.unit is None for d in told):
        return None
    amount, unit = known.pop()
    return Duration(amount=amount, unit=unit) if amount is not None or unit == Unit.SAME_DAY else None


def same_day_until(sheet: Sheet) -> time | None:
    """The hour after which what is done "trong ngày" is done on the next working day, where the sheet itself says so;
    the earliest where it names several."""
    texts = [method.note for method in sheet.methods or []] + [step.text for step in sheet.steps or []]
    found = [
        (int(hour) + (12 if afternoon and int(hour) < 12 else 0), int(minute or 0))
        for text in texts
        for hour, minute, afternoon in _AFTER.findall(text or "")
    ]
    return min((time(*each) for each in found if each[0] in OFFICE), default=None)


def differs_by_channel(sheet: Sheet) -> bool:
    """Whether other ways of handing in have another time limit than that of a desk (`single_duration`)."""
    own = single_duration(sheet)
    others = [method.duration for method in sheet.methods or [] if method.channel != Channel.IN_PERSON]
    return own is not None and any((d.amount, d.unit) != (own.amount, own.unit) for d in others if d)


def longest_told(words: str | None) -> Duration | None:
    """The time limit that a list tells in words, the longer end of a span; None where they name none."""
    if words == wording.duration(Duration(unit=Unit.SAME_DAY)):
        return Duration(unit=Unit.SAME_DAY)
    match = _MEASURED.fullmatch(words or "")
    return match and stored(Decimal(match[1].replace(".", "").replace(",", ".")), _UNITS[match[2]], "brief")


def is_longer(own: Duration | None, general: Duration | None) -> bool:
    """Whether a time that is only true here is longer than the general one: then it is no shortening. Where the units
    differ, only if clearly so."""
    if own is None or general is None or own.unit is None or general.unit is None:
        return False
    return _hours(own) > _hours(general) * (1 if own.unit == general.unit else CLEARLY)


def _hours(duration):
    return HOURS[duration.unit] * (duration.amount if duration.amount is not None else 1)
