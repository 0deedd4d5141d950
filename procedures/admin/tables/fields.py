"""How procedures are grouped and raised, as tables: groups of fields, fields, life events, "nhiều người cần"."""

from procedures.admin.tables.columns import Choice, Codes, Column, Day, Named, Number
from procedures.admin.tables.resource import TableResource
from procedures.models import Domain, DomainGroup, LifeEvent, Procedure, Promotion

SLUG_NOTE = "để trống khi thêm mới"


class DomainGroupTable(TableResource):
    model = DomainGroup
    keys = (("slug",), ("name",))
    slug_from = "name"

    name = Column("name", "Tên")
    slug = Column("slug", "Tên trong địa chỉ trang", note=SLUG_NOTE)
    icon = Column("icon", "Hình")
    position = Number("position", "Thứ tự")


class DomainTable(TableResource):
    model = Domain
    keys = (("slug",), ("name",))
    slug_from = "name"

    name = Column("name", "Tên")
    slug = Column("slug", "Tên trong địa chỉ trang", note=SLUG_NOTE)
    group = Named("group", "Nhóm lĩnh vực", DomainGroup, key="name")

    def rows(self, queryset):
        return queryset.select_related("group")


class LifeEventTable(TableResource):
    model = LifeEvent
    keys = (("slug",), ("name",))
    slug_from = "name"

    name = Column("name", "Tên")
    slug = Column("slug", "Tên trong địa chỉ trang", note=SLUG_NOTE)
    audience = Choice("audience", "Dành cho", LifeEvent.Audience.choices)
    icon = Column("icon", "Hình")
    position = Number("position", "Thứ tự")
    summary = Column("summary", "Một câu giới thiệu")
    procedures = Codes("procedures", "Thủ tục", note="mỗi dòng một mã trong cùng ô")

    def rows(self, queryset):
        return queryset.prefetch_related("procedures")


class PromotionTable(TableResource):
    model = Promotion
    keys = (("procedure",),)

    procedure = Named("procedure", "Mã thủ tục", Procedure, key="code")
    position = Number("position", "Thứ tự")
    shown_from = Day("shown_from", "Từ ngày")
    shown_until = Day("shown_until", "Đến trước ngày")

    def rows(self, queryset):
        return queryset.select_related("procedure").filter(agency=None)
