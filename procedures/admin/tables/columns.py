"""Columns of a table that goes out to a file and comes back in: what a thing's cell says, and how it is read."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.fields import Field
from simple_history.utils import bulk_create_with_history

from procedures.admin.pick import SPELLINGS, spelling_for
from procedures.admin.tables.files import said
from procedures.admin.tables.hours import read_hours, write_hours
from procedures.importing.codes import read_code
from procedures.models import LegalDocument, Opening, Procedure
from procedures.text import fold
from procedures.validators import validate_day, validate_phone
from procedures.wording import date

YES, NO = "Có", "Không"


class Column(Field):
    """Text of one field. `note` stands under the headings on the page that takes a file in."""

    #: What an empty cell of a thing that is there already means.
    empty: object = ""

    def __init__(self, attribute, heading, *, note=""):
        super().__init__(attribute, heading)
        self.note = note

    def said(self, thing) -> str:
        """The cell of a thing, as it goes out."""
        return said(self.write(self.get_value(thing)))

    def put(self, thing, text, table):
        """Give a thing what a cell says. Raises ValidationError in Vietnamese."""
        setattr(thing, self.attribute, self.read(text, table) if text else self.empty)

    def keep(self, thing):
        """After the thing was saved: what stands in other tables."""

    def write(self, value) -> str:
        return "" if value is None else str(value)

    def read(self, text, table):
        return text


class Phone(Column):
    """One number to dial or several. A cell of figures loses the nought before it."""

    def read(self, text, table):
        validate_phone(text, "Định dạng ô là Văn bản rồi gõ lại.")
        return text


class Number(Column):
    """A whole number, 0 where nothing is said."""

    empty = 0

    def write(self, value):
        return "" if value is None else str(value)

    def read(self, text, table):
        if not text.isdecimal() or len(text) > 9:
            raise ValidationError(f"«{text}» phải là số nguyên, ví dụ 10.")
        return int(text)


class Day(Column):
    """A date, day first."""

    empty = None

    def write(self, value):
        return date(value) if value else ""

    def read(self, text, table):
        for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
            try:
                day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no moment
            except ValueError:
                continue
            validate_day(day)
            return day
        raise ValidationError(f"«{text}» không phải ngày. Ghi dạng ngày/tháng/năm, ví dụ 01/07/2026.")


class Choice(Column):
    """One of the field's closed list, in words."""

    def __init__(self, attribute, heading, choices, **options):
        super().__init__(attribute, heading, **options)
        self.words = {str(value): label for value, label in choices}

    def write(self, value):
        return self.words.get(str(value), "")

    def read(self, text, table):
        for value, label in self.words.items():
            if fold(text) in (fold(label), fold(value)):
                return value
        raise ValidationError(f"Không có lựa chọn «{text}». Ghi một trong: {'; '.join(self.words.values())}.")


class YesNo(Column):
    """Có or Không."""

    empty = False

    def write(self, value):
        return YES if value else NO

    def read(self, text, table):
        if fold(text) not in ("co", "khong"):
            raise ValidationError(f"Ghi «{YES}» hoặc «{NO}», không ghi «{text}».")
        return fold(text) == "co"


class Named(Column):
    """One row of another table, written and read as in the forms of the back-office (see `pick`)."""

    empty = None

    def __init__(self, attribute, heading, model, *, key="", **options):
        super().__init__(attribute, heading, **options)
        self.model, self.key = model, key

    def write(self, value):
        if value is None:
            return ""
        return str(getattr(value, self.key)) if self.key else SPELLINGS[self.model].write(value)

    def read(self, text, table):
        return table.once((self.model, text), lambda: self._found(text, table.person))

    def _found(self, text, person):
        try:
            return self._find(text)
        except ValidationError as error:
            if self.model is LegalDocument:
                raise ValidationError(spelling_for(person, LegalDocument).missing.format(text)) from error
            name = self.model._meta.verbose_name
            raise ValidationError(
                f"Không tìm thấy {name} «{text}», hoặc có nhiều {name} cùng tên. Chép nguyên ô từ bảng tải về."
            ) from error

    def _find(self, text):
        rows = self.model._default_manager.all()
        if self.model is Procedure:
            code = read_code(text.partition("·")[0])
            return SPELLINGS[Procedure].read(rows, code.national or text)
        if not self.key:
            return SPELLINGS[self.model].read(rows, text)
        found = list(rows.filter(**{self.key: text})[:2])
        if len(found) != 1:
            raise ValidationError("not one")  # told by `_found`
        return found[0]


class Codes(Column):
    """Several procedures by their codes, one a line."""

    def said(self, thing):
        if f"_{self.attribute}" in thing.__dict__:
            return "\n".join(sorted(each.code for each in thing.__dict__[f"_{self.attribute}"]))
        return "\n".join(sorted(each.code for each in getattr(thing, self.attribute).all())) if thing.pk else ""

    def put(self, thing, text, table):
        codes = [code.strip() for code in re.split(r"[\n;]|,\s", text) if code.strip()]
        column = Named("", "", Procedure)
        found = {each.pk: each for each in (column.read(code, table) for code in codes)}
        thing.__dict__[f"_{self.attribute}"] = list(found.values())

    def keep(self, thing):
        if (chosen := thing.__dict__.pop(f"_{self.attribute}", None)) is not None:
            getattr(thing, self.attribute).set(chosen)


class Hours(Column):
    """The opening hours of a desk, in words."""

    def said(self, thing):
        if "_hours" in thing.__dict__:
            return write_hours(thing.__dict__["_hours"])
        return write_hours(thing.openings.all()) if thing.pk else ""

    def put(self, thing, text, table):
        thing.__dict__["_hours"] = read_hours(text)

    def keep(self, thing):
        wanted = thing.__dict__.pop("_hours", None)
        if wanted is None:
            return
        missing = {_stretch(opening): opening for opening in wanted}
        for opening in Opening.objects.filter(desk=thing):
            if missing.pop(_stretch(opening), None) is None:
                opening.delete()
        for opening in missing.values():
            opening.desk = thing
        if getattr(thing, "skip_history_when_saving", False):  # a trial
            Opening.objects.bulk_create(missing.values())
        elif missing:
            bulk_create_with_history(list(missing.values()), Opening)


def _stretch(opening):
    return opening.weekday, opening.opens_at, opening.closes_at


class Shown(Column):
    """For reading only: worked out by a function of the thing, or one of its fields."""

    def __init__(self, attribute, heading, worked_out=None, **options):
        super().__init__(attribute, heading, **options)
        self.worked_out = worked_out

    def said(self, thing):
        return said(self.worked_out(thing)) if self.worked_out else super().said(thing)

    def put(self, thing, text, table):
        raise ValidationError("Cột này chỉ để xem, không sửa bằng cách nhập bảng được.")


def moment(value) -> str:
    """A moment in the office's own time: "22/11/2026 14:05"; "" for none."""
    return f"{timezone.localtime(value):%d/%m/%Y %H:%M}" if value else ""
