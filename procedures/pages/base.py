"""What every public page has in common: only read, kept by browsers and proxies for a minute, without a cookie."""

from functools import wraps

from django.conf import settings
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from procedures import directory, wording

MINUTE = 60  # seconds a browser or proxy may show a page again without asking


def public_page(view):
    """A page for everybody: GET and HEAD only, `Cache-Control: public, max-age=60`; the middleware adds the ETag."""
    return wraps(view)(require_safe(cache_control(public=True, max_age=MINUTE)(view)))


def canonical(request, address=None):
    """The page's own address, absolute and without passing parameters (the chosen desk, the words searched)."""
    return settings.SITE_URL + (address or request.path)


def shorten(text, length=160):
    """The beginning of a text as one line, cut at a word: for titles and descriptions of pages."""
    return wording.shortened(str(text), length)


def travelling(request):
    """The parameters that stay in every link: the chosen desk, where one of ours is named."""
    desk = directory.get().chosen(request.GET.get("mot-cua", ""))
    return [("mot-cua", desk.slug)] if desk else []
