"""From a file to rows with their place. What a file is, its content says; its name is never asked.

    JSON lines or a JSON list, plain or gzipped → one row an object, its own keys
    Excel (.xlsx, .xlsm, .xls), OpenDocument (.ods), delimited text → see `tables`

Whatever cannot be read is `Refused` with one Vietnamese sentence.
"""

import gzip
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from procedures.importing import tables
from procedures.importing.findings import Place, Refused
from procedures.importing.rows import Row

#: A larger file is not a list of procedures (the whole national data is 45 MB of text).
MAX_BYTES = 400 * 1024 * 1024
GZIP, ZIP, OLE, PDF = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
BOM = b"\xef\xbb\xbf"
#: Names of streams as they stand, in UTF-16, in the directory of an OLE file.
ENCRYPTED, WORD = "EncryptedPackage".encode("utf-16-le"), "WordDocument".encode("utf-16-le")
#: The keys that tell a national record, and the source it comes from.
RECORDS = {"Mã thủ tục": "tthc_full", "ma_thu_tuc": "tthc_portal_crawl"}


@dataclass(frozen=True)
class Reading:
    """A file that was understood. `rows` can be gone through once; `digest`: SHA-256 of the file."""

    source: str  # tthc_full, tthc_portal_crawl, national_list, commune_sheet, local_list, code_map
    digest: str
    rows: Iterable[Row]


def read(path: Path | str) -> Reading:
    """Recognise a file by its content and give its rows. Raises Refused."""
    path = Path(path)
    try:
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
    except OSError as error:
        raise Refused(f"Không mở được tệp «{path.name}». Kiểm tra quyền đọc tệp.") from error
    source, rows = _open(path, head)
    return Reading(source, digest, rows)


def _open(path, head):
    name = path.name
    if head.startswith(GZIP):
        return _text(path, gzip.open)
    if head.startswith(ZIP):
        return tables.open_book(path, _zip_kind(path))
    if head.startswith(OLE):
        content = path.read_bytes()
        if ENCRYPTED in content:
            raise Refused(f"Tệp «{name}» có mật khẩu. Mở bằng Excel, bỏ mật khẩu rồi nhập lại.")
        if WORD in content:
            raise Refused(f"Tệp «{name}» là văn bản Word. Hãy lưu danh sách thành tệp Excel (.xlsx) rồi nhập lại.")
        return tables.open_book(path, "xls")
    if head.startswith(PDF):
        raise Refused(f"Tệp «{name}» là tệp PDF. Hãy xin tệp Excel hoặc CSV của danh sách rồi nhập lại.")
    return _text(path, open)


def _zip_kind(path):
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(f"Tệp «{path.name}» bị hỏng hoặc tải chưa hết. Tải lại tệp rồi nhập lại.") from error
    if unpacked > MAX_BYTES:
        raise Refused(f"Tệp «{path.name}» quá lớn khi giải nén. Chia nhỏ tệp rồi nhập lại.")
    if any(name.startswith("xl/workbook") for name in names):
        return "xlsx"
    if "word/document.xml" in names:
        raise Refused(f"Tệp «{path.name}» là văn bản Word. Hãy lưu danh sách thành tệp Excel (.xlsx) rồi nhập lại.")
    if "content.xml" in names:
        return "ods"
    raise Refused(f"Tệp «{path.name}» là tệp nén không có danh sách nào. Giải nén rồi nhập từng tệp bên trong.")


def _text(path, opener):
    """JSON or delimited text. `opener(path, "rb")` gives its bytes, unpacked where it is packed."""
    name = path.name
    start = _content(path, opener, 4096)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return tables.open_text(name, _decoded(name, _content(path, opener), "utf-16"))
    start = start.removeprefix(BOM).lstrip()
    if not start:
        raise Refused(f"Tệp «{name}» trống. Tải hoặc xuất lại tệp từ nơi cung cấp.")
    if start.startswith(b"{"):
        return _records(name, _lines(path, opener))
    if start.startswith(b"["):
        return _records(name, _list(name, _content(path, opener)))
    if start.startswith(b"<"):
        raise Refused(
            f"Tệp «{name}» là trang HTML hoặc XML, không phải bảng tính. "
            "Mở bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi nhập lại."
        )
    if b"\0" in start:
        raise Refused(f"Tệp «{name}» không phải bảng tính, CSV hay JSON. Xuất lại thành .xlsx hoặc .csv rồi nhập lại.")
    return tables.open_text(name, _decoded(name, _content(path, opener).removeprefix(BOM), "utf-8"))


def _content(path, opener, length=MAX_BYTES + 1):
    with _whole_file(path), opener(path, "rb") as file:
        content = file.read(length)
    if len(content) > MAX_BYTES:
        raise Refused(f"Tệp «{path.name}» quá lớn khi giải nén. Chia nhỏ tệp rồi nhập lại.")
    return content


@contextmanager
def _whole_file(path):
    """A packed file that breaks off is said to be broken."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(f"Tệp «{path.name}» bị hỏng hoặc tải chưa hết. Tải lại tệp rồi nhập lại.") from error


def _decoded(name, content, encoding):
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            f"Tệp «{name}» không dùng mã Unicode (UTF-8). Mở bằng Excel, chọn Lưu thành (Save As) kiểu "
            "«CSV UTF-8» hoặc .xlsx rồi nhập lại."
        ) from error


def _lines(path, opener) -> Iterator[tuple[int, Any]]:
    """(line number, value) of JSON lines; one object written over many lines is also taken."""
    size = 0
    with _whole_file(path), opener(path, "rb") as file:
        for number, line in enumerate(file, start=1):
            size += len(line)
            if size > MAX_BYTES:
                raise Refused(f"Tệp «{path.name}» quá lớn khi giải nén. Chia nhỏ tệp rồi nhập lại.")
            if not (line := line.removeprefix(BOM).strip()):
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                if number == 1 and isinstance(value := _whole(_content(path, opener).removeprefix(BOM)), dict):
                    yield 1, value
                    return
                raise Refused(
                    f"Tệp «{path.name}», dòng {number}: không phải JSON hợp lệ (tệp hỏng hoặc tải chưa hết). "
                    "Tải lại tệp rồi nhập lại."
                ) from error
            yield number, value


def _whole(content):
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _list(name, content):
    whole = _whole(content)
    if not isinstance(whole, list):
        raise Refused(f"Tệp «{name}» không phải JSON hợp lệ (tệp hỏng hoặc tải chưa hết). Tải lại tệp.")
    return enumerate(whole, start=1)


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
    if not isinstance(value, dict):
        raise Refused(f"Tệp «{name}», dòng {number}: không phải một bản ghi thủ tục. Kiểm tra lại tệp.")
    return Row(Place(name, row=number), value)
