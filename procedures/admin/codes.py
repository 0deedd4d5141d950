"""Procedures read from a pasted column: rows of a table in Word or Excel, in any way of writing a code."""

import re
from dataclasses import dataclass, field

from django.db.models.functions import Upper

from procedures import wording
from procedures.decided import MOST_LINES
from procedures.importing.codes import read_code
from procedures.models import Procedure, ProcedureAlias
from procedures.text import clean

#: Something in a line that is meant as a code: 1.001193, 1. 001193, 1.004227.000.00.00.H26, 1,00112, 1001193.
_CODE = re.compile(r"(?<![\w.,/-])(\d[.,]\s?\d{5,12}(?:\.\w{1,6})*|\d{7})(?![\w/-])")
QUOTED = 3  # lines without a code that are quoted
_SHOWN = 80  # characters of a line that is quoted


@dataclass
class Pasted:
    """`procedures`: in the order of the lines, each once. `faults`: sentences, each with its line."""

    procedures: list[Procedure] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    twice: int = 0  # lines that name a procedure named before
    without: list[str] = field(default_factory=list)  # headings and the like: lines in which nothing looks like a code

    def passed_over(self) -> str:
        """What was not used, in a sentence; "" where every line was."""
        told = [f"{wording.number(self.twice)} dòng ghi trùng mã ở trên"] if self.twice else []
        if self.without:
            quoted = ", ".join(f"«{wording.shortened(line, _SHOWN)}»" for line in self.without[:QUOTED])
            more = " …" if len(self.without) > QUOTED else ""
            told.append(f"{wording.number(len(self.without))} dòng không có mã: {quoted}{more}")
        return f"Bỏ qua {' và '.join(told)}." if told else ""


def read_codes(text: str) -> Pasted:
    """The procedures that lines name by their code, an old one or a local one. Two queries."""
    found, lines = Pasted(), [" ".join(clean(line).split()) for line in text.splitlines()]
    if len(lines) > MOST_LINES:
        most = wording.number(MOST_LINES)
        found.faults.append(f"Có {wording.number(len(lines))} dòng, nhiều nhất {most} dòng một lần. Hãy chia ra.")
        return found
    named = {number: _written(line) for number, line in enumerate(lines, 1) if line}
    codes = {code for written in named.values() for code in written}
    known = {each.code: each for each in Procedure.objects.filter(code__in=codes)}
    aliases = ProcedureAlias.objects.annotate(upper=Upper("code"))
    words = {word for number, written in named.items() for word in _words(lines[number - 1], written)}
    known |= {each.upper: each.procedure for each in aliases.filter(upper__in=words).select_related("procedure")}
    seen: set[int] = set()
    for number, written in named.items():
        _take(found, seen, known, number, lines[number - 1], written)
    return found


def _written(line):
    """The codes of a line, each once, as the portal writes them."""
    codes = (read_code(match[1]).national or match[1] for match in _CODE.finditer(line))
    return list(dict.fromkeys(codes))


def _words(line, written):
    """What may be another code of a procedure: the codes themselves, else any word with a figure in it."""
    words = written or [word.strip(".,;:()[]") for word in line.split() if any(letter.isdecimal() for letter in word)]
    return {word.upper() for word in words if word}


def _take(found, seen, known, number, line, written):
    meant = {known[word].pk: known[word] for word in [*written, *_words(line, written)] if word in known}
    if len(written) > 1 or len(meant) > 1:
        found.faults.append(f"Dòng {number}: có {max(len(written), len(meant))} mã. Mỗi dòng ghi một thủ tục.")
    elif meant:
        [procedure] = meant.values()
        found.twice += procedure.pk in seen
        if procedure.pk not in seen:
            seen.add(procedure.pk)
            found.procedures.append(procedure)
    elif written:
        found.faults.append(f"Dòng {number}: chưa có thủ tục {written[0]} trong cổng. Xem lại mã, hoặc nhập trước.")
    else:
        found.without.append(line)
