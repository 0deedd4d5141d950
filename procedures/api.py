"""/api/v1/: the public data as JSON, read only, from the same querysets as the pages. Described at openapi.json."""

from datetime import date
from typing import Annotated, Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from procedures import contacts, directory, places, receiving, search, sheet_words, time_limits, wording
from procedures.api_shapes import (
    BundleOut,
    DecisionPage,
    DeskDetail,
    DeskPage,
    Detail,
    Fault,
    ListedPage,
    Named,
)
from procedures.force import force
from procedures.models import Change, Decision, Desk, Edition, Procedure, ProcedureAlias
from procedures.pages.base import canonical, public_page
from procedures.search.records import Filters
from procedures.sheet import Level, OnlineLevel
from procedures.validators import normal_code

PER_PAGE, MOST = 20, 100


class Plain(JSONRenderer):
    """JSON in which people can read the Vietnamese words, and a third shorter."""

    json_dumps_params = {"ensure_ascii": False}


#: What an answer of this status means.
ANSWERS = {"200": "Trả lời", "404": "Không có", "422": "Tham số không đúng"}


class InVietnamese(NinjaAPI):
    """The API whose description speaks Vietnamese where the tools below it say things in English."""

    def get_openapi_schema(self, **options) -> Any:
        told = super().get_openapi_schema(**options)
        sheet_words.describe(told["components"]["schemas"])
        for path in told["paths"].values():
            for status, answer in path["get"]["responses"].items():
                answer["description"] = ANSWERS[str(status)]
        return told


api = InVietnamese(
    title="Cổng TTHC",
    version="1",
    description="Thủ tục hành chính đang công khai trên cổng này. Chỉ đọc, không cần khóa.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    renderer=Plain(),
)

Page = Annotated[int, Query(ge=1, le=10_000, description="Trang thứ mấy, từ 1. Sau trang cuối: danh sách rỗng")]
PerPage = Annotated[int, Query(ge=1, le=MOST, description=f"Số mục mỗi trang, nhiều nhất {MOST}")]
NOT_FOUND, WRONG = {404: Fault}, {422: Fault}


def _slug(words):
    return Query(max_length=120, description=f"Mã riêng (slug, phần cuối của địa chỉ trang) của {words}")


def _cut(items, page, per_page):
    return items[(page - 1) * per_page : page * per_page]


@api.get(
    "/procedures",
    response={200: ListedPage, **NOT_FOUND, **WRONG},
    summary="Danh sách và tìm kiếm thủ tục",
    description="Tìm theo lời (q) và thu hẹp theo lĩnh vực, cấp, cơ quan, sự kiện, nơi nộp. Mọi điều kiện cùng đúng.",
    tags=["Thủ tục"],
)
def procedures(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=300, description="Lời cần tìm, có dấu hay không dấu, hoặc mã thủ tục")] = "",
    domain: Annotated[str, _slug("lĩnh vực")] = "",
    level: Annotated[Level | None, Query(description="Cấp thực hiện")] = None,
    online: Annotated[OnlineLevel | None, Query(description="Mức dịch vụ công trực tuyến")] = None,
    agency: Annotated[str, _slug("cơ quan có tên trong tờ nội dung")] = "",
    life_event: Annotated[str, _slug("sự kiện trong đời sống")] = "",
    desk: Annotated[str, _slug("nơi tiếp nhận thủ tục hôm nay. Nơi đã ngừng: lấy nơi nộp thay")] = "",
    page: Page = 1,
    per_page: PerPage = PER_PAGE,
):
    """By words and filters, as the page of the list. After the last page there are no items."""
    filters = Filters(
        domain=domain,
        level=level or "",
        online_level=online or "",
        agency=agency,
        life_event=life_event,
        codes=_received(desk) if desk else None,
    )
    found = search.search(q, filters, page=page, per_page=per_page)
    codes = [hit.code for hit in found.hits] if found.page == page else []
    editions = Edition.objects.published().for_list().filter(procedure__code__in=codes)
    by_code = {edition.procedure.code: edition for edition in editions}
    items = [_listed(request, by_code[code]) for code in codes if code in by_code]
    return {"count": found.total, "page": page, "per_page": per_page, "items": items}


def _received(desk):
    return frozenset(item.code for item in receiving.received(_desk_named(desk)) if item.here)


def _desk_named(slug):
    """The open desk that a parameter names, the one in its place where it has closed."""
    found = directory.get().chosen(slug)
    if found is None:
        raise HttpError(404, f"Không có nơi nộp {wording.shortened(slug, 60)}.")
    return found


def _listed(request, edition):
    brief, state = edition.brief, _force(edition)
    return {
        "code": edition.procedure.code,
        "name": edition.name,
        "domain": brief.get("domain"),
        "levels": brief.get("levels") or [],
        "online_level": edition.online_level or None,
        **{name: brief.get(name) for name in ("papers", "time", "fee")},
        "force": state.state,
        "force_on": state.on,
        "public_from": edition.public_from,
        "url": canonical(request, edition.get_absolute_url()),
    }


def _force(edition):
    changes = directory.get().changes.get(edition.procedure.code, ())
    return force(changes, timezone.localdate(), edition.in_force_from, edition.in_force_until)


@api.get(
    "/procedures/{code}",
    response={200: Detail, **NOT_FOUND, **WRONG},
    summary="Một thủ tục",
    description="Toàn bộ tờ nội dung. Thủ tục đã bị bãi bỏ vẫn còn, với force là ended.",
    tags=["Thủ tục"],
)
def procedure(
    request: HttpRequest,
    code: Annotated[str, Path(description="Mã thủ tục, viết cách nào cũng được; cả mã cũ, mã của địa phương")],
    desk: Annotated[str, _slug("nơi nộp, để biết điều chỉ đúng tại đó. Nơi đã ngừng: lấy nơi nộp thay")] = "",
):
    """The whole sheet of one procedure, by any known code; `desk`: slug of a desk, for what is only true there."""
    edition = _public(code)
    if edition is None:
        raise HttpError(404, f"Không có thủ tục {wording.shortened(code, 40)} đang công khai.")
    normal = edition.procedure.code
    site = directory.get()
    here = _desk_named(desk) if desk else None
    changes = site.changes.get(normal, [])
    state = _force(edition)
    local = receiving.local([edition.procedure_id], here).get(edition.procedure_id, receiving.NOTHING)
    return {
        "code": normal,
        "public_from": edition.public_from,
        "verified_on": edition.verified_on,
        "decision": edition.decision.number if edition.decision else edition.sheet.decision_number,
        "force": state.state,
        "force_on": state.on,
        "changes": [
            {
                "kind": fact.kind,
                "effective_on": fact.effective_on,
                "decision": fact.decision_number,
                "successor": fact.successor,
                "note": fact.note,
            }
            for fact in changes
        ],
        "local": [_said(name, said, edition.sheet) for name, said in local.said()],
        "sheet": edition.sheet,
        "url": canonical(request, edition.get_absolute_url()),
    }


def _public(code):
    """The public words of a code in any way of writing it, or of an old or local code, as the pages find them."""
    public = Edition.objects.published().filter(procedure__kind=Procedure.Kind.PUBLIC).for_page()
    normal = normal_code(code)
    ways = [
        Q(procedure__code=normal),
        Q(procedure__in=ProcedureAlias.objects.filter(code__iexact=code.strip()).values("procedure")),
    ]
    if normal != code:
        ways.reverse()
    return next((found for way in ways if (found := public.filter(way).first())), None)


def _said(name, said, sheet):
    value = said.value
    if isinstance(value, receiving.LocalFee):
        amount = None if value.amount is None else wording.money(value.amount)
        value = "; ".join(filter(None, [amount, value.note]))
    elif isinstance(value, receiving.Elsewhere):
        other = receiving.sent_to(said)
        value = other.name if other else "không tiếp nhận"
    elif name == "duration":
        longer = time_limits.is_longer(value, time_limits.single_duration(sheet))
        value = wording.duration(value) + (" (dài hơn quy định chung)" if longer else "")
    elif value is True:
        value = "có tiếp nhận"
    dates = {"since": said.since, "until": said.until}
    return {"what": name, "value": value, "place": said.place, "basis": said.basis, **dates}


@api.get("/domains", response=list[Named], summary="Lĩnh vực", description="Mọi lĩnh vực.", tags=["Danh mục"])
def domains(request: HttpRequest):
    """Every field."""
    return [_named(request, each) for each in directory.get().domains.values()]


@api.get(
    "/life-events",
    response=list[Named],
    summary="Sự kiện trong đời sống",
    description="Mọi sự kiện, của người dân và của doanh nghiệp.",
    tags=["Danh mục"],
)
def life_events(request: HttpRequest):
    """Every life event."""
    return [_named(request, each) for each in directory.get().life_events]


def _named(request, thing):
    return {"slug": thing.slug, "name": thing.name, "url": canonical(request, thing.get_absolute_url())}


@api.get(
    "/desks",
    response={200: DeskPage, **WRONG},
    summary="Nơi nộp hồ sơ",
    description="Các nơi đang hoạt động, theo tên, kèm giờ làm việc.",
    tags=["Nơi nộp"],
)
def desks(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="Tên nơi nộp, địa chỉ, tên xã nay hoặc cũ; dấu tùy ý")] = "",
    page: Page = 1,
    per_page: PerPage = MOST,
):
    """Open desks by name, with their hours. `q`: as the page of desks understands it."""
    site = directory.get()
    found = places.desks(q, places.find(q)) if q.strip() else list(site.desks.values())
    items = [_desk(request, desk, site) for desk in _cut(found, page, per_page)]
    return {"count": len(found), "page": page, "per_page": per_page, "items": items}


def _desk(request, desk, site):
    successor = site.successor_of(desk)
    return {
        "slug": desk.slug,
        "name": desk.name,
        "kind": desk.kind,
        "agency": desk.agency.name,
        "unit": desk.unit.name if desk.unit else None,
        "address": desk.address,
        "latitude": desk.latitude,
        "longitude": desk.longitude,
        "hotline": desk.hotline,
        "hours": [
            {"weekday": each.weekday, "opens_at": f"{each.opens_at:%H:%M}", "closes_at": f"{each.closes_at:%H:%M}"}
            for each in desk.hours
        ],
        "closed_on": desk.closed_on,
        "successor": successor.slug if successor else None,
        "url": canonical(request, desk.get_absolute_url()),
    }


@api.get(
    "/desks/{slug}",
    response={200: DeskDetail, **NOT_FOUND},
    summary="Một nơi nộp",
    description="Một nơi nộp và mã các thủ tục tiếp nhận hôm nay. Nơi đã ngừng hoạt động vẫn còn, không tiếp nhận gì, "
    "với closed_on là ngày ngừng và successor là nơi nộp thay.",
    tags=["Nơi nộp"],
)
def desk(request: HttpRequest, slug: Annotated[str, Path(description="Mã riêng, phần cuối của địa chỉ trang")]):
    """One desk, with the codes of what it receives today. A closed one keeps its address, as its page does."""
    site = directory.get()
    found = site.desks.get(slug) or Desk.objects.select_related("agency", "unit").filter(slug=slug).first()
    if found is None:
        raise HttpError(404, f"Không có nơi nộp {wording.shortened(slug, 60)}.")
    items = [] if found.is_closed(timezone.localdate()) else receiving.received(found)
    return {
        **_desk(request, found, site),
        "receives": [item.code for item in items if item.here],
        "elsewhere": [item.code for item in items if not item.here],
        "feedback": [each.value for each in contacts.contacts(found)],
    }


@api.get(
    "/decisions",
    response={200: DecisionPage, **WRONG},
    summary="Quyết định công bố",
    description="Các quyết định đã áp dụng, mới nhất trước. Bản sao dữ liệu hỏi những gì thay đổi từ lần hỏi trước.",
    tags=["Quyết định"],
)
def decisions(
    request: HttpRequest,
    since: Annotated[
        date | None, Query(description="Có hiệu lực hoặc được áp dụng từ ngày này, dạng 2026-11-23")
    ] = None,
    page: Page = 1,
    per_page: PerPage = PER_PAGE,
):
    """Applied decisions, the newest first; `since`: in force or applied on this day or later. For mirrors."""
    found = Decision.objects.exclude(applied_at=None).order_by(F("effective_on").desc(nulls_last=True), "-pk")
    if since:
        found = found.filter(Q(effective_on__gte=since) | Q(applied_at__date__gte=since))
    some = list(_cut(found, page, per_page))
    changes: dict[int, list] = {}
    known = Change.objects.filter(decision__in=some, procedure__kind=Procedure.Kind.PUBLIC)
    for change in known.select_related("procedure", "successor").order_by("procedure__code"):
        successor = change.successor.code if change.successor else None
        told = {"code": change.procedure.code, "kind": change.kind, "note": change.note, "successor": successor}
        changes.setdefault(change.decision_id, []).append(told)
    items = [
        {
            "number": each.number,
            "title": each.title,
            "issued_on": each.issued_on,
            "effective_on": each.effective_on,
            "changes": changes.get(each.pk, []),
            "url": canonical(request, each.get_absolute_url()),
        }
        for each in some
    ]
    return {"count": found.count(), "page": page, "per_page": per_page, "items": items}


@api.get(
    "/bundles",
    response=list[BundleOut],
    summary="Thủ tục liên thông",
    description="Mọi nhóm thủ tục liên thông.",
    tags=["Thủ tục"],
)
def bundles(request: HttpRequest):
    """Every bundle."""
    return [
        {**_named(request, each), "summary": each.summary, "procedures": each.codes} for each in directory.get().bundles
    ]


@api.exception_handler(HttpError)
def _refused(request, error):
    return api.create_response(request, {"loi": str(error)}, status=error.status_code)


@api.exception_handler(ValidationError)
def _not_understood(request, error):
    places = sorted({str(each["loc"][-1]) for each in error.errors})
    told = f"Tham số không đúng: {', '.join(places)}. Xem cách ghi ở /api/v1/openapi.json."
    return api.create_response(request, {"loi": told}, status=422)


@public_page
def described(request):
    """/api/v1/: the addresses in words, for people: their parameters, and an example of each that works here."""
    told, examples = api.get_openapi_schema(), _examples()
    paths = [
        {
            "path": path,
            "summary": each["get"]["summary"],
            "about": each["get"]["description"],
            "parameters": [_parameter(one, told) for one in each["get"].get("parameters", [])],
            "example": examples.get(path, path),
        }
        for path, each in told["paths"].items()
    ]
    context = {
        "paths": paths,
        "page_title": "Giao diện dữ liệu (API)",
        "page_summary": "Thủ tục hành chính dưới dạng JSON, chỉ đọc, không cần khóa.",
        "canonical": canonical(request),
        "trail": [("Dữ liệu mở", "/du-lieu-mo/"), ("API", "")],
    }
    return render(request, "procedures/api.html", context)


def _parameter(one, told):
    """{name, about, values} of a parameter; `values`: those it may have, where they are few."""
    refs = [each["$ref"] for each in one["schema"].get("anyOf", []) if "$ref" in each]
    values = [told["components"]["schemas"][ref.rpartition("/")[2]]["enum"] for ref in refs]
    return {"name": one["name"], "about": one["description"], "values": [each for some in values for each in some]}


def _examples():
    """{path: address} with a procedure and a desk of this portal; where there are none, "" (no example)."""
    hits, desk = search.search("", per_page=1).hits, next(iter(directory.get().desks), "")
    code, start = hits[0].code if hits else "", "/api/v1"
    return {
        f"{start}/procedures": f"{start}/procedures?q=khai+sinh&level=commune&per_page=5",
        f"{start}/procedures/{{code}}": code and f"{start}/procedures/{code}" + (f"?desk={desk}" if desk else ""),
        f"{start}/desks": f"{start}/desks?q=trung+tam&per_page=5",
        f"{start}/desks/{{slug}}": desk and f"{start}/desks/{desk}",
        f"{start}/decisions": f"{start}/decisions?since={timezone.localdate().replace(month=1, day=1)}",
    }
