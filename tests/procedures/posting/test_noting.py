"""The officer's minute at the wall: what goes wrong between opening the screen and noting, and nothing is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from procedures import directory, publishing
from procedures.models import CatalogueItem, Edition, Person, Posting, Procedure
from procedures.sheet import Sheet
from tests.factories import AgencyFactory, DeskFactory
from tests.procedures.asked import asked
from tests.procedures.office import told, url
from tests.procedures.place import CODES, fact, words
from tests.procedures.posting.minute import amend, counts, noted, photo
from tests.procedures.typed import form_of, send

DAY = timedelta(days=1)

# In one go


def test_everything_is_ticked_and_one_press_notes_it(officer, place):
    said = noted(send(officer, place.path, "sheets", note="Dán cả bộ"), officer)

    posting = Posting.objects.get()
    assert said == f"Đã ghi 3 tờ dán ngày {place.today:%d/%m/%Y}."
    assert (posting.editions, posting.note, posting.posted_by) == (
        place.keys,
        "Dán cả bộ",
        place.people[Person.Role.OFFICER],
    )
    assert posting.printed_on == posting.posted_on == place.today
    assert counts(place) == (3, 0, 0, 0)
    assert "Bảng đang đúng với nội dung hôm nay. Không có gì phải in." in officer.get(place.path).content.decode()


def test_470_sheets_are_noted_at_once(officer, place):
    Procedure.objects.bulk_create(Procedure(code=f"3.{n:06d}", domain=None) for n in range(470))
    every = list(Procedure.objects.filter(code__startswith="3."))
    made = [
        Edition(procedure=each, state="published", public_from=place.today).set_sheet(Sheet(**words(each.code)))
        for each in every
    ]
    Edition.objects.bulk_create(made)
    CatalogueItem.objects.bulk_create(CatalogueItem(catalogue=place.catalogue, procedure=each) for each in every)
    directory.renew()
    form = form_of(officer.get(place.path), "sheets")
    assert len(form["sheets"]) == 473

    with asked() as noting:
        response = officer.post(place.path, form)

    assert noted(response, officer).startswith("Đã ghi 473 tờ dán")
    assert counts(place) == (473, 0, 0, 0)
    directory.renew()
    with asked() as looking:
        officer.get(place.path)
    assert (len(noting) <= 40, len(looking) <= 25) == (True, True), (len(noting), len(looking))


def test_large_keys_are_noted_too(officer, place):
    """As many texts as the national list has: keys have four figures."""
    new = Edition(pk=4_522, procedure=place.editions[0].procedure, state="published", public_from=place.today)
    Edition.objects.filter(pk=place.keys[0]).update(public_until=place.today)
    new.set_sheet(Sheet(**words("Thủ tục số 0", days=2))).save()

    send(officer, place.path, "sheets")

    assert Posting.objects.get().editions == [*place.keys[1:], 4_522]


def test_what_was_not_done_is_unticked_and_waits_on(officer, place):
    send(officer, place.path, "sheets", sheets=place.sheets[:2])

    assert Posting.objects.get().editions == place.keys[:2]
    assert counts(place) == (2, 0, 1, 0)
    assert form_of(officer.get(place.path), "sheets")["sheets"] == place.sheets[2:]


def test_sheets_that_must_go_are_taken_down(officer, place):
    send(officer, place.path, "sheets")
    place.catalogue.items.filter(procedure=place.editions[1].procedure).delete()
    directory.renew()
    gone = place.editions[1].procedure_id
    assert form_of(officer.get(place.path), "taken_down")["taken_down"] == [str(gone)]

    said = noted(send(officer, place.path, "taken_down"), officer)

    assert said == f"Đã ghi 0 tờ dán ngày {place.today:%d/%m/%Y}, gỡ 1 tờ."
    assert Posting.objects.order_by("pk").last().taken_down == [gone]
    assert counts(place) == (2, 0, 0, 0)


# Slips


@pytest.mark.parametrize(
    "said, message",
    [
        ({"sheets": None}, "Chưa chọn tờ nào."),
        ({"posted_on": "31/02/2026"}, "Ngày dán"),
        ({"posted_on": "01/01/2099"}, "Ngày niêm yết và ngày in không thể sau hôm nay."),
        ({"posted_on": "01/11/2026", "printed_on": "02/11/2026"}, "không thể dán trước ngày đó"),
        ({"note": "x" * 501}, "Ghi chú"),
        ({"sheets": ["999999999-0", "x", "-1", "9" * 40]}, "vừa đổi sau khi mở trang này"),
    ],
)
def test_a_slip_is_told_and_what_was_typed_and_unticked_stays(officer, place, said, message):
    kept = {"sheets": place.sheets[:1], "note": "Dán ở cửa trước"}

    response = send(officer, place.path, "posted_on", **(kept | said))

    assert message in told(response)
    assert Posting.objects.count() == 0
    form = form_of(response, "posted_on")
    assert form["note"] == [said.get("note", "Dán ở cửa trước")]
    assert form.get("sheets", []) == ([] if "sheets" in said else place.sheets[:1])
    assert form["posted_on"] == [said.get("posted_on", f"{place.today:%d/%m/%Y}")]


def test_words_that_changed_since_the_page_was_opened_are_told_and_the_rest_is_noted_with_one_more_press(
    officer, place
):
    opened = form_of(officer.get(place.path), "sheets")
    new = amend(place, 0, days=2)

    stale = officer.post(place.path, opened | {"note": "Dán ở cửa trước"})

    assert f"Nội dung hoặc quy định riêng của thủ tục {CODES[0]} vừa đổi sau khi mở trang này" in told(stale)
    assert Posting.objects.count() == 0
    form = form_of(stale, "sheets")
    assert (form["sheets"], form["note"]) == (place.sheets[1:], ["Dán ở cửa trước"])
    officer.post(place.path, form)
    assert Posting.objects.get().editions == place.keys[1:]
    assert form_of(officer.get(place.path), "sheets")["sheets"] == [f"{new.pk}-0"]


def test_a_fact_written_since_the_page_was_opened_makes_the_printed_sheet_old(officer, place):
    opened = form_of(officer.get(place.path), "sheets")
    fact(place, place.province, 0, fee_amount=1_000, basis=place.law)

    stale = officer.post(place.path, opened)

    assert f"quy định riêng của thủ tục {CODES[0]} vừa đổi sau khi mở trang này" in told(stale)
    assert not Posting.objects.exists()
    again = form_of(stale, "sheets")
    assert again["sheets"] == place.sheets[1:]
    officer.post(place.path, again)
    assert counts(place) == (2, 0, 1, 0)


def test_what_is_noted_late_does_not_go_before_what_is_noted(officer, place):
    send(officer, place.path, "sheets", sheets=place.sheets[:1])
    yesterday = place.today - DAY

    response = send(officer, place.path, "sheets", posted_on=f"{yesterday:%d/%m/%Y}")

    assert f"Lần ghi gần nhất là ngày {place.today:%d/%m/%Y}: ngày dán phải từ ngày ấy" in told(response)
    assert Posting.objects.count() == 1


def test_a_day_before_the_words_were_public_is_to_be_mended_not_the_sheet(officer, place):
    amend(place, 0)

    response = send(officer, place.path, "sheets", posted_on=f"{place.today - DAY:%d/%m/%Y}")

    said = told(response)
    assert f"Nội dung của thủ tục {CODES[0]} công khai từ ngày {place.today:%d/%m/%Y}: sửa ngày dán" in said


def test_a_closed_desk_notes_only_what_was_taken_down(officer, place):
    send(officer, place.path, "sheets", sheets=place.sheets[:2])
    place.desk.closed_on = place.today
    place.desk.save()
    directory.renew()

    page = officer.get(place.path)

    assert f"Nơi này đã đóng cửa từ ngày {place.today:%d/%m/%Y}" in page.content.decode()
    assert "bang.pdf" not in page.content.decode()
    assert "Đã ghi" in noted(officer.post(place.path, form_of(page, "taken_down")), officer)
    assert counts(place) == (0, 0, 0, 0)
    with pytest.raises(publishing.NotPossible, match="đã đóng cửa từ ngày"):
        publishing.post(place.desk, by=None, editions=place.keys[2:])


def test_what_changed_lately_is_listed_whether_or_not_it_hangs_anew(officer, place):
    amend(place, 0, days=2)
    send(officer, place.path, "sheets")

    page = officer.get(place.path).content.decode()

    changed = page.split('id="da-doi"')[1].split("</details>")[0]
    assert f"/thu-tuc/{CODES[0]}/" in changed
    assert f"từ {place.today:%d/%m/%Y}" in changed
    place.desk.checked_on = place.today
    place.desk.save()
    assert 'id="da-doi"' not in officer.get(place.path).content.decode()


def test_a_desk_without_a_catalogue_is_told_so(officer, place):
    place.desk.catalogues.clear()
    directory.renew()

    page = officer.get(place.path).content.decode()

    assert "Nơi này chưa có danh mục tiếp nhận" in page
    assert "In cả bộ" not in page
    assert "Bảng đang đúng" not in page


def test_a_sheet_that_hangs_again_rightly_is_not_taken_down_by_an_old_page(officer, place):
    send(officer, place.path, "sheets")
    item = place.catalogue.items.get(procedure=place.editions[1].procedure)
    CatalogueItem.objects.filter(pk=item.pk).delete()
    directory.renew()
    opened = form_of(officer.get(place.path), "taken_down")
    item.save(force_insert=True)
    directory.renew()

    stale = officer.post(place.path, opened)

    assert f"Tờ của thủ tục {CODES[1]} đang đúng, không phải gỡ." in told(stale)
    assert counts(place) == (3, 0, 0, 0)


def test_a_second_press_notes_nothing_twice(officer, place):
    opened = form_of(officer.get(place.path), "sheets")

    officer.post(place.path, opened)
    again = officer.post(place.path, opened)

    assert noted(again, officer) == "Các tờ này đã được ghi từ trước, không ghi thêm lần nữa."
    assert Posting.objects.count() == 1


def test_a_second_press_for_what_was_taken_down_is_no_fault(officer, place):
    send(officer, place.path, "sheets")
    place.catalogue.items.filter(procedure=place.editions[1].procedure).delete()
    directory.renew()
    opened = form_of(officer.get(place.path), "taken_down")

    officer.post(place.path, opened)
    again = officer.post(place.path, opened)

    assert noted(again, officer) == "Các tờ này đã được ghi từ trước, không ghi thêm lần nữa."
    assert Posting.objects.count() == 2


def test_two_presses_at_the_same_moment_keep_one_posting(place):
    """What both have judged before either wrote: the second finds the first under the desk's lock."""
    first, second = (publishing.post(place.desk, by=None, editions=place.keys) for _ in range(2))

    assert first == second
    assert Posting.objects.count() == 1


def test_what_a_colleague_noted_meanwhile_is_passed_over(officer, place):
    opened = form_of(officer.get(place.path), "sheets")
    publishing.post(place.desk, by=None, editions=place.keys[:1])

    officer.post(place.path, opened)

    assert Posting.objects.order_by("pk").last().editions == place.keys[1:]


# Undo, and whose wall it is


def test_the_last_posting_of_today_is_taken_back_with_its_photo(
    officer, place, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    send(officer, place.path, "sheets", photo=photo())
    posting = Posting.objects.get()
    assert posting.photo.storage.exists(posting.photo.name)

    with django_capture_on_commit_callbacks(execute=True):
        said = noted(officer.post(url("posting_undo", posting.pk)), officer)

    assert said == "Đã bỏ lần ghi này."
    kept = f"Đã bỏ lần ghi niêm yết: ngày {place.today:%d/%m/%Y}, dán 3 tờ ({', '.join(CODES)}), có ảnh"
    assert kept in officer.get(url("desk_history", place.desk.pk)).content.decode()
    assert (Posting.objects.count(), list(tmp_path.rglob("*.webp"))) == (0, [])
    assert counts(place) == (0, 0, 3, 0)
    assert officer.post(url("posting_undo", posting.pk)).status_code == 404


@pytest.mark.parametrize("how", ["not the last", "of a colleague", "of yesterday"])
def test_what_cannot_be_taken_back_says_so(officer, place, how):
    send(officer, place.path, "sheets", sheets=place.sheets[:1])
    posting = Posting.objects.get()
    if how == "not the last":
        send(officer, place.path, "sheets")
    elif how == "of a colleague":
        Posting.objects.update(posted_by=place.people[Person.Role.PROVINCE])
    else:
        Posting.objects.update(at=timezone.now() - 2 * DAY)

    response = officer.post(url("posting_undo", posting.pk))

    assert "Chỉ bỏ được lần ghi cuối cùng, do chính mình ghi trong ngày hôm nay." in told(response)
    assert "Tờ rách, mất hoặc ghi nhầm thì đánh dấu ở mục «Tờ đang đúng trên bảng»" in told(response)
    assert "Đã bỏ lần ghi" not in officer.get(url("desk_history", place.desk.pk)).content.decode()
    assert Posting.objects.filter(pk=posting.pk).exists()


def test_the_wall_and_the_postings_of_another_agency_are_not_there(officer, place):
    other = AgencyFactory(name="Ủy ban nhân dân xã Khác", slug="xa-khac", kind="commune", parent=place.province)
    desk = DeskFactory(agency=other, slug="mot-cua-khac")
    desk.catalogues.add(place.catalogue)
    posting = Posting.objects.create(desk=desk, posted_on=place.today, printed_on=place.today, editions=place.keys)

    for path in (url("desk_wall", desk.pk), url("posting_undo", posting.pk), url("posting_change", posting.pk)):
        for way in (officer.get, officer.post):
            assert way(path, {"sheets": place.sheets}).status_code in (403, 404), path
    assert Posting.objects.count() == 1
    assert list(officer.get(url("posting_changelist")).context["cl"].queryset) == []


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_who_only_reads_notes_nothing(client, place, role):
    client.force_login(place.people[Person.Role(role)])

    assert client.post(place.path, {"sheets": place.sheets}).status_code == 403
    assert client.post(url("desk_checked", place.desk.pk)).status_code == 403
    assert Posting.objects.count() == 0
