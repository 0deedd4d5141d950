"""The workbook as a file: a page for each part, drop-downs, notes, a filled example, and the rows of procedures."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from procedures.sheet import Sheet
from procedures.workbook.cells import Suggested
from procedures.workbook.layout import CODE, CONTINUED, EXAMPLE, MAIN, PAGES, Column, Page
from procedures.workbook.writing import TooLong, parted, rows_of

GUIDE, LISTS = "Hướng dẫn", "Danh mục"
NOTE_LENGTH = 250  # characters; Excel shows 255
MORE_ROWS = 2_000  # below the last one, in which drop-downs still work
_CODE = Column("", CODE, Suggested(), "Dạng 1.001193. Ghi ở mọi dòng của thủ tục; ô để trống: như dòng trên.", 14)
_HEAD = {"font": Font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor="9C1F24")}
_EXAMPLE = {"font": Font(italic=True, color="6A4A00"), "fill": PatternFill("solid", fgColor="FFF4D6")}
_TOP = Alignment(vertical="top", wrap_text=True)

GUIDE_LINES = (
    ("Mẫu nhập thủ tục hành chính", True),
    ("Gõ ở các trang tính của tệp này, lưu lại rồi tải lên ở màn hình «Nhập dữ liệu».", False),
    ("Cổng cho xem trước từng thay đổi; nội dung vào bản nháp, người dân chưa thấy gì cho tới khi được duyệt.", False),
    ("", False),
    ("Cách ghi", True),
    ("Ô để trống nghĩa là chưa có thông tin. Biết chắc là không có thì ghi «Không có».", False),
    (f"Mỗi dòng bắt đầu bằng mã thủ tục. Dòng có chữ «{EXAMPLE}» ở cột mã là dòng mẫu, không được nhập.", False),
    ("Không đổi tên trang tính, không đổi tên, thêm hay bớt cột. Trang tính chưa dùng thì để trống.", False),
    ("Tệp là toàn bộ nội dung của mỗi thủ tục: phần nào để trống thì bản nháp cũng để trống phần đó.", False),
    (
        "Muốn sửa thủ tục đang có: ở danh sách thủ tục bấm «Tải về», chọn «Toàn bộ nội dung», rồi sửa tệp ấy.",
        False,
    ),
    ("Chữ «Không có» là lời văn thật thì ghi thêm dấu nháy đơn ở trước.", False),
    (f"Dòng có chữ «{CONTINUED}» ở cột mã nối tiếp lời của dòng trên, khi một ô không chứa hết.", False),
)


def workbook(procedures: Iterable[tuple[str, Sheet]] = (), fields: Iterable[str] = ()) -> tuple[bytes, list[str]]:
    """(the .xlsx file, the codes that it cannot carry) of procedures as (code, sheet).

    `fields`: names of fields for the drop-down. Not carried: words of over 32,000 characters without a line break.
    """
    book = Workbook(write_only=True)
    filled, left_out = _rows(procedures)
    _guide(book, left_out)
    pages = {page: book.create_sheet(page.title) for page in PAGES}
    lists = _lists(book, fields)
    for page, sheet in pages.items():
        _fill(page, sheet, filled[page.title], lists)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), left_out


def _rows(procedures):
    """({title: [(cell of the code, row)]}, codes left out)"""
    filled: dict[str, list] = {page.title: [] for page in PAGES}
    left_out = []
    for code, sheet in procedures:
        try:
            pieces = {title: [list(parted(row)) for row in rows] for title, rows in rows_of(sheet).items()}
        except TooLong:
            left_out.append(code)
            continue
        for title, rows in pieces.items():
            filled[title] += [(CONTINUED if index else code, piece) for row in rows for index, piece in enumerate(row)]
    return filled, left_out


def _guide(book, left_out):
    sheet = book.create_sheet(GUIDE)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 110
    for words, is_title in GUIDE_LINES:
        sheet.append(["", _cell(sheet, words, font=Font(bold=is_title, size=14 if is_title else 11), alignment=_TOP)])
    if left_out:
        told = f"Không chứa được trong Excel (có đoạn quá dài không xuống dòng): {', '.join(left_out)}."
        sheet.append(["", _cell(sheet, told, font=Font(bold=True, color="8A3A00"), alignment=_TOP)])
    for page in PAGES:
        sheet.append([])
        title = _cell(sheet, f"Trang «{page.title}»", font=Font(bold=True), alignment=_TOP)
        sheet.append([title, _cell(sheet, page.about, alignment=_TOP)])
        for column in page.columns:
            choices = f" Chọn: {'; '.join(column.cell.labels)}." if column.cell.labels else ""
            sheet.append([column.heading, _cell(sheet, f"{column.note}{choices}".strip(), alignment=_TOP)])


def _lists(book, fields):
    """{heading: the range of its choices} on a page that is out of sight."""
    sheet, ranges, columns = book.create_sheet(LISTS), {}, []
    sheet.sheet_state = "hidden"
    for page in PAGES:
        for column in page.columns:
            choices = list(fields) if isinstance(column.cell, Suggested) else list(column.cell.labels)
            if choices:
                columns.append([column.heading, *choices])
                letter = get_column_letter(len(columns))
                ranges[page.title, column.name] = f"'{LISTS}'!${letter}$2:${letter}${len(choices) + 1}"
    for index in range(max(map(len, columns))):
        sheet.append([_cell(sheet, column[index] if index < len(column) else "") for column in columns])
    return ranges


def _fill(page: Page, sheet, rows, lists):
    columns = (_CODE, *page.columns)
    sheet.freeze_panes = "C2" if page is MAIN else "B2"
    for index, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = column.width
        if not column.cell.is_number:
            dimension.number_format = "@"
        _validate(page, sheet, column, get_column_letter(index), len(rows) + MORE_ROWS, lists)
    sheet.append([_cell(sheet, column.heading, alignment=_TOP, **_HEAD) for column in columns])
    example = [EXAMPLE, *(column.example for column in page.columns)]
    sheet.append([_cell(sheet, value, alignment=_TOP, **_EXAMPLE) for value in example])
    for code, row in rows:
        cells = [_cell(sheet, row.get(column.name, "")) for column in page.columns]
        for cell, column in zip(cells, page.columns, strict=True):
            if cell is not None and isinstance(cell.value, str) and len(cell.value) > column.width:
                cell.alignment = _TOP
        sheet.append([_cell(sheet, code), *cells])


def _validate(page, sheet, column, letter, last, lists):
    """The drop-down and the note of a column. Where other words may be written too, Excel only asks."""
    choices = lists.get((page.title, column.name))
    if not choices and not column.note:
        return
    rule = DataValidation(type="list" if choices else None, formula1=choices, allow_blank=True)
    rule.showInputMessage = bool(column.note)
    if column.note:
        rule.promptTitle, rule.prompt = column.heading[:32], column.note[:NOTE_LENGTH]
    if choices:
        rule.showErrorMessage = not column.cell.is_open
        rule.errorTitle, rule.error = column.heading[:32], "Chọn một mục trong danh sách, hoặc để trống."
    rule.add(f"{letter}3:{letter}{last}")
    sheet.data_validations.append(rule)


def _cell(sheet, value, **style):
    """Text as text, whatever it begins with and whatever it looks like; numbers as numbers; nothing as nothing."""
    if value == "" and not style:
        return None
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "'")
    for name, what in style.items():
        setattr(cell, name, what)
    return cell
