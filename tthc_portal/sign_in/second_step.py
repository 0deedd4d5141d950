"""The second step: a code of six digits from an app on a telephone, or a recovery code from paper (django-otp)."""

import secrets

import django_otp
import segno
from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from procedures.admin import rights
from procedures.models import Person

DEMANDED_OF = {Person.Role.PUBLISHER, Person.Role.PROVINCE, Person.Role.SYSTEM}
RECOVERY_CODES = 10
#: Letters and digits that cannot be taken for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
FEW_LEFT = 3


def demanded(person):
    """Whether the installation demands a second step of this person: of publishers and above (DEMAND_OTP)."""
    return settings.DEMAND_OTP and rights.role_of(person) in DEMANDED_OF


def has(person):
    """Whether a telephone has been set up; known already of whoever came by the session (see backends)."""
    known = getattr(person, "has_second_step", None)
    return _telephones(person).exists() if known is None else known


def _telephones(person):
    return TOTPDevice.objects.filter(user_id=person.pk, confirmed=True)


def new_key():
    """A secret to set up a telephone with, in hexadecimal: 160 bits (RFC 4226 §4)."""
    return random_hex(20)


def address_of(person, key):
    """What the QR says: otpauth://totp/… with the portal's name, the account and the secret."""
    return TOTPDevice(user=person, key=key).config_url


def qr(person, key):
    """The QR as an address of an image in itself (data:)."""
    return segno.make(address_of(person, key), error="m").svg_data_uri(scale=4, border=4, light="#fff")


@transaction.atomic
def set_up(person, key, code):
    """Take a telephone that answered with a right code, instead of any other. Returns it, None if the code is wrong."""
    device = TOTPDevice.objects.create(user_id=person.pk, key=key, name="telephone", confirmed=True)
    if not device.verify_token(code):
        device.delete()
        return None
    TOTPDevice.objects.filter(user_id=person.pk).exclude(pk=device.pk).delete()
    return device


@transaction.atomic
def verify(person, code):
    """(the device that knows this code, until when nothing is looked at): one of them None, both if the code is wrong.

    Six digits are asked of the telephone, anything else of the recovery codes. django-otp makes each wrong code of a
    device cost twice the waiting of the one before, from one second.
    """
    kind = TOTPDevice if code.isdigit() and len(code) == 6 else StaticDevice
    device = kind.objects.select_for_update().filter(user_id=person.pk, confirmed=True).first()
    if device is None:
        return None, None
    allowed, reason = device.verify_is_allowed()
    if not allowed:
        return None, reason["locked_until"]
    return (device if device.verify_token(code) else None), None


def sign_in(request, person, device):
    """The session has passed its second step. A new session key goes with it."""
    request.user = person
    person.has_second_step = True
    django_otp.login(request, device)
    request.session.cycle_key()


@transaction.atomic
def draw_recovery_codes(person):
    """Ten new codes, each good once; those of before are void. Shown once: "abcde-fghjk" (50 bits)."""
    device, _ = StaticDevice.objects.get_or_create(user_id=person.pk, defaults={"name": "paper"})
    device.token_set.all().delete()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(person):
    return StaticToken.objects.filter(device__user_id=person.pk).count()


@transaction.atomic
def remove(person):
    """Take the second step away: telephone and recovery codes. Sessions that rested on it are asked anew."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user_id=person.pk).delete()


def has_wrong_codes(person):
    """Whether a code of this person was wrong lately, so that the next one may have to wait."""
    return any(
        kind.objects.filter(user_id=person.pk, throttling_failure_count__gt=0).exists()
        for kind in (TOTPDevice, StaticDevice)
    )


def forget_wrong_codes(person):
    """Let the next code be looked at without waiting."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user_id=person.pk).update(throttling_failure_count=0, throttling_failure_timestamp=None)
