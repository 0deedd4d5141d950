"""Small tables out to Excel and CSV and back in: unchanged, previewed, judged row by row, all or nothing."""

import csv
import io

import openpyxl
import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch

from procedures import freshness
from procedures.admin import history
from procedures.admin.tables import Table, waiting
from procedures.models import (
    Agency,
    Change,
    Decision,
    Desk,
    Domain,
    FormTemplate,
    LegalDocument,
    LifeEvent,
    Opening,
    Person,
    Procedure,
    Synonym,
)
from tests import factories
from tests.procedures.office import told, url

EVERY = [
    (screen.opts.model_name, number, table)
    for screen in admin.site._registry.values()
    if isinstance(screen, Table)
    for number, table in enumerate(screen.resource_classes)
]
TAKEN_IN = [(name, number) for name, number, table in EVERY if table.takes_in]


def download(client, name, table=0, kind="0"):
    return client.post(url(f"{name}_export"), {"format": kind, "resource": table}).content


def rows(content):
    """The table of an Excel file: [headings, row, …] as lists of text."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]


def excel(table):
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(table, mark=","):
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(table)
    return out.getvalue().encode("utf-8-sig")


def look(client, name, content, ending="xlsx", table=0):
    """Upload a file: its preview."""
    form = {"import_file": SimpleUploadedFile(f"bang.{ending}", content), "format": "", "resource": table}
    return client.post(url(f"{name}_import"), form)


def confirm(client, name, preview):
    """Press «Nhập» on the preview."""
    form = {field.name: field.value() for field in preview.context["confirm_form"]}
    return client.post(url(f"{name}_process_import"), form, follow=True)


def edited(content, row, heading, cell):
    """An exported table with one cell changed; `row` counts from 1 below the headings."""
    table = rows(content)
    table[row][table[0].index(heading)] = cell
    return excel(table)


@pytest.fixture
def hairy(world):
    """Values that files like to spoil."""
    Synonym.objects.create(term="=cộng", official="-trừ", note="@a\n+b")
    Synonym.objects.create(term="'=đã có dấu", official='ngoặc "kép"; chấm phẩy', note="a,b")
    world["procedures.desk"].openings.filter(weekday=4).delete()
    factories.OpeningFactory(desk=world["procedures.desk"], weekday=6, opens_at="07:00", closes_at="23:59")
    twin = factories.DeskFactory(agency=world["province"], name=world["procedures.desk"].name, slug="quay-hai")
    law = world["procedures.legaldocument"]
    LegalDocument.objects.create(number="01/2024", issued_on="2024-01-05", replaced_by=law, title="+84")
    FormTemplate.objects.create(name="Mẫu A", file="mau/to-khai.docx")
    FormTemplate.objects.create(name="Mẫu B", file="mau/b.docx")
    Decision.objects.create(number="163/QĐ-UBND", slug="163-qd-ubnd-2")
    LifeEvent.objects.get().procedures.set(Procedure.objects.all())
    return world | {"twin": twin}


@pytest.mark.parametrize("kind, ending", [("0", "xlsx"), ("1", "csv")])
@pytest.mark.parametrize("name, table", TAKEN_IN)
def test_what_goes_out_comes_back_unchanged(act, hairy, name, table, kind, ending):
    client = act("system")

    preview = look(client, name, download(client, name, table, kind), ending, table)

    totals = preview.context["result"].totals
    assert (totals["new"], totals["update"], totals["invalid"], totals["error"]) == (0, 0, 0, 0), told(preview)
    assert totals["skip"] > 0
    assert "Không có gì thay đổi" in told(preview)
    assert "confirm_form" not in preview.context


@pytest.mark.parametrize("kind", ["0", "1"])
@pytest.mark.parametrize("name, table", [(name, number) for name, number, table in EVERY if not table.is_book])
def test_no_cell_that_goes_out_is_a_formula(act, hairy, name, table, kind):
    content = download(act("system"), name, table, kind)

    if kind == "0":
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row if cell.value]
        assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    else:
        assert content.startswith(b"\xef\xbb\xbf")
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert not [cell for row in table for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


@pytest.mark.parametrize(
    "name, table, row, heading, cell, said",
    [
        ("agency", 0, 1, "Đường dây nóng", "1900 1234", "Đường dây nóng: 1900 1234"),
        ("desk", 0, 1, "Giờ làm việc", "T2 - T6: 7h30-11h30", "Giờ làm việc"),
        ("domaingroup", 0, 1, "Thứ tự", 77, "Thứ tự"),
        ("domain", 0, 1, "Nhóm lĩnh vực", "", "Nhóm lĩnh vực"),
        ("lifeevent", 0, 1, "Thủ tục", "1,001193; 1000894", "Thủ tục"),
        ("promotion", 0, 1, "Từ ngày", "1/7/2026", "Từ ngày: 01/07/2026"),
        ("synonym", 0, 1, "Ghi chú", "mới", "Ghi chú"),
        ("legaldocument", 0, 1, "Hết hiệu lực từ ngày", "2026-07-01", "Hết hiệu lực từ ngày: 01/07/2026"),
        ("formtemplate", 0, 2, "Tên mẫu", "Tờ khai mới", "Tên mẫu"),
        ("decision", 0, 1, "Trích yếu", "Trích yếu mới", "Trích yếu"),
        ("decision", 1, 1, "Nội dung thay đổi", "Bỏ sổ hộ khẩu", "Nội dung thay đổi: Bỏ sổ hộ khẩu"),
    ],
)
def test_an_edited_cell_is_exactly_the_change_that_is_shown_and_made(act, hairy, name, table, row, heading, cell, said):
    client = act("system")
    before = download(client, name, table)

    preview = look(client, name, edited(before, row, heading, cell), table=table)
    totals = preview.context["result"].totals
    done = confirm(client, name, preview)

    assert (totals["new"], totals["update"], totals["invalid"]) == (0, 1, 0)
    [(number, is_new, _, [(changed, _)])] = preview.context["changes"]
    assert (number, is_new, changed) == (row + 1, False, heading)
    assert "Đã nhập: 0 dòng mới, 1 dòng thay đổi" in told(done)
    after = rows(download(client, name, table))
    differing = [
        (place, title)
        for place, (old, new) in enumerate(zip(rows(before)[1:], after[1:], strict=True), 1)
        for title, one, other in zip(after[0], old, new, strict=True)
        if one != other
    ]
    assert differing == [(row, heading)]


def test_a_table_is_looked_at_before_it_is_taken_in(act, world):
    table = [["người dân gọi", "Tên trong văn bản", "Ghi chú"], ["sổ đỏ", "giấy chứng nhận quyền sử dụng đất", "mới"]]
    client, number = act("editor"), freshness.version()

    preview = look(client, "synonym", text([*table, ["sổ hồng", "giấy A", ""]], ";"), "csv")
    assert Synonym.objects.count() == 1
    assert "1 dòng mới, 1 dòng thay đổi" in preview.content.decode()
    assert "style=" not in preview.content.decode()
    done = confirm(client, "synonym", preview)

    changed = Synonym.objects.get(term="sổ đỏ")
    assert changed.note == "mới"
    assert "Đã nhập: 1 dòng mới, 1 dòng thay đổi, 0 dòng không đổi." in told(done)
    freshness.forget()
    assert freshness.version() > number
    last = changed.history.first()
    assert (last.history_user, last.history_change_reason) == (world["people"]["editor"], "Nhập từ tệp bang.csv")


def test_what_was_looked_at_is_taken_in_once_and_by_the_same_person_only(act, world, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    table = text([["Người dân gọi", "Tên trong văn bản"], ["sổ hồng", "giấy A"]])
    preview = look(act("editor"), "synonym", table, "csv")
    kept = list((tmp_path / "bang-cho-nhap").iterdir())
    assert [oct(path.stat().st_mode & 0o777) for path in (kept[0].parent, *kept)] == ["0o700", "0o600"]

    assert confirm(act("province"), "synonym", preview).status_code == 404
    assert Synonym.objects.count() == 1
    confirm(act("editor"), "synonym", preview)
    again = confirm(act("editor"), "synonym", preview)

    assert "tệp đã được nhập rồi" in told(again)
    assert Synonym.objects.count() == 2
    assert not list((tmp_path / "bang-cho-nhap").iterdir())
    forged = act("editor").post(url("synonym_process_import"), {"looked_at": "../../etc/passwd"})
    assert "Đã xem trước quá lâu" in told(forged)
    assert waiting.take("../synonym") is None


def test_a_file_does_what_was_seen_or_nothing(act, world):
    client = act("editor")
    table = [["Người dân gọi", "Tên trong văn bản", "Ghi chú"], ["sổ hồng", "giấy A", "a"]]
    preview = look(client, "synonym", text(table), "csv")
    Synonym.objects.create(term="sổ hồng", official="giấy A", note="của người khác")

    moved = confirm(client, "synonym", preview)

    assert "Có người vừa sửa bảng này" in told(moved)
    assert Synonym.objects.get(term="sổ hồng").note == "của người khác"


def test_one_faulty_row_and_nothing_is_written_and_every_fault_has_its_place(act, world):
    table = [
        ["Tên", "Cơ quan quản lý", "Địa chỉ", "Giờ làm việc", "Ngừng hoạt động từ ngày"],
        ["Quầy mới", "ubnd-xa-an-mau", "Thôn 1", "Thứ Hai 7:30–11:30", ""],
        [],
        ["Quầy hai", "không có ai", "Thôn 2", "sáng thứ hai", "31/02/2026"],
        ["Quầy mới", "ubnd-xa-an-mau", "Thôn 3", "", ""],
        ["", "ubnd-xa-an-mau", "Thôn 4", "", ""],
    ]

    preview = look(act("province"), "desk", excel(table))

    assert "confirm_form" not in preview.context
    assert [(row, heading) for row, heading, _ in preview.context["faults"]] == [
        (4, "Cơ quan quản lý"),
        (4, "Giờ làm việc"),
        (4, "Ngừng hoạt động từ ngày"),
        (5, ""),
        (6, "Tên"),
    ]
    assert "Dòng 4, cột «Giờ làm việc»: Không hiểu giờ làm việc «sáng thứ hai»." in told(preview)
    assert "Dòng 5: Trùng với dòng 2." in told(preview)
    assert Desk.objects.count() == 1
    assert Opening.objects.count() == 5


def test_an_officer_brings_in_only_the_facts_of_the_own_desks(act, hairy):
    client = act("officer")
    mine = download(client, "desk")
    assert [row[1] for row in rows(mine)[1:]] == ["xa-an-mau"]

    done = confirm(client, "desk", look(client, "desk", edited(mine, 1, "Điện thoại", "1022")))
    renamed = look(client, "desk", edited(mine, 1, "Tên", "Quầy của tôi"))
    foreign = rows(mine)[:1] + [["" if h != "Tên trong địa chỉ trang" else "quay-hai" for h in rows(mine)[0]]]
    other = look(client, "desk", excel(foreign))
    everything = look(client, "desk", edited(download(act("system"), "desk"), 1, "Điện thoại", "1022"))

    assert "1 dòng thay đổi" in told(done)
    assert Desk.objects.get(slug="xa-an-mau").hotline == "1022"
    assert "Mục này không thuộc phần được giao sửa." in told(renamed)
    assert "Không tìm thấy bộ phận Một cửa này trong phần được giao" in told(other)
    assert everything.status_code == 200


def test_who_may_only_change_does_not_add(act, hairy):
    client = act("editor")
    table = rows(download(client, "domain"))

    changed = look(client, "domain", edited(excel(table), 2, "Nhóm lĩnh vực", ""))
    added = look(client, "domain", excel([*table, ["Lĩnh vực lạ", "", ""]]))

    assert changed.context["result"].totals["invalid"] == 0
    assert "tài khoản này không thêm mới được" in told(added)


def test_rights_of_a_change_are_those_of_its_decision(act, hairy):
    decision = hairy["procedures.decision"]
    Decision.objects.filter(pk=decision.pk).update(applied_at="2026-01-01T00:00:00Z")
    client = act("editor")
    table = download(client, "decision", 1)

    preview = look(client, "decision", edited(table, 1, "Nội dung thay đổi", "khác"), table=1)

    assert "Dòng này ngoài phạm vi được giao." in told(preview)
    assert Change.objects.get().note == ""


def test_new_rows_get_an_address_and_the_second_file_finds_them(act, world):
    client = act("province")
    table = [["Tên cơ quan", "Loại", "Cơ quan cấp trên"], ["Sở Nội vụ tỉnh Sông Mẫu", "sở, ban, ngành", ""]]
    table[1][2] = rows(download(client, "agency"))[1][5] or str(world["province"])

    confirm(client, "agency", look(client, "agency", excel(table)))
    again = look(client, "agency", excel(table))

    assert Agency.objects.get(slug="so-noi-vu-tinh-song-mau").kind == Agency.Kind.DEPARTMENT
    assert again.context["result"].totals["skip"] == 1


def test_a_form_is_told_by_its_file_and_never_added_by_a_table(act, hairy):
    client = act("editor")
    table = rows(download(client, "formtemplate"))
    extra = ["mau/khac.docx", "", "Mẫu khác", *[""] * (len(table[0]) - 3)]

    twins = look(client, "formtemplate", edited(excel(table), 1, "Số hiệu mẫu", "X"))
    added = look(client, "formtemplate", excel([*table, extra]))

    assert "Có 2 dòng cùng «mau/to-khai.docx»" in told(twins)
    assert "Mẫu mới cần có tệp" in told(added)
    assert FormTemplate.objects.count() == 3


def test_accounts_go_out_without_secrets_and_do_not_come_in(act, world):
    client = act("province")

    table = rows(download(client, "person"))

    assert table[0][:3] == ["Tên đăng nhập", "Họ và tên", "Vai trò"]
    person = Person.objects.get(username="officer")
    assert not any(person.password in str(cell) for row in table for cell in row)
    with pytest.raises(NoReverseMatch):
        url("person_import")
    assert act("editor").get(url("person_export")).status_code == 403


def test_the_list_of_procedures_goes_out_as_it_is_filtered(act, world, django_assert_max_num_queries):
    client = act("editor")
    with django_assert_max_num_queries(25):
        everything = rows(download(client, "procedure"))
    published = client.post(url("procedure_export") + "?tinh-trang=cong-khai", {"format": "0", "resource": 0})

    found = dict(zip(everything[0], next(row for row in everything if row[0] == "1.001193"), strict=True))
    assert found["Tên thủ tục"] == "Đăng ký khai sinh"
    assert (found["Thời hạn giải quyết"], found["Phí, lệ phí"]) == ("1 ngày làm việc", "8.000 đồng")
    assert found["Tình trạng"] == "đang công khai; bản nháp"
    assert [row[0] for row in rows(published.content)[1:]] == ["1.001193"]


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("a.xlsx", b"PK\x03\x04 hong", "Không đọc được tệp. Hãy mở bằng Excel"),
        ("a.csv", b"\xff\xfe\x00", "Không đọc được tệp. Hãy mở bằng Excel, lưu dạng «CSV UTF-8»"),
        ("a.csv", b"", "Tệp rỗng"),
        ("a.csv", b"\n\n", "Trang tính đầu tiên không có dòng nào."),
        ("a.csv", "Cột lạ\nmột\n".encode(), "Không nhận cột «Cột lạ». Các cột nhận được: Người dân gọi,"),
        ("a.csv", "Người dân gọi\nmột\n".encode(), "Bảng thiếu cột: Tên trong văn bản."),
        ("a.csv", "Ghi chú,Ghi chú\nmột,hai\n".encode(), "Cột «Ghi chú» có hai lần."),
        ("a.csv", "Người dân gọi,Tên trong văn bản\na,b,c\n".encode(), "Dòng 2 có ô nằm ngoài các cột có tên."),
        ("a.csv", "Người dân gọi,Tên trong văn bản\n".encode(), "Dưới tên cột không có dòng nào để nhập."),
        (
            "a.csv",
            "Người dân gọi,Tên trong văn bản\n,b\n".encode(),
            "Dòng 2, cột «Người dân gọi»: Mục này không được để trống.",
        ),
        ("a.csv", "Người dân gọi,Tên trong văn bản\n#N/A,b\n".encode(), "Dòng 2, cột «Người dân gọi»: ô báo lỗi #N/A."),
        (
            "a.csv",
            "Người dân gọi,Tên trong văn bản\nGiấy khai đẻ,đăng ký khai sinh\n".encode()
            .decode("cp1252", "replace")
            .encode(),
            "Tên cột: có chữ Unicode bị đọc sai bảng mã",
        ),
        (
            "a.csv",
            "Người dân gọi,Tên trong văn bản\nGiÊy khai sinh,Thñ tôc ®¨ng ký khai sinh cho trÎ em\n".encode(),
            "Dòng 2: có chữ gõ bằng phông TCVN3",
        ),
        ("a.csv", "Người dân gọi,Tên trong văn bản\n".encode() + b"," * 150 + b"x\n", "Dòng 2 có ô ở rất xa bảng."),
        ("a.exe", b"MZ", "Chỉ nhận tệp Excel (.xlsx) hoặc CSV (.csv)."),
    ],
)
def test_a_table_that_cannot_be_read_gets_one_sentence(act, world, name, content, message):
    form = {"import_file": SimpleUploadedFile(name, content), "format": ""}

    response = act("editor").post(url("synonym_import"), form)

    assert message in told(response)
    assert Synonym.objects.count() == 1
    assert Domain.objects.count() == 2


def test_a_title_over_the_table_and_a_hidden_sheet_before_it_are_passed_over_and_nothing_below_it(act, world):
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.active.append(["Danh sách cho ô chọn"])
    sheet = book.create_sheet("Bảng")
    for row in (["BẢNG TỪ ĐỒNG NGHĨA NĂM 2026"], [], ["Người dân gọi", "Tên trong văn bản"], ["a", "b"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    out = io.BytesIO()
    book.active = 1
    book.save(out)
    sheet["A90000"] = "ô lạc"
    far = io.BytesIO()
    book.save(far)
    client = act("editor")

    good = look(client, "synonym", out.getvalue())
    stray = look(client, "synonym", far.getvalue())
    told_apart = look(
        client, "synonym", b"sep=;\r\n" + text([["Người dân gọi", "Tên trong văn bản"], ["a", "b,c"]], ";")[3:], "csv"
    )

    [(number, is_new, name, _)] = good.context["changes"]
    assert (number, is_new, name) == (4, True, "a → b")
    assert "Dòng 90.000, cột «Tên trong văn bản»" in told(stray)
    assert [change[2] for change in told_apart.context["changes"]] == ["a → b,c"]


def test_a_file_writes_so_many_rows_at_most_and_a_trial_leaves_no_history(act, world, monkeypatch):
    monkeypatch.setattr("procedures.admin.tables.resource.MAX_WRITTEN", 2)
    client, start = act("editor"), Synonym.history.count()

    many = look(
        client, "synonym", text([["Người dân gọi", "Tên trong văn bản"], *[[f"a{i}", "b"] for i in range(9)]]), "csv"
    )
    few = look(client, "synonym", text([["Người dân gọi", "Tên trong văn bản"], ["a1", "b"], ["a2", "b"]]), "csv")

    assert [fault[0] for fault in many.context["faults"]] == [4]
    assert "confirm_form" not in many.context
    assert "confirm_form" in few.context
    assert Synonym.history.count() == start
    confirm(client, "synonym", few)
    assert Synonym.history.count() == start + 2


def test_a_file_taken_in_is_told_once_and_its_address_leads_back_to_the_form(act, world):
    client, word = act("editor"), Synonym.objects.get()
    table = edited(download(client, "synonym"), 1, "Ghi chú", "theo tệp")

    confirm(client, "synonym", look(client, "synonym", table))

    newest, *others = history.told(world["people"][Person.Role.EDITOR], Synonym, word.pk)
    assert (newest.did, [change.label for change in newest.changes]) == ("Sửa", ["Ghi chú"])
    assert newest.note == "Nhập từ tệp bang.xlsx"
    assert "Nhập từ tệp bang.xlsx" not in [entry.did for entry in others]
    assert client.get(url("synonym_process_import")).url == url("synonym_import")


def test_an_agency_is_not_above_itself(act, world):
    one, two = Agency.objects.order_by("pk")[:2]
    client = act("province")
    table = rows(download(client, "agency"))[1:]
    spelled = {row[1]: f"{row[0]} [{row[1]}]" for row in table}
    headings = ["Tên trong địa chỉ trang", "Cơ quan cấp trên"]

    ring = look(client, "agency", excel([headings, [one.slug, spelled[two.slug]], [two.slug, spelled[one.slug]]]))
    own = look(client, "agency", excel([headings, [one.slug, spelled[one.slug]]]))

    for page in (ring, own):
        assert "Cơ quan không thể là cơ quan cấp trên của chính nó" in told(page)


@pytest.mark.parametrize("name", ["a.xlsx", "Bảng của xã.xlsx", f"{'ệ' * 250}.xlsx"])
def test_a_fault_of_a_workbook_names_the_file_as_its_owner_does(act, world, name):
    book = openpyxl.Workbook()
    book.active.append(["Người dân gọi", "Tên trong văn bản"])
    book.active.append(["a", "=B1&1"])  # a formula whose value was never kept
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile(name, out.getvalue())

    said = told(act("system").post(url("synonym_import"), {"import_file": file, "format": "", "resource": 0}))

    assert f"{name[-20:]}», ô B2" in said, said
    assert "bang.xlsx" not in said
