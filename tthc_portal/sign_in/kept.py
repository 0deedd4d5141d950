"""What was typed is not lost when the session ended meanwhile: it is kept until the same person has signed in again.

Whose form it is, is proven by a signed cookie that says who signed in last in this browser, bound to the secret of
the forms of that sign-in (CSRF): a form that another person left in an open tab does not fit, and is never kept,
shown or sent for anybody else. Kept in the session, for a working day; files and passwords are not kept.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature
from django.urls import Resolver404, resolve
from django.utils.crypto import constant_time_compare

from procedures.models import Person

MARK, SALT = "office_last", "tthc_portal.sign_in.kept"
LIFE = timedelta(hours=10)
KEPT = "kept_form"
MOST = 1024 * 1024  # characters of all fields together
#: Forms that are never kept: they hold secrets, or make no sense later.
NEVER = {"login", "logout", "sign_in_code", "password_change", "second_step", "second_step_off", "recovery_codes"}
NEVER |= {"kept_form", "session"}
SENT = "_kept"


def mark(request, response):
    """Note in the browser who is signed in there, if it does not say so yet."""
    user, secret = request.user, request.META.get("CSRF_COOKIE")
    if not user.is_authenticated or not secret or last_person(request) == user.pk:
        return
    response.set_signed_cookie(
        MARK,
        f"{user.pk}:{_digest(secret)}",
        salt=SALT,
        max_age=LIFE,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def unmark(response):
    """Whoever leaves by "Thoát" leaves nothing behind."""
    response.delete_cookie(MARK, path=settings.SESSION_COOKIE_PATH, samesite="Strict")


def last_person(request):
    """The key of the person who signed in last in this browser and whose forms carry its present secret, or None."""
    try:
        key, _, digest = request.get_signed_cookie(MARK, "", salt=SALT, max_age=LIFE).partition(":")
    except BadSignature:
        return None
    secret = request.META.get("CSRF_COOKIE", "")
    return int(key) if key and constant_time_compare(digest, _digest(secret)) else None


def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def keep(request):
    """Keep a form that came after its session had ended. Returns whether it could be kept."""
    person = last_person(request)
    if person is None or _name(request) in NEVER:
        return False
    fields = [[name, value] for name, values in request.POST.lists() for value in values if _keepable(name)]
    if sum(len(name) + len(value) for name, value in fields) > MOST:
        return False
    request.session[KEPT] = {
        "person": person,
        "path": request.get_full_path(),
        "fields": fields,
        "files": [file.name for _name, files in request.FILES.lists() for file in files],
    }
    request.session.set_expiry(LIFE)
    return True


def _name(request):
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return "login"


def _keepable(name):
    return name not in ("csrfmiddlewaretoken", SENT) and "password" not in name


def of(request, person):
    """The kept form of this person: {path, fields, files}; None where there is none."""
    found = request.session.get(KEPT)
    return found if found and person is not None and found["person"] == person.pk else None


def waiting_for(request):
    """The person whose form waits in this browser to be sent, None where none does."""
    found = request.session.get(KEPT)
    return Person.objects.filter(pk=found["person"]).first() if found else None


def settle(request, person):
    """Somebody signed in: from now on the session lives as long as others; what is not theirs is thrown away."""
    request.session.set_expiry(None)
    if KEPT in request.session and not of(request, person):
        drop(request)


def drop(request):
    request.session.pop(KEPT, None)
