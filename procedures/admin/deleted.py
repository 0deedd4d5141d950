"""What was deleted: who did it and when, and what stood there as far as it was kept."""

from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from procedures.admin.base import ReadOnly, Screen


class Kind(admin.SimpleListFilter):
    title = "loại"
    parameter_name = "loai"

    def lookups(self, request, model_admin):
        deleted = LogEntry.objects.filter(action_flag=DELETION).values("content_type")
        return sorted(((str(kind.pk), kind.name) for kind in ContentType.objects.filter(pk__in=deleted)), key=str)

    def queryset(self, request, queryset):
        kind = self.value() or ""
        return queryset.filter(content_type=kind) if kind.isdecimal() and len(kind) < 18 else queryset


@admin.register(LogEntry)
class DeletedAdmin(ReadOnly, Screen):
    about = "Những mục đã bị xóa trong trang quản trị, ai xóa và lúc nào. Mở mục để xem nội dung trước khi xóa."
    list_display = ["thing", "kind", "who", "at"]
    list_display_links = None
    list_select_related = ["user", "content_type"]
    list_filter = [Kind]
    folded_fields = ("object_repr",)
    search_help_text = "Gõ tên mục đã xóa, có dấu hay không dấu đều được."
    fields = ["thing", "kind", "who", "at"]
    readonly_fields = ["thing", "kind", "who", "at"]
    ordering = ["-action_time", "-pk"]
    is_public = False

    def get_queryset(self, request):
        return super().get_queryset(request).filter(action_flag=DELETION)

    @admin.display(description="mục đã xóa", ordering="object_repr")
    def thing(self, entry):
        model = entry.content_type and entry.content_type.model_class()
        if model is None or not hasattr(model, "history"):
            return entry.object_repr
        try:
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[entry.object_id])
        except NoReverseMatch:
            return entry.object_repr
        return format_html('<a href="{}">{}</a>', url, entry.object_repr)

    @admin.display(description="loại", ordering="content_type")
    def kind(self, entry):
        return capfirst(entry.content_type.name) if entry.content_type else self.empty_value_display

    @admin.display(description="ai xóa", ordering="user")
    def who(self, entry):
        return entry.user

    @admin.display(description="lúc", ordering="action_time")
    def at(self, entry):
        return f"{timezone.localtime(entry.action_time):%d/%m/%Y %H:%M}"

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Đã xóa"} | (extra_context or {}))
