"""Who and where: desks with their hours, counters and days off; agencies; administrative units and their old names."""

from datetime import time
from itertools import pairwise

from django import forms
from django.contrib import admin
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from procedures.admin.base import ReadOnly, Rows, Screen
from procedures.admin.postings import Walls
from procedures.admin.tables import Table
from procedures.admin.tables.agencies import AgencyTable
from procedures.admin.tables.desks import DeskTable
from procedures.admin.tables.imports import AdministrativeUnitTable
from procedures.admin.tables.places import FormerUnitTable
from procedures.models import AdministrativeUnit, Agency, Closure, Counter, Desk, DutyOfficer, FormerUnit, Opening
from procedures.pages.hours import week
from procedures.validators import degrees

#: What an officer sees of their desk and does not change.
NOT_THEIRS = ["name", "kind", "agency", "unit", "catalogues"]
#: The hours most offices keep, offered for a desk that has none yet.
USUAL_DAYS = range(5)
USUAL_STRETCHES = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))


class Coordinate(forms.DecimalField):
    """Degrees as a map gives them. `of`: the field of a desk that keeps them."""

    def __init__(self, *, of, **options):
        super().__init__(**options)
        self.of = of

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None or not value.is_finite() else degrees(Desk._meta.get_field(self.of), value)


class DeskForm(forms.ModelForm):
    usual_hours = forms.BooleanField(
        label="Điền giờ làm việc thường gặp",
        required=False,
        help_text="Thứ Hai – thứ Sáu, 7:30–11:30 và 13:30–17:00. Chỉ điền khi chưa ghi giờ nào; sửa được sau khi lưu.",
    )

    equipment = forms.MultipleChoiceField(
        label="Trang thiết bị", choices=Desk.Equipment.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    accessibility = forms.MultipleChoiceField(
        label="Lối đi và hỗ trợ cho người khuyết tật",
        choices=Desk.Accessibility.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class NoOverlap(forms.BaseInlineFormSet):
    """Two stretches of one weekday that overlap are a slip: both are named."""

    def clean(self):
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        kept = [row for row in kept if {"weekday", "opens_at", "closes_at"} <= row.keys()]
        kept.sort(key=lambda row: (row["weekday"], row["opens_at"]))
        for before, after in pairwise(kept):
            if before["weekday"] == after["weekday"] and after["opens_at"] < before["closes_at"]:
                day = Opening.Weekday(after["weekday"]).label
                raise forms.ValidationError(
                    f"Giờ làm việc {day} bị chồng: {before['opens_at']:%H:%M}–{before['closes_at']:%H:%M} và "
                    f"{after['opens_at']:%H:%M}–{after['closes_at']:%H:%M}. Sửa hoặc xóa một dòng."
                )


class Openings(Rows):
    model = Opening
    formset = NoOverlap
    fields = ["weekday", "opens_at", "closes_at"]
    verbose_name_plural = "Giờ làm việc"
    extra = 2


class Closures(Rows):
    model = Closure
    fields = ["starts_on", "ends_on", "reason"]
    verbose_name_plural = "Ngày nghỉ riêng (không ghi ngày lễ)"
    extra = 1


class PlacedForm(forms.ModelForm):
    """A new row that has only its place, which is filled in beforehand, is an empty one."""

    def has_changed(self):
        return super().has_changed() and (self.instance.pk is not None or self.changed_data != ["position"])


def _asked_once(field):
    """The choices of a field that stands in every row, read once for all rows."""
    field.choices = list(field.choices)
    return field


class Counters(Rows):
    model = Counter
    form = PlacedForm
    fields = ["name", "phone", "domains", "position"]
    verbose_name_plural = "Quầy"
    cards = True
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("domains")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return _asked_once(super().formfield_for_manytomany(db_field, request, **kwargs))


class DutyOfficers(Rows):
    model = DutyOfficer
    form = PlacedForm
    fields = ["name", "role", "counter", "phone", "position"]
    verbose_name_plural = "Người trực"
    cards = True
    extra = 1

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "counter":
            desk = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            own = Counter.objects.filter(desk=desk) if desk and desk.isdecimal() else Counter.objects.none()
            kwargs["queryset"], kwargs["empty_label"] = own, "– chưa chọn –"
            return _asked_once(super().formfield_for_foreignkey(db_field, request, **kwargs))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Desk)
class DeskAdmin(Walls, Table, Screen):
    about = "Nơi tiếp nhận hồ sơ: bộ phận Một cửa, Trung tâm Phục vụ hành chính công, các điểm tiếp nhận."
    form = DeskForm
    list_display = ["name", "address", "hotline", "hours", "checked_on"]
    list_filter = ["kind"]
    list_select_related = ["agency"]
    folded_fields = ("name", "address", "agency__name")
    search_help_text = "Gõ tên, địa chỉ hoặc cơ quan."
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "agency", "unit", "catalogues"]}),
        ("Chỗ ở", {"fields": ["address", "directions", "latitude", "longitude"]}),
        ("Liên hệ", {"fields": ["hotline", "phones", "email", "head", "head_title"]}),
        ("Tiếp nhận", {"fields": ["queue_place", "last_dossier_at", "note"]}),
        ("Trang thiết bị, lối đi", {"fields": ["equipment", "accessibility"]}),
        ("Ngừng hoạt động", {"fields": ["closed_on", "successor"]}),
        ("Giờ làm việc", {"fields": ["usual_hours"]}),
    ]
    inlines = [Openings, Closures, Counters, DutyOfficers]
    resource_classes = [DeskTable]
    slug_from = "name"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("openings")

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        # An officer keeps the desk's facts; which agency it belongs to is not theirs to say.
        return readonly if self.has_add_permission(request) else [*readonly, *NOT_THEIRS]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ("latitude", "longitude"):
            kwargs |= {"form_class": Coordinate, "of": db_field.name}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "catalogues":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

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
        is_closed = obj.closed_on is not None and obj.closed_on <= timezone.localdate()
        return "" if is_closed else obj.get_absolute_url()


@admin.register(Agency)
class AgencyAdmin(Table, Screen):
    about = "Cơ quan công bố, chủ trì, thực hiện hoặc tiếp nhận thủ tục."
    list_display = ["name", "kind", "code", "hotline"]
    list_filter = ["kind"]
    folded_fields = ("name", "code", "abbreviations")
    search_help_text = "Gõ tên, mã định danh hoặc chữ viết tắt."
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "parent", "unit"]}),
        ("Người đứng đầu", {"fields": ["head", "head_title", "head_phone"]}),
        ("Liên hệ", {"fields": ["hotline", "email", "address", "website", "emblem"]}),
        ("Mã và kế thừa", {"fields": ["code", "abbreviations", "successor", "succeeded_on"]}),
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


@admin.register(FormerUnit)
class FormerUnitAdmin(Table, Screen):
    about = "Tên cũ của xã, phường (và huyện cũ), để người dân gõ tên cũ vẫn tìm ra nơi nộp hôm nay."
    list_display = ["name", "district", "province", "unit", "share"]
    list_select_related = ["unit"]
    folded_fields = ("name", "district", "province", "unit__name")
    search_help_text = "Gõ tên cũ hoặc tên nay."
    fields = ["name", "district", "province", "unit", "in_part", "until"]
    resource_classes = [FormerUnitTable]

    @admin.display(description="phần", ordering="in_part")
    def share(self, former):
        return "một phần" if former.in_part else "cả xã"
