"""`found_province`: the agencies, centres and catalogues of a real province, once, with nothing invented."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from procedures import directory, founding
from procedures.founding import Founded, found_province
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Catalogue,
    CatalogueItem,
    Desk,
    Edition,
    FeedbackContact,
    LocalFact,
    Opening,
    Procedure,
    Reference,
)
from procedures.receiving import received
from procedures.reference import load_reference
from procedures.sheet import Sheet
from tests.factories import EditionFactory, ProcedureFactory, publish
from tests.procedures.place import words

pytestmark = pytest.mark.django_db
HA_NOI, HUE, LAI_CHAU = "01", "46", "12"
SOME = slice(None, None, 25)  # what one desk receives takes a query: a few stand for all that have the same catalogues
COMMUNAL, BOTH, PROVINCIAL = "1.000001", "1.000002", "1.000003"


@pytest.fixture(scope="module")
def reference(django_db_setup, django_db_blocker):
    """The units of the whole country, for the tests of this module; rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def country(reference):
    """The reference data with three public procedures, and others that belong on no board."""
    publish(COMMUNAL, **words("Chứng thực bản sao", levels=["commune"]))
    publish(BOTH, **words("Đăng ký khai sinh có yếu tố nước ngoài", levels=["commune", "province"]))
    publish(PROVINCIAL, **words("Cấp phép xây dựng", levels=["province"]))
    publish("1.000004", **words("Việc của bộ", levels=["central"]))
    EditionFactory(procedure=ProcedureFactory(code="1.000005"), sheet=Sheet(**words("Bản nháp")))
    EditionFactory(
        procedure=ProcedureFactory(code="0.900001"), sheet=Sheet(**words("Minh họa")), state="published", origin="demo"
    )
    internal = publish("1.000006", **words("Nội bộ"))
    Procedure.objects.filter(pk=internal.procedure_id).update(kind="internal")


def found(code, *options):
    """What the command says."""
    out = io.StringIO()
    call_command("found_province", code, *options, stdout=out)
    directory.renew()
    return out.getvalue().strip()


def codes(desk):
    return [item.code for item in received(desk)]


def everything():
    """What stands in the tables that the command writes to."""
    tables = (Agency, Desk, Catalogue, CatalogueItem, Desk.catalogues.through)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_ha_noi_with_a_centre_in_every_commune(country):
    told = found(HA_NOI)

    assert told == "Đã thêm 127 cơ quan, 127 nơi nộp, 2 danh mục với 4 thủ tục, gắn 127 lượt."
    head = Agency.objects.get(kind="province")
    communes = Agency.objects.filter(kind="commune", parent=head)
    units = AdministrativeUnit.objects.filter(parent__code=HA_NOI)
    assert head.name == "Ủy ban nhân dân thành phố Hà Nội"
    assert set(communes.values_list("unit", flat=True)) == set(units.values_list("pk", flat=True))
    ba_dinh = Desk.objects.get(unit__name="Phường Ba Đình")
    assert (ba_dinh.name, ba_dinh.kind) == ("Trung tâm Phục vụ hành chính công phường Ba Đình", "commune")
    assert ba_dinh.agency.name == "Ủy ban nhân dân phường Ba Đình"
    centre = Desk.objects.get(kind="province")
    assert (centre.name, centre.agency) == ("Trung tâm Phục vụ hành chính công thành phố Hà Nội", head)
    assert codes(centre) == [BOTH, PROVINCIAL]
    communal = Desk.objects.filter(kind="commune").order_by("pk")
    assert set(communal.values_list("catalogues__slug", flat=True)) == {"cap-xa-thanh-pho-ha-noi"}
    assert {tuple(codes(desk)) for desk in communal[SOME]} == {(COMMUNAL, BOTH)}
    assert dict(Catalogue.objects.values_list("name", "desk_kind")) == {
        "Danh mục thủ tục cấp xã, thành phố Hà Nội": "commune",
        "Danh mục thủ tục cấp tỉnh, thành phố Hà Nội": "province",
    }


def test_ha_noi_with_one_centre_and_its_branches(country):
    told = found(HA_NOI, "--one-centre")

    assert told == "Đã thêm 127 cơ quan, 127 nơi nộp, 2 danh mục với 4 thủ tục, gắn 254 lượt."
    head = Agency.objects.get(kind="province")
    assert set(Desk.objects.values_list("agency", flat=True)) == {head.pk}
    branches = Desk.objects.filter(kind="branch")
    assert len(set(branches.values_list("unit", flat=True))) == 126
    name = "Chi nhánh Trung tâm Phục vụ hành chính công thành phố Hà Nội tại phường Ba Đình"
    assert branches.get(unit__name="Phường Ba Đình").name == name
    links = Desk.catalogues.through.objects.values_list("catalogue__slug", "desk")
    assert len(links.filter(catalogue__slug="cap-xa-thanh-pho-ha-noi")) == 127
    assert len(links.filter(catalogue__slug="cap-tinh-thanh-pho-ha-noi")) == 127
    some = Desk.objects.order_by("pk")[SOME]
    assert {frozenset(codes(desk)) for desk in some} == {frozenset([COMMUNAL, BOTH, PROVINCIAL])}
    assert set(Catalogue.objects.values_list("desk_kind", flat=True)) == {""}


@pytest.mark.parametrize(
    "first, then, standing",
    [((), ("--one-centre",), "40 trung tâm cấp xã"), (("--one-centre",), (), "40 chi nhánh của trung tâm thành phố")],
)
def test_a_province_is_not_founded_both_ways(country, first, then, standing):
    found(HUE, *first)
    before = everything()

    with pytest.raises(CommandError, match=f"thành phố Huế đã có {standing}".replace("th", "[tT]h", 1)):
        found(HUE, *then)

    assert everything() == before
    Desk.objects.filter(unit__parent__code=HUE).update(closed_on="2026-01-01")
    assert "40 nơi nộp" in found(HUE, *then)


def test_two_provinces_stand_side_by_side(country):
    found(LAI_CHAU)

    told = found(HUE)

    assert told == "Đã thêm 41 cơ quan, 41 nơi nộp, 2 danh mục với 4 thủ tục, gắn 41 lượt."
    assert Catalogue.objects.count() == 4
    hue = Catalogue.objects.get(slug="cap-xa-thanh-pho-hue")
    assert set(hue.desks.values_list("unit__parent__code", flat=True)) == {HUE}
    for level in ("cap-xa", "cap-tinh"):
        both = Catalogue.objects.filter(slug__startswith=level)
        assert len({tuple(each.items.values_list("procedure__code", flat=True)) for each in both}) == 1


@pytest.mark.parametrize("options", [(), ("--one-centre",)])
def test_a_second_run_changes_nothing(country, options):
    found(HUE, *options)
    before = everything()

    told = found(HUE, *options)

    assert told == "Đã thêm 0 cơ quan, 0 nơi nộp, 0 danh mục với 0 thủ tục, gắn 0 lượt."
    assert everything() == before


def test_what_some_other_province_published_is_left_out_and_said(country):
    other = publish("1.000007", **words("Việc riêng của một tỉnh", levels=["commune"]))
    Reference.objects.create(edition=other, kind=Reference.Kind.DECISION, key="12/QĐ-UBND")

    told = found(HUE)

    assert "với 4 thủ tục" in told
    assert "Không đưa vào danh mục 1 thủ tục do Ủy ban nhân dân một tỉnh công bố" in told
    assert not CatalogueItem.objects.filter(procedure=other.procedure).exists()


def test_what_people_changed_stays(country):
    found(HUE)
    desk = Desk.objects.filter(kind="commune").first()
    Desk.objects.filter(pk=desk.pk).update(name="Một cửa của chúng tôi", address="Số 5", slug="cua-chung-toi")
    CatalogueItem.objects.filter(procedure__code=COMMUNAL).delete()
    before = everything()

    found(HUE)

    assert everything() == before


def test_what_was_deleted_comes_back_alone(country):
    found(HUE)
    gone = Desk.objects.filter(kind="commune").first()
    gone.catalogues.clear()
    gone.delete()

    assert found(HUE) == "Đã thêm 0 cơ quan, 1 nơi nộp, 0 danh mục với 0 thủ tục, gắn 1 lượt."


def test_an_agency_made_by_hand_is_taken_as_it_is(country):
    own = Agency.objects.create(
        name="UBND TP Huế", slug="uy-ban-nhan-dan-thanh-pho-hue", kind="province", hotline="1900 0000"
    )

    done = found_province(HUE)

    assert (done.agencies, done.desks) == (40, 41)
    own.refresh_from_db()
    assert (own.name, own.hotline, own.unit) == ("UBND TP Huế", "1900 0000", None)
    assert own.children.count() == 40


def test_founded_before_anything_is_public_the_catalogues_fill_later(reference):
    assert found(HUE) == "Đã thêm 41 cơ quan, 41 nơi nộp, 2 danh mục với 0 thủ tục, gắn 41 lượt."
    publish(COMMUNAL, **words("Chứng thực bản sao", levels=["commune"]))

    assert found(HUE) == "Đã thêm 0 cơ quan, 0 nơi nộp, 0 danh mục với 1 thủ tục, gắn 0 lượt."


def test_nothing_is_invented(country):
    found(HUE)

    for desk in Desk.objects.values("address", "hotline", "email", "head", "latitude", "directions", "phones", "note"):
        assert set(desk.values()) <= {"", None}
    ours = Agency.objects.filter(kind__in=["province", "commune"])
    for agency in ours.values("hotline", "email", "address", "website", "head", "head_title", "code"):
        assert set(agency.values()) == {""}
    assert [table.objects.count() for table in (Opening, FeedbackContact, LocalFact)] == [0, 0, 0]
    assert set(Catalogue.objects.values_list("decision", "boundless", "boundless_basis")) == {(None, False, None)}
    assert Edition.objects.count() == 7


def test_units_that_ended_are_left_out(country):
    unit = AdministrativeUnit.objects.filter(parent__code=HUE).first()
    AdministrativeUnit.objects.filter(pk=unit.pk).update(until="2026-01-01")

    assert found_province(HUE).desks == 40
    assert not Desk.objects.filter(unit=unit).exists()


@pytest.mark.parametrize("code", ["99", "999", "1", "00004", "Hà Nội", "", "' OR 1=1"])
def test_an_unknown_code_is_refused_and_nothing_is_done(country, code):
    before = everything()

    with pytest.raises(CommandError) as refused:
        found(code)

    said = str(refused.value)
    assert said.startswith(
        f"Không có tỉnh, thành phố nào mã «{code}». Mã tỉnh gồm hai chữ số, ví dụ 01. Các mã hiện có: "
        "01 Thành phố Hà Nội, 04 Tỉnh Cao Bằng, "
    )
    assert said.count(" Tỉnh ") + said.count(" Thành phố ") == 34
    assert "load_reference" not in said
    assert everything() == before


def test_without_reference_data_it_says_how_to_load_it(db):
    AdministrativeUnit.objects.update(until="2020-01-01")

    with pytest.raises(CommandError) as refused:
        found(HA_NOI)

    assert str(refused.value) == (
        "Chưa có tỉnh, thành phố nào trong danh mục đơn vị hành chính. Nạp bằng lệnh load_reference rồi chạy lại "
        "lệnh này."
    )


def test_without_tables_it_says_to_migrate_first(db, monkeypatch):
    monkeypatch.setattr(founding.MigrationExecutor, "migration_plan", lambda self, targets: targets)

    with pytest.raises(CommandError) as refused:
        found(HA_NOI)

    assert str(refused.value) == (
        "Cơ sở dữ liệu chưa được tạo hoặc chưa theo phiên bản này của cổng. Chạy lệnh migrate, rồi load_reference, rồi "
        "chạy lại lệnh này."
    )


def test_a_slip_half_way_leaves_nothing_behind(country, monkeypatch):
    before = everything()

    def slip(*args):
        raise RuntimeError

    monkeypatch.setattr(founding, "_settled_at", slip)
    with pytest.raises(RuntimeError):
        found_province(HUE)

    assert everything() == before


def test_the_order_of_a_catalogue_is_by_field_and_code(country):
    found(HUE)

    items = Catalogue.objects.get(slug="cap-xa-thanh-pho-hue").items.order_by("position")
    assert list(items.values_list("procedure__code", "position")) == [(COMMUNAL, 0), (BOTH, 1)]
    assert Founded() == Founded(0, 0, 0, 0, 0)


def test_every_centre_has_its_page_and_board(country, client):
    found(HUE)

    for desk in (Desk.objects.get(kind="province"), Desk.objects.filter(kind="commune").first()):
        page, board = client.get(f"/mot-cua/{desk.slug}/"), client.get(f"/niem-yet/{desk.slug}/")
        assert (page.status_code, board.status_code) == (200, 200)
        assert desk.name in page.content.decode()
        for code in codes(desk):
            assert code in board.content.decode()
