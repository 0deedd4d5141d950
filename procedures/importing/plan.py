"""What an import would do: rows compared with what each source said before, and with what stands. Writes nothing.

A source is compared with itself: the same words as last time are "unchanged" and no sheet is built. Where they differ,
all sources of the procedure are read together (`combine`) and the sheet is compared with the edition that stands.

Which rows are held back: a code that cannot be read, that carries a mark of deletion (1.014955-Xoa) or belongs to the
range of inventions; a record without a name; a record that comes again, changed, further down (the last one counts);
a record that is no valid sheet; in lists a row without a national code that no known other code explains.
"""

from pathlib import Path

from django.db import transaction

from procedures.importing.known import Known
from procedures.importing.listing import Lists
from procedures.importing.planned import Plan
from procedures.importing.readers import read
from procedures.importing.records import COLUMNS, Records
from procedures.models import DomainGroup
from procedures.reference import load_reference


def make_plan(path: Path | str, *, publish: bool = False) -> Plan:
    """Read a file and compare it with the database. Raises findings.Refused where it cannot be taken in at all.

    `publish`: whether the words are to be made public, or kept as drafts.
    """
    reading = read(path)
    plan = Plan(Path(path), reading.source, reading.digest, publish, _snapshot(reading.source))
    planner = Records(plan) if reading.source in COLUMNS else Lists(plan)
    for row in reading.rows:
        plan.counts["read"] += 1
        planner.take(row)
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
