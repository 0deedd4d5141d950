"""What a file would do to a table, for the page that shows it before anything is written."""

import hashlib
import json

from diff_match_patch import diff_match_patch
from django.utils.html import format_html, format_html_join
from import_export.results import RowResult

SHOWN = 200  # rows, and faults, told on one page
PATIENCE = 0.05  # seconds to compare two cells: what takes longer is told more coarsely
SHORT = 60  # characters: the difference within such a cell would only puzzle


def changed(result):
    """The rows of a result that write something."""
    return [row for row in result.rows if row.import_type in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)]


def fingerprint(result):
    """What a file does, cell by cell: the same as long as nobody has touched what it changes."""
    faulty = result.has_errors() or result.has_validation_errors()
    said = [faulty, *((row.file_row, row.import_type, row.object_repr, row.changes) for row in changed(result))]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def told(result):
    """[(row in the file, is it new, what it is, [(heading, difference)])] for the page, at most SHOWN."""
    return [
        (
            row.file_row,
            row.import_type == RowResult.IMPORT_TYPE_NEW,
            row.object_repr,
            [(heading, difference(before, after)) for heading, before, after in row.changes],
        )
        for row in changed(result)[:SHOWN]
    ]


def faults(result):
    """[(row in the file or None, heading or "", sentence)] of a file that cannot be taken in, at most SHOWN."""
    found = []
    for error in result.base_errors:
        said = getattr(error.error, "messages", None) or ["Không nhập được bảng này. Hãy báo người quản trị hệ thống."]
        found += [(None, "", message) for message in said]
    for row in result.rows:
        if row.validation_error is not None:
            by_column = getattr(row.validation_error, "error_dict", None)
            said = row.validation_error.message_dict if by_column else {"": row.validation_error.messages}
            found += [(row.file_row, heading, message) for heading, many in said.items() for message in many]
    return found[:SHOWN]


def difference(before, after):
    """Two cells as one: what goes in `del`, what comes in `ins`; no inline style. Short ones are shown whole."""
    if max(len(before), len(after)) <= SHORT:
        pieces = [(-1, before), (0, " "), (1, after)] if before and after else [(-1, before), (1, after)]
        return format_html_join("", "{}", [[_piece(kind, text)] for kind, text in pieces if text])
    tool = diff_match_patch()
    tool.Diff_Timeout = PATIENCE
    pieces = tool.diff_main(before, after)
    tool.diff_cleanupSemantic(pieces)
    return format_html_join("", "{}", [[_piece(kind, text)] for kind, text in pieces])


def _piece(kind, text):
    return format_html({-1: "<del>{}</del>", 1: "<ins>{}</ins>"}.get(kind, "{}"), text)
