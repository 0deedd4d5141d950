"""Legal documents and forms: what procedures rest on, and what citizens fill in."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from procedures import wording
from procedures.admin.base import Screen
from procedures.admin.pick import named
from procedures.admin.states import badge
from procedures.admin.tables import Table
from procedures.admin.tables.documents import FormTable, LegalDocumentTable
from procedures.models import FormTemplate, LegalDocument, Procedure, Reference
from procedures.references import law_key
from procedures.templatetags.tthc import file_kind, file_size

RESTING = 200  # procedures named on the screen of one document


def resting_on(document):
    """Procedures whose open text names this document among its legal bases."""
    editions = Reference.objects.filter(kind=Reference.Kind.LAW, key=law_key(document.number)[:200])
    return Procedure.objects.filter(
        editions__in=editions.filter(edition__state="published", edition__public_until=None).values("edition")
    )


class InForce(admin.SimpleListFilter):
    title = "hiệu lực"
    parameter_name = "hieu-luc"

    def lookups(self, request, model_admin):
        return [("het", "hết hiệu lực hoặc đã được thay"), ("con", "chưa ghi hết hiệu lực")]

    def queryset(self, request, queryset):
        ended = Q(expired_on__lte=timezone.localdate()) | Q(replaced_by__isnull=False)
        conditions = {"het": ended, "con": ~ended}
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


@admin.register(LegalDocument)
class LegalDocumentAdmin(Table, Screen):
    about = (
        "Luật, nghị định, thông tư, nghị quyết mà thủ tục dựa vào. Khi một văn bản hết hiệu lực, ghi văn bản thay thế: "
        "màn hình của văn bản cho thấy mọi thủ tục còn dựa vào văn bản cũ."
    )
    list_display = ["number", "short_title", "effective_on", "state"]
    list_display_links = ["number", "short_title"]
    list_filter = [InForce]
    list_select_related = ["replaced_by"]
    folded_fields = ("number", "title")
    search_help_text = "Gõ số, ký hiệu hoặc trích yếu."
    fields = ["number", "title", "issuer", "issued_on", "effective_on", "expired_on", "replaced_by", "url"]
    change_form_template = "admin/procedures/legaldocument/change_form.html"
    resource_classes = [LegalDocumentTable]

    @admin.display(description="trích yếu", ordering="title")
    def short_title(self, document):
        return wording.shortened(document.title, 140) or None

    @admin.display(description="hiệu lực", ordering="expired_on")
    def state(self, document):
        if document.replaced_by:
            return badge(f"thay bằng {document.replaced_by.number}", "wrong", "replace")
        if document.expired_on and document.expired_on <= timezone.localdate():
            return badge(f"hết từ {wording.date(document.expired_on)}", "wrong", "abolish")
        if document.expired_on:
            return badge(f"sẽ hết từ {wording.date(document.expired_on)}", "notice", "calendar")
        return badge("chưa ghi hết hiệu lực", "", "info")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            procedures = resting_on(obj)
            context["total"] = procedures.count()
            context["resting"] = [
                (each, reverse("admin:procedures_procedure_change", args=[each.pk]))
                for each in named(procedures).order_by("code")[:RESTING]
            ]
            ended = obj.replaced_by_id or (obj.expired_on and obj.expired_on <= timezone.localdate())
            context["ended"] = bool(ended)
        return super().render_change_form(request, context, add, change, form_url, obj)


@admin.register(FormTemplate)
class FormTemplateAdmin(Table, Screen):
    about = "Mẫu đơn, tờ khai để người dân tải về. Nhận tệp .docx, .doc, .pdf; tệp cũ vẫn được giữ khi thay tệp mới."
    list_display = ["name", "number", "about_file", "about_sample", "used"]
    folded_fields = ("name", "number")
    search_help_text = "Gõ tên hoặc số hiệu mẫu."
    resource_classes = [FormTable]
    fields = ["number", "name", "file", "about_file", "sample", "about_sample", "version", "path"]
    readonly_fields = ["about_file", "about_sample", "version", "path"]

    def get_queryset(self, request):
        used = Reference.objects.filter(
            kind=Reference.Kind.FORM, key=OuterRef("file"), edition__state="published", edition__public_until=None
        )
        counted = used.order_by().values("key").annotate(count=Count("pk")).values("count")
        return super().get_queryset(request).annotate(used_by=Subquery(counted))

    @admin.display(description="mẫu trống")
    def about_file(self, template):
        return _about(template.file, template.size) or self.empty_value_display

    @admin.display(description="mẫu đã điền")
    def about_sample(self, template):
        return _about(template.sample, template.sample_size) or "chưa có"

    @admin.display(description="số thủ tục dùng", ordering="used_by")
    def used(self, template):
        return template.used_by or 0

    @admin.display(description="đường dẫn trong tờ nội dung")
    def path(self, template):
        return template.file.name or self.empty_value_display

    def file_named(self, obj, field, size, digest):
        if field == "sample":
            obj.sample_size = size
            return
        if obj.pk and obj.digest != digest:
            obj.version += 1
        obj.size, obj.digest = size, digest


def _about(file, size):
    return f"{file_kind(file.name)}, {file_size(size)}" if file else ""
