"""Tables of places out to Excel and CSV and back in: desks, facts, contacts, catalogues, days off, former units."""

from datetime import time

import pytest
from django.utils import timezone

from procedures.models import (
    Catalogue,
    CatalogueItem,
    Desk,
    FeedbackContact,
    FormerUnit,
    Holiday,
    LegalDocument,
    LocalFact,
    Opening,
)
from procedures.validators import WRONG_DURATION
from tests.factories import AdministrativeUnitFactory, AgencyFactory, DecisionFactory, DeskFactory, ProcedureFactory
from tests.procedures.asked import asked
from tests.procedures.office import told
from tests.procedures.test_table_files import confirm, download, edited, excel, look, rows, text

TABLES = [("desk", 0), ("localfact", 0), ("feedbackcontact", 0), ("catalogue", 0), ("catalogue", 1)]
TABLES += [("holiday", 0), ("formerunit", 0)]
FACT = ["Mã thủ tục", "Của cơ quan", "Của nơi nộp", "Phí (đồng)", "Văn bản quy định", "Quầy"]


@pytest.fixture
def places(world):
    """Values that files like to spoil, in every table."""
    law, public = world["procedures.legaldocument"], world["public"].procedure
    province, commune = world["province"], world["commune"]
    other = AgencyFactory(name="Ủy ban nhân dân xã Khác", slug="xa-khac", kind="commune", parent=province)
    desk = DeskFactory(
        agency=other,
        slug="khac",
        name="Trung tâm xã Khác",
        unit=AdministrativeUnitFactory(code="00123", name="Xã Khác", kind="commune", parent=province.unit),
        latitude="21.028500",
        longitude="105",
        phones="Hộ tịch: 0200 000 0015\nĐất đai: 0200 000 0016",
        directions="=đối diện trường",
        hotline="+84 200 000 0011",
        closed_on="2027-01-05",
    )
    Opening.objects.create(desk=desk, weekday=6, opens_at="07:00", closes_at="23:59")

    def fact(procedure=public, **said):
        return LocalFact.objects.create(procedure=procedure, **said)

    fact(agency=province, fee_amount=0, basis=law, fee_note="Miễn phí; xem\nNghị quyết")
    fact(agency=province, fee_amount=20_000, basis=law, valid_from="2026-01-01", valid_until="2099-12-31")
    untold = ProcedureFactory(code="1.000893")  # nobody has told its general time
    fact(untold, agency=commune, duration="2.50", duration_unit="working_day", basis=law)
    fact(untold, agency=commune, duration="100", duration_unit="hour", basis=law)
    fact(desk=desk, duration_unit="same_day", basis=law, counter="1", hours="7:30")
    fact(desk=desk, reception="elsewhere", elsewhere=world["procedures.desk"], note="-đi nơi khác")
    for value, more in (("1022", {"agency": province}), ("1022", {"desk": desk}), ("+84 200", {"agency": commune})):
        FeedbackContact.objects.create(kind="phone", value=value, position=3, **more)
    FeedbackContact.objects.create(kind="email", value="a@b.vn", agency=province, valid_from="2026-01-01", note="1/2")
    catalogue = Catalogue.objects.create(
        name="1.10", slug="01", agency=province, desk_kind="commune", boundless=True, boundless_basis=law, note="a\nb"
    )
    CatalogueItem.objects.create(catalogue=catalogue, procedure=public, position=10, bound_reason="@chỉ người xã")
    Holiday.objects.create(day="2027-02-09", name="Làm bù", is_working=True, source="=12/TB-BNV")
    for district in ("", "Huyện Cũ"):
        FormerUnit.objects.create(
            name="Xã Đông", district=district, province="Tỉnh Cũ", unit=desk.unit, in_part=True, until="2025-07-01"
        )
    FormerUnit.objects.create(name="Xã Đông", district="Huyện Cũ", province="Tỉnh Cũ", unit=province.unit)
    return world | {"other": other, "other desk": desk, "law": law}


def spelled(thing):
    return f"{thing} [{thing.slug}]"


def everything():
    """All that these tables may write, and how often it was written."""
    models = (Desk, Opening, LocalFact, FeedbackContact, Catalogue, CatalogueItem, Holiday, FormerUnit)
    kept = [list(model.objects.order_by("pk").values()) for model in models]
    return kept, [model.history.count() for model in models if hasattr(model, "history")]


# Out and in


@pytest.mark.parametrize("kind, ending", [("0", "xlsx"), ("1", "csv")])
@pytest.mark.parametrize("name, table", TABLES)
def test_what_goes_out_comes_back_unchanged(act, places, name, table, kind, ending):
    client, before = act("province"), everything()

    content = download(client, name, table, kind)
    preview = look(client, name, content, ending, table)

    totals = preview.context["result"].totals
    assert (totals["new"], totals["update"], totals["invalid"], totals["error"]) == (0, 0, 0, 0), told(preview)
    assert totals["skip"] >= 2
    assert everything() == before


@pytest.mark.parametrize(
    "model, table",
    [(LocalFact, 0), (FeedbackContact, 0), (CatalogueItem, 1), (Holiday, 0), (FormerUnit, 0)],
)
def test_what_goes_out_makes_the_same_again_where_it_is_missing(act, places, model, table):
    name = "catalogue" if model is CatalogueItem else model._meta.model_name
    client = act("province")
    before = download(client, name, table)
    model.objects.all().delete()
    again = rows(before)
    if "Số" in again[0]:  # of a row that is no more
        again = [
            again[0],
            *(["" if title == "Số" else cell for title, cell in zip(again[0], row, strict=True)] for row in again[1:]),
        ]

    confirm(client, name, look(client, name, excel(again), table=table))

    def cells(content):
        return sorted(
            [cell for title, cell in zip(rows(content)[0], row, strict=True) if title != "Số"]
            for row in rows(content)[1:]
        )

    assert cells(download(client, name, table)) == cells(before)


def test_an_edited_cell_is_shown_and_made_and_nothing_else(act, places):
    client = act("province")
    cases = [
        ("localfact", 0, "Phí (đồng)", "15.000 đồng", "Phí (đồng): 15000"),
        ("localfact", 0, "Thời hạn rút ngắn còn", "1,5", "Thời hạn rút ngắn còn"),
        ("feedbackcontact", 0, "Nói thêm", "trong giờ hành chính", "Nói thêm"),
        ("catalogue", 1, "Ngoại lệ địa giới", "Chỉ người xã", "Ngoại lệ địa giới"),
        ("holiday", 0, "Là ngày làm việc", "không", "Là ngày làm việc"),
        ("formerunit", 0, "Đến ngày", "1/7/2025", "Đến ngày"),
        ("desk", 0, "Vĩ độ", "21,5", "Vĩ độ"),
    ]
    for name, table, heading, cell, _ in cases:
        content = download(client, name, table)
        first = {"formerunit": "Huyện Cũ", "localfact": "20000"}.get(name, "")  # a row that its names tell apart
        if heading == "Thời hạn rút ngắn còn":
            first = "2,5"
        row = next(n for n, each in enumerate(rows(content)[1:], 1) if not first or first in each)
        extra = edited(content, row, heading, cell)
        if name == "desk":
            extra = edited(extra, row, "Kinh độ", "105,25")

        preview = look(client, name, extra, table=table)

        totals = preview.context["result"].totals
        assert (totals["new"], totals["update"], totals["invalid"]) == (0, 1, 0), (heading, told(preview))
        [(_, _, _, changes)] = preview.context["changes"]
        assert [title for title, _ in changes] == [heading, *(["Kinh độ"] if name == "desk" else [])]
        assert "1 dòng thay đổi" in told(confirm(client, name, preview))


def test_the_same_file_of_new_rows_adds_them_once(act, places):
    client, desk = act("province"), spelled(places["other desk"])
    table = [FACT, ["1.000894", "", desk, "20 000 đồng", "60/2014/QH13", ""], ["1.000894", "", desk, "", "", "Quầy 3"]]
    start = LocalFact.objects.count()

    confirm(client, "localfact", look(client, "localfact", excel(table)))
    again = look(client, "localfact", excel(table))

    assert LocalFact.objects.count() == start + 2
    assert LocalFact.objects.get(counter="Quầy 3").desk == places["other desk"]
    assert LocalFact.objects.filter(fee_amount=20_000, desk=places["other desk"]).count() == 1
    assert again.context["result"].totals["skip"] == 2, told(again)


def test_rows_without_a_document_need_no_column_for_it(act, places):
    table = [["Mã thủ tục", "Của nơi nộp", "Quầy"], ["1.000894", spelled(places["other desk"]), "Quầy 3"]]

    preview = look(act("province"), "localfact", text(table), "csv")

    assert preview.context["result"].totals["new"] == 1, told(preview)


# Whose rows


@pytest.mark.parametrize("name", ["localfact", "feedbackcontact", "desk"])
def test_an_officer_gets_out_only_the_own_rows_and_they_come_back(act, places, name):
    client = act("officer")
    content = download(client, name)

    preview = look(client, name, content)

    assert "Trung tâm xã Khác" not in str(rows(content)[1:]).replace("[khac]", "")
    assert preview.context["result"].totals["skip"] == len(rows(content)) - 1 > 0
    assert "Không có gì thay đổi" in told(preview)


@pytest.mark.parametrize("whose", ["agency", "desk", "province"])
@pytest.mark.parametrize("name", ["localfact", "feedbackcontact"])
def test_an_officers_row_for_another_agency_is_refused_with_its_number(act, places, name, whose):
    theirs = {
        "agency": (spelled(places["other"]), ""),
        "desk": ("", spelled(places["other desk"])),
        "province": (spelled(places["province"]), ""),
    }[whose]
    own = ("", spelled(places["procedures.desk"]))
    if name == "localfact":
        table = [FACT, ["1.000894", *own, "", "", "Quầy 3"], ["1.000894", *theirs, "", "", "Quầy 3"]]
    else:
        table = [["Của cơ quan", "Của nơi nộp", "Loại", "Địa chỉ, số"]]
        table += [[*own, "điện thoại", "0200 1"], [*theirs, "điện thoại", "0200 2"]]
    client, before = act("officer"), everything()

    preview = look(client, name, excel(table))

    assert "Dòng 3: Chỉ nhập được cho cơ quan mình và nơi nộp của cơ quan mình. Bỏ dòng này khỏi tệp." in told(preview)
    assert "confirm_form" not in preview.context
    assert everything() == before


@pytest.mark.parametrize("name", ["localfact", "feedbackcontact", "desk"])
def test_an_officer_changes_no_row_of_the_provinces_file(act, places, name):
    whole = download(act("province"), name)
    heading = {"desk": "Điện thoại", "localfact": "Lưu ý tại đây", "feedbackcontact": "Nói thêm"}[name]
    table = rows(whole)
    column = table[0].index(heading)
    table = [table[0], *([*row[:column], "của tôi", *row[column + 1 :]] for row in table[1:])]
    before = everything()

    preview = look(act("officer"), name, excel(table))

    assert "confirm_form" not in preview.context
    assert preview.context["faults"]
    assert everything() == before


# Bad cells


@pytest.mark.parametrize(
    "heading, cell, said",
    [
        ("Phí (đồng)", "20.5", "phải là số đồng tròn, ví dụ 20000 hoặc 20.000."),
        ("Phí (đồng)", "hai mươi nghìn", "phải là số đồng tròn"),
        ("Phí (đồng)", "-5", "phải là số đồng tròn"),
        ("Phí (đồng)", "9" * 20, "phải là số đồng tròn"),
        ("Phí (đồng)", 20.0, "Phí 20 đồng: có phải 20.000 đồng? Định dạng ô là Văn bản rồi gõ lại."),
        ("Phí (đồng)", "499", "Phí 499 đồng: có phải 499.000 đồng?"),
        ("Có hiệu lực từ ngày", "01/01/0202", "Năm 0202 không đúng. Ghi lại ngày này, năm từ 1945 đến 2200."),
        ("Có hiệu lực từ ngày", "01/01/2201", "Năm 2201 không đúng."),
        ("Thời hạn rút ngắn còn", "ba", "phải là số từ 0 trở lên, ví dụ 3 hoặc 2,5."),
        ("Thời hạn rút ngắn còn", "-1", "phải là số từ 0 trở lên"),
        ("Thời hạn rút ngắn còn", "1e3", "phải là số từ 0 trở lên"),
        ("Đơn vị thời hạn", "tuần", "Không có lựa chọn «tuần». Ghi một trong: ngày làm việc;"),
        ("Văn bản quy định", "99/2099/NQ-HĐND", "Không tìm thấy văn bản «99/2099/NQ-HĐND»"),
        ("Văn bản quy định", "", "Ghi văn bản quy định mức phí này."),
        ("Có hiệu lực từ ngày", "31/02/2026", "«31/02/2026» không phải ngày. Ghi dạng ngày/tháng/năm"),
        ("Mã thủ tục", "9.999999", "Không tìm thấy thủ tục «9.999999»"),
        ("Của nơi nộp", "không có", "Không tìm thấy bộ phận Một cửa «không có»"),
        ("Tiếp nhận", "có lẽ", "Không có lựa chọn «có lẽ»."),
    ],
)
def test_a_bad_cell_of_a_fact_is_told_by_its_row_and_column(act, places, heading, cell, said):
    client, before = act("province"), everything()
    content = download(client, "localfact")
    table = rows(content)
    number = next(n for n, row in enumerate(table[1:], 1) if row[table[0].index("Phí (đồng)")] == "20000")
    good = 1 if number != 1 else 2

    preview = look(client, "localfact", edited(edited(content, number, heading, cell), good, "Lưu ý tại đây", "mới"))

    [(row, column, message)] = preview.context["faults"]
    assert (row, column) == (number + 1, heading)
    assert said in message
    assert "confirm_form" not in preview.context
    assert everything() == before


@pytest.mark.parametrize("typed", ["20000", "20.000", "20,000", "20 000", "20 000 đồng", "20.000đ", "20 000 VNĐ"])
def test_money_is_understood_as_people_write_it(act, places, typed):
    table = [FACT, ["1.000894", spelled(places["province"]), "", typed, "60/2014/QH13", ""]]
    client = act("province")

    confirm(client, "localfact", look(client, "localfact", excel(table)))

    assert LocalFact.objects.get(procedure__code="1.000894").fee_amount == 20_000


@pytest.mark.parametrize("typed, kept", [("2,5", "2.50"), ("2.5", "2.50"), ("3", "3.00")])
def test_days_are_understood_with_a_comma_and_with_a_point(act, places, typed, kept):
    table = [["Mã thủ tục", "Của cơ quan", "Văn bản quy định", "Thời hạn rút ngắn còn", "Đơn vị thời hạn"]]
    table += [["1.000894", spelled(places["province"]), "60/2014/QH13", typed, "ngày làm việc"]]
    client = act("province")

    confirm(client, "localfact", look(client, "localfact", excel(table)))

    assert str(LocalFact.objects.get(procedure__code="1.000894").duration) == kept


@pytest.mark.parametrize(
    "typed, fault", [("1", ""), ("1,5", "Dài hơn quy định chung (1 ngày làm việc)."), ("0,2", WRONG_DURATION)]
)
def test_a_time_that_is_no_shortening_is_told_by_its_column(act, places, typed, fault):
    table = [["Mã thủ tục", "Của cơ quan", "Văn bản quy định", "Thời hạn rút ngắn còn", "Đơn vị thời hạn"]]
    table += [["1.001193", spelled(places["province"]), "60/2014/QH13", typed, "ngày làm việc"]]

    preview = look(act("province"), "localfact", excel(table))

    told = [(number, column, said[: len(fault)]) for number, column, said in preview.context.get("faults") or ()]
    assert told == ([(2, "Thời hạn rút ngắn còn", fault)] if fault else [])


@pytest.mark.parametrize(
    "name, heading, cell, said",
    [
        ("desk", "Vĩ độ", "105,8", "Vĩ độ ở Việt Nam từ 6 đến 24. Ví dụ: 21,028511."),
        ("desk", "Vĩ độ", "-21,5", "Vĩ độ ở Việt Nam từ 6 đến 24."),
        ("desk", "Kinh độ", "999", "Kinh độ ở Việt Nam từ 102 đến 118."),
        ("desk", "Ngừng hoạt động từ ngày", "01/01/0202", "Năm 0202 không đúng."),
        ("desk", "Vĩ độ", "", "Ghi cả vĩ độ và kinh độ, hoặc để trống cả hai."),
        ("desk", "Giờ làm việc", "sáng", "Không hiểu giờ làm việc «sáng»."),
        ("desk", "Giờ làm việc", "Thứ Hai 7:00–12:00, 11:00–17:00", "hai khoảng giờ chồng lên nhau"),
        ("desk", "Ngừng hoạt động từ ngày", "2027", "không phải ngày"),
        ("holiday", "Ngày", "30/02/2027", "không phải ngày"),
        ("holiday", "Là ngày làm việc", "chắc thế", "Ghi «Có» hoặc «Không»"),
        ("holiday", "Theo văn bản", "", "Mục này không được để trống."),
        ("formerunit", "Nay thuộc", "Xã không có", "Không tìm thấy đơn vị hành chính «Xã không có»"),
        ("feedbackcontact", "Loại", "bồ câu", "Không có lựa chọn «bồ câu»."),
        ("feedbackcontact", "Địa chỉ, số", "khong phai", "«khong phai» không phải số để gọi."),
        ("feedbackcontact", "Thứ tự", "nhất", "phải là số nguyên"),
    ],
)
def test_a_bad_cell_is_told_and_nothing_is_half_done(act, places, name, heading, cell, said):
    client, before = act("province"), everything()
    content = download(client, name)
    table = rows(content)
    number = next(n for n, row in enumerate(table[1:], 1) if row[table[0].index(heading)] or n == len(table) - 1)

    preview = look(client, name, edited(content, number, heading, cell))

    assert preview.context["faults"], heading
    assert preview.context["faults"][0][0] == number + 1
    assert said in told(preview)
    assert everything() == before


@pytest.mark.parametrize(
    "name, heading, cell, said",
    [
        ("desk", "Điện thoại", 200000011, "Số 200000011: có phải 0200000011? Định dạng ô là Văn bản rồi gõ lại."),
        ("desk", "Các số khác", 912345678.0, "Số 912345678: có phải 0912345678? Định dạng ô là Văn bản"),
        ("agency", "Đường dây nóng", 2003812345, "Số 2003812345: có phải 02003812345?"),
        ("feedbackcontact", "Địa chỉ, số", 200000011, "Số 200000011: có phải 0200000011? Định dạng ô là Văn bản"),
        ("desk", "Điện thoại", 19001234, ""),
        ("desk", "Điện thoại", 1022, ""),
        ("desk", "Điện thoại", "+84 200 000 0012", ""),
        ("desk", "Điện thoại", "0200 000 0011 máy lẻ 12", ""),
        ("feedbackcontact", "Địa chỉ, số", 19001234, ""),
    ],
)
def test_a_number_without_its_first_nought_is_asked_about(act, places, name, heading, cell, said):
    client = act("province")
    content = download(client, name)
    kind = rows(content)[0].index("Loại")
    number = next(n for n, row in enumerate(rows(content)[1:], 1) if name != "feedbackcontact" or "thoại" in row[kind])

    preview = look(client, name, edited(content, number, heading, cell))

    told_of = [(row, column) for row, column, _ in preview.context.get("faults") or ()]
    assert told_of == ([(number + 1, heading)] if said else []), told(preview)
    assert said in told(preview)


@pytest.mark.parametrize(
    "heading, cell, said",
    [
        ("Hết hiệu lực từ ngày", "01/01/2026", "Quy định hết hiệu lực từ 01/01/2026 thì không còn áp dụng ngày nào."),
        ("Văn bản quy định", "1/2020/NQ-HĐND", "Văn bản 1/2020/NQ-HĐND hết hiệu lực từ 01/01/2026."),
        ("Mã thủ tục", "1.000077", "Thủ tục 1.000077 hết hiệu lực từ 01/01/2026. Xem lại mã."),
    ],
)
def test_a_new_row_that_never_holds_is_told_by_its_column(act, places, renew, heading, cell, said):
    LegalDocument.objects.create(number="1/2020/NQ-HĐND", expired_on="2026-01-01")
    decision = DecisionFactory(number="9/QĐ-UBND", slug="9", effective_on="2026-01-01", applied_at=timezone.now())
    decision.changes.create(procedure=ProcedureFactory(code="1.000077"), kind="abolished")
    renew()
    good = {"Mã thủ tục": "1.000894", "Của cơ quan": spelled(places["province"]), "Quầy": "Quầy 3"}
    table = [[*dict.fromkeys([*good, heading])], [*(good | {heading: cell}).values()]]

    preview = look(act("province"), "localfact", excel(table))

    [(row, column, message)] = preview.context["faults"]
    assert (row, column) == (2, heading)
    assert message.startswith(said)


def test_rows_that_have_ended_come_back_and_may_be_edited(act, places):
    LocalFact.objects.filter(fee_amount=20_000).update(valid_until="2026-01-02")
    LegalDocument.objects.update(expired_on="2026-01-02")
    client = act("province")
    content = download(client, "localfact")
    number = next(n for n, row in enumerate(rows(content)[1:], 1) if "20000" in row)

    same = look(client, "localfact", content)
    preview = look(client, "localfact", edited(content, number, "Nói thêm về phí", "Đã hết"))

    assert same.context["result"].totals["skip"] == LocalFact.objects.count()
    assert preview.context["result"].totals["update"] == 1, told(preview)


def test_the_same_again_is_told_where_it_is_no_row_of_its_own(act, places):
    own = spelled(places["procedures.desk"])
    facts = [["Mã thủ tục", "Của nơi nộp", "Quầy", "Có hiệu lực từ ngày"]]
    facts += [["1.000894", own, "Quầy 3", ""], ["1.000894", own, "Quầy 3", "01/01/2027"]]
    whose = spelled(places["commune"])
    desks = [["Tên", "Tên trong địa chỉ trang", "Loại", "Cơ quan quản lý"]]
    desks += [["Điểm mới", slug, "điểm phục vụ", whose] for slug in ("diem-moi", "diem-moi-2")]
    client = act("province")

    twice = [look(client, "localfact", excel(facts)), look(client, "desk", excel(desks))]

    assert [each.context["faults"][0][0] for each in twice] == [3, 3]
    assert "Đã có quy định như vậy cho thủ tục 1.000894" in told(twice[0])
    assert "Cơ quan này đã có nơi nộp «Điểm mới»." in told(twice[1])


def test_free_of_charge_and_the_smallest_fee_are_taken(act, places):
    law = "60/2014/QH13"
    table = [FACT, *(["1.000894", spelled(places["province"]), "", fee, law, f"Quầy {fee}"] for fee in ("0", "500"))]

    preview = look(act("province"), "localfact", excel(table))

    assert preview.context["result"].totals["new"] == 2, told(preview)


@pytest.mark.parametrize("number", ["abc", "999999", "theirs", "deleted"])
def test_a_row_with_a_number_that_is_not_there_adds_nothing(act, places, number):
    theirs = LocalFact.objects.get(desk=places["other desk"], reception="")
    gone = LocalFact.objects.create(procedure=theirs.procedure, desk=places["procedures.desk"], counter="Quầy 9")
    number = {"theirs": str(theirs.pk), "deleted": str(gone.pk)}.get(number, number)
    gone.delete()
    own = spelled(places["procedures.desk"])
    table = [["Số", "Mã thủ tục", "Của nơi nộp", "Quầy"], ["", "1.000894", own, "Quầy 3"]]

    preview = look(act("officer"), "localfact", excel([*table, [number, "1.000894", own, "Quầy 4"]]))

    fault = f"Không tìm thấy quy định số {number} trong phần được giao; để trống cột Số nếu thêm mới."
    assert preview.context["faults"] == [(3, "", fault)]
    assert "confirm_form" not in preview.context


def test_coordinates_of_a_map_are_rounded(act, places):
    content = edited(download(act("province"), "desk"), 1, "Vĩ độ", "21.0285112345")
    name = rows(content)[1][0]

    confirm(act("province"), "desk", look(act("province"), "desk", edited(content, 1, "Kinh độ", 105.8048171234)))

    desk = Desk.objects.get(name=name)
    assert (str(desk.latitude), str(desk.longitude)) == ("21.028511", "105.804817")


@pytest.mark.parametrize(
    "role, said", [("officer", "Nhờ quản trị tỉnh thêm"), ("province", "Hãy thêm văn bản đó trước")]
)
def test_who_may_not_add_a_missing_law_is_told_who_does(act, places, role, said):
    table = [FACT, ["1.000894", "", spelled(places["procedures.desk"]), "5000", "99/2099/NQ-HĐND", ""]]

    preview = look(act(role), "localfact", excel(table))

    [(row, heading, message)] = preview.context["faults"]
    assert (row, heading) == (2, "Văn bản quy định")
    assert message.startswith(f"Không tìm thấy văn bản «99/2099/NQ-HĐND». {said}")


def test_a_cell_of_invisible_marks_is_an_empty_one(act, places):
    own = spelled(places["procedures.desk"])
    table = [["Mã thủ tục", "Của nơi nộp", "Lưu ý tại đây"], ["1.000894", own, "\u202e\u200b\u3164\u2800"]]

    preview = look(act("province"), "localfact", excel(table))

    assert "Chưa ghi quy định nào" in told(preview)


# Many rows


def test_500_desks_that_are_there_cost_few_questions(act, world):
    client, hours = act("province"), [(day, time(7, 30), time(11, 30)) for day in range(5)]
    made = [Desk(agency=world["commune"], name=f"Điểm số {n}", slug=f"diem-{n}", kind="point") for n in range(500)]
    Desk.objects.bulk_create(made)
    Opening.objects.bulk_create(
        Opening(desk=desk, weekday=day, opens_at=opens, closes_at=closes)
        for desk in Desk.objects.filter(kind="point")
        for day, opens, closes in hours
    )
    whole = download(client, "desk")

    with asked() as same:
        unchanged = look(client, "desk", whole)
    with asked() as three:
        preview = look(
            client, "desk", edited(edited(edited(whole, 9, "Điện thoại", "1"), 99, "Ghi chú", "a"), 400, "Ghi chú", "b")
        )

    assert unchanged.context["result"].totals["skip"] == 501
    assert [number for number, *_ in preview.context["changes"]] == [10, 100, 401]
    assert (len(same) <= 40, len(three) <= 40) == (True, True), (len(same), len(three))


def test_new_desks_cost_a_handful_of_questions_each(act, world):
    client, agency = act("province"), spelled(world["commune"])
    hours = "Thứ Hai–Thứ Sáu 7:30–11:30, 13:30–17:00"
    heading = ["Tên", "Loại", "Cơ quan quản lý", "Địa chỉ", "Giờ làm việc", "Vĩ độ", "Kinh độ"]
    made = [[f"Điểm số {n}", "điểm phục vụ", agency, f"Thôn {n}", hours, "21,5", f"105,{n:03d}"] for n in range(40)]

    with asked() as trial:
        preview = look(client, "desk", excel([heading, *made]))
    with asked() as written:
        done = confirm(client, "desk", preview)

    assert "Đã nhập: 40 dòng mới" in told(done)
    assert (Desk.objects.count(), Opening.objects.count()) == (41, 405)
    assert {each.history_user for each in Opening.history.filter(opens_at="13:30")} == {world["people"]["province"]}
    assert (len(trial) <= 40 * 8 + 40, len(written) <= 40 * 10 + 60) == (True, True), (len(trial), len(written))
