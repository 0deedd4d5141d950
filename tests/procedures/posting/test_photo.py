"""The photo of a wall, and one posting afterwards: what it was, a photo that was forgotten."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from procedures import publishing
from procedures.models import Edition, Person, Posting, Procedure
from procedures.sheet import Sheet
from procedures.sheet_code import encode
from tests.factories import AgencyFactory
from tests.procedures.asked import asked
from tests.procedures.office import told, url
from tests.procedures.place import CODES, words
from tests.procedures.posting.minute import counts, noted, photo
from tests.procedures.typed import form_of, send

DAY = timedelta(days=1)

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
