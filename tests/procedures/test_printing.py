"""Boards and labels on paper, read back from the PDF."""

import io
import os
import threading
import time
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone

from procedures import directory
from procedures.boards.press import press
from procedures.models import FeedbackContact, FormTemplate, Posting
from procedures.press import arrange
from procedures.sheet import Case, DossierItem, Fee, FormRef, Sheet, SourceWords, Step, SubmissionMethod
from procedures.sheet_code import encode
from tests.factories import DecisionFactory, DeskFactory, DomainFactory
from tests.procedures.on_the_board import add, pdf, texts
from tests.procedures.place import fact, words

pytestmark = pytest.mark.django_db
STACKED = "Ễ ằ ữ Ộ Đăng ký kết hôn"


@pytest.fixture
def place(board_place):
    return board_place


def test_a_board_on_paper(client, place):
    FeedbackContact.objects.create(agency=place.province, kind="phone", value="0200 000 0051")
    fact(place, place.province, 0, duration=3, duration_unit="working_day", basis=place.law)
    add(place, "1.000009", Sheet(**words(f"{STACKED} #$*_<@`[\\] {'dài ' * 300}".strip())))

    document = pdf(client)
    said = texts(document)

    assert "Danh mục thủ tục hành chính niêm yết" in said[0]
    first = next(text for text in said if "Tờ 1, trang 1/" in text)
    assert "3 ngày làm việc, quy định chung 5 ngày làm việc" in first
    assert "Theo 08/2026/NQ-HĐND" in first
    assert "Chưa có thông tin" in first
    last = next(text for text in said if "Tờ 4, trang 1/" in text)
    assert f"{STACKED} #$*_<@`[\\]" in last
    assert "0200 000 0051" in said[-1]
    assert "Khiếu nại, tố cáo không tiếp nhận tại đây" in said[-1]
    assert document.get_metadata_value("Title").startswith("Niêm yết thủ tục hành chính: Trung tâm xã An Mẫu")


def test_the_code_on_paper_is_read_by_a_decoder(client, place):
    document = pdf(client)
    found = [zxingcpp.read_barcodes(page.render(scale=2).to_pil()) for page in document]

    codes = [code.text for each in found for code in each]
    today = timezone.localdate()
    assert codes == [
        f"HTTPS://TTHC.SONGMAU.VN/NT/{encode(place.desk.pk, edition.pk, today)}/" for edition in place.editions
    ]
    assert client.get(codes[0].removeprefix("HTTPS://TTHC.SONGMAU.VN")).status_code == 200


def test_letters_are_drawn_with_the_whole_font(client, place):
    """The title's picture is the one that the font itself gives: no box for a missing letter, no mark apart."""
    import importlib.util
    from pathlib import Path

    from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

    add(place, "1.000009", Sheet(**words(STACKED)))
    document = pdf(client, "bang.pdf?linh-vuc=ho-tich")
    page = next(page for page in document if STACKED in page.get_textpage().get_text_range())
    scale = 4
    shown = page.render(scale=scale).to_pil().convert("L")
    box = (int(18 * 72 / 25.4 * scale), int(11 * 72 / 25.4 * scale), shown.width, int(23 * 72 / 25.4 * scale))
    drawn = shown.crop(box)
    drawn = drawn.crop(ImageChops.invert(drawn).point(lambda value: 255 if value > 60 else 0).getbbox())

    folder = Path(importlib.util.find_spec("fontpkg_be_vietnam_pro").origin).parent / "files"
    font = ImageFont.truetype(str(folder / "BeVietnamPro-Bold.ttf"), 20 * scale)

    def off(text):
        """How much of the picture differs from this text drawn with the font, once edges are blurred."""
        expected = Image.new("L", (4_000, 400), 255)
        ImageDraw.Draw(expected).text((50, 100), text, font=font, fill=28)
        expected = expected.crop(ImageChops.invert(expected).point(lambda value: 255 if value > 60 else 0).getbbox())
        pair = [each.filter(ImageFilter.GaussianBlur(3)) for each in (drawn.resize(expected.size), expected)]
        histogram = ImageChops.difference(*pair).histogram()
        return sum(histogram[96:]) / sum(histogram)

    assert off(STACKED) < 0.02
    assert off(STACKED) * 4 < off(STACKED.replace("Ễ", "Ê").replace("ằ", "ă").replace("Ộ", "O"))


def test_a3_is_the_same_larger(client, place):
    small, large = pdf(client), pdf(client, "bang.pdf?kho=a3")

    assert len(small) == len(large)
    assert [round(side / 72 * 25.4) for side in large[1].get_size()] == [297, 420]
    assert texts(small) == texts(large)


def test_only_what_changed_is_printed(client, place):
    before = timezone.localdate() - timedelta(days=10)
    Posting.objects.create(
        desk=place.desk, posted_on=before, printed_on=before, editions=[each.pk for each in place.editions]
    )
    fact(place, place.desk, 1, counter="Quầy 9")

    said = texts(pdf(client, "bang.pdf?phan=thay-doi"))

    assert ["Tờ 2, trang 1/" in text for text in said][0]
    assert not any("Tờ 1, trang" in text or "Danh mục thủ tục" in text for text in said)


def test_the_same_words_are_set_once(client, place):
    from procedures.boards import printing

    other = DeskFactory(agency=place.commune, slug="khac", name="Trung tâm khác")
    other.catalogues.add(place.catalogue)
    directory.renew()
    pdf(client)
    kept = {path: path.stat().st_ino for path in (printing.folder() / "to").rglob("*.pdf")}

    found = pypdfium2.PdfDocument(b"".join(client.get("/niem-yet/khac/bang.pdf").streaming_content))

    assert len(kept) == 3
    assert {path: path.stat().st_ino for path in (printing.folder() / "to").rglob("*.pdf")} == kept
    assert "Trung tâm khác" in texts(found)[1]


def test_a_form_that_is_a_pdf_follows_its_procedure(client, place, settings):
    out = io.BytesIO()
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(595, 842)
    blank.save(out)
    (settings.MEDIA_ROOT / "mau").mkdir(parents=True)
    (settings.MEDIA_ROOT / "mau/to-khai.pdf").write_bytes(out.getvalue())
    (settings.MEDIA_ROOT / "mau/hong.pdf").write_bytes(b"%PDF-1.4 hong")
    FormTemplate.objects.create(name="Tờ khai", file="mau/to-khai.pdf")
    papers = [
        DossierItem(name=f"Tờ khai {file}", form=FormRef(name="Tờ khai", file=f"mau/{file}.pdf"))
        for file in ("to-khai", "hong")
    ]
    plain = len(pdf(client))
    add(place, "1.000009", Sheet(**words("Có mẫu", cases=[Case(items=papers)])))

    said = texts(pdf(client))

    start = next(number for number, text in enumerate(said) if "Tờ 4, trang 1/" in text)
    own = int(said[start].partition("Tờ 4, trang 1/")[2].split()[0])
    assert len(said) == plain + own + 1
    assert said[start + own] == ""
    assert "https://tthc.songmau.vn/tep/mau/to-khai.pdf" in " ".join(said).replace(" ", "")


def test_a_sheet_of_two_hundred_papers_runs_over_pages(client, place):
    papers = [DossierItem(name=f"Giấy tờ thứ {number} của hồ sơ", originals=1) for number in range(224)]
    add(place, "1.000009", Sheet(**words("Hồ sơ dài", cases=[Case(items=papers)])))

    said = " ".join(texts(pdf(client)))

    assert all(f"Giấy tờ thứ {number} của hồ sơ" in said for number in range(224))


@pytest.mark.parametrize("each, on_first", [(8, 4), (24, 4)])
def test_labels_are_read_back(client, place, each, on_first):
    add(place, "1.000009", Sheet(**words("Tên rất dài " * 100)))

    document = pdf(client, f"ma-qr.pdf?moi-to={each}")
    codes = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())

    assert len(document) == 1
    assert len(codes) == on_first
    assert "1.000009" in texts(document)[0]
    number = encode(place.desk.pk, place.editions[0].pk, timezone.localdate())
    assert f"tthc.songmau.vn/nt/ {number}/" in texts(document)[0]


def drawn(page, place, scale=8):
    """One letter of a page as rows of ink, and where its foot stands: found by its place in the page's text."""
    left, bottom, right, top = page.get_textpage().get_charbox(place)
    height = page.get_height()
    shown = page.render(scale=scale).to_pil().convert("L")
    box = shown.crop(tuple(round(side * scale) for side in (left, height - top, right, height - bottom)))
    return [sum(255 - box.getpixel((x, y)) for x in range(box.width)) for y in range(box.height)], bottom


@pytest.mark.parametrize("each", [8, 24])
@pytest.mark.parametrize("letter", ["Ỗ", "Ẳ", "Ấ"])
def test_marks_of_the_first_line_of_a_label_are_whole(client, place, each, letter):
    add(place, "1.000009", Sheet(**words(f"{letter}n {'xe ' * 14}{letter}n")), DomainFactory(slug="khac"))
    page = pdf(client, f"ma-qr.pdf?moi-to={each}&linh-vuc=khac")[0]
    said = page.get_textpage().get_text_range()

    (first, foot), (below, lower) = (drawn(page, place) for place in (said.index(letter), said.rindex(letter)))

    marks = len(below) * 4 // 10
    assert foot - lower > 5
    assert sum(first[:marks]) > 0.8 * sum(below[:marks]) > 0  # tails of the line above add some


@pytest.mark.parametrize("each", [8, 24])
def test_a_name_that_is_too_long_leaves_what_stands_below_it_alone(tmp_path, each):
    from PIL import ImageChops

    from procedures.press.codes import png
    from procedures.press.worker import Typesetter

    label = {"qr": png("HTTPS://TTHC.SONGMAU.VN/NT/ABC/"), "code": "1.000009", "shown": "tthc.songmau.vn/nt/ABC/"}
    pictures = []
    for name in ("Ngắn", ("Ỗ gỵ dài " * 134)[:1_200]):
        labels = [{**label, "name": name}]
        Typesetter().set("labels.typ", {"title": "", "each": each, "labels": labels}, tmp_path / "nhan.pdf")
        page = pypdfium2.PdfDocument(tmp_path / "nhan.pdf")[0]
        text = page.get_textpage()
        top = page.get_height() - text.get_charbox(text.get_text_range().index("1.000009"))[3]
        shown = page.render(scale=4).to_pil()
        pictures.append(shown.crop((0, int(top * 4), shown.width, shown.height)))

    assert ImageChops.difference(*pictures).getbbox() is None


def test_the_list_alone_has_no_column_of_pages(client, place):
    alone, whole = texts(pdf(client, "bang.pdf?phan=danh-muc"))[0], texts(pdf(client))[0]

    assert "Tờ Thủ tục Thời hạn Phí 1 Thủ tục số 0" in alone
    assert "Trang" not in alone
    assert "Tờ Thủ tục Thời hạn Phí Trang 1 Thủ tục số 0" in whole


def test_what_introduces_something_is_not_left_alone_at_the_foot_of_a_page(client, place):
    from procedures.boards import printing

    fees = [Fee(amount=1_000 * number, note="mỗi bản") for number in range(1, 4)]
    for lines in range(1, 14):  # so the foot of a page falls everywhere
        steps = [
            Step(title=f"Bước {number}. Việc {number}", text="Nội dung của bước. " * lines, actor="Cán bộ Một cửa")
            for number in range(1, 30)
        ]
        ways = [SubmissionMethod(channel="in_person", fees=fees)]
        add(place, f"1.1{lines:05d}", Sheet(**words(f"Việc {lines}", steps=steps, methods=ways)))
    pdf(client)

    feet = [
        page.get_textpage().get_text_range().strip().splitlines()[-1].strip()
        for path in (printing.folder() / "to").rglob("*.pdf")
        for page in pypdfium2.PdfDocument(path)
    ]

    assert len(feet) > 50
    leads = ("Bước", "Người thực hiện", "Phí, lệ phí:", "Các bước", "Cách nộp")
    assert [foot for foot in feet if foot.startswith(leads)] == []


@pytest.mark.parametrize(
    "said, words_of",
    [
        ({"duration": 3, "duration_unit": "working_day"}, "thời hạn"),
        ({"fee_amount": 5_000}, "phí"),
        ({"duration": 3, "duration_unit": "working_day", "fee_amount": 5_000}, "thời hạn và phí"),
    ],
)
def test_the_general_limits_point_to_those_of_the_place(client, place, said, words_of):
    fact(place, place.province, 0, basis=place.law, **said)
    fact(place, place.province, 1, counter="Quầy 9")

    found = texts(pdf(client))

    own, other = (" ".join(text for text in found if f"Tờ {number}, trang" in text) for number in (1, 2))
    sentence = f"Cách nộp, thời hạn, phí Dưới đây là quy định chung; {words_of} riêng của địa phương ghi ở đầu tờ."
    assert sentence in own
    assert "Dưới đây là quy định chung" not in other


def test_a_longer_time_of_the_place_is_told_and_does_not_stand_as_the_limit(client, place):
    fact(place, place.province, 0, basis=place.law, duration=900, duration_unit="day")

    said = " ".join(text for text in texts(pdf(client)) if "Tờ 1, trang" in text)

    assert "Thời hạn 5 ngày làm việc Phí" in said
    assert "tại đây 900 ngày, dài hơn quy định chung" in said
    assert "Dưới đây là quy định chung" not in said


def test_a_press_that_died_is_started_again(client, place):
    pdf(client)
    press._process.kill()
    press._process.wait()

    assert len(pdf(client, "ma-qr.pdf?moi-to=24")) == 1


NESTED = (
    "1. Điều kiện chung:\na) Vốn tối thiểu:\n- Bảo hiểm nhân thọ:\n+ 750 tỷ đồng;\n"
    "+ 1.000 tỷ đồng, trong đó:\n• vốn góp."
)


def every_text(thing):
    """Every word that the arrangement of a sheet holds, wherever it stands."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for key in ("lead", "mark", "text", "below", "rows"):
            yield from every_text(thing.get(key, ""))
    elif isinstance(thing, list):
        for each in thing:
            yield from every_text(each)


def test_conditions_are_printed_whole_however_deep_they_go(client, place):
    sheet = Sheet(**words("Điều kiện nhiều tầng", requirements=NESTED))
    add(place, "1.000009", sheet, DomainFactory(slug="bao-hiem"))

    said = " ".join(texts(pdf(client, "bang.pdf?linh-vuc=bao-hiem")))

    told = [text for text in every_text(arrange._blocks(NESTED)) if len(text) > 3]
    assert len(told) >= 6
    assert [text for text in told if text not in said] == []


def test_paper_leads_to_the_sources_own_words_as_the_page_does(client, place):
    quoted = SourceWords(part="cases", text="Hồ sơ theo mẫu của cơ quan nhận.")
    add(place, "1.000009", Sheet(**words("Nguyên văn", cases=None, source_words=[quoted])), DomainFactory(slug="khac"))

    said = " ".join(texts(pdf(client, "bang.pdf?linh-vuc=khac")))

    assert "Giấy tờ Xem nguyên văn ở dưới" in said
    assert "Hồ sơ theo mẫu của cơ quan nhận." in said


def test_a_kept_sheet_that_got_lost_is_set_again(client, place):
    from procedures.boards import printing

    whole = len(pdf(client))
    lost = next((printing.folder() / "to").rglob("*.pdf"))
    lost.unlink()
    for path in (printing.folder() / "bang").glob("*.pdf"):
        path.unlink()

    assert len(pdf(client)) == whole
    assert lost.exists()


def test_pruning_takes_a_sheet_with_what_is_known_of_it_and_nothing_young(place, monkeypatch):
    from procedures.boards import printing

    def kept(name, days):
        for path in (printing.folder() / "to" / f"{name}.pdf", printing.folder() / "to" / f"{name}.json"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"x" * 10)
            os.utime(path, (time.time() - days * printing.DAY,) * 2)

    kept("old", 31)
    kept("used", 2)
    kept("young", 0.5)
    os.utime(printing.folder() / "to" / "old.pdf", (time.time() - 40 * printing.DAY,) * 2)
    monkeypatch.setattr(printing, "MOST", 25)

    printing._prune()

    assert sorted(path.name for path in (printing.folder() / "to").iterdir()) == ["young.json", "young.pdf"]


def test_the_list_of_one_field_and_of_a_field_that_is_not_received(client, place):
    add(place, "1.000009", Sheet(**words("Việc khác")), DomainFactory(slug="khac", name="Lĩnh vực Khác"))
    DomainFactory(slug="la", name="Lĩnh vực lạ")
    directory.renew()

    said = " ".join(texts(pdf(client, "bang.pdf?phan=danh-muc&linh-vuc=khac")))

    assert "Phần in này: lĩnh vực Lĩnh vực Khác" in said
    assert "Việc khác" in said
    assert "Thủ tục số 0" not in said
    assert "Không có tờ nào để in" in client.get("/niem-yet/an-mau/bang.pdf?linh-vuc=la").content.decode()


def test_others_are_told_to_come_back_while_the_press_is_taken(client, place, monkeypatch):
    from procedures.boards import press as way

    monkeypatch.setattr(way, "_places", threading.BoundedSemaphore(1))

    with way.admitted():
        response = client.get("/niem-yet/an-mau/bang.pdf")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert len(pdf(client)) > 3


def test_a_full_disk_has_a_page(client, place, monkeypatch):
    from procedures.boards.press import Press

    def full(self, job):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Press, "_do", full)

    response = client.get("/niem-yet/an-mau/bang.pdf")

    assert response.status_code == 503
    assert "Chưa in được" in response.content.decode()


def test_a_desk_that_closes_later_is_printed_until_then(client, place):
    place.desk.closed_on = timezone.localdate() + timedelta(days=5)
    place.desk.save()
    directory.renew()
    fact(place, place.desk, 1, counter="Quầy 9")

    assert "Quầy 9" in " ".join(texts(pdf(client)))
    assert "3 thủ tục" in client.get("/niem-yet/an-mau/").content.decode()


def test_a_board_that_takes_too_long_goes_on_with_the_next_try(client, place, monkeypatch):
    from procedures.boards import press as way

    monkeypatch.setattr(way, "LONGEST", 0)

    response = client.get("/niem-yet/an-mau/bang.pdf")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Bảng rất lớn, chưa in xong" in response.content.decode()
    monkeypatch.undo()
    assert len(pdf(client)) > 3


def test_a_corrected_number_of_a_decision_is_printed(client, place):
    decision = DecisionFactory(number="12/QĐ-UBND", slug="12-qd-ubnd")
    edition = place.editions[0]
    edition.__class__.objects.filter(pk=edition.pk).update(decision=decision)
    assert "12/QĐ-UBND" in " ".join(texts(pdf(client)))

    decision.number = "12A/QĐ-UBND"
    decision.save()

    assert "12A/QĐ-UBND" in " ".join(texts(pdf(client)))
