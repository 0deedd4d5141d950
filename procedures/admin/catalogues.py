"""Danh mục tiếp nhận: issued once, pasted as a column of codes, used by every desk of its kind."""

import hashlib
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from procedures import freshness, wording
from procedures.admin import rights
from procedures.admin.base import Screen
from procedures.admin.codes import read_codes
from procedures.admin.pick import named, shown_name
from procedures.admin.tables import Table
from procedures.admin.tables.catalogues import CatalogueItemTable, CatalogueTable
from procedures.admin.verbs import NoQuestions, asked
from procedures.models import Catalogue, CatalogueItem, Desk, Procedure

TOLD = 20  # lines that cannot be used, told one by one
SHOWN = 50  # procedures of a preview, told one by one
NAMED = 5  # desks that still use a catalogue, told one by one
MOVED = "Danh mục hoặc các mã đã khác lần xem trước. Xem lại danh sách dưới đây rồi bấm «Ghi»."
STILL_USED = (
    "Muốn đổi nội dung thì không cần xóa: mở danh mục, bấm «Dán mã thủ tục». Muốn xóa hẳn: mở từng nơi nộp ấy, bỏ "
    "đánh dấu danh mục này rồi lưu."
)


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


@dataclass
class Planned:
    """What pasted codes would do to a catalogue."""

    catalogue: Catalogue
    added: list[Procedure]
    places: dict[int, int]  # of all that is pasted, by procedure
    gone: list[CatalogueItem]  # with their procedures
    moved: list[CatalogueItem]
    left: int  # how many procedures the catalogue has afterwards

    @property
    def bound(self):
        """Exceptions that would be lost."""
        return [item for item in self.gone if item.bound_reason]

    @property
    def seen(self):
        """A mark of what was looked at: whatever else would go, or be added, has another one."""
        said = [[each.code for each in self.added], [(item.pk, item.bound_reason) for item in self.gone]]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    def named(self):
        """Read the names of the procedures that are told one by one."""
        told = [*self.added[:SHOWN], *(item.procedure for item in self.gone[:SHOWN])]
        names = dict(named(Procedure.objects.filter(pk__in=[each.pk for each in told])).values_list("pk", "shown_name"))
        for each in told:
            each.shown_name = names.get(each.pk) or ""

    def told(self, *, with_codes=False):
        """What is done, in a sentence: for the screen, and for the history with the codes."""

        def said(procedures):
            return f" ({', '.join(each.code for each in procedures)})" if with_codes and procedures else ""

        words = f"Thêm {wording.number(len(self.added))} thủ tục{said(self.added)}"
        if self.gone:
            words += f", bỏ {wording.number(len(self.gone))}{said([item.procedure for item in self.gone])}"
        return f"{words}; danh mục nay có {wording.number(self.left)} thủ tục."


def _plan(catalogue, procedures, *, replace):
    """`procedures`: as pasted. Those that are there already keep what was written to them."""
    before = {item.procedure_id: item for item in catalogue.items.select_related("procedure")}
    start = 0 if replace else max((item.position for item in before.values()), default=-1) + 1
    places = {each.pk: start + place for place, each in enumerate(procedures)}
    there = [(before[key], place) for key, place in places.items() if key in before]
    gone = [item for key, item in before.items() if key not in places] if replace else []
    added = [each for each in procedures if each.pk not in before]
    moved = [item for item, place in there if item.position != place] if replace else []
    return Planned(catalogue, added, places, gone, moved, len(before) + len(added) - len(gone))


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
        """Paste the procedures of a catalogue. Where some would go, they are looked at before anything is written."""
        catalogue = self.thing(request, object_id, rights.CHANGE)
        form, planned = asked(request, CodesForm), None
        if request.method == "POST" and form.is_valid():
            pasted = form.cleaned_data["codes"]
            with transaction.atomic():
                Catalogue.objects.select_for_update().get(pk=catalogue.pk)
                planned = _plan(catalogue, pasted.procedures, replace=form.cleaned_data["replace"])
                if not planned.gone or request.POST.get("write") == planned.seen:
                    self._write(planned, request.user)
                    self.log_change(request, catalogue, planned.told(with_codes=True))
                    messages.success(request, f"{planned.told()} {pasted.passed_over()}".strip())
                    return HttpResponseRedirect(self.address("change", catalogue.pk))
            planned.named()
            if "write" in request.POST:
                form.add_error(None, MOVED)
        return self.screen(
            request,
            catalogue,
            form,
            "admin/procedures/catalogue/codes.html",
            title="Dán mã thủ tục vào danh mục",
            planned=planned,
            passed_over=planned and form.cleaned_data["codes"].passed_over(),
            count=planned.left - len(planned.added) + len(planned.gone) if planned else catalogue.items.count(),
            desks=catalogue.desks.still_open(timezone.localdate()).count(),
            shown=SHOWN,
        )

    @staticmethod
    def _write(planned, person):
        for item in planned.gone:
            item.delete()
        for item in planned.moved:
            item.position = planned.places[item.procedure_id]
        bulk_update_with_history(planned.moved, CatalogueItem, ["position"], default_user=person)
        added = [
            CatalogueItem(catalogue=planned.catalogue, procedure=each, position=planned.places[each.pk])
            for each in planned.added
        ]
        bulk_create_with_history(added, CatalogueItem, default_user=person)
        freshness.bump()

    def get_deleted_objects(self, objs, request):
        """A catalogue that desks use is not deleted: they would receive nothing of it from then on."""
        *rest, protected = super().get_deleted_objects(objs, request)
        own = [catalogue.pk for catalogue in objs]
        desks = Desk.objects.still_open(timezone.localdate()).filter(catalogues__in=own).distinct()
        if count := desks.count():
            page = "admin:procedures_desk_change"
            protected += [format_html('<a href="{}">{}</a>', reverse(page, args=[d.pk]), d) for d in desks[:NAMED]]
            protected += [f"… và {wording.number(count - NAMED)} nơi nộp khác"] if count > NAMED else []
        return *rest, protected

    def delete_view(self, request, object_id, extra_context=None):
        return super().delete_view(request, object_id, {"remedy": STILL_USED} | (extra_context or {}))

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
