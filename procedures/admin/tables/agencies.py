"""Cơ quan as a table."""

from procedures.admin.tables.columns import Choice, Column, Named, Phone
from procedures.admin.tables.resource import TableResource
from procedures.models import AdministrativeUnit, Agency


class AgencyTable(TableResource):
    model = Agency
    keys = (("slug",), ("name",))
    slug_from = "name"

    name = Column("name", "Tên cơ quan")
    slug = Column("slug", "Tên trong địa chỉ trang", note="để trống khi thêm mới")
    kind = Choice("kind", "Loại", Agency.Kind.choices)
    code = Column("code", "Mã định danh")
    abbreviations = Column("abbreviations", "Chữ viết tắt trong số văn bản")
    parent = Named("parent", "Cơ quan cấp trên", Agency)
    unit = Named("unit", "Địa bàn", AdministrativeUnit)
    successor = Named("successor", "Cơ quan kế thừa", Agency)
    hotline = Phone("hotline", "Đường dây nóng")
    email = Column("email", "Thư điện tử")
    address = Column("address", "Địa chỉ")
    website = Column("website", "Trang thông tin điện tử")

    def rows(self, queryset):
        return queryset.select_related("parent", "successor", "unit__parent")
