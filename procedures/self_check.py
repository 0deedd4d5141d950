"""Bảng tự kiểm: how whole and how current the public list is, for the province and for each agency with desks.

Our own measure, with its formulas stated; not the official score. Kept in the process and renewed behind the readers'
backs, because walls of thousands of desks take seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from procedures import directory, force, review, wall
from procedures.freshness import Kept
from procedures.gaps import Kind
from procedures.models import CatalogueItem, Change, Desk, Edition, FeedbackContact, Procedure, Reference, Review
from procedures.text import alphabetical, law_key
from procedures.workdays import add_working_days

DAYS_TO_PUBLISH = 5  # working days from the signing of a decision within which its words ought to be public here
A_YEAR = 365  # days within which words, and a desk's facts, ought to be looked through
MANY = 300  # public procedures from which the first count is left to a thread
OF_WORDS = "chia cho số thủ tục đang công khai (kể cả thủ tục chưa có hiệu lực, trừ thủ tục đã hết hiệu lực)"

FORMULAS = {
    "on_time": (
        "Công khai kịp thời",
        f"Số thay đổi (mới ban hành, sửa đổi, thay thế, bãi bỏ) mà cổng công khai trong {DAYS_TO_PUBLISH} ngày làm "
        "việc kể từ ngày ký quyết định, hoặc chậm nhất vào ngày có hiệu lực, chia cho số thay đổi đã công khai hoặc đã "
        "đến hạn của các quyết định đã ghi. Mới ban hành, sửa đổi, thay thế chỉ tính là đã công khai khi cổng có nội "
        "dung mới.",
    ),
    "complete": (
        "Đủ các phần",
        "Số thủ tục có đủ giấy tờ, các bước, cách nộp, căn cứ, đối tượng, cơ quan giải quyết và thời hạn rõ cho mỗi "
        f"cách nộp, {OF_WORDS}. Không kể số bộ hồ sơ, vì dữ liệu quốc gia không ghi.",
    ),
    "verified": (
        "Công khai hoặc kiểm tra trong một năm",
        f"Số thủ tục được công khai hoặc được ghi đã kiểm tra trong 365 ngày qua, {OF_WORDS}.",
    ),
    "forms": (
        "Mẫu đơn có tệp",
        f"Số thủ tục mà mọi mẫu đơn được nhắc đến đều có tệp để tải, {OF_WORDS}.",
    ),
    "posted": (
        "Niêm yết đúng",
        "Số tờ trên bảng còn đúng với nội dung hôm nay, chia cho số thủ tục các nơi nộp tiếp nhận cộng số tờ phải gỡ.",
    ),
    "desks": (
        "Nơi nộp được kiểm tra trong một năm",
        "Số nơi nộp có ghi đã kiểm tra trong 365 ngày qua, chia cho số nơi nộp đang hoạt động.",
    ),
    "feedback": (
        "Có nơi nhận phản ánh, kiến nghị",
        "Số nơi nộp có hiện địa chỉ (kể cả thư điện tử, trang thông tin điện tử) hoặc điện thoại nhận phản ánh, kiến "
        "nghị, của mình hoặc của cấp trên, chia cho số nơi nộp đang hoạt động. Chỉ có số fax thì không tính.",
    ),
}


@dataclass(frozen=True)
class Share:
    """So many of so many. Of nothing there is no share."""

    part: int = 0
    whole: int = 0

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all."""
        return self.part * 100 // self.whole if self.whole else None

    def __add__(self, other):
        return Share(self.part + other.part, self.whole + other.whole)


@dataclass
class Standing:
    """The figures of one agency, or of the province.

    Those of an agency are of the procedures that its desks receive or whose words it keeps, and of its desks.
    """

    name: str
    slug: str = ""
    agency: int = 0
    shares: dict[str, Share] = field(default_factory=dict)  # by the names of FORMULAS
    reprint: int = 0
    missing: int = 0
    take_down: int = 0


class OfDesk(NamedTuple):
    """What is measured of one desk."""

    wall: wall.Counts
    is_checked: bool
    has_contact: bool


@dataclass
class SelfCheck:
    """Everything, as of one moment."""

    day: date
    province: Standing
    agencies: list[Standing]
    public: int  # procedures with public words
    last_change: date | None
    desks: dict[int, OfDesk]  # by key, those not closed


def _build(old) -> SelfCheck:
    review.renew()
    today, site = timezone.localdate(), directory.renew()
    words = _words(today)
    province = Standing("Toàn tỉnh", shares=words.shares({*words.told, *words.on_time}))
    desks = _desks(site, today)
    agencies = _agencies(site, desks, words)
    for name in ("posted", "desks", "feedback"):
        province.shares[name] = sum((each.shares[name] for each in agencies if name in each.shares), Share())
    for each in agencies:
        province.reprint += each.reprint
        province.missing += each.missing
        province.take_down += each.take_down
    last = max(words.public.values(), default=None)
    return SelfCheck(today, province, agencies, len(words.public), last, desks)


class Told(NamedTuple):
    """What is measured of the public words of one procedure."""

    complete: bool
    verified: bool
    forms: bool


@dataclass
class Words:
    """What is measured of words, by procedure key."""

    public: dict[int, date]  # since when; also of procedures that have ended
    told: dict[int, Told]  # of those that have not ended
    on_time: dict[int, Share]  # of every change of a decision, also of procedures that are public no more

    def shares(self, procedures: Iterable[int]) -> dict[str, Share]:
        """The figures of some procedures."""
        keys = set(procedures)
        told = [self.told[key] for key in keys if key in self.told]
        return {
            "on_time": sum((self.on_time[key] for key in keys if key in self.on_time), Share()),
            **{name: Share(sum(getattr(each, name) for each in told), len(told)) for name in Told._fields},
        }


def _words(today) -> Words:
    public = Edition.objects.published(today).filter(procedure__kind=Procedure.Kind.PUBLIC)
    editions = review.to_keep(today).filter(procedure__kind=Procedure.Kind.PUBLIC)
    reviews = {
        edition: (not missing and Kind.TIME not in counts, not forms)
        for edition, missing, counts, forms in Review.objects.filter(edition__in=editions.values("pk")).values_list(
            "edition", "missing", "counts", "forms"
        )
    }
    found = {}
    for key, procedure, begins, verified in editions.values_list("pk", "procedure", "public_from", "verified_on"):
        complete, forms = reviews.get(key, (False, False))
        is_verified = (today - max(filter(None, (begins, verified)))).days <= A_YEAR
        found[procedure] = Told(complete, is_verified, forms)
    return Words(dict(public.values_list("procedure", "public_from")), found, on_time(today))


def on_time(today: date) -> dict[int, Share]:
    """How many changes of decisions were public here on time, by procedure key (see `_timely`). Two queries."""
    found: dict[int, Share] = defaultdict(Share)
    for change, timely in _timely(today):
        found[change.procedure] += Share(int(timely), 1)
    return dict(found)


def late_decisions(today: date) -> set[int]:
    """Keys of the decisions of which some change was late, or is overdue (see `_timely`). Two queries."""
    return {change.decision for change, timely in _timely(today) if not timely}


def without_words(today: date, procedures=None) -> set[int]:
    """Keys of the applied decisions that bring new words nobody has made public: somebody has to write them.

    Not where the procedure has ended since. `procedures`: a queryset of those whose words count. Two queries.
    """
    changes, site = Change.objects.filter(decision__applied_at__isnull=False), directory.get()
    if procedures is not None:
        heirs = Q(kind=Change.Kind.REPLACED, successor__in=procedures.values("pk"))
        changes = changes.filter(heirs | ~Q(kind=Change.Kind.REPLACED) & Q(procedure__in=procedures.values("pk")))
    return {
        change.decision
        for change in _decided(changes)
        if change.awaits and force.force(site.changes.get(change.awaits, ()), today).state != force.State.ENDED
    }


class Decided(NamedTuple):
    """One change of one decision, and since when it can be read here."""

    decision: int  # key
    procedure: int  # key
    issued_on: date | None
    effective_on: date | None
    public_from: date | None  # None: not yet
    awaits: str  # the code of the procedure whose words are not public yet, "" where none are due


def _timely(today) -> Iterator[tuple[Decided, bool]]:
    """Every change that counts, with whether it was public here on time (see `_decided`).

    Domain: a signed decision goes out within 3 working days and new procedures enter the national database within 5;
    here a change ought to be public within 5 working days of the signing, or on the day of effect where that is later.
    What is neither public nor due yet is not counted.
    """
    special = directory.get().special_days
    for change in _decided(Change.objects.all()):
        if change.issued_on is None:
            continue
        limit = max(filter(None, [add_working_days(change.issued_on, DAYS_TO_PUBLISH, special), change.effective_on]))
        if change.public_from or limit < today:
            yield change, bool(change.public_from and change.public_from <= limit)


def _decided(changes) -> Iterator[Decided]:
    """Changes with the day from which each is public here. Two queries.

    New and amended: the day of the words it brings. Applying the decision puts only a notice beside the former words,
    which stay what people act by, so without words it is not public. Abolished: the day of applying, there is nothing
    more to say. Replaced: the day of applying, and not before the successor has words, to which the notice sends
    people; any words of the successor will do, since its own change, where there is one, is judged for itself.
    """
    words = _words_without_a_change(changes)
    for row in changes.values_list(*_OF_A_CHANGE, named=True):
        applied = row.decision__applied_at and timezone.localdate(row.decision__applied_at)
        unread = row.edition__withdrawn_reason and row.edition__public_until <= row.edition__public_from
        first = row.edition__public_from if row.edition else _first_words(row, words)
        first = None if unread else first
        public, code = first, row.procedure__code
        if row.kind == Change.Kind.ABOLISHED and not row.edition:
            public, code = applied, ""
        elif row.kind == Change.Kind.REPLACED and not row.edition:
            public, code = applied and first and max(applied, first), row.successor__code or ""
        issued, effective = row.decision__issued_on, row.decision__effective_on
        yield Decided(row.decision, row.procedure, issued, effective, public, "" if first else code)


#: Words that were withdrawn before their day, or on it.
UNREAD = Q(public_until__lte=F("public_from")) & ~Q(withdrawn_reason="")
_OF_A_CHANGE = (
    "decision",
    "procedure",
    "decision__issued_on",
    "decision__effective_on",
    "decision__applied_at",
    "decision__number",
    "kind",
    "procedure__code",
    "successor",
    "successor__code",
    "edition",
    "edition__public_from",
    "edition__public_until",
    "edition__withdrawn_reason",
)


def _first_words(change, words) -> date | None:
    """Since when the words that a change ought to bring are public, where it is tied to none."""
    if change.kind == Change.Kind.REPLACED:
        return min((each.public_from for each in words[change.successor]), default=None)
    return min((each.public_from for each in words[change.procedure] if each.bring(change)), default=None)


class _Public(NamedTuple):
    """Words that were made public without being tied to a change: by an import, or by hand."""

    public_from: date
    decision: int | None  # key
    issued_on: date | None  # of that decision
    number: str | None  # the decision's number on the sheet, as a key

    def bring(self, change) -> bool:
        """Whether these are the words of a change: they name its decision, or a later one and hold them too."""
        issued = change.decision__issued_on
        is_later = bool(self.issued_on and issued and self.issued_on > issued)
        is_named = change.decision == self.decision or law_key(change.decision__number)[:200] == self.number
        return is_later or is_named


def _words_without_a_change(changes) -> dict[int, list[_Public]]:
    """{procedure: its public words} where a change that ought to bring words is tied to none. One query."""
    bare = changes.filter(edition=None).exclude(kind=Change.Kind.ABOLISHED)
    of_bare = Q(procedure__in=bare.values("procedure")) | Q(procedure__in=bare.values("successor"))
    named = Reference.objects.filter(edition=OuterRef("pk"), kind=Reference.Kind.DECISION)
    editions = Edition.objects.filter(of_bare, state=Edition.State.PUBLISHED).exclude(UNREAD)
    found: dict[int, list[_Public]] = defaultdict(list)
    for procedure, *told in editions.values_list(
        "procedure", "public_from", "decision", "decision__issued_on", Subquery(named.values("key")[:1])
    ):
        found[procedure].append(_Public._make(told))
    return found


def _desks(site, today) -> dict[int, OfDesk]:
    walls = wall.summary(site.desks.values(), today)
    reached = _reached(today)
    found = {}
    for desk in site.desks.values():
        is_checked = desk.checked_on is not None and (today - desk.checked_on).days <= A_YEAR
        levels = ((desk.pk, None), *((None, key) for key in site.chain(desk.agency_id)))
        has_contact = next((reached[level] for level in levels if level in reached), False)
        found[desk.pk] = OfDesk(walls[desk.pk], is_checked, has_contact)
    return found


def _reached(today) -> dict[tuple[int | None, int | None], bool]:
    """{(desk, None) or (None, agency): whether feedback reaches it by more than a fax} of every level with contacts.

    The nearest level that has any is the one shown (see `contacts`), also where it has a fax alone.
    """
    found: dict = defaultdict(bool)
    for desk, agency, kind in FeedbackContact.objects.current(today).values_list("desk", "agency", "kind"):
        found[desk, agency] |= kind != FeedbackContact.Kind.FAX
    return dict(found)


def _agencies(site, desks: dict[int, OfDesk], words: Words) -> list[Standing]:
    found: dict[int, Standing] = {}
    for desk in site.desks.values():
        own = found.setdefault(desk.agency_id, Standing(desk.agency.name, desk.agency.slug, desk.agency_id))
        counts, is_checked, has_contact = desks[desk.pk]
        for name, share in (
            ("posted", Share(counts.current, sum(counts))),
            ("desks", Share(int(is_checked), 1)),
            ("feedback", Share(int(has_contact), 1)),
        ):
            own.shares[name] = own.shares.get(name, Share()) + share
        own.reprint, own.missing = own.reprint + counts.reprint, own.missing + counts.missing
        own.take_down += counts.take_down
    _of_words(site, words, found)
    return sorted(found.values(), key=lambda each: alphabetical(each.name))


def _of_words(site, words, found: dict[int, Standing]):
    """Add the figures of words; agencies that keep words without having a desk come along."""
    kept: dict[int, set[int]] = defaultdict(set)
    for procedure, steward in Procedure.objects.exclude(steward=None).values_list("pk", "steward"):
        if procedure in words.public:
            kept[steward].add(procedure)
    for key in kept.keys() - found.keys():
        office = site.agencies[key]
        found[key] = Standing(office.name, office.slug, key)
    items: dict[int, set[int]] = defaultdict(set)
    for catalogue, procedure in CatalogueItem.objects.values_list("catalogue", "procedure"):
        items[catalogue].add(procedure)
    used: dict[int, set[int]] = defaultdict(set)
    for catalogue, slugs in site.desks_of_catalogue.items():
        for slug in slugs:
            used[site.desks[slug].agency_id].add(catalogue)
    known: dict[frozenset, dict[str, Share]] = {}  # thousands of communes share their catalogues
    for key, standing in found.items():
        catalogues = frozenset(used[key])
        if key in kept or catalogues not in known:
            shares = words.shares(kept[key].union(*(items[each] for each in catalogues)))
            if key not in kept:
                known[catalogues] = shares
        else:
            shares = known[catalogues]
        standing.shares = {**shares, **standing.shares}


_kept = Kept(_build, "self-check")


def get() -> SelfCheck | None:
    """The figures, at most as old as the last change of public data; while they are renewed the ones before.

    None while a large portal is counted for the first time in this process: a thread is at it, come back in a while.
    """
    if not _kept.ready and Edition.objects.published().count() > MANY:
        _kept.begin()
        return None
    return _kept.get()


def renew() -> SelfCheck:
    """Count anew now: for commands and tests."""
    return _kept.renew()


def gaps(standing: Standing) -> list[Desk]:
    """The desks of an agency, for the lists of what to mend."""
    return [desk for desk in directory.get().desks.values() if desk.agency_id == standing.agency]
