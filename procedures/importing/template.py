"""Our own Excel workbook among the files that are read: told by its sheets, given as one row a procedure. Pure."""

from collections.abc import Callable, Iterator
from typing import Any

from procedures.importing.findings import Place, Refused
from procedures.importing.rows import Row
from procedures.workbook import reading
from procedures.workbook.layout import CODE, MAIN
from procedures.workbook.lines import NotTheTemplate

#: The source that stands for what officers typed: the only one whose words are of people (see `typed`).
WORKBOOK = "workbook"


def is_template(grids) -> bool:
    """Whether the sheets of a file are those of our workbook."""
    return reading.is_workbook([grid.name for grid in grids])


def rows(file: str, grids, text: Callable[[Any], str]) -> Iterator[Row]:
    """One row a procedure: {"typed": reading.Typed}. Raises Refused where the workbook is not as it was handed out.

    `grids`: as `tables.Grid`; `text`: a cell as people read it.
    """
    try:
        typed = reading.read(grids, text)
        first = next(typed, None)
    except NotTheTemplate as error:
        raise Refused(f"Tệp «{file}»: {error}") from error
    if first is None:
        raise Refused(f"Tệp «{file}» chưa có thủ tục nào: ghi mỗi thủ tục một dòng ở trang tính «{MAIN.title}».")
    return _all(file, first, typed)


def _all(file, first, rest):
    for typed in (first, *rest):
        yield Row(Place(file, typed.page, typed.row, CODE), {"typed": typed})
