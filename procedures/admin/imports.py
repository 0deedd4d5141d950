"""What was taken in from files, and what had to be said about it. For reading; findings can be marked as done."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html_join

from procedures import wording
from procedures.admin import rights
from procedures.admin.base import ReadOnly, Screen
from procedures.models import Finding, ImportBatch

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


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, Screen):
    about = "Mỗi dòng là một tệp dữ liệu đã nhập."
    list_display = ["file_name", "started_at", "by", "result"]
    list_select_related = ["by"]
    folded_fields = ("file_name",)
    fields = ["file_name", "source", "started_at", "by", "result", "file_digest"]
    readonly_fields = ["result"]

    @admin.display(description="kết quả")
    def result(self, batch):
        return ", ".join(f"{number} {words}" for words, number in counts(batch)) or self.empty_value_display


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
class FindingAdmin(ReadOnly, Screen):
    about = "Những chỗ trong tệp đã nhập mà người soạn cần xem lại, mỗi dòng một chỗ."
    list_display = ["message", "place", "severity", "procedure", "resolved"]
    list_filter = [Resolved, "severity"]
    list_select_related = ["procedure"]
    folded_fields = ("message", "procedure__code", "column")
    fields = ["message", "remedy", "place", "severity", "procedure", "batch", "resolved_at", "resolved_by"]
    readonly_fields = ["place"]
    actions = ["resolve"]

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
