"""What verbs left: events of editions, sentences in Django's log, moments in columns."""

from collections import defaultdict
from datetime import datetime, time

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.text import capfirst

from procedures import wording
from procedures.admin import rights
from procedures.admin.history.entries import ADDED, CHANGED, DELETED, NAME, NOBODY, Entry
from procedures.admin.history.kept import is_kept
from procedures.models import Edition, EditionEvent, Procedure

Kind = EditionEvent.Kind
#: Moments of an edition that stand in its columns, and the events that tell the same.
MOMENTS = {
    "created": {Kind.CREATED, Kind.RESTORED},
    "written": {Kind.WRITTEN},
    "submitted": {Kind.SUBMITTED},
    "published": {Kind.PUBLISHED, Kind.SELF_PUBLISHED},
}


def logged(person, model, key):
    """What verbs left in Django's log: their sentences; of kinds whose values are not kept, everything."""
    kind = ContentType.objects.get_for_model(model)
    wanted = Q(content_type=kind, object_id=str(key))
    if model is Procedure:
        # A deleted draft took its events along: what is left is that somebody deleted it.
        code = Subquery(Procedure.objects.filter(pk=key).values("code"))
        drafts = Q(content_type=ContentType.objects.get_for_model(Edition), action_flag=DELETION)
        if rights.may(person, rights.VIEW, Edition):
            wanted |= drafts & Q(object_repr__startswith=Concat(code, Value(" · ")))
    for entry in LogEntry.objects.filter(wanted).select_related("user"):
        by, at = str(entry.user), entry.action_time
        if entry.content_type_id != kind.pk:
            yield Entry(at, by, f"Xóa bản nháp «{entry.object_repr.partition(' · ')[2]}»")
        elif entry.change_message and not entry.change_message.startswith("["):
            yield Entry(at, by, entry.change_message)
        elif not is_kept(model):
            did = ADDED if entry.is_addition() else DELETED if entry.is_deletion() else CHANGED
            yield Entry(at, by, did, note=entry.get_change_message() if did == CHANGED else "")


def moments(editions, *, named=False):
    """The events of editions; what happened before there were events, or to many at once, by their columns.

    `named`: each says of which text it tells.
    """
    people = [f"{moment}_by" for moment in MOMENTS]
    editions = {edition.pk: edition for edition in editions.select_related("procedure", "batch__by", *people)}
    events = EditionEvent.objects.filter(edition__in=editions).select_related("by").order_by("at", "pk")
    told = defaultdict(set)
    for event in events:
        told[event.edition_id].add(event.kind)
        yield _event(editions[event.edition_id], event.at, event.by, event.get_kind_display(), named, event.note)
    for edition in editions.values():
        for moment, kinds in MOMENTS.items():
            at, by = getattr(edition, f"{moment}_at"), getattr(edition, f"{moment}_by")
            did = Kind(min(kinds)).label
            if edition.batch and by is None and moment in ("created", "written"):
                # Its words came with a file, at once: that is one thing that was done, and not yet a writing.
                at = edition.batch.started_at if moment == "created" else None
                did, by = f"nhập từ tệp {edition.batch.file_name}", edition.batch.by
            if at is not None and not told[edition.pk] & kinds:
                yield _event(edition, at, by, did, named)
        if edition.withdrawn_reason and Kind.WITHDRAWN not in told[edition.pk]:
            start = datetime.combine(edition.public_until, time.min, timezone.get_current_timezone())
            yield _event(edition, start, None, Kind.WITHDRAWN.label, named, edition.withdrawn_reason)


def _event(edition, at, by, did, named, note=""):
    text = f"{capfirst(did)}: «{wording.shortened(edition.name, NAME)}»" if named else capfirst(did)
    return Entry(at, str(by) if by else NOBODY, text, note=note)


def stamps(model, key):
    """Of kinds that keep no former values: the moments that stand in their columns ("…_at"), with "…_by" beside."""
    moments = [f for f in model._meta.fields if isinstance(f, models.DateTimeField)]
    people = {f.name for f in model._meta.fields if f.is_relation}
    thing = model._base_manager.filter(pk=key).select_related(*(p for p in people if p == "by" or p.endswith("_by")))
    for row in thing:
        for moment in moments:
            at, name = getattr(row, moment.name), moment.name.removesuffix("_at")
            who = f"{name}_by" if f"{name}_by" in people else "by" if moment is moments[0] and "by" in people else ""
            if at is not None and who:
                did = capfirst(moment.verbose_name.removesuffix(" lúc"))
                yield Entry(at, str(getattr(row, who) or NOBODY), did)
