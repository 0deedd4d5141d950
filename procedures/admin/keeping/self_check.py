"""Bảng tự kiểm in the back-office: the same figures, each with the way to where it is mended; and as a file."""

import csv
import io

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from procedures import self_check, wording
from procedures.admin import rights
from procedures.admin.keeping.page import address, need, pages_of, shown
from procedures.models import Desk, Person, Review
from procedures.open_data import safe_cell
from procedures.pages.self_check import figures, shares_of

#: Where each figure is mended: name of the address, query.
MENDED = {
    "on_time": ("procedures_decision_changelist", ""),
    "complete": ("keeping_missing", ""),
    "verified": ("keeping_unverified", ""),
    "forms": ("keeping_forms", ""),
    "posted": ("procedures_desk_changelist", ""),
    "desks": ("procedures_desk_changelist", ""),
    "feedback": ("procedures_feedbackcontact_changelist", ""),
}


def _own(request, found):
    """The agencies a person may look at: an officer their own."""
    if found is None:
        return []
    if rights.role_of(request.user) == Person.Role.OFFICER:
        return [each for each in found.agencies if each.agency == request.user.agency_id]
    return found.agencies


def table(site, request):
    """The province and each agency; `?tep=csv` as a file; an agency's desks with what each has to do."""
    need(request, rights.VIEW, Desk)
    found = self_check.get()
    agencies = _own(request, found)
    if found and request.GET.get("tep") == "csv":
        return _file(found, agencies)
    pages = pages_of(request, len(agencies), 50)
    names = [name for name in self_check.FORMULAS if found and name in found.province.shares]
    told = zip(names, figures(found.province), strict=True) if found else ()
    return shown(
        site,
        request,
        "self_check",
        title="Bảng tự kiểm",
        found=found,
        figures=[(*figure, _way(request, name)) for name, figure in told],
        titles=[title for title, _ in self_check.FORMULAS.values()],
        agencies=[(each, shares_of(each)) for each in agencies[pages.start : pages.end]],
        pages=pages,
        export=address("self_check") + "?tep=csv",
    )


def agency(site, request, slug):
    """One agency, to be printed: each desk with what is missing, outdated or to be taken down, and where to mend it.

    A city with one centre has a branch in each commune, all of one agency: so many desks a page.
    """
    from django.http import Http404

    from procedures import wall

    need(request, rights.VIEW, Desk)
    found = self_check.get()
    if found is None:  # the first count is on its way: the table says so
        return redirect(address("self_check"))
    standing = next((each for each in _own(request, found) if each.slug == slug), None)
    if standing is None:
        raise Http404
    own, desks = self_check.gaps(standing), []
    pages = pages_of(request, len(own))
    for desk in own[pages.start : pages.end]:
        state = wall.compare(desk)
        wall.explain(state.reprint[:40])
        desks.append({"desk": desk, "state": state, "may_post": rights.may(request.user, rights.POST, Desk, desk)})
    return shown(
        site,
        request,
        "self_check_agency",
        title=f"Tự kiểm: {standing.name}",
        standing=standing,
        figures=figures(standing),
        desks=desks,
        pages=pages,
        day=found.day,
    )


def _way(request, name):
    where, query = MENDED[name]
    if name in ("complete", "forms") and not rights.may(request.user, rights.VIEW, Review):
        return ""
    if name == "verified" and not rights.verbs(request.user, _edition()) & {rights.VERIFY}:
        return ""
    return reverse(f"admin:{where}") + query


def _edition():
    from procedures.models import Edition

    return Edition


def _file(found, agencies):
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    names = {name: title for name, (title, _) in self_check.FORMULAS.items()}
    lines.writerow(["Cơ quan", *(f"{title}: {part}" for title in names.values() for part in ("số đạt", "trên"))])
    for each in [found.province, *agencies]:
        shares = [each.shares.get(name) for name in names]
        cells = [value for share in shares for value in ((share.part, share.whole) if share else ("", ""))]
        lines.writerow([safe_cell(each.name), *cells])
    lines.writerow([])
    for title, formula in self_check.FORMULAS.values():
        lines.writerow([f"{title}: {formula}"])
    lines.writerow(["Bảng tự kiểm của cổng, không phải điểm đánh giá chính thức.", wording.date(found.day)])
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tu-kiem-{found.day:%Y-%m-%d}.csv"'
    return response
