"""Danh mục tiếp nhận and the procedures in them: two tables of one screen."""

from procedures.admin import rights
from procedures.admin.tables.columns import Choice, Column, Named, Number, YesNo
from procedures.admin.tables.resource import TableResource
from procedures.models import Agency, Catalogue, CatalogueItem, Decision, Desk, LegalDocument, Procedure


class CatalogueTable(TableResource):
    model = Catalogue
    keys = (("slug",), ("name",))
    slug_from = "name"

    name = Column("name", "Tên danh mục")
    slug = Column("slug", "Tên trong địa chỉ trang", note="để trống khi thêm mới")
    agency = Named("agency", "Cơ quan ban hành", Agency)
    desk_kind = Choice("desk_kind", "Dành cho loại", Desk.Kind.choices)
    decision = Named("decision", "Quyết định ban hành", Decision)
    boundless = YesNo("boundless", "Nhận không phụ thuộc địa giới")
    boundless_basis = Named("boundless_basis", "Văn bản phi địa giới", LegalDocument)
    note = Column("note", "Ghi chú")

    def rows(self, queryset):
        return queryset.select_related("agency", "decision", "boundless_basis")


class CatalogueItemTable(TableResource):
    """Rights are those of the catalogue."""

    title = "thủ tục trong các danh mục"
    model = CatalogueItem
    keys = (("catalogue", "procedure"),)

    catalogue = Named("catalogue", "Danh mục (tên trong địa chỉ trang)", Catalogue, key="slug")
    procedure = Named("procedure", "Mã thủ tục", Procedure, key="code")
    position = Number("position", "Thứ tự")
    bound_reason = Column("bound_reason", "Ngoại lệ địa giới")

    def rows(self, queryset):
        if queryset.model is Catalogue:
            visible = rights.scoped(self.person, CatalogueItem.objects.all())
            chosen = visible.filter(catalogue__in=queryset.order_by().values("pk"))
            queryset = chosen.order_by("catalogue__slug", "position", "procedure__code")
        return queryset.select_related("catalogue", "procedure")

    def subject(self, thing):
        return thing.catalogue

    def subject_model(self):
        return Catalogue
