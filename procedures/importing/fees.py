"""Phí, lệ phí: amounts where they can be trusted, else the source's own words. Pure.

The source writes "20000 VNĐ (note) | 5000 VNĐ (note)". An amount and a note that contradict each other are never shown
as an amount: "20 VNĐ (20.000 vnđ/tờ khai)" is a slip of the unit, "0 VNĐ (Theo quy định của Hội đồng nhân dân)" means
"see the note". "0 VNĐ ()" is free, or only not filled in: an amount of 0, and "miễn phí" only where words say so.
"""

import re

from procedures.importing.prose import known, line
from procedures.sheet import Fee
from procedures.text import fold

#: No fee of an authority is lower; lower numbers are thousands of đồng or another currency.
SMALLEST = 1_000  # đồng
SHORTEST = 3  # characters: less is a slip of the keyboard, not words

_PIECE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:VNĐ|VND|đồng)\s*(?:\((.*)\))?", re.IGNORECASE | re.DOTALL)
_BRACKETS = re.compile(r"\([^()]*\)")
_SEPARATOR = re.compile(r"\s\|\s|\s\|$|^\|\s")
_MONEY = re.compile(
    r"(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)(?:\s*\([^()\d]*\))?\s*(triệu|nghìn|ngàn)?\s*"
    r"(đồng|vnđ|vnd|đ(?![a-zà-ỹđ])|usd|đô la|euro?|"
    r"(?=/\s*(?:lần|giấy|hồ sơ|thẻ|bản|trang|tờ|cơ sở|người|chuyến|sổ|lô|mẫu)))",
    re.IGNORECASE,
)
_CURRENCIES = {"usd": "USD", "đô la": "USD", "euro": "EUR", "eur": "EUR"}
#: Notes that say in words that nothing is to be paid.
_FREE = re.compile(
    r"(?:khong(?: co| thu| phai nop| mat)?(?: phi| le phi)*|mien(?: phi| le phi| thu phi)*(?: va le phi)?|"
    r"duoc mien (?:phi|le phi))(?P<more> (?:theo|thong tu so|thong tu|quy dinh tai|tt)(?: [\w-]+){1,8})?"
)


#: Words by which only some people are free of a fee; folded.
_FOR_SOME = re.compile(r" (?:cho|doi voi|voi|neu|truong hop|doi tuong|ho ngheo|tre em)\b")


def fees_of(text: str | None) -> tuple[list[Fee] | None, list[str]]:
    """(fees, the pieces somebody should look at) of one "Phí, lệ phí"; None where the source says nothing."""
    if text is None or not known(text):
        return None, []
    pieces = [piece for piece in split(text) if known(piece.strip(" |"))]
    read = [(piece, _fee(line(piece))) for piece in pieces]
    return [fee for _, (fee, _) in read] or None, [line(piece) for piece, (_, doubtful) in read if doubtful]


def split(text: str) -> list[str]:
    """The pieces between " | ", save inside brackets that are opened and closed."""
    masked, before = text, None
    while masked != before:
        before, masked = masked, _BRACKETS.sub(lambda match: "·" * len(match[0]), masked)
    cuts = [match.span() for match in _SEPARATOR.finditer(masked)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _fee(piece):
    """(Fee, whether it is doubtful) of one piece."""
    match = _PIECE.fullmatch(piece)
    if not match:
        return _worded(piece)
    amount, note = _number(match[1]), _note(match[2])
    if amount == 0:
        return _zero(note)
    if not note:
        if amount < SMALLEST:
            return Fee(note=f"Nguồn ghi {_grouped(amount)} VNĐ, chưa rõ đơn vị tiền"), True
        return Fee(amount=amount), False
    named = [(_value(m), _CURRENCIES.get((m[3] or "").lower(), "VND")) for m in _MONEY.finditer(note)]
    denied = _free(note) or fold(note).startswith("khong ")
    if (amount, "VND") in named or (amount >= SMALLEST and not named and not denied):
        return Fee(amount=amount, note=note), False
    for value, currency in named:
        if value == amount and currency != "VND":
            return Fee(amount=amount, currency=currency, note=note), True
    if amount < SMALLEST and named:
        return Fee(note=note), True
    return Fee(note=f"{note} (nguồn ghi: {_grouped(amount)} VNĐ)"), True


def _zero(note):
    if not note:
        return Fee(amount=0), False
    return (free, False) if (free := _free(note)) else (Fee(note=note), True)


def _worded(piece):
    """A fee in words only."""
    if free := _free(piece):
        return free, False
    return Fee(note=piece if len(piece) >= SHORTEST else None), True


def _free(words):
    """No fee at all, where words say nothing but that; they stay beside it where they name the law."""
    match = _FREE.fullmatch(fold(words))
    if match and match["more"] and (_FOR_SOME.search(match["more"]) or fold(words).startswith("khong theo")):
        return None
    return Fee(amount=0, free=True, note=words if match["more"] else None) if match else None


def _note(text):
    """A note without the brackets and stops that enclose it."""
    note = line(text or "")
    while note.startswith("(") and note.endswith(")") and ")" not in note[1:-1]:
        note = note[1:-1].strip()
    return note or None


def _value(match):
    digits, factor = match[1], {"triệu": 1_000_000, "nghìn": 1_000, "ngàn": 1_000}.get((match[2] or "").lower(), 1)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        return int(re.sub(r"\D", "", digits)) * factor
    number = float(digits.replace(",", ".")) * factor
    return int(number) if number.is_integer() else number


def _number(digits):
    if re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+", digits):
        return int(re.sub(r"\D", "", digits))
    number = float(digits.replace(",", "."))
    return int(number) if number.is_integer() else round(number)


def _grouped(amount):
    return f"{amount:,}".replace(",", ".")
