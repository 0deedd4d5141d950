"""The start page "Bàn làm việc": what waits for this person, what changed lately, and the three ways one takes most."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.admin.models import ADDITION, LogEntry
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from procedures import wording
from procedures.admin import rights
from procedures.admin.waiting import waiting
from procedures.models import Decision, Edition, EditionEvent, ImportBatch, Person

LATELY = 8  # lines of what changed
APART = 3  # doings of one person and minute that still stand one by one
READ = 60  # events looked at for them: many of one moment make one line
WAYS = 3
OWN_DAYS = 90  # of a person's own log that say what they do most
Kind = EditionEvent.Kind


@dataclass(frozen=True)
class Way:
    """A way that is taken often."""

    text: str
    about: str
    url: str
    icon: str


@dataclass(frozen=True)
class News:
    """Something that changed: when, in words, and where to see it."""

    at: datetime
    text: str
    url: str = ""


def context(person):
    """What the start page shows this person. At most eight queries; twelve more for an officer's walls."""
    return {
        "title": "Bàn làm việc",
        "waiting": waiting(person),
        "ways": ways(person),
        "lately": lately(person),
        "today": timezone.localdate(),
        "on_start_page": True,
    }


# Ways


@dataclass(frozen=True)
class _Offer:
    """A way, for whoever has the verb with such things."""

    model: str
    verb: str
    way: tuple[str, str, str, str]  # text, about, name of the address, drawing
    query: str = ""

    def way_for(self):
        text, about, name, icon = self.way
        return Way(text, about, reverse(f"admin:{name}") + self.query, icon)


def _screen(model, end="changelist"):
    return f"{model.replace('.', '_')}_{end}"


_LISTS = {
    "procedures.procedure": ("Thủ tục", "Tìm và xem nội dung", "list"),
    "procedures.edition": ("Bản nháp, chờ duyệt", "Việc đang làm dở", "edit"),
    "procedures.decision": ("Quyết định công bố", "Ghi một lần, áp dụng cho nhiều thủ tục", "result"),
    "procedures.formtemplate": ("Mẫu đơn, tờ khai", "Tệp để tải và in", "paper"),
    "procedures.legaldocument": ("Văn bản pháp lý", "Ngày hiệu lực, văn bản thay thế", "law"),
    "procedures.promotion": ("Nhiều người cần", "Thủ tục đưa lên trang đầu", "new"),
    "procedures.domain": ("Lĩnh vực", "Tên, nhóm, thứ tự", "filter"),
    "procedures.lifeevent": ("Sự kiện trong đời sống", "Nhóm thủ tục theo việc cần làm", "child"),
    "procedures.synonym": ("Từ đồng nghĩa", "Cách người dân gọi", "compare"),
    "procedures.missedquery": ("Từ tìm không thấy", "Những từ chưa dẫn tới thủ tục nào", "search"),
    "procedures.desk": ("Bộ phận Một cửa", "Giờ làm việc, điện thoại, địa chỉ", "desk"),
    "procedures.localfact": ("Quy định riêng", "Phí, thời hạn, quầy chỉ đúng ở đây", "edit"),
    "procedures.posting": ("Đợt niêm yết", "Đã dán gì, ngày nào", "print"),
    "procedures.catalogue": ("Danh mục tiếp nhận", "Mỗi loại nơi nộp nhận thủ tục nào", "list"),
    "procedures.agency": ("Cơ quan", "Tên, cấp trên, mã định danh", "building"),
    "procedures.importbatch": ("Lần nhập dữ liệu", "Tệp đã nhập và kết quả", "download"),
    "procedures.finding": ("Điểm cần xem lại", "Những chỗ tệp nhập chưa rõ", "warning"),
    "procedures.person": ("Người dùng", "Cấp tài khoản, đặt lại mật khẩu", "person"),
    "campaigns.article": ("Tin bài", "Viết và công khai tin", "news"),
}
_ADDS = {
    "campaigns.article": ("Viết tin", "Tin bài mới", "news"),
    "procedures.person": ("Cấp tài khoản", "Cho cán bộ mới", "person"),
    "procedures.synonym": ("Thêm từ đồng nghĩa", "Cách người dân gọi", "compare"),
    "procedures.decision": ("Ghi quyết định công bố", "Số, ngày, các thủ tục", "result"),
    "procedures.formtemplate": ("Gửi mẫu đơn, tờ khai", "Tệp mẫu để người dân tải", "paper"),
}
_QUERIES = {"procedures.edition": "?tinh-trang=dang-soan"}
_SEE_MISSING = _Offer(
    "procedures.review", rights.VIEW, ("Phần còn thiếu", "Theo cơ quan, theo loại", "keeping_missing", "warning")
)
_LOGGED = ("content_type__app_label", "content_type__model", "action_flag")
#: What a role is offered until its own doings say otherwise: kinds of things whose list it opens, or adds to.
_USUAL: dict[str, list] = {
    Person.Role.OFFICER: ["procedures.desk", "procedures.localfact", "procedures.procedure"],
    Person.Role.EDITOR: ["procedures.procedure", "procedures.edition", _SEE_MISSING],
    Person.Role.PUBLISHER: ["procedures.edition", "procedures.decision", "procedures.procedure"],
    Person.Role.PROVINCE: ["procedures.decision", "procedures.catalogue", "procedures.person"],
    Person.Role.SYSTEM: ["procedures.procedure", "procedures.person", _SEE_MISSING],
}


def _list_of(model):
    text, about, icon = _LISTS[model]
    return _Offer(model, rights.VIEW, (text, about, _screen(model), icon), _QUERIES.get(model, ""))


def _adding(model):
    text, about, icon = _ADDS[model]
    return _Offer(model, rights.ADD, (text, about, _screen(model, "add"), icon))


def ways(person) -> list[Way]:
    """The three things this person does most, by their own log of three months; filled up by what the role does."""
    since = timezone.now() - timedelta(days=OWN_DAYS)
    log = LogEntry.objects.filter(user=person, action_time__gte=since, content_type__isnull=False)
    kinds = log.order_by().values(*_LOGGED)
    done: Counter = Counter()
    for row in kinds.annotate(times=Count("pk")):
        label = f"{row['content_type__app_label']}.{row['content_type__model']}"
        if label in _LISTS:
            done[label, row["action_flag"] == ADDITION and label in _ADDS] += row["times"]
    most = [_adding(label) if is_new else _list_of(label) for (label, is_new), _ in done.most_common()]
    usual = [_list_of(each) if isinstance(each, str) else each for each in _USUAL.get(rights.role_of(person), ())]
    allowed = [offer for offer in most + usual if offer.verb in _verbs(person, offer.model)]
    return list(dict.fromkeys(offer.way_for() for offer in allowed))[:WAYS]


def _verbs(person, label):
    from django.apps import apps

    return rights.verbs(person, apps.get_model(label))


# What changed

_TOLD = {
    Kind.PUBLISHED: "công khai",
    Kind.SELF_PUBLISHED: "tự công khai",
    Kind.WITHDRAWN: "rút khỏi công khai",
    Kind.SUBMITTED: "gửi duyệt",
    Kind.RETURNED: "trả lại",
    Kind.VERIFIED: "kiểm tra",
}
#: What concerns somebody who only reads what is public.
_PUBLIC = (Kind.PUBLISHED, Kind.SELF_PUBLISHED, Kind.WITHDRAWN)


def lately(person) -> list[News]:
    """What changed that this person may see, whoever did it: texts, decisions, imports; newest first. Three queries."""
    found = [*_texts(person), *_decisions(person), *_imports(person)]
    return sorted(found, key=lambda news: news.at, reverse=True)[:LATELY]


def _texts(person):
    """What people did with texts; what an import brought is told as the import."""
    seen = rights.scoped(person, Edition.objects.exclude(origin=Edition.Origin.SOURCE))
    reads_only = rights.verbs(person, Edition) <= {rights.VIEW}
    events = EditionEvent.objects.filter(kind__in=_PUBLIC if reads_only else _TOLD, edition__in=seen)
    events = events.select_related("edition__procedure", "by").defer("edition__document", "edition__brief")
    gathered: dict[tuple, list] = {}
    for event in events.order_by("-at", "-pk")[:READ]:
        gathered.setdefault((event.kind, event.by_id, event.at.replace(second=0, microsecond=0)), []).append(event)
    for (kind, *_), same in gathered.items():
        doer = str(same[0].by) if same[0].by else "Hệ thống"
        if len(same) > APART:
            text = f"{doer} {_TOLD[kind]} {wording.number(len(same))} thủ tục"
            yield News(same[0].at, text, reverse("admin:procedures_edition_changelist"))
            continue
        for event in same:
            name = wording.shortened(event.edition.name, 100)
            url = reverse("admin:procedures_edition_change", args=[event.edition_id])
            yield News(event.at, f"{doer} {_TOLD[kind]} «{name}»", url)


def _decisions(person):
    applied = rights.scoped(person, Decision.objects.filter(applied_at__isnull=False)).order_by("-applied_at")
    for decision in applied[:LATELY]:
        url = reverse("admin:procedures_decision_change", args=[decision.pk])
        yield News(decision.applied_at, f"Áp dụng quyết định {decision.number}", url)


def _imports(person):
    for batch in rights.scoped(person, ImportBatch.objects.select_related("by")).order_by("-started_at")[:LATELY]:
        counts = batch.counts if isinstance(batch.counts, dict) else {}
        changed = [
            f"{wording.number(counts[name])} {words}"
            for name, words in (("created", "mới"), ("updated", "thay đổi"))
            if counts.get(name)
        ]
        doer = str(batch.by) if batch.by else "Hệ thống"
        text = f"{doer} nhập tệp {wording.shortened(batch.file_name, 60)}: {', '.join(changed) or 'không có gì mới'}"
        url = reverse("admin:procedures_importbatch_change", args=[batch.pk])
        if batch.undone_at:
            yield News(batch.undone_at, f"Hoàn tác lần nhập tệp {wording.shortened(batch.file_name, 60)}", url)
        yield News(batch.started_at, text, url)
