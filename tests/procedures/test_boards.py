"""The page of a posting board: what hangs there, what it says of printing, what it costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from procedures import directory
from procedures.boards import board
from procedures.models import FormTemplate, Posting, Reference
from procedures.references import references_of
from procedures.sheet import Case, DossierItem, FormRef, Sheet
from tests.factories import DeskFactory, DomainFactory
from tests.procedures.on_the_board import add
from tests.procedures.place import CODES, fact, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(board_place):
    return board_place


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


def with_forms(place, code, *files, field=None):
    """A procedure in the catalogue whose papers have these forms, with its references as publishing makes them."""
    papers = [DossierItem(name=f"Đơn {file}", form=FormRef(name="Đơn", file=f"mau/{file}")) for file in files]
    edition = add(place, code, Sheet(**words(f"Việc {code}", cases=[Case(items=papers)])), field)
    Reference.objects.bulk_create(references_of(edition))
    return edition


def test_forms_that_are_no_pdf_are_listed_to_be_printed_by_hand(client, place, settings):
    (settings.MEDIA_ROOT / "mau").mkdir(parents=True)
    for file in ("ct01.docx", "don.DOC", "to-khai.pdf"):
        (settings.MEDIA_ROOT / "mau" / file).write_bytes(b"x")
    FormTemplate.objects.create(name="Tờ khai cư trú", number="Mẫu CT01", file="mau/ct01.docx", size=24_576)
    FormTemplate.objects.create(name="Mẫu ở nơi khác", file="mau/khac.docx")
    assert "mẫu đơn không phải PDF" not in shown(client)
    with_forms(place, "1.000008", "ct01.docx", "to-khai.pdf", "IN-HOA.PDF", field=DomainFactory(slug="cu-tru"))
    with_forms(place, "1.000009", "don.DOC", "mat.xlsx", "ct01.docx", field=DomainFactory(slug="khac"))

    whole, part = shown(client), shown(client, "?linh-vuc=khac")

    for told in (whole, part):
        assert "3 mẫu đơn không phải PDF: tải về, in riêng rồi dán sau tờ của thủ tục</summary>" in told
        assert '<a class="file" href="/tep/mau/ct01.docx" download>' in told
        assert "<span>Mẫu CT01 Tờ khai cư trú <span" in told
        assert "(Word, 25 kB)" in told
        assert "<span>don.DOC <span" in told
        assert 'mat.xlsx <span class="quiet">(không còn tệp trên cổng)</span>' in told
        assert "to-khai.pdf" not in told
        assert "IN-HOA" not in told
        assert "Mẫu ở nơi khác" not in told
    assert "Dán sau tờ 4, 5</li>" in whole
    assert part.count("Dán sau tờ 5</li>") == 3
    assert "mẫu đơn không phải PDF" not in shown(client, "?linh-vuc=ho-tich")


@pytest.mark.parametrize("forms", [1, 30])
def test_forms_cost_a_board_one_query(client, place, django_assert_num_queries, forms):
    from procedures.boards.forms import loose_forms

    for number in range(forms):
        with_forms(place, f"1.1{number:05d}", f"{number}.docx")
    found = board(place.desk)

    with django_assert_num_queries(1):
        told = loose_forms(found)

    assert [form.sheets for form in told] == [[number] for number in range(4, 4 + forms)]
