"""What the database knew before an import: a snapshot in a few small queries, without any sheet."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from procedures.models import Agency, Change, Domain, Edition, Procedure, ProcedureAlias, SourceText, WorkingCopy
from procedures.text import fold

State, Origin = Edition.State, Edition.Origin


@dataclass(slots=True)
class Head:
    """One edition that an import may touch, without its words."""

    pk: int
    state: str
    origin: str
    digest: str
    name: str
    public_from: date | None
    is_planned: bool = False  # a draft that waits for the day of a decision
    is_typed: bool = False  # a draft into which somebody is typing what is not saved yet

    @property
    def is_ours(self) -> bool:
        """Whether an import may renew it: written by a source or the demo, and not yet in people's hands."""
        untouched = not (self.is_planned or self.is_typed)
        return self.origin != Origin.PEOPLE and self.state != State.REVIEW and untouched


@dataclass(slots=True)
class Standing:
    """The editions of one procedure: the open public one, the one in work, and whether one was ever public."""

    open: Head | None = None
    work: Head | None = None
    was_public: bool = False

    @property
    def is_withdrawn(self) -> bool:
        """Public once, and people took it away: an import does not bring it back."""
        return self.was_public and self.open is None

    @property
    def is_written_here(self) -> bool:
        """Whether people wrote what stands now."""
        return any(head and not head.is_ours for head in (self.open, self.work))

    @property
    def is_real(self) -> bool:
        """Whether anything but the demo's inventions stands or stood."""
        return self.was_public or bool(self.work and self.work.origin != Origin.DEMO)

    @property
    def name(self) -> str:
        """What the portal calls it now."""
        head = self.open or self.work
        return head.name if head else ""


@dataclass
class Known:
    """The snapshot: procedures, their editions, what each source last said, small tables by folded name."""

    source: str
    procedures: dict[str, int] = field(default_factory=dict)  # code → pk
    standings: dict[str, Standing] = field(default_factory=dict)  # by code
    digests: dict[str, str] = field(default_factory=dict)  # what this source last said, by code
    others: set[str] = field(default_factory=set)  # codes of which other sources have spoken
    aliases: dict[str, str] = field(default_factory=dict)  # alias → code
    domains: dict[str, tuple[int, bool]] = field(default_factory=dict)  # folded name → (pk, has a group)
    agencies: dict[str, int] = field(default_factory=dict)  # folded name or abbreviation → pk

    @classmethod
    def read(cls, source: str) -> "Known":
        """The database as it is now, for an import of this source."""
        known = cls(source)
        codes = dict(Procedure.objects.values_list("pk", "code"))
        known.procedures = {code: pk for pk, code in codes.items()}
        known.standings = standings(codes)
        for procedure, name, digest in SourceText.objects.values_list("procedure_id", "source", "digest"):
            if name == source:
                known.digests[codes[procedure]] = digest
            else:
                known.others.add(codes[procedure])
        known.aliases = dict(ProcedureAlias.objects.values_list("code", "procedure__code"))
        known.domains = {
            fold(name): (pk, group is not None)
            for pk, name, group in Domain.objects.values_list("pk", "name", "group_id")
        }
        for pk, name, abbreviations in Agency.objects.values_list("pk", "name", "abbreviations"):
            known.agencies[fold(name)] = pk
            for short in abbreviations.split(","):
                if short.strip():
                    known.agencies[short.strip().upper()] = pk
        return known

    def standing(self, code: str) -> Standing:
        return self.standings.get(code) or Standing()


def standings(codes: dict[int, str]) -> dict[str, Standing]:
    """The editions of procedures. `codes`: pk → code of the procedures wanted."""
    found: dict[str, Standing] = {}
    planned = set(Change.objects.filter(edition__state=State.DRAFT).values_list("edition_id", flat=True))
    typed = set(WorkingCopy.objects.filter(document__isnull=False).values_list("edition_id", flat=True))
    touched = Edition.objects.filter(Q(state=State.PUBLISHED, public_until=None) | ~Q(state=State.PUBLISHED))
    columns = ("procedure_id", "pk", "state", "origin", "digest", "name", "public_from")
    for procedure, *values in touched.values_list(*columns).iterator(chunk_size=2_000):
        if procedure in codes:
            standing, head = found.setdefault(codes[procedure], Standing()), Head(*values)
            head.is_planned, head.is_typed = head.pk in planned, head.pk in typed
            if head.state == State.PUBLISHED:
                standing.open = head
            else:
                standing.work = head
    # What an import made public that was undone since counts as never said: the same file may say it again.
    public = Edition.objects.filter(Q(batch=None) | Q(batch__undone_at=None), state=State.PUBLISHED)
    public = public.exclude(origin=Origin.DEMO)
    for procedure in public.values_list("procedure_id", flat=True).distinct():
        if procedure in codes:
            found.setdefault(codes[procedure], Standing()).was_public = True
    return found
