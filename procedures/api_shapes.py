"""What `/api/v1/` answers: the shapes of its JSON, described in Vietnamese for whoever reads openapi.json."""

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from procedures.sheet import Level, OnlineLevel, Sheet

FORCE = "not_yet chưa có hiệu lực, in_force còn hiệu lực, ended hết hiệu lực"
FORCE_ON = "ngày bắt đầu hoặc hết hiệu lực"
PLACE_OF = "mã riêng (slug), phần cuối của địa chỉ trang"


def about(words: str) -> dict[str, Any]:
    """The description of a shape: its docstring is for us."""
    return {"description": words}


def said(words: str, **more) -> Any:
    """A key with what it holds."""
    return Field(description=words, **more)


class Fault(Schema, json_schema_extra=about("Điều chưa đúng, nói bằng tiếng Việt.")):
    """What went wrong, in Vietnamese."""

    loi: str = said("câu nói rõ điều chưa đúng")


class Listed(Schema, json_schema_extra=about("Một thủ tục trong danh sách.")):
    """One procedure in a list."""

    code: str = said("mã thủ tục")
    name: str = said("tên thủ tục")
    domain: str | None = said("lĩnh vực", default=None)
    levels: list[Level] = said("cấp thực hiện", default=[])
    online_level: OnlineLevel | None = said("mức dịch vụ công trực tuyến; null: chưa có thông tin", default=None)
    papers: str | None = said("số giấy tờ, bằng lời", default=None)
    time: str | None = said("thời hạn, bằng lời", default=None)
    fee: str | None = said("phí, lệ phí, bằng lời", default=None)
    force: str = said(FORCE)
    force_on: date | None = said(FORCE_ON)
    public_from: date = said("nội dung này công khai từ ngày")
    url: str = said("địa chỉ trang")


class Paged(Schema, json_schema_extra=about("Một trang của danh sách.")):
    """One page of a list. `count`: of all pages."""

    count: int = said("tổng số mục của mọi trang")
    page: int = said("trang này")
    per_page: int = said("số mục mỗi trang")


class ListedPage(Paged, json_schema_extra=about("Một trang của danh sách thủ tục.")):
    """One page of procedures."""

    items: list[Listed] = said("các thủ tục của trang này")


class LocalSaid(Schema, json_schema_extra=about("Một điều chỉ đúng tại một nơi, kèm nguồn.")):
    """What is only true at a place, with its source."""

    what: str = said("điều gì: fee phí, duration thời hạn, counter quầy, hours giờ, reception tiếp nhận, note lưu ý")
    value: str = said("nội dung, bằng lời")
    place: str = said("cơ quan hoặc nơi nộp quy định")
    basis: str = said("số văn bản quy định; chuỗi rỗng: không ghi")
    since: date | None = said("có hiệu lực từ ngày")
    until: date | None = said("ngày đầu tiên không còn áp dụng")


class ChangeOut(Schema, json_schema_extra=about("Một thay đổi của thủ tục theo một quyết định.")):
    """One change by a decision."""

    kind: str = said("new mới ban hành, amended sửa đổi, bổ sung, replaced thay thế, abolished bãi bỏ")
    effective_on: date | None = said("ngày có hiệu lực")
    decision: str = said("số quyết định")
    successor: str | None = said("mã thủ tục thay thế")
    note: str = said("nội dung thay đổi")


class Detail(Schema, json_schema_extra=about("Một thủ tục: mã, hiệu lực và toàn bộ tờ nội dung.")):
    """One procedure: its identity, its force and its whole sheet."""

    code: str = said("mã thủ tục")
    public_from: date = said("nội dung này công khai từ ngày")
    verified_on: date | None = said("ngày rà soát gần nhất")
    decision: str | None = said("số quyết định công bố")
    force: str = said(FORCE)
    force_on: date | None = said(FORCE_ON)
    changes: list[ChangeOut] = said("các thay đổi, mới nhất trước")
    local: list[LocalSaid] = said("điều chỉ đúng tại địa phương hoặc nơi nộp đã hỏi")
    sheet: Sheet = said("toàn bộ tờ nội dung")
    url: str = said("địa chỉ trang")


class Named(Schema, json_schema_extra=about("Một lĩnh vực hoặc một sự kiện trong đời sống.")):
    """A field, a life event."""

    slug: str = said(PLACE_OF)
    name: str = said("tên")
    url: str = said("địa chỉ trang")


class Hours(Schema, json_schema_extra=about("Một khoảng giờ làm việc trong tuần.")):
    """One stretch of a weekday, 0 is Monday."""

    weekday: int = said("thứ trong tuần: 0 là thứ Hai, 6 là Chủ nhật")
    opens_at: str = said("từ giờ, dạng 07:30")
    closes_at: str = said("đến giờ, dạng 11:30")


class DeskOut(Schema, json_schema_extra=about("Một nơi nộp hồ sơ (bộ phận Một cửa, Trung tâm).")):
    """A one-stop desk."""

    slug: str = said(PLACE_OF)
    name: str = said("tên")
    kind: str = said("province cấp tỉnh, commune cấp xã, branch chi nhánh, point điểm phục vụ, mobile điểm lưu động")
    agency: str = said("cơ quan quản lý")
    unit: str | None = said("xã, phường, đặc khu nơi đặt")
    address: str = said("địa chỉ")
    latitude: float | None = said("vĩ độ")
    longitude: float | None = said("kinh độ")
    hotline: str = said("điện thoại")
    hours: list[Hours] = said("giờ làm việc")
    closed_on: date | None = said("ngừng hoạt động từ ngày; null: không có ngày ngừng")
    successor: str | None = said("mã riêng (slug) của nơi nộp thay khi ngừng hoạt động")
    url: str = said("địa chỉ trang")


class DeskPage(Paged, json_schema_extra=about("Một trang của danh sách nơi nộp.")):
    """One page of desks."""

    items: list[DeskOut] = said("các nơi nộp của trang này")


class DeskDetail(DeskOut, json_schema_extra=about("Một nơi nộp và những gì nơi ấy tiếp nhận hôm nay.")):
    """A desk with what it receives today, and where feedback goes."""

    receives: list[str] = said("mã các thủ tục tiếp nhận hôm nay")
    elsewhere: list[str] = said("mã các thủ tục có trong danh mục nhưng phải nộp ở nơi khác")
    feedback: list[str] = said("nơi nhận phản ánh, kiến nghị")


class DecidedOut(Schema, json_schema_extra=about("Quyết định thay đổi một thủ tục ra sao.")):
    """What a decision does to one procedure."""

    code: str = said("mã thủ tục")
    kind: str = said("new mới ban hành, amended sửa đổi, bổ sung, replaced thay thế, abolished bãi bỏ")
    note: str = said("nội dung thay đổi")
    successor: str | None = said("mã thủ tục thay thế")


class DecisionOut(Schema, json_schema_extra=about("Một quyết định công bố và những gì quyết định ấy thay đổi.")):
    """A publication decision and what it changes."""

    number: str = said("số, ký hiệu")
    title: str = said("trích yếu")
    issued_on: date | None = said("ngày ký")
    effective_on: date | None = said("ngày có hiệu lực")
    changes: list[DecidedOut] = said("các thủ tục thay đổi")
    url: str = said("địa chỉ trang")


class DecisionPage(Paged, json_schema_extra=about("Một trang của danh sách quyết định công bố.")):
    """One page of decisions."""

    items: list[DecisionOut] = said("các quyết định của trang này")


class BundleOut(Schema, json_schema_extra=about("Một nhóm thủ tục liên thông, làm cùng một lần.")):
    """Linked procedures done in one go, in order."""

    slug: str = said(PLACE_OF)
    name: str = said("tên")
    summary: str = said("một câu giới thiệu")
    procedures: list[str] = said("mã các thủ tục, theo thứ tự làm")
    url: str = said("địa chỉ trang")
