"""What a sheet lacks or leaves in doubt: three-valued parts, times and fees, papers, laws, words of the past."""

from datetime import date

import pytest

from procedures.dead_words import dead_words
from procedures.forms_named import form_key, form_number, form_title, names_a_form
from procedures.gaps import DOUBTFUL, MISSING, Gap, Kind, OutOfForce, gaps
from procedures.laws import known_laws
from procedures.merging import PARTS
from procedures.models import LegalDocument
from procedures.sheet import (
    Case,
    DossierItem,
    Duration,
    Fee,
    FormRef,
    LegalBasis,
    Result,
    Sheet,
    Step,
    SubmissionMethod,
)

WHOLE = {
    "cases": [Case(items=[DossierItem(name="Giấy chứng sinh", originals=1)])],
    "dossier_sets": 1,
    "steps": [Step(title="Nộp hồ sơ", text="Nộp tại bộ phận Một cửa.")],
    "methods": [
        SubmissionMethod(channel="in_person", duration=Duration(amount=1, unit="working_day"), fees=[Fee(amount=8000)])
    ],
    "audiences": ["citizen"],
    "executing_agency": "Ủy ban nhân dân cấp xã",
    "results": [Result(name="Giấy khai sinh")],
    "requirements": "",
    "legal_bases": [LegalBasis(title="Luật Hộ tịch", number="60/2014/QH13")],
}


def whole(**parts):
    """A sheet that lacks nothing, with these parts changed."""
    return Sheet(name="Đăng ký khai sinh", **{**WHOLE, **parts})


def kinds(sheet, **options):
    return [(gap.kind, gap.severity, gap.part) for gap in gaps(sheet, **options)]


def test_a_whole_sheet_has_no_gap():
    assert gaps(whole()) == []


def test_an_empty_sheet_lacks_what_the_law_demands_each_in_its_part():
    found = gaps(Sheet(name="Đăng ký khai sinh"))

    assert [(gap.field, gap.severity) for gap in found] == [
        ("cases", MISSING),
        ("steps", MISSING),
        ("methods", MISSING),
        ("legal_bases", MISSING),
        ("audiences", MISSING),
        ("executing_agency", MISSING),
        ("dossier_sets", MISSING),
        ("results", DOUBTFUL),
        ("requirements", DOUBTFUL),
    ]
    assert {gap.part for gap in found} <= set(PARTS)


def test_said_to_be_none_is_no_gap():
    none = whole(cases=[], dossier_sets=None, steps=[], methods=[], results=[], requirements="", legal_bases=[])

    assert gaps(none) == []


@pytest.mark.parametrize(
    "duration, severity, words",
    [
        (None, MISSING, "Chưa có thời hạn giải quyết."),
        (Duration(amount=5), MISSING, "Thời hạn nộp trực tiếp ghi «5» mà không có đơn vị."),
        (Duration(unit="day"), MISSING, "Thời hạn nộp trực tiếp có đơn vị mà không có số."),
        (Duration(unit="same_day"), None, ""),
        (Duration(words="Không quy định"), None, ""),
    ],
)
def test_a_time_limit_needs_number_and_unit_or_words(duration, severity, words):
    found = gaps(whole(methods=[SubmissionMethod(channel="in_person", duration=duration, fees=[])]))

    assert [(gap.severity, gap.message) for gap in found] == ([(severity, words)] if severity else [])


def test_one_way_without_a_time_beside_one_with_is_doubtful():
    ways = [*WHOLE["methods"], SubmissionMethod(channel="postal", fees=[])]

    found = gaps(whole(methods=ways))

    assert [(g.kind, g.severity, g.message) for g in found] == [
        (Kind.TIME, DOUBTFUL, "Cách nộp bưu điện chưa có thời hạn.")
    ]
    assert found[0].key == whole(methods=ways).methods[1].key


@pytest.mark.parametrize(
    "fees, count",
    [
        (None, 1),
        ([], 0),
        ([Fee(amount=0)], 1),
        ([Fee(amount=0, free=True)], 0),
        ([Fee(note="Theo Thông tư")], 0),
        ([Fee()], 1),
    ],
)
def test_a_fee_of_zero_is_free_only_where_it_says_so(fees, count):
    way = SubmissionMethod(channel="online", duration=Duration(unit="same_day"), fees=fees)

    assert [kind for kind, *_ in kinds(whole(methods=[way]))] == [Kind.FEE] * count


def test_papers_without_number_and_forms_without_file_are_told_with_their_key():
    items = [
        DossierItem(name="Đơn đề nghị theo Mẫu số 01", originals=1),
        DossierItem(name="Giấy ra viện"),
        DossierItem(name="Thẻ căn cước", kind="present"),
        DossierItem(name="Tờ khai", originals=1, form=FormRef(name="Tờ khai", file="mau/to-khai.docx")),
        DossierItem(name="Bản sao giấy phép theo mẫu số 3", copies=1),
    ]
    sheet = whole(cases=[Case(items=items)])

    found = gaps(sheet)

    papers = sheet.cases[0].items
    assert [(gap.kind, gap.key) for gap in found] == [(Kind.FORM, papers[0].key), (Kind.COUNT, papers[1].key)]


def test_laws_out_of_force_are_found_by_number_in_any_spelling():
    laws = {"60/2014/QH13": OutOfForce(date(2026, 1, 1), "12/2025/QH15")}

    found = gaps(whole(legal_bases=[LegalBasis(title="Luật Hộ tịch", number=" 60/2014/qh13")]), laws=laws)

    assert [(g.kind, g.message, g.suggestion) for g in found] == [
        (
            Kind.LAW,
            "Văn bản 60/2014/qh13 đã hết hiệu lực từ 01/01/2026, được thay bằng 12/2025/QH15.",
            "12/2025/QH15",
        )
    ]


@pytest.mark.django_db
def test_known_laws_are_those_out_of_force_on_the_day():
    on = date(2026, 11, 22)
    new = LegalDocument.objects.create(number="2/2026/NĐ-CP", effective_on=date(2026, 7, 1))
    coming = LegalDocument.objects.create(number="9/2026/NĐ-CP", effective_on=date(2027, 1, 1))
    LegalDocument.objects.create(number="1/2010/NĐ-CP", replaced_by=new)
    LegalDocument.objects.create(number="3/2010/NĐ-CP", replaced_by=coming)
    LegalDocument.objects.create(number="4/2010/nđ-cp", expired_on=on)
    LegalDocument.objects.create(number="5/2010/NĐ-CP", expired_on=date(2027, 1, 1))

    assert known_laws(on) == {
        "1/2010/NĐ-CP": OutOfForce(None, "2/2026/NĐ-CP"),
        "4/2010/NĐ-CP": OutOfForce(on, ""),
    }


@pytest.mark.parametrize(
    "text, found",
    [
        ("Nộp tại Ủy ban nhân dân cấp huyện nơi cư trú.", [("cấp huyện", "cấp xã")]),
        ("Công an cấp huyện xác nhận.", [("cấp huyện", "")]),
        ("UBND huyện, thị xã trình Chủ tịch.", [("huyện, thị xã", "cấp xã")]),
        ("Mang Sổ hộ khẩu bản chính.", [("Sổ hộ khẩu", "Giấy tờ chứng minh nơi cư trú")]),
        ("Xuất trình CMND.", [("CMND", "Thẻ căn cước")]),
        ("Chứng minh nhân dân hoặc thẻ căn cước.", [("Chứng minh nhân dân", "")]),
        ("Dịch vụ công trực tuyến mức độ 4.", [("mức độ 4", "toàn trình")]),
        ("Dịch vụ công trực tuyến mức độ 3, 4.", [("mức độ 3, 4", "")]),
        ("Nộp tại https://dichvucong.danang.gov.vn.", [("dichvucong.danang.gov.vn", "dichvucong.gov.vn")]),
        (
            "Nộp qua Cổng dịch vụ công Bộ Công an.",
            [("Cổng dịch vụ công Bộ Công an", "Cổng Dịch vụ công quốc gia")],
        ),
        ("Qua Cổng dịch vụ công quốc gia, Cổng dịch vụ công Bộ Công an.", [("Cổng dịch vụ công Bộ Công an", "")]),
    ],
)
def test_dead_words_are_found_with_a_proposal_where_one_is_sure(text, found):
    assert [(word.found, word.suggestion) for word in dead_words(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "Trung tâm y tế huyện đảo Trường Sa",
        "UBND huyện Đông Anh",
        "quy hoạch sử dụng đất cấp huyện được phê duyệt",
        "giấy tờ do cấp huyện cấp trước ngày 01/07/2025",
        "theo Thông tư 01/2020/TT-BTP quy định về chứng thực tại cấp huyện",
        "“Đơn đề nghị Ủy ban nhân dân cấp huyện cấp giấy”",
        "số chứng minh nhân dân cũ",
        "ảnh kiểu chứng minh nhân dân",
        "giấy chứng minh thư ngoại giao",
        "GACP mức độ 3",
        "trường đạt phổ cập giáo dục mức độ 3",
        "nơi đăng ký hộ khẩu thường trú",
        "https://dichvucong.gov.vn",
        "Cổng dịch vụ công quốc gia",
        "chất lượng hóa đơn, số lượng lớn",
    ],
)
def test_names_titles_and_other_meanings_are_left_alone(text):
    assert list(dead_words(text)) == []


def test_titles_of_laws_and_forms_are_not_looked_through():
    sheet = whole(
        legal_bases=[LegalBasis(title="Nghị định về Ủy ban nhân dân cấp huyện", number="1/2020/NĐ-CP")],
        cases=[
            Case(
                items=[DossierItem(name="Đơn", originals=1, form=FormRef(name="Đơn gửi UBND cấp huyện", file="a.docx"))]
            )
        ],
    )

    assert gaps(sheet) == []


def test_a_name_is_told_but_never_proposed_to_be_changed():
    sheet = whole().model_copy(update={"name": "Cấp giấy phép tại UBND cấp huyện"})

    assert [(g.part, g.found, g.suggestion) for g in gaps(sheet)] == [("ten-thu-tuc", "cấp huyện", "")]


def test_gaps_keep_the_agreed_shape():
    gap = gaps(whole(dossier_sets=None))[0]

    assert gap == Gap(
        part="giay-to-can-chuan-bi",
        key="",
        severity="missing",
        message="Chưa ghi số bộ hồ sơ.",
        remedy="Ghi số bộ hồ sơ phải nộp, thường là 1 bộ.",
        kind=Kind.SETS,
        field="dossier_sets",
    )


def test_the_same_form_has_one_key_whatever_stands_round_its_title():
    first = "a) Đơn đăng ký biến động đất đai theo Mẫu số 18 ban hành kèm theo Nghị định số 151/2025/NĐ-CP"
    second = "- Đơn đăng ký biến động đất đai (Mẫu số 18)"

    assert form_key(first) == form_key(second) == "don dang ky bien dong dat dai"
    assert (form_title(first), form_number(first)) == ("Đơn đăng ký biến động đất đai", "18")
    assert form_key("Đơn đề nghị theo Mẫu số 01") != form_key("Đơn đề nghị theo Mẫu số 02")


@pytest.mark.parametrize(
    "paper, title, number",
    [
        ("Mẫu số 02-Đơn đề nghị cho thuê đất", "Đơn đề nghị cho thuê đất", "02"),
        ("Mẫu số 28. Đơn đăng ký biến động đất đai", "Đơn đăng ký biến động đất đai", "28"),
        ("Trường hợp (2): Tờ khai thay đổi theo mẫu số 02/ĐK-TĐT của Bộ", "Tờ khai thay đổi", "02/ĐK-TĐT"),
        ("Văn bản yêu cầu công nhận theo Mẫu số IV.1.1 tại Phụ lục", "Văn bản yêu cầu công nhận", "IV.1.1"),
        ("Đơn đề nghị hỗ trợ theo Mẫu NCNL-24 Phụ lục", "Đơn đề nghị hỗ trợ", "NCNL-24"),
        ("Đơn đề nghị cấp phép được lập theo Mẫu số 02A", "Đơn đề nghị cấp phép", "02A"),
    ],
)
def test_titles_and_numbers_are_read_out_of_the_words_of_papers(paper, title, number):
    assert (form_title(paper), form_number(paper)) == (title, number)


@pytest.mark.parametrize(
    "paper, named",
    [
        ("Tờ khai đăng ký khai sinh", True),
        ("Văn bản đề nghị theo mẫu tại Phụ lục I", True),
        ("Giấy chứng nhận đăng ký theo mẫu", False),
        ("Giấy chứng sinh", False),
        ("Bản sao giấy phép theo mẫu số 3", False),
    ],
)
def test_what_an_authority_issues_is_no_form_to_fill_in(paper, named):
    assert names_a_form(paper) is named
