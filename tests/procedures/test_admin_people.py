"""Accounts of officers: drawn passwords, shut accounts, plain words about weak passwords."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from procedures.models import Person
from tests.procedures.office import PASSWORD, told, url


def new_person(**words):
    return {"username": "lan.nguyen", "last_name": "Nguyễn", "first_name": "Lan", "role": "editor", "email": ""} | words


def test_an_account_is_made_with_a_password_shown_once(act, world, client):
    response = act("province").post(url("person_add"), new_person(agency="ubnd-xa-an-mau"))

    password = re.search(r'secret">([a-z2-9]{4}(?:-[a-z2-9]{4}){3})<', response.content.decode())[1]
    assert "no-store" in response["Cache-Control"]
    person = Person.objects.get(username="lan.nguyen")
    assert (person.agency, person.is_staff, person.is_superuser) == (world["commune"], True, False)
    assert person.password_drawn_at is not None
    client.logout()
    assert client.login(username="lan.nguyen", password=password)
    assert password not in act("province").get(url("person_change", person.pk)).content.decode()


def test_a_password_is_set_anew_and_old_sessions_end(act, world, client):
    editor = world["people"]["editor"]
    client.force_login(editor)
    session = client.cookies["sessionid"].value

    response = act("province").post(url("person_reset_password", editor.pk))

    password = re.search(r'secret">([a-z2-9-]{19})<', response.content.decode())[1]
    changed = Person.objects.get(pk=editor.pk)
    assert changed.check_password(password)
    assert changed.password_drawn_at is not None
    assert changed.history.first().history_change_reason == "Đặt lại mật khẩu"
    client.cookies["sessionid"] = session
    assert client.get(url("procedure_changelist")).status_code == 302


def test_a_shut_account_stays_outside(act, world, client):
    editor = world["people"]["editor"]
    form = new_person(username="editor", agency="ubnd-xa-an-mau")  # is_active not ticked

    act("province").post(url("person_change", editor.pk), form)
    client.logout()
    response = client.post(reverse("admin:login"), {"username": "editor", "password": PASSWORD})

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in told(response)
    assert not Person.objects.get(pk=editor.pk).is_active


def test_the_list_says_how_everybody_stands(act, world, client):
    people = world["people"]
    Person.objects.filter(pk=people["editor"].pk).update(password_drawn_at=timezone.now())
    Person.objects.filter(pk=people["officer"].pk).update(is_active=False)
    TOTPDevice.objects.create(user=people["publisher"], confirmed=True)
    TOTPDevice.objects.create(user=people["editor"], confirmed=False)

    page = act("province").get(url("person_changelist")).content.decode()

    rows = {
        name: set(re.findall(r"</svg>([^<]+)</span>", row))
        for row in page.split("<tr")[1:]
        for name in people
        if f">{name}<" in row
    }
    active = "đang hoạt động"
    assert rows == {
        "officer": {"đã khóa"},
        "editor": {active, "chưa đổi mật khẩu được cấp"},
        "publisher": {active, "đăng nhập hai bước"},
        "province": {active},
        "system": {active},
    }


def test_nobody_shuts_themselves_out(act, world):
    own = world["people"]["province"]
    form = new_person(username="province", agency="", role="officer")

    act("province").post(url("person_change", own.pk), form)

    own.refresh_from_db()
    assert (own.role, own.is_active) == ("province", True)


@pytest.mark.parametrize(
    "words, message",
    [
        ({"agency": ""}, "Cán bộ một cửa và người soạn phải thuộc một cơ quan."),
        ({"agency": "ubnd-xa-an-mau", "username": "EDITOR"}, "Tên đăng nhập này đã có."),
        ({"agency": "ubnd-xa-an-mau", "username": "lan nguyễn"}, "Tên đăng nhập chỉ gồm chữ cái"),
        ({"agency": "ubnd-xa-an-mau", "username": "nguyễn"}, "Tên đăng nhập chỉ gồm chữ cái"),
        ({"agency": "sở ma"}, "Không tìm thấy cơ quan «sở ma»."),
    ],
)
def test_what_is_wrong_with_a_new_account_is_told(act, words, message):
    response = act("province").post(url("person_add"), new_person(**words))

    assert message in told(response)


@pytest.mark.parametrize(
    "password, message",
    [
        ("ngan", "Mật khẩu quá ngắn, phải có ít nhất 12 ký tự."),
        ("publisher123", "Mật khẩu quá giống tên đăng nhập."),
        ("123qweasdzxc", "Mật khẩu này nhiều người hay dùng, dễ bị đoán."),
    ],
)
def test_passwords_that_are_easily_guessed_are_refused_in_plain_words(act, password, message):
    form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}

    assert message in told(act("publisher").post(reverse("admin:password_change"), form))
