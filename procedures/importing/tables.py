"""Tables (Excel, OpenDocument, delimited text) to rows: where the header is, what its titles mean.

The header is looked for in rows 1 to 10 of every sheet, by aliases of titles; a table without one is understood by
what its columns hold, or refused. Each row comes out as {field: value} with the fields of `FIELDS`, or, where a table
carries whole national sheets, by the national titles.
"""

import csv
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import openpyxl

from procedures.importing import apart, garbled, template
from procedures.importing.findings import Place, Refused
from procedures.importing.guard import MAX_ROWS
from procedures.importing.rows import Row
from procedures.text import clean, fold
from procedures.validators import LOCAL_CODE

HEADER_WITHIN = 10  # rows
#: Columns beyond are not looked at where a table has no titles.
MAX_COLUMNS = 256
#: The longest cell (the longest real one: 63,400 characters), and the longest that is put together of broken lines.
MAX_CELL, MAX_JOINED = 130_000, 10_000
#: field → the titles it goes by, folded. A title may also begin with one of PREFIXES.
FIELDS = {
    "code": (
        "ma so",
        "ma",
        "ma tthc",
        "ma thu tuc",
        "ma so tthc",
        "ma so thu tuc",
        "ma thu tuc hanh chinh",
        "ma quoc gia",
        "ma tthc quoc gia",
        "ma thu tuc quoc gia",
    ),
    "name": ("ten", "ten thu tuc", "ten thu tuc hanh chinh", "ten tthc", "thu tuc", "thu tuc hanh chinh", "tthc"),
    "issuer": ("co quan ban hanh", "co quan cong bo", "bo nganh quan ly", "bo nganh"),
    "executor": ("co quan thuc hien", "co quan giai quyet", "don vi thuc hien"),
    "domain": ("linh vuc", "ten linh vuc"),
    "url": ("url", "duong dan", "lien ket", "dia chi trang"),
    "level": ("cap thuc hien", "cap thuc hien tham quyen", "cap giai quyet"),
    "online": ("dich vu cong truc tuyen", "muc do truc tuyen", "muc do dich vu cong"),
    "decision": ("so quyet dinh", "quyet dinh cong bo"),
    "local_code": ("ten tat", "ma rieng", "ma noi bo", "ma dia phuong", "ma khac"),
    "unit": ("ten co quan", "don vi", "ten don vi"),
}
PREFIXES = {"dich vu cong truc tuyen": "online", "noi dung dua vao ma qr": "url", "cap thuc hien": "level"}
_BY_TITLE = {title: field for field, titles in FIELDS.items() for title in titles}
#: Titles of a table that carries whole sheets.
WHOLE_SHEET = ("Mã thủ tục", "Tên thủ tục", "Trình tự thực hiện", "Thành phần hồ sơ")
#: The column in which we tell what has to be put right (see `marked`): no part of what the file says.
TO_MEND = "Cần sửa"
#: Only the commune's own working sheet asks about the postal service.
COMMUNE_SHEET = re.compile(r"^bcci\b")

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LOCAL_OWN = re.compile(r"(?=.*\d)(?=.*[A-ZĐ_])[0-9A-ZĐ]+(?:[._\-][0-9A-ZĐ]+)*\.?", re.IGNORECASE)
_AGENCY = re.compile(r"(?:Sở|Bộ|UBND|Ủy ban|Uỷ ban|Ban|Cục|Chi cục|Công an|Văn phòng|Phòng|Tòa án|Ngân hàng)\b")


@dataclass(frozen=True)
class Grid:
    """One sheet: its cells, and the number of the first row in the file."""

    name: str
    rows: list[list]
    numbers: list[int]
    is_hidden: bool = False


def open_book(path, *, is_sparse=False, is_old=False):
    """(source, rows) of a workbook that `guard` or `ole` has looked at. Raises Refused.

    Sheets that are hidden are not read where a visible one holds anything: nobody has seen what is in them.
    `is_sparse`: some cells lie far off, so that rows are read one by one; `is_old`: an .xls, see `apart`.
    """
    try:
        grids = _sparse_grids(path) if is_sparse else _grids(apart.read_apart(path) if is_old else apart.sheets(path))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader's own panics are no Exception
        raise Refused(
            f"Tệp bảng tính «{path.name}» bị hỏng. Mở bằng Excel, lưu lại thành .xlsx rồi nhập lại."
        ) from error
    return _source(path.name, [grid for grid in grids if not grid.is_hidden] or grids)


def _grids(sheets):
    return [Grid(name, rows, list(range(1, len(rows) + 1)), is_hidden) for name, is_hidden, rows in sheets if rows]


def _sparse_grids(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it leaves out: styles, drop-downs
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            return [_sparse_grid(sheet) for sheet in book.worksheets]
        finally:
            book.close()


def _sparse_grid(sheet):
    sheet.reset_dimensions()
    found = [
        (number, list(row))
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        if any(cell is not None for cell in row)
    ]
    numbers = [number for number, _ in found]
    return Grid(sheet.title, [row for _, row in found], numbers, sheet.sheet_state != "visible")


def open_text(name, text):
    """(source, rows) of delimited text: comma, semicolon, tab or bar, with or without quotes."""
    try:
        return _source(name, [_delimited(text)])
    except csv.Error as error:
        raise Refused(
            f"Tệp «{name}» không phải CSV hợp lệ (thiếu dấu ngoặc kép, hoặc có ô quá dài). Mở bằng Excel, lưu lại "
            "thành .xlsx rồi nhập lại."
        ) from error


def cell_text(value) -> str:
    """A cell as people read it: 12.0 → "12", a date day first, no number format of the program."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    return clean(str(value)).strip()


def _source(name, grids):
    """The source of the sheets that hold a table, and all their rows."""
    found = []
    for grid in grids:
        _not_too_large(name, grid)
    if template.is_template(grids):
        _not_garbled(name, [(grid, 1, range(_width(grid))) for grid in grids])
        return template.WORKBOOK, template.rows(name, grids, cell_text)
    for grid in grids:
        if table := _with_header(grid) or _without_header(grid):
            found.append((grid, *table))
    if not found:
        if not any(cell_text(cell) for grid in grids for row in grid.rows for cell in row):
            raise Refused(f"Tệp «{name}» không có dòng nào. Tải hoặc xuất lại tệp từ nơi cung cấp.")
        _not_garbled(name, [(grid, 0, range(_width(grid))) for grid in grids])
        raise Refused(
            f"Tệp «{name}»: không thấy hàng tiêu đề có «Mã số» và «Tên» trong {HEADER_WITHIN} hàng đầu, cũng không có "
            "cột nào chứa mã thủ tục. Ghi tên các cột vào hàng đầu rồi nhập lại."
        )
    sources = {table[1] for table in found}
    if len(sources) > 1 and "tthc_full" in sources:
        raise Refused(f"Tệp «{name}» có nhiều trang tính khác loại. Tách mỗi trang tính thành một tệp rồi nhập lại.")
    source = max(sources, key=("local_list", "code_map", "national_list", "commune_sheet", "tthc_full").index)
    if not any(_is_filled(row, columns) for grid, _, columns, first in found for row in grid.rows[first:]):
        raise Refused(f"Tệp «{name}» chỉ có tiêu đề, không có dòng nào. Tải hoặc xuất lại tệp từ nơi cung cấp.")
    _not_garbled(name, [(grid, first, columns) for grid, _, columns, first in found])
    return source, _rows(name, found)


def _not_garbled(file, found):
    """Raises Refused where a column is gibberish: typed in an old font or read in the wrong code page."""
    for grid, first, columns in found:
        for index in columns:
            cells = (row[index] for row in grid.rows[first:] if index < len(row))
            if verdict := garbled.verdict_of_column(cell for cell in cells if isinstance(cell, str)):
                place = Place(file, sheet=grid.name, column=_letter(index))
                raise Refused(verdict.sentence(f"Tệp «{file}»{str(place)[len(file) :]}"))


def _letter(index):
    """The column as the program that opens the file names it: 0 → "A", 27 → "AB"."""
    return (_letter(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)


def _width(grid):
    return min(max((len(row) for row in grid.rows), default=0), MAX_COLUMNS)


def _not_too_large(file, grid):
    """Raises Refused where a sheet has too many rows or a cell too much text for a list of procedures."""
    if len(grid.rows) > MAX_ROWS:
        raise Refused(
            f"Tệp «{file}» có hơn {MAX_ROWS:,} dòng".replace(",", ".")
            + ", không phải danh sách thủ tục. Giữ lại các dòng cần nhập, chia nhỏ tệp rồi nhập lại."
        )
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        for index, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) > MAX_CELL:
                place = Place(file, grid.name, number, _letter(index))
                raise Refused(
                    f"Tệp «{file}»{str(place)[len(file) :]}: ô chứa hơn {MAX_CELL // 1000}.000 ký tự. "
                    "Rút ngắn hoặc xóa ô đó rồi nhập lại."
                )


def _is_filled(row, columns):
    return any(cell_text(row[index]) for index in columns if index < len(row))


def _rows(file, found) -> Iterator[Row]:
    for grid, source, columns, first in found:
        for number, row in zip(grid.numbers[first:], grid.rows[first:], strict=True):
            if not _is_filled(row, columns):
                continue
            values = {field: row[index] if index < len(row) else "" for index, (field, _) in columns.items()}
            if source != "tthc_full":
                values["titles"] = dict(columns.values())
            yield Row(Place(file, sheet=grid.name, row=number), values)


def _with_header(grid):
    """(source, {column: (field, title)}, index of the first row under the header), or None."""
    for index, row in enumerate(grid.rows[:HEADER_WITHIN]):
        titles = [" ".join(cell_text(cell).split()) for cell in row]
        if set(WHOLE_SHEET) <= set(titles):
            whole = {i: (title, title) for i, title in enumerate(titles) if title and title != TO_MEND}
            return "tthc_full", whole, index + 1
        columns = {}
        for position, title in enumerate(titles):
            field = _field(title)
            if field and field not in {known for known, _ in columns.values()}:
                columns[position] = (field, title)
        fields = {field for field, _ in columns.values()}
        if "name" in fields and fields & {"code", "local_code"} and len(fields) >= 2:
            return _list_source(grid.rows[index + 1 :], titles, columns), columns, index + 1
    return None


def _field(title):
    words = fold(title).replace("_", " ")
    if field := _BY_TITLE.get(words):
        return field
    return next((field for prefix, field in PREFIXES.items() if words.startswith(prefix)), None)


def _list_source(rows, titles, columns):
    if any(COMMUNE_SHEET.match(fold(title)) for title in titles):
        return "commune_sheet"
    index = next((i for i, (field, _) in columns.items() if field == "code"), None)
    cells = [row[index] for row in rows if index is not None and index < len(row) and cell_text(row[index])]
    return "national_list" if any(_looks_national(cell) for cell in cells) else "local_list"


def _looks_national(cell):
    text = cell_text(cell).replace(",", ".")
    return bool(LOCAL_CODE.fullmatch(text) or re.fullmatch(r"\d\.\d{3,}", text))


def _without_header(grid):
    """What the columns of a table without titles are, going by what they hold; None where no code is among them."""
    columns, texts = {}, []
    for index in range(_width(grid)):
        cells = [text for row in grid.rows if index < len(row) and (text := cell_text(row[index]))]
        if not cells:
            continue
        if _mostly(cells, LOCAL_CODE.fullmatch) and "code" not in columns:
            columns["code"] = index
        elif _mostly(cells, _LOCAL_OWN.fullmatch) and "local_code" not in columns:
            columns["local_code"] = index
        elif _mostly(cells, _AGENCY.match):
            columns.setdefault("unit", index)
        elif sum(len(cell.split()) >= 3 for cell in cells) > len(cells) / 2:
            texts.append(index)
    first = next((row for row in grid.rows if any(cell_text(cell) for cell in row)), [])
    if "code" not in columns or not texts or not _looks_like_data(first, columns["code"]):
        return None
    after = [index for index in texts if index > columns["code"]]
    columns["name"] = after[0] if after else texts[0]
    if own := [index for index in texts if index < columns["code"] and index != columns["name"]]:
        columns["local_name"] = own[0]
    source = "code_map" if "local_code" in columns else "national_list"
    return source, {index: (field, f"cột {index + 1}") for field, index in columns.items()}, 0


def _looks_like_data(row, index):
    """Whether the first row is a record: a code or nothing in the code's column. Else its titles are unknown to us."""
    cell = cell_text(row[index]) if index < len(row) else ""
    return not cell or bool(LOCAL_CODE.fullmatch(cell))


def _mostly(cells, test):
    return sum(bool(test(cell)) for cell in cells) > 0.6 * len(cells)


def _delimited(text):
    lines = [line for line in text[:400_000].splitlines()[:400] if line.strip()][:200]
    if not lines:
        return Grid("", [], [])
    shares = {mark: _share(lines, mark) for mark in "|\t;,"}
    mark = max(shares, key=shares.get)
    if mark == "|":
        return _unquoted(text, mark)
    reader = csv.reader((match[0] for match in _LINE.finditer(text)), delimiter=mark, strict=True)
    rows, numbers, before = [], [], 0
    for row in reader:
        if len(rows) > MAX_ROWS:
            break
        rows.append(row)
        numbers.append(before + 1)
        before = reader.line_num
    return Grid("", rows, numbers)


def _share(lines, mark):
    """How many of the lines have the commonest number of cells, if that is more than one."""
    widths = [len(row) for row in csv.reader(lines, delimiter=mark)]
    common = max(set(widths), key=widths.count)
    return widths.count(common) / len(widths) if common > 1 else 0


def _unquoted(text, mark):
    """Records of a fixed number of cells without quotes; one that was broken over lines is put together again."""
    found = islice(_LINE.finditer(text), MAX_ROWS + 1)
    lines = [(number, match[0].rstrip("\r\n").split(mark)) for number, match in enumerate(found, start=1)]
    widths = [len(cells) for _, cells in lines]
    width = max(set(widths), key=widths.count)
    rows, numbers = [], []
    for number, cells in lines:
        is_rest = rows and len(rows[-1]) < width and len(rows[-1]) + len(cells) - 1 <= width
        if is_rest and len(rows[-1][-1]) < MAX_JOINED:
            rows[-1][-1] = f"{rows[-1][-1]} {cells[0]}".strip()
            rows[-1].extend(cells[1:])
        else:
            rows.append(cells)
            numbers.append(number)
    return Grid("", rows, numbers)
