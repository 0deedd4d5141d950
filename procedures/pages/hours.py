"""Opening hours in words: days with the same hours are said together. Pure."""

from itertools import groupby

from procedures.wording import WEEKDAYS


def week(hours):
    """[(days, stretches)] of a week: [("thứ Hai – thứ Sáu", "7:30–11:30, 13:30–17:00"), ("thứ Bảy", "7:30–11:30")].

    `hours`: the Openings of one desk. Days without hours are left out.
    """
    by_day = {}
    for opening in sorted(hours, key=lambda each: (each.weekday, each.opens_at)):
        by_day.setdefault(opening.weekday, []).append(_stretch(opening))
    stretches = {day: ", ".join(words) for day, words in by_day.items()}
    runs = groupby(sorted(stretches), key=lambda day: _first_of_run(day, stretches))
    return [(_days(list(days)), stretches[first]) for first, days in runs]


def _first_of_run(day, stretches):
    while stretches.get(day - 1) == stretches[day]:
        day -= 1
    return day


def _days(days):
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    if len(days) == 1:
        return first
    return f"{first}, {last}" if len(days) == 2 else f"{first} – {last}"


def _stretch(opening):
    closes = "24:00" if (opening.closes_at.hour, opening.closes_at.minute) == (23, 59) else _clock(opening.closes_at)
    return f"{_clock(opening.opens_at)}–{closes}"


def _clock(time):
    return f"{time.hour}:{time.minute:02d}"
