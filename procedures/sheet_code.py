"""The short number on every printed sheet: which desk, which words, printed on which day, what was only true there.

Computed, nothing is stored. `3F-9QK2-1A7-000XE`: the desk's key, the edition's key and the days since 1/1/2025, each in
base 32, then three signs that mark what the sheet says of its place (`receiving.mark`) and two check letters. Written
in capitals, digits and hyphens only, so that a QR code can hold the whole address in its compact alphabet. Keys of the
database never change: see decision 11. Pure but for `address`, which asks the settings.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

#: Crockford's base 32: without I, L, O and U, which are misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK = 1_021  # the greatest prime below 32 × 32: two check letters see every slip of one sign and every swap of two
FIRST_DAY = date(2025, 1, 1)
MARK = 3  # signs of a mark
MARKS = 32**MARK
LONGEST = 40  # characters that are looked at
#: What phones and word processors make of a hyphen: Unicode's dashes, the minus sign, the bullet that looks like one.
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"

_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", **dict.fromkeys(DASHES, "-")})


@dataclass(frozen=True)
class SheetCode:
    """What a printed sheet says of itself. `desk` 0: for no desk; `mark` 0: nothing on it is only true there."""

    desk: int
    edition: int
    day: date
    mark: int = 0


def encode(desk: int, edition: int, day: date, mark: int = 0) -> str:
    """The number of a sheet. Raises ValueError for a day before 2025, a negative key, a mark that is none."""
    days = (day - FIRST_DAY).days
    if min(desk, edition, days) < 0 or not 0 <= mark < MARKS:
        raise ValueError("keys and days count from 0, marks to MARKS")
    parts = [*(_digits(number) for number in (desk, edition, days)), _digits(mark).rjust(MARK, "0")]
    return "-".join(parts) + _check(parts)


def number_of(code: SheetCode) -> str:
    """A number as it is printed, however it was typed."""
    return encode(code.desk, code.edition, code.day, code.mark)


def decode(text: str) -> SheetCode:
    """The sheet a number means, however it was typed: any case, any dash or space for a hyphen, O for 0, I and L for 1.

    Raises ValueError where it is no such number, or where the check letters show a slip.
    """
    if len(text) > LONGEST:
        raise ValueError("not the number of a sheet")
    parts = text.upper().translate(_FORGIVEN).replace("-", " ").split()
    if len(parts) != 4 or len(parts[3]) != MARK + 2 or not all(set(part) <= set(ALPHABET) for part in parts):
        raise ValueError("not the number of a sheet")
    parts[3], check = parts[3][:MARK], parts[3][MARK:]
    if any(part != "0" and part.startswith("0") for part in parts[:3]) or check != _check(parts):
        raise ValueError("a sign of the number is wrong")
    desk, edition, days, mark = (_number(part) for part in parts)
    try:
        return SheetCode(desk, edition, FIRST_DAY + timedelta(days=days), mark)
    except OverflowError as error:
        raise ValueError("not a day") from error


def address(code: str) -> str:
    """The address that a QR code opens: absolute, in capitals only, so that the code is coarse and easy to scan."""
    return f"{settings.SITE_URL}/nt/{code}/".upper()


def shown(code: str) -> str:
    """What stands under a QR code, for those who type: the address as people write it, without its scheme."""
    return f"{settings.SITE_URL.partition('://')[2]}/nt/{code}/"


def _digits(number):
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 32)
        digits = ALPHABET[digit] + digits
    return digits


def _number(digits):
    number = 0
    for digit in digits:
        number = number * 32 + ALPHABET.index(digit)
    return number


def _check(parts):
    """Two letters: the signs, hyphens among them, read as one number in base 33, by its remainder."""
    remainder = 0
    for sign in "-".join(parts):
        remainder = (remainder * 33 + (32 if sign == "-" else ALPHABET.index(sign))) % CHECK
    return _digits(remainder).rjust(2, "0")
