"""Formatting for templates, and opening hours in words."""

from datetime import date, datetime, time
from types import SimpleNamespace

import pytest
from django.utils import timezone

from procedures.directory import OpenState, open_state
from procedures.pages.hours import week
from procedures.pages.paging import page_number, page_url, paged
from procedures.search.text import keys
from procedures.templatetags import tthc
from procedures.text import alphabetical


def opening(weekday, opens, closes):
    return SimpleNamespace(weekday=weekday, opens_at=time(*opens), closes_at=time(*closes))


MORNING, AFTERNOON = ((7, 30), (11, 30)), ((13, 30), (17, 0))


def test_neighbouring_days_with_the_same_hours_are_said_together():
    hours = [opening(day, *stretch) for day in range(5) for stretch in (AFTERNOON, MORNING)]
    hours.append(opening(5, *MORNING))

    assert week(hours) == [("thứ Hai – thứ Sáu", "7:30–11:30, 13:30–17:00"), ("thứ Bảy", "7:30–11:30")]


def test_a_day_apart_is_said_apart():
    hours = [opening(day, *MORNING) for day in (0, 1, 3)]

    assert week(hours) == [("thứ Hai, thứ Ba", "7:30–11:30"), ("thứ Năm", "7:30–11:30")]
    assert week([]) == []
    assert week([opening(6, (0, 0), (23, 59))]) == [("Chủ nhật", "0:00–24:00")]


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone.get_current_timezone())


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(16, 8), "đang mở đến 11:30"),
        (at(16, 11, 30), "mở lúc 13:30 hôm nay"),
        (at(16, 17), "mở lúc 7:30 ngày mai"),
        (at(20, 17), "mở lúc 7:30 thứ Hai, 23/11/2026"),
    ],
)
def test_opening_is_said_as_people_say_it(moment, words):
    desk = SimpleNamespace(
        days_off=[], hours=[opening(day, *stretch) for day in range(5) for stretch in (MORNING, AFTERNOON)]
    )

    assert tthc.opening(open_state(desk, moment, {}), moment) == words


def test_opening_without_hours_is_not_guessed():
    assert tthc.opening(OpenState(False), at(23, 8)) == "chưa có giờ làm việc"


def test_found_words_are_marked_and_everything_is_escaped():
    assert tthc.marked("Đăng ký khai sinh <b>", set(keys("khai sinh"))) == "Đăng ký <mark>khai sinh</mark> &lt;b&gt;"
    assert tthc.marked("<i>", set()) == "&lt;i&gt;"
    assert tthc.marked("Lý lịch", set(keys("lí"))) == "<mark>Lý</mark> lịch"


@pytest.mark.parametrize(
    ("url", "desk", "expected"),
    [
        ("/thu-tuc/", None, "/thu-tuc/"),
        ("/thu-tuc/", "xa-a", "/thu-tuc/?mot-cua=xa-a"),
        ("/thu-tuc/?q=a", "xa-a", "/thu-tuc/?q=a&mot-cua=xa-a"),
        ("/thu-tuc/#giay-to", "xa-a", "/thu-tuc/?mot-cua=xa-a#giay-to"),
    ],
)
def test_the_desk_is_added_to_an_address(url, desk, expected):
    assert tthc.at_desk(url, desk and SimpleNamespace(slug=desk)) == expected


def test_numbers_dates_and_sizes_are_vietnamese():
    assert tthc.money(1234567) == "1.234.567 đồng"
    assert tthc.day(date(2026, 3, 5)) == "05/03/2026"
    assert tthc.long_day(date(2026, 11, 23)) == "thứ Hai, 23/11/2026"
    assert tthc.file_size(24_576) == "25 kB"
    assert tthc.file_size(2_500_000) == "2,5 MB"
    assert tthc.file_kind("mau/to-khai.docx") == "Word"
    assert tthc.tel("0257 3.123-456") == "tel:02573123456"
    assert tthc.capital("đang mở") == "Đang mở"


@pytest.mark.parametrize("text", ["", "0", "-1", "x", "²", "1.5", " 2"])
def test_a_page_that_is_no_number_is_the_first(text):
    assert page_number(text) == 1


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), ("9" * 5000, 10_000)])
def test_a_page_number_is_read_and_kept_in_bounds(text, number):
    assert page_number(text) == number


def test_page_numbers_leave_gaps_and_stay_in_range():
    pages = paged(400, 9, page_url("/thu-tuc/", [("q", "a b")]))

    assert [number for number, _ in pages.pages] == [1, None, 7, 8, 9, 10, 11, None, 20]
    assert pages.previous_url == "/thu-tuc/?q=a+b&trang=8"
    assert (pages.start, pages.end) == (160, 180)
    assert paged(5, 99, page_url("/")).current == 1
    assert dict(paged(400, 2, page_url("/")).pages)[1] == "/"
    assert not paged(0, 1, page_url("/")).needed


def test_names_stand_in_the_order_of_the_vietnamese_alphabet():
    names = ["Giáo dục", "Đường bộ", "Dược", "Ấn phẩm", "An toàn", "Ăn uống", "Dân tộc", "1. Đầu", "Đất đai", "Hộ tịch"]

    ordered = sorted(names, key=alphabetical)

    assert ordered == [
        "1. Đầu",
        "An toàn",
        "Ăn uống",
        "Ấn phẩm",
        "Dân tộc",
        "Dược",
        "Đất đai",
        "Đường bộ",
        "Giáo dục",
        "Hộ tịch",
    ]


def test_tones_count_only_where_letters_are_the_same():
    assert sorted(["mạ", "ma", "mả", "mà", "má", "mã", "mae"], key=alphabetical) == [
        "ma", "mà", "mả", "mã", "má", "mạ", "mae",
    ]  # fmt: skip
