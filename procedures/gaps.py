"""Còn thiếu: what a sheet lacks or leaves in doubt, each with its place and its remedy. Pure.

What the law demands: Nghị định 63/2010/NĐ-CP, article 8 (amended by 48/2013 and 92/2017): name, steps, way of doing,
papers and number of sets, time limit, to whom it applies, deciding agency; and, where there are such, forms, result,
requirements, fees. Of the latter somebody must say whether there are any. As everywhere a part is three-valued:
``None`` is a gap; ``[]`` or ``""`` (somebody who knows said: there is none) is not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procedures import wording
from procedures.dead_words import dead_words
from procedures.forms_named import names_a_form
from procedures.sheet import ItemKind, Sheet, Unit
from procedures.text import law_key

MISSING, DOUBTFUL = "missing", "doubtful"
#: Parts of a sheet as addresses and forms name them: keys of `merging.PARTS`.
NAME, PAPERS, STEPS, METHODS = "ten-thu-tuc", "giay-to-can-chuan-bi", "cac-buoc-thuc-hien", "cach-nop-thoi-han-phi"
RESULTS, REQUIREMENTS, LAWS, WHO = "ket-qua", "yeu-cau-dieu-kien", "can-cu-phap-ly", "doi-tuong-co-quan"
OTHER = "thong-tin-khac"


class Kind(StrEnum):
    """What sort of gap: how lists and tables of gaps are divided."""

    PART = "phan-bat-buoc"  # a part the law demands
    SETS = "so-bo-ho-so"
    UNSAID = "chua-noi-co-khong"  # a part that may be absent, of which nobody said so
    TIME = "thoi-han"
    FEE = "phi"
    COUNT = "so-ban"
    FORM = "mau-chua-co-tep"
    LAW = "can-cu-het-hieu-luc"
    WORD = "tu-ngu-cu"
    UNREAD = "nguyen-van-nguon"


#: Kinds in words, in the order in which they are told.
KINDS = {
    Kind.PART: "Thiếu phần bắt buộc",
    Kind.SETS: "Thiếu số bộ hồ sơ",
    Kind.TIME: "Thời hạn chưa rõ",
    Kind.FEE: "Phí chưa rõ",
    Kind.UNSAID: "Chưa ghi có hay không",
    Kind.COUNT: "Giấy tờ chưa ghi số bản",
    Kind.FORM: "Mẫu chưa có tệp",
    Kind.LAW: "Căn cứ hết hiệu lực",
    Kind.WORD: "Từ ngữ không còn dùng",
    Kind.UNREAD: "Còn nguyên văn của nguồn",
}


@dataclass(frozen=True)
class Gap:
    """One thing that is missing or doubtful.

    `part`: a key of `merging.PARTS`; `key`: of the case, paper, way or step concerned, or "". `severity`: MISSING (the
    law demands it) or DOUBTFUL. `found`, `suggestion`: words to replace as they stand, and the proposal ("" where only
    a person can tell). `field`: the name of the sheet's field.
    """

    part: str
    key: str
    severity: str
    message: str
    remedy: str
    found: str = ""
    suggestion: str = ""
    kind: Kind = Kind.PART
    field: str = ""


@dataclass(frozen=True)
class OutOfForce:
    """A legal document that no longer counts: from which day, and the number of what took its place ("" unknown)."""

    expired_on: date | None = None
    replaced_by: str = ""


def gaps(sheet: Sheet, *, laws: Mapping[str, OutOfForce] | None = None) -> list[Gap]:
    """Everything missing or doubtful in a sheet: what the law demands first, then in the order of the page.

    `laws`: the documents that are out of force, by `text.law_key` of their numbers (see `laws.known_laws`); without
    them legal bases are not judged.
    """
    found = [
        *_whole_parts(sheet),
        *_papers(sheet),
        *_times(sheet),
        *_fees(sheet),
        *_laws(sheet, laws or {}),
        *_words(sheet),
        *_unread(sheet),
    ]
    return sorted(found, key=lambda gap: gap.severity != MISSING)


#: (field, part, what is missing, remedy) of the parts that every procedure has.
_DEMANDED = (
    ("cases", PAPERS, "Chưa có thành phần hồ sơ.", "Ghi các giấy tờ phải nộp, hoặc ghi rõ là không cần giấy tờ."),
    ("steps", STEPS, "Chưa có trình tự thực hiện.", "Ghi từng bước người dân và cơ quan làm."),
    ("methods", METHODS, "Chưa có cách nộp hồ sơ.", "Ghi nộp trực tiếp, trực tuyến hay qua bưu điện, kèm thời hạn."),
    ("legal_bases", LAWS, "Chưa có căn cứ pháp lý.", "Ghi văn bản quy định thủ tục này."),
)
#: The same of the parts that may be absent.
_CONDITIONAL = (
    ("results", RESULTS, "Chưa ghi kết quả thực hiện.", "Ghi giấy tờ người dân nhận được, hoặc ghi là không có."),
    (
        "requirements",
        REQUIREMENTS,
        "Chưa ghi có yêu cầu, điều kiện hay không.",
        "Ghi yêu cầu, điều kiện; nếu không có thì ghi «Không có».",
    ),
)


def _whole_parts(sheet):
    for field, part, message, remedy in _DEMANDED:
        if getattr(sheet, field) is None and not sheet.words_of(field):
            yield Gap(part, "", MISSING, message, remedy, kind=Kind.PART, field=field)
    if sheet.audiences is None and not sheet.other_audiences and not sheet.words_of("audiences"):
        remedy = "Chọn những người, tổ chức được làm thủ tục."
        yield Gap(WHO, "", MISSING, "Chưa ghi đối tượng thực hiện.", remedy, kind=Kind.PART, field="audiences")
    if sheet.executing_agency is None and sheet.competent_agency is None:
        remedy = "Ghi cơ quan thực hiện hoặc cơ quan có thẩm quyền quyết định."
        message = "Chưa ghi cơ quan giải quyết."
        yield Gap(WHO, "", MISSING, message, remedy, kind=Kind.PART, field="executing_agency")
    if sheet.dossier_sets is None and sheet.cases != []:
        remedy = "Ghi số bộ hồ sơ phải nộp, thường là 1 bộ."
        yield Gap(PAPERS, "", MISSING, "Chưa ghi số bộ hồ sơ.", remedy, kind=Kind.SETS, field="dossier_sets")
    for field, part, message, remedy in _CONDITIONAL:
        if getattr(sheet, field) is None and not sheet.words_of(field):
            yield Gap(part, "", DOUBTFUL, message, remedy, kind=Kind.UNSAID, field=field)


def _papers(sheet):
    for item in sheet.papers:
        name = wording.shortened(item.name, 80)
        # A paper to be shown needs no number: one is meant.
        if item.originals is None and item.copies is None and item.kind == ItemKind.SUBMIT:
            message, remedy = f"Giấy tờ «{name}» chưa ghi số bản.", "Ghi số bản chính, số bản sao."
            yield Gap(PAPERS, item.key, DOUBTFUL, message, remedy, kind=Kind.COUNT, field="cases")
        elif not item.originals and not item.copies and item.kind == ItemKind.SUBMIT:
            message = f"Giấy tờ «{name}» ghi 0 bản chính, 0 bản sao."
            remedy = "Ghi số bản, hoặc đổi dòng này thành lưu ý."
            yield Gap(PAPERS, item.key, DOUBTFUL, message, remedy, kind=Kind.COUNT, field="cases")
        if not (item.form and item.form.file) and (item.form or names_a_form(item.name)):
            message = f"Giấy tờ «{name}» có mẫu nhưng chưa có tệp mẫu để tải."
            remedy = "Đính kèm tệp mẫu; một tệp dùng được cho nhiều thủ tục."
            yield Gap(PAPERS, item.key, DOUBTFUL, message, remedy, kind=Kind.FORM, field="cases")


def _times(sheet):
    methods = sheet.methods or []
    if methods and all(method.duration is None for method in methods):
        remedy = "Ghi thời hạn và đơn vị: 3 ngày làm việc, trong ngày…"
        yield Gap(METHODS, "", MISSING, "Chưa có thời hạn giải quyết.", remedy, kind=Kind.TIME, field="methods")
        return
    for method in methods:
        way = wording.CHANNELS[method.channel].lower()
        time = method.duration
        if time is None:
            message, remedy = f"Cách nộp {way} chưa có thời hạn.", "Ghi thời hạn của cách nộp này."
            yield Gap(METHODS, method.key, DOUBTFUL, message, remedy, kind=Kind.TIME, field="methods")
        elif time.unit is None and not time.words:
            number = "" if time.amount is None else wording.number(time.amount)
            message = f"Thời hạn nộp {way} ghi «{number}» mà không có đơn vị."
            remedy = "Chọn đơn vị: ngày làm việc, ngày, giờ, tháng hoặc trong ngày."
            yield Gap(METHODS, method.key, MISSING, message, remedy, number, kind=Kind.TIME, field="methods")
        elif time.unit not in (None, Unit.SAME_DAY) and time.amount is None and not time.words:
            message, remedy = f"Thời hạn nộp {way} có đơn vị mà không có số.", "Ghi số ngày, giờ hoặc tháng."
            yield Gap(METHODS, method.key, MISSING, message, remedy, kind=Kind.TIME, field="methods")


def _fees(sheet):
    methods = sheet.methods or []
    if methods and all(method.fees is None for method in methods):
        message, remedy = (
            "Chưa ghi có thu phí, lệ phí hay không.",
            "Ghi số tiền; nếu không thu thì ghi «Không thu phí».",
        )
        yield Gap(METHODS, "", DOUBTFUL, message, remedy, kind=Kind.FEE, field="methods")
    for method in methods:
        way = wording.CHANNELS[method.channel].lower()
        if any(fee.amount == 0 and not fee.free and not fee.note for fee in method.fees or ()):
            message = f"Phí nộp {way} ghi 0 đồng: chưa rõ là miễn phí hay chưa ghi số tiền."
            remedy = "Chọn «Miễn phí», hoặc ghi số tiền, hoặc ghi văn bản quy định mức thu."
            yield Gap(METHODS, method.key, DOUBTFUL, message, remedy, "0 đồng", kind=Kind.FEE, field="methods")
        if any(fee.amount is None and not fee.free and not fee.note for fee in method.fees or ()):
            message, remedy = f"Có một khoản phí nộp {way} để trống.", "Ghi số tiền hoặc xóa khoản đó."
            yield Gap(METHODS, method.key, DOUBTFUL, message, remedy, kind=Kind.FEE, field="methods")


def _laws(sheet, laws):
    for basis in sheet.legal_bases or ():
        law = laws.get(law_key(basis.number)) if basis.number else None
        if law is None:
            continue
        since = f" từ {wording.date(law.expired_on)}" if law.expired_on else ""
        by = f", được thay bằng {law.replaced_by}" if law.replaced_by else ""
        message = f"Văn bản {basis.number} đã hết hiệu lực{since}{by}."
        remedy = "Đối chiếu nội dung với văn bản mới rồi sửa căn cứ." if by else "Thay bằng văn bản đang có hiệu lực."
        yield Gap(LAWS, "", DOUBTFUL, message, remedy, basis.number, law.replaced_by, Kind.LAW, "legal_bases")


#: The texts of a sheet that are looked through for dead words: field → part, and what it is called.
_TEXTS = {
    "plain_name": (NAME, "Tên thường gọi"),
    "summary": (NAME, "Tóm tắt"),
    "requirements": (REQUIREMENTS, "Yêu cầu, điều kiện"),
    "executing_agency": (WHO, "Cơ quan thực hiện"),
    "competent_agency": (WHO, "Cơ quan có thẩm quyền"),
    "authorised_agency": (WHO, "Cơ quan được ủy quyền"),
    "coordinating_agencies": (WHO, "Cơ quan phối hợp"),
    "receiving_address": (WHO, "Địa chỉ tiếp nhận"),
}


def _texts(sheet) -> Iterator[tuple[str, str, str, str, str]]:
    """(part, key, field, what it is called, text) of every text; titles of laws and names of forms are none of them."""
    for field, (part, label) in _TEXTS.items():
        if text := getattr(sheet, field):
            yield part, "", field, label, text
    for case in sheet.cases or ():
        if case.heading:
            yield PAPERS, case.key, "cases", "Tên trường hợp", case.heading
        for item in case.items:
            for text in filter(None, (item.name, item.note)):
                yield PAPERS, item.key, "cases", "Lưu ý" if item.kind == ItemKind.NOTE else "Giấy tờ", text
    for number, step in enumerate(sheet.steps or (), 1):
        for text in filter(None, (step.title, step.text, step.actor)):
            yield STEPS, step.key, "steps", f"Bước {number}", text
    for method in sheet.methods or ():
        for text in filter(None, (method.note, *(fee.note for fee in method.fees or ()))):
            yield METHODS, method.key, "methods", f"Cách nộp {wording.CHANNELS[method.channel].lower()}", text
    for result in sheet.results or ():
        yield RESULTS, "", "results", "Kết quả", result.name


def _words(sheet):
    for part, key, field, label, text in _texts(sheet):
        for word in dead_words(text):
            message = f"{label} còn nhắc {word.kind}: «{word.around}»"
            yield Gap(part, key, DOUBTFUL, message, word.remedy, word.found, word.suggestion, Kind.WORD, field)
    for word in dead_words(sheet.name):
        message = f"Tên thủ tục còn nhắc {word.kind}: «{word.around}»"
        remedy = "Tên ghi theo quyết định công bố; báo cơ quan công bố sửa, không tự đổi."
        yield Gap(NAME, "", DOUBTFUL, message, remedy, word.found, "", Kind.WORD, "name")


def _unread(sheet):
    for words in sheet.source_words:
        message = f"Một phần còn để nguyên văn của nguồn: «{wording.shortened(words.text, 80)}»"
        remedy = "Đọc rồi tách thành từng dòng ở phần của nó."
        yield Gap(OTHER, "", DOUBTFUL, message, remedy, kind=Kind.UNREAD, field="source_words")
