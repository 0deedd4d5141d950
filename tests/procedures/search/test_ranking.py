"""Each rule of the order, on a corpus small enough to see through."""

import unicodedata

import pytest

from procedures.search import find_code, read, search_in
from procedures.search.index import Index
from procedures.search.records import Filters
from tests.procedures.search.conftest import SYNONYMS, make


def test_marks_case_and_form_do_not_matter(find):
    wanted = find("đăng ký kết hôn")

    assert wanted[0] == "1.000005"
    for words in ("dang ky ket hon", "ĐĂNG KÝ KẾT HÔN", unicodedata.normalize("NFD", "đăng kí kết hôn")):
        assert find(words) == wanted


def test_plain_procedure_stands_before_its_variants(find):
    assert find("đăng ký khai sinh")[0] == "1.000001"
    assert find("khai sinh")[0] == "1.000001"
    assert find("đăng ký khai sinh lưu động")[0] == "1.000003"
    assert find("khai sinh có yếu tố nước ngoài")[0] == "1.000002"
    assert find("đăng ký lại khai sinh")[0] == "1.000004"


def test_neighbours_carry_the_meaning():
    index = Index.build([make("1.000001", "Cấp sổ tạm trú"), make("1.000002", "Tạm ngừng cấp sổ bảo trú quán")])

    hits = search_in(index, "tạm trú").hits

    assert hits[0].code == "1.000001"


def test_exact_marks_stand_before_folded_ones():
    index = Index.build([make("1.000001", "Bán số"), make("1.000002", "Bán sổ"), make("1.000003", "Bản so")])

    assert search_in(index, "bán sổ").hits[0].code == "1.000002"
    assert search_in(index, "bán số").hits[0].code == "1.000001"
    assert search_in(index, "ban so").total == 3


@pytest.mark.parametrize(
    "words",
    [
        "tôi muốn đăng ký kết hôn",
        "làm sao để đăng ký kết hôn?",
        "đăng ký kết hôn cần giấy tờ gì ạ",
        "Cho em hỏi thủ tục đăng ký kết hôn như thế nào",
        "thành phần hồ sơ đăng ký kết hôn gồm những gì",
        "lệ phí đăng ký kết hôn là bao nhiêu",
    ],
)
def test_question_words_do_not_decide(find, words):
    assert find(words)[0] == "1.000005"


def test_fillers_do_not_swallow_other_words():
    index = Index.build([make("1.000001", "Tiêm phòng cho chó mèo"), make("1.000002", "Cấp bảng tên")])

    assert search_in(index, "chó").hits[0].code == "1.000001"
    assert search_in(index, "bảng").hits[0].code == "1.000002"


def test_words_without_marks_among_marked_ones_mean_none():
    index = Index.build([make("1.000001", "Nuôi con"), make("1.000002", "Cấp biển"), make("1.000003", "Còn hạn")])

    assert [hit.code for hit in search_in(index, "cho con ở đâu").hits] == ["1.000001"]
    assert search_in(index, "con").hits[0].code == "1.000001"


def test_one_word_typed_with_marks_means_those_marks():
    index = Index.build([make("1.000001", "Tiêm phòng cho chó"), make("1.000002", "Giao đất cho dân")])

    assert [hit.code for hit in search_in(index, "chó").hits] == ["1.000001"]
    assert search_in(index, "cho").total == 2


def test_synonyms_work_and_are_shown_back(index, find):
    assert find("mất sổ đỏ")[0] == "1.000011"
    assert find("nhập hộ khẩu")[0] == "1.000007"
    assert find("vợ tôi vừa sinh con")[0] == "1.000001"
    assert search_in(index, "sổ đỏ").understood.also_searched == ["giấy chứng nhận quyền sử dụng đất"]


def test_synonyms_keep_marks_that_were_typed(find):
    assert "1.000011" in find("sổ đỏ")
    assert "1.000011" in find("so do")
    assert "1.000011" not in find("số đo")


def test_synonyms_work_in_both_directions():
    index = Index.build(
        [make("1.000001", "Làm sổ đỏ", plain_name="Làm sổ đỏ"), make("1.000002", "Cấp biển số")], SYNONYMS
    )

    assert search_in(index, "giấy chứng nhận quyền sử dụng đất").hits[0].code == "1.000001"


def test_longest_synonym_wins(index):
    query, _ = read(index, "mất sổ đỏ")

    assert [(start, end) for start, end in query.spans] == [(0, 3)]


def test_abbreviations_are_whole_words(find):
    assert find("sổ BHXH")[0] == "1.000016"
    assert find("sổ bảo hiểm xã hội")[0] == "1.000016"
    assert "1.000016" not in find("xebhxhyt")


@pytest.mark.parametrize(
    "words, code",
    [
        ("dăng ký kết hôm", "1.000005"),
        ("đăng kí tam trú", "1.000008"),
        ("khai sihn", "1.000001"),
        ("khai sinhh", "1.000001"),
        ("lương hưuu", "1.000017"),
        ("mở cửa hàn", "1.000010"),
        ("khaitử", "1.000006"),
        ("đăngký tạmtrú", "1.000008"),
        ("hoà giải tranh chấp đât đai", "1.000012"),
        ("giâý phep lai xe", "1.000018"),
        ("k hai tử", "1.000006"),
        ("dangkythuongtru", "1.000007"),
        ("cấp lại căn cướt", "1.000015"),
    ],
)
def test_slips_of_the_finger_are_repaired(find, words, code):
    assert find(words)[0] == code


@pytest.mark.parametrize(
    "words, code",
    [
        ("ddaast ddai tranh chaaps", "1.000012"),
        ("dda61t d9ai tranh cha61p", "1.000012"),
        ("ddawng kys keets hoon", "1.000005"),
        ("tasch hooj", "1.000009"),
        ("ho65 ngheo2", "1.000022"),
        ("d9a8ng ky1 ta5m tru1", "1.000008"),
    ],
)
def test_words_typed_without_an_input_method_are_read(find, words, code):
    assert find(words)[0] == code


@pytest.mark.parametrize(
    "words", ["khai sinh cho con", "đứa bé", "chứng thưc", "hai đứa cùng làng", "tàu cá xa bờ", "phở bò"]
)
def test_proper_words_are_left_alone(index, words):
    assert search_in(index, words).understood.corrected == ""


def test_repaired_words_are_shown_as_they_were_read(index):
    assert search_in(index, "khai sihn").understood.corrected == "khai sinh"
    assert search_in(index, "ddawng kys keets hoon").understood.corrected == "đăng ký kết hôn"
    assert search_in(index, "khai sinh").understood.corrected == ""


@pytest.mark.parametrize(
    "words",
    [
        "1.000011",
        "1000011",
        "1.000011.000.00.00.H26",
        "1.000011.000.00.00.h26",
        " 1. 000011 ",
        "1,000011",
        "thủ tục 1.000011 cần gì",
        "T-TVH-284957-TT",
        "t-tvh-284957-tt",
    ],
)
def test_codes_are_found_in_any_form(words):
    index = Index.build([make("1.000011", "Cấp lại", aliases=("T-TVH-284957-TT",)), make("1.000012", "Tách thửa")])

    results = search_in(index, words)

    assert [hit.code for hit in results.hits] == ["1.000011"]
    assert results.understood.code == "1.000011"


def test_beginning_of_a_code_lists_codes(index):
    assert [hit.code for hit in search_in(index, "1.00002").hits] == ["1.000020", "1.000021", "1.000022"]
    assert search_in(index, "9.1").total == 0


def test_what_is_no_code_is_words(index):
    assert find_code(index, "năm 2026") == ""
    assert find_code(index, "0912345678") == ""
    assert find_code(index, "đăng ký 1.999999") == ""


def test_ended_procedures_stand_last():
    index = Index.build(
        [make("1.000001", "Đăng ký khai sinh", ended=True), make("1.000002", "Đăng ký khai sinh cho trẻ")]
    )

    assert [hit.code for hit in search_in(index, "đăng ký khai sinh").hits] == ["1.000002", "1.000001"]


def test_prior_is_mild():
    index = Index.build(
        [
            make("1.000001", "Cấp thẻ đỏ"),
            make("1.000002", "Cấp thẻ đỏ", prior=1.0),
            make("1.000003", "Cấp thẻ xanh", prior=1.0),
        ]
    )

    assert [hit.code for hit in search_in(index, "cấp thẻ đỏ").hits][:2] == ["1.000002", "1.000001"]


def test_ties_stand_in_the_order_of_the_code(records):
    twins = [make(f"1.10000{n}", "Cấp giấy phép nuôi trồng") for n in (3, 1, 2)]

    one = Index.build([*records, *twins])
    other = Index.build([*reversed(twins), *records])

    wanted = ["1.100001", "1.100002", "1.100003"]
    assert [hit.code for hit in search_in(one, "nuôi trồng").hits] == wanted
    assert [hit.code for hit in search_in(other, "nuôi trồng").hits] == wanted


def test_nonsense_finds_nothing_but_offers_near_groups():
    index = Index.build(
        [make(f"1.00000{n}", f"Cấp giấy {n}", group_slug="dat-dai") for n in range(1, 9)]
        + [make("1.000010", "Đo thời gian bay", group_slug="giao-thong")]
    )

    lost = search_in(index, "thời tiết hôm nay ở Hà Nội thế nào nhỉ bạn ơi trời có mưa không")

    assert lost.hits == []
    assert lost.near_groups == ["giao-thong"]


def test_internal_and_demo_are_left_out_where_told():
    index = Index.build(
        [
            make("1.000001", "Tách hộ", internal=True),
            make("1.000002", "Tách hộ", origin="demo"),
            make("1.000003", "Tách hộ"),
        ]
    )

    assert [hit.code for hit in search_in(index, "tách hộ").hits] == ["1.000002", "1.000003"]
    assert [hit.code for hit in search_in(index, "tách hộ", Filters(with_demo=False)).hits] == ["1.000003"]
    assert len(search_in(index, "tách hộ", Filters(with_internal=True)).hits) == 3
