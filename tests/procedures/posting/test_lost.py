"""Sheets that hang no longer: torn, missing, noted by mistake."""

from datetime import timedelta

from procedures import directory
from procedures.models import Person, Posting
from tests.procedures.office import told, url
from tests.procedures.place import CODES
from tests.procedures.posting.minute import amend, counts, noted
from tests.procedures.typed import form_of, send

DAY = timedelta(days=1)


def lose(officer, place, *numbers, **more):
    return send(officer, place.path, "viec", lost=[place.editions[n].procedure_id for n in numbers], **more)


def test_a_true_sheet_that_was_torn_off_is_noted_and_waits_to_be_printed(officer, place):
    send(officer, place.path, "sheets", sheets=place.sheets[:2])
    form = form_of(officer.get(place.path), "viec")
    assert {name: form[name] for name in form if name != "csrfmiddlewaretoken"} == {
        "viec": ["khong-con"],
        "reason": [""],
    }

    said = noted(lose(officer, place, 1, reason="Rách góc"), officer)

    posting = Posting.objects.order_by("pk").last()
    assert said == "Đã ghi 1 tờ không còn trên bảng. In lại, dán lên rồi ghi đã dán."
    assert (posting.editions, posting.taken_down, posting.note, posting.posted_by) == (
        [],
        [place.editions[1].procedure_id],
        "Không còn trên bảng: Rách góc",
        place.people[Person.Role.OFFICER],
    )
    assert counts(place) == (1, 0, 2, 0)
    assert form_of(officer.get(place.path), "sheets")["sheets"] == place.sheets[1:]
    history = officer.get(url("desk_history", place.desk.pk)).content.decode()
    assert f"Đã ghi 1 tờ không còn trên bảng: {CODES[1]} (Rách góc)" in history


def test_a_wall_that_is_all_true_still_lets_a_torn_sheet_be_noted(officer, place):
    send(officer, place.path, "sheets")

    page = officer.get(place.path).content.decode()

    assert "Không có gì phải in" in page
    assert "Tờ đang đúng trên bảng <span>(3)</span>" in page
    lose(officer, place, 0, 1, 2)
    assert counts(place) == (0, 0, 3, 0)
    assert "Tờ đang đúng trên bảng" not in officer.get(place.path).content.decode()


def test_nothing_ticked_is_a_slip_and_the_reason_stays(officer, place):
    send(officer, place.path, "sheets")

    response = send(officer, place.path, "viec", reason="Rách góc")

    assert "Không còn trên bảng : Chưa chọn tờ nào." in told(response)
    assert form_of(response, "viec")["reason"] == ["Rách góc"]
    assert 'id="dang-dung" open' in response.content.decode()
    assert Posting.objects.count() == 1


def test_too_long_a_reason_keeps_the_ticks(officer, place):
    send(officer, place.path, "sheets")

    response = lose(officer, place, 1, reason="x" * 401)

    assert "Vì sao" in told(response)
    assert form_of(response, "viec")["lost"] == [str(place.editions[1].procedure_id)]
    assert Posting.objects.count() == 1


def test_what_hangs_no_longer_is_noted_once(officer, place):
    send(officer, place.path, "sheets")
    lose(officer, place, 1)

    again = lose(officer, place, 1)  # as a page that was opened before would send it

    assert noted(again, officer) == "Các tờ này đã được ghi từ trước, không ghi thêm lần nữa."
    officer.post(place.path, {"viec": "khong-con", "lost": ["999999", "x", "9" * 40]})
    assert Posting.objects.count() == 2


def test_a_sheet_that_became_old_meanwhile_can_still_be_noted_as_lost(officer, place):
    send(officer, place.path, "sheets")
    opened = form_of(officer.get(place.path), "viec") | {"lost": [place.editions[0].procedure_id]}
    amend(place, 0, days=2)

    officer.post(place.path, opened)

    assert counts(place) == (2, 0, 1, 0)


def test_a_true_sheet_sent_as_one_that_must_go_is_refused_with_the_way_to_note_it(officer, place):
    send(officer, place.path, "sheets")
    sent = {"posted_on": f"{place.today:%d/%m/%Y}", "taken_down": [place.editions[1].procedure_id]}

    said = told(officer.post(place.path, sent))

    assert f"Tờ của thủ tục {CODES[1]} đang đúng, không phải gỡ." in said
    assert "đánh dấu ở mục «Tờ đang đúng trên bảng»" in said
    assert "vừa đổi" not in said
    assert counts(place) == (3, 0, 0, 0)


def test_old_paper_is_refused_on_the_screen_and_everything_stays(officer, place):
    amend(place, 0, days=2)
    yesterday = f"{place.today - DAY:%d/%m/%Y}"

    response = send(officer, place.path, "sheets", printed_on=yesterday, note="Dán ở cửa trước")

    assert f"Tờ in ngày {yesterday} không thể có nội dung hiện nay của thủ tục {CODES[0]}" in told(response)
    form = form_of(response, "sheets")
    assert (len(form["sheets"]), form["note"], form["printed_on"]) == (3, ["Dán ở cửa trước"], [yesterday])
    assert Posting.objects.count() == 0
    officer.post(place.path, form | {"sheets": place.sheets[1:]})
    assert counts(place) == (2, 0, 1, 0)


def test_where_catalogues_are_given_is_named_as_the_rail_names_it(client, place):
    place.desk.catalogues.clear()
    directory.renew()

    def page(role):
        client.force_login(place.people[role])
        return client.get(place.path).content.decode()

    link = f'<a href="{url("desk_change", place.desk.pk)}#id_catalogues">Bộ phận Một cửa</a>'
    assert f"Gắn danh mục cho nơi này ở màn hình {link}." in page(Person.Role.PROVINCE)
    mine = page(Person.Role.OFFICER)
    assert "Quản trị tỉnh gắn danh mục cho nơi này ở màn hình «Bộ phận Một cửa»." in mine
    assert "#id_catalogues" not in mine
