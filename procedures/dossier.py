"""How the papers of a sheet hang together: for everybody, for one of several cases, or only in addition. Pure.

The national database puts three different things under one kind of heading: labels ("Giấy tờ phải nộp"), situations
of which one is the applicant's ("Trường hợp cấp lại"), and additions ("Trường hợp ủy quyền"). A choice must hide
nothing that everybody needs, so only headings that plainly name a situation are offered as one; what cannot be told
is shown in full under its own heading.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from procedures.sheet import Case, DossierItem, ItemKind, Sheet
from procedures.text import fold

#: How far into a name its condition is looked for, in characters of its first sentence: later words explain.
CONDITION_WITHIN = 260
CONDITIONAL = re.compile(
    r"^(?:(?:cac|trong) )?(?:truong hop|doi voi|neu|khi) |^(?:van ban|giay|hop dong|hop dong hoac van ban) uy quyen|"
    r"\bneu (?:co|can|thuoc|la|duoc|khong|nguoi|ho so|nop)\b|"
    r"(?<!khong ap dung )\b(?:trong|doi voi|ap dung cho) (?:cac )?truong hop\b|"
    r"\bkhi co yeu cau\b"
)
_IN_BRACKETS = re.compile(r"\((?:áp dụng )?(?:đối với|trường hợp|trong trường hợp|khi|nếu)\b", re.IGNORECASE)
_INCLUDES = re.compile(
    r"(?<!bao)[\s,:;]+(?:bao gồm|gồm(?: có)?)(?: các giấy tờ(?: sau(?: đây)?)?| sau(?: đây)?)?$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[^\d\s][^\d\s])[.;](?:\s|$)|\n")
#: Numbers and letters before a heading's own words, folded: "a", "1 2", "ii".
_ORDINAL = re.compile(r"^(?:(?:[ivx]{1,4}|[a-h]\d?|\d{1,2}) )+(?=\w{2})")
_LABEL = re.compile(
    r"^(?:(?:cac |nhung )?(?:loai )?giay to(?: can| phai)? (?:nop|xuat trinh)|xuat trinh|luu y|ghi chu|bao gom|gom\b|"
    r"thanh phan(?: va)?(?: so luong)?(?: ho so)?(?: phai)?(?: nop| xuat trinh)?(?: bao)?(?: gom)?(?: cac giay to)?$|"
    r"so luong ho so|\d+ (?:mot )?bo(?: ho so)?|ho so(?: bao)? gom|ho so (?:phai )?(?:nop|xuat trinh)|"
    r"nguoi yeu cau chung thuc nop|phan ho so|mac dinh$|\d*$)"
)
_EXTRA = re.compile(
    r"^(?:tuy |ngoai |truong hop (?:nguoi \w+ )?uy quyen|truong hop (?:nop|gui) (?:ho so )?qua (?:he thong )?buu)|"
    r"\b(?:nop them|co them|kem theo them)\b|^truong hop uy quyen|^truong hop chua co tai khoan"
)
_SITUATION = re.compile(
    r"^(?:(?:cac|trong) )?(?:truong hop|doi voi|neu|khi)\b|\bdoi voi (?:cac )?(?:truong hop|nguoi|to chuc|ca nhan)\b|"
    r"^(?:thu tuc )?(?:ho so )?(?:de nghi |dang ky |xin )?"
    r"(?:cap moi|cap lai|cap doi|cap lan dau|lan dau|gia han|sua doi|dieu chinh|thay doi|thu hoi|cham dut|huy|"
    r"chuyen doi|dang ky lai|cong nhan lai)\b"
)


class Role(StrEnum):
    """What a heading among the papers is."""

    SHARED = "shared"  # everybody's papers; the heading is a label
    CHOICE = "choice"  # the papers of one of several situations
    EXTRA = "extra"  # in addition, in a situation that not everybody is in
    GROUP = "group"  # cannot be told from the words: shown in full, never offered as a choice
    NOTES = "notes"  # no paper among them


@dataclass(frozen=True)
class Group:
    """One case of a sheet with its role: its papers and, apart from them, its notes."""

    case: Case
    role: Role
    papers: tuple[DossierItem, ...]
    notes: tuple[DossierItem, ...]
    conditional: frozenset[str] = frozenset()  # keys of the papers that depend on a condition of their own

    @property
    def key(self):
        return self.case.key

    @cached_property
    def firm(self):
        """How many of its papers do not depend on a condition of their own."""
        return len(self.papers) - len(self.conditional)


def is_conditional(item: DossierItem) -> bool:
    """Whether a paper is needed only in some situations, going by its own opening words."""
    name = _SENTENCE_END.split(item.name.lstrip(" -+*•–"), maxsplit=1)[0][:CONDITION_WITHIN]
    return bool(CONDITIONAL.search(_ORDINAL.sub("", fold(name))) or _IN_BRACKETS.search(name))


def groups(sheet: Sheet) -> list[Group]:
    """The cases of a sheet in their order, each with its role; empty where the sheet has none."""
    found = []
    for case in sheet.cases or ():
        papers = tuple(item for item in case.items if item.kind != ItemKind.NOTE)
        notes = tuple(item for item in case.items if item.kind == ItemKind.NOTE)
        conditional = frozenset(paper.key for paper in papers if is_conditional(paper))
        found.append(Group(case, _role(case, papers), papers, notes, conditional))
    return _settle(found)


def heading(case: Case) -> str:
    """The heading of a case as people read it."""
    return trimmed(case.heading or "")


def trimmed(words: str) -> str:
    """A heading without bullets before, without "gồm:" and colons after."""
    words = re.sub(r"^[\s*•+\-–.]+|[\s:;.]+$", "", words)
    return _INCLUDES.sub("", words) or words


def _role(case, papers):
    if not papers:
        return Role.NOTES
    words = _ORDINAL.sub("", fold(case.heading or ""))
    if _LABEL.search(words):
        return Role.SHARED
    if _EXTRA.search(words):
        return Role.EXTRA
    return Role.CHOICE if _SITUATION.search(words) else Role.GROUP


def _settle(found):
    """One situation alone is no choice: beside papers for everybody it is an addition, alone it is everybody's."""
    choices = [group for group in found if group.role == Role.CHOICE]
    unclear = [group for group in found if group.role == Role.GROUP]
    shared = any(group.role == Role.SHARED for group in found)
    change = {}
    if len(choices) == 1:
        change[choices[0].key] = Role.EXTRA if shared else Role.GROUP if unclear else Role.SHARED
    if len(unclear) == 1 and not choices:
        change[unclear[0].key] = Role.SHARED
    return [replace(group, role=change.get(group.key, group.role)) for group in found]


def paper_count(found: list[Group], case_key: str | None = None) -> tuple[int, bool] | None:
    """(papers that are needed in any event, whether some situations need more); None where no paper is known.

    `found`: the groups of a sheet. With a chosen case its papers are counted with everybody's; without one, those of
    the smallest case.
    """
    if not any(group.papers for group in found):
        return None
    base = sum(group.firm for group in found if group.role == Role.SHARED)
    more = any(group.firm < len(group.papers) for group in found if group.role == Role.SHARED)
    more = more or any(group.role == Role.EXTRA for group in found)
    unclear = [group for group in found if group.role == Role.GROUP]
    choices = [group for group in found if group.role == Role.CHOICE]
    chosen = [group for group in choices if group.key == case_key]
    # A group may be one more case or may add up: only the smallest of all is sure.
    alternatives = chosen or [*choices, *unclear]
    if alternatives:
        base += min(group.firm for group in alternatives)
        more = more or any(group.conditional for group in alternatives)
        more = more or len({group.firm for group in alternatives}) > 1
        more = more or bool(unclear and (choices or len(unclear) > 1))
    return base, more
