"""Writes a plan: all of it in one transaction, in bulk, or nothing.

Reading, understanding and comparing are done before; here nothing is decided any more. What stood when the plan was
made is looked at once more under the lock of the transaction: where somebody published meanwhile, nothing is written.

Thousands of procedures and codes are written past django-simple-history: the batch and its undo steps say who wrote
what, and when.
"""

from collections import Counter
from contextlib import contextmanager
from itertools import islice

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from procedures import freshness, publishing
from procedures.importing.findings import Refused, base_name
from procedures.importing.known import Known, standings
from procedures.importing.places import Places
from procedures.importing.planned import OUTCOMES, Plan, Write, unpack
from procedures.importing.remembered import Remembered
from procedures.models import (
    DomainGroup,
    Edition,
    EditionEvent,
    Finding,
    ImportBatch,
    Procedure,
    ProcedureAlias,
    SourceText,
)
from procedures.publishing import NotPossible
from procedures.reference import load_reference

AT_ONCE = 200  # rows written together: as many sheets are in memory twice
WORDS = ["document", "digest", "name", "online_level", "brief", "origin", "batch", "written_at", "written_by"]
MOVED = "Có người vừa sửa hoặc công khai một thủ tục trong tệp. Chạy lại lệnh nhập."


def apply_plan(plan: Plan, *, by=None) -> ImportBatch:
    """Write it all. Raises Refused, and writes nothing, where what stood has moved since the plan was made."""
    try:
        with _without_query_log(), transaction.atomic():
            return _write(plan, by)
    except NotPossible as error:
        raise Refused(" ".join(error.messages)) from error


def _write(plan, by):
    if not DomainGroup.objects.exists():
        load_reference()
    batch = ImportBatch.objects.create(
        source=plan.source, file_name=plan.name[:300], file_digest=plan.file_digest, by=by, counts=counts(plan)
    )
    _lock(plan)
    known = Known.read(plan.source)
    _check_unmoved(plan, known)
    remembered = Remembered(plan, batch)
    procedures = _procedures(plan, known, remembered)
    aliases = {alias: code for alias, code in plan.aliases.items() if code in procedures and alias not in known.aliases}
    for alias, code in aliases.items():
        remembered.alias(code, alias)
    work = {code: standing.work for code, standing in known.standings.items() if standing.work}
    remembered.write(procedures, work, timezone.localdate())
    published = _editions(plan, batch, work, procedures, by)
    _texts(plan, batch, procedures)
    ProcedureAlias.objects.bulk_create(
        [ProcedureAlias(procedure_id=procedures[code], code=alias) for alias, code in aliases.items()],
        batch_size=1_000,
    )
    _findings(plan, batch, procedures)
    if not published and (plan.items or aliases):
        freshness.bump()
    return batch


def _lock(plan):
    """Hold every procedure of the plan, in one order: whoever writes or publishes one of them waits."""
    codes = sorted(plan.items)
    for start in range(0, len(codes), 1_000):
        some = Procedure.objects.filter(code__in=codes[start : start + 1_000]).order_by("code")
        list(some.select_for_update(no_key=True).values_list("pk", flat=True))


def counts(plan: Plan) -> dict[str, int]:
    """The result in numbers: read = created + updated + unchanged + rejected; warnings beside."""
    found = Counter(plan.counts)
    return {name: found[name] for name in ("read", *OUTCOMES)} | {"warnings": plan.warnings}


def _check_unmoved(plan, known):
    wanted = {pk: code for code, pk in known.procedures.items() if code in plan.items}
    now = standings(wanted)
    for code in plan.items:
        before = plan.known.standings.get(code)
        if now.get(code) != before:
            raise Refused(MOVED)


def _procedures(plan, known, remembered):
    """Codes with their primary keys: missing procedures made, what only now is known of the others filled in."""
    places = Places(known)
    wanted = {code: item for code, item in plan.items.items() if item.write != Write.PROMOTE}
    new = [Procedure(code=code) for code in wanted if code not in known.procedures]
    old = list(Procedure.objects.filter(code__in=[code for code in wanted if code in known.procedures]).iterator())
    changed = []
    for procedure in [*new, *old]:
        before = _place(procedure)
        if places.put(procedure, wanted[procedure.code]) and procedure.pk:
            changed.append(procedure)
            remembered.moved(procedure.code, before, _place(procedure))
    for pk, code in places.made.items():
        remembered.domain(code, pk)
    Procedure.objects.bulk_create(new, batch_size=500)
    for procedure in new:
        remembered.made(procedure.code)
    Procedure.objects.bulk_update(changed, ["domain", "issuer", "portal_id"], batch_size=500)
    return known.procedures | {procedure.code: procedure.pk for procedure in new}


def _place(procedure):
    return {column: getattr(procedure, column) for column in ("domain_id", "issuer_id", "portal_id")}


def _editions(plan, batch, work, procedures, by):
    """Drafts written, then what is to be public made public. Returns how many were. `work`: code → the draft's Head."""
    drafts = _ready(plan, batch, procedures, work, Write.DRAFT)
    while some := list(islice(drafts, AT_ONCE)):
        _save_drafts(some)
    stale = [work[code].pk for code, item in plan.items.items() if item.write == Write.DISCARD]
    Edition.objects.filter(pk__in=stale, state=Edition.State.DRAFT).delete()
    return publishing.publish_many(_to_publish(plan, batch, procedures, work), by=by)


def _to_publish(plan, batch, procedures, work):
    ready = _ready(plan, batch, procedures, work, Write.PUBLISH)
    while some := list(islice(ready, AT_ONCE)):
        _save_drafts([edition for edition in some if edition.pk])
        yield from some
    promoted = [work[code].pk for code, item in plan.items.items() if item.write == Write.PROMOTE]
    for start in range(0, len(promoted), AT_ONCE):
        some = Edition.objects.filter(pk__in=promoted[start : start + AT_ONCE])
        some.update(batch=batch)
        yield from some


def _ready(plan, batch, procedures, work, write):
    """Editions with their words for the items to be written in this way; each sheet is let go once it is used."""
    origin = Edition.Origin.PEOPLE if plan.is_of_people else Edition.Origin.SOURCE
    for code, item in plan.items.items():
        if item.write != write:
            continue
        head = work.get(code)
        renewed = head and (head.origin != Edition.Origin.DEMO if plan.is_of_people else head.origin == origin)
        reused = head and (write == Write.DRAFT or renewed)
        edition = Edition(pk=head.pk if reused else None, procedure_id=procedures[code], batch=batch)
        edition.created_by = batch.by if plan.is_of_people else None
        edition.origin, edition.written_at, edition.written_by = origin, batch.started_at, batch.by
        edition.set_sheet(item.sheet)
        item.sheet = None
        yield edition


def _save_drafts(editions):
    new, renewed = [e for e in editions if not e.pk], [e for e in editions if e.pk]
    Edition.objects.bulk_create(new, batch_size=AT_ONCE)
    Edition.objects.bulk_update(renewed, WORDS, batch_size=50)
    # Whoever has the draft open is told that it has been written meanwhile.
    Edition.objects.filter(pk__in=[edition.pk for edition in renewed]).update(revision=F("revision") + 1)
    typed = [edition for edition in editions if edition.origin == Edition.Origin.PEOPLE and edition.written_by_id]
    EditionEvent.objects.bulk_create(
        EditionEvent(edition=each, kind=EditionEvent.Kind.WRITTEN, by_id=each.written_by_id, at=each.written_at)
        for each in typed
    )


def _texts(plan, batch, procedures):
    """What the source said; words of people stand in their edition only."""
    if plan.is_of_people:
        return
    texts = (
        SourceText(
            procedure_id=procedures[code], source=plan.source, raw=unpack(item.packed), digest=item.digest, batch=batch
        )
        for code, item in plan.items.items()
        if item.write != Write.PROMOTE
    )
    while some := list(islice(texts, AT_ONCE)):
        SourceText.objects.bulk_create(
            some, update_conflicts=True, unique_fields=["procedure", "source"], update_fields=["raw", "digest", "batch"]
        )


def _findings(plan, batch, procedures):
    """Remarks for the editors' list. Older ones of the same source on the same procedures have been looked at anew;
    one without a procedure that is still open is not said twice, and is settled where the same file comes without it.

    What a batch settles is settled at its own moment: by that `importing.undo` finds it again.
    """
    now = batch.started_at
    still_open = Finding.objects.filter(batch__source=plan.source, resolved_at=None)
    anew = [procedures[code] for code, item in plan.items.items() if item.write != Write.PROMOTE]
    for start in range(0, len(anew), 1_000):
        still_open.filter(procedure__in=anew[start : start + 1_000]).exclude(batch=batch).update(resolved_at=now)
    saying = {(finding.kind, finding.message) for finding in plan.findings}
    nameless = list(still_open.filter(procedure=None).values_list("pk", "file_name", "kind", "message"))
    said = {(kind, message) for _, _, kind, message in nameless}
    same = base_name(plan.name)
    mended = [pk for pk, file, *words in nameless if base_name(file) == same and tuple(words) not in saying]
    for start in range(0, len(mended), 1_000):
        Finding.objects.filter(pk__in=mended[start : start + 1_000]).update(resolved_at=now)
    rows = [
        Finding(
            batch=batch,
            procedure_id=procedures.get(finding.code),
            severity=finding.severity,
            kind=finding.kind,
            file_name=finding.place.file[:300],
            sheet_name=finding.place.sheet[:100],
            row=finding.place.row,
            column=finding.place.column[:200],
            message=finding.message,
            remedy=finding.remedy,
        )
        for finding in plan.findings
        if procedures.get(finding.code) or (finding.kind, finding.message) not in said
    ]
    Finding.objects.bulk_create(rows, batch_size=1_000)


@contextmanager
def _without_query_log():
    """In debug Django keeps every statement with its values: for an import, the whole file again and again."""
    kept = connection.__dict__.get("make_debug_cursor")
    connection.make_debug_cursor = connection.make_cursor
    try:
        yield
    finally:
        if kept is None:
            del connection.make_debug_cursor
        else:
            connection.make_debug_cursor = kept
