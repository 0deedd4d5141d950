"""The back-office site under /quan-tri/: Django's admin with our name, a rail of words, a start page in sentences."""

from dataclasses import dataclass
from functools import update_wrapper

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

#: The rail: groups of (words, drawing, model, query). An entry stands there for whoever may see such things,
#: "in work" only for whoever may do something about it.
IN_WORK = "?tinh-trang=dang-soan"
RAIL = (
    (
        "Thủ tục",
        (
            ("Thủ tục", "list", "procedures.procedure", ""),
            ("Bản nháp, chờ duyệt", "edit", "procedures.edition", IN_WORK),
            ("Mọi bản nội dung", "papers", "procedures.edition", ""),
            ("Quyết định công bố", "result", "procedures.decision", ""),
            ("Mẫu đơn, tờ khai", "paper", "procedures.formtemplate", ""),
            ("Văn bản pháp lý", "law", "procedures.legaldocument", ""),
        ),
    ),
    (
        "Tra cứu",
        (
            ("Nhiều người cần", "new", "procedures.promotion", ""),
            ("Nhóm lĩnh vực", "other", "procedures.domaingroup", ""),
            ("Lĩnh vực", "filter", "procedures.domain", ""),
            ("Sự kiện trong đời sống", "child", "procedures.lifeevent", ""),
            ("Từ đồng nghĩa", "compare", "procedures.synonym", ""),
            ("Từ tìm không thấy", "search", "procedures.missedquery", ""),
        ),
    ),
    (
        "Nơi nộp, cơ quan",
        (
            ("Bộ phận Một cửa", "desk", "procedures.desk", ""),
            ("Cơ quan", "building", "procedures.agency", ""),
            ("Đơn vị hành chính", "place", "procedures.administrativeunit", ""),
        ),
    ),
    ("Tuyên truyền", (("Tin bài", "news", "campaigns.article", ""),)),
    (
        "Dữ liệu nguồn",
        (
            ("Lần nhập dữ liệu", "download", "procedures.importbatch", ""),
            ("Điểm cần xem lại", "warning", "procedures.finding", "?xu-ly=chua"),
        ),
    ),
    ("Hệ thống", (("Người dùng", "person", "procedures.person", ""),)),
)


@dataclass(frozen=True)
class Entry:
    """One entry of the rail; `current` where the page at hand belongs to it."""

    label: str
    icon: str
    url: str
    current: bool


def rail(request):
    """The groups of the rail with the entries this person may see."""
    from procedures.admin import rights

    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    groups = []
    for title, offered in RAIL:
        entries, taken = [], False
        for label, icon, name, query in offered:
            model = apps.get_model(name)
            verbs = rights.verbs(request.user, model)
            if rights.VIEW not in verbs or (query == IN_WORK and not verbs & {rights.CHANGE, rights.PUBLISH}):
                continue
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            exact = not query or query[1:] in asked
            current = request.path.startswith(url) and exact and not taken
            taken = taken or current
            entries.append(Entry(label, icon, url + query, current))
        if entries:
            groups.append((title, entries))
    return groups


class BackOffice(admin.AdminSite):
    """Django's admin site, in our words; the screens live in each app's `admin`."""

    site_header = "Cổng thủ tục hành chính"
    site_title = "Quản trị"
    index_title = "Bàn làm việc"
    site_url = "/"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def admin_view(self, view, cacheable=False):
        """As Django's; who is signed in and goes astray stays in the back-office, with the rail beside the message."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied:
                return self._astray(request, 403)
            except Http404:
                return self._astray(request, 404)

        return update_wrapper(guarded, inner)

    def _astray(self, request, status):
        return TemplateResponse(request, f"admin/{status}.html", self.each_context(request), status=status)

    def each_context(self, request):
        from procedures import directory

        context = super().each_context(request)
        agency = directory.get().agency
        return context | {
            "rail": rail(request) if context["has_permission"] else [],
            "agency": agency,
        }

    def get_app_list(self, request, app_label=None):
        """The rail takes its place: nothing here asks for lists by app."""
        return []

    def get_urls(self):
        own = [path("goi-y/<str:label>/", self.admin_view(self.suggestions), name="suggestions")]
        return own + [each for each in super().get_urls() if getattr(each, "name", "") not in LEFT_OUT]

    def index(self, request, extra_context=None):
        from procedures.admin import start

        return super().index(request, start.context(request.user) | (extra_context or {}))

    @staticmethod
    @never_cache
    @require_safe
    def suggestions(request, label):
        """Lines for a field that names a row (see `pick`), for whoever may see such rows."""
        from procedures.admin import pick, rights

        model = next((each for each in pick.SPELLINGS if each._meta.label_lower == label), None)
        if model is None:
            raise Http404
        if not rights.may(request.user, rights.VIEW, model):
            raise PermissionDenied
        rows = rights.scoped(request.user, model._default_manager.all())
        return JsonResponse({"lines": pick.suggestions(rows, request.GET.get("q", "")[:200])})


#: Addresses of Django's admin that nothing here leads to: lists by app, select2's answers, "view on site" by number.
LEFT_OUT = {"app_list", "autocomplete", "view_on_site"}


class BackOfficeConfig(AdminConfig):
    default_site = "tthc_portal.backoffice.BackOffice"
