"""Running text of a sheet as blocks: paragraphs, nested lists, tables. Pure; rendering is `templatetags/sheet.py`.

The source writes lists as lines with a mark at their beginning ("1.", "a)", "-", "+"). Which mark stands under which
is custom, not syntax: numbers over letters over "*" over "-" over "+". A line without a mark ends the lists before it;
one that goes on in small letters belongs to the line before, broken by the source's page width.
"""

import re
from dataclasses import dataclass, field

_ROMAN = r"(?:i{1,3}|iv|vi{0,3}|ix|x)"
#: Marks at the beginning of a line, from the highest rank down. The first that fits counts.
_MARKS = (
    (2, re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}[.)/]?\s+|\d{1,2}(?:\.\d{1,2}){0,4}[.)/](?=[^\W\d_])|\(\d{1,2}\)\s*")),
    (3, re.compile(r"[a-hđklmn]\d?(?:\.\d{1,2}){0,3}[.)/]\s*", re.IGNORECASE)),
    (4, re.compile(rf"\({_ROMAN}\)\s*|{_ROMAN}[.)]\s+")),
    (1, re.compile(r"\(?\*+\)?\s*")),
    (7, re.compile(r"\+{2}(?!\+)\s*")),
    (8, re.compile(r"\+{3,}\s*")),
    (6, re.compile(r"\+\)?\s*")),
    (5, re.compile(r"[-–—]+\s*(?!\d+\s*°)")),
    (9, re.compile(r"[•·▪●◦○oØ§]\s+|[•·▪●◦]")),
)
#: Marks that are only bullets; the others are part of the wording, because the text refers to them.
_BULLETS = {1, 5, 6, 7, 8, 9}
_BARE_NUMBER = re.compile(r"\d{1,2}\s")  # "12 tháng …" goes on, it does not count
_LEAD = re.compile(r"(?:Bước|BƯỚC)\s*\d+(?:\.\d+)*(?:\s*[:.)–-])?|(?:Lưu ý|Ghi chú|Chú ý)\s*:")
#: Entries of a list that the source ran together on one line: "…: - Hộ gia đình: …; + Tổ chức: …".
_INLINE = re.compile(r"(?<=[:;.]) +(?=[-+*] ?[A-ZĐÀ-Ỹ]\w)")
_CELLS = re.compile(r"\s*(?:\t+|\s\|\s)\s*")


@dataclass
class Block:
    """A paragraph, with the list that hangs below it; or an entry of a list. `lead`: its first words, to be strong."""

    text: str
    mark: str = ""  # what the entry is called by ("a)", "1.2."); "" for a bullet or a paragraph
    lead: str = ""
    below: list["Block"] = field(default_factory=list)
    listed: bool = False

    @property
    def length(self):
        """Characters in it and below it."""
        return len(self.mark) + len(self.lead) + len(self.text) + sum(block.length for block in self.below)


@dataclass
class Table:
    """Rows of cells, all of the same number. The source names no header."""

    rows: list[list[str]]
    listed = False

    @property
    def length(self):
        return sum(len(cell) for row in self.rows for cell in row)


def blocks(text: str) -> list[Block | Table]:
    """The blocks of a text, in order; [] for an empty one. No character but bullets and white space is dropped."""
    found: list[Block | Table] = []
    stack: list[tuple[int, Block]] = []  # the open entries, outermost first
    for line in _lines(text):
        if isinstance(line, Table):
            found.append(line)
            stack.clear()
            continue
        rank, mark, words = _mark(line)
        if rank is None:
            if found and isinstance(found[-1], Block) and line[:1].islower():
                last = stack[-1][1] if stack else found[-1]
                last.text = f"{last.text} {line}".strip()
            else:
                found.append(_worded("", line))
                stack.clear()
            continue
        while stack and stack[-1][0] >= rank:
            stack.pop()
        block = _worded("" if rank in _BULLETS else mark, words)
        block.listed = True
        (stack[-1][1].below if stack else found).append(block)
        stack.append((rank, block))
    return found


def split(text: str, limit: int) -> tuple[list[Block | Table], list[Block | Table]]:
    """The blocks to show at once and those to fold away: at least one shown, nothing folded that is hardly longer."""
    found = blocks(text)
    if sum(block.length for block in found) <= limit * 1.5:
        return found, []
    shown: list[Block | Table] = []
    rest: list[Block | Table] = list(found)
    length = 0
    while rest and (not shown or length + rest[0].length <= limit):
        block = rest.pop(0)
        if block.length > limit * 1.5 and not shown:
            first, more = _cut(block, limit)
            shown.append(first)
            rest[:0] = more
            break
        shown.append(block)
        length += block.length
    return shown, rest


def _cut(block, limit):
    """A block that is too long alone, in two: its own words and what hangs below, or its sentences."""
    if isinstance(block, Table):
        return Table(block.rows[:5]), [Table(block.rows[5:])] if len(block.rows) > 5 else []
    if block.below:
        kept, length = [], len(block.text)
        for entry in block.below:
            length += entry.length
            if kept and length > limit:
                break
            kept.append(entry)
        rest = block.below[len(kept) :]
        return Block(block.text, block.mark, block.lead, kept, block.listed), rest
    ends = [match.end() for match in re.finditer(r"[.;:]\s", block.text)]
    place = next((end for end in reversed(ends) if end <= limit), None) or next(iter(ends), None)
    if place is None or place > limit * 2:
        place = block.text.rfind(" ", 0, limit) + 1
    if not place:
        return block, []
    first = Block(block.text[:place].rstrip(), block.mark, block.lead, [], block.listed)
    return first, [Block(block.text[place:].lstrip())]


def _lines(text):
    """Lines without the spaces round them; runs of lines with as many tabs as each other become a Table."""
    rows: list[list[str]] = []

    def flushed():
        if len(rows) > 1 and len(rows[0]) > 1:
            yield Table([*rows])
        else:
            yield from (" ".join(" ".join(row).split()) for row in rows)
        rows.clear()

    for line in _INLINE.sub("\n", text).split("\n"):
        line = line.strip()
        if not line.strip("-–—_=*+• \t"):
            continue
        cells = _cells(line)
        if rows and len(cells) != len(rows[0]):
            yield from flushed()
        if len(cells) > 1:
            rows.append(cells)
        else:
            yield from flushed()
            yield " ".join(line.split())
    yield from flushed()


def _cells(line):
    """Cells of a line of a table; a tab only behind a list mark or "Bước 1:" makes none."""
    cells = _CELLS.split(line.strip("| "))
    first = _worded("", cells[0])
    if len(cells) > 1 and (not first.text or _mark(f"{cells[0]} ")[2] == ""):
        return [line]
    return cells


def _mark(line):
    """(rank, mark, words) of a line; rank None where it carries no mark."""
    for rank, pattern in _MARKS:
        if match := pattern.match(line):
            words = line[match.end() :].lstrip()
            if rank == 2 and _BARE_NUMBER.match(match[0]):
                return None, "", line
            while rank in _BULLETS and (again := re.match(r"[-–+*•]\s+", words)):  # "- - paper"
                words = words[again.end() :]
            return rank, match[0].strip(), words
    return None, "", line


def _worded(mark, words):
    lead = _LEAD.match(words)
    if lead:
        return Block(words[lead.end() :].lstrip(" "), mark, lead[0].strip())
    return Block(words, mark)
