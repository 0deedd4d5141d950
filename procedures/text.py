"""Vietnamese text as the whole portal compares and keeps it. A leaf: imports nothing of the project."""

import re
import unicodedata

#: Control characters but tab and line break, invisible marks, lone surrogates and private-use bullets.
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_BREAKS = re.compile("\r\n?|\u2028|\u2029")
#: Any of the above: most texts hold none, and one look is cheaper than four replacements.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ud800-\uf8ff\ufeff]")
#: Fillers and the empty cell of braille, which Unicode counts among letters and symbols.
_DRAWN_AS_NOTHING = "\u115f\u1160\u2800\u3164\uffa0"
#: Folding works on UTF-8 bytes: combining marks (lead bytes CC, CD) and continuation bytes vanish, whatever else is no
#: digit and no letter a–z becomes a space.
_FOLDED = bytes(byte if chr(byte) in "0123456789abcdefghijklmnopqrstuvwxyz" else 32 for byte in range(256))
_VANISHING = bytes([0xCC, 0xCD, *range(0x80, 0xC0)])

#: The Vietnamese alphabet (with f, j, w, z of foreign names) after the digits, and the five tones in their usual order.
_ALPHABET = {letter: place for place, letter in enumerate(" 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = "\u0300\u0309\u0303\u0301\u0323"


def clean(text: str) -> str:
    """The same words in one form: NFC, plain spaces and line breaks, nothing invisible; private-use bullets → "•"."""
    if _ODD.search(text):
        text = _PRIVATE.sub("•", _BREAKS.sub("\n", _SPACES.sub(" ", _DROPPED.sub("", text))))
    return unicodedata.normalize("NFC", text)


def is_invisible(text: str) -> bool:
    """Whether nothing is seen of a text: marks that are not printed, spaces of any kind, letters drawn as nothing."""
    return not any(unicodedata.category(sign)[0] in "LNPS" and sign not in _DRAWN_AS_NOTHING for sign in text)


def fold(text: str) -> str:
    """The words without case, marks and punctuation: "Đất đai!" → "dat dai". Applied to both sides of a search."""
    if _ODD.search(text):
        text = _DROPPED.sub("", text)
    text = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    return b" ".join(text.encode("utf-8", "ignore").translate(_FOLDED, _VANISHING).split()).decode()


def alphabetical(text: str) -> tuple[list[int], list[int]]:
    """What names are sorted by, the same on every database: "Dược" < "Đất đai" < "Giáo dục"; tones count last."""
    apart = unicodedata.normalize("NFD", text.casefold())
    letters = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in _TONES))
    return (
        [_ALPHABET[letter] for letter in letters if letter in _ALPHABET],
        [_TONES.index(sign) for sign in apart if sign in _TONES],
    )


def law_key(number: str) -> str:
    """A document's number as references and laws are kept under it: " 59/2020/qh14" → "59/2020/QH14"."""
    return "".join(number.split()).upper()


def slug(text: str, length: int = 80) -> str:
    """A piece of an address: "Đất đai & nhà ở" → "dat-dai-nha-o"; cut at a word where it is too long."""
    words = fold(text).replace(" ", "-")
    return words if len(words) <= length else words[: length + 1].rpartition("-")[0] or words[:length]
