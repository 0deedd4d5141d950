"""Liên thông, phân cấp, ủy quyền, thí điểm, quy trình nội bộ, ngày nghỉ: how things are done here, and when."""

from django import forms
from django.contrib import admin

from procedures import wording
from procedures.admin import rights
from procedures.admin.base import OfficeForm, Rows, Screen
from procedures.admin.pick import shown_name
from procedures.admin.tables import Table
from procedures.admin.tables.places import HolidayTable
from procedures.models import (
    Bundle,
    BundleItem,
    Delegation,
    Holiday,
    InternalProcess,
    InternalStep,
    Person,
    Pilot,
)


class OfProcedure(Screen):
    """Things that concern one procedure: listed with its name."""

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(shown_name=shown_name("procedure"))

    @admin.display(description="tên thủ tục")
    def name(self, thing):
        return wording.shortened(thing.shown_name or "", 90) or None


class TwoOrMore(forms.BaseInlineFormSet):
    """A bundle links at least two procedures, each once."""

    def clean(self):
        rows = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        kept = [row["procedure"] for row in rows if row.get("procedure") and not row.get("DELETE")]
        if twice := next((each for each in kept if kept.count(each) > 1), None):
            raise forms.ValidationError(f"Thủ tục {twice.code} có hai lần trong nhóm. Xóa một dòng.")
        if len(kept) < 2 and not any(self.errors):
            raise forms.ValidationError("Nhóm liên thông có từ hai thủ tục trở lên. Ghi thêm thủ tục vào nhóm.")
        super().clean()


class BundleItems(Rows):
    model = BundleItem
    formset = TwoOrMore
    fields = ["procedure", "position", "note"]
    verbose_name_plural = "Thủ tục trong nhóm, theo thứ tự"

    def get_extra(self, request, obj=None, **kwargs):
        """Rows to fill in without JavaScript: as many as a new bundle needs, one to spare afterwards."""
        return 1 if obj else 2


@admin.register(Bundle)
class BundleAdmin(Screen):
    about = "Nhóm thủ tục làm một lần: một bộ hồ sơ, một ngày nhận kết quả."
    list_display = ["name", "basis", "position"]
    list_select_related = ["basis"]
    folded_fields = ("name", "summary")
    search_help_text = "Gõ tên nhóm."
    fields = ["name", "slug", "summary", "dossier", "duration", "duration_unit", "result", "basis", "position"]
    inlines = [BundleItems]
    slug_from = "name"

    def public_page(self, obj):
        return obj.get_absolute_url()


@admin.register(Delegation)
class DelegationAdmin(OfProcedure):
    about = "Cơ quan khác giải quyết thay cơ quan mà luật nêu, theo văn bản, trong một thời gian."
    list_display = ["procedure", "name", "kind", "by_agency", "basis", "valid_until"]
    list_display_links = ["procedure", "name"]
    list_filter = ["kind"]
    list_select_related = ["procedure", "by_agency", "basis"]
    folded_fields = ("procedure__code", "procedure__editions__name", "basis__number")
    search_help_text = "Gõ mã, tên thủ tục hoặc số văn bản."
    fields = ["procedure", "kind", "by_agency", "to_agency", "to_words", "basis", "valid_from", "valid_until", "note"]


@admin.register(Pilot)
class PilotAdmin(OfProcedure):
    about = (
        "Thủ tục đang được thí điểm cách làm khác, theo văn bản. Trang thủ tục hiện nhãn «Thí điểm» trong thời gian ấy."
    )
    list_display = ["procedure", "name", "summary", "valid_from", "valid_until"]
    list_display_links = ["procedure", "name"]
    list_select_related = ["procedure"]
    folded_fields = ("procedure__code", "procedure__editions__name", "summary")
    search_help_text = "Gõ mã, tên thủ tục hoặc việc thí điểm."
    fields = ["procedure", "agency", "summary", "basis", "valid_from", "valid_until"]


class ProcessForm(OfficeForm):
    """An officer writes down the process of their own agency only. Set by the screen: `person`."""

    person: Person

    def clean(self):
        data = super().clean()
        agency, is_officer = data.get("agency"), rights.role_of(self.person) == Person.Role.OFFICER
        if is_officer and agency and agency.pk != self.person.agency_id:
            self.add_error("agency", "Chỉ ghi được quy trình của cơ quan mình.")
        return data


class InternalSteps(Rows):
    model = InternalStep
    fields = ["position", "name", "unit", "hours"]
    verbose_name_plural = "Các bước"
    extra = 2


@admin.register(InternalProcess)
class InternalProcessAdmin(OfProcedure):
    about = "Ai trong cơ quan làm việc gì, trong bao nhiêu giờ. Chỉ cán bộ xem, không hiện cho người dân."
    form = ProcessForm
    is_public = False
    list_display = ["procedure", "name", "agency", "basis"]
    list_display_links = ["procedure", "name"]
    list_select_related = ["procedure", "agency", "basis"]
    folded_fields = ("procedure__code", "procedure__editions__name", "agency__name")
    search_help_text = "Gõ mã, tên thủ tục hoặc tên cơ quan."
    fields = ["procedure", "agency", "basis", "note"]
    inlines = [InternalSteps]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"person": request.user})

    def get_changeform_initial_data(self, request):
        return {"agency": request.user.agency_id, **super().get_changeform_initial_data(request)}


@admin.register(Holiday)
class HolidayAdmin(Table, Screen):
    about = (
        "Chỉ ghi ngày khác với bảng ngày lễ có sẵn: nghỉ bù, làm bù, nghỉ đột xuất. «Dự kiến trả» và giờ mở cửa theo "
        "ngày ghi ở đây trước."
    )
    list_display = ["day", "name", "kind", "source"]
    folded_fields = ("name", "source")
    search_help_text = "Gõ tên ngày hoặc số văn bản."
    fields = ["day", "is_working", "name", "source"]
    resource_classes = [HolidayTable]

    @admin.display(description="là ngày", ordering="is_working")
    def kind(self, holiday):
        return "làm việc" if holiday.is_working else "nghỉ"
