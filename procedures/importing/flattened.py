"""Tables that a crawl of the national portal flattened: cells stand one after the other without a mark between. Pure.

    cách thức   Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến7 Ngày làm việcMiễn phíTrực tiếp7 Ngày làm việcMiễn phí
    thành phần  heading Tên giấy tờMẫu đơn, tờ khaiSố lượng paper form.docx 1 bản chính,1 bản sao paper 1 bản chính …
    căn cứ      Tên văn bản pháp lýMã văn bảnLuật Hộ tịch60/2014/QH13…
    kết quả     Giấy khai sinhMã: KQ.G15.000031…Từ khóa…(page furniture)

A table is taken apart only where every cut is certain; else it is the caller's to keep as the source's own words
(`as_lines` breaks them where the cells surely end).
"""

import re
from dataclasses import dataclass

from procedures.importing.durations import duration_of
from procedures.importing.fees import fees_of
from procedures.importing.prose import known, line, paragraphs
from procedures.importing.values import result_name
from procedures.sheet import Channel, LegalBasis, Result, SubmissionMethod

METHODS_TITLE = "Hình thức nộpThời gianPhí, lệ phíMô tả"
DOSSIER_TITLE = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
BASES_TITLE = "Tên văn bản pháp lýMã văn bản"
FURNITURE = re.compile(r"Từ khóa.*", re.DOTALL)  # below the results: words of the page, not of the procedure
CHANNELS = {
    "Trực tuyến": Channel.ONLINE,
    "Dịch vụ bưu chính": Channel.POSTAL,
    "Trực tiếp": Channel.IN_PERSON,
}

_CHANNEL = "|".join(CHANNELS)
_MONEY = r"\d{1,3}(?:,\d{3})* (?:VNĐ|Việt Nam Đồng|USD|EUR)"
_FEE = rf"Miễn phí|Không có thông tin|{_MONEY}"
_UNIT = "Ngày làm việc|Ngày|Giờ|Tháng|Năm"
_ROW = re.compile(
    rf"(?P<channel>{_CHANNEL})"
    rf"(?:(?P<number>\d+(?:[.,]\d+)?) (?P<unit>{_UNIT})|(?P<bare>\d{{1,3}})(?=Miễn phí|Không có thông tin)"
    rf"|(?P<unsaid>Không có thông tin)(?={_FEE}))(?={_FEE})"
)
_ONE_FEE = re.compile(_FEE)
_ANY_CHANNEL = re.compile(_CHANNEL)
#: A count is a cell: glued to what stands before ("…cấp.1 bản chính"); "01 bản chính" after a space belongs to a name.
_COUNT = re.compile(r"(?<![\s\d])(?P<originals>0|[1-9]\d?) bản chính(?:,(?P<copies>\d{1,2}) bản sao)?(?! [a-zđ])")
_GLUED_DIGITS = re.compile(r"\d[1-9]\d* bản chính(?! [a-zđ])|(?<=\d)0 bản chính")
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|rar|zip)", re.IGNORECASE)
#: Who issues documents, as their numbers end. A closed list, because the next title begins without a space:
#: "92/2015/TT-BTCThông tư …".
_ISSUERS = (
    "BNNPTNT|BNNMT|BNN|BTNMT|BTC|BTP|BNV|BXD|BGTVT|BCT|BCA|BQP|BYT|BGDĐT|BLĐTBXH|BKHCN|BKHĐT|BTTTT|BVHTTDL|BVHTT|BNG|BDTTG|"
    "NHNN|TTCP|VPCP|UBDT|TANDTC|VKSNDTC|KTNN|BHXH|UBND|HĐND|TTg|CTN|CP|TW|BTM|BCN|BKH|BTS|BBCVT|HĐTP|TLĐ"
)
_BASE_NUMBER = re.compile(
    r"\d{1,4}[a-z]?(?:\.\d{1,2})?/(?:(?:19|20)\d\d/)?"
    rf"(?:(?:UBTV)?QH\d{{1,2}}|(?:NĐ|NQ|TT|QĐ|TTLT|PL|CT|VBHN|NQLT|L)(?:[-/](?:{_ISSUERS}|(?:UBTV)?QH\d{{1,2}}))+)"
)
_RESULT = re.compile(r"(?P<name>.*?)Mã: (?:(?P<code>KQ\.(?:[A-Z]?\d+\.)*\d{6})|Chưa xác định rõ)", re.DOTALL)
NO_HEADING = "--"


@dataclass(frozen=True)
class FlatGroup:
    """A group of papers: heading (None: none) and rows (words with the form's file glued on, originals, copies)."""

    heading: str | None
    rows: tuple[tuple[str, int, int], ...]


def methods_of(text: str | None, steps: str | None) -> list[SubmissionMethod] | None:
    """The ways of submitting, or None where they cannot be told apart for certain."""
    body = line(text or "").removeprefix(METHODS_TITLE)
    rows = list(_ROW.finditer(body))
    if not rows or rows[0].start() or _doubtful(body, {row.start() for row in rows}):
        return None
    methods = []
    for row, end in zip(rows, [*(row.start() for row in rows[1:]), len(body)], strict=True):
        fees, position = _fees(body, row.end(), end)
        if fees is None:
            return None
        note = body[position:end].strip() or None
        time = f"{row['number']} {row['unit']}" if row["number"] else f"{row['bare'] or ''} OTHER"
        duration, _ = duration_of(None if row["unsaid"] else time, note, steps)
        channel = CHANNELS[row["channel"]]
        methods.append(SubmissionMethod(channel=channel, duration=duration, fees=fees_of(fees)[0], note=note))
    return methods


def _doubtful(body, starts):
    """Whether a channel stands right before a cell that was not read: "Trực tuyến120 VNĐ" may be 1 and 20, or 120."""
    for match in _ANY_CHANNEL.finditer(body):
        after = body[match.end() : match.end() + 1]
        if match.start() not in starts and (after.isdigit() or after.isupper()):
            return True
    return False


def _fees(body, position, end):
    """The fee cells from a position as `fees_of` reads them, and where they end; None where a bracket stays open.

    The portal prints "Miễn phí" for every amount of 0, also beside a note that names a fee: then it is an amount of 0.
    """
    pieces = []
    while match := _ONE_FEE.match(body, position, end):
        position = match.end()
        note = ""
        if body[position : position + 1] == "(":
            closed = _closing(body, position, end)
            if closed is None:
                return None, position
            note, position = body[position:closed], closed
        said = match[0]
        if said == "Miễn phí":
            said = "Miễn phí" if not note else "0 VNĐ"
        elif said == "Không có thông tin":
            said, note = (note, "") if note else (said, "")
        else:
            number, _, currency = said.partition(" ")
            said = f"{number.replace(',', '')} VNĐ"
            if currency in {"USD", "EUR"} and currency not in note:
                note = f"({number} {currency} {note.strip('()')})"
        pieces.append(f"{said} {note}".strip())
        if said in {"Miễn phí", "Không có thông tin"}:
            break
    return " | ".join(pieces), position


def _closing(body, position, end):
    depth = 0
    for index in range(position, end):
        depth += (body[index] == "(") - (body[index] == ")")
        if not depth:
            return index + 1
    return None


def groups_of(text: str | None) -> list[FlatGroup]:
    """The papers by group; empty where there is no table of papers, or words stand behind the last count."""
    first, *tables = (known(text) or "").split(DOSSIER_TITLE)
    groups, heading = [], first
    for table in tables:
        if _unreadable_count(table):
            return []
        rows, position = [], 0
        for count in _COUNT.finditer(table):
            rows.append((line(table[position : count.start()]), int(count["originals"]), int(count["copies"] or 0)))
            position = count.end()
        groups.append(FlatGroup(None if line(heading) in {"", NO_HEADING} else line(heading), tuple(rows)))
        heading = table[position:]
    return [] if line(heading) else groups


def _unreadable_count(table):
    """Whether a name that ends with a digit stands before a count: "năm 20251 bản chính"."""
    return any(
        not table[: match.start() + 1].endswith((" 0", ":0")) and not match[0].startswith("0")
        for match in _GLUED_DIGITS.finditer(table)
    )


def apart(words: str) -> tuple[str, str | None] | None:
    """(name of the paper, name of the form's file) of words glued together; None where the seam is not certain.

    Certain: no file at all; or one file, and exactly one place where a large letter follows a small one (or a closing
    mark) without a space, at least five letters before the file's ending.
    """
    files = list(_FILE.finditer(words))
    if not files:
        return words, None
    if len(files) > 1 or files[0].end() != len(words):
        return None
    seams = [
        i
        for i in range(1, files[0].start())
        if words[i].isupper() and (words[i - 1].islower() or words[i - 1] in ";:)”" or _after_stop(words, i))
    ]
    if len(seams) != 1 or files[0].start() - seams[0] < 5:
        return None
    return words[: seams[0]].rstrip(), words[seams[0] :]


def _after_stop(words, index):
    return words[index - 1] == "." and words[index - 2].islower()


def bases_of(text: str | None) -> list[LegalBasis] | None:
    """The legal bases, or None where titles and numbers cannot be told apart for certain.

    A number is a cell of its own where no space stands before it ("…hộ tịch60/2014/QH13"); with a space it belongs to
    the title ("Nghị định 123/2015/NĐ-CP"). After a digit nobody can say where it begins.
    """
    body = line(known(text) or "").removeprefix(BASES_TITLE)
    found, start = [], 0
    for match in _BASE_NUMBER.finditer(body):
        before = body[match.start() - 1 : match.start()]
        if match.start() == start or before.isspace() or before in "(":
            continue
        if before.isdigit() and not _ends_number(body[start : match.start()]):
            return None
        title = body[start : match.start()].strip(" .,;")
        if len(title.split()) < 2 or _has_seam(title):
            return None
        found.append(LegalBasis(title=title, number=match[0]))
        start = match.end()
    return found if found and start == len(body) else None


def _has_seam(title):
    """Whether another cell seems to begin inside: a large letter or digit behind a small letter, a letter behind a
    number."""
    pairs = zip(title, title[1:], strict=False)
    return any(a.islower() and (b.isupper() or b.isdigit()) for a, b in pairs) or any(
        title[match.end() : match.end() + 1].isalpha() for match in _BASE_NUMBER.finditer(title)
    )


def _ends_number(title):
    """Whether a title ends with a whole number of a law ("Luật 54/2014/QH13"), so that the next digit is not its."""
    return any(match.end() == len(title) for match in _BASE_NUMBER.finditer(title))


def results_of(text: str | None) -> list[Result] | None:
    """The results of a table with codes (one may be "Chưa xác định rõ": none); None where there is no such table."""
    body = FURNITURE.sub("", known(text) or "")
    named = ((result_name(line(match["name"])), match["code"]) for match in _RESULT.finditer(body))
    return [Result(name=name, code=code) for name, code in named if name] or None


def results_in_words(text: str | None) -> str | None:
    """The words at the results without the page's furniture."""
    return known(line(FURNITURE.sub("", known(text) or "")))


def as_lines(text: str) -> str:
    """The words of a table broken into lines where a cell surely ends: before a channel's row, after a count."""
    text = text.removeprefix(METHODS_TITLE).removeprefix(BASES_TITLE).replace(DOSSIER_TITLE, ":\n")
    text = re.sub(rf"(?<!^)(?=(?:{_CHANNEL})(?:\d|{_FEE}))", "\n", text)
    text = _COUNT.sub(lambda match: f" – {match[0].replace(',', ', ')}\n", text)
    return "\n".join(paragraphs(text.replace(f"{NO_HEADING}:\n", "")))
