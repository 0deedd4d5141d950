"""Tables without seams are taken apart only where every cut is certain."""

import pytest

from procedures.importing.flattened import (
    FlatGroup,
    apart,
    as_lines,
    bases_of,
    groups_of,
    methods_of,
    results_in_words,
    results_of,
)
from procedures.sheet import Channel, Unit
from tests.procedures.importing.samples import DOSSIER_TITLE, METHODS_TITLE


def ways(text):
    methods = methods_of(METHODS_TITLE + text, None)
    return methods and [
        (
            m.channel,
            m.duration and (m.duration.amount, m.duration.unit),
            [(f.amount, f.free, f.note) for f in m.fees or []],
            m.note,
        )
        for m in methods
    ]


def test_rows_of_channels_are_told_apart():
    text = (
        "Trực tuyến7 Ngày làm việc150,000 VNĐ(Theo Thông tư (mới).)Nộp Trực tuyến tại cổng"
        "Dịch vụ bưu chính7 NgàyMiễn phí"
        "Trực tiếp1 ThángKhông có thông tinNộp tại xã"
    )

    assert ways(text) == [
        (Channel.ONLINE, (7, Unit.WORKING_DAY), [(150_000, False, "Theo Thông tư (mới).")], "Nộp Trực tuyến tại cổng"),
        (Channel.POSTAL, (7, Unit.DAY), [(0, True, None)], None),
        (Channel.IN_PERSON, (1, Unit.MONTH), [], "Nộp tại xã"),
    ]


def test_free_beside_a_note_that_names_a_fee_is_no_free():
    assert ways("Trực tiếp3 NgàyMiễn phí(Theo nghị quyết của tỉnh)") == [
        (Channel.IN_PERSON, (3, Unit.DAY), [(None, False, "Theo nghị quyết của tỉnh")], None)
    ]


def test_number_without_unit_is_an_unknown_time():
    assert ways("Trực tiếp1Miễn phíTrong ngày làm việc.") == [
        (Channel.IN_PERSON, (None, Unit.SAME_DAY), [(0, True, None)], "Trong ngày làm việc.")
    ]


def test_foreign_money_stays_foreign():
    assert ways("Trực tiếp5 Ngày10 USD")[0][2] == [(10, False, "10 USD")]


@pytest.mark.parametrize(
    "text",
    [
        "Trực tuyến120,000 VNĐ",  # 1 and 20,000, or 120,000
        "Trực tuyến7 NgàyMiễn phíTrực tiếp120,000 VNĐ",
        "Trực tuyến7 NgàyMiễn phíTrực tiếpTheo lịch hẹn",
        "Trực tiếp5 Ngày10,000 VNĐ(không đóng ngoặc",
        "Nộp tại xã",
        "",
    ],
)
def test_rows_in_doubt_are_left_whole(text):
    assert ways(text) is None


def test_papers_are_read_by_the_counts_behind_them():
    text = (
        f"--{DOSSIER_TITLE}Tờ khaiMau 01.docx1 bản chínhẢnh 3 x 4, 02 bản chính giống nhau2 bản chính,1 bản sao"
        f"Trường hợp cấp lại:{DOSSIER_TITLE}Đơn0 bản chính"
    )

    assert groups_of(text) == [
        FlatGroup(None, (("Tờ khaiMau 01.docx", 1, 0), ("Ảnh 3 x 4, 02 bản chính giống nhau", 2, 1))),
        FlatGroup("Trường hợp cấp lại:", (("Đơn", 0, 0),)),
    ]


@pytest.mark.parametrize(
    "text", [f"--{DOSSIER_TITLE}Báo cáo năm 20251 bản chính", f"--{DOSSIER_TITLE}Đơn1 bản chínhchữ thừa", "Đơn", ""]
)
def test_papers_in_doubt_are_left_whole(text):
    assert groups_of(text) == []


@pytest.mark.parametrize(
    "words, pair",
    [
        ("Tờ khai", ("Tờ khai", None)),
        ("Tờ khai theo mẫuMau so 01.docx", ("Tờ khai theo mẫu", "Mau so 01.docx")),
        ("Đơn (theo mẫu)Don dang ky.pdf", ("Đơn (theo mẫu)", "Don dang ky.pdf")),
        ("Tờ khaiA.doc", None),
        ("Tờ khaiMauSo01.docx", None),
        ("Tờ khai.docx và Đơn.docx", None),
        ("tờ khai mau so 01.docx", None),
    ],
)
def test_paper_and_form_are_parted_at_one_certain_seam_only(words, pair):
    assert apart(words) == pair


def test_legal_bases_are_parted_at_numbers_of_known_shape():
    text = "Tên văn bản pháp lýMã văn bảnLuật Hộ tịch60/2014/QH13Nghị định 123/2015/NĐ-CP; 123/2015/NĐ-CP"

    assert bases_of(text) is None
    assert [(b.title, b.number) for b in bases_of(text.replace("; 123", ";123"))] == [
        ("Luật Hộ tịch", "60/2014/QH13"),
        ("Nghị định 123/2015/NĐ-CP", "123/2015/NĐ-CP"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Luật Hộ tịch 201460/2014/QH13", "Luật60/2014/QH13", "Luật Hộ tịchThông tư mới1/2020/TT-BTC", "Luật Hộ tịch"],
)
def test_legal_bases_in_doubt_are_left_whole(text):
    assert bases_of(text) is None


def test_results_carry_their_codes_and_no_furniture_of_the_page():
    text = "Giấy khai sinhMã: KQ.G15.000031Trích lụcMã: Chưa xác định rõTừ khóaKhông có thông tinMô tả…Nộp hồ sơ"

    assert [(r.name, r.code) for r in results_of(text)] == [("Giấy khai sinh", "KQ.G15.000031"), ("Trích lục", None)]
    assert results_of("Giấy khai sinhTừ khóaX") is None
    assert results_in_words("Giấy khai sinhTừ khóaX") == "Giấy khai sinh"


def test_words_of_a_table_are_broken_where_cells_surely_end():
    assert as_lines(f"{METHODS_TITLE}Trực tuyến7 NgàyMiễn phíNộp Trực tuyếnTrực tiếpMiễn phí") == (
        "Trực tuyến7 NgàyMiễn phíNộp Trực tuyến\nTrực tiếpMiễn phí"
    )
    assert as_lines(f"--{DOSSIER_TITLE}Tờ khai1 bản chính,1 bản saoĐơn0 bản chính") == (
        "Tờ khai – 1 bản chính, 1 bản sao\nĐơn – 0 bản chính"
    )
