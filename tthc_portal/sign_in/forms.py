"""What is asked at the door and about one's own account, with its sentences."""

import unicodedata

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from tthc_portal.sign_in import lockout, second_step

CODE_WRONG = "Mã chưa đúng. Xem lại mã đang hiện trên điện thoại: mỗi mã chỉ dùng một lần, trong khoảng nửa phút."
RECOVERY_WRONG = "Mã dự phòng chưa đúng, hoặc đã dùng rồi. Mỗi mã dự phòng chỉ dùng một lần."


class DoorForm(AdminAuthenticationForm):
    """Name and password. Says how many tries are left, the same for a name that nobody has."""

    def get_invalid_login_error(self):
        error = super().get_invalid_login_error()
        left = lockout.attempts_left(self.request)
        if not left or left > 3:
            return error
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        warning = f"Còn {left} lần thử; sau đó tài khoản tạm khóa {minutes} phút ở nơi này."
        return ValidationError([error, ValidationError(warning, code="few_left")])


def _code_field(label, **attributes):
    attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"} | attributes
    return forms.CharField(label=label, required=False, max_length=40, widget=forms.TextInput(attrs=attributes))


def _clean_code(text):
    """As it was meant: no spaces, no hyphens, small letters, digits of any keyboard."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").lower()


class CodeForm(forms.Form):
    """The code that the telephone shows, or one of the recovery codes."""

    code = _code_field("Mã 6 số trên điện thoại", inputmode="numeric")
    recovery = _code_field("Mã dự phòng", autocomplete="off")

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.device = person, None

    def clean(self):
        field = "code" if self.cleaned_data.get("code") else "recovery"
        code = _clean_code(self.cleaned_data.get(field) or "")
        if not code:
            self.add_error("code", "Gõ mã 6 số đang hiện trên điện thoại.")
            return
        self.device, waiting_until = second_step.verify(self.person, code)
        if waiting_until is not None:
            self.add_error(field, _wait(waiting_until))
        elif self.device is None:
            self.add_error(field, CODE_WRONG if field == "code" else RECOVERY_WRONG)


def _wait(until):
    """How long nothing is looked at after wrong codes."""
    seconds = max(1, int((until - timezone.now()).total_seconds()) + 1)
    if seconds < 120:
        return f"Vừa gõ sai mã. Chờ {seconds} giây rồi gõ mã mới đang hiện trên điện thoại."
    words = f"{-(-seconds // 60)} phút" if seconds < 7200 else f"{-(-seconds // 3600)} giờ"
    return f"Gõ sai mã nhiều lần. Chờ {words} rồi thử lại, hoặc nhờ người quản trị của tỉnh mở khóa đăng nhập."


class OwnPassword(forms.Form):
    """Asks for one's password before something is changed about the account. Wrong ones count towards the lock."""

    password = forms.CharField(
        label="Mật khẩu đang dùng",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.person = request, person

    def clean_password(self):
        return _own_password(self.request, self.person, self.cleaned_data["password"])


def _own_password(request, person, password):
    if authenticate(request, username=person.username, password=password) != person:
        raise ValidationError("Mật khẩu chưa đúng. Gõ lại mật khẩu vừa dùng để đăng nhập.")
    return password


class SetUpForm(forms.Form):
    """The first code of a telephone: proves that it shows the right ones."""

    code = _code_field("Mã 6 số đang hiện trên điện thoại", inputmode="numeric")

    def __init__(self, *args, person, key, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.key, self.device = person, key, None

    def clean_code(self):
        code = _clean_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError("Gõ mã 6 số đang hiện trên điện thoại.")
        self.device = second_step.set_up(self.person, self.key, code)
        if self.device is None:
            raise ValidationError(f"{CODE_WRONG} Giờ trên điện thoại cũng phải đúng (đặt tự động theo mạng).")
        return code


class ReplaceForm(OwnPassword, SetUpForm):
    """As above for another telephone: the password first, so that an open screen is not enough."""

    field_order = ["password", "code"]

    def __init__(self, *args, request, person, key, **kwargs):
        forms.Form.__init__(self, *args, **kwargs)
        self.request, self.person, self.key, self.device = request, person, key, None

    def clean_code(self):
        return super().clean_code() if self.cleaned_data.get("password") else self.cleaned_data["code"]


class PasswordForm(PasswordChangeForm):
    """A new password of one's own. A drawn one is done with by it."""

    def __init__(self, request, person, *args, **kwargs):
        super().__init__(person, *args, **kwargs)
        self.request = request
        drawn = person.password_drawn_at is not None
        self.fields["old_password"].label = "Mật khẩu được cấp" if drawn else "Mật khẩu đang dùng"
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields["new_password1"].help_text = (
            "Ít nhất 12 ký tự, không cần chữ hoa hay ký hiệu. Dễ nhớ mà khó đoán: một câu của riêng mình, "
            "ví dụ bốn, năm từ không liên quan, viết liền hay có dấu cách đều được."
        )
        self.fields["new_password2"].label = "Gõ lại mật khẩu mới"
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self):
        return _own_password(self.request, self.user, self.cleaned_data["old_password"])

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError("Mật khẩu mới phải khác mật khẩu đang dùng.")
        return password

    def clean(self):
        self.validate_passwords("new_password1", "new_password2")
        self.validate_password_for_user(self.user, "new_password1")
        return self.cleaned_data

    def save(self, commit=True):
        """Nothing else of the account is written: the province may be changing it just now."""
        person = self.user
        person.set_password(self.cleaned_data["new_password1"])
        person.password_drawn_at = None
        person._change_reason = "Đổi mật khẩu"  # django-simple-history keeps it
        person.save(update_fields=["password", "password_drawn_at"])
        return person
