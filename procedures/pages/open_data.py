"""/du-lieu-mo/: the whole data set as files."""

import mimetypes

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from procedures import open_data, sheet_words
from procedures.pages.base import canonical, public_page


@public_page
def open_data_page(request):
    """What there is to take along, of which day, under which licence."""
    files = open_data.files()
    context = {
        "files": files,
        "columns": [title for _, title in open_data.COLUMNS],
        "keys": sheet_words.PARTS["Sheet"][1].items(),
        "day": open_data.as_of(),
        "licence": settings.OPEN_DATA_LICENCE,
        "page_title": "Dữ liệu mở",
        "page_summary": "Trọn bộ dữ liệu đang công khai dưới dạng JSON, CSV, XLSX: thủ tục, nơi nộp, quyết định.",
        "canonical": canonical(request),
        "trail": [("Dữ liệu mở", "")],
    }
    return render(request, "procedures/open_data.html", context)


@public_page
def open_data_file(request, name):
    """One file; nothing but "unchanged" for whoever has it already."""
    file = next((each for each in open_data.files() if each.name == name), None)
    path = open_data.path_of(name)
    if file is None or path is None:
        raise Http404("Không có tệp này.")
    etag, changed = quote_etag(file.digest), int(file.made_at.timestamp())
    kept = get_conditional_response(request, etag=etag, last_modified=changed)
    response = kept or _saved(path)
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    return response


def _saved(path):
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=kind)
