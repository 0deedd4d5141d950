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

from procedures.importing import guard
from procedures.importing.findings import Refused
from procedures.text import clean

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_CELL = 32_767  # characters, Excel's own limit
WIDEST = 60  # characters of a column on the screen
#: A cell that begins like this would be run as a formula by a spreadsheet; in CSV a mark before it says "text".
FORMULA = re.compile(r"'*[=+\-@\t\r]")


class NotReadable(ValueError):
    """A file that cannot be read as this kind of table; the message says what to do, in Vietnamese."""


class Excel(base_formats.XLSX):
    """Excel, first sheet only."""

    def get_title(self):
        return "xlsx"

    def create_dataset(self, in_stream):
        import openpyxl

        try:
            self._look(in_stream)
            book = openpyxl.load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
            rows = book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS + 2)
            return _table([[shown(cell) for cell in row] for row in rows])
        except NotReadable:
            raise
        except Refused as refusal:
            raise NotReadable(str(refusal)) from refusal
        except Exception as error:  # openpyxl raises whatever a broken file makes it raise
            raise NotReadable(
                "Không đọc được tệp. Hãy mở bằng Excel, bỏ mật khẩu nếu có, lưu lại dạng .xlsx rồi tải lên lại."
            ) from error

    def _look(self, content):
        """Raises Refused where the file is dangerous or something else: see `importing.guard`."""
        if not zipfile.is_zipfile(io.BytesIO(content)):
            raise zipfile.BadZipFile
        with TemporaryDirectory() as folder:
            path = Path(folder) / "bang.xlsx"
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

    def create_dataset(self, in_stream, **kwargs):
        try:
            text = in_stream.decode("utf-8-sig")
            heading = text.lstrip("\r\n").partition("\n")[0]
            mark = max(",;\t|", key=heading.count)
            table = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
            rows = [[_unguarded(cell) for cell in row] for row in table]
        except (UnicodeDecodeError, csv.Error) as error:
            raise NotReadable("Không đọc được tệp. Hãy mở bằng Excel, lưu dạng «CSV UTF-8» rồi tải lên lại.") from error
        return _table(rows)

    def export_data(self, dataset, **kwargs):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(dataset.headers)
        writer.writerows([_guarded(said(value)) for value in row] for row in dataset)
        return out.getvalue().encode("utf-8-sig")


def said(value) -> str:
    """A value as the text of a cell: one form of every letter, no space around it, as long as Excel can hold."""
    return clean(str(value or "")).strip()[:MAX_CELL].rstrip()


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
    return said(text[1:]) if text.startswith("'") and FORMULA.match(text) else text


def _table(rows):
    """Rows as a dataset: the first is the headings, empty ones are left out. `numbers`: of each row in the file."""
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if not filled:
        raise NotReadable("Tệp không có dòng nào.")
    if len(filled) > MAX_ROWS + 1:
        raise NotReadable(f"Bảng có hơn {MAX_ROWS} dòng. Hãy chia nhỏ rồi tải lên lại.")
    headers = list(filled[0][1])
    while not headers[-1]:
        headers.pop()
    width = len(headers)
    if any(any(row[width:]) for _, row in filled):
        raise NotReadable("Có ô nằm ngoài các cột có tên. Ghi tên cho cột đó ở dòng đầu tiên hoặc xóa ô thừa.")
    dataset = tablib.Dataset(*[tuple((list(row) + [""] * width)[:width]) for _, row in filled[1:]], headers=headers)
    dataset.numbers = [number for number, _ in filled[1:]]
    return dataset
