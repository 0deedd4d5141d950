"""What was taken in from files, and what had to be said about it. For reading; findings can be marked as done."""

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from procedures import review, wording
from procedures.admin import rights
from procedures.admin.base import ReadOnly, Screen
from procedures.admin.of_batch import PARAMETER, OfBatch
from procedures.admin.states import badge
from procedures.admin.tables import Table
from procedures.admin.tables.imports import FindingTable, ImportBatchTable
from procedures.admin.verbs import DayForm, NoQuestions, asked
from procedures.importing import undo as undoing
from procedures.importing import uploads
from procedures.importing.hindrances import hindrances
from procedures.importing.lock import one_at_a_time
from procedures.importing.report import SOURCES
from procedures.models import Edition, Finding, ImportBatch, Procedure, Upload

A_PAGE = 30  # hindrances told at once

#: The counts of a batch in words, in the order they are told.
COUNTS = {
    "read": "đã đọc",
    "created": "mới",
    "updated": "thay đổi",
    "unchanged": "không đổi",
    "rejected": "không dùng được",
    "warnings": "cần xem lại",
}


def counts(batch):
    """[("đã đọc", "4.522"), …]"""
    found = batch.counts if isinstance(batch.counts, dict) else {}
    return [(words, wording.number(found[key])) for key, words in COUNTS.items() if isinstance(found.get(key), int)]


class ToPublish(admin.SimpleListFilter):
    """What the start page counts: imports whose drafts this person can make public."""

    title = "việc"
    parameter_name = "viec"

    def lookups(self, request, model_admin):
        return [("cong-khai", "chờ bạn công khai")] if rights.may(request.user, rights.PUBLISH, ImportBatch) else []

    def queryset(self, request, queryset):
        return rights.scoped(request.user, queryset, rights.PUBLISH) if self.value() == "cong-khai" else queryset


@admin.register(ImportBatch)
class ImportBatchAdmin(Table, ReadOnly, Screen):
    about = "Mỗi dòng là một tệp dữ liệu đã nhập."
    list_display = ["file_name", "started_at", "by", "result", "undone"]
    list_filter = [ToPublish]
    list_select_related = ["by"]
    folded_fields = ("file_name",)
    fields = ["file_name", "kind_of_source", "started_at", "by", "undone_at", "undone_by", "file_digest"]
    readonly_fields = ["kind_of_source"]
    resource_classes = [ImportBatchTable]
    change_form_template = "admin/imports/batch.html"

    @admin.display(description="kết quả")
    def result(self, batch):
        return ", ".join(f"{number} {words}" for words, number in counts(batch)) or self.empty_value_display

    @admin.display(description="loại nguồn")
    def kind_of_source(self, batch):
        return SOURCES.get(batch.source, batch.source)

    @admin.display(description="hoàn tác", ordering="undone_at")
    def undone(self, batch):
        if batch.undone_at:
            return badge(f"đã hoàn tác {wording.date(timezone.localtime(batch.undone_at))}", "", "abolish")
        return self.empty_value_display

    def get_urls(self):
        return [
            self.verb_path("cong-khai", self.publish, "publish"),
            self.verb_path("hoan-tac", self.undo, "undo"),
            *super().get_urls(),
        ]

    def buttons(self, request, obj):
        found = []
        if rights.may(request.user, rights.PUBLISH, ImportBatch, obj):
            found.append(("Công khai cả lần nhập", self.address("publish", obj.pk), "primary"))
        if rights.may(request.user, rights.UNDO, ImportBatch, obj):
            found.append(("Hoàn tác lần nhập", self.address("undo", obj.pk), ""))
        return found

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        upload = Upload.objects.filter(batch=obj, by=request.user).exclude(path="").first()
        context |= {
            "title": obj.file_name,
            "subtitle": None,
            "counts": counts(obj),
            "drafts": obj.editions.in_work().count(),
            "public": obj.editions.open().count(),
            "findings": obj.findings.filter(resolved_at=None).count(),
            "drafts_url": f"{_of_batch('edition', obj)}&tinh-trang=dang-soan",
            "findings_url": f"{_of_batch('finding', obj)}&xu-ly=chua",
            "table_url": reverse("admin:procedures_upload_table", args=[upload.pk])
            if upload and uploads.has_marked(upload)
            else "",
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def publish(self, request, object_id):
        """What this import left as drafts becomes public, by somebody else than who imported it."""
        batch = self.thing(request, object_id, rights.PUBLISH)
        drafts = batch.editions.as_they_came().count()

        def act(form):
            count = undoing.publish(batch, by=request.user, on=form.cleaned_data["on"])
            transaction.on_commit(review.refresh, robust=True)
            return f"Đã đặt công khai {wording.number(count)} thủ tục từ {wording.date(form.cleaned_data['on'])}."

        return self.confirm(
            request,
            batch,
            asked(request, DayForm, initial={"on": timezone.localdate()}),
            act,
            title="Công khai cả lần nhập",
            text=[
                f"{wording.number(drafts)} bản nháp còn giữ nguyên như trong tệp sẽ công khai cùng một ngày. Bản nháp "
                "đã có người sửa hoặc đã gửi duyệt thì không kèm theo.",
                "Nên xem vài thủ tục và các điểm cần xem lại trước. Công khai rồi vẫn hoàn tác được: khi đó người dân "
                "đọc lại nội dung trước lần nhập.",
            ],
            button=f"Công khai {wording.number(drafts)} thủ tục",
            elsewhere=(
                "Xem các bản nháp",
                reverse("admin:procedures_edition_changelist") + f"?{PARAMETER}={batch.pk}",
            ),
        )

    def undo(self, request, object_id):
        """Everything as before this import, or what stands in the way."""
        batch = self.thing(request, object_id, rights.UNDO)
        if found := hindrances(batch):
            words = {"title": "Chưa hoàn tác được", "hindrances": found[:A_PAGE], "more": max(0, len(found) - A_PAGE)}
            return self.screen(request, batch, asked(request, NoQuestions), "admin/imports/hindered.html", **words)
        public = batch.editions.open().count()

        def act(form):
            with one_at_a_time(patience=1.0, by=request.user):
                undoing.undo(batch, by=request.user)
            transaction.on_commit(review.refresh, robust=True)
            return f"Đã hoàn tác lần nhập {batch.file_name}. Mọi thứ trở lại như trước."

        text = [
            "Bản nháp, thủ tục mới, lĩnh vực mới và điểm cần xem lại do lần nhập này tạo ra sẽ được bỏ; nội dung "
            "cũ trở lại."
        ]
        if public:
            text.append(
                f"{wording.number(public)} bản đang công khai từ lần nhập này được rút và ghi lý do; người dân đọc lại "
                "nội dung trước đó, nếu có."
            )
        return self.confirm(
            request,
            batch,
            asked(request, NoQuestions),
            act,
            title="Hoàn tác lần nhập",
            text=text,
            button="Hoàn tác",
        )


def _of_batch(kind, batch):
    """The list of editions or findings, only those of one import."""
    return reverse(f"admin:procedures_{kind}_changelist") + f"?{PARAMETER}={batch.pk}"


class Resolved(admin.SimpleListFilter):
    title = "xử lý"
    parameter_name = "xu-ly"

    def lookups(self, request, model_admin):
        return [("chua", "chưa xử lý"), ("da", "đã xử lý")]

    def queryset(self, request, queryset):
        if self.value() in ("chua", "da"):
            return queryset.filter(resolved_at__isnull=self.value() == "chua")
        return queryset


@admin.register(Finding)
class FindingAdmin(Table, ReadOnly, Screen):
    about = (
        "Những chỗ trong tệp đã nhập mà người soạn cần xem lại, mỗi dòng một chỗ. Sửa ở bản nháp, hoặc sửa trong tệp "
        "rồi nhập lại: dòng đã đúng thì tự được đánh dấu xử lý."
    )
    list_display = ["message", "place", "procedure", "mend", "resolved"]
    list_filter = [Resolved, "severity", OfBatch]
    list_select_related = ["procedure"]
    folded_fields = ("message", "procedure__code", "column")
    fields = ["message", "remedy", "place", "severity", "procedure", "batch", "resolved_at", "resolved_by"]
    readonly_fields = ["place"]
    resource_classes = [FindingTable]
    actions = ["resolve"]

    def get_queryset(self, request):
        drafts = rights.scoped(request.user, Edition.objects.filter(procedure=OuterRef("procedure")), rights.CHANGE)
        begun = rights.scoped(request.user, Procedure.objects.filter(pk=OuterRef("procedure")), rights.DRAFT)
        own = {"draft": Subquery(drafts.order_by().values("pk")[:1]), "may_begin": Exists(begun)}
        return super().get_queryset(request).annotate(**own)

    def way(self, finding):
        """(what to do, where) to put it right here; None where only the file can be put right."""
        if finding.draft:
            return "Sửa bản nháp", reverse("admin:procedures_edition_change", args=[finding.draft])
        if finding.may_begin:
            return "Soạn bản mới", reverse("admin:procedures_procedure_draft", args=[finding.procedure_id])
        return None

    def buttons(self, request, obj):
        way = None if obj.resolved_at else self.way(obj)
        return [(*way, "primary")] if way else []

    @admin.display(description="cách sửa")
    def mend(self, finding):
        if finding.resolved_at:
            return self.empty_value_display
        if way := self.way(finding):
            return format_html('<a href="{}">{}</a>', way[1], way[0])
        return "sửa trong tệp rồi nhập lại"

    @admin.display(description="chỗ trong tệp")
    def place(self, finding):
        parts = [
            finding.file_name,
            finding.sheet_name and f"trang tính {finding.sheet_name}",
            finding.row and f"dòng {wording.number(finding.row)}",
            finding.column and f"cột {finding.column}",
        ]
        return format_html_join(", ", "{}", [[part] for part in parts if part])

    @admin.display(description="đã xử lý", boolean=False, ordering="resolved_at")
    def resolved(self, finding):
        return wording.date(timezone.localtime(finding.resolved_at)) if finding.resolved_at else "chưa"

    def has_resolve_permission(self, request):
        return rights.may(request.user, rights.RESOLVE, Finding)

    @admin.action(description="Đánh dấu đã xử lý", permissions=["resolve"])
    def resolve(self, request, queryset):
        waiting = rights.scoped(request.user, queryset, rights.RESOLVE)
        keys = list(waiting.values_list("pk", flat=True))
        Finding.objects.filter(pk__in=keys).update(resolved_at=timezone.now(), resolved_by=request.user)
        messages.success(request, f"Đã đánh dấu {wording.number(len(keys))} chỗ.")
