"""What is only true at each of many desks, worked out once for all desks that share it.

Most of what is only true at a desk is said by its province or commune: three thousand desks have a few hundred facts
in common. So facts are kept by who says them, and an agency's are resolved once for all desks below it.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q

from procedures import directory, receiving
from procedures.models import Desk, LocalFact
from procedures.receiving import NOTHING, Local, mark

FEW = 200  # desks up to which only what they inherit is read
NAMES = tuple(receiving.COLUMNS)
AGENCY, DESK, RECEPTION = (NAMES.index(name) for name in ("agency", "desk", "reception"))

Owner = tuple[str, int]  # ("agency" or "desk", key)
Chain = tuple[int, ...]  # an agency and those above it
Rows = list[tuple]


class Told:
    """`receives`, `spoken_of` and `mark` answer for any of the desks given. One query."""

    def __init__(self, desks: Iterable[Desk], on: date):
        desks, site = list(desks), directory.get()
        self._on = on
        self._chains = {desk.pk: tuple(site.chain(desk.agency_id)) for desk in desks}
        where = Q()
        if len(desks) <= FEW:
            agencies = {agency for chain in self._chains.values() for agency in chain}
            where = Q(desk__in=list(self._chains)) | Q(agency__in=agencies)
        self._facts = _facts(where)
        self._sources: dict[Chain, dict[int, Chain]] = {}
        self._said: dict[Chain, set[int]] = {}
        self._marks: dict[tuple[Chain, int], int] = {}

    def receives(self, desk: Desk) -> dict[int, bool]:
        """{procedure: whether it is received} where an agency or the desk says so, on the day asked."""
        chain, found = self._chains[desk.pk], {}
        own = self._facts.get(("desk", desk.pk), {})
        for procedure in self._with_reception(chain) | {key for key, rows in own.items() if _any_reception(rows)}:
            rows = own.get(procedure, []) + _of(self._facts, chain, procedure)
            if (here := self._resolved(rows, desk, self._on).here) is not None:
                found[procedure] = here
        return found

    def spoken_of(self, desk: Desk) -> set[int]:
        """The procedures about which something is said for a desk; of all others there is nothing."""
        own = self._facts.get(("desk", desk.pk), {}).keys()
        return self._sources_of(self._chains[desk.pk]).keys() | own

    def mark(self, desk: Desk, procedure: int) -> int:
        """The mark of what a sheet printed on the day asked says of the place: as `receiving.mark`."""
        own = self._facts.get(("desk", desk.pk), {}).get(procedure, [])
        chain = self._sources_of(self._chains[desk.pk]).get(procedure, ())
        shared = (chain, procedure)
        if own or shared not in self._marks:
            found = mark(self._resolved(own + _of(self._facts, chain, procedure), desk, self._on))
            if own:
                return found
            self._marks[shared] = found
        return self._marks[shared]

    def _resolved(self, rows: Rows, desk: Desk, on: date) -> Local:
        return receiving.resolve([dict(zip(NAMES, row, strict=True)) for row in rows], desk, on) if rows else NOTHING

    def _sources_of(self, chain: Chain) -> dict[int, Chain]:
        """{procedure: the part of a chain that begins with the nearest agency that says something of it}."""
        if chain not in self._sources:
            found = self._sources_of(chain[1:]) if len(chain) > 1 else {}
            owner = ("agency", chain[0] if chain else 0)
            if own := self._facts.get(owner, {}).keys():
                found = {**found, **dict.fromkeys(own, chain)}
            self._sources[chain] = found
        return self._sources[chain]

    def _with_reception(self, chain: Chain) -> set[int]:
        """The procedures of whose reception the agencies of a chain say something."""
        if chain not in self._said:
            found = self._with_reception(chain[1:]) if len(chain) > 1 else set()
            own = self._facts.get(("agency", chain[0] if chain else 0), {})
            self._said[chain] = found | {procedure for procedure, rows in own.items() if _any_reception(rows)}
        return self._said[chain]


def _any_reception(rows):
    return any(row[RECEPTION] for row in rows)


def _of(by_owner: dict[Owner, dict[int, Rows]], chain: Chain, procedure: int) -> Rows:
    return [row for agency in chain for row in by_owner.get(("agency", agency), {}).get(procedure, ())]


def _owner(row: tuple) -> Owner:
    return ("desk", row[DESK]) if row[AGENCY] is None else ("agency", row[AGENCY])


def _facts(where: Q) -> dict[Owner, dict[int, Rows]]:
    """Facts as they stand, by who says them and by procedure."""
    found: dict[Owner, dict[int, Rows]] = {}
    rows = LocalFact.objects.filter(where).order_by().values_list("procedure", *map(F, receiving.COLUMNS.values()))
    for procedure, *row in rows.iterator():
        fact = tuple(row)
        found.setdefault(_owner(fact), {}).setdefault(procedure, []).append(fact)
    return found
