"""A record of the national database (`tthc_full`: raw text by field) to a Sheet. Pure.

Every part comes out in one of four ways: understood; None, where the source says nothing ("Không có thông tin" stands
for none and not known alike); the source's own words with a finding, where it could not be understood; or understood
with a finding, where somebody should look.
"""

import re
from dataclasses import dataclass, field
from uuid import UUID

from procedures.importing.dossier import dossier_of
from procedures.importing.findings import Finding, Kind, Place, Severity
from procedures.importing.methods import ways_of
from procedures.importing.prose import known, line, prose
from procedures.importing.steps import steps_of
from procedures.importing.titles import title
from procedures.importing.values import (
    audiences_of,
    decision_number_of,
    legal_bases_of,
    levels_of,
    portal_id_of,
    regulation_of,
    results_of,
)
from procedures.sheet import Sheet, SourceWords
from procedures.text import clean, fold

CODE, NAME = "Mã thủ tục", "Tên thủ tục"
STEPS, METHODS, DOSSIER = "Trình tự thực hiện", "Cách thức thực hiện", "Thành phần hồ sơ"
RESULTS, BASES, DECISION = "Kết quả thực hiện", "Căn cứ pháp lý", "Số quyết định"
REQUIREMENTS = "Yêu cầu, điều kiện thực hiện"
_NO_REQUIREMENTS = re.compile(r"khong(?: co| yeu cau| quy dinh)?(?: yeu cau)?(?: dieu kien)?")
#: Said where the source names no law at all.
NO_BASES = "Không có thông tin căn cứ pháp lý"


@dataclass
class Parsed:
    """What a record says: the parts of a sheet by name, beside it what belongs to the procedure, and remarks."""

    parts: dict = field(default_factory=dict)
    issuer: str | None = None
    portal_id: UUID | None = None
    groups: list | None = None  # of papers, where the source keeps those without a heading apart
    findings: list[Finding] = field(default_factory=list)

    def sheet(self) -> Sheet:
        """The parts as a validated Sheet. Raises pydantic.ValidationError."""
        return Sheet(**self.parts)


def read_full(record: dict, place: Place, code: str) -> Parsed:
    """A record of `tthc_full`. Its name must not be empty."""
    text = {key: clean(value) if isinstance(value, str) else "" for key, value in record.items()}
    parsed = Parsed()
    parts, words = parsed.parts, []

    def remark(kind, column, message, remedy):
        parsed.findings.append(Finding(place.at(column), Severity.WARNING, kind, message, remedy, code))

    def keep(part, column, strange):
        if strange:
            words.append(SourceWords(part=part, text=strange))
            remark(
                Kind.NOT_UNDERSTOOD,
                column,
                f"Có phần của «{column}» chưa tách được, đang hiển thị nguyên văn.",
                "Đọc nguyên văn và nhập lại thành các mục.",
            )

    parts["name"], shouted = title(text.get(NAME, ""))
    if shouted:
        remark(*capitals(NAME, parts["name"]))
    parts["steps"] = steps_of(text.get(STEPS))
    ways = ways_of(text.get(METHODS), text.get(STEPS))
    parts["methods"] = ways.methods
    keep("methods", METHODS, ways.strange)
    if ways.unclear_times:
        remark(Kind.DURATION_UNCLEAR, METHODS, *unclear_time(ways))
    if ways.unclear_fees:
        remark(Kind.FEE_UNCLEAR, METHODS, *unclear_fee(ways.unclear_fees))
    parts["cases"], parts["dossier_sets"], strange = dossier_of(text.get(DOSSIER))
    keep("cases", DOSSIER, strange)
    parts["results"] = results_of(text.get(RESULTS))
    parts["legal_bases"] = legal_bases_of(text.get(BASES))
    bases = known(text.get(BASES))
    if parts["legal_bases"] is None and bases and not bases.startswith(NO_BASES):
        keep("legal_bases", BASES, bases)
    parts["requirements"] = requirements_of(text.get(REQUIREMENTS))
    parts["summary"] = _summary(text)
    parts["decision_number"], doubtful = decision_number_of(text.get(DECISION))
    if doubtful:
        remark(*no_decision(text[DECISION]))
    parts.update(_agencies(text))
    parts["audiences"], parts["other_audiences"] = audiences_of(text.get("Đối tượng thực hiện"))
    parts["levels"] = levels_of(text.get("Cấp thực hiện"))
    parts["regulation"] = regulation_of(text.get("Loại thủ tục"))
    parts["domain"] = known(line(text.get("Lĩnh vực", "")))
    parts["keywords"] = [keywords] if (keywords := known(line(text.get("Từ khóa", "")))) else None
    parts["source_words"] = words
    parsed.portal_id = portal_id_of(record.get("URL"))
    return parsed


def requirements_of(text: str | None) -> str | None:
    """Yêu cầu, điều kiện: "" where the source says in words that there are none, None where it says nothing."""
    words = prose(text)
    return "" if words and _NO_REQUIREMENTS.fullmatch(fold(words)) else words


def _agencies(text):
    columns = {
        "executing_agency": "Cơ quan thực hiện",
        "competent_agency": "Cơ quan có thẩm quyền",
        "authorised_agency": "Cơ quan được ủy quyền",
        "coordinating_agencies": "Cơ quan phối hợp",
        "receiving_address": "Địa chỉ tiếp nhận HS",
    }
    return {part: prose(text.get(column)) for part, column in columns.items()}


def _summary(text):
    """The description, unless it only repeats the requirements (it nearly always does)."""
    summary, requirements = prose(text.get("Mô tả")), prose(text.get(REQUIREMENTS))
    repeated = summary and requirements and (summary.startswith(requirements) or requirements.startswith(summary))
    return None if repeated else summary


def capitals(column, name):
    """A remark: the name stood in capitals."""
    return (
        Kind.NAME_CAPITALS,
        column,
        f"Tên viết toàn chữ hoa trong nguồn, đã đổi thành «{name}».",
        "Kiểm tra chữ hoa của tên riêng (tên cơ quan, tên luật).",
    )


def unclear_time(ways):
    """(message, remedy): a time without a unit."""
    written = ", ".join(dict.fromkeys(f"«{text or 'để trống'}»" for text in ways.unclear_times))
    quoted = any(m.duration and m.duration.words and not m.duration.unit for m in ways.methods or ())
    shown = "đang trích câu của nguồn nói về thời hạn" if quoted else "đang để «Chưa có thông tin»"
    return (
        f"Nguồn ghi thời hạn không có đơn vị rõ ràng ({written.replace('OTHER', 'đơn vị khác')}); {shown}.",
        "Đối chiếu quyết định công bố rồi ghi số ngày và đơn vị.",
    )


def unclear_fee(pieces):
    """(message, remedy): amount and note that do not go together."""
    written = "; ".join(dict.fromkeys(f"«{piece[:120]}»" for piece in pieces[:3]))
    more = f" và {len(pieces) - 3} mục khác" if len(pieces) > 3 else ""
    return (
        f"Mức phí không tin được hoặc trái với ghi chú: {written}{more}. Trang chỉ hiện lời của nguồn.",
        "Đối chiếu văn bản quy định phí, lệ phí rồi ghi đúng mức.",
    )


def no_decision(written):
    """A remark: what stands for the decision's number is none."""
    return (
        Kind.DECISION_DOUBTFUL,
        DECISION,
        f"«{written}» không giống số quyết định công bố; trang để «Chưa có thông tin».",
        "Tìm số quyết định công bố đúng.",
    )
