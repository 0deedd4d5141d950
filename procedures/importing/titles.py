"""Names of procedures. Official names stay exact; only what the exporting programs did to them is undone. Pure."""

import re

from procedures.importing import prose

_LEADING = re.compile(r"^(?:\d{1,2}[.)]\s+|[\s.\-–—+*•,;:]+)+")
_TRAILING = re.compile(r"[\s.,;\-–—]+$")
_WORD = re.compile(r"[^\W\d_]+")
#: Words that are written in capitals wherever they stand.
_ABBREVIATIONS = (
    "BHXH BHYT BHTN CCCD CMND HTX UBND HĐND TAND VKSND TNHH MTV ODA FDI PPP BOT BT BTO WTO ASEAN APEC ABTC CITES EU "
    "UKVFTA HIV AIDS COVID GMP GLP GSP GDP GPP ISO HACCP VIETGAP OCOP FLEGT CFS CPTPP EVFTA ICAO IMO AOC ADN GIS GPS "
    "RFID QR BKAV CNTT TTHC QSDĐ ATTP PCCC CSGT GTVT BCCI VNEID KCB SHTT KHCN TDTT"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
#: Phrases whose capitals are certain; everything else is a proper name nobody can know from the words alone.
_PROPER = (
    ("việt nam", "Việt Nam"),
    ("quốc hội", "Quốc hội"),
    ("chính phủ", "Chính phủ"),
    ("nhà nước", "Nhà nước"),
    ("hội đồng nhân dân", "Hội đồng nhân dân"),
    ("ủy ban nhân dân", "Ủy ban nhân dân"),
    ("uỷ ban nhân dân", "Uỷ ban nhân dân"),
    ("hiến chương liên hợp quốc", "Hiến chương Liên hợp quốc"),
)
_ROMAN_AFTER = re.compile(
    r"\b(hạng|loại|nhóm|cấp|bậc|mức|phụ lục|chương|phần|mục|quý|giai đoạn) ([ivx]{1,5})\b", re.IGNORECASE
)
_ARTICLE = re.compile(r"\bđiều (?=\d)")
_LAW = re.compile(r"\b(của|theo|tại) luật (\w)")


def title(text: str) -> tuple[str, bool]:
    """(the name, whether it stood in capitals and was turned into an ordinary sentence).

    Numbering and bullets before and stops after are taken away; a first letter is made large.
    """
    name = _TRAILING.sub("", _LEADING.sub("", prose.line(text)))
    if shouted := is_shouted(name):
        name = _sentence(name)
    return name[:1].upper() + name[1:], shouted


def is_shouted(name: str) -> bool:
    """Whether most of a name is written in capitals: at least three words, brackets apart."""
    words = _WORD.findall(re.sub(r"\([^()]*\)", "", name))
    large = [word for word in words if len(word) > 1 and word.isupper()]
    return len(large) >= 3 and sum(map(len, large)) > 0.7 * sum(map(len, words))


def _sentence(name):
    lowered = _WORD.sub(lambda match: match[0] if _stays(match[0]) else match[0].lower(), name)
    for small, right in _PROPER:
        lowered = re.sub(rf"\b{small}\b", right, lowered)
    lowered = _ROMAN_AFTER.sub(lambda match: f"{match[1]} {match[2].upper()}", lowered)
    lowered = _LAW.sub(lambda match: f"{match[1]} Luật {match[2].upper()}", lowered)
    return _ARTICLE.sub("Điều ", lowered)


def _stays(word):
    return word in ABBREVIATIONS or not word.isupper()
