"""The small tables that every page shows, read once and kept in the process (see `freshness`).

Whose portal it is, field groups and fields, life events, desks with their hours, what is raised, what changed, the
news. All bounded and small; pages read them without a query.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

from procedures.force import ChangeFact
from procedures.freshness import Kept
from procedures.models import Agency, Change, Desk, Domain, DomainGroup, LifeEvent, Promotion
from procedures.workdays import is_holiday as public_holiday

OTHER_GROUP = "khac"  # slug of the group that fields nobody mapped belong to


@dataclass
class Directory:
    """A snapshot. Model instances in it are for reading only; relations named here are loaded, others are not."""

    agency: Agency | None  # whose portal this is; unit and unit.parent loaded
    groups: list[DomainGroup]  # in order; each with `.fields`: its Domains
    domains: dict[str, Domain]  # by slug; group set where there is one
    life_events: list[LifeEvent]  # in order; each with `.codes`: codes of its procedures
    desks: dict[str, Desk]  # by slug; agency, unit, unit.parent loaded; `.hours`: list of Opening
    promoted: list[str]  # codes, in the province's order, shown on this day
    changes: dict[str, list[ChangeFact]]  # by code, newest first
    articles: list  # campaigns.Article published on this day, newest first, without body
    articles_of: dict[str, list] = field(default_factory=dict)  # the same by procedure code

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
    desks = {}
    for desk in (
        Desk.objects.exclude(closed_on__lte=today).select_related("agency", "unit__parent").prefetch_related("openings")
    ):
        desk.hours = list(desk.openings.all())
        desks[desk.slug] = desk
    articles, articles_of = _articles(today)
    return Directory(
        agency=agency,
        groups=groups,
        domains=domains,
        life_events=events,
        desks=desks,
        promoted=list(dict.fromkeys(p.procedure.code for p in Promotion.objects.current(today))),
        changes=_changes(),
        articles=articles,
        articles_of=articles_of,
    )


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


def open_state(desk, at: datetime, is_holiday=public_holiday) -> OpenState:
    """Open or not at a local moment. On days of which `is_holiday(day)` is true, office hours do not count; a machine
    that serves round the clock does."""
    at = timezone.localtime(at)
    for offset in range(15):
        day = date.fromordinal(at.date().toordinal() + offset)
        closed = is_holiday(day)
        for stretch in desk.hours:
            if stretch.weekday != day.weekday() or (closed and not _round_the_clock(stretch)):
                continue
            opens = timezone.make_aware(datetime.combine(day, stretch.opens_at))
            closes = timezone.make_aware(datetime.combine(day, stretch.closes_at))
            if opens <= at < closes:
                return OpenState(True, until=closes)
            if at < opens:
                return OpenState(False, opens=opens)
    return OpenState(False)


def _round_the_clock(stretch):
    return stretch.opens_at == time.min and (stretch.closes_at.hour, stretch.closes_at.minute) == (23, 59)
