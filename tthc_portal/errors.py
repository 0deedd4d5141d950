"""Errors that Django would answer in its own way."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def csrf_failure(request, reason=""):
    """403: in the back-office a form that stood open too long; elsewhere nothing can be sent at all."""
    office = request.path_info.startswith("/quan-tri/")
    return render(request, "403_csrf.html" if office else "403.html", status=403)


def bad_request(request, exception=None):
    """400, or 413 for a form that holds more than is taken in: the page says which."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    # Without the request: what could not be read must not be read again.
    return HttpResponse(render_to_string("400.html", {"too_large": too_large}), status=413 if too_large else 400)
