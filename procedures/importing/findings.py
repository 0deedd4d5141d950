"""What an import has to say, and about which place of which file. Pure."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How much one remark weighs; the same values as `models.Finding.Severity`."""

    REJECTED = "rejected"  # the row cannot be used
    WARNING = "warning"  # used; somebody should look


class Kind(StrEnum):
    """What a remark is about: the report groups by it and editors filter by it."""

    CODE_UNREADABLE = "code_unreadable"
    CODE_DELETED = "code_deleted"
    CODE_RESERVED = "code_reserved"
    CODE_REPAIRED = "code_repaired"
    CODE_TWICE = "code_twice"
    NO_NATIONAL_CODE = "no_national_code"
    ALIAS_TAKEN = "alias_taken"
    NAME_MISSING = "name_missing"
    NAME_CAPITALS = "name_capitals"
    NAME_DIFFERS = "name_differs"
    NOT_A_SHEET = "not_a_sheet"
    NOT_UNDERSTOOD = "not_understood"
    DURATION_UNCLEAR = "duration_unclear"
    FEE_UNCLEAR = "fee_unclear"
    DECISION_DOUBTFUL = "decision_doubtful"
    DOMAIN_UNGROUPED = "domain_ungrouped"
    SOURCES_DIFFER = "sources_differ"
    WRITTEN_HERE = "written_here"
    WITHDRAWN_HERE = "withdrawn_here"
    SCHEDULED_HERE = "scheduled_here"
    OUT_OF_REACH = "out_of_reach"
    CELL_WRONG = "cell_wrong"
    IN_WORK_HERE = "in_work_here"
    PART_LEFT_OUT = "part_left_out"
    TEXT_GARBLED = "text_garbled"


#: For people: each kind of remark in a few words.
TITLES = {
    Kind.CODE_UNREADABLE: "mã thủ tục không đọc được",
    Kind.CODE_DELETED: "mã mang dấu đã xóa",
    Kind.CODE_RESERVED: "mã dành riêng cho nội dung minh họa",
    Kind.CODE_REPAIRED: "mã bị phần mềm bảng tính làm sai, đã sửa lại",
    Kind.CODE_TWICE: "mã lặp lại trong tệp",
    Kind.NO_NATIONAL_CODE: "dòng không có mã quốc gia",
    Kind.ALIAS_TAKEN: "mã riêng đã thuộc thủ tục khác",
    Kind.NAME_MISSING: "thiếu tên thủ tục",
    Kind.NAME_CAPITALS: "tên viết toàn chữ hoa, đã đổi sang chữ thường",
    Kind.NAME_DIFFERS: "tên khác với tên đang có",
    Kind.NOT_A_SHEET: "nội dung không hợp lệ",
    Kind.NOT_UNDERSTOOD: "phần giữ nguyên văn vì chưa tách được",
    Kind.DURATION_UNCLEAR: "thời hạn không rõ đơn vị",
    Kind.FEE_UNCLEAR: "phí không rõ mức",
    Kind.DECISION_DOUBTFUL: "số quyết định đáng ngờ",
    Kind.DOMAIN_UNGROUPED: "lĩnh vực chưa xếp nhóm",
    Kind.SOURCES_DIFFER: "các nguồn nói khác nhau",
    Kind.WRITTEN_HERE: "nguồn khác với nội dung soạn tại đây",
    Kind.WITHDRAWN_HERE: "thủ tục đã rút khỏi công khai",
    Kind.SCHEDULED_HERE: "thủ tục đã có bản hẹn ngày công khai",
    Kind.OUT_OF_REACH: "thủ tục của cơ quan khác",
    Kind.CELL_WRONG: "ô trong mẫu Excel ghi chưa đúng",
    Kind.IN_WORK_HERE: "thủ tục đang có người soạn",
    Kind.PART_LEFT_OUT: "phần bị bỏ trống trong mẫu Excel",
    Kind.TEXT_GARBLED: "chữ gõ bằng phông cũ hoặc bị đọc sai bảng mã",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file: the officer must be able to put a finger on the cell."""

    file: str
    sheet: str = ""
    row: int | None = None  # as the program that opens the file counts: from 1, header rows included
    column: str = ""

    def at(self, column: str) -> "Place":
        """The same row, another column."""
        return replace(self, column=column)

    def __str__(self):
        parts = [self.file]
        if self.sheet:
            parts.append(f"trang tính «{self.sheet}»")
        if self.row:
            parts.append(f"dòng {self.row}")
        if self.column:
            parts.append(f"cột «{self.column}»")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an import has to say. `code`: the procedure it is about, where there is one."""

    place: Place
    severity: Severity
    kind: Kind
    message: str  # what is wrong, in Vietnamese
    remedy: str = ""  # what to do
    code: str | None = None


#: What our own download adds to a file's name, and what browsers and people add to a second copy.
_ADDED = re.compile(r"(?:\.[A-Za-z]{1,5}|\.gz|-can-sua|\s*\(\d+\))+$")


def base_name(file_name: str) -> str:
    """The name of a file without its ending and without what marks a corrected copy: "a-can-sua (1).xlsx" → "a"."""
    return _ADDED.sub("", file_name).casefold() or file_name.casefold()


class Refused(Exception):
    """The file cannot be taken in at all; the message says in one Vietnamese sentence why and what to do."""
