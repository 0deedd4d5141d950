"""Small pieces of the sheet editor's form. No queries."""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from procedures.admin.editor import shown
from procedures.templatetags.tthc import icon

register = template.Library()

_TOOLS = (
    ("up", "chevron-up", "Lên"),
    ("down", "chevron-down", "Xuống"),
    ("copy", "copy", "Nhân đôi"),
    ("remove", "close", "Xóa"),
)


@cache
def _tools(word):
    """The buttons of a row of this kind; PATH and NR stand for its name and number."""
    return "".join(
        format_html(
            '<button class="tool tool--{}" type="submit" name="do" value="{}:PATH"{}>{}<span>{}</span>'
            '<span class="unseen"> {} <span data-number>NR</span></span></button>',
            verb,
            verb,
            "" if verb == "remove" else mark_safe(' formaction="#row-PATH"'),
            icon(drawing),
            label,
            word,
        )
        for verb, drawing, label in _TOOLS
    )


@register.simple_tag
def tools(row):
    """The buttons of a row: each names its row to those who hear the page."""
    made = _tools(row["kind_word"]).replace("PATH", row["path"]).replace("NR", str(row["nr"]))
    return mark_safe(made)  # noqa: S308 - a path holds letters, digits and hyphens only


@register.simple_tag
def wrong(row, name):
    """What marks a field of a row as faulty, "" where it is not."""
    if name not in row["faults"]:
        return ""
    return format_html(' aria-invalid="true" aria-describedby="fault-{}-{}"', row["path"], name)


@register.simple_tag
def fault(row, name):
    """The sentence beside a faulty field of a row."""
    if name not in row["faults"]:
        return ""
    return format_html('<p class="fault" id="fault-{}-{}">{}</p>', row["path"], name, row["faults"][name])


@register.filter
def lines(text, width=shown.LINE):
    """How many lines a field needs for its text."""
    return min(shown.lines(text, int(width)), 24)


@register.filter
def part_name(name):
    """A field of the sheet in words."""
    return shown.wording_of_part(name)


@register.filter
def target(path):
    """The id of the element a path of the form leads to."""
    return shown.target(path) if path else ""
