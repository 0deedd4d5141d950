"""Quyết định công bố and what each does to which procedure: two tables of one screen."""

from django.core.exceptions import ValidationError

from procedures.admin import rights
from procedures.admin.tables.columns import Choice, Column, Day, Named, Shown, YesNo, moment
from procedures.admin.tables.resource import TableResource
from procedures.models import Agency, Change, Decision, Procedure


class DecisionTable(TableResource):
    model = Decision
    keys = (("slug",), ("number",))
    slug_from = "number"

    number = Column("number", "Số, ký hiệu")
    slug = Column("slug", "Tên trong địa chỉ trang", note="để trống khi thêm mới")
    decision_title = Column("title", "Trích yếu")
    issuer = Named("issuer", "Cơ quan ban hành", Agency)
    issued_on = Day("issued_on", "Ngày ký")
    effective_on = Day("effective_on", "Ngày có hiệu lực")
    applied = Shown("applied_at", "Đã áp dụng lúc", lambda decision: moment(decision.applied_at))

    def rows(self, queryset):
        return queryset.select_related("issuer")


class WithDraft(YesNo):
    """Whether the edition in work becomes public with the decision: the same rule as in the form of a change."""

    def said(self, thing):
        return self.write(bool(thing.edition_id))

    def put(self, thing, text, table):
        mine = thing.edition
        if not (text and self.read(text, table)):
            thing.edition = mine if mine and mine.state == "published" else None
        elif not (mine and mine.state == "published"):
            thing.edition = thing.procedure_id and thing.procedure.editions.in_work().first()
            if not thing.edition:
                raise ValidationError("Thủ tục này chưa có bản nháp nào. Soạn bản nháp trước.")


class ChangeTable(TableResource):
    """Rights are those of the decision a change belongs to."""

    title = "thủ tục trong các quyết định"
    model = Change
    keys = (("decision", "procedure"),)

    decision = Named("decision", "Số quyết định", Decision, note="như khi tải về: số [tên trong địa chỉ trang]")
    procedure = Named("procedure", "Mã thủ tục", Procedure, key="code")
    kind = Choice("kind", "Thay đổi", Change.Kind.choices)
    successor = Named("successor", "Mã thủ tục thay thế", Procedure, key="code")
    with_draft = WithDraft("edition", "Công khai bản đang soạn")
    note = Column("note", "Nội dung thay đổi")

    def rows(self, queryset):
        if queryset.model is Decision:
            visible = rights.scoped(self.person, Change.objects.all())
            chosen = visible.filter(decision__in=queryset.order_by().values("pk"))
            queryset = chosen.order_by("decision__slug", "procedure__code")
        return queryset.select_related("decision", "procedure", "successor", "edition").defer(
            "edition__document", "edition__brief"
        )

    def subject(self, thing):
        return thing.decision

    def subject_model(self):
        return Decision

    def _check(self, thing):
        super()._check(thing)
        if thing.kind == Change.Kind.REPLACED and not thing.successor_id:
            raise ValidationError({"Mã thủ tục thay thế": ["Ghi thủ tục thay thế."]})
        if thing.kind != Change.Kind.REPLACED and thing.successor_id:
            raise ValidationError({"Mã thủ tục thay thế": ["Chỉ ghi khi thay đổi là «thay thế»."]})
        if thing.successor_id == thing.procedure_id:
            raise ValidationError({"Mã thủ tục thay thế": ["Thủ tục không thể thay thế chính nó."]})
