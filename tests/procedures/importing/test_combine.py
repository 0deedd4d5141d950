"""All sources of one procedure make one sheet, whichever came first; none takes away what another knows."""

from itertools import permutations

import pytest

from procedures.importing.combine import combine
from procedures.importing.findings import Kind, Place
from procedures.sheet import Fee, ItemKind, Level, OnlineLevel
from tests.procedures.importing.samples import DOSSIER_TITLE, METHODS_TITLE, NOTHING, UUID, crawl, full, method, paper

CODE = "1.001193"
FULL, CRAWL, LIST = "tthc_full", "tthc_portal_crawl", "national_list"


def of(source=CRAWL, **raws):
    """(sheet, kinds of remarks) of the sources; `source`: the one being imported."""
    combined = combine(raws, CODE, source, Place("a.jsonl", row=3))
    return combined.parsed.sheet(), [finding.kind for finding in combined.findings]


def both(crawled=None, said=None):
    return of(**{FULL: full(**(said or {})), CRAWL: crawl(**(crawled or {}))})


def test_order_of_sources_does_not_matter():
    raws = {FULL: full(), CRAWL: crawl(), LIST: {"code": CODE, "name": "Khai sinh", "online": "Toàn trình"}}

    sheets = [of(**dict(order))[0] for order in permutations(raws.items())]

    assert all(sheet == sheets[0] for sheet in sheets)
    assert sheets[0].online_level == OnlineLevel.FULL


def test_crawl_adds_what_the_national_sheet_lost():
    sheet, findings = both()

    assert findings == []
    assert sheet.levels == [Level.PROVINCE, Level.COMMUNE]
    assert sheet.competent_agency == "Chủ tịch Ủy ban nhân dân cấp xã"
    assert [(result.name, result.code) for result in sheet.results] == [("Giấy khai sinh", "KQ.G15.000031")]
    assert [item.form and item.form.name for item in sheet.cases[0].items] == ["Mau so 1"]
    assert sheet.methods[0].fees == [Fee(amount=0, free=True)]


def test_page_of_the_portal_is_taken_over():
    parsed = combine({FULL: full(), CRAWL: crawl()}, CODE, FULL, Place("a")).parsed

    assert str(parsed.portal_id) == UUID


def test_crawl_never_erases_what_is_known():
    empty = dict.fromkeys(crawl(), NOTHING) | {"ma_thu_tuc": CODE, "ten_thu_tuc": "Thủ tục đăng ký khai sinh"}

    assert of(**{FULL: full(), CRAWL: empty})[0] == of(**{FULL: full()}, source=FULL)[0]


def test_flattened_words_are_not_shown_beside_what_is_understood():
    sheet, _ = both({"can_cu_phap_ly": "Luật Hộ tịch và các văn bản khác", "cach_thuc_thuc_hien": "Nộp tại xã"})

    assert sheet.source_words == []
    assert sheet.legal_bases[0].number == "60/2014/QH13"


def test_crawl_alone_keeps_in_words_what_cannot_be_parted():
    sheet, findings = of(
        **{CRAWL: crawl(thanh_phan_ho_so=f"--{DOSSIER_TITLE}Tờ khaiMauSo1.docx1 bản chính", can_cu_phap_ly="Luật A")}
    )

    assert sheet.cases is None
    assert sheet.legal_bases is None
    assert [(words.part, words.text) for words in sheet.source_words] == [
        ("cases", "Tờ khaiMauSo1.docx – 1 bản chính"),
        ("legal_bases", "Luật A"),
    ]
    assert findings == [Kind.NOT_UNDERSTOOD] * 2


def test_crawl_fills_what_the_national_sheet_does_not_say():
    sheet, _ = both(said={"Cách thức thực hiện": NOTHING, "Căn cứ pháp lý": NOTHING, "Trình tự thực hiện": NOTHING})

    assert sheet.methods[0].duration.amount == 7
    assert sheet.legal_bases[0].title == "Luật Hộ tịch"
    assert [step.title for step in sheet.steps] == ["Bước 1", "Bước 2"]


@pytest.mark.parametrize(
    "crawled, fees",
    [
        ("Trực tiếp7 Ngày làm việcMiễn phí(Theo nghị quyết)", "0 VNĐ ()"),  # a note names a fee
        ("Trực tiếp8 Ngày làm việcMiễn phí", "0 VNĐ ()"),  # another row
        ("Trực tiếp7 Ngày làm việcMiễn phí", "0 VNĐ (Theo nghị quyết của tỉnh)"),
        ("Trực tiếp7 Ngày làm việcMiễn phí", "20000 VNĐ ()"),
    ],
)
def test_free_is_taken_over_only_where_both_mean_the_same_row_without_condition(crawled, fees):
    sheet, _ = both({"cach_thuc_thuc_hien": METHODS_TITLE + crawled}, {"Cách thức thực hiện": method(fees=fees)})

    assert not any(fee.free for fee in sheet.methods[0].fees)


def test_results_are_cut_as_the_codes_show():
    said = {"Kết quả thực hiện": "Giấy chứng nhận, thẻ kèm theo"}
    crawled = {"ket_qua_xu_ly": "Giấy chứng nhậnMã: KQ.G01.000001thẻ kèm theoMã: KQ.G01.000002"}

    assert [(r.name, r.code) for r in both(crawled, said)[0].results] == [
        ("Giấy chứng nhận", "KQ.G01.000001"),
        ("thẻ kèm theo", "KQ.G01.000002"),
    ]


def test_papers_without_a_heading_are_parted_from_the_heading_before_them():
    said = {"Thành phần hồ sơ": f"  [ Trường hợp A ]\n{paper('Đơn A')}{paper('Tờ khai')}"}
    crawled = {
        "thanh_phan_ho_so": f"Trường hợp A{DOSSIER_TITLE}Đơn A1 bản chính--{DOSSIER_TITLE}Tờ khaiMau.docx1 bản chính"
    }

    cases = both(crawled, said)[0].cases

    assert [(case.heading, [item.name for item in case.items]) for case in cases] == [
        ("Trường hợp A", ["Đơn A"]),
        (None, ["Tờ khai"]),
    ]


def test_papers_stay_as_they_are_where_one_is_not_found_again():
    said = {"Thành phần hồ sơ": paper("Tờ khai") + paper("Giấy khác", 2)}
    before = of(**{FULL: full(**said)}, source=FULL)[0]

    assert both(said=said)[0].cases == before.cases


def test_paper_to_be_shown_keeps_its_kind():
    said = {"Thành phần hồ sơ": f"  [ Giấy tờ phải xuất trình ]\n{paper('Hộ chiếu')}"}
    crawled = {"thanh_phan_ho_so": f"Giấy tờ phải xuất trình{DOSSIER_TITLE}Hộ chiếu1 bản chính"}

    assert both(crawled, said)[0].cases[0].items[0].kind == ItemKind.PRESENT


def test_where_two_national_sources_disagree_somebody_should_look():
    _, findings = both({"ten_thu_tuc": "Tên khác", "cach_thuc_thuc_hien": f"{METHODS_TITLE}Trực tiếp9 NgàyMiễn phí"})

    assert findings == [Kind.SOURCES_DIFFER]


def test_list_only_fills_gaps():
    row = {
        "code": CODE,
        "name": "Tên của danh sách",
        "domain": "Lĩnh vực khác",
        "executor": "Sở A\nSở B; Sở A",
        "level": "Cấp tỉnh",
    }
    sheet, _ = of(LIST, **{FULL: full(**{"Cơ quan thực hiện": NOTHING}), LIST: row})

    assert (sheet.name, sheet.domain, sheet.executing_agency) == ("Thủ tục đăng ký khai sinh", "Hộ tịch", "Sở A, Sở B")
    assert sheet.levels == [Level.COMMUNE]


def test_list_alone_knows_little_more_than_the_name():
    sheet, findings = of(LIST, **{LIST: {"code": CODE, "name": "CẤP GIẤY PHÉP MỚI", "issuer": "Bộ Xây dựng"}})

    assert (sheet.name, sheet.named_only) == ("Cấp giấy phép mới", True)
    assert findings == [Kind.NAME_CAPITALS]
