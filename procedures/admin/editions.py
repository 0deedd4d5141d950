"""Texts of procedures: the list, one text with how it came to be; drafts are written in the editor."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from procedures import comparison, publishing, wording
from procedures.admin import editor
from procedures.admin.base import Screen
from procedures.admin.edition_verbs import EditionVerbs
from procedures.admin.of_batch import OfBatch
from procedures.admin.states import EditionState, badge, edition_state
from procedures.answers import answers
from procedures.models import Edition, Procedure
from procedures.sheet import Sheet


@admin.register(Edition)
class EditionAdmin(EditionVerbs, Screen):
    about = (
        "Mỗi dòng là một bản nội dung của thủ tục. Bản đã công khai không sửa được nữa; muốn sửa thì soạn bản mới từ "
        "trang của thủ tục."
    )
    list_display = ["title", "code", "shown_state", "public_from", "origin"]
    list_display_links = ["title", "code"]
    list_filter = [EditionState, "origin", OfBatch]
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

    # One text: a draft in the editor for whoever may change it, all else to be read

    def get_fieldsets(self, request, obj=None):
        return []

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        edition = object_id and self.get_object(request, object_id)
        if edition and self.has_change_permission(request, edition):
            return editor.edit(self, request, edition)
        if edition and request.method == "POST" and editor.put_aside(request, edition):
            messages.error(
                request,
                "Chưa lưu được: bản này vừa được gửi duyệt hoặc công khai. Chữ bạn gõ được giữ riêng; "
                "khi bản này trở lại thành bản nháp, mở ra là thấy.",
            )
            return HttpResponseRedirect(self.address("change", edition.pk))
        return super().changeform_view(request, object_id, form_url, extra_context)

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
            "compare_url": self.address("compare", obj.pk),
            "events": obj.events.select_related("by"),
            "returned": obj.returned(),
            "own_words": obj.state == Edition.State.REVIEW and publishing.wrote(request.user, obj),
            "procedure_url": reverse("admin:procedures_procedure_change", args=[obj.procedure_id]),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def public_page(self, obj):
        is_for_citizens = obj.procedure.kind == Procedure.Kind.PUBLIC
        return obj.get_absolute_url() if is_for_citizens and obj.is_public() else ""

    # The verbs: see EditionVerbs

    def get_urls(self):
        return [*self.verb_urls(), *editor.addresses(self), *super().get_urls()]
