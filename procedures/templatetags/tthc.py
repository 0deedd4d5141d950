"""Formatting for templates: words, numbers, dates, icons, links. No queries. Built into every template."""

import re
from datetime import date, datetime
from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from procedures import wording
from procedures.search.text import keys

register = template.Library()


@register.simple_tag
def icon(name, label=""):
    """A drawing of the sprite. Beside a word it says nothing itself; standing alone it needs `label`."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.75" {}>'
        '<use href="{}#{}"/></svg>',
        spoken,
        static("img/icons.svg"),
        name or "other",
    )


@register.filter
def at_desk(url, desk):
    """The address with the chosen desk in it (`?mot-cua=`), so that the choice travels without script or cookie."""
    if not desk:
        return url
    address, mark, anchor = str(url).partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'mot-cua': desk.slug})}{mark}{anchor}"


@register.filter
def number(value):
    """1234567 → 1.234.567"""
    return "" if value is None else wording.number(value)


@register.filter
def money(value, currency="VND"):
    """20000 → 20.000 đồng"""
    return "" if value is None else wording.money(value, currency)


@register.filter
def day(value):
    """A date, or a moment here: 05/03/2026"""
    return wording.date(_local(value)) if value else ""


@register.filter
def long_day(value):
    """thứ Hai, 23/11/2026"""
    return wording.long_date(_local(value)) if value else ""


@register.filter
def iso(value):
    """2026-11-23, for `<time datetime>`."""
    return _local(value).isoformat() if value else ""


@register.filter
def clock(value):
    """07:30 → 7:30 as hours are spoken of at a desk."""
    return f"{value.hour}:{value:%M}" if value else ""


@register.filter
def duration(value):
    """A Duration in words; nothing where the source says nothing."""
    return wording.duration(value) or ""


@register.filter
def fee(value):
    """A Fee in words; nothing where the source says nothing."""
    return wording.fee(value) or ""


@register.filter
def file_size(size):
    """Bytes in words: 24.576 → 24 kB."""
    if not size:
        return ""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


@register.filter
def file_kind(name):
    """What a file is, by its ending: mau/to-khai.docx → Word (.docx)."""
    suffix = str(name).rpartition(".")[2].lower()
    return {"docx": "Word", "doc": "Word", "pdf": "PDF", "xlsx": "Excel", "xls": "Excel"}.get(suffix, suffix.upper())


@register.filter
def tel(value):
    """What a telephone dials: "0257 3 123 456" → tel:02573123456."""
    return f"tel:{re.sub(r'[^0-9+*#]', '', str(value))}"


@register.filter
def capital(text):
    """The first letter as a capital, the rest as it is (Django's capfirst also, but not after a quotation mark)."""
    return re.sub(r"\w", lambda match: match[0].upper(), str(text), count=1)


@register.filter
def marked(text, words):
    """The text with the words found (their keys as search compares them) marked softly; everything else escaped."""
    if not words:
        return conditional_escape(text)
    parts = re.split(r"([^\W_]+)", str(text))
    flags = [place % 2 == 1 and words.issuperset(keys(part)) for place, part in enumerate(parts)]
    for place in range(2, len(parts) - 1, 2):  # a space between two marked words is marked with them
        flags[place] = flags[place - 1] and flags[place + 1] and parts[place].isspace()
    shown, open_ = [], False
    for part, flag in zip(parts, flags, strict=True):
        if flag != open_:
            shown.append("<mark>" if flag else "</mark>")
            open_ = flag
        shown.append(conditional_escape(part))
    return mark_safe("".join(shown) + ("</mark>" if open_ else ""))  # noqa: S308 - every part is escaped above


@register.filter
def opening(state, now=None):
    """An OpenState in words: "đang mở đến 17:00", "mở lúc 7:30 thứ Hai, 23/11/2026", "chưa có giờ làm việc"."""
    today = timezone.localdate(now)
    if state.is_open:
        until = timezone.localtime(state.until)
        return f"đang mở đến {'hết ngày' if (until.hour, until.minute) == (23, 59) else clock(until)}"
    if not state.opens:
        return "chưa có giờ làm việc"
    opens = timezone.localtime(state.opens)
    away = (opens.date() - today).days
    if away == 0:
        return f"mở lúc {clock(opens)} hôm nay"
    if away == 1:
        return f"mở lúc {clock(opens)} ngày mai"
    return f"mở lúc {clock(opens)} {wording.long_date(opens.date())}"


def _local(value):
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else value
