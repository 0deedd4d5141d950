"""Pure rules named after what they check. Used by models, importing and the sheet alike."""

import re
import zipfile

from django.core.exceptions import ValidationError

#: National code: one digit, a point, six digits (a few real ones have more).
CODE = re.compile(r"\d\.\d{6,12}")
#: The same with the local tail that provinces add: 1.004227.000.00.00.H26
LOCAL_CODE = re.compile(r"(\d\.\d{6,12})(?:\.\d{2,3}){0,4}(?:\.[A-Za-z]\w{0,5})?")
#: Codes kept free for invented examples, so that no real procedure is ever told a false fate.
RESERVED_CODE = re.compile(r"0\.9\d{5}")

MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_FORM_BYTES = 20 * 1024 * 1024
MAX_SCAN_BYTES = 50 * 1024 * 1024


def validate_code(value):
    """A national procedure code such as 1.001193."""
    if not CODE.fullmatch(value):
        raise ValidationError("Mã thủ tục phải có dạng 1.001193 (một chữ số, dấu chấm, sáu chữ số).")


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


def validate_image(file):
    """A picture: PNG, JPEG or WebP by content, of reasonable size."""
    from PIL import Image, UnidentifiedImageError

    if file.size > MAX_IMAGE_BYTES:
        raise ValidationError("Ảnh lớn hơn 5 MB. Hãy thu nhỏ rồi tải lên lại.")
    try:
        with Image.open(file) as image:
            kind, pixels = image.format, image.width * image.height
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError("Không đọc được ảnh. Hãy dùng tệp PNG, JPEG hoặc WebP.") from error
    finally:
        file.seek(0)
    if kind not in {"PNG", "JPEG", "WEBP"}:
        raise ValidationError("Chỉ nhận ảnh PNG, JPEG hoặc WebP.")
    if pixels > 50_000_000:
        raise ValidationError("Ảnh quá lớn (trên 50 triệu điểm ảnh). Hãy thu nhỏ rồi tải lên lại.")


def _starts(file, length=8):
    file.seek(0)
    head = file.read(length)
    file.seek(0)
    return head


def validate_document(file):
    """A scan: PDF by content."""
    if file.size > MAX_SCAN_BYTES:
        raise ValidationError("Tệp lớn hơn 50 MB. Hãy quét lại với độ phân giải thấp hơn.")
    if not _starts(file).startswith(b"%PDF-"):
        raise ValidationError("Chỉ nhận tệp PDF.")


def validate_form_file(file):
    """A blank form: .docx, .doc or .pdf, by content and by name, without macros."""
    if file.size > MAX_FORM_BYTES:
        raise ValidationError("Tệp lớn hơn 20 MB.")
    head, suffix = _starts(file), file.name.lower().rpartition(".")[2]
    right = {
        "pdf": head.startswith(b"%PDF-"),
        "doc": head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        "docx": head.startswith(b"PK\x03\x04") and _is_docx(file),
    }
    if not right.get(suffix):
        raise ValidationError("Chỉ nhận biểu mẫu .docx, .doc hoặc .pdf, và nội dung phải đúng với đuôi tệp.")


def _is_docx(file):
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    finally:
        file.seek(0)
    return "word/document.xml" in names and "word/vbaProject.bin" not in names
