"""Thành phần hồ sơ of the national sheets: cases and papers. Pure; every row of the source becomes one item.

The source:
      [ heading ]
        - name of a paper
          Số lượng: Bản chính: 1, Bản sao: 0

Rows with no copy at all are notes. Headings that only say what is done with the papers ("Giấy tờ phải xuất trình") or
nothing ("Thành phần hồ sơ") are no cases: what they say goes into the items. Papers of a group without a heading stand
in the source under the heading before; under "Lưu ý", where no paper belongs, that is seen and undone.
"""

import re
from dataclasses import dataclass, field

from procedures.importing.prose import known, line, without_bullet
from procedures.sheet import Case, DossierItem, ItemKind
from procedures.text import fold

EMPTY = "Không có thông tin thành phần hồ sơ"
_HEADING = re.compile(r"^ {2}\[ (?P<words>.*?) ?\]\s*$")
_NAME = re.compile(r"^ {4}- ?(?P<words>.*)$")
_COUNT = re.compile(r"^ {6}Số lượng: Bản chính: (?P<originals>\d+), Bản sao: (?P<copies>\d+)\s*$")

_NUMBERING = r"(?:(?:[a-z]|[ivx]{1,4}|\d{1,2}) )*"
_PAPERS = r"(?:cac )?(?:loai )?(?:giay to|chung tu|ho so|thanh phan ho so)"
_GOES_ON = r"(?: (?:sau|sau day|bao gom|gom|bao gom cac giay to sau|gom cac giay to sau))*"
#: Headings that only say what is done with the papers below them; folded.
_KINDS = (
    (ItemKind.PRESENT, re.compile(rf"{_NUMBERING}{_PAPERS} (?:can |phai )?xuat trinh(?: ban chinh)?{_GOES_ON}")),
    (ItemKind.SUBMIT, re.compile(rf"{_NUMBERING}{_PAPERS} (?:can |phai )?nop{_GOES_ON}")),
    (ItemKind.NOTE, re.compile(rf"{_NUMBERING}(?:luu y|ghi chu|chu y)")),
)
#: Headings that say nothing at all.
_FURNITURE = re.compile(
    rf"{_NUMBERING}(?:(?:thanh phan(?: va)?(?: so luong)?(?: ho so)?|ho so|tai lieu|giay to|bao gom|gom|"
    r"mau don to khai|ten giay to|so luong)"
    r"(?: (?:bao gom|gom|sau|ten giay to|mau don|to khai|so luong|ho so|cac giay to))*)?"
)
_SETS = re.compile(
    r"(?:(?:số )?lượng(?: bộ)?(?: hồ sơ)?\s*[:.]?\s*|^)0?(?P<sets>\d{1,2})\s*(?:\([^()]*\)\s*)?bộ\b", re.IGNORECASE
)
_ONLY_SETS = re.compile(
    rf"(?:muc )?{_NUMBERING}(?:(?:so luong|luong)(?: bo)?(?: ho so)? )?\d{{1,2}} (?:mot |hai |ba )?bo(?: ho so)?"
    r"(?: la)?(?: ban goc| ban chinh| day du)?"
)
_PRESENT = re.compile(r"^(?:giấy tờ )?(?:cần |phải )?xuất trình\b", re.IGNORECASE)
#: A row that is no paper, whatever number the source puts beside it.
_REMARK = re.compile(r"^[\s(*)\-–+]*(?:lưu ý|ghi chú|chú ý|chú thích)\b(?! đơn)", re.IGNORECASE)
_MARK = re.compile(r"\(?([a-zđ]|[ivx]{1,5}|\d{1,2})[.)]\s", re.IGNORECASE)
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi"]
_LETTERS = list("abcdđeghiklmnopqrstuvxy")
_NUMBERS = [str(number) for number in range(1, 100)]


@dataclass
class Group:
    """One group of the source: its heading and rows. `kind`: what the heading says of its papers."""

    heading: str | None = None
    kind: ItemKind | None = None
    items: list[DossierItem] = field(default_factory=list)


def dossier_of(text: str | None) -> tuple[list[Case] | None, int | None, str | None]:
    """(cases, number of sets, the lines that could not be understood) of Thành phần hồ sơ.

    Cases are None where the source says nothing. `text`: cleaned, with the source's indentation.
    """
    lines = [raw for raw in (known(text) and text or "").split("\n") if raw.strip()]
    lines = [raw for raw in lines if not raw.strip().startswith(EMPTY)]
    if not lines:
        return None, None, None
    groups, sets, strange = [Group()], None, []
    index = 0
    while index < len(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if heading := _HEADING.match(lines[index]):
            words = line(heading["words"])
            sets = sets or _sets_in(words)
            groups.append(_group(words))
        elif (name := _NAME.match(lines[index])) and (count := _COUNT.match(following)):
            words = line(name["words"])
            sets = sets or (_sets_in(words) if _ONLY_SETS.fullmatch(fold(words)) else None)
            _add(groups, item(words, int(count["originals"]), int(count["copies"]), groups[-1].kind))
            index += 1
        else:
            strange.append(lines[index].strip())
        index += 1
    return cases_of(groups) or None, sets, "\n".join(strange) or None


def item(words: str, originals: int | None, copies: int | None, kind: ItemKind | None = None) -> DossierItem:
    """One row: a note where no copy is wanted or words say so, else a paper to hand in, or to show."""
    name = without_bullet(words).rstrip(" ;,") or words
    if (originals == 0 and copies in (0, None)) or _ONLY_SETS.fullmatch(fold(name)) or _REMARK.match(name):
        kind = ItemKind.NOTE
    elif kind in (None, ItemKind.NOTE):
        kind = ItemKind.PRESENT if _PRESENT.match(name) else ItemKind.SUBMIT
    return DossierItem(kind=kind, name=name, originals=originals, copies=copies)


def heading_kind(words: str) -> tuple[bool, ItemKind | None]:
    """(whether a heading is a case of its own, what it says of the papers below it)."""
    folded = fold(words)
    for kind, pattern in _KINDS:
        if pattern.fullmatch(folded):
            return False, kind
    return not (_FURNITURE.fullmatch(folded) or _ONLY_SETS.fullmatch(folded)), None


def cases_of(groups: list[Group]) -> list[Case]:
    """Groups as cases; those without a heading are one case, for everybody, where the first of them stands."""
    cases, shared = [], None
    for group in groups:
        group.items = in_order(group.items)
        if group.heading:
            cases.append(Case(heading=group.heading, items=group.items))
        elif group.items:
            if shared is None:
                shared = len(cases)
                cases.append(Case(items=group.items))
            else:
                cases[shared] = Case(items=[*cases[shared].items, *group.items])
    return cases


def in_order(items: list[DossierItem]) -> list[DossierItem]:
    """Papers by the letters or numbers they carry, notes without one behind them: the database gives them in any order.

    Only where every paper carries a mark of one kind and no mark comes twice; else as they stand.
    """
    marks = {id(item): match[1].lower() for item in items if (match := _MARK.match(item.name))}
    papers = [item for item in items if item.kind != ItemKind.NOTE]
    if len(papers) < 2 or not all(id(item) in marks for item in papers) or len(set(marks.values())) < len(marks):
        return items
    for order in (_ROMAN, _LETTERS, _NUMBERS):
        if all(mark in order for mark in marks.values()):
            return sorted(items, key=lambda item: order.index(marks[id(item)]) if id(item) in marks else len(order))
    return items


def _group(words):
    is_case, kind = heading_kind(words)
    return Group(heading=without_bullet(words) if is_case else None, kind=kind)


def _add(groups, new):
    if groups[-1].kind == ItemKind.NOTE and new.kind != ItemKind.NOTE:
        groups.append(Group())  # no paper belongs under "Lưu ý": a group without a heading begins
    groups[-1].items.append(new)


def _sets_in(words):
    match = _SETS.search(words)
    return int(match["sets"]) or None if match else None
