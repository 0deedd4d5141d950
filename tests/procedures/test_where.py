"""Where to hand in, as the finder, a desk's page and a procedure's page answer it together."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.html import escape

from procedures import directory, open_tables, places, receiving
from procedures.many_desks import Told
from procedures.models import Change, Edition, FormerUnit, LocalFact, ProcedureAlias, Synonym
from procedures.pages import desks
from procedures.pages.reception import COUNTED, expected
from procedures.receiving import NOTHING
from procedures.sheet import Duration, Sheet, SubmissionMethod, Unit
from procedures.sheet_code import SheetCode, number_of
from tests.factories import (
    AdministrativeUnitFactory,
    AgencyFactory,
    DecisionFactory,
    DeskFactory,
    EditionFactory,
)
from tests.procedures.place import CODES, build, fact, words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place(renew):
    """A commune with a desk; another commune whose desk receives nothing; a centre of the province."""
    place = build(since=11)
    place.today = timezone.localdate()
    place.far = AdministrativeUnitFactory(code="99002", name="Xã Sông Xa", kind="commune", parent=place.province.unit)
    far = AgencyFactory(name="UBND xã Sông Xa", slug="song-xa", kind="commune", parent=place.province, unit=place.far)
    place.other = DeskFactory(agency=far, unit=place.far, slug="song-xa", name="Trung tâm xã Sông Xa")
    place.centre = DeskFactory(
        agency=place.province, unit=place.unit, slug="tinh", name="Trung tâm tỉnh", kind="province", address="Số 1"
    )
    place.renew = lambda: (renew(), places.renew())
    place.renew()
    return place


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def close(place, desk, on, successor=None):
    desk.closed_on, desk.successor = on, successor
    desk.save()
    place.renew()


def rewrite(place, number, **parts):
    """Other public words of one of the three procedures."""
    old = place.editions[number]
    edition = Edition(procedure=old.procedure, state="published", public_from=place.today)
    Edition.objects.filter(pk=old.pk).update(public_until=place.today)
    edition.set_sheet(Sheet(**words(**parts))).save()
    place.renew()
    return edition


# The procedure's page


def test_a_desk_that_no_commune_can_be_chosen_for_is_named_with_its_address(client, place):
    fact(place, place.centre, 0, reception="here")
    fact(place, place.commune, 0, reception="elsewhere", elsewhere=place.centre)

    page = text(client, f"/thu-tuc/{CODES[0]}/")

    card = page.split('id="noi-nop"')[1].split("</section>")[0]
    assert "Trung tâm tỉnh" in card
    assert "Số 1" in card


def test_the_finder_is_one_step_away(client, place):
    fact(place, place.centre, 0, reception="here")

    assert f'href="/mot-cua/?thu-tuc={CODES[0]}"' in text(client, f"/thu-tuc/{CODES[0]}/")


def test_a_procedure_of_which_only_the_name_is_known_has_not_ended(client, place):
    edition = rewrite(place, 0)
    Edition.objects.filter(pk=edition.pk).update(public_until=place.today)
    bare = Edition(procedure=edition.procedure, state="published", public_from=place.today)
    bare.set_sheet(Sheet(name="Chỉ có tên")).save()
    place.renew()

    page = text(client, f"/thu-tuc/{CODES[0]}/")

    assert "Mới có tên" in page
    assert "Hết hiệu lực" not in page


def test_before_its_day_nothing_is_received_and_the_count_begins_on_it(client, place):
    begins = place.today + 20 * DAY
    Edition.objects.filter(pk=place.editions[0].pk).update(public_until=place.today)
    edition = Edition(
        procedure=place.editions[0].procedure, state="published", public_from=place.today, in_force_from=begins
    )
    edition.set_sheet(Sheet(**words(days=5))).save()
    place.renew()
    address = f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau"

    page = text(client, address)

    assert f"Nơi này tiếp nhận thủ tục từ {begins:%d/%m/%Y}" in page
    assert f"ngày {begins:%d/%m/%Y}" in page.split('id="du-kien-tra"')[1]
    early = text(client, f"{address}&ngay={place.today + DAY:%d/%m/%Y}")
    assert f"Thủ tục có hiệu lực từ ngày {begins:%d/%m/%Y}" in early


@pytest.mark.parametrize("unit", list(Unit))
def test_how_a_time_limit_is_counted_is_told_by_its_unit(place, unit):
    duration = Duration(amount=None if unit == Unit.SAME_DAY else 3, unit=unit)
    sheet = Sheet(name="a", methods=[SubmissionMethod(channel="in_person", duration=duration)])

    found = expected(sheet, NOTHING, None, "")

    assert found.how == COUNTED[unit]
    assert ("tính cả" in found.how) == (unit in (Unit.DAY, Unit.MONTH, Unit.YEAR))


def test_the_help_says_which_limits_count_the_weekend(client):
    page = text(client, "/tro-giup/")

    assert "Thời hạn ghi “ngày làm việc” hoặc “giờ”: không tính thứ Bảy, Chủ nhật, ngày lễ." in page
    assert "Thời hạn ghi “ngày”, “tháng”, “năm”: tính cả những ngày ấy" in page


def test_of_limits_that_differ_by_way_it_says_which_is_counted(client, place):
    ways = [("in_person", 5), ("postal", 9)]
    methods = [
        SubmissionMethod(channel=channel, duration=Duration(amount=days, unit="working_day")) for channel, days in ways
    ]
    rewrite(place, 0, methods=methods)

    page = text(client, f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau")

    assert "Nộp đủ hồ sơ trực tiếp" in page
    assert "Thời hạn khi nộp trực tiếp: 5 ngày làm việc." in page


# The finder


def test_a_commune_that_does_not_receive_it_is_said_with_who_does(client, place):
    page = text(client, f"/mot-cua/?thu-tuc={CODES[0]}&q=Sông Xa")

    assert "Nơi nộp ở «Sông Xa» không tiếp nhận thủ tục này" in page
    assert "Trung tâm xã An Mẫu" in page
    assert "Chưa tìm thấy" not in page


def test_what_has_ended_or_was_withdrawn_is_received_nowhere(client, place):
    decision = DecisionFactory(effective_on=place.today, applied_at=timezone.now())
    Change.objects.create(decision=decision, procedure=place.editions[0].procedure, kind="abolished")
    Edition.objects.filter(pk=place.editions[1].pk).update(public_until=place.today, withdrawn_reason="Sai")
    place.renew()

    ended, withdrawn = (text(client, f"/mot-cua/?thu-tuc={code}") for code in CODES[:2])

    assert "Thủ tục đã hết hiệu lực" in ended
    assert "hiện không công khai" in withdrawn
    for page in (ended, withdrawn):
        assert "Chọn nơi này" not in page
        assert "Chưa tìm thấy" not in page


def test_before_its_day_the_list_says_from_when_it_is_received(client, place):
    begins = place.today + 20 * DAY
    Edition.objects.filter(pk=place.editions[0].pk).update(public_until=place.today)
    later = Edition(
        procedure=place.editions[0].procedure, state="published", public_from=place.today, in_force_from=begins
    )
    later.set_sheet(Sheet(**words())).save()
    fact(place, place.other, 0, reception="here")
    close(place, place.other, begins, place.centre)

    page, other = (text(client, f"/mot-cua/?thu-tuc={code}") for code in CODES[:2])

    told = f"Thủ tục có hiệu lực từ {begins:%d/%m/%Y}, các nơi dưới đây nhận hồ sơ từ ngày ấy."
    assert page.count(told) == 1
    assert "Trung tâm xã An Mẫu" in page
    assert "Trung tâm xã Sông Xa" not in page  # closed by then
    assert "có hiệu lực từ" not in other


def test_an_unknown_code_is_said(client, place):
    page = text(client, "/mot-cua/?thu-tuc=9.999999<b>")

    assert "Không có thủ tục mã «9.999999&lt;b&gt;»" in page
    assert "Trung tâm xã An Mẫu" in page


def test_an_old_or_local_code_finds_its_desks(client, place):
    ProcedureAlias.objects.create(procedure=place.editions[0].procedure, code="1.009999")

    page = text(client, "/mot-cua/?thu-tuc=1.009999")

    assert "Không có thủ tục mã" not in page
    assert "Nơi nộp: Thủ tục số 0" in page


def test_signs_alone_mean_no_desk(client, place):
    assert "Chưa tìm thấy nơi nộp" in text(client, "/mot-cua/?q=!!!")
    assert client.get("/api/v1/desks?q=!!!").json()["count"] == 0


def test_an_old_commune_leads_to_the_new_one_wherever_its_desk_stands(client, place):
    place.other.unit = place.unit  # run by Sông Xa, standing in An Mẫu
    place.other.save()
    FormerUnit.objects.create(name="Xã Thử", district="Huyện Xưa", province="Tỉnh Mẫu", in_part=True, unit=place.far)
    place.renew()

    page = text(client, "/mot-cua/?q=xã thử")

    assert "Địa bàn cũ: một phần Xã Thử (Huyện Xưa, Tỉnh Mẫu) → nay là <strong>Xã Sông Xa</strong>" in page


def test_old_names_stand_with_the_desk_they_lead_to(client, place):
    for name in ("Xã Cũ Một", "Xã Cũ Hai"):
        FormerUnit.objects.create(name=name, district="Huyện Xưa", province="Tỉnh Mẫu", unit=place.unit)
    place.renew()

    card = text(client, "/mot-cua/?q=huyện xưa").split('<article class="card desk">')[1]

    assert "Địa bàn cũ: Xã Cũ Hai, Xã Cũ Một (Huyện Xưa, Tỉnh Mẫu)" in card


def test_without_any_coordinates_nothing_is_nearest(client, place):
    assert "Gần tôi nhất" not in text(client, "/mot-cua/")
    place.other.latitude, place.other.longitude = 21, 105
    place.other.save()
    place.renew()

    assert "Gần tôi nhất" in text(client, "/mot-cua/")
    page = text(client, "/mot-cua/?gan=21.5,105.5")
    assert page.index("Trung tâm xã Sông Xa") < page.index("Trung tâm xã An Mẫu")
    assert "2 nơi chưa có tọa độ, xếp sau cùng" in page


@pytest.mark.parametrize("point", ["99,10", "-91,0", "10,181", "10,-999"])
def test_no_place_on_earth_is_no_place(client, place, point):
    assert "đường chim bay" not in text(client, f"/mot-cua/?gan={point}")


# A desk that closes


def test_a_desk_that_will_close_says_so_and_who_comes_after(client, place):
    day = place.today + 3 * DAY
    close(place, place.desk, day, place.other)

    for address in ("/mot-cua/an-mau/", "/mot-cua/", f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau"):
        assert f"Ngừng hoạt động từ {day:%d/%m/%Y}" in text(client, address), address
    assert "sau đó nộp tại" in text(client, "/mot-cua/an-mau/")


def test_no_result_is_promised_at_a_closed_desk(client, place):
    day = place.today + 3 * DAY
    close(place, place.desk, day, place.other)
    address = f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau"

    page = text(client, address).split('id="du-kien-tra"')[1]
    late = text(client, f"{address}&ngay={day:%d/%m/%Y}")

    assert f"Nơi này ngừng hoạt động từ {day:%d/%m/%Y}: nhận kết quả tại" in page
    assert "Trung tâm xã Sông Xa" in page
    assert f"Nơi này ngừng hoạt động từ ngày {day:%d/%m/%Y}: ghi ngày trước đó." in late


def test_a_closed_desk_leads_to_the_one_in_its_place(client, place):
    close(place, place.desk, place.today, place.other)
    LocalFact.objects.create(desk=place.other, procedure=place.editions[0].procedure, reception="here")
    place.renew()

    found = text(client, "/mot-cua/?q=An Mẫu")
    assert "nơi nộp ở đây đã đóng, nay nộp tại" not in found  # the province's centre stands there too
    close(place, place.centre, place.today, place.other)
    assert "nơi nộp ở đây đã đóng, nay nộp tại" in text(client, "/mot-cua/?q=An Mẫu")
    assert "Nơi này tiếp nhận thủ tục" in text(client, f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau")
    for address in ("/mot-cua/an-mau/", "/nhung/an-mau/"):
        page = text(client, address)
        assert "Nay nộp tại" in page
        assert "Trung tâm xã Sông Xa" in page
        assert "Giờ làm việc</dt>" not in page


def test_every_page_of_a_closed_desk_names_the_open_one_at_the_end(client, place):
    number = number_of(SheetCode(place.desk.pk, place.editions[0].pk, place.today - DAY))
    addresses = ("/mot-cua/an-mau/", "/niem-yet/an-mau/", "/nhung/an-mau/", f"/nt/{number}/")
    close(place, place.other, place.today - DAY, place.centre)
    close(place, place.desk, place.today, place.other)

    for address in addresses:
        page = text(client, address)
        assert "Trung tâm tỉnh" in page, address
        assert "Trung tâm xã Sông Xa" not in page, address
    assert client.get("/api/v1/desks/an-mau").json()["successor"] == "tinh"

    close(place, place.desk, place.today + 5 * DAY, place.other)  # still open, the next one has closed before
    for address in addresses[::3]:
        page = text(client, address)
        assert "Trung tâm tỉnh" in page, address
        assert "Trung tâm xã Sông Xa" not in page, address
    assert client.get("/api/v1/desks/an-mau").json()["successor"] == "tinh"


def test_a_desk_that_closes_first_does_not_take_over(place):
    close(place, place.other, place.today + 2 * DAY, place.centre)
    close(place, place.desk, place.today + 5 * DAY, place.other)
    assert directory.get().successor_of(directory.get().desks["an-mau"]) == place.centre

    close(place, place.other, place.today + 9 * DAY, place.centre)
    assert directory.get().successor_of(directory.get().desks["an-mau"]) == place.other


def test_who_sends_people_to_a_closed_desk_sends_them_to_the_one_in_its_place(client, place):
    fact(place, place.desk, 0, reception="elsewhere", elsewhere=place.other)
    close(place, place.other, place.today, place.centre)

    assert "Trung tâm tỉnh" in text(client, f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau").split('class="place__no"')[1]
    assert 'đến <a href="/mot-cua/tinh/">' in text(client, "/mot-cua/an-mau/")
    (said,) = client.get(f"/api/v1/procedures/{CODES[0]}?desk=an-mau").json()["local"]
    assert said["value"] == "Trung tâm tỉnh"
    (row,) = open_tables._facts(place.today)
    assert row["elsewhere"] == "tinh"

    close(place, place.other, place.today, place.desk)  # nobody is sent where they come from
    assert "Đến nộp tại" not in text(client, f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau")


def test_a_desk_that_closes_before_the_procedure_begins_does_not_receive_it(client, place):
    begins = place.today + 20 * DAY
    edition = rewrite(place, 0)
    Edition.objects.filter(pk=edition.pk).update(public_until=place.today)
    later = Edition(procedure=edition.procedure, state="published", public_from=place.today, in_force_from=begins)
    later.set_sheet(Sheet(**words(days=5))).save()
    close(place, place.desk, place.today + 3 * DAY, place.other)

    page = text(client, f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau")

    assert "Nơi này tiếp nhận thủ tục" not in page
    assert "Nơi nộp: " in text(client, f"/mot-cua/?thu-tuc={CODES[0]}")
    assert receiving.receivers(edition.procedure_id, begins=begins).desks == []
    day = f"{place.today + 3 * DAY:%d/%m/%Y}"
    assert f"Trung tâm xã An Mẫu ngừng hoạt động từ {day}, trước khi thủ tục này có hiệu lực." in page
    assert "Đến nộp tại" in page


def test_successors_are_followed_to_the_end_and_rings_lead_nowhere(place):
    close(place, place.desk, place.today, place.other)
    close(place, place.other, place.today, place.centre)
    assert directory.get().chosen("an-mau") == place.centre
    place.centre.closed_on, place.centre.successor = place.today, place.desk
    place.centre.save()
    place.renew()

    assert directory.get().chosen("an-mau") is None
    assert directory.get().successor_of(place.desk) is None


# A desk's page


@pytest.mark.parametrize("address", ["/mot-cua/an-mau/", "/nhung/an-mau/"])
def test_the_search_of_a_desk_understands_as_the_portal_does_and_stays_in_its_own_list(client, place, address):
    Synonym.objects.create(term="lam khai sinh", official="đăng ký khai sinh")
    rewrite(place, 1, name="Đăng ký khai sinh")
    outside = EditionFactory(sheet=Sheet(**words("Đăng ký lại khai sinh")), state="published", public_from=place.today)
    place.renew()

    page = text(client, f"{address}?q=lam khai sinh")

    assert "1 thủ tục cho «lam khai sinh»" in page
    assert f"/thu-tuc/{CODES[1]}/" in page
    assert f"/thu-tuc/{CODES[2]}/" not in page
    assert outside.procedure.code not in page
    for nothing in ("<i>zzz", "!!!"):
        assert f"Chưa tìm thấy «{escape(nothing)}»" in text(client, f"{address}?q={nothing}")


def test_the_search_of_a_desk_shows_the_best_and_folds_the_rest(client, place, monkeypatch):
    monkeypatch.setattr(desks, "BEST", 2)

    page = text(client, "/mot-cua/an-mau/?q=thủ tục số")

    assert "3 thủ tục cho «thủ tục số»" in page
    assert 'Ít sát với lời tìm hơn <span class="quiet">(1)</span>' in page


@pytest.mark.parametrize("address", ["/mot-cua/an-mau/", "/nhung/an-mau/"])
def test_what_is_found_but_handed_in_elsewhere_is_not_missing(client, place, address):
    fact(place, place.desk, 1, reception="elsewhere", elsewhere=place.other)

    page = text(client, f"{address}?q={CODES[1]}")

    assert "nhưng phải nộp ở nơi khác" in page
    assert "Chưa tìm thấy" not in page
    assert "Trung tâm xã Sông Xa" in page


def test_the_list_of_all_procedures_leads_to_what_the_chosen_desk_receives(client, place):
    page = text(client, "/thu-tuc/?q=số 1&mot-cua=an-mau")

    assert 'href="/mot-cua/an-mau/?q=s%E1%BB%91%201&amp;mot-cua=an-mau#tiep-nhan"' in page
    assert "Chỉ xem thủ tục Trung tâm xã An Mẫu tiếp nhận" in page
    assert "Chỉ xem thủ tục" not in text(client, "/thu-tuc/?q=số 1")


def test_every_number_can_be_called_and_no_address_is_made_up(client, place):
    place.desk.phones = "Đất đai: 0200 000 0032\nHỏi tại quầy\n1022"
    place.desk.address = ""
    place.desk.save()
    place.renew()

    page = text(client, "/mot-cua/an-mau/")

    assert 'Đất đai: <a class="telephone" href="tel:02000000032">0200 000 0032</a>' in page
    assert "Hỏi tại quầy" in page
    assert 'href="tel:1022"' in page
    assert "Địa chỉ</dt><dd>Chưa có thông tin" in page
    assert 'content="Trung tâm xã An Mẫu. Giờ' in page


# What an agency says once


def test_the_desk_to_which_an_agency_sends_all_its_desks_receives(client, place):
    fact(place, place.province, 0, reception="elsewhere", elsewhere=place.centre)
    key, code = place.editions[0].procedure_id, CODES[0]

    assert receiving.receivers(key).desks == ["tinh"]
    assert [item.code for item in receiving.received(place.centre) if item.here] == [code]
    assert Told([place.centre, place.desk], place.today).receives(place.centre) == {key: True}
    assert Told([place.centre, place.desk], place.today).receives(place.desk) == {key: False}
    assert "Nơi này tiếp nhận thủ tục." in text(client, f"/thu-tuc/{code}/?mot-cua=tinh")
    assert "Đến nộp tại" in text(client, f"/thu-tuc/{code}/?mot-cua=an-mau")


# The print sheet


def test_the_print_sheet_says_what_the_page_says(client, place):
    fact(place, place.desk, 0, duration=2, duration_unit="working_day", fee_amount=100_000, basis=place.law)
    fact(place, place.desk, 1, reception="elsewhere", elsewhere=place.other)

    here, there = (text(client, f"/thu-tuc/{code}/in/?mot-cua=an-mau") for code in CODES[:2])

    assert "<strong>2 ngày làm việc</strong> (quy định chung 5 ngày làm việc)<br>Theo 08/2026/NQ-HĐND" in here
    assert "<strong>100.000 đồng</strong>" in here
    assert "Nơi nộp</th><td> Trung tâm xã An Mẫu" in here
    assert "Dưới đây là quy định chung; thời hạn và phí riêng của địa phương ghi ở đầu tờ." in here
    assert "Trung tâm xã An Mẫu không tiếp nhận thủ tục này.<br>Đến nộp tại Trung tâm xã Sông Xa" in there


def test_the_print_sheet_of_what_has_ended_asks_for_nothing(client, place):
    fact(place, place.desk, 0, note="Mang bản gốc")
    decision = DecisionFactory(effective_on=place.today, applied_at=timezone.now())
    assert "Lưu ý: Mang bản gốc" in text(client, f"/thu-tuc/{CODES[0]}/in/?mot-cua=an-mau")
    Change.objects.create(decision=decision, procedure=place.editions[0].procedure, kind="abolished")
    place.renew()

    page = text(client, f"/thu-tuc/{CODES[0]}/in/?mot-cua=an-mau")

    assert "Thủ tục đã hết hiệu lực, không còn nhận hồ sơ." in page
    assert "Mang bản gốc" not in page


def test_the_ways_of_handing_in_point_to_what_differs_here(client, place):
    fact(place, place.desk, 0, duration=2, duration_unit="working_day", basis=place.law)

    ways = text(client, f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau").split('id="cach-nop"')[1]

    assert "Dưới đây là quy định chung; thời hạn riêng của địa phương ghi ở đầu trang." in ways
    assert "Dưới đây là quy định chung" not in text(client, f"/thu-tuc/{CODES[0]}/")


def test_a_local_time_longer_than_the_general_one_binds_nobody(client, place):
    fact(place, place.desk, 0, duration=9, duration_unit="working_day", basis=place.law)

    page = text(client, f"/thu-tuc/{CODES[0]}/?mot-cua=an-mau")

    assert 'class="answer__local"' not in page
    assert "Tại đây ghi 9 ngày làm việc, dài hơn quy định chung." in page
    assert "riêng của địa phương ghi ở đầu trang" not in page
    paper = text(client, f"/thu-tuc/{CODES[0]}/in/?mot-cua=an-mau")
    assert "Tại đây ghi 9 ngày làm việc, dài hơn quy định chung." in paper
    (said,) = client.get(f"/api/v1/procedures/{CODES[0]}?desk=an-mau").json()["local"]
    assert said["value"] == "9 ngày làm việc (dài hơn quy định chung)"
    assert "Thời hạn: 5 ngày làm việc." in page.split('id="du-kien-tra"')[1]


# Dự kiến trả: the hour


def the_day(sheet, desk, moment):
    found = expected(sheet, NOTHING, desk, "", timezone.make_aware(moment))
    return found.found.collect_on, found.before, found.today


def test_the_hour_that_a_sheet_states_ends_the_day_of_what_is_done_at_once(place):
    note = "Trong ngày; nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo."
    method = SubmissionMethod(channel="in_person", duration=Duration(unit=Unit.SAME_DAY), note=note)
    sheet, tuesday = Sheet(name="a", methods=[method]), date(2026, 12, 1)

    for desk in (None, directory.get().desks["an-mau"]):
        assert the_day(sheet, desk, datetime(2026, 12, 1, 9)) == (tuesday, time(15), True)
        assert the_day(sheet, desk, datetime(2026, 12, 1, 15, 1))[0] == tuesday + DAY
    slow = sheet.model_copy(
        update={"methods": [method.model_copy(update={"duration": Duration(amount=1, unit=Unit.WORKING_DAY)})]}
    )
    assert the_day(slow, None, datetime(2026, 12, 1, 15, 1))[0] == tuesday + DAY


def test_in_the_evening_nobody_is_told_to_hand_in_today(place):
    sheet = Sheet(**words(days=1))

    assert the_day(sheet, None, datetime(2026, 12, 1, 16, 59)) == (date(2026, 12, 2), None, True)
    assert the_day(sheet, None, datetime(2026, 12, 1, 22)) == (date(2026, 12, 3), None, False)


@pytest.mark.parametrize(
    "typed, said", [("31/02/2027", "Không có ngày 31/02/2027"), ("mai", "Ghi ngày theo dạng"), ("1/1/27", "Ghi ngày")]
)
def test_a_day_that_is_none_is_told_apart_from_one_that_is_not_understood(client, place, typed, said):
    assert said in text(client, f"/thu-tuc/{CODES[0]}/?ngay={typed}")


# Around


def test_a_sheet_of_what_is_handed_in_elsewhere_names_the_place(client, place):
    number = number_of(SheetCode(place.desk.pk, place.editions[0].pk, place.today))
    fact(place, place.desk, 0, reception="elsewhere", elsewhere=place.other)

    page = text(client, f"/nt/{number}/")

    assert "hiện không tiếp nhận thủ tục này. Đến nộp tại" in page
    assert "Trung tâm xã Sông Xa" in page


@pytest.mark.parametrize(
    "ancestors, said",
    [([], "cho phép địa chỉ trang của xã trước"), (["https://a.vn"], "Khung hiện được trong: https://a.vn.")],
)
def test_who_may_frame_the_list_is_said_beside_the_line_to_copy(client, place, settings, ancestors, said):
    settings.FRAME_ANCESTORS = ancestors

    assert said in text(client, "/mot-cua/an-mau/")
