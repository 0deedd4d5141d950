"""From a file to rows with their place. What a file is, its content says; its name is never asked.

    JSON lines or a JSON list, plain or gzipped → one row an object, its own keys
    Excel (.xlsx, .xlsm, .xls), OpenDocument (.ods), delimited text → see `tables`

Whatever cannot be read is `Refused` with one Vietnamese sentence. Macros, links and formulas of a workbook are never
run or followed: only the values it holds are read. Before that `guard` and `ole` look whether reading is safe.
"""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from procedures.importing import encodings, guard, ole, tables
from procedures.importing.findings import Place, Refused
from procedures.importing.rows import Row

#: A larger file is not a list of procedures (the whole national data is 45 MB of text).
MAX_BYTES = 400 * 1024 * 1024
#: What has to stand in memory whole: delimited text, a JSON list; an old binary workbook.
MAX_WHOLE, MAX_OLE = 64 * 1024 * 1024, 32 * 1024 * 1024
#: One record of JSON lines (the longest real one: 0.2 MB), and how deep its lists may lie in each other.
MAX_LINE, MAX_DEPTH = 4 * 1024 * 1024, 20
GZIP, ZIP, OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOM = b"\xef\xbb\xbf"
#: Names of streams as they stand, in UTF-16, in the directory of an OLE file.
ENCRYPTED, WORD = "EncryptedPackage", "WordDocument"
#: The keys that tell a national record, and the source it comes from.
RECORDS = {"Mã thủ tục": "tthc_full", "ma_thu_tuc": "tthc_portal_crawl"}
_PICTURE = "một tấm ảnh. Hãy xin tệp Excel hoặc CSV của danh sách rồi nhập lại."
_PACKED = "tệp nén. Giải nén rồi nhập từng tệp bên trong."
_WORD = "văn bản Word. Chép bảng trong đó sang Excel, lưu thành tệp .xlsx rồi nhập lại."
_PAGE = "trang HTML hoặc XML, không phải bảng tính. Mở bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi nhập lại."
#: How files begin that are no list, and what to do with each.
FOREIGN = (
    (b"%PDF-", "tệp PDF. Hãy xin tệp Excel hoặc CSV của danh sách rồi nhập lại."),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"RIFF", _PICTURE),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"{\\rtf", _WORD),
    (b"MIME-Version:", _PAGE),
    (b"MZ", "chương trình, không phải bảng tính. Không mở tệp này; báo người gửi hoặc cán bộ công nghệ thông tin."),
)


@dataclass(frozen=True)
class Reading:
    """A file that was understood. `rows` can be gone through once; `digest`: SHA-256 of the file."""

    source: str  # tthc_full, tthc_portal_crawl, national_list, commune_sheet, local_list, code_map, workbook
    digest: str
    rows: Iterable[Row]


def read(path: Path | str) -> Reading:
    """Recognise a file by its content and give its rows. Raises Refused."""
    path = Path(path)
    try:
        if path.is_dir():
            raise Refused(f"«{path.name}» là thư mục. Chọn từng tệp bên trong.")
        size = path.stat().st_size if path.is_file() else None
        if size is None:
            raise Refused(f"Không thấy tệp «{path}». Kiểm tra lại đường dẫn.")
        if not size:
            raise Refused(f"Tệp «{path.name}» trống. Tải hoặc xuất lại tệp từ nơi cung cấp.")
        if size > MAX_BYTES:
            raise Refused(f"Tệp «{path.name}» lớn hơn {MAX_BYTES // 2**20} MB. Chia nhỏ tệp rồi nhập lại.")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            head = file.read(4096)
    except (OSError, ValueError) as error:
        raise Refused(f"Không mở được tệp «{path.name}». Kiểm tra quyền đọc tệp.") from error
    source, rows = _open(path, head)
    return Reading(source, digest, rows)


def _open(path, head):
    name = path.name
    if head.startswith(GZIP):
        return _text(path, gzip.open)
    if head.startswith(ZIP):
        book = guard.look(path)
        return tables.open_book(path, is_sparse=book.is_sparse)
    if head.startswith(OLE):
        _look_at_ole(path)
        return tables.open_book(path, is_old=True)
    begins = head.removeprefix(BOM).lstrip()
    for mark, what in FOREIGN:
        if begins.startswith(mark) and (len(mark) > 2 or b"\0" in head):
            raise Refused(f"Tệp «{name}» là {what}")
    return _text(path, open)


def _look_at_ole(path):
    """Raises Refused unless it is an .xls that may be read."""
    name = path.name
    if path.stat().st_size > MAX_OLE:
        raise Refused(f"Tệp «{name}» quá lớn. Mở bằng Excel, chép riêng bảng sang tệp .xlsx mới rồi nhập lại.")
    content = path.read_bytes()
    try:
        held = set(ole.streams(content))
    except ole.Broken:
        held = {word for word in (ENCRYPTED, WORD) if word.encode("utf-16-le") in content}
    if ENCRYPTED in held:
        raise Refused(f"Tệp «{name}» có mật khẩu. Mở bằng Excel, bỏ mật khẩu rồi nhập lại.")
    if WORD in held:
        raise Refused(f"Tệp «{name}» là {_WORD}")
    try:
        ole.check_workbook(content)
    except ole.Locked as error:
        raise Refused(
            f"Tệp «{name}» là tệp .xls có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu thành .xlsx rồi nhập lại."
        ) from error
    except ole.TooLarge as error:
        raise Refused(
            f"Tệp «{name}» có quá nhiều dòng, hoặc có ô ở rất xa bảng. Chép riêng bảng sang tệp mới rồi nhập lại."
        ) from error
    except ole.Broken as error:
        raise Refused(
            f"Tệp «{name}» bị hỏng hoặc không phải bảng tính Excel. Mở bằng Excel, lưu lại thành .xlsx rồi nhập lại."
        ) from error


def _text(path, opener):
    """JSON or delimited text. `opener(path, "rb")` gives its bytes, unpacked where it is packed."""
    name = path.name
    start = _content(path, opener, 4096).removeprefix(BOM).lstrip()
    if not start:
        raise Refused(f"Tệp «{name}» trống. Tải hoặc xuất lại tệp từ nơi cung cấp.")
    if start.startswith(b"{"):
        return _records(name, _lines(path, opener))
    if start.startswith(b"["):
        return _records(name, _list(name, _decoded(path, opener)))
    if start.startswith(b"<"):
        raise Refused(f"Tệp «{name}» là {_PAGE}")
    return tables.open_text(name, _decoded(path, opener))


def _decoded(path, opener):
    """The whole text of a file that has to stand in memory."""
    return encodings.decoded(path.name, _content(path, opener, MAX_WHOLE + 1))


def _content(path, opener, length):
    """Up to `length` bytes; what shrinks further than any table when it is packed is not unpacked to its end."""
    enough = max(path.stat().st_size * guard.MAX_RATIO, guard.LARGE) if opener is gzip.open else MAX_WHOLE
    with _whole_file(path), opener(path, "rb") as file:
        content = file.read(min(length, enough + 1))
    if len(content) > min(MAX_WHOLE, enough):
        raise Refused(_too_large(path.name))
    return content


def _too_large(name):
    return f"Tệp «{name}» quá lớn khi giải nén. Chia nhỏ tệp rồi nhập lại."


@contextmanager
def _whole_file(path):
    """A packed file that breaks off is said to be broken."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(f"Tệp «{path.name}» bị hỏng hoặc tải chưa hết. Tải lại tệp rồi nhập lại.") from error


def _lines(path, opener) -> Iterator[tuple[int, Any]]:
    """(line number, value) of JSON lines; one object written over many lines is also taken."""
    size = number = 0
    with _whole_file(path), opener(path, "rb") as file:
        while line := file.readline(MAX_LINE + 1):
            number += 1
            size += len(line)
            if size > MAX_BYTES or len(line) > MAX_LINE:
                raise Refused(_too_large(path.name))
            if not (line := line.removeprefix(BOM).strip()):
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                if number == 1 and isinstance(value := _whole(path, opener), dict):
                    yield 1, value
                    return
                raise Refused(_no_json(path.name, number)) from error
            yield number, value


def _no_json(name, number):
    return (
        f"Tệp «{name}», dòng {number}: không phải JSON hợp lệ (tệp hỏng hoặc tải chưa hết). Tải lại tệp rồi nhập lại."
    )


def _whole(path, opener):
    """A file that is one value; None where it is none or larger than any record."""
    content = _content(path, opener, MAX_LINE + 1)
    try:
        return json.loads(content.removeprefix(BOM)) if len(content) <= MAX_LINE else None
    except (ValueError, RecursionError):
        return None


def _list(name, text) -> Iterator[tuple[int, Any]]:
    """(position, value) of a JSON list, one value at a time."""
    decoder, number = json.JSONDecoder(), 0
    at = _past(text, 0) + 1
    while not text.startswith("]", at := _past(text, at)):
        number += 1
        try:
            if number > 1:
                if not text.startswith(",", at):
                    raise ValueError
                at = _past(text, at + 1)
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise Refused(
                f"Tệp «{name}», bản ghi {number}: không phải JSON hợp lệ (tệp hỏng hoặc tải chưa hết). Tải lại tệp rồi "
                "nhập lại."
            ) from error
        yield number, value


_SPACE = re.compile(r"[ \t\r\n]*")


def _past(text, at):
    return _SPACE.match(text, at).end()


def _records(name, numbered):
    """The source of a stream of JSON objects, told by the first; then its rows."""
    numbered = iter(numbered)
    number, first = next(numbered, (0, None))
    source = next((RECORDS[key] for key in RECORDS if isinstance(first, dict) and key in first), None)
    if source is None:
        raise Refused(
            f"Tệp «{name}» là JSON nhưng không phải dữ liệu thủ tục hành chính (không có «Mã thủ tục» hay "
            "«ma_thu_tuc»). Kiểm tra lại tệp."
        )

    def rows():
        yield _record(name, number, first)
        for line, value in numbered:
            yield _record(name, line, value)

    return source, rows()


def _record(name, number, value):
    if not isinstance(value, dict) or _is_deep(value, MAX_DEPTH):
        raise Refused(f"Tệp «{name}», dòng {number}: không phải một bản ghi thủ tục. Kiểm tra lại tệp.")
    return Row(Place(name, row=number), value)


def _is_deep(value, left):
    """Whether lists and objects lie in each other deeper than any record's."""
    if not isinstance(value, dict | list):
        return False
    return not left or any(_is_deep(item, left - 1) for item in (value.values() if isinstance(value, dict) else value))
