"""Documents with a number and a date: publication decisions with their changes, legal documents, forms."""

from django import forms
from django.contrib import admin
from django.utils import timezone

from procedures import publishing, wording
from procedures.admin import rights
from procedures.admin.base import Rows, Screen
from procedures.admin.states import badge
from procedures.admin.verbs import NoQuestions, asked
from procedures.models import Change, Decision, FormTemplate, LegalDocument
from procedures.templatetags.tthc import file_kind, file_size


class ChangeForm(forms.ModelForm):
    """One change. The new text is the procedure's edition in work: there is at most one, so it is not asked for."""

    with_draft = forms.BooleanField(
        label="Công khai bản đang soạn",
        required=False,
        help_text="Bản nháp của thủ tục sẽ công khai khi quyết định có hiệu lực",
    )

    class Meta:
        model = Change
        fields = ["procedure", "kind", "successor", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["with_draft"] = self.instance.edition_id is not None

    def clean(self):
        data = super().clean()
        procedure, kind = data.get("procedure"), data.get("kind")
        if kind == Change.Kind.REPLACED and "successor" in data and not data["successor"]:
            self.add_error("successor", "Ghi thủ tục thay thế.")
        if procedure and data.get("successor") == procedure:
            self.add_error("successor", "Thủ tục không thể thay thế chính nó.")
        mine = self.instance.edition
        if mine and mine.procedure_id != (procedure and procedure.pk):
            mine = self.instance.edition = None
        if procedure and data.get("with_draft"):
            # Words that are public by this decision stay its words, whatever is being drafted since.
            edition = mine if mine and mine.state == "published" else procedure.editions.in_work().first()
            if edition is None:
                self.add_error("with_draft", f"Thủ tục {procedure.code} chưa có bản nháp nào. Soạn bản nháp trước.")
            self.instance.edition = edition
        elif not (self.instance.edition_id and self.instance.edition.state == "published"):
            self.instance.edition = None
        return data


class Changes(Rows):
    model = Change
    form = ChangeForm
    fk_name = "decision"
    cards = True
    fields = ["procedure", "kind", "successor", "with_draft", "note"]
    verbose_name_plural = "Thủ tục được công bố trong quyết định này"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("procedure", "successor", "edition")


@admin.register(Decision)
class DecisionAdmin(Screen):
    about = "Nhập mỗi quyết định công bố một lần, ghi các thủ tục trong đó, rồi bấm «Áp dụng quyết định»."
    list_display = ["number", "short_title", "effective_on", "applied"]
    list_display_links = ["number", "short_title"]
    folded_fields = ("number", "title", "changes__procedure__code")
    search_help_text = "Gõ số quyết định, trích yếu hoặc mã thủ tục."
    fields = ["number", "title", "issuer", "issued_on", "effective_on", "scan"]
    inlines = [Changes]
    slug_from = "number"

    @admin.display(description="trích yếu", ordering="title")
    def short_title(self, decision):
        return wording.shortened(decision.title, 140) or None

    @admin.display(description="tình trạng", ordering="applied_at")
    def applied(self, decision):
        if decision.applied_at:
            return badge(f"đã áp dụng {wording.date(timezone.localtime(decision.applied_at))}", "good", "good")
        return badge("chưa áp dụng", "notice", "edit")

    def public_page(self, obj):
        return obj.get_absolute_url() if obj.applied_at else ""

    def get_urls(self):
        return [self.verb_path("ap-dung", self.apply, "apply"), *super().get_urls()]

    def buttons(self, request, obj):
        if not rights.may(request.user, rights.APPLY, Decision, obj):
            return []
        return [
            ("Áp dụng lại quyết định" if obj.applied_at else "Áp dụng quyết định", self.address("apply", obj.pk), "")
        ]

    def apply(self, request, object_id):
        decision = self.thing(request, object_id, rights.APPLY)
        changes = decision.changes.select_related("procedure", "successor", "edition")
        text = [
            f"Quyết định {decision.number} có hiệu lực từ {wording.date(decision.effective_on)}."
            if decision.effective_on
            else "Quyết định chưa ghi ngày hiệu lực nên chưa áp dụng được.",
            "Từ ngày đó, các thay đổi dưới đây hiện ra cùng lúc trên trang của từng thủ tục:",
        ]

        def act(form):
            count = publishing.apply_decision(decision, by=request.user)
            return f"Đã áp dụng quyết định {decision.number}: {wording.number(count)} thủ tục."

        return self.confirm(
            request,
            decision,
            asked(request, NoQuestions),
            act,
            title="Áp dụng quyết định",
            text=text,
            items=[_said(change) for change in changes] or ["Quyết định chưa ghi thủ tục nào."],
            button="Áp dụng quyết định",
        )


def _said(change):
    """One change in words: "1.001193: thay thế, thủ tục thay thế 1.001194; công khai bản nháp"."""
    words = f"{change.procedure.code}: {change.get_kind_display()}"
    if change.successor:
        words += f", thủ tục thay thế {change.successor.code}"
    if change.edition and change.edition.state != "published":
        words += f"; công khai bản nháp «{wording.shortened(change.edition.name, 100)}»"
    return words


@admin.register(LegalDocument)
class LegalDocumentAdmin(Screen):
    about = "Luật, nghị định, thông tư, nghị quyết mà thủ tục dựa vào."
    list_display = ["number", "short_title", "effective_on", "expired_on"]
    list_display_links = ["number", "short_title"]
    folded_fields = ("number", "title")
    search_help_text = "Gõ số, ký hiệu hoặc trích yếu."
    fields = ["number", "title", "issuer", "issued_on", "effective_on", "expired_on", "url"]

    @admin.display(description="trích yếu", ordering="title")
    def short_title(self, document):
        return wording.shortened(document.title, 140) or None


@admin.register(FormTemplate)
class FormTemplateAdmin(Screen):
    about = "Mẫu đơn, tờ khai để người dân tải về. Nhận tệp .docx, .doc, .pdf; tệp cũ vẫn được giữ khi thay tệp mới."
    list_display = ["name", "number", "about_file"]
    folded_fields = ("name", "number")
    search_help_text = "Gõ tên hoặc số hiệu mẫu."
    fields = ["number", "name", "file", "about_file", "path"]
    readonly_fields = ["about_file", "path"]

    @admin.display(description="loại tệp, dung lượng")
    def about_file(self, template):
        if not template.file:
            return self.empty_value_display
        return f"{file_kind(template.file.name)}, {file_size(template.size)}"

    @admin.display(description="đường dẫn trong tờ nội dung")
    def path(self, template):
        return template.file.name or self.empty_value_display

    def file_named(self, obj, size, digest):
        obj.size, obj.digest = size, digest
