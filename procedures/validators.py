"""Pure rules named after what they check. Used by models, importing and the sheet alike."""

import re
import zipfile
import zlib
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator

from procedures import wording
from procedures.sheet import LONGEST, SHORTEST

#: National code: one digit, a point, six digits (a few real ones have more).
CODE = re.compile(r"\d\.\d{6,12}")
#: The same with the local tail that provinces add: 1.004227.000.00.00.H26
LOCAL_CODE = re.compile(r"(\d\.\d{6,12})(?:\.\d{2,3}){0,4}(?:\.[A-Za-z]\w{0,5})?")
#: Codes kept free for invented examples, so that no real procedure is ever told a false fate.
RESERVED_CODE = re.compile(r"0\.9\d{5}")

#: Years that a day in these offices may have; 0202 is a slip of the finger.
FIRST_YEAR, LAST_YEAR = 1945, 2200
WRONG_DURATION = "Con số của thời hạn phải từ 0,25 đến 100.000."
SMALLEST_FEE = 500  # đồng; 0 says that there is none to pay
#: Figures that nobody can dial: numbers of 8 to 10 figures begin with 0, or with 1 (1900 1234).
_WITHOUT_NOUGHT = re.compile(r"[2-9][0-9]{7,9}")

MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_PHOTO_BYTES = 20 * 1024 * 1024
MAX_FORM_BYTES = 20 * 1024 * 1024
MAX_SCAN_BYTES = 50 * 1024 * 1024


def validate_code(value):
    """A national procedure code such as 1.001193."""
    if not CODE.fullmatch(value):
        raise ValidationError("Mã thủ tục phải có dạng 1.001193 (một chữ số, dấu chấm, sáu chữ số).")


def validate_duration(value):
    """The number of a time limit: what a sheet can say (`sheet.Duration`), and never nothing."""
    if not SHORTEST <= value <= LONGEST:
        raise ValidationError(WRONG_DURATION)


def validate_fee(amount, remedy="Gõ đủ các số 0."):
    """A fee in đồng that somebody asks for, or none to pay; one in between has likely lost the noughts of thousands."""
    if 0 < amount < SMALLEST_FEE:
        raise ValidationError(f"Phí {amount} đồng: có phải {wording.money(amount * 1000)}? {remedy}")


def validate_phone(text, remedy="Gõ đủ số 0 ở đầu."):
    """One number to dial or several, each with what is said of it: «Hộ tịch: 0200 000 0015». Excel takes the first
    nought of a number in a cell of figures."""
    for part in re.split(r"[,;/\n]", text):
        number = re.sub(r"[\s.()-]", "", part.rpartition(":")[2])
        if _WITHOUT_NOUGHT.fullmatch(number):
            whole = f"có phải 0{number}?" if len(number) > 8 else "thiếu mã vùng, ví dụ 0200 000 0011."
            raise ValidationError(f"Số {number}: {whole} {remedy}")


def validate_phones(**numbers):
    """The telephones of a row by their fields' names. Each fault is told of its field."""
    _each(validate_phone, numbers)


def degrees(field, value):
    """A coordinate as its field keeps it: a map gives more decimals than a door needs. Raises ValidationError."""
    least, most = sorted(each.limit_value for each in field.validators if isinstance(each, BaseValidator))
    if not least <= value <= most:
        raise ValidationError(f"{field.verbose_name.capitalize()} ở Việt Nam từ {least} đến {most}. {field.help_text}")
    return round(value, field.decimal_places)


def validate_day(value):
    """A day that an office may have meant: its year is one that can be."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(
            f"Năm {value.year:04d} không đúng. Ghi lại ngày này, năm từ {FIRST_YEAR} đến {LAST_YEAR}."
        )


def validate_days(**days):
    """The days of a row by their fields' names, None for one that is not said. Each fault is told of its field."""
    _each(validate_day, {name: day for name, day in days.items() if day is not None})


def _each(rule, values):
    faults = {}
    for name, value in values.items():
        try:
            rule(value)
        except ValidationError as error:
            faults[name] = error
    if faults:
        raise ValidationError(faults)


def normal_code(text):
    """The national code in any way of writing it, or None.

    `1.001193`, `1001193`, `1,001193`, `1.001193.000.00.00.H26`, with spaces, in any case → `1.001193`.
    """
    text = re.sub(r"\s+", "", text).replace(",", ".")
    if match := LOCAL_CODE.fullmatch(text):
        return match[1]
    if re.fullmatch(r"\d{7}", text):
        return f"{text[0]}.{text[1:]}"
    return None


def validate_file_name(name):
    """A name that says what the file is: no path out of its folder, no invisible or turning marks, one honest ending.

    A turning mark (U+202E) before "fdp.exe" shows "exe.pdf"; "đơn.html.pdf" is a page to a careless server.
    """
    own = name.rpartition("/")[2]
    if _INVISIBLE.search(name) or "\\" in name or ".." in name.split("/") or not own.strip(" ."):
        raise ValidationError("Tên tệp có ký tự lạ. Đổi tên tệp bằng chữ, số và dấu gạch rồi tải lên lại.")
    if any(_RUNNABLE.fullmatch(part.strip()) for part in own.lower().split(".")[1:]):
        raise ValidationError(
            f"Tên tệp «{own}» có đuôi của chương trình. Đặt lại tên với một đuôi tệp rồi tải lên lại."
        )


def validate_photo(file):
    """A picture straight from a telephone, which is kept smaller than it comes."""
    validate_image(file, MAX_PHOTO_BYTES)


def validate_image(file, most=MAX_IMAGE_BYTES):
    """A picture: PNG, JPEG or WebP by content and by name, of reasonable size."""
    from PIL import Image, UnidentifiedImageError

    validate_file_name(file.name)
    if file.size > most:
        raise ValidationError(f"Ảnh lớn hơn {most // 1024 // 1024} MB. Hãy thu nhỏ rồi tải lên lại.")
    try:
        with Image.open(file) as image:
            kind, pixels = image.format, image.width * image.height
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError("Không đọc được ảnh. Hãy dùng tệp PNG, JPEG hoặc WebP.") from error
    finally:
        file.seek(0)
    if kind not in IMAGES or _suffix(file) not in IMAGES[kind]:
        raise ValidationError("Chỉ nhận ảnh PNG, JPEG hoặc WebP, và nội dung phải đúng với đuôi tệp.")
    if pixels > 50_000_000:
        raise ValidationError("Ảnh quá lớn (trên 50 triệu điểm ảnh). Hãy thu nhỏ rồi tải lên lại.")


def validate_document(file):
    """A scan: PDF by content and by name, without scripts."""
    validate_file_name(file.name)
    if file.size > MAX_SCAN_BYTES:
        raise ValidationError("Tệp lớn hơn 50 MB. Hãy quét lại với độ phân giải thấp hơn.")
    if _suffix(file) != "pdf" or not _content(file, 5).startswith(b"%PDF-"):
        raise ValidationError("Chỉ nhận tệp PDF.")
    _validate_pdf(file)


def validate_form_file(file):
    """A blank form: .docx, .doc or .pdf, by content and by name, without macros, scripts or outside templates."""
    validate_file_name(file.name)
    if file.size > MAX_FORM_BYTES:
        raise ValidationError("Tệp lớn hơn 20 MB.")
    head, suffix = _content(file, 8), _suffix(file)
    check = {
        "pdf": (b"%PDF-", _validate_pdf),
        "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _validate_doc),
        "docx": (b"PK\x03\x04", _validate_docx),
    }
    if suffix not in check or not head.startswith(check[suffix][0]):
        raise ValidationError(_NOT_A_FORM)
    check[suffix][1](file)


_NOT_A_FORM = "Chỉ nhận biểu mẫu .docx, .doc hoặc .pdf, và nội dung phải đúng với đuôi tệp."
_WITH_MACROS = "Biểu mẫu có macro hoặc tệp lạ bên trong. Mở bằng Word, lưu thành .docx không có macro rồi tải lên lại."
IMAGES = {"PNG": {"png"}, "JPEG": {"jpg", "jpeg"}, "WEBP": {"webp"}}
#: Control characters, and marks that are not seen or turn the direction of what follows.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_RUNNABLE = re.compile(
    "exe|com|bat|cmd|scr|pif|msi|dll|jse?|vb[se]|ws[fh]|hta|ps1|sh|php[0-9]?|phtml|aspx?|jsp|cgi|x?html?|shtml|svg|xml|"
    "lnk|url|jar|do[ct]m|xl[st]m"
)
#: Names of a PDF that run something on opening it, whole or written with #xx codes.
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)\b")
_PDF_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
#: Streams of an old Word file that hold macros, as its directory writes them.
_DOC_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Macros\0", "EncryptedPackage"))
_MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OUTSIDE = re.compile(rb"""Target=["'](?:https?:|ftp:|file:/*[^/"']+\.[^/"']+/|\\\\|//)""", re.IGNORECASE)
MAX_PARTS, MAX_UNPACKED, MAX_PDF_OBJECTS = 2_000, 200 * 1024 * 1024, 5 * 1024 * 1024


def _suffix(file):
    return file.name.lower().rpartition(".")[2]


def _content(file, length=-1):
    file.seek(0)
    content = file.read(length)
    file.seek(0)
    return content


def _validate_pdf(file):
    """A look at what the file says outside pictures and fonts; an encrypted or contrived file may hide more."""
    total = 0
    for said in _pdf_objects(_content(file)):
        if _PDF_ACTIVE.search(_PDF_CODE.sub(lambda code: bytes([int(code[1], 16)]), said)):
            raise ValidationError(
                "Tệp PDF có mã chạy hoặc tệp đính kèm. In lại thành PDF (Print to PDF) rồi tải lên lại."
            )
        total += len(said)
        if total > MAX_UNPACKED:
            raise ValidationError("Tệp PDF quá lớn khi giải nén. In lại thành PDF (Print to PDF) rồi tải lên lại.")


def _pdf_objects(content):
    """What stands outside streams, and the objects packed in streams of objects."""
    at = 0
    while (start := content.find(b"stream", at)) >= 0:
        yield content[at:start]
        is_objects = b"/ObjStm" in content[max(at, start - 1_000) : start]
        end = content.find(b"endstream", start)
        at = end + 9 if end >= 0 else len(content)
        if is_objects:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(content[start + 6 : at].lstrip(b"\r\n"), MAX_PDF_OBJECTS)
    yield content[at:]


def _validate_doc(file):
    content = _content(file)
    if "WordDocument".encode("utf-16-le") not in content:
        raise ValidationError(_NOT_A_FORM)
    if any(name in content for name in _DOC_MACROS):
        raise ValidationError(_WITH_MACROS)


def _validate_docx(file):
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ValidationError("Biểu mẫu quá lớn khi giải nén. Mở bằng Word, lưu lại rồi tải lên lại.")
            names = {part.filename.replace("\\", "/") for part in parts}
            types = _part(archive, "[Content_Types].xml")
            template = _part(archive, "word/_rels/settings.xml.rels", needed=False)
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        KeyError,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise ValidationError(_NOT_A_FORM) from error
    finally:
        file.seek(0)
    if "word/document.xml" not in names or any(".." in name.split("/") or name.startswith("/") for name in names):
        raise ValidationError(_NOT_A_FORM)
    if _MAIN_TYPE not in types or any("vbaproject" in name.lower() or _is_program(name) for name in names):
        raise ValidationError(_WITH_MACROS)
    if b"attachedTemplate" in template and _OUTSIDE.search(template):
        raise ValidationError(
            "Biểu mẫu lấy khuôn từ một địa chỉ bên ngoài. Mở bằng Word, lưu thành .docx mới rồi tải lên lại."
        )


def _is_program(name):
    return name.startswith("word/embeddings/") and bool(_RUNNABLE.fullmatch(name.lower().rpartition(".")[2]))


def _part(archive, name, needed=True):
    """The first megabyte of a part."""
    try:
        with archive.open(name) as file:
            return file.read(2**20)
    except KeyError:
        if needed:
            raise
        return b""
