"""The officer's manual: docs/huong-dan/*.md, one short task a file, read in the back-office and beside the code."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = settings.BASE_DIR / "docs" / "huong-dan"

#: Which task the "?" of a screen opens: the longest beginning of the address's name that stands here counts.
SCREENS = {
    "login": "dang-nhap",
    "password_change": "dang-nhap",
    "second_step": "dang-nhap",
    "recovery_codes": "dang-nhap",
    "kept_form": "dang-nhap",
    "find": "tim-thu-tuc",
    "procedures_desk": "sua-gio-lam-viec",
    "procedures_desk_wall": "niem-yet",
    "procedures_desk_checked": "niem-yet",
    "procedures_posting": "niem-yet",
    "procedures_localfact": "quy-dinh-rieng",
    "procedures_feedbackcontact": "quy-dinh-rieng",
    "procedures_notice": "quy-dinh-rieng",
    "procedures_internalprocess": "danh-muc",
    "procedures_catalogue": "danh-muc",
    "procedures_catalogueitem": "danh-muc",
    "procedures_bundle": "danh-muc",
    "procedures_delegation": "danh-muc",
    "procedures_pilot": "danh-muc",
    "procedures_holiday": "danh-muc",
    "procedures_formerunit": "sua-gio-lam-viec",
    "keeping_self_check": "danh-muc",
    "procedures_agency": "sua-gio-lam-viec",
    "procedures_administrativeunit": "sua-gio-lam-viec",
    "procedures_procedure": "tim-thu-tuc",
    "admin_logentry": "tim-thu-tuc",
    "procedures_procedure_draft": "soan-to-noi-dung",
    "procedures_edition": "soan-to-noi-dung",
    "procedures_edition_compare": "tim-thu-tuc",
    "procedures_edition_history": "tim-thu-tuc",
    "procedures_edition_restore": "tim-thu-tuc",
    "procedures_edition_submit": "duyet-va-cong-khai",
    "procedures_edition_take_back": "duyet-va-cong-khai",
    "procedures_edition_return": "duyet-va-cong-khai",
    "procedures_edition_publish": "duyet-va-cong-khai",
    "procedures_edition_withdraw": "duyet-va-cong-khai",
    "procedures_edition_verify": "nguon-noi-khac",
    "procedures_formtemplate": "soan-to-noi-dung",
    "procedures_decision": "nhap-quyet-dinh",
    "procedures_legaldocument": "nhap-quyet-dinh",
    "procedures_importbatch": "nhap-du-lieu",
    "procedures_upload": "nhap-du-lieu",
    "procedures_finding": "nguon-noi-khac",
    "keeping": "nguon-noi-khac",
    "procedures_synonym": "tu-dong-nghia",
    "procedures_missedquery": "tu-dong-nghia",
    "procedures_promotion": "tu-dong-nghia",
    "procedures_domain": "tu-dong-nghia",
    "procedures_lifeevent": "tu-dong-nghia",
    "procedures_person": "cap-tai-khoan",
    "campaigns_article": "duyet-va-cong-khai",
}


@dataclass(frozen=True)
class Task:
    """One page of the manual. `slug`: its name without the number it is sorted by."""

    slug: str
    title: str
    text: str  # Markdown below the title

    @property
    def about(self) -> str:
        """The first paragraph: when one needs it."""
        return self.text.strip().partition("\n")[0]


@cache
def tasks() -> dict[str, Task]:
    """The tasks by slug, in the order of their files: 04-soan-to-noi-dung.md → "soan-to-noi-dung"."""
    found = {}
    for file in sorted(FOLDER.glob("[0-9]*.md")):
        heading, _, text = file.read_text(encoding="utf-8").partition("\n")
        slug = _slug(file.name)
        found[slug] = Task(slug, heading.lstrip("# ").strip(), text)
    return found


def _slug(file_name):
    return re.sub(r"^\d+-", "", PurePosixPath(file_name).stem)


def help_for(match) -> str:
    """The address of the task that helps on a screen (a ResolverMatch or None), else of the manual's contents."""
    name = match.url_name if match and match.url_name else ""
    fitting = [beginning for beginning in SCREENS if name.startswith(beginning)]
    slug = SCREENS[max(fitting, key=len)] if fitting else ""
    return reverse("admin:manual_task", args=[slug]) if slug in tasks() else reverse("admin:manual")


def rendered(task):
    """A task as HTML: pictures from the static files, links to other tasks within the back-office; no raw HTML."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(task.text)
    for token in tokens:
        children = []
        for each in token.children or ():
            if each.type == "image":
                children += _picture(each)
                continue
            if each.type == "link_open" and str(each.attrs["href"]).endswith(".md"):
                each.attrs["href"] = reverse("admin:manual_task", args=[_slug(str(each.attrs["href"]))])
            children.append(each)
        token.children = children
    return mark_safe(reader.renderer.render(tokens, reader.options, {}))  # noqa: S308 - our own files, HTML escaped


def _picture(image):
    """A picture of a task, from the static files, as a link to itself: on a phone one wants it larger."""
    address = static(f"huong-dan/{PurePosixPath(str(image.attrs['src'])).name}")
    image.attrs |= {"src": address, "loading": "lazy"}
    return [Token("link_open", "a", 1, attrs={"href": address}), image, Token("link_close", "a", -1)]


def urls(site):
    """The manual's addresses, for whoever may enter the back-office."""
    return [
        path("huong-dan/", site.admin_view(lambda request: _index(request, site)), name="manual"),
        path(
            "huong-dan/<slug:slug>/",
            site.admin_view(lambda request, slug: _task(request, site, slug)),
            name="manual_task",
        ),
    ]


@require_safe
def _index(request, site):
    context = {**site.each_context(request), "title": "Hướng dẫn", "tasks": tasks().values()}
    return TemplateResponse(request, "admin/manual/index.html", context)


@require_safe
def _task(request, site, slug):
    task = tasks().get(slug)
    if task is None:
        raise Http404
    order = list(tasks())
    following = order[order.index(slug) + 1 :]
    context = {
        **site.each_context(request),
        "title": task.title,
        "text": rendered(task),
        "following": tasks()[following[0]] if following else None,
    }
    return TemplateResponse(request, "admin/manual/task.html", context)
