"""A session of the back-office ends after IDLE_MINUTES without a click.

The session's own date of expiry does it (SESSION_COOKIE_AGE). It is moved on with what a person does: opening pages,
sending forms, and what idle.js reports of typing; not with what a page fetches by itself. At most once a minute,
so that a minute more than IDLE_MINUTES may pass.
"""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import JsonResponse
from django.views.decorators.http import require_http_methods

SEEN = "seen_at"
OFTEN = 60  # seconds


class Idle:
    """Notes when a signed-in person was last at work."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith("/quan-tri/") and SESSION_KEY in request.session and _by_hand(request):
            touch(request)
        return self.get_response(request)


def _by_hand(request):
    """Browsers say whether a person goes somewhere or a page fetches; what says nothing counts."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def touch(request):
    """Move the end of the session on, if that was not done within the last minute."""
    now = int(time.time())
    if not 0 <= now - request.session.get(SEEN, 0) < OFTEN:
        request.session[SEEN] = now


def left(request):
    """Seconds until the session ends if nothing is done."""
    return max(0, settings.IDLE_MINUTES * 60 - (int(time.time()) - request.session.get(SEEN, 0)))


@require_http_methods(["GET", "POST"])
def session(request):
    """GET: how many seconds are left; asking moves nothing. POST: the person is still there."""
    if request.method == "POST":
        request.session[SEEN] = int(time.time())
    return JsonResponse({"left": left(request)})
