"""Thời hạn giải quyết: a number with a unit where the source gives one, else the source's own words. Pure.

The source's unit OTHER is unknown: "1 OTHER" stands for "within the day" as often as for something else, so the number
alone says nothing. "Trong ngày" is taken only from words about this very way of submitting; words found elsewhere in
the procedure are quoted, never turned into a number.
"""

import re

from procedures.importing.prose import known, line, paragraphs, without_bullet
from procedures.sheet import Duration, Unit
from procedures.text import fold

UNITS = {
    "WORKING_DAY": Unit.WORKING_DAY,
    "DAY": Unit.DAY,
    "HOUR": Unit.HOUR,
    "MONTH": Unit.MONTH,
    "YEAR": Unit.YEAR,
    "ngày làm việc": Unit.WORKING_DAY,
    "ngày": Unit.DAY,
    "giờ": Unit.HOUR,
    "tháng": Unit.MONTH,
    "năm": Unit.YEAR,
}
QUOTED = 1_000  # characters of the source's words that are quoted at most
SENTENCES = 3  # at most as many sentences are quoted from the steps
LONG_LINE = 400  # characters: of a longer line only the sentences that name a time are quoted

_NUMBER = r"(\d{1,5}(?:[.,]\d{1,2})?)"
_MEASURED = re.compile(rf"{_NUMBER}\s*({'|'.join(sorted(UNITS, key=len, reverse=True))})", re.IGNORECASE)
#: Free words that say one thing only: "Không quá 03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ."
_PLAIN = re.compile(
    rf"(?:không quá|tối đa|trong(?: thời hạn| vòng)?(?: không quá)?)?\s*{_NUMBER}\s*(?:\([^()]*\)\s*)?"
    r"(ngày làm việc|ngày|giờ|tháng)"
    r"(?:,?\s*(?:kể )?từ (?:ngày|khi) (?:nhận|tiếp nhận)(?: được)?(?: đầy)?(?: đủ)?(?: hồ sơ)?"
    r"(?: đầy đủ)?,?(?: hợp lệ)?)?[.;]?",
    re.IGNORECASE,
)
_UNKNOWN_UNIT = re.compile(r"\s*\bOTHER$")
_SAME_DAY = re.compile(
    r"^(?:- )?(?:thực hiện |giải quyết |trả kết quả )?(?:ngay )?trong (?:cùng )?ngày"
    r"(?: làm việc)?(?= *(?:[.;,]|$|nhận|tiếp nhận|kể từ|khi nhận|sau khi nhận))",
    re.IGNORECASE,
)
#: Words that name no time: "theo mô tả", "xem phần mô tả", "không", "-".
_EMPTY = re.compile(r"(?:xem|theo)(?: phan)? mo ta|khong|\d*|khong quy dinh|chua quy dinh")
_COUNT = r"(?:\d+(?:[.,]\d+)?|một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|mươi|lăm)\s*(?:\([^()]{1,20}\)\s*)?"
_TIME = re.compile(
    rf"\b{_COUNT}(?:ngày|giờ|tháng|tuần|phút|năm|quý)\b|\b(?:ngay )?trong (?:cùng )?ngày\b|\bngay (?:sau )?khi\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=[^\s\d])|\n")
#: A sentence of the steps that sets somebody a time.
_LIMIT = re.compile(
    rf"(?:trong (?:thời (?:hạn|gian)|vòng)|chậm nhất|không quá|tối đa|sau)\b.{{0,40}}?{_COUNT}(?:ngày|giờ|tháng)\b",
    re.IGNORECASE,
)
#: … but only for a dossier that is not in order, or for the applicant to complete it.
_INCOMPLETE = re.compile(
    r"(?:chưa|không) (?:đầy )?(?:đủ|hợp lệ|đúng|đáp ứng|chính xác)|bổ sung|hoàn thiện|hoàn chỉnh",
    re.IGNORECASE,
)
#: … for deciding: from receipt of the dossier, and what is done then ends the matter.
_DECIDES = re.compile(
    r"từ (?:ngày|khi|thời điểm)(?: tiếp)? nhận|(?:sau|từ) khi(?: tiếp)? nhận|ngày(?: tiếp)? nhận", re.IGNORECASE
)
_ENDS = re.compile(
    r"\b(?:cấp|cấp lại|ban hành|ra quyết định|quyết định|phê duyệt|chấp thuận|công nhận|trả kết quả|xác nhận|trả lời|"
    r"giải quyết|thanh toán|chi trả|cập nhật|gia hạn|điều chỉnh|đăng ký|thông báo kết quả|văn bản chấp thuận)\b",
    re.IGNORECASE,
)
_STAGE = re.compile(
    r"lấy ý kiến|góp ý|xác minh|trình (?:bộ|chủ|ủy|uỷ|lãnh|thủ|hội|cấp|cơ)|gửi (?:hồ sơ|báo cáo|kèm)|"
    r"chuyển (?:hồ sơ|đến)|có ý kiến|thành lập (?:hội đồng|đoàn|tổ)|"
    r"tính (?:đầy đủ|hợp lệ|chính xác)|ý kiến thẩm định|kết quả thẩm định và",
    re.IGNORECASE,
)
#: Numbering before a sentence of the steps.
_LABEL = re.compile(
    r"^(?:[-–—+*•\s]+|bước \d+\s*[:.]\s*|\(?(?:[a-zđ](?:\.\d)?|[ivx]{1,4}|\d{1,2})[.)]\s+)+", re.IGNORECASE
)
#: The result is handed over on the next working day at the latest.
_NEXT_DAY = re.compile(r"trả kết quả[^.;]{0,80}trong ngày làm việc (?:kế |liền )?(?:tiếp|sau)", re.IGNORECASE)


def duration_of(text: str | None, note: str | None, steps: str | None) -> tuple[Duration | None, bool]:
    """(time limit, whether somebody should look) of one way of submitting.

    `text`: what stands at "Thời hạn giải quyết"; `note`: the description of this way; `steps`: Trình tự thực hiện.
    None where the source says nothing at all.
    """
    text = line(text or "")
    if not known(text):
        return None, False
    if (match := _MEASURED.fullmatch(text)) and (amount := _amount(match[1])):
        return Duration(amount=amount, unit=UNITS.get(match[2].upper()) or UNITS[match[2].lower()]), False
    if (match := _MEASURED.fullmatch(text)) and not _amount(match[1]):
        text = ""  # "0 WORKING_DAY" is no time limit
    said = _UNKNOWN_UNIT.sub("", text).strip()
    if not _EMPTY.fullmatch(fold(said)):
        return _in_words(said), False
    amount = _amount(said) if re.fullmatch(_NUMBER, said) else None
    if quoted := _of_note(note):
        return _in_words(quoted, amount), False
    if quoted := _of_steps(steps):
        return Duration(amount=amount, words=quoted), True
    words = None if fold(said) in {"", "khong"} or said.isdigit() or "mo ta" in fold(said) else said
    return (Duration(amount=amount, words=words) if amount is not None or words else None), True


def _amount(text):
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _in_words(said, amount=None):
    """The source's own words; with a unit where they say one plain thing."""
    if (match := _PLAIN.fullmatch(said)) and _amount(match[1]):
        return Duration(amount=_amount(match[1]), unit=UNITS[match[2].lower()], words=said)
    if _SAME_DAY.match(said):
        return Duration(unit=Unit.SAME_DAY, words=_shortened(said))
    return Duration(amount=amount, words=_shortened(said))


def _of_note(note):
    """The lines of the description that name a time; of a long line its sentences."""
    pieces = []
    for paragraph in paragraphs(note or ""):
        whole = [paragraph] if len(paragraph) <= LONG_LINE else _SENTENCE_END.split(paragraph)
        pieces += [piece for piece in whole if _TIME.search(piece)]
    return without_bullet(line(" ".join(dict.fromkeys(pieces)))) or None


def _of_steps(steps):
    """The sentences of the steps that give the time for deciding; None where several authorities have times of their
    own one after the other, so that no sentence gives the whole."""
    sentences = list(dict.fromkeys(_LABEL.sub("", line(s)) for s in _SENTENCE_END.split(steps or "")))
    if handed := [s for s in sentences if _NEXT_DAY.search(s)]:
        return _sentence(handed[0]) if len(handed) == 1 and len(handed[0]) <= QUOTED else None
    limits = [s for s in sentences if _LIMIT.search(s) and not _INCOMPLETE.search(s)]
    if not 0 < len(limits) <= SENTENCES or not all(map(_is_decision, limits)):
        return None
    quoted = " ".join(limits)
    return _sentence(quoted) if len(quoted) <= QUOTED else None


def _sentence(words):
    """Words cut out of a longer sentence, with a large letter and without the mark that went on."""
    words = words.rstrip(" ;,:")
    return words[:1].upper() + words[1:]


def _is_decision(sentence):
    return bool(_DECIDES.search(sentence) and _ENDS.search(sentence)) and not _STAGE.search(sentence)


def _shortened(words):
    return words if len(words) <= QUOTED else f"{words[: QUOTED - 1].rpartition(' ')[0]}…"
