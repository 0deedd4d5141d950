"""Real national data out to our Excel workbook and back: not one procedure comes back changed."""

import gzip
import io
import json

import pytest
import python_calamine

from procedures.importing.codes import read_code
from procedures.importing.findings import Place
from procedures.importing.national import CODE as RECORD_CODE
from procedures.importing.national import read_full
from procedures.importing.tables import cell_text
from procedures.sheet import digest
from procedures.workbook.book import workbook
from procedures.workbook.layout import CODE, CONTINUED, PAGES
from procedures.workbook.lines import Grid
from procedures.workbook.reading import read
from procedures.workbook.writing import parted, rows_of

IN_A_FILE = 300  # through a real .xlsx; all others as the same rows, which is ten times faster


@pytest.fixture(scope="module")
def sheets(real_data):
    """code → Sheet, of every procedure of the national database."""
    with gzip.open(real_data / "tthc_full.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    place = Place("tthc_full.jsonl.gz")
    return {
        code: read_full(record, place, code).sheet()
        for record in records
        if (code := read_code(record[RECORD_CODE]).national)
    }


def differing(sheets, grids):
    """Codes that come back changed, or not at all."""
    found = {typed.code.national: typed.sheet for typed in read(grids, cell_text)}
    return [code for code, sheet in sheets.items() if not found.get(code) or digest(found[code]) != digest(sheet)]


def test_every_real_procedure_goes_out_and_comes_back_unchanged(sheets):
    rows = {page.title: [[CODE, *(column.heading for column in page.columns)]] for page in PAGES}
    for code, sheet in sheets.items():
        written = rows_of(sheet)
        for page in PAGES:
            for row in written[page.title]:
                for index, piece in enumerate(parted(row)):
                    cells = [piece.get(column.name, "") for column in page.columns]
                    rows[page.title].append([CONTINUED if index else code, *cells])

    grids = [Grid(title, table, range(1, len(table) + 1)) for title, table in rows.items()]

    assert len(sheets) > 4_000
    assert differing(sheets, grids) == []


def test_real_procedures_survive_the_file_itself(sheets):
    some = dict(list(sheets.items())[:: max(len(sheets) // IN_A_FILE, 1)])

    content, left_out = workbook(some.items())
    book = python_calamine.load_workbook(io.BytesIO(content))
    tables = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]

    assert left_out == []
    assert differing(some, [Grid(name, table, range(1, len(table) + 1)) for name, table in tables if table]) == []
