"""The officer's minute at the wall: what goes wrong between opening the screen and noting, and nothing is lost."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from procedures import directory, freshness, publishing, wall
from procedures.admin.waiting import waiting
from procedures.models import Catalogue, CatalogueItem, Edition, Person, Posting, Procedure
from procedures.sheet import Sheet
from procedures.sheet_code import encode
from tests.factories import AgencyFactory, DeskFactory, EditionFactory
from tests.procedures import office
from tests.procedures.asked import asked
from tests.procedures.office import told, url
from tests.procedures.place import CODES, build, fact, words
from tests.procedures.typed import form_of, send

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What is kept in the process is renewed here: a thread of its own would see nothing of a test."""
    monkeypatch.setattr(freshness.Kept, "_aside", lambda kept, stamp: kept._renew(stamp))


@pytest.fixture
def place(db, renew):
    """A desk of the commune on whose wall nothing hangs yet, and the people."""
    place = build(since=40)
    place.people = office.people(place.province, place.commune)
    place.today = timezone.localdate()
    place.path = url("desk_wall", place.desk.pk)
    place.keys = [edition.pk for edition in place.editions]
    place.sheets = [f"{key}-0" for key in place.keys]  # nothing is only true here
    renew()
    return place


@pytest.fixture
def officer(client, place):
    client.force_login(place.people[Person.Role.OFFICER])
    return client


def amend(place, number, on=None, **parts):
    """Other words of a procedure, public from a day (today unless told)."""
    old, on = place.editions[number], on or place.today
    Edition.objects.filter(pk=old.pk).update(public_until=on)
    sheet = Sheet(**words(f"Thủ tục số {number}", **parts))
    return EditionFactory(procedure=old.procedure, sheet=sheet, state="published", public_from=on)


def photo(name="bang.jpg", kind="JPEG", size=(400, 300), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue(), f"image/{kind.lower()}")


def noted(response, client):
    """The newest sentence on the page that one is led to."""
    assert response.status_code == 302, told(response)
    return [str(message) for message in client.get(response.url).context["messages"]][-1]


def counts(place):
    return tuple(wall.summary([place.desk])[place.desk.pk])


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


# The photo


def test_a_photo_loses_the_place_and_the_telephone_it_tells_of(officer, place, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    exif = Image.Exif()
    exif[0x0110] = "Điện thoại của tôi"
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 48.0, 17.0)})
    sent = photo(exif=exif, size=(3_000, 4_000))
    sent.name = "Nhà ông A.jpg"

    send(officer, place.path, "sheets", photo=sent)

    kept = Posting.objects.get().photo
    with Image.open(kept.path) as picture:
        assert (picture.size, picture.format, dict(picture.getexif())) == ((1_200, 1_600), "WEBP", {})
        assert not {"exif", "xmp"} & picture.info.keys()
    assert kept.name.startswith("niem-yet/bang-")


def test_a_photo_as_a_telephone_makes_it_is_taken(officer, place, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    noise = Image.effect_noise((3_000, 3_000), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=92)
    assert out.tell() > 5 * 1024 * 1024

    send(officer, place.path, "sheets", photo=SimpleUploadedFile("IMG_1.JPG", out.getvalue(), "image/jpeg"))

    assert Posting.objects.get().photo.size < 2 * 1024 * 1024


def broken():
    whole = photo(size=(900, 900)).read()
    return SimpleUploadedFile("bang.jpg", whole[: len(whole) // 2], "image/jpeg")


@pytest.mark.parametrize(
    "make",
    [
        lambda: SimpleUploadedFile("bang.jpg", b"khong phai anh", "image/jpeg"),
        lambda: SimpleUploadedFile("bang.jpg", b"", "image/jpeg"),
        lambda: SimpleUploadedFile("bang.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        lambda: SimpleUploadedFile("bang.jpg", b"<html><script>alert(1)</script>", "image/jpeg"),
        lambda: photo("bang.png"),
        lambda: photo("bang.gif", "GIF"),
        lambda: photo("bang.jpg", size=(9_000, 7_000)),
        lambda: SimpleUploadedFile("bang.jpg", photo().read() + b"0" * 20 * 1024 * 1024, "image/jpeg"),
        broken,
    ],
    ids=["text", "empty", "svg", "html", "wrong ending", "gif", "too many pixels", "too large", "broken"],
)
def test_a_photo_that_is_none_is_told_and_everything_else_stays(officer, place, settings, tmp_path, make):
    settings.MEDIA_ROOT = tmp_path

    response = send(officer, place.path, "sheets", photo=make(), note="Dán ở cửa trước", sheets=place.sheets[:1])

    assert "Ảnh chụp bảng" in told(response)
    assert "Ảnh chưa được giữ lại: chọn lại ảnh trước khi ghi." in told(response)
    form = form_of(response, "sheets")
    assert (form["note"], form["sheets"]) == (["Dán ở cửa trước"], place.sheets[:1])
    assert (Posting.objects.count(), list(tmp_path.rglob("*.*"))) == (0, [])


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


# The start page afterwards


def test_after_the_minute_nothing_waits_any_more(officer, place):
    person = place.people[Person.Role.OFFICER]
    more = Catalogue.objects.create(name="Danh mục thêm", slug="them", agency=place.province)
    CatalogueItem.objects.create(catalogue=more, procedure=place.editions[0].procedure)
    place.desk.catalogues.add(more)
    directory.renew()
    amend(place, 0, days=2)
    before = [each.text for each in waiting(person)]

    send(officer, place.path, "sheets")
    officer.post(url("desk_checked", place.desk.pk))

    assert before == [
        "3 thủ tục chưa dán.",
        "1 thủ tục đổi nội dung trong 30 ngày qua.",
        "Trung tâm xã An Mẫu: chưa ghi đã kiểm tra lần nào.",
    ]
    assert waiting(person) == []


def changed_lately(person):
    return [each for each in waiting(person) if "đổi nội dung" in each.text]


def amend_all(place):
    for number in range(3):
        amend(place, number, days=2)


def test_what_changed_lately_is_told_of_each_desk_as_its_own_wall_lists_it(officer, place):
    small = Catalogue.objects.create(name="Danh mục nhỏ", slug="nho", agency=place.province)
    CatalogueItem.objects.create(catalogue=small, procedure=place.editions[0].procedure)
    DeskFactory(agency=place.commune, slug="an-mau-2", name="Văn phòng 2").catalogues.add(small)
    checked = DeskFactory(agency=place.commune, slug="an-mau-3", name="Văn phòng 3", checked_on=place.today)
    checked.catalogues.add(place.catalogue)
    directory.renew()
    amend_all(place)

    said = changed_lately(place.people[Person.Role.OFFICER])

    assert [each.text for each in said] == [
        "Trung tâm xã An Mẫu: 3 thủ tục đổi nội dung trong 30 ngày qua.",
        "Văn phòng 2: 1 thủ tục đổi nội dung trong 30 ngày qua.",
    ]
    assert [len(officer.get(each.url).context["changed"]) for each in said] == [3, 1]
    assert all(each.url.endswith("#da-doi") for each in said)


def test_the_desks_of_an_officer_cost_no_more_questions_than_one(place):
    person = place.people[Person.Role.OFFICER]
    amend_all(place)
    with asked() as of_one:
        assert len(changed_lately(person)) == 1
    for number in (2, 3):
        desk = DeskFactory(agency=place.commune, slug=f"an-mau-{number}", name=f"Văn phòng {number}")
        desk.catalogues.add(place.catalogue)
    directory.renew()

    with asked() as of_three:
        assert len(changed_lately(person)) == 3

    assert len(of_three) == len(of_one)


def both(officer, place):
    """What the start page counts as changed, and what the wall lists: the same."""
    said = changed_lately(place.people[Person.Role.OFFICER])
    listed = [edition.code for edition in officer.get(place.path).context["changed"]]
    assert [each.text.split()[0] for each in said] == ([str(len(listed))] if listed else [])
    return listed


def test_only_what_the_desk_receives_today_has_changed_for_it(officer, place):
    amend_all(place)
    assert both(officer, place) == list(CODES)

    fact(place, place.desk, 0, reception="elsewhere")
    Edition.objects.filter(procedure=place.editions[1].procedure).update(in_force_from=place.today + DAY)
    directory.renew()

    assert both(officer, place) == [CODES[2]]


def test_what_the_desk_receives_beside_its_catalogue_has_changed_for_it_too(officer, place):
    amend(place, 0, days=2)
    place.catalogue.items.filter(procedure=place.editions[0].procedure).delete()
    directory.renew()
    assert both(officer, place) == []

    fact(place, place.desk, 0, reception="here")

    assert both(officer, place) == [CODES[0]]


def test_what_was_never_public_before_is_new_and_not_changed(officer, place):
    """The first import of a whole collection changes nothing: its sheets are to be put up, as the wall says."""
    new = EditionFactory(
        procedure=Procedure.objects.create(code="3.000001"), sheet=Sheet(**words("Thủ tục mới")), state="published"
    )
    CatalogueItem.objects.create(catalogue=place.catalogue, procedure=new.procedure, position=9)
    directory.renew()

    assert both(officer, place) == []
    assert "4 thủ tục chưa dán." in [each.text for each in waiting(place.people[Person.Role.OFFICER])]


def test_the_same_words_published_again_have_not_changed(officer, place):
    amend(place, 0)

    assert both(officer, place) == []


@pytest.mark.parametrize("days, changed", [(29, [CODES[0]]), (30, [])])
def test_what_changed_is_told_for_thirty_days(officer, place, days, changed):
    amend(place, 0, on=place.today - days * DAY, days=2)

    assert both(officer, place) == changed


def test_more_changes_than_are_listed_are_told_with_their_number(officer, place, monkeypatch):
    amend_all(place)
    monkeypatch.setattr("procedures.admin.postings.CHANGED", 2)

    page = " ".join(officer.get(place.path).content.decode().split())

    assert "3 thủ tục đổi nội dung trong 30 ngày qua; dưới đây là 2 thủ tục đổi gần nhất" in page


def test_a_closed_desk_waits_until_its_sheets_are_taken_down(officer, place):
    person = place.people[Person.Role.OFFICER]
    send(officer, place.path, "sheets", sheets=place.sheets[:2])
    officer.post(url("desk_checked", place.desk.pk))
    other = DeskFactory(agency=place.commune, slug="an-mau-2", name="Văn phòng 2", checked_on=place.today)
    never = DeskFactory(agency=place.commune, slug="an-mau-3", name="Văn phòng 3", closed_on=place.today)
    assert [each.text for each in waiting(person)] == ["Trung tâm xã An Mẫu: 1 thủ tục chưa dán."]
    for each in (place.desk, other):
        each.refresh_from_db()
    place.desk.closed_on = place.today
    place.desk.save()
    directory.renew()

    said = waiting(person)

    assert [(each.text, each.url) for each in said] == [("Trung tâm xã An Mẫu, đã đóng cửa: 2 tờ cần gỡ.", place.path)]
    send(officer, place.path, "taken_down")
    assert waiting(person) == []
    assert not never.postings.exists()


def test_an_officer_whose_only_desk_closed_is_told_too(officer, place):
    send(officer, place.path, "sheets")
    place.desk.closed_on = place.today
    place.desk.save()
    directory.renew()

    said = [each.text for each in waiting(place.people[Person.Role.OFFICER])]

    assert said == ["Trung tâm xã An Mẫu, đã đóng cửa: 3 tờ cần gỡ."]


def test_closed_desks_cost_no_more_questions_than_one(place):
    person = place.people[Person.Role.OFFICER]

    def close(number):
        desk = DeskFactory(agency=place.commune, slug=f"cu-{number}", name=f"Điểm cũ {number}", closed_on=place.today)
        day = place.today - DAY
        Posting.objects.create(desk=desk, posted_on=day, printed_on=day, editions=place.keys)
        directory.renew()

    close(1)
    with asked() as of_one:
        waiting(person)
    for number in (2, 3, 4):
        close(number)

    with asked() as of_four:
        said = [each.text for each in waiting(person) if "đã đóng cửa" in each.text]

    assert said == [f"Điểm cũ {number}, đã đóng cửa: 3 tờ cần gỡ." for number in (1, 2, 3, 4)]
    assert len(of_four) == len(of_one)


# Sheets that hang no longer


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


# One posting afterwards: what it was, a photo that was forgotten


def page_of(client, posting):
    return client.get(url("posting_change", posting.pk)).content.decode()


def test_a_photo_cannot_be_found_by_guessing(officer, place, settings, tmp_path):
    """Uploads are served to everybody who knows their name."""
    settings.MEDIA_ROOT = tmp_path
    send(officer, place.path, "sheets", sheets=place.sheets[:1], photo=photo())
    send(officer, place.path, "sheets", photo=photo())

    names = {posting.photo.name for posting in Posting.objects.all()}
    assert len(names) == 2
    assert all(re.fullmatch(r"niem-yet/bang-[0-9a-f]{32}\.webp", name) for name in names)


def test_a_posting_tells_what_was_put_up_and_taken_down(officer, place):
    posting = publishing.post(place.desk, by=None, editions=place.keys[:2], taken_down=[place.editions[2].procedure_id])
    posting.marks = [0, 77]
    posting.save()
    numbers = [encode(place.desk.pk, key, place.today, mark) for key, mark in zip(place.keys, (0, 77), strict=False)]

    html = page_of(officer, posting)

    up, down = html.split("Tờ đã dán")[1].split("Tờ đã gỡ")
    assert re.findall(r'<a href="/thu-tuc/([\d.]+)/">(.*?)</a>', up) == [
        (CODES[0], "Thủ tục số 0"),
        (CODES[1], "Thủ tục số 1"),
    ]
    assert re.findall(r'<a href="/nt/.*?/">(.*?)</a>', up) == numbers
    assert re.findall(r'<a href="/thu-tuc/([\d.]+)/">(.*?)</a>', down) == [(CODES[2], "Thủ tục số 2")]
    assert "<details" not in up + down


def test_a_posting_of_hundreds_is_folded_and_costs_the_same(officer, place):
    Procedure.objects.bulk_create(Procedure(code=f"3.{n:06d}", domain=None) for n in range(300))
    every = list(Procedure.objects.filter(code__startswith="3."))
    day = {"desk": place.desk, "posted_on": place.today, "printed_on": place.today}
    made = [
        Edition(procedure=each, state="published", public_from=place.today).set_sheet(Sheet(**words(each.code)))
        for each in every
    ]
    keys = [edition.pk for edition in Edition.objects.bulk_create(made)]
    few = Posting.objects.create(editions=place.keys[:1], taken_down=[place.editions[1].procedure_id], **day)
    many = Posting.objects.create(editions=keys[:150], taken_down=[each.pk for each in every[150:]], **day)
    page_of(officer, few)

    with asked() as once:
        page_of(officer, few)
    with asked() as often:
        html = page_of(officer, many)

    assert len(once) == len(often)
    assert html.count('<details class="fold fold--plain"><summary>150 tờ</summary>') == 2
    assert html.count('<a href="/thu-tuc/3.') == 300


def test_a_forgotten_photo_is_added_once_and_drawn_anew(officer, place, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    posting = publishing.post(place.desk, by=None, editions=place.keys)
    exif = Image.Exif()
    exif[0x0110] = "Điện thoại của tôi"
    path = url("posting_photo", posting.pk)
    assert path in page_of(officer, posting)
    assert 'enctype="multipart/form-data"' in officer.get(path).content.decode()

    said = noted(officer.post(path, {"photo": photo(exif=exif, size=(3_000, 4_000))}), officer)

    posting.refresh_from_db()
    assert said == "Đã thêm ảnh chụp bảng."
    assert (posting.editions, posting.posted_by, counts(place)) == (place.keys, None, (3, 0, 0, 0))
    with Image.open(posting.photo.path) as picture:
        assert (picture.size, picture.format, dict(picture.getexif())) == ((1_200, 1_600), "WEBP", {})
    assert path not in page_of(officer, posting)
    again = officer.post(path, {"photo": photo()})
    assert "Lần ghi này đã có ảnh. Ảnh đã ghi không thay được." in told(again)
    assert len(list(tmp_path.rglob("*.webp"))) == 1


@pytest.mark.parametrize("sent", [{}, {"photo": SimpleUploadedFile("bang.jpg", b"khong phai anh", "image/jpeg")}])
def test_a_forgotten_photo_that_is_none_is_told(officer, place, settings, tmp_path, sent):
    settings.MEDIA_ROOT = tmp_path
    posting = publishing.post(place.desk, by=None, editions=place.keys)

    assert "Ảnh chụp bảng" in told(officer.post(url("posting_photo", posting.pk), sent))
    posting.refresh_from_db()
    assert (posting.photo.name, list(tmp_path.rglob("*.*"))) == ("", [])


@pytest.mark.parametrize("who", ["editor", "publisher", "officer of another agency"])
def test_who_may_not_post_at_a_desk_adds_no_photo(client, place, settings, tmp_path, who):
    settings.MEDIA_ROOT = tmp_path
    posting = publishing.post(place.desk, by=None, editions=place.keys)
    person = place.people.get(who) or place.people[Person.Role.OFFICER]
    if who not in place.people:
        person.agency = AgencyFactory(slug="xa-khac", kind="commune", parent=place.province)
        person.save()
    client.force_login(person)
    path = url("posting_photo", posting.pk)

    assert client.post(path, {"photo": photo()}).status_code in (403, 404)
    assert path not in page_of(client, posting)
    posting.refresh_from_db()
    assert posting.photo.name == ""


def test_taking_back_is_offered_only_where_it_can_be_done(officer, place):
    send(officer, place.path, "sheets", sheets=place.sheets[:1])
    first = Posting.objects.get()
    assert url("posting_undo", first.pk) in page_of(officer, first)

    send(officer, place.path, "sheets")
    last = Posting.objects.order_by("pk").last()

    assert url("posting_undo", first.pk) not in page_of(officer, first)
    assert url("posting_undo", last.pk) in page_of(officer, last)
    Posting.objects.filter(pk=last.pk).update(at=timezone.now() - 2 * DAY)
    assert url("posting_undo", last.pk) not in page_of(officer, last)
    Posting.objects.filter(pk=last.pk).update(at=timezone.now(), posted_by=place.people[Person.Role.PROVINCE])
    assert url("posting_undo", last.pk) not in page_of(officer, last)
