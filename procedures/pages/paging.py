"""Pages of a list: which numbers to offer and where they lead. Pure."""

from dataclasses import dataclass
from urllib.parse import urlencode

PER_PAGE = 20
LAST_PAGE = 10_000  # numbers beyond are a slip or mischief


@dataclass(frozen=True)
class Pages:
    """What `components/pagination.html` shows, and the slice it stands for."""

    current: int
    count: int
    start: int
    end: int
    pages: tuple[tuple[int | None, str], ...]
    previous_url: str
    next_url: str

    @property
    def needed(self):
        """Whether there is more than one page."""
        return self.count > 1


def page_number(text):
    """The page asked for: 1 where it is missing or no number."""
    digits = str(text).lstrip("0")
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return LAST_PAGE if len(digits) > len(str(LAST_PAGE)) else min(int(digits), LAST_PAGE)


def page_url(path, kept=()):
    """A function from a page's number to its address. `kept`: (name, value) of the parameters that stay."""
    kept = list(kept)

    def url(number):
        parameters = urlencode([*kept, ("trang", number)] if number > 1 else kept)
        return f"{path}?{parameters}" if parameters else path

    return url


def paged(total, wanted, url, per_page=PER_PAGE):
    """Pages of `total` things. `wanted`: the page asked for, brought into range. `url(number)` gives addresses."""
    count = max(1, -(-total // per_page))
    current = min(wanted, count)
    numbers = sorted({1, count, *range(max(1, current - 2), min(count, current + 2) + 1)})
    pages, last = [], 0
    for number in numbers:
        if number == last + 2:
            pages.append((last + 1, url(last + 1)))
        elif number > last + 2:
            pages.append((None, ""))
        pages.append((number, url(number)))
        last = number
    return Pages(
        current,
        count,
        (current - 1) * per_page,
        min(current * per_page, total),
        tuple(pages),
        url(current - 1) if current > 1 else "",
        url(current + 1) if current < count else "",
    )
