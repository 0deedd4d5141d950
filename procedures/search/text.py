"""Words as search compares them: syllables in two forms, and input typed without an input method. Pure.

A *key* is a syllable without marks ("Đất" → "dat"); i and y at the end of a syllable are one letter ("ký", "kí" →
"ki"); small numbers are words, so that "mức độ 02", "mức 2" and "mức hai" meet. A *marked* form keeps the marks but
not the habits of writing them: "hoà" and "hòa", "lý" and "lí" are the same.
"""

import re
import unicodedata
from dataclasses import dataclass

from procedures.text import clean, fold

WORD = re.compile(r"[^\W_]+")
_FINAL_Y = re.compile(r"\b(qu|[bcdghklmnprstvx]{1,2})y\b")
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}  # Telex: sắc huyền hỏi ngã nặng
_VNI_TONES = dict(zip("12345", _TONES.values(), strict=True))
_VNI_SHAPES = {"6": ("aeo", "\u0302"), "7": ("uo", "\u031b"), "8": ("a", "\u0306")}
_NUMBERS = dict(enumerate(["khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"]))
_OLD_STYLE = re.compile(r"(?<![q])(o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])$")
_VOWELS = "aăâeêioôơuưy"
_ONSETS = "|b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x"
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et
ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu y yêm yên yêng yêt yêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uôc uôi uôm uôn uông
uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
"""
_SYLLABLE = re.compile(f"(?:{_ONSETS})(?:{'|'.join(_RHYMES.split())})")
_PLAIN_SYLLABLE = re.compile(f"(?:{_ONSETS.replace('đ', 'd')})(?:{'|'.join(fold(_RHYMES).split())})")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands, its two compared forms, and how to show it (as typed where empty)."""

    start: int
    end: int
    key: str
    marked: str
    shown: str = ""

    @property
    def has_marks(self):
        """Whether it was typed with marks (then they count)."""
        return self.marked != self.key


def keys(text: str) -> list[str]:
    """The keys of a text, in order: "Đăng ký" → ["dang", "ki"]."""
    words = _FINAL_Y.sub(r"\1i", fold(text)).split()
    return [_number(word) if word.isdigit() else word for word in words]


def _number(word):
    number = int(word) if len(word) <= 9 else word
    return _NUMBERS.get(number) or str(number)


def marked(word: str) -> str:
    """A word's marked form: lower case, NFC, one place for the tone mark, i for a final y."""
    word = unicodedata.normalize("NFC", word).lower()
    if found := _OLD_STYLE.search(word):
        plain, tone = _split_tone(found[0][1])
        word = word[: found.start()] + unicodedata.normalize("NFC", found[0][0] + tone) + plain
    plain, tone = _split_tone(word[-1:])
    if plain == "y" and re.fullmatch(r"(qu|[bcdđghklmnprstvx]{1,2}).", word):
        word = word[:-1] + unicodedata.normalize("NFC", "i" + tone)
    return word


def _split_tone(letter):
    """("á") → ("a", acute); the shape of the letter (â, ơ …) stays."""
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(part for part in parts if part in _TONES.values())
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES.values())), tone


def is_syllable(word: Word) -> bool:
    """Whether Vietnamese could spell a syllable so: with its marks where it has some."""
    if not word.has_marks:
        return bool(_PLAIN_SYLLABLE.fullmatch(word.key))
    return bool(_SYLLABLE.fullmatch(_split_tone(word.marked)[0]))


class Splitter:
    """Splits texts into words. Remembers the forms of the corpus's words, for speed; never visitors' words."""

    def __init__(self):
        self._forms: dict[str, tuple[tuple[str, str], ...]] = {}
        self._written: dict[str, str] = {}

    def written(self, form: str) -> str:
        """A marked form as the corpus first wrote it: "kí" → "ký"."""
        return self._written.get(form, form)

    def forms(self, word: str) -> tuple[tuple[str, str], ...]:
        """(key, marked) of a word; none for what folds to nothing, several for oddities such as "½"."""
        return self._forms.get(word) or _forms(word)

    def pairs(self, text: str) -> list[tuple[str, str]]:
        """(key, marked) of every word of the corpus, in order. The text must be clean (NFC)."""
        found: list[tuple[str, str]] = []
        for word in WORD.findall(text.lower()):
            forms = self._forms.get(word)
            if forms is None:
                self._forms[word] = forms = _forms(word)
                for _, form in forms:
                    self._written.setdefault(form, word)
            found += forms
        return found

    def words(self, text: str) -> list[Word]:
        """The same with places in the text: for questions and for marking what was found."""
        return [
            Word(found.start(), found.end(), key, form)
            for found in WORD.finditer(text)
            for key, form in self.forms(found[0].lower())
        ]


def _forms(word):
    parts = keys(word)
    if len(parts) == 1 and not word.isdigit():
        return ((parts[0], marked(word)),)
    return tuple((part, part) for part in parts)


def from_telex(word: str) -> str | None:
    """What Telex or VNI keys would have written: "ddaast" → "đất", "d9a61t" → "đất"; None where they say nothing."""
    word = word.lower()
    if not word.isascii() or not 2 <= len(word) <= 12 or not re.search(r"[aeiouy]|w", word):
        return None
    tone, changed = "", False
    letters: list[str] = []
    for char in word:
        last = letters[-1] if letters else ""
        vowels = any(letter in _VOWELS for letter in letters)
        if char in _TONES and vowels and not (char in "r" and not tone and last in "t"):
            tone, changed = _TONES[char], True
        elif char in _VNI_TONES and vowels:
            tone, changed = _VNI_TONES[char], True
        elif char in _VNI_SHAPES and vowels:
            changed = _shape(letters, *_VNI_SHAPES[char]) or changed
        elif char in "d9" and "d" in letters and (last == "d" or char == "9"):
            letters[letters.index("d")], changed = "đ", True
        elif char in "aeo" and char in letters and letters[-1] not in "iuy" and _doubles(letters, char):
            _shape(letters, char, "\u0302")
            changed = True
        elif char == "w":
            changed = True
            if not _shape(letters, "uo", "\u031b") and not _shape(letters, "a", "\u0306"):
                letters.append("ư")
        elif char.isdigit():
            return None
        else:
            letters.append(char)
    return _with_tone("".join(letters), tone) if changed else None


def _doubles(letters, char):
    """aa, ee, oo: the vowel stands last, or only consonants follow it ("dattas" is not one)."""
    tail = letters[len(letters) - letters[::-1].index(char) :]
    return all(letter not in _VOWELS for letter in tail)


def _shape(letters, bases, mark):
    """Give the last fitting vowels their shape: "uo" + horn → "ươ"."""
    places = [index for index, letter in enumerate(letters) if letter in bases]
    if not places:
        return False
    last = places[-1]
    chosen = [last - 1, last] if mark == "\u031b" and last - 1 in places and last - 1 >= 0 else [last]
    for place in chosen:
        letters[place] = unicodedata.normalize("NFC", letters[place] + mark)
    return True


def _with_tone(word, tone):
    """Put the tone where the rules of spelling put it."""
    if not tone:
        return word
    start = 2 if word[:2] in {"qu", "gi"} and any(letter in _VOWELS for letter in word[2:]) else 0
    places = [index for index in range(start, len(word)) if word[index] in _VOWELS]
    if not places:
        return word
    shaped = [index for index in places if word[index] in "ăâêôơư"]
    if shaped:
        place = shaped[-1]
    elif len(places) == 1:
        place = places[0]
    else:
        closed = places[-1] < len(word) - 1  # a consonant follows: the tone stands on the last vowel
        place = places[-1] if closed else places[-2]
    return unicodedata.normalize("NFC", word[:place] + word[place] + tone + word[place + 1 :])


def tidy(text: str, limit: int) -> str:
    """A question as typed, without what no question needs, cut to `limit` characters at a word."""
    text = " ".join(clean(text[: limit * 4]).split())
    return text if len(text) <= limit else text[: limit + 1].rpartition(" ")[0] or text[:limit]
