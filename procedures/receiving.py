"""What a desk receives on a day, what is only true there, and which desks receive a procedure.

Nothing of this is stored per desk and procedure: it is catalogue × in force on the day × local facts. Each question
is one query, whatever the number of desks; what belongs to desks themselves comes from the `directory`.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone

from procedures import directory
from procedures.force import State, force
from procedures.models import CatalogueItem, Desk, Edition, LocalFact, Procedure
from procedures.sheet import Duration
from procedures.sheet_code import MARKS
from procedures.time_limits import stored


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is only true here, and where it comes from: always shown together."""

    value: Any
    place: str  # the agency or desk that says so
    level: str  # "province", "department", "commune", "desk" …: the agency's kind, or "desk"
    basis: str = ""  # number of the document
    since: date | None = None
    until: date | None = None  # first day on which it no longer holds
    fact: int = 0  # key of the LocalFact

    @property
    def source(self) -> str:
        """The place and document in one line: "Theo Nghị quyết 12/2025/NQ-HĐND, UBND tỉnh Sông Mẫu"."""
        return f"Theo {self.basis} ({self.place})" if self.basis else f"Theo {self.place}"


@dataclass(frozen=True, slots=True)
class LocalFee:
    """`amount`: whole đồng, 0 means free, None: only words are given."""

    amount: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """ "Không tiếp nhận tại đây, đến …". `desk`: the slug of the other desk, "" where none is named."""

    desk: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Local:
    """Quy định riêng for one procedure at one place: field by field the nearest level that says something."""

    fee: Said | None = None  # value: LocalFee
    duration: Said | None = None  # value: sheet.Duration
    counter: Said | None = None  # value: str
    hours: Said | None = None  # value: str
    reception: Said | None = None  # value: True, or Elsewhere
    notes: tuple[Said, ...] = ()  # of every level, the nearest first; value: str

    @property
    def here(self) -> bool | None:
        """True and False where somebody says so, None: as the catalogue has it."""
        return None if self.reception is None else self.reception.value is True

    def said(self) -> list[tuple[str, Said]]:
        """Everything that is said: [("fee", Said), …]."""
        named = [(name, getattr(self, name)) for name in ("fee", "duration", "counter", "hours", "reception")]
        return [(name, said) for name, said in named if said] + [("note", note) for note in self.notes]


NOTHING = Local()


def sent_to(said: Said | None) -> Desk | None:
    """Where people are sent instead: the desk that a reception names, or the one in its place where it has closed.
    None where none is named or left."""
    slug = said.value.desk if said and isinstance(said.value, Elsewhere) else ""
    return directory.get().chosen(slug) if slug else None


def printed_words(local: Local) -> list[list]:
    """What a printed sheet says of this place, as plain JSON. Marks on sheets are made of it: its shape must stay."""
    return [[name, _plain(said.value), said.place, said.basis] for name, said in local.said() if name != "reception"]


def _plain(value):
    if isinstance(value, LocalFee):
        return [value.amount, value.note]
    return [value.amount, str(value.unit)] if isinstance(value, Duration) else value


def mark(local: Local) -> int:
    """A short mark of what a sheet says of this place, below `sheet_code.MARKS`: 0 where it says nothing.

    Printed in the sheet's number and kept with a posting, so that what was said then need not be worked out later.
    """
    words = printed_words(local)
    if not words:
        return 0
    digest = hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).digest()
    return int.from_bytes(digest[:8], "big") % (MARKS - 1) + 1


@dataclass(slots=True)
class Received:
    """One procedure that a desk receives, as lists and boards show it. `edition` is without its document."""

    edition: Edition  # procedure loaded; `brief`, `name`, `digest` are there, the document is not
    position: tuple[int, int]  # (catalogue, place in it); procedures outside every catalogue come last
    local: Local

    @property
    def code(self):
        return self.edition.procedure.code

    @property
    def sheet(self) -> str:
        """Names the sheet as it would be printed today: the edition's key and the mark of what is only true here."""
        return f"{self.edition.pk}-{mark(self.local)}"

    @property
    def here(self) -> bool:
        """False: the catalogue has it, but this desk sends people elsewhere."""
        return self.local.here is not False


def received(desk: Desk, on: date | None = None, *, domain: int | None = None) -> list[Received]:
    """What a desk receives on a day (today unless told), in the order of its catalogues. One query.

    `desk`: of the `directory` or any other; `domain`: key of one field only. Public procedures that have words and
    are in force on the day; those the desk sends elsewhere are among them with `here` False.
    """
    on = on or timezone.localdate()
    chain = directory.get().chain(desk.agency_id)
    of_desk = Desk.catalogues.through.objects.filter(desk=desk.pk).values("catalogue")
    own = CatalogueItem.objects.filter(procedure=OuterRef("procedure"), catalogue__in=of_desk)
    here = LocalFact.objects.filter(
        Q(reception=LocalFact.Reception.HERE) | Q(elsewhere__in=directory.get().stands_for(desk)),
        procedure=OuterRef("procedure"),
    )
    first = own.order_by("catalogue_id", "position")
    # Facts of agencies and those of the desk are joined apart: each has an index, "or" between the two has none.
    query = (
        Edition.objects.published(on)
        .filter(
            Exists(own) | Exists(here.filter(agency__in=chain)) | Exists(here.filter(desk=desk.pk)),
            procedure__kind=Procedure.Kind.PUBLIC,
        )
        .defer("document")
        .select_related("procedure")
        .annotate(
            catalogue=Subquery(first.values("catalogue")[:1]),
            place=Subquery(first.values("position")[:1]),
            above=FilteredRelation("procedure__local_facts", condition=Q(procedure__local_facts__agency__in=chain)),
            beside=FilteredRelation("procedure__local_facts", condition=Q(procedure__local_facts__desk=desk.pk)),
            **{f"{join}_{name}": F(f"{join}__{path}") for join in FACTS for name, path in COLUMNS.items()},
        )
        .order_by("pk")
    )
    if domain is not None:
        query = query.filter(procedure__domain=domain)
    return _gathered(query, desk, on)


def _gathered(query, desk, on):
    """One Received for each procedure from rows of procedure × facts above × facts beside."""
    changes = directory.get().changes
    found: dict[int, Edition] = {}
    facts: dict[int, dict[int, dict]] = {}
    for edition in query:
        found.setdefault(edition.procedure_id, edition)
        for join in FACTS:
            if key := getattr(edition, f"{join}_pk"):
                row = {name: getattr(edition, f"{join}_{name}") for name in COLUMNS}
                facts.setdefault(edition.procedure_id, {})[key] = row
    gathered = []
    for key, edition in found.items():
        known = changes.get(edition.procedure.code, ())
        if force(known, on, edition.in_force_from, edition.in_force_until).state != State.IN_FORCE:
            continue
        local = resolve(list(facts[key].values()), desk, on) if key in facts else NOTHING
        if edition.catalogue is None and local.here is not True:
            continue
        gathered.append(Received(edition, (edition.catalogue or 2**62, edition.place or 0), local))
    return sorted(gathered, key=lambda item: (item.position, item.code))  # databases disagree on where nothing stands


#: The two joins of facts: of the agencies above a desk, and of the desk itself.
FACTS = ("above", "beside")
#: What is read of a fact: name → path from the fact.
COLUMNS = {
    "pk": "pk",
    "agency": "agency_id",
    "desk": "desk_id",
    "fee_amount": "fee_amount",
    "fee_note": "fee_note",
    "duration": "duration",
    "unit": "duration_unit",
    "counter": "counter",
    "hours": "hours",
    "note": "note",
    "reception": "reception",
    "elsewhere": "elsewhere__slug",
    "elsewhere_name": "elsewhere__name",
    "basis": "basis__number",
    "basis_from": "basis__effective_on",
    "basis_until": "basis__expired_on",
    "valid_from": "valid_from",
    "valid_until": "valid_until",
}


def inherited_by(desk, prefix=""):
    """The condition on facts that a desk inherits: its own, its agency's, and of every agency above."""
    chain = directory.get().chain(desk.agency_id)
    return Q(**{f"{prefix}desk": desk.pk}) | Q(**{f"{prefix}agency__in": chain})


def local(procedure_ids: Iterable[int], desk: Desk | None, on: date | None = None) -> dict[int, Local]:
    """What is only true at a desk for some procedures, by procedure key; those without are left out. One query.

    Without a desk: what the agency whose portal this is, and those above it, say for everybody.
    """
    on = on or timezone.localdate()
    facts = facts_of(desk).filter(procedure__in=list(procedure_ids)).values("procedure", **paths())
    found: dict[int, list[dict]] = {}
    for row in facts:
        found.setdefault(row.pop("procedure"), []).append(named(row))
    return {key: said for key, rows in found.items() if (said := resolve(rows, desk, on)) != NOTHING}


def facts_of(desk: Desk | None):
    """The local facts that a desk inherits, valid or not; without a desk those of the portal's own agency."""
    if desk is not None:
        return LocalFact.objects.filter(inherited_by(desk))
    site = directory.get()
    return LocalFact.objects.filter(agency__in=site.chain(site.agency.pk) if site.agency else [])


def paths():
    """What `values()` reads of facts so that `named` and `resolve` understand it."""
    return {f"f_{name}": F(path) for name, path in COLUMNS.items()}


def named(row):
    """A row read by `paths` as `resolve` wants it."""
    return {name.removeprefix("f_"): value for name, value in row.items()}


def resolve(rows: list[dict], desk: Desk | None, on: date) -> Local:
    """Facts as one Local: of the nearest level, the youngest first. `rows`: by the names of `COLUMNS`. Pure but for
    the names of places, which come from the directory."""
    site = directory.get()
    chain = site.chain(desk.agency_id if desk else (site.agency.pk if site.agency else None))
    depth = {key: place for place, key in enumerate(chain, 1)}
    valid = [row for row in rows if _holds(row, on)]
    valid.sort(key=lambda row: (depth.get(row["agency"], 0), -_day(row), -row["pk"]))
    said: dict[str, Any] = {}
    notes = []
    for row in valid:
        for name, value in _says(row, desk):
            if name == "notes":
                notes.append(_said(value, row, desk, site))
            elif name not in said:
                said[name] = _said(value, row, desk, site)
    return Local(**said, notes=tuple(notes))


def _holds(row, on):
    """As `LocalFactQuerySet.valid`."""
    begins = max((day for day in (row["valid_from"], row["basis_from"]) if day), default=None)
    ends = min((day for day in (row["valid_until"], row["basis_until"]) if day), default=None)
    return not (begins and begins > on) and not (ends and ends <= on)


def _day(row):
    return row["valid_from"].toordinal() if row["valid_from"] else 0


def _says(row, desk):
    if row["fee_amount"] is not None or row["fee_note"]:
        yield "fee", LocalFee(row["fee_amount"], row["fee_note"])
    if row["unit"] and (limit := stored(row["duration"], row["unit"], f"fact {row['pk']}")):
        yield "duration", limit
    if row["counter"]:
        yield "counter", row["counter"]
    if row["hours"]:
        yield "hours", row["hours"]
    if row["reception"] == LocalFact.Reception.HERE:
        yield "reception", True
    if row["reception"] == LocalFact.Reception.ELSEWHERE:
        to = directory.get().chosen(row["elsewhere"]) if row["elsewhere"] else None
        # Where an agency sends all its desks to one of them, that one receives.
        is_here = bool(to and desk and to.pk == desk.pk)
        yield "reception", is_here or Elsewhere(row["elsewhere"] or "", row["elsewhere_name"] or "")
    if row["note"]:
        yield "notes", row["note"]


def _said(value, row, desk, site):
    agency = site.agencies.get(row["agency"])
    return Said(
        value=value,
        place=agency.name if agency else (desk.name if desk else ""),
        level=agency.kind if agency else "desk",
        basis=row["basis"] or "",
        since=row["valid_from"],
        until=min((day for day in (row["valid_until"], row["basis_until"]) if day), default=None),
        fact=row["pk"],
    )


@dataclass(slots=True)
class Receivers:
    """Who receives one procedure. `desks`: slugs in the directory's order, without those that send people elsewhere."""

    desks: list[str] = field(default_factory=list)
    boundless: bool = False  # people of other communes are taken, without an exception
    bound_reason: str = ""  # why they are not, where the catalogue makes an exception
    boundless_basis: str = ""  # number of the document
    listed: bool = False  # some catalogue names the procedure: where False nobody has said who receives it

    def __contains__(self, desk):
        return desk is not None and desk.slug in self.desks


def receivers(
    procedure_id: int, on: date | None = None, desk: Desk | None = None, begins: date | None = None
) -> Receivers:
    """Which desks of the portal receive a procedure on a day, whether or not it is in force. Two small queries.

    The catalogues that name it, then the desks that say otherwise; which desk uses which catalogue is known in the
    process, so the number of desks does not matter. `desk`: for which the boundaries are told, else for all desks.
    `begins`: the later day from which the procedure is in force: who has closed by then will not receive it.
    """
    on, site = on or timezone.localdate(), directory.get()
    items = CatalogueItem.objects.filter(procedure=procedure_id).values_list(
        "catalogue",
        "catalogue__boundless",
        "bound_reason",
        "catalogue__boundless_basis__number",
        "catalogue__boundless_basis__effective_on",
        "catalogue__boundless_basis__expired_on",
    )
    catalogues = list(items)
    found = Receivers(listed=bool(catalogues))
    slugs = dict(site.desks_of_catalogues(key for key, *_ in catalogues))
    _tell_boundaries(found, catalogues, on, desk)
    facts = LocalFact.objects.valid(on).filter(procedure=procedure_id).exclude(reception="")
    said = facts.order_by(F("valid_from").asc(nulls_first=True), "pk")  # undated: the oldest, as for `resolve`
    said = list(said.values_list("desk__slug", "agency", "reception", "elsewhere__slug"))
    # From the top down, so that the nearest level has the last word.
    said.sort(key=lambda row: (row[0] is not None, len(site.chain(row[1]))))
    for own, agency, reception, elsewhere in said:
        to = site.chosen(elsewhere) if elsewhere else None
        for slug in [own] if own else site.desks_below(agency):
            if reception == LocalFact.Reception.ELSEWHERE and not (to and to.slug == slug):
                slugs.pop(slug, None)
            elif slug in site.desks:
                slugs[slug] = None
                found.listed = True
    found.desks = [slug for slug in slugs if not (begins and closes_by(site.desks[slug], begins))]
    return found


def closes_by(desk: Desk, day: date) -> bool:
    """Whether an open desk will have closed by a day."""
    return desk.closed_on is not None and desk.closed_on <= day


def _tell_boundaries(found, catalogues, on, desk):
    """By the desk's own catalogues, one that takes everybody being enough; without a desk by those in use, and only
    what holds for all of them. A claim stands and falls with the document it rests on."""
    users = directory.get().desks_of_catalogue
    claims, reasons = [], []
    for key, boundless, reason, basis, begins, ends in catalogues:
        if desk.slug not in users.get(key, ()) if desk else not users.get(key):
            continue
        holds = boundless and not (begins and begins > on) and not (ends and ends <= on)
        claims.append((holds and not reason, basis or ""))
        reasons.append(reason)
    held = [basis for holds, basis in claims if holds]
    if held and (desk or len(held) == len(claims)):
        found.boundless, found.boundless_basis = True, next(filter(None, held), "")
    elif reasons and (desk or all(reasons)):
        found.bound_reason = next(filter(None, reasons), "")
