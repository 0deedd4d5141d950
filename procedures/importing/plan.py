"""What an import would do: rows compared with what each source said before, and with what stands. Writes nothing.

A source is compared with itself: the same words as last time are "unchanged" and no sheet is built. Where they differ,
all sources of the procedure are read together (`combine`) and the sheet is compared with the edition that stands.

Which rows are held back: a code that cannot be read, that carries a mark of deletion (1.014955-Xoa) or belongs to the
range of inventions; a record without a name; a record that comes again, changed, further down (the last one counts);
a record that is no valid sheet, or is gibberish (old fonts, a wrong code page); in lists a row without a national code
that no known other code explains.
"""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from procedures.importing.findings import Kind, Refused
from procedures.importing.garbled import verdict_of_row
from procedures.importing.known import Known
from procedures.importing.listing import Lists
from procedures.importing.planned import Item, Plan, Reach
from procedures.importing.readers import read
from procedures.importing.records import COLUMNS, Records
from procedures.importing.template import WORKBOOK
from procedures.importing.typed import TypedProcedures
from procedures.models import DomainGroup
from procedures.reference import load_reference

#: Whatever else is read is a list.
PLANNERS: dict[str, type[Records]] = {WORKBOOK: TypedProcedures, **dict.fromkeys(COLUMNS, Records)}
TOLD_EVERY = 50  # rows between two words about the progress


def make_plan(
    path: Path | str,
    *,
    publish: bool = False,
    reach: Reach | None = None,
    seen: Callable[[Item], None] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Plan:
    """Read a file and compare it with the database. Raises findings.Refused where it cannot be taken in at all.

    `publish`: whether the words are to be made public, or kept as drafts; `reach`: what may be written (None: all);
    `seen`: told of each item as soon as it is decided; `progress`: told now and then how many rows have been read.
    """
    reading = read(path)
    plan = Plan(Path(path), reading.source, reading.digest, publish, _snapshot(reading.source), reach=reach, seen=seen)
    planner = PLANNERS.get(reading.source, Lists)(plan)
    garbled = []
    for row in reading.rows:
        plan.counts["read"] += 1
        if verdict := verdict_of_row(row.values.values()):
            garbled.append(verdict.sentence(f"Tệp «{plan.name}», dòng {row.place.row}"))
            plan.reject(Kind.TEXT_GARBLED, row.place, verdict.message, verdict.remedy)
        else:
            planner.take(row)
        if progress and plan.counts["read"] % TOLD_EVERY == 0:
            progress(plan.counts["read"])
    if len(garbled) * 2 > plan.counts["read"]:
        raise Refused(garbled[0])
    planner.finish()
    return plan


def _snapshot(source):
    """The database as the import will find it: with the reference data, which an empty one is given first."""
    if DomainGroup.objects.exists():
        return Known.read(source)
    with transaction.atomic():
        load_reference()
        known = Known.read(source)
        transaction.set_rollback(True)
    return known
