"""Formatting for the back-office: rows that can become cards, errors in a list. No queries."""

from django import template
from django.utils.html import escape, strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells, headers):
    """The cells of a list's row, each with its heading in `data-label`, for screens too narrow for columns."""
    found = []
    for cell, header in zip(cells, headers, strict=False):
        label = "" if "<input" in str(header["text"]) else capfirst(strip_tags(str(header["text"])))
        kind, rest = str(cell)[:3], str(cell)[3:]
        found.append(mark_safe(f'{kind} data-label="{escape(label)}"{rest}'))  # noqa: S308 - Django's own cell
    return found


@register.filter
def aria_sort(header):
    """What a column says about its order: "ascending", "descending" or nothing."""
    if not header.get("sortable") or not header.get("sort_priority"):
        return ""
    return "ascending" if header["ascending"] else "descending"


@register.filter
def faults(adminform):
    """[(address on the page, label, message)] of a form's fields, for the list at its top."""
    form = getattr(adminform, "form", adminform)
    return [(field.auto_id, field.label, message) for field in form for message in field.errors]


@register.filter
def row_faults(formset):
    """[(address on the page, "row 2: label", message)] of the rows of an inline formset."""
    found = []
    for number, form in enumerate(formset.formset.forms, 1):
        place = f"{capfirst(formset.opts.verbose_name)} {number}"
        found += [(f.auto_id, f"{place}, {f.label.lower()}", m) for f in form for m in f.errors]
        found += [(f"{formset.formset.prefix}-heading", place, message) for message in form.non_field_errors()]
    return found
