"""The list of procedures as pages show it: what was asked in the address, what search answers, ways to narrow it.

Everything but one page's rows comes from the index: no query but the rows'. Parameters that mean nothing are left
aside, never an error: addresses are typed, cut and passed on by people.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from procedures import directory, search, wording
from procedures.pages.base import shorten, travelling
from procedures.pages.paging import PER_PAGE, Pages, page_number, page_url, paged
from procedures.pages.rows import rows
from procedures.sheet import Audience, Level, OnlineLevel

WORDS = 300  # characters of a question that are read
SUGGESTED = 140  # characters of a name shown while typing
AT_ONCE = 6  # choices of a facet shown before "Thêm …"
EVERYWHERE = "tat-ca"  # ?cap= of somebody who wants every level

LEVELS = {"xa": Level.COMMUNE, "tinh": Level.PROVINCE, "bo": Level.CENTRAL, "khac": Level.OTHER}
AUDIENCES = {
    "cong-dan": Audience.CITIZEN,
    "nguoi-viet-o-nuoc-ngoai": Audience.OVERSEAS,
    "nguoi-nuoc-ngoai": Audience.FOREIGNER,
    "can-bo": Audience.OFFICIAL,
    "doanh-nghiep": Audience.BUSINESS,
    "doanh-nghiep-von-nuoc-ngoai": Audience.FOREIGN_BUSINESS,
    "hop-tac-xa": Audience.COOPERATIVE,
    "to-chuc": Audience.ORGANISATION,
    "to-chuc-nuoc-ngoai": Audience.FOREIGN_ORGANISATION,
    "dang-vien": Audience.PARTY_MEMBER,
    "to-chuc-dang": Audience.PARTY_ORGANISATION,
}
ONLINE = {"toan-trinh": OnlineLevel.FULL, "mot-phan": OnlineLevel.PARTIAL, "chi-thong-tin": OnlineLevel.NONE}


@dataclass(frozen=True)
class Choice:
    """One way to narrow, or (chosen) to widen again: its words, its address, how many there are."""

    label: str
    url: str
    count: int = 0
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """One question a list can be narrowed by. `more` stands behind a fold."""

    name: str  # the parameter
    label: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()


@dataclass
class Listing:
    """One page of a list and everything around it."""

    q: str
    total: int
    rows: list
    pages: Pages
    marks: frozenset[str]  # keys of the words to mark in names
    understood: list[str]  # how the words were read, in sentences
    facets: list[Facet] = field(default_factory=list)
    chosen: list[Choice] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)  # parameters a new search keeps
    near: list = field(default_factory=list)  # groups near to words that found nothing
    wider_url: str = ""
    wider_total: int = 0
    without_url: str = ""  # the same search without what narrows it
    full_url: str = ""  # the same list on the page with facets


class _Address:
    """Addresses of a list: its parameters, one of them changed. The desk travels, the page number does not."""

    def __init__(self, path, parameters, desk):
        self.path, self.parameters, self.desk = path, parameters, desk

    def __call__(self, **changes):
        changes = {name.replace("_", "-"): value for name, value in changes.items()}
        pairs = {**self.parameters, **changes}
        return self.of([(name, value) for name, value in pairs.items() if value])

    def of(self, pairs):
        query = urlencode([*pairs, *self.desk])
        return f"{self.path}?{query}" if query else self.path


def asked(request):
    """The parameters of the list that mean something here: {name: value}, in the order of the facets."""
    site, get = directory.get(), request.GET.get
    known = {
        "linh-vuc": {**site.domains, **site.group_by_slug},
        "cap": {**LEVELS, EVERYWHERE: None},
        "doi-tuong": AUDIENCES,
        "truc-tuyen": ONLINE,
        "su-kien": site.life_event_by_slug,
        "co-quan": search.agency_names(),
    }
    found = {"q": " ".join(get("q", "").replace("\x00", " ").split())[:WORDS]}
    found |= {name: get(name, "") for name, values in known.items() if get(name, "") in values}
    return {name: value for name, value in found.items() if value}


def build(request, *, domain=None, event=None, agency=None, everywhere=False):
    """The list for a request. `domain` (a field or a group), `event`, `agency`: what the page itself stands for."""
    parameters, desk = asked(request), travelling(request)
    fixed = {"linh-vuc": domain, "su-kien": event, "co-quan": agency}
    fixed = {name: thing.slug for name, thing in fixed.items() if thing}
    if fixed:
        parameters = {name: value for name, value in parameters.items() if name == "cap"}
    address = _Address(request.path, parameters, desk)
    q, page = parameters.get("q", ""), page_number(request.GET.get("trang", ""))
    everywhere = everywhere or bool(parameters.get("cap"))
    found = search.search(
        q,
        filters_of({**parameters, **fixed}),
        page=page,
        per_page=PER_PAGE,
        commune_first=not (q or everywhere),
        remember=True,
    )
    chosen, groups = _chosen(parameters, address), directory.get().group_by_slug
    narrowing = [name for name in parameters if name != "q"]
    return Listing(
        q=q,
        total=found.total,
        rows=rows([hit.code for hit in found.hits]),
        pages=paged(found.total, page, page_url(request.path, [*parameters.items(), *desk])),
        marks=search.marks(q) if q else frozenset(),
        understood=understood_as(found.understood),
        facets=[] if fixed else _facets(found, parameters, address),
        chosen=chosen,
        kept=[(name, value) for name, value in parameters.items() if name != "q"],
        near=[groups[slug] for slug in found.near_groups if slug in groups],
        wider_url=address(cap=EVERYWHERE) if found.commune_first and found.wider else "",
        wider_total=found.total + found.wider,
        without_url=address.of([("q", q)] if q else []) if narrowing else "",
        full_url=_Address(reverse("procedures"), {**fixed, **parameters}, desk)(),
    )


def filters_of(parameters):
    """Search's filters for the list's parameters."""
    place = parameters.get("linh-vuc", "")
    is_group = place in directory.get().group_by_slug
    return search.Filters(
        group=place if is_group else "",
        domain="" if is_group else place,
        level=LEVELS.get(parameters.get("cap", ""), ""),
        audience=AUDIENCES.get(parameters.get("doi-tuong", ""), ""),
        online_level=ONLINE.get(parameters.get("truc-tuyen", ""), ""),
        agency=parameters.get("co-quan", ""),
        life_event=parameters.get("su-kien", ""),
    )


def group_counts():
    """[(group, how many procedures)] of the groups that have any, in the province's order."""
    counts = search.counts_by_domain()
    groups = directory.get().groups
    found = [(group, sum(counts.get(domain.slug, 0) for domain in group.fields)) for group in groups]
    return [(group, count) for group, count in found if count]


def suggest(request, limit):
    """[{name, about, url}] for words being typed; the chosen desk stays in the addresses."""
    query = urlencode(travelling(request))
    return [
        {
            "name": shorten(hit.record.plain_name or hit.record.name, SUGGESTED),
            "about": " · ".join(part for part in (hit.record.domain, hit.code) if part),
            "url": reverse("procedure", args=[hit.code]) + (f"?{query}" if query else ""),
        }
        for hit in search.suggest(request.GET.get("q", "").lstrip()[:WORDS], limit)
    ]


def understood_as(understood):
    """How words were read where that differs from what was typed, in sentences. `understood`: of search's results."""
    lines = []
    if understood.corrected:
        lines.append(f"Đã tìm: {understood.corrected}")
    if understood.also_searched:
        lines.append(f"Đã tìm cả: {', '.join(understood.also_searched)}")
    return lines


def _labels():
    """{parameter: (question, {value in the address: words})}, in the order the facets stand."""
    site = directory.get()
    return {
        "linh-vuc": (
            "Lĩnh vực",
            {group.slug: group.name for group in site.groups} | {d.slug: d.name for d in site.domains.values()},
        ),
        "cap": ("Cấp thực hiện", {slug: wording.LEVELS[level] for slug, level in LEVELS.items()}),
        "doi-tuong": ("Ai làm", {slug: wording.AUDIENCES[value] for slug, value in AUDIENCES.items()}),
        "truc-tuyen": ("Trực tuyến", {slug: wording.ONLINE_LEVELS[value] for slug, value in ONLINE.items()}),
        "su-kien": ("Việc cần làm", {event.slug: event.name for event in site.life_events}),
        "co-quan": ("Cơ quan", search.agency_names()),
    }


def _chosen(parameters, address):
    return [
        Choice(words[parameters[name]], address(**{name: ""}), chosen=True)
        for name, (_, words) in _labels().items()
        if parameters.get(name) in words
    ]


def _facets(found, parameters, address):
    """The facets worth showing: those with a choice to make, and those where one was made."""
    facets = []
    for name, (label, words) in _labels().items():
        counts = _counts(found.facets, name, parameters)
        chosen = parameters.get(name, "")
        choices = [
            Choice(words[value], address(**{name: "" if value == chosen else value}), count, value == chosen)
            for value, count in counts.items()
            if value in words and (count or value == chosen)
        ]
        if len(choices) > 1 or any(choice.chosen for choice in choices):
            choices.sort(key=lambda choice: not choice.chosen)
            facets.append(Facet(name, label, tuple(choices[:AT_ONCE]), tuple(choices[AT_ONCE:])))
    return facets


def _counts(facets, name, parameters):
    """{value in the address: count}, most first."""
    if name == "linh-vuc":
        # Inside a group its fields are the next question; else the groups are.
        place = parameters.get(name, "")
        counts = facets.get("domain" if place else "group", {})
    elif name in ("su-kien", "co-quan"):
        counts = facets.get({"su-kien": "life_event", "co-quan": "agency"}[name], {})
    else:
        kind, values = {
            "cap": ("level", LEVELS),
            "doi-tuong": ("audience", AUDIENCES),
            "truc-tuyen": ("online_level", ONLINE),
        }[name]
        found = facets.get(kind, {})
        return {slug: found[value] for slug, value in values.items() if found.get(value)}
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
