"""Numbers, counts, times and money as people write them into a form or a table. Pure."""

import re

from procedures.importing.durations import duration_of
from procedures.importing.fees import fees_of
from procedures.sheet import Duration, Fee
from procedures.text import clean, fold
from procedures.wording import number

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,\s]\d{3}){1,4}")
_DECIMAL = re.compile(r"\d{1,14}(?:[.,]\d{1,2})?")
_MONEY = re.compile(r"(?P<amount>[\d.,\s]*\d)\s*(?P<currency>đồng|đ|vnđ|vnd|usd|eur|\$|€)?", re.IGNORECASE)
_CURRENCIES = {"usd": "USD", "$": "USD", "eur": "EUR", "€": "EUR"}
_ORIGINALS = re.compile(
    r"(?:bản chính|bản gốc)\s*(?::|là|=)?\s*(\d{1,5})(?!\d)|(?<!\d)(\d{1,5})\s*(?:\([^()]*\)\s*)?(?:bản chính|bản gốc)",
    re.IGNORECASE,
)
_COPIES = re.compile(
    r"(?:bản sao|bản chụp|bản photo\w*)\s*(?::|là|=)?\s*(\d{1,5})(?!\d)"
    r"|(?<!\d)(\d{1,5})\s*(?:\([^()]*\)\s*)?(?:bản sao|bản chụp|bản photo\w*)",
    re.IGNORECASE,
)
_PLAIN_COUNT = re.compile(
    r"0*(\d{1,5})\s*(?:\([^()]*\)\s*)?(?:bản|tờ|bộ|quyển|cuốn|cái|ảnh|chiếc)?[.;]?", re.IGNORECASE
)
_MARKED = re.compile(r"[x✓✔v]", re.IGNORECASE)
_DASHES = "-–—."


def whole(text: str) -> int | str:
    """ "8.000" → 8000, "01" → 1; what is no whole number stays as it is."""
    text = text.strip()
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    return int(text) if text.isdecimal() and len(text) < 15 else text


def decimal(text: str) -> int | float | str:
    """ "3,5" → 3.5, "03" → 3, "1.000" → 1000; what is no number stays as it is."""
    value = whole(text)
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        found = float(value.replace(",", "."))
        return int(found) if found.is_integer() else found
    return value


def count(text: str) -> int | None:
    """ "01", "1 bản", "02 (hai) bản" → the number; "x" → 1; "", "-" → None. None, too, where it says something else."""
    text = clean(text).strip()
    if _MARKED.fullmatch(text):
        return 1
    match = _PLAIN_COUNT.fullmatch(text)
    return int(match[1]) if match else None


def counts(text: str) -> tuple[int | None, int | None]:
    """(originals, copies) of "01 bản chính, 02 bản sao" or "Bản chính: 1 Bản sao: 0"; a bare number is of originals."""
    text = clean(text)
    originals, copies = (_first(match) for match in _both(text))
    return (count(text), None) if originals is copies is None else (originals, copies)


def _first(match):
    """The number a match holds, in whichever of its groups."""
    return next((int(digits) for digits in match.groups() if digits), None) if match else None


def _both(text):
    # "Bản chính: 1 Bản sao: 0" must not be read as "1 bản sao": what stands behind a colon belongs before it.
    if re.search(r"bản \w+\s*:", text, re.IGNORECASE):
        words = ("chính|gốc", r"sao|chụp|photo\w*")
        return tuple(re.search(rf"bản (?:{word})\s*:\s*(\d{{1,5}})(?!\d)", text, re.IGNORECASE) for word in words)
    return _ORIGINALS.search(text), _COPIES.search(text)


def money(text: str) -> tuple[int, str] | None:
    """(amount, currency) of "8.000 đồng", "8000", "50 USD"; None where it says more, or less, than an amount."""
    match = _MONEY.fullmatch(clean(text).strip().rstrip("."))
    if not match:
        return None
    amount = whole(" ".join(match["amount"].split()))
    if isinstance(amount, str):
        return None
    return amount, _CURRENCIES.get((match["currency"] or "").lower(), "VND")


def fees(text: str) -> list[Fee]:
    """The fees a cell names, one a line; what cannot be read as an amount stays as words."""
    found = []
    for line in re.split(r"\n|\s\|\s|;\s", clean(text)):
        line = line.strip(" -–•*+;")
        if not line or line in _DASHES:
            continue
        if value := money(line):
            found.append(Fee(amount=value[0], currency=value[1]))
        elif named := re.fullmatch(r"(?P<note>[^:]{2,200}):\s*(?P<amount>[^:]+)", line):
            found.append(_named(named["note"].strip(), named["amount"]) or Fee(note=line))
        else:
            found += fees_of(line)[0] or []
    return found


def _named(note, amount):
    """ "Lệ phí cấp bản sao: 8.000 đồng" """
    if value := money(amount):
        return Fee(amount=value[0], currency=value[1], note=note)
    return Fee(amount=0, free=True, note=note) if fold(amount) in {"mien phi", "khong thu", "khong"} else None


def duration(text: str) -> Duration | None:
    """ "03 ngày làm việc", "Trong ngày", "Không quá 5 ngày kể từ ngày nhận đủ hồ sơ"; else the words themselves."""
    text = " ".join(clean(text).split())
    if not text or text in _DASHES:
        return None
    return duration_of(text, None, None)[0] or Duration(words=text)


def shown(value) -> str:
    """A number as a form shows it: 8.000; 3,5; "" for None."""
    return "" if value is None else number(value)
