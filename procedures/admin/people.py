"""Accounts of officers: made with a drawn password that is shown once, without e-mail; never deleted, only shut."""

import secrets

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django_otp.plugins.otp_totp.models import TOTPDevice

from procedures.admin import rights
from procedures.admin.base import Screen
from procedures.admin.states import badge
from procedures.admin.tables import Table
from procedures.admin.tables.people import PersonTable
from procedures.admin.verbs import NoQuestions, asked
from procedures.models import Person
from tthc_portal.sign_in import lockout, second_step

#: Letters and digits that cannot be taken for one another when read aloud or copied by hand.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
ROLES_HELP = (
    "Cán bộ một cửa: giờ làm việc, liên hệ của quầy mình. Người soạn: viết bản nháp. Người duyệt: công khai và rút. "
    "Quản trị tỉnh: mọi nội dung và tài khoản."
)


def draw_password():
    """Sixteen letters in fours (about 79 bits): easy to read out, hard to guess."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["username", "last_name", "first_name", "agency", "role", "email", "is_active"]
        labels = {"username": "Tên đăng nhập", "last_name": "Họ và tên đệm", "first_name": "Tên"}
        help_texts = {
            "username": "Không dấu, không khoảng trắng, ví dụ: lan.nguyen",
            "role": ROLES_HELP,
            "is_active": "Bỏ chọn để khóa tài khoản. Việc người này đã làm vẫn được giữ.",
        }

    def clean_username(self):
        """Two accounts whose names differ only in case would be taken for one another."""
        name = self.cleaned_data["username"]
        if "username" in self.changed_data:
            ASCIIUsernameValidator()(name)
        if Person.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Tên đăng nhập này đã có.")
        return name

    def clean(self):
        data = super().clean()
        own = (Person.Role.OFFICER, Person.Role.EDITOR)
        if data.get("role") in own and "agency" in data and not data["agency"]:
            self.add_error("agency", "Cán bộ một cửa và người soạn phải thuộc một cơ quan.")
        return data


def with_states(people):
    """Persons with what `PersonAdmin.state` shows, without a query a row."""
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    return lockout.with_lock(people).annotate(has_second_step=Exists(devices))


class PersonState(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "tinh-trang"

    CONDITIONS = {
        "hoat-dong": Q(is_active=True),
        "khoa": Q(is_active=False),
        "tam-khoa": Q(is_locked=True),
        "chua-doi": Q(password_drawn_at__isnull=False),
        "hai-buoc": Q(has_second_step=True),
        "mot-buoc": Q(has_second_step=False),
    }

    def lookups(self, request, model_admin):
        return [
            ("hoat-dong", "đang hoạt động"),
            ("khoa", "đã khóa"),
            ("tam-khoa", "tạm khóa vì sai mật khẩu"),
            ("chua-doi", "chưa đổi mật khẩu được cấp"),
            ("hai-buoc", "đăng nhập hai bước"),
            ("mot-buoc", "chỉ có mật khẩu"),
        ]

    def queryset(self, request, queryset):
        condition = self.CONDITIONS.get(self.value())
        return queryset.filter(condition) if condition is not None else queryset


@admin.register(Person)
class PersonAdmin(Table, Screen):
    about = "Tài khoản của cán bộ. Người nghỉ việc thì khóa tài khoản, không xóa: lịch sử cần biết ai đã làm gì."
    form = PersonForm
    list_display = ["username", "full_name", "role", "agency", "last_login", "state"]
    list_select_related = ["agency"]
    list_filter = ["role", PersonState]
    folded_fields = ("username", "last_name", "first_name", "agency__name")
    search_help_text = "Gõ tên đăng nhập, họ tên hoặc cơ quan."
    ordering = ["username"]
    is_public = False
    resource_classes = [PersonTable]

    def get_queryset(self, request):
        return with_states(super().get_queryset(request))

    def get_fields(self, request, obj=None):
        fields = ["username", "last_name", "first_name", "agency", "role", "email"]
        if obj is None:
            return fields
        return [*fields, "state", *([] if obj == request.user else ["is_active"]), "last_login"]

    def get_readonly_fields(self, request, obj=None):
        own = ["role"] if obj == request.user else []  # nobody shuts themselves out
        return ["last_login", "state", *own] if obj else []

    @admin.display(description="họ và tên", ordering="first_name")
    def full_name(self, person):
        return person.get_full_name()

    @admin.display(description="tình trạng", ordering="is_active")
    def state(self, person):
        """Everything about signing in that the province may have to act on."""
        found = [("đang hoạt động", "good", "good") if person.is_active else ("đã khóa", "wrong", "abolish")]
        if person.is_locked:
            found.append(("tạm khóa vì sai mật khẩu", "wrong", "warning"))
        if person.password_drawn_at:
            found.append(("chưa đổi mật khẩu được cấp", "notice", "clock"))
        if person.has_second_step:
            found.append(("đăng nhập hai bước", "action", "good"))
        elif person.is_active and second_step.demanded(person):
            found.append(("chưa đặt đăng nhập hai bước", "notice", "clock"))
        badges = format_html_join("", "<li>{}</li>", [[badge(*each)] for each in found])
        return format_html('<ul class="badges">{}</ul>', badges)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "role":
            kwargs["choices"] = [(role.value, role.label) for role in rights.roles_to_give(request.user)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.drawn_password = draw_password()
            obj.set_password(obj.drawn_password)
            obj.password_drawn_at = timezone.now()
        if obj == request.user and request.user.is_superuser:
            obj.role = Person.Role.SYSTEM  # made by createsuperuser: nobody locks themselves out by saving
        super().save_model(request, obj, form, change)
        rights.grant(obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._show_password(request, obj, obj.drawn_password)

    def get_urls(self):
        return [
            self.verb_path("mat-khau", self.reset_password, "reset_password"),
            self.verb_path("mo-khoa", self.unlock, "unlock"),
            self.verb_path("go-thiet-bi", self.remove_device, "remove_device"),
            *super().get_urls(),
        ]

    def buttons(self, request, obj):
        if not self.has_change_permission(request, obj) or obj == request.user:
            return []
        offered = [("Đặt lại mật khẩu", self.address("reset_password", obj.pk), "")]
        if obj.is_locked or second_step.has_wrong_codes(obj):
            offered.append(("Mở khóa đăng nhập", self.address("unlock", obj.pk), ""))
        if obj.has_second_step:
            offered.append(("Gỡ thiết bị hai bước", self.address("remove_device", obj.pk), ""))
        return offered

    def _somebody_else(self, request, object_id):
        """Nobody helps themselves here: one's own password and telephone are changed with the password."""
        person = self.thing(request, object_id, rights.CHANGE)
        if person == request.user:
            raise PermissionDenied
        return person

    def reset_password(self, request, object_id):
        person = self._somebody_else(request, object_id)
        drawn = []

        def act(form):
            drawn.append(draw_password())
            person.set_password(drawn[0])
            person.password_drawn_at = timezone.now()
            person._change_reason = "Đặt lại mật khẩu"  # django-simple-history keeps it
            person.save(update_fields=["password", "password_drawn_at"])
            lockout.unlock(person)
            return "Đã đặt lại mật khẩu."

        response = self.confirm(
            request,
            person,
            asked(request, NoQuestions),
            act,
            title="Đặt lại mật khẩu",
            text=f"Mật khẩu cũ của {person} không dùng được nữa, nơi nào đang đăng nhập cũng bị thoát ra. "
            "Mật khẩu mới chỉ dùng để vào lần đầu; người dùng tự đặt mật khẩu riêng ngay sau đó.",
            button="Đặt mật khẩu mới",
        )
        return self._show_password(request, person, drawn[0]) if drawn else response

    def unlock(self, request, object_id):
        """Let an account try again at once after too many wrong passwords or codes."""
        person = self._somebody_else(request, object_id)

        def act(form):
            lockout.unlock(person)
            second_step.forget_wrong_codes(person)
            return "Đã mở khóa đăng nhập."

        return self.confirm(
            request,
            person,
            asked(request, NoQuestions),
            act,
            title="Mở khóa đăng nhập",
            text=f"{person} đã gõ sai mật khẩu hoặc mã nhiều lần nên phải chờ. Mở khóa để thử lại được ngay. "
            "Chỉ làm khi chắc chính người này đang nhờ; nếu quên mật khẩu thì đặt lại mật khẩu.",
            button="Mở khóa",
        )

    def remove_device(self, request, object_id):
        """Take a lost telephone away: the next sign-in needs the password alone, then a new one is set up."""
        person = self._somebody_else(request, object_id)
        if not second_step.has(person):
            messages.info(request, "Tài khoản này không có thiết bị hai bước nào.")
            return HttpResponseRedirect(self.address("change", person.pk))

        def act(form):
            second_step.remove(person)
            return "Đã gỡ thiết bị hai bước."

        return self.confirm(
            request,
            person,
            asked(request, NoQuestions),
            act,
            title="Gỡ thiết bị hai bước",
            text=[
                f"Điện thoại và mã dự phòng của {person} không dùng được nữa. Lần đăng nhập sau chỉ cần mật khẩu"
                + (", rồi phải đặt điện thoại mới." if second_step.demanded(person) else "."),
                "Chỉ làm khi chắc chính người này đang nhờ. Nếu nghi mật khẩu đã lộ, đặt lại mật khẩu trước.",
            ],
            button="Gỡ thiết bị",
        )

    def _show_password(self, request, person, password):
        """The only time a password is shown: in this very answer, kept nowhere, not even by the browser."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": person,
            "title": "Mật khẩu mới",
            "person": person,
            "password": password,
            "back": self.address("changelist"),
        }
        return TemplateResponse(request, "admin/procedures/person/password.html", context)
