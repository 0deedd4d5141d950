"""Small corpora of our own making: real titles are facts, everything else is invented."""

import pytest

from procedures.search import search_in
from procedures.search.index import Index
from procedures.search.records import Filters, Record

#: code, name, field, level
TITLES = [
    ("1.000001", "Thủ tục đăng ký khai sinh", "Hộ tịch", "commune"),
    ("1.000002", "Thủ tục đăng ký khai sinh có yếu tố nước ngoài", "Hộ tịch", "commune"),
    ("1.000003", "Thủ tục đăng ký khai sinh lưu động", "Hộ tịch", "commune"),
    ("1.000004", "Thủ tục đăng ký lại khai sinh", "Hộ tịch", "commune"),
    ("1.000005", "Thủ tục đăng ký kết hôn", "Hộ tịch", "commune"),
    ("1.000006", "Thủ tục đăng ký khai tử", "Hộ tịch", "commune"),
    ("1.000007", "Đăng ký thường trú", "Đăng ký, quản lý cư trú", "commune"),
    ("1.000008", "Đăng ký tạm trú", "Đăng ký, quản lý cư trú", "commune"),
    ("1.000009", "Tách hộ", "Đăng ký, quản lý cư trú", "commune"),
    ("1.000010", "Đăng ký thành lập hộ kinh doanh", "Thành lập và hoạt động doanh nghiệp", "commune"),
    ("1.000011", "Cấp lại Giấy chứng nhận quyền sử dụng đất do bị mất", "Đất đai", "province"),
    ("1.000012", "Hòa giải tranh chấp đất đai", "Đất đai", "commune"),
    ("1.000013", "Tách thửa hoặc hợp thửa đất", "Đất đai", "province"),
    ("1.000014", "Cấp đổi thẻ căn cước", "Cấp, quản lý căn cước", "commune"),
    ("1.000015", "Cấp lại thẻ căn cước", "Cấp, quản lý căn cước", "commune"),
    ("1.000016", "Cấp lại, đổi, điều chỉnh thông tin trên sổ BHXH, thẻ BHYT", "Bảo hiểm", "province"),
    ("1.000017", "Giải quyết hưởng lương hưu", "Bảo hiểm", "province"),
    ("1.000018", "Đổi giấy phép lái xe", "Giao thông", "central"),
    ("1.000019", "Cấp giấy phép sử dụng tần số vô tuyến điện", "Tần số vô tuyến điện", "central"),
    ("1.000020", "Thủ tục cấp bản sao trích lục hộ tịch", "Hộ tịch", "commune"),
    ("1.000021", "Cấp phép nhập khẩu thủy sản sống", "Thủy sản", "central"),
    ("1.000022", "Công nhận hộ nghèo, hộ cận nghèo", "Giảm nghèo", "commune"),
]
SYNONYMS = [
    ("sổ đỏ", "giấy chứng nhận quyền sử dụng đất"),
    ("mất sổ đỏ", "cấp lại giấy chứng nhận"),
    ("nhập hộ khẩu", "đăng ký thường trú"),
    ("mở quán", "đăng ký thành lập hộ kinh doanh"),
    ("sinh con", "đăng ký khai sinh"),
    ("mở cửa hàng", "đăng ký thành lập hộ kinh doanh"),
    ("BHXH", "bảo hiểm xã hội"),
    ("HTX", "hợp tác xã"),
    ("bằng lái", "giấy phép lái xe"),
]


def make(code, name, domain="", level="", **values):
    """A record with what a test cares about."""
    values.setdefault("levels", (level,) if level else ())
    return Record(code=code, name=name, domain=domain, **values)


@pytest.fixture(scope="session")
def records():
    return [make(*row) for row in TITLES]


@pytest.fixture(scope="session")
def index(records):
    return Index.build(records, SYNONYMS)


@pytest.fixture
def find(index):
    """find(words) → codes, best first."""

    def find(words, **filters):
        return [hit.code for hit in search_in(index, words, Filters(**filters), per_page=50).hits]

    return find
