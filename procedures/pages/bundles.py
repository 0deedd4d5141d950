"""Public pages of linked procedures that are done in one go (liên thông)."""

from dataclasses import dataclass, field

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from procedures import directory, time_limits, wording
from procedures.models import Edition, Procedure
from procedures.pages.base import canonical, public_page, shorten
from procedures.pages.rows import rows
from procedures.text import fold


@dataclass
class Paper:
    """One paper that the bundle needs, and the procedures that need it."""

    name: str
    codes: list[str] = field(default_factory=list)
    numbers: str = ""  # their places in the bundle: "1 và 3"


@public_page
def bundle_list(request):
    """Every bundle with the names of what it does."""
    bundles = directory.get().bundles
    names = {row.code: row.plain_name or row.name for row in rows({code for b in bundles for code in b.codes})}
    return render(
        request,
        "procedures/bundle_list.html",
        {
            "bundles": [(bundle, [names[code] for code in bundle.codes if code in names]) for bundle in bundles],
            "page_title": "Thủ tục liên thông",
            "page_summary": "Những nhóm thủ tục làm cùng một lần: một bộ hồ sơ, một ngày nhận kết quả.",
            "canonical": canonical(request),
            "trail": [("Liên thông", "")],
        },
    )


@public_page
def bundle_detail(request, slug):
    """What is done in one go, in which order, and which papers serve several procedures. Two queries."""
    bundle = next((each for each in directory.get().bundles if each.slug == slug), None)
    if bundle is None:
        raise Http404
    listed = {row.code: row for row in rows(bundle.codes)}
    public = Edition.objects.published(timezone.localdate()).filter(
        procedure__code__in=bundle.codes, procedure__kind=Procedure.Kind.PUBLIC
    )
    sheets = {edition.procedure.code: edition.sheet for edition in public.select_related("procedure")}
    items = [
        {"code": item.procedure.code, "note": item.note, "row": listed.get(item.procedure.code)}
        for item in bundle.items.all()
    ]
    papers = papers_of((code, sheets[code]) for code in bundle.codes if code in sheets and not listed[code].ended)
    for paper in papers:
        paper.numbers = wording.joined(str(bundle.codes.index(code) + 1) for code in paper.codes)
    return render(
        request,
        "procedures/bundle_detail.html",
        {
            "bundle": bundle,
            "items": items,
            "time": _time(bundle),
            "shared": [paper for paper in papers if len(paper.codes) > 1],
            "own": own_papers(papers, [(code, listed.get(code)) for code in bundle.codes]),
            "papers": papers,
            "page_title": bundle.name,
            "page_summary": shorten(bundle.summary or bundle.name),
            "canonical": canonical(request),
            "trail": [("Liên thông", reverse("bundles")), (bundle.name, "")],
        },
    )


def papers_of(sheets) -> list[Paper]:
    """The papers of several sheets, each said once, those that serve several procedures first.

    `sheets`: (code, Sheet). Two papers are one where their wording is the same but for marks, case and punctuation.
    """
    found: dict[str, Paper] = {}
    for code, sheet in sheets:
        for item in sheet.papers:
            paper = found.setdefault(fold(item.name), Paper(item.name))
            if code not in paper.codes:
                paper.codes.append(code)
    return sorted(found.values(), key=lambda paper: -len(paper.codes))


def own_papers(papers, rows):
    """[(place in the bundle, Row, [papers that only this procedure needs])], without those that need no such paper."""
    found = []
    for place, (code, row) in enumerate(rows, 1):
        if own := [paper for paper in papers if paper.codes == [code]]:
            found.append((place, row, own))
    return found


def _time(bundle):
    if not bundle.duration_unit:
        return ""
    return wording.duration(time_limits.stored(bundle.duration, bundle.duration_unit, f"bundle {bundle.slug}")) or ""
