"""The sheets of the workbook and their columns, in the order a citizen reads. Pure.

The first column of every sheet is the procedure's code; a sheet's other columns are named as the parts of a `Sheet`.
"""

from dataclasses import dataclass
from typing import Any

from procedures.sheet import Channel, Sheet, Unit
from procedures.sheet_errors import FIELDS
from procedures.wording import AUDIENCES, CHANNELS, ITEM_KINDS, LEVELS, ONLINE_LEVELS, REGULATIONS, UNITS
from procedures.workbook.cells import NONE, Flag, Lines, Pick, Picks, Quantity, Suggested, Text, Whole, Words

CODE = "Mã thủ tục"
EXAMPLE = "Ví dụ"  # in the column of codes: a row to look at, never read
CONTINUED = "(tiếp)"  # in the column of codes: the words of the row above go on, they are too long for a cell
#: A time limit of which nothing is known but that there is one.
UNCLEAR = "chưa rõ"
SAME_DAY = "trong ngày"
PARTS = {name: FIELDS[name] for name in Sheet.model_fields if name not in ("schema_version", "source_words")}


@dataclass(frozen=True)
class Column:
    """One column. `note` is shown when a cell is chosen; `width` in characters."""

    name: str
    heading: str
    cell: Text
    note: str = ""
    width: int = 24
    example: str | int = ""


@dataclass(frozen=True)
class Page:
    """One sheet of the workbook. `part`: the part of a `Sheet` its rows are; `named_by`: where «Không có» is said."""

    title: str
    part: str
    about: str
    columns: tuple[Column, ...]
    named_by: str = ""


_SEVERAL = "Ghi nhiều mục thì cách nhau bằng dấu chấm phẩy."
_LINES = "Mỗi dòng một mục (xuống dòng trong ô: Alt + Enter)."
_UNITS: dict[Any, str] = {**UNITS, Unit.SAME_DAY: SAME_DAY, UNCLEAR: UNCLEAR}

MAIN = Page(
    "Thủ tục",
    "",
    "Mỗi thủ tục một dòng.",
    (
        Column("name", "Tên thủ tục", Text(), "Đúng như trong quyết định công bố.", 50, "Đăng ký khai sinh"),
        Column("plain_name", "Tên thường gọi", Words(), "Cách người dân vẫn gọi.", 28, "Làm giấy khai sinh cho con"),
        Column("summary", "Tóm tắt", Words(), "Một, hai câu: thủ tục dùng khi nào.", 36),
        Column("domain", "Lĩnh vực", Suggested(), "Chọn trong danh sách; lĩnh vực mới thì gõ tên.", 24, "Hộ tịch"),
        Column("levels", "Cấp thực hiện", Picks(LEVELS), _SEVERAL, 20, "Cấp xã"),
        Column("audiences", "Đối tượng thực hiện", Picks(AUDIENCES), _SEVERAL, 30, "Công dân Việt Nam"),
        Column("other_audiences", "Đối tượng khác", Lines(may_be_unknown=False), _LINES, 24),
        Column("online_level", "Dịch vụ công trực tuyến", Pick(ONLINE_LEVELS), "", 26, "Trực tuyến toàn trình"),
        Column("regulation", "Loại thủ tục", Pick(REGULATIONS), "", 30),
        Column("dossier_sets", "Số bộ hồ sơ", Whole(), "Một số nguyên, ví dụ 1.", 12, 1),
        Column("requirements", "Yêu cầu, điều kiện", Words(), f"Ghi «{NONE}» khi chắc chắn là không có.", 50, NONE),
        Column("executing_agency", "Cơ quan thực hiện", Words(), "", 30, "Ủy ban nhân dân cấp xã"),
        Column("competent_agency", "Cơ quan có thẩm quyền", Words(), "", 30),
        Column("authorised_agency", "Cơ quan được ủy quyền", Words(), "", 24),
        Column("coordinating_agencies", "Cơ quan phối hợp", Words(), "", 24),
        Column("receiving_address", "Nơi tiếp nhận hồ sơ", Words(), "", 30),
        Column("decision_number", "Số quyết định công bố", Words(), "Ví dụ: 163/QĐ-BTP", 22, "163/QĐ-BTP"),
        Column("keywords", "Từ khóa", Lines(), _LINES, 24, "giấy khai sinh"),
        Column("related", "Thủ tục liên quan", Lines(), f"Mã thủ tục. {_LINES}", 18),
    ),
    "name",
)
PAPERS = Page(
    "Giấy tờ",
    "cases",
    "Mỗi giấy tờ một dòng. Giấy tờ dùng chung cho mọi trường hợp thì để trống cột «Trường hợp».",
    (
        Column("case", "Trường hợp số", Whole(), "1, 2, 3… để tách các trường hợp; chỉ một thì để trống.", 11, 1),
        Column("heading", "Trường hợp", Words(), "Tên trường hợp; để trống: ai cũng cần.", 34),
        Column("name", "Tên giấy tờ", Text(), f"Ghi «{NONE}» khi không cần giấy tờ.", 60, "Tờ khai đăng ký khai sinh"),
        Column("kind", "Nộp hay xuất trình", Pick(ITEM_KINDS), "Để trống: nộp.", 14, "nộp"),
        Column("originals", "Số bản chính", Whole(), "Để trống: chưa có thông tin.", 10, 1),
        Column("copies", "Số bản sao", Whole(), "Để trống: chưa có thông tin.", 10, 0),
        Column("note", "Ghi chú", Words(), "", 30),
        Column("form_name", "Tên mẫu đơn, tờ khai", Words(), "", 34, "Tờ khai đăng ký khai sinh"),
        Column("form_number", "Số hiệu mẫu", Words(), "", 14, "TKKS"),
        Column("form_file", "Tệp mẫu trên cổng", Words(), "Cổng tự ghi khi xuất; không cần sửa.", 20),
        Column("form_size", "Dung lượng tệp mẫu", Whole(), "Cổng tự ghi khi xuất; không cần sửa.", 12),
        Column("form_sample", "Tệp mẫu đã điền", Words(), "Cổng tự ghi khi xuất; không cần sửa.", 20),
        Column("form_sample_size", "Dung lượng tệp đã điền", Whole(), "Cổng tự ghi khi xuất; không cần sửa.", 12),
    ),
    "name",
)
WAYS = Page(
    "Cách nộp",
    "methods",
    "Mỗi cách nộp một dòng, kèm một khoản phí. Khoản phí tiếp theo: thêm dòng dưới, để trống cột «Hình thức nộp».",
    (
        Column(
            "channel",
            "Hình thức nộp",
            Pick(CHANNELS, {"Dịch vụ bưu chính": Channel.POSTAL, "Bưu chính": Channel.POSTAL}),
            width=14,
            example="Trực tiếp",
        ),
        Column("amount", "Thời hạn", Quantity(), "Chỉ ghi số, ví dụ 3 hoặc 3,5.", 10, 1),
        Column("unit", "Đơn vị thời hạn", Pick(_UNITS), "Chọn trong danh sách.", 16, "ngày làm việc"),
        Column("words", "Thời hạn bằng lời", Words(), "Khi không ghi được bằng số và đơn vị.", 30),
        Column("fee", "Mức phí, lệ phí", Whole(), f"Chỉ ghi số tiền. Ghi «{NONE}» khi không thu khoản nào.", 14, 8000),
        Column("currency", "Loại tiền", Text(), "Để trống: VND (đồng).", 8, "VND"),
        Column("free", "Miễn phí", Flag(), "Chọn «Có» chỉ khi văn bản ghi là miễn phí.", 10),
        Column("fee_note", "Ghi chú về phí", Words(), "Ví dụ: miễn lệ phí cho hộ nghèo.", 34),
        Column("note", "Ghi chú về cách nộp", Words(), "", 44, "Nộp tại bộ phận Một cửa"),
    ),
    "channel",
)
STEPS = Page(
    "Các bước",
    "steps",
    "Mỗi bước một dòng, theo thứ tự thực hiện.",
    (
        Column("title", "Tên bước", Words(), "", 34, "Nộp hồ sơ"),
        Column("text", "Nội dung", Text(), "", 90, "Người yêu cầu nộp hồ sơ tại bộ phận Một cửa."),
        Column("actor", "Người thực hiện", Words(), "", 24, "Người dân"),
    ),
    "text",
)
RESULTS = Page(
    "Kết quả",
    "results",
    "Mỗi kết quả một dòng.",
    (
        Column("name", "Tên kết quả", Text(), "", 60, "Giấy khai sinh (bản chính)"),
        Column("code", "Mã kết quả", Words(), "Ví dụ: KQ.G15.000001", 20),
        Column("keywords", "Từ khóa", Lines(may_be_unknown=False), _LINES, 24),
        Column("note", "Ghi chú", Words(), "", 34),
    ),
    "name",
)
BASES = Page(
    "Căn cứ pháp lý",
    "legal_bases",
    "Mỗi văn bản một dòng.",
    (
        Column("number", "Số, ký hiệu", Words(), "Ví dụ: 60/2014/QH13", 22, "60/2014/QH13"),
        Column("title", "Trích yếu", Text(), "", 70, "Luật Hộ tịch"),
        Column("issuer", "Cơ quan ban hành", Words(), "", 24, "Quốc hội"),
        Column("issued_on", "Ngày ban hành", Words(), "Ngày/tháng/năm.", 14, "20/11/2014"),
    ),
    "title",
)
STRANGE = Page(
    "Nguyên văn chưa tách",
    "source_words",
    "Lời của nguồn mà cổng chưa tách được thành các mục. Nhập lại vào đúng trang tính rồi xóa dòng ở đây.",
    (
        Column("part", "Phần", Pick(PARTS), "", 24),
        Column("text", "Nguyên văn", Text(), "", 100),
    ),
)
PAGES = (MAIN, PAPERS, WAYS, STEPS, RESULTS, BASES, STRANGE)
