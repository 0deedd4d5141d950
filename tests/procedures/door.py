"""The way in, for tests: typing name and password, what a telephone shows, whether somebody is inside."""

import time

from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.procedures.office import PASSWORD

DOOR, START, CODE, CHANGE = (reverse(f"admin:{name}") for name in ("login", "index", "sign_in_code", "password_change"))
SECOND, KEPT = reverse("admin:second_step"), reverse("admin:kept_form")
NEW = "bốn con trâu gặm cỏ"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def enter(client, username, password=PASSWORD, address=HERE, **more):
    return client.post(DOOR, {"username": username, "password": password, **more}, REMOTE_ADDR=address)


def wrong(client, username, times, address=HERE):
    for number in range(times):
        response = enter(client, username, f"sai-{number}", address)
    return response


def inside(client):
    """Whether this client sees the start page."""
    response = client.get(START)
    return response.status_code == 200 and "rail" in response.content.decode()


def telephone(person):
    return TOTPDevice.objects.create(user=person, confirmed=True)


def shown_by(device, steps=0):
    """What the telephone shows now, or so many half minutes later."""
    totp = TOTP(bytes.fromhex(device.key))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def signed_in(client, person):
    """A client that has passed both steps. Returns the telephone."""
    device = telephone(person)
    enter(client, person.username)
    client.post(CODE, {"code": shown_by(device)})
    assert inside(client)
    return device
