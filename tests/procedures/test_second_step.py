"""The second step: whoever is half signed in reaches nothing; telephones, recovery codes, who must have one."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from procedures.models import Person, Synonym
from tests.procedures.door import (
    CHANGE,
    CODE,
    DOOR,
    NEW,
    SECOND,
    START,
    enter,
    inside,
    shown_by,
    signed_in,
    telephone,
    wrong,
)
from tests.procedures.office import PASSWORD, told, url
from tthc_portal.sign_in import second_step


@pytest.fixture
def people(world):
    return world["people"]


def test_half_signed_in_reaches_nothing(client, people, world):
    """Every address of the back-office answers as it does a stranger: with the way in, whatever the method."""
    telephone(people["system"])
    enter(client, "system")
    stranger = Client()

    tried = 0
    for address in every_address(world):
        for method in ("get", "post"):
            theirs, ours = getattr(stranger, method)(address), getattr(client, method)(address)
            assert theirs.status_code == ours.status_code == 302, address
            assert ours["Location"].startswith(CODE), (method, address)
            tried += 1
    assert tried > 150
    assert Synonym.objects.count() == 1


def every_address(world):
    """Addresses of the back-office that are for people inside: those of lists, and of one thing each."""
    from django.contrib import admin
    from django.urls import URLPattern

    def walk(patterns, before=""):
        for each in patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield route, each.name
            else:
                yield from walk(each.url_patterns, route)

    outside = {"login", "logout", "sign_in_code", None}
    for route, name in walk(admin.site.get_urls()):
        if name not in outside:
            filled = re.sub(r"<(?:path|int|str|slug):\w+>|<\w+>", "1", route).replace("^", "").replace("$", "")
            if "(" not in filled:
                yield START + filled


def test_the_code_comes_after_the_password_and_never_instead(client, people):
    device = telephone(people["editor"])

    assert client.post(CODE, {"code": shown_by(device)}, follow=True).redirect_chain[-1][0].startswith(DOOR)
    response = enter(client, "editor", next=url("synonym_changelist"))
    response = client.get(response["Location"], follow=True)
    assert response.redirect_chain[-1][0].startswith(CODE)
    response = client.post(CODE, {"code": shown_by(device, 1), "next": url("synonym_changelist")})

    assert response["Location"] == url("synonym_changelist")
    assert inside(client)


def test_a_code_is_good_once_for_its_owner_and_wrong_ones_make_wait(client, people):
    own, foreign = telephone(people["editor"]), telephone(people["publisher"])
    code = shown_by(own)
    enter(client, "editor")
    assert "Mã chưa đúng" in client.post(CODE, {"code": shown_by(foreign)}).content.decode()
    TOTPDevice.objects.filter(pk=own.pk).update(throttling_failure_count=7, throttling_failure_timestamp=timezone.now())
    assert re.search(r"Chờ \d\d giây", client.post(CODE, {"code": code}).content.decode())
    second_step.forget_wrong_codes(people["editor"])

    client.post(CODE, {"code": f"{code[:3]} {code[3:]}"})

    assert inside(client)
    again = Client()
    enter(again, "editor")
    assert "Mã chưa đúng" in again.post(CODE, {"code": code}).content.decode()


def test_a_session_from_before_the_telephone_is_asked_for_the_code(client, people):
    client.force_login(people["editor"])
    assert inside(client)

    telephone(people["editor"])

    assert client.get(START)["Location"].startswith(CODE)


def test_setting_up_shows_ten_codes_once_each_good_once(client, people):
    editor = people["editor"]
    client.force_login(editor)
    page = client.get(SECOND).content.decode()
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    assert 'src="data:image/svg+xml' in page
    assert len(secret) == 32
    assert "Mã chưa đúng" in client.post(SECOND, {"code": "12"}).content.decode()
    assert not second_step.has(Person.objects.get(pk=editor.pk))
    key = client.session["second_step_key"]

    response = client.post(SECOND, {"code": shown_by(TOTPDevice(key=key))})

    codes = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", response.content.decode())
    assert len(set(codes)) == 10
    assert "no-store" in response["Cache-Control"]
    assert codes[0] not in client.get(SECOND).content.decode()
    assert inside(client)
    assert second_step.has(Person.objects.get(pk=editor.pk))
    for expected in (True, False):
        other = Client()
        enter(other, "editor")
        other.post(CODE, {"recovery": codes[0].upper().replace("-", " ")})
        assert inside(other) == expected
    assert "Đăng nhập bằng mã dự phòng; còn 9 mã." in [e.get_change_message() for e in LogEntry.objects.all()]


def test_new_recovery_codes_replace_the_old_ones_and_ask_the_password(client, people):
    signed_in(client, people["editor"])
    second_step.draw_recovery_codes(people["editor"])
    before = set(StaticToken.objects.values_list("token", flat=True))
    address = reverse("admin:recovery_codes")

    assert "Mật khẩu chưa đúng" in told(client.post(address, {"password": "sai"}))
    assert set(StaticToken.objects.values_list("token", flat=True)) == before
    client.post(address, {"password": PASSWORD})

    after = set(StaticToken.objects.values_list("token", flat=True))
    assert len(after) == 10
    assert not before & after
    assert inside(client)


def test_the_old_telephone_counts_until_the_new_one_has_answered(client, people):
    old = signed_in(client, people["editor"])
    elsewhere = Client()
    enter(elsewhere, "editor")
    elsewhere.post(CODE, {"code": shown_by(old, 1)})
    address = reverse("admin:second_step_replace")
    client.get(address)
    code = shown_by(TOTPDevice(key=client.session["second_step_key"]))

    client.post(address, {"password": "sai", "code": code})
    assert TOTPDevice.objects.get() == old
    client.post(address, {"password": PASSWORD, "code": code})

    assert TOTPDevice.objects.get() != old
    assert inside(client)
    assert not inside(elsewhere)


def test_turning_off_asks_the_password_and_is_refused_where_demanded(client, people, settings):
    address = reverse("admin:second_step_off")
    signed_in(client, people["publisher"])
    settings.DEMAND_OTP = True
    assert "không tắt được" in told(client.post(address, {"password": PASSWORD}, follow=True))
    assert second_step.has(Person.objects.get(username="publisher"))
    settings.DEMAND_OTP = False

    assert "Mật khẩu chưa đúng" in told(client.post(address, {"password": "sai"}))
    client.post(address, {"password": PASSWORD})

    assert (TOTPDevice.objects.count(), StaticDevice.objects.count()) == (0, 0)
    assert inside(client)


@pytest.mark.parametrize(
    "role, demanded", [("officer", 0), ("editor", 0), ("publisher", 1), ("province", 1), ("system", 1)]
)
def test_publishers_and_above_set_it_up_before_anything_else(client, people, settings, role, demanded):
    settings.DEMAND_OTP = True

    enter(client, role)

    assert inside(client) is not bool(demanded)
    if demanded:
        for address in (url("person_changelist"), reverse("admin:jsi18n"), CHANGE, reverse("admin:second_step_off")):
            assert client.get(address, follow=True).redirect_chain[-1][0].startswith(SECOND), address
        client.get(SECOND)
        client.post(SECOND, {"code": shown_by(TOTPDevice(key=client.session["second_step_key"]))})
        assert inside(client)


def test_an_account_made_by_hand_is_of_the_system_and_no_exception(client, db, settings):
    settings.DEMAND_OTP = True
    Person.objects.create_superuser("goc", password=PASSWORD)

    enter(client, "goc")

    assert client.get(START)["Location"].startswith(SECOND)


def test_code_then_new_password_then_inside(client, people, settings):
    settings.DEMAND_OTP = True
    device = telephone(people["publisher"])
    Person.objects.filter(username="publisher").update(password_drawn_at=timezone.now())
    enter(client, "publisher")
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}

    assert client.post(CHANGE, form)["Location"].startswith(CODE)
    client.post(CODE, {"code": shown_by(device)})
    assert not inside(client)
    client.post(CHANGE, form)

    assert inside(client)


def test_half_signed_in_may_leave(client, people):
    telephone(people["editor"])
    enter(client, "editor")

    assert "Đã thoát" in client.post(reverse("admin:logout")).content.decode()

    assert client.get(START)["Location"].startswith(DOOR)


def test_the_province_takes_a_lost_telephone_away_but_not_its_own(client, people):
    signed_in(client, people["province"])
    telephone(people["editor"])
    editor, own = people["editor"].pk, people["province"].pk

    client.post(url("person_remove_device", editor))

    assert list(TOTPDevice.objects.values_list("user", flat=True)) == [own]
    for verb in ("remove_device", "reset_password", "unlock"):
        assert client.post(url(f"person_{verb}", own)).status_code == 403
    assert client.post(url("person_remove_device", people["system"].pk)).status_code == 403
    assert enter(Client(), "editor")["Location"] == START


def test_secrets_have_no_screen(act):
    from django.contrib import admin

    assert {model._meta.app_label for model in admin.site._registry} <= {"procedures", "campaigns", "admin"}
    assert act("system").get("/quan-tri/otp_totp/totpdevice/").status_code == 404


# What the pages say


def test_every_page_of_the_way_in_speaks_vietnamese(client, people, settings):
    from tests.test_vietnamese import check

    settings.DEMAND_OTP = True
    check(enter(client, "publisher", "sai"))
    enter(client, "publisher")
    check(client.get(SECOND))
    check(client.post(SECOND, {"code": "1"}))
    check(client.post(SECOND, {"code": shown_by(TOTPDevice(key=client.session["second_step_key"]))}))
    for name in ("second_step", "second_step_replace", "recovery_codes", "password_change"):
        check(client.get(reverse(f"admin:{name}")))
        check(client.post(reverse(f"admin:{name}"), {}))
    other = Client()
    enter(other, "publisher")
    for words in ({}, {"code": "1"}, {"recovery": "x"}, {"code": "2"}):
        check(other.post(CODE, words))
    check(wrong(Client(), "publisher", 6))
