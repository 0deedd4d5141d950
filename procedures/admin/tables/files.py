"""Kinds of files a table goes out to and comes in from: Excel and CSV. Every cell is text; none is ever a formula."""

import csv
import io
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import tablib
from import_export.formats import base_formats

from procedures import wording
from procedures.importing import garbled, guard
from procedures.importing.findings import Refused
from procedures.text import clean, is_invisible

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
TITLES = 5  # rows that may stand over the headings
MAX_CELL = 32_767  # characters, Excel's own limit
MAX_NAME = 200  # bytes of a file's name, its end; systems take 255
WIDEST = 60  # characters of a column on the screen
#: A cell that begins like this would be run as a formula by a spreadsheet; in CSV a mark before it says "text".
FORMULA = re.compile(r"'*[=+\-@\t\r]")
#: What Excel leaves in a cell whose formula failed.
FAILED = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
#: The first line by which Excel is told what parts the cells of a CSV.
_SEPARATOR = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)


class NotReadable(ValueError):
    """A file that cannot be read as this kind of table; the message says what to do, in Vietnamese."""


class Excel(base_formats.XLSX):
    """Excel, the first sheet that is not hidden."""

    def get_title(self):
        return "xlsx"

    def create_dataset(self, in_stream, name="bang.xlsx"):
        """`name`: what the person called the file, for what is said of it."""
        import openpyxl

        try:
            self._look(in_stream, name)
            book = openpyxl.load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
            sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), book.worksheets[0])
            return _table([shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
        except NotReadable:
            raise
        except Refused as refusal:
            raise NotReadable(str(refusal)) from refusal
        except Exception as error:  # openpyxl raises whatever a broken file makes it raise
            raise NotReadable(
                "Không đọc được tệp. Hãy mở bằng Excel, bỏ mật khẩu nếu có, lưu lại dạng .xlsx rồi tải lên lại."
            ) from error

    def _look(self, content, name):
        """Raises Refused where the file is dangerous or something else: see `importing.guard`."""
        if not zipfile.is_zipfile(io.BytesIO(content)):
            raise zipfile.BadZipFile
        with TemporaryDirectory() as folder:
            path = Path(folder) / name.encode()[-MAX_NAME:].decode("utf-8", "ignore")
            path.write_bytes(content)
            guard.look(path)

    def export_data(self, dataset, **kwargs):
        import openpyxl
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter

        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Bảng")
        sheet.freeze_panes = "A2"
        rows = [[said(value) for value in row] for row in [dataset.headers, *dataset]]
        for index, column in enumerate(zip(*rows, strict=True), 1):
            width = max(len(line) for text in column for line in text.split("\n"))
            sheet.column_dimensions[get_column_letter(index)].width = min(max(width + 2, 12), WIDEST)
        for number, row in enumerate(rows):
            cells = []
            for text in row:
                cell = WriteOnlyCell(sheet, value=text)
                cell.data_type, cell.number_format = "s", "@"
                cell.alignment = Alignment(vertical="top", wrap_text="\n" in text or len(text) > WIDEST)
                if FORMULA.match(text):
                    cell.quotePrefix = True  # stays text when somebody edits it in Excel
                if not number:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


class CSV(base_formats.CSV):
    """CSV in UTF-8 with its mark, so that Excel opens it with the right letters. Commas, semicolons, tabs, bars."""

    def get_title(self):
        return "csv"

    def is_binary(self):
        return True

    def get_read_mode(self):
        return "rb"

    def create_dataset(self, in_stream, name="bang.csv"):
        try:
            text = in_stream.decode("utf-8-sig").lstrip("\r\n")
            heading, _, rest = text.partition("\n")
            if told := _SEPARATOR.fullmatch(heading):
                text, mark = f"\n{rest}", told[1]  # an empty row in its place: the others keep their numbers
            else:
                mark = max(",;\t|", key="".join(text.splitlines()[:TITLES]).count)
            table = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
            return _table([_unguarded(cell) for cell in row] for row in table)
        except (UnicodeDecodeError, csv.Error) as error:
            raise NotReadable("Không đọc được tệp. Hãy mở bằng Excel, lưu dạng «CSV UTF-8» rồi tải lên lại.") from error

    def export_data(self, dataset, **kwargs):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(dataset.headers)
        writer.writerows([_guarded(said(value)) for value in row] for row in dataset)
        return out.getvalue().encode("utf-8-sig")


def said(value) -> str:
    """A value as the text of a cell: one form of every letter, no space around it, as long as Excel can hold."""
    text = clean(str(value or "")).strip()
    return "" if is_invisible(text) else text[:MAX_CELL].rstrip()


def shown(value) -> str:
    """A cell as people read it: 12.0 → "12", a date day first, no number format of the program."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() != time():
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return said(value)


def _guarded(text):
    return f"'{text}" if FORMULA.match(text) else text


def _unguarded(text):
    text = clean(text).strip()
    if text.startswith("'") and FORMULA.match(text):
        return said(text[1:])
    return "" if is_invisible(text) else text


def _table(rows):
    """Rows as a dataset, the empty ones left out: titles over the table, the headings, what stands under them.

    `numbers`: of each row in the file. Raises NotReadable: nothing that stands in the file is passed over in silence.
    """
    filled = []
    for number, row in enumerate(rows, 1):
        if not any(row):
            continue
        if any(row[MAX_COLUMNS:]):
            raise NotReadable(f"Dòng {number} có ô ở rất xa bảng. Chép riêng bảng sang tệp mới rồi tải lên lại.")
        filled.append((number, row[:MAX_COLUMNS]))
        if len(filled) > MAX_ROWS + TITLES:
            raise NotReadable(f"Bảng có hơn {wording.number(MAX_ROWS)} dòng. Hãy chia nhỏ rồi tải lên lại.")
    filled = filled[_titles(filled) :]
    if not filled:
        raise NotReadable("Trang tính đầu tiên không có dòng nào. Chuyển bảng lên đầu rồi tải lên lại.")
    headers = list(filled[0][1])
    while not headers[-1]:
        headers.pop()
    width = len(headers)
    if stray := next((number for number, row in filled if any(row[width:])), 0):
        raise NotReadable(
            f"Dòng {stray} có ô nằm ngoài các cột có tên. Ghi tên cho cột đó ở dòng tên cột, hoặc xóa ô thừa."
        )
    dataset = tablib.Dataset(*[tuple((list(row) + [""] * width)[:width]) for _, row in filled[1:]], headers=headers)
    dataset.numbers = [number for number, _ in filled[1:]]
    _legible(headers, filled)
    return dataset


def _titles(filled):
    """How many rows stand over the headings: a title in one cell (often merged), before wider rows."""
    return next((place for place, (_, row) in enumerate(filled[: TITLES + 1]) if sum(map(bool, row)) > 1), 0)


def _legible(headers, filled):
    """Raises NotReadable where letters are gibberish, or a formula failed: with the place."""
    cells = [cell for cell in headers if cell]
    if verdict := garbled.verdict_of_row(cells):
        raise NotReadable(verdict.sentence("Tên cột"))
    for number, row in filled[1:]:
        if verdict := garbled.verdict_of_row(row):
            raise NotReadable(verdict.sentence(f"Dòng {number}"))
        for heading, cell in zip(headers, row, strict=False):
            if FAILED.fullmatch(cell):
                raise NotReadable(
                    f"Dòng {number}, cột «{heading}»: ô báo lỗi {cell}. Sửa công thức trong Excel, hoặc gõ thẳng "
                    "nội dung, rồi tải lên lại."
                )
    for place, heading in enumerate(headers):
        column = (row[place] for _, row in filled[1:] if place < len(row))
        if verdict := garbled.verdict_of_column(column):
            raise NotReadable(verdict.sentence(f"Cột «{heading}»"))
