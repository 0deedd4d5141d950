"""/tu-kiem/: how current our list is, by our own measure, with its formulas."""

from django.shortcuts import render

from procedures import self_check
from procedures.pages.base import canonical, public_page
from procedures.pages.paging import page_number, page_url, paged
from procedures.text import fold

A_PAGE = 20


def figures(standing):
    """[(name, Share, formula)] in the order of the formulas, for what is measured of this standing."""
    return [
        (title, standing.shares[name], formula)
        for name, (title, formula) in self_check.FORMULAS.items()
        if name in standing.shares
    ]


def shares_of(standing):
    """[(name, Share or None)] for one row of a table, every formula in its order."""
    return [(title, standing.shares.get(name)) for name, (title, _) in self_check.FORMULAS.items()]


@public_page
def self_check_page(request):
    """The province's figures, then each agency's, by name."""
    found = self_check.get()
    words = request.GET.get("q", "").strip()[:200]
    agencies = [each for each in found.agencies if fold(words) in fold(each.name)] if found else []
    url = page_url(request.path, [("q", words)] if words else ())
    pages = paged(len(agencies), page_number(request.GET.get("trang", "")), url, A_PAGE)
    context = {
        "found": found,
        "figures": figures(found.province) if found else [],
        "titles": [title for title, _ in self_check.FORMULAS.values()],
        "words": words,
        "agencies": [(each, shares_of(each)) for each in agencies[pages.start : pages.end]],
        "pages": pages,
        "page_title": "Bảng tự kiểm",
        "page_summary": "Danh sách thủ tục trên cổng này đầy đủ và kịp thời đến đâu, tính thế nào.",
        "canonical": canonical(request),
        "noindex": bool(request.GET),
        "trail": [("Bảng tự kiểm", "")],
    }
    return render(request, "procedures/self_check.html", context)
