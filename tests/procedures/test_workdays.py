"""Public holidays, and whether a desk is open."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from procedures.directory import OpenState
from procedures.directory import open_state as open_state_of
from procedures.models import Closure, Desk, Holiday, Opening
from procedures.sheet import Duration, Unit
from procedures.workdays import (
    AHEAD,
    NO_SPECIAL_DAYS,
    Return,
    Why,
    add_working_days,
    holiday_name,
    hours_on,
    is_holiday,
    is_working_day,
    return_day,
)


def open_state(desk, moment, special=NO_SPECIAL_DAYS):
    return open_state_of(desk, moment, special)


def special(day, is_working=False, name="Nghỉ bão"):
    """What staff wrote of one day."""
    return {day: Holiday(day=day, is_working=is_working, name=name)}


def open_on(*weekdays, opens=time(7, 30), closes=time(17)):
    """A desk that is open on these weekdays only."""
    desk = Desk(name="Một cửa", slug="mot-cua")
    desk.hours = [Opening(weekday=weekday, opens_at=opens, closes_at=closes) for weekday in weekdays]
    return desk


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
    assert open_state(desk, at(16, 8), special(date(2026, 11, 16))) == OpenState(False, opens=at(17, 7, 30))


def test_what_serves_round_the_clock_serves_on_holidays(desk):
    desk.hours = [Opening(weekday=weekday, opens_at=time(0), closes_at=time(23, 59)) for weekday in range(7)]

    assert open_state(desk, at(16, 8), special(date(2026, 11, 16))).is_open


def test_a_desk_without_hours_is_never_said_to_open(desk):
    desk.hours = []

    assert open_state(desk, at(23, 8)) == OpenState(False)


def test_a_desk_is_closed_on_its_own_days_off(desk):
    desk.days_off = [Closure(starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 17), reason="Sửa điện")]

    assert open_state(desk, at(16, 8)) == OpenState(False, opens=at(18, 7, 30))


# Dự kiến trả

THREE = Duration(amount=3, unit=Unit.WORKING_DAY)
NAIVE = {day: datetime(2026, 11, day, 9) for day in range(1, 31)}
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    "handed_in, duration, expected",
    [
        # Monday 16 November 2026: the count begins on Tuesday.
        (NAIVE[16], THREE, Return(date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 19))),
        # Over a weekend, and over 24 November (Ngày Văn hóa Việt Nam).
        (NAIVE[20], THREE, Return(date(2026, 11, 20), date(2026, 11, 26), date(2026, 11, 26))),
        # Saturday: as if handed in on Monday.
        (NAIVE[21], THREE, Return(date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 27), Why.OFF)),
        # After the desk has closed.
        (
            datetime(2026, 11, 16, 17, 1),
            THREE,
            Return(date(2026, 11, 17), date(2026, 11, 20), date(2026, 11, 20), Why.LATE),
        ),
        (NAIVE[16], Duration(amount=2.5, unit=Unit.WORKING_DAY), Return(*[date(2026, 11, d) for d in (16, 19, 19)])),
        (NAIVE[16], Duration(unit=Unit.SAME_DAY), Return(*[date(2026, 11, 16)] * 3)),
        (NAIVE[16], Duration(amount=4, unit=Unit.HOUR), Return(*[date(2026, 11, d) for d in (16, 17, 17)])),
        # Five calendar days end on a Saturday: Monday.
        (NAIVE[16], Duration(amount=5, unit=Unit.DAY), Return(*[date(2026, 11, d) for d in (16, 23, 23)])),
        (
            datetime(2026, 8, 31, 9),
            Duration(amount=1, unit=Unit.MONTH),
            Return(date(2026, 9, 3), date(2026, 10, 5), date(2026, 10, 5), Why.OFF),
        ),
        (NAIVE[16], Duration(words="theo quy định"), None),
        (NAIVE[16], Duration(amount=9_999, unit=Unit.WORKING_DAY), None),
    ],
)
def test_a_result_may_be_expected(desk, handed_in, duration, expected):
    assert return_day(handed_in, duration, hours=desk.hours) == expected


def test_a_stated_hour_counts_before_closing(desk):
    assert return_day(NAIVE[16], THREE, hours=desk.hours, last_at=time(9)).why == Why.LATE
    assert return_day(NAIVE[16], THREE, hours=desk.hours, last_at=time(9, 1)).why is None


def test_own_days_off_move_only_the_collection(desk):
    off = [Closure(starts_on=date(2026, 11, 18), ends_on=date(2026, 11, 20))]

    found = return_day(NAIVE[16], THREE, hours=desk.hours, days_off=off)

    assert found == Return(date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 23))


def test_what_staff_wrote_of_a_day_goes_first(desk):
    written = special(date(2026, 11, 18)) | special(date(2026, 11, 21), is_working=True, name="Làm bù")

    found = return_day(NAIVE[16], THREE, hours=desk.hours, special=written)

    assert found.due_on == date(2026, 11, 20)
    assert is_working_day(date(2026, 11, 21), written)
    assert add_working_days(date(2026, 11, 20), 1, written) == date(2026, 11, 21)
    assert holiday_name(date(2026, 11, 18), written) == "Nghỉ bão"


def test_a_swapped_saturday_counts():
    assert is_working_day(date(2026, 8, 22))
    assert not is_working_day(date(2026, 8, 31))


def test_a_desk_open_on_saturdays_only_receives_on_the_next_one():
    handed_in, hours = datetime(2026, 11, 16, 9), open_on(5).hours  # a Monday

    found = return_day(handed_in, THREE, hours=hours)

    # Counted from Saturday: Monday, Wednesday (Tuesday is a holiday), Thursday; collected when it is open again.
    assert found == Return(date(2026, 11, 21), date(2026, 11, 26), date(2026, 11, 28), Why.OFF)
    assert return_day(datetime(2026, 11, 21, 9), THREE, hours=hours).received_on == date(2026, 11, 21)


@pytest.mark.parametrize("hour, why", [(17, Why.LATE), (8, None)])
def test_what_comes_late_on_a_friday_counts_from_monday_though_the_desk_opens_on_saturday(desk, hour, why):
    hours = desk.hours + open_on(5, closes=time(11)).hours

    found = return_day(datetime(2026, 12, 4, hour), THREE, hours=hours, last_at=time(16, 30))

    assert (found.received_on, found.why) == (date(2026, 12, 7) if why else date(2026, 12, 4), why)
    assert found.due_on == date(2026, 12, 10 if why else 9)


def test_what_comes_on_a_holiday_before_an_open_saturday_counts_from_monday(desk):
    hours = desk.hours + open_on(5, closes=time(11)).hours

    assert return_day(datetime(2027, 1, 1, 9), THREE, hours=hours).received_on == date(2027, 1, 4)


def test_a_result_is_collected_on_a_day_on_which_the_desk_is_open():
    tuesdays = open_on(1).hours

    found = return_day(datetime(2026, 12, 1, 9), THREE, hours=tuesdays)

    assert found == Return(date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 8))


@pytest.mark.parametrize("starts_on", [date(2026, 11, 16), date(2026, 11, 18)])
def test_nobody_can_tell_the_day_at_a_desk_closed_for_good(desk, starts_on):
    for ends_on in (date.max, starts_on + timedelta(days=AHEAD + 9)):
        off = [Closure(starts_on=starts_on, ends_on=ends_on)]

        assert return_day(NAIVE[16], THREE, hours=desk.hours, days_off=off) is None


def test_own_days_off_of_weeks_are_waited_for(desk):
    off = [Closure(starts_on=date(2026, 11, 16), ends_on=date(2026, 12, 31))]

    found = return_day(NAIVE[16], THREE, hours=desk.hours, days_off=off)

    assert found == Return(date(2027, 1, 4), date(2027, 1, 7), date(2027, 1, 7), Why.OFF)


@pytest.mark.parametrize("ends_on", [date(2200, 12, 31), date(2028, 1, 3)])
def test_own_days_off_of_more_than_two_years_are_refused(ends_on):
    with pytest.raises(ValidationError) as refused:
        Closure(starts_on=date(2026, 1, 1), ends_on=ends_on, reason="Sửa chữa").clean()

    assert "«Ngừng hoạt động từ ngày»" in refused.value.message_dict["ends_on"][0]


def test_own_days_off_of_two_years_are_taken():
    Closure(starts_on=date(2026, 1, 1), ends_on=date(2028, 1, 2), reason="Sửa chữa").clean()
    Closure(starts_on=date(2200, 1, 1), ends_on=date(2200, 12, 31), reason="Sửa chữa").clean()
    Closure(starts_on=None, ends_on=date(2200, 12, 31), reason="Sửa chữa").clean()
    with pytest.raises(ValidationError, match="nhiều nhất hai năm"):
        Closure(starts_on=date(2026, 1, 1), ends_on=date.max, reason="Sửa chữa").clean()


# Saturdays worked in exchange: 22 August 2026 for Monday 31 August by the library, 21 November by what staff wrote

SWAPS = [(date(2026, 8, 22), {}), (date(2026, 11, 21), special(date(2026, 11, 21), is_working=True, name="Làm bù"))]


@pytest.mark.parametrize("day, written", SWAPS)
def test_a_swapped_saturday_has_the_hours_of_a_weekday(desk, day, written):
    def moment(hour, minute=0):
        return datetime.combine(day, time(hour, minute))

    def received(hour):
        return return_day(moment(hour), THREE, hours=desk.hours, special=written)

    monday = day + timedelta(days=2)

    assert open_state(desk, timezone.make_aware(moment(8)), written) == OpenState(
        True, until=timezone.make_aware(moment(11, 30))
    )
    assert not open_state(desk, timezone.make_aware(moment(22)), written).is_open
    assert (received(8).received_on, received(8).why) == (day, None)
    assert (received(22).received_on, received(22).why) == (monday, Why.LATE)


@pytest.mark.parametrize("day, written", SWAPS)
def test_own_saturday_hours_give_way_to_those_of_the_weekday(day, written):
    desk = open_on(0, 1, 2, 3, 4)
    desk.hours += open_on(5, closes=time(11)).hours
    on_saturdays_only = open_on(5, closes=time(11)).hours

    assert [each.closes_at for each in hours_on(day, desk.hours, written)] == [time(17)]
    assert [each.closes_at for each in hours_on(day + timedelta(days=7), desk.hours, written)] == [time(11)]
    assert [each.closes_at for each in hours_on(day, on_saturdays_only, written)] == [time(11)]


def test_a_swapped_saturday_stands_for_its_weekday_where_that_is_known():
    tuesdays = open_on(1).hours

    assert hours_on(date(2026, 8, 22), tuesdays) == []  # for a Monday
    assert hours_on(date(2026, 11, 21), tuesdays, SWAPS[1][1]) == tuesdays


@given(days, st.integers(0, 90))
def test_working_days_are_counted_as_by_hand(start, count):
    found = add_working_days(start, count)

    between = [date.fromordinal(n) for n in range(start.toordinal() + 1, found.toordinal() + 1)]
    assert sum(is_working_day(day) for day in between) == count
    assert count == 0 or is_working_day(found)


@given(days, st.integers(1, 60), st.sampled_from(list(Unit)))
def test_an_expected_day_is_a_working_day_and_never_before_the_receipt(start, amount, unit):
    found = return_day(datetime.combine(start, time(8)), Duration(amount=amount, unit=unit))
    longer = return_day(datetime.combine(start, time(8)), Duration(amount=amount + 1, unit=unit))

    assert is_working_day(found.due_on)
    assert start <= found.received_on <= found.due_on <= found.collect_on
    assert found.due_on <= longer.due_on
