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
def yes_no(contents):
    """What Django shows of a field that is only read; its picture of true and false as a word."""
    if str(contents).startswith("<img "):
        return "có" if 'alt="True"' in contents else "không" if 'alt="False"' in contents else contents
    return contents


@register.filter
def faults(form):
    """[(address, label, message)] of a form, for the list at its top; what concerns no field comes first."""
    general = [("", "", message) for message in form.non_field_errors()]
    return general + [(field.auto_id, field.label, message) for field in form for message in field.errors]


@register.simple_tag
def all_faults(adminform, inlines):
    """The faults of a change form and of the rows inside it, as `faults` gives them."""
    found = faults(adminform.form)
    for inline in inlines:
        formset = inline.formset
        found += [(f"{formset.prefix}-heading", "", message) for message in formset.non_form_errors()]
        for number, form in enumerate(formset.forms, 1):
            place = f"{capfirst(inline.opts.verbose_name)} {number}"
            found += [(f"{formset.prefix}-heading", place, message) for message in form.non_field_errors()]
            found += [(f.auto_id, f"{place}, {f.label.lower()}", message) for f in form for message in f.errors]
    return found
