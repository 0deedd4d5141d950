"""How fields look in the forms of the back-office: days typed day-first, rows of large tables picked."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.db import models
from django.utils.text import capfirst

from procedures.admin.pick import SPELLINGS, PickMany, PickOne, spelling_for


class DayInput(AdminDateWidget):
    """A day, typed day-first or picked from the calendar."""

    def __init__(self, attrs=None, format=None):
        super().__init__(attrs={"placeholder": "ngày/tháng/năm", "autocomplete": "off", **(attrs or {})}, format=format)


class ClockInput(forms.TimeInput):
    """A time of the day, typed: 7:30."""

    def __init__(self, attrs=None, format="%H:%M"):
        attrs = {"class": "clock", "placeholder": "giờ:phút", "autocomplete": "off", **(attrs or {})}
        super().__init__(attrs=attrs, format=format)


class MomentInput(AdminSplitDateTime):
    """A day and a time of the day; each says what it is for, as the one label cannot name both."""

    def __init__(self, label, attrs=None):
        widgets = [DayInput({"aria-label": f"{label}, ngày"}), ClockInput({"aria-label": f"{label}, giờ"})]
        forms.MultiWidget.__init__(self, widgets, attrs)


class DecimalInput(forms.TextInput):
    """A number typed with a comma for decimals, as it is written here; a point is read too."""

    def __init__(self, attrs=None):
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        if isinstance(value, Decimal):
            value = f"{value.normalize():f}".replace(".", ",")
        return super().format_value(value)

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value.replace(",", ".") if isinstance(value, str) and value.count(",") == 1 else value


FIELD_LOOKS = {
    models.DateField: {"widget": DayInput},
    models.TimeField: {"widget": ClockInput},
    models.DecimalField: {"widget": DecimalInput},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "cols": 60})},
    models.URLField: {"assume_scheme": "https"},
}


class Fields:
    """How fields look in a form: names of rows of large tables are picked, choices stand without pop-up windows."""

    formfield_overrides: Any = FIELD_LOOKS

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.DateTimeField):
            kwargs.setdefault("widget", MomentInput(capfirst(db_field.verbose_name)))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), admin.widgets.RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model in SPELLINGS:
            field = self._pick(PickOne, db_field)
            field.spelling = spelling_for(request.user, db_field.related_model)
            return field
        if "queryset" not in kwargs:
            kwargs["empty_label"] = "– chưa chọn –"
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.related_model in SPELLINGS:
            return self._pick(PickMany, db_field)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @staticmethod
    def _pick(kind, db_field):
        return kind(
            db_field.related_model._default_manager.all(),
            required=not db_field.blank,
            label=db_field.verbose_name[:1].upper() + db_field.verbose_name[1:],
            help_text=db_field.help_text,
        )
