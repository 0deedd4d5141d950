"""Word-level difference of two texts: what stayed, what went, what came. Pure."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import Indel

CONTEXT = 90  # characters kept on each side of a change where a long text stays the same
FINE = 100_000_000  # words of one text times words of the other, up to which they are compared word by word
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `changed`: it stands only on this side. `gap`: unchanged words left out here."""

    text: str
    changed: bool = False
    gap: bool = False


def mark(old: str, new: str, *, condense: bool = True) -> tuple[list[Piece], list[Piece]]:
    """The two texts with what differs marked, word by word: (pieces of old, pieces of new).

    `condense`: long unchanged stretches are left out except near a change.
    """
    before: list[Piece] = []
    after: list[Piece] = []
    runs = _joined(_runs(old, new))
    for place, (gone, come, same) in enumerate(runs):
        if same:
            pieces = [Piece(same)]
            if condense:
                pieces = _condensed(same, first=place == 0, last=place == len(runs) - 1)
            before += pieces
            after += pieces
        before += _changed(gone)
        after += _changed(come)
    return before, after


def _changed(text):
    """A changed stretch; the white space round it is not marked."""
    words = text.strip()
    start = text.find(words) if words else len(text)
    pieces = (Piece(text[:start]), Piece(words, changed=True), Piece(text[start + len(words) :]))
    return [piece for piece in pieces if piece.text]


def _runs(old, new):
    """[(gone, come, same)]: of each run either the first two or the last."""
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    if len(left) * len(right) > FINE:
        left, right = _LINES.findall(old), _LINES.findall(new)
    runs: list[tuple[str, str, str]] = []
    for step in Indel.opcodes(left, right):
        gone, come = "".join(left[step.src_start : step.src_end]), "".join(right[step.dest_start : step.dest_end])
        if step.tag == "equal":
            runs.append(("", "", gone))
        elif runs and not runs[-1][2]:  # what went and what came in one place are one change
            runs[-1] = (runs[-1][0] + gone, runs[-1][1] + come, "")
        else:
            runs.append((gone, come, ""))
    return runs


def _joined(runs):
    """Changes with hardly a word between them become one: a reader sees phrases, not confetti."""
    joined: list[tuple[str, str, str]] = []
    for place, (gone, come, same) in enumerate(runs):
        last = joined[-1] if joined else None
        if last and not same and not last[2]:
            joined[-1] = (last[0] + gone, last[1] + come, "")
        elif last and same and not last[2] and place < len(runs) - 1 and _slight(same, last, runs[place + 1]):
            joined[-1] = (last[0] + same, last[1] + same, "")
        else:
            joined.append((gone, come, same))
    return joined


def _slight(same, before, after):
    words = len(re.findall(r"\w+", same))
    return words == 0 or (words <= 2 and len(same) < min(sum(map(len, before)), sum(map(len, after))))


def _condensed(text, first, last):
    if len(text) <= 3 * CONTEXT:
        return [Piece(text)]
    head = "" if first else text[:CONTEXT].rpartition(" ")[0]
    tail = "" if last else text[-CONTEXT:].partition(" ")[2]
    pieces = [Piece(head) if head else None, Piece(" … ", gap=True), Piece(tail) if tail else None]
    return [piece for piece in pieces if piece]
