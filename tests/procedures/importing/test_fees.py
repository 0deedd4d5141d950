"""An amount is shown only where source and note agree; nothing is called free that the source does not call free."""

import pytest

from procedures.importing.fees import fees_of, split
from procedures.sheet import Fee


def test_pieces_are_cut_outside_brackets_only():
    text = "10000 VNĐ (a | b (c | d)) | 5000 VNĐ () | 0 VNĐ (mở | không đóng"

    assert split(text) == ["10000 VNĐ (a | b (c | d))", "5000 VNĐ ()", "0 VNĐ (mở", "không đóng"]


@pytest.mark.parametrize(
    "text, fee",
    [
        ("500000 VNĐ ()", Fee(amount=500_000)),
        ("20000 VNĐ (Lệ phí)", Fee(amount=20_000, note="Lệ phí")),
        ("20000 VNĐ (20.000đ/bản)", Fee(amount=20_000, note="20.000đ/bản")),
        ("1500000 VNĐ (1,5 triệu đồng/giấy)", Fee(amount=1_500_000, note="1,5 triệu đồng/giấy")),
        ("0 VNĐ ()", Fee(amount=0)),
        ("0 VNĐ (Không)", Fee(amount=0, free=True)),
        ("0 VNĐ (Miễn phí)", Fee(amount=0, free=True)),
        ("Không thu phí", Fee(amount=0, free=True)),
        (
            "0 VNĐ (Miễn lệ phí theo Thông tư số 85/2019/TT-BTC)",
            Fee(amount=0, free=True, note="Miễn lệ phí theo Thông tư số 85/2019/TT-BTC"),
        ),
    ],
)
def test_fee_that_can_be_trusted(text, fee):
    assert fees_of(text) == ([fee], [])


@pytest.mark.parametrize(
    "text, fee",
    [
        ("20 VNĐ (20.000 vnđ/tờ khai)", Fee(note="20.000 vnđ/tờ khai")),
        ("100 VNĐ ()", Fee(note="Nguồn ghi 100 VNĐ, chưa rõ đơn vị tiền")),
        ("50000 VNĐ (Mức thu 75.000 đồng)", Fee(note="Mức thu 75.000 đồng (nguồn ghi: 50.000 VNĐ)")),
        ("5000 VNĐ (Không thu)", Fee(note="Không thu (nguồn ghi: 5.000 VNĐ)")),
        ("10 VNĐ (10 USD/người)", Fee(amount=10, currency="USD", note="10 USD/người")),
        (
            "0 VNĐ (Theo nghị quyết của Hội đồng nhân dân cấp tỉnh)",
            Fee(note="Theo nghị quyết của Hội đồng nhân dân cấp tỉnh"),
        ),
        ("0 VNĐ (30.000 đồng/lần)", Fee(note="30.000 đồng/lần")),
        ("0 VNĐ (Không quy định mức phí cụ thể)", Fee(note="Không quy định mức phí cụ thể")),
        ("Theo quy định của pháp luật", Fee(note="Theo quy định của pháp luật")),
    ],
)
def test_fee_that_contradicts_itself_shows_words_and_is_listed(text, fee):
    assert fees_of(text) == ([fee], [text])


@pytest.mark.parametrize("text", [None, "", "Không có thông tin", " | ", "Không có thông tin | Không có thông tin"])
def test_nothing_said(text):
    assert fees_of(text) == (None, [])


def test_several_fees_stand_in_their_order():
    fees, doubtful = fees_of("50000 VNĐ (Trực tuyến) | 0 VNĐ () | Không có thông tin | 7 VNĐ ()")

    assert [fee.amount for fee in fees] == [50_000, 0, None]
    assert doubtful == ["7 VNĐ ()"]


@pytest.mark.parametrize(
    "text",
    [
        "50000 VNĐ (Không)",
        "50000 VNĐ (Miễn phí)",
        "Miễn phí theo quy định cho hộ nghèo",
        "0 VNĐ (Không thu phí theo Nghị quyết đối với trẻ em)",
        "Không theo quy định",
    ],
)
def test_what_is_free_for_some_or_contradicts_its_amount_is_shown_as_words_and_reviewed(text):
    fees, doubtful = fees_of(text)

    assert [(fee.amount, fee.free) for fee in fees] == [(None, False)]
    assert doubtful == [text]


def test_thousands_written_with_points_are_thousands():
    assert fees_of("150.000 VNĐ ()") == ([Fee(amount=150_000)], [])
