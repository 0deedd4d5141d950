"""The back-office site under /quan-tri/: Django's admin with our name, a rail of words, a start page in sentences."""

from dataclasses import dataclass
from functools import update_wrapper

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tthc_portal import manual

#: The rail: groups of (words, drawing, model, query). An entry stands there for whoever may see such things,
#: "in work" only for whoever may do something about it.
#: "@name" instead of a query: a screen of its own, not the model's list.
IN_WORK, UNVERIFIED = "?tinh-trang=dang-soan", "@keeping_unverified"
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
        "Giữ cho đúng",
        (
            ("Nguồn nói khác", "compare", "procedures.sourceverdict", "@keeping_sources"),
            ("Phần còn thiếu", "warning", "procedures.review", "@keeping_missing"),
            ("Mẫu còn thiếu tệp", "paper", "procedures.review", "@keeping_forms"),
            ("Lâu chưa kiểm tra", "clock", "procedures.edition", UNVERIFIED),
            ("Điểm cần xem lại", "check", "procedures.finding", "@keeping_remarks"),
            ("Bảng tự kiểm", "result", "procedures.desk", "@keeping_self_check"),
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
        "Nơi nộp, niêm yết",
        (
            ("Bộ phận Một cửa", "desk", "procedures.desk", ""),
            ("Quy định riêng", "edit", "procedures.localfact", ""),
            ("Đợt niêm yết", "print", "procedures.posting", ""),
            ("Nơi nhận phản ánh", "phone", "procedures.feedbackcontact", ""),
            ("Thông báo có hạn", "clock", "procedures.notice", ""),
        ),
    ),
    (
        "Danh mục, quy trình",
        (
            ("Danh mục tiếp nhận", "list", "procedures.catalogue", ""),
            ("Thủ tục trong danh mục", "list", "procedures.catalogueitem", ""),
            ("Nhóm liên thông", "papers", "procedures.bundle", ""),
            ("Phân cấp, ủy quyền", "result", "procedures.delegation", ""),
            ("Thí điểm", "new", "procedures.pilot", ""),
            ("Quy trình nội bộ", "clock", "procedures.internalprocess", ""),
            ("Ngày nghỉ, làm bù", "calendar", "procedures.holiday", ""),
        ),
    ),
    (
        "Cơ quan, địa bàn",
        (
            ("Cơ quan", "building", "procedures.agency", ""),
            ("Đơn vị hành chính", "place", "procedures.administrativeunit", ""),
            ("Tên cũ của xã, phường", "place", "procedures.formerunit", ""),
        ),
    ),
    ("Tuyên truyền", (("Tin bài", "news", "campaigns.article", ""),)),
    (
        "Dữ liệu nguồn",
        (
            ("Nhập dữ liệu", "new", "procedures.upload", ""),
            ("Lần nhập dữ liệu", "download", "procedures.importbatch", ""),
        ),
    ),
    (
        "Hệ thống",
        (
            ("Người dùng", "person", "procedures.person", ""),
            ("Đã xóa", "abolish", "admin.logentry", ""),
        ),
    ),
)


#: The apps whose screens stand here.


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
            if query == UNVERIFIED and rights.VERIFY not in verbs:
                continue
            if query.startswith("@"):
                url = reverse(f"admin:{query[1:]}")
                entries.append(Entry(label, icon, url, request.path.startswith(url)))
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

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only screens that ask `rights` get in: those of add-ons would follow Django's groups, which play no part."""
        from procedures.admin.base import Screen

        if admin_class is not None and issubclass(admin_class, Screen):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        """As Django's; whoever is not wholly signed in is turned away first (see `sign_in.gate`).

        Who is signed in and goes astray stays in the back-office, with the rail beside the message.
        """
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            from tthc_portal.sign_in import door

            if not self.has_permission(request):
                return door.turn_away(request)
            door.arrived(request)
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied as denied:
                return self._astray(request, 403, reason=str(denied))
            except Http404:
                return self._astray(request, 404)
            except IncorrectLookupParameters:  # lists see to it themselves; what is made of a list does not
                return HttpResponseRedirect(request.path)

        return update_wrapper(guarded, inner)

    def _astray(self, request, status, reason=""):
        context = self.each_context(request) | {"reason": reason}
        return TemplateResponse(request, f"admin/{status}.html", context, status=status)

    def each_context(self, request):
        from procedures import directory

        context = super().each_context(request)
        agency = directory.get().agency
        return context | {
            "rail": rail(request) if context["has_permission"] else [],
            "help_url": manual.help_for(request.resolver_match) if context["has_permission"] else "",
            "agency": agency,
            "idle_minutes": settings.IDLE_MINUTES,
        }

    def get_app_list(self, request, app_label=None):
        """The rail takes its place: nothing here asks for lists by app."""
        return []

    def get_urls(self):
        from procedures.admin import find, intake, keeping

        own = [path("goi-y/<str:label>/", self.admin_view(self.suggestions), name="suggestions")]
        own += [*manual.urls(self), *self._sign_in(), *keeping.urls(self), *intake.urls(self), find.url(self)]
        return own + [each for each in super().get_urls() if getattr(each, "name", "") not in LEFT_OUT]

    def _sign_in(self):
        """The way in and what concerns one's own account."""
        from tthc_portal.sign_in import door, idle
        from tthc_portal.sign_in import second_step_pages as pages

        step = "dang-nhap-hai-buoc/"
        return [
            path("ma-dang-nhap/", door.code, name="sign_in_code"),
            path("password_change/", door.change_password, name="password_change"),
            path("gui-lai/", self.admin_view(door.kept_form), name="kept_form"),
            path("phien/", self.admin_view(idle.session), name="session"),
            path(step, pages.second_step_page, name="second_step"),
            path(f"{step}doi/", pages.replace, name="second_step_replace"),
            path(f"{step}ma-du-phong/", pages.recovery_codes, name="recovery_codes"),
            path(f"{step}tat/", pages.turn_off, name="second_step_off"),
        ]

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        from tthc_portal.sign_in import door

        return door.Door.as_view()(request)

    def logout(self, request, extra_context=None):
        from tthc_portal.sign_in import door

        return door.leave(request)

    def index(self, request, extra_context=None):
        from procedures import review
        from procedures.admin import start

        context = {"unread": review.look()} | start.context(request.user)
        return super().index(request, context | (extra_context or {}))

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
#: One's own password has a page of ours.
LEFT_OUT = {"app_list", "autocomplete", "view_on_site", "password_change"}


class BackOfficeConfig(AdminConfig):
    default_site = "tthc_portal.backoffice.BackOffice"
