"""/du-lieu-mo/: the public data set as JSON, CSV and XLSX: whole, alike, of this day, safe to open, nothing secret."""

import csv
import hashlib
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from procedures import directory, freshness, open_data
from procedures.models import Edition, Procedure
from procedures.sheet import Sheet
from tests.factories import DeskFactory, DomainFactory, EditionFactory, ProcedureFactory, publish
from tests.procedures.place import CODES, build, words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NAMES = list(open_data.FILES)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """The files of one test are not those of another."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "du-lieu-mo"


@pytest.fixture
def place(renew):
    place = build(since=11)
    renew()
    place.today = timezone.localdate()
    return place


def content(client, name):
    response = client.get(f"/du-lieu-mo/{name}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def whole(client):
    """The JSON file."""
    return json.loads(content(client, "thu-tuc.json"))


def flat(client, name="thu-tuc.csv"):
    """A CSV file, as rows by their headings."""
    return list(csv.DictReader(io.StringIO(content(client, name).decode("utf-8-sig"))))


def table(client):
    """The XLSX file the same way."""
    book = openpyxl.load_workbook(io.BytesIO(content(client, "thu-tuc.xlsx")))
    head, *rows = book.active.iter_rows(values_only=True)
    return [dict(zip(head, ["" if cell is None else cell for cell in row], strict=True)) for row in rows]


def test_every_public_procedure_is_in_every_file(place, client):
    found = whole(client)

    assert [each["code"] for each in found["procedures"]] == list(CODES)
    assert [row["Mã thủ tục"] for row in flat(client)] == list(CODES)
    assert table(client) == flat(client)


def test_the_whole_file_holds_the_sheets_themselves(place, client):
    for told, edition in zip(whole(client)["procedures"], place.editions, strict=True):
        assert Sheet(**told["sheet"]) == edition.sheet
        assert told["url"] == f"https://tthc.songmau.vn/thu-tuc/{edition.procedure.code}/"
        assert told["public_from"] == (place.today - 11 * DAY).isoformat()


def test_a_row_says_what_the_list_says(renew, client):
    parts = {"domain": "Hộ tịch", "executing_agency": "Ủy ban nhân dân cấp xã", "online_level": "full"}
    publish("1.001193", **words("Đăng ký khai sinh", decision_number="163/QĐ-BTP", **parts))
    renew()

    assert flat(client) == [
        {
            "Mã thủ tục": "1.001193",
            "Tên thủ tục": "Đăng ký khai sinh",
            "Lĩnh vực": "Hộ tịch",
            "Cấp thực hiện": "Cấp xã",
            "Giấy tờ": "1 giấy tờ",
            "Thời hạn": "5 ngày làm việc",
            "Phí, lệ phí": "8.000 đồng",
            "Cách nộp": "Trực tiếp",
            "Dịch vụ công trực tuyến": "toàn trình",
            "Cơ quan thực hiện": "Ủy ban nhân dân cấp xã",
            "Quyết định công bố": "163/QĐ-BTP",
            "Công khai từ ngày": timezone.localdate().isoformat(),
            "Địa chỉ trang": "https://tthc.songmau.vn/thu-tuc/1.001193/",
        }
    ]


def test_words_come_through_whole_whatever_stands_in_them(renew, client):
    name = 'Cấp giấy "đặc biệt", loại A;\nB\tvà C, 10.000 m² – kể cả 😀'
    edition = publish("1.000001", **words(name))
    renew()

    assert flat(client)[0]["Tên thủ tục"] == table(client)[0]["Tên thủ tục"] == edition.name
    assert whole(client)["procedures"][0]["sheet"]["name"] == edition.name
    assert content(client, "thu-tuc.csv").startswith(b"\xef\xbb\xbf")  # or Excel reads it as Latin


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(renew, client, begins):
    evil = f'{begins}HYPERLINK("http://x","y")'
    publish("1.000001", **words(evil, executing_agency=evil, domain=evil, decision_number=evil))
    DeskFactory(name=evil, slug="noi-1", address=evil, hotline=f"{begins}84 24")
    renew()

    rows = flat(client) + table(client) + flat(client, "noi-nop.csv")

    assert [cell for row in rows for cell in row.values() if cell.startswith(begins)] == []
    assert rows[0]["Tên thủ tục"] == f"'{evil}"
    book = openpyxl.load_workbook(io.BytesIO(content(client, "thu-tuc.xlsx")))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_desks_are_those_that_are_open(place, client, renew):
    type(place.desk).objects.filter(pk=place.desk.pk).update(latitude="21.028511", longitude="105.804817")
    DeskFactory(agency=place.commune, slug="da-dong", closed_on=place.today)
    renew()

    assert flat(client, "noi-nop.csv") == [
        {
            "Tên": "Trung tâm xã An Mẫu",
            "Loại": "trung tâm cấp xã",
            "Cơ quan quản lý": "Ủy ban nhân dân xã An Mẫu",
            "Đặt tại": "Xã An Mẫu",
            "Địa chỉ": "Số 1, đường Mẫu",
            "Vĩ độ": "21.028511",
            "Kinh độ": "105.804817",
            "Điện thoại": "0000 000 000",
            "Địa chỉ trang": "https://tthc.songmau.vn/mot-cua/an-mau/",
        }
    ]


def test_nothing_unpublished_is_in_any_file(place, client, renew):
    secret = "Bí mật chưa công bố"
    EditionFactory(procedure=ProcedureFactory(code="1.000011"), sheet=Sheet(**words(secret)))
    EditionFactory(procedure=place.editions[0].procedure, sheet=Sheet(**words(secret)), state="review")
    coming = ProcedureFactory(code="1.000012")
    EditionFactory(procedure=coming, sheet=Sheet(**words(secret)), state="published", public_from=place.today + DAY)
    withdrawn = publish("1.000013", **words(secret))
    Edition.objects.filter(pk=withdrawn.pk).update(public_until=place.today, withdrawn_reason="Sai")
    internal = publish("1.000014", **words(secret))
    Procedure.objects.filter(pk=internal.procedure_id).update(kind="internal")
    renew()

    assert [each["code"] for each in whole(client)["procedures"]] == list(CODES)
    assert [row["Mã thủ tục"] for row in flat(client)] == [row["Mã thủ tục"] for row in table(client)] == list(CODES)
    assert secret not in content(client, "thu-tuc.json").decode()


# The page, licence and day


def test_page_and_file_state_licence_and_day(place, client, settings):
    page = client.get("/du-lieu-mo/").content.decode()

    assert settings.OPEN_DATA_LICENCE in page
    assert f"ngày {place.today:%d/%m/%Y}" in page
    about = whole(client)
    del about["procedures"]
    assert about == {
        "licence": settings.OPEN_DATA_LICENCE,
        "day": place.today.isoformat(),
        "url": "https://tthc.songmau.vn",
    }


def test_page_tells_rows_and_hash_of_every_file(place, client):
    page = client.get("/du-lieu-mo/").content.decode()
    files = {file.name: file for file in open_data.files()}

    assert list(files) == NAMES
    assert [file.rows for file in files.values()] == [3, 3, 3, 1]
    for name, file in files.items():
        held = content(client, name)
        assert (file.size, file.digest) == (len(held), hashlib.sha256(held).hexdigest())
        assert f'href="/du-lieu-mo/{name}"' in page
        assert file.digest in page


def test_a_changed_licence_is_in_the_next_file(place, client, settings):
    whole(client)

    settings.OPEN_DATA_LICENCE = "Chỉ để tham khảo."

    assert whole(client)["licence"] == "Chỉ để tham khảo."


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_to_be_saved_and_sets_no_cookie(place, client, name):
    response = client.get(f"/du-lieu-mo/{name}")
    b"".join(response.streaming_content)

    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert client.post(f"/du-lieu-mo/{name}").status_code == 405
    assert b"".join(client.head(f"/du-lieu-mo/{name}").streaming_content) == b""


# Made anew


def test_files_are_made_anew_only_after_a_change(place, client, monkeypatch):
    made = []
    make = open_data._make
    monkeypatch.setattr(open_data, "_make", lambda of: made.append(of) or make(of))

    for _ in range(3):
        client.get("/du-lieu-mo/")
        content(client, "thu-tuc.csv")
    assert len(made) == 1

    publish("1.000009", **words("Việc mới"))
    freshness.bump()
    freshness.forget()
    assert [row["Mã thủ tục"] for row in flat(client)][-1] == "1.000009"
    content(client, "thu-tuc.xlsx")
    assert len(made) == 2


def test_a_new_desk_is_there_at_once_though_the_directory_lags(place, client, monkeypatch):
    flat(client, "noi-nop.csv")
    DeskFactory(agency=place.commune, slug="moi", name="Nơi mới")
    freshness.bump()
    freshness.forget()
    monkeypatch.setattr(directory._kept, "get", lambda: directory._kept._value)  # renewed behind the reader's back

    assert [row["Tên"] for row in flat(client, "noi-nop.csv")] == ["Nơi mới", "Trung tâm xã An Mẫu"]


def test_a_file_that_was_lost_is_made_again(place, client, own_folder):
    whole(client)
    (own_folder / "thu-tuc.json").unlink()
    assert len(whole(client)["procedures"]) == 3

    (own_folder / "manifest.json").write_text("{", encoding="utf-8")
    assert len(whole(client)["procedures"]) == 3


def test_a_reader_meets_the_old_file_or_the_new_one(place, client, own_folder, monkeypatch):
    before = content(client, "thu-tuc.json")
    publish("1.000009", **words("Việc mới"))
    freshness.bump()
    freshness.forget()

    def stopped(*args):
        raise OSError("no space left")

    monkeypatch.setattr(open_data, "_desks", stopped)
    with pytest.raises(OSError, match="no space"):
        open_data.files()

    assert (own_folder / "thu-tuc.json").read_bytes() == before


@pytest.mark.parametrize("number", [1, 3, 450])
def test_cost_does_not_grow_with_the_rows(client, renew, django_assert_max_num_queries, number):
    domain = DomainFactory()
    procedures = Procedure.objects.bulk_create(Procedure(code=f"1.2{n:05d}", domain=domain) for n in range(number))
    sheet = Sheet(**words())
    Edition.objects.bulk_create(
        Edition(procedure=each, state="published", public_from=timezone.localdate()).set_sheet(sheet)
        for each in procedures
    )
    renew()

    with django_assert_max_num_queries(2 + 1 + -(-number // open_data.CHUNK) + 16):  # keys, chunks, the directory
        assert open_data.files()[0].rows == number
    with django_assert_max_num_queries(1):
        content(client, "thu-tuc.csv")


# Other names


@pytest.mark.parametrize(
    "name",
    [
        "khong-co.csv",
        "manifest.json",
        "lock",
        ".thu-tuc.json",
        "..%2Ftthc.sqlite3",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e%5cthu-tuc.json",
        "thu-tuc.json%00.txt",
        "THU-TUC.JSON",
        "thu-tuc.json%20",
        "thu-tuc.json.",
        "..",
        "%ed%a0%80",
    ],
)
def test_any_other_name_is_not_there(place, client, own_folder, name):
    (own_folder.parent / "tthc.sqlite3").write_text("secret", encoding="utf-8")

    response = client.get(f"/du-lieu-mo/{name}")

    assert response.status_code == 404
    assert "Không tìm thấy" in response.content.decode()


def test_an_empty_portal_has_empty_files(client):
    assert whole(client)["procedures"] == []
    assert [flat(client), table(client), flat(client, "noi-nop.csv")] == [[], [], []]
