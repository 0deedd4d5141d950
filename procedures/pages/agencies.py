"""Public pages of agencies."""

from django.db.models import F
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from procedures import contacts, directory, places, wording
from procedures.models import Agency, Desk
from procedures.pages import listing
from procedures.pages.base import canonical, public_page
from procedures.pages.desks import notices
from procedures.pages.paging import page_number, page_url, paged
from procedures.text import fold

DESKS = 12  # desks shown on an agency's page; the finder has all
A_PAGE = 100  # communes on one page of the list

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
    """Every agency by kind; those that were succeeded by another are found by name and lead to their successor."""
    words = request.GET.get("q", "").strip()[:200]
    site = directory.get()
    meant = _meant(site, words) if words else {key for key, office in site.agencies.items() if office.successor is None}
    keys = [key for key in site.agencies_by_name if key in meant]
    kinds = {kind: place for place, (kind, _) in enumerate(AGENCY_PARTS)}
    keys.sort(key=lambda key: kinds[site.agencies[key].kind])
    url = page_url(request.path, [("q", words)] if words else ())
    pages = paged(len(keys), page_number(request.GET.get("trang", "")), url, A_PAGE)
    known = Agency.objects.select_related("successor").in_bulk(keys[pages.start : pages.end])
    agencies = [known[key] for key in keys[pages.start : pages.end] if key in known]
    parts = [(title, [a for a in agencies if a.kind == kind]) for kind, title in AGENCY_PARTS]
    return render(
        request,
        "procedures/agency_list.html",
        {
            "parts": [(title, found) for title, found in parts if found],
            "words": words,
            "pages": pages,
            "noindex": bool(request.GET),
            "page_title": "Cơ quan",
            "page_summary": "Các cơ quan công bố, thực hiện và tiếp nhận thủ tục hành chính.",
            "canonical": canonical(request),
            "trail": [("Cơ quan", "")],
        },
    )


def _meant(site, words):
    """Keys of the agencies that words mean: those whose name has them, those of the communes they name."""
    said = fold(words)
    short = _shortened(said)
    named = {key for key, name in site.agency_words.items() if said and (said in name or short in _shortened(name))}
    units = [match.unit.pk for match in places.find(words, near=not named)]
    return named | set(Agency.objects.filter(unit__in=units).values_list("pk", flat=True))


def _shortened(folded):
    """A folded name as it is often written: "ubnd tp song mau"."""
    return folded.replace("uy ban nhan dan", "ubnd").replace("thanh pho", "tp")


@public_page
def agency_detail(request, slug):
    """One agency: how to reach it, its desks, what it publishes or carries out."""
    agency = get_object_or_404(Agency.objects.select_related("parent", "successor"), slug=slug)
    site, now = directory.get(), timezone.now()
    own = [desk for desk in site.desks.values() if desk.agency_id == agency.pk]
    own.sort(key=lambda desk: Desk.Kind.values.index(desk.kind))  # centres first, what is there now and then last
    desks = [(desk, directory.open_state(desk, now)) for desk in own[:DESKS]]
    return render(
        request,
        "procedures/agency_detail.html",
        {
            "agency": agency,
            "desks": desks,
            "centre": own[0] if own else None,
            "more_desks": len(own) - len(desks),
            "predecessors": list(agency.predecessors.order_by(F("succeeded_on").asc(nulls_last=True), "name")),
            "succeeded": f"Từ ngày {wording.date(agency.succeeded_on)}." if agency.succeeded_on else "",
            "notices": notices(agency=agency.pk),
            "contacts": contacts.contacts(agency=agency.pk),
            "listing": listing.build(request, agency=agency, everywhere=True),
            "page_title": agency.name,
            "page_summary": f"{agency.name}: liên hệ, nơi tiếp nhận hồ sơ, thủ tục hành chính.",
            "canonical": canonical(request),
            "trail": [("Cơ quan", reverse("agencies")), (agency.name, "")],
        },
    )
