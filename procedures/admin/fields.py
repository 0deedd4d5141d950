"""How procedures are grouped and raised: groups of fields, fields, life events, "nhiều người cần"."""

from django import forms
from django.contrib import admin
from django.db.models import Count

from procedures.admin.base import Screen
from procedures.admin.pick import shown_name
from procedures.admin.tables import Table
from procedures.admin.tables.fields import DomainGroupTable, DomainTable, LifeEventTable, PromotionTable
from procedures.models import Domain, DomainGroup, LifeEvent, Promotion
from procedures.templatetags.tthc import icon


class LabelledRows(forms.ModelForm):
    """A row edited in the list itself: each field says aloud whose it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:  # the form of no row, of which Django asks what scripts the rows need
            return
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance}"


class Drawn(Screen):
    """Things with a drawing of the portal's sprite."""

    @admin.display(description="hình")
    def drawing(self, thing):
        return icon(thing.icon) if thing.icon else None


@admin.register(DomainGroup)
class DomainGroupAdmin(Table, Drawn):
    about = "Các nhóm hiện ở trang chủ và trang lĩnh vực, theo thứ tự dưới đây."
    resource_classes = [DomainGroupTable]
    list_display = ["name", "drawing", "count", "position"]
    fields = ["name", "slug", "icon", "position"]
    slug_from = "name"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(fields_count=Count("domains"))

    @admin.display(description="số lĩnh vực", ordering="fields_count")
    def count(self, group):
        return group.fields_count

    def public_page(self, obj):
        return obj.get_absolute_url()


class Grouped(admin.SimpleListFilter):
    title = "nhóm lĩnh vực"
    parameter_name = "nhom"

    def lookups(self, request, model_admin):
        return [("-", "chưa xếp nhóm"), *DomainGroup.objects.values_list("slug", "name")]

    def queryset(self, request, queryset):
        if self.value() == "-":
            return queryset.filter(group=None)
        return queryset.filter(group__slug=self.value()) if self.value() else queryset


@admin.register(Domain)
class DomainAdmin(Table, Screen):
    about = "Lĩnh vực theo tên của Cơ sở dữ liệu quốc gia. Chọn nhóm cho từng lĩnh vực ngay trong danh sách rồi lưu."
    resource_classes = [DomainTable]
    list_display = ["name", "group", "count"]
    list_editable = ["group"]
    list_filter = [Grouped]
    list_select_related = ["group"]
    list_per_page = 100
    folded_fields = ("name",)
    search_help_text = "Gõ tên lĩnh vực, có dấu hay không dấu đều được."
    fields = ["name", "slug", "group"]
    slug_from = "name"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(procedures_count=Count("procedures"))

    @admin.display(description="số thủ tục", ordering="procedures_count")
    def count(self, domain):
        return domain.procedures_count

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, form=LabelledRows, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """All rows of a list share one reading of the groups."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "group":
            if not hasattr(request, "_groups"):
                request._groups = [("", "– chưa xếp nhóm –"), *DomainGroup.objects.values_list("pk", "name")]
            field.choices = request._groups
        return field

    def public_page(self, obj):
        return obj.get_absolute_url()


@admin.register(LifeEvent)
class LifeEventAdmin(Table, Drawn):
    about = "Việc cần làm trong đời sống và kinh doanh, mỗi việc dẫn tới các thủ tục của nó."
    resource_classes = [LifeEventTable]
    list_display = ["name", "drawing", "audience", "count", "position"]
    list_filter = ["audience"]
    fields = ["name", "slug", "audience", "icon", "position", "summary", "procedures"]
    slug_from = "name"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(procedures_count=Count("procedures"))

    @admin.display(description="số thủ tục", ordering="procedures_count")
    def count(self, event):
        return event.procedures_count

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.help_text = "Mỗi dòng một thủ tục. Có thể dán một cột mã từ Excel."
        return field

    def public_page(self, obj):
        return obj.get_absolute_url()


class PromotionForm(forms.ModelForm):
    class Meta:
        model = Promotion
        fields = ["procedure", "position", "shown_from", "shown_until"]

    def _get_validation_exclusions(self):
        """The rule "once in the province's list" looks at the agency, which is not asked for."""
        return super()._get_validation_exclusions() - {"agency"}


@admin.register(Promotion)
class PromotionAdmin(Table, Screen):
    about = "Các thủ tục hiện đầu trang chủ và được ưu tiên khi tìm. Số nhỏ đứng trước."
    resource_classes = [PromotionTable]
    form = PromotionForm
    list_display = ["procedure", "name", "position", "shown_from", "shown_until"]
    actions = []
    list_editable = ["position"]
    list_select_related = ["procedure"]
    list_per_page = 100
    fields = ["procedure", "position", "shown_from", "shown_until"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(shown_name=shown_name("procedure"))

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, form=LabelledRows, **kwargs)

    @admin.display(description="tên thủ tục")
    def name(self, promotion):
        return promotion.shown_name
