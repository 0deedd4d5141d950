"""Short values of the national sheets: who it is for, levels, kinds, results, legal bases, decision numbers. Pure."""

import re
from uuid import UUID

from procedures.importing.prose import known, line, without_bullet
from procedures.sheet import Audience, LegalBasis, Level, OnlineLevel, Regulation, Result
from procedures.text import fold

#: Names of the closed list. Some contain commas, so lists are read by the longest name that fits.
AUDIENCES = {
    "Công dân Việt Nam": Audience.CITIZEN,
    "Người Việt Nam định cư ở nước ngoài": Audience.OVERSEAS,
    "Người nước ngoài": Audience.FOREIGNER,
    "Cán bộ, công chức, viên chức": Audience.OFFICIAL,
    "Doanh nghiệp": Audience.BUSINESS,
    "Doanh nghiệp Việt Nam": Audience.BUSINESS,
    "Doanh nghiệp có vốn đầu tư nước ngoài": Audience.FOREIGN_BUSINESS,
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": Audience.ORGANISATION,
    "Tổ chức nước ngoài": Audience.FOREIGN_ORGANISATION,
    "Hợp tác xã": Audience.COOPERATIVE,
    "Đảng viên": Audience.PARTY_MEMBER,
    "Tổ chức Đảng": Audience.PARTY_ORGANISATION,
}
LEVELS = {
    "cap bo trung uong": Level.CENTRAL,
    "cap bo": Level.CENTRAL,
    "cap trung uong": Level.CENTRAL,
    "cap tinh": Level.PROVINCE,
    "cap xa": Level.COMMUNE,
    "co quan khac": Level.OTHER,
}
REGULATIONS = {
    "tthc duoc luat giao quy dinh chi tiet": Regulation.DETAILED,
    "tthc duoc giao luat quy dinh chi tiet": Regulation.DETAILED,
    "tthc khong duoc luat giao cho dia phuong quy dinh": Regulation.NOT_ASSIGNED,
    "not assigned regulation": Regulation.NOT_ASSIGNED,
    "local regulation": Regulation.LOCAL,
    "central regulation": Regulation.CENTRAL,
    "loai khac": Regulation.OTHER,
    "other": Regulation.OTHER,
}
ONLINE_LEVELS = {"toan trinh": OnlineLevel.FULL, "mot phan": OnlineLevel.PARTIAL, "khong": OnlineLevel.NONE}

_LONGEST_FIRST = sorted(AUDIENCES, key=len, reverse=True)
_AUDIENCE = re.compile(
    rf"(?:^|, *)({'|'.join(re.escape(name) for name in _LONGEST_FIRST)})(?= *(?:,|$))", re.IGNORECASE
)
_OTHER_START = re.compile(r",\s+(?=(?:Người|Công dân|Cá nhân|Hộ|Doanh nghiệp|Tổ chức|Cơ quan|Đơn vị)\b)")
_BY_FOLDED = {fold(name): audience for name, audience in AUDIENCES.items()}

#: Words with which the name of a result begins; a comma before any other word stands inside a name.
_RESULT_START = re.compile(
    r",\s*(?=(?:[-+.]\s*)?(?:Giấy|Quyết định|QUYẾT ĐỊNH|Văn bản|văn bản|Thông báo|Công văn|Chứng chỉ|Chứng thư|Thẻ|"
    r"Phiếu|Trích lục|Tờ khai|Tờ trình|Biên bản|Xác nhận|Hồ sơ|Kết quả|Bản sao|Bản án|Hợp đồng|Báo cáo|Nghị quyết|Bằng|"
    r"Hộ chiếu|Thị thực|Danh sách|Sổ|Tem|Giấy phép|GIẤY|Thư|Kế hoạch|Phê duyệt|Chấp thuận|Cập nhật)\b)"
)
_NUMBER_AT_END = re.compile(r"^(?P<title>.*?)\s*\((?P<number>[^()]*(?:\([^()]*\)[^()]*)*)\)\s*$", re.DOTALL)
#: 60/2014/QH13, 04/2013/TTLT-BTC-BTP, 66.7/2025/NQ-CP, 12-CT/TW
_DOCUMENT_NUMBER = re.compile(r"\d[\d.]*[a-zđ]?(?: ?[/-] ?[\wĐđ&.]+)+", re.IGNORECASE)
_HAS_DIGIT = re.compile(r"\d")
_DOUBTFUL_DECISION = re.compile(r"test|demo", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def audiences_of(text: str | None) -> tuple[list[Audience] | None, list[str]]:
    """(names of the closed list, other names as the source writes them); None where the source says nothing."""
    if text is None or not known(text):
        return None, []
    found: dict[Audience, None] = {}
    others: dict[str, None] = {}
    for index, piece in enumerate(_AUDIENCE.split(line(text))):
        if index % 2:
            found[_BY_FOLDED[fold(piece)]] = None
        else:
            others.update(dict.fromkeys(other for name in _OTHER_START.split(piece) if (other := name.strip(" ,"))))
    return list(found), list(others)


def levels_of(text: str | None) -> list[Level] | None:
    """Levels in the source's order; None where the source says nothing or names none of the list."""
    names = [LEVELS.get(fold(name)) for name in (known(text) or "").split(",")]
    return list(dict.fromkeys(name for name in names if name)) or None


def regulation_of(text: str | None) -> Regulation | None:
    """Loại thủ tục, in words or as the database's code."""
    return REGULATIONS.get(fold((known(text) or "").replace("_", " ")))


def results_of(text: str | None) -> list[Result] | None:
    """The results of a comma list, cut only before words with which the name of a paper begins."""
    if text is None or not known(text):
        return None
    names, start, whole = [], 0, line(text)
    for match in _RESULT_START.finditer(whole):
        before = whole[start : match.start()]
        if before.count("(") > before.count(")") or (whole[match.end()].islower() and len(before.split()) < 4):
            continue
        names.append(before)
        start = match.end()
    names.append(whole[start:])
    return [Result(name=name) for piece in names if (name := result_name(piece))] or None


def result_name(words: str) -> str:
    """A result without its bullet and the mark behind it; a stop stays where there are several sentences."""
    name = without_bullet(words.strip(" ,;"))
    return name[:-1] if name.endswith(".") and ". " not in name else name


def legal_bases_of(text: str | None) -> list[LegalBasis] | None:
    """The bullets of Căn cứ pháp lý: title, and in the last brackets the number."""
    if text is None or not known(text) or not re.search(r"^ {2}\* ", text, re.MULTILINE):
        return None
    return [legal_basis(line(bullet)) for bullet in re.split(r"^ {2}\* ", text, flags=re.MULTILINE)[1:]]


def legal_basis(words: str) -> LegalBasis:
    """ "Luật Hộ tịch (60/2014/QH13)" → title and number; words beside the number in the brackets stay in the title."""
    match = _NUMBER_AT_END.match(words)
    if not match:
        return LegalBasis(title=words)
    title, inside = match["title"].strip(" .,;"), match["number"].strip(" .,;")
    number = _DOCUMENT_NUMBER.search(inside)
    if number and number[0] == inside:
        return LegalBasis(title=title or inside, number=inside)
    if fold(title) in fold(inside):
        title = inside
    elif fold(inside) not in fold(title):
        title = words
    return LegalBasis(
        title=title, number=number[0].strip() if number else inside if _HAS_DIGIT.search(inside) else None
    )


def decision_number_of(text: str | None) -> tuple[str | None, bool]:
    """(số quyết định, whether it is plainly no number of a decision: "QĐ000001SNNTEST")."""
    number = line(known(text) or "").strip(" .,;")
    if _DOUBTFUL_DECISION.search(number):
        return None, True
    return re.sub(r"^(?:quyết định )?số:?\s+", "", number, flags=re.IGNORECASE) or None, False


def portal_id_of(*texts: str | None) -> UUID | None:
    """The identifier of the procedure's page on the national portal, out of an address."""
    for text in texts:
        if match := _UUID.search(text or ""):
            return UUID(match[0])
    return None
