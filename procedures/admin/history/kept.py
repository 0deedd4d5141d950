"""What django-simple-history kept of a thing and of the rows that belong to it: as old and new values in words."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import PurePosixPath

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from procedures import former, wording
from procedures.admin import rights
from procedures.admin.history.entries import ADDED, CHANGED, DELETED, NAME, NOBODY, Entry
from procedures.admin.pick import named
from procedures.comparison import Difference
from procedures.marks import Piece, mark
from procedures.models import Edition, Procedure

EMPTY, GONE, HIDDEN = "(trống)", "(đã xóa)", "(bản chưa công khai)"
#: Fields that say nothing to an officer, or follow from another one that is told.
UNTOLD = {"is_staff", "is_superuser", "date_joined", "changed_at"}


class Names:
    """Names of what rows point to: all are asked for first (`want`), then read in one query a kind.

    A draft is named only to those who may read it.
    """

    def __init__(self, person):
        self.person = person
        self._wanted = defaultdict(set)
        self._known = {}

    def want(self, model, key):
        if key is not None:
            self._wanted[model].add(key)

    def thing(self, model, key):
        """The thing itself, None where it is there no more."""
        if model not in self._known:
            rows = model._base_manager.filter(pk__in=self._wanted[model])
            if model is Procedure:
                rows = named(rows)
            elif model is Edition:
                rows = rows.select_related("procedure").defer("document", "brief")
            self._known[model] = {row.pk: row for row in rows}
        return self._known[model].get(key)

    def of(self, model, key):
        thing = self.thing(model, key)
        if isinstance(thing, Edition) and not rights.may(self.person, rights.VIEW, Edition, thing):
            return HIDDEN
        return GONE if thing is None else wording.shortened(called(thing), NAME)


def called(thing):
    """A thing in words: a procedure with its name, where that was read along."""
    shown = getattr(thing, "shown_name", "")
    return f"{thing} · {shown}" if shown else str(thing)


def is_kept(model):
    return hasattr(model, "history")


def kept(model, condition, names, parent=""):
    """For each kept state of a thing, or of the rows that belong to it, what tells its Entry (None: nothing changed).

    Two steps, so that all names are asked for before the first one is read.
    """
    if not is_kept(model):
        return
    rows = list(model.history.filter(**condition).select_related("history_user").order_by("history_date", "history_id"))
    many = _linked(model, condition, names) if rows and not parent else {}
    before: dict = {}
    for row in rows:
        last = before.get(getattr(row, model._meta.pk.attname))
        before[getattr(row, model._meta.pk.attname)] = row
        for each in fields(model, parent):
            if each.is_relation:
                for state in (last, row) if last else (row,):
                    names.want(each.related_model, getattr(state, each.attname))
        yield lambda row=row, last=last: _entry(model, row, last, names, many, parent)


def fields(model, parent=""):
    """The fields of a kind that are told."""
    kept = model.history.model.tracked_fields
    return [f for f in kept if f.editable and not f.primary_key and f.name not in UNTOLD and f.name != parent]


def _linked(model, condition, names):
    """{many-to-many field: {kept state: keys of what it pointed to}}"""
    found = {}
    for each in model.history.model._history_m2m_fields:
        links = getattr(model.history.model, each.name).model
        key = f"{each.m2m_reverse_field_name()}_id"
        where = {f"history__{name}": value for name, value in condition.items()}
        found[each] = defaultdict(set)
        for state, other in links.objects.filter(**where).values_list("history_id", key):
            names.want(each.related_model, other)
            found[each][state].add(other)
    return found


def _entry(model, row, last, names, many, parent):
    if row.history_change_reason == former.REASON:
        return None
    by = str(row.history_user) if row.history_user else NOBODY
    note = row.history_change_reason or ""
    if parent:
        changes = _row_changes(model, row, last, names, parent)
        did = CHANGED
    elif row.history_type == "-":
        kept = [(capfirst(each.verbose_name), _said(each, row, names)) for each in fields(model)]
        did, changes = DELETED, [Difference(label, [Piece(text)], []) for label, text in kept if text]
    else:
        did = ADDED if row.history_type == "+" else CHANGED
        changes = [*_changes(model, row, last, names)] if last and row.history_type != "+" else []
        for each, kept in many.items():
            for came, keys in enumerate(_moved(kept, row, last)):
                if said := "; ".join(sorted(names.of(each.related_model, key) for key in keys)):
                    changes.append(_moved_row(capfirst(each.verbose_name), said, came))
    if not changes and row.history_type == "~":
        return Entry(row.history_date, by, note) if note else None  # saved as it stood; or what a verb said of it
    return Entry(row.history_date, by, did, changes, note)


def _moved(kept, row, last):
    """(what a state points to no more, what it points to since)"""
    before, after = kept[last.history_id] if last else set(), kept[row.history_id]
    return before - after, after - before


def _changes(model, row, last, names) -> Iterator[Difference]:
    """The fields in which two states of a thing differ."""
    for each in fields(model):
        if getattr(last, each.attname) != getattr(row, each.attname):
            found = _difference(capfirst(each.verbose_name), _said(each, last, names), _said(each, row, names))
            if found:
                yield found


def _row_changes(model, row, last, names, parent):
    """What happened to a row that belongs to the thing: it came, went, or is called otherwise; else its fields."""
    label = capfirst(model._meta.verbose_name)
    now = "" if row.history_type == "-" else name_of_state(model, row, names, parent)
    before = name_of_state(model, last or row, names, parent) if last or row.history_type == "-" else ""
    if now and before and now != before:
        return [Difference(label, *mark(before, now))]
    if now != before:
        return [_moved_row(label, now or before, came=bool(now))]
    changes = _changes(model, row, last, names)
    return [Difference(f"{label} {now}, {each.label.lower()}", each.old, each.new) for each in changes]


def name_of_state(model, row, names, parent=""):
    """What a kept row is called, as the thing itself would be, without a query."""
    thing = model(**{f.attname: getattr(row, f.attname) for f in model.history.model.tracked_fields})
    for each in fields(model, parent):
        if each.is_relation and (key := getattr(row, each.attname)) is not None:
            other = names.thing(each.related_model, key)
            if other is None:
                said = [_said(f, row, names) for f in fields(model, parent)]
                return ", ".join(words for words in said if words)
            setattr(thing, each.name, other)
    return str(thing)


def _moved_row(label, text, came):
    """Something that belongs to the thing now, or does no more."""
    return Difference(label, [] if came else [Piece(text)], [Piece(text)] if came else [])


def _difference(label, old, new):
    """Two values of a field as they are said; None where they say the same."""
    if old == new:
        return None
    if old and new:
        return Difference(label, *mark(old, new))
    return Difference(label, *([Piece(text or EMPTY, changed=bool(text))] for text in (old, new)))


def _said(each, row, names):
    """A value of a kept row in words, "" where there is none."""
    value = getattr(row, each.attname)
    if value in (None, ""):
        return ""
    if each.is_relation:
        return names.of(each.related_model, value)
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))
    if choices := getattr(each.model, "LISTS", {}).get(each.name):
        return "; ".join(label for chosen, label in choices.choices if chosen in value)
    if isinstance(each, models.FileField):
        return PurePosixPath(str(value)).name
    return said(value)


def said(value):
    """A plain value in words: "có", "05/03/2026", "7:30", "1.200"."""
    match value:
        case bool():
            return "có" if value else "không"
        case datetime():
            return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
        case date():
            return wording.date(value)
        case time():
            return f"{value.hour}:{value:%M}"
        case int():
            return wording.number(value)
    return str(value)
