"""Texts of procedures: read, preview, write a draft, hand in, make public, withdraw."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from procedures import comparison, publishing, wording
from procedures.admin import rights
from procedures.admin.base import Screen
from procedures.admin.drafts import FIELDSETS, DraftForm
from procedures.admin.states import EditionState, badge, edition_state
from procedures.admin.verbs import DayForm, NoQuestions, asked
from procedures.answers import answers
from procedures.models import Edition
from procedures.sheet import Sheet


class WithdrawForm(DayForm):
    reason = forms.CharField(
        label="Lý do rút",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Người dân đọc được lý do này trên trang của thủ tục.",
    )
    field_order = ["reason", "on"]


@admin.register(Edition)
class EditionAdmin(Screen):
    about = (
        "Mỗi dòng là một bản nội dung của thủ tục. Bản đã công khai không sửa được nữa; muốn sửa thì soạn bản mới từ "
        "trang của thủ tục."
    )
    list_display = ["title", "code", "shown_state", "public_from", "origin"]
    list_display_links = ["title", "code"]
    list_filter = [EditionState, "origin"]
    folded_fields = ("procedure__code", "name")
    search_help_text = "Gõ mã hoặc tên, có dấu hay không dấu đều được."
    change_form_template = "admin/procedures/edition/change_form.html"
    is_public = False  # only drafts are saved here; publishing says itself when readers are concerned

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("procedure", "created_by")

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.queryset = changelist.queryset.defer("document", "brief")
        return changelist

    def has_add_permission(self, request, obj=None):
        return False  # drafts begin on the procedure's screen

    @admin.display(description="tên", ordering="name")
    def title(self, edition):
        return wording.shortened(edition.name, 160)

    @admin.display(description="mã", ordering="procedure__code")
    def code(self, edition):
        return edition.procedure.code

    @admin.display(description="tình trạng", ordering="state")
    def shown_state(self, edition):
        return badge(*edition_state(edition))

    # The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj and self.has_change_permission(request, obj):
            kwargs |= {"form": DraftForm, "fields": DraftForm.Meta.fields}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        return FIELDSETS if obj and self.has_change_permission(request, obj) else []

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except publishing.NotPossible as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self.address("change", object_id))

    def save_model(self, request, obj, form, change):
        columns = {name: form.cleaned_data[name] for name in ("decision", "in_force_from", "in_force_until")}
        publishing.write(obj, form.sheet, **columns)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        sheet = obj.sheet
        open_edition = obj.procedure.editions.open().exclude(pk=obj.pk).first()
        context |= {
            "title": obj.name,
            "subtitle": None,
            "state": badge(*edition_state(obj)),
            "answers": answers(sheet),
            "parts": comparison.compare(Sheet(name="–"), sheet),
            "differs": comparison.changed_parts(open_edition.sheet, sheet) if open_edition else None,
            "preview_url": self.address("preview", obj.pk),
            "procedure_url": reverse("admin:procedures_procedure_change", args=[obj.procedure_id]),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def public_page(self, obj):
        return obj.get_absolute_url() if obj.is_public() else ""

    # The verbs

    def get_urls(self):
        return [
            self.verb_path("xem-truoc", self.preview, "preview"),
            self.verb_path("gui-duyet", self.submit, "submit"),
            self.verb_path("lay-lai", self.take_back, "take_back"),
            self.verb_path("cong-khai", self.publish, "publish"),
            self.verb_path("rut", self.withdraw, "withdraw"),
            *super().get_urls(),
        ]

    def buttons(self, request, obj):
        def allowed(verb):
            return rights.may(request.user, verb, Edition, obj)

        found = []
        if allowed(rights.PUBLISH):
            found.append(("Công khai", self.address("publish", obj.pk), "primary"))
        if allowed(rights.SUBMIT):
            found.append(("Gửi duyệt", self.address("submit", obj.pk), "" if found else "primary"))
        if allowed(rights.TAKE_BACK):
            found.append(("Lấy lại để sửa", self.address("take_back", obj.pk), ""))
        if allowed(rights.WITHDRAW):
            found.append(("Rút khỏi công khai", self.address("withdraw", obj.pk), ""))
        return found

    def preview(self, request, object_id):
        """The draft on the real page, for whoever may see it here."""
        from procedures.pages import detail

        if not object_id.isdecimal():
            raise Http404
        return detail.preview(request, self.thing(request, object_id, rights.VIEW).pk)

    def submit(self, request, object_id):
        edition = self.thing(request, object_id, rights.SUBMIT)

        def act(form):
            publishing.submit(edition, by=request.user)
            return f"Đã gửi duyệt bản nháp của thủ tục {edition.code}."

        return self.confirm(
            request,
            edition,
            asked(request, NoQuestions),
            act,
            title="Gửi duyệt bản nháp",
            text="Người duyệt sẽ thấy bản này ở bàn làm việc. Trong lúc chờ duyệt không sửa được; cần sửa thì lấy lại.",
            button="Gửi duyệt",
        )

    def take_back(self, request, object_id):
        edition = self.thing(request, object_id, rights.TAKE_BACK)

        def act(form):
            publishing.take_back(edition, by=request.user)
            return f"Đã lấy lại bản nháp của thủ tục {edition.code} để sửa."

        return self.confirm(
            request,
            edition,
            asked(request, NoQuestions),
            act,
            title="Lấy lại để sửa",
            text="Bản này trở lại thành bản nháp. Sửa xong thì gửi duyệt lại.",
            button="Lấy lại",
        )

    def publish(self, request, object_id):
        edition = self.thing(request, object_id, rights.PUBLISH)
        open_edition = edition.procedure.editions.open().first()

        def act(form):
            on = form.cleaned_data["on"]
            publishing.publish(edition, by=request.user, on=on)
            return f"Đã đặt công khai thủ tục {edition.code} từ {wording.date(on)}."

        text = ["Từ ngày chọn dưới đây, người dân đọc bản này. Nội dung đã công khai không sửa được nữa."]
        if open_edition:
            parts = comparison.changed_parts(open_edition.sheet, edition.sheet)
            text.append(f"Bản đang công khai từ {wording.date(open_edition.public_from)} sẽ được thay vào ngày đó.")
            text.append(f"Khác bản đó ở: {', '.join(parts)}." if parts else "Hai bản có nội dung giống nhau.")
        return self.confirm(
            request,
            edition,
            asked(request, DayForm, initial={"on": timezone.localdate()}),
            act,
            title="Công khai",
            text=text,
            button="Công khai",
        )

    def withdraw(self, request, object_id):
        edition = self.thing(request, object_id, rights.WITHDRAW)

        def act(form):
            on = form.cleaned_data["on"]
            publishing.withdraw(edition, by=request.user, reason=form.cleaned_data["reason"], on=on)
            return f"Đã rút thủ tục {edition.code} khỏi công khai từ {wording.date(on)}."

        return self.confirm(
            request,
            edition,
            asked(request, WithdrawForm, initial={"on": timezone.localdate()}),
            act,
            title="Rút khỏi công khai",
            text="Trang của thủ tục sẽ chỉ còn lời báo đã rút và lý do. Nội dung vẫn được lưu.",
            button="Rút khỏi công khai",
        )
