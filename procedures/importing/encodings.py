"""Bytes of a text file to text. What is no Unicode is converted only where spelling proves how it was meant."""

import unicodedata

from procedures.importing import garbled
from procedures.importing.findings import Refused
from procedures.importing.syllables import is_syllable

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"),
          (b"\xfe\xff", "utf-16"))  # fmt: skip
#: Of the words with marks, so many must be Vietnamese syllables before text is taken as Windows-1258.
_PROOF = 0.9


def decoded(name: str, content: bytes) -> str:
    """The text of a file, without its byte order mark: UTF-8, UTF-16, UTF-32 or Windows-1258. Raises Refused.

    Windows-1258 (Excel's "CSV" on a Vietnamese Windows) has no mark of its own: it is taken where nine in ten of the
    words with marks come out as Vietnamese syllables. Old fonts are named and refused: see `garbled`.
    """
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    encoding = encoding or _without_mark(content) or "utf-8"
    if encoding == "utf-8" and b"\0" in content:
        raise Refused(_no_text(name))
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return _old(name, content)
        raise Refused(
            f"Tệp «{name}» bị hỏng hoặc tải chưa hết (chữ không đúng bảng mã). Tải lại tệp rồi nhập lại."
        ) from error
    if "\0" in text:
        raise Refused(_no_text(name))
    return text.removeprefix("\ufeff")


def _no_text(name):
    return f"Tệp «{name}» không phải bảng tính, CSV hay JSON. Xuất lại thành .xlsx hoặc .csv rồi nhập lại."


def _without_mark(content):
    """UTF-16 without a mark: in a table of text every second byte of the first row is NUL."""
    head = content[:200]
    if head[1::2].count(0) > len(head) * 0.3 and not head[::2].count(0):
        return "utf-16-le"
    if head[::2].count(0) > len(head) * 0.3 and not head[1::2].count(0):
        return "utf-16-be"
    return None


def _old(name, content):
    """Text that is not UTF-8."""
    windows = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    western = content.decode("cp1252", "replace").replace("\ufffd", " ")
    if (share := _proof(windows)) is not None and share >= _PROOF and _proof(western) != 1:
        return windows
    latin = content.decode("latin-1")
    found = garbled.verdict_of_row(latin.splitlines()[:2000]) or garbled.verdict_of_column(latin.splitlines()[:2000])
    if found:
        raise Refused(found.sentence(f"Tệp «{name}»"))
    raise Refused(
        f"Tệp «{name}» không dùng mã Unicode (UTF-8). Mở bằng Excel, chọn Lưu thành (Save As) kiểu "
        "«CSV UTF-8» hoặc .xlsx rồi nhập lại."
    )


def _proof(text):
    """The share of Vietnamese syllables among the words with marks; None where there are fewer than three."""
    words = [word for word in garbled.words(text[:200_000]) if not word.isascii()]
    if len(words) < 3:
        return None
    return sum(map(is_syllable, words)) / len(words)
