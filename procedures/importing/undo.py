"""Undoes a batch: all of it in one transaction, as long as nobody has built on it.

What never reached readers is as it was before the batch. Words that were public are kept (docs/decisions/0002): they
are withdrawn, and readers are given back the former words; see docs/decisions/0008-undo-of-an-import.md.
"""

import json
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from procedures import freshness
from procedures.importing.hindrances import hindrances
from procedures.importing.planned import Write
from procedures.importing.remembered import AT_ONCE, remember_public
from procedures.models import (
    Domain,
    Edition,
    EditionEvent,
    Finding,
    ImportBatch,
    Procedure,
    ProcedureAlias,
    Reference,
    SourceText,
    UndoStep,
)
from procedures.publishing import NotPossible, publish_batch
from procedures.publishing.ground import hold
from procedures.references import references_of
from procedures.wording import date as day
from procedures.wording import number

State = Edition.State
SHOWN = 20  # hindrances told in the refusal itself


@transaction.atomic
def publish(batch: ImportBatch, *, by, on: date | None = None, reason: str = "") -> int:
    """Make public what a batch left as drafts (`publishing.publish_batch`), in a way that can be undone. How many."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise NotPossible("Lần nhập này đã được hoàn tác nên không còn gì để công khai.")
    drafts = batch.editions.as_they_came()  # those that `publish_batch` takes: no step may speak of others
    keys = sorted(drafts.values_list("procedure", flat=True))
    hold(keys)
    for start in range(0, len(keys), AT_ONCE):
        found = {step.procedure_id: step for step in _steps(batch, keys, start)}
        steps = {str(pk): step.was for pk, step in found.items()}
        remember_public({str(pk): pk for pk in found}, steps, on or timezone.localdate())
        UndoStep.objects.bulk_update(found.values(), ["was"], batch_size=50)
    return publish_batch(batch, by=by, on=on, reason=reason)


@transaction.atomic
def undo(batch: ImportBatch, *, by) -> ImportBatch:
    """Bring back what stood before a batch. Raises NotPossible, and changes nothing, where something stands in the way.

    Whoever calls holds the lock of imports (`lock.one_at_a_time`).
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        raise NotPossible(f"Lần nhập này đã được hoàn tác {day(timezone.localtime(batch.undone_at))}.")
    keys = list(batch.undo_steps.order_by("procedure").values_list("procedure", flat=True))
    hold(keys)
    if found := hindrances(batch):
        more = [f"… và {number(len(found) - SHOWN)} thủ tục khác."] if len(found) > SHOWN else []
        raise NotPossible([*(str(each) for each in found[:SHOWN]), *more])
    made, fields = [], []
    for start in range(0, len(keys), AT_ONCE):
        steps = _steps(batch, keys, start)
        _editions(batch, steps, by)
        _texts(batch, steps)
        _places(steps)
        aliases = [alias for step in steps for alias in step.was.get("aliases", ())]
        ProcedureAlias.objects.filter(code__in=aliases).delete()
        made += [step.procedure_id for step in steps if step.was.get("made")]
        fields += [pk for step in steps for pk in step.was.get("domains", ())]
    settled = Finding.objects.filter(batch__source=batch.source, resolved_at=batch.started_at, resolved_by=None)
    settled.exclude(batch=batch).update(resolved_at=None)
    batch.findings.all().delete()
    for start in range(0, len(made), AT_ONCE):
        Procedure.objects.filter(pk__in=made[start : start + AT_ONCE], editions=None).delete()
    _unused(fields).delete()
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    freshness.bump()
    return batch


def _steps(batch, keys, start):
    return list(batch.undo_steps.filter(procedure__in=keys[start : start + AT_ONCE]))


def _editions(batch, steps, by):
    """Words: the batch's public ones withdrawn, its drafts taken away, the former ones brought back."""
    procedures = [step.procedure_id for step in steps]
    public = {e.procedure_id: e for e in batch.editions.open().filter(procedure__in=procedures).defer("document")}
    _withdraw(public.values(), by, batch)
    drafts = dict(batch.editions.filter(procedure__in=procedures, state=State.DRAFT).values_list("procedure_id", "pk"))
    former = {step.procedure_id: step.was["draft"] for step in steps if "draft" in step.was}
    kept = {pk for procedure, pk in drafts.items() if former.get(procedure, {}).get("id") == pk}
    Edition.objects.filter(pk__in=set(drafts.values()) - kept).delete()
    renewed, again = [], []
    for step in steps:
        if row := step.was.get("draft"):
            edition = _object(Edition, row)
            if edition.pk in kept:
                renewed.append(edition)
                continue
            if step.was.get("write") != Write.DISCARD:
                edition.pk = None  # the draft itself was made public: its words come back as a draft of their own
            again.append(edition)
    columns = [f.name for f in Edition._meta.concrete_fields if f.name not in ("id", "procedure", "revision")]
    Edition.objects.bulk_update(renewed, columns, batch_size=20)
    Edition.objects.filter(pk__in=kept).update(revision=F("revision") + 1)
    written = {"kind": EditionEvent.Kind.WRITTEN, "at": batch.started_at}  # of words of people: see `apply`
    EditionEvent.objects.filter(edition__in=kept, **written).delete()
    demo = [_object(Edition, row) for step in steps for row in step.was.get("demo", ())]
    Edition.objects.bulk_create([*again, *demo], batch_size=AT_ONCE)
    rows = [row for step in steps for row in [*step.was.get("events", ()), *step.was.get("demo_events", ())]]
    EditionEvent.objects.bulk_create([_object(EditionEvent, row) for row in rows])
    shown = [edition for edition in demo if edition.state == State.PUBLISHED]
    Reference.objects.bulk_create(r for edition in shown for r in references_of(edition))
    _reopen([step for step in steps if step.procedure_id in public], by)


def _withdraw(public, by, batch):
    """The batch's public words: they stay, and say why they are gone."""
    today, now = timezone.localdate(), timezone.now()
    for edition in public:
        edition.public_until = max(today, edition.public_from)
        edition.withdrawn_reason = f"Hoàn tác lần nhập dữ liệu ngày {day(timezone.localtime(batch.started_at))}."
    Edition.objects.bulk_update(public, ["public_until", "withdrawn_reason"], batch_size=AT_ONCE)
    note = f"Lần nhập {batch.file_name}"
    EditionEvent.objects.bulk_create(
        EditionEvent(edition=edition, kind=EditionEvent.Kind.UNDONE, by=by, at=now, note=note) for edition in public
    )


def _reopen(steps, by):
    """Readers are given back the words that ended for the batch's sake: those of today, or to come, go on as if nothing
    had been; what ended on an earlier day begins anew today, for in between readers read something else."""
    today, now = timezone.localdate(), timezone.now()
    until = {pk: until and date.fromisoformat(until) for step in steps for pk, until in step.was.get("ended", ())}
    resumed, anew = [], []
    for edition in Edition.objects.filter(pk__in=until):
        if until[edition.pk] and until[edition.pk] <= today:
            continue  # it would have left by now
        if edition.public_until >= today:
            edition.public_until = until[edition.pk]
            resumed.append(edition)
            continue
        edition.pk, edition.public_from, edition.public_until = None, today, until[edition.pk]
        edition.published_by, edition.published_at, edition.revision = by, now, 0
        edition._state.adding = True
        anew.append(edition)
    Edition.objects.bulk_update(resumed, ["public_until"], batch_size=AT_ONCE)
    Edition.objects.bulk_create(anew, batch_size=AT_ONCE)
    Reference.objects.bulk_create((r for edition in anew for r in references_of(edition)), batch_size=2_000)
    EditionEvent.objects.bulk_create(
        EditionEvent(edition=edition, kind=EditionEvent.Kind.UNDONE, by=by, at=now, note="Trở lại lời trước lần nhập")
        for edition in anew
    )


def _texts(batch, steps):
    """What the source had said before."""
    said = {step.procedure_id: step.was["text"] for step in steps if "text" in step.was}
    texts = SourceText.objects.filter(source=batch.source, procedure__in=said)
    texts.filter(procedure__in=[pk for pk, text in said.items() if text is None]).delete()
    former = [
        SourceText(procedure_id=pk, source=batch.source, raw=json.loads(text[0]), digest=text[1], batch_id=text[2])
        for pk, text in said.items()
        if text
    ]
    SourceText.objects.bulk_create(
        former, update_conflicts=True, unique_fields=["procedure", "source"], update_fields=["raw", "digest", "batch"]
    )


def _places(steps):
    """Field, issuer and page as before, where they still are what the batch made of them."""
    places = {step.procedure_id: step.was["place"] for step in steps if "place" in step.was}
    changed = list(Procedure.objects.filter(pk__in=places))
    for procedure in changed:
        for column, (before, after) in places[procedure.pk].items():
            field = Procedure._meta.get_field(column)
            if getattr(procedure, column) == field.to_python(after):
                setattr(procedure, column, field.to_python(before))
    Procedure.objects.bulk_update(changed, ["domain", "issuer", "portal_id"], batch_size=AT_ONCE)


def _unused(fields):
    """Of the fields that the batch made, those to which nothing belongs and which nobody has taken in hand since."""
    touched = Domain.history.filter(id__in=fields).exclude(history_type="+").values("id")
    return Domain.objects.filter(pk__in=fields, procedures=None, group=None).exclude(pk__in=touched)


def _object(model, row):
    """A row of the database as it was kept: see `remembered`."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.attname in row:
            value = row[field.attname]
            is_words = field.attname in ("document", "brief")
            values[field.attname] = json.loads(value) if is_words else field.to_python(value)
    return model(**values)
