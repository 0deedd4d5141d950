"""What people call what the law names: synonyms, and words searched in vain."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode

from procedures import search, wording
from procedures.admin import rights
from procedures.admin.base import Screen
from procedures.admin.tables import Table
from procedures.admin.tables.synonyms import MissedQueryTable, SynonymTable
from procedures.models import MissedQuery, Synonym
from procedures.search.trial import SEEN, TOP, try_synonym
from procedures.text import fold

#: Names, in the address of a new synonym, the words searched in vain that it answers.
FROM_MISSED = "tu-khong-thay"


class PairForm(forms.Form):
    """A pair of words to try out."""

    term = forms.CharField(label="Người dân gọi", max_length=200, help_text="Ví dụ: sổ đỏ")
    official = forms.CharField(
        label="Tên trong văn bản",
        max_length=300,
        help_text="Viết như trong tên thủ tục. Ví dụ: giấy chứng nhận quyền sử dụng đất",
    )
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)


def marks(trial):
    """[(what is measured, now, with the pair)] in words."""
    names = {"r@1": "Đúng ngay dòng đầu", "r@5": "Đúng trong 5 dòng đầu", "r@10": "Đúng trong 10 dòng đầu"}
    return [
        (
            words,
            *(f"{wording.number(round(found[name] * 100, 1))}%" for found in (trial.marks_before, trial.marks_after)),
        )
        for name, words in names.items()
        if trial.marks_before
    ]


@admin.register(Synonym)
class SynonymAdmin(Table, Screen):
    about = "Tìm kiếm hiểu mỗi cặp theo cả hai chiều: người gõ «sổ đỏ» thấy «giấy chứng nhận quyền sử dụng đất»."
    list_display = ["term", "official", "note"]
    folded_fields = ("term", "official", "note")
    search_help_text = "Gõ từ, có dấu hay không dấu đều được."
    fields = ["term", "official", "note"]
    resource_classes = [SynonymTable]
    actions = []

    def add_view(self, request, form_url="", extra_context=None):
        """Before a pair is kept one sees what it does; keeping it is the form's ordinary POST."""
        if request.method == "POST":
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.trial(request)

    def trial(self, request):
        """What a pair would do to search, without keeping it: see `procedures.search.trial`."""
        missed = self._missed(request)
        begun = {"term": missed.words} if missed else {}
        form = PairForm({**begun, **request.GET.dict()} if "official" in request.GET else None, initial=begun)
        trial, kept, asked = None, False, missed.words if missed else ""
        if form.is_bound and form.is_valid():
            term, official = form.cleaned_data["term"], form.cleaned_data["official"]
            asked = asked if fold(term) in fold(asked) else term
            kept = Synonym.objects.filter(term=term, official=official).exists()
            trial = None if kept else try_synonym(term, official, asked)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Thêm từ đồng nghĩa",
            "form": form,
            "missed": missed,
            "asked": asked,
            "now": search.search(asked, SEEN, per_page=TOP).hits if asked and not trial else [],
            "trial": trial,
            "kept": kept,
            "marks": marks(trial) if trial else [],
            "back": reverse(f"admin:procedures_{'missedquery' if missed else 'synonym'}_changelist"),
        }
        return TemplateResponse(request, "admin/keeping/synonym.html", context)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        missed = None if change else self._missed(request)
        if missed:
            missed.handled_at, missed.handled_by = timezone.now(), request.user
            missed.save(update_fields=["handled_at", "handled_by"])
            messages.info(request, f"Đã đánh dấu xử lý từ tìm không thấy «{missed.words}».")

    @staticmethod
    def _missed(request):
        key = request.GET.get(FROM_MISSED, "")
        waiting = rights.scoped(request.user, MissedQuery.objects.all(), rights.RESOLVE)
        return waiting.filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None


@admin.register(MissedQuery)
class MissedQueryAdmin(Table, Screen):
    about = (
        "Từ được tìm từ hai ngày trở lên mà không thấy thủ tục nào. Tạo từ đồng nghĩa để lần sau người dân tìm thấy."
    )
    list_display = ["words", "days", "times", "last_on", "answer"]
    list_display_links = None
    folded_fields = ("words",)
    fields = ["words", "first_on", "last_on", "days", "times"]
    ordering = ["-days", "-times"]
    resource_classes = [MissedQueryTable]
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
        count = MissedQuery.objects.filter(pk__in=waiting.values("pk")).update(
            handled_at=timezone.now(), handled_by=request.user
        )
        messages.success(request, f"Đã đánh dấu {count} từ.")
