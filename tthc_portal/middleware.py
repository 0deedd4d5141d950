"""What is checked of every request before anything else looks at it."""

from django.core.exceptions import BadRequest
from django.http import Http404


class NoNulCharacters:
    """NUL never stands in a true address, and PostgreSQL refuses it where SQLite does not: turned away at the door.

    Public pages read their parameters leniently; those of the back-office go to the database as they are.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info:
            raise Http404
        if request.path_info.startswith("/quan-tri/") and "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL character in the query")
        return self.get_response(request)


class HeadHasNoBody:
    """HEAD answers with the headers of GET and nothing more: gunicorn complains of every body that it has to drop."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response
