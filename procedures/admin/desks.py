"""Who and where: desks with their hours, agencies, administrative units."""

from datetime import time

from django import forms
from django.contrib import admin
from simple_history.utils import bulk_create_with_history

from procedures.admin.base import ReadOnly, Rows, Screen
from procedures.admin.tables import Table
from procedures.admin.tables.agencies import AgencyTable
from procedures.admin.tables.desks import DeskTable
from procedures.admin.tables.imports import AdministrativeUnitTable
from procedures.models import AdministrativeUnit, Agency, Desk, Opening
from procedures.pages.hours import week

#: The hours most offices keep, offered for a desk that has none yet.
USUAL_DAYS = range(5)
USUAL_STRETCHES = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))


class DeskForm(forms.ModelForm):
    usual_hours = forms.BooleanField(
        label="Điền giờ làm việc thường gặp",
        required=False,
        help_text="Thứ Hai – thứ Sáu, 7:30–11:30 và 13:30–17:00. Chỉ điền khi chưa ghi giờ nào; sửa được sau khi lưu.",
    )


class Openings(Rows):
    model = Opening
    fields = ["weekday", "opens_at", "closes_at"]
    verbose_name_plural = "Giờ làm việc"
    extra = 2


@admin.register(Desk)
class DeskAdmin(Table, Screen):
    about = "Nơi tiếp nhận hồ sơ: bộ phận Một cửa, Trung tâm Phục vụ hành chính công, các điểm tiếp nhận."
    form = DeskForm
    list_display = ["name", "address", "hotline", "hours"]
    list_select_related = ["agency"]
    folded_fields = ("name", "address", "agency__name")
    search_help_text = "Gõ tên, địa chỉ hoặc cơ quan."
    fieldsets = [
        (None, {"fields": ["name", "slug", "agency", "unit", "address", "directions"]}),
        ("Liên hệ", {"fields": ["hotline", "email", "note", "closed_on"]}),
        ("Giờ làm việc", {"fields": ["usual_hours"]}),
    ]
    inlines = [Openings]
    resource_classes = [DeskTable]
    slug_from = "name"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("openings")

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        # An officer keeps the desk's facts; which agency it belongs to is not theirs to say.
        return readonly if self.has_add_permission(request) else [*readonly, "name", "agency", "unit"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        has_hours = obj is not None and obj.openings.exists()
        return fieldsets[:-1] if has_hours or not self.has_change_permission(request, obj) else fieldsets

    @admin.display(description="giờ làm việc")
    def hours(self, desk):
        return "; ".join(f"{days}: {stretches}" for days, stretches in week(desk.openings.all())) or None

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("usual_hours") and not form.instance.openings.exists():
            usual = [
                Opening(desk=form.instance, weekday=day, opens_at=opens, closes_at=closes)
                for day in USUAL_DAYS
                for opens, closes in USUAL_STRETCHES
            ]
            bulk_create_with_history(usual, Opening, default_user=request.user)

    def public_page(self, obj):
        return obj.get_absolute_url() if obj.closed_on is None else ""


@admin.register(Agency)
class AgencyAdmin(Table, Screen):
    about = "Cơ quan công bố, chủ trì, thực hiện hoặc tiếp nhận thủ tục."
    list_display = ["name", "kind", "code", "hotline"]
    list_filter = ["kind"]
    folded_fields = ("name", "code", "abbreviations")
    search_help_text = "Gõ tên, mã định danh hoặc chữ viết tắt."
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "parent", "unit"]}),
        ("Liên hệ", {"fields": ["hotline", "email", "address", "website", "emblem"]}),
        ("Mã và kế thừa", {"fields": ["code", "abbreviations", "successor"]}),
    ]
    slug_from = "name"
    resource_classes = [AgencyTable]

    def public_page(self, obj):
        return obj.get_absolute_url()


@admin.register(AdministrativeUnit)
class AdministrativeUnitAdmin(Table, ReadOnly, Screen):
    about = "Tỉnh, thành phố và xã, phường, đặc khu theo danh mục nhà nước. Chỉ để xem."
    list_display = ["name", "parent", "code", "kind", "since"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    folded_fields = ("name", "parent__name", "code")
    search_help_text = "Gõ tên hoặc mã, có thể kèm tên tỉnh."
    fields = ["name", "kind", "code", "parent", "since", "until"]
    resource_classes = [AdministrativeUnitTable]
