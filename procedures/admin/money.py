"""Amounts of đồng as people type them: 20000, 20.000, 20 000 đồng."""

import re

from django import forms
from django.core.exceptions import ValidationError

from procedures import wording

#: Figures, or groups of three parted by one and the same mark.
_AMOUNT = re.compile(r"\d+|\d{1,3}(?:([.,]|\s)\d{3})(?:\1\d{3})*")
_CURRENCY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ)\.?$", re.IGNORECASE)
MOST = 10**13


def read_money(text: str) -> int:
    """Whole đồng. Raises ValidationError: what could be read in two ways is not guessed."""
    figures = _CURRENCY.sub("", text.strip())
    if not _AMOUNT.fullmatch(figures) or int(re.sub(r"\D", "", figures)) >= MOST:
        raise ValidationError(f"«{text}» phải là số đồng tròn, ví dụ 20000 hoặc 20.000.")
    return int(re.sub(r"\D", "", figures))


class MoneyField(forms.IntegerField):
    """An amount of đồng, shown in groups of three."""

    widget = forms.TextInput

    def __init__(self, **options):
        options.pop("min_value", None)  # no sign is read at all
        super().__init__(**options)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "off"}

    def prepare_value(self, value):
        return wording.number(value) if isinstance(value, int) else value

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, int):
            return None if value in self.empty_values else value
        return read_money(str(value))
