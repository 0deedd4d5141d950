"""What open data holds beside the procedures: who receives which, what is only true where, decisions, bundles.

Written small: a catalogue names its procedures once, a desk names its catalogues; nothing is multiplied. Rows stream
from the database into the files. Public in the same sense as on the pages.
"""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from procedures import directory, sheet_words, time_limits, wording
from procedures.models import Catalogue, CatalogueItem, Change, Decision, Edition, LocalFact, Opening, Procedure

CHUNK = 200  # decisions read at once
MANY = 2_000  # small rows read at once
HOURS = ("Mã nơi nộp", "Nơi nộp", "Thứ", "Từ giờ", "Đến giờ")
RECEIVED = ("Mã danh mục", "Danh mục", "Cơ quan ban hành", "Thứ tự", "Mã thủ tục", "Ngoại lệ địa giới")
USED = ("Mã nơi nộp", "Nơi nộp", "Mã danh mục", "Danh mục")
LOCAL = (
    ("procedure", "Mã thủ tục"),
    ("of", "Của cơ quan hay nơi nộp"),
    ("slug", "Mã cơ quan hoặc nơi nộp"),
    ("name", "Tên cơ quan hoặc nơi nộp"),
    ("fee_amount", "Phí, lệ phí (đồng)"),
    ("fee_note", "Nói thêm về phí"),
    ("duration", "Thời hạn"),
    ("counter", "Quầy"),
    ("hours", "Giờ tiếp nhận riêng"),
    ("note", "Lưu ý"),
    ("reception", "Tiếp nhận"),
    ("elsewhere", "Mã nơi đến nộp"),
    ("basis", "Văn bản quy định"),
    ("valid_from", "Có hiệu lực từ ngày"),
    ("valid_until", "Hết hiệu lực từ ngày"),
)
OF = {"agency": "cơ quan", "desk": "nơi nộp"}
DECIDED = ("Số, ký hiệu", "Cơ quan ban hành", "Ngày ký", "Ngày có hiệu lực", "Trích yếu", "Mã thủ tục", "Địa chỉ trang")
LINKED = ("Mã nhóm", "Nhóm liên thông", "Thứ tự", "Mã thủ tục", "Ghi chú")


def safe_cell(value):
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


class Written:
    """A file being written: how many rows it holds, and a digest of what they say.

    The digest leaves out the day: where nothing else differs, the file of before stays, and mirrors need not fetch it.
    """

    def __init__(self, *head):
        self.rows = 0
        self._digest = hashlib.sha256()
        self._said(list(head))

    def _said(self, value):
        text = json.dumps(value, ensure_ascii=False)
        self._digest.update(text.encode())
        return text

    @property
    def content(self) -> str:
        return self._digest.hexdigest()


class Flat(Written):
    """A CSV that Excel opens as it is."""

    def __init__(self, path: Path, titles):
        super().__init__(*titles)
        self._file = open(path, "w", encoding="utf-8-sig", newline="")  # noqa: SIM115 - closed by `__exit__`
        self._lines = csv.writer(self._file)
        self._lines.writerow(titles)

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self._file.close()

    def add(self, *values):
        """One row, its cells in order."""
        cells = [safe_cell(value) for value in values]
        self._said(cells)
        self._lines.writerow(cells)
        self.rows += 1
        return cells


class Whole(Written):
    """A JSON file: licence, day, address of the portal, and one list under `key`."""

    def __init__(self, path: Path, key):
        super().__init__(settings.OPEN_DATA_LICENCE, settings.SITE_URL, key)
        self._file = open(path, "w", encoding="utf-8")  # noqa: SIM115 - closed by `__exit__`
        about = {
            "licence": settings.OPEN_DATA_LICENCE,
            "day": timezone.localdate().isoformat(),
            "url": settings.SITE_URL,
        }
        self._file.write(json.dumps(about, ensure_ascii=False)[:-1] + f', "{key}": [')

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self._file.write("\n]}\n")
        self._file.close()

    def add(self, row: dict[str, Any]):
        """One entry of the list."""
        self._file.write((",\n" if self.rows else "\n") + self._said(row))
        self.rows += 1


def write(half: dict[str, Path], site) -> dict[str, Written]:
    """Write every file of this module. `half`: where, by name; `site`: the directory of this very moment."""
    on = timezone.localdate()
    heads: dict[str, Any] = {
        "noi-nop.json": "desks",
        "gio-lam-viec.csv": HOURS,
        "danh-muc.json": "catalogues",
        "danh-muc.csv": RECEIVED,
        "noi-nop-danh-muc.csv": USED,
        "quy-dinh-rieng.json": "local_facts",
        "quy-dinh-rieng.csv": [title for _, title in LOCAL],
        "quyet-dinh.json": "decisions",
        "quyet-dinh.csv": DECIDED,
        "lien-thong.json": "bundles",
        "lien-thong.csv": LINKED,
    }
    with ExitStack() as stack:
        made: dict[str, Any] = {
            name: stack.enter_context((Flat if name.endswith(".csv") else Whole)(half[name], head))
            for name, head in heads.items()
        }
        catalogues = _used(site)
        _catalogues(made, catalogues, on)
        _desks(made, catalogues, site)
        _local_facts(made, on)
        _decisions(made)
        _bundles(made, site)
    return {**made, "sheet.schema.json": _schema(half["sheet.schema.json"])}


def _public(on):
    """Keys of the procedures that have public words on a day."""
    return Edition.objects.published(on).filter(procedure__kind=Procedure.Kind.PUBLIC).values("procedure")


def _used(site):
    """The catalogues that an open desk uses: one being prepared is nobody's business yet."""
    keys = [key for key, desks in site.desks_of_catalogue.items() if desks]
    related = ("agency", "decision", "boundless_basis")
    return list(Catalogue.objects.filter(pk__in=keys).select_related(*related).order_by("pk"))


def _catalogues(made, catalogues, on):
    items = CatalogueItem.objects.filter(procedure__in=_public(on)).order_by(
        "catalogue_id", "position", "procedure__code"
    )
    told = items.values_list("catalogue", "procedure__code", "bound_reason").iterator(MANY)
    listed = groupby(told, key=lambda row: row[0])
    key, own = next(listed, (None, iter(())))
    for catalogue in catalogues:
        while key is not None and key < catalogue.pk:
            key, own = next(listed, (None, iter(())))
        rows = [{"code": code, "bound_reason": why} for _, code, why in own] if key == catalogue.pk else []
        made["danh-muc.json"].add({**_catalogue(catalogue, on), "procedures": rows})
        for place, row in enumerate(rows, 1):
            cells = (catalogue.slug, catalogue.name, catalogue.agency.name, place, row["code"], row["bound_reason"])
            made["danh-muc.csv"].add(*cells)


def _catalogue(catalogue, on):
    basis = catalogue.boundless_basis
    # A claim stands and falls with the document it rests on, as in `receiving`.
    holds = not basis or not (
        (basis.effective_on and basis.effective_on > on) or (basis.expired_on and basis.expired_on <= on)
    )
    return {
        "slug": catalogue.slug,
        "name": catalogue.name,
        "agency": catalogue.agency.slug,
        "agency_name": catalogue.agency.name,
        "decision": catalogue.decision.number if catalogue.decision else None,
        "boundless": catalogue.boundless and holds,
        "boundless_basis": basis.number if basis else None,
    }


def _desks(made, catalogues, site):
    used = defaultdict(list)
    for catalogue in catalogues:
        for slug in site.desks_of_catalogue[catalogue.pk]:
            used[slug].append(catalogue)
    for desk in site.desks.values():
        hours = [(each.weekday, f"{each.opens_at:%H:%M}", f"{each.closes_at:%H:%M}") for each in desk.hours]
        off = [(each.starts_on.isoformat(), each.ends_on.isoformat(), each.reason) for each in desk.days_off]
        made["noi-nop.json"].add(
            {
                **_desk(desk),
                "hours": [dict(zip(("weekday", "opens_at", "closes_at"), each, strict=True)) for each in hours],
                "days_off": [dict(zip(("from", "to", "reason"), each, strict=True)) for each in off],
                "catalogues": [catalogue.slug for catalogue in used[desk.slug]],
            }
        )
        for weekday, *times in hours:
            made["gio-lam-viec.csv"].add(desk.slug, desk.name, Opening.Weekday(weekday).label, *times)
        for catalogue in used[desk.slug]:
            made["noi-nop-danh-muc.csv"].add(desk.slug, desk.name, catalogue.slug, catalogue.name)


def _desk(desk):
    return {
        "slug": desk.slug,
        "name": desk.name,
        "kind": desk.kind,
        "agency": desk.agency.slug,
        "agency_name": desk.agency.name,
        "unit": desk.unit.name if desk.unit else None,
        "address": desk.address,
        "latitude": None if desk.latitude is None else float(desk.latitude),
        "longitude": None if desk.longitude is None else float(desk.longitude),
        "hotline": desk.hotline,
        "closed_on": _iso(desk.closed_on),
        "url": settings.SITE_URL + desk.get_absolute_url(),
    }


def _iso(day: date | None):
    return day.isoformat() if day else None


def _local_facts(made, on):
    for row in _facts(on):
        made["quy-dinh-rieng.json"].add(row)
        cells = {
            **row,
            "of": OF[row["of"]],
            "duration": row["duration"]["words"] if row["duration"] else None,
            "reception": LocalFact.Reception(row["reception"]).label if row["reception"] else None,
        }
        made["quy-dinh-rieng.csv"].add(*(cells[name] for name, _ in LOCAL))


def _facts(on) -> Iterator[dict[str, Any]]:
    """What holds today or will: of procedures with public words, of agencies and of desks that are open."""
    over = LocalFact.objects.ended(on).values("pk")
    facts = LocalFact.objects.exclude(pk__in=over).exclude(desk__closed_on__lte=on)
    facts = facts.filter(procedure__in=_public(on))
    related = ("procedure", "agency", "desk", "elsewhere", "basis")
    site = directory.get()
    for fact in facts.select_related(*related).order_by("procedure__code", "pk").iterator(MANY):
        basis = fact.basis
        begins = [day for day in (fact.valid_from, basis and basis.effective_on) if day]
        ends = [day for day in (fact.valid_until, basis and basis.expired_on) if day]
        other = site.chosen(fact.elsewhere.slug) if fact.elsewhere else None
        yield {
            "procedure": fact.procedure.code,
            "of": "desk" if fact.desk else "agency",
            **_place(fact.desk or fact.agency),
            "fee_amount": fact.fee_amount,
            "fee_note": fact.fee_note,
            "duration": _duration(fact.duration, fact.duration_unit, f"fact {fact.pk}"),
            "counter": fact.counter,
            "hours": fact.hours,
            "note": fact.note,
            "reception": fact.reception,
            "elsewhere": other.slug if other else None,
            "basis": basis.number if basis else None,
            "valid_from": _iso(max(begins, default=None)),
            "valid_until": _iso(min(ends, default=None)),
        }


def _place(whose):
    return {"slug": whose.slug, "name": whose.name}


def _duration(amount, unit, where):
    limit = time_limits.stored(amount, unit, where) if unit else None
    return limit and {"amount": limit.amount, "unit": limit.unit, "words": wording.duration(limit)}


def _decisions(made):
    changes = Change.objects.filter(procedure__kind=Procedure.Kind.PUBLIC).select_related("procedure", "successor")
    editions = Edition.objects.published().filter(procedure__kind=Procedure.Kind.PUBLIC).select_related("procedure")
    decisions = Decision.objects.public().prefetch_related(
        Prefetch("changes", changes.order_by("procedure__code"), to_attr="told"),
        Prefetch("editions", editions.defer("document").order_by("procedure__code"), to_attr="named"),
    )
    for decision in decisions.order_by("pk").iterator(CHUNK):
        # What a decision is going to change is told once it is applied, as on its page.
        told = decision.told if decision.applied_at else []
        codes = sorted({each.procedure.code for each in (*told, *decision.named)})
        row = {
            "number": decision.number,
            "issuer": decision.issuer.name if decision.issuer else None,
            "issued_on": _iso(decision.issued_on),
            "effective_on": _iso(decision.effective_on),
            "title": decision.title,
        }
        url = settings.SITE_URL + decision.get_absolute_url()
        changed = [_changed(each) for each in told]
        made["quyet-dinh.json"].add({**row, "procedures": codes, "changes": changed, "url": url})
        made["quyet-dinh.csv"].add(*row.values(), "; ".join(codes), url)


def _changed(change):
    successor = change.successor.code if change.successor else None
    return {"code": change.procedure.code, "kind": change.kind, "note": change.note, "successor": successor}


def _bundles(made, site):
    for bundle in site.bundles:
        items = [{"code": item.procedure.code, "note": item.note} for item in bundle.items.all()]
        made["lien-thong.json"].add(
            {
                "slug": bundle.slug,
                "name": bundle.name,
                "summary": bundle.summary,
                "dossier": bundle.dossier,
                "duration": _duration(bundle.duration, bundle.duration_unit, f"bundle {bundle.slug}"),
                "result": bundle.result,
                "basis": bundle.basis.number if bundle.basis else None,
                "procedures": items,
                "url": settings.SITE_URL + bundle.get_absolute_url(),
            }
        )
        for place, item in enumerate(items, 1):
            made["lien-thong.csv"].add(bundle.slug, bundle.name, place, item["code"], item["note"])


def _schema(path):
    text = json.dumps(sheet_words.schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8")
    made = Written(text)
    made.rows = text.count("\n")
    return made
