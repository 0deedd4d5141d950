"""Running text of the sources in one readable form. Pure; no word is lost, only white space and bullets change."""

import html
import re

from procedures.text import clean

#: What the sources write where they have nothing to say.
NOTHING = "không có thông tin"

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_SPACES = re.compile(r"[ \t]+")
_BULLET = re.compile(r"^(?:[-–—+*•▪●○◦·]\s*)+(?:\)\s*)?")
#: Beginnings of a line that is an item of its own, though it begins with a small letter or a digit.
_OWN_LINE = re.compile(r"(?:[-–—+*•▪●○◦·]|\(?[a-zđ]{1,3}[.)]|\(?\d{1,3}(?:\.\d+)*[.)/])")
_SENTENCE_OVER = (".", ";", ":", "!", "?", "…", "”", '"')
#: Words no sentence ends with: the next line goes on even if it begins with a large letter.
_UNFINISHED = re.compile(
    r"(?:,|\b(?:và|hoặc|của|theo|các|với|cho|tại|về|là|do|từ|đến|trong|số|điều|khoản|bằng|như|để|những|một|gửi|bởi))$",
    re.IGNORECASE,
)
WRAPPED_FROM = 50  # characters: shorter lines are headings or items, not lines broken by a page's width


def line(text: str) -> str:
    """One line: NFC, entities read, single spaces."""
    return " ".join(_unescaped(clean(text)).split())


def known(text: str | None) -> str | None:
    """The text, or None where the source says nothing ("", "Không có thông tin")."""
    text = (text or "").strip()
    return None if not text or (len(text) < 25 and text.rstrip(".").casefold() == NOTHING) else text


def paragraphs(text: str) -> list[str]:
    """The lines of a text without outer and double spaces; lines broken by a page's width are joined again."""
    joined: list[str] = []
    for raw in _unescaped(clean(text)).split("\n"):
        if not (piece := _SPACES.sub(" ", raw).strip()):
            continue
        if joined and _goes_on(joined[-1], piece):
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return joined


def prose(text: str | None) -> str | None:
    """A text of several lines, or None where the source says nothing."""
    return "\n".join(paragraphs(text)) if (text := known(text)) else None


def without_bullet(text: str) -> str:
    """Leading "- ", "+ ", "* ", "•" taken away, as often as they stand there."""
    return _BULLET.sub("", text)


def _goes_on(before, piece):
    """Whether a line continues the one before: no sentence ended, and a small letter begins."""
    if len(before) < WRAPPED_FROM or before.endswith(_SENTENCE_OVER) or _OWN_LINE.match(piece):
        return False
    return piece[0].islower() or bool(_UNFINISHED.search(before[-12:]))


def _unescaped(text):
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text
