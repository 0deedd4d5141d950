"""The province issues a catalogue: codes pasted as they stand in an annex, then given to every desk of its kind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from procedures import freshness
from procedures.admin import history
from procedures.models import Catalogue, CatalogueItem, Desk, Procedure, ProcedureAlias
from tests.factories import AgencyFactory, DeskFactory, EditionFactory, ProcedureFactory
from tests.procedures.asked import asked
from tests.procedures.office import told, url
from tests.procedures.typed import form_of, send
from tests.test_vietnamese import read

ROWS = """STT\tMã số TTHC\tTên thủ tục\tLĩnh vực
I\tLĩnh vực Hộ tịch
1\t1.001193\tĐăng ký khai sinh\tHộ tịch
2.\t1.000894.000.00.00.H26\t\u00a0Đăng ký kết hôn theo Nghị định 123/2015/NĐ-CP ngày 15/11/2015
\u00a0
3\t2. 000635\tCấp bản sao trích lục hộ tịch
4\t1,000656\tĐăng ký khai tử
"""
CODES = ["1.001193", "1.000894", "2.000635", "1.000656"]


@pytest.fixture
def catalogue(world):
    """A catalogue of the province without procedures."""
    return Catalogue.objects.create(
        name="Danh mục mới", slug="danh-muc-moi", agency=world["province"], desk_kind="commune"
    )


def paste(client, catalogue, text, **more):
    return send(client, url("catalogue_codes", catalogue.pk), "codes", codes=text, **more)


def write(client, catalogue, preview):
    """Press «Ghi» on a preview."""
    form = form_of(preview, "codes") | {"write": preview.context["planned"].seen}
    return client.post(url("catalogue_codes", catalogue.pk), form)


def codes(catalogue):
    return list(catalogue.items.order_by("position").values_list("procedure__code", flat=True))


def done(client, response):
    """The sentence on the page that one is led to."""
    assert response.status_code == 302, told(response)
    return " ".join(str(message) for message in client.get(response.url).context["messages"])


def test_rows_copied_from_word_are_taken_in_their_order(act, catalogue):
    client = act("province")

    said = done(client, paste(client, catalogue, ROWS))

    assert codes(catalogue) == CODES
    assert said == (
        "Thêm 4 thủ tục; danh mục nay có 4 thủ tục. Bỏ qua 2 dòng không có mã: «STT Mã số TTHC Tên thủ tục Lĩnh vực», "
        "«I Lĩnh vực Hộ tịch»."
    )


@pytest.mark.parametrize(
    "written",
    [
        "1.001193",
        "1001193",
        "1,001193",
        "1. 001193",
        "1.001193.000.00.00.H26",
        "  1.001193 – Khai sinh",
        "12) 1.001193",
    ],
)
def test_a_code_is_understood_in_every_way_of_writing_it(act, catalogue, written):
    paste(act("province"), catalogue, written)

    assert codes(catalogue) == ["1.001193"]


def test_a_code_whose_last_nought_excel_has_lost_is_understood(act, catalogue):
    ProcedureFactory(code="1.001120")

    paste(act("province"), catalogue, "1.00112\n1,00112")

    assert codes(catalogue) == ["1.001120"]


def test_old_and_local_codes_lead_to_the_procedure(act, catalogue, world):
    ProcedureAlias.objects.create(procedure=world["public"].procedure, code="SYT_01")
    ProcedureAlias.objects.create(procedure=world["review"].procedure, code="1.999123")
    client = act("province")

    said = done(client, paste(client, catalogue, "1\tsyt_01\tKhai sinh\n2\t1.999123\tKết hôn\n3\t1.001193"))

    assert codes(catalogue) == ["1.001193", "1.000894"]
    assert said == "Thêm 2 thủ tục; danh mục nay có 2 thủ tục. Bỏ qua 1 dòng ghi trùng mã ở trên."


def test_every_line_that_leads_nowhere_is_told_and_nothing_is_written(act, catalogue):
    text = "1.001193\n\n9.999999 Thủ tục lạ\nTên mục\n1.001193 và 1.000894\n9.888888"

    response = paste(act("province"), catalogue, text)

    said = told(response)
    assert "Dòng 3: chưa có thủ tục 9.999999 trong cổng." in said
    assert "Dòng 5: có 2 mã. Mỗi dòng ghi một thủ tục." in said
    assert "Dòng 6: chưa có thủ tục 9.888888 trong cổng." in said
    assert "Dòng 4" not in said
    assert codes(catalogue) == []
    assert form_of(response, "codes")["codes"] == [text]


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "Chưa điền mục này."),
        ("Khai sinh\nKết hôn", "Không thấy mã thủ tục nào."),
        ("\n".join(f"9.{n:06d}" for n in range(45)), "… và 25 dòng khác."),
        ("1.001193\n" * 2_001, "Có 2.001 dòng, nhiều nhất 2.000 dòng một lần."),
        ("x" * 100_000, "Không thấy mã thủ tục nào."),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(act, catalogue, text, said):
    response = paste(act("province"), catalogue, text)

    assert said.casefold() in told(response).casefold()
    assert codes(catalogue) == []


def test_codes_are_put_behind_what_is_there_and_nothing_is_doubled(act, catalogue):
    client = act("province")
    paste(client, catalogue, "1.000894\n1.001193")

    said = done(client, paste(client, catalogue, "1.001193\n2.000635\n1.000656"))

    assert codes(catalogue) == ["1.000894", "1.001193", "2.000635", "1.000656"]
    assert said == "Thêm 2 thủ tục; danh mục nay có 4 thủ tục."


def test_a_catalogue_is_replaced_and_what_stays_keeps_what_was_written_to_it(act, catalogue):
    client = act("province")
    paste(client, catalogue, "1.000894\n1.001193\n2.000635")
    CatalogueItem.objects.filter(procedure__code="1.001193", catalogue=catalogue).update(bound_reason="Chỉ người xã")

    preview = paste(client, catalogue, "1.001193\n1.000656", replace="on")
    untouched = codes(catalogue)
    said = done(client, write(client, catalogue, preview))

    assert untouched == ["1.000894", "1.001193", "2.000635"]
    assert codes(catalogue) == ["1.001193", "1.000656"]
    assert said == "Thêm 1 thủ tục, bỏ 2; danh mục nay có 2 thủ tục."
    kept = catalogue.items.get(procedure__code="1.001193")
    assert (kept.bound_reason, kept.position) == ("Chỉ người xã", 0)


def test_what_would_go_is_looked_at_before_it_goes(act, catalogue, world):
    client = act("province")
    paste(client, catalogue, "\n".join(CODES[:3]))
    catalogue.desks.add(world["procedures.desk"])
    CatalogueItem.objects.filter(procedure__code=CODES[1], catalogue=catalogue).update(bound_reason="Chỉ người xã")

    preview = paste(client, catalogue, "1.000656\n1.001193\n1.001193", replace="on")

    page = " ".join(read(preview).said)
    assert "Sẽ bỏ 2 thủ tục, thêm 1; danh mục còn 2 thủ tục." in page
    assert "Danh mục đang có 3 thủ tục, đang dùng ở 1 nơi nộp." in page
    assert "Bảng niêm yết và trang của 1 nơi nộp đổi theo ngay khi ghi." in page
    assert "1.000894 · Đăng ký kết hôn" in page
    assert "1.000656 · Đăng ký khai tử" in page
    assert "Mất 1 ngoại lệ địa giới 1.000894 : Chỉ người xã" in page.replace("1.000894:", "1.000894 :")
    assert "Bỏ qua 1 dòng ghi trùng mã ở trên." in page
    assert codes(catalogue) == CODES[:3]
    assert form_of(preview, "codes")["replace"] == ["on"]


def test_a_preview_names_the_first_fifty_that_would_go_and_says_how_many(act, catalogue):
    client = act("province")
    paste(client, catalogue, "\n".join(ProcedureFactory(code=f"3.{n:06d}").code for n in range(60)))

    preview = paste(client, catalogue, "1.001193", replace="on")

    page = preview.content.decode()
    assert "Bỏ 60 thủ tục" in page
    assert "Chỉ kể 50 thủ tục đầu tiên." in page
    assert ("3.000049</strong>" in page, "3.000050</strong>" in page) == (True, False)
    assert catalogue.items.count() == 60


@pytest.mark.parametrize("moved", ["catalogue", "codes"])
def test_what_was_not_looked_at_does_not_go(act, catalogue, moved):
    client = act("province")
    paste(client, catalogue, "1.000894\n1.001193")
    preview = paste(client, catalogue, "1.001193", replace="on")
    form = form_of(preview, "codes") | {"write": preview.context["planned"].seen}
    if moved == "catalogue":
        paste(client, catalogue, "2.000635")
    else:
        form["codes"] = ["1.000656"]
    before = codes(catalogue)

    again = client.post(url("catalogue_codes", catalogue.pk), form)

    assert "Danh mục hoặc các mã đã khác lần xem trước." in told(again)
    assert codes(catalogue) == before
    assert done(client, write(client, catalogue, again)).startswith("Thêm")


def test_the_history_of_a_catalogue_names_what_came_and_went(act, catalogue, world):
    client = act("province")
    paste(client, catalogue, "1.000894\n1.001193")
    write(client, catalogue, paste(client, catalogue, "1.001193\n1.000656", replace="on"))

    did = [entry.did for entry in history.told(world["people"]["province"], Catalogue, catalogue.pk)]

    assert did[0] == "Thêm 1 thủ tục (1.000656), bỏ 1 (1.000894); danh mục nay có 2 thủ tục."


def test_a_catalogue_that_desks_use_is_not_deleted(act, catalogue, world):
    desks = [DeskFactory(agency=world["commune"], name=f"Điểm số {n}", slug=f"diem-{n}") for n in range(7)]
    catalogue.desks.set(desks)
    client, path = act("province"), url("catalogue_delete", catalogue.pk)

    refused = client.post(path, {"post": "yes"})

    page = refused.content.decode()
    assert "Chưa xóa được, vì còn được dùng ở:" in page
    assert [f">Điểm số {n}</a>" in page for n in (0, 4, 5)] == [True, True, False]
    assert "… và 2 nơi nộp khác" in page
    assert "Muốn xóa hẳn: mở từng nơi nộp ấy, bỏ đánh dấu danh mục này rồi lưu." in page
    assert Catalogue.objects.filter(pk=catalogue.pk).exists()


def test_a_catalogue_that_nobody_uses_is_deleted(act, catalogue):
    act("province").post(url("catalogue_delete", catalogue.pk), {"post": "yes"})

    assert not Catalogue.objects.filter(pk=catalogue.pk).exists()


def test_who_pasted_is_in_the_history_and_public_pages_are_told(act, catalogue, world):
    client, number = act("province"), freshness.version()

    paste(client, catalogue, "1.001193")
    paste(client, catalogue, "1.000894\n1.001193", replace="on")

    freshness.forget()
    assert freshness.version() > number
    last = CatalogueItem.history.filter(catalogue_id=catalogue.pk, procedure__code="1.001193")
    assert [(each.history_type, each.history_user, each.position) for each in last.order_by("history_id")] == [
        ("+", world["people"]["province"], 0),
        ("~", world["people"]["province"], 1),
    ]


@pytest.mark.parametrize("end", ["codes", "attach"])
@pytest.mark.parametrize("role", ["officer", "editor", "publisher"])
def test_only_the_province_issues_a_catalogue(act, catalogue, role, end):
    client, path = act(role), url(f"catalogue_{end}", catalogue.pk)

    assert (client.get(path).status_code, client.post(path, {"codes": "1.001193"}).status_code) == (403, 403)
    assert codes(catalogue) == []


def test_pasting_asks_about_as_much_for_3_codes_as_for_470(act, catalogue):
    client, path = act("province"), url("catalogue_codes", catalogue.pk)
    Procedure.objects.bulk_create(Procedure(code=f"3.{n:06d}") for n in range(470))
    column = [f"{n}\t3.{n:06d}\tThủ tục số {n}" for n in range(470)]
    client.get(path)

    with asked() as few:
        client.post(path, {"codes": "\n".join(column[:3])})
    with asked() as many:
        client.post(path, {"codes": "\n".join(column[3:])})
    with asked() as replaced:
        client.post(path, {"codes": "\n".join(reversed(column)), "replace": "on"})

    assert catalogue.items.count() == 470
    assert codes(catalogue)[0] == "3.000469"
    costs = [len(each) for each in (few, many, replaced)]
    assert max(costs) <= 42, costs
    assert costs[1] - costs[0] <= 8, costs  # rows are written some hundred at a time


# Given to desks


def test_a_catalogue_is_given_to_every_open_desk_of_its_kind_below_its_agency(act, catalogue, world, renew):
    commune, elsewhere = world["commune"], AgencyFactory(name="UBND tỉnh Khác", slug="tinh-khac")
    second = DeskFactory(agency=commune, slug="thu-hai", kind="commune")
    for slug, kind, more in (
        ("diem", "point", {"agency": commune}),
        ("da-dong", "commune", {"agency": commune, "closed_on": "2026-01-01"}),
        ("tinh-khac", "commune", {"agency": elsewhere}),
    ):
        DeskFactory(slug=slug, kind=kind, **more)
    renew()
    client, path = act("province"), url("catalogue_attach", catalogue.pk)
    shown = client.get(path).content.decode()

    said = done(client, client.post(path))

    assert "2 nơi sẽ dùng thêm danh mục này." in shown
    assert said == "Đã gắn danh mục vào 2 nơi."
    assert set(catalogue.desks.all()) == {second, world["procedures.desk"]}
    assert world["procedures.catalogue"] in world["procedures.desk"].catalogues.all()
    again = client.get(path).content.decode()
    assert "Mọi nơi cùng loại đều đã dùng danh mục này." in again
    assert second.history.first().history_user == world["people"]["province"]


def test_what_was_pasted_and_given_is_on_the_desks_board(act, client, catalogue, world, renew):
    desk = DeskFactory(agency=world["commune"], slug="moi", kind="commune")
    renew()
    paste(act("province"), catalogue, "1.001193")
    act("province").post(url("catalogue_attach", catalogue.pk))
    client.logout()
    renew()

    assert "Đăng ký khai sinh" in client.get(f"/niem-yet/{desk.slug}/").content.decode()


def test_the_list_counts_in_one_question_however_many_there_are(act, world):
    client, listed = act("province"), url("catalogue_changelist")
    desks = [DeskFactory(agency=world["commune"], slug=f"noi-{n}") for n in range(3)]
    for n in range(4):
        more = Catalogue.objects.create(name=f"Danh mục {n}", slug=f"dm-{n}", agency=world["province"])
        for place in range(5):
            edition = EditionFactory(procedure=ProcedureFactory(code=f"4.{n:03d}{place:03d}"))
            CatalogueItem.objects.create(catalogue=more, procedure=edition.procedure)
        more.desks.set(desks)
    client.get(listed)

    with asked() as catalogues:
        page = client.get(listed)
    with asked() as items:
        client.get(url("catalogueitem_changelist"))

    counted = {each.slug: (each.items_count, each.desks_count) for each in page.context["cl"].result_list}
    assert counted["dm-0"] == (5, 3)
    assert counted["cap-xa"] == (1, 1)
    assert (len(catalogues) <= 12, len(items) <= 12) == (True, True), (len(catalogues), len(items))


def test_a_new_catalogue_gets_its_address_from_its_name(act, world):
    form = {"name": "Danh mục cấp xã năm 2027", "agency": f"{world['province']} [{world['province'].slug}]"}

    send(act("province"), url("catalogue_add"), "name", **form, desk_kind="commune", decision="163-qd-ubnd")
    refused = send(act("province"), url("catalogue_add"), "name", name="Khác", agency="không có ai")

    made = Catalogue.objects.get(slug="danh-muc-cap-xa-nam-2027")
    assert (made.desk_kind, made.agency) == ("commune", world["province"])
    assert "Không tìm thấy cơ quan «không có ai»" in told(refused)


def test_a_procedure_stands_once_in_a_catalogue(act, world):
    said = {"catalogue": world["procedures.catalogue"].pk, "procedure": "1.001193", "position": "4"}

    response = send(act("province"), url("catalogueitem_add"), "procedure", **said)

    assert "Thủ tục này đã có trong danh mục." in told(response)
    assert CatalogueItem.objects.count() == 1
    assert Desk.objects.count() == 1


def test_an_agency_has_no_two_catalogues_of_one_name(act, catalogue, world):
    said = {"name": "danh  mục MỚI", "agency": "ubnd-tinh-song-mau"}

    refused = send(act("province"), url("catalogue_add"), "name", **said)
    send(act("province"), url("catalogue_add"), "name", **said | {"agency": world["commune"].slug})
    kept = send(act("province"), url("catalogue_change", catalogue.pk), "name", note="Sửa ghi chú")

    assert "Cơ quan này đã có danh mục «danh mục MỚI»." in told(refused).replace("  ", " ")
    assert kept.status_code == 302, told(kept)
    assert Catalogue.objects.filter(name__iexact="danh  mục MỚI").count() == 1


def test_a_desk_that_closes_later_gets_the_catalogue_too(act, catalogue, world):
    desk, today = world["procedures.desk"], timezone.localdate()
    desk.closed_on = today + timedelta(days=1)
    desk.save()

    send(act("province"), url("catalogue_attach", catalogue.pk))

    assert list(catalogue.desks.all()) == [desk]
