"""/du-lieu-mo/: the public data set as JSON, CSV and XLSX: whole, alike, of this day, safe to open, nothing secret."""

import csv
import hashlib
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from procedures import directory, freshness, open_data, sheet_words
from procedures.models import (
    Bundle,
    BundleItem,
    Catalogue,
    Change,
    Closure,
    Edition,
    LegalDocument,
    LocalFact,
    Procedure,
)
from procedures.sheet import Sheet, json_schema
from tests.factories import (
    DecisionFactory,
    DeskFactory,
    DomainFactory,
    EditionFactory,
    OpeningFactory,
    ProcedureFactory,
    publish,
)
from tests.procedures.place import CODES, build, fact, words

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
            "Hiệu lực": "còn hiệu lực",
            "Từ ngày": "",
            "Công khai từ ngày": timezone.localdate().isoformat(),
            "Địa chỉ trang": "https://tthc.songmau.vn/thu-tuc/1.001193/",
        }
    ]


def test_every_file_tells_the_force_and_its_day(place, client, renew):
    first, second, third = (edition.procedure for edition in place.editions)
    for procedure, kind, day in ((first, "replaced", -3), (second, "abolished", 20)):
        decision = DecisionFactory(
            number=f"{kind}/QĐ", slug=kind, effective_on=place.today + day * DAY, applied_at=timezone.now()
        )
        Change.objects.create(decision=decision, procedure=procedure, kind=kind)
    Edition.objects.filter(procedure=third).update(public_until=place.today)
    later = Edition(procedure=third, state="published", public_from=place.today, in_force_from=place.today + 9 * DAY)
    later.set_sheet(Sheet(**words())).save()
    renew()

    ended, begins = (place.today - 3 * DAY).isoformat(), (place.today + 9 * DAY).isoformat()
    for rows in (flat(client), table(client)):
        assert [(row["Hiệu lực"], row["Từ ngày"]) for row in rows] == [
            ("hết hiệu lực", ended),
            ("còn hiệu lực", ""),
            ("chưa hiệu lực", begins),
        ]
    told = [(each["force"], each["force_on"]) for each in whole(client)["procedures"]]
    assert told == [("ended", ended), ("in_force", None), ("not_yet", begins)]
    page = client.get("/du-lieu-mo/").content.decode()
    assert [key for key in ("force", "force_on") if f"<code>{key}</code>" not in page] == []


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
            "Mã nơi nộp": "an-mau",
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


# Who receives what, what is only true where, decisions, bundles


def listed(client, name):
    """The list in one of the JSON files."""
    found = json.loads(content(client, name))
    assert list(found)[:3] == ["licence", "day", "url"]
    return found[list(found)[3]]


def test_a_catalogue_names_its_procedures_once_and_a_desk_its_catalogues(place, client, renew):
    other = DeskFactory(agency=place.commune, slug="noi-2", name="Nơi hai")
    other.catalogues.add(place.catalogue)
    Catalogue.objects.create(name="Đang soạn", slug="dang-soan", agency=place.province)
    place.catalogue.items.filter(procedure__code=CODES[1]).update(bound_reason="Hòa giải tại xã")
    renew()

    assert [each["procedures"] for each in listed(client, "danh-muc.json")] == [
        [{"code": code, "bound_reason": "Hòa giải tại xã" if code == CODES[1] else ""} for code in CODES]
    ]
    rows = flat(client, "danh-muc.csv")
    assert [(row["Mã danh mục"], row["Thứ tự"], row["Mã thủ tục"]) for row in rows] == [
        ("cap-xa", str(number), code) for number, code in enumerate(CODES, 1)
    ]
    used = flat(client, "noi-nop-danh-muc.csv")
    assert [(row["Mã nơi nộp"], row["Mã danh mục"]) for row in used] == [("noi-2", "cap-xa"), ("an-mau", "cap-xa")]
    assert {each["slug"]: each["catalogues"] for each in listed(client, "noi-nop.json")} == {
        "an-mau": ["cap-xa"],
        "noi-2": ["cap-xa"],
    }


def test_several_catalogues_keep_their_own_procedures(place, client, renew):
    for slug, number in (("rong", None), ("mot", 2)):
        catalogue = Catalogue.objects.create(name=slug, slug=slug, agency=place.province)
        place.desk.catalogues.add(catalogue)
        if number is not None:
            catalogue.items.create(procedure=place.editions[number].procedure, position=0)
    renew()

    found = {each["slug"]: [row["code"] for row in each["procedures"]] for each in listed(client, "danh-muc.json")}

    assert found == {"cap-xa": list(CODES), "rong": [], "mot": [CODES[2]]}


def test_hours_are_those_of_the_desk(place, client, renew):
    OpeningFactory(desk=place.desk)
    Closure.objects.create(desk=place.desk, starts_on=place.today, ends_on=place.today + DAY, reason="Sửa điện")
    renew()

    told = listed(client, "noi-nop.json")[0]

    assert told["hours"] == [{"weekday": 0, "opens_at": "07:30", "closes_at": "11:30"}]
    assert told["days_off"] == [
        {"from": place.today.isoformat(), "to": (place.today + DAY).isoformat(), "reason": "Sửa điện"}
    ]
    assert flat(client, "gio-lam-viec.csv") == [
        {
            "Mã nơi nộp": "an-mau",
            "Nơi nộp": "Trung tâm xã An Mẫu",
            "Thứ": "thứ Hai",
            "Từ giờ": "07:30",
            "Đến giờ": "11:30",
        }
    ]


def test_what_is_only_true_here_says_whose_it_is_and_since_when(place, client, renew):
    type(place.law).objects.filter(pk=place.law.pk).update(expired_on=place.today + 9 * DAY)
    fact(place, place.commune, fee_amount=5_000, fee_note="Hộ nghèo miễn", basis=place.law, valid_from=place.today)
    other = DeskFactory(agency=place.commune, slug="noi-2")
    fact(place, place.desk, 1, reception="elsewhere", elsewhere=other, counter="Quầy 2", hours="sáng thứ Hai")
    fact(place, place.desk, 2, duration=3, duration_unit="working_day", note="=1", valid_from=place.today + DAY)
    renew()

    first, second, third = listed(client, "quy-dinh-rieng.json")

    assert first == {
        "procedure": CODES[0],
        "of": "agency",
        "slug": "xa-an-mau",
        "name": "Ủy ban nhân dân xã An Mẫu",
        "fee_amount": 5_000,
        "fee_note": "Hộ nghèo miễn",
        "duration": None,
        "counter": "",
        "hours": "",
        "note": "",
        "reception": "",
        "elsewhere": None,
        "basis": "08/2026/NQ-HĐND",
        "valid_from": place.today.isoformat(),
        "valid_until": (place.today + 9 * DAY).isoformat(),
    }
    assert [second[name] for name in ("of", "slug", "counter", "hours", "reception", "elsewhere", "valid_from")] == [
        *("desk", "an-mau", "Quầy 2", "sáng thứ Hai", "elsewhere", "noi-2", None)
    ]
    assert third["duration"] == {"amount": 3, "unit": "working_day", "words": "3 ngày làm việc"}
    rows = flat(client, "quy-dinh-rieng.csv")
    assert [(row["Của cơ quan hay nơi nộp"], row["Thời hạn"], row["Tiếp nhận"], row["Lưu ý"]) for row in rows] == [
        ("cơ quan", "", "", ""),
        ("nơi nộp", "", "không tiếp nhận tại đây", ""),
        ("nơi nộp", "3 ngày làm việc", "", "'=1"),
    ]


def test_decisions_tell_what_they_changed(place, client, renew):
    first, second, third = (edition.procedure for edition in place.editions)
    applied = DecisionFactory(number="1/QĐ", slug="1-qd", title="Bãi bỏ", applied_at=timezone.now())
    Change.objects.create(decision=applied, procedure=first, kind="replaced", successor=second, note="Gộp")
    named = DecisionFactory(number="2/QĐ", slug="2-qd", effective_on=None)
    publish("1.000021", **words("Việc")).procedure.editions.update(decision=named)
    renew()

    one, two = listed(client, "quyet-dinh.json")

    assert one["changes"] == [{"code": CODES[0], "kind": "replaced", "note": "Gộp", "successor": CODES[1]}]
    assert (one["procedures"], two["procedures"], two["changes"]) == ([CODES[0]], ["1.000021"], [])
    assert (one["number"], one["title"], one["effective_on"]) == ("1/QĐ", "Bãi bỏ", applied.effective_on.isoformat())
    rows = flat(client, "quyet-dinh.csv")
    assert [(row["Số, ký hiệu"], row["Mã thủ tục"]) for row in rows] == [("1/QĐ", CODES[0]), ("2/QĐ", "1.000021")]
    assert third.code not in content(client, "quyet-dinh.json").decode()


def test_bundles_name_their_procedures_in_order(place, client, renew):
    bundle = Bundle.objects.create(
        name="Khai sinh", slug="khai-sinh", duration=3, duration_unit="working_day", basis=place.law
    )
    for position, number in enumerate((2, 0)):
        procedure = place.editions[number].procedure
        BundleItem.objects.create(bundle=bundle, procedure=procedure, position=position, note=f"bước {position + 1}")
    renew()

    told = listed(client, "lien-thong.json")[0]

    assert told["procedures"] == [{"code": CODES[2], "note": "bước 1"}, {"code": CODES[0], "note": "bước 2"}]
    assert (told["duration"]["words"], told["basis"]) == ("3 ngày làm việc", "08/2026/NQ-HĐND")
    rows = flat(client, "lien-thong.csv")
    assert [(row["Mã nhóm"], row["Thứ tự"], row["Mã thủ tục"], row["Ghi chú"]) for row in rows] == [
        ("khai-sinh", "1", CODES[2], "bước 1"),
        ("khai-sinh", "2", CODES[0], "bước 2"),
    ]


def test_nothing_of_what_is_over_or_hidden_is_in_the_other_files(place, client, renew):
    secret = "Bí mật"
    draft = EditionFactory(procedure=ProcedureFactory(code="1.000011"), sheet=Sheet(**words(secret)))
    internal = publish("1.000012", **words(secret)).procedure
    Procedure.objects.filter(pk=internal.pk).update(kind="internal")
    shut = DeskFactory(agency=place.commune, slug="da-dong", name=secret, closed_on=place.today)
    shut.catalogues.add(place.catalogue)
    bundle = Bundle.objects.create(name="Nhóm", slug="nhom")
    pending = DecisionFactory(number="99/QĐ-MAT", slug="99-qd-mat", title=secret)
    Change.objects.create(decision=pending, procedure=draft.procedure, kind="new", note=secret)
    for number, procedure in enumerate((draft.procedure, internal)):
        place.catalogue.items.create(procedure=procedure, position=9 + number, bound_reason=secret)
        LocalFact.objects.create(desk=place.desk, procedure=procedure, note=secret)
    BundleItem.objects.create(bundle=bundle, procedure=internal, note=secret)
    fact(place, shut, note=secret)
    fact(place, place.desk, note=secret, valid_until=place.today)
    expired = LegalDocument.objects.create(number="1/MAT", expired_on=place.today)
    fact(place, place.commune, note=secret, basis=expired)
    renew()

    texts = {name: content(client, name).decode() for name in NAMES if not name.endswith(".xlsx")}

    hidden = (secret, "1.000011", "1.000012", "da-dong", "99/QĐ-MAT", "1/MAT")
    assert [name for name, text in texts.items() for word in hidden if word in text] == []


def test_the_schema_is_that_of_the_sheet_in_vietnamese(place, client):
    told = json.loads(content(client, "sheet.schema.json"))

    assert _without_words(told) == _without_words(json_schema())
    for name, shape in {"Sheet": told, **told["$defs"]}.items():
        about, keys = sheet_words.PARTS[name]
        assert shape["description"] == about
        assert {key: each["description"] for key, each in shape.get("properties", {}).items()} == keys
    page = client.get("/du-lieu-mo/").content.decode()
    assert [key for key in Sheet.model_fields if f"<code>{key}</code>" not in page] == []


def _without_words(value):
    if isinstance(value, dict):
        return {k: _without_words(v) for k, v in value.items() if k != "description" or not isinstance(v, str)}
    return [_without_words(each) for each in value] if isinstance(value, list) else value


def test_long_cells_are_whole_but_where_excel_cannot_hold_them(renew, client):
    agency = "Ủy ban nhân dân xã " * 3_000
    publish("1.000001", **words("Việc", executing_agency="Sở Tư pháp " * 100))
    publish("1.000002", **words("Việc", executing_agency=agency))
    renew()

    column = "Cơ quan thực hiện"
    assert [row[column] for row in flat(client)] == [("Sở Tư pháp " * 100).strip(), agency.strip()]
    short, long = (row[column] for row in table(client))
    assert short == ("Sở Tư pháp " * 100).strip()
    assert len(long) <= 32_767
    assert long.endswith(" …") or long[:-1].split()[-1] in agency.split()
    assert long[-1] == "…"


# Kept by mirrors


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_has_a_file_need_not_fetch_it_again(place, client, name, method):
    ask = getattr(client, method)
    response = ask(f"/du-lieu-mo/{name}")
    b"".join(response.streaming_content)
    digest = next(file.digest for file in open_data.files() if file.name == name)

    by_tag = ask(f"/du-lieu-mo/{name}", headers={"If-None-Match": response["ETag"]})
    by_day = ask(f"/du-lieu-mo/{name}", headers={"If-Modified-Since": response["Last-Modified"]})
    other = ask(f"/du-lieu-mo/{name}", headers={"If-None-Match": '"khac"'})
    b"".join(other.streaming_content)

    assert response["ETag"] == f'"{digest}"'
    assert [each.status_code for each in (by_tag, by_day, other)] == [304, 304, 200]
    assert (by_tag["ETag"], by_tag["Cache-Control"]) == (response["ETag"], "public, max-age=60")
    assert by_tag.content == by_day.content == b""


def test_a_file_that_says_the_same_stays_the_same_on_another_day(place, client, own_folder, monkeypatch):
    before = {file.name: (file.digest, file.made_at) for file in open_data.files()}
    tomorrow = place.today + DAY
    monkeypatch.setattr(timezone, "localdate", lambda *args: tomorrow)
    freshness.bump()
    freshness.forget()

    after = {file.name: (file.digest, file.made_at) for file in open_data.files()}

    assert after == before
    assert open_data.as_of() == tomorrow
    assert [each.name for each in own_folder.iterdir() if each.name.startswith(".")] == []


def test_only_a_file_that_changed_changes(place, client):
    before = {file.name: file.digest for file in open_data.files()}
    publish("1.000009", **words("Việc mới"))
    freshness.bump()
    freshness.forget()

    after = {file.name: file.digest for file in open_data.files()}

    assert {name for name in NAMES if before[name] != after[name]} == {"thu-tuc.json", "thu-tuc.csv", "thu-tuc.xlsx"}


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
    assert [file.rows for file in files.values()][:10] == [3, 3, 3, 1, 1, 0, 1, 3, 1, 0]
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

    with django_assert_max_num_queries(2 + 1 + -(-number // open_data.CHUNK) + 27):  # keys, chunks, directory, the rest
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
    assert table(client) == []
    assert [name for name in NAMES if name.endswith(".csv") and flat(client, name)] == []
