"""Bộ phận Một cửa as a table, with the opening hours in one cell."""

from procedures.admin.tables.columns import Column, Day, Hours, Named
from procedures.admin.tables.hours import EXAMPLE
from procedures.admin.tables.resource import TableResource
from procedures.models import AdministrativeUnit, Agency, Desk


class DeskTable(TableResource):
    model = Desk
    keys = (("slug",), ("name",))
    slug_from = "name"

    name = Column("name", "Tên")
    slug = Column("slug", "Tên trong địa chỉ trang", note="để trống khi thêm mới")
    agency = Named("agency", "Cơ quan quản lý", Agency)
    unit = Named("unit", "Nơi đặt", AdministrativeUnit)
    address = Column("address", "Địa chỉ")
    directions = Column("directions", "Cách đi")
    hours = Hours("openings", "Giờ làm việc", note=f"ví dụ: {EXAMPLE}")
    hotline = Column("hotline", "Điện thoại")
    email = Column("email", "Thư điện tử")
    note = Column("note", "Ghi chú")
    closed_on = Day("closed_on", "Ngừng hoạt động từ ngày")

    def rows(self, queryset):
        return queryset.select_related("agency", "unit__parent").prefetch_related("openings")
