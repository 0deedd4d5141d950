"""Small records as the sources write them, with their quirks; all invented or shortened by us."""

import gzip
import io
import json

import openpyxl
import xlwt

NOTHING = "Không có thông tin"
UUID = "019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7"


def method(channel="DIRECT", time="7 WORKING_DAY", fees="0 VNĐ ()", note=None):
    """One block of Cách thức thực hiện."""
    lines = [f"  * Hình thức nộp: {channel}", f"    Thời hạn giải quyết: {time}", f"    Phí, lệ phí: {fees}"]
    return "\n".join(lines + ([f"    Mô tả: {note}"] if note else [])) + "\n"


def paper(name, originals=1, copies=0):
    """One row of Thành phần hồ sơ."""
    return f"    - {name}\n      Số lượng: Bản chính: {originals}, Bản sao: {copies}\n"


def full(code="1.001193", name="Thủ tục đăng ký khai sinh", **fields):
    """A record of `tthc_full`."""
    return {
        "Mã thủ tục": code,
        "Số quyết định": "163/QĐ-BTP",
        "Tên thủ tục": name,
        "Cấp thực hiện": "Cấp Xã",
        "Loại thủ tục": "TTHC được luật giao quy định chi tiết",
        "Lĩnh vực": "Hộ tịch",
        "Trình tự thực hiện": "    - Bước 1: Nộp hồ sơ tại xã.\n    - Bước 2: Nhận kết quả.",
        "Cách thức thực hiện": method(),
        "Thành phần hồ sơ": paper("Tờ khai"),
        "Đối tượng thực hiện": "Công dân Việt Nam",
        "Cơ quan thực hiện": "Ủy ban nhân dân cấp xã",
        "Cơ quan có thẩm quyền": NOTHING,
        "Địa chỉ tiếp nhận HS": NOTHING,
        "Cơ quan được ủy quyền": NOTHING,
        "Cơ quan phối hợp": NOTHING,
        "Kết quả thực hiện": "Giấy khai sinh",
        "Căn cứ pháp lý": "  * Luật Hộ tịch (60/2014/QH13)\n",
        "Yêu cầu, điều kiện thực hiện": NOTHING,
        "Từ khóa": NOTHING,
        "Mô tả": NOTHING,
    } | fields  # fmt: skip


METHODS_TITLE = "Hình thức nộpThời gianPhí, lệ phíMô tả"
DOSSIER_TITLE = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def crawl(code="1.001193", name="Thủ tục đăng ký khai sinh", **fields):
    """A record of `tthc_portal_crawl`."""
    return {
        "ma_thu_tuc": code,
        "detail_url": f"https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{UUID}",
        "formality_id": "",
        "ten_thu_tuc": name,
        "so_quyet_dinh": "163/QĐ-BTP",
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "loai_thu_tuc": "TTHC được giao luật quy định chi tiết",
        "linh_vuc": "Hộ tịch",
        "doi_tuong_thuc_hien": "Công dân Việt Nam",
        "co_quan_co_tham_quyen": "Chủ tịch Ủy ban nhân dân cấp xã",
        "dia_chi_tiep_nhan": "",
        "co_quan_duoc_uy_quyen": "",
        "co_quan_phoi_hop": "",
        "thu_tuc_lien_quan": NOTHING,
        "trinh_tu_thuc_hien": "- Bước 1: Nộp hồ sơ tại xã.\n- Bước 2: Nhận kết quả.",
        "cach_thuc_thuc_hien": f"{METHODS_TITLE}Trực tiếp7 Ngày làm việcMiễn phí",
        "thanh_phan_ho_so": f"--{DOSSIER_TITLE}Tờ khaiMau so 1.docx1 bản chính",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Hộ tịch60/2014/QH13",
        "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
        "yeu_cau_dieu_kien": NOTHING,
        "ket_qua_xu_ly": "Giấy khai sinhMã: KQ.G15.000031Từ khóaKhông có thông tinMô tả…Nộp hồ sơ",
    } | fields


def write_lines(path, *records):
    """A JSON lines file, packed where its name says so."""
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def write_xlsx(path, *rows, title="Danh sách TTHC"):
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def write_xls(path, *rows, title="MTT25"):
    """An old binary workbook with one sheet."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(title)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    return path
