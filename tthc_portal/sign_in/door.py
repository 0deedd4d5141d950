"""The pages of the way in: name and password, code, own password, the form that was kept, the way out."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import REDIRECT_FIELD_NAME, update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tthc_portal.sign_in import gate, kept, second_step
from tthc_portal.sign_in.forms import CodeForm, DoorForm, PasswordForm

either = require_http_methods(["GET", "HEAD", "POST"])


def page(request, template, **context):
    """A page of the back-office, as its skeleton wants it."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})


def note(person, words):
    """One line in the history of an account, about what its owner did."""
    LogEntry.objects.log_actions(person.pk, [person], CHANGE, words, single_object=True)


def wanted(request):
    """Where a person wanted to go: an address of the back-office, else its start page."""
    address = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own and address.startswith(gate.OFFICE) else reverse("admin:index")


def onward(request, address=None):
    """To where the person wanted to go, by way of what is still left to do."""
    address = address or wanted(request)
    _person, step = gate.unfinished(request)
    if not step:
        return HttpResponseRedirect(address)
    return HttpResponseRedirect(f"{reverse(f'admin:{step}')}?{urlencode({REDIRECT_FIELD_NAME: address})}")


@never_cache
def turn_away(request):
    """Whoever is not signed in, or not yet wholly: to the door, or to the step that is left. What was typed is kept."""
    start = reverse("admin:index")
    person, _step = gate.unfinished(request)
    if request.path == reverse("admin:logout"):
        return leave(request) if person and request.method == "POST" else redirect(start)
    if person is not None:
        return onward(request, start if request.method == "POST" else request.get_full_path())
    if request.method == "POST":
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            return JsonResponse({"message": "Phiên làm việc đã hết. Hãy đăng nhập lại."}, status=401)
        return redirect_to_login(_after(request), reverse("admin:login"))
    return redirect_to_login(request.get_full_path(), reverse("admin:login"))


def arrived(request):
    """A form that had been kept has come again: it need not be kept any longer."""
    if request.method == "POST" and kept.SENT in request.POST:
        kept.drop(request)


def _after(request):
    """Where a form that came too late leads to after signing in."""
    if kept.keep(request):
        return reverse("admin:kept_form")
    if kept.last_person(request) is not None:
        messages.warning(
            request,
            "Phiên làm việc đã hết nên điều vừa gửi chưa được lưu, và không giữ lại được ở đây. "
            "Đăng nhập xong, quay lại trang cũ bằng nút Quay lại của trình duyệt rồi gửi lại.",
        )
    return request.get_full_path()


class Door(LoginView):
    """Name and password."""

    authentication_form = DoorForm
    template_name = "admin/login.html"

    def dispatch(self, request, *args, **kwargs):
        if request.method == "GET" and (request.user.is_authenticated or gate.unfinished(request)[0]):
            return onward(request)
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return wanted(self.request)

    def get_redirect_url(self):
        return wanted(self.request)

    def form_valid(self, form):
        """The forms of other open pages stay good for the same person: their secret is kept, see `kept`."""
        request, person = self.request, form.get_user()
        secret = request.META.get("CSRF_COOKIE") if kept.last_person(request) == person.pk else None
        person.skip_history_when_saving = True  # the moment of signing in is no change of the account
        response = super().form_valid(form)
        if secret:
            request.META["CSRF_COOKIE"] = secret
        kept.settle(request, person)
        request.session.clear_expired()
        return response

    def get_context_data(self, **kwargs):
        request = self.request
        context = admin.site.each_context(request) | {
            "app_path": request.get_full_path(),
            "kept_for": kept.waiting_for(request),
            "was_here": kept.last_person(request) is not None,
        }
        return super().get_context_data(**kwargs) | context


def leave(request):
    """Out: nothing of the person stays in the browser."""
    context = {**admin.site.each_context(request), "has_permission": False, "rail": []}
    response = LogoutView.as_view(template_name="registration/logged_out.html", extra_context=context)(request)
    kept.unmark(response)
    return response


@never_cache
@either
def code(request):
    """The second step of signing in."""
    person, step = gate.unfinished(request)
    if step != gate.CODE:
        return onward(request)
    form = CodeForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        second_step.sign_in(request, person, form.device)
        if not form.device.persistent_id.startswith("otp_totp"):
            _used_recovery_code(request, person)
        return HttpResponseRedirect(wanted(request))
    return page(request, "admin/sign_in_code.html", form=form, person=person, next=wanted(request))


def _used_recovery_code(request, person):
    left = second_step.recovery_codes_left(person)
    note(person, f"Đăng nhập bằng mã dự phòng; còn {left} mã.")
    if left < second_step.FEW_LEFT:
        messages.warning(request, f"Chỉ còn {left} mã dự phòng. Vào «Đăng nhập hai bước» để lấy mã mới.")


@sensitive_post_parameters()
@never_cache
@either
def change_password(request):
    """One's own password; the first thing to do with a drawn one. All other sessions of the account end."""
    person = gate.who(request, gate.PASSWORD)
    if person is None:
        return turn_away(request)
    drawn = person.password_drawn_at is not None
    form = PasswordForm(request, person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        request.user = person
        form.save()
        note(person, "Đổi mật khẩu.")
        update_session_auth_hash(request, person)
        return HttpResponseRedirect(wanted(request) if drawn else reverse("admin:password_change_done"))
    return page(
        request, "registration/password_change_form.html", form=form, person=person, drawn=drawn, next=wanted(request)
    )


@never_cache
@either
def kept_form(request):
    """What was typed when the session ended: to be sent again, or thrown away. Only its writer sees it."""
    found = kept.of(request, request.user)
    if request.method == "POST":
        kept.drop(request)
        return redirect("admin:index")
    if found is None:
        return redirect("admin:index")
    shown = [value for _name, value in found["fields"] if len(value.strip()) > 2 and " " in value.strip()]
    screen = getattr(resolve(found["path"].partition("?")[0]).func, "model_admin", None)
    where = capfirst(screen.opts.verbose_name_plural) if screen else ""
    return page(request, "admin/kept_form.html", found=found, where=where, shown=shown[:30], sent=kept.SENT)
