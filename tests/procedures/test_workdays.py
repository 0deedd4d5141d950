"""Public holidays, and whether a desk is open."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from procedures.directory import OpenState, open_state
from procedures.models import Desk, Opening
from procedures.workdays import holiday_name, is_holiday


def at(day, hour, minute=0):
    return timezone.make_aware(datetime(2026, 11, day, hour, minute))


@pytest.fixture
def desk():
    desk = Desk(name="Một cửa", slug="mot-cua")
    desk.hours = [
        Opening(weekday=weekday, opens_at=opens, closes_at=closes)
        for weekday in range(5)
        for opens, closes in [(time(7, 30), time(11, 30)), (time(13, 30), time(17))]
    ]
    return desk


def test_holidays_of_the_law_are_known():
    assert is_holiday(date(2026, 9, 2))
    assert holiday_name(date(2026, 2, 17))
    assert not is_holiday(date(2026, 11, 23))


@pytest.mark.parametrize(
    "moment, state",
    [
        (at(16, 8), OpenState(True, until=at(16, 11, 30))),
        (at(16, 12), OpenState(False, opens=at(16, 13, 30))),
        (at(16, 17), OpenState(False, opens=at(17, 7, 30))),
        (at(14, 9), OpenState(False, opens=at(16, 7, 30))),
    ],
)
def test_a_desk_is_open_within_its_hours(desk, moment, state):
    assert open_state(desk, moment) == state


def test_a_desk_is_closed_on_holidays(desk):
    new_year = timezone.make_aware(datetime(2026, 1, 1, 8))

    assert open_state(desk, new_year).opens == timezone.make_aware(datetime(2026, 1, 2, 7, 30))
    assert open_state(desk, at(16, 8), lambda day: day.day == 16) == OpenState(False, opens=at(17, 7, 30))


def test_what_serves_round_the_clock_serves_on_holidays(desk):
    desk.hours = [Opening(weekday=weekday, opens_at=time(0), closes_at=time(23, 59)) for weekday in range(7)]

    assert open_state(desk, at(16, 8), lambda day: True).is_open


def test_a_desk_without_hours_is_never_said_to_open(desk):
    desk.hours = []

    assert open_state(desk, at(23, 8)) == OpenState(False)
