"""Quy định riêng, nơi nhận phản ánh, thông báo: what one place adds to what the province wrote for all."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from procedures import directory, local_facts, wording
from procedures.admin.money import MoneyField
from procedures.admin.own import OfOnePlace, OwnPlaceForm
from procedures.admin.pick import shown_name
from procedures.admin.states import badge
from procedures.admin.tables import Table
from procedures.admin.tables.places import FeedbackContactTable, LocalFactTable
from procedures.models import Edition, FeedbackContact, LocalFact, Notice


class FactForm(OwnPlaceForm):
    """A new fact must be able to hold on some day; one that is there already may have ended."""

    def clean(self):
        data = super().clean()
        fee, unit = data.get("fee_amount"), data.get("duration_unit")
        if "basis" in data and (fault := local_facts.without_basis(fee, unit, data["basis"])):
            self.add_error("basis", fault)
        if data.get("procedure") and data.get("duration_unit") and "duration" in data:
            general = local_facts.general_time(data["procedure"])
            if fault := local_facts.not_shorter(data["duration"], data["duration_unit"], general):
                self.add_error("duration", fault)
        return data

    def _post_clean(self):
        super()._post_clean()
        fact = self.instance
        if self.errors or not fact._state.adding:
            return
        changes, dates = directory.get().changes.get(fact.procedure.code, ()), local_facts.in_force(fact.procedure)
        for name, fault in local_facts.never_holds(fact, timezone.localdate(), changes, dates).items():
            self.add_error(name, fault)

    def _update_errors(self, errors):
        """To the rules of the row a refused field is an empty one: they do not ask for it a second time."""
        kept = {}
        for name, faults in errors.error_dict.items():
            told = [each for each in faults if not (self.errors and each.code == LocalFact.NOTHING_SAID)]
            if told and name not in self.errors:
                kept[name] = told
        super()._update_errors(ValidationError(kept))


class FactState(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "tinh-trang"

    def lookups(self, request, model_admin):
        return [("dang", "đang áp dụng"), ("het", "đã hết hạn"), ("sap", "chưa tới ngày")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "dang":
            return queryset.valid(today)
        if self.value() == "het":
            return queryset.ended(today)
        if self.value() == "sap":
            return queryset.filter(Q(valid_from__gt=today) | Q(basis__effective_on__gt=today))
        return queryset


@admin.register(LocalFact)
class LocalFactAdmin(Table, OfOnePlace):
    about = (
        "Chỉ ghi điều khác với quy định chung: phí theo nghị quyết của tỉnh, thời hạn đã rút ngắn, quầy, giờ nhận "
        "riêng, không tiếp nhận tại đây. Tỉnh ghi một lần cho mọi xã; xã chỉ ghi điều của xã."
    )
    form = FactForm
    list_display = ["procedure", "name", "place", "said", "state"]
    list_display_links = ["procedure", "name"]
    list_filter = [FactState]
    list_select_related = ["agency", "desk", "procedure", "basis"]
    folded_fields = ("procedure__code", "procedure__editions__name", "agency__name", "desk__name", "basis__number")
    search_help_text = "Gõ mã, tên thủ tục, tên nơi hoặc số văn bản."
    fieldsets = [
        (None, {"fields": ["procedure", "agency", "desk"]}),
        ("Phí và thời hạn tại đây", {"fields": ["fee_amount", "fee_note", "duration", "duration_unit", "basis"]}),
        ("Tiếp nhận tại đây", {"fields": ["counter", "hours", "reception", "elsewhere", "note"]}),
        ("Thời gian áp dụng", {"fields": ["valid_from", "valid_until"]}),
    ]
    resource_classes = [LocalFactTable]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(shown_name=shown_name("procedure"))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "fee_amount":
            kwargs["form_class"] = MoneyField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        general = _general(obj) if obj else ""
        if general and "fee_amount" in form.base_fields:
            form.base_fields["fee_amount"].help_text += f". Quy định chung: {general}"
        return form

    def response_add(self, request, obj, post_url_continue=None):
        return self._warned(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return self._warned(request, obj, super().response_change(request, obj))

    @staticmethod
    def _warned(request, fact, response):
        """After the word that it is saved: why nobody sees it yet."""
        for sentence in local_facts.not_shown(fact, timezone.localdate()):
            messages.warning(request, sentence)
        return response

    @admin.display(description="tên thủ tục")
    def name(self, fact):
        return wording.shortened(fact.shown_name or "", 90) or None

    @admin.display(description="của")
    def place(self, fact):
        return fact.desk or fact.agency

    @admin.display(description="điều khác")
    def said(self, fact):
        words = []
        if fact.fee_amount is not None:
            words.append("miễn phí" if fact.fee_amount == 0 else wording.money(fact.fee_amount))
        if fact.duration_unit:
            words.append(f"{wording.number(fact.duration) if fact.duration else ''} {fact.get_duration_unit_display()}")
        words += [fact.counter, fact.hours, fact.get_reception_display() if fact.reception else ""]
        return wording.shortened("; ".join(filter(None, words)) or fact.note or fact.fee_note, 80)

    @admin.display(description="tình trạng")
    def state(self, fact):
        today = timezone.localdate()
        ends = [day for day in (fact.valid_until, fact.basis and fact.basis.expired_on) if day]
        begins = [day for day in (fact.valid_from, fact.basis and fact.basis.effective_on) if day]
        if ends and min(ends) <= today:
            return badge("hết hạn", "wrong")
        return badge("chưa tới ngày", "notice") if begins and max(begins) > today else badge("đang áp dụng", "good")


def _general(fact):
    """What the public words say of fee and time, in words; "" where nothing is public."""
    edition = Edition.objects.published().filter(procedure=fact.procedure_id).defer("document").first()
    if edition is None:
        return ""
    told = [edition.brief.get("fee") or "chưa có thông tin về phí", edition.brief.get("time") or "chưa rõ thời hạn"]
    return "; ".join(told)


@admin.register(FeedbackContact)
class FeedbackContactAdmin(Table, OfOnePlace):
    about = (
        "Địa chỉ, điện thoại nhận phản ánh, kiến nghị; hiện trên bảng niêm yết, trang thủ tục, trang nơi nộp. Nơi nào "
        "chưa ghi thì dùng của cơ quan cấp trên."
    )
    list_display = ["kind", "value", "place", "valid_until"]
    list_display_links = ["kind", "value"]
    list_filter = ["kind"]
    folded_fields = ("value", "agency__name", "desk__name")
    search_help_text = "Gõ số, địa chỉ hoặc tên nơi."
    fields = ["agency", "desk", "kind", "value", "note", "position", "valid_from", "valid_until"]
    resource_classes = [FeedbackContactTable]

    @admin.display(description="của")
    def place(self, contact):
        return contact.desk or contact.agency


@admin.register(Notice)
class NoticeAdmin(OfOnePlace):
    about = "Thông báo tự hiện và tự hết theo giờ đã ghi: hệ thống tạm ngừng, nghỉ đột xuất, đổi chỗ tạm thời."
    list_display = ["title", "place", "shown_from", "shown_until"]
    folded_fields = ("title", "text", "agency__name", "desk__name")
    search_help_text = "Gõ chữ trong thông báo hoặc tên nơi."
    fields = ["agency", "desk", "title", "text", "weight", "shown_from", "shown_until"]

    @admin.display(description="của")
    def place(self, notice):
        return notice.desk or notice.agency
