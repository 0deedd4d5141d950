"""Files nobody should send, made on the spot: workbooks by their XML, texts in the wrong letters."""

import io
import unicodedata
import zipfile

import openpyxl

from procedures.importing import garbled

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = ("Mã số", "Tên", "Lĩnh vực")
LINES = (
    ("1.001193", "Thủ tục đăng ký khai sinh", "Hộ tịch"),
    ("1.000656", "Đăng ký khai tử lưu động", "Hộ tịch"),
    ("2.000635", "Cấp bản sao trích lục hộ tịch", "Hộ tịch"),
    ("1.004873", "Cấp giấy xác nhận tình trạng hôn nhân", "Hộ tịch"),
)


def xlsx(path, sheet, *, strings="", extra=(), level=9, workbook=""):
    """A workbook with one sheet, given by what stands in <sheetData>. `extra`: (part, content) beside it."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{OFFICE}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OFFICE}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{workbook}<workbook {MAIN} xmlns:r="{RELATED}"><sheets><sheet name="Trang 1" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for part, content in (parts | dict(extra)).items():
            archive.writestr(part, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            file.write(f"<worksheet {MAIN}><sheetData>".encode())
            for piece in [sheet] if isinstance(sheet, str) else sheet:
                file.write(piece.encode())
            file.write(b"</sheetData></worksheet>")
    return path


def row(number, *cells, at="ABCDEFGHIJ"):
    """One <row> of texts, each at its column."""
    inside = "".join(
        f'<c r="{column}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for column, cell in zip(at, cells, strict=False)
    )
    return f'<row r="{number}">{inside}</row>'


def table(start=1):
    """The <row>s of the small list."""
    return "".join(row(number, *cells) for number, cells in enumerate((HEAD, *LINES), start=start))


def book_bytes(*rows):
    """A real workbook as Excel's library writes it."""
    book = openpyxl.Workbook()
    for cells in rows or (HEAD, *LINES):
        book.active.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def csv_text(mark=",", rows=(HEAD, *LINES)):
    return "".join(mark.join(cells) + "\n" for cells in rows)


def _shown(content, page):
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in content)


def _font(pairs):
    known = dict(pairs)
    known |= {letter.upper(): code.upper() for letter, code in known.items() if letter.upper() not in known}
    return lambda text: "".join(known.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def _tcvn3(text):
    capitals = {letter: code for code, letter in garbled._TCVN3_CAPITALS.items()}
    known = dict(zip(garbled.LETTERS, garbled._TCVN3, strict=True))
    known |= {letter.upper(): code for letter, code in known.items()} | capitals  # capitals are a font of their own
    return "".join(known.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def windows_1258(text):
    """The bytes of Windows-1258: a letter with two marks is kept as a letter and a mark."""
    content = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            content += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next((part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"), "")
            content += (unicodedata.normalize("NFC", parts.replace(tone, "")) + tone).encode("cp1258", "replace")
    return content


#: How a right text looks in the wrong hands: the name of `garbled.NAMES` → a way to spoil it.
SPOIL = {
    "tcvn3": _tcvn3,
    "vni": _font(zip(garbled.LETTERS, garbled._VNI, strict=True)),
    "viscii": _font((letter, _shown([byte], "cp1252")) for byte, letter in enumerate(garbled._VISCII, start=0x80)),
    "vps": _font((letter, chr(byte)) for byte, letter in zip(garbled._VPS, garbled.LETTERS, strict=True)),
    "cp1258": lambda text: _shown(windows_1258(text), "cp1252"),
    "utf8": lambda text: _shown(text.encode(), "cp1252"),
    "utf8 as latin-1": lambda text: text.encode().decode("latin-1"),
    "utf8 as 1258": lambda text: _shown(text.encode(), "cp1258"),
    "utf8 on a Mac": lambda text: text.encode().decode("mac_roman"),
    "utf8 twice": lambda text: _shown(_shown(text.encode(), "cp1252").encode(), "cp1252"),
    "lost": lambda text: text.encode("cp1252", "replace").decode("cp1252"),
    "lost for good": lambda text: text.encode("cp1252", "replace").decode("cp1252").replace("?", "\ufffd"),
}
