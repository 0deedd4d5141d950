"""Time limits apart from sheets: what is stored is what a sheet could say; a longer one is no shortening."""

from datetime import time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from procedures import directory, receiving, wording
from procedures.models import Bundle, LocalFact
from procedures.pages.bundles import _time
from procedures.pages.desks import row_of
from procedures.sheet import Duration, Sheet, Step, SubmissionMethod, Unit
from procedures.time_limits import is_longer, longest_told, same_day_until, stored
from procedures.validators import WRONG_DURATION
from tests.procedures.place import build, fact

WRONG = [Decimal("-1"), Decimal(0), Decimal("0.1"), Decimal("0.24")]
RIGHT = [Decimal("0.25"), Decimal("0.5"), Decimal("2.50"), Decimal("99999.99")]


def days(amount, unit=Unit.WORKING_DAY):
    return Duration(amount=amount, unit=unit)


@pytest.mark.django_db
@pytest.mark.parametrize("amount", WRONG)
def test_a_number_that_no_sheet_could_say_is_refused_and_not_kept(amount):
    place = build()
    said = {"duration": amount, "duration_unit": "working_day"}
    rows = [
        LocalFact(desk=place.desk, procedure=place.editions[0].procedure, **said),
        Bundle(name="Khai sinh", slug="khai-sinh", **said),
    ]

    for row in rows:
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert refused.value.message_dict == {"duration": [WRONG_DURATION]}
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


@pytest.mark.django_db
@pytest.mark.parametrize("amount", RIGHT)
def test_a_number_that_a_sheet_could_say_is_kept_and_told(amount):
    place = build()
    directory.renew()
    one = LocalFact(desk=place.desk, procedure=place.editions[0].procedure, duration=amount, duration_unit="day")
    bundle = Bundle(name="Khai sinh", slug="khai-sinh", duration=amount, duration_unit="day")

    for row in (one, bundle):
        row.full_clean()
        row.save()

    assert receiving.received(place.desk)[0].local.duration.value.amount == float(amount)
    assert _time(bundle) == wording.duration(stored(amount, "day", ""))


@pytest.mark.parametrize("amount, unit", [*((amount, "day") for amount in WRONG if amount), (Decimal("NaN"), "day")])
def test_a_wrong_number_that_is_stored_takes_no_page_down(caplog, amount, unit):
    assert stored(amount, unit, "fact 7") is None
    assert _time(Bundle(slug="khai-sinh", duration=amount, duration_unit=unit)) == ""
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 2
    assert "fact 7" in caplog.text
    assert stored(Decimal(1), "tuần", "") is None


@pytest.mark.django_db
def test_a_fact_with_a_wrong_number_still_says_the_rest():
    place = build()
    directory.renew()
    row = dict.fromkeys(receiving.COLUMNS) | {"pk": 1, "desk": place.desk.pk, "counter": "Quầy 2", "unit": "day"}
    row |= {"duration": Decimal("0.20")}

    local = receiving.resolve([row], place.desk, place.editions[0].public_from)

    assert [(name, said.value) for name, said in local.said()] == [("counter", "Quầy 2")]


@pytest.mark.parametrize(
    "own, general, longer",
    [
        (days(30), days(5), True),
        (days(5), days(5), False),
        (days(3), days(5), False),
        (days(1), Duration(unit=Unit.SAME_DAY), True),
        (Duration(unit=Unit.SAME_DAY), days(1), False),
        (days(8, Unit.DAY), days(5), True),
        (days(7, Unit.DAY), days(5), False),
        (days(22), days(1, Unit.MONTH), False),
        (days(30, Unit.DAY), days(1, Unit.MONTH), False),
        (days(5), Duration(words="theo quy định"), False),
        (days(5), None, False),
        (None, days(5), False),
    ],
)
def test_longer_is_said_only_where_it_is_certain(own, general, longer):
    assert is_longer(own, general) is longer


amounts = st.integers(1, 100_000) | st.decimals("0.25", "9999", places=2).map(lambda n: stored(n, "day", "").amount)


@given(amounts, st.sampled_from([unit for unit in Unit if unit != Unit.SAME_DAY]))
def test_what_lists_tell_is_read_back(amount, unit):
    told = days(amount, unit)

    assert longest_told(wording.duration(told)) == told
    assert longest_told(wording.duration_range(Duration(unit=Unit.SAME_DAY), told)) == told
    assert longest_told(wording.duration_range(days(1, unit), told)) == told


def test_words_without_a_measure_tell_no_time_limit():
    for told in (None, "", "Xem chi tiết thời hạn", "Tùy trường hợp, xem cách nộp", "Không quá 5 ngày, kể từ khi nộp"):
        assert longest_told(told) is None
    assert longest_told("Trong ngày") == Duration(unit=Unit.SAME_DAY)
    assert longest_told("13 ngày hoặc 13 ngày làm việc") == days(13)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "amount, unit, time, beside",
    [
        (30, "working_day", "5 ngày làm việc", "tại đây 30 ngày làm việc, dài hơn quy định chung"),
        (3, "working_day", "3 ngày làm việc", "quy định chung 5 ngày làm việc"),
        (None, "same_day", "Trong ngày", "quy định chung 5 ngày làm việc"),
    ],
)
def test_a_longer_time_does_not_stand_as_the_limit(client, amount, unit, time, beside):
    place = build()
    fact(place, place.desk, duration=amount, duration_unit=unit, basis=place.law)
    directory.renew()

    row = row_of(receiving.received(place.desk)[0])
    listed = client.get(place.desk.get_absolute_url()).content.decode()
    posted = client.get(f"/niem-yet/{place.desk.slug}/").content.decode()

    assert (row["time"], row["general_time"]) == (time, beside)
    assert f"{time} ({beside})" in listed
    assert f'{time}<span class="quiet small board__general">{beside}</span>' in posted


@pytest.mark.parametrize(
    "note, until",
    [
        ("Nộp sau 15 giờ thì nhận kết quả vào ngày làm việc kế tiếp.", time(15)),
        ("Trường hợp nhận hồ sơ sau 15h30 mà không giải quyết được ngay thì trả ngày sau.", time(15, 30)),
        ("nhận hồ sơ sau 16 giờ 30 thì trả ngày sau; nộp sau 15h thì trả ngày sau", time(15)),
        ("Hồ sơ nộp sau 3 giờ chiều được trả vào sáng hôm sau", time(15)),
        ("Công chức thẩm tra hồ sơ sau 2 giờ làm việc", None),
        ("Trả kết quả cho người nộp sau 8 giờ kể từ khi nhận", None),
        ("Nộp sau 5 giờ", None),
        ("Trong ngày", None),
    ],
)
def test_the_hour_after_which_it_is_tomorrow_is_the_sheets_own(note, until):
    for sheet in (
        Sheet(name="a", methods=[SubmissionMethod(channel="in_person", note=note)]),
        Sheet(name="a", steps=[Step(text=note)]),
    ):
        assert same_day_until(sheet) == until
