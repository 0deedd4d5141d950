"""Trình tự thực hiện: from one running text to steps. Pure; title and text together hold every word of the source.

What begins a new step: a heading of the source ("  * …", two spaces in), a line "Bước n", and, where a stretch has no
"Bước", the bullet or letter with which it begins. A step with a title and no text is a heading for those after it:
so is the line before a "Bước 1" that names a case ("a) Đối với …"). Only titles that say "Bước n" number anything,
because bullets are as often alternatives as a sequence.
"""

import re

from procedures.importing.prose import known, line, paragraphs, without_bullet
from procedures.sheet import Step
from procedures.text import fold

_HEADING = re.compile(r"^ {2}\* +(?=\S)")
_NUMBERED = re.compile(
    r"^[\s\-–—+*•.(]*(?:(?:[a-zđ]\d?|\d{1,2}(?:\.\d{1,2})*)[.)]\s*)?"
    r"bước\s*(?P<number>\d+(?:\.\d+)*|[ivx]{1,4}\b)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
#: The line before a first step that says for which case the steps are.
_CASE = re.compile(
    r"^(?:[-–—+*•]|\(?(?:[a-zđ](?:\.?\d)?|[ivx]{1,5}|\d{1,2}(?:\.\d{1,2})*)[.)]\s|"
    r"(?:trường hợp|đối với|nếu|tại|thủ tục)\b)|:$",
    re.IGNORECASE,
)
_AFTER_NUMBER = re.compile(r"^\s*[):.\-–—/]*\s*")
_INSIDE = re.compile(r"(?<=[.;:])\s+(?=[\-+*•]?\s*Bước\s*(\d+)\s*[:.])")
_LETTERED = re.compile(r"^\(?(?:[a-zđ]|[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})*)[.)]\s")
_BULLETED = re.compile(r"^[-–—+*•]")
TITLE_WITHIN = 110  # characters: a longer first line is text
LABEL = "trinh tu thuc hien"  # the part's own name, written into it once more
HEADING_WITHIN = 200  # characters: a longer heading is a paragraph
CASE_WITHIN = 300  # characters: a longer line is no name of a case


def steps_of(text: str | None) -> list[Step] | None:
    """The steps of a text, or None where the source says nothing. `text`: cleaned, with the source's indentation."""
    if not known(text):
        return None
    found = []
    for heading, body in _sections(text):
        pieces = [piece for paragraph in paragraphs(body) for piece in _apart(paragraph)]
        if heading and _NUMBERED.match(heading):
            pieces, heading = [heading, *pieces], None
        found.extend(_section(heading, _split(pieces)) if heading else _split(pieces))
    if len(found) > 1 and not found[0].title and fold(found[0].text) == LABEL:
        found[0] = Step(title=found[0].text)
    return found


def _sections(text):
    """(heading or None, lines under it) as the source sets headings off."""
    heading, lines = None, []
    for raw in text.split("\n"):
        if _HEADING.match(raw):
            if heading or lines:
                yield heading, "\n".join(lines)
            heading, lines = without_bullet(line(raw)), []
        else:
            lines.append(raw)
    if heading or lines:
        yield heading, "\n".join(lines)


def _section(heading, steps):
    """The steps under a heading: it is the title of a single step, else a step of its own before them."""
    name = heading.rstrip(": ")
    if len(name) > HEADING_WITHIN:
        short, colon, rest = name.partition(": ")
        if not colon or len(short) > TITLE_WITHIN:
            return [Step(text=heading), *steps]
        return [Step(title=short, text=rest + heading[len(name) :]), *steps]
    if steps and steps[0].title and steps[0].title.casefold() == name.casefold():
        return steps
    if len(steps) == 1 and not steps[0].title:
        return [Step(title=name, text=steps[0].text)]
    return [Step(title=name), *steps]


def _apart(paragraph):
    """A paragraph that runs "Bước 1: … Bước 2: …" on one line, cut before each; others as they are."""
    cuts, wanted = [0], None
    if "Bước" not in paragraph:
        return [paragraph]
    first = _NUMBERED.match(paragraph)
    if first and first["number"].isdigit():
        wanted = int(first["number"]) + 1
    for match in _INSIDE.finditer(paragraph):
        number = int(match[1])
        if (wanted is None and number == 1) or number == wanted:
            cuts.append(match.end())
            wanted = number + 1
    return [piece for a, b in zip(cuts, [*cuts[1:], None], strict=True) if (piece := paragraph[a:b].strip())]


def _split(pieces):
    starts = _NUMBERED.match if any(map(_NUMBERED.match, pieces)) else _mark_of(pieces)
    groups = []
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        if not groups or starts(piece) or _is_case(piece, following):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    behind = [*(group[0] for group in groups[1:]), ""]
    return [_step(group, _is_case(group[-1], after)) for group, after in zip(groups, behind, strict=True)]


def _is_case(piece, following):
    """Whether a line stands over a "Bước 1" and names the case its steps are for."""
    first = _NUMBERED.match(following)
    if not first or first["number"].lower() not in {"1", "i"} or _NUMBERED.match(piece):
        return False
    return len(piece) <= CASE_WITHIN and piece[-1] not in ".;," and bool(_CASE.search(piece))


def _mark_of(pieces):
    """What begins a new step where nothing is numbered: the mark of the first line, if there is one."""
    first = pieces[0] if pieces else ""
    if _LETTERED.match(first):
        return _LETTERED.match
    if _BULLETED.match(first):
        mark = re.match(r"[-–—+*•]+", first)[0]
        return lambda piece: re.match(r"[-–—+*•]*", piece)[0] == mark
    return lambda piece: False


def _step(group, is_case=False):
    first, *rest = group
    if match := _NUMBERED.match(first):
        label = f"Bước {match['number']}"
        said = _AFTER_NUMBER.sub("", match["rest"].strip(), count=1)
        if said and len(said) <= TITLE_WITHIN and rest and said[-1] not in ".;,":
            return Step(title=f"{label}: {said.rstrip(':').rstrip()}", text="\n".join(rest))
        return Step(title=label, text="\n".join([said[0].upper() + said[1:], *rest] if said else rest))
    first = without_bullet(first)
    if not rest and is_case:
        return Step(title=first.rstrip(": ").rstrip())
    if rest and first.endswith(":") and len(first) <= TITLE_WITHIN:
        return Step(title=first[:-1].rstrip(), text="\n".join(rest))
    return Step(text="\n".join([first, *rest]))
