"""Danh mục tiếp nhận: issued once, pasted as a column of codes, used by every desk of its kind."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from procedures import freshness, wording
from procedures.admin import rights
from procedures.admin.base import Screen
from procedures.admin.codes import read_codes
from procedures.admin.pick import shown_name
from procedures.admin.tables import Table
from procedures.admin.tables.catalogues import CatalogueItemTable, CatalogueTable
from procedures.admin.verbs import NoQuestions, asked
from procedures.models import Catalogue, CatalogueItem, Desk

TOLD = 20  # lines that cannot be used, told one by one


class CodesForm(forms.Form):
    """Codes as they stand in the decision's annex, in their order."""

    codes = forms.CharField(
        label="Mã thủ tục, theo thứ tự",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Mỗi dòng một mã, có thể kèm tên. Dán nguyên cột hoặc nguyên dòng từ Word, Excel đều được.",
    )
    replace = forms.BooleanField(
        label="Thay cả danh mục bằng các mã này",
        required=False,
        help_text="Không đánh dấu: thêm vào cuối, giữ những thủ tục đang có.",
    )

    def clean_codes(self):
        """What the lines name (a `Pasted`). Every line whose code leads nowhere is told."""
        found = read_codes(self.cleaned_data["codes"])
        faults = found.faults
        if not faults and not found.procedures:
            faults = ["Không thấy mã thủ tục nào. Ví dụ đúng: 1.001193."]
        if faults:
            rest = [f"… và {wording.number(len(faults) - TOLD)} dòng khác."] if len(faults) > TOLD else []
            raise forms.ValidationError(faults[:TOLD] + rest)
        return found


@admin.register(Catalogue)
class CatalogueAdmin(Table, Screen):
    about = (
        "Mỗi danh mục là một lần tỉnh ban hành cho mọi nơi cùng loại. Bảng niêm yết, trang nơi nộp tự theo danh mục "
        "và theo hiệu lực của từng thủ tục: không phải sửa ở xã."
    )
    list_display = ["name", "desk_kind", "decision", "item_count", "desk_count"]
    list_select_related = ["decision"]
    folded_fields = ("name", "decision__number")
    search_help_text = "Gõ tên danh mục hoặc số quyết định."
    fields = ["name", "slug", "agency", "desk_kind", "decision", "boundless", "boundless_basis", "note"]
    slug_from = "name"
    resource_classes = [CatalogueTable, CatalogueItemTable]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(items_count=Count("items", distinct=True), desks_count=Count("desks", distinct=True))
        )

    @admin.display(description="số thủ tục", ordering="items_count")
    def item_count(self, catalogue):
        return catalogue.items_count

    @admin.display(description="số nơi dùng", ordering="desks_count")
    def desk_count(self, catalogue):
        return catalogue.desks_count

    def get_urls(self):
        return [
            self.verb_path("ma", self.codes, "codes"),
            self.verb_path("gan", self.attach, "attach"),
            *super().get_urls(),
        ]

    def buttons(self, request, obj):
        if not self.has_change_permission(request, obj):
            return []
        return [
            ("Dán mã thủ tục", self.address("codes", obj.pk), "primary"),
            ("Gắn vào mọi nơi cùng loại", self.address("attach", obj.pk), ""),
        ]

    def codes(self, request, object_id):
        """Paste the procedures of a catalogue."""
        catalogue = self.thing(request, object_id, rights.CHANGE)
        form = asked(request, CodesForm)
        count = catalogue.items.count()
        return self.confirm(
            request,
            catalogue,
            form,
            lambda form: self._take(catalogue, form.cleaned_data, request.user),
            title="Dán mã thủ tục vào danh mục",
            text=f"Danh mục đang có {wording.number(count)} thủ tục.",
            button="Ghi vào danh mục",
        )

    @staticmethod
    @transaction.atomic
    def _take(catalogue, data, person):
        Catalogue.objects.select_for_update().get(pk=catalogue.pk)
        pasted = data["codes"]
        before = {item.procedure_id: item for item in catalogue.items.all()}
        wanted = {each.pk: place for place, each in enumerate(pasted.procedures)}
        gone, start = [], max((item.position for item in before.values()), default=-1) + 1
        if data["replace"]:
            gone, start = [item for key, item in before.items() if key not in wanted], 0
            moved = [item for key, item in before.items() if key in wanted and item.position != wanted[key]]
            for item in gone:
                item.delete()
            for item in moved:
                item.position = wanted[item.procedure_id]
            bulk_update_with_history(moved, CatalogueItem, ["position"], default_user=person)
        added = [
            CatalogueItem(catalogue=catalogue, procedure=each, position=start + wanted[each.pk])
            for each in pasted.procedures
            if each.pk not in before
        ]
        bulk_create_with_history(added, CatalogueItem, default_user=person)
        freshness.bump()
        told = [f"Thêm {wording.number(len(added))} thủ tục"]
        told += [f"bỏ {wording.number(len(gone))}"] if gone else []
        count = wording.number(catalogue.items.count())
        return f"{', '.join(told)}; danh mục nay có {count} thủ tục. {pasted.passed_over()}".strip()

    def attach(self, request, object_id):
        """Let every desk of the catalogue's kind below its agency use it."""
        catalogue = self.thing(request, object_id, rights.CHANGE)
        desks = self._desks(catalogue)
        return self.confirm(
            request,
            catalogue,
            asked(request, NoQuestions),
            lambda form: self._attach(catalogue, desks),
            title="Gắn danh mục vào mọi nơi cùng loại",
            text=f"{wording.number(len(desks))} nơi sẽ dùng thêm danh mục này. Danh mục các nơi đang dùng vẫn giữ."
            if desks
            else "Mọi nơi cùng loại đều đã dùng danh mục này.",
            button="Gắn danh mục" if desks else "",
        )

    @staticmethod
    def _desks(catalogue):
        from procedures import directory

        site = directory.renew()
        below = site.desks_below(catalogue.agency_id)
        desks = Desk.objects.still_open(timezone.localdate()).filter(slug__in=below).exclude(catalogues=catalogue)
        return list(desks.filter(kind=catalogue.desk_kind) if catalogue.desk_kind else desks)

    @staticmethod
    @transaction.atomic
    def _attach(catalogue, desks):
        for desk in desks:
            desk.catalogues.add(catalogue)  # one by one: each desk's history says so
        freshness.bump()
        return f"Đã gắn danh mục vào {wording.number(len(desks))} nơi."


@admin.register(CatalogueItem)
class CatalogueItemAdmin(Screen):
    about = (
        "Từng thủ tục trong danh mục: đổi thứ tự, ghi ngoại lệ địa giới. Thêm nhiều thủ tục: mở danh mục, bấm «Dán mã "
        "thủ tục»."
    )
    list_display = ["procedure", "name", "catalogue", "position", "bound_reason"]
    list_display_links = ["procedure", "name"]
    list_filter = [("catalogue", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["procedure", "catalogue"]
    list_per_page = 100
    folded_fields = ("procedure__code", "procedure__editions__name")
    search_help_text = "Gõ mã hoặc tên thủ tục."
    fields = ["catalogue", "procedure", "position", "bound_reason"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(shown_name=shown_name("procedure"))

    @admin.display(description="tên thủ tục")
    def name(self, item):
        return wording.shortened(item.shown_name or "", 90) or None
