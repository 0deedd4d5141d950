"""What was taken in from files and what had to be said about it: only out."""

from procedures.admin.tables.columns import Choice, Shown, moment
from procedures.admin.tables.resource import TableResource
from procedures.models import AdministrativeUnit, Finding, ImportBatch


class FindingTable(TableResource):
    model = Finding
    takes_in = False

    file_name = Shown("file_name", "Tệp")
    sheet_name = Shown("sheet_name", "Trang tính")
    row = Shown("row", "Dòng")
    column = Shown("column", "Cột")
    procedure = Shown("procedure", "Mã thủ tục")
    severity = Choice("severity", "Mức độ", Finding.Severity.choices)
    message = Shown("message", "Nội dung")
    remedy = Shown("remedy", "Cách xử lý")
    resolved = Shown("resolved_at", "Đã xử lý lúc", lambda finding: moment(finding.resolved_at))
    resolved_by = Shown("resolved_by", "Người xử lý")

    def rows(self, queryset):
        return queryset.select_related("procedure", "resolved_by")


def _count(name):
    return lambda batch: str(batch.counts.get(name, "")) if isinstance(batch.counts, dict) else ""


class ImportBatchTable(TableResource):
    model = ImportBatch
    takes_in = False

    file_name = Shown("file_name", "Tệp")
    started = Shown("started_at", "Nhập lúc", lambda batch: moment(batch.started_at))
    by = Shown("by", "Người nhập")
    read = Shown("counts", "Đã đọc", _count("read"))
    created = Shown("counts", "Mới", _count("created"))
    updated = Shown("counts", "Thay đổi", _count("updated"))
    unchanged = Shown("counts", "Không đổi", _count("unchanged"))
    rejected = Shown("counts", "Không dùng được", _count("rejected"))
    warnings = Shown("counts", "Cần xem lại", _count("warnings"))
    undone = Shown("undone_at", "Hoàn tác lúc", lambda batch: moment(batch.undone_at))

    def rows(self, queryset):
        return queryset.select_related("by")


class AdministrativeUnitTable(TableResource):
    model = AdministrativeUnit
    takes_in = False

    code = Shown("code", "Mã")
    name = Shown("name", "Tên")
    kind = Choice("kind", "Loại", AdministrativeUnit.Kind.choices)
    parent = Shown("parent", "Thuộc tỉnh, thành phố")
    parent_code = Shown("parent__code", "Mã tỉnh, thành phố")

    def rows(self, queryset):
        return queryset.select_related("parent")
