"""Public pages of who and where: agencies and one-stop desks."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from procedures import directory
from procedures.models import Agency, Desk
from procedures.pages import listing
from procedures.pages.base import canonical, public_page, shorten
from procedures.pages.hours import week
from procedures.text import fold

AGENCY_PARTS = (
    (Agency.Kind.PROVINCE, "Ủy ban nhân dân tỉnh, thành phố"),
    (Agency.Kind.DEPARTMENT, "Sở, ban, ngành"),
    (Agency.Kind.COMMUNE, "Ủy ban nhân dân xã, phường, đặc khu"),
    (Agency.Kind.BRANCH, "Cơ quan ngành dọc tại địa phương"),
    (Agency.Kind.MINISTRY, "Bộ, cơ quan trung ương"),
    (Agency.Kind.OTHER, "Cơ quan khác"),
)


@public_page
def agency_list(request):
    """Every agency by kind; those that were succeeded by another are left to their successor's page."""
    agencies = list(Agency.objects.filter(successor=None))
    parts = [(words, [a for a in agencies if a.kind == kind]) for kind, words in AGENCY_PARTS]
    return render(
        request,
        "procedures/agency_list.html",
        {
            "parts": [(words, found) for words, found in parts if found],
            "page_title": "Cơ quan",
            "page_summary": "Các cơ quan công bố, thực hiện và tiếp nhận thủ tục hành chính.",
            "canonical": canonical(request),
            "trail": [("Cơ quan", "")],
        },
    )


@public_page
def agency_detail(request, slug):
    """One agency: how to reach it, its desks, what it publishes or carries out."""
    agency = get_object_or_404(Agency.objects.select_related("parent", "successor"), slug=slug)
    site, now = directory.get(), timezone.now()
    desks = [(desk, directory.open_state(desk, now)) for desk in site.desks.values() if desk.agency_id == agency.pk]
    return render(
        request,
        "procedures/agency_detail.html",
        {
            "agency": agency,
            "desks": desks,
            "predecessors": list(agency.predecessors.all()),
            "listing": listing.build(request, agency=agency, everywhere=True),
            "page_title": agency.name,
            "page_summary": f"{agency.name}: liên hệ, nơi tiếp nhận hồ sơ, thủ tục hành chính.",
            "canonical": canonical(request),
            "trail": [("Cơ quan", reverse("agencies")), (agency.name, "")],
        },
    )


@public_page
def desk_list(request):
    """Where dossiers are received, open ones first; choosing one makes it travel in every link."""
    now = timezone.now()
    desks = [(desk, directory.open_state(desk, now)) for desk in directory.get().desks.values()]
    desks.sort(key=lambda pair: not pair[1].is_open)
    return render(
        request,
        "procedures/desk_list.html",
        {
            "desks": desks,
            "page_title": "Nơi nộp hồ sơ",
            "page_summary": "Bộ phận Một cửa, Trung tâm Phục vụ hành chính công: địa chỉ, điện thoại, giờ làm việc.",
            "canonical": canonical(request),
            "trail": [("Nơi nộp hồ sơ", "")],
        },
    )


@public_page
def desk_detail(request, slug):
    """One desk: hours, telephone, the way there, what it receives. A closed one keeps its address and says so."""
    desk = directory.get().desks.get(slug)
    if desk is None:
        desk = get_object_or_404(Desk.objects.select_related("agency"), slug=slug)
        desk.hours = []
    today = timezone.localdate()
    return render(
        request,
        "procedures/desk_detail.html",
        {
            "desk": desk,
            "address": _address(desk),
            "is_closed": bool(desk.closed_on and desk.closed_on <= today),
            "state": directory.open_state(desk, timezone.now()),
            "week": week(desk.hours),
            "page_title": desk.name,
            "page_summary": shorten(f"{desk.name}, {desk.address}. Giờ làm việc, điện thoại, thủ tục tiếp nhận."),
            "canonical": canonical(request),
            "trail": [("Nơi nộp hồ sơ", reverse("desks")), (desk.name, "")],
        },
    )


def _address(desk):
    """Where a desk stands, with the commune's name where the address does not name it itself."""
    named = not desk.unit or fold(desk.unit.name) in fold(desk.address)
    return desk.address if named else ", ".join(part for part in (desk.address, desk.unit.name) if part)
