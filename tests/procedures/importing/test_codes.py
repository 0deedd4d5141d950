"""A code is text, whatever a spreadsheet made of it."""

import pytest

from procedures.importing.codes import read_code
from procedures.importing.findings import Kind


@pytest.mark.parametrize(
    "written, national, repaired",
    [
        ("1.001193", "1.001193", False),
        (" 1.001193 ", "1.001193", False),
        ("1001193", "1.001193", False),
        ("1.004227.000.00.00.H26", "1.004227", False),
        ("2.009182739", "2.009182739", False),
        ("1,014947", "1.014947", True),
        ("1.00112", "1.001120", True),
        ("1,0012", "1.001200", True),
        (1.00112, "1.001120", True),
        (1.001193, "1.001193", False),
        (2.0012, "2.001200", True),
        (1001193, "1.001193", True),
        (1001193.0, "1.001193", True),
    ],
)
def test_code_is_read_in_any_form(written, national, repaired):
    code = read_code(written)

    assert (code.national, code.repaired, code.trouble) == (national, repaired, None)


@pytest.mark.parametrize(
    "written, trouble",
    [
        (843.0, Kind.CODE_UNREADABLE),
        (843, Kind.CODE_UNREADABLE),
        (1.5, Kind.CODE_UNREADABLE),
        ("2020STTTT_PTTT06", Kind.CODE_UNREADABLE),
        ("T-TVH-284957-TT", Kind.CODE_UNREADABLE),
        ("1.014955-Xoa", Kind.CODE_DELETED),
        ("1.014955 - XÓA", Kind.CODE_DELETED),
        ("0.900001", Kind.CODE_RESERVED),
        ("", None),
        (None, None),
    ],
)
def test_what_is_no_code_is_told_apart(written, trouble):
    code = read_code(written)

    assert (code.national, code.trouble) == (None, trouble)
