"""What people call what the law names: synonyms, and words searched in vain."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from import_export.fields import Field

from procedures.admin import rights
from procedures.admin.base import Screen
from procedures.admin.tables import Table, TableResource
from procedures.models import MissedQuery, Synonym

#: Names, in the address of a new synonym, the words searched in vain that it answers.
FROM_MISSED = "tu-khong-thay"


class SynonymResource(TableResource):
    required_columns = ("Người dân gọi", "Tên trong văn bản")
    term = Field("term", "Người dân gọi")
    official = Field("official", "Tên trong văn bản")
    note = Field("note", "Ghi chú")

    class Meta:
        model = Synonym
        fields = ("term", "official", "note")
        import_id_fields = ("term", "official")
        skip_unchanged = report_skipped = True
        clean_model_instances = True
        use_transactions = True


@admin.register(Synonym)
class SynonymAdmin(Table, Screen):
    about = "Tìm kiếm hiểu mỗi cặp theo cả hai chiều: người gõ «sổ đỏ» thấy «giấy chứng nhận quyền sử dụng đất»."
    list_display = ["term", "official", "note"]
    folded_fields = ("term", "official", "note")
    search_help_text = "Gõ từ, có dấu hay không dấu đều được."
    fields = ["term", "official", "note"]
    resource_classes = [SynonymResource]
    actions = []

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        missed = self._missed(request)
        return initial | ({"term": missed.words} if missed else {})

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        missed = None if change else self._missed(request)
        if missed:
            missed.handled_at = timezone.now()
            missed.save(update_fields=["handled_at"])
            messages.info(request, f"Đã đánh dấu xử lý từ tìm không thấy «{missed.words}».")

    @staticmethod
    def _missed(request):
        key = request.GET.get(FROM_MISSED, "")
        waiting = rights.scoped(request.user, MissedQuery.objects.all(), rights.RESOLVE)
        return waiting.filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None


@admin.register(MissedQuery)
class MissedQueryAdmin(Screen):
    about = (
        "Từ được tìm từ hai ngày trở lên mà không thấy thủ tục nào. Tạo từ đồng nghĩa để lần sau người dân tìm thấy."
    )
    list_display = ["words", "days", "times", "last_on", "answer"]
    list_display_links = None
    folded_fields = ("words",)
    fields = ["words", "first_on", "last_on", "days", "times"]
    ordering = ["-days", "-times"]
    actions = ["handled"]
    is_public = False

    def get_queryset(self, request):
        return rights.scoped(request.user, MissedQuery.objects.asked_again())

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_resolve_permission(self, request):
        return rights.may(request.user, rights.RESOLVE, MissedQuery)

    def get_list_display(self, request):
        may_add = rights.may(request.user, rights.ADD, Synonym)
        return self.list_display if may_add else self.list_display[:-1]

    @admin.display(description="xử lý")
    def answer(self, missed):
        address = reverse("admin:procedures_synonym_add") + "?" + urlencode({FROM_MISSED: missed.pk})
        return format_html('<a href="{}">Tạo từ đồng nghĩa</a>', address)

    @admin.action(description="Đánh dấu đã xử lý", permissions=["resolve"])
    def handled(self, request, queryset):
        waiting = rights.scoped(request.user, queryset, rights.RESOLVE)
        count = MissedQuery.objects.filter(pk__in=waiting.values("pk")).update(handled_at=timezone.now())
        messages.success(request, f"Đã đánh dấu {count} từ.")
