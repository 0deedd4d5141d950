"""The first day of a province's portal: its agencies, centres and catalogues, from reference data and what is public.

Nothing is invented: addresses, telephones and hours stay blank until somebody writes them down. What is there already
stays as it is.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef
from django.utils import timezone

from procedures import freshness
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Catalogue,
    CatalogueItem,
    Desk,
    Edition,
    Procedure,
    Reference,
)
from procedures.sheet import Level
from procedures.text import alphabetical, slug
from procedures.wording import number

Unit = AdministrativeUnit
LEVELS = {Level.COMMUNE: Desk.Kind.COMMUNE, Level.PROVINCE: Desk.Kind.PROVINCE}


class NotPossible(Exception):
    """Why nothing was done, in Vietnamese."""


@dataclass
class Founded:
    """How much was added."""

    agencies: int = 0
    desks: int = 0
    catalogues: int = 0
    items: int = 0
    links: int = 0  # desks × catalogues
    left_out: int = 0  # procedures that the chairman of some province published


@transaction.atomic
def found_province(code: str, *, one_centre: bool = False) -> Founded:
    """Make what a province needs to begin. `code`: of its administrative unit, as in the reference data.

    A centre for the province and one for each commune; the communal catalogue holds every public procedure that is
    settled in communes, the provincial one those settled by the province, by field and code. `one_centre`: the city
    runs one centre, with a branch in each commune that receives both catalogues.
    """
    _refuse_half_made()
    province = _province(code)
    _refuse_both_ways(province, one_centre)
    done = Founded()
    head = _agency(province, Agency.Kind.PROVINCE, None, done)
    catalogues = {level: _catalogue(level, head, province, one_centre, done) for level in LEVELS}
    centre = _desk(f"Trung tâm Phục vụ hành chính công {_lower(province)}", Desk.Kind.PROVINCE, head, province, done)
    wanted = [(centre, catalogues[Level.PROVINCE])]
    if one_centre:
        wanted.append((centre, catalogues[Level.COMMUNE]))
    for commune in province.children.filter(until=None).order_by("code"):
        office = _agency(commune, Agency.Kind.COMMUNE, head, done)
        if one_centre:
            name = f"Chi nhánh Trung tâm Phục vụ hành chính công {_lower(province)} tại {_lower(commune)}"
            desk = _desk(name, Desk.Kind.BRANCH, head, commune, done)
            wanted += [(desk, catalogue) for catalogue in catalogues.values()]
        else:
            name = f"Trung tâm Phục vụ hành chính công {_lower(commune)}"
            desk = _desk(name, Desk.Kind.COMMUNE, office, commune, done)
            wanted.append((desk, catalogues[Level.COMMUNE]))
    through = Desk.catalogues.through
    known = set(through.objects.values_list("desk", "catalogue"))
    missing = [
        through(desk=desk, catalogue=catalogue) for desk, catalogue in wanted if (desk.pk, catalogue.pk) not in known
    ]
    through.objects.bulk_create(missing)
    done.links = len(missing)
    freshness.bump()
    return done


def _refuse_half_made():
    """Tables that are missing or of an older version would be told of in the database's words."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotPossible(
            "Cơ sở dữ liệu chưa được tạo hoặc chưa theo phiên bản này của cổng. Chạy lệnh migrate, rồi load_reference, "
            "rồi chạy lại lệnh này."
        )


def _province(code):
    provinces = Unit.objects.filter(parent=None, until=None)
    if province := provinces.filter(code=code).first():
        return province
    known = [f"{each.code} {each.name}" for each in provinces.order_by("code")]
    if not known:
        raise NotPossible(
            "Chưa có tỉnh, thành phố nào trong danh mục đơn vị hành chính. Nạp bằng lệnh load_reference rồi chạy lại "
            "lệnh này."
        )
    raise NotPossible(
        f"Không có tỉnh, thành phố nào mã «{code}». Mã tỉnh gồm hai chữ số, ví dụ 01. "
        f"Các mã hiện có: {', '.join(known)}."
    )


def _refuse_both_ways(province, one_centre):
    """A commune is served by its own centre or by a branch of the city's: what was founded the other way stands."""
    there = Desk.objects.still_open(timezone.localdate()).filter(unit__parent=province)
    if one_centre:
        others, founded = there.filter(kind=Desk.Kind.COMMUNE).count(), "trung tâm cấp xã"
        remedy = "chạy lệnh không có --one-centre"
    else:
        branches = there.filter(kind=Desk.Kind.BRANCH, agency__kind=Agency.Kind.PROVINCE)
        others, founded, remedy = branches.count(), "chi nhánh của trung tâm thành phố", "chạy lệnh với --one-centre"
    if others:
        raise NotPossible(
            f"{province.name} đã có {number(others)} {founded}, nên lập theo cách kia thì mỗi xã có hai nơi. Không "
            f"có gì được ghi. Muốn bổ sung nơi còn thiếu: {remedy}. Muốn đổi cách tổ chức: ghi ngày đóng cửa những "
            "nơi cũ trước."
        )


def _lower(unit):
    return f"{unit.name[:1].lower()}{unit.name[1:]}"


def _existing(model, address, **marks):
    """What somebody made before: the same by its marks, else by its address where they left a mark out."""
    return model.objects.filter(**marks).first() or model.objects.filter(slug=address).first()


def _agency(unit, kind, parent, done):
    name = f"Ủy ban nhân dân {_lower(unit)}"
    address = slug(name) if parent is None else f"{slug(name)}-{unit.code}"
    existing = _existing(Agency, address[:120], unit=unit, kind=kind, successor=None)
    if existing:
        return existing
    done.agencies += 1
    return Agency.objects.create(name=name, slug=address[:120], kind=kind, parent=parent, unit=unit)


def _desk(name, kind, agency, unit, done):
    address = slug(name) if unit.parent_id is None else f"{slug(name)[:110]}-{unit.code}"
    existing = _existing(Desk, address[:120], agency=agency, unit=unit, kind=kind)
    if existing:
        return existing
    done.desks += 1
    return Desk.objects.create(name=name[:200], slug=address[:120], kind=kind, agency=agency, unit=unit)


def _catalogue(level, agency, province, one_centre, done):
    where = "cấp xã" if level == Level.COMMUNE else "cấp tỉnh"
    address = f"{slug(where)}-{slug(province.name)}"
    catalogue, created = Catalogue.objects.get_or_create(
        slug=address,
        defaults={
            "name": f"Danh mục thủ tục {where}, {_lower(province)}",
            "agency": agency,
            "desk_kind": "" if one_centre else LEVELS[level],
        },
    )
    done.catalogues += created
    if created or not catalogue.items.exists():  # an empty one was founded before anything was public
        items = [
            CatalogueItem(catalogue=catalogue, procedure_id=procedure, position=place)
            for place, procedure in enumerate(_settled_at(level))
        ]
        CatalogueItem.objects.bulk_create(items, batch_size=500)
        done.items += len(items)
        done.left_out += len(_settled_at(level, of_province=True))
    return catalogue


def of_some_province():
    """References of an edition (OuterRef pk) to a decision of a provincial People's Committee: 12/QĐ-UBND."""
    return Reference.objects.filter(edition=OuterRef("pk"), kind=Reference.Kind.DECISION, key__contains="UBND")


def _settled_at(level, *, of_province=False):
    """Procedures of a level, by group of fields, field and code; the demo's inventions are left out.

    So is what the chairman of some province published: the national data does not say of which, and nobody receives
    the procedures of another province. `of_province`: just those.
    """
    public = Edition.objects.published().exclude(origin=Edition.Origin.DEMO)
    public = public.filter(Exists(of_some_province()) if of_province else ~Exists(of_some_province()))
    rows = public.filter(procedure__kind=Procedure.Kind.PUBLIC).values_list(
        "procedure__domain__group__position", "procedure__domain__name", "procedure__code", "procedure", "brief"
    )
    settled = [row for row in rows if level in (row[-1].get("levels") or ())]
    settled.sort(key=lambda row: (row[0] is None, row[0] or 0, alphabetical(row[1] or ""), row[2]))
    return [procedure for *_, procedure, _ in settled]
