"""The form of a desk, as a commune's officer and the province's officer use it."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from procedures import directory
from procedures.admin import history
from procedures.models import Catalogue, Closure, Counter, Desk, DutyOfficer, Opening
from tests.factories import AgencyFactory, DeskFactory, DomainFactory
from tests.procedures.asked import asked
from tests.procedures.office import told, url
from tests.procedures.typed import form_of, send

DAY = timedelta(days=1)


@pytest.fixture
def desk(world):
    """A desk of the officer's commune without rows of any kind."""
    return DeskFactory(agency=world["commune"], slug="diem-dong-mau", name="Điểm Đồng Mẫu", kind="point")


@pytest.fixture
def foreign(world):
    """A desk of another commune."""
    other = AgencyFactory(name="Ủy ban nhân dân xã Khác", slug="xa-khac", kind="commune", parent=world["province"])
    return DeskFactory(agency=other, slug="mot-cua-xa-khac", name="Trung tâm xã Khác")


def change(desk):
    return url("desk_change", desk.pk)


def row(rows, number, **cells):
    return {f"{rows}-{number}-{name}": value for name, value in cells.items()}


def hours(number, weekday, opens_at, closes_at):
    return row("openings", number, weekday=weekday, opens_at=opens_at, closes_at=closes_at)


def kept(desk):
    return [(o.weekday, f"{o.opens_at:%H:%M}", f"{o.closes_at:%H:%M}") for o in desk.openings.all()]


# Hours


def test_hours_are_written_in_the_empty_rows_of_the_form(act, desk):
    rows = hours(0, 0, "7:30", "11h30") | hours(1, 0, "11:30", "17:00")

    send(act("officer"), change(desk), **rows)

    assert kept(desk) == [(0, "07:30", "11:30"), (0, "11:30", "17:00")]


def test_hours_that_overlap_are_told_by_both_stretches(act, desk):
    rows = hours(0, 1, "13:00", "17:00") | hours(1, 1, "7:30", "13:30")

    response = send(act("officer"), change(desk), **rows)

    assert "Giờ làm việc thứ Ba bị chồng: 07:30–13:30 và 13:00–17:00. Sửa hoặc xóa một dòng." in told(response)
    assert kept(desk) == []
    sent_back = form_of(response, "openings-0-opens_at")
    assert [sent_back[f"openings-{n}-opens_at"] for n in (0, 1)] == [["13:00"], ["7:30"]]


def test_hours_that_close_before_they_open_are_told(act, desk):
    response = send(act("officer"), change(desk), **hours(0, 0, "17:00", "7:30"))

    assert "Giờ mở cửa phải trước giờ đóng cửa." in told(response)
    assert kept(desk) == []


def test_a_stretch_that_is_deleted_overlaps_with_nothing(act, world):
    desk = world["procedures.desk"]
    first = desk.openings.get(weekday=0)
    rows = row("openings", 0, DELETE="on") | hours(5, 0, "8:00", "11:00")

    send(act("officer"), change(desk), **rows)

    assert not Opening.objects.filter(pk=first.pk).exists()
    assert kept(desk)[0] == (0, "08:00", "11:00")


def test_the_usual_hours_are_offered_where_there_are_none_and_never_added_to_others(act, desk, world):
    client = act("officer")

    send(client, change(desk), usual_hours="on")
    send(client, change(desk), usual_hours="on")
    send(client, change(world["procedures.desk"]), usual_hours="on")

    assert kept(desk)[:2] == [(0, "07:30", "11:30"), (0, "13:30", "17:00")]
    assert len(kept(desk)) == 10
    assert world["procedures.desk"].openings.count() == 5
    assert "usual_hours" not in form_of(client.get(change(desk)), "hotline")


# Place, days off, equipment


@pytest.mark.parametrize("given", [{"latitude": "21,028511"}, {"longitude": "105.804817"}])
def test_one_coordinate_without_the_other_is_told(act, desk, given):
    response = send(act("officer"), change(desk), **given)

    assert "Ghi cả vĩ độ và kinh độ, hoặc để trống cả hai." in told(response)
    assert Desk.objects.get(pk=desk.pk).latitude is None


@pytest.mark.parametrize("latitude, longitude", [("21,028511", "105,804817"), ("21.028511", "105.804817")])
def test_coordinates_are_taken_with_a_comma_and_with_a_point(act, desk, latitude, longitude):
    send(act("officer"), change(desk), latitude=latitude, longitude=longitude)

    found = Desk.objects.get(pk=desk.pk)
    assert (str(found.latitude), str(found.longitude)) == ("21.028511", "105.804817")


def test_coordinates_copied_from_a_map_are_rounded(act, desk):
    send(act("officer"), change(desk), latitude="21.0285110942", longitude="105.80481699999")

    found = Desk.objects.get(pk=desk.pk)
    assert (str(found.latitude), str(found.longitude)) == ("21.028511", "105.804817")


def test_coordinates_outside_the_country_are_told(act, desk):
    response = send(act("officer"), change(desk), latitude="105,8", longitude="21,02")

    assert "Vĩ độ" in told(response)
    assert "Kinh độ" in told(response)
    assert Desk.objects.get(pk=desk.pk).latitude is None


@pytest.mark.parametrize(
    "ends_on, fault",
    [
        ("04/03/2027", "Ngày bắt đầu nghỉ phải trước hoặc trùng ngày cuối."),
        ("31/12/9999", "Nơi không hoạt động nữa thì ghi mục «Ngừng hoạt động từ ngày»."),
    ],
)
def test_a_day_off_that_ends_too_early_or_never_is_told(act, desk, ends_on, fault):
    rows = row("closures", 0, starts_on="05/03/2027", ends_on=ends_on, reason="Sửa phòng tiếp nhận")

    response = send(act("officer"), change(desk), **rows)

    assert fault in told(response)
    assert Closure.objects.filter(desk=desk).count() == 0


def test_a_day_off_is_on_the_desks_page_at_once(act, client, desk, renew):
    day = timezone.localdate() + DAY
    rows = hours(0, day.weekday(), "7:30", "17:00")
    rows |= row("closures", 0, starts_on=f"{day:%d/%m/%Y}", ends_on=f"{day:%d/%m/%Y}", reason="Sửa phòng tiếp nhận")

    send(act("officer"), change(desk), **rows)
    client.logout()
    renew()

    assert "Sửa phòng tiếp nhận" in client.get(desk.get_absolute_url()).content.decode()


def test_equipment_is_chosen_from_the_list_and_nothing_else_is_taken(act, desk):
    client = act("officer")

    send(client, change(desk), equipment=["wifi", "water"], accessibility=["ramp"])
    refused = send(client, change(desk), equipment=["wifi", "ho-boi"])

    found = Desk.objects.get(pk=desk.pk)
    assert (found.equipment, found.accessibility) == (["wifi", "water"], ["ramp"])
    assert "Trang thiết bị" in told(refused)


def test_equipment_is_kept_in_the_order_of_the_list_and_its_history_is_in_words(act, desk, world):
    desk.equipment, desk.accessibility = ["wifi", "kiosk"], ["ramp"]
    desk.save()
    client = act("officer")

    send(client, change(desk), hotline="0200 000 0011")
    kept = Desk.objects.get(pk=desk.pk).equipment
    send(client, change(desk), equipment=["wifi", "queue"], accessibility=[])

    assert kept == ["kiosk", "wifi"]
    both = history.told(world["people"]["province"], Desk, desk.pk)[0]  # told together: saved within two seconds
    assert [f"{each.label}: {each.old_text} → {each.new_text}" for each in both.changes] == [
        "Điện thoại: 0000 000 000 → 0200 000 0011",
        "Trang thiết bị: màn hình tra cứu; mạng không dây miễn phí → máy lấy số; mạng không dây miễn phí",
        "Lối đi và hỗ trợ cho người khuyết tật: đường dốc cho xe lăn → (trống)",
    ]


# Names and telephones


def test_an_agency_has_no_two_open_desks_of_one_name(act, desk, foreign, world):
    said = {"name": "điểm  ĐỒNG mẫu", "kind": "point", "agency": f"{world['commune']} [{world['commune'].slug}]"}
    client = act("province")

    twice = send(client, url("desk_add"), "name", **said)
    elsewhere = send(client, url("desk_add"), "name", **said | {"agency": f"{foreign.agency} [{foreign.agency.slug}]"})
    Desk.objects.filter(pk=desk.pk).update(closed_on=timezone.localdate())
    again = send(client, url("desk_add"), "name", **said)

    assert "Cơ quan này đã có nơi nộp «Điểm Đồng Mẫu». Đặt tên khác, hoặc sửa nơi nộp ấy." in told(twice)
    assert [response.status_code for response in (elsewhere, again)] == [302, 302]


def test_a_desk_that_closes_later_still_has_its_name_and_one_that_comes_back_asks_for_it(act, desk, world):
    today = timezone.localdate()
    twin = DeskFactory.build(agency=world["commune"], slug="diem-dong-mau-2", name="Điểm Đồng Mẫu", kind="point")
    for closed_on, taken in ((today + timedelta(days=100), True), (today, False)):
        Desk.objects.filter(pk=desk.pk).update(closed_on=closed_on)
        if taken:
            with pytest.raises(ValidationError, match="Cơ quan này đã có nơi nộp"):
                twin.clean()
        else:
            twin.clean()
    twin.save()

    desk.refresh_from_db()
    desk.closed_on = None

    with pytest.raises(ValidationError, match="Cơ quan này đã có nơi nộp"):
        desk.clean()


def test_an_officer_of_two_desks_of_one_name_can_still_save(act, desk, world):
    DeskFactory(agency=world["commune"], slug="diem-dong-mau-2", name="Điểm Đồng Mẫu", kind="point")

    response = send(act("officer"), change(desk), hotline="0200 000 0011")

    assert response.status_code == 302, told(response)


@pytest.mark.parametrize(
    "fields, fault",
    [
        ({"hotline": "200000011"}, "Số 200000011: có phải 0200000011? Gõ đủ số 0 ở đầu."),
        ({"phones": "Hộ tịch: 0200 000 0015\nĐất đai: 912345678"}, "Số 912345678: có phải 0912345678?"),
        (row("counters", 0, name="Quầy 2", phone="200000011"), "Số 200000011: có phải 0200000011?"),
        (row("duty_officers", 0, name="Lê Thị Mẫu", role="Hộ tịch", phone="2003812345"), "có phải 02003812345?"),
        ({"hotline": "0200 000 0011 – máy lẻ 12"}, ""),
        ({"hotline": "0200.000.0011, 19001234; 1022"}, ""),
        ({"hotline": "+84 200 000 0011", "phones": "Hộ tịch 0200 000 0015 (chị Lan)\n113"}, ""),
    ],
)
def test_a_telephone_has_its_first_nought(act, desk, fields, fault):
    response = send(act("officer"), change(desk), **fields)

    assert fault in told(response)
    assert (response.status_code == 302) is not bool(fault), told(response)


# Counters and people on duty


def test_a_counter_takes_fields_and_an_officer_on_duty_takes_the_counter(act, desk, world):
    client = act("officer")
    fields = [DomainFactory(name="Hộ tịch", slug="ho-tich"), world["procedures.domain"]]

    send(client, change(desk), **row("counters", 0, name="Quầy 2", domains=[each.pk for each in fields]))
    counter = Counter.objects.get(desk=desk)
    send(client, change(desk), **row("duty_officers", 0, name="Lê Thị Mẫu", role="Hộ tịch", counter=counter.pk))

    assert set(counter.domains.all()) == set(fields)
    assert DutyOfficer.objects.get(desk=desk).counter == counter


def test_a_counter_of_another_desk_is_not_taken(act, desk, foreign):
    theirs = Counter.objects.create(desk=foreign, name="Quầy của họ")

    response = send(
        act("officer"), change(desk), **row("duty_officers", 0, name="Lê Thị Mẫu", role="Hộ tịch", counter=theirs.pk)
    )

    assert "Quầy của họ" not in response.content.decode()
    assert "Người trực 1, quầy" in told(response)
    assert DutyOfficer.objects.filter(desk=desk).count() == 0


def test_a_counter_and_an_officer_on_duty_can_be_added_without_script(act, desk):
    page = form_of(act("officer").get(change(desk)), "hotline")

    assert {"openings-0-opens_at", "closures-0-reason", "counters-0-name", "duty_officers-0-name"} <= page.keys()


def test_the_form_asks_the_same_number_of_questions_with_1_and_3_rows(act, desk):
    client, costs = act("officer"), []
    client.get(change(desk))  # what is kept in the process is read once
    for number in (1, 2, 3):
        Counter.objects.create(desk=desk, name=f"Quầy {number}")
        DutyOfficer.objects.create(desk=desk, name=f"Lê Thị Mẫu {number}", role="Hộ tịch")
        with asked() as seen:
            client.get(change(desk))
        costs.append(len(seen))

    assert costs[0] == costs[2] <= 30, costs


# Whose desk it is


def test_an_officer_reads_and_does_not_change_what_the_province_says_of_a_desk(act, desk, foreign, world):
    catalogue = Catalogue.objects.create(name="Danh mục khác", slug="khac", agency=world["province"])
    before = Desk.objects.values("name", "slug", "kind", "agency", "unit").get(pk=desk.pk)
    client = act("officer")
    shown = client.get(change(desk))

    said = {"name": "Tên của tôi", "slug": "cua-toi", "kind": "province", "catalogues": [catalogue.pk]}
    whose = f"{foreign.agency} [{foreign.agency.slug}]"
    send(client, change(desk), **said, agency=whose, unit="", hotline="0200 000 0011")

    assert not {"name", "kind", "agency", "unit", "catalogues"} & form_of(shown, "hotline").keys()
    assert Desk.objects.values("name", "slug", "kind", "agency", "unit").get(pk=desk.pk) == before
    assert Desk.objects.get(pk=desk.pk).hotline == "0200 000 0011"
    assert list(desk.catalogues.all()) == []


@pytest.mark.parametrize("end", ["change", "wall", "checked", "history", "delete"])
def test_a_desk_of_another_agency_is_not_there_for_an_officer(act, foreign, end):
    client, path = act("officer"), url(f"desk_{end}", foreign.pk)

    answers = [client.get(path).status_code, client.post(path, {"hotline": "1022", "post": "yes"}).status_code]

    assert set(answers) <= {403, 404}, answers
    found = Desk.objects.get(pk=foreign.pk)
    assert (found.hotline, found.checked_on) == (foreign.hotline, None)


def test_rows_of_another_desk_cannot_be_sent_with_ones_own(act, desk, foreign):
    theirs = Counter.objects.create(desk=foreign, name="Quầy của họ")
    rows = row("counters", 0, id=theirs.pk, desk=foreign.pk, name="Quầy của tôi")

    send(act("officer"), change(desk), **rows, **{"counters-TOTAL_FORMS": 1, "counters-INITIAL_FORMS": 1})

    theirs.refresh_from_db()
    assert (theirs.name, theirs.desk) == ("Quầy của họ", foreign)


# Closing


def test_a_desk_that_closes_names_the_one_in_its_place_and_is_no_longer_listed(act, client, desk, world, renew):
    today, other = timezone.localdate(), world["procedures.desk"]

    send(act("officer"), change(desk), closed_on=f"{today:%d/%m/%Y}", successor=f"{other.name} [{other.slug}]")
    client.logout()
    renew()

    assert Desk.objects.get(pk=desk.pk).successor == other
    page = client.get(desk.get_absolute_url()).content.decode()
    assert other.get_absolute_url() in page
    assert desk.slug not in directory.get().desks
    assert act("officer").get(change(desk)).context["public_page"] == ""


def test_a_desk_that_will_close_is_still_public(act, desk):
    Desk.objects.filter(pk=desk.pk).update(closed_on=timezone.localdate() + DAY)

    assert act("officer").get(change(desk)).context["public_page"] == desk.get_absolute_url()


def test_a_desk_does_not_take_its_own_place(act, desk):
    response = send(act("officer"), change(desk), successor=f"{desk.name} [{desk.slug}]")

    assert "nơi này không thể tiếp nhận thay chính nó" in told(response)


def test_whole_form_is_sent_back_as_it_stands_and_nothing_is_changed(act, world):
    desk = world["procedures.desk"]
    Desk.objects.filter(pk=desk.pk).update(
        latitude="21.5", longitude="105.25", equipment=["wifi"], last_dossier_at=time(15), phones="Hộ tịch: 0200\nKhác"
    )
    Closure.objects.filter(desk=desk).update(starts_on=date(2027, 3, 5), ends_on=date(2027, 3, 6))
    before = Desk.objects.values().get(pk=desk.pk), kept(desk), desk.history.count()

    response = send(act("officer"), change(desk))

    assert response.status_code == 302
    assert (Desk.objects.values().get(pk=desk.pk), kept(desk)) == before[:2]
