"""Opening hours in words: days with the same hours are said together. Pure."""

from itertools import groupby

from procedures.wording import WEEKDAYS


def week(hours):
    """[(days, stretches)] of a week: [("thứ Hai – thứ Sáu", "7:30–11:30, 13:30–17:00"), ("thứ Bảy", "7:30–11:30")].

    `hours`: the Openings of one desk. Days without hours are left out; hours that overlap or touch are one stretch.
    """
    by_day: dict[int, list] = {}
    for opening in sorted(hours, key=lambda each: (each.weekday, each.opens_at)):
        of_day = by_day.setdefault(opening.weekday, [])
        if of_day and opening.opens_at <= of_day[-1][1]:
            of_day[-1][1] = max(of_day[-1][1], opening.closes_at)
        else:
            of_day.append([opening.opens_at, opening.closes_at])
    stretches = {day: ", ".join(_stretch(*each) for each in of_day) for day, of_day in by_day.items()}
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


def _stretch(opens_at, closes_at):
    closes = "24:00" if (closes_at.hour, closes_at.minute) == (23, 59) else _clock(closes_at)
    return f"{_clock(opens_at)}–{closes}"


def _clock(time):
    return f"{time.hour}:{time.minute:02d}"
