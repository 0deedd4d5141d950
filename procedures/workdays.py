"""Vietnamese public holidays with their yearly swaps (Bộ luật Lao động 2019, article 112). Pure.

The `holidays` package knows them; its table needs a new release each year.
"""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=8)
def _holidays(year):
    import holidays  # slow to import, and only the desks' pages need it

    return dict(holidays.Vietnam(years=year, language="vi"))


def holiday_name(day: date) -> str | None:
    """The Vietnamese name of the public holiday on a day, or None."""
    return _holidays(day.year).get(day)


def is_holiday(day: date) -> bool:
    """Whether public offices are closed on a day because of a public holiday."""
    return holiday_name(day) is not None
