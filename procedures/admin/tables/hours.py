"""Opening hours in one cell, in plain words, both ways: "Thứ Hai–Thứ Sáu 7:30–11:30, 13:30–17:00; thứ Bảy 7:30–11:30".

Also read: "T2-T6: 7h30-11h30", "Từ thứ 2 đến thứ 6 …", "Hằng ngày 7h-17h", a line for each group of days. Pure.
"""

import re
from datetime import time

from django.core.exceptions import ValidationError

from procedures.models import Opening
from procedures.pages.hours import week
from procedures.text import clean

EXAMPLE = "Thứ Hai–Thứ Sáu 7:30–11:30, 13:30–17:00; Thứ Bảy 7:30–11:30"
HOW = f"Ghi như «{EXAMPLE}»."
_END_OF_DAY = time(23, 59)
_CLOCK = r"(\d{1,2})\s*(?::|h|g|giờ)\s*(\d{2})?(?:\s*phút)?"
_STRETCH = re.compile(rf"{_CLOCK}\s*(?:-|–|—|đến|tới)\s*{_CLOCK}", re.IGNORECASE)
_NAMES = (("hai", "2"), ("ba", "3"), ("tư", "4"), ("năm", "5"), ("sáu", "6"), ("bảy", "7"))
_DAY = re.compile(
    rf"(?:thứ\s*|t\s*)?({'|'.join(name for pair in _NAMES for name in pair)}|bẩy|tu)\b|(chủ\s*nhật|cn)\b", re.IGNORECASE
)
_RANGE = re.compile(r"\s*(?:-|–|—|đến|tới)\s*", re.IGNORECASE)
_WHOLE_WEEK = re.compile(r"(?:hằng|hàng|mọi|các|tất cả các)\s*ngày(?:\s*trong\s*tuần)?|cả\s*tuần", re.IGNORECASE)
_FILLERS = re.compile(r"(?:^|\b)từ\b|:\s*$|\bvà\b|,", re.IGNORECASE)


def write_hours(openings) -> str:
    """The hours of one desk in words; "" where there are none. `openings`: each with weekday, opens_at, closes_at."""
    return "; ".join(f"{days[:1].upper()}{days[1:]} {stretches}" for days, stretches in week(openings))


def read_hours(text: str) -> list[Opening]:
    """The Openings (of no desk yet) that a cell names, in the order of the week. Raises ValidationError."""
    found = []
    for group in re.split(r"[;\n]", clean(text)):
        if group.strip(" .,"):
            found += _group(group.strip(" .,"))
    found.sort(key=lambda opening: (opening.weekday, opening.opens_at))
    for one, other in zip(found, found[1:], strict=False):
        if one.weekday == other.weekday and other.opens_at < one.closes_at:
            raise ValidationError(f"{one.get_weekday_display().capitalize()}: hai khoảng giờ chồng lên nhau.")
    return found


def _group(text):
    clock = _STRETCH.search(text)
    days = _days(text[: clock.start()]) if clock else []
    if not days:
        raise ValidationError(f"Không hiểu giờ làm việc «{text}». {HOW}")
    rest, stretches = text[clock.start() :], []
    for match in _STRETCH.finditer(rest):
        opens, closes = _time(match[1], match[2], text), _time(match[3], match[4], text)
        if opens >= closes:
            raise ValidationError(f"«{match[0]}»: giờ mở cửa phải trước giờ đóng cửa.")
        stretches.append((opens, closes))
    if not stretches or re.sub(r"[\s,.]|\bvà\b", "", _STRETCH.sub("", rest)):
        raise ValidationError(f"Không hiểu giờ «{rest}». {HOW}")
    return [Opening(weekday=day, opens_at=opens, closes_at=closes) for day in days for opens, closes in stretches]


def _days(text):
    """The weekdays (0: Monday) a piece of text names; empty where it is not understood."""
    if _WHOLE_WEEK.search(text):
        return list(range(7))
    days, position, last = [], 0, None
    for match in _DAY.finditer(text):
        day = 6 if match[2] else next((i for i, pair in enumerate(_NAMES) if match[1].lower() in pair), None)
        day = {"bẩy": 5, "tu": 2}.get((match[1] or "").lower(), day)
        between = text[position : match.start()]
        if last is not None and _RANGE.fullmatch(between):
            days += [(last + step) % 7 for step in range(1, (day - last) % 7 + 1)]  # Friday–Monday goes over Sunday
        elif _FILLERS.sub("", between).strip():
            return []
        else:
            days.append(day)
        position, last = match.end(), day
    return sorted(set(days)) if not _FILLERS.sub("", text[position:]).strip() else []


def _time(hour, minute, text):
    hour, minute = int(hour), int(minute or 0)
    if (hour, minute) == (24, 0):
        return _END_OF_DAY
    if hour > 23 or minute > 59:
        raise ValidationError(f"«{text}»: giờ từ 0:00 đến 24:00.")
    return time(hour, minute)
