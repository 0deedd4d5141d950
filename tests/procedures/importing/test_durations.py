"""A time limit is a number only where the source gives number and unit; else its own words, or nothing."""

import pytest

from procedures.importing.durations import duration_of
from procedures.sheet import Duration, Unit


@pytest.mark.parametrize(
    "text, amount, unit",
    [
        ("7 WORKING_DAY", 7, Unit.WORKING_DAY),
        ("30 ngày", 30, Unit.DAY),
        ("4 HOUR", 4, Unit.HOUR),
        ("2 MONTH", 2, Unit.MONTH),
        ("0.5 WORKING_DAY", 0.5, Unit.WORKING_DAY),
        ("3,5 WORKING_DAY", 3.5, Unit.WORKING_DAY),
        ("1 YEAR", 1, Unit.YEAR),
        ("5 Ngày làm việc", 5, Unit.WORKING_DAY),
    ],
)
def test_number_with_unit(text, amount, unit):
    assert duration_of(text, "Trong ngày", "Trong thời hạn 9 ngày") == (Duration(amount=amount, unit=unit), False)


@pytest.mark.parametrize("text", [None, "", "Không có thông tin"])
def test_nothing_said(text):
    assert duration_of(text, None, "Trong thời hạn 9 ngày kể từ ngày nhận hồ sơ, cấp giấy.") == (None, False)


def test_words_instead_of_a_number_are_quoted():
    assert duration_of("Theo kế hoạch của Sở OTHER", None, None)[0] == Duration(words="Theo kế hoạch của Sở")


@pytest.mark.parametrize(
    "note",
    [
        "Ngay trong ngày làm việc; nhận sau 15 giờ thì trả kết quả vào ngày làm việc tiếp theo.",
        "Trong ngày tiếp nhận yêu cầu",
        "Giải quyết trong cùng ngày.",
    ],
)
def test_other_is_same_day_where_the_description_of_this_way_says_so(note):
    assert duration_of("1 OTHER", note, None) == (Duration(unit=Unit.SAME_DAY, words=note), False)


def test_other_takes_number_and_unit_from_a_plain_sentence():
    assert duration_of("1 OTHER", "Không quá 03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.", None) == (
        Duration(amount=3, unit=Unit.WORKING_DAY, words="Không quá 03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ."),
        False,
    )


def test_other_quotes_the_lines_that_name_times():
    note = "- Nộp tại xã.\n- Cấp mới: 5 ngày.\n- Cấp lại: 3 ngày."

    assert duration_of("1 OTHER", note, None) == (
        Duration(amount=1, words="Cấp mới: 5 ngày. - Cấp lại: 3 ngày."),
        False,
    )


def test_other_quotes_the_one_deciding_sentence_of_the_steps_for_review():
    steps = (
        "Bước 1: Nộp hồ sơ. Hồ sơ chưa đủ thì trong thời hạn 02 ngày làm việc yêu cầu bổ sung.\n"
        "Bước 2: trong thời hạn 15 ngày kể từ ngày nhận đủ hồ sơ, Sở cấp giấy phép."
    )

    assert duration_of("1 OTHER", None, steps) == (
        Duration(amount=1, words="Trong thời hạn 15 ngày kể từ ngày nhận đủ hồ sơ, Sở cấp giấy phép."),
        True,
    )


def test_same_day_in_the_steps_is_quoted_and_never_a_fact():
    steps = "- Bước 1: Kiểm tra ngay trong ngày.\n- Bước 2: Thẩm định."

    assert duration_of("1 OTHER", None, steps) == (Duration(amount=1), True)


@pytest.mark.parametrize(
    "steps",
    [
        "Trong thời hạn 5 ngày kể từ ngày nhận hồ sơ, Ủy ban nhân dân xã lấy ý kiến. "
        "Trong thời hạn 7 ngày kể từ ngày nhận hồ sơ, Sở cấp giấy.",
        "Trong thời hạn 5 ngày, Sở trình Ủy ban nhân dân tỉnh.",
        "Nộp hồ sơ rồi nhận kết quả.",
        None,
    ],
)
def test_times_of_several_stages_are_no_time_of_the_whole(steps):
    assert duration_of("1 OTHER", None, steps) == (Duration(amount=1), True)


@pytest.mark.parametrize("text", ["OTHER", "Không OTHER", "Theo mô tả OTHER"])
def test_words_that_name_no_time_are_not_shown_as_one(text):
    assert duration_of(text, None, None) == (None, True)
