"""Reads an old binary workbook (.xls) in a process of its own: a broken one can bring the reader to ask for any amount
of memory, and the whole process dies of it. So it is a small one that dies, with limits, and never the server's.

    python -m procedures.importing.apart FILE → JSON: [[name of sheet, is hidden, rows], …]
"""

import json
import resource
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

ROOT = Path(__file__).resolve().parents[2]
MEMORY, SECONDS = 1024 * 1024 * 1024, 8  # address space; of the processor


class Died(Exception):
    """The reader did not come back: the file is broken in a way of its own."""


def read_apart(path: Path) -> list:
    """[[name, is hidden, rows]] of a workbook; a date comes as text, day first. Raises Died."""
    command = [sys.executable, "-m", __name__, str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=2 * SECONDS, check=True)  # noqa: S603
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise Died from error


def sheets(path: Path | str) -> list:
    """The same, in this process."""
    with open(path, "rb") as file:
        book = python_calamine.load_workbook(file)
        return [
            [
                sheet.name,
                sheet.visible != python_calamine.SheetVisibleEnum.Visible,
                book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
            ]
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]


def _plain(value):
    if isinstance(value, date | datetime):
        return f"{value:%d/%m/%Y}"
    return str(value) if isinstance(value, time | timedelta) else None


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(sheets(sys.argv[1]), sys.stdout, default=_plain)
