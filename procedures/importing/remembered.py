"""What stood of a procedure before a batch wrote it: kept in UndoStep, so that the batch can be undone.

A step's `was` holds, each only where there is something to say:

    made      true: the procedure itself was made by the batch
    place     {column: [before, after]} of field, issuer and page of the national portal
    domains   fields that were made with it: [pk]
    aliases   other codes that were made with it: [code]
    text      [raw, digest, batch] of the source's former words; null: it had said nothing yet
    write     what was written of its words (see `planned.Write`)
    draft     the row of the draft that was renewed, made public or taken away
    events    the rows of what had been done with that draft, where it was taken away
    demo      rows of the demo's editions that made room; demo_events: what had been done with them
    ended     [[pk, public_until], …] of the editions that ended for the sake of the batch's words
    public    the day from which the batch's words are public, where they are

Words are kept as the text in which they are stored: nothing is parsed on the way.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from procedures.importing.planned import Plan, Write
from procedures.models import Edition, EditionEvent, ImportBatch, SourceText, UndoStep

AT_ONCE = 200
PUBLIC = (Write.PUBLISH, Write.PROMOTE)
#: Of these the former draft is written over, made public or taken away.
OVER_DRAFT = (Write.DRAFT, Write.PUBLISH, Write.PROMOTE, Write.DISCARD)


class Remembered:
    """Collects the steps of one batch while it is written, then writes them a few hundred at a time."""

    def __init__(self, plan: Plan, batch: ImportBatch):
        self.plan, self.batch = plan, batch
        self._small: dict[str, dict] = {}

    def made(self, code: str) -> None:
        """The batch makes this procedure."""
        self._of(code)["made"] = True

    def moved(self, code: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        """The batch changes where a procedure belongs. Both: column → value."""
        changed = {column: [_plain(before[column]), _plain(after[column])] for column in before}
        self._of(code)["place"] = {column: both for column, both in changed.items() if both[0] != both[1]}

    def domain(self, code: str, pk: int) -> None:
        """The batch makes a field for this procedure's sake."""
        self._of(code).setdefault("domains", []).append(pk)

    def alias(self, owner: str, alias: str) -> None:
        """The batch gives a procedure another code."""
        self._of(owner).setdefault("aliases", []).append(alias)

    def write(self, procedures: dict[str, int], work: dict[str, Any], on: date) -> None:
        """Keep all steps. Before any word is written. `procedures`: code → pk; `work`: code → Head of the draft."""
        codes = [code for code in dict.fromkeys([*self.plan.items, *self._small]) if code in procedures]
        for start in range(0, len(codes), AT_ONCE):
            some = {code: procedures[code] for code in codes[start : start + AT_ONCE]}
            steps = {code: self._small.get(code, {}) for code in some}
            self._texts(some, steps)
            self._drafts(steps, work)
            public = {code: pk for code, pk in some.items() if self._fate(code) in PUBLIC}
            remember_public(public, steps, on)
            rows = [UndoStep(batch=self.batch, procedure_id=some[code], was=was) for code, was in steps.items()]
            UndoStep.objects.bulk_create(rows)

    def _of(self, code):
        return self._small.setdefault(code, {})

    def _fate(self, code):
        item = self.plan.items.get(code)
        return item.write if item else None

    def _texts(self, some, steps):
        written = {pk: code for code, pk in some.items() if self._fate(code) not in (None, Write.PROMOTE)}
        for code in written.values():
            steps[code]["text"] = None
        spoken = [pk for pk, code in written.items() if code in self.plan.known.digests]
        texts = SourceText.objects.filter(source=self.plan.source, procedure__in=spoken)
        texts = texts.annotate(words=Cast("raw", TextField()))
        for procedure, *text in texts.values_list("procedure_id", "words", "digest", "batch_id"):
            steps[written[procedure]]["text"] = text

    def _drafts(self, steps, work):
        over = {}
        for code, was in steps.items():
            fate, head = self._fate(code), work.get(code)
            if fate and fate != Write.TEXT:
                was["write"] = str(fate)
            # A draft of the demo is renewed in place; where words are made public at once it makes room.
            taken = fate == Write.PUBLISH and head and head.origin == Edition.Origin.DEMO
            if head and fate in OVER_DRAFT and not taken:
                over[head.pk] = code
        for row in edition_rows(Edition.objects.filter(pk__in=over)):
            steps[over[row["id"]]]["draft"] = row
        gone = [pk for pk, code in over.items() if self._fate(code) == Write.DISCARD]
        for row in event_rows(gone):
            steps[over[row["edition_id"]]].setdefault("events", []).append(row)


def remember_public(some: dict[str, int], steps: dict[str, dict], on: date) -> None:
    """Note in steps what ends, and what of the demo makes room, when words become public from a day.

    `some`: code → pk of the procedures; `steps`: code → `was`.
    """
    codes = {pk: code for code, pk in some.items()}
    for code in some:
        steps[code]["public"] = on.isoformat()
    demo = Edition.objects.filter(procedure__in=codes, origin=Edition.Origin.DEMO, changes=None)
    gone = {}
    for row in edition_rows(demo):
        gone[row["id"]] = steps[codes[row["procedure_id"]]]
        gone[row["id"]].setdefault("demo", []).append(row)
    for row in event_rows(gone):
        gone[row["edition_id"]].setdefault("demo_events", []).append(row)
    standing = Edition.objects.filter(procedure__in=codes, state=Edition.State.PUBLISHED).exclude(pk__in=gone)
    ending = standing.filter(Q(public_until=None) | Q(public_until__gt=on)).order_by("pk")
    for pk, procedure, until in ending.values_list("pk", "procedure_id", "public_until"):
        steps[codes[procedure]].setdefault("ended", []).append([pk, _plain(until)])


def edition_rows(editions) -> Iterable[dict]:
    """Editions as they are stored, words as text."""
    columns = [f.attname for f in Edition._meta.concrete_fields if not isinstance(f, models.JSONField)]
    editions = editions.annotate(document_=Cast("document", TextField()), brief_=Cast("brief", TextField()))
    for row in editions.values(*columns, "document_", "brief_"):
        row["document"], row["brief"] = row.pop("document_"), row.pop("brief_")
        yield {column: _plain(value) for column, value in row.items()}


def event_rows(editions) -> Iterable[dict]:
    """What has been done with editions, as it is stored."""
    for row in EditionEvent.objects.filter(edition__in=list(editions)).order_by("pk").values():
        yield {column: _plain(value) for column, value in row.items()}


def _plain(value):
    """A value as JSON holds it; `Field.to_python` reads it back."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
