"""Phần còn thiếu: what public sheets lack, as a table of agencies and kinds, and the procedures behind each number."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.http import Http404
from django.utils.http import urlencode

from procedures import review
from procedures.admin import rights
from procedures.admin.keeping.page import NOBODY, address, need, own_of, pages_of, short, shown, ways_to_mend
from procedures.gaps import KINDS, Kind, gaps
from procedures.laws import known_laws
from procedures.models import Agency, Domain, Edition, Review

#: How the table can be divided: the word in the address → (words, the field of a procedure, its table).
BY = {
    "giu": ("cơ quan giữ nội dung", "steward", Agency),
    "cong-bo": ("cơ quan công bố", "issuer", Agency),
    "linh-vuc": ("lĩnh vực", "domain", Domain),
}
OWN = "Thủ tục do cơ quan bạn giữ nội dung"
TOLD = 3  # gaps of one procedure shown in a list


@dataclass
class Line:
    """One line of the table: procedures with at least one gap of each kind."""

    key: str
    name: str
    procedures: int = 0
    counts: Counter = field(default_factory=Counter)


class Found(NamedTuple):
    """How many public sheets have a gap of one kind, and how many gaps those are."""

    kind: str
    words: str
    having: int
    found: int


def table(site, request):
    """Agency × kind of gap."""
    need(request, rights.VIEW, Review)
    waiting = review.look()
    by, chosen = _asked(request)
    lines, total = lines_by(chosen)
    kinds = [kind for kind in KINDS if total.counts[kind]]  # a column of nothing only takes room
    return shown(
        site,
        request,
        "missing",
        title="Phần còn thiếu",
        by=by,
        heading=chosen[0],
        divisions=[(key, words) for key, (words, _, _) in BY.items()],
        kinds=[KINDS[kind] for kind in kinds],
        lines=[_linked(line, by, kinds) for line in lines],
        total=_linked(total, by, kinds),
        waiting=waiting,
    )


def _asked(request):
    """How the table is divided: as asked, else by steward where there are several, else by who published."""
    by = request.GET.get("theo", "")
    if by not in BY:
        stewards = rights.scoped(request.user, Agency.objects.filter(kept_procedures__isnull=False)).distinct()
        by = "giu" if len(stewards.values_list("pk", flat=True)[:2]) > 1 else "cong-bo"
    return by, BY[by]


def lines_by(division) -> tuple[list[Line], Line]:
    """(a line for each agency or field, most gaps first; the line of all). Four queries whatever the rows."""
    _, name, model = division
    ended, names = review.laws_ended(), dict(model.objects.values_list("pk", "name"))
    found: dict = defaultdict(lambda: Line("", ""))
    total = Line("", "Tất cả")
    for pk, owner, counts in _rows(name):
        line = found[owner]
        for each in (line, total):
            each.procedures += 1
            each.counts.update(kind for kind in counts)
            if pk in ended:
                each.counts[Kind.LAW] += 1
    for owner, line in found.items():
        line.key = NOBODY if owner is None else str(owner)
        line.name = names.get(owner) or _nobody(name)
    # What the national data never gives (the number of sets) would drown the rest.
    weight = {line.key: sum(n for kind, n in line.counts.items() if kind != Kind.SETS) for line in found.values()}
    return sorted(found.values(), key=lambda line: (-weight[line.key], line.name)), total


def _rows(name):
    public = Review.objects.filter(edition__in=review.to_keep())
    return public.values_list("edition_id", f"edition__procedure__{name}_id", "counts").iterator(chunk_size=2_000)


def _nobody(name):
    if name == "steward":
        site = Agency.objects.filter(slug=settings.SITE_AGENCY).values_list("name", flat=True).first()
        return f"{site} (chưa giao cơ quan khác)" if site else "Chưa giao cơ quan nào"
    return "Chưa ghi cơ quan công bố" if name == "issuer" else "Chưa có lĩnh vực"


def _linked(line, by, kinds):
    """The line with its numbers, each with the address of the procedures behind it."""
    kept = {"theo": by, "nhom": line.key} if line.key else {"theo": by}
    cells = [
        (KINDS[kind], line.counts[kind], f"{address('missing_list')}?{urlencode(kept | {'loai': kind.value})}")
        for kind in kinds
    ]
    return {"name": line.name, "procedures": line.procedures, "cells": cells}


def procedures(site, request):
    """The procedures behind one number of the table."""
    need(request, rights.VIEW, Review)
    kind = next((each for each in KINDS if each.value == request.GET.get("loai")), None)
    if kind is None:
        raise Http404
    by = request.GET.get("theo", "")
    owner = request.GET.get("nhom", "")
    if owner and (by not in BY or not (owner == NOBODY or (owner.isdecimal() and len(owner) < 18))):
        raise Http404
    own = own_of(request)
    keys = keys_with(kind, by, owner, own)
    pages = pages_of(request, len(keys))
    here = keys[pages.start : pages.end]
    editions = Edition.objects.filter(pk__in=here).select_related("procedure")
    editions = sorted(editions, key=lambda edition: here.index(edition.pk))
    mend = ways_to_mend(request.user, [edition.procedure_id for edition in editions])
    laws = known_laws()
    rows = []
    for edition in editions:
        found = list(dict.fromkeys(gap.message for gap in gaps(edition.sheet, laws=laws) if gap.kind == kind))
        rows.append(
            {
                "code": edition.code,
                "name": short(edition.name),
                "url": edition.get_absolute_url(),
                "found": found[:TOLD],
                "more": max(0, len(found) - TOLD),
                "way": mend.get(edition.procedure_id),
            }
        )
    return shown(
        site,
        request,
        "missing_list",
        title=KINDS[kind],
        of=_name_of(by, owner) if owner else "" if own is None else OWN,
        total=len(keys),
        rows=rows,
        pages=pages,
        back=f"{address('missing')}?{urlencode({'theo': by})}" if by in BY else address("missing"),
    )


def keys_with(kind, by="", owner="", own=None) -> list[int]:
    """Public editions with a gap of this kind, of one agency or field or of all, the fewest gaps last.

    `own`: a queryset of procedures that narrows them.
    """
    public = Review.objects.filter(edition__in=review.to_keep())
    if own is not None:
        public = public.filter(edition__procedure__in=own)
    if owner:
        name = f"edition__procedure__{BY[by][1]}"
        public = public.filter(**{f"{name}__isnull": True} if owner == NOBODY else {name: int(owner)})
    rows = public.order_by("edition__procedure__code").values_list("edition_id", "counts")
    if kind == Kind.LAW:
        ended = review.laws_ended()
        counted = [(pk, ended[pk]) for pk, _ in rows if pk in ended]
    else:
        counted = [(pk, counts[kind]) for pk, counts in rows if counts.get(kind)]
    return [pk for pk, _ in sorted(counted, key=lambda row: -row[1])]


def _name_of(by, owner):
    _, name, model = BY[by]
    if owner == NOBODY:
        return _nobody(name)
    return model.objects.filter(pk=int(owner)).values_list("name", flat=True).first() or ""


def summary() -> list[Found]:
    """How much of each kind there is in what readers see now: what the command prints. Three queries."""
    ended = review.laws_ended()
    having: Counter = Counter()
    gaps_found: Counter = Counter()
    public = Review.objects.filter(edition__in=review.to_keep())
    for pk, counts in public.values_list("edition_id", "counts"):
        having.update(counts.keys())
        gaps_found.update(counts)
        if pk in ended:
            having[Kind.LAW] += 1
            gaps_found[Kind.LAW] += ended[pk]
    return [Found(kind.value, words, having[kind], gaps_found[kind]) for kind, words in KINDS.items()]
