"""Opening hours in one cell, both ways."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from procedures.admin.tables.hours import read_hours, write_hours
from procedures.models import Opening

MORNING, AFTERNOON = (time(7, 30), time(11, 30)), (time(13, 30), time(17, 0))
WEEK = "Thứ Hai – thứ Sáu 7:30–11:30, 13:30–17:00"


def spans(openings):
    return [(each.weekday, each.opens_at, each.closes_at) for each in openings]


@pytest.mark.parametrize(
    "text, days, stretches",
    [
        ("Thứ Hai–Thứ Sáu 7:30–11:30, 13:30–17:00", range(5), [MORNING, AFTERNOON]),
        ("Từ thứ 2 đến thứ 6: 7h30 - 11h30 và 13h30 - 17h", range(5), [MORNING, AFTERNOON]),
        ("T2-T6: 7:30-11:30; T7, CN: 7:30 - 11:30", range(7), [MORNING]),
        ("Thứ bảy, Chủ Nhật 7g30 đến 11g30", [5, 6], [MORNING]),
        ("Hằng ngày: 0:00–24:00", range(7), [(time(0), time(23, 59))]),
        ("thứ Tư 7:30–11:30.", [2], [MORNING]),
        ("Thứ Sáu–Thứ Hai 7:30–11:30", [0, 4, 5, 6], [MORNING]),
        ("Chủ nhật–Thứ Năm 7:30–11:30", [0, 1, 2, 3, 6], [MORNING]),
        ("Thứ Hai–Chủ nhật 7:30–11:30", range(7), [MORNING]),
        ("", [], []),
    ],
)
def test_hours_are_read_as_people_write_them(text, days, stretches):
    found = spans(read_hours(text))

    if ";" not in text:
        assert found == [(day, *stretch) for day in days for stretch in stretches]
    assert {day for day, *_ in found} == set(days)


@pytest.mark.parametrize(
    "text, message",
    [
        ("sáng thứ hai", "Không hiểu giờ làm việc"),
        ("7:30–11:30", "Không hiểu giờ làm việc"),
        ("Thứ Hai 11:30–7:30", "giờ mở cửa phải trước giờ đóng cửa"),
        ("Thứ Hai 7:30–25:00", "giờ từ 0:00 đến 24:00"),
        ("Thứ Hai 7:30–11:30, 11:00–12:00", "hai khoảng giờ chồng lên nhau"),
        ("Thứ Hai 7:30–11:30, nghỉ trưa", "Không hiểu giờ"),
        ("Thứ Hai trừ ngày lễ 7:30–11:30", "Không hiểu giờ làm việc"),
    ],
)
def test_hours_that_are_not_understood_are_told(text, message):
    with pytest.raises(ValidationError, match=message):
        read_hours(text)


@given(st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 23 * 60), min_size=2, max_size=4, unique=True)))
def test_hours_come_back_as_they_were(days):
    openings = []
    for day, minutes in days.items():
        edges = [time(*divmod(minute, 60)) for minute in sorted(minutes)]
        pairs = zip(edges[::2], edges[1::2], strict=False)
        openings += [Opening(weekday=day, opens_at=opens, closes_at=closes) for opens, closes in pairs]

    assert spans(read_hours(write_hours(openings))) == sorted(spans(openings))
