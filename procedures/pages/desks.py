"""Public pages of one-stop desks: the finder, and one desk with all that it receives."""

import math
import re

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from procedures import closing, contacts, directory, places, receiving, search, time_limits, wording
from procedures.models import Desk, Notice, Procedure
from procedures.pages.base import canonical, public_page, shorten
from procedures.pages.hours import week
from procedures.pages.listing import understood_as
from procedures.pages.paging import page_number, page_url, paged
from procedures.pages.reception import general_words
from procedures.pages.rows import rows
from procedures.text import fold
from procedures.validators import normal_code

A_PAGE = 20
BEST = 20  # procedures of a desk that stand openly when words were searched; the rest are folded
CODE = 40  # characters of a code that are looked at
FEW = 60  # desks up to which the open ones come first
_NUMBER = re.compile(r"[+(]?\d[\d .()-]+\d")  # a telephone number in a line
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,17})?),(-?\d{1,3}(?:\.\d{1,17})?)")


@public_page
def desk_list(request):
    """Where dossiers are received: by the commune's name, old or new; by procedure; nearest first where asked."""
    site, now = directory.get(), timezone.now()
    words = request.GET.get("q", "").strip()[:200]
    asked = request.GET.get("thu-tuc", "").strip()[:CODE]
    procedure = _procedure(asked)
    row = next(iter(rows([procedure.code])), None) if procedure else None
    point = _point(request.GET.get("gan", ""))
    matches = places.find(words) if words else []
    meant = places.desks(words, matches) if words else list(site.desks.values())
    desks = _receiving(site, procedure, row, meant)
    elsewhere = bool(words and meant and procedure and not desks)
    if elsewhere:
        desks = _receiving(site, procedure, row, site.desks.values())
    away: dict[str, float] = {}
    if point:
        away = _away(site.desk_points, point)
        desks = sorted(desks, key=lambda desk: away.get(desk.slug, math.inf))
    elif len(desks) <= FEW:
        desks = sorted(desks, key=lambda desk: not directory.open_state(desk, now).is_open)
    kept = [(name, request.GET[name]) for name in ("q", "thu-tuc") if request.GET.get(name)]
    if point:
        kept.append(("gan", f"{point[0]},{point[1]}"))
    url = page_url(request.path, kept)
    pages = paged(len(desks), page_number(request.GET.get("trang", "")), url, A_PAGE)
    shown = [
        {
            "desk": desk,
            "state": directory.open_state(desk, now),
            "closing": closing.next_closing(desk, timezone.localdate()),
            "away": _distance(away[desk.slug]) if desk.slug in away else "",
            "former": [match for match in matches if match.former and match.has_own and desk in match.desks],
        }
        for desk in desks[pages.start : pages.end]
    ]
    return render(
        request,
        "procedures/desk_list.html",
        {
            "words": words,
            "without": [match for match in matches if not match.desks],
            "moved": [match for match in matches if match.desks and not match.has_own],
            "asked": asked,
            "procedure": procedure,
            "procedure_code": procedure.code if procedure else "",
            "procedure_name": (row.plain_name or row.name) if row else asked,
            "row": row,
            "elsewhere": elsewhere,
            "near": bool(point),
            "has_points": bool(site.desk_points),
            "unplaced": sum(desk.slug not in away for desk in desks) if point else 0,
            "desks": shown,
            "count": len(desks),
            "pages": pages,
            "page_title": "Nơi nộp hồ sơ",
            "page_summary": "Bộ phận Một cửa, Trung tâm Phục vụ hành chính công: địa chỉ, điện thoại, giờ làm việc.",
            "canonical": canonical(request),
            "noindex": bool(request.GET),
            "trail": [("Nơi nộp hồ sơ", "")],
        },
    )


def _receiving(site, procedure, row, desks):
    """Those of some desks that receive a procedure today, or once it is in force: none where it has ended or has no
    public words."""
    if procedure is None:
        return list(desks)
    if row is None or row.ended:
        return []
    slugs = set(receiving.receivers(procedure.pk, begins=row.begins).desks)
    return [desk for desk in desks if desk.slug in slugs]


def _procedure(code):
    """The procedure that a code in any way of writing names, or an old or local code; None where none is."""
    if not code:
        return None
    public = Procedure.objects.filter(kind=Procedure.Kind.PUBLIC)
    return public.filter(code=normal_code(code)).first() or public.filter(aliases__code__iexact=code).first()


def _point(text):
    """(latitude, longitude) to about a hundred metres, None for anything else. Used for this answer, kept nowhere."""
    match = _POINT.fullmatch(text.replace(" ", ""))
    latitude, longitude = (round(float(each), 3) for each in match.groups()) if match else (math.inf, math.inf)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _away(places, point):
    """{slug: kilometres as the crow flies}. `places`: `Directory.desk_points`, in radians; `point`: in degrees."""
    here_lat, here_lon = map(math.radians, point)
    return {
        slug: math.hypot((lon - here_lon) * math.cos((lat + here_lat) / 2), lat - here_lat) * 6371
        for slug, (lat, lon) in places.items()
    }


def _distance(away):
    return "dưới 1 km" if away < 1 else f"khoảng {wording.number(round(away))} km"


@public_page
def desk_detail(request, slug):
    """One desk. A closed one keeps its address, says so and where to go instead."""
    desk = directory.get().desks.get(slug)
    if desk is None:
        desk = get_object_or_404(Desk.objects.select_related("agency", "unit__parent"), slug=slug)
    today = timezone.localdate()
    is_closed = desk.is_closed(today)
    words = request.GET.get("q", "").strip()[:200]
    context = {
        **listed(desk, words),
        "desk": desk,
        "address": _address(desk),
        "is_closed": is_closed,
        "successor": directory.get().successor_of(desk) if desk.closed_on else None,
        "state": directory.open_state(desk, timezone.now()),
        "week": week(desk.hours),
        "closing": closing.next_closing(desk, today),
        "counters": list(desk.counters.prefetch_related("domains")),
        "duty": list(desk.duty_officers.select_related("counter")),
        "notices": notices(desk),
        "equipment": [label for value, label in Desk.Equipment.choices if value in desk.equipment],
        "accessibility": [label for value, label in Desk.Accessibility.choices if value in desk.accessibility],
        "phones": [_phone(line) for line in desk.phones.splitlines() if line.strip()],
        "contacts": contacts.contacts(desk),
        "embed_line": _embed_line(request, desk),
        "framed_by": settings.FRAME_ANCESTORS,
        "page_title": desk.name,
        "page_summary": shorten(
            f"{', '.join(filter(None, [desk.name, desk.address]))}. Giờ làm việc, điện thoại, thủ tục."
        ),
        "canonical": canonical(request),
        "noindex": bool(words),
        "trail": [("Nơi nộp hồ sơ", reverse("desks")), (desk.name, "")],
    }
    return render(request, "procedures/desk_detail.html", context)


def listed(desk, words):
    """What `_received_here.html` shows of what a desk receives today; nothing of a closed one. Two queries at most.

    Without words by field, {fields: [(name, [row])]}; with words what search finds of it, {best, rest: [row]} in the
    order of the list of all procedures, {understood: [sentence]}. {elsewhere}: rows of what is to be handed in at
    another desk; {count}: of the others. A row: see `row_of`, with `elsewhere`.
    """
    items = [] if desk.is_closed(timezone.localdate()) else receiving.received(desk)
    told = {"words": words, "has_list": bool(items)}
    if words:
        known = {item.code: item for item in items}
        found = search.search(words, search.Filters(codes=frozenset(known)), per_page=max(1, len(known)))
        items = [known[hit.code] for hit in found.hits]
        told["understood"] = understood_as(found.understood)
    here = [item for item in items if item.here]
    told["elsewhere"] = [
        row_of(item) | {"elsewhere": receiving.sent_to(item.local.reception)} for item in items if not item.here
    ]
    told["count"] = len(here)
    if words:
        return told | {"best": list(map(row_of, here[:BEST])), "rest": list(map(row_of, here[BEST:]))}
    names = {domain.pk: domain.name for domain in directory.get().domains.values()}
    fields: dict[str, list] = {}
    for item in here:
        fields.setdefault(names.get(item.edition.procedure.domain_id, "Lĩnh vực khác"), []).append(row_of(item))
    return told | {"fields": list(fields.items())}


def row_of(item):
    """One received procedure as lists and boards show it.

    {code, name, time, general_time, time_binds, fee, general_fee, local, item}: times and fees that are only true here
    first, the general ones beside them; see `_times` for a local time that is longer and does not bind.
    """
    brief, local = item.edition.brief, item.local
    row = {
        "code": item.code,
        "name": item.edition.name,
        "time": brief.get("time"),
        "fee": brief.get("fee"),
        "local": local,
        "general_time": "",
        "time_binds": True,
        "general_fee": "",
        "item": item,
    }
    if local.duration:
        row |= _times(local.duration, row["time"])
    if local.fee:
        fee = local.fee.value
        said = fee.note if fee.amount is None else ("Miễn phí" if fee.amount == 0 else wording.money(fee.amount))
        row |= {"fee": said, "general_fee": general_words(local.fee, row["fee"])}
    return row


def _times(said, general):
    """The time limit and what stands beside it: first what is only true here, unless it is longer than the general
    one. A longer one binds nobody and must not stand there as the limit."""
    own = wording.duration(said.value)
    if time_limits.is_longer(said.value, time_limits.longest_told(general)):
        words = f"tại đây {own[:1].lower()}{own[1:]}, dài hơn quy định chung"
        return {"time": general, "general_time": words, "time_binds": False}
    return {"time": own, "general_time": general_words(said, general), "time_binds": True}


def notices(desk=None, agency=None):
    """Timed notices that count at a desk, or for an agency: its own and those of every agency above. One query."""
    from django.db.models import Q

    chain = directory.get().chain(desk.agency_id if desk else agency)
    where = Q(agency__in=chain) | (Q(desk=desk.pk) if desk else Q(pk__in=[]))
    return list(Notice.objects.current(timezone.now()).filter(where))


def _embed_line(request, desk):
    address = canonical(request, reverse("embed", args=[desk.slug]))
    title = escape(f"Thủ tục tiếp nhận tại {desk.name}")
    return f'<iframe src="{address}" title="{title}" width="100%" height="700"></iframe>'


def _address(desk):
    """Where a desk stands, with the commune's name where the address does not name it itself; "" where not known."""
    named = not desk.address or not desk.unit or fold(desk.unit.name) in fold(desk.address)
    return desk.address if named else f"{desk.address}, {desk.unit.name}"


def _phone(line):
    """(the words before the number, the number, the words after) of a line; without a number it is all words."""
    match = _NUMBER.search(line)
    return (line[: match.start()], match[0], line[match.end() :]) if match else (line, "", "")
