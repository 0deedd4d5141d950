"""What every public page needs: whose portal this is, the menu, the chosen desk. No query: see `directory`."""

from django.conf import settings

from procedures import directory
from procedures.text import fold
from tthc_portal import menu


def site(request):
    """For templates of public pages:

    * `site`: the Directory (agency, province, hotline, groups, desks …); `site_url`: the public address of the portal;
    * `portal_name`: what the portal is called in titles; `place_line`: the line under the agency's name;
    * `menu`: entries of the menu;
    * `chosen_desk`: the Desk named by `?mot-cua=`, or None. Links carry it on: `{{ url|at_desk:chosen_desk }}`.
    """
    snapshot = directory.get()
    place = lower_first(snapshot.province)
    says_place = place and not (snapshot.agency and fold(place) in fold(snapshot.agency.name))
    return {
        "site": snapshot,
        "site_url": settings.SITE_URL,
        "portal_name": f"Thủ tục hành chính {place}".strip(),
        "place_line": f"{place} · Cổng thủ tục hành chính" if says_place else "Cổng thủ tục hành chính",
        "menu": menu.entries(snapshot, request.path_info),
        "chosen_desk": snapshot.chosen(request.GET.get("mot-cua", "")),
    }


def lower_first(text):
    """Tỉnh Sông Mẫu → tỉnh Sông Mẫu, for the middle of a line."""
    return text[:1].lower() + text[1:]
