"""Whether text is gibberish: typed in an old font (TCVN3, VNI, VISCII, VPS) or read in the wrong code page. Pure.

The proof is spelling: a word counts as garbled only if it is no Vietnamese syllable as it stands and becomes one when
read in the old way. One such word proves nothing (µm, ½, «giá»); several in a line, more than the words that are right
as they stand, do. So capitals (MÃ THỦ TỤC), French and chemical names stay what they are.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from procedures.importing.syllables import is_syllable

LETTERS = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
#: The same letters as each font keeps them, as their bytes look in Western text.
_TCVN3 = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\xadøõö÷ùýúûüþ®"  # TCVN 5712:1993, VN3
_TCVN3_CAPITALS = dict(zip("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ", strict=True))
_VNI = [
    "aù",
    "aø",
    "aû",
    "aõ",
    "aï",
    "aê",
    "aé",
    "aè",
    "aú",
    "aü",
    "aë",
    "aâ",
    "aá",
    "aà",
    "aå",
    "aã",
    "aä",
    "eù",
    "eø",
    "eû",
    "eõ",
    "eï",
    "eâ",
    "eá",
    "eà",
    "eå",
    "eã",
    "eä",
    "í",
    "ì",
    "æ",
    "ó",
    "ò",
    "où",
    "oø",
    "oû",
    "oõ",
    "oï",
    "oâ",
    "oá",
    "oà",
    "oå",
    "oã",
    "oä",
    "ô",
    "ôù",
    "ôø",
    "ôû",
    "ôõ",
    "ôï",
    "uù",
    "uø",
    "uû",
    "uõ",
    "uï",
    "ö",
    "öù",
    "öø",
    "öû",
    "öõ",
    "öï",
    "yù",
    "yø",
    "yû",
    "yõ",
    "î",
    "ñ",
]
#: Bytes 0x80 to 0xFF of VISCII (RFC 1456) and those of VPS that hold small letters.
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđự"
    "òóôõỏọụùúũủýợỮ"
)
_VPS = bytes.fromhex(
    "e1e0e4e3e5e6a1a2a3a4a5e2c3c0c4c5c6e9e8c8ebcbea898a8bcd8cedecccefcef3f2d5f586f4d3d2b087b6d6a7a9aaabaefaf9fbdbf8dcd9d8"
    "babbbf9aff9bcf9cc7"
)
#: What a garbled text is called, and what to do with it.
UNIKEY = "Chuyển sang Unicode bằng UniKey (Công cụ → Chuyển mã…) rồi nhập lại."
REOPEN = (
    "Lấy tệp gốc, mở bằng Excel qua Dữ liệu → Từ văn bản/CSV (Data → From Text/CSV), chọn bảng mã "
    "«65001: Unicode (UTF-8)», lưu thành .xlsx rồi nhập lại."
)
FROM_SOURCE = "Lấy lại tệp gốc, lưu kiểu .xlsx hoặc «CSV UTF-8» rồi nhập lại."
NAMES = {
    "tcvn3": ("gõ bằng phông TCVN3 (ABC, .VnTime)", UNIKEY),
    "vni": ("gõ bằng phông VNI", UNIKEY),
    "viscii": ("gõ bằng phông VISCII", UNIKEY),
    "vps": ("gõ bằng phông VPS", UNIKEY),
    "cp1258": ("theo bảng mã Windows-1258 bị đọc sai", UNIKEY),
    "utf8": ("Unicode bị đọc sai bảng mã", REOPEN),
    "lost": ("tiếng Việt đã mất dấu, chỉ còn «?»", FROM_SOURCE),
}

FONTS = ("tcvn3", "vni", "viscii", "vps")


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a text, and an example out of it."""

    kind: str  # a key of NAMES
    example: str
    others: tuple[str, ...] = ()  # kinds that explain it as well

    def sentence(self, place: object) -> str:
        """ "Tệp …: có chữ gõ bằng phông TCVN3 (ABC, .VnTime), ví dụ «Thñ tôc». Chuyển sang …"."""
        return f"{place}: {self.message[0].lower()}{self.message[1:]} {self.remedy}"

    @property
    def message(self) -> str:
        """Without the place and the remedy, for a finding."""
        named = " hoặc ".join(NAMES[kind][0].removeprefix("gõ bằng ") for kind in (self.kind, *self.others))
        by = "gõ bằng " if NAMES[self.kind][0].startswith("gõ bằng ") else ""
        return f"Có chữ {by}{named}, ví dụ «{self.example}»."

    @property
    def remedy(self) -> str:
        return NAMES[self.kind][1]


def _western(byte):
    """A byte as Western text shows it: by Windows-1252, or as the control character it is in Latin-1."""
    return {bytes([byte]).decode("latin-1"), bytes([byte]).decode("cp1252", "ignore")} - {""}


def _single(table):
    """A decoder of a font of one byte a letter. A letter the font has not says: not this font."""
    known = {shown: letter for byte, letter in table.items() for shown in _western(byte)}

    def decode(word):
        letters = [known.get(letter, letter if letter < "\x80" else None) for letter in word]
        return None if None in letters else "".join(letters)

    return decode


_PAIRS = dict(zip(_VNI, LETTERS, strict=True))
_PAIRS |= {pair.upper(): letter.upper() for pair, letter in _PAIRS.items()} | {
    pair.capitalize(): letter.upper() for pair, letter in _PAIRS.items() if len(pair) == 2
}
_PAIRS |= {pair[0] + pair[1].upper(): letter for pair, letter in zip(_VNI, LETTERS, strict=True) if len(pair) == 2}
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _PAIRS), key=len, reverse=True)) + "|[^\x00-\x7f]")


def _from_vni(word):
    unknown = False

    def letter(match):
        nonlocal unknown
        unknown = unknown or match[0] not in _PAIRS
        return _PAIRS.get(match[0], match[0])

    decoded = _VNI_LETTER.sub(letter, word)
    return None if unknown else decoded


def _as_bytes(word, page):
    """The bytes that a code page showed as this word; a byte it has no letter for is shown as in Latin-1."""
    found = bytearray()
    for letter in word:
        try:
            found += letter.encode(page)
        except UnicodeEncodeError:
            try:
                found += letter.encode("latin-1") if page != "mac_roman" else b""
            except UnicodeEncodeError:
                base, *marks = unicodedata.normalize("NFD", letter)
                if not marks:
                    return None
                whole = unicodedata.normalize("NFC", base + "".join(marks[:-1]))
                try:
                    found += (whole + marks[-1]).encode(page)
                except UnicodeEncodeError:
                    return None
    return bytes(found)


def _misread(page, really):
    def decode(word):
        content = _as_bytes(word, page)
        try:
            return unicodedata.normalize("NFC", content.decode(really)) if content else None
        except UnicodeDecodeError:
            return None

    return decode


def _twice(word):
    once = _misread("cp1252", "utf-8")(word)
    return _misread("cp1252", "utf-8")(once) if once else None


_DECODERS: tuple[tuple[str, Callable], ...] = (
    (
        "tcvn3",
        _single({ord(shown): letter for shown, letter in zip(_TCVN3, LETTERS, strict=True)}
                | {ord(shown): letter for shown, letter in _TCVN3_CAPITALS.items()}),
    ),
    ("vni", _from_vni),
    ("viscii", _single(dict(enumerate(_VISCII, start=0x80)))),
    ("vps", _single(dict(zip(_VPS, LETTERS, strict=True)) | {0xF1: "Đ"})),
    ("cp1258", _misread("cp1252", "cp1258")),
    ("utf8", _misread("cp1252", "utf-8")),
    ("utf8", _misread("cp1258", "utf-8")),
    ("utf8", _misread("mac_roman", "utf-8")),
    ("utf8", _twice),
)  # fmt: skip
_ORDER = tuple(dict.fromkeys(kind for kind, _ in _DECODERS))

_VIETNAMESE = LETTERS + LETTERS.upper()
_PUNCTUATION = "\u00a0–—−‐‑“”‘’„‚«»…•·°²³½¼¾×÷±≥≤≠→§₫´`¹º"
_PLAIN = re.compile(f"[\\x00-\\x7f{_VIETNAMESE}{_PUNCTUATION}\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]*")
#: Without a letter that Vietnamese text has not, or a pair that it has not, a text is not looked at further.
_RARE = re.compile(
    f"[^\\x00-\\x7f{_VIETNAMESE}\u00a0–—−‐‑“”‘’„‚«…•°²³×≥≤≠→₫\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]"
)
_GAP = re.compile(r"\?(?<=[A-Za-z]\?)[a-z]")
_PAIR = re.compile("[áÃÂăĂ][^\\x00-\\x7fạ-ỹ]|[ae][ùøûõïâáàåãäêéèúüë]|oâ|[a-z]«[a-z]|[a-z][ÌÒ]|[aeoâêô][ìò]|uò")
_SHORT = 400
_WORD = re.compile("[^ \t\n\r\f\v]*[^\x00-\x7f \t\n\r\f\v][^ \t\n\r\f\v]*")
_RUN = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(f"[a-z{LETTERS}][A-Z{LETTERS.upper()}]")
_HOLE = re.compile(r"(?<![\w/=&.?-])(?:[^\W\d_]*\?[a-zà-ÿ][^\W\d_?]*|[^\W\d_]*\ufffd[^\W\d_]*)(?![\w/=&])")
_RIGHT, _WRONG, _NEITHER = "right", "wrong", "neither"


@lru_cache(maxsize=50_000)
def _judge(word: str) -> tuple[str, tuple[str, ...]]:
    """(right, wrong or neither; in what ways it could have been meant)."""
    plain = unicodedata.normalize("NFC", word)
    if _PLAIN.fullmatch(plain) and all(map(_is_right, _RUN.findall(plain))):
        return _RIGHT, ()
    ways = tuple(dict.fromkeys(kind for kind, decode in _DECODERS if (read := decode(word)) and _spells(read)))
    return (_WRONG, ways) if ways else (_NEITHER, ())


def _is_right(run):
    return run.isascii() or run in ("đ", "Đ") or (is_syllable(run) and not _MIXED.search(run))


def _spells(text):
    """Whether all its words with marks are syllables, one at least of two letters."""
    runs = [run for run in _RUN.findall(text) if not run.isascii()]
    return any(len(run) > 1 for run in runs) and all(map(is_syllable, runs))


def _is_suspect(text):
    """A cheap look: of the real texts four in a hundred pass. Pairs are looked for in short ones only."""
    return bool(
        _GAP.search(text) or (not text.isascii() and (_RARE.search(text) or len(text) < _SHORT and _PAIR.search(text)))
    )


def verdict(text: str) -> Verdict | None:
    """What is wrong with one text, judged line by line; None where nothing is."""
    if not _is_suspect(text):
        return None
    return next((found for line in text.splitlines() if (found := _of_words([line], 2))), None)


def verdict_of_row(values: Iterable[object]) -> Verdict | None:
    """What is wrong with a record: with a line of one of its texts, or with its short cells taken together."""
    texts = [text for text in values if isinstance(text, str) and _is_suspect(text)]
    if not texts:
        return None
    short = [text for text in texts if len(text) < _SHORT]
    return next(filter(None, map(verdict, texts)), None) or _of_words(short, 2)


def verdict_of_column(texts: Iterable[str]) -> Verdict | None:
    """What is wrong with the cells of a column, too short to be judged one by one."""
    suspect = [text for text in texts if _is_suspect(text)]
    return _of_words(suspect, 3) if suspect else None


def words(text: str) -> list[str]:
    """The runs of letters of a text."""
    return _RUN.findall(text)


def _of_words(texts, least):
    right, whole, ways, found = 0, 0, dict.fromkeys(_ORDER, 0), {}
    for text in texts:
        for word in _WORD.findall(text):
            state, kinds = _judge(word)
            if state == _RIGHT:
                right += 1
                whole += any(letter > "\xff" for letter in word)
            for kind in kinds:
                ways[kind] += 1
                found.setdefault(kind, {})[word] = None
    best = max(_ORDER, key=lambda kind: ways[kind])
    if len(found.get(best, ())) >= least and ways[best] > right:
        others = [kind for kind in FONTS if kind != best and best in FONTS and ways[kind] == ways[best]]
        return Verdict(best, " ".join(list(found[best])[:3])[:60], tuple(others))
    holes = list(dict.fromkeys(hole for text in texts for hole in _HOLE.findall(text)))
    if len(holes) >= least and len(holes) > whole:  # words that a Western code page can hold stay right
        return Verdict("lost", " ".join(holes[:3])[:60])
    return None
