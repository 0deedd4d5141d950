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


class Readable:
    """Every answer of the API may be read by any site and kept for a minute; nothing of it is personal.

    Its operations know GET only: HEAD is answered as GET is (`HeadHasNoBody` drops the body), all else is refused in
    Vietnamese.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        method = request.method
        if method == "HEAD":
            request.method = "GET"
        response = self.get_response(request)
        request.method = method
        if response.status_code == 405:
            response.content = '{"loi": "Giao diện dữ liệu chỉ để đọc: dùng GET hoặc HEAD."}'.encode()
            response["Content-Type"], response["Allow"] = "application/json; charset=utf-8", "GET, HEAD"
            response["Content-Length"] = str(len(response.content))
        response["Access-Control-Allow-Origin"] = "*"
        if method in ("GET", "HEAD") and response.status_code == 200:
            response["Cache-Control"] = "public, max-age=60"
        return response
