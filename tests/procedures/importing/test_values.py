"""Short values of the national sheets."""

import pytest

from procedures.importing.values import (
    audiences_of,
    decision_number_of,
    legal_bases_of,
    legal_basis,
    levels_of,
    portal_id_of,
    regulation_of,
    results_of,
)
from procedures.sheet import Audience, Level, Regulation
from tests.procedures.importing.samples import NOTHING, UUID


def test_audiences_are_read_by_the_longest_name():
    text = (
        "Cán bộ, công chức, viên chức, Doanh nghiệp có vốn đầu tư nước ngoài, Doanh nghiệp, "
        "Hộ kinh doanh, Người học, Tổ chức (không bao gồm doanh nghiệp, HTX)"
    )

    assert audiences_of(text) == (
        [Audience.OFFICIAL, Audience.FOREIGN_BUSINESS, Audience.BUSINESS, Audience.ORGANISATION],
        ["Hộ kinh doanh", "Người học"],
    )


def test_nothing_said_is_none():
    assert audiences_of(NOTHING) == (None, [])
    assert levels_of(NOTHING) is None
    assert regulation_of(NOTHING) is None
    assert results_of(NOTHING) is None
    assert legal_bases_of("Không có thông tin căn cứ pháp lý") is None
    assert decision_number_of(NOTHING) == (None, False)


def test_levels_and_kinds():
    assert levels_of("Cấp Bộ/Trung ương, Cấp Tỉnh, cấp xã") == [Level.CENTRAL, Level.PROVINCE, Level.COMMUNE]
    assert regulation_of("NOT_ASSIGNED_REGULATION") == Regulation.NOT_ASSIGNED
    assert regulation_of("TTHC được luật giao quy định chi tiết") == Regulation.DETAILED


@pytest.mark.parametrize(
    "text, names",
    [
        ("Giấy khai sinh, Bản sao giấy khai sinh", ["Giấy khai sinh", "Bản sao giấy khai sinh"]),
        ("Giấy phép xây dựng, lắp đặt thiết bị, máy móc", ["Giấy phép xây dựng, lắp đặt thiết bị, máy móc"]),
        (
            "Quyết định (Giấy phép, Văn bản kèm theo), Thông báo",
            ["Quyết định (Giấy phép, Văn bản kèm theo)", "Thông báo"],
        ),
        ("- Giấy chứng nhận.", ["Giấy chứng nhận"]),
        ("Cấp giấy. Trường hợp từ chối thì nêu lý do.", ["Cấp giấy. Trường hợp từ chối thì nêu lý do."]),
    ],
)
def test_results_are_not_cut_at_commas_blindly(text, names):
    assert [result.name for result in results_of(text)] == names


@pytest.mark.parametrize(
    "words, title, number",
    [
        ("Luật Hộ tịch (60/2014/QH13)", "Luật Hộ tịch", "60/2014/QH13"),
        ("Luật Đất đai ngày 18/01/2024; (31/2024/QH15)", "Luật Đất đai ngày 18/01/2024", "31/2024/QH15"),
        ("Nghị định (lần 2) (12/2025/NĐ-CP)", "Nghị định (lần 2)", "12/2025/NĐ-CP"),
        ("(41/2023/TT-BTC)", "41/2023/TT-BTC", "41/2023/TT-BTC"),
        (
            "Quy định về phí (Thông tư số 41/2023/TT-BTC)",
            "Quy định về phí (Thông tư số 41/2023/TT-BTC)",
            "41/2023/TT-BTC",
        ),
        ("Hiến pháp", "Hiến pháp", None),
    ],
)
def test_legal_basis_is_title_and_number(words, title, number):
    basis = legal_basis(words)

    assert (basis.title, basis.number) == (title, number)


def test_every_bullet_is_one_legal_basis():
    text = "  * Luật A (1/2020/QH14)\n  * Luật B\nhai dòng (2/2020/QH14)\n"

    assert [(b.title, b.number) for b in legal_bases_of(text)] == [
        ("Luật A", "1/2020/QH14"),
        ("Luật B hai dòng", "2/2020/QH14"),
    ]


@pytest.mark.parametrize(
    "written, number, doubtful",
    [
        ("Quyết định số 163/QĐ-BTP", "163/QĐ-BTP", False),
        ("1061b/QĐ-BNG.", "1061b/QĐ-BNG", False),
        ("QĐ000001SNNTEST", None, True),
        ("Demo/QĐ-BCA", None, True),
    ],
)
def test_decision_numbers(written, number, doubtful):
    assert decision_number_of(written) == (number, doubtful)


def test_page_of_the_national_portal_is_read_from_its_address():
    assert str(portal_id_of(None, f"https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{UUID.upper()}?x=1")) == UUID
    assert portal_id_of("https://dichvucong.gov.vn/", None) is None
