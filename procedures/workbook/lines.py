"""The filled rows of a workbook's pages, as text by the names of their columns. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from procedures.text import fold
from procedures.workbook.layout import CODE, CONTINUED, EXAMPLE, MAIN, Page

HEADER_WITHIN = 10  # rows
#: The column in which an import tells what has to be put right: read over when the corrected file comes back.
TO_MEND = "Cần sửa"


class NotTheTemplate(ValueError):
    """A workbook of this shape that cannot be read; the message says in one Vietnamese sentence what to do."""


@dataclass
class Line:
    """One filled row: its number in the file and its cells as text, by the names of columns."""

    page: Page
    number: int
    cells: dict[str, str]

    def is_empty(self, *names: str) -> bool:
        return not any(self.cells.get(name, "").strip() for name in names or self.cells)


@dataclass(frozen=True)
class Grid:
    """One sheet of the file: its name, and its rows with their numbers. `text` makes people's text of a cell."""

    name: str
    rows: Sequence[Sequence[Any]]
    numbers: Sequence[int]


def lines_of(page: Page, grid, text: Callable[[Any], str]) -> Iterator[tuple[Any, Line]]:
    """(the cell of the code as it stands, the line) of each filled row but the examples."""
    start, places = _header(page, grid, text)
    last = None
    for number, row in zip(grid.numbers[start:], grid.rows[start:], strict=True):
        cells = {name: text(row[index]) for name, index in places.items() if index < len(row)}
        code = cells.pop("", "")
        if fold(code) == fold(EXAMPLE) or not (code or any(cell.strip() for cell in cells.values())):
            continue
        if fold(code) == fold(CONTINUED) and last:
            for name, cell in cells.items():
                if cell:
                    last.cells[name] = f"{last.cells.get(name, '')}\n{cell}"
            continue
        last = Line(page, number, cells)
        raw = row[places[""]] if places[""] < len(row) else None
        if page is MAIN or not last.is_empty():
            yield raw, last


def _header(page, grid, text):
    """(index of the first row below the headings, {name of a column: its place}); "" is the column of codes."""
    wanted = {fold(CODE): ""} | {fold(column.heading): column.name for column in page.columns}
    index = header_of(grid.rows, text)
    if index is None:
        raise NotTheTemplate(
            f"Trang tính «{page.title}» không có hàng tên cột với «{CODE}». Tải lại mẫu rồi chép sang."
        )
    places: dict[str, int] = {}
    for place, heading in enumerate(" ".join(text(cell).split()) for cell in grid.rows[index]):
        name = wanted.get(fold(heading))
        if fold(heading) == fold(TO_MEND):
            continue
        if not heading:
            if any(place < len(below) and text(below[place]) for below in grid.rows[index + 1 :]):
                raise NotTheTemplate(f"Trang tính «{page.title}» có ô nằm dưới cột không có tên. Xóa cột đó.")
        elif name is None:
            raise NotTheTemplate(
                f"Trang tính «{page.title}» có cột «{heading}» không thuộc mẫu. Nếu đã đổi tên cột thì ghi lại đúng "
                "tên trong mẫu; nếu là cột thêm thì xóa cột đó."
            )
        elif name in places:
            raise NotTheTemplate(f"Trang tính «{page.title}» có hai cột «{heading}». Xóa một cột.")
        else:
            places[name] = place
    if missing := [column.heading for column in page.columns if column.name not in places]:
        raise NotTheTemplate(f"Trang tính «{page.title}» thiếu cột «{missing[0]}». Tải lại mẫu rồi chép sang.")
    return index + 1, places


def header_of(rows, text: Callable[[Any], str]) -> int | None:
    """The position of the row of headings: the first with a column of codes."""
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        if any(fold(text(cell)) == fold(CODE) for cell in row):
            return index
    return None
