"""Procedure codes as the sources write them. Pure.

A code is text: spreadsheets turn 1.001120 into the number 1.00112 and, where the comma is the decimal mark, 1.014947
into "1,014947". Both are repaired, with a remark. An integer (843.0) is some system's own number, not a code.
"""

import re
from dataclasses import dataclass

from procedures.importing.findings import Kind
from procedures.text import clean
from procedures.validators import RESERVED_CODE, normal_code

_DELETED = re.compile(r"(\d\.\d{6,12})[\s\-_]*(?:xo[aá]|xó[a]|hu[yỷ]|hủy)\b.*", re.IGNORECASE)
_SHORT = re.compile(r"\d\.\d{3,5}")
#: What may be said of a code that cannot be used: (message with the code, remedy).
TROUBLE = {
    Kind.CODE_DELETED: (
        "Mã «{}» mang dấu đã xóa trong cơ sở dữ liệu quốc gia.",
        "Không đăng thủ tục này; nếu thủ tục vẫn còn hiệu lực, lấy lại bản có mã đúng.",
    ),
    Kind.CODE_RESERVED: (
        "Mã «{}» thuộc dải 0.9xxxxx dành riêng cho nội dung minh họa.",
        "Kiểm tra lại mã trên Cổng Dịch vụ công quốc gia.",
    ),
    Kind.CODE_UNREADABLE: (
        "Mã «{}» không phải mã thủ tục quốc gia.",
        "Ghi mã dạng 1.001193 (một chữ số, dấu chấm, sáu chữ số), định dạng ô là văn bản.",
    ),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A national code that was read, or why not. `repaired`: the source wrote it in a damaged form."""

    national: str | None = None
    repaired: bool = False
    trouble: Kind | None = None
    written: str = ""


def read_code(value) -> Code:
    """The national code in a cell or field: text, or the number a spreadsheet made of it. Empty: no trouble."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    written = "".join(clean(str(value or "")).split())
    if not written:
        return Code()
    if RESERVED_CODE.fullmatch(written):
        return Code(trouble=Kind.CODE_RESERVED, written=written)
    if national := normal_code(written):
        return Code(national, repaired="," in written, written=written)
    if _SHORT.fullmatch(written.replace(",", ".")):
        return Code(_padded(written.replace(",", ".")), repaired=True, written=written)
    if _DELETED.fullmatch(written):
        return Code(trouble=Kind.CODE_DELETED, written=written)
    return Code(trouble=Kind.CODE_UNREADABLE, written=written)


def _from_number(value):
    written = f"{value:.10g}"
    if float(value).is_integer():
        # 1001193 is 1.001193 after a program took the point for a thousands mark; 843 is no code.
        if national := normal_code(written):
            return Code(national, repaired=True, written=written)
        return Code(trouble=Kind.CODE_UNREADABLE, written=written)
    if not re.fullmatch(r"\d\.\d{3,6}", written):
        return Code(trouble=Kind.CODE_UNREADABLE, written=written)
    return Code(_padded(written), repaired=len(written) < len("1.001193"), written=written)


def _padded(written):
    return written.ljust(len("1.001193"), "0")
