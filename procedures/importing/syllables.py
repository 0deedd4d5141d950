"""Whether a word is a Vietnamese syllable as it is spelt: the proof that text was decoded rightly. Pure."""

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
#: Rhymes that end open, in a glide or a nasal, and those that end in a stop (which bear only sắc or nặng).
_OPEN = (
    "a|ai|ao|au|ay|am|an|ang|anh|ăm|ăn|ăng|âu|ây|âm|ân|âng|e|eo|em|en|eng|ê|êu|êm|ên|ênh|i|ia|iu|im|in|inh|iêu|iêm|"
    "iên|iêng|yêu|yêm|yên|yêng|o|oi|om|on|ong|oong|oa|oai|oao|oay|oam|oan|oang|oanh|oăm|oăn|oăng|oe|oeo|oen|oem|ô|ôi|"
    "ôm|ôn|ông|ôông|ơ|ơi|ơm|ơn|ơng|u|ua|ui|um|un|ung|uân|uâng|uây|uê|uên|uênh|uơ|uôi|uôm|uôn|uông|uy|uya|uyu|uyn|uynh|"
    "uyên|ư|ưa|ưi|ưu|ưm|ưn|ưng|ươi|ươu|ươm|ươn|ương|y|ynh"
)
_STOPPED = (
    "ac|ach|ap|at|ăc|ăp|ăt|âc|âp|ât|ec|ep|et|êch|êp|êt|ich|ip|it|iêc|iêp|iêt|yêt|oc|op|ot|ooc|oac|oach|oat|oap|oăc|oăt|"
    "oet|ôc|ôp|ôt|ơp|ơt|uc|up|ut|uât|uêch|uôc|uôp|uôt|uych|uyt|uyêt|ưc|ưt|ươc|ươp|ươt"
)
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:(?P<open>{_OPEN})|(?P<stopped>{_STOPPED}))")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """ "Thủ", "TỤC", "giấy" (in any case, composed or not) → True; "Thñ", "tôc", "café" → False."""
    letters, tones = [], []
    for letter in unicodedata.normalize("NFD", word.casefold()):
        if letter in _TONES:
            tones.append(letter)
        else:
            letters.append(letter)
    if len(tones) > 1 or len(letters) > 12:
        return False
    match = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", "".join(letters)))
    return bool(match and (match["open"] or tones and _TONES[tones[0]] in "sj"))
