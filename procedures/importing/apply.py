"""Writes a plan: all of it in one transaction, in bulk, or nothing.

Reading, understanding and comparing are done before; here nothing is decided any more. What stood when the plan was
made is looked at once more under the lock of the transaction: where somebody published meanwhile, nothing is written.
"""

from collections import Counter
from contextlib import contextmanager
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from procedures import freshness, publishing
from procedures.importing.findings import Refused
from procedures.importing.known import Known, standings
from procedures.importing.places import Places
from procedures.importing.planned import OUTCOMES, Plan, Write, unpack
from procedures.models import DomainGroup, Edition, Finding, ImportBatch, Procedure, ProcedureAlias, SourceText
from procedures.publishing import NotPossible
from procedures.reference import load_reference

AT_ONCE = 200  # rows written together: as many sheets are in memory twice
WORDS = ["document", "digest", "name", "online_level", "brief", "origin", "batch"]
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
    procedures = _procedures(plan, known)
    published = _editions(plan, batch, known, procedures, by)
    _texts(plan, batch, procedures)
    aliases = [
        ProcedureAlias(procedure_id=procedures[code], code=alias)
        for alias, code in plan.aliases.items()
        if code in procedures
    ]
    ProcedureAlias.objects.bulk_create(aliases, batch_size=1_000, ignore_conflicts=True)
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


def _procedures(plan, known):
    """Codes with their primary keys: missing procedures made, what only now is known of the others filled in."""
    places = Places(known)
    wanted = {code: item for code, item in plan.items.items() if item.write != Write.PROMOTE}
    new = [Procedure(code=code) for code in wanted if code not in known.procedures]
    old = list(Procedure.objects.filter(code__in=[code for code in wanted if code in known.procedures]).iterator())
    changed = []
    for procedure in [*new, *old]:
        if places.put(procedure, wanted[procedure.code]) and procedure.pk:
            changed.append(procedure)
    Procedure.objects.bulk_create(new, batch_size=500)
    Procedure.objects.bulk_update(changed, ["domain", "issuer", "portal_id"], batch_size=500)
    return known.procedures | {procedure.code: procedure.pk for procedure in new}


def _editions(plan, batch, known, procedures, by):
    """Drafts written, then what is to be public made public. Returns how many were."""
    work = {code: standing.work for code, standing in known.standings.items() if standing.work}
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
        yield from Edition.objects.filter(pk__in=promoted[start : start + AT_ONCE])


def _ready(plan, batch, procedures, work, write):
    """Editions with their words for the items to be written in this way; each sheet is let go once it is used."""
    for code, item in plan.items.items():
        if item.write != write:
            continue
        head = work.get(code)
        reused = head and (write == Write.DRAFT or head.origin == Edition.Origin.SOURCE)
        edition = Edition(pk=head.pk if reused else None, procedure_id=procedures[code], batch=batch)
        edition.origin = Edition.Origin.SOURCE
        edition.set_sheet(item.sheet)
        item.sheet = None
        yield edition


def _save_drafts(editions):
    Edition.objects.bulk_create([edition for edition in editions if not edition.pk], batch_size=AT_ONCE)
    Edition.objects.bulk_update([edition for edition in editions if edition.pk], WORDS, batch_size=50)


def _texts(plan, batch, procedures):
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
    one without a procedure that is still open is not said twice."""
    now = timezone.now()
    still_open = Finding.objects.filter(batch__source=plan.source, resolved_at=None)
    anew = [procedures[code] for code, item in plan.items.items() if item.write != Write.PROMOTE]
    for start in range(0, len(anew), 1_000):
        still_open.filter(procedure__in=anew[start : start + 1_000]).exclude(batch=batch).update(resolved_at=now)
    said = set(still_open.filter(procedure=None).values_list("kind", "message"))
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
