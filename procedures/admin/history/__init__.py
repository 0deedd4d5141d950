"""Who changed what, and when: one telling for every kind of thing, put together from all that is kept about it.

- what simple-history kept of the thing and of the rows that belong to it (`OWN_ROWS`), as old and new values;
- an edition's events, which a procedure's history tells too;
- the sentences that verbs left in Django's log, and for kinds without kept values all of that log;
- "…_at" and "…_by" of kinds that keep no more than that.

However much there is, it is read in a fixed number of queries: names of what rows point to are gathered first and
read in one query a kind. Passwords and other secrets are no part of what simple-history keeps (see `Person.history`).
"""

from django.contrib.admin.models import LogEntry
from django.db import models

from procedures.admin import rights
from procedures.admin.history.entries import Entry, together
from procedures.admin.history.kept import Names, called, fields, is_kept, kept, name_of_state, said
from procedures.admin.history.verbs import logged, moments, stamps
from procedures.models import Change, Decision, Desk, Edition, Opening, Procedure, ProcedureAlias

__all__ = ["called", "deleted", "said", "told"]

#: Rows that belong to a thing, and the field that says to which one: told in its history.
OWN_ROWS: dict[type[models.Model], tuple[tuple[type[models.Model], str], ...]] = {
    Desk: ((Opening, "desk"),),
    Decision: ((Change, "decision"),),
    Procedure: ((ProcedureAlias, "procedure"),),
}


def told(person, model, key) -> list[Entry]:
    """Everything that was done with a thing, there or deleted, newest first, as far as the person may know."""
    entries: list[Entry] = []
    if model is Edition:
        entries += moments(Edition.objects.for_list().filter(pk=key))
    else:
        names = Names(person)
        found = [*kept(model, {model._meta.pk.attname: key}, names)]
        for rows, parent in OWN_ROWS.get(model, ()):
            found += kept(rows, {f"{parent}_id": key}, names, parent)
        entries += [entry for tell in found if (entry := tell())]
        entries += logged(person, model, key)
        if model is Procedure:
            entries += moments(rights.scoped(person, Edition.objects.for_list().filter(procedure=key)), named=True)
        elif not is_kept(model):
            entries += stamps(model, key)
    return together(entries)


def deleted(person, model, key):
    """What a thing that is there no more was called; None where there was none, or the person may not know of it."""
    may = rights.may(person, rights.VIEW, LogEntry) and rights.may(person, rights.VIEW, model)
    if not (may and is_kept(model) and str(key).isdecimal() and len(str(key)) < 18):
        return None
    rows = model.history.filter(**{model._meta.pk.attname: key})
    row = rows.order_by("-history_date", "-history_id").first()
    if row is None or row.history_type != "-":
        return None
    names = Names(person)
    for each in fields(model):
        if each.is_relation:
            names.want(each.related_model, getattr(row, each.attname))
    return name_of_state(model, row, names)
