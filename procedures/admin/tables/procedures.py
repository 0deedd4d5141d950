"""The list of procedures: only out. What each says in whole goes out and in as a workbook (`procedures.workbook`)."""

from django.db.models import Prefetch, Q

from procedures import wording
from procedures.admin.states import edition_state
from procedures.admin.tables.columns import Choice, Shown
from procedures.admin.tables.resource import TableResource
from procedures.admin.workbooks import whole_content
from procedures.models import Edition, Procedure
from procedures.sheet import Level


def _of_edition(tell):
    """A cell that the edition shown tells; "" for a procedure without any words."""
    return lambda procedure: tell(_shown(procedure)) if _shown(procedure) else ""


def _shown(procedure):
    """The open edition, else the one in work."""
    return procedure.told[0] if procedure.told else None


def _levels(edition):
    return wording.levels(Level(level) for level in edition.brief.get("levels") or ())


def _states(procedure):
    return "; ".join(edition_state(edition)[0] for edition in procedure.told)


class ProcedureTable(TableResource):
    title = "danh sách thủ tục"
    model = Procedure
    takes_in = False

    code = Shown("code", "Mã thủ tục")
    name = Shown("code", "Tên thủ tục", _of_edition(lambda edition: edition.name))
    field = Shown("domain", "Lĩnh vực")
    levels = Shown("code", "Cấp thực hiện", _of_edition(_levels))
    time = Shown("code", "Thời hạn giải quyết", _of_edition(lambda edition: edition.brief.get("time")))
    fee = Shown("code", "Phí, lệ phí", _of_edition(lambda edition: edition.brief.get("fee")))
    papers = Shown("code", "Giấy tờ", _of_edition(lambda edition: edition.brief.get("papers")))
    online = Shown("code", "Dịch vụ công trực tuyến", _of_edition(lambda edition: edition.get_online_level_display()))
    decision = Shown("code", "Quyết định công bố", _of_edition(lambda edition: edition.decision))
    state = Shown("code", "Tình trạng", _states)
    public_from = Shown(
        "code",
        "Công khai từ ngày",
        _of_edition(lambda edition: edition.public_from and wording.date(edition.public_from)),
    )
    kind = Choice("kind", "Dành cho", Procedure.Kind.choices)
    issuer = Shown("issuer", "Cơ quan công bố")
    steward = Shown("steward", "Cơ quan giữ nội dung")
    aliases = Shown("code", "Mã khác", lambda procedure: "; ".join(each.code for each in procedure.aliases.all()))

    def rows(self, queryset):
        told = Edition.objects.filter(Q(state="published", public_until=None) | ~Q(state="published"))
        told = told.defer("document").select_related("decision").order_by("-state", "-pk")
        return queryset.select_related("domain", "issuer", "steward").prefetch_related(
            "aliases", Prefetch("editions", queryset=told, to_attr="told")
        )


class ContentTable(TableResource):
    """All that procedures say, in the workbook that officers type in: edited there, it comes in at «Nhập dữ liệu»."""

    title = "toàn bộ nội dung, theo mẫu Excel để sửa rồi nhập lại"
    model = Procedure
    takes_in = False
    is_book = True

    code = Shown("code", "các trang tính Thủ tục, Giấy tờ, Cách nộp, Các bước, Kết quả, Căn cứ pháp lý")

    def book(self, queryset):
        return whole_content(self.person, queryset)
