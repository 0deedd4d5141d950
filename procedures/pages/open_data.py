"""/du-lieu-mo/: the whole data set as files."""

import mimetypes

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import render

from procedures import open_data
from procedures.pages.base import canonical, public_page


@public_page
def open_data_page(request):
    """What there is to take along, of which day, under which licence."""
    files = open_data.files()
    context = {
        "files": files,
        "columns": [title for _, title in open_data.COLUMNS],
        "day": open_data.as_of(files),
        "licence": settings.OPEN_DATA_LICENCE,
        "page_title": "Dữ liệu mở",
        "page_summary": "Trọn bộ thủ tục đang công khai dưới dạng JSON, CSV, XLSX.",
        "canonical": canonical(request),
        "trail": [("Dữ liệu mở", "")],
    }
    return render(request, "procedures/open_data.html", context)


@public_page
def open_data_file(request, name):
    """One file."""
    open_data.files()
    path = open_data.path_of(name)
    if path is None:
        raise Http404("Không có tệp này.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(open(path, "rb"), as_attachment=True, filename=name, content_type=kind)
