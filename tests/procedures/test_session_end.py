"""The end of a session: idle time, and what was typed when it ended."""

import re
import time
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from procedures.models import DomainGroup
from tests.procedures.door import CHANGE, CODE, DOOR, KEPT, START, enter, inside, shown_by, telephone
from tests.procedures.office import PASSWORD, told, url
from tthc_portal.sign_in import idle, kept


@pytest.fixture
def people(world):
    return world["people"]


# Idle time


def age(client, seconds):
    """Let the session have been used last so many seconds ago."""
    session = client.session
    session[idle.SEEN] = int(time.time()) - seconds
    session.save()


def test_a_session_moves_on_with_clicks_at_most_once_a_minute(client, people, django_assert_num_queries):
    client.force_login(people["editor"])
    client.get(START)
    first = client.session[idle.SEEN]
    client.get(START)
    with django_assert_num_queries(2):  # session, person: nothing is written
        client.get(reverse("admin:session"))
    age(client, 61)

    client.get(reverse("admin:session"), headers={"sec-fetch-mode": "cors"})
    assert client.session[idle.SEEN] < first  # what a page fetches by itself does not count
    client.get(START)

    assert client.session[idle.SEEN] >= first


def test_the_page_asks_how_long_and_goes_on_with_one_click(client, people):
    client.force_login(people["editor"])
    client.get(START)
    age(client, 29 * 60)
    address, fetched = reverse("admin:session"), {"sec-fetch-mode": "cors"}

    assert 55 <= client.get(address, headers=fetched).json()["left"] <= 60
    assert client.post(address, headers=fetched).json()["left"] == 30 * 60
    assert 'data-minutes="30"' in client.get(START).content.decode()
    expire(client)
    assert client.post(address, headers=fetched).status_code == 401


def expire(client):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def test_a_session_lasts_as_long_as_the_setting_says(client, people):
    assert project.SESSION_COOKIE_AGE == 31 * 60
    client.force_login(people["editor"])
    client.get(START)
    left = Session.objects.get(pk=client.session.session_key).expire_date - timezone.now()
    assert timedelta(minutes=30) < left <= timedelta(minutes=31)

    expire(client)

    assert not inside(client)
    enter(client, "editor")
    assert Session.objects.count() == 1  # what has expired is thrown away


# What was typed


WORDS = {"name": "Việc của làng", "slug": "", "icon": "other", "position": "7"}


@pytest.fixture
def writer(people):
    """An editor's browser, as strict about forms as a real one."""
    client = Client(enforce_csrf_checks=True)
    client.get(DOOR)
    enter(client, "province", csrfmiddlewaretoken=client.cookies["csrftoken"].value)
    assert inside(client)
    return client


def send(client, address, words, **more):
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(DOOR, follow=True).content.decode())[1]
    return client.post(address, {**words, "csrfmiddlewaretoken": token}, **more)


def token_of(client, address):
    return re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())[1]


def test_a_form_sent_too_late_is_kept_for_its_writer(writer):
    address = url("domaingroup_add")
    form = WORDS | {"csrfmiddlewaretoken": token_of(writer, address), "secret_password": "x", "_save": "1"}
    expire(writer)

    response = writer.post(address, form)

    assert response["Location"] == f"{DOOR}?next={KEPT}"
    assert not DomainGroup.objects.filter(name=WORDS["name"]).exists()
    door = writer.get(response["Location"]).content.decode()
    assert "điều vừa gõ vẫn được giữ" in door
    assert "«province»" in door
    response = send(writer, DOOR, {"username": "province", "password": PASSWORD, "next": KEPT})
    assert response["Location"] == KEPT
    page = writer.get(KEPT).content.decode()
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    assert {name: fields[name] for name in ("name", "position", "_save")} == {
        "name": WORDS["name"],
        "position": "7",
        "_save": "1",
    }
    assert "secret_password" not in fields
    assert f'action="{address}"' in page
    writer.post(address, WORDS | {"_kept": "1", "_save": "1", "csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]})
    assert DomainGroup.objects.get(name=WORDS["name"]).position == 7
    assert writer.get(KEPT)["Location"] == START


def test_another_person_neither_sees_nor_sends_it(writer):
    form = WORDS | {"csrfmiddlewaretoken": token_of(writer, url("domaingroup_add"))}
    expire(writer)
    writer.post(url("domaingroup_add"), form)

    send(writer, DOOR, {"username": "system", "password": PASSWORD, "next": KEPT})

    assert inside(writer)
    assert WORDS["name"] not in writer.get(KEPT, follow=True).content.decode()
    assert kept.KEPT not in writer.session
    assert writer.post(url("domaingroup_add"), form).status_code == 403  # an open tab of somebody else
    assert not DomainGroup.objects.filter(name=WORDS["name"]).exists()


def test_other_open_pages_stay_good_for_the_same_person(writer):
    form = WORDS | {"csrfmiddlewaretoken": token_of(writer, url("domaingroup_add"))}
    expire(writer)

    send(writer, DOOR, {"username": "province", "password": PASSWORD})
    writer.post(url("domaingroup_add"), form)

    assert DomainGroup.objects.filter(name=WORDS["name"]).exists()


def test_half_signed_in_does_not_see_it_yet(writer, people):
    form = WORDS | {"csrfmiddlewaretoken": token_of(writer, url("domaingroup_add"))}
    expire(writer)
    writer.post(url("domaingroup_add"), form)
    device = telephone(people["province"])
    send(writer, DOOR, {"username": "province", "password": PASSWORD, "next": KEPT})

    response = writer.get(KEPT)
    assert response["Location"].startswith(CODE)
    token = token_of(writer, response["Location"])
    response = writer.post(CODE, {"code": shown_by(device), "next": KEPT, "csrfmiddlewaretoken": token})

    assert WORDS["name"] in writer.get(response["Location"]).content.decode()


def test_files_are_named_and_asked_for_again(writer):
    form = WORDS | {"csrfmiddlewaretoken": token_of(writer, url("domaingroup_add"))}
    expire(writer)
    writer.post(url("domaingroup_add"), form | {"file": SimpleUploadedFile("to-khai.docx", b"x")})

    send(writer, DOOR, {"username": "province", "password": PASSWORD})

    assert "to-khai.docx" in told(writer.get(KEPT))


@pytest.mark.parametrize("case", ["stranger", "forged", "left", "large", "secret"])
def test_what_must_not_be_kept_is_not(writer, case):
    form = WORDS | {"csrfmiddlewaretoken": token_of(writer, url("domaingroup_add"))}
    address = url("domaingroup_add")
    if case == "left":
        writer.post(reverse("admin:logout"), form)
    expire(writer)
    if case == "stranger":
        del writer.cookies[kept.MARK]
    if case == "forged":
        writer.cookies[kept.MARK] = "1:0:0"
    if case == "large":
        form["name"] = "x" * (kept.MOST + 1)
    if case == "secret":
        address = CHANGE

    writer.post(address, form)

    assert kept.KEPT not in writer.session


def test_what_a_page_fetches_is_told_that_the_session_is_over(writer):
    form = WORDS | {"csrfmiddlewaretoken": token_of(writer, url("domaingroup_add"))}
    expire(writer)

    response = writer.post(url("domaingroup_add"), form, headers={"sec-fetch-mode": "cors"})

    assert (response.status_code, "Phiên làm việc đã hết" in response.json()["message"]) == (401, True)
