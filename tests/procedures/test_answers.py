"""The four answers: never more than the source says."""

import pytest

from procedures.answers import answers, by_channel
from procedures.dossier import Role, groups, is_conditional, paper_count, trimmed
from procedures.sheet import Sheet, SourceWords


def sheet(**parts):
    return Sheet(name="Đăng ký khai sinh", **parts)


def way(channel="in_person", duration=None, fees=None, note=None):
    return {"channel": channel, "duration": duration, "fees": fees, "note": note}


def paper(name="Tờ khai", **parts):
    return {"name": name, "originals": 1, **parts}


def days(amount, unit="working_day"):
    return {"amount": amount, "unit": unit}


def test_named_only_sheet_answers_nothing():
    found = answers(sheet())

    assert (found.papers, found.time, found.fee, found.channels) == (None, None, None, None)


@pytest.mark.parametrize(
    "cases, words",
    [
        (None, None),
        ([], "Không cần giấy tờ"),
        ([{"items": [paper(), paper("Giấy chứng sinh")]}], "2 giấy tờ"),
        ([{"items": [paper(), {"kind": "note", "name": "Lưu ý chung"}]}], "1 giấy tờ"),
        ([{"items": [{"kind": "note", "name": "Lưu ý chung"}]}], None),
        ([{"items": [paper(), paper("Văn bản ủy quyền")]}], "Từ 1 giấy tờ, tùy trường hợp"),
        ([{"items": [paper("Ảnh (nếu có)")]}], "Tùy trường hợp"),
    ],
)
def test_papers(cases, words):
    assert answers(sheet(cases=cases)).papers == words


def test_papers_are_counted_for_the_chosen_case():
    cases = [
        {"items": [paper("Đơn đề nghị")]},
        {"heading": "Trường hợp cấp mới", "items": [paper("Ảnh"), paper("Bằng"), paper("Lý lịch")]},
        {"heading": "Trường hợp cấp lại", "items": [paper("Thẻ cũ")]},
    ]
    made = sheet(cases=cases)

    assert answers(made).papers == "Từ 2 giấy tờ, tùy trường hợp"
    assert answers(made, made.cases[1].key).papers == "4 giấy tờ"
    assert answers(made, made.cases[2].key).papers == "2 giấy tờ"
    assert answers(made, "khong-co").papers == answers(made).papers


def test_headings_that_only_name_a_kind_are_no_cases():
    made = sheet(
        cases=[
            {"heading": "* Giấy tờ phải nộp:", "items": [paper(), paper("Giấy chứng sinh")]},
            {"heading": "* Giấy tờ phải xuất trình:", "items": [paper("Hộ chiếu", kind="present")]},
            {"heading": "* Lưu ý:", "items": [{"kind": "note", "name": "Bản chụp phải rõ"}]},
        ]
    )

    assert [group.role for group in groups(made)] == [Role.SHARED, Role.SHARED, Role.NOTES]
    assert answers(made).papers == "3 giấy tờ"


@pytest.mark.parametrize(
    "headings, roles",
    [
        (["Trường hợp cấp mới", "Trường hợp cấp lại"], [Role.CHOICE, Role.CHOICE]),
        (["a) Đối với cá nhân", "b) Đối với tổ chức"], [Role.CHOICE, Role.CHOICE]),
        (["Hồ sơ gia hạn", "Hồ sơ sửa đổi, bổ sung"], [Role.CHOICE, Role.CHOICE]),
        (["Hồ sơ của người nhận con nuôi", "Hồ sơ của người được nhận làm con nuôi"], [Role.GROUP, Role.GROUP]),
        (["Hồ sơ đề nghị cấp giấy phép gồm:"], [Role.SHARED]),
        (["Trường hợp cấp lại"], [Role.SHARED]),
        ([None, "Trường hợp cấp lại"], [Role.SHARED, Role.EXTRA]),
        ([None, "Trường hợp ủy quyền thực hiện thủ tục"], [Role.SHARED, Role.EXTRA]),
    ],
)
def test_roles_of_headings(headings, roles):
    made = sheet(cases=[{"heading": heading, "items": [paper(f"Giấy {n}")]} for n, heading in enumerate(headings)])

    assert [group.role for group in groups(made)] == roles


@pytest.mark.parametrize(
    "words, shown",
    [
        ("* Trường hợp cấp lại, hồ sơ gồm:", "Trường hợp cấp lại, hồ sơ"),
        ("- Hồ sơ gia hạn bao gồm các giấy tờ sau đây:", "Hồ sơ gia hạn"),
        ("Bao gồm:", "Bao gồm"),
    ],
)
def test_headings_without_bullets_and_colons(words, shown):
    assert trimmed(words) == shown


def test_groups_that_may_add_up_are_counted_from_the_least():
    made = sheet(
        cases=[
            {"heading": "Hồ sơ của người nhận con nuôi", "items": [paper("Đơn"), paper("Lý lịch")]},
            {"heading": "Hồ sơ của trẻ", "items": [paper("Giấy khai sinh")]},
        ]
    )

    assert paper_count(groups(made)) == (1, True)


@pytest.mark.parametrize(
    "name, conditional",
    [
        ("Tờ khai theo mẫu", False),
        ("Trường hợp trẻ em bị bỏ rơi thì phải có biên bản", True),
        ("Mảnh trích đo bản đồ địa chính (nếu có)", True),
        ("10. Đối với nhân sự dự kiến: sơ yếu lý lịch", True),
        ("Ảnh màu 2 x 3 (đối với người được cấp lần đầu)", True),
        ("Giấy chứng sinh; trường hợp không có thì nộp văn bản của người làm chứng", False),
        ("Giấy phép (không áp dụng đối với trường hợp đã có dữ liệu)", False),
        ("Tờ khai có đủ thông tin của hai bên. Hai bên có thể khai chung (nếu người có yêu cầu)", False),
        ("Giấy khám sức khỏe, trừ trường hợp đã được kết nối dữ liệu", False),
    ],
)
def test_conditional_papers(name, conditional):
    [item] = sheet(cases=[{"items": [paper(name)]}]).papers

    assert is_conditional(item) is conditional


@pytest.mark.parametrize(
    "durations, words",
    [
        ([None], None),
        ([days(5)], "5 ngày làm việc"),
        ([days(3.5)], "3,5 ngày làm việc"),
        ([days(5), days(5), days(5)], "5 ngày làm việc"),
        ([days(3), days(5), None], "3 đến 5 ngày làm việc"),
        ([days(1, "month"), days(3)], "3 ngày làm việc đến 1 tháng"),
        ([{"unit": "same_day"}], "Trong ngày"),
        ([{"unit": "same_day"}, days(4, "hour")], "4 giờ đến trong ngày"),
        ([{"words": "theo hẹn của cơ quan"}], "Theo hẹn của cơ quan"),
        ([{"words": "x" * 200}], "Xem chi tiết thời hạn"),
        ([{"words": "theo hẹn"}, days(5)], "Tùy trường hợp, xem cách nộp"),
    ],
)
def test_time(durations, words):
    assert answers(sheet(methods=[way(duration=duration) for duration in durations])).time == words


@pytest.mark.parametrize(
    "fees, words",
    [
        ([None], None),
        ([[]], "Không thu phí"),
        ([[{"amount": 8000}]], "8.000 đồng"),
        ([[{"free": True}]], "Miễn phí"),
        ([[{"amount": 0}]], "0 đồng (theo dữ liệu quốc gia)"),
        ([[{"free": True}], [{"amount": 0}]], "0 đồng (theo dữ liệu quốc gia)"),
        ([[{"amount": 8000}], [{"amount": 5000}]], "5.000 đến 8.000 đồng"),
        ([[{"amount": 8000}, {"amount": 20000}]], "Từ 8.000 đồng, tùy khoản"),
        ([[{"amount": 8000}], [{"amount": 0}]], "Đến 8.000 đồng, tùy trường hợp"),
        ([[{"note": "Theo nghị quyết của HĐND tỉnh"}]], "Theo nghị quyết của HĐND tỉnh"),
        ([[{"amount": 0, "note": "xem nghị quyết"}]], "Tùy trường hợp, xem mục phí"),
        ([[{"amount": 8000}, {"note": "theo biểu phí"}]], "Tùy trường hợp, xem mục phí"),
        ([[{"note": "dài " * 40}]], "Xem chi tiết phí"),
        ([[{"amount": 100, "currency": "USD"}]], "Tùy trường hợp, xem mục phí"),
        ([[{}]], None),
    ],
)
def test_fee(fees, words):
    assert answers(sheet(methods=[way(fees=each) for each in fees])).fee == words


def test_channels_stand_in_one_order_and_once():
    made = sheet(methods=[way("postal"), way("in_person"), way("postal"), way("online")])

    assert answers(made).channels == "Trực tiếp, trực tuyến, bưu điện"


def test_ways_that_differ_are_told_apart():
    made = sheet(methods=[way("in_person", days(5), [{"amount": 8000}]), way("online", days(3))])

    assert [(each.name, each.time, each.fee) for each in by_channel(made)] == [
        ("Trực tiếp", "5 ngày làm việc", "8.000 đồng"),
        ("Trực tuyến", "3 ngày làm việc", None),
    ]


def test_words_of_the_source_are_no_answer():
    made = sheet(source_words=[SourceWords(part="methods", text="Nộp 05 ngày")])

    assert answers(made).time is None


def test_the_same_number_in_two_units_is_a_choice_and_no_span():
    days, working_days = {"amount": 13, "unit": "day"}, {"amount": 13, "unit": "working_day"}

    said = answers(sheet(methods=[way("online", days), way("in_person", working_days)])).time

    assert said == "13 ngày hoặc 13 ngày làm việc"
