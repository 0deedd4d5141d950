"""The officer's own table again, as .xlsx, with one more column "Cần sửa": what has to be put right in each row.

Of records (JSON) a table of the rows concerned is made. No cell is a formula, whatever it begins with.
"""

from collections.abc import Iterable
from pathlib import Path

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from procedures.importing import apart, guard, tables
from procedures.importing.findings import Refused
from procedures.importing.previews import Said
from procedures.text import clean
from procedures.workbook.lines import header_of

FILE = "can-sua.xlsx"
WIDTH = 70  # characters of the column
LONGEST = 32_767  # characters a cell of Excel holds
ARCHIVE, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TITLE = tables.TO_MEND


def write(path: Path, findings: Iterable[Said], to: Path) -> None:
    """Write the table of a file that was read, with what there is to say, to a new file."""
    by_row: dict[tuple[str, int], list[Said]] = {}
    for said in findings:
        by_row.setdefault((said.sheet, said.row or 0), []).append(said)
    book = openpyxl.Workbook(write_only=True)
    grids = _grids(path)
    for grid in grids:
        _sheet(book, grid, by_row, *_heading(grid))
    if not grids:
        _sheet(book, _listing(by_row), {("", row): said for (_, row), said in by_row.items()}, 0, 2)
    book.save(to)


def _sheet(book, grid, by_row, header, column):
    """One sheet, its cells as they are, the remarks of each row in one more column."""
    sheet = book.create_sheet(_name(grid.name, book))
    sheet.column_dimensions[get_column_letter(column + 1)].width = WIDTH
    sheet.freeze_panes = f"A{grid.numbers[header] + 1}" if header is not None and grid.numbers else None
    for index, (number, row) in enumerate(zip(grid.numbers, grid.rows, strict=True)):
        cells = [_cell(sheet, value) for value in row[:column]]
        if index == header:
            last = _cell(sheet, TITLE)
            last.font = Font(bold=True)
        else:
            last = _cell(sheet, "\n".join(_words(said) for said in by_row.get((grid.name, number), ())))
            last.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([*cells, *[None] * (column - len(cells)), last])


def _heading(grid):
    """(position of the row of titles or None, position of the column "Cần sửa": where it stands already, else new)."""
    found = tables._with_header(grid)
    header = found[2] - 1 if found else header_of(grid.rows, tables.cell_text)
    width = max((len(row) for row in grid.rows), default=0)
    if header is not None:
        titles = [tables.cell_text(cell) for cell in grid.rows[header]]
        if TITLE in titles:
            return header, titles.index(TITLE)
    return header, width


def _words(said):
    place = f"Cột «{said.column}»: " if said.column else ""
    return f"{place}{said.message} {said.remedy}".strip()


def _cell(sheet, value):
    """A cell that holds exactly this; text that begins like a formula stays text."""
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, clean(value)[:LONGEST])
        cell.data_type = "s"
        return cell
    return WriteOnlyCell(sheet, value)


def _name(name, book):
    wanted = "".join(letter for letter in name if letter not in "[]:*?/\\")[:31] or "Danh sách"
    taken = {sheet.title for sheet in book.worksheets}
    return wanted if wanted not in taken else f"{wanted[:27]} {len(taken) + 1}"


def _grids(path: Path) -> list[tables.Grid]:
    """The sheets of a table, [] where the file holds records."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((ARCHIVE, OLE)):
        return _book(path, head)
    text = _text(path)
    if text is None or text.lstrip().startswith(("{", "[")):
        return []
    return [tables._delimited(text)]


def _book(path, head):
    """As `readers` opens it."""
    if head.startswith(OLE):
        return tables._grids(apart.read_apart(path))
    return tables._sparse_grids(path) if guard.look(path).is_sparse else tables._grids(apart.sheets(path))


def _text(path):
    """The text of a table, None where it is packed (then it holds records)."""
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        return None
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("Không đọc lại được tệp để ghi cột «Cần sửa».") from error


def _listing(by_row):
    """Of records: the rows concerned, by line and code."""
    rows = [["Dòng trong tệp", "Mã"]]
    numbers = [1]
    for (_, number), found in sorted(by_row.items()):
        rows.append([number or "", next((said.code for said in found if said.code), "")])
        numbers.append(number)
    return tables.Grid("", rows, numbers)
