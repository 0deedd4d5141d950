"""The start page "Bàn làm việc": what waits for this person, in sentences, and the few ways one takes most."""

from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from procedures import wording
from procedures.admin import rights
from procedures.models import Desk, Domain, Edition, Finding, MissedQuery, Person, Procedure, Synonym

LATELY = 8
State = Edition.State


@dataclass(frozen=True)
class Sentence:
    """Something that waits: said with its number, and the way there."""

    text: str
    link: str
    url: str
    icon: str


@dataclass(frozen=True)
class Way:
    """A way that is taken often."""

    text: str
    about: str
    url: str
    icon: str


def context(person):
    """What the start page shows this person."""
    return {
        "title": "Bàn làm việc",
        "waiting": waiting(person),
        "ways": ways(person),
        "lately": lately(person),
        "today": timezone.localdate(),
        "on_start_page": True,
    }


def _list(name, query=""):
    return reverse(f"admin:{name}_changelist") + query


def waiting(person):
    """What this person can do something about; nothing is said of what is not waiting."""
    found = []

    def say(count, text, link, url, icon):
        if count:
            found.append(Sentence(text.format(wording.number(count)), link, url, icon))

    def count(queryset, verb):
        return rights.scoped(person, queryset, verb).count() if verb in rights.verbs(person, queryset.model) else 0

    editions = Edition.objects.all()
    edition_list = "procedures_edition"
    say(
        count(editions.filter(state=State.REVIEW), rights.PUBLISH),
        "{} bản đang chờ duyệt.",
        "Xem và công khai",
        _list(edition_list, "?tinh-trang=cho-duyet"),
        "clock",
    )
    say(
        count(editions, rights.CHANGE),
        "{} bản nháp đang soạn dở.",
        "Soạn tiếp",
        _list(edition_list, "?tinh-trang=nhap"),
        "edit",
    )
    say(
        count(Finding.objects.filter(resolved_at=None), rights.RESOLVE),
        "{} chỗ trong dữ liệu đã nhập cần xem lại.",
        "Xem các chỗ đó",
        _list("procedures_finding", "?xu-ly=chua"),
        "warning",
    )
    say(
        count(MissedQuery.objects.asked_again(), rights.RESOLVE),
        "{} từ người dân tìm nhiều ngày mà không thấy.",
        "Tạo từ đồng nghĩa",
        _list("procedures_missedquery"),
        "search",
    )
    say(
        count(Domain.objects.filter(group=None), rights.CHANGE),
        "{} lĩnh vực chưa xếp nhóm, đang hiện dưới nhóm «Khác».",
        "Xếp nhóm",
        _list("procedures_domain", "?nhom=-"),
        "other",
    )
    return found


def ways(person):
    """The ways taken most, by right."""
    offered = [
        (Procedure, rights.VIEW, "Tìm thủ tục", "Xem, soạn bản mới, rút", _list("procedures_procedure"), "list"),
        (Desk, rights.CHANGE, "Sửa giờ làm việc, điện thoại", "Của quầy Một cửa", _list("procedures_desk"), "desk"),
        (
            Synonym,
            rights.ADD,
            "Thêm từ đồng nghĩa",
            "Cách người dân gọi",
            reverse("admin:procedures_synonym_add"),
            "compare",
        ),
        (_article(), rights.ADD, "Viết tin", "Tin bài mới", reverse("admin:campaigns_article_add"), "news"),
        (Person, rights.ADD, "Cấp tài khoản", "Cho cán bộ mới", reverse("admin:procedures_person_add"), "person"),
    ]
    return [Way(*words) for model, verb, *words in offered if verb in rights.verbs(person, model)]


def _article():
    from django.apps import apps

    return apps.get_model("campaigns", "Article")


def lately(person):
    """What this person did last: (what, with what, where it is, when)."""
    entries = LogEntry.objects.filter(user=person).select_related("content_type").order_by("-action_time", "-pk")
    return list(entries[:LATELY])
