"""A Sheet to the rows of the workbook. Pure; `reading` is the way back.

Rows are dicts {column name: what stands in the cell}: text, or a number where the column holds numbers.
"""

from collections.abc import Iterator
from typing import Any

from procedures.sheet import Sheet
from procedures.workbook.cells import AS_TEXT, NONE
from procedures.workbook.layout import BASES, MAIN, PAPERS, RESULTS, STEPS, STRANGE, UNCLEAR, WAYS, Page

LONGEST = 32_000  # characters in a cell; Excel holds 32,767
Rows = list[dict[str, Any]]
_UNIT = next(column.cell for column in WAYS.columns if column.name == "unit")
_FEE = [column for column in WAYS.columns if column.name in ("fee", "currency", "free", "fee_note")]


class TooLong(ValueError):
    """Words that no cell can hold and that have no line at which they could be parted."""


def rows_of(sheet: Sheet) -> dict[str, Rows]:
    """{title of a page: its rows} of one procedure; pages of which nothing is known have none."""
    return {
        MAIN.title: [_row(MAIN, sheet)],
        PAPERS.title: _part(PAPERS, sheet.cases, _papers),
        WAYS.title: _part(WAYS, sheet.methods, _ways),
        STEPS.title: _part(STEPS, sheet.steps, lambda steps: [_row(STEPS, step) for step in steps]),
        RESULTS.title: _part(RESULTS, sheet.results, lambda results: [_row(RESULTS, each) for each in results]),
        BASES.title: _part(BASES, sheet.legal_bases, lambda bases: [_row(BASES, each) for each in bases]),
        STRANGE.title: [_row(STRANGE, words) for words in sheet.source_words],
    }


def _part(page: Page, value, rows):
    if value is None:
        return []
    return rows(value) if value else [{page.named_by: NONE}]


def _row(page: Page, part, **more):
    """The cells of one part; a part that says nothing at all still gets its row."""
    values = {column.name: more.get(column.name, getattr(part, column.name, None)) for column in page.columns}
    row = {column.name: column.cell.write(values[column.name]) for column in page.columns}
    if all(cell == "" for cell in row.values()):
        row[page.named_by] = AS_TEXT
    return row


def _papers(cases):
    rows = []
    for number, case in enumerate(cases, 1):
        for item in case.items or [None]:
            form = item and item.form
            named = {f"form_{name}": value for name, value in form} if form else {}
            rows.append(_row(PAPERS, item, case=number, heading=case.heading, **named))
    return rows


def _ways(methods):
    rows = []
    for method in methods:
        time = method.duration
        row = _row(WAYS, method, words=time and time.words, unit=None, amount=time and time.amount)
        if time:
            row["unit"] = _UNIT.write(time.unit) if time.model_dump(exclude_defaults=True) else UNCLEAR
        if method.fees == []:
            row["fee"] = NONE
        for index, fee in enumerate(method.fees or ()):
            if index:
                row = {}
            cells = {"fee": fee.amount, "currency": fee.currency, "free": fee.free, "fee_note": fee.note}
            row |= {column.name: column.cell.write(cells[column.name]) for column in _FEE}
            if index < len(method.fees) - 1:
                rows.append(row)
        rows.append(row)
    return rows


def parted(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The row, then rows in which words go on that are too long for a cell. Raises TooLong."""
    rest = dict(row)
    while rest:
        now = {name: _head(cell) for name, cell in rest.items()}
        yield now
        rest = {
            name: cell[len(now[name]) + 1 :]
            for name, cell in rest.items()
            if isinstance(cell, str) and len(cell) > len(now[name])
        }


def _head(cell):
    if not isinstance(cell, str) or len(cell) <= LONGEST:
        return cell
    cut = cell.rfind("\n", 1, LONGEST)
    while cut > 0 and (cell[cut - 1].isspace() or cell[cut + 1].isspace()):
        cut = cell.rfind("\n", 1, cut)  # spaces at the edge of a cell are lost on the way
    if cut <= 0:
        raise TooLong
    return cell[:cut]
