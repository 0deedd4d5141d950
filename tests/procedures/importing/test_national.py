"""A record of the national database becomes a sheet: understood, not said, or in the source's own words."""

import pytest

from procedures.importing.findings import Kind, Place
from procedures.importing.national import read_full
from procedures.sheet import Channel, Sheet, SourceWords
from tests.procedures.importing.samples import NOTHING, UUID, full, method, paper

STRANGE_WAY = "  * Hình thức nộp: DRONE\n    Thả từ trên cao\n"


def read(**fields):
    parsed = read_full(full(**fields), Place("a.jsonl", row=7), "1.001193")
    return parsed.sheet(), [(f.kind, f.place.column) for f in parsed.findings]


def test_ordinary_record_is_understood_without_remark():
    sheet, findings = read()

    assert findings == []
    assert sheet.name == "Thủ tục đăng ký khai sinh"
    assert (sheet.domain, sheet.decision_number) == ("Hộ tịch", "163/QĐ-BTP")
    assert [step.title for step in sheet.steps] == ["Bước 1", "Bước 2"]
    assert [(m.channel, m.duration.amount, m.fees[0].amount) for m in sheet.methods] == [(Channel.IN_PERSON, 7, 0)]
    assert [i.name for i in sheet.cases[0].items] == ["Tờ khai"]
    assert (sheet.competent_agency, sheet.requirements, sheet.summary, sheet.keywords) == (None, None, None, None)
    assert sheet.source_words == []


def test_record_that_says_nothing_leaves_everything_unknown():
    empty = dict.fromkeys(full(), NOTHING) | {"Tên thủ tục": "Đăng ký", "Mã thủ tục": "1.001193"}

    assert read_full(empty, Place("a"), "1.001193").sheet() == Sheet(name="Đăng ký")


def test_missing_keys_and_strange_types_are_nothing_said():
    record = {"Mã thủ tục": "1.001193", "Tên thủ tục": "Đăng ký", "Căn cứ pháp lý": ["x"], "Lĩnh vực": None}

    assert read_full(record, Place("a"), "1.001193").sheet() == Sheet(name="Đăng ký")


@pytest.mark.parametrize("words", ["Không", "Không có.", "Không quy định", "Không có yêu cầu, điều kiện"])
def test_requirements_that_are_said_to_be_none_are_none(words):
    assert read(**{"Yêu cầu, điều kiện thực hiện": words})[0].requirements == ""


def test_requirements_keep_their_lines():
    words = "- Đủ 18 tuổi;\n- Không vướng mắc."

    assert read(**{"Yêu cầu, điều kiện thực hiện": words})[0].requirements == words


def test_description_that_repeats_the_requirements_is_no_summary():
    assert read(**{"Yêu cầu, điều kiện thực hiện": "Đủ 18 tuổi.", "Mô tả": "Đủ 18 tuổi."})[0].summary is None
    assert read(**{"Mô tả": "Dành cho trẻ em."})[0].summary == "Dành cho trẻ em."


@pytest.mark.parametrize(
    "column, text, part, kept",
    [
        ("Cách thức thực hiện", method() + STRANGE_WAY, "methods", "Hình thức nộp: DRONE\n    Thả từ trên cao"),
        ("Thành phần hồ sơ", paper("Đơn") + "    Giấy không rõ\n", "cases", "Giấy không rõ"),
        ("Căn cứ pháp lý", "Luật Hộ tịch, không đầu dòng", "legal_bases", "Luật Hộ tịch, không đầu dòng"),
    ],
)
def test_what_is_not_understood_is_kept_in_the_words_of_the_source(column, text, part, kept):
    sheet, findings = read(**{column: text})

    assert sheet.source_words == [SourceWords(part=part, text=kept)]
    assert findings == [(Kind.NOT_UNDERSTOOD, column)]


@pytest.mark.parametrize(
    "fields, kind, column",
    [
        ({"name": "THỦ TỤC ĐĂNG KÝ KHAI SINH"}, Kind.NAME_CAPITALS, "Tên thủ tục"),
        ({"Cách thức thực hiện": method(time="1 OTHER")}, Kind.DURATION_UNCLEAR, "Cách thức thực hiện"),
        ({"Cách thức thực hiện": method(fees="20 VNĐ (20.000 đồng)")}, Kind.FEE_UNCLEAR, "Cách thức thực hiện"),
        ({"Số quyết định": "QĐ000001SNNTEST"}, Kind.DECISION_DOUBTFUL, "Số quyết định"),
    ],
)
def test_what_somebody_should_look_at_is_said_with_its_column(fields, kind, column):
    assert read(**fields)[1] == [(kind, column)]


def test_page_of_the_portal_and_keywords_are_kept():
    parsed = read_full(full(URL=f"https://x/{UUID}", **{"Từ khóa": "khai sinh, trẻ em"}), Place("a"), "1.001193")

    assert str(parsed.portal_id) == UUID
    assert parsed.sheet().keywords == ["khai sinh, trẻ em"]
