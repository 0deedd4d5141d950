"""A file is known by its content, and what cannot be read is said in one sentence."""

import gzip
import io
import json
import zipfile

import pytest

from procedures.importing import readers
from procedures.importing.findings import Refused
from procedures.importing.readers import read
from tests.procedures.importing.samples import crawl, full, write_lines, write_xls, write_xlsx

EXPORT = (
    ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc"],
    ["Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"],
    ["1.015027", "Xét hưởng chế độ", "Bộ Công an", "Công an cấp xã\nCông an cấp tỉnh", "Chính sách"],
)


def rows(path):
    reading = read(path)
    return reading.source, [(row.place.row, row.values) for row in reading.rows]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "ten-gi-cung-duoc.xls"])
def test_records_are_known_by_their_keys(tmp_path, name):
    path = write_lines(tmp_path / name, full(), full("1.000656"))

    source, found = rows(path)

    assert source == "tthc_full"
    assert [(number, values["Mã thủ tục"]) for number, values in found] == [(1, "1.001193"), (2, "1.000656")]


def test_crawl_is_known_by_its_keys(tmp_path):
    assert rows(write_lines(tmp_path / "a.jsonl", crawl()))[0] == "tthc_portal_crawl"


def test_json_list_bom_and_blank_lines_are_read(tmp_path):
    (tmp_path / "list.json").write_text(json.dumps([full(), full("1.000656")]), encoding="utf-8-sig")
    (tmp_path / "bom.jsonl").write_text(f"\n{json.dumps(full())}\n\n", encoding="utf-8-sig")
    (tmp_path / "one.json").write_text(json.dumps(full(), indent=2), encoding="utf-8")

    assert len(rows(tmp_path / "list.json")[1]) == 2
    assert [number for number, _ in rows(tmp_path / "bom.jsonl")[1]] == [2]
    assert len(rows(tmp_path / "one.json")[1]) == 1


def test_portal_export_has_its_header_in_row_two(tmp_path):
    source, found = rows(write_xlsx(tmp_path / "a.xlsx", *EXPORT))

    assert source == "national_list"
    assert found == [
        (
            3,
            {
                "code": "1.015027",
                "name": "Xét hưởng chế độ",
                "issuer": "Bộ Công an",
                "executor": "Công an cấp xã\nCông an cấp tỉnh",
                "domain": "Chính sách",
                "titles": {
                    "code": "Mã số",
                    "name": "Tên",
                    "issuer": "Cơ quan ban hành",
                    "executor": "Cơ quan thực hiện",
                    "domain": "Lĩnh vực",
                },
            },
        )
    ]


def test_header_is_found_as_far_as_row_ten_and_no_further(tmp_path):
    head, row = ["Mã TTHC (*)", "Tên Thủ tục Hành chính (*)"], ["1.001193", "Đăng ký khai sinh"]
    ninth = write_xlsx(tmp_path / "10.xlsx", *[["x"]] * 9, head, row)
    tenth = write_xlsx(tmp_path / "11.xlsx", *[["x"]] * 10, head, row)

    assert [number for number, _ in rows(ninth)[1]] == [11]
    with pytest.raises(Refused, match="không thấy hàng tiêu đề"):
        read(tenth)


def test_commune_sheet_is_known_by_its_postal_columns(tmp_path):
    text = (
        "BIỂU MẪU NHẬP DỮ LIỆU,,,,\n"
        '"Lưu ý: không đổi tên cột, ""QR""",,,,\n'
        "STT,Mã TTHC (*),Tên Thủ tục Hành chính (*),BCCI Tiếp nhận (Có/Không),"
        "Dịch vụ công trực tuyến (Toàn trình/Một phần/Không)\n"
        '6,"1,014947",THỦ TỤC QUỸ TỰ GIẢI THỂ (Cấp xã),Có,Một phần\n'
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")

    source, [(number, values)] = rows(tmp_path / "a.csv")

    assert (source, number) == ("commune_sheet", 4)
    assert (values["code"], values["online"]) == ("1,014947", "Một phần")


@pytest.mark.parametrize("mark, encoding", [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")])
def test_delimited_text_is_sniffed(tmp_path, mark, encoding):
    text = "\n".join(mark.join(row) for row in (["Mã số", "Tên", "Lĩnh vực"], ["1.001193", "Khai sinh", "Hộ tịch"]))
    (tmp_path / "Hộ tịch - sổ.csv").write_text(text, encoding=encoding)

    source, [(number, values)] = rows(tmp_path / "Hộ tịch - sổ.csv")

    assert (source, number, values["name"], values["domain"]) == ("national_list", 2, "Khai sinh", "Hộ tịch")


def test_bar_separated_mapping_without_header_puts_broken_records_together(tmp_path):
    text = (
        "Sở Y tế|843|2020STTTT_PTTT06|Mở|Đã map|Cấp đăng ký thu tín hiệu;|1|2.001765.000.00.00.H44|Cấp đăng ký thu\n"
        "Sở Y tế|24613|SYT_KBCB48.|Mở|Đã map|Cấp giấy phép hoạt động đối với Phòng khám\n"
        "|185|1.003876.000.00.00.H44|Cấp giấy phép hoạt động đối với Phòng khám\n"
        "Sở Y tế|24614|SYT_KBCB49|Mở|Chưa map|Cấp giấy phép hoạt động đối với nhà hộ sinh|186||\n"
    )
    (tmp_path / "ketqua.csv").write_text(text, encoding="utf-8")

    source, found = rows(tmp_path / "ketqua.csv")

    assert source == "code_map"
    assert [(number, values["local_code"], values["code"]) for number, values in found] == [
        (1, "2020STTTT_PTTT06", "2.001765.000.00.00.H44"),
        (2, "SYT_KBCB48.", "1.003876.000.00.00.H44"),
        (4, "SYT_KBCB49", ""),
    ]
    assert found[1][1]["name"] == "Cấp giấy phép hoạt động đối với Phòng khám"


def test_old_workbook_with_system_numbers_is_a_local_list(tmp_path):
    path = write_xls(
        tmp_path / "a.xls",
        ["TEN_CO_QUAN", "MA_THU_TUC", "TEN_TAT", "TEN_THU_TUC"],
        ["Sở Y tế", 843.0, "2020STTTT_PTTT06", "Cấp đăng ký &#40;truyền hình&#41;;"],
    )

    source, [(number, values)] = rows(path)

    assert (source, number, values["local_code"], values["code"]) == ("local_list", 2, "2020STTTT_PTTT06", 843.0)


def test_table_with_national_titles_carries_whole_sheets(tmp_path):
    record = full()

    source, [(number, values)] = rows(write_xlsx(tmp_path / "a.xlsx", list(record), list(record.values())))

    assert (source, number) == ("tthc_full", 2)
    assert values == record


def _zip(name, inside):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(inside, "x")
    return name, content.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = [
    ("trong.csv", b"", "trống"),
    ("trong.jsonl", b"\xef\xbb\xbf \n ", "trống"),
    ("chi-tieu-de.csv", "Mã số,Tên\n".encode(), "chỉ có tiêu đề"),
    ("la.csv", b"a,b\n1,2\n", "không thấy hàng tiêu đề"),
    ("tieu-de-la.csv", b"procedure_code,field\n1.001193,Khai sinh\n1.000656,Khai tu\n", "không thấy hàng tiêu đề"),
    ("la.json", b'{"query": "x"}', "không phải dữ liệu thủ tục"),
    ("hong.json", b'[{"a": 1', "không phải JSON hợp lệ"),
    ("so.json", b"[1, 2]", "không phải dữ liệu thủ tục"),
    ("html.xls", b"<html><table></table></html>", "trang HTML"),
    ("a.pdf", b"%PDF-1.7 ...", "tệp PDF"),
    ("a.bin", bytes(range(256)), "không phải bảng tính"),
    ("cp1258.csv", "Mã số,Tên\n1,Thủ tục\n".encode("utf-16-le")[1:] + b"\xff", "không"),
    ("latin.csv", b"Ma so,Ten\n1.001193,Caf\xe9 cr\xe8me\n", "không dùng mã Unicode"),
    ("cat.jsonl.gz", gzip.compress(json.dumps(full()).encode() * 50)[:-200], "bị hỏng hoặc tải chưa hết"),
    ("khoa.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "có mật khẩu"),
    ("a.doc", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "văn bản Word"),
    ("hong.xls", OLE + b"\0" * 600, "bị hỏng"),
    ("cut.xlsx", b"PK\x03\x04 khong het", "bị hỏng"),
    (*_zip("a.docx", "word/document.xml"), "văn bản Word"),
    (*_zip("a.zip", "anh.png"), "tệp nén không có danh sách"),
    (*_zip("hong.xlsx", "xl/workbook.xml"), "bị hỏng"),
]


@pytest.mark.parametrize("name, content, said", REFUSED, ids=[name for name, _, _ in REFUSED])
def test_foreign_or_broken_file_is_refused_in_one_sentence(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Refused, match=said) as refusal:
        list(read(tmp_path / name).rows)

    assert name in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_broken_line_is_named(tmp_path):
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(full())}\n{{\n", encoding="utf-8")

    with pytest.raises(Refused, match="dòng 2: không phải JSON hợp lệ"):
        list(read(tmp_path / "a.jsonl").rows)


def test_missing_file_and_too_large_file_are_refused(tmp_path, monkeypatch):
    path = write_lines(tmp_path / "a.jsonl.gz", *[full()] * 50)
    monkeypatch.setattr(readers, "MAX_BYTES", 5_000)

    with pytest.raises(Refused, match="Không thấy tệp"):
        read(tmp_path / "khong-co.csv")
    with pytest.raises(Refused, match="quá lớn khi giải nén"):
        list(read(path).rows)
