"""Errors that Django would answer in its own way."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """403: in the back-office a form that stood open too long; elsewhere nothing can be sent at all."""
    office = request.path_info.startswith("/quan-tri/")
    return render(request, "403_csrf.html" if office else "403.html", status=403)
