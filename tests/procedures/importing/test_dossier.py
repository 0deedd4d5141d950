"""Every row of the source becomes one item; headings that say something become cases."""

import pytest

from procedures.importing.dossier import dossier_of, heading_kind, in_order, item
from procedures.sheet import ItemKind
from tests.procedures.importing.samples import paper

SUBMIT, PRESENT, NOTE = ItemKind.SUBMIT, ItemKind.PRESENT, ItemKind.NOTE


def read(text):
    """[(heading, [(kind, name, originals, copies)])]"""
    cases, _, strange = dossier_of(text)
    assert strange is None
    return [(case.heading, [(i.kind, i.name, i.originals, i.copies) for i in case.items]) for case in cases]


def test_cases_keep_their_headings_and_rows_their_counts():
    text = (
        f"  [ Trường hợp cấp mới ]\n{paper('- Tờ khai;')}{paper('+ Bản sao thẻ', 0, 1)}"
        f"  [ * Trường hợp cấp lại ]\n{paper('Đơn', 2, 3)}"
    )

    assert read(text) == [
        ("Trường hợp cấp mới", [(SUBMIT, "Tờ khai", 1, 0), (SUBMIT, "Bản sao thẻ", 0, 1)]),
        ("Trường hợp cấp lại", [(SUBMIT, "Đơn", 2, 3)]),
    ]


def test_heading_that_says_what_is_done_with_papers_is_no_case():
    text = f"  [ Giấy tờ phải nộp ]\n{paper('Tờ khai')}  [ * Giấy tờ phải xuất trình: ]\n{paper('Hộ chiếu')}"

    assert read(text) == [(None, [(SUBMIT, "Tờ khai", 1, 0), (PRESENT, "Hộ chiếu", 1, 0)])]


@pytest.mark.parametrize("words", ["Lưu ý: bản sao phải rõ", "* Ghi chú: nộp một lần", "Số lượng hồ sơ: 01 (một) bộ."])
def test_row_without_copies_or_with_words_of_a_remark_is_a_note(words):
    assert item("Tờ khai", 0, 0).kind == NOTE
    assert item(words, 1, 0).kind == NOTE


def test_paper_to_be_shown_is_known_by_its_words():
    assert item("Xuất trình căn cước", 1, 0).kind == PRESENT
    assert item("Giấy chứng nhận xuất trình khi cần", 1, 0).kind == SUBMIT


def test_papers_under_a_remark_belong_to_everybody():
    text = f"  [ Trường hợp A ]\n{paper('Đơn A')}  [ Lưu ý ]\n{paper('Bản sao phải rõ', 0, 0)}{paper('Tờ khai')}"

    assert read(text) == [
        ("Trường hợp A", [(SUBMIT, "Đơn A", 1, 0)]),
        (None, [(NOTE, "Bản sao phải rõ", 0, 0), (SUBMIT, "Tờ khai", 1, 0)]),
    ]


@pytest.mark.parametrize(
    "text, sets",
    [
        (f"  [ Số lượng hồ sơ: 02 bộ ]\n{paper('Đơn')}", 2),
        (f"{paper('Đơn')}{paper('Số lượng hồ sơ: 01 (một) bộ.', 0, 0)}", 1),
        (f"{paper('Bộ hồ sơ 3 bộ phận')}", None),
    ],
)
def test_number_of_sets_is_read_where_the_source_names_it(text, sets):
    assert dossier_of(text)[1] == sets


def test_line_that_is_no_row_is_kept():
    cases, _, strange = dossier_of(f"{paper('Đơn')}    - Giấy không ghi số lượng\n")

    assert [i.name for i in cases[0].items] == ["Đơn"]
    assert strange == "- Giấy không ghi số lượng"


@pytest.mark.parametrize("text", ["", None, "Không có thông tin thành phần hồ sơ\n"])
def test_nothing_said(text):
    assert dossier_of(text) == (None, None, None)


@pytest.mark.parametrize(
    "words, is_case, kind",
    [
        ("Thành phần hồ sơ bao gồm:", False, None),
        ("1. Giấy tờ phải nộp", False, SUBMIT),
        ("Lưu ý:", False, NOTE),
        ("Thành phần hồ sơ đối với tổ chức", True, None),
        ("Giấy tờ phải nộp đối với trường hợp cấp lại", True, None),
    ],
)
def test_headings(words, is_case, kind):
    assert heading_kind(words) == (is_case, kind)


def test_papers_stand_in_the_order_of_the_marks_they_carry():
    names = ["b) Giấy B", "a) Đơn", "Ghi thêm", "đ) Giấy Đ", "d) Giấy D"]
    items = [item(name, *((0, 0) if name == "Ghi thêm" else (1, 0))) for name in names]

    assert [i.name for i in in_order(items)] == ["a) Đơn", "b) Giấy B", "d) Giấy D", "đ) Giấy Đ", "Ghi thêm"]


@pytest.mark.parametrize("names", [["b) B", "Đơn", "a) A"], ["a) A", "a) A khác"], ["1. A", "b) B"]])
def test_papers_stay_where_marks_are_missing_or_mixed(names):
    items = [item(name, 1, 0) for name in names]

    assert in_order(items) == items
