"""Lists know code, name, agencies, field: they name new procedures, fill gaps, and never overwrite or invent."""

import pytest

from procedures.importing.lists import agencies, alias_of, same_name
from procedures.models import Edition, Finding, Procedure, ProcedureAlias, SourceText
from tests.factories import publish
from tests.procedures.importing.outcomes import kinds
from tests.procedures.importing.samples import full, write_lines, write_xls, write_xlsx

State = Edition.State
HEAD = ["Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"]
ROW = ["1.015027", "Xét hưởng chế độ", "Bộ Tư pháp (cũ)", "Công an cấp xã\nCông an cấp tỉnh", "Hộ tịch"]


@pytest.fixture
def table(tmp_path):
    """Writes a portal's export."""

    def table(*rows, head=HEAD, name="danh-sach.xlsx"):
        return write_xlsx(tmp_path / name, ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], head, *rows)

    return table


@pytest.fixture
def code_map(tmp_path):
    """Writes a mapping of codes, bar-separated and without a header."""

    def code_map(*rows):
        lines = [
            f"Sở Y tế|{n}|{local}|Mở|Đã map|{name}|{n}|{code}|{name}" for n, (local, code, name) in enumerate(rows, 1)
        ]
        (tmp_path / "ma.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path / "ma.csv"

    return code_map


@pytest.mark.parametrize("is_public", [False, True])
def test_unknown_code_becomes_a_procedure_of_which_only_the_name_is_known(take, table, is_public):
    totals, _ = take(table(ROW), publish=is_public)

    edition = Edition.objects.select_related("procedure__domain", "procedure__issuer").get()
    assert (totals["created"], totals["warnings"]) == (1, 0)
    assert edition.state == (State.PUBLISHED if is_public else State.DRAFT)
    assert (edition.name, edition.sheet.named_only) == ("Xét hưởng chế độ", True)
    assert edition.sheet.executing_agency == "Công an cấp xã, Công an cấp tỉnh"
    assert (edition.sheet.steps, edition.sheet.methods, edition.sheet.cases, edition.sheet.results) == (None,) * 4
    assert (edition.procedure.domain.name, edition.procedure.issuer.name) == ("Hộ tịch", "Bộ Tư pháp")


def test_list_of_ten_thousand_spellings_of_nothing_new_changes_nothing(take, table):
    path = table(ROW)
    take(path, publish=True)

    assert take(path, publish=True)[0]["unchanged"] == 1
    assert Edition.objects.count() == 1


def test_known_code_with_another_name_is_a_finding_and_keeps_its_name(take, table):
    publish("1.015027", name="Tên đang công khai", domain="Hộ tịch")

    totals, _ = take(table(ROW), publish=True)

    finding = Finding.objects.get()
    assert (totals["created"], totals["unchanged"], totals["warnings"]) == (0, 1, 1)
    assert Edition.objects.get().name == "Tên đang công khai"
    assert (finding.kind, finding.row, finding.column) == ("name_differs", 3, "Tên")
    assert "Xét hưởng chế độ" in finding.message


def test_list_leaves_words_of_people_alone(take, table):
    publish("1.015027", name="Xét hưởng chế độ")

    take(table(ROW), publish=True)

    assert Edition.objects.get().sheet.executing_agency is None
    assert Procedure.objects.get().issuer.name == "Bộ Tư pháp"


def test_list_does_not_cut_a_whole_sheet_down(take, table, tmp_path):
    take(write_lines(tmp_path / "a.jsonl", full("1.015027", "Xét hưởng chế độ")), publish=True)
    before = Edition.objects.published().get().sheet

    take(table([*ROW[:4], "Lĩnh vực khác"]), publish=True)

    assert Edition.objects.published().get().sheet == before


def test_whole_sheet_replaces_what_only_a_list_knew(take, table, tmp_path):
    take(table(ROW), publish=True)

    totals, _ = take(write_lines(tmp_path / "a.jsonl", full("1.015027", "Xét hưởng chế độ")), publish=True)

    assert totals["updated"] == 1
    assert not Edition.objects.published().get().sheet.named_only


def test_row_without_national_code_never_makes_a_procedure(take, tmp_path):
    head = ["TEN_CO_QUAN", "MA_THU_TUC", "TEN_TAT", "TEN_THU_TUC"]
    row = ["Sở Y tế", 843.0, "SYT_01", "Cấp giấy phép"]

    totals, _ = take(write_xls(tmp_path / "a.xls", head, row, row, ["Sở Y tế", 844.0, "", "Khác"]), publish=True)

    assert (totals["read"], totals["rejected"], totals["created"]) == (3, 3, 0)
    assert not Procedure.objects.exists()
    first, second = Finding.objects.order_by("pk")
    assert (first.kind, first.row, first.column) == ("no_national_code", 2, "TEN_THU_TUC")
    assert "SYT_01" in first.message
    assert "lặp lại ở 1 dòng khác" in first.message
    assert "Khác" in second.message


def test_row_without_national_code_is_found_by_another_code(take, code_map, tmp_path):
    take(code_map(("SYT_01.", "1.001193.000.00.00.H44", "Cấp giấy phép")), publish=True)

    head = ["TEN_CO_QUAN", "MA_THU_TUC", "TEN_TAT", "TEN_THU_TUC"]
    totals, _ = take(write_xls(tmp_path / "a.xls", head, ["Sở Y tế", 843.0, "syt_01", "Cấp giấy phép"]))

    assert ProcedureAlias.objects.get().code == "SYT_01"
    assert (totals["unchanged"], totals["rejected"]) == (1, 0)
    assert Procedure.objects.get().code == "1.001193"


def test_mapping_says_each_code_once_and_names_a_taken_alias(take, code_map):
    rows = [
        ("A_01", "1.000001", "Cấp giấy một"),
        ("A_02", "1.000001", "Cấp giấy một"),
        ("A_01", "1.000002", "Cấp giấy hai"),
    ]

    totals, _ = take(code_map(*rows))

    assert (totals["created"], totals["unchanged"]) == (2, 1)
    assert dict(ProcedureAlias.objects.values_list("code", "procedure__code")) == {
        "A_01": "1.000001",
        "A_02": "1.000001",
    }
    assert kinds() == ["alias_taken"]


def test_code_that_a_spreadsheet_ate_is_mended_and_said(take, tmp_path):
    head = ["STT", "Mã TTHC (*)", "Tên Thủ tục Hành chính (*)", "BCCI Tiếp nhận (Có/Không)"]

    totals, _ = take(write_xlsx(tmp_path / "a.xlsx", head, [1, "1,014947", "Một", "Có"], [2, 1.00112, "Hai", "Có"]))

    assert set(Procedure.objects.values_list("code", flat=True)) == {"1.014947", "1.001120"}
    assert (totals["created"], totals["warnings"]) == (2, 2)
    assert kinds() == ["code_repaired"] * 2


def test_row_without_a_name_is_held_back(take, table):
    totals, _ = take(table(["1.015027", "", "", "", ""], ["1.015028-Xoa", "Xóa", "", "", ""], ROW))

    assert (totals["rejected"], totals["created"]) == (2, 1)
    assert kinds() == ["code_deleted", "name_missing"]


def test_source_keeps_the_words_of_the_row(take, table):
    take(table(ROW))

    raw = SourceText.objects.get().raw
    assert raw == {
        "code": "1.015027",
        "name": "Xét hưởng chế độ",
        "issuer": "Bộ Tư pháp (cũ)",
        "executor": "Công an cấp xã\nCông an cấp tỉnh",
        "domain": "Hộ tịch",
    }


def test_names_that_say_the_same_are_the_same():
    assert same_name("1. THỦ TỤC ĐĂNG KÝ KHAI SINH.", "Đăng ký khai sinh")
    assert not same_name("Đăng ký khai sinh", "Đăng ký khai tử")


def test_other_codes_have_one_form():
    assert alias_of(" syt_ kbcb48. ") == "SYT_KBCB48"


def test_agencies_of_a_cell_stand_in_one_line():
    assert agencies("Sở A\nSở B; Sở A\n") == "Sở A, Sở B"
    assert agencies(None) is None
