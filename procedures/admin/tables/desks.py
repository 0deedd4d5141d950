"""Bộ phận Một cửa as a table, with the opening hours in one cell."""

from procedures.admin.tables.columns import Choice, Column, Day, Hours, Named, Phone
from procedures.admin.tables.hours import EXAMPLE
from procedures.admin.tables.places import Amount
from procedures.admin.tables.resource import TableResource
from procedures.models import AdministrativeUnit, Agency, Desk
from procedures.validators import degrees


class Degrees(Amount):
    """One of the two coordinates of a desk."""

    def read(self, text, table):
        sign = -1 if text[0] in "-−" else 1
        return degrees(Desk._meta.get_field(self.attribute), sign * super().read(text.lstrip("-−"), table))


class DeskTable(TableResource):
    model = Desk
    keys = (("slug",), ("name",))
    slug_from = "name"

    name = Column("name", "Tên")
    slug = Column("slug", "Tên trong địa chỉ trang", note="để trống khi thêm mới")
    kind = Choice("kind", "Loại", Desk.Kind.choices)
    agency = Named("agency", "Cơ quan quản lý", Agency)
    unit = Named("unit", "Nơi đặt", AdministrativeUnit)
    address = Column("address", "Địa chỉ")
    directions = Column("directions", "Cách đi")
    latitude = Degrees("latitude", "Vĩ độ")
    longitude = Degrees("longitude", "Kinh độ")
    hours = Hours("openings", "Giờ làm việc", note=f"ví dụ: {EXAMPLE}")
    hotline = Phone("hotline", "Điện thoại")
    phones = Phone("phones", "Các số khác")
    email = Column("email", "Thư điện tử")
    head = Column("head", "Người phụ trách")
    head_title = Column("head_title", "Chức vụ người phụ trách")
    queue_place = Column("queue_place", "Nơi lấy số thứ tự")
    note = Column("note", "Ghi chú")
    closed_on = Day("closed_on", "Ngừng hoạt động từ ngày")

    def rows(self, queryset):
        return queryset.select_related("agency", "unit__parent").prefetch_related("openings")
