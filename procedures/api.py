"""/api/v1/: the public data as JSON, read only, from the same querysets as the pages. Described at openapi.json."""

from datetime import date
from typing import Annotated

from django.db.models import F, Q
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from pydantic import Field

from procedures import contacts, directory, receiving, search, wording
from procedures.force import force
from procedures.models import Change, Decision, Edition, Procedure, ProcedureAlias
from procedures.pages.base import canonical, public_page
from procedures.search.records import Filters
from procedures.sheet import Level, OnlineLevel, Sheet
from procedures.validators import normal_code

PER_PAGE, MOST = 20, 100


class Plain(JSONRenderer):
    """JSON in which people can read the Vietnamese words, and a third shorter."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Cổng TTHC",
    version="1",
    description="Thủ tục hành chính đang công khai trên cổng này. Chỉ đọc, không cần khóa.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    renderer=Plain(),
)


class Fault(Schema):
    """What went wrong, in Vietnamese."""

    loi: str


class Listed(Schema):
    """One procedure in a list."""

    code: str
    name: str
    domain: str | None = None
    levels: list[Level] = []
    online_level: OnlineLevel | None = None
    papers: str | None = None
    time: str | None = None
    fee: str | None = None
    public_from: date
    url: str


class ListedPage(Schema):
    """One page of procedures. `count`: of all pages."""

    count: int
    page: int
    per_page: int
    items: list[Listed]


class LocalSaid(Schema):
    """What is only true at a place, with its source."""

    what: str
    value: str
    place: str
    basis: str
    since: date | None
    until: date | None


class ChangeOut(Schema):
    """One change by a decision."""

    kind: str
    effective_on: date | None
    decision: str
    successor: str | None
    note: str


class Detail(Schema):
    """One procedure: its identity, its force and its whole sheet."""

    code: str
    public_from: date
    verified_on: date | None
    decision: str | None
    force: str
    force_on: date | None
    changes: list[ChangeOut]
    local: list[LocalSaid]
    sheet: Sheet
    url: str


class Named(Schema):
    """A field, a life event, an agency."""

    slug: str
    name: str
    url: str


class Hours(Schema):
    """One stretch of a weekday, 0 is Monday."""

    weekday: int
    opens_at: str
    closes_at: str


class DeskOut(Schema):
    """A one-stop desk."""

    slug: str
    name: str
    kind: str
    agency: str
    unit: str | None
    address: str
    latitude: float | None
    longitude: float | None
    hotline: str
    hours: list[Hours]
    url: str


class DeskDetail(DeskOut):
    """A desk with what it receives today, and where feedback goes."""

    receives: list[str]
    elsewhere: list[str]
    feedback: list[str]


class DecidedOut(Schema):
    """What a decision does to one procedure."""

    code: str
    kind: str
    note: str
    successor: str | None


class DecisionOut(Schema):
    """A publication decision and what it changes."""

    number: str
    title: str
    issued_on: date | None
    effective_on: date | None
    changes: list[DecidedOut]
    url: str


class BundleOut(Schema):
    """Linked procedures done in one go, in order."""

    slug: str
    name: str
    summary: str
    procedures: list[str]
    url: str


Page = Annotated[int, Field(ge=1, le=10_000)]
PerPage = Annotated[int, Field(ge=1, le=MOST)]
NOT_FOUND, WRONG = {404: Fault}, {422: Fault}


def _cut(items, page, per_page):
    return items[(page - 1) * per_page : page * per_page]


@api.get("/procedures", response={200: ListedPage, **WRONG}, summary="Danh sách và tìm kiếm thủ tục", tags=["Thủ tục"])
def procedures(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=300)] = "",
    domain: Annotated[str, Query(max_length=120)] = "",
    level: Level | None = None,
    online: OnlineLevel | None = None,
    page: Page = 1,
    per_page: PerPage = PER_PAGE,
):
    """By words (`q`), field (`domain`: its slug), level and online level. After the last page there are no items."""
    filters = Filters(domain=domain, level=level or "", online_level=online or "")
    found = search.search(q, filters, page=page, per_page=per_page)
    codes = [hit.code for hit in found.hits] if found.page == page else []
    editions = Edition.objects.published().for_list().filter(procedure__code__in=codes)
    by_code = {edition.procedure.code: edition for edition in editions}
    items = [_listed(request, by_code[code]) for code in codes if code in by_code]
    return {"count": found.total, "page": page, "per_page": per_page, "items": items}


def _listed(request, edition):
    brief = edition.brief
    return {
        "code": edition.procedure.code,
        "name": edition.name,
        "domain": brief.get("domain"),
        "levels": brief.get("levels") or [],
        "online_level": edition.online_level or None,
        **{name: brief.get(name) for name in ("papers", "time", "fee")},
        "public_from": edition.public_from,
        "url": canonical(request, edition.get_absolute_url()),
    }


@api.get("/procedures/{code}", response={200: Detail, **NOT_FOUND, **WRONG}, summary="Một thủ tục", tags=["Thủ tục"])
def procedure(request: HttpRequest, code: str, desk: Annotated[str, Query(max_length=120)] = ""):
    """The whole sheet of one procedure, by any known code; `desk`: slug of a desk, for what is only true there."""
    edition = _public(code)
    if edition is None:
        raise HttpError(404, f"Không có thủ tục {wording.shortened(code, 40)} đang công khai.")
    normal = edition.procedure.code
    site = directory.get()
    here = site.desks.get(desk) if desk else None
    if desk and here is None:
        raise HttpError(404, f"Không có nơi nộp {wording.shortened(desk, 60)}.")
    changes = site.changes.get(normal, [])
    state = force(changes, timezone.localdate(), edition.in_force_from, edition.in_force_until)
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
        "local": [_said(name, said) for name, said in local.said()],
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


def _said(name, said):
    value = said.value
    if isinstance(value, receiving.LocalFee):
        amount = None if value.amount is None else wording.money(value.amount)
        value = "; ".join(filter(None, [amount, value.note]))
    elif isinstance(value, receiving.Elsewhere):
        value = value.name or "không tiếp nhận"
    elif name == "duration":
        value = wording.duration(value)
    elif value is True:
        value = "có tiếp nhận"
    dates = {"since": said.since, "until": said.until}
    return {"what": name, "value": value, "place": said.place, "basis": said.basis, **dates}


@api.get("/domains", response=list[Named], summary="Lĩnh vực", tags=["Danh mục"])
def domains(request: HttpRequest):
    """Every field."""
    return [_named(request, each) for each in directory.get().domains.values()]


@api.get("/life-events", response=list[Named], summary="Sự kiện trong đời sống", tags=["Danh mục"])
def life_events(request: HttpRequest):
    """Every life event."""
    return [_named(request, each) for each in directory.get().life_events]


def _named(request, thing):
    return {"slug": thing.slug, "name": thing.name, "url": canonical(request, thing.get_absolute_url())}


@api.get("/desks", response={200: list[DeskOut], **WRONG}, summary="Nơi nộp hồ sơ", tags=["Nơi nộp"])
def desks(request: HttpRequest, page: Page = 1, per_page: PerPage = MOST):
    """Open desks by name, with their hours."""
    found = list(directory.get().desks.values())
    return [_desk(request, desk) for desk in _cut(found, page, per_page)]


def _desk(request, desk):
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
        "url": canonical(request, desk.get_absolute_url()),
    }


@api.get("/desks/{slug}", response={200: DeskDetail, **NOT_FOUND}, summary="Một nơi nộp", tags=["Nơi nộp"])
def desk(request: HttpRequest, slug: str):
    """One desk, with the codes of what it receives today."""
    found = directory.get().desks.get(slug)
    if found is None:
        raise HttpError(404, f"Không có nơi nộp {wording.shortened(slug, 60)}.")
    items = receiving.received(found)
    return {
        **_desk(request, found),
        "receives": [item.code for item in items if item.here],
        "elsewhere": [item.code for item in items if not item.here],
        "feedback": [each.value for each in contacts.contacts(found)],
    }


@api.get("/decisions", response={200: list[DecisionOut], **WRONG}, summary="Quyết định công bố", tags=["Quyết định"])
def decisions(request: HttpRequest, since: date | None = None, page: Page = 1, per_page: PerPage = PER_PAGE):
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
    return [
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


@api.get("/bundles", response=list[BundleOut], summary="Thủ tục liên thông", tags=["Thủ tục"])
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
    """/api/v1/: the addresses in words, for people."""
    described = api.get_openapi_schema()["paths"]
    paths = [
        {"path": path, "summary": told["get"]["summary"], "about": told["get"].get("description", "")}
        for path, told in described.items()
    ]
    context = {
        "paths": paths,
        "page_title": "Giao diện dữ liệu (API)",
        "page_summary": "Thủ tục hành chính dưới dạng JSON, chỉ đọc, không cần khóa.",
        "canonical": canonical(request),
        "trail": [("Dữ liệu mở", "/du-lieu-mo/"), ("API", "")],
    }
    return render(request, "procedures/api.html", context)
