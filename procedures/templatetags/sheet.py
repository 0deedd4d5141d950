"""Rendering of what a sheet says: running text as paragraphs, lists and tables, long texts folded. No queries.

No HTML of the source is ever let through: every word is escaped here, the tags are ours.
"""

import json

from django import template
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from procedures import wording
from procedures.pages import prose as running

register = template.Library()
AT_ONCE = 900  # characters of running text shown before the rest is folded


@register.filter
def prose(text):
    """Running text as HTML blocks, whole."""
    return _blocks(running.blocks(text or ""))


@register.filter
def folded(text, limit=AT_ONCE):
    """Running text as HTML blocks; what goes beyond about `limit` characters stands in a fold."""
    shown, rest = running.split(text or "", int(limit))
    if not rest:
        return _blocks(shown)
    words = sum(block.length for block in rest) // 5  # a Vietnamese syllable and its space: five characters
    return format_html(
        '{}<details class="fold fold--plain"><summary>Đọc tiếp <span class="fold__about">(còn khoảng {} chữ)</span>'
        '</summary><div class="fold__body">{}</div></details>',
        _blocks(shown),
        wording.number(max(10, round(words, -1))),
        _blocks(rest),
    )


@register.filter
def old_pieces(found):
    """The old side of a Difference: what stands only here is marked, unchanged words left out show as "…"."""
    return format_html_join("", "{}", ((_piece(piece, "del"),) for piece in found))


@register.filter
def new_pieces(found):
    """The new side of a Difference, likewise."""
    return format_html_join("", "{}", ((_piece(piece, "ins"),) for piece in found))


@register.filter
def fee_amount(fee):
    """What a Fee costs; "" where the source gives no amount that can be trusted."""
    return wording.fee_amount(fee) or ""


@register.filter
def form_url(form):
    """The address of a form's file, only where the file is really there; else ""."""
    return _stored_url(form and form.file)


@register.filter
def sample_url(form):
    """The same of the form as an example, filled in."""
    return _stored_url(form and form.sample)


def _stored_url(path):
    if not path:
        return ""
    try:
        return default_storage.url(path) if default_storage.exists(path) else ""
    except (SuspiciousOperation, ValueError, NotImplementedError):
        return ""


@register.simple_tag
def source_words(sheet, part):
    """The source's own words for a part of a sheet (a field name), or ""."""
    return sheet.words_of(part) or ""


#: What could end a data block early, as JSON writes it.
_IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def data_block(value):
    """A dictionary as a JSON-LD data block: never executed, so the content security policy leaves it alone."""
    text = json.dumps(value, ensure_ascii=False).translate(_IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


def _piece(piece, tag):
    if piece.gap:
        return mark_safe(' <span class="compare__gap" title="Đoạn giống nhau">…</span> ')
    return format_html("<{0}>{1}</{0}>", tag, piece.text) if piece.changed else conditional_escape(piece.text)


def _blocks(found):
    """Blocks as HTML; neighbouring entries of a list share one list."""
    parts, entries = [], []

    def close():
        if entries:
            parts.append(format_html('<ul class="prose__list">{}</ul>', mark_safe("".join(entries))))  # noqa: S308
            entries.clear()

    for block in found:
        if isinstance(block, running.Table):
            close()
            parts.append(_table(block))
        elif block.listed:
            entries.append(_entry(block))
        else:
            close()
            parts.append(format_html("<p>{}</p>{}", _words(block), _blocks(block.below)))
    close()
    return mark_safe("".join(parts))  # noqa: S308 - made of escaped parts


def _entry(block):
    kind = mark_safe(' class="prose__marked"') if block.mark else ""
    return format_html("<li{}>{}{}</li>", kind, _words(block), _blocks(block.below) if block.below else "")


def _words(block):
    mark = format_html('<span class="prose__mark">{}</span> ', block.mark) if block.mark else ""
    lead = format_html("<strong>{}</strong> ", block.lead) if block.lead else ""
    return format_html("{}{}{}", mark, lead, block.text)


def _table(table):
    rows = format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in table.rows)
    )
    return format_html(
        '<div class="table-frame" tabindex="0" role="region" aria-label="Bảng"><table class="table">{}</table></div>',
        rows,
    )
