"""One running text becomes steps, and no word is lost."""

import re
from collections import Counter

import pytest

from procedures.importing.steps import steps_of


def read(text):
    return [(step.title, step.text) for step in steps_of(text)]


def test_numbered_lines_are_steps_with_their_short_first_line_as_title():
    text = (
        "    - Bước 1: Nộp hồ sơ tại xã.\n"
        "    - Bước 2: Kiểm tra hồ sơ\n"
        "    + Hồ sơ đủ thì tiếp nhận;\n"
        "    + Hồ sơ thiếu thì hướng dẫn.\n"
        "    Bước 3. trả kết quả"
    )

    assert read(text) == [
        ("Bước 1", "Nộp hồ sơ tại xã."),
        ("Bước 2: Kiểm tra hồ sơ", "+ Hồ sơ đủ thì tiếp nhận;\n+ Hồ sơ thiếu thì hướng dẫn."),
        ("Bước 3", "Trả kết quả"),
    ]


def test_steps_that_run_on_one_line_are_cut_apart_in_their_order_only():
    text = "    Bước 1: Nộp hồ sơ, xem Bước 3. Bước 2: Thẩm định; Bước 3: Trả kết quả."

    assert read(text) == [
        ("Bước 1", "Nộp hồ sơ, xem Bước 3."),
        ("Bước 2", "Thẩm định;"),
        ("Bước 3", "Trả kết quả."),
    ]


def test_number_is_found_behind_a_letter():
    assert read("    a) Bước 1: Gửi hồ sơ\n    Nộp tại xã.\n    b) Bước 2: Nhận kết quả.") == [
        ("Bước 1: Gửi hồ sơ", "Nộp tại xã."),
        ("Bước 2", "Nhận kết quả."),
    ]


def test_headings_of_the_source_are_steps_without_text_above_their_steps():
    text = "  * Trường hợp 1: nộp tại xã\n    - Bước 1: A.\n    - Bước 2: B.\n  * Trường hợp 2\n    Nộp tại tỉnh."

    assert read(text) == [
        ("Trường hợp 1: nộp tại xã", ""),
        ("Bước 1", "A."),
        ("Bước 2", "B."),
        ("Trường hợp 2", "Nộp tại tỉnh."),
    ]


def test_line_over_a_first_step_names_the_case():
    text = (
        "    a) Đối với hộ gia đình:\n    Bước 1: A.\n    Bước 2: B.\n"
        "    b) Đối với tổ chức\n    Bước 1: C.\n    Câu nói thêm của bước một.\n    Bước 1: D."
    )

    assert read(text) == [
        ("a) Đối với hộ gia đình", ""),
        ("Bước 1", "A."),
        ("Bước 2", "B."),
        ("b) Đối với tổ chức", ""),
        ("Bước 1", "C.\nCâu nói thêm của bước một."),
        ("Bước 1", "D."),
    ]


@pytest.mark.parametrize(
    "text, found",
    [
        ("    - Nộp.\n    + Chi tiết.\n    - Nhận.", [(None, "Nộp.\n+ Chi tiết."), (None, "Nhận.")]),
        ("    a) Nộp hồ sơ:\n    - Tại xã.\n    b) Trả.", [("a) Nộp hồ sơ", "- Tại xã."), (None, "b) Trả.")]),
        ("    Nộp tại xã.\n    Nhận tại xã.", [(None, "Nộp tại xã.\nNhận tại xã.")]),
    ],
)
def test_where_nothing_is_numbered_the_first_mark_begins_steps(text, found):
    assert read(text) == found


def test_heading_that_is_a_paragraph_is_text():
    heading = "Người yêu cầu nộp hồ sơ " + "tại nơi cư trú " * 20

    assert read(f"  * {heading}\n    Sau đó nhận kết quả.") == [
        (None, heading.strip()),
        (None, "Sau đó nhận kết quả."),
    ]


def test_nothing_said_is_not_known():
    assert steps_of("Không có thông tin") is None
    assert steps_of("") is None


@pytest.mark.parametrize(
    "text",
    [
        "  * Trình tự thực hiện:\n    Bước 1: Nộp.\n    Bước 2:\n    + (i) Xét; (ii) Trình.\n  * Bước 3: Trả.",
        "    Trình tự thực hiện:\n    1. Một\n    hai.\n    2. Ba.\n    Lưu ý: bốn.",
        "    Đối với cá nhân\n    Bước I: Nộp.\n    Bước II. Nhận.",
    ],
)
def test_no_word_is_lost(text):
    kept = " ".join(f"{step.title or ''} {step.text}" for step in steps_of(text))

    assert _words(kept) == _words(text)


def _words(text):
    return Counter(re.findall(r"\w+", text.lower()))
