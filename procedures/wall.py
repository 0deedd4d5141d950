"""What hangs on the wall of a desk, and what ought to: sheets to print anew, to add, to take down.

What hangs is the sum of a desk's postings. A sheet is due again where other words or another decision are public now,
or where something else is only true here than what its mark says. Nothing of this is stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from procedures import comparison, directory, receiving
from procedures.force import State, force
from procedures.many_desks import FEW, Told
from procedures.models import Desk, Edition, LocalFact, Posting
from procedures.receiving import Local, Received, mark

AT_ONCE = 5_000  # keys in one condition


class Hung(NamedTuple):
    """One sheet on a wall."""

    edition: int  # key
    printed_on: date
    posting: int  # key
    mark: int  # of what was only true here


class Words(NamedTuple):
    """What is kept of an edition that hangs somewhere."""

    procedure: int
    code: str
    name: str
    digest: str
    decision: int | None  # key; its number is printed


@dataclass(slots=True)
class Due:
    """A sheet to print anew, and why. `parts`: titles of the parts that differ, once `explain` was asked."""

    received: Received
    hung: Hung
    words_changed: bool
    facts_changed: bool
    parts: list[str] = field(default_factory=list)

    @property
    def since(self) -> date | None:
        """The day from which other words are public; None where only local facts changed."""
        return self.received.edition.public_from if self.words_changed else None


@dataclass(slots=True)
class TakeDown:
    """A sheet that must go, and why in words."""

    procedure: int  # key
    code: str
    name: str
    hung: Hung
    reason: str


@dataclass(slots=True)
class WallState:
    """A wall against what the desk receives on a day."""

    current: list[Received] = field(default_factory=list)
    reprint: list[Due] = field(default_factory=list)
    missing: list[Received] = field(default_factory=list)  # received and never posted
    take_down: list[TakeDown] = field(default_factory=list)

    @property
    def to_print(self) -> list[Received]:
        """What has to be printed: due again, then never posted."""
        return [due.received for due in self.reprint] + self.missing

    @property
    def here(self) -> list[Received]:
        """What the desk receives on the day, whether or not it hangs."""
        return self.current + self.to_print

    @property
    def hanging(self) -> dict[int, str]:
        """{procedure key: code} of all that hangs there, rightly or not."""
        due = [each.received for each in self.reprint]
        found = {item.edition.procedure_id: item.code for item in self.current + due}
        return found | {each.procedure: each.code for each in self.take_down}


class Counts(NamedTuple):
    """A wall in numbers."""

    current: int
    reprint: int
    missing: int
    take_down: int


def wall(desk: Desk) -> dict[int, Hung]:
    """What hangs at a desk, by procedure key. Two queries."""
    return _hung(Posting.objects.filter(desk=desk.pk))[0].get(desk.pk, {})


def _hung(postings) -> tuple[dict[int, dict[int, Hung]], dict[int, Words]]:
    """({desk: {procedure: Hung}}, {edition: Words}) of postings. Two queries, more only for very many editions."""
    columns = ("desk", "pk", "printed_on", "editions", "marks", "taken_down")
    rows = list(postings.order_by("posted_on", "pk").values_list(*columns))
    known = _words_of({key for _, _, _, editions, _, _ in rows for key in editions})
    found: dict[int, dict[int, Hung]] = {}
    for desk, posting, printed_on, editions, marks, taken_down in rows:
        own = found.setdefault(desk, {})
        for procedure in taken_down:
            own.pop(procedure, None)
        for key, marked in _sheets(editions, marks):
            if key in known:
                own[known[key].procedure] = Hung(key, printed_on, posting, marked)
    return found, known


def _sheets(editions, marks):
    """(edition, mark) of each sheet of a posting."""
    return zip_longest(editions, marks[: len(editions)], fillvalue=0)


def _words_of(keys) -> dict[int, Words]:
    keys, found = sorted(keys), {}
    for start in range(0, len(keys), AT_ONCE):
        rows = Edition.objects.filter(pk__in=keys[start : start + AT_ONCE])
        for key, *told in rows.values_list("pk", "procedure", "procedure__code", "name", "digest", "decision"):
            found[key] = Words._make(told)
    return found


def compare(desk: Desk, on: date | None = None, items: list[Received] | None = None) -> WallState:
    """The wall of one desk against what it receives on a day (today unless told). Three queries.

    `items`: what it receives, where that was read already; then two. A closed desk receives nothing: all that hangs
    there must go.
    """
    on = on or timezone.localdate()
    hung, known = _hung(Posting.objects.filter(desk=desk.pk))
    own, state = hung.get(desk.pk, {}), WallState()
    is_closed = desk.is_closed(on)
    items = [] if is_closed else receiving.received(desk, on) if items is None else items
    here: dict[int, Received] = {}
    for item in items:
        if item.here:
            here[item.edition.procedure_id] = item
    for procedure, item in here.items():
        sheet = own.get(procedure)
        if sheet is None:
            state.missing.append(item)
            continue
        printed, public = known[sheet.edition], item.edition
        words = (printed.digest, printed.decision) != (public.digest, public.decision_id)
        facts = sheet.mark != mark(item.local)
        if words or facts:
            state.reprint.append(Due(item, sheet, words, facts))
        else:
            state.current.append(item)
    elsewhere = {item.edition.procedure_id for item in items if not item.here}
    for procedure, sheet in own.items():
        if procedure not in here:
            gone = known[sheet.edition]
            reason = _why_gone(gone.code, on, procedure in elsewhere)
            if is_closed:
                reason = f"Nơi này đã đóng cửa từ ngày {desk.closed_on:%d/%m/%Y}"
            state.take_down.append(TakeDown(procedure, gone.code, gone.name, sheet, reason))
    return state


def _why_gone(code, on, is_elsewhere):
    state = force(directory.get().changes.get(code, ()), on)
    if state.state == State.ENDED and state.change:
        kind = "bị thay thế" if state.change.kind == "replaced" else "bị bãi bỏ"
        instead = f", thay bằng {state.successor}" if state.successor else ""
        return f"Thủ tục {kind} từ ngày {state.on:%d/%m/%Y}{instead}"
    if is_elsewhere:
        return "Nơi này không tiếp nhận nữa, đã ghi nơi khác"
    return "Không còn trong danh mục tiếp nhận hoặc nội dung đã rút"


def explain(dues: Iterable[Due]) -> None:
    """Fill in the parts that differ, for the sheets of one screen. One query; reads whole documents."""
    dues = list(dues)
    keys = {key for due in dues if due.words_changed for key in (due.hung.edition, due.received.edition.pk)}
    sheets = {edition.pk: edition.sheet for edition in Edition.objects.filter(pk__in=keys)}
    for due in dues:
        due.parts = []
        if due.words_changed and due.hung.edition in sheets:
            due.parts += comparison.changed_parts(sheets[due.hung.edition], sheets[due.received.edition.pk])
        if due.facts_changed:
            due.parts.append("quy định riêng tại đây")


# What was only true here on a day in the past


def facts_then(desk: Desk, day: date, procedures: Iterable[int] | None = None) -> dict[int, Local]:
    """What was only true at a desk on a day in the past, as it was known at the end of it: {procedure: Local}.

    From the history of the facts, so that a fee corrected in place is seen too; documents and superiors as of today.
    One query.
    """
    chain, latest = set(directory.get().chain(desk.agency_id)), {}
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    ever = LocalFact.history.filter(receiving.inherited_by(desk))
    if procedures is not None:
        ever = ever.filter(procedure__in=list(procedures))
    # A fact that was given away has its last state in another place: all states of whatever was ever here are read.
    states = LocalFact.history.filter(id__in=ever.values("id"), history_date__lt=end)
    named = {f"f_{name}": F("id" if name == "pk" else path) for name, path in receiving.COLUMNS.items()}
    for row in states.order_by("history_date", "history_id").values("procedure", f_kind=F("history_type"), **named):
        latest[row["f_pk"]] = receiving.named(row)
    by_procedure: dict[int, list[dict]] = {}
    for row in latest.values():
        if row["kind"] != "-" and (row["desk"] == desk.pk or row["agency"] in chain):
            by_procedure.setdefault(row["procedure"], []).append(row)
    return {key: receiving.resolve(own, desk, day) for key, own in by_procedure.items()}


def last_change(desk: Desk, procedure: int) -> date | None:
    """The day on which what is only true at a desk for a procedure was last written down. One query."""
    past = LocalFact.history.filter(receiving.inherited_by(desk), procedure=procedure)
    at = past.order_by("-history_date").values_list("history_date", flat=True).first()
    return at and timezone.localdate(at)


# Many desks at once


class Here:
    """What each of many desks receives on a day. Three queries."""

    def __init__(self, desks: Iterable[Desk], on: date):
        self.told = Told(desks, on)
        self._public, self._catalogues = _public_by_catalogue(on), _catalogues()

    def of(self, desk: Desk) -> dict[int, tuple]:
        """{procedure: (digest, decision)} of what a desk receives; one that has closed is for the caller to tell."""
        now: dict[int, tuple] = {}
        for key in self._catalogues.get(desk.pk, ()):
            now |= self._public.in_catalogue.get(key, {})
        for procedure, here in self.told.receives(desk).items():
            if not here:
                now.pop(procedure, None)
            elif procedure in self._public.words:
                now[procedure] = self._public.words[procedure]
        return now


def summary(desks: Iterable[Desk], on: date | None = None, here: Here | None = None) -> dict[int, Counts]:
    """The walls of many desks in numbers, by desk key. Five queries, whatever there is; for pages that are kept.

    Three thousand walls are a million and a half sheets: one wall is looked at after the other and let go.
    `here`: what these desks receive, where that was read already; then two.
    """
    on, desks = on or timezone.localdate(), list(desks)
    here = here or Here(desks, on)
    columns = ("pk", "procedure", "digest", "decision")
    editions = {
        key: (procedure, (digest, decision))
        for key, procedure, digest, decision in Edition.objects.order_by().values_list(*columns)
    }
    by_key = {desk.pk: desk for desk in desks}
    found: dict[int, Counts] = {}
    for key, own in _walls(by_key, editions):
        found[key] = _counts(by_key[key], on, own, editions, here)
    for key in by_key.keys() - found.keys():  # without a posting
        found[key] = _counts(by_key[key], on, {}, editions, here)
    return {desk.pk: found[desk.pk] for desk in desks}


def _walls(desks, editions) -> Iterator[tuple[int, dict[int, tuple[int, int]]]]:
    """(key of a desk, {procedure: (edition, mark)}) of every desk with postings. One query."""
    postings = Posting.objects.filter(desk__in=list(desks)) if len(desks) <= FEW else Posting.objects.all()
    ordered = postings.order_by("desk_id", "posted_on", "pk")
    rows = ordered.values_list("desk_id", "editions", "marks", "taken_down").iterator(chunk_size=100)
    for desk, own_rows in groupby(rows, key=itemgetter(0)):
        own: dict[int, tuple[int, int]] = {}
        for _, keys, marks, taken_down in own_rows:
            for procedure in taken_down:
                own.pop(procedure, None)
            own |= {editions[key][0]: (key, marked) for key, marked in _sheets(keys, marks) if key in editions}
        if desk in desks:
            yield desk, own


def _catalogues() -> dict[int, list[int]]:
    """{key of a desk: keys of its catalogues}"""
    site = directory.get()
    found: dict[int, list[int]] = {}
    for key, slugs in site.desks_of_catalogue.items():
        for slug in slugs:
            found.setdefault(site.desks[slug].pk, []).append(key)
    return found


def _counts(desk, on, own: Mapping[int, tuple[int, int]], editions, here: Here) -> Counts:
    if desk.is_closed(on):
        return Counts(0, 0, 0, len(own))
    told, now = here.told, here.of(desk)
    spoken_of = told.spoken_of(desk)
    current = hanging = 0
    for procedure, (edition, marked) in own.items():
        if procedure in now:
            hanging += 1
            if now[procedure] == editions[edition][1]:
                current += marked == (told.mark(desk, procedure) if procedure in spoken_of else 0)
    return Counts(current, hanging - current, len(now) - hanging, len(own) - hanging)


class _Public(NamedTuple):
    words: dict[int, tuple]  # (digest, decision) of what is public and in force, by procedure
    in_catalogue: dict[int, dict[int, tuple]]  # the same by catalogue


def _public_by_catalogue(on) -> _Public:
    from procedures.models import CatalogueItem, Procedure

    changes = directory.get().changes
    editions = Edition.objects.published(on).filter(procedure__kind=Procedure.Kind.PUBLIC)
    rows = editions.values_list("procedure", "procedure__code", "digest", "decision", "in_force_from", "in_force_until")
    words = {
        procedure: (digest, decision)
        for procedure, code, digest, decision, begins, ends in rows.iterator()
        if force(changes.get(code, ()), on, begins, ends).state == State.IN_FORCE
    }
    in_catalogue: dict[int, dict[int, tuple]] = {}
    for catalogue, procedure in CatalogueItem.objects.values_list("catalogue", "procedure"):
        if procedure in words:
            in_catalogue.setdefault(catalogue, {})[procedure] = words[procedure]
    return _Public(words, in_catalogue)
