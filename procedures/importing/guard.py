"""What is looked at before a packed workbook is read: its size once unpacked, its bounds, and what it declares.

The reader (calamine) makes a full rectangle out of a sheet and unpacks whole parts into memory: a file of a few
kilobytes could fill the machine. So every part is unpacked here first, piece by piece and thrown away, by its real
bytes and not by what its directory says. Nothing in a workbook is run, fetched or expanded: a part that declares a
document type is refused.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from procedures.importing.findings import Refused

MAX_ENTRIES = 5_000
#: Unpacked bytes: all XML together; one part that is neither cells nor their strings.
MAX_XML, MAX_SMALL_PART = 160 * 2**20, 16 * 2**20
#: A large part that shrinks more than so is no table (real ones: 8 to 25 times).
MAX_RATIO, LARGE = 60, 8 * 2**20
#: The national catalogue holds 6,000 procedures, the longest known list 8,100 rows.
MAX_ROWS = 30_000
MAX_CELLS = 1_000_000
#: The largest rectangle made at once; a sheet with stray cells far off is read row by row up to MAX_STRAY cells.
MAX_AREA, MAX_STRAY = 2_000_000, 100_000
MAX_RUN = 2**20  # bytes of one text
_PIECE = 2**20

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>|<(?:\w+:)?c>")
_AT = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_UNCOUNTED = re.compile(
    rb"""<(?:\w+:)?c((?:\s[^>]*)?)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_TYPE_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: A tag that begins before the one at hand has ended: no XML, and each would be searched to the end of the piece.
_TAG_IN_TAG = re.compile(rb"<[^!<>][^<>]*<")
_SHEET_PART = re.compile(r"xl/(?:work)?sheets/[^/]+\.xml", re.IGNORECASE)
_ODS_TOKEN = re.compile(
    rb"<table:table\b[^>]*>|<table:table-row\b[^>]*>|<table:(?:covered-)?table-cell\b[^>]*>|<text:p\b"
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,9})""")


@dataclass
class Bounds:
    """What one sheet holds: cells with content, the rows and the last row and column of them (counted from 1)."""

    cells: int = 0
    rows: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    is_implicit: bool = False  # cells that do not say where they are
    uncounted: str = ""  # the first cell with a formula whose value was never kept

    @property
    def area(self) -> int:
        return self.last_row * self.last_column


@dataclass(frozen=True)
class Book:
    """A packed workbook that may be read. `is_sparse`: only row by row."""

    kind: str  # xlsx or ods
    is_sparse: bool = False


def look(path) -> Book:
    """What a zip file is, once it is sure that reading it is safe. Raises Refused."""
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise Refused(_too_large(name))
            names = {entry.filename.replace("\\", "/") for entry in entries}
            kind = _kind(name, names)
            if len(names) != len(entries) or any(entry.flag_bits & 1 for entry in entries):
                raise zipfile.BadZipFile
            if kind == "ods" and b"encryption-data" in b"".join(_manifest(archive, file)):
                raise Refused(_locked(name))
            return _looked_through(name, kind, file, entries)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, zlib.error, struct.error, NotImplementedError) as error:
        raise Refused(f"Tệp «{name}» bị hỏng hoặc tải chưa hết. Tải lại tệp rồi nhập lại.") from error


def pieces(file, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry, unpacked by what is really there. Raises BadZipFile where the directory lies."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04" or entry.compress_type not in (0, 8):
        raise zipfile.BadZipFile
    file.seek(sum(struct.unpack("<HH", header[26:30])), 1)
    left, total = entry.compress_size, 0
    unpack = zlib.decompressobj(-15) if entry.compress_type else None
    while left > 0:
        packed = file.read(min(left, 2**16))
        if not packed:
            raise zipfile.BadZipFile
        left -= len(packed)
        while packed:
            piece = unpack.decompress(packed, _PIECE) if unpack else packed
            packed = unpack.unconsumed_tail if unpack else b""
            total += len(piece)
            if total > entry.file_size:
                raise zipfile.BadZipFile
            if piece:
                yield piece
    if unpack and (piece := unpack.flush()):
        total += len(piece)
        yield piece
    if total != entry.file_size:
        raise zipfile.BadZipFile


def _kind(name, names):
    if any(part.startswith("xl/workbook") for part in names):
        if "xl/workbook.bin" in names:
            raise Refused(f"Tệp «{name}» là tệp .xlsb. Mở bằng Excel, lưu thành .xlsx rồi nhập lại.")
        return "xlsx"
    if "word/document.xml" in names:
        raise Refused(f"Tệp «{name}» là văn bản Word. Chép bảng trong đó sang Excel, lưu thành tệp .xlsx rồi nhập lại.")
    if "content.xml" in names:
        return "ods"
    raise Refused(f"Tệp «{name}» là tệp nén không có danh sách nào. Giải nén rồi nhập từng tệp bên trong.")


def _manifest(archive, file):
    try:
        entry = archive.getinfo("META-INF/manifest.xml")
    except KeyError:
        return
    if entry.file_size < MAX_SMALL_PART:
        yield from pieces(file, entry)


def _looked_through(name, kind, file, entries):
    is_sparse, total = False, 0
    for entry in entries:
        part = entry.filename.replace("\\", "/")
        if not part.lower().endswith((".xml", ".rels")):
            continue
        is_cells = bool(_SHEET_PART.fullmatch(part)) or part in ("xl/sharedStrings.xml", "content.xml")
        total += entry.file_size
        ratio = entry.file_size / max(entry.compress_size, 1)
        if (
            total > MAX_XML
            or (entry.file_size > LARGE and ratio > MAX_RATIO)
            or (entry.file_size > MAX_SMALL_PART and not is_cells)
        ):
            raise Refused(_too_large(name))
        content = _checked(name, pieces(file, entry))
        if kind == "ods" and part == "content.xml":
            _look_at_ods(name, content)
        elif kind == "xlsx" and is_cells and part != "xl/sharedStrings.xml":
            is_sparse = _look_at_sheet(name, content) or is_sparse
        else:
            for _ in content:
                pass
    return Book(kind, is_sparse)


def _checked(name, content):
    """The same bytes, cut between tags; refused where they declare a document type or one text is endless."""
    rest, is_first = b"", True
    for piece in content:
        if is_first and b"\0" in piece[:4]:
            raise zipfile.BadZipFile
        is_first = False
        whole = rest + piece
        if _TYPE_DECLARED.search(whole):
            raise Refused(
                f"Tệp «{name}» có khai báo XML lạ (DTD), không phải do Excel lưu. Mở bằng Excel, lưu lại thành .xlsx "
                "rồi nhập lại."
            )
        if _TAG_IN_TAG.search(whole):
            raise zipfile.BadZipFile
        cut = max((match.end() for match in _CELL_END.finditer(whole, max(len(whole) - 50_000, 0))), default=0)
        cut = cut or whole.rfind(b"<", 0, max(len(whole) - 20_000, 0))
        if cut <= 0 and len(whole) > 2 * MAX_RUN:
            raise Refused(f"Tệp «{name}» có ô chứa hơn một triệu ký tự. Xóa hoặc rút ngắn ô đó rồi nhập lại.")
        if cut > 0:
            yield whole[:cut]
            rest = whole[cut:]
        else:
            rest = whole
    yield rest


def _look_at_sheet(name, content):
    """Whether the sheet is to be read row by row."""
    bounds = Bounds()
    for piece in content:
        _measure(bounds, piece)
        if len(bounds.rows) > MAX_ROWS:
            raise Refused(
                f"Tệp «{name}» có trang tính hơn {MAX_ROWS:,} dòng".replace(",", ".")
                + ", không phải danh sách thủ tục. Giữ lại các dòng cần nhập, chia nhỏ tệp rồi nhập lại."
            )
        if bounds.cells > MAX_CELLS:
            raise Refused(_too_large(name))
    if bounds.uncounted:
        raise Refused(
            f"Tệp «{name}», ô {bounds.uncounted}: công thức chưa có kết quả. Mở bằng Excel, chờ tính xong, lưu lại "
            "rồi nhập lại."
        )
    if bounds.area <= MAX_AREA and not bounds.is_implicit:
        return False
    if bounds.cells > MAX_STRAY:
        raise Refused(
            f"Tệp «{name}» có ô ở rất xa bảng (tới dòng {bounds.last_row:,}".replace(",", ".")
            + f", cột thứ {bounds.last_column}). Chép riêng bảng sang tệp mới rồi nhập lại."
        )
    return True


def _measure(bounds, piece):
    for match in _UNCOUNTED.finditer(piece):
        if b't="str"' not in match[1] and not bounds.uncounted:
            at = _AT.search(match[1])
            bounds.uncounted = (at[1] + at[2]).decode() if at else "có công thức"
    columns = set()
    for attributes in _CELL.findall(piece):
        bounds.cells += 1
        if at := _AT.search(attributes):
            columns.add(at[1])
            bounds.rows.add(int(at[2]))
        else:
            bounds.is_implicit = True
    bounds.last_row = max(bounds.rows, default=0)
    bounds.last_column = max(bounds.last_column, *map(_column, columns), 0)


def _column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _look_at_ods(name, content):
    """OpenDocument writes a repeated row or cell once: what they come to when written out."""
    row = column = step = width = last = cells = 0
    for piece in content:
        for match in _ODS_TOKEN.finditer(piece):
            token = match[0]
            times = int(found[1]) if (found := _REPEATED.search(token)) else 1
            if token.startswith(b"<table:table-row"):
                row, step, column = row + step, times, 0
            elif token.startswith((b"<table:table-cell", b"<table:covered")):
                column += times
                if b"value-type=" in token:
                    last, width = row + step, max(width, column)
                    cells += times * step
            elif token.startswith(b"<table:table"):
                row = column = step = width = last = 0
            if cells > MAX_CELLS or last * width > MAX_AREA or last > MAX_ROWS:
                raise Refused(
                    f"Tệp «{name}» có quá nhiều dòng, hoặc có ô ở rất xa bảng. Chép riêng bảng sang tệp mới rồi nhập "
                    "lại."
                )


def _too_large(name):
    return f"Tệp «{name}» quá lớn khi giải nén. Chép riêng bảng sang tệp mới, chia nhỏ rồi nhập lại."


def _locked(name):
    return f"Tệp «{name}» có mật khẩu. Mở bằng Excel, bỏ mật khẩu rồi nhập lại."
