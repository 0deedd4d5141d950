"""Tìm mọi thứ: one box for whatever this person may see: procedures, what is in work, decisions, desks, people …"""

from dataclasses import dataclass

from django.apps import apps
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from procedures import wording
from procedures.admin import rights
from procedures.admin.folded import matching
from procedures.admin.pick import named
from procedures.admin.states import badge, edition_state
from procedures.models import Edition
from procedures.text import fold

SHOWN = 6  # rows of each kind; the rest stands behind a link to the whole list
LONGEST = 200  # characters of what is typed that are read


@dataclass(frozen=True)
class Place:
    """One kind of thing that is looked through: where its words stand, and how a row is told."""

    title: str
    model: str
    fields: tuple[str, ...]
    icon: str
    query: str = ""  # narrows the whole list it leads to


PLACES = (
    Place("Bản nháp, chờ duyệt", "procedures.edition", ("procedure__code", "name"), "edit", "tinh-trang=dang-soan"),
    Place("Thủ tục", "procedures.procedure", ("code", "editions__name", "aliases__code"), "list"),
    Place("Quyết định công bố", "procedures.decision", ("number", "title"), "result"),
    Place("Mẫu đơn, tờ khai", "procedures.formtemplate", ("number", "name"), "paper"),
    Place("Văn bản pháp lý", "procedures.legaldocument", ("number", "title"), "law"),
    Place("Bộ phận Một cửa", "procedures.desk", ("name", "address", "hotline"), "desk"),
    Place("Cơ quan", "procedures.agency", ("name", "code"), "building"),
    Place("Lĩnh vực", "procedures.domain", ("name",), "filter"),
    Place("Từ đồng nghĩa", "procedures.synonym", ("term", "official"), "compare"),
    Place("Tin bài", "campaigns.article", ("title",), "news"),
    Place("Người dùng", "procedures.person", ("last_name", "first_name", "username"), "person"),
)


def url(site):
    """The address /quan-tri/tim/."""

    @require_safe
    def inner(request):
        return found(site, request)

    return path("tim/", site.admin_view(inner), name="find")


def found(site, request):
    """What the words find, by kind of thing; kinds without a hit are not shown."""
    words = " ".join(request.GET.get("q", "")[:LONGEST].split())
    # Words without a letter or a digit are no question: they would "find" everything.
    asked = PLACES if fold(words) else ()
    groups = [group for place in asked if (group := look_in(place, request.user, words))]
    context = {
        **site.each_context(request),
        "title": "Tìm trong trang quản trị",
        "asked": words,
        "groups": groups,
        "public": f"{reverse('procedures')}?{urlencode({'q': words})}",
    }
    return TemplateResponse(request, "admin/keeping/find.html", context)


def look_in(place, person, words):
    """{title, rows, more, url} of one kind of thing; None where nothing is found or nothing may be seen."""
    model = apps.get_model(place.model)
    if rights.VIEW not in rights.verbs(person, model):
        return None
    rows = rights.scoped(person, model._default_manager.all())
    if model is Edition:
        rows = rows.in_work().defer("document", "brief").select_related("procedure")
    elif place.model == "procedures.procedure":
        rows = named(rows)
    rows = list(matching(rows, place.fields, words)[: SHOWN + 1])
    if not rows:
        return None
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return {
        "title": place.title,
        "icon": place.icon,
        "rows": [
            {"text": _text(row), "state": _state(row), "url": reverse(f"{name}_change", args=[row.pk])}
            for row in rows[:SHOWN]
        ],
        "more": len(rows) > SHOWN,
        "url": f"{reverse(f'{name}_changelist')}?{urlencode({'q': words})}{'&' if place.query else ''}{place.query}",
    }


def _text(row):
    if name := getattr(row, "shown_name", None):
        return wording.shortened(f"{row.code} · {name}", 160)
    if (title := getattr(row, "title", "")) and hasattr(row, "number"):
        return wording.shortened(f"{row.number} · {title}", 160)
    return wording.shortened(str(row), 160)


def _state(row):
    return badge(*edition_state(row)) if isinstance(row, Edition) else ""
