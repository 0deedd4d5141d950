"""The posting board: what hangs there, its pages, and what is printed, read back from the PDF."""

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
from procedures.boards import board
from procedures.boards.press import press
from procedures.models import FeedbackContact, FormTemplate, Posting
from procedures.press import arrange
from procedures.sheet import Case, DossierItem, FormRef, Sheet, SourceWords
from procedures.sheet_code import encode
from tests.factories import DecisionFactory, DeskFactory, DomainFactory, EditionFactory, ProcedureFactory
from tests.procedures.place import CODES, build, fact, words

pytestmark = pytest.mark.django_db
STACKED = "Ễ ằ ữ Ộ Đăng ký kết hôn"


@pytest.fixture
def place(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "tep"
    settings.SITE_URL = "https://tthc.songmau.vn"
    place = build(since=11)
    directory.renew()
    yield place
    press.stop()


def add(place, code, sheet, field=None):
    """One more procedure in the catalogue."""
    procedure = ProcedureFactory(code=code, domain=field or DomainFactory())
    edition = EditionFactory(procedure=procedure, sheet=sheet, state="published")
    place.catalogue.items.create(procedure=procedure, position=50)
    directory.renew()
    return edition


def pdf(client, path="bang.pdf"):
    response = client.get(f"/niem-yet/an-mau/{path}")
    assert response.status_code == 200, response.content[:300]
    return pypdfium2.PdfDocument(b"".join(response.streaming_content))


def texts(document):
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_sheets_are_numbered_by_their_place_in_the_whole_board(place):
    land = DomainFactory(name="Đất đai", slug="dat-dai")
    add(place, "1.000009", Sheet(**words("Tách thửa")), land)
    directory.renew()

    whole, part = board(place.desk), board(place.desk, domain="dat-dai")

    assert [(line.number, line.item.code) for line in whole.lines] == [*enumerate(CODES, 1), (4, "1.000009")]
    assert [(line.number, line.item.code) for line in part.lines] == [(4, "1.000009")]
    assert part.part == "lĩnh vực Đất đai"


@pytest.mark.parametrize("procedures", [0, 30])
def test_a_board_is_a_handful_of_queries(client, place, django_assert_max_num_queries, procedures):
    for number in range(procedures):
        add(place, f"1.1{number:05d}", Sheet(**words(f"Việc {number}")))
    client.get("/niem-yet/an-mau/")

    with django_assert_max_num_queries(7):
        assert client.get("/niem-yet/an-mau/").status_code == 200


def test_pages_that_have_nothing_to_show_say_what_to_do(client, place):
    empty = DeskFactory(agency=place.commune, slug="trong")
    place.catalogue.items.all().delete()
    directory.renew()

    assert "Nơi này chưa có danh mục tiếp nhận" in client.get("/niem-yet/trong/").content.decode()
    assert "Danh mục chưa có thủ tục nào đang có hiệu lực" in client.get("/niem-yet/an-mau/").content.decode()
    empty.closed_on = timezone.localdate()
    empty.save()
    directory.renew()
    assert "không còn hoạt động" in client.get("/niem-yet/trong/").content.decode()
    assert client.get("/niem-yet/trong/bang.pdf").status_code == 409
    assert client.get("/niem-yet/khong-co/").status_code == 404
    assert client.get("/niem-yet/an-mau/?linh-vuc=khong-co").status_code == 404


@pytest.mark.parametrize("address", ["http://tthc.songmau.vn", "https://127.0.0.1:8000", "https://localhost"])
def test_nothing_with_a_code_is_printed_while_others_cannot_open_it(client, place, settings, address):
    settings.SITE_URL = address

    for path in ("bang.pdf", "ma-qr.pdf"):
        response = client.get(f"/niem-yet/an-mau/{path}")
        assert response.status_code == 409
        assert "SITE_URL" in response.content.decode()
    assert "SITE_URL" in client.get("/niem-yet/an-mau/").content.decode()


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


# What the page says


def shown(client, query="", slug="an-mau"):
    """The words of the page of a board, without its frame."""
    response = client.get(f"/niem-yet/{slug}/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split("<main")[1].split("</main>")[0].split())


def hang(place, *numbers):
    """Some of the three sheets were put up ten days ago."""
    before = timezone.localdate() - timedelta(days=10)
    keys = [place.editions[number].pk for number in numbers]
    return Posting.objects.create(desk=place.desk, posted_on=before, printed_on=before, editions=keys)


def test_the_day_of_the_list_is_not_the_day_of_the_posting(client, place):
    assert "Chưa ghi lần niêm yết nào" in shown(client)

    posting = hang(place, 0)

    told = shown(client)
    assert f"Danh mục tính đến {timezone.localdate():%d/%m/%Y}" in told
    assert f"Niêm yết gần nhất {posting.posted_on:%d/%m/%Y}" in told
    assert "Niêm yết ngày" not in told


@pytest.mark.parametrize("posted", [0, 1, 3])
def test_a_board_asks_the_wall_with_a_handful_of_queries(client, place, django_assert_max_num_queries, posted):
    for _ in range(posted):
        hang(place, 0, 1)
    client.get("/niem-yet/an-mau/")

    with django_assert_max_num_queries(7):  # one of them asks whether what is kept is still fresh
        client.get("/niem-yet/an-mau/")


def test_a_field_that_is_not_received_is_named(client, place):
    DomainFactory(slug="thuy-san", name="Thủy sản")
    directory.renew()

    said = "Nơi này không tiếp nhận thủ tục nào của lĩnh vực Thủy sản."

    assert said in shown(client, "?linh-vuc=thuy-san")
    assert "cần in lại" not in shown(client, "?linh-vuc=thuy-san")
    for path in ("bang.pdf", "ma-qr.pdf"):
        assert said in shown(client, f"{path}?linh-vuc=thuy-san")


def test_a_desk_without_a_list_says_so_to_the_public(client, place):
    DeskFactory(agency=place.commune, slug="trong", hotline="0200 000 0099")
    directory.renew()

    for query in ("", "?phan=thay-doi", "?phan=danh-muc", "bang.pdf?phan=thay-doi", "ma-qr.pdf"):
        told = shown(client, query, "trong")
        assert "Nơi này chưa có danh mục tiếp nhận" in told
        assert "Hỏi Ủy ban nhân dân xã An Mẫu, điện thoại 0200 000 0099, xem nơi này nhận thủ tục nào" in told
        assert "Những tờ đã dán vẫn đúng" not in told
        assert "Quản trị" not in told


def test_a_list_without_procedures_in_force_gives_the_public_no_orders(client, place):
    place.catalogue.items.all().delete()
    directory.renew()

    told = shown(client)

    assert "Danh mục chưa có thủ tục nào đang có hiệu lực" in told
    assert "Quản trị" not in told


def test_what_to_print_counts_old_and_missing_sheets_apart(client, place):
    hang(place, 0, 1, 2)
    fact(place, place.desk, 1, counter="Quầy 9")
    add(place, "1.000009", Sheet(**words("Chưa dán")))
    add(place, "1.000010", Sheet(**words("Cũng chưa dán")))
    place.catalogue.items.filter(procedure=place.editions[2].procedure).delete()
    directory.renew()

    whole, part = shown(client), shown(client, "?phan=thay-doi")

    assert '?phan=thay-doi">Chỉ tờ cần in: 1 tờ cần in lại, 2 tờ chưa dán</a>' in whole
    assert "Trên bảng có 1 tờ cần gỡ." in whole
    assert "Phần đang xem: tờ cần in (1 tờ cần in lại, 2 tờ chưa dán); ngoài ra 1 tờ cần gỡ." in part
    assert "<strong>3 thủ tục</strong>" in part


def test_a_wall_that_is_right_has_nothing_to_print(client, place):
    hang(place, 0, 1, 2)

    assert "Không có tờ nào cần in lại hay chưa dán." in shown(client)
    assert "?phan=thay-doi" not in shown(client)
    for query in ("?phan=thay-doi", "bang.pdf?phan=thay-doi", "ma-qr.pdf?phan=thay-doi"):
        assert "Những tờ đã dán vẫn đúng." in shown(client, query)

    place.catalogue.items.filter(procedure=place.editions[2].procedure).delete()
    directory.renew()

    for query in ("?phan=thay-doi", "bang.pdf?phan=thay-doi"):
        assert "Trên bảng còn 1 tờ cần gỡ." in shown(client, query)
        assert "vẫn đúng" not in shown(client, query)


def test_words_and_links_of_a_part_agree(client, place):
    add(place, "1.000009", Sheet(**words("Việc khác")), DomainFactory(slug="khac", name="Khác"))

    for query in ("", "?phan=danh-muc", "?kho=a3", "?phan=la"):
        told = shown(client, query)
        assert 'class="button" href="/niem-yet/an-mau/bang.pdf"' in told
        assert "Cả bộ (PDF, A4)" in told
    for query in ("?linh-vuc=khac", "?phan=danh-muc&linh-vuc=khac"):
        told = shown(client, query)
        assert 'class="button" href="/niem-yet/an-mau/bang.pdf?linh-vuc=khac"' in told
        assert 'href="/niem-yet/an-mau/ma-qr.pdf?linh-vuc=khac&amp;moi-to=8"' in told
        assert "In phần này (PDF, A4)" in told


@pytest.mark.parametrize("more, folded", [(0, None), (7, False), (8, True)])
def test_a_board_of_fields_has_a_list_of_them(client, place, more, folded):
    for number in range(more):
        add(place, f"1.1{number:05d}", Sheet(**words(f"Việc {number}")), DomainFactory(slug=f"lv{number}"))

    told = shown(client)

    if folded is None:
        assert "cac-linh-vuc" not in told
        return
    assert f'<details class="fold"{"" if folded else " open"}><summary>{more + 1} lĩnh vực' in told
    for number in range(more):
        assert f'<a href="#lv-lv{number}">' in told
        assert f'<h2 id="lv-lv{number}">' in told
    assert told.count('<a href="#cac-linh-vuc">Về danh sách lĩnh vực</a>') == more + 1


def test_a_closed_desk_says_first_that_it_is_closed_and_where_to_go(client, place):
    other = DeskFactory(agency=place.commune, slug="moi", name="Trung tâm mới")
    place.desk.closed_on, place.desk.successor = timezone.localdate(), other
    place.desk.save()
    directory.renew()

    told = shown(client)

    assert f"Nơi này không còn hoạt động từ ngày {timezone.localdate():%d/%m/%Y}" in told
    assert 'Nay nộp hồ sơ tại <a href="/mot-cua/moi/">Trung tâm mới</a>' in told
    for wrong in ("thủ tục</strong>", "Niêm yết ngày", "Danh mục tính đến", "<table", "Phản ánh"):
        assert wrong not in told
