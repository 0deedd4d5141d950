"""Running text and names as the exporting programs left them."""

import unicodedata

import pytest

from procedures.importing.prose import known, line, paragraphs, prose, without_bullet
from procedures.importing.titles import title


def test_line_is_composed_with_entities_read_and_single_spaces():
    text = unicodedata.normalize("NFD", "\uf0b7 Cấp  giấy&nbsp;phép &#40;lần đầu&#41;\u200b ")

    assert line(text) == "• Cấp giấy phép (lần đầu)"


@pytest.mark.parametrize("text", [None, "", "  ", "Không có thông tin", "không có thông tin."])
def test_source_that_says_nothing_is_not_known(text):
    assert known(text) is None
    assert prose(text) is None


def test_words_that_only_begin_like_nothing_are_known():
    assert known("Không có thông tin về đối tượng này thì nộp bản sao") is not None


def test_lines_broken_by_a_page_are_joined_and_items_stay_apart():
    text = (
        "Tổ chức nộp hồ sơ trực tuyến, trực tiếp hoặc qua dịch vụ bưu chính đến Trung tâm\n"
        "    phục vụ hành chính xã.\n"
        "- Mục một, nộp tại xã nơi có đất và theo mẫu ban hành kèm theo Nghị định số\n"
        "123/2025/NĐ-CP\n"
        "a) mục hai"
    )

    assert paragraphs(text) == [
        "Tổ chức nộp hồ sơ trực tuyến, trực tiếp hoặc qua dịch vụ bưu chính đến Trung tâm phục vụ hành chính xã.",
        "- Mục một, nộp tại xã nơi có đất và theo mẫu ban hành kèm theo Nghị định số",
        "123/2025/NĐ-CP",
        "a) mục hai",
    ]


@pytest.mark.parametrize("text", ["- Tờ khai", "+ - Tờ khai", "* *) Tờ khai", "• Tờ khai"])
def test_bullets_are_taken_away(text):
    assert without_bullet(text) == "Tờ khai"


@pytest.mark.parametrize(
    "written, name",
    [
        ("  - Đăng  ký kết hôn.", "Đăng ký kết hôn"),
        ("1. cấp giấy phép xây dựng;", "Cấp giấy phép xây dựng"),
        ("Thủ tục đăng ký khai sinh", "Thủ tục đăng ký khai sinh"),
        ("Cấp GPLX (BỘ CÔNG AN, CẤP TỈNH) hạng A", "Cấp GPLX (BỘ CÔNG AN, CẤP TỈNH) hạng A"),
    ],
)
def test_ordinary_name_is_only_trimmed(written, name):
    assert title(written) == (name, False)


@pytest.mark.parametrize(
    "written, name",
    [
        ("THỦ TỤC QUỸ TỰ GIẢI THỂ (Cấp xã)", "Thủ tục quỹ tự giải thể (Cấp xã)"),
        ("CẤP GIẤY PHÉP CHO DOANH NGHIỆP VIỆT NAM HẠNG II", "Cấp giấy phép cho doanh nghiệp Việt Nam hạng II"),
        ("ĐĂNG KÝ THEO ĐIỀU 12 CỦA LUẬT HỘ TỊCH TẠI UBND", "Đăng ký theo Điều 12 của Luật Hộ tịch tại UBND"),
        ("CẤP CHỨNG CHỈ BHYT CHO NGƯỜI NHIỄM HIV", "Cấp chứng chỉ BHYT cho người nhiễm HIV"),
    ],
)
def test_name_in_capitals_becomes_an_ordinary_sentence(written, name):
    assert title(written) == (name, True)


def test_name_of_twelve_hundred_characters_stays_whole():
    name = "Cấp giấy " + "và giấy khác " * 91

    assert title(name)[0] == name.strip()
