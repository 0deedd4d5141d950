"""Kinds of cells: what stands in the workbook for a value of a sheet, and what value a cell means. Pure.

`write` and `read` are each other's reverse. `read` takes text as people see it and raises ValueError with a Vietnamese
sentence where it does not fit.
"""

import re
from collections.abc import Mapping
from typing import Any

from procedures.text import fold

NONE = "Không có"
YES, NO = "Có", "Không"
#: Before words that would otherwise mean something: «'Không có» is those two words, «'» alone is a text without words.
AS_TEXT = "'"


def is_none(text: str) -> bool:
    """Whether a cell says that there is none."""
    return text.strip().rstrip(".").casefold() == NONE.casefold()


def escaped(text: str) -> str:
    """Words as they stand in a cell that is three-valued."""
    return AS_TEXT + text if is_none(text) or text.startswith(AS_TEXT) else text


def unescaped(text: str) -> str:
    """The words a cell holds."""
    return text.strip().removeprefix(AS_TEXT)


class Text:
    """Words that are always there, if only as "": an empty cell is ""."""

    is_number = False
    labels: tuple[str, ...] = ()
    #: Whether other values than the labels may be written.
    is_open = True

    def write(self, value):
        return escaped(value or "")

    def read(self, text):
        return unescaped(text)


class Words(Text):
    """Three-valued words: None, "" or text."""

    def write(self, value):
        return "" if value is None else escaped(value) if value else NONE

    def read(self, text):
        if not text.strip():
            return None
        return "" if is_none(text) else unescaped(text)


class Lines(Text):
    """Several short texts, a line each; three-valued where `may_be_unknown`."""

    def __init__(self, *, may_be_unknown=True):
        self.may_be_unknown = may_be_unknown

    def write(self, value):
        if not value:
            return NONE if self.may_be_unknown and value is not None else ""
        return "\n".join(escaped(line) or AS_TEXT for line in value)

    def read(self, text):
        if not text.strip():
            return None if self.may_be_unknown else []
        return [] if is_none(text) else [unescaped(line) for line in text.split("\n") if line.strip()]


class Whole(Text):
    """A whole number. Dots and spaces may group thousands; «đồng» may stand behind."""

    is_number = True

    def write(self, value):
        return "" if value is None else value

    def read(self, text):
        if not text.strip():
            return None
        digits = re.sub(r"\s|(?:đồng|đ|vnđ|vnd)\.?$", "", text.strip(), flags=re.IGNORECASE)
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+", digits):
            digits = re.sub(r"[.,]", "", digits)
        if not digits.isdecimal() or len(digits) > 15:
            raise ValueError(f"«{_short(text)}» phải là số nguyên, ví dụ 2 hoặc 20.000.")
        return int(digits)


class Quantity(Whole):
    """A number that may have a fraction: 3 or 3,5."""

    def read(self, text):
        if not text.strip():
            return None
        if not re.fullmatch(r"\d{1,9}(?:[.,]\d{1,4})?", text.strip()):
            raise ValueError(f"«{_short(text)}» phải là số, ví dụ 3 hoặc 3,5. Đơn vị ghi ở cột bên cạnh.")
        number = float(text.strip().replace(",", "."))
        return int(number) if number.is_integer() else number


class Flag(Text):
    """Có; empty or Không otherwise."""

    labels = (YES, NO)
    is_open = False

    def write(self, value):
        return YES if value else ""

    def read(self, text):
        if fold(text) not in ("", "co", "khong", "x"):
            raise ValueError(f"Ghi «{YES}» hoặc để trống, không ghi «{_short(text)}».")
        return fold(text) in ("co", "x")


class Pick(Text):
    """One of a closed list."""

    is_open = False

    def __init__(self, words: Mapping[Any, str], also: Mapping[str, Any] | None = None):
        self.words, self.labels = dict(words), tuple(words.values())
        self.values = {fold(word): value for value, word in words.items()} | {
            fold(word): value for word, value in (also or {}).items()
        }

    def write(self, value):
        return self.words[value] if value is not None else ""

    def read(self, text):
        if not text.strip():
            return None
        if (value := self.values.get(fold(text))) is None:
            raise ValueError(f"Không có lựa chọn «{_short(text)}». Chọn một trong: {'; '.join(self.labels)}.")
        return value


class Picks(Pick):
    """Several of a closed list in one cell, between semicolons; three-valued."""

    is_open = True

    def write(self, value):
        return "" if value is None else "; ".join(self.words[each] for each in value) or NONE

    def read(self, text):
        if not text.strip():
            return None
        if is_none(text):
            return []
        pieces = [piece for piece in re.split(r"[;\n]", text) if piece.strip()]
        return list(dict.fromkeys(super(Picks, self).read(piece) for piece in pieces))


class Suggested(Words):
    """Words for which a list of usual ones is offered; others may be written. The list comes when the book is made."""


def _short(text):
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
