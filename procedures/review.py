"""Rà soát: looking through every sheet once, and keeping what was found, so that lists and tables answer at once.

Looked through are the words readers see and what people are writing. Public words never change, so they are looked
through once by the rules of the day (`RULES`); what people write, and what sources say of it, is looked at again when
either changes. Legal documents out of force are not kept here: they are a matter of days and of other tables
(see `laws_ended`).
"""

import hashlib
import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from procedures import directory, force, freshness
from procedures.forms_named import form_key, form_number, names_a_form
from procedures.gaps import Kind, gaps
from procedures.laws import known_laws
from procedures.models import Edition, Reference, Review, SourceText
from procedures.sheet import Sheet
from procedures.sources import differing, source_sheet

logger = logging.getLogger(__name__)
RULES = "1"  # raise it when `gaps`, `dead_words` or `forms_named` judge anew: every sheet is then looked through again
AT_ONCE = 100  # sheets in memory together
AT_HAND = 150  # editions that a request looks through itself; more are left to a thread, which says how far it is
State, Origin = Edition.State, Edition.Origin

_running = threading.Lock()
_seen: tuple[int, object] | None = None


def stale(on=None) -> dict[int, str]:
    """Editions to be looked through, with the stamp they will bear. Three queries."""
    on = on or timezone.localdate()
    public = Edition.objects.published(on).exclude(origin=Origin.PEOPLE)
    found = dict.fromkeys(public.exclude(review__stamp=RULES).values_list("pk", flat=True), RULES)
    written = list(
        (Edition.objects.in_work() | Edition.objects.open() | Edition.objects.published(on))
        .filter(origin=Origin.PEOPLE)
        .order_by("procedure_id", "-pk")
        .values_list("pk", "procedure_id", "digest", "review__stamp")
    )
    said = defaultdict(list)
    texts = SourceText.objects.filter(procedure__in={procedure for _, procedure, _, _ in written})
    for procedure, digest in texts.order_by("source").values_list("procedure_id", "digest"):
        said[procedure].append(digest)
    before = None
    for pk, procedure, digest, stamp in written:
        # Sources are held against the newest words only: what is in work, else what is public.
        parts = [RULES, digest, *(said[procedure] if procedure != before else [])]
        wanted = hashlib.sha256("|".join(parts).encode()).hexdigest()
        if stamp != wanted:
            found[pk] = wanted
        before = procedure
    return found


def renew(only=None, progress=None) -> int:
    """Look through everything that is stale; the number of editions. `only`: a set of editions, `progress(done)`."""
    wanted = stale()
    if only is not None:
        wanted = {pk: stamp for pk, stamp in wanted.items() if pk in only}
    done = 0
    pending = sorted(wanted)
    for start in range(0, len(pending), AT_ONCE):
        rows = list(_read(pending[start : start + AT_ONCE], wanted))
        with transaction.atomic():
            Review.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["edition"],
                update_fields=["stamp", "counts", "missing", "forms", "sources", "asked"],
            )
        done += len(rows)
        if progress:
            progress(done)
    return done


def forget():
    """Throw away all that is kept; the next look makes it anew."""
    Review.objects.all().delete()


def _read(keys, stamps) -> Iterator[Review]:
    editions = list(Edition.objects.filter(pk__in=keys).select_related("procedure"))
    asked = [edition for edition in editions if stamps[edition.pk] != RULES]
    sources, bases = _sources_of(asked) if asked else ({}, {})
    for edition in editions:
        sheet = edition.sheet
        source = sources.get(edition.procedure_id) if stamps[edition.pk] != RULES and _is_newest(edition) else None
        parts = (
            {choice.part: digest for choice, digest in differing(sheet, source, bases.get(edition.pk))}
            if source
            else {}
        )
        found = gaps(sheet)
        yield Review(
            edition=edition,
            stamp=stamps[edition.pk],
            counts=dict(Counter(str(gap.kind) for gap in found)),
            missing=sum(gap.kind == Kind.PART for gap in found),
            forms=forms_without_file(sheet),
            sources=parts,
            asked=len(parts),
        )


def _is_newest(edition):
    """Whether no other words of people are newer: `standing` of the procedure."""
    written = Edition.objects.filter(procedure=edition.procedure_id, origin=Origin.PEOPLE, pk__gt=edition.pk)
    return not (written.in_work() | written.open()).exists()


def _sources_of(editions):
    """({procedure: the sheet its sources make}, {edition: the source's words before it})."""
    raws: dict[int, dict] = defaultdict(dict)
    codes = {edition.procedure_id: edition.procedure.code for edition in editions}
    for procedure, source, raw in SourceText.objects.filter(procedure__in=codes).values_list(
        "procedure_id", "source", "raw"
    ):
        raws[procedure][source] = raw
    former = Edition.objects.filter(procedure__in=raws, origin=Origin.SOURCE, state=State.PUBLISHED).order_by("pk")
    bases = {}
    for base in former:
        for edition in editions:
            if edition.procedure_id == base.procedure_id and base.pk < edition.pk:
                bases[edition.pk] = base.sheet
    return {pk: source_sheet(said, codes[pk]) for pk, said in raws.items()}, bases


def forms_without_file(sheet: Sheet) -> list[list[str]]:
    """[key, words of the paper, number of the form] of every paper that names a form nobody can download."""
    found = {}
    for item in sheet.papers:
        if item.form and item.form.file:
            continue
        if item.form:
            found[form_key(item.form.name)] = [item.form.name, item.form.number or form_number(item.name)]
        elif names_a_form(item.name):
            found[form_key(item.name)] = [item.name, form_number(item.name)]
    return [[key, words[:300], number] for key, (words, number) in found.items()]


def to_keep(on=None):
    """Public words that are to be whole: those in force, and those still to come into force.

    Words of a procedure that has ended (see `force`) stay readable, and nobody has to mend them. No query of its own.
    """
    on = on or timezone.localdate()
    changes = directory.get().changes
    ended = [code for code, told in changes.items() if force.force(told, on).state == force.State.ENDED]
    return Edition.objects.published(on).exclude(Q(in_force_until__lte=on) | Q(procedure__code__in=ended))


def laws_ended(on=None) -> dict[int, int]:
    """{public edition: how many of its legal bases are out of force}. Two queries."""
    keys = [key[:200] for key in known_laws(on)]
    if not keys:
        return {}
    resting = Reference.objects.filter(kind=Reference.Kind.LAW, key__in=keys)
    return Counter(resting.filter(edition__in=Edition.objects.published(on)).values_list("edition_id", flat=True))


def look() -> int:
    """See to it that what is kept follows what is public; how many editions a thread still looks through (0: none).

    Costs one small query while nothing has changed. A few editions are looked through at once, many behind the
    reader's back.
    """
    global _seen
    stamp = (freshness.version(), timezone.localdate())
    if _seen == stamp:
        return 0
    if waiting := refresh():
        return waiting
    _seen = stamp
    return 0


def refresh() -> int:
    """The same whatever was seen before: for screens that show what people write, which nobody counts."""
    waiting = len(stale())
    if waiting > AT_HAND:
        if _running.acquire(blocking=False):
            threading.Thread(target=_aside, name="review", daemon=True).start()
        return waiting
    if waiting:
        renew()
    return 0


def _aside():
    try:
        renew()
    except Exception:
        logger.exception("could not look through the sheets; what is kept stays")
    finally:
        connection.close()
        _running.release()
