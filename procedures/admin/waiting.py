"""What waits for one person, in sentences. All counts come from one query, whatever there is to count."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, IntegerField, Min, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from procedures import review, self_check, wall, wording
from procedures.admin import rights
from procedures.admin.keeping.page import MINE, address
from procedures.admin.keeping.sources import waiting_parts
from procedures.admin.keeping.unverified import since
from procedures.gaps import Kind
from procedures.models import (
    Change,
    Decision,
    Desk,
    Domain,
    Edition,
    EditionEvent,
    Finding,
    ImportBatch,
    LocalFact,
    MissedQuery,
    Person,
    Procedure,
    Review,
    SourceVerdict,
    Upload,
    WorkingCopy,
)
from procedures.models.edition import written_by

State = Edition.State
LATELY = timedelta(days=30)  # in which a change of words is told to officers
DESKS = 5  # desks of one officer that are told of
CLOSED = 50  # closed desks of one agency whose walls are looked at
CHECKED_FOR = 90  # days after which a desk ought to be looked through again
STOPPED = timedelta(minutes=5)  # after which a file that is neither read nor refused has been left half way
RETURNED = 3  # returned drafts told one by one


@dataclass(frozen=True)
class Sentence:
    """Something that waits: said with its number, and the way there."""

    text: str
    link: str
    url: str
    icon: str
    note: str = ""


def waiting(person) -> list[Sentence]:
    """What this person can do something about, the most pressing first; nothing is said of what is not waiting.

    Three queries whatever there is: the numbers, the returned drafts, and what sources say otherwise. An officer's
    desks take eight more (`of_desks`), whatever their number; decisions that may lack words, two.
    """
    numbers = _numbers(person)
    said = [_returned(event) for event in _returned_drafts(person, numbers)]
    numbers["sources"] = _asked_by_sources(person)
    numbers["unwritten"] = _decided_without_words(person, numbers)
    said += of_desks(person)
    said += [
        Sentence(text.format(wording.number(numbers[name])), link, url, icon)
        for name, text, link, url, icon in _sentences(person, numbers)
        if numbers.get(name)
    ]
    return said


def of_desks(person) -> list[Sentence]:
    """What the desks of an officer's own agency ask for: sheets to print, to take down, changes to read, checks."""
    if rights.role_of(person) != Person.Role.OFFICER or not person.agency_id:
        return []
    today = timezone.localdate()
    own = rights.scoped(person, Desk.objects.order_by("name"), rights.POST)
    desks = list(own.still_open(today)[:DESKS])
    closed = list(own.filter(closed_on__lte=today, postings__isnull=False).distinct()[:CLOSED])
    if not desks + closed:
        return []
    here = wall.Here(desks + closed, today)
    walls = wall.summary(desks + closed, today, here)
    closed = [desk for desk in closed if walls[desk.pk].take_down][:DESKS]  # sheets still hang where nobody works
    names = {desk.pk: f"{desk.name}: " if len(desks + closed) > 1 else "" for desk in desks}
    names |= {desk.pk: f"{desk.name}, đã đóng cửa: " for desk in closed}
    said = [sentence for desk in desks + closed for sentence in _of_wall(desk, walls[desk.pk], names[desk.pk])]
    lately = words_lately(today) if desks else {}
    for desk in desks:
        if changed := changed_lately(desk, here.of(desk), lately, today):
            text = f"{names[desk.pk]}{wording.number(len(changed))} thủ tục đổi nội dung trong 30 ngày qua."
            where = reverse("admin:procedures_desk_wall", args=[desk.pk])
            said.append(Sentence(text, "Xem thủ tục nào", f"{where}#da-doi", "new"))
    for desk in desks:
        if desk.checked_on is None or (today - desk.checked_on).days > CHECKED_FOR:
            since = f"từ {wording.date(desk.checked_on)}" if desk.checked_on else "lần nào"
            where = reverse("admin:procedures_desk_checked", args=[desk.pk])
            said.append(Sentence(f"{desk.name}: chưa ghi đã kiểm tra {since}.", "Kiểm tra", where, "check"))
    return said


def words_lately(today):
    """{procedure: [(public from, (digest, decision))]}, oldest first: all words that readers ever saw of procedures
    whose words of today came in the last 30 days. One query."""
    new = Edition.objects.published(today).filter(public_from__gt=today - LATELY)
    ever = Edition.objects.ever_read(today).filter(procedure__in=new.values("procedure"))
    found: dict[int, list[tuple]] = {}
    columns = ("procedure", "public_from", "digest", "decision")
    for procedure, begins, *words in ever.order_by("public_from", "pk").values_list(*columns):
        found.setdefault(procedure, []).append((begins, tuple(words)))
    return found


def changed_lately(desk, received, lately, today):
    """Procedures that say other words than 30 days ago, or than on the day the desk was checked: of what it receives.

    `received`: {procedure: (digest, decision)} of today; `lately`: from `words_lately`. What readers had never seen
    before is new and not changed: the wall asks for its sheet. So the first import of a whole collection is not told.
    """
    since = max(today - LATELY, desk.checked_on or date.min)
    found = set()
    for procedure in lately.keys() & received.keys():
        before = [words for begins, words in lately[procedure] if begins <= since]
        if before and before[-1] != received[procedure]:
            found.add(procedure)
    return found


def _of_wall(desk, counts, name):
    where = reverse("admin:procedures_desk_wall", args=[desk.pk])
    if counts.reprint:
        yield Sentence(f"{name}{wording.number(counts.reprint)} tờ cần in lại.", "In và ghi đã dán", where, "print")
    if counts.take_down:
        yield Sentence(f"{name}{wording.number(counts.take_down)} tờ cần gỡ.", "Xem tờ nào", where, "abolish")
    if counts.missing:
        yield Sentence(f"{name}{wording.number(counts.missing)} thủ tục chưa dán.", "In và ghi đã dán", where, "print")


def _sentences(person, numbers):
    editions = reverse("admin:procedures_edition_changelist")
    own = f"?{MINE}=1" if rights.role_of(person) == Person.Role.EDITOR else ""  # the others reach everything
    copies = reverse("admin:procedures_edition_change", args=[numbers["copy"]]) if numbers.get("copy") else editions
    return [
        (
            "facts",
            "{} quy định riêng đã hết hạn.",
            "Gia hạn hoặc xóa",
            reverse("admin:procedures_localfact_changelist") + "?tinh-trang=het",
            "warning",
        ),
        ("review", "{} bản đang chờ bạn duyệt.", "Xem và công khai", f"{editions}?tinh-trang=cho-duyet", "clock"),
        (
            "batches",
            "{} lần nhập dữ liệu còn bản nháp chờ công khai.",
            "Xem lần nhập",
            f"{reverse('admin:procedures_importbatch_changelist')}?viec=cong-khai",
            "download",
        ),
        (
            "uploads",
            "{} tệp bạn đã tải lên mà chưa nhập xong.",
            "Xem và nhập",
            reverse("admin:procedures_upload_changelist"),
            "download",
        ),
        ("copies", "{} bản bạn đang gõ dở, chưa lưu vào bản nháp.", "Mở lại", copies, "edit"),
        (
            "sources",
            "{} thủ tục soạn ở đây mà dữ liệu quốc gia nay nói khác.",
            "So và chọn",
            address("sources") + own,
            "compare",
        ),
        ("drafts", "{} bản nháp đang soạn dở.", "Soạn tiếp", f"{editions}?tinh-trang=nhap", "edit"),
        (
            "decisions",
            "{} quyết định công bố đã tới ngày hiệu lực mà chưa áp dụng.",
            "Xem và áp dụng",
            f"{reverse('admin:procedures_decision_changelist')}?tinh-trang=den-ngay",
            "result",
        ),
        (
            "missed",
            "{} từ người dân tìm nhiều ngày mà không thấy.",
            "Tạo từ đồng nghĩa",
            reverse("admin:procedures_missedquery_changelist"),
            "search",
        ),
        ("missing", "{} thủ tục còn thiếu phần bắt buộc.", "Bổ sung", _missing_list(own), "info"),
        ("forms", "{} thủ tục nhắc đến mẫu chưa có tệp để tải.", "Xem các mẫu", address("forms") + own, "paper"),
        ("unverified", "{} thủ tục hơn một năm chưa kiểm tra.", "Kiểm tra dần", address("unverified"), "check"),
        ("findings", "{} chỗ trong dữ liệu đã nhập cần xem lại.", "Xem theo loại", address("remarks"), "warning"),
        (
            "domains",
            "{} lĩnh vực chưa xếp nhóm, đang hiện dưới nhóm «Khác».",
            "Xếp nhóm",
            reverse("admin:procedures_domain_changelist") + "?nhom=-",
            "other",
        ),
        (
            "unwritten",
            "{} quyết định đã áp dụng nhưng còn thủ tục chưa có nội dung mới.",
            "Xem và soạn",
            f"{reverse('admin:procedures_decision_changelist')}?tinh-trang=chua-co-noi-dung",
            "edit",
        ),
    ]


def _missing_list(own):
    return f"{address('missing_list')}?{urlencode({'loai': Kind.PART.value})}{own.replace('?', '&')}"


def _numbers(person) -> dict[str, int]:
    """How much there is of each, within this person's reach: one query of scalar subqueries."""
    today = timezone.localdate()
    editions, kept = Edition.objects.all(), {}

    def count(name, queryset, verb):
        if verb in rights.verbs(person, queryset.model):
            kept[name] = _counted(rights.scoped(person, queryset, verb))

    count("facts", LocalFact.objects.ended(today), rights.CHANGE)
    count("review", editions.filter(state=State.REVIEW), rights.PUBLISH)
    count("batches", ImportBatch.objects.all(), rights.PUBLISH)
    count("uploads", _unfinished(Upload.objects.filter(by=person)), rights.ADD)
    count("drafts", editions, rights.CHANGE)
    count("decisions", Decision.objects.filter(applied_at=None, effective_on__lte=today), rights.APPLY)
    count("findings", Finding.objects.filter(resolved_at=None), rights.RESOLVE)
    count("missed", MissedQuery.objects.asked_again(), rights.RESOLVE)
    count("unverified", review.to_keep(today).unverified_since(since(today)), rights.VERIFY)
    count("domains", Domain.objects.filter(group=None), rights.CHANGE)
    own = WorkingCopy.objects.filter(person=person, document__isnull=False)
    kept |= {"copies": _counted(own), "copy": _scalar(own.values("person").annotate(n=Min("edition")).values("n"))}
    if rights.VIEW in rights.verbs(person, Review) and rights.DRAFT in rights.verbs(person, Procedure):
        mine = rights.scoped(person, Procedure.objects.all(), rights.DRAFT).values("pk")
        public = Review.objects.filter(edition__in=review.to_keep(today).filter(procedure__in=mine))
        kept["missing"] = _counted(public.filter(missing__gt=0))
        kept["forms"] = _counted(public.exclude(forms=[]))
        applied = Change.objects.filter(decision__applied_at__isnull=False).exclude(kind=Change.Kind.ABOLISHED)
        kept["bare"] = _counted(applied.exclude(edition__state=State.PUBLISHED, edition__withdrawn_reason=""))
    if rights.CHANGE in rights.verbs(person, Edition):
        kept["returned"] = _counted(_given_back(person).filter(state=State.DRAFT))
    return Person.objects.filter(pk=person.pk).annotate(**kept).values(*kept).get()


def _unfinished(uploads):
    """Files to be confirmed, and those whose reading or writing has stopped half way."""
    stopped = Q(state__in=[Upload.State.READING, Upload.State.WRITING], moved_at__lt=timezone.now() - STOPPED)
    return uploads.filter(Q(state=Upload.State.READY) | stopped)


def _counted(queryset):
    rows = queryset.order_by().annotate(every=Value(1)).values("every").annotate(n=Count("pk")).values("n")
    return _scalar(rows)


def _scalar(rows):
    return Coalesce(Subquery(rows[:1], output_field=IntegerField()), 0)


def _given_back(person):
    """Drafts this person wrote that a publisher gave back."""
    mine = rights.scoped(person, Edition.objects.all(), rights.CHANGE).filter(written_by(person))
    return mine.filter(pk__in=Edition.objects.returned().values("pk"))


def _returned_drafts(person, numbers):
    """The last return of each of those drafts, newest first."""
    if not numbers.get("returned"):
        return []
    events = EditionEvent.objects.filter(kind=EditionEvent.Kind.RETURNED, edition__in=_given_back(person))
    events = events.select_related("edition", "by").defer("edition__document", "edition__brief").order_by("-at", "-pk")
    last = {}
    for event in events[: RETURNED * 4]:
        last.setdefault(event.edition_id, event)
    return list(last.values())[:RETURNED]


def _returned(event):
    who = f"{event.by} trả lại" if event.by else "Đã trả lại"
    name = wording.shortened(event.edition.name, 90)
    url = reverse("admin:procedures_edition_change", args=[event.edition_id])
    note = f"Lý do: {wording.shortened(event.note, 240)}" if event.note else ""
    return Sentence(f"{who} bản «{name}».", "Sửa tiếp", url, "replace", note)


def _asked_by_sources(person):
    if rights.ACCEPT not in rights.verbs(person, SourceVerdict):
        return 0
    mine = rights.scoped(person, Procedure.objects.all(), rights.DRAFT).values("pk")
    return sum(bool(row.waiting) for row in waiting_parts(mine))


def _decided_without_words(person, numbers):
    """Applied decisions whose new words nobody has written, of procedures that this person drafts."""
    if not numbers.get("bare"):
        return 0
    mine = rights.scoped(person, Procedure.objects.all(), rights.DRAFT)
    return len(self_check.without_words(timezone.localdate(), mine))
