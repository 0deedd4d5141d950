"""Bảng tự kiểm: how whole and how current the public list is, for the province and for each agency with desks.

Our own measure, with its formulas stated; not the official score. Kept in the process and renewed behind the readers'
backs, because walls of thousands of desks take seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from procedures import directory, review, wall
from procedures.freshness import Kept
from procedures.gaps import Kind
from procedures.models import CatalogueItem, Change, Desk, Edition, FeedbackContact, Procedure, Review
from procedures.text import alphabetical
from procedures.workdays import add_working_days

DAYS_TO_PUBLISH = 5  # working days from the signing of a decision within which its words ought to be public here
A_YEAR = 365  # days within which words, and a desk's facts, ought to be looked through
MANY = 300  # public procedures from which the first count is left to a thread

FORMULAS = {
    "on_time": (
        "Công khai kịp thời",
        f"Số thay đổi (mới ban hành, sửa đổi, thay thế, bãi bỏ) mà cổng công khai trong {DAYS_TO_PUBLISH} ngày làm "
        "việc kể từ ngày ký quyết định, hoặc chậm nhất vào ngày có hiệu lực, chia cho số thay đổi đã công khai hoặc đã "
        "đến hạn của các quyết định đã ghi.",
    ),
    "complete": (
        "Đủ các phần",
        "Số thủ tục có đủ giấy tờ, các bước, cách nộp, căn cứ, đối tượng, cơ quan giải quyết và thời hạn rõ cho mỗi "
        "cách nộp, chia cho số thủ tục đang công khai. Không kể số bộ hồ sơ, vì dữ liệu quốc gia không ghi.",
    ),
    "verified": (
        "Kiểm tra trong một năm",
        "Số thủ tục được công khai hoặc được ghi đã kiểm tra trong 365 ngày qua, chia cho số thủ tục đang công khai.",
    ),
    "forms": (
        "Mẫu đơn có tệp",
        "Số thủ tục mà mọi mẫu đơn được nhắc đến đều có tệp để tải, chia cho số thủ tục đang công khai.",
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
        "Số nơi nộp có hiện địa chỉ hoặc điện thoại nhận phản ánh, kiến nghị (của mình hoặc của cấp trên), chia cho số "
        "nơi nộp đang hoạt động.",
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
    province = Standing("Toàn tỉnh", shares=words.shares({*words.public, *words.on_time}))
    desks = _desks(site, today)
    agencies = _agencies(site, desks, words)
    for name in ("posted", "desks", "feedback"):
        province.shares[name] = sum((each.shares[name] for each in agencies if name in each.shares), Share())
    for each in agencies:
        province.reprint += each.reprint
        province.missing += each.missing
        province.take_down += each.take_down
    last = max((told.public_from for told in words.public.values()), default=None)
    return SelfCheck(today, province, agencies, len(words.public), last, desks)


class Told(NamedTuple):
    """What is measured of the public words of one procedure."""

    public_from: date
    complete: bool
    verified: bool
    forms: bool


@dataclass
class Words:
    """What is measured of words, by procedure key."""

    public: dict[int, Told]
    on_time: dict[int, Share]  # of every change of a decision, also of procedures that are public no more

    def shares(self, procedures: Iterable[int]) -> dict[str, Share]:
        """The figures of some procedures."""
        keys = set(procedures)
        told = [self.public[key] for key in keys if key in self.public]
        return {
            "on_time": sum((self.on_time[key] for key in keys if key in self.on_time), Share()),
            **{name: Share(sum(getattr(each, name) for each in told), len(told)) for name in Told._fields[1:]},
        }


def _words(today) -> Words:
    editions = Edition.objects.published(today).filter(procedure__kind=Procedure.Kind.PUBLIC)
    reviews = {
        edition: (not missing and Kind.TIME not in counts, not forms)
        for edition, missing, counts, forms in Review.objects.filter(edition__in=editions.values("pk")).values_list(
            "edition", "missing", "counts", "forms"
        )
    }
    public = {}
    for key, procedure, begins, verified in editions.values_list("pk", "procedure", "public_from", "verified_on"):
        complete, forms = reviews.get(key, (False, False))
        is_verified = (today - max(filter(None, (begins, verified)))).days <= A_YEAR
        public[procedure] = Told(begins, complete, is_verified, forms)
    return Words(public, on_time(today))


def on_time(today: date) -> dict[int, Share]:
    """How many changes of decisions were public here on time, by procedure key (see `_timely`). One query."""
    found: dict[int, Share] = defaultdict(Share)
    for _, procedure, timely in _timely(today):
        found[procedure] += Share(int(timely), 1)
    return dict(found)


def late_decisions(today: date) -> set[int]:
    """Keys of the decisions of which some change was late, or is overdue (see `_timely`). One query."""
    return {decision for decision, _, timely in _timely(today) if not timely}


def _timely(today) -> Iterator[tuple[int, int, bool]]:
    """(key of the decision, key of the procedure, whether it was public here on time) of every change that counts.

    Domain: a signed decision goes out within 3 working days and new procedures enter the national database within 5;
    here a change ought to be public within 5 working days of the signing, or on the day of effect where that is later.
    Its words are public from their day; a change without words, from the day on which the decision was applied. What
    is neither public nor due yet is not counted.
    """
    rows = Change.objects.values_list(
        "decision",
        "procedure",
        "decision__issued_on",
        "decision__effective_on",
        "decision__applied_at",
        "edition",
        "edition__public_from",
    )
    special = directory.get().special_days
    for decision, procedure, issued, effective, applied, edition, public_from in rows:
        if issued is None:
            continue
        limit = max(filter(None, [add_working_days(issued, DAYS_TO_PUBLISH, special), effective]))
        public = public_from if edition else applied and timezone.localdate(applied)
        if public or limit < today:
            yield decision, procedure, bool(public and public <= limit)


def _desks(site, today) -> dict[int, OfDesk]:
    walls = wall.summary(site.desks.values(), today)
    contacts = FeedbackContact.objects.current(today)
    told = set(contacts.filter(agency__isnull=False).values_list("agency", flat=True))
    told_desks = set(contacts.filter(desk__isnull=False).values_list("desk", flat=True))
    found = {}
    for desk in site.desks.values():
        is_checked = desk.checked_on is not None and (today - desk.checked_on).days <= A_YEAR
        has_contact = desk.pk in told_desks or any(key in told for key in site.chain(desk.agency_id))
        found[desk.pk] = OfDesk(walls[desk.pk], is_checked, has_contact)
    return found


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
