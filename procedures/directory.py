"""The small tables that every page shows, read once and kept in the process (see `freshness`).

Whose portal it is, field groups and fields, life events, desks with their hours, what is raised, what changed, the
news. All bounded and small; pages read them without a query.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from procedures.force import ChangeFact
from procedures.freshness import Kept
from procedures.models import (
    Agency,
    Bundle,
    BundleItem,
    Change,
    Closure,
    Delegation,
    Desk,
    Domain,
    DomainGroup,
    Holiday,
    LifeEvent,
    Opening,
    Pilot,
    Procedure,
    Promotion,
)
from procedures.text import alphabetical, fold
from procedures.workdays import Special, hours_on

OTHER_GROUP = "khac"  # slug of the group that fields nobody mapped belong to


class Stretch(NamedTuple):
    """An Opening, light enough for the hours of every desk of a country."""

    weekday: int  # 0: Monday
    opens_at: time
    closes_at: time


class Closed(NamedTuple):
    """A desk that has closed and named another in its place, which may have closed as well."""

    pk: int
    units: frozenset[int]  # keys of the communes in which it stood, or that ran it
    closed_on: date
    successor_id: int


class Office(NamedTuple):
    """What is kept of every agency."""

    name: str
    kind: str
    slug: str
    parent: int | None  # key
    successor: int | None  # key


@dataclass
class Directory:
    """A snapshot. Model instances in it are for reading only; relations named here are loaded, others are not."""

    agency: Agency | None  # whose portal this is; unit and unit.parent loaded
    groups: list[DomainGroup]  # in order; each with `.fields`: its Domains
    domains: dict[str, Domain]  # by slug; group set where there is one
    life_events: list[LifeEvent]  # in order; each with `.codes`: codes of its procedures
    desks: dict[str, Desk]  # by slug, those not closed; agency, unit, unit.parent loaded; `.hours`, `.days_off`
    closed: dict[str, Closed]  # closed desks that named another in their place, by slug
    agencies: dict[int, Office]  # every agency by key
    desks_of_catalogue: dict[int, list[str]]  # slugs by catalogue key, in the order of `desks`
    special_days: dict[date, Holiday]  # days that staff have written down: see `workdays`
    bundles: list[
        Bundle
    ]  # in order, those with procedures; basis and items loaded, without internal procedures; `.codes`: of the items
    pilots: dict[str, list[Pilot]]  # of this day, by code; agency and basis loaded
    delegations: dict[str, list[Delegation]]  # of this day, by code; agencies and basis loaded
    promoted: list[str]  # codes, in the province's order, shown on this day
    changes: dict[str, list[ChangeFact]]  # by code, newest first
    articles: list  # campaigns.Article published on this day, newest first, without body
    articles_of: dict[str, list] = field(default_factory=dict)  # the same by procedure code
    _united: dict[frozenset[int], dict[str, None]] = field(default_factory=dict)  # see `desks_of_catalogues`

    @property
    def group_by_slug(self):
        return {group.slug: group for group in self.groups}

    @property
    def life_event_by_slug(self):
        return {event.slug: event for event in self.life_events}

    @property
    def citizen_events(self):
        """Life events of people, without those of businesses."""
        return [event for event in self.life_events if event.audience == LifeEvent.Audience.CITIZEN]

    def chosen(self, slug: str) -> Desk | None:
        """The desk that an address names; the one in its place where it has closed."""
        closed = self.closed.get(slug)
        return self.successor_of(closed) if closed else self.desks.get(slug)

    def successor_of(self, desk: Desk | Closed) -> Desk | None:
        """The desk that takes over from one that has closed or will, open when it closes; None where none is known.

        Successors are followed as long as they close first. A ring leads nowhere.
        """
        key, seen = desk.successor_id, {desk.pk}
        while key and key not in seen:
            seen.add(key)
            heir = self.desk_by_key.get(key)
            if heir and not (heir.closed_on and desk.closed_on and heir.closed_on <= desk.closed_on):
                return heir
            next_one = heir or self._closed_by_key.get(key)
            key = next_one.successor_id if next_one else None
        return None

    def stands_for(self, desk: Desk) -> list[int]:
        """Keys of a desk and of the closed ones in whose place it is."""
        return [desk.pk, *self._in_place_of.get(desk.pk, ())]

    @cached_property
    def _in_place_of(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for closed in self.closed.values():
            if heir := self.successor_of(closed):
                found[heir.pk].append(closed.pk)
        return dict(found)

    @cached_property
    def desk_by_key(self) -> dict[int, Desk]:
        """The same desks as `desks`."""
        return {desk.pk: desk for desk in self.desks.values()}

    @cached_property
    def _closed_by_key(self) -> dict[int, Closed]:
        return {closed.pk: closed for closed in self.closed.values()}

    def chain(self, agency: int | None) -> list[int]:
        """An agency and those above it, from the nearest up, by key. A ring of superiors ends where it closes."""
        found: list[int] = []
        while agency in self.agencies and agency not in found:
            found.append(agency)
            agency = self.agencies[agency].parent
        return found

    def desks_of_catalogues(self, keys: Iterable[int]) -> dict[str, None]:
        """Slugs of the desks that use at least one of some catalogues, in the order of `desks`. For reading only."""
        wanted = frozenset(keys)
        if wanted not in self._united:
            used = {slug for key in wanted for slug in self.desks_of_catalogue.get(key, ())}
            self._united[wanted] = dict.fromkeys(slug for slug in self.desks if slug in used)
        return self._united[wanted]

    def desks_below(self, agency: int) -> list[str]:
        """Slugs of the desks that inherit from an agency: its own, and those of the agencies below it."""
        return self._desks_below.get(agency, [])

    @cached_property
    def _desks_below(self) -> dict[int, list[str]]:
        """The same for every agency, worked out when first asked: desks of a country are thousands."""
        found: dict[int, list[str]] = defaultdict(list)
        for slug, desk in self.desks.items():
            for agency in self.chain(desk.agency_id):
                found[agency].append(slug)
        return dict(found)

    @cached_property
    def desks_at_unit(self) -> dict[int, list[Desk]]:
        """The desks that stand in a commune or are run by it, by its key; where all closed, those in their place."""
        found: dict[int, list[Desk]] = defaultdict(list)
        for desk in self.desks.values():
            for unit in filter(None, {desk.unit_id, desk.agency.unit_id}):
                found[unit].append(desk)
        open_here = set(found)
        for closed in self.closed.values():
            heir = self.successor_of(closed)
            for unit in closed.units - open_here:
                if heir and heir not in found[unit]:
                    found[unit].append(heir)
        return dict(found)

    @cached_property
    def agencies_by_name(self) -> list[int]:
        """Keys of all agencies in alphabetical order."""
        return sorted(self.agencies, key=lambda key: alphabetical(self.agencies[key].name))

    @cached_property
    def agency_words(self) -> dict[int, str]:
        """Names of all agencies, folded, by key."""
        return {key: fold(office.name) for key, office in self.agencies.items()}

    @cached_property
    def desk_points(self) -> dict[str, tuple[float, float]]:
        """(latitude, longitude) in radians of the desks that have a point on the map, by slug."""
        return {
            slug: (math.radians(desk.latitude), math.radians(desk.longitude))
            for slug, desk in self.desks.items()
            if desk.latitude is not None and desk.longitude is not None
        }

    @cached_property
    def desk_words(self) -> dict[str, str]:
        """Name and address of every desk, folded, by slug: for looking one up by words."""
        return {slug: fold(f"{desk.name} {desk.address}") for slug, desk in self.desks.items()}

    @property
    def province(self):
        """The province's name, shown on every page: many communes share a name."""
        unit = self.agency and self.agency.unit
        return (unit.parent or unit).name if unit else ""

    @property
    def hotline(self):
        return self.agency.hotline if self.agency else ""


def _build(old):
    agency = (
        Agency.objects.filter(slug=settings.SITE_AGENCY).select_related("unit__parent").first()
        or Agency.objects.filter(kind=Agency.Kind.PROVINCE).select_related("unit__parent").first()
    )
    groups = list(DomainGroup.objects.all())
    by_id = {group.pk: group for group in groups}
    other = next((group for group in groups if group.slug == OTHER_GROUP), None)
    for group in groups:
        group.fields = []
    domains = {}
    for domain in Domain.objects.all():
        group = by_id.get(domain.group_id) or other
        domain.group = by_id.get(domain.group_id)
        domain.shown_group = group
        domains[domain.slug] = domain
        if group:
            group.fields.append(domain)
    today = timezone.localdate()
    events = list(LifeEvent.objects.prefetch_related("procedures"))
    for event in events:
        event.codes = [procedure.code for procedure in event.procedures.all()]
    desks = _desks(today)
    articles, articles_of = _articles(today)
    return Directory(
        agency=agency,
        groups=groups,
        domains=domains,
        life_events=events,
        desks=desks,
        closed=_closed(today),
        agencies=dict(_offices()),
        desks_of_catalogue=_desks_of_catalogue(desks),
        special_days={special.day: special for special in Holiday.objects.all()},
        bundles=_bundles(),
        pilots=_by_code(Pilot.objects.current(today).select_related("procedure", "agency", "basis")),
        delegations=_by_code(
            Delegation.objects.current(today).select_related("procedure", "by_agency", "to_agency", "basis")
        ),
        promoted=list(dict.fromkeys(p.procedure.code for p in Promotion.objects.current(today))),
        changes=_changes(),
        articles=articles,
        articles_of=articles_of,
    )


def _bundles():
    public = BundleItem.objects.filter(procedure__kind=Procedure.Kind.PUBLIC).select_related("procedure")
    bundles = list(Bundle.objects.select_related("basis").prefetch_related(Prefetch("items", public)))
    for bundle in bundles:
        bundle.codes = [item.procedure.code for item in bundle.items.all()]
    return [bundle for bundle in bundles if bundle.codes]


def _by_code(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.procedure.code].append(row)
    return dict(found)


def _offices():
    for key, *facts in Agency.objects.order_by().values_list("pk", "name", "kind", "slug", "parent", "successor"):
        yield key, Office(*facts)


def _desks(today):
    """Open desks by slug, with their hours and days off."""
    hours, days_off = defaultdict(list), defaultdict(list)
    stretches = Opening.objects.order_by("weekday", "opens_at")
    for desk, *stretch in stretches.values_list("desk", "weekday", "opens_at", "closes_at"):
        hours[desk].append(Stretch(*stretch))
    for closure in Closure.objects.filter(ends_on__gte=today):
        days_off[closure.desk_id].append(closure)
    desks = {}
    rows = Desk.objects.still_open(today).select_related("agency", "unit__parent").order_by("pk")
    for desk in sorted(rows, key=lambda desk: alphabetical(desk.name)):
        desk.hours, desk.days_off = hours[desk.pk], days_off[desk.pk]
        desks[desk.slug] = desk
    return desks


def _closed(today):
    rows = Desk.objects.filter(closed_on__lte=today, successor__isnull=False)
    facts = rows.values_list("slug", "pk", "unit", "agency__unit", "closed_on", "successor")
    return {
        slug: Closed(pk, frozenset({unit, run_by} - {None}), closed_on, successor)
        for slug, pk, unit, run_by, closed_on, successor in facts
    }


def _desks_of_catalogue(desks):
    slugs = {desk.pk: slug for slug, desk in desks.items()}
    order = {key: place for place, key in enumerate(slugs)}
    found = defaultdict(list)
    for desk, catalogue in Desk.catalogues.through.objects.values_list("desk", "catalogue"):
        if desk in slugs:
            found[catalogue].append(desk)
    return {key: [slugs[desk] for desk in sorted(own, key=order.__getitem__)] for key, own in found.items()}


def _changes():
    found = defaultdict(list)
    query = Change.objects.exclude(decision__applied_at=None).select_related("decision", "procedure", "successor")
    for change in query.order_by("-decision__effective_on", "-id"):
        found[change.procedure.code].append(
            ChangeFact(
                code=change.procedure.code,
                kind=change.kind,
                effective_on=change.decision.effective_on,
                decision_number=change.decision.number,
                decision_slug=change.decision.slug,
                successor=change.successor.code if change.successor else None,
                note=change.note,
            )
        )
    return dict(found)


def _articles(today):
    """The news, read through the related name: this app does not import campaigns."""
    from django.apps import apps

    published = apps.get_model("campaigns", "Article").objects.published(today)
    articles = list(published.defer("body").prefetch_related("procedures"))
    found = defaultdict(list)
    for article in articles:
        for procedure in article.procedures.all():
            found[procedure.code].append(article)
    return articles, dict(found)


_kept = Kept(_build, "directory")


def get() -> Directory:
    """The directory of this moment (a second or two behind another process's change)."""
    return _kept.get()


def renew() -> Directory:
    """Read everything anew now."""
    return _kept.renew()


@dataclass(frozen=True)
class OpenState:
    """Whether a desk is open at a moment, until when, or when it opens next."""

    is_open: bool
    until: datetime | None = None
    opens: datetime | None = None


def open_state(desk, at: datetime, special: Mapping[date, Special] | None = None) -> OpenState:
    """Open or not at a local moment, by the hours of the day (`workdays.hours_on`). On the desk's own days off nothing
    counts. `special`: days that staff have written down, those of the directory unless given."""
    at, special = timezone.localtime(at), get().special_days if special is None else special
    for offset in range(15):
        day = date.fromordinal(at.date().toordinal() + offset)
        if any(off.starts_on <= day <= off.ends_on for off in desk.days_off):
            continue
        for stretch in hours_on(day, desk.hours, special):
            opens = timezone.make_aware(datetime.combine(day, stretch.opens_at))
            closes = timezone.make_aware(datetime.combine(day, stretch.closes_at))
            if opens <= at < closes:
                return OpenState(True, until=closes)
            if at < opens:
                return OpenState(False, opens=opens)
    return OpenState(False)
