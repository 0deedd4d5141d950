"""Lock-out: too many wrong passwords for one account from one address, and only there, for a quarter of an hour.

Never by the address alone (a whole commune sits behind one line), never by the account alone (anybody could shut a
colleague out from elsewhere). An account that does not exist is treated like one that does.
django-axes counts; its rows are thrown away when the cool-off is over, at the next sign-in of anybody.
"""

import ipaddress
import math
from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, Max, OuterRef, Sum
from django.db.models.functions import Lower
from django.shortcuts import render
from django.utils import timezone

from procedures.models import Person

LONGEST_NAME = 150


class Handler(AxesDatabaseHandler):
    """axes' own, quiet where there is no request: commands and tests check passwords too."""

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if request is not None:
            super().user_login_failed(sender, credentials, request, **kwargs)


def client_address(request):
    """Where a request comes from: an IPv4 address, or the /64 network of an IPv6 one (a household has that many).

    Behind `settings.PROXY_COUNT` proxies it is the address that the outermost of them saw: that many from the right
    in X-Forwarded-For. What stands further left was written by the client and is not believed; with no proxy the
    header is not read at all.
    """
    seen = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXY_COUNT:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        seen = [part for part in told[-settings.PROXY_COUNT :] if part.strip()] + seen
    return next((found for part in seen if (found := _address(part))), None)


def _address(text):
    """An address without port, brackets and zone; None where it is none."""
    text = text.strip().removeprefix("[").split("]")[0].split("%")[0]
    if text.count(":") == 1:
        text = text.split(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False).network_address
    return str(found)


def account_name(request, credentials=None):
    """The name that is counted: Lan.Nguyen and lan.nguyen are one account."""
    given = (credentials or {}).get("username") or (request.POST.get("username") if request else None) or ""
    return folded(given)


def folded(username):
    """A name as it is compared, and as axes keeps it."""
    return username.replace("\x00", "").strip().casefold()[:LONGEST_NAME]


def attempts_left(request):
    """How many wrong passwords more until the lock, None where none was wrong in this request."""
    failures = getattr(request, "axes_failures_since_start", None)
    return None if failures is None else max(0, settings.AXES_FAILURE_LIMIT - failures)


def answer(request, response, credentials):
    """The page of a locked account: 429, when to try again, whom to call."""
    name, address = account_name(request, credentials), client_address(request)
    last = AccessAttempt.objects.filter(username=name, ip_address=address).aggregate(Max("attempt_time"))
    again_at = (last["attempt_time__max"] or timezone.now()) + settings.AXES_COOLOFF_TIME
    seconds = max(60, (again_at - timezone.now()).total_seconds())
    context = {
        **admin.site.each_context(request),
        "username": (credentials or {}).get("username", ""),
        "limit": settings.AXES_FAILURE_LIMIT,
        "again_at": again_at + timedelta(minutes=1),  # the page names a minute, not a second
        "minutes": math.ceil(seconds / 60),
    }
    page = render(request, "admin/locked.html", context, status=429)
    page["Retry-After"] = str(math.ceil(seconds))
    page["Cache-Control"] = "no-store"
    return page


def with_lock(people):
    """Persons with `is_locked`: whether too many wrong passwords shut the account just now, from some address."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    failures = AccessAttempt.objects.filter(username=Lower(OuterRef("username")), attempt_time__gte=since).order_by()
    grouped = failures.values("username", "ip_address").annotate(times=Sum("failures_since_start"))
    return people.annotate(is_locked=Exists(grouped.filter(times__gte=settings.AXES_FAILURE_LIMIT)))


def is_locked(person):
    """Whether an account is shut just now by wrong passwords, from some address."""
    return with_lock(Person.objects.filter(pk=person.pk)).filter(is_locked=True).exists()


def unlock(person):
    """Forget the wrong passwords of an account, from wherever they came."""
    AccessAttempt.objects.filter(username=folded(person.username)).delete()
