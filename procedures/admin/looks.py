"""How fields look in the forms of the back-office: days typed day-first, rows of large tables picked."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.db import models

from procedures.admin.pick import SPELLINGS, PickMany, PickOne


class DayInput(AdminDateWidget):
    """A day, typed day-first or picked from the calendar."""

    def __init__(self, attrs=None, format=None):
        super().__init__(attrs={"placeholder": "ngày/tháng/năm", "autocomplete": "off", **(attrs or {})}, format=format)


class ClockInput(forms.TimeInput):
    """A time of the day, typed: 7:30."""

    def __init__(self, attrs=None, format="%H:%M"):
        attrs = {"class": "clock", "placeholder": "giờ:phút", "autocomplete": "off", **(attrs or {})}
        super().__init__(attrs=attrs, format=format)


FIELD_LOOKS = {
    models.DateField: {"widget": DayInput},
    models.TimeField: {"widget": ClockInput},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "cols": 60})},
    models.URLField: {"assume_scheme": "https"},
}


class Fields:
    """How fields look in a form: names of rows of large tables are picked, choices stand without pop-up windows."""

    formfield_overrides: Any = FIELD_LOOKS

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), admin.widgets.RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model in SPELLINGS:
            return self._pick(PickOne, db_field)
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
