"""Public pages of the catalogue: list and search, fields, life events, suggestions, and the pages about the portal."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from procedures import directory, search
from procedures.models import LifeEvent
from procedures.pages import listing
from procedures.pages.base import canonical, public_page, shorten
from procedures.text import alphabetical, fold

SUGGESTIONS = 7


@public_page
def procedure_list(request):
    """The list, filtered and searched. The words searched stand in no title, and search engines stay away."""
    found = listing.build(request)
    return render(
        request,
        "procedures/procedure_list.html",
        {
            "listing": found,
            "noindex": bool(found.q or found.chosen or found.pages.current > 1),
            "page_title": "Kết quả tìm" if found.q else "Thủ tục hành chính",
            "page_summary": "Danh sách thủ tục hành chính: lọc theo lĩnh vực, cấp, đối tượng, cơ quan.",
            "canonical": canonical(request),
            "trail": [("Thủ tục", "")],
        },
    )


@public_page
def suggestions(request):
    """Suggestions while typing, as JSON: {"suggestions": [{"name", "about", "url"}]}. Nothing typed is kept here."""
    found = listing.suggest(request, SUGGESTIONS)
    return JsonResponse({"suggestions": found}, json_dumps_params={"ensure_ascii": False})


@public_page
def domain_list(request):
    """Field groups with their counts, then every field that has procedures from A to Z."""
    counts = search.counts_by_domain()
    fields = [(domain, counts[domain.slug]) for domain in directory.get().domains.values() if counts.get(domain.slug)]
    fields.sort(key=lambda pair: alphabetical(pair[0].name))
    letters = {}
    for domain, count in fields:
        letters.setdefault(_letter(domain.name), []).append((domain, count))
    return render(
        request,
        "procedures/domain_list.html",
        {
            "groups": listing.group_counts(),
            "letters": list(letters.items()),
            "page_title": "Lĩnh vực",
            "page_summary": "Thủ tục hành chính theo nhóm lĩnh vực: đất đai, hộ tịch, cư trú, kinh doanh, an sinh …",
            "canonical": canonical(request),
            "trail": [("Lĩnh vực", "")],
        },
    )


@public_page
def domain_detail(request, slug):
    """One field group (its fields and procedures) or one field. Groups and fields share one space of addresses."""
    site = directory.get()
    group, domain = site.group_by_slug.get(slug), site.domains.get(slug)
    if group is None and domain is None:
        raise Http404("Không có lĩnh vực này.")
    place, counts = group or domain, search.counts_by_domain()
    above = None if group else domain.shown_group
    fields = [(each, counts[each.slug]) for each in group.fields if counts.get(each.slug)] if group else []
    trail = [("Lĩnh vực", reverse("domains")), (place.name, "")]
    if above:
        trail.insert(1, (above.name, above.get_absolute_url()))
    return render(
        request,
        "procedures/domain_detail.html",
        {
            "place": place,
            "icon": (group or above).icon if group or above else "other",
            "group": above,
            "fields": fields,
            "listing": listing.build(request, domain=place),
            "page_title": shorten(place.name, 90),
            "page_summary": shorten(f"Thủ tục hành chính lĩnh vực {place.name}: giấy tờ, thời hạn, phí, nơi nộp."),
            "canonical": canonical(request),
            "trail": trail,
        },
    )


@public_page
def life_event_list(request):
    """Ways in as life brings them, citizens' and businesses'."""
    events = directory.get().life_events
    return render(
        request,
        "procedures/life_event_list.html",
        {
            "citizen": directory.get().citizen_events,
            "business": [event for event in events if event.audience == LifeEvent.Audience.BUSINESS],
            "page_title": "Theo việc cần làm",
            "page_summary": "Sinh con, kết hôn, làm nhà, mở cửa hàng, nghỉ hưu …: mỗi việc cần những thủ tục nào.",
            "canonical": canonical(request),
            "trail": [("Theo việc cần làm", "")],
        },
    )


@public_page
def life_event_detail(request, slug):
    """The procedures one event of life brings."""
    site = directory.get()
    event = site.life_event_by_slug.get(slug)
    if event is None:
        raise Http404("Không có nhóm việc này.")
    return render(
        request,
        "procedures/life_event_detail.html",
        {
            "event": event,
            "listing": listing.build(request, event=event, everywhere=True),
            "others": [other for other in site.life_events if other.audience == event.audience and other is not event],
            "page_title": event.name,
            "page_summary": shorten(event.summary or f"{event.name}: các thủ tục hành chính cần làm."),
            "canonical": canonical(request),
            "trail": [("Theo việc cần làm", reverse("life_events")), (event.name, "")],
        },
    )


@public_page
def about(request):
    """What this portal is, whose, and where its words come from."""
    return _words(request, "about", "Giới thiệu", "Cổng này là gì, ai chịu trách nhiệm, nội dung lấy từ đâu.")


@public_page
def help_page(request):
    """How to use the portal."""
    return _words(request, "help", "Trợ giúp", "Cách tìm một thủ tục, chọn nơi nộp, đọc trang thủ tục và in.")


@public_page
def accessibility(request):
    """Accessibility statement."""
    return _words(request, "accessibility", "Khả năng tiếp cận", "Cổng làm gì để ai cũng dùng được, và chỗ còn thiếu.")


@public_page
def privacy(request):
    """Privacy notice."""
    return _words(request, "privacy", "Quyền riêng tư", "Không cookie, không theo dõi; điều gì được lưu và lưu ở đâu.")


@public_page
def robots(request):
    """For search engines: everything public, no result pages, no back-office."""
    lines = [
        "User-agent: *",
        "Disallow: /quan-tri/",
        "Disallow: /goi-y/",
        "Disallow: /*?q=",
        "Disallow: /*&q=",
        f"Sitemap: {canonical(request, reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _words(request, name, title, summary):
    context = {"page_title": title, "page_summary": summary, "canonical": canonical(request), "trail": [(title, "")]}
    return render(request, f"procedures/{name}.html", context)


def _letter(name):
    """The letter a name stands under; đ has its own, marks do not count."""
    first = name[:1].upper()
    return first if first == "Đ" else fold(first).upper() or first
