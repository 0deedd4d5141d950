"""Văn bản pháp lý and the list of forms, as tables. Files themselves come and go on their screens."""

from procedures.admin.tables.columns import Column, Day, Named, Shown
from procedures.admin.tables.resource import TableResource
from procedures.models import FormTemplate, LegalDocument


class LegalDocumentTable(TableResource):
    model = LegalDocument
    keys = (("number",),)

    number = Column("number", "Số, ký hiệu")
    title = Column("title", "Trích yếu")
    issuer = Column("issuer", "Cơ quan ban hành")
    issued_on = Day("issued_on", "Ngày ban hành")
    effective_on = Day("effective_on", "Ngày có hiệu lực")
    expired_on = Day("expired_on", "Hết hiệu lực từ ngày")
    replaced_by = Named("replaced_by", "Được thay bằng văn bản", LegalDocument, key="number")
    url = Column("url", "Địa chỉ toàn văn")

    def rows(self, queryset):
        return queryset.select_related("replaced_by")


class FormTable(TableResource):
    """Forms are told by the path of their file, as sheets point to them."""

    model = FormTemplate
    keys = (("file",),)
    nothing_new = "Mẫu mới cần có tệp: thêm mẫu trên màn hình «Mẫu đơn, tờ khai», rồi mới sửa tên bằng bảng được."

    file = Shown("file", "Đường dẫn tệp", note="không sửa; dùng để tìm đúng mẫu")
    number = Column("number", "Số hiệu mẫu")
    name = Column("name", "Tên mẫu")
    version = Shown("version", "Lần thay tệp")
    sample = Shown("sample", "Đường dẫn mẫu đã điền")
