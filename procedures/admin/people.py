"""Accounts of officers: made with a drawn password that is shown once, without e-mail; never deleted, only shut."""

import secrets

from django import forms
from django.contrib import admin
from django.template.response import TemplateResponse

from procedures.admin import rights
from procedures.admin.base import Screen
from procedures.admin.states import badge
from procedures.admin.verbs import NoQuestions, asked
from procedures.models import Person

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
        if Person.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Tên đăng nhập này đã có.")
        return name

    def clean(self):
        data = super().clean()
        own = (Person.Role.OFFICER, Person.Role.EDITOR)
        if data.get("role") in own and "agency" in data and not data["agency"]:
            self.add_error("agency", "Cán bộ một cửa và người soạn phải thuộc một cơ quan.")
        return data


@admin.register(Person)
class PersonAdmin(Screen):
    about = "Tài khoản của cán bộ. Người nghỉ việc thì khóa tài khoản, không xóa: lịch sử cần biết ai đã làm gì."
    form = PersonForm
    list_display = ["username", "full_name", "role", "agency", "last_login", "state"]
    list_select_related = ["agency"]
    list_filter = ["role", "is_active"]
    folded_fields = ("username", "last_name", "first_name", "agency__name")
    search_help_text = "Gõ tên đăng nhập, họ tên hoặc cơ quan."
    ordering = ["username"]
    is_public = False

    def get_fields(self, request, obj=None):
        fields = ["username", "last_name", "first_name", "agency", "role", "email"]
        return [*fields, "state" if obj == request.user else "is_active", "last_login"] if obj else fields

    def get_readonly_fields(self, request, obj=None):
        own = ["role"] if obj == request.user else []  # nobody shuts themselves out
        return ["last_login", "state", *own] if obj else []

    @admin.display(description="họ và tên", ordering="first_name")
    def full_name(self, person):
        return person.get_full_name()

    @admin.display(description="tình trạng", ordering="is_active")
    def state(self, person):
        return badge("đang hoạt động", "good", "good") if person.is_active else badge("đã khóa", "wrong", "abolish")

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "role":
            kwargs["choices"] = [(role.value, role.label) for role in rights.roles_to_give(request.user)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.drawn_password = draw_password()
            obj.set_password(obj.drawn_password)
        if obj == request.user and request.user.is_superuser:
            obj.role = Person.Role.SYSTEM  # made by createsuperuser: nobody locks themselves out by saving
        super().save_model(request, obj, form, change)
        rights.grant(obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._show_password(request, obj, obj.drawn_password)

    def get_urls(self):
        return [self.verb_path("mat-khau", self.reset_password, "reset_password"), *super().get_urls()]

    def buttons(self, request, obj):
        if self.has_change_permission(request, obj):
            return [("Đặt lại mật khẩu", self.address("reset_password", obj.pk), "")]
        return []

    def reset_password(self, request, object_id):
        person = self.thing(request, object_id, rights.CHANGE)
        drawn = []

        def act(form):
            drawn.append(draw_password())
            person.set_password(drawn[0])
            person.save(update_fields=["password"])
            return "Đã đặt lại mật khẩu."

        response = self.confirm(
            request,
            person,
            asked(request, NoQuestions),
            act,
            title="Đặt lại mật khẩu",
            text=f"Mật khẩu cũ của {person} không dùng được nữa, nơi nào đang đăng nhập cũng bị thoát ra.",
            button="Đặt mật khẩu mới",
        )
        return self._show_password(request, person, drawn[0]) if drawn else response

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
