"""Procedures: identity, and the way to their texts."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.urls import reverse

from procedures import publishing, wording
from procedures.admin import rights, workbooks
from procedures.admin.base import Rows, Screen
from procedures.admin.pick import named
from procedures.admin.states import ProcedureState, badge, edition_state, procedure_states, with_states
from procedures.admin.tables import Table
from procedures.admin.tables.procedures import ContentTable, ProcedureTable
from procedures.admin.verbs import NoQuestions, asked
from procedures.decided import LONGEST_NAME
from procedures.models import DomainGroup, Procedure, ProcedureAlias

EDITIONS_SHOWN = 20


class FirstWords(forms.Form):
    """What a draft begins with where a procedure has no text at all yet."""

    name = forms.CharField(
        label="Tên thủ tục",
        max_length=LONGEST_NAME,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ghi đúng như trong quyết định công bố.",
    )


class GroupFilter(admin.SimpleListFilter):
    title = "nhóm lĩnh vực"
    parameter_name = "nhom"

    def lookups(self, request, model_admin):
        return [*DomainGroup.objects.values_list("slug", "name"), ("-", "chưa có lĩnh vực, chưa xếp nhóm")]

    def queryset(self, request, queryset):
        if self.value() == "-":
            return queryset.filter(Q(domain=None) | Q(domain__group=None))
        return queryset.filter(domain__group__slug=self.value()) if self.value() else queryset


class Aliases(Rows):
    model = ProcedureAlias
    verbose_name_plural = "Mã khác dẫn tới thủ tục này"


@admin.register(Procedure)
class ProcedureAdmin(Table, Screen):
    about = "Mỗi dòng là một thủ tục. Mở thủ tục để xem các bản nội dung, soạn bản mới hoặc sửa thông tin nhận dạng."
    list_display = ["code", "name", "field", "states"]
    list_display_links = ["code", "name"]
    list_filter = [ProcedureState, GroupFilter]
    folded_fields = ("code", "editions__name", "aliases__code")
    search_help_text = "Gõ mã hoặc tên, có dấu hay không dấu đều được."
    ordering = ["code"]
    fields = ["code", "kind", "domain", "issuer", "steward", "portal_id"]
    inlines = [Aliases]
    resource_classes = [ProcedureTable, ContentTable]
    change_form_template = "admin/procedures/procedure/change_form.html"

    actions = ["download"]

    def get_queryset(self, request):
        return with_states(named(super().get_queryset(request))).select_related("domain")

    @admin.display(description="tên", ordering=F("shown_name").asc(nulls_last=True))
    def name(self, procedure):
        return wording.shortened(procedure.shown_name, 160) if procedure.shown_name else "(chưa có nội dung)"

    @admin.display(description="lĩnh vực", ordering="domain__name")
    def field(self, procedure):
        return procedure.domain

    @admin.action(description="Tải toàn bộ nội dung về Excel")
    def download(self, request, queryset):
        """The ticked procedures as a workbook: edited there, it comes in at «Nhập dữ liệu»."""
        try:
            return workbooks.sent(workbooks.whole_content(request.user, queryset), workbooks.file_name())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))

    @admin.display(description="tình trạng")
    def states(self, procedure):
        return procedure_states(procedure)

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def get_urls(self):
        return [self.verb_path("soan", self.draft, "draft"), *super().get_urls()]

    def public_page(self, obj):
        return obj.get_absolute_url() if obj.is_public and obj.kind == Procedure.Kind.PUBLIC else ""

    def buttons(self, request, obj):
        edition = obj.editions.in_work().for_list().first()
        if edition and rights.may(request.user, rights.VIEW, type(edition), edition):
            words = "Mở bản nháp" if edition.state == "draft" else "Mở bản chờ duyệt"
            return [(words, self._edition_address(edition), "primary")]
        if not edition and rights.may(request.user, rights.DRAFT, Procedure, obj):
            return [("Soạn bản nháp mới", self.address("draft", obj.pk), "primary")]
        return []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            visible = rights.scoped(request.user, obj.editions.for_list().order_by("-pk"))
            editions = list(visible[:EDITIONS_SHOWN])
            restorable = set(
                rights.scoped(request.user, obj.editions.all(), rights.RESTORE).values_list("pk", flat=True)
            )
            context["editions"] = [
                {
                    "edition": each,
                    "state": badge(*edition_state(each)),
                    "url": self._edition_address(each),
                    "compare_url": self._edition_address(each, "compare"),
                    "restore_url": self._edition_address(each, "restore") if each.pk in restorable else "",
                }
                for each in editions
            ]
            context["verbs_first"] = bool(self.buttons(request, obj))
            context["title"] = obj.shown_name or f"Thủ tục {obj.code}"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def draft(self, request, object_id):
        """Begin a draft with the public words, or with a name where there are none."""
        procedure = self.thing(request, object_id, rights.DRAFT)
        form_class = NoQuestions if procedure.editions.filter(state="published").exists() else FirstWords
        made = []

        def act(form):
            made.append(publishing.draft_of(procedure, by=request.user, name=form.cleaned_data.get("name", "")))
            return f"Đã tạo bản nháp cho thủ tục {procedure.code}."

        response = self.confirm(
            request,
            procedure,
            asked(request, form_class),
            act,
            title="Soạn bản nháp mới",
            text=(
                "Bản nháp bắt đầu từ nội dung đang công khai. Người dân chưa thấy gì cho tới khi công khai bản nháp."
                if form_class is NoQuestions
                else "Thủ tục này chưa có nội dung nào. Ghi tên thủ tục để bắt đầu bản nháp đầu tiên."
            ),
            button="Tạo bản nháp",
        )
        if made:
            response["Location"] = self._edition_address(made[0])
        return response

    @staticmethod
    def _edition_address(edition, name="change"):
        return reverse(f"admin:procedures_edition_{name}", args=[edition.pk])
