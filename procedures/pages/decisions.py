"""Public pages of publication decisions: what was decided, and what each decision changed."""

from dataclasses import dataclass

from django.db import models
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from procedures.models import Change, Decision, Edition, Procedure
from procedures.pages.base import canonical, public_page, shorten, travelling
from procedures.pages.paging import page_number, page_url, paged
from procedures.pages.rows import Badge, Row, change_badge, rows

DECISIONS_A_PAGE = 30
NAMED = 200  # procedures shown on the page of a decision that only their texts name


@dataclass(frozen=True)
class Line:
    """One change of one procedure. `row` is None where the procedure has no public text any more."""

    badge: Badge
    code: str
    row: Row | None
    note: str
    successor: Row | None


@public_page
def decision_list(request):
    """Publication decisions, newest first; those without a date last."""
    decisions = Decision.objects.public().order_by(
        models.F("effective_on").desc(nulls_last=True), models.F("issued_on").desc(nulls_last=True), "number"
    )
    total = decisions.count()
    wanted = page_number(request.GET.get("trang", ""))
    pages = paged(total, wanted, page_url(request.path, travelling(request)), DECISIONS_A_PAGE)
    return render(
        request,
        "procedures/decision_list.html",
        {
            "decisions": list(decisions[pages.start : pages.end]),
            "total": total,
            "pages": pages,
            "page_title": "Quyết định công bố",
            "page_summary": "Các quyết định công bố thủ tục hành chính và những gì mỗi quyết định thay đổi.",
            "canonical": canonical(request),
            "trail": [("Quyết định công bố", "")],
        },
    )


@public_page
def decision_detail(request, slug):
    """One decision and what it changed; where nobody recorded changes, the procedures whose text names it."""
    decision = get_object_or_404(Decision.objects.public(), slug=slug)
    lines = _lines(decision) if decision.applied_at else []
    return render(
        request,
        "procedures/decision_detail.html",
        {
            "decision": decision,
            "lines": lines,
            "named": [] if lines else _named(decision),
            "page_title": f"Quyết định {decision.number}",
            "page_summary": shorten(decision.title or f"Quyết định công bố số {decision.number}."),
            "canonical": canonical(request),
            "trail": [("Quyết định công bố", reverse("decisions")), (decision.number, "")],
        },
    )


def _lines(decision):
    public = Change.objects.filter(decision=decision, procedure__kind=Procedure.Kind.PUBLIC)
    changes = list(public.select_related("procedure", "successor").order_by("id"))
    codes = [procedure.code for change in changes for procedure in (change.procedure, change.successor) if procedure]
    found = {row.code: row for row in rows(dict.fromkeys(codes))}
    return [
        Line(
            badge=change_badge(change.kind),
            code=change.procedure.code,
            row=found.get(change.procedure.code),
            note=change.note,
            successor=found.get(change.successor.code) if change.successor else None,
        )
        for change in changes
    ]


def _named(decision):
    codes = Edition.objects.published().filter(decision=decision).order_by("procedure__code")
    return rows(codes.values_list("procedure__code", flat=True)[:NAMED])
