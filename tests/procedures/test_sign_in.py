"""The way in: lock-out, drawn passwords, accounts."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings as project
from django.contrib.admin.models import LogEntry
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from procedures.models import Person
from tests.procedures.door import (
    CHANGE,
    ELSEWHERE,
    KEPT,
    NEW,
    SECOND,
    START,
    enter,
    inside,
    wrong,
)
from tests.procedures.office import PASSWORD, told, url
from tthc_portal.sign_in import lockout


@pytest.fixture
def people(world):
    return world["people"]


# Lock-out


def test_wrong_passwords_lock_one_account_at_one_address_and_nothing_else(client, people):
    before = told(wrong(client, "editor", 4))
    response = wrong(client, "Editor", 2)  # capitals make no other account

    page = response.content.decode()
    assert "Còn 2 lần thử" in before
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    assert re.search(r"Thử lại sau \d\d:\d\d\.", page)
    assert "nhờ người quản trị của tỉnh mở khóa" in page
    assert enter(client, "editor").status_code == 429  # even with the right one
    assert not inside(client)
    assert enter(client, "editor", address=ELSEWHERE).status_code == 302
    assert inside(client)
    client.logout()
    assert enter(client, "publisher").status_code == 302
    assert inside(client)


def test_an_account_that_does_not_exist_is_treated_the_same(client, people):
    answers = [[told(wrong(Client(), name, 1)) for _ in range(6)] for name in ("editor", "khong-co")]

    plain = [
        [text.replace(name, "x") for text in texts] for name, texts in zip(("editor", "khong-co"), answers, strict=True)
    ]
    assert plain[0] == plain[1]
    assert "Gõ sai mật khẩu 6 lần" in plain[0][-1]


def test_a_lock_ends_by_itself_and_leaves_nothing_behind(client, people):
    wrong(client, "editor", 30)
    assert AccessAttempt.objects.get().failures_since_start == project.AXES_FAILURE_LIMIT
    AccessAttempt.objects.update(attempt_time=timezone.now() - project.AXES_COOLOFF_TIME - timedelta(seconds=1))

    assert enter(client, "editor").status_code == 302
    assert inside(client)
    assert (AccessAttempt.objects.count(), AccessLog.objects.count()) == (0, 0)


def test_a_right_password_forgives_the_wrong_ones(client, people):
    wrong(client, "editor", 5)
    enter(client, "editor")

    assert enter(Client(), "editor", "sai").status_code == 200


def test_without_a_request_nobody_is_locked_and_nothing_is_told(people, caplog):
    wrong(Client(), "editor", 6)

    assert authenticate(username="editor", password=PASSWORD) == people["editor"]
    assert authenticate(username="editor", password="sai") is None
    assert [
        record for record in caplog.records if record.name.startswith("axes") and record.levelname != "CRITICAL"
    ] == []


@pytest.mark.parametrize(
    "proxies, header, found",
    [
        (0, "9.9.9.9", "10.0.0.1"),  # nobody stands before us: the header is the client's own invention
        (1, "9.9.9.9, 203.0.113.7", "203.0.113.7"),
        (2, "9.9.9.9, 203.0.113.7, 10.0.0.5", "203.0.113.7"),
        (2, "203.0.113.7", "203.0.113.7"),
        (1, "", "10.0.0.1"),
        (1, "khong-ro", "10.0.0.1"),
        (1, "203.0.113.7:51234", "203.0.113.7"),
        (1, "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_address_is_the_one_our_own_proxies_saw(settings, proxies, header, found):
    settings.PROXY_COUNT = proxies

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)

    assert lockout.client_address(request) == found


def test_the_province_sees_and_lifts_a_lock(client, act, people):
    wrong(client, "editor", 6)
    editor = people["editor"]

    page = act("province").get(url("person_changelist") + "?tinh-trang=tam-khoa").content.decode()
    assert "tạm khóa vì sai mật khẩu" in page
    assert "1 người dùng" in page
    client.post(url("person_unlock", editor.pk))

    assert LogEntry.objects.get(object_id=editor.pk).get_change_message() == "Đã mở khóa đăng nhập."
    assert enter(Client(), "editor").status_code == 302


def test_capitals_in_a_name_do_not_matter(client, people):
    assert enter(client, "EDITOR").status_code == 302
    assert inside(client)


# Drawn passwords


@pytest.mark.parametrize("spelling", ["EDITOR", " editor ", "ｅｄｉｔｏｒ", "edıtor", "editor\x00", "\u200beditor"])
def test_no_other_spelling_of_a_name_goes_round_its_lock(client, people, spelling):
    """Databases differ in what they take for the same letters: PostgreSQL knows ı as a capital I made small."""
    wrong(client, "editor", project.AXES_FAILURE_LIMIT)
    enter(client, spelling)

    assert not inside(client)


def test_a_drawn_password_is_changed_before_anything_else(client, people):
    Person.objects.filter(username="editor").update(password_drawn_at=timezone.now())

    enter(client, "editor")

    for address in (START, url("synonym_changelist"), reverse("admin:jsi18n"), SECOND, KEPT):
        assert client.get(address, follow=True).redirect_chain[-1][0].startswith(CHANGE)
    form = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert "Mật khẩu mới phải khác" in told(client.post(CHANGE, form))
    response = client.post(CHANGE, form | {"new_password1": NEW, "new_password2": NEW})
    assert response["Location"] == START
    assert inside(client)
    assert Person.objects.get(username="editor").password_drawn_at is None


def test_a_password_change_ends_all_other_sessions(client, people):
    other = Client()
    for each in (client, other):
        enter(each, "editor")

    client.post(CHANGE, {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})

    assert inside(client)
    assert not inside(other)
    assert enter(Client(), "editor", PASSWORD).status_code == 200


def test_guessing_the_present_password_counts_towards_the_lock(client, people):
    client.force_login(people["editor"])
    form = {"new_password1": NEW, "new_password2": NEW}

    answers = [client.post(CHANGE, form | {"old_password": f"sai-{n}"}).status_code for n in range(6)]

    assert answers == [200] * 5 + [429]


def test_signing_in_writes_no_history(client, people):
    before = people["editor"].history.count()

    enter(client, "editor")

    assert people["editor"].history.count() == before


def test_only_addresses_of_the_back_office_are_gone_to(client, people):
    for address in ("https://xau.example/quan-tri/", "//xau.example/", "/thu-tuc/", "javascript:alert(1)"):
        assert enter(Client(), "editor", next=address)["Location"] == START


# Accounts that nobody made


def test_there_is_no_account_but_those_of_the_demo(db):
    assert Person.objects.count() == 0
    call_command("load_reference", verbosity=0)
    assert Person.objects.count() == 0
    assert "load_demo" not in (project.BASE_DIR / "deploy/start.sh").read_text()


def test_accounts_of_the_demo_need_no_new_password_and_are_five(db, tmp_path, settings):
    from procedures.demo import load_demo

    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "tep"

    load_demo(timezone.localdate())

    assert Person.objects.count() == len(Person.Role)
    assert not Person.objects.exclude(password_drawn_at=None).exists()
