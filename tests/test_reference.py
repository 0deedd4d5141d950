"""The reference data: whole, consistent, and loaded without undoing what people did."""

import json
import re
import unicodedata
from collections import Counter

import pytest
from django.core.management import call_command

from procedures.models import (
    AdministrativeUnit,
    Agency,
    Domain,
    DomainGroup,
    LifeEvent,
    Procedure,
    ProcedureAlias,
    Promotion,
    Synonym,
)
from procedures.reference import FOLDER, load_reference
from procedures.text import fold
from procedures.validators import RESERVED_CODE, validate_code

PREFIXES = {
    "province": "Tỉnh ",
    "city": "Thành phố ",
    "commune": "Xã ",
    "ward": "Phường ",
    "special_zone": "Đặc khu ",
}


@pytest.fixture(scope="module")
def rows():
    """Fields of every object of reference.json by model name."""
    found = {}
    for item in json.loads((FOLDER / "reference.json").read_text(encoding="utf-8")):
        found.setdefault(item["model"].removeprefix("procedures."), []).append(item["fields"])
    return found


def values(rows, field):
    return [fields[field] for fields in rows]


def test_file_is_one_compact_composed_object_a_line():
    text = (FOLDER / "reference.json").read_text(encoding="utf-8")

    items = json.loads(text)

    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
    assert text == f"[\n{lines}\n]\n"
    assert unicodedata.normalize("NFC", text) == text
    assert "  " not in text


def test_units_are_those_of_july_2025(rows):
    kinds = Counter(values(rows["administrativeunit"], "kind"))

    assert kinds == {"province": 28, "city": 6, "commune": 2621, "ward": 687, "special_zone": 13}
    assert kinds["province"] + kinds["city"] == 34
    assert kinds["commune"] + kinds["ward"] + kinds["special_zone"] == 3321


def test_units_have_codes_parents_and_names_that_agree(rows):
    units = rows["administrativeunit"]
    provinces = {unit["code"] for unit in units if "parent" not in unit}

    assert len(set(values(units, "code"))) == len(units)
    assert all(re.fullmatch(r"\d{2}", code) for code in provinces)
    assert len(provinces) == 34
    assert all(re.fullmatch(r"\d{5}", unit["code"]) for unit in units if "parent" in unit)
    assert {unit["parent"][0] for unit in units if "parent" in unit} == provinces
    assert [unit["name"] for unit in units if not unit["name"].startswith(PREFIXES[unit["kind"]])] == []
    assert len({(unit["name"], str(unit.get("parent"))) for unit in units}) == len(units)
    assert {unit.get("since") for unit in units} == {None, "2025-07-01"}
    assert sum("since" not in unit for unit in units) == 11 + 127  # not rearranged in 2025


def test_units_do_not_hold_the_invented_names_of_the_demo(rows):
    names = {fold(name) for name in values(rows["administrativeunit"], "name")}

    assert not {"xa an mau", "phuong an mau", "tinh song mau", "thanh pho song mau"} & names


def test_groups_have_order_and_icons_and_share_no_address_with_fields(rows):
    groups, domains = rows["domaingroup"], rows["domain"]
    icons = set(re.findall(r'<symbol id="([^"]+)"', (FOLDER.parent / "static/img/icons.svg").read_text()))

    slugs = values(groups, "slug") + values(domains, "slug")

    assert len(groups) == 16
    assert values(groups, "position") == list(range(10, 170, 10))
    assert groups[-1]["slug"] == "khac"
    assert {row["icon"] for row in groups + rows["lifeevent"]} <= icons
    assert len(set(slugs)) == len(slugs)
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 80] == []


def test_every_field_has_a_group_and_a_name_of_its_own(rows):
    domains = rows["domain"]

    assert {domain["group"][0] for domain in domains} == set(values(rows["domaingroup"], "slug"))
    assert len({name.casefold() for name in values(domains, "name")}) == len(domains) >= 276
    assert [name for name in values(domains, "name") if not name[0].isupper()] == []


def test_life_events_hold_real_codes_in_bearable_number(rows):
    events, known = rows["lifeevent"], set(values(rows["procedure"], "code"))
    sizes = [len(event["procedures"]) for event in events]
    listed = {code for event in events for (code,) in event["procedures"]}

    assert Counter(values(events, "audience")) == {"citizen": 11, "business": 11}
    assert (min(sizes) >= 5, max(sizes) <= 25) == (True, True)
    assert listed | {row["procedure"][0] for row in rows["promotion"]} == known
    assert [code for code in known if code.startswith("1.115") or RESERVED_CODE.fullmatch(code)] == []
    for code in known:
        validate_code(code)
    assert all(len({code for (code,) in event["procedures"]}) == len(event["procedures"]) for event in events)


def test_promotions_are_in_order_and_of_different_procedures(rows):
    promotions = rows["promotion"]

    assert values(promotions, "position") == list(range(10, 250, 10))
    assert len({row["procedure"][0] for row in promotions}) == len(promotions)
    assert all("agency" not in row for row in promotions)


def test_no_abbreviation_belongs_to_two_agencies(rows):
    shorts = [short.strip() for row in rows["agency"] for short in row["abbreviations"].split(",")]

    assert len(set(shorts)) == len(shorts)
    assert {"BTP", "BTC", "BNNMT", "BXD", "BCA", "BGTVT", "BTNMT"} <= set(shorts)
    assert not {"BTTTT", "BLĐTBXH", "LĐTBXH", "UBND"} & set(shorts)  # split, or of every province


@pytest.mark.django_db
def test_loading_fills_an_empty_database(rows):
    added = load_reference()

    counts = {name: len(found) for name, found in rows.items()}
    assert {name: added[name] for name in counts} == counts
    assert AdministrativeUnit.objects.get(code="00004").parent.name == "Thành phố Hà Nội"
    assert Domain.objects.get(slug="ho-tich").group.slug == "tu-phap-ho-tich"
    assert Agency.objects.get(slug="bao-hiem-xa-hoi-viet-nam").parent.name == "Bộ Tài chính"
    assert LifeEvent.objects.get(slug="co-con-nho").procedures.filter(code="1.001193").exists()
    assert Promotion.objects.order_by("position").first().procedure.code == "1.001193"
    assert added["synonym"] == Synonym.objects.count() > 0


@pytest.mark.django_db
def test_loading_again_adds_nothing_and_asks_little(django_assert_max_num_queries):
    load_reference()

    with django_assert_max_num_queries(20):
        added = load_reference()

    assert set(added.values()) == {0}


@pytest.mark.django_db
def test_loading_again_keeps_what_people_edited():
    load_reference()
    AdministrativeUnit.objects.filter(code="00004").update(name="Phường Ba Đình (mới)")
    DomainGroup.objects.filter(slug="y-te").update(slug="suc-khoe", position=5)
    Domain.objects.filter(slug="ho-tich").update(name="Hộ tịch, quốc tịch", group=DomainGroup.objects.get(slug="khac"))
    LifeEvent.objects.get(slug="co-con-nho").procedures.clear()
    Promotion.objects.exclude(procedure__code="1.001193").delete()
    Synonym.objects.filter(pk=Synonym.objects.earliest("pk").pk).update(official="tên đã sửa")

    added = load_reference()

    assert set(added.values()) == {0}
    assert AdministrativeUnit.objects.get(code="00004").name == "Phường Ba Đình (mới)"
    assert DomainGroup.objects.get(name="Y tế").position == 5
    assert Domain.objects.get(slug="ho-tich").group.slug == "khac"
    assert LifeEvent.objects.get(slug="co-con-nho").procedures.count() == 0
    assert Promotion.objects.count() == 1


@pytest.mark.django_db
def test_loading_groups_a_field_that_an_import_brought_first():
    brought = Domain.objects.create(name="HỘ TỊCH", slug="ho-tich-cu")

    added = load_reference()

    brought.refresh_from_db()
    assert (brought.group.slug, brought.name) == ("tu-phap-ho-tich", "HỘ TỊCH")
    assert added["grouped"] == 1
    assert not Domain.objects.filter(slug="ho-tich").exists()


@pytest.mark.django_db
def test_loading_knows_a_code_that_has_become_an_alias():
    procedure = Procedure.objects.create(code="1.999999")
    ProcedureAlias.objects.create(procedure=procedure, code="1.001193")

    load_reference()

    assert not Procedure.objects.filter(code="1.001193").exists()
    assert Promotion.objects.filter(procedure=procedure).count() == 1


@pytest.mark.django_db
def test_command_says_what_it_added(capsys):
    call_command("load_reference")
    first = capsys.readouterr().out
    call_command("load_reference")
    second = capsys.readouterr().out

    assert first.startswith("Dữ liệu tham chiếu: đã thêm 3.355 đơn vị hành chính, 16 nhóm lĩnh vực,")
    assert second == "Dữ liệu tham chiếu: đã đủ, không thêm gì.\n"
