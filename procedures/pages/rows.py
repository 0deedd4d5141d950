"""Procedures as lists show them: the name, the answers in short, the states in words. One query for all rows."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone

from procedures import directory, wording
from procedures.force import State, force
from procedures.models import Edition, Procedure
from procedures.sheet import Level, OnlineLevel

AGENCY = 120  # characters of an agency's name in a list
CHANGE_WORDS = {"new": "Mới ban hành", "amended": "Sửa đổi", "replaced": "Được thay thế", "abolished": "Bãi bỏ"}
CHANGE_ICONS = {"new": "new", "amended": "edit", "replaced": "replace", "abolished": "abolish"}
CHANGE_KINDS = {"new": "good", "amended": "notice", "replaced": "notice", "abolished": "wrong"}


@dataclass(frozen=True)
class Badge:
    """A state or kind: a word, with an icon where it is a state."""

    text: str
    kind: str = ""  # "", action, good, notice, wrong
    icon: str = ""


@dataclass(frozen=True)
class Row:
    """One procedure in a list."""

    code: str
    name: str
    url: str
    plain_name: str | None
    domain: str | None
    answers: tuple[str, ...]  # time, fee, papers: only those the source gives
    badges: tuple[Badge, ...]
    ended: bool  # no longer in force
    begins: date | None = None  # the day from which it will be in force, None where it is or was
    agency: str = ""  # who carries it out: told only where the list holds another procedure of the same name


def rows(codes, on=None):
    """Rows for the codes, in their order; internal procedures and those without a public edition are left out."""
    codes = list(codes)
    if not codes:
        return []
    on = on or timezone.localdate()
    site = directory.get()
    names = {domain.pk: domain.name for domain in site.domains.values()}
    public = Edition.objects.published(on).filter(procedure__kind=Procedure.Kind.PUBLIC)
    editions = public.for_list().filter(procedure__code__in=codes)
    found = {edition.procedure.code: edition for edition in editions}
    return _told_apart([_row(found[code], names, site, on) for code in codes if code in found], found)


def change_badge(kind):
    """A kind of change as a badge."""
    return Badge(CHANGE_WORDS[kind], CHANGE_KINDS[kind], CHANGE_ICONS[kind])


def _told_apart(shown, editions):
    """Provinces and ministries publish procedures of the same name: in one list, who carries them out tells which."""
    names = Counter(row.name for row in shown)
    return [
        replace(row, agency=wording.shortened(agencies[0], AGENCY))
        if names[row.name] > 1 and (agencies := editions[row.code].brief.get("agencies"))
        else row
        for row in shown
    ]


def _row(edition, names, site, on):
    code, brief = edition.procedure.code, edition.brief
    state = force(site.changes.get(code, ()), on, edition.in_force_from, edition.in_force_until)
    return Row(
        code=code,
        name=edition.name,
        url=reverse("procedure", args=[code]),
        plain_name=brief.get("plain_name"),
        domain=names.get(edition.procedure.domain_id) or brief.get("domain"),
        answers=tuple(answer for name in ("time", "fee", "papers") if _says_something(answer := brief.get(name))),
        badges=tuple(_badges(edition, brief, state)),
        ended=state.state == State.ENDED,
        begins=state.on if state.state == State.NOT_YET else None,
    )


def _says_something(answer):
    """Whether an answer tells something by itself: "Xem chi tiết …" leads further down a page that is not here."""
    return bool(answer) and not answer.startswith("Xem chi tiết")


def _badges(edition, brief, state):
    if state.state == State.ENDED:
        ended = "Đã được thay thế" if state.change and state.change.kind == "replaced" else "Hết hiệu lực"
        yield Badge(ended, "wrong", "abolish")
        return
    if state.state == State.NOT_YET:
        yield Badge(f"Có hiệu lực từ {wording.date(state.on)}", "notice", "calendar")
    elif state.change:
        yield Badge(f"Hết hiệu lực từ {wording.date(state.change.effective_on)}", "notice", "calendar")
    if brief.get("named_only"):
        yield Badge("Mới có tên", "", "info")
    if edition.online_level in (OnlineLevel.FULL, OnlineLevel.PARTIAL):
        yield Badge(wording.ONLINE_LEVELS[OnlineLevel(edition.online_level)], "action", "online")
    if Level.COMMUNE in brief.get("levels", ()):
        yield Badge("Cấp xã", "", "place")
    if edition.origin == Edition.Origin.DEMO:
        yield Badge("Minh họa", "", "info")
