"""Small tables of places: local facts, feedback contacts, holidays, old names of communes."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from procedures import directory, local_facts, wording
from procedures.admin import rights
from procedures.admin.money import read_money
from procedures.admin.tables.columns import Choice, Column, Day, Named, Number, Phone, Shown, YesNo
from procedures.admin.tables.resource import TableResource
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Desk,
    FeedbackContact,
    FormerUnit,
    Holiday,
    LegalDocument,
    LocalFact,
    Person,
    Procedure,
)
from procedures.validators import validate_fee

#: 3 · 2,5 · 2.5 · 1.234,5
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|\d{1,3}(?:\.\d{3})+,\d+")


class Amount(Column):
    """A number with a comma for decimals; an empty cell is nothing said, unlike 0."""

    empty = None

    def write(self, value):
        return "" if value is None else f"{Decimal(value).normalize():f}".replace(".", ",")

    def read(self, text, table):
        if not _NUMBER.fullmatch(text) or (value := _decimal(text)) >= 10**13:
            raise ValidationError(f"«{text}» phải là số từ 0 trở lên, ví dụ 3 hoặc 2,5.")
        return value


def _decimal(text):
    return Decimal(text.replace(".", "").replace(",", ".") if "," in text else text)


class Money(Amount):
    """Whole đồng. A cell of figures loses its noughts where Excel takes the point of 20.000 for decimals."""

    def read(self, text, table):
        amount = read_money(text)
        validate_fee(amount, "Định dạng ô là Văn bản rồi gõ lại.")
        return amount


class OfOnePlaceTable(TableResource):
    """Rows of an agency or of a desk."""

    def _check(self, thing):
        super()._check(thing)
        person = self.person
        if rights.role_of(person) == Person.Role.OFFICER:
            owner = thing.agency_id or (thing.desk and thing.desk.agency_id)
            if owner != person.agency_id:
                raise ValidationError(
                    "Chỉ nhập được cho cơ quan mình và nơi nộp của cơ quan mình. Bỏ dòng này khỏi tệp."
                )


class LocalFactTable(OfOnePlaceTable):
    model = LocalFact
    keys = (("number",), ("procedure", "agency"), ("procedure", "desk"))

    number = Shown("pk", "Số", note="để trống khi thêm mới")
    procedure = Named("procedure", "Mã thủ tục", Procedure, key="code")
    agency = Named("agency", "Của cơ quan", Agency)
    desk = Named("desk", "Của nơi nộp", Desk)
    fee_amount = Money("fee_amount", "Phí (đồng)")
    fee_note = Column("fee_note", "Nói thêm về phí")
    duration = Amount("duration", "Thời hạn rút ngắn còn")
    duration_unit = Choice("duration_unit", "Đơn vị thời hạn", LocalFact.Unit.choices)
    basis = Named("basis", "Văn bản quy định", LegalDocument)
    counter = Column("counter", "Quầy")
    hours = Column("hours", "Giờ tiếp nhận riêng")
    reception = Choice("reception", "Tiếp nhận", LocalFact.Reception.choices)
    elsewhere = Named("elsewhere", "Đến nộp tại", Desk)
    note = Column("note", "Lưu ý tại đây")
    valid_from = Day("valid_from", "Có hiệu lực từ ngày")
    valid_until = Day("valid_until", "Hết hiệu lực từ ngày")

    def rows(self, queryset):
        return queryset.select_related("procedure", "agency", "desk__agency", "basis", "elsewhere")

    def _read_what_is_there(self):
        super()._read_what_is_there()
        everything = (thing for found in self.index[self.keys[0]].values() for thing in found)
        self.said = {self._cells(thing): thing for thing in everything}

    def _cells(self, thing):
        return tuple(column.said(thing) for column in self.given if column.attribute != "pk")

    def _find(self, row):
        """By its number; without one, a row is one that says the very same, else a new one: one place may have several
        facts of a procedure."""
        if number := row.get("Số"):
            found = self.index[self.keys[0]].get(self._key_of([number]))
            if not found:
                raise ValidationError(
                    f"Không tìm thấy quy định số {wording.shortened(number, 40)} trong phần được giao; để trống cột Số "
                    "nếu thêm mới."
                )
            return found[0], found[0].pk
        new = self.model()
        try:
            self._put(new, row, is_new=True)
        except ValidationError:
            return None, object()  # told when the row is taken
        same = self.said.get(self._cells(new))
        return (same, same.pk) if same else (None, self._cells(new))

    def _put(self, thing, row, is_new):
        if not is_new and not row.get("Số"):
            row = {**row, "Số": str(thing.pk)}
        if is_new:
            row = {**row, "Số": ""}
            thing.pk = None
        changes = super()._put(thing, row, is_new)
        if is_new:
            thing.pk = None
        return changes

    def _check(self, thing):
        super()._check(thing)
        procedure, faults = thing.procedure_id, {}
        if fault := local_facts.without_basis(thing.fee_amount, thing.duration_unit, thing.basis_id):
            faults["basis"] = fault
        if thing.duration_unit:
            general = self.once(("general", procedure), lambda: local_facts.general_time(procedure))
            if fault := local_facts.not_shorter(thing.duration, thing.duration_unit, general):
                faults["duration"] = fault
        if thing._state.adding:
            dates = self.once(("in force", procedure), lambda: local_facts.in_force(procedure))
            changes = directory.get().changes.get(thing.procedure.code, ())
            faults |= local_facts.never_holds(thing, timezone.localdate(), changes, dates)
        if faults:
            raise ValidationError({self.fields[name].column_name: [fault] for name, fault in faults.items()})


class Reached(Phone):
    """A number where the kind is one to dial, else an address."""

    def put(self, thing, text, table):
        if thing.kind in FeedbackContact.DIALLED:
            super().put(thing, text, table)
        else:
            thing.value = text


class FeedbackContactTable(OfOnePlaceTable):
    model = FeedbackContact
    keys = (("agency", "desk", "kind", "value"), ("agency", "kind", "value"), ("desk", "kind", "value"))

    agency = Named("agency", "Của cơ quan", Agency)
    desk = Named("desk", "Của nơi nộp", Desk)
    kind = Choice("kind", "Loại", FeedbackContact.Kind.choices)
    value = Reached("value", "Địa chỉ, số")
    note = Column("note", "Nói thêm")
    position = Number("position", "Thứ tự")
    valid_from = Day("valid_from", "Từ ngày")
    valid_until = Day("valid_until", "Đến trước ngày")

    def rows(self, queryset):
        return queryset.select_related("agency", "desk__agency")


class HolidayTable(TableResource):
    model = Holiday
    keys = (("day",),)

    day = Day("day", "Ngày")
    is_working = YesNo("is_working", "Là ngày làm việc")
    name = Column("name", "Tên ngày")
    source = Column("source", "Theo văn bản")


class FormerUnitTable(TableResource):
    model = FormerUnit
    keys = (("name", "district", "province", "unit"), ("name", "province", "unit"))

    name = Column("name", "Tên cũ")
    district = Column("district", "Huyện, quận cũ")
    province = Column("province", "Tỉnh cũ")
    unit = Named("unit", "Nay thuộc", AdministrativeUnit)
    in_part = YesNo("in_part", "Chỉ một phần")
    until = Day("until", "Đến ngày")

    def rows(self, queryset):
        return queryset.select_related("unit__parent")
