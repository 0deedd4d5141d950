"""The papers and steps of a sheet arranged for a reader: by case, under headings, long ones folded. Pure."""

import re
from dataclasses import dataclass, field

from procedures import dossier, wording
from procedures.answers import papers_of
from procedures.dossier import Role
from procedures.sheet import DossierItem, ItemKind, Sheet, Step
from procedures.text import fold

LONG_TITLE = 120  # characters from which an official title is set one step smaller (LOOK §2)
ENDLESS_TITLE = 300  # characters from which a title is cut, with the whole below it
NAME_AT_ONCE = 200  # characters of a paper's name that are shown at once
HEADING_AT_ONCE = 320
STEPS_AT_ONCE = 2_400  # characters of steps shown before the others are folded away
STEP_COUNTS = 900  # characters a step counts at most for that: a longer one is folded itself
NO_HEADING = {"mac dinh", "trinh tu thuc hien"}  # headings of the source's own forms that say nothing
FEW_PAPERS = 12  # papers in all cases together up to which additions stand open

_STEP_NUMBER = re.compile(
    r"\s*[-+*•]?\s*Bước\s*(\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}\b)\s*(?:[:.)–-]\s*|$|(?=\S))", re.IGNORECASE
)
_COUNTED = re.compile(r"(?:[a-h]\d?|[ivx]{1,4}|\d{1,2}) ")
_ALTERNATIVE = re.compile(r"(?:trong |cac )?(?:truong hop|doi voi|neu|khi)\b|(?:[a-z]|[ivx]{1,4}|\d+) ")


@dataclass(frozen=True)
class Paper:
    """One paper of a checklist. `rest`: what the source's wording says beyond the opening words."""

    item: DossierItem
    name: str
    rest: str
    conditional: bool

    @property
    def key(self):
        return self.item.key

    @property
    def copies(self):
        return wording.copies(self.item)

    @property
    def shown_only(self):
        """Xuất trình: taken along to be looked at, not handed in."""
        return self.item.kind == ItemKind.PRESENT


@dataclass(frozen=True)
class PaperGroup:
    """The papers under one heading of the source, its notes folded beside."""

    key: str
    heading: str  # as much as fits a line or two
    whole_heading: str  # the source's words where `heading` is cut, else ""
    papers: list[Paper]
    notes: list[DossierItem]
    is_open: bool = True
    chosen: bool = False
    answer: str = ""  # the answer "giấy tờ" for who is in this case

    @property
    def count(self):
        """How many papers stand here, those included that not everybody needs."""
        return len(self.papers)


@dataclass(frozen=True)
class Dossier:
    """All papers: everybody's, one of several cases, headings that may be either, additions."""

    shared: list[PaperGroup] = field(default_factory=list)
    choices: list[PaperGroup] = field(default_factory=list)
    groups: list[PaperGroup] = field(default_factory=list)
    extras: list[PaperGroup] = field(default_factory=list)
    notes: list[PaperGroup] = field(default_factory=list)

    @property
    def chosen(self):
        return next((group for group in self.choices if group.chosen), None)

    @property
    def uneven(self):
        """Whether the cases need different numbers of papers, so that choosing one tells more."""
        return len({group.answer for group in self.choices}) > 1

    @property
    def single(self):
        """Whether there is nothing but everybody's papers under no heading: then none needs a name."""
        return len(self.shared) == 1 and not (self.choices or self.groups or self.extras)


@dataclass(frozen=True)
class NumberedStep:
    """A step with the number it is called by; None where nothing says that the steps follow each other."""

    step: Step
    number: str | None
    title: str

    @property
    def key(self):
        return self.step.key


@dataclass(frozen=True)
class StepGroup:
    """Steps under a heading of the source, or under none."""

    heading: str
    key: str
    steps: list[NumberedStep]


@dataclass(frozen=True)
class Steps:
    """The steps shown at once and those folded away."""

    shown: list[StepGroup]
    more: list[StepGroup] = field(default_factory=list)

    @property
    def folded(self):
        return sum(len(group.steps) for group in self.more)


def papers(sheet: Sheet, case_key: str | None = None, *, everything: bool = False) -> Dossier:
    """The papers of a sheet. `case_key`: the chosen case; `everything`: all cases open, as on paper."""
    found = dossier.groups(sheet)
    choices = [group for group in found if group.role == Role.CHOICE]
    chosen = next((group.key for group in choices if group.key == case_key), None)
    few = sum(len(group.papers) for group in found) <= FEW_PAPERS

    def arranged(*roles, closed=False):
        return [
            _group(
                group,
                is_open=everything or not closed or group.key == chosen or (few and group.role != Role.CHOICE),
                chosen=group.key == chosen,
                answer=papers_of(found, group.key) if group.role == Role.CHOICE else "",
            )
            for group in found
            if group.role in roles
        ]

    return Dossier(
        shared=arranged(Role.SHARED),
        choices=arranged(Role.CHOICE, closed=True),
        groups=arranged(Role.GROUP, closed=True),
        extras=arranged(Role.EXTRA, closed=True),
        notes=arranged(Role.NOTES),
    )


def _group(group, is_open, chosen, answer):
    heading = dossier.heading(group.case)
    short = wording.shortened(heading, HEADING_AT_ONCE)
    return PaperGroup(
        key=group.key,
        heading=short,
        whole_heading=heading if short != " ".join(heading.split()) else "",
        papers=_firm_first([_paper(item, item.key in group.conditional) for item in group.papers]),
        notes=list(group.notes),
        is_open=is_open,
        chosen=chosen,
        answer=answer,
    )


def _firm_first(found):
    """What everybody needs before what only some need, unless the wording itself counts or points upwards."""
    if any(_COUNTED.match(fold(paper.item.name)) or "neu tren" in fold(paper.item.name) for paper in found):
        return found
    return sorted(found, key=lambda paper: paper.conditional)


def _paper(item, conditional):
    name, rest = _opening(re.sub(r"^[\s*•+\-–]+", "", item.name).rstrip(" ;"), NAME_AT_ONCE)
    return Paper(item, name, rest, conditional)


def _opening(text, limit):
    """(opening, rest): cut at a line, else at a sentence, and only where much would follow."""
    first, _, rest = text.partition("\n")
    if len(first) <= limit * 1.3:
        return first.strip(), rest.strip()
    ends = [match.end() for match in re.finditer(r"(?<=[^\W\d_]{2})[.;:]\s", first)]
    place = next((end for end in reversed(ends) if end <= limit), None) or next(iter(ends), None)
    if place is None or place > limit * 2:
        place = first.rfind(" ", 0, limit) + 1
        return f"{first[:place].rstrip(' ,;')}…", f"…{text[place:]}".strip()
    return first[:place].rstrip(" ;"), text[place:].strip()


def steps(sheet: Sheet) -> Steps:
    """The steps under their headings, many of them folded away: a step with a title and no text is a heading.

    Numbers are the source's own ("Bước 2"). Where it counts none they are given only to steps that all have a title
    and are no alternatives of each other.
    """
    return _fold_steps(_step_groups(sheet))


def _fold_steps(groups):
    total = sum(min(len(each.step.text), STEP_COUNTS) for group in groups for each in group.steps)
    if total <= STEPS_AT_ONCE * 1.5:
        return Steps(groups)
    shown, more, length = [], [], 0
    for group in groups:
        kept = []
        for each in group.steps:
            length += min(len(each.step.text), STEP_COUNTS)
            if more or (length > STEPS_AT_ONCE and (shown or kept)):
                break
            kept.append(each)
        rest = group.steps[len(kept) :]
        if not more and (kept or not rest):
            shown.append(StepGroup(group.heading, group.key, kept))
            if rest:
                more.append(StepGroup("", "", rest))
        else:
            more.append(group)
    return Steps(shown, more)


def _step_groups(sheet):
    found = [(step, _STEP_NUMBER.match(step.title or "")) for step in sheet.steps or ()]
    counted = any(match for _, match in found)
    follow = not counted and len(found) > 1 and all(_follows(step) for step, _ in found)
    groups: list[StepGroup] = []
    for place, (step, match) in enumerate(found, start=1):
        if step.title and not step.text and not match and not follow:
            heading = dossier.trimmed(step.title)
            groups.append(StepGroup("" if fold(heading) in NO_HEADING else heading, step.key, []))
            continue
        if not groups:
            groups.append(StepGroup("", "", []))
        number = match[1] if match else str(place) if follow else None
        title = (step.title or "")[match.end() if match else 0 :]
        groups[-1].steps.append(NumberedStep(step, number, title))
    return groups


def _follows(step):
    return bool(step.title and step.text) and not _ALTERNATIVE.match(fold(step.title))


def title(name: str) -> str:
    """As much of an official title as a heading can carry; the page shows the whole below it."""
    return wording.shortened(name, 240) if title_size(name) == "endless" else name


def title_size(name: str) -> str:
    """How a title is set: "", "long" (one step smaller) or "endless" (cut, the whole below it)."""
    return "endless" if len(name) > ENDLESS_TITLE else "long" if len(name) > LONG_TITLE else ""
