"""Gibberish is told from Vietnamese, by spelling: never taken in, and never seen where there is none."""

import unicodedata

import pytest

from procedures.importing import garbled
from procedures.importing.findings import Kind, Refused
from procedures.importing.garbled import verdict, verdict_of_column, verdict_of_row
from procedures.importing.plan import make_plan
from procedures.importing.readers import read
from procedures.importing.syllables import is_syllable
from tests.procedures.importing.hostile import HEAD, LINES, SPOIL, csv_text, windows_1258
from tests.procedures.importing.samples import full, write_lines, write_xlsx

GOOD = (
    "MÃ THỦ TỤC",
    "Toàn trình; Một phần",
    "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM – Độc lập – Tự do – Hạnh phúc",
    "UỶ BAN NHÂN DÂN XÃ Ea H’leo, huyện Krông Búk, Đắk Lắk; Kon Plông; Pơng Drang",
    "Café crème, résumé, naïve, déjà vu; São Paulo; Müller; Ångström; smörgåsbord; Besançon; Élysée; Köln; Malmö",
    "β-caroten 5 µg/m³, 10 µm ± 2 %; ½ liều; 3 × 4 cm; C₂H₅OH; CuSO₄·5H₂O; CH₃COOH; 25 °C; SO₂ ≤ 50 mg/Nm³",
    "© 2026 Bộ Y tế ® «Đánh giá» §5; “Hồ sơ” gồm: Đơn? Tờ khai? https://dichvucong.gov.vn/?id=a?b&ma=thu?tuc",
    "Số 12/2026/QĐ-UBND, NĐ-CP, TTLT-BTC-BTP; VNĐ; kHÔNG; tờMẫu đơn; mÃ sỐ",
    "thủ tục hành chính và các giấy tờ có liên quan được cấp tại Trung tâm",
    "Đăng ký  giao dịch; quý khách; huỷ bỏ; hoà giải; thuở; nguyễn; quyển; khuỷu; giếng; gìn; quốc; xoong",
)


@pytest.mark.parametrize("text", GOOD)
def test_good_text_is_never_gibberish(text):
    assert verdict(text) is None
    assert verdict_of_row([text]) is None
    assert verdict(unicodedata.normalize("NFD", text)) is None
    assert verdict_of_column([text, text.upper(), text.lower()]) is None


@pytest.mark.parametrize("way", SPOIL)
def test_spoilt_row_is_named_for_what_it_is(way):
    spoil = SPOIL[way]

    found = [verdict_of_row([spoil(cell) for cell in line]) for line in LINES]

    kinds = {one and one.kind for one in found}
    assert kinds <= set(garbled.FONTS) if way in garbled.FONTS else kinds == {way.split(maxsplit=1)[0]}


@pytest.mark.parametrize("way", SPOIL)
def test_spoilt_table_is_refused_with_the_way_out(tmp_path, way):
    spoil = SPOIL[way]
    headless = write_xlsx(tmp_path / "a.xlsx", *[[spoil(cell) for cell in line] for line in (HEAD, *LINES)])
    headed = write_xlsx(tmp_path / "b.xlsx", HEAD, *[[spoil(cell) for cell in line] for line in LINES])

    for path in (headless, headed):
        with pytest.raises(Refused) as refusal:
            read(path)
        name, remedy = garbled.NAMES[way.split(maxsplit=1)[0]]
        assert name in str(refusal.value)
        assert str(refusal.value).endswith(remedy)
        assert f"Tệp «{path.name}», trang tính «Danh sách TTHC», cột «" in str(refusal.value)


def test_spoilt_row_among_good_ones_is_held_back_alone(catalogue, tmp_path):
    records = [full(f"1.00119{number}") for number in range(5)]
    records[3] = {key: SPOIL["tcvn3"](value) if key != "Mã thủ tục" else value for key, value in records[3].items()}
    records[3] = dict(zip(records[0], records[3].values(), strict=True))

    plan = make_plan(write_lines(tmp_path / "a.jsonl", *records))

    [finding] = [one for one in plan.findings if one.kind == Kind.TEXT_GARBLED]
    assert (finding.place.row, plan.counts["rejected"], len(plan.items)) == (4, 1, 4)
    assert "phông TCVN3 (ABC" in finding.message
    assert "UniKey" in finding.remedy


def test_file_of_spoilt_records_is_refused(catalogue, tmp_path):
    record = full()
    spoilt = {key: SPOIL["utf8"](value) if key != "Mã thủ tục" else value for key, value in record.items()}

    with pytest.raises(Refused, match=r"«a\.jsonl», dòng 1: có chữ Unicode bị đọc sai bảng mã"):
        make_plan(write_lines(tmp_path / "a.jsonl", spoilt, spoilt))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_way_to_save_text_gives_the_same_rows(tmp_path, encoding, mark):
    text = csv_text(mark)
    (tmp_path / "a.csv").write_bytes(windows_1258(text) if encoding == "cp1258" else text.encode(encoding))

    assert [row.values["name"] for row in read(tmp_path / "a.csv").rows] == [line[1] for line in LINES]


@pytest.mark.parametrize("way", ["tcvn3", "vni"])
def test_bytes_of_an_old_font_are_named(tmp_path, way):
    (tmp_path / "a.csv").write_bytes(SPOIL[way](csv_text()).encode("latin-1"))

    with pytest.raises(Refused, match=f"phông {way[:3].upper()}"):
        read(tmp_path / "a.csv")


def test_decomposed_letters_come_in_composed(catalogue, tmp_path):
    path = write_lines(tmp_path / "a.jsonl", full(name=unicodedata.normalize("NFD", LINES[0][1])))

    [item] = make_plan(path).items.values()

    assert item.sheet.name == unicodedata.normalize("NFC", item.sheet.name)


def test_syllables_are_spelt():
    right = "Thủ TỤC giấy nghiêng khuỷu quyển giếng uyên oanh đường xuống ngoéo yêu ý ở gìn quốc xoong Huỳnh"
    wrong = "Thñ tôc café résumé für Köln kháh tuc ôc p tết̀ ngươới"

    assert [word for word in right.split() if not is_syllable(word)] == []
    assert [word for word in wrong.split() if is_syllable(word)] == []
