"""For machines: is the process up, can it answer."""

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from procedures import search


@never_cache
@require_safe
def healthz(request):
    """The process is up."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """The database answers and the search index is built (built here where it is not)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        search.warm()
    except DatabaseError:
        return HttpResponse("database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
