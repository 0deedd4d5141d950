"""What the index reads and what a search answers, as plain values: no database, no Django."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Record:
    """One public procedure as search sees it. Texts are clean (NFC), not folded."""

    code: str
    name: str
    plain_name: str = ""
    domain: str = ""
    domain_slug: str = ""
    group_slug: str = ""
    levels: tuple[str, ...] = ()  # sheet.Level values
    audiences: tuple[str, ...] = ()  # sheet.Audience values
    online_level: str = ""  # sheet.OnlineLevel value, "" where not known
    channels: tuple[str, ...] = ()  # sheet.Channel values
    agencies: tuple[str, ...] = ()  # names, as the sheet says them
    agency_slugs: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()  # slugs
    aliases: tuple[str, ...] = ()  # other codes
    body: str = field(default="", compare=False, repr=False)  # first lines of papers, conditions, steps
    prior: float = 0.0  # how many people need it, 0 to 1 (see `corpus.prior`)
    rank: int = 0  # place in the province's list "nhiều người cần", from 1; 0: not in it
    internal: bool = False
    origin: str = "source"  # Edition.Origin value
    named_only: bool = False
    ended: bool = False  # no longer in force on the day the index was built
    in_force_from: date | None = None
    edition: int = 0  # key of the edition: its words never change, so equal records hold equal texts


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. Empty values do not narrow."""

    group: str = ""
    domain: str = ""
    level: str = ""
    audience: str = ""
    online_level: str = ""
    channel: str = ""
    agency: str = ""
    life_event: str = ""
    levels: tuple[str, ...] = ()  # any of these
    codes: frozenset[str] | None = None  # one of these: what a desk receives; None does not narrow
    with_demo: bool = True
    with_internal: bool = False

    @property
    def narrowing(self) -> bool:
        """Whether anything the visitor chose narrows the list."""
        kinds = (self.group, self.domain, self.level, self.audience, self.online_level, self.channel, self.agency)
        return any(kinds) or bool(self.life_event or self.levels) or self.codes is not None


@dataclass(frozen=True, slots=True)
class Hit:
    """One procedure found."""

    code: str
    score: float
    record: Record


@dataclass(slots=True)
class Understood:
    """How the words were read, so that the page can say it."""

    words: str = ""
    corrected: str = ""  # "Đã tìm: …": the words as they were read where that differs from what was typed
    also_searched: list[str] = field(default_factory=list)  # "Đã tìm cả: …"
    code: str = ""  # the national code the words stand for


@dataclass(slots=True)
class Results:
    """The answer: one page of hits in order, how many there are, and how the words were understood."""

    hits: list[Hit]
    total: int
    page: int
    pages: int
    understood: Understood
    facets: dict[str, dict[str, int]]
    wider: int = 0  # how many more there are outside "commune first" (empty words only)
    commune_first: bool = False  # whether the list was narrowed to what a commune desk receives
    near_groups: list[str] = field(default_factory=list)  # slugs of groups near to words that found nothing

    def __bool__(self):
        return bool(self.hits)
