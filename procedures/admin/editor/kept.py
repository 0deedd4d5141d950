"""What is kept while people write: one working copy a person and draft, and who else has the draft open."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from procedures import merging
from procedures.editing.shape import COLUMNS
from procedures.models import WorkingCopy

#: For so long after the last sign of life somebody counts as being in the draft.
PRESENT = timedelta(minutes=2)
#: The part that stands beside the sheet.
COLUMNS_PART = "quyet-dinh-hieu-luc"


def opened(edition, person):
    """The person's working copy of a draft, made or renewed: they have it open now."""
    copy, made = WorkingCopy.objects.get_or_create(
        edition=edition, person=person, defaults={"revision": edition.revision, "document": None}
    )
    if not made:
        copy.seen_at = timezone.now()
        if copy.document is None:
            copy.revision = edition.revision
        copy.save(update_fields=["seen_at", "revision"])
    return copy


def keep(edition, person, typed, revision, base):
    """Keep what is typed. `revision`, `base`: what it began from (see `base_of`). Returns the WorkingCopy."""
    now = timezone.now()
    copy, _ = WorkingCopy.objects.update_or_create(
        edition=edition,
        person=person,
        defaults={
            "revision": revision,
            "document": {"typed": {**typed, "removed": []}, "base": base},
            "seen_at": now,
            "saved_at": now,
        },
    )
    return copy


def drop(edition, person):
    """What was typed has been saved, or is to be forgotten."""
    WorkingCopy.objects.filter(edition=edition, person=person).delete()


def others(edition, person):
    """Working copies of others who have the draft open now."""
    since = timezone.now() - PRESENT
    return list(edition.working_copies.exclude(person=person).filter(seen_at__gte=since).select_related("person"))


def told(copy, edition):
    """What to say where kept words are opened again: when they were kept, and who has saved another text since."""
    return {
        "at": copy.saved_at,
        "meanwhile": edition.revision != copy.revision,
        "who": edition.written_by,
        "when": edition.written_at,
    }


def base_of(sheet, columns):
    """What a text begins from, as short fingerprints by part: tells later who changed which part."""
    found = {part: merging.part_digest(sheet, part)[:12] for part in merging.PARTS}
    return found | {COLUMNS_PART: columns_digest(columns)}


def columns_digest(columns):
    """A fingerprint of decision and days. `columns`: their values, or the same as typed."""
    said = "|".join(str(columns.get(name) or "") for name in COLUMNS)
    return hashlib.sha256(said.encode()).hexdigest()[:12]
