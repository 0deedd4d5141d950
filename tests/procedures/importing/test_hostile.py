"""Whatever is sent: it is read right, or refused in one sentence that says the way out; quickly, in little memory."""

import contextlib
import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.importing import ole
from procedures.importing.findings import Refused
from procedures.importing.plan import make_plan
from procedures.importing.readers import read
from tests.procedures.importing.hostile import HEAD, LINES, MAIN, book_bytes, csv_text, row, table, xlsx
from tests.procedures.importing.samples import full, write_lines

SECONDS, MEGABYTES = 5, 100
ROOT = Path(__file__).resolve().parents[3]
#: Reads one file in a process of its own and says what came of it, how long it took and how much memory at most.
MEASURE = """
import json, os, sys
from pathlib import Path
from procedures.importing.findings import Refused
from procedures.importing.readers import read
import openpyxl, python_calamine

def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024

def spent():  # of the processor, children included: what else runs here does not count
    return sum(os.times()[:4])

before, started, files = peak(), spent(), len(os.listdir("/proc/self/fd"))
try:
    said = len(list(read(Path(sys.argv[1])).rows))
except Refused as refusal:
    said = str(refusal)
print(json.dumps([said, spent() - started, peak() - before, len(os.listdir("/proc/self/fd")) - files]))
"""


def ask(path):
    """What the reader says of a file: the number of its rows, or its sentence."""
    try:
        return len(list(read(path).rows))
    except Refused as refusal:
        return str(refusal)


def far_row(path):
    return xlsx(path, table() + row(1_048_576, "", "ghi chú"))


def far_corner(path):
    return xlsx(path, table() + row(1_048_576, "x", at=["XFD"]))


def hundred_thousand(path):
    lines = (row(n, f"1.{n:06}", f"Thủ tục số {n} về cấp giấy phép", *"abcdefgh") for n in range(1, 100_001))
    return xlsx(path, lines, level=1)


def thirty_thousand(path):
    lines = (row(n, f"1.{n:06}", f"Thủ tục số {n} về cấp giấy phép", *"abcdefgh") for n in range(2, 30_001))
    return xlsx(path, [row(1, *HEAD), *lines], level=1)


def bomb_of_strings(path):
    return xlsx(path, table(), strings="<si><t>" + "A" * 100_000_000 + "</t></si>")


def bomb_that_lies(path):
    xlsx(path, table(), strings="<si><t>" + "A" * 50_000_000 + "</t></si>")
    size = zipfile.ZipFile(path).getinfo("xl/sharedStrings.xml").file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (5_000).to_bytes(4, "little")))
    return path


def bomb_of_entries(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(20_000):
            archive.writestr(f"xl/media/{number}", "")
    return path


def bomb_in_bombs(path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b" " * 20_000_000)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.zip", inner.getvalue())
    return path


def repeated_ods(path):
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet><table:table table:name='a'>"
            "<table:table-row table:number-rows-repeated='1048576'><table:table-cell office:value-type='string' "
            "table:number-columns-repeated='16384'><text:p>x</text:p></table:table-cell></table:table-row>"
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def far_xls(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for number, cells in enumerate((HEAD, *LINES)):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    sheet.write(65_535, 255, "x")
    book.save(str(path))
    return path


def long_text(path):
    path.write_text(csv_text() + "".join(f"1.{n:06},Thủ tục {n},x\n" for n in range(100_000)), encoding="utf-8")
    return path


def tags_in_tags(path):
    """A few kilobytes that each tag was once searched in to the end."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<c " * 340_000)
    return path


def packed(content):
    def write(path):
        path.write_bytes(gzip.compress(content()))
        return path

    return write


MEASURED = [
    ("xa.xlsx", far_row, 5),
    ("goc.xlsx", far_corner, 4),
    ("100k.xlsx", hundred_thousand, "hơn 30.000 dòng"),
    ("30k.xlsx", thirty_thousand, 29_999),
    ("chuoi.xlsx", bomb_of_strings, "quá lớn khi giải nén"),
    ("doi.xlsx", bomb_that_lies, "bị hỏng"),
    ("nhieu.xlsx", bomb_of_entries, "quá lớn khi giải nén"),
    ("the.xlsx", tags_in_tags, "bị hỏng"),
    ("long.zip", bomb_in_bombs, "là tệp nén"),
    ("lap.ods", repeated_ods, "ô ở rất xa bảng"),
    ("xa.xls", far_xls, "ô ở rất xa bảng"),
    ("100k.csv", long_text, "hơn 30.000 dòng"),
    ("a.jsonl.gz", packed(lambda: b"{" + b" " * 100_000_000), "quá lớn khi giải nén"),
    ("b.json.gz", packed(lambda: b"[" + b"[]," * 20_000_000), "quá lớn khi giải nén"),
    ("c.csv.gz", packed(lambda: b"a,b\n" * 15_000_000), "quá lớn khi giải nén"),
]


@pytest.mark.parametrize("name, write, said", MEASURED, ids=[name for name, _, _ in MEASURED])
def test_swollen_file_costs_neither_time_nor_memory(tmp_path, name, write, said):
    path = write(tmp_path / name)

    done = subprocess.run(
        [sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    found, seconds, megabytes, left_open = json.loads(done.stdout)

    assert found == said if isinstance(said, int) else said in found
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    assert left_open == 0
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_rows_far_apart_keep_their_numbers(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", table(start=3) + row(1_048_576, "1.001194", "Ở cuối trang"))

    assert [found.place.row for found in read(path).rows] == [4, 5, 6, 7, 1_048_576]


def test_document_type_is_never_expanded_nor_fetched(tmp_path):
    system = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE a [<!ENTITY a0 "ha">{laughs}]><sst {MAIN}><si><t>&a9;</t></si></sst>'

    assert "khai báo XML lạ" in ask(xlsx(tmp_path / "a.xlsx", table(), workbook=system))
    assert "khai báo XML lạ" in ask(xlsx(tmp_path / "b.xlsx", table(), extra=[("xl/sharedStrings.xml", bomb)]))
    late = "<!-- " + "x" * 3_000_000 + " -->" + bomb
    assert "khai báo XML lạ" in ask(xlsx(tmp_path / "c.xlsx", table(), extra=[("xl/styles.xml", late)]))


def test_macros_and_links_are_left_alone(tmp_path):
    link = '<externalLink xmlns:r="x"><externalBook r:id="r1"/></externalLink>'
    extra = [("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" * 99), ("xl/externalLinks/externalLink1.xml", link)]

    assert ask(xlsx(tmp_path / "a.xlsm", table(), extra=extra)) == 4


def test_merged_and_overlapping_headings_are_read(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for cells in (["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], [], HEAD, *LINES):
        sheet.append(cells)
    for area in ("A1:C2", "B1:E2", "A3:A3"):
        sheet.merged_cells.add(area)
    book.save(tmp_path / "a.xlsx")

    assert [found.values["name"] for found in read(tmp_path / "a.xlsx").rows] == [line[1] for line in LINES]


def test_two_hundred_sheets_are_read_and_hidden_ones_are_not(tmp_path):
    book = openpyxl.Workbook()
    for number in range(200):
        sheet = book.create_sheet(f"Trang {number}")
        for cells in (HEAD, *LINES):
            sheet.append(cells)
        sheet.sheet_state = ("visible", "hidden", "veryHidden")[number % 3 if number > 100 else 0]
    book.save(tmp_path / "a.xlsx")

    found = list(read(tmp_path / "a.xlsx").rows)

    assert {row.place.sheet for row in found} == {f"Trang {n}" for n in range(200) if n <= 100 or n % 3 == 0}


def test_formula_without_a_value_is_named_by_its_cell(tmp_path):
    formula = '<c r="B9"><f>CONCAT(B1,B2)</f><v></v></c>'
    empty_text = '<c r="B9" t="str"><f>""</f><v></v></c>'

    assert "ô B9: công thức chưa có kết quả" in ask(xlsx(tmp_path / "a.xlsx", table() + f"<row>{formula}</row>"))
    assert ask(xlsx(tmp_path / "b.xlsx", table() + f'<row r="9">{empty_text}</row>')) == 4


def test_overlong_cell_is_named_by_its_place(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", table() + row(7, "1.001194", "Thủ tục " * 20_000))
    (tmp_path / "b.csv").write_text(csv_text() + '1.001194,"mở mà không đóng\n' + "x\n" * 99, encoding="utf-8")

    assert "trang tính «Trang 1», dòng 7, cột «B»: ô chứa hơn 130.000 ký tự" in ask(path)
    assert "thiếu dấu ngoặc kép" in ask(tmp_path / "b.csv")


def test_opendocument_table_is_read(tmp_path):
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
        )
        + '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        for cells in (HEAD, *LINES)
    )
    empty = '<table:table-row table:number-rows-repeated="1048571"><table:table-cell/></table:table-row>'
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Trang">'
            f"{lines}{empty}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )

    found = [(row.place.row, row.values["name"]) for row in read(tmp_path / "a.ods").rows]

    assert found == [(number, line[1]) for number, line in enumerate(LINES, start=2)]


def test_old_workbook_whose_streams_share_their_sectors_is_broken():
    """Thousands of names for one stream: each would be read."""
    book, file = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("Trang 1").write(0, 0, "Mã thủ tục")
    book.save(file)
    content = file.getvalue()
    name = "Workbook".encode("utf-16-le")
    at = content.index(name)
    entry = content[at : at + 128].replace(name, "Workb00k".encode("utf-16-le"))

    assert "Workbook" in ole.streams(content)
    with pytest.raises(ole.Broken):
        ole.streams(content[: at + 128] + entry + content[at + 256 :])


def locked_xls():
    """A workbook whose first record says that a password is needed."""
    content = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    book.save(content)
    whole = content.getvalue()
    start = whole.index(b"\x09\x08\x10\x00")
    after = start + 20
    return whole[:after] + b"\x2f\x00" + whole[after + 2 :]


def _zip(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


FOREIGN = [
    ("khoa.xls", locked_xls, "có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu thành .xlsx"),
    ("trang.xls", lambda: b"\n<!DOCTYPE html><html><table><tr><td>1.001193", "là trang HTML"),
    ("luu-tu-web.xls", lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related", "là trang HTML"),
    ("cu.xml", lambda: b'<?xml version="1.0"?><Workbook><Worksheet/></Workbook>', "là trang HTML hoặc XML"),
    ("anh.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "là một tấm ảnh"),
    ("anh.csv", lambda: b"\xff\xd8\xff\xe0" + bytes(99), "là một tấm ảnh"),
    ("a.xlsx", lambda: b"%PDF-1.7\n", "là tệp PDF"),
    ("a.csv", lambda: b"{\\rtf1\\ansi Danh s\\'e1ch}", "là văn bản Word"),
    ("a.docx", lambda: _zip("[Content_Types].xml", "word/document.xml"), "Chép bảng trong đó sang Excel"),
    ("a.xlsb", lambda: _zip("xl/workbook.bin"), "lưu thành .xlsx"),
    ("a.rar", lambda: b"Rar!\x1a\x07\x00", "là tệp nén"),
    ("a.exe", lambda: b"MZ\x90\x00" + bytes(99), "là chương trình"),
    ("a.xlsm", lambda: book_bytes()[:3000], "bị hỏng"),
    ("rong.xlsx", lambda: b"", "trống"),
    ("khong.csv", lambda: bytes(999), "không phải bảng tính"),
    ("a.jsonl", lambda: json.dumps(full()).encode()[:-1] + b', "x": ' + b"[" * 900 + b"]" * 900 + b"}", "bản ghi"),
]


@pytest.mark.parametrize("name, content, said", FOREIGN, ids=[name for name, _, _ in FOREIGN])
def test_what_is_no_list_is_named_with_the_way_out(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content())

    found = ask(tmp_path / name)

    assert said in found
    assert name in found
    assert found.endswith(".")


def test_folder_is_no_file(tmp_path):
    assert "là thư mục" in ask(tmp_path)


@pytest.mark.parametrize("ending", [".csv", ".doc", ".pdf", ".jpg", ""])
def test_ending_of_the_name_does_not_matter(tmp_path, ending):
    path = tmp_path / f"danh sách{ending}"
    path.write_bytes(book_bytes())

    assert ask(path) == 4


def seeds():
    old = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for number, cells in enumerate((HEAD, *LINES)):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    book.save(old)
    lines = "".join(json.dumps(full(f"1.00119{n}"), ensure_ascii=False) + "\n" for n in range(3)).encode()
    return [
        book_bytes(),
        old.getvalue(),
        csv_text().encode(),
        csv_text(";").encode("utf-16"),
        lines,
        gzip.compress(lines),
    ]


SEEDS = seeds()


@st.composite
def damaged(draw):
    """A good file with bits turned over, a piece cut out, put in or doubled; or anything at all."""
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, len(content) - 1)) if content else 0
        match draw(st.sampled_from(["flip", "cut", "put", "end", "double"])):
            case "flip" if content:
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del content[at : at + draw(st.integers(1, 64))]
            case "put":
                content[at:at] = draw(st.binary(max_size=16))
            case "end":
                del content[max(at, 8) :]
            case "double":
                content += content[at : at + 512]
    return bytes(content)


@settings(max_examples=400, deadline=2_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=damaged() | st.binary(max_size=600))
def test_damaged_file_is_read_or_refused_never_more(tmp_path, content):
    path = tmp_path / "a"
    path.write_bytes(content)

    with contextlib.suppress(Refused):
        list(read(path).rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=damaged())
def test_damaged_file_gives_a_plan_or_a_refusal(catalogue, tmp_path, content):
    path = tmp_path / "a"
    path.write_bytes(content)

    with contextlib.suppress(Refused):
        make_plan(path)


def test_record_of_lists_instead_of_words_is_held_back(catalogue, tmp_path):
    path = write_lines(tmp_path / "a.jsonl", *[full() | {"Mã thủ tục": {"a": [1]}, "Từ khóa": [["x"]]}] * 3)

    assert make_plan(path).counts["rejected"] == 3
