"""Điểm cần xem lại by kind: what imports had to say, gathered, each leading to the place where it is mended."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from procedures import wording
from procedures.admin import rights
from procedures.admin.keeping.page import Way, address, need, pages_of, shown, ways_to_mend
from procedures.importing.findings import TITLES, Kind
from procedures.models import Domain, Finding

AT_ONCE = 200  # remarks marked in one go


@dataclass(frozen=True)
class Gathered:
    """The open remarks of one kind."""

    kind: str
    title: str
    count: int
    url: str


def by_kind(person=None) -> list[Gathered]:
    """Open remarks by kind, most first: those within a person's reach, or all. One query."""
    waiting = Finding.objects.filter(resolved_at=None)
    if person is not None:
        waiting = rights.scoped(person, waiting)
    counted = waiting.order_by().values_list("kind").annotate(count=Count("pk")).order_by("-count", "kind")
    return [
        Gathered(kind, title_of(kind), count, f"{address('remarks')}?{urlencode({'loai': kind})}")
        for kind, count in counted
    ]


def title_of(kind):
    """A kind in words; one that no rule knows any more by what it was called."""
    words = TITLES.get(Kind(kind)) if kind in set(Kind) else None
    return (words or "điểm khác")[:1].upper() + (words or "điểm khác")[1:]


def listed(site, request):
    """The kinds with their numbers; with `?loai=` the remarks of one, to be mended and marked as done."""
    need(request, rights.VIEW, Finding)
    kind = request.GET.get("loai", "")
    if not kind:
        return shown(site, request, "remarks", title="Điểm cần xem lại", kinds=by_kind(request.user))
    if len(kind) > 40:
        raise Http404
    if request.method == "POST":
        return _mark(request, kind)
    waiting = rights.scoped(request.user, Finding.objects.filter(kind=kind, resolved_at=None))
    total = waiting.count()
    pages = pages_of(request, total)
    remarks = list(
        waiting.select_related("procedure", "batch").order_by("-batch_id", "row", "pk")[pages.start : pages.end]
    )
    mend = ways_to_mend(request.user, {remark.procedure_id for remark in remarks if remark.procedure_id})
    return shown(
        site,
        request,
        "remark_list",
        title=title_of(kind),
        rows=[
            {"remark": remark, "place": _place(remark), "way": _way(request.user, remark, mend)} for remark in remarks
        ],
        total=total,
        pages=pages,
        may=rights.may(request.user, rights.RESOLVE, Finding),
        back=address("remarks"),
    )


def _place(remark):
    parts = [
        remark.file_name,
        remark.sheet_name and f"trang tính {remark.sheet_name}",
        remark.row and f"dòng {wording.number(remark.row)}",
        remark.column and f"cột {remark.column}",
    ]
    return ", ".join(part for part in parts if part)


def _way(person, remark, mend):
    """Where this remark is mended: where its kind says, else in the words of its procedure."""
    if remark.kind == Kind.WRITTEN_HERE and remark.procedure:
        return Way("So với nguồn", address("source", remark.procedure.code))
    if remark.kind == Kind.DOMAIN_UNGROUPED and rights.may(person, rights.CHANGE, Domain):
        return Way("Xếp nhóm lĩnh vực", reverse("admin:procedures_domain_changelist") + "?nhom=-")
    return mend.get(remark.procedure_id)


def _mark(request, kind):
    if not rights.may(request.user, rights.RESOLVE, Finding):
        raise PermissionDenied
    keys = [int(key) for key in request.POST.getlist("dong")[:AT_ONCE] if key.isdecimal() and len(key) < 18]
    waiting = rights.scoped(request.user, Finding.objects.filter(kind=kind, pk__in=keys), rights.RESOLVE)
    found = list(waiting.values_list("pk", flat=True))
    count = Finding.objects.filter(pk__in=found).update(resolved_at=timezone.now(), resolved_by=request.user)
    if count:
        messages.success(request, f"Đã đánh dấu xử lý {wording.number(count)} chỗ.")
    else:
        messages.warning(request, "Chưa chọn dòng nào nên chưa đánh dấu gì.")
    return HttpResponseRedirect(request.get_full_path())
