"""From the database to records: what is public today, with what ranking needs to know. The only queries of search.

Five queries, whatever the number of procedures; texts are read only of editions that were not known before, since the
words of a published edition never change.
"""

import logging
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from procedures import directory
from procedures.force import State, force
from procedures.models import Agency, Edition, Procedure, ProcedureAlias, Synonym
from procedures.search.index import Index
from procedures.search.records import Record
from procedures.text import fold

logger = logging.getLogger(__name__)

PROMOTED = 1.0  # prior of what the province lists under "nhiều người cần"; the last of the list a little less
PROMOTED_LAST = 0.7
LIFE_EVENT = 0.5  # prior of what belongs to an event of citizens' lives
BUSINESS_EVENT = 0.3
REBUILD = 0.2  # share of changed records from which a new index is cheaper than a patched one

_COLUMNS = (
    "pk",
    "origin",
    "name",
    "online_level",
    "in_force_from",
    "in_force_until",
    "procedure__code",
    "procedure__kind",
    "procedure__domain_id",
    "procedure__issuer_id",
)
_TEXTS = ("plain_name", "domain", "levels", "audiences", "channels", "agencies", "keywords", "results", "named_only")


@dataclass(slots=True)
class Corpus:
    """The index and what it was built from."""

    index: Index
    texts: dict[int, dict] = field(default_factory=dict)  # edition → what its brief says, as far as records need it
    agencies: dict[str, str] = field(default_factory=dict)  # slug → name, of agencies that have procedures


def build(old: Corpus | None = None) -> Corpus:
    """The corpus of today. Where there is an old one, only what changed is read and indexed anew."""
    today = timezone.localdate()
    texts = dict(old.texts) if old else {}
    rows = list(Edition.objects.published(today).values_list(*_COLUMNS).order_by("procedure__code", "-pk"))
    bodies = _read_texts(texts, [row[0] for row in rows])
    context = _Context(today)
    records = [context.record(row, texts[row[0]], bodies.get(row[0], "")) for row in rows]
    known = {row[0] for row in rows}
    texts = {key: value for key, value in texts.items() if key in known}
    synonyms = tuple(sorted(Synonym.objects.values_list("term", "official")))
    index = _index(old, records, synonyms, bodies)
    index.shelves  # noqa: B018 - made now, so that no request waits for it
    used = {slug for record in records for slug in record.agency_slugs}
    return Corpus(index, texts, {slug: name for slug, name in context.agency_names.items() if slug in used})


def _index(old, records, synonyms, bodies):
    if old is None or old.index.synonyms != synonyms:
        return _anew(records, synonyms, bodies, old)
    before, now = old.index, {record.code: record for record in reversed(records)}
    changed = [record for code, record in now.items() if before.record(code) != record]
    removed = [code for code in before.entries if code not in now]
    if not changed and not removed:
        return before
    if len(changed) + len(removed) > REBUILD * max(before.size, 1):
        return _anew(records, synonyms, bodies, old)
    _complete(changed, bodies)
    return before.patched(changed, removed)


def _anew(records, synonyms, bodies, old):
    _complete(records, bodies)
    return Index.build(records, synonyms, old.index.splitter if old else None)


def _complete(records, bodies):
    """Give records their running text where it was not read this time: their edition is old, something else changed."""
    missing = [record for record in records if record.edition not in bodies]
    for start in range(0, len(missing), 500):
        part = {record.edition: record for record in missing[start : start + 500]}
        for key, brief in Edition.objects.filter(pk__in=part).values_list("pk", "brief"):
            object.__setattr__(part[key], "body", brief.get("body", ""))


def _read_texts(texts, keys):
    """Read the briefs of editions not yet known into `texts`; returns their running texts {edition: body}."""
    missing = [key for key in keys if key not in texts]
    bodies = {}
    whole = len(missing) > len(keys) // 2
    parts = [None] if whole else [missing[start : start + 500] for start in range(0, len(missing), 500)]
    for part in parts:
        query = Edition.objects.published() if part is None else Edition.objects.filter(pk__in=part)
        for key, brief in query.values_list("pk", "brief").iterator(chunk_size=1_000):
            if key not in texts:
                bodies[key] = brief.get("body", "")
                texts[key] = {name: brief[name] for name in _TEXTS if name in brief}
    return bodies


class _Context:
    """The small tables around the editions."""

    def __init__(self, today: date):
        self.today = today
        self.site: Any = directory.get()
        self.domains = {domain.pk: domain for domain in self.site.domains.values()}
        self.events: dict[str, list] = {}
        for event in self.site.life_events:
            for code in event.codes:
                self.events.setdefault(code, []).append(event)
        self.ranks = {code: place for place, code in enumerate(self.site.promoted, 1)}
        self.aliases: dict[str, list[str]] = {}
        for code, alias in ProcedureAlias.objects.order_by("pk").values_list("procedure__code", "code"):
            self.aliases.setdefault(code, []).append(alias)
        self.agency_names: dict[str, str] = {}
        self.agency_slugs: dict[int, str] = {}
        self.by_name: dict[str, str] = {}
        for key, slug, name in Agency.objects.order_by("pk").values_list("pk", "slug", "name"):
            self.agency_names[slug] = name
            self.agency_slugs[key] = slug
            self.by_name.setdefault(fold(name), slug)

    def record(self, row, text, body) -> Record:
        """The record of one edition."""
        key, origin, name, online_level, starts, ends, code, kind, domain_id, issuer_id = row
        domain = self.domains.get(domain_id)
        group = domain.shown_group if domain else None
        agencies = tuple(text.get("agencies", ()))
        slugs = [self.agency_slugs.get(issuer_id), *(self.by_name.get(fold(agency)) for agency in agencies)]
        state = force(self.site.changes.get(code, ()), self.today, starts, ends).state
        return Record(
            code=code,
            name=name,
            plain_name=text.get("plain_name", ""),
            domain=domain.name if domain else text.get("domain", ""),
            domain_slug=domain.slug if domain else "",
            group_slug=group.slug if group else "",
            levels=tuple(text.get("levels", ())),
            audiences=tuple(text.get("audiences", ())),
            online_level=online_level,
            channels=tuple(text.get("channels", ())),
            agencies=agencies,
            agency_slugs=tuple(dict.fromkeys(slug for slug in slugs if slug)),
            keywords=tuple(text.get("keywords", ())),
            results=tuple(text.get("results", ())),
            life_events=tuple(event.slug for event in self.events.get(code, ())),
            aliases=tuple(self.aliases.get(code, ())),
            body=body,
            prior=self.prior(code),
            rank=self.ranks.get(code, 0),
            internal=kind == Procedure.Kind.INTERNAL,
            origin=origin,
            named_only=bool(text.get("named_only")),
            ended=state == State.ENDED,
            in_force_from=starts,
            edition=key,
        )

    def prior(self, code) -> float:
        """How many people need a procedure, 0 to 1, from what the province says: its list, its life events."""
        if place := self.ranks.get(code):
            return PROMOTED - (PROMOTED - PROMOTED_LAST) * (place - 1) / max(len(self.ranks), 1)
        events = self.events.get(code, ())
        if any(event.audience == "citizen" for event in events):
            return LIFE_EVENT
        return BUSINESS_EVENT if events else 0.0
