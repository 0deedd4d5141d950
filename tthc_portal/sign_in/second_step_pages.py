"""The page "Đăng nhập hai bước": setting up a telephone, recovery codes, another telephone, turning it off."""

import base64

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tthc_portal.sign_in import gate, second_step
from tthc_portal.sign_in.door import either, note, page, turn_away, wanted
from tthc_portal.sign_in.forms import OwnPassword, ReplaceForm, SetUpForm

KEY = "second_step_key"


@never_cache
@either
def second_step_page(request):
    """Set up a telephone; once that is done, what can be done about it."""
    person = gate.who(request, gate.DEVICE)
    if person is None:
        return turn_away(request)
    if second_step.has(person):
        return page(
            request,
            "admin/second_step.html",
            title="Đăng nhập hai bước",
            demanded=second_step.demanded(person),
            codes_left=second_step.recovery_codes_left(person),
            few=second_step.FEW_LEFT,
        )
    key = _pending_key(request)
    return _set_up(request, person, SetUpForm(_sent(request), person=person, key=key), key, "Đăng nhập hai bước")


@sensitive_post_parameters("password")
@never_cache
@either
def replace(request):
    """Another telephone: the old one counts until the new one has answered."""
    person = gate.who(request, "")
    if person is None or not second_step.has(person):
        return turn_away(request) if person is None else redirect("admin:second_step")
    key = _pending_key(request)
    form = ReplaceForm(_sent(request), request=request, person=person, key=key)
    return _set_up(request, person, form, key, "Chuyển sang điện thoại khác")


def _set_up(request, person, form, key, title):
    if request.method == "POST" and form.is_valid():
        request.session.pop(KEY, None)
        second_step.sign_in(request, person, form.device)
        note(person, "Đặt điện thoại cho đăng nhập hai bước.")
        return _show_codes(request, person, "Đã bật đăng nhập hai bước")
    secret = base64.b32encode(bytes.fromhex(key)).decode()
    return page(
        request,
        "admin/second_step_set_up.html",
        title=title,
        form=form,
        person=person,
        qr=second_step.qr(person, key),
        address=second_step.address_of(person, key),
        secret=[secret[at : at + 4] for at in range(0, len(secret), 4)],
        demanded=second_step.demanded(person),
        half_way=not request.user.is_authenticated,
        next=wanted(request),
    )


@sensitive_post_parameters("password")
@never_cache
@either
def recovery_codes(request):
    """Ten new recovery codes; those of before are void."""
    return _with_password(
        request,
        lambda person: _renew(request, person),
        title="Lấy mã dự phòng mới",
        text="Mười mã mới thay cho các mã cũ; các mã cũ không dùng được nữa.",
        button="Lấy mã mới",
    )


def _renew(request, person):
    note(person, "Lấy mã dự phòng mới.")
    return _show_codes(request, person, "Mã dự phòng mới")


@sensitive_post_parameters("password")
@never_cache
@either
def turn_off(request):
    """Back to the password alone, where nobody demands more."""
    person = gate.who(request, "")
    if person is not None and second_step.demanded(person):
        messages.warning(request, "Vai trò của bạn phải đăng nhập hai bước, nên không tắt được.")
        return redirect("admin:second_step")
    return _with_password(
        request,
        lambda person: _off(request, person),
        title="Tắt đăng nhập hai bước",
        text="Từ lần sau chỉ cần mật khẩu. Mã trên điện thoại và mã dự phòng không dùng được nữa.",
        button="Tắt đăng nhập hai bước",
    )


def _off(request, person):
    second_step.remove(person)
    note(person, "Tắt đăng nhập hai bước.")
    messages.success(request, "Đã tắt đăng nhập hai bước.")
    return redirect("admin:second_step")


def _with_password(request, act, **words):
    """A page that asks for the password, then acts; only for whoever has a second step."""
    person = gate.who(request, "")
    if person is None:
        return turn_away(request)
    if not second_step.has(person):
        return redirect("admin:second_step")
    form = OwnPassword(_sent(request), request=request, person=person)
    if request.method == "POST" and form.is_valid():
        return act(person)
    return page(request, "admin/second_step_password.html", form=form, **words)


def _show_codes(request, person, title):
    codes = second_step.draw_recovery_codes(person)
    return page(request, "admin/recovery_codes.html", title=title, codes=codes, next=wanted(request))


def _pending_key(request):
    """The secret shown on the page, the same until a telephone has answered."""
    if KEY not in request.session:
        request.session[KEY] = second_step.new_key()
    return request.session[KEY]


def _sent(request):
    return request.POST if request.method == "POST" else None
