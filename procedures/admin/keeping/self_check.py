"""Bảng tự kiểm in the back-office: the same figures, each with the way to where it is mended; and as a file."""

import csv
import io
from collections.abc import Callable
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from procedures import directory, self_check, wording
from procedures.admin import rights
from procedures.admin.keeping.page import address, need, pages_of, shown
from procedures.models import Desk, Edition, FeedbackContact, Person, Review
from procedures.open_tables import safe_cell
from procedures.pages.self_check import figures, shares_of

#: Where each figure is mended: name of the address, what stands in it, what follows it.
MENDED = {
    "on_time": ("procedures_decision_changelist", (), "?kip-thoi=cham"),
    "complete": ("keeping_missing", (), ""),
    "verified": ("keeping_unverified", (), ""),
    "forms": ("keeping_forms", (), ""),
    "posted": ("keeping_self_check_desks", ("niem-yet",), ""),
    "desks": ("keeping_self_check_desks", ("kiem-tra",), ""),
    "feedback": ("keeping_self_check_desks", ("phan-anh",), ""),
}


class Lacking(NamedTuple):
    """Desks that lower one figure: a list of what is to be mended."""

    title: str
    about: str
    nothing: str  # said where there are none
    lacks: Callable[[self_check.OfDesk], bool]
    verb: str  # who has it, and for what, mends it
    model: type


#: By the word in the address.
LACKING = {
    "niem-yet": Lacking(
        "Nơi nộp có tờ cần in hoặc gỡ",
        "Bảng ở các nơi này chưa đúng với nội dung hôm nay. Mở từng nơi, in tờ mới, gỡ tờ cũ rồi ghi lại.",
        "Mọi bảng niêm yết đều đúng với nội dung hôm nay.",
        lambda told: sum(told.wall) > told.wall.current,
        rights.POST,
        Desk,
    ),
    "kiem-tra": Lacking(
        "Nơi nộp lâu chưa kiểm tra",
        "Trong 365 ngày qua chưa ai ghi đã kiểm tra các nơi này. Xem lại địa chỉ, điện thoại, giờ làm việc, quầy, quy "
        "định riêng rồi ghi đã kiểm tra.",
        "Mọi nơi nộp đều được kiểm tra trong 365 ngày qua.",
        lambda told: not told.is_checked,
        rights.POST,
        Desk,
    ),
    "phan-anh": Lacking(
        "Nơi nộp chưa có nơi nhận phản ánh, kiến nghị",
        "Cả nơi nộp lẫn cơ quan quản lý và các cấp trên đều chưa ghi địa chỉ, điện thoại nhận phản ánh, kiến nghị. Ghi "
        "cho cơ quan thì mọi nơi nộp của cơ quan ấy cùng có.",
        "Mọi nơi nộp đều có nơi nhận phản ánh, kiến nghị.",
        lambda told: not told.has_contact,
        rights.ADD,
        FeedbackContact,
    ),
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
    pages = pages_of(request, len(agencies))
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
        total=len(agencies),
        pages=pages,
        export=address("self_check") + "?tep=csv",
    )


def agency(site, request, slug):
    """One agency, to be printed: each desk with what is missing, outdated or to be taken down, and where to mend it.

    A city with one centre has a branch in each commune, all of one agency: so many desks a page.
    """
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
        total=len(own),
        pages=pages,
        day=found.day,
    )


def desks(site, request, what):
    """The desks that lower one figure, as of the last count, each with the way to where it is mended."""
    need(request, rights.VIEW, Desk)
    lacking, found = LACKING.get(what), self_check.get()
    if lacking is None:
        raise Http404
    if found is None:  # as in `agency`
        return redirect(address("self_check"))
    own = {each.agency for each in _own(request, found)}
    every = [
        desk
        for desk in directory.get().desks.values()
        if desk.agency_id in own and desk.pk in found.desks and lacking.lacks(found.desks[desk.pk])
    ]
    pages = pages_of(request, len(every))
    here = every[pages.start : pages.end]
    mended = _mended_by(request.user, lacking, here)
    return shown(
        site,
        request,
        "self_check_desks",
        title=lacking.title,
        lacking=lacking,
        rows=[_row(found, desk, what, desk.pk in mended) for desk in here],
        total=len(every),
        pages=pages,
        day=found.day,
        back=address("self_check"),
    )


def _mended_by(person, lacking, desks) -> set[int]:
    """Those of some desks that a person may mend. One query at most."""
    if not rights.may(person, lacking.verb, lacking.model):
        return set()
    keys = [desk.pk for desk in desks]
    return set(rights.scoped(person, Desk.objects.filter(pk__in=keys)).values_list("pk", flat=True))


def _row(found, desk, what, may_mend):
    """One line of such a list; `ways`: where this person mends it, or reads what there is."""
    ways = [("Xem nơi nộp", reverse("admin:procedures_desk_change", args=[desk.pk]))]
    if what == "niem-yet":
        ways = [("Xem tờ nào", address("self_check_agency", desk.agency.slug))]
    if may_mend and what == "phan-anh":
        add = reverse("admin:procedures_feedbackcontact_add")
        ways = [("Ghi cho cơ quan", f"{add}?agency={desk.agency_id}"), ("Ghi riêng nơi này", f"{add}?desk={desk.pk}")]
    elif may_mend:
        words, name = ("Niêm yết", "wall") if what == "niem-yet" else ("Ghi đã kiểm tra", "checked")
        ways = [(words, reverse(f"admin:procedures_desk_{name}", args=[desk.pk]))]
    return {"desk": desk, "said": _said(found.desks[desk.pk].wall, desk, what), "ways": ways}


def _said(wall, desk, what):
    """What is lacking at a desk, where its being in the list does not say it."""
    if what == "niem-yet":
        counts = ((wall.reprint, "cần in lại"), (wall.missing, "chưa dán"), (wall.take_down, "cần gỡ"))
        return " · ".join(f"{wording.number(count)} tờ {words}" for count, words in counts if count)
    if what == "kiem-tra":
        last = desk.checked_on
        return f"Kiểm tra lần cuối ngày {wording.date(last)}" if last else "Chưa ghi đã kiểm tra lần nào"
    return ""


def _way(request, name):
    where, args, query = MENDED[name]
    if name in ("complete", "forms") and not rights.may(request.user, rights.VIEW, Review):
        return ""
    if name == "verified" and not rights.verbs(request.user, Edition) & {rights.VERIFY}:
        return ""
    return reverse(f"admin:{where}", args=args) + query


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
