"""Rows of the workbook to Sheets, each fault with its page, row and column. Pure; `writing` is the way there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from procedures.importing.codes import Code, read_code
from procedures.sheet import (
    Case,
    DossierItem,
    Duration,
    Fee,
    FormRef,
    LegalBasis,
    Result,
    Sheet,
    SourceWords,
    Step,
    SubmissionMethod,
)
from procedures.sheet_errors import explain
from procedures.text import fold
from procedures.workbook.cells import is_none
from procedures.workbook.layout import (
    BASES,
    CODE,
    MAIN,
    PAGES,
    PAPERS,
    RESULTS,
    STEPS,
    STRANGE,
    UNCLEAR,
    WAYS,
    Page,
)
from procedures.workbook.lines import Line, NotTheTemplate, lines_of


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, or with a row where `heading` is ""."""

    page: str
    row: int
    heading: str
    message: str


@dataclass
class Typed:
    """One procedure as it was typed. `sheet` is None where something is wrong: then `faults` say what."""

    code: Code
    row: int
    page: str = MAIN.title
    sheet: Sheet | None = None
    faults: list[Fault] = field(default_factory=list)


def is_workbook(names: Sequence[str]) -> bool:
    """Whether a file with sheets of these names is this workbook: its main page and two others at least."""
    known, own = {fold(name) for name in names}, {fold(page.title) for page in PAGES}
    return fold(MAIN.title) in known and len(known & own) >= 3


def read(grids, text: Callable[[Any], str]) -> Iterator[Typed]:
    """The procedures of a workbook. `grids`: things with name, rows, numbers; `text`: a cell as people see it.

    Raises NotTheTemplate where a sheet or a column is missing or unknown: nothing is guessed, nothing dropped.
    """
    by_name = {fold(grid.name): grid for grid in grids}
    missing = [page.title for page in PAGES if fold(page.title) not in by_name and page is not STRANGE]
    if missing:
        raise NotTheTemplate(
            f"Tệp thiếu trang tính «{missing[0]}». Giữ đủ các trang tính của mẫu; trang không dùng thì để trống."
        )
    given = {page: by_name[fold(page.title)] for page in PAGES if fold(page.title) in by_name}
    lines = {page: list(lines_of(page, grid, text)) for page, grid in given.items()}
    owned: dict[str, dict[Page, list[Line]]] = {}
    strays: list[tuple[Code, Line]] = []
    mains = [(read_code(raw), line) for raw, line in lines[MAIN]]
    known = {code.national for code, _ in mains if code.national}
    for page in PAGES[1:]:
        last = Code()
        for raw, line in lines.get(page, ()):
            last = read_code(raw) if raw not in (None, "") and text(raw) else last
            if last.national in known:
                owned.setdefault(last.national, {}).setdefault(page, []).append(line)
            elif not any(code.written == last.written and stray.page is page for code, stray in strays):
                strays.append((last, line))
    seen: dict[str, int] = {}
    for code, line in mains:
        typed = Typed(code, line.number)
        if code.national in seen:
            message = f"Mã {code.national} đã có ở dòng {seen[code.national]}. Xóa một trong hai dòng."
            typed.faults.append(Fault(MAIN.title, line.number, CODE, message))
        elif code.national:
            seen[code.national] = line.number
            _build(typed, line, owned.get(code.national, {}))
        yield typed
    for code, line in strays:
        written = code.national or code.written
        message = (
            f"Mã «{written}» không có trong trang tính «{MAIN.title}». Thêm thủ tục vào trang đó hoặc sửa mã."
            if written
            else f"Dòng này chưa ghi mã thủ tục. Ghi mã ở cột «{CODE}»."
        )
        yield Typed(code, line.number, line.page.title, faults=[Fault(line.page.title, line.number, CODE, message)])


class _Reader:
    """Reads the lines of one procedure and keeps what is wrong with them."""

    def __init__(self, faults):
        self.faults = faults

    def values(self, line, *names) -> dict[str, Any]:
        """The values of a line's cells; what cannot be read is told and left out."""
        found = {}
        for column in line.page.columns:
            if column.name in names or not names:
                try:
                    found[column.name] = column.cell.read(line.cells.get(column.name, ""))
                except ValueError as error:
                    self.tell(line, column.name, str(error))
        return found

    def tell(self, line, name, message):
        heading = next((column.heading for column in line.page.columns if column.name == name), "")
        self.faults.append(Fault(line.page.title, line.number, heading, message))

    def part(self, kind, line, values, columns=None):
        """A part of a sheet from values; None, and told, where they do not fit. `columns`: field → name of column."""
        try:
            return kind(**values)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                name = str(fault["loc"][0]) if fault["loc"] else ""
                told = explain(ValidationError.from_exception_data(kind.__name__, [_plain(fault)]))
                self.tell(line, (columns or {}).get(name, name), " ".join(told))
            return None


def _plain(fault):
    return {"type": fault["type"], "loc": (), "input": fault["input"], "ctx": fault.get("ctx", {})}


def _build(typed, main, owned):
    """Give the typed procedure its sheet, or say what is wrong with it."""
    reader = _Reader(typed.faults)
    values = reader.values(main)
    if not values.get("name"):
        reader.tell(main, "name", "Ghi tên thủ tục.")
    simple = {STEPS: Step, RESULTS: Result, BASES: LegalBasis}
    for page in PAGES[1:]:
        lines = owned.get(page, [])
        if page is STRANGE:
            values["source_words"] = [reader.part(SourceWords, line, reader.values(line)) for line in lines]
        elif not lines:
            values[page.part] = None
        elif says_none := [line for line in lines if _says_none(line)]:
            values[page.part] = []
            if len(lines) > 1:
                reader.tell(says_none[0], page.named_by, "«Không có» chỉ ghi ở một dòng và không kèm dòng nào khác.")
        elif page is PAPERS:
            values[page.part] = _cases(reader, lines)
        elif page is WAYS:
            values[page.part] = _methods(reader, lines)
        else:
            values[page.part] = [reader.part(simple[page], line, reader.values(line)) for line in lines]
    if not typed.faults:
        typed.sheet = reader.part(Sheet, main, values)


def _says_none(line):
    others = [column.name for column in line.page.columns if column.name != line.page.named_by]
    return is_none(line.cells.get(line.page.named_by, "")) and line.is_empty(*others)


_OF_CASE = ("case", "heading")
_OF_FORM = tuple(column.name for column in PAPERS.columns if column.name.startswith("form_"))
_OF_ITEM = tuple(column.name for column in PAPERS.columns if column.name not in (*_OF_CASE, *_OF_FORM))


def _cases(reader, lines):
    """Rows of one number, or of one heading one under the other, are one case."""
    cases: list[tuple[tuple, str | None, list]] = []
    for line in lines:
        about = reader.values(line, *_OF_CASE)
        number, heading = about.get("case"), about.get("heading")
        called = (number,) if number is not None else (None, heading)
        if cases and cases[-1][0] == called and heading is None:
            heading = cases[-1][1]
        if not cases or cases[-1][0] != called:
            cases.append((called, heading, []))
        elif cases[-1][1] != heading:
            reader.tell(line, "heading", "Cùng một số thì cùng một tên trường hợp. Sửa tên hoặc ghi số khác.")
        if line.is_empty(*_OF_ITEM, *_OF_FORM):
            continue
        values = reader.values(line, *_OF_ITEM)
        values["kind"] = values.get("kind") or "submit"
        values["form"] = _form(reader, line)
        if item := reader.part(DossierItem, line, values):
            cases[-1][2].append(item)
    return [Case(heading=heading, items=items) for _, heading, items in cases]


def _form(reader, line):
    if line.is_empty(*_OF_FORM):
        return None
    values = {name.removeprefix("form_"): value for name, value in reader.values(line, *_OF_FORM).items()}
    for name in ("file", "sample"):
        if (path := values.get(name)) and (path.startswith(("/", "\\")) or ".." in path or ":" in path):
            reader.tell(line, f"form_{name}", "Không phải đường dẫn của một tệp trên cổng. Để trống ô này.")
    values["name"] = values.get("name") or ""
    return reader.part(FormRef, line, values, {name: f"form_{name}" for name in values})


_OF_FEE = ("fee", "currency", "free", "fee_note")
_FEE_COLUMNS = {"amount": "fee", "currency": "currency", "free": "free", "note": "fee_note"}


def _methods(reader, lines):
    """A row with a channel is a way; one without is one more fee of the way above."""
    found: list[tuple[Line, dict[str, Any]]] = []
    is_lost = False  # below a row that lacks its channel, fees are its own
    for line in lines:
        if line.is_empty("channel"):
            if is_lost and line.is_empty("amount", "unit", "words", "note"):
                continue
            if not found or not line.is_empty("amount", "unit", "words", "note"):
                is_lost = True
                reader.tell(line, "channel", "Chọn hình thức nộp. Chỉ dòng ghi thêm khoản phí mới để trống cột này.")
            elif fee := _fee(reader, line):
                found[-1][1]["fees"] = [*(found[-1][1]["fees"] or ()), fee]
            continue
        is_lost = False
        values = reader.values(line, "channel", "note")
        values["duration"] = _duration(reader, line)
        if is_none(line.cells.get("fee", "")) and line.is_empty("currency", "free", "fee_note"):
            values["fees"] = []
        else:
            values["fees"] = None if line.is_empty(*_OF_FEE) else [_fee(reader, line)]
        found.append((line, values))
    if reader.faults:
        return None
    return [reader.part(SubmissionMethod, line, values) for line, values in found]


def _duration(reader, line):
    if line.is_empty("amount", "unit", "words"):
        return None
    values = reader.values(line, "amount", "unit", "words")
    if values.get("unit") == UNCLEAR:
        values["unit"] = None
    return reader.part(Duration, line, values)


def _fee(reader, line):
    values = reader.values(line, *_OF_FEE)
    fee = {"amount": values.get("fee"), "free": values.get("free") or False, "note": values.get("fee_note")}
    if values.get("currency"):
        fee["currency"] = values["currency"].upper()
    return reader.part(Fee, line, fee, _FEE_COLUMNS)
